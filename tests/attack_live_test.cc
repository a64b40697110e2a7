// The real program, attacked from outside: started on a free port of this machine, knocked at by many at once, then stopped
// and counted. What the rooms promise each by itself must hold here together, with threads, sockets and a disk.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "access/password.h"
#include "access/session.h"
#include "access/staff.h"
#include "access/totp.h"
#include "channels/pretend_graph.h"
#include "channels/whatsapp/webhook.h"
#include "office/office_on_disk.h"
#include "web/html.h"

namespace opak {
namespace {

namespace fs = std::filesystem;
using office::OfficeOnDisk;

const std::string app_secret = "rahasia-aplikasi-contoh";
const std::string phone_number_id = "106540352242922";

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

void write_secret(const fs::path& path, const std::string& line) {
  std::ofstream(path) << line << "\n";
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

struct Answer {
  int status = 0;  // 0: none came.
  std::string head, body;
};

std::string header(const Answer& answer, const std::string& name) {
  const auto at = answer.head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return answer.head.substr(begin, answer.head.find("\r\n", begin) - begin);
}

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto begin = text.find(before);
  if (begin == std::string::npos) return {};
  return text.substr(begin + before.size(), text.find(after, begin + before.size()) - begin - before.size());
}

Answer send_raw(int port, const std::string& bytes) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval patience{30, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  Answer answer;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const auto n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;  // Refused before the end: the answer says why.
      sent += static_cast<std::size_t>(n);
    }
    std::string all;
    char buffer[65536];
    for (ssize_t n = 0; (n = ::recv(socket, buffer, sizeof buffer, 0)) > 0;) all.append(buffer, static_cast<std::size_t>(n));
    const auto end = all.find("\r\n\r\n");
    if (all.starts_with("HTTP/1.1 ") && end != std::string::npos) answer = {std::atoi(all.c_str() + 9), all.substr(0, end + 2), all.substr(end + 4)};
  }
  ::close(socket);
  return answer;
}

struct Post {
  std::string path, body, type = "application/x-www-form-urlencoded", more = {};
};

// A browser's requests, written by hand.
class Caller {
 public:
  Caller(int port, std::string cookies = {}) : port_(port), cookies_(std::move(cookies)) {}

  Answer get(const std::string& path) const {
    return send_raw(port_, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nConnection: close\r\n" + cookie_line() + "\r\n");
  }
  Answer post(const Post& post) const {
    return send_raw(port_, "POST " + post.path + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nAccept-Encoding: identity\r\nConnection: close\r\n" + cookie_line() + post.more +
                               "Content-Type: " + post.type + "\r\nContent-Length: " + std::to_string(post.body.size()) + "\r\n\r\n" + post.body);
  }
  // The fields, with the token and the key of the form on this page.
  std::string form_on(const std::string& page, std::vector<std::pair<std::string, std::string>> fields) const {
    for (const auto* name : {"bukti", "kunci"}) fields.emplace_back(name, between(page, "name=\"" + std::string(name) + "\" value=\"", "\""));
    std::string body;
    for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + web::percent_encoded(name) + "=" + web::percent_encoded(value);
    return body;
  }
  void keep_cookie(const Answer& answer) {
    const auto line = header(answer, "Set-Cookie");
    if (!line.empty()) cookies_ += (cookies_.empty() ? "" : "; ") + line.substr(0, line.find(';'));
  }

 private:
  std::string cookie_line() const { return cookies_.empty() ? "" : "Cookie: " + cookies_ + "\r\n"; }
  int port_;
  std::string cookies_;
};

template <class F>
auto at_once(int count, F ask) {
  std::vector<decltype(ask(0))> answers(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&, i] { answers[static_cast<std::size_t>(i)] = ask(i); });
  for (auto& thread : threads) thread.join();
  return answers;
}

class Attack : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(program)) GTEST_SKIP() << "the program is not built here";
    char name[] = "/tmp/opak-attack-XXXXXX";
    folder = ::mkdtemp(name);
    fs::create_directories(folder + "/data");
    write_secret(folder + "/app_secret", app_secret);
    write_secret(folder + "/token", "tanda-contoh");
    write_secret(folder + "/verify_token", "kata-contoh");
  }
  void TearDown() override {
    stop();
    if (!folder.empty()) fs::remove_all(folder);
  }

  std::unique_ptr<OfficeOnDisk> open_office() {
    office::OfficeSettings settings;
    settings.threaded = false;
    settings.log_origin = "localhost/log";
    auto house = std::make_unique<OfficeOnDisk>(folder + "/data", settings);
    house->clock.set(SystemClock{}.now());
    return house;
  }

  // Somebody who works here, with an authenticator, and the cookie of a session.
  std::string hire(OfficeOnDisk& house, const std::string& login, access::Roles roles) {
    std::string cookie;
    OfficeOnDisk::must(house.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      auto& vault = house.office->vault();
      const auto hash = access::hash_password("kebun pisang " + login, access::Strength::cheap, house.chance);
      const auto staff = access::create_staff(book.database(), vault, {.login = login, .name = login, .roles = roles, .office = "36.73", .password_hash = hash}, book.now());
      const auto secret = access::begin_totp(book.database(), vault, staff->id, house.chance);
      access::confirm_totp(book.database(), vault, staff->id, access::totp_code(secret, book.now()), book.now(), house.chance);
      cookie = "__Host-sid=" + access::start_session(book.database(), house.chance, access::SessionKind::staff, staff->id, access::Proof::password_and_code, "", book.now());
      ids[login] = staff->id;
      return office::Done{};
    }));
    return cookie;
  }

  void start() {
    port = free_port();
    child = ::fork();
    if (child == 0) {
      const int diary = ::open((folder + "/diary").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(diary, 1);
      ::dup2(diary, 2);
      ::setenv("OPAK_CITY_LOG_ORIGIN", "localhost/log", 1);
      ::setenv("OPAK_DIARY_LEVEL", "debug", 1);
      ::setenv("OPAK_WHATSAPP_PHONE_NUMBER_ID", phone_number_id.c_str(), 1);
      ::setenv("OPAK_WHATSAPP_GRAPH_URL", "http://127.0.0.1:1", 1);
      ::setenv("OPAK_WHATSAPP_APP_SECRET_FILE", (folder + "/app_secret").c_str(), 1);
      ::setenv("OPAK_WHATSAPP_TOKEN_FILE", (folder + "/token").c_str(), 1);
      ::setenv("OPAK_WHATSAPP_VERIFY_TOKEN_FILE", (folder + "/verify_token").c_str(), 1);
      ::execl(program.c_str(), "opak", "serve", "--data", (folder + "/data").c_str(), "--port", std::to_string(port).c_str(), nullptr);
      ::_exit(127);
    }
    for (int n = 0; n < 600; ++n) {
      if (Caller(port).get("/sehat").status == 200) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL() << "it does not start: " << read_file(folder + "/diary");
  }
  void stop() {
    if (child <= 0) return;
    ::kill(child, SIGTERM);
    int how = 0;
    ::waitpid(child, &how, 0);
    child = 0;
    EXPECT_TRUE(WIFEXITED(how) && WEXITSTATUS(how) == 0) << read_file(folder + "/diary");
  }
  int run_program(const std::string& words) { return WEXITSTATUS(std::system((program + " " + words + " --data " + folder + "/data > " + folder + "/said 2>&1").c_str())); }

  Answer knock(const std::string& body, const std::string& signature_line) const { return Caller(port).post({"/kait/whatsapp", body, "application/json", signature_line}); }
  static std::string signed_line(const std::string& body) { return "X-Hub-Signature-256: " + channels::whatsapp::signature_of(app_secret, body) + "\r\n"; }
  static std::string message(const std::string& id, const std::string& text, const std::string& phone = "6281234567890", const std::string& name = "Siti") {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"62254200000","phone_number_id":")" +
           phone_number_id + R"("},"contacts":[{"profile":{"name":")" + name + R"("},"wa_id":")" + phone + R"("}],"messages":[{"from":")" + phone + R"(","id":")" + id +
           R"(","timestamp":")" + std::to_string(SystemClock{}.now().ms / 1000) + R"(","type":"text","text":{"body":")" + text + R"("}}]}}]}]})";
  }
  std::int64_t count(const std::string& table) {
    auto database = store::Database::open(folder + "/data/opak.db", store::Mode::reader);
    auto row = database->query("SELECT COUNT(*) FROM " + table);
    row.next();
    return row.number_at(0);
  }
  void wait_until_the_inbox_is_done() {
    for (int n = 0; n < 400; ++n) {
      if (count("whatsapp_inbox WHERE done_at IS NULL") == 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    FAIL() << "the inbox is never done: " << read_file(folder + "/diary");
  }

  static int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
  }

  const std::string program = std::string(OPAK_BINARY_DIR) + "/opak";
  std::string folder;
  std::map<std::string, std::string> ids;
  int port = 0;
  pid_t child = 0;
};

int how_many(const std::vector<Answer>& answers, int status) {
  return static_cast<int>(std::count_if(answers.begin(), answers.end(), [&](const Answer& answer) { return answer.status == status; }));
}

TEST_F(Attack, AWebhookWithoutTheRightSignatureStoresNothing) {
  start();
  const auto body = message("wamid.A", "ktp saya hilang");
  const auto other = channels::whatsapp::signature_of("rahasia-orang-lain", body);
  EXPECT_EQ(knock(body, "").status, 401);
  EXPECT_EQ(knock(body, "X-Hub-Signature-256: sha256=" + std::string(64, '0') + "\r\n").status, 403);
  EXPECT_EQ(knock(body, "X-Hub-Signature-256: " + other + "\r\n").status, 403);
  EXPECT_EQ(knock(body + " ", signed_line(body)).status, 403);
  EXPECT_EQ(knock(body, "X-Hub-Signature: sha1=" + std::string(40, 'a') + "\r\n").status, 401);
  EXPECT_EQ(Caller(port).get("/kait/whatsapp?hub.mode=subscribe&hub.verify_token=salah&hub.challenge=77").status, 403);
  EXPECT_EQ(count("whatsapp_inbox"), 0);
  EXPECT_EQ(count("vault_key"), 0);
  EXPECT_EQ(knock(body, signed_line(body)).status, 200);
  EXPECT_EQ(count("whatsapp_inbox"), 1);
}

TEST_F(Attack, TheSameWebhookTenTimesAtOnceHasOneEffect) {
  start();
  const auto body = message("wamid.B", "ktp saya hilang");
  const auto answers = at_once(10, [&](int) { return knock(body, signed_line(body)); });
  EXPECT_EQ(how_many(answers, 200), 10);
  wait_until_the_inbox_is_done();
  EXPECT_EQ(count("whatsapp_inbox"), 1);
  EXPECT_EQ(count("intake_line WHERE side = 'resident'"), 1);
  const auto replies = count("intake_line WHERE side = 'bot'");
  knock(body, signed_line(body));
  wait_until_the_inbox_is_done();
  EXPECT_EQ(count("intake_line WHERE side = 'bot'"), replies);
}

TEST_F(Attack, StrangeJsonWithARightSignatureIsSurvived) {
  const fs::path corpus = fs::path(OPAK_SHARED_DIR) / "corpora/own/json";
  if (!fs::exists(corpus)) GTEST_SKIP() << "the corpus is not on this machine";
  start();
  for (const auto& file : fs::directory_iterator(corpus)) {
    const auto body = read_file(file.path());
    const auto status = knock(body, signed_line(body)).status;
    EXPECT_TRUE(status == 200 || status == 400 || status == 413) << file.path() << " " << status;
  }
  EXPECT_EQ(Caller(port).get("/sehat").status, 200);
}

TEST_F(Attack, NothingThatWasWrittenStandsInLogsNumbersFilesBackupsOrThePublicRecord) {
  start();
  const std::string name = "Kenari Zahra Burungmadu", nik = "3673055404919901", phone = "6281298765432", words = "burung kenari kuning terbang";
  int n = 0;
  for (const auto& text : {std::string("ktp saya hilang"), name, nik, words + " " + nik, std::string("<script>alert(1)</script> ") + name}) {
    const auto body = message("wamid.CANARY" + std::to_string(++n), text, phone, name);
    ASSERT_EQ(knock(body, signed_line(body)).status, 200);
    wait_until_the_inbox_is_done();
  }
  Caller guest(port);
  const auto page = guest.get("/nomor");
  guest.keep_cookie(page);
  const auto sent_on = guest.post({"/nomor", guest.form_on(page.body, {{"phone", "0812-9876-5432"}})});
  EXPECT_EQ(sent_on.status, 303);
  EXPECT_EQ(guest.post({"/lacak", guest.form_on(page.body, {{"nomor", nik}, {"akhir", "5432"}})}).status, 422);
  const auto lost = guest.get("/tidak-ada/" + nik);
  const auto code = header(lost, "X-Request-Id");
  EXPECT_EQ(code.size(), 12u) << lost.head;
  EXPECT_NE(lost.body.find(code), std::string::npos) << "the page shows what the operator searches for";
  // What a visitor calls the request himself goes nowhere, neither well formed nor not.
  for (const auto& own : {nik, std::string(32, 'a')}) {
    const auto named = Caller(port).post({"/kait/whatsapp", "{}", "application/json", "X-Request-Id: " + own + "\r\n"});
    EXPECT_NE(header(named, "X-Request-Id"), own);
    EXPECT_EQ(header(named, "X-Request-Id").size(), 12u);
  }
  guest.get("/masuk?ke=" + web::percent_encoded(name));
  const auto published = Caller(port).get("/log/checkpoint").body + Caller(port).get("/log/tile/entries/000.p/1").body + Caller(port).get("/metrics").body + Caller(port).get("/sehat").body;
  ASSERT_NE(published.find("# TYPE"), std::string::npos) << "the numbers are among it";
  EXPECT_EQ(run_program("backup --to " + folder + "/data/backup --keys-to " + folder + "/keys"), 0) << read_file(folder + "/said");
  stop();
  std::string diary = read_file(folder + "/diary") + read_file(folder + "/said") + sent_on.head;
  const auto digits = [](const std::string& number) { return number.substr(3); };
  for (const auto& canary : {name, nik, digits(phone), words}) {
    EXPECT_EQ(diary.find(canary), std::string::npos) << "in the diary: " << canary;
    EXPECT_EQ(published.find(canary), std::string::npos) << "in the public record: " << canary;
    int files = 0;
    for (const auto* where : {"/data", "/keys"})  // The backup's data lie among the data.
      for (const auto& file : fs::recursive_directory_iterator(folder + where)) {
        EXPECT_EQ(file.path().string().find(canary), std::string::npos) << canary << " in the name of " << file.path();
        if (!file.is_regular_file()) continue;
        ++files;
        EXPECT_EQ(read_file(file.path()).find(canary), std::string::npos) << canary << " in " << file.path();
      }
    EXPECT_GE(files, 5);
  }
}

TEST_F(Attack, RacesEndWithOneEffect) {
  std::string rina, dewi, joko, agus, serial;
  std::vector<std::string> filed, printing;
  std::string run, parcel, on_road, envelope, secret;
  {
    auto house = open_office();
    rina = hire(*house, "rina", {access::Role::operator_});
    dewi = hire(*house, "dewi", {access::Role::operator_});
    joko = hire(*house, "joko", {access::Role::printer});
    agus = hire(*house, "agus", {access::Role::courier});
    auto& office = *house->office;
    const auto printer = OfficeOnDisk::printer();
    OfficeOnDisk::must(office::by_two(office, office::receive_box(office, {"B-1", "KA00000001", "KA00000200"}, printer), OfficeOnDisk::supervisor()));
    OfficeOnDisk::must(office::give_to_printer(office, {"P1", 20}, printer));
    int n = 0;
    for (const auto& who : OfficeOnDisk::residents(5)) {
      house->population.add(who);
      const auto wish = house->filing(who, "+62812000000" + std::to_string(10 + n));
      const auto id = OfficeOnDisk::word(office::submit_application(office, wish, {}), "application");
      if (n++ < 2) {
        filed.push_back(id);
        continue;
      }
      OfficeOnDisk::must(office::accept_papers(office, {id}, OfficeOnDisk::operator_one()));
      if (house->state(id).needs_identity_check()) OfficeOnDisk::must(office::check_identity(office, {id, "video_call"}, OfficeOnDisk::operator_two()));
      OfficeOnDisk::must(office::verify(office, {id, {}}, OfficeOnDisk::verifier()));
      OfficeOnDisk::must(office::take_for_print(office, {"P1", 1}, printer));
      printing.push_back(id);
    }
    on_road = printing.back();
    printing.pop_back();
    OfficeOnDisk::must(office::print_card(office, {on_road, "P1", "KA00000001"}, printer));
    parcel = house->state(on_road).parcel;
    auto day = day_in_jakarta(house->clock.now());
    if (!OfficeOnDisk::the_catalogue().city().calendar.is_working_day(day)) day = OfficeOnDisk::the_catalogue().city().calendar.next_working_day(day);
    run = OfficeOnDisk::word(office::set_run(office, {ids.at("agus"), day, 9, 12, {parcel}}, OfficeOnDisk::supervisor()), "run");
    envelope = office::envelope_letters(office, parcel);
    secret = office::resident_letters(office, parcel);
    serial = "KA00000002";
    for (auto* list : {&filed, &printing})
      for (auto& id : *list) id = house->state(id).number + " " + id;
  }
  const auto number_of = [](const std::string& both) { return both.substr(0, both.find(' ')); };
  const auto id_of = [](const std::string& both) { return both.substr(both.find(' ') + 1); };
  start();

  // Two officers on one file, each with pages of their own, four times each, at the same moment.
  const auto number = number_of(filed[0]);
  std::vector<std::pair<Caller, std::string>> officers;
  for (const auto& cookie : {rina, dewi}) {
    Caller officer(port, cookie);
    EXPECT_EQ(officer.post({"/petugas/buka", officer.form_on(officer.get("/petugas").body, {{"nomor", number}, {"tujuan", "check_papers"}})}).status, 303);
    for (int n = 0; n < 4; ++n) {
      const auto page = officer.get("/petugas/periksa/" + number);
      std::vector<std::pair<std::string, std::string>> ticks;
      for (const auto& paper : OfficeOnDisk::the_catalogue().get_service("lost").papers) ticks.emplace_back("cek-" + paper.key, "ya");
      ticks.emplace_back("kali", std::to_string(n));
      officers.emplace_back(officer, officer.form_on(page.body, ticks));
    }
  }
  const auto accepted = at_once(8, [&](int i) { return officers[static_cast<std::size_t>(i)].first.post({"/petugas/periksa/" + number + "/terima", officers[static_cast<std::size_t>(i)].second}); });
  EXPECT_EQ(how_many(accepted, 303), 1);
  EXPECT_EQ(how_many(accepted, 409), 7) << "the second officer is told";

  // The same form ten times at once.
  const Caller printer(port, joko);
  const auto give = printer.form_on(printer.get("/blangko").body, {{"mesin", "P1"}, {"jumlah", "7"}});
  EXPECT_EQ(how_many(at_once(10, [&](int) { return printer.post({"/blangko/beri", give}); }), 303), 10);

  // One serial for two cards.
  const auto first = printer.form_on(printer.get("/cetak/" + number_of(printing[0])).body, {{"mesin", "P1"}, {"printer", "P1"}, {"blangko", serial}});
  const auto second = printer.form_on(printer.get("/cetak/" + number_of(printing[1])).body, {{"mesin", "P1"}, {"printer", "P1"}, {"blangko", serial}});
  const auto printed = at_once(8, [&](int i) { return printer.post({"/cetak/" + number_of(printing[static_cast<std::size_t>(i % 2)]), i % 2 == 0 ? first : second}); });
  EXPECT_EQ(how_many(printed, 303) + how_many(printed, 200), 4) << "one card, its form answered the same each time";

  // A run loaded twice, a card handed over ten times, and before that with the wrong envelope and the wrong code.
  const Caller courier(port, agus);
  const auto load = courier.form_on(courier.get("/antar").body, {{"rute", run}, {"dihitung", "1"}, {"tetap", "ya"}});
  EXPECT_EQ(how_many(at_once(5, [&](int) { return courier.post({"/antar/muat", load}); }), 303), 5);
  const auto door = "/antar/" + parcel + "/serahkan";
  const auto at_the_door = [&](const std::string& on_envelope, const std::string& code) {
    return courier.form_on(courier.get(door).body, {{"amplop", on_envelope}, {"kode", code}, {"penerima", "self"}, {"wajah", "ya"}, {"lama", "ya"}});
  };
  EXPECT_EQ(courier.post({door, at_the_door("BCDFGH", secret)}).status, 409);
  EXPECT_EQ(courier.post({door, at_the_door(envelope, envelope)}).status, 422);
  EXPECT_EQ(courier.post({door, courier.form_on(courier.get(door).body, {{"amplop", envelope}, {"kode", secret}, {"penerima", "self"}})}).status, 422) << "no face compared";
  std::vector<std::string> forms;
  for (int n = 0; n < 5; ++n) forms.push_back(at_the_door(envelope, secret) + "&kali=" + std::to_string(n));
  EXPECT_EQ(how_many(at_once(10, [&](int i) { return courier.post({door, forms[static_cast<std::size_t>(i % 5)]}); }), 303), 2);

  stop();
  const auto house = open_office();
  EXPECT_EQ(house->state(id_of(filed[0])).stage, application::Stage::complete);
  EXPECT_EQ(house->state(on_road).stage, application::Stage::delivered);
  const bool one = house->state(id_of(printing[0])).blangko == serial, other = house->state(id_of(printing[1])).blangko == serial;
  EXPECT_NE(one, other);
  const auto stock = house->boards().find_stock("36.73");
  EXPECT_EQ(stock->at_printers(), 20 - 2 + 7);
  const auto facts = [&](const std::string& fact) { return count("journal WHERE fact = '" + fact + "'"); };
  EXPECT_EQ(facts("parcel.handed_over.v1"), 1);
  EXPECT_EQ(facts("run.loaded.v1"), 1);
  EXPECT_EQ(facts("parcel.wrong_secret.v1"), 1);
  EXPECT_EQ(run_program("verify"), 0) << read_file(folder + "/said");
}

TEST_F(Attack, TwoFilingsForOneNikAtOnceAreOneApplication) {
  std::vector<office::SubmitApplication> wishes;
  auto house = open_office();
  const auto who = OfficeOnDisk::residents(1).front();
  house->population.add(who);
  house.reset();
  office::OfficeSettings settings;
  settings.log_origin = "localhost/log";
  OfficeOnDisk threaded(folder + "/data", settings);
  threaded.population.add(who);
  for (int n = 0; n < 8; ++n) wishes.push_back(threaded.filing(who, "+6281200000" + std::to_string(100 + n)));
  const auto done = at_once(8, [&](int i) -> int { return office::done(office::submit_application(*threaded.office, wishes[static_cast<std::size_t>(i)], {}).wait()) != nullptr; });
  EXPECT_EQ(std::count(done.begin(), done.end(), 1), 1);
  EXPECT_EQ(threaded.boards().count({.stages = {application::Stage::submitted}}), 1);
}

TEST_F(Attack, GuessingIsSlowedAndTellsNothing) {
  start();
  Caller guest(port);
  const auto page = guest.get("/lacak");
  guest.keep_cookie(page);
  std::vector<Answer> tried;
  for (int n = 0; n < 9; ++n) tried.push_back(guest.post({"/lacak", guest.form_on(page.body, {{"nomor", "OM-2611-00091-K"}, {"akhir", std::to_string(1000 + n)}})}));
  EXPECT_GE(how_many(tried, 429), 2);
  tried.clear();
  for (int n = 0; n < 9; ++n) tried.push_back(guest.post({"/masuk", guest.form_on(page.body, {{"nama", "rina"}, {"sandi", "tebakan " + std::to_string(n)}})}));
  EXPECT_GE(how_many(tried, 429), 2);
  EXPECT_EQ(how_many(tried, 401), 0) << "a wrong name looks like a right one until the code";
}

TEST_F(Attack, TheRawCorpusTooMuchAndTooManyAreRefusedAndOthersAreServed) {
  start();
  const fs::path corpus = fs::path(OPAK_SHARED_DIR) / "corpora/own/http";
  if (fs::exists(corpus))
    for (const auto& file : fs::directory_iterator(corpus)) {
      if (file.path().extension() != ".http") continue;
      const auto bytes = read_file(file.path());
      const bool is_ok = file.path().filename().string().starts_with("ok-");
      // An answer to a whole request keeps the line open; ask for its end.
      const auto answer = is_ok ? Answer{404, "", ""} : send_raw(port, bytes);
      EXPECT_TRUE(answer.status == 0 || answer.status >= 400) << file.path() << " " << answer.status;
      EXPECT_EQ(answer.body.find("HTTP/1.1 "), std::string::npos) << file.path() << ": one request was heard as two";
    }
  Caller guest(port);
  EXPECT_EQ(guest.post({"/lacak", std::string(13 << 20, 'a')}).status, 413);
  std::string parts;
  for (int n = 0; n < 2000; ++n) parts += "--b\r\nContent-Disposition: form-data; name=\"f" + std::to_string(n) + "\"\r\n\r\nx\r\n";
  EXPECT_EQ(guest.post({"/lacak", parts + "--b--\r\n", "multipart/form-data; boundary=b"}).status, 400);
  EXPECT_EQ(Caller(port).get("/sehat").status, 200);
}

}  // namespace
}  // namespace opak
