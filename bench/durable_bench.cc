// Durable applications over HTTP: 64 clients on keep-alive connections file applications (photos apart) with a real server
// over a real disk, once with group commit and once with one commit each, turn by turn in one run on one disk.
//
// Each request opens an application and submits it: two wishes for the clerk, two commits to wait for, answered with the number
// only after the commit is on disk. In turns of "accepted" the drafts were opened before, as a resident's are who fills in pages: a
// request is one wish. After each turn every number that was answered is looked for in the book. Printed as one JSON line.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/json.h"
#include "base/log.h"
#include "net/server.h"
#include "copies/follower.h"
#include "copies/shelf.h"
#include "copies/shipper.h"
#include "office/office_on_disk.h"

namespace opak {
namespace {

using Steady = std::chrono::steady_clock;
using office::OfficeOnDisk;

constexpr double drafts_a_second = 12'000;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

// A client of our own: one connection, one request at a time.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("cannot connect");
  }
  Client(const Client&) = delete;
  ~Client() { ::close(socket_); }

  // The body of a 200; empty for anything else.
  std::string post(const std::string& body) {
    const auto request = "POST /ajukan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body;
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) return {};
    std::string got;
    char bytes[4096];
    while (true) {
      const auto n = ::recv(socket_, bytes, sizeof bytes, 0);
      if (n <= 0) return {};
      got.append(bytes, static_cast<std::size_t>(n));
      const auto head_end = got.find("\r\n\r\n");
      if (head_end == got.npos) continue;
      const auto at = got.find("Content-Length: ");
      const auto length = at == got.npos ? 0 : std::stoul(got.substr(at + 16));
      if (got.size() < head_end + 4 + length) continue;
      return got.starts_with("HTTP/1.1 200") ? got.substr(head_end + 4, length) : std::string();
    }
  }

 private:
  int socket_;
};

// What a page would do, and no more: read the form, ask the office, answer when the clerk has.
net::Handler handler(office::Office& office, std::string contact) {
  return [&office, contact](const net::Request& request, int) -> net::Reply {
    const auto field = [&](const char* name) { return std::string(request.form().field(name)); };
    office::SubmitApplication wish;
    wish.contact = contact;
    wish.region = field("kelurahan");
    wish.person = Personal<vault::Fields>({{"name", field("nama")}, {"nik", field("nik")}, {"kk", field("kk")}});
    wish.address = Personal<vault::Fields>({{"street", field("jalan")}, {"rt", field("rt")}, {"rw", field("rw")}});
    Later<net::Response> page;
    const auto say = [page](const office::Answer& answer) {
      if (const auto* done = office::done(answer)) return page.answer({.status = 200, .body = done->word("number"), .content_type = "text/plain"});
      page.answer({.status = office::refused(answer) ? 422 : 503, .body = "no", .content_type = "text/plain"});
    };
    wish.application = field("draf");
    if (!wish.application.empty()) {
      office::submit_application(office, std::move(wish), {}).when_ready(say);
      return page;
    }
    office::open_application(office, {"lost", "web"}, {}).when_ready([&office, wish = std::move(wish), say](const office::Answer& opened) mutable {
      if (!office::done(opened)) return say(opened);
      wish.application = office::done(opened)->word("application");
      office::submit_application(office, std::move(wish), {}).when_ready(say);
    });
    return page;
  };
}

// Nobody's: serials from 9000 on are not given out.
std::string form_of(int n, const std::string& kelurahan) {
  const auto two = [](int value) { return std::to_string(100 + value).substr(1); };
  const auto day = two(1 + n / 990 % 28) + two(1 + n / (990 * 28) % 12) + two(60 + n / (990 * 28 * 12) % 40);
  const auto serial = std::to_string(9000 + n % 990);
  return "nama=Siti+Rekaan&nik=367301" + day + serial + "&kk=367302" + day + serial + "&kelurahan=" + kelurahan + "&jalan=Jl.+Kenanga+7&rt=001&rw=002";
}

struct Turn {
  int applications = 0, refused = 0;
  double seconds = 0, milliseconds_half = 0, milliseconds_99 = 0;
  double rate() const { return applications / seconds; }
};

struct Wanted {
  int clients = 64;
  double seconds = 4;
  int turns = 3;
  int net_threads = 2;
  std::string folder;
};

// The second place of a turn, on the same disk: "shelf" (a folder) or "follower" (applied as it comes), "-waits" for answers after the copy.
struct SecondPlace {
  SecondPlace(const std::string& how, const std::string& folder) : city(folder), shelf_files(folder + "/second") {
    if (how.starts_with("shelf")) place = std::make_unique<copies::Shelf>(shelf_files, clock, 7);
    else place = std::move(*copies::Follower::open(folder + "/second"));
    auto apply = [this] { if (auto* follower = dynamic_cast<copies::Follower*>(place.get())) (void)follower->apply_waiting(); };
    applier = std::thread([this, apply] {
      while (!over) apply(), std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    copies::ShipperSettings settings;
    settings.database = folder + "/opak.db";
    settings.after_copy = how.ends_with("-waits");
    shipper = std::make_unique<copies::Shipper>(settings, copies::Writer{"bench", 1}, *place, city, clock, chance, [](std::uint64_t) {});
  }
  ~SecondPlace() {
    shipper->stop();
    over = true;
    applier.join();
  }
  SystemClock clock;
  SystemChance chance;
  DiskFiles city, shelf_files;
  std::unique_ptr<copies::Place> place;
  std::unique_ptr<copies::Shipper> shipper;
  std::atomic<bool> over = false;
  std::thread applier;
};

// Opened by many at once, so that it does not take long, one after the other in the city's time as people come.
std::vector<std::string> open_drafts(OfficeOnDisk& house, std::size_t count) {
  auto& office = *house.office;
  std::vector<Later<office::Answer>> opened;
  std::vector<std::string> ids;
  while (ids.size() < count) {
    for (int i = 0; i < 1'000; ++i) opened.push_back(office::open_application(office, {"lost", "web"}, {}));
    for (auto& one : opened) ids.push_back(OfficeOnDisk::word(std::move(one), "application"));
    opened.clear();
  }
  return ids;
}

enum class Drafts { at_once, before };

Turn measure(const Wanted& wanted, int batch_max, Drafts when = Drafts::at_once, const std::string& copy = "") {
  std::string name = wanted.folder + "/opak-bench-XXXXXX";
  const std::string folder = ::mkdtemp(name.data());
  Turn turn;
  {
    office::OfficeSettings settings;
    settings.batch_max = batch_max;
    std::unique_ptr<SecondPlace> second;
    if (!copy.empty()) second = std::make_unique<SecondPlace>(copy, folder), settings.copier = second->shipper.get();
    OfficeOnDisk house(folder, settings);
    const auto contact = OfficeOnDisk::word(office::know_contact(*house.office, {Personal<vault::Fields>(vault::Fields{{"phone", "+6281200000001"}})}, {}), "contact");
    const auto kelurahan = OfficeOnDisk::the_catalogue().city().regions.all().front().code;
    std::atomic<bool> over = false;
    // The clock goes on as it does in a city: names of cases are ordered by time, and what is near in time lies near on disk.
    std::thread time([&, since = house.clock.now(), start = Steady::now()] {
      while (!over) {
        house.clock.set({since.ms + static_cast<std::int64_t>(seconds_since(start) * 1000)});
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    const auto drafts = when == Drafts::before ? open_drafts(house, static_cast<std::size_t>(wanted.seconds * drafts_a_second)) : std::vector<std::string>{};
    net::Server server({.threads = wanted.net_threads}, handler(*house.office, contact));
    const auto port = server.start();
    if (!port) throw std::runtime_error(port.error().what);

    std::atomic<int> next = 0, refused = 0;
    std::vector<std::vector<double>> waits(static_cast<std::size_t>(wanted.clients));
    std::vector<std::vector<std::string>> numbers(waits.size());
    std::vector<std::thread> clients;
    const auto start = Steady::now();
    for (std::size_t i = 0; i < waits.size(); ++i)
      clients.emplace_back([&, i] {
        Client client(*port);
        while (!over) {
          const auto asked = Steady::now();
          const int n = next++;
          if (when == Drafts::before && static_cast<std::size_t>(n) >= drafts.size()) break;  // Faster than was thought; what was done counts.
          const auto number = client.post(form_of(n, kelurahan) + (when == Drafts::before ? "&draf=" + drafts[static_cast<std::size_t>(n)] : ""));
          if (number.empty()) ++refused;
          else numbers[i].push_back(number), waits[i].push_back(seconds_since(asked) * 1000);
        }
      });
    std::this_thread::sleep_for(std::chrono::duration<double>(wanted.seconds));
    over = true;
    for (auto& client : clients) client.join();
    const auto took = seconds_since(start);
    time.join();
    turn.seconds = took;
    turn.refused = refused;
    server.stop(1000);

    std::vector<double> all;
    for (const auto& some : waits) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    turn.applications = static_cast<int>(all.size());
    if (!all.empty()) turn.milliseconds_half = all[all.size() / 2], turn.milliseconds_99 = all[all.size() * 99 / 100];
    // Durable is what is found by somebody who was not there.
    auto reader = store::Database::open(folder + "/opak.db", store::Mode::reader);
    views::Boards boards(*reader);
    for (const auto& some : numbers)
      for (const auto& number : some)
        if (!boards.find_case_by_number(number)) throw std::runtime_error(number + " was answered and is not in the book");
  }
  std::filesystem::remove_all(folder);
  return turn;
}

// The limit beside it: how often this disk, now, takes 4 kB and keeps them.
double syncs_a_second(const std::string& folder) {
  const auto path = folder + "/opak-bench-sync";
  const int fd = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  const std::string page(4096, 'x');
  const auto start = Steady::now();
  int count = 0;
  for (; seconds_since(start) < 1; ++count)
    if (::write(fd, page.data(), page.size()) != 4096 || ::fdatasync(fd) != 0) throw std::runtime_error("the disk does not sync");
  ::close(fd);
  ::unlink(path.c_str());
  return count / seconds_since(start);
}

// The other limit: rows of the size of an application (1 kB), sixty-four a commit, each commit synced, nothing else done.
double bare_rows_a_second(const std::string& folder) {
  const auto path = folder + "/opak-bench-bare.db";
  int count = 0;
  double seconds = 0;
  {
    auto database = store::Database::open(path, store::Mode::writer);
    if (!database) throw std::runtime_error(database.error().what);
    database->script("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
    const std::string body(1000, 'x');
    const auto start = Steady::now();
    for (; (seconds = seconds_since(start)) < 1; count += 64) {
      store::Transaction transaction(*database);
      for (int i = 0; i < 64; ++i) database->query("INSERT INTO row (body) VALUES ($1)").text(body).run();
      transaction.commit();
    }
  }
  for (const auto* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
  return count / seconds;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double load_now() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

Json told(const std::vector<Turn>& turns) {
  std::vector<double> rates, half, nines;
  int refused = 0;
  for (const auto& turn : turns) {
    rates.push_back(turn.rate());
    half.push_back(turn.milliseconds_half);
    nines.push_back(turn.milliseconds_99);
    refused += turn.refused;
  }
  Json json = Json::object();
  json.set("applications_per_s", median(rates));
  json.set("ms_half", median(half));
  json.set("ms_99", median(nines));
  json.set("refused", refused);
  return json;
}

int run(const Wanted& wanted) {
  set_log_level(LogLevel::error);
  Json out = Json::object();
  out.set("clients", wanted.clients);
  out.set("load_before", load_now());
  std::vector<Turn> grouped, single, accepted;
  std::vector<double> syncs{syncs_a_second(wanted.folder)}, bare;
  for (int n = 0; n < wanted.turns; ++n) {
    single.push_back(measure(wanted, 1));
    grouped.push_back(measure(wanted, 512));
    accepted.push_back(measure(wanted, 512, Drafts::before));
    bare.push_back(bare_rows_a_second(wanted.folder));
    syncs.push_back(syncs_a_second(wanted.folder));
  }
  out.set("one_commit_each", told(single));
  out.set("group_commit", told(grouped));
  out.set("accepted", told(accepted));
  out.set("bare_rows_per_s", median(bare));
  std::vector<double> ratios;
  for (int n = 0; n < wanted.turns; ++n) ratios.push_back(grouped[static_cast<std::size_t>(n)].rate() / single[static_cast<std::size_t>(n)].rate());
  const auto ratio = median(ratios);
  out.set("ratio", ratio);
  out.set("fdatasync_per_s", median(syncs));
  out.set("load_after", load_now());
  std::printf("%s\n", out.write().c_str());
  return ratio >= 3 ? 0 : 1;
}

}  // namespace
}  // namespace opak

// durable_bench [folder on the disk to be measured] [seconds a turn] [turns] [clients] [group | accepted: one such turn, for a profiler | copies: with each kind of second place, in turn]
int main(int count, char** words) {
  opak::Wanted wanted;
  wanted.folder = count > 1 ? words[1] : std::filesystem::temp_directory_path().string();
  if (count > 2) wanted.seconds = std::atof(words[2]);
  if (count > 3) wanted.turns = std::atoi(words[3]);
  if (count > 4) wanted.clients = std::atoi(words[4]);
  if (count > 5 && std::string(words[5]) == "copies") {
    opak::set_log_level(opak::LogLevel::error);
    for (int n = 0; n < wanted.turns; ++n)
      for (const auto* copy : {"", "shelf", "shelf-waits", "follower", "follower-waits"}) {
        const auto turn = opak::measure(wanted, 512, opak::Drafts::at_once, copy);
        std::printf("%-15s %6.0f/s  %5.1f ms  %5.1f ms  %d refused\n", *copy ? copy : "none", turn.rate(), turn.milliseconds_half, turn.milliseconds_99, turn.refused);
        std::fflush(stdout);
      }
    return 0;
  }
  if (count > 5) return std::printf("%.0f/s\n", opak::measure(wanted, 512, words[5] == std::string_view("accepted") ? opak::Drafts::before : opak::Drafts::at_once).rate()) < 0;
  return opak::run(wanted);
}
