// `opak bench`: how this machine would carry a city. Grows a city of the wished size through the program's own use cases, starts the
// program over it, and asks it over HTTP as residents and officers do, from this process. Needs no browser and no secrets.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <ostream>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "commands/bench_client.h"
#include "commands/bench_drive.h"
#include "commands/bench_life.h"
#include "commands/bench_report.h"
#include "commands/bench_served.h"
#include "commands/bench_spike.h"
#include "commands/bench_streams.h"
#include "commands/bench_webhooks.h"
#include "commands/catalogue_of.h"
#include "commands/example_city.h"
#include "commands/grown_city.h"
#include "commands/words.h"
#include "journal/journal.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;

// ---- Who does what

// Each officer signs in once; whoever guesses passwords is slowed, and so would sixty-four windows be.
class Officers {
 public:
  explicit Officers(std::uint16_t port) {
    for (const auto& login : example_logins()) {
      auto client = std::make_unique<BenchClient>(port);
      client->get("/masuk");
      const auto answer = client->post("/masuk", {{"nama", login.login}, {"sandi", example_password}});
      if (answer.status != 303 || client->get(answer.location).status == 0) throw std::runtime_error("an officer cannot sign in");
      signed_in_.emplace(login.login, std::move(client));
    }
  }
  const BenchClient& as(const std::string& login) const { return *signed_in_.at(login); }

 private:
  std::map<std::string, std::unique_ptr<BenchClient>> signed_in_;
};

// A NIK that the register does not know and nobody else of this run has.
std::string a_nik(std::int64_t n, std::string_view kind) {
  const auto day = n / 8'000 % 28 + 1, month = n / 224'000 % 12 + 1, year = 60 + n / 2'688'000 % 30;
  return fmt::format("3673{:02}{:02}{:02}{:02}{:04}", kind == "kk" ? 2 : 1, day, month, year, n % 8'000 + 1);
}

// From the first word at the counter to the end: filed, taken by an officer, ended by two, and found again. Papers apart.
bool lifecycle(BenchClient& one, BenchClient& other, std::int64_t person, std::vector<Step>& steps) {
  const auto begun = one.post("/petugas/daftar/hilang", {{"ditanya", "phone,for_whom,name,nik,kk,delivery,truth"}, {"cara", "counter"}, {"phone", fmt::format("0813{:08}", person)}, {"for_whom", "self"}, {"name", "Contoh Ukur"},
                                                         {"nik", a_nik(person, "nik")}, {"kk", a_nik(person, "kk")}, {"delivery", "office"}, {"truth", "ya"}, {"yakin", "ya"}});
  step(steps, 0, "answers saved").add(begun, begun.status == 303);
  if (begun.status != 303) return false;
  const auto sent = one.post(begun.location, {{"kirim", "ya"}});
  const bool filed = sent.status == 303 && sent.location.find("OM-") != std::string::npos;
  step(steps, 1, "application filed").add(sent, filed);
  if (!filed) return false;
  const auto number = sent.location.substr(sent.location.find("OM-"));
  const auto taken = other.post("/petugas/ambil", {{"nomor", number}});
  step(steps, 2, "taken by an officer").add(taken, taken.status == 303);
  const auto proposed = one.post("/petugas/periksa/" + number + "/tolak", {{"aturan", "not_resident"}, {"sebab", "Alamat di KK di luar kota."}});
  step(steps, 3, "end proposed").add(proposed, proposed.status == 303);
  const auto opened = other.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  step(steps, 4, "opened by another").add(opened, opened.status == 303);
  const auto ended = other.post("/petugas/verifikasi/" + number + "/tolak", {});
  step(steps, 5, "end confirmed by another").add(ended, ended.status == 303);
  const auto found = one.post("/petugas/cari", {{"cari", number}});
  step(steps, 6, "found again").add(found, found.status == 303 || (found.status == 200 && found.body.find(number) != std::string::npos));
  return taken.status == 303 && proposed.status == 303 && ended.status == 303;
}

// Which people walk whole lives. The register counts them on, so nobody of an earlier measurement over the same folder walks again.
struct LifeWish {
  std::int64_t first = 0;
  int lives = 0;
};

LifeWish invite_to_live(const std::string& data, const BenchWish& wish) {
  auto population = registry::ExampleRegister::open(data + "/register-example.db");
  if (!population) throw std::runtime_error(population.error().what);
  const auto known = (*population)->count();
  if (!known) throw std::runtime_error(known.error().what);
  const LifeWish life{static_cast<std::int64_t>(*known), std::clamp(static_cast<int>(wish.seconds * 100), 200, LifeBench::lives_max)};
  if (auto added = (*population)->add(LifeBench::residents(life.first, life.lives)); !added) throw std::runtime_error(added.error().what);
  return life;
}

struct Page {
  const char* login;
  const char* path;
};
constexpr Page officers_pages[] = {{"rina", "/petugas"},      {"rina", "/petugas?t=semua"},   {"rina", "/petugas?t=semua&hal=5"}, {"rina", "/petugas/percakapan"},
                                   {"budi", "/petugas/verifikasi"}, {"joko", "/cetak"},       {"joko", "/blangko"},               {"ratna", "/antaran/rencana"},
                                   {"agus", "/antar"},        {"rina", "/loket/ambil"},       {"ratna", "/pimpinan"},             {"ratna", "/transparansi"}};

// ---- What is measured

// Small writes that are kept, one after the other, on the disk under `folder`.
double syncs_per_second(const std::string& folder) {
  const auto path = folder + "/opak.sync-test";
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return 0;
  const std::string bytes(4096, 'x');
  int count = 0;
  const auto start = Steady::now();
  while (ms_since(start) < 1500) {
    if (::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(count % 256) * 4096) < 0 || ::fdatasync(file) != 0) break;
    ++count;
  }
  const auto rate = count / ms_since(start) * 1000;
  ::close(file);
  ::unlink(path.c_str());
  return rate;
}

using Links = std::vector<std::pair<std::string, std::string>>;  // Number and status page.

Links links_of(DataFolder& folder) {
  Links links;
  const auto text = folder.files().read(grown_links);
  if (!text) return links;
  for (const auto& line : split(*text, '\n'))
    if (const auto space = line.find(' '); space != line.npos) links.emplace_back(line.substr(0, space), line.substr(space + 1));
  return links;
}

void look_at_pages(Served& served, const Links& links, const BenchWish& wish, Report& report) {
  report.title("A resident looks (" + std::to_string(wish.clients) + " clients)");
  const auto look = [&](std::size_t among) {
    return drive(served, wish.clients, wish.seconds, [](BenchClient&, int) {}, [&, among](BenchClient& client, int who, std::int64_t turn, std::vector<Step>& steps) {
      const auto n = static_cast<std::size_t>(who) * 7919 + static_cast<std::size_t>(turn) * 104'729;
      const auto answer = client.get(links[n % std::min(among, links.size())].second);
      step(steps, 0, "status page").add(answer, answer.status == 200);
      return answer.status == 200;
    });
  };
  auto same = look(100), any = look(links.size());
  report.number("status pages, of 100 cases", same.rate(), "/s");
  report.times("status page, of 100 cases", same.steps[0].times);
  report.number("status pages, of all years", any.rate(), "/s");
  report.times("status page, of all years", any.steps[0].times);
}

void open_officers_pages(Served& served, const Officers& officers, const BenchWish& wish, Report& report) {
  report.title("An officer's pages (4 at a time)");
  double slowest = 0;
  for (const auto& page : officers_pages) {
    auto seen = drive(served, 4, std::min(wish.seconds, 2.0), [&](BenchClient& client, int) { client.join(officers.as(page.login)); },
                      [&](BenchClient& client, int, std::int64_t, std::vector<Step>& steps) {
                        const auto answer = client.get(page.path);
                        step(steps, 0, page.path).add(answer, answer.status == 200);
                        return answer.status == 200;
                      });
    slowest = std::max(slowest, seen.steps[0].times.at(0.99));
    report.times(page.path, seen.steps[0].times);
  }
  report.number("the slowest of them, 99 % within", slowest, "ms");
}

double live_lifecycles(Served& served, const Officers& officers, const BenchWish& wish, Report& report) {
  report.title("Filed, taken, opened, ended by two, found again (" + std::to_string(wish.clients) + " clients; each step is on disk before it is answered)");
  std::vector<std::unique_ptr<BenchClient>> others;
  for (int i = 0; i < wish.clients; ++i) others.push_back(std::make_unique<BenchClient>(served.port()));
  // Nobody of an earlier measurement over the same folder.
  static std::atomic<std::int64_t> person = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() % 80'000 * 1'000;
  const auto sign_in_both = [&](BenchClient& client, int who) {
    client.join(officers.as(who % 2 == 0 ? "rina" : "dewi"));
    others[static_cast<std::size_t>(who)]->join(officers.as(who % 2 == 0 ? "budi" : "sari"));
  };
  auto lives = drive(served, wish.clients, wish.seconds * 2, sign_in_both, [&](BenchClient& client, int who, std::int64_t, std::vector<Step>& steps) {
    return lifecycle(client, *others[static_cast<std::size_t>(who)], person++, steps);
  });
  report.number("lifecycles", lives.rate(), "/s");
  report.number("not done whole", static_cast<double>(lives.failed), "");
  report.number("processor of the program", lives.processor_s / lives.seconds * 100, "%");
  for (auto& one : lives.steps) report.times(one.name, one.times);
  return lives.rate();
}

void measure_lives(const Served& served, const Officers& officers, const LifeWish& life, const BenchWish& wish, Report& report) {
  report.title("Whole lives with two photos (" + std::to_string(wish.life_clients) + " clients): applied, verified, printed, handed over, rated");
  LifeBench bench(served.port(), {officers.as("rina"), officers.as("budi"), officers.as("joko"), officers.as("ratna")}, wish.life_clients, life.first, life.lives);
  bench.prepare();
  std::mutex mutex;
  std::string trouble;
  auto lived = drive(served, wish.life_clients, wish.seconds * 2, [](BenchClient&, int) {}, [&](BenchClient&, int who, std::int64_t, std::vector<Step>& steps) {
    const auto one = bench.live(who);
    for (std::size_t i = 0; i < one.steps.size(); ++i) step(steps, i, one.steps[i].name.c_str()).add(BenchAnswer{.status = one.steps[i].status, .location = {}, .body = {}, .ms = one.steps[i].ms}, one.steps[i].well);
    std::lock_guard lock(mutex);
    if (trouble.empty()) trouble = one.trouble;
    return one.whole();
  });
  report.number("whole lives", lived.rate(), "/s");
  report.number("not lived whole", static_cast<double>(lived.failed), trouble);
  report.number("photos sent once more, the machine being busy", static_cast<double>(bench.sent_again()), "");
  report.number("processor of the program and its readers", lived.processor_s / lived.seconds * 100, "%");
  for (auto& one : lived.steps) report.times(one.name, one.times);
}

void tell(const std::vector<SpikeNumber>& numbers, Report& report) {
  for (const auto& one : numbers) report.number(one.name, one.value, one.unit);
}

void measure_webhooks(const Served& served, const std::string& database, const BenchWish& wish, Report& report) {
  report.title(fmt::format("WhatsApp knocks 200 times a second for {:.0f} s; each message is on disk before it is answered, and worked on beside it", wish.webhook_seconds));
  auto seen = knock_at_webhook(served.port(), database, {.seconds = wish.webhook_seconds});
  report.number("webhooks offered", seen.offered, "/s");
  report.number("webhook, half within", seen.times.at(0.5), "ms");
  report.number("webhook, 99 % within", seen.times.at(0.99), "ms");
  report.number("webhook, the slowest", seen.times.at(1), "ms");
  report.number("webhooks not taken", static_cast<double>(seen.times.failed), "");
  report.number("worked off after the last", seen.worked_off_s, "s");
  report.fault(seen.times.failed);
}

// More come than it can carry, once. Nobody of an earlier measurement over the same folder comes again.
void measure_rush(const Served& served, const Officers& officers, const Links& links, const BenchWish& wish, Report& report) {
  report.title(fmt::format("A rush: five times what it carries, for {:.0f} s", wish.rush_seconds));
  std::vector<std::string> looks;
  for (const auto& [number, path] : links) looks.push_back(path);
  BenchClient resident(served.port()), officer(served.port());
  const auto moment = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  confirm_a_number(resident, fmt::format("0812{}", 10'000'000 + moment % 80'000'000));
  officer.join(officers.as("rina"));
  const auto seen = spike(served.port(), looks, resident, officer, {.rush_s = wish.rush_seconds});
  tell(seen.numbers(), report);
  report.fault(seen.lost + seen.doubled);
}

// All of them look at the page of one case, and two officers hand it to and fro.
void measure_open_pages(const Served& served, const Officers& officers, const Links& links, const BenchWish& wish, Report& report) {
  report.title(fmt::format("{} open live pages of one case", wish.open_pages));
  BenchClient one(served.port()), other(served.port());
  one.join(officers.as("rina"));
  other.join(officers.as("budi"));
  const auto& [number, path] = links.back();
  const auto seen = open_streams(served.port(), served.pid(), "/alir" + path, [&, number = number](int n) {
    const auto answer = (n % 2 == 0 ? one : other).post("/petugas/ambil", {{"nomor", number}});
    if (answer.status != 303) throw std::runtime_error(fmt::format("taking a case was answered with {}", answer.status));
  }, {.pages = wish.open_pages});
  tell(seen.numbers(), report);
  report.fault(static_cast<std::int64_t>(seen.last_ms.size()) - seen.whole);
}

// One round over a city that stands: the program is started, asked, and ended.
void measure(const std::string& data, const Links& links, double small_city, const BenchWish& wish, Report& report) {
  const auto life = invite_to_live(data, wish);
  Served served(data);
  report.title("Start");
  report.number("from the start until it listens", served.start_ms(), "ms");
  report.number("memory at rest", served.resident_mb(), "MB");
  look_at_pages(served, links, wish, report);
  const Officers officers(served.port());
  open_officers_pages(served, officers, wish, report);
  const auto rate = live_lifecycles(served, officers, wish, report);
  report.number("beside a city that has just begun", rate / small_city, "x");
  measure_lives(served, officers, life, wish, report);
  report.number("memory afterwards", served.resident_mb(), "MB");
  report.number("ended in", served.end(), "ms");
}

Result<Links> grow(const std::string& data, const Told& told, const catalogue::Catalogue& catalogue, const GrownWish& wish, const Progress& progress) {
  auto folder = DataFolder::open(data, DataFolder::For::work);
  if (!folder) return tl::unexpected(folder.error());
  auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
  if (!population) return tl::unexpected(population.error());
  if (auto grown = grow_city(**folder, catalogue, told.settings, **population, SystemClock().now(), wish, progress); !grown) return tl::unexpected(grown.error());
  auto links = links_of(**folder);
  if (links.empty()) return failure("the grown city has no links", "Remove the folder and begin again.");
  return links;
}

// `opak rebuild`, as a process of its own: seconds.
double rebuild_s(const std::string& data) {
  const auto start = Steady::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, 1);
    ::execl("/proc/self/exe", "opak", "rebuild", "--data", data.c_str(), nullptr);
    ::_exit(127);
  }
  int status = -1;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid || status != 0) throw std::runtime_error("opak rebuild did not end well");
  return ms_since(start) / 1000;
}

std::int64_t entries_of(const std::string& database) {
  auto reader = store::Database::open(database, store::Mode::reader);
  if (!reader) throw std::runtime_error(reader.error().what);
  return journal::read_head(*reader).seq;
}

double load_now() {
  double load = 0;
  return ::getloadavg(&load, 1) == 1 ? load : 0;
}

}  // namespace

Exit bench(const Told& told, const BenchWish& wish, Terminal& terminal) {
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  Report report;
  set_log_level(LogLevel::error);
  const auto start = Steady::now();
  terminal.out << "A city with " << wish.applications << " applications in " << wish.years << " years, grown once in " << told.data << " ..." << std::endl;
  const auto links = grow(told.data, told, *catalogue, {wish.applications, wish.years * 365}, [&](std::int64_t filed) {
    terminal.err << "  " << filed << " filed after " << static_cast<int>(ms_since(start) / 1000) << " s\r" << std::flush;
  });
  if (!links) return say_failure(terminal, links.error());
  const auto grown_s = ms_since(start) / 1000;
  const auto small = told.data + "/begun";  // What nothing has happened in yet, to compare with.
  const auto small_links = grow(small, told, *catalogue, {1'000, 365}, {});
  if (!small_links) return say_failure(terminal, small_links.error());
  try {
    const auto database = told.data + "/opak.db";
    report.title("The book");
    if (grown_s > 1) report.number("grown in", grown_s, "s");
    report.number("entries", static_cast<double>(entries_of(database)), "");
    report.number("database", static_cast<double>(std::filesystem::file_size(database)) / 1e6, "MB");
    for (int round = 1; round <= wish.rounds; ++round) {
      terminal.err << "  round " << round << " of " << wish.rounds << "  \r" << std::flush;
      report.title("The machine");
      report.number("load before", load_now(), "");
      report.number("syncs of this disk", syncs_per_second(told.data), "/s");
      double begun = 0;
      {
        Report of_small;
        Served served(small);
        begun = live_lifecycles(served, Officers(served.port()), wish, of_small);
      }
      report.title("A city that has just begun");
      report.number("lifecycles in it", begun, "/s");
      measure(told.data, *links, begun, wish, report);
    }
    if (wish.webhook_seconds > 0) {
      Served served(told.data);
      measure_webhooks(served, database, wish, report);
    }
    if (wish.rush_seconds > 0 || wish.open_pages > 0) {
      Served served(told.data);
      const Officers officers(served.port());
      if (wish.open_pages > 0) measure_open_pages(served, officers, *links, wish, report);
      if (wish.rush_seconds > 0) measure_rush(served, officers, *links, wish, report);
    }
    if (wish.rebuild) {
      report.title("All boards folded again from the book");
      const auto seconds = rebuild_s(told.data);
      report.number("rebuilt in", seconds, "s");
      report.number("entries folded", static_cast<double>(entries_of(database)) / seconds, "/s");
    }
  } catch (const std::exception& error) {
    return say_failure(terminal, {std::string("the measurement stopped: ") + error.what(), "Is the folder whole, and is the port free?"});
  }
  report.print(terminal.out);
  if (!wish.json.empty()) {
    Json json = Json::object();
    json.set("applications", wish.applications);
    json.set("years", wish.years);
    json.set("clients", wish.clients);
    json.set("rounds", wish.rounds);
    json.set("numbers", report.json());
    std::ofstream file(wish.json);
    file << json.write() << "\n";
    if (!file) return say_failure(terminal, {"cannot write " + wish.json, ""});
  }
  return report.failed() == 0 ? Exit::fine : Exit::fault_found;
}

}  // namespace opak::commands
