// `opak bench`: how this machine would carry a city. Grows a city of the wished size through the program's own use cases, starts the
// program over it, and asks it over HTTP as residents and officers do, from this process. Needs no browser and no secrets.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <ostream>
#include <thread>

#include "base/json.h"
#include "base/text.h"
#include "commands/bench_client.h"
#include "commands/bench_life.h"
#include "commands/catalogue_of.h"
#include "commands/example_city.h"
#include "commands/grown_city.h"
#include "commands/words.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;

double ms_since(Steady::time_point start) { return std::chrono::duration<double, std::milli>(Steady::now() - start).count(); }

// The program, as a process of its own. Ends with us.
class Served {
 public:
  explicit Served(const std::string& data) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const auto start = Steady::now();
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::setenv("OPAK_SERVER_BEHIND_PROXY", "true", 1);  // Residents of whole lives come from networks of their own.
      ::dup2(ends[1], 1);
      if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, 2);
      ::execl("/proc/self/exe", "opak", "demo", "--data", data.c_str(), "--port", "0", nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    std::string said;
    char bytes[512];
    constexpr std::string_view before = "listens on http://127.0.0.1:";
    while (said.find(before) == std::string::npos || said.find('\n', said.find(before)) == std::string::npos) {
      const auto n = ::read(ends[0], bytes, sizeof bytes);
      if (n <= 0) break;
      said.append(bytes, static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    start_ms_ = ms_since(start);
    if (const auto at = said.find(before); at != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(said.substr(at + before.size())));
    if (port_ == 0) throw std::runtime_error("the program did not start");
  }
  ~Served() { end(); }
  Served(const Served&) = delete;

  // Asked to end; gives how long it took, in ms.
  double end() {
    if (pid_ <= 0) return 0;
    const auto start = Steady::now();
    ::kill(pid_, SIGTERM);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return ms_since(start);
  }

  std::uint16_t port() const { return port_; }
  double start_ms() const { return start_ms_; }
  double resident_mb() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);)
      if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    return 0;
  }
  // Seconds of the processor it has used, with those of the readers that it saw end.
  double processor_s() const {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string all{std::istreambuf_iterator<char>(file), {}};
    const auto words = split(all.substr(all.rfind(')') + 2), ' ');
    return words.size() > 14 ? (std::stod(words[11]) + std::stod(words[12]) + std::stod(words[13]) + std::stod(words[14])) / static_cast<double>(::sysconf(_SC_CLK_TCK)) : 0;
  }

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  double start_ms_ = 0;
};

// How long each of many took.
struct Times {
  std::vector<double> ms;
  std::int64_t failed = 0;
  int last_status = 0;  // Of a failed one; 0: no answer came.

  void add(const BenchAnswer& answer, bool well) {
    if (well) {
      ms.push_back(answer.ms);
      return;
    }
    ++failed;
    last_status = answer.status;
  }
  void add(Times other) {
    ms.insert(ms.end(), other.ms.begin(), other.ms.end());
    failed += other.failed;
    if (other.failed > 0) last_status = other.last_status;
  }
  double at(double part) {
    if (ms.empty()) return 0;
    const auto nth = ms.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(ms.size() - 1));
    std::nth_element(ms.begin(), nth, ms.end());
    return *nth;
  }
};

struct Step {
  std::string name;
  Times times;
};

// What one client does once; adds to its own steps. False: it was not done whole.
using Doing = std::function<bool(BenchClient&, int client, std::int64_t turn, std::vector<Step>&)>;

struct Done {
  std::int64_t whole = 0, failed = 0;
  double seconds = 0, processor_s = 0;
  std::vector<Step> steps;
  double rate() const { return seconds > 0 ? static_cast<double>(whole) / seconds : 0; }
};

Done drive(const Served& served, int clients, double seconds, const std::function<void(BenchClient&, int)>& sign_in, const Doing& doing) {
  std::vector<std::vector<Step>> steps(static_cast<std::size_t>(clients));
  std::atomic<std::int64_t> whole = 0, failed = 0;
  std::atomic<int> ready = 0;
  std::atomic<bool> go = false, over = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] {
      BenchClient client(served.port());
      sign_in(client, i);
      ++ready;
      while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      for (std::int64_t turn = 0; !over; ++turn) ++(doing(client, i, turn, steps[static_cast<std::size_t>(i)]) ? whole : failed);
    });
  while (ready < clients) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto processor = served.processor_s();
  const auto start = Steady::now();
  go = true;
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  Done done;
  over = true;
  done.whole = whole;
  done.seconds = ms_since(start) / 1000;
  done.processor_s = served.processor_s() - processor;
  for (auto& thread : threads) thread.join();
  done.failed = failed;
  for (auto& of_one : steps)
    for (std::size_t i = 0; i < of_one.size(); ++i) {
      if (done.steps.size() <= i) done.steps.push_back({of_one[i].name, {}});
      done.steps[i].times.add(std::move(of_one[i].times));
    }
  return done;
}

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

Times& step(std::vector<Step>& steps, std::size_t at, const char* name) {
  while (steps.size() <= at) steps.push_back({name, {}});
  return steps[at].times;
}

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
  const auto ended = other.post("/petugas/verifikasi/" + number + "/tolak", {});
  step(steps, 4, "end confirmed by another").add(ended, ended.status == 303);
  const auto found = one.post("/petugas/cari", {{"cari", number}});
  step(steps, 5, "found again").add(found, found.status == 303 || (found.status == 200 && found.body.find(number) != std::string::npos));
  return taken.status == 303 && proposed.status == 303 && ended.status == 303;
}

// Which people walk whole lives. The register counts them on, so nobody of an earlier measurement over the same folder walks again.
struct LifeWish {
  std::int64_t first = 0;
  int lives = 0;
};

Result<LifeWish> invite_to_live(registry::ExampleRegister& population, const BenchWish& wish) {
  const auto known = population.count();
  if (!known) return tl::unexpected(known.error());
  const LifeWish life{static_cast<std::int64_t>(*known), std::clamp(static_cast<int>(wish.seconds * 100), 200, LifeBench::lives_max)};
  if (auto added = population.add(LifeBench::residents(life.first, life.lives)); !added) return tl::unexpected(added.error());
  return life;
}

struct Page {
  const char* login;
  const char* path;
};
constexpr Page officers_pages[] = {{"rina", "/petugas"},      {"rina", "/petugas?t=semua"},   {"rina", "/petugas?t=semua&hal=5"}, {"rina", "/petugas/percakapan"},
                                   {"budi", "/petugas/verifikasi"}, {"joko", "/cetak"},       {"joko", "/blangko"},               {"ratna", "/antaran/rencana"},
                                   {"agus", "/antar"},        {"rina", "/loket/ambil"},       {"ratna", "/pimpinan"},             {"ratna", "/transparansi"}};

// ---- What is said about it

class Report {
 public:
  Report(std::ostream& out, std::int64_t applications) : out_(out) { json_.set("applications", applications); }

  void number(const std::string& name, double value, const std::string& unit) {
    out_ << fmt::format("  {:<44} {:>12} {}\n", name, value < 10 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value), unit) << std::flush;
    Json line = Json::object();
    line.set("name", name);
    line.set("value", fmt::format("{:.3f}", value));
    line.set("unit", unit);
    numbers_.push(std::move(line));
  }
  void times(const std::string& name, Times times) {
    number(name + ", half within", times.at(0.5), "ms");
    number(name + ", 99 % within", times.at(0.99), "ms");
    if (times.failed > 0) number(name + ", FAILED", static_cast<double>(times.failed), "(last answer " + std::to_string(times.last_status) + ")");
    failed_ += times.failed;
  }
  void title(const std::string& words) { out_ << "\n" << words << "\n"; }
  std::int64_t failed() const { return failed_; }
  Json json() {
    json_.set("numbers", numbers_);
    return json_;
  }

 private:
  std::ostream& out_;
  Json json_ = Json::object();
  Json numbers_ = Json::array();
  std::int64_t failed_ = 0;
};

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

std::vector<std::pair<std::string, std::string>> links_of(DataFolder& folder) {
  std::vector<std::pair<std::string, std::string>> links;
  const auto text = folder.files().read(grown_links);
  if (!text) return links;
  for (const auto& line : split(*text, '\n'))
    if (const auto space = line.find(' '); space != line.npos) links.emplace_back(line.substr(0, space), line.substr(space + 1));
  return links;
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

void measure(Served& served, const std::vector<std::pair<std::string, std::string>>& links, const LifeWish& life, const BenchWish& wish, Report& report) {
  report.title("Start");
  report.number("from the start until it listens", served.start_ms(), "ms");
  report.number("memory at rest", served.resident_mb(), "MB");

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

  const Officers officers(served.port());
  report.title("An officer's pages (4 at a time)");
  for (const auto& page : officers_pages) {
    auto seen = drive(served, 4, std::min(wish.seconds, 2.0), [&](BenchClient& client, int) { client.join(officers.as(page.login)); },
                      [&](BenchClient& client, int, std::int64_t, std::vector<Step>& steps) {
                        const auto answer = client.get(page.path);
                        step(steps, 0, page.path).add(answer, answer.status == 200);
                        return answer.status == 200;
                      });
    report.times(page.path, seen.steps[0].times);
  }

  report.title("Filed, taken, ended by two, found again (" + std::to_string(wish.clients) + " clients; each step is on disk before it is answered)");
  std::vector<std::unique_ptr<BenchClient>> others;
  for (int i = 0; i < wish.clients; ++i) others.push_back(std::make_unique<BenchClient>(served.port()));
  // Nobody of an earlier measurement over the same folder.
  std::atomic<std::int64_t> person = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() % 80'000 * 1'000;
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
  measure_lives(served, officers, life, wish, report);
  report.number("memory afterwards", served.resident_mb(), "MB");
}

}  // namespace

Exit bench(const Told& told, const BenchWish& wish, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
  auto catalogue = catalogue_of(told.settings);
  if (!catalogue) return say_failure(terminal, catalogue.error());
  Report report(terminal.out, wish.applications);
  LifeWish life;
  {
    auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
    if (!population) return say_failure(terminal, population.error());
    const auto start = Steady::now();
    terminal.out << "A city with " << wish.applications << " applications in " << wish.years << " years, grown once in " << told.data << " ..." << std::endl;
    if (auto grown = grow_city(**folder, *catalogue, told.settings, **population, SystemClock().now(), {wish.applications, wish.years * 365},
                               [&](std::int64_t filed) { terminal.err << "  " << filed << " filed after " << static_cast<int>(ms_since(start) / 1000) << " s\r" << std::flush; });
        !grown)
      return say_failure(terminal, grown.error());
    const auto invited = invite_to_live(**population, wish);
    if (!invited) return say_failure(terminal, invited.error());
    life = *invited;
    report.title("The book");
    report.number("grown in", ms_since(start) / 1000, "s");
    report.number("database", static_cast<double>(std::filesystem::file_size((*folder)->database())) / 1e6, "MB");
    report.number("syncs of this disk", syncs_per_second(told.data), "/s");
  }
  const auto links = links_of(**folder);
  folder->reset();  // The program works there from now on.
  if (links.empty()) return say_failure(terminal, {"the grown city has no links", "Remove the folder and begin again."});
  try {
    Served served(told.data);
    measure(served, links, life, wish, report);
    report.number("ended in", served.end(), "ms");
  } catch (const std::exception& error) {
    return say_failure(terminal, {std::string("the measurement stopped: ") + error.what(), "Is the folder whole, and is the port free?"});
  }
  if (!wish.json.empty()) {
    std::ofstream file(wish.json);
    file << report.json().write() << "\n";
    if (!file) return say_failure(terminal, {"cannot write " + wish.json, ""});
  }
  return report.failed() == 0 ? Exit::fine : Exit::fault_found;
}

}  // namespace opak::commands
