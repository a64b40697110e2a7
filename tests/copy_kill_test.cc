// The machine is lost, at any moment: what was acknowledged under copy.acknowledge = "after_copy" is on the machine that follows.
//
// A child process runs a real city that ships to a real `opak follow`, files applications from several threads and writes each
// acknowledgement into a pipe after it was given. The parent kills the city again and again, and the follower too; then the
// city's folder is gone for good, `opak take-over` is said, and everything is counted. Four kills as a rule; OPAK_TEST_DEPTH for more.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "base/log.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "net/outgoing.h"
#include "office/documents.h"
#include "office/office_on_disk.h"
#include "paper/process_child.h"
#include "views/fold.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;
using office::OfficeOnDisk;

const std::string program = OPAK_BINARY_DIR "/opak";

std::string text_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int depth() {
  const std::string asked = std::getenv("OPAK_TEST_DEPTH") == nullptr ? "" : std::getenv("OPAK_TEST_DEPTH");
  return asked == "full" ? 10 : asked == "soak" ? 50 : std::atoi(asked.c_str()) > 0 ? std::atoi(asked.c_str()) : 4;
}

class CopyKilled : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(program)) GTEST_SKIP() << "the program is not built here";
    std::string name = fs::temp_directory_path() / "opak-copy-XXXXXX";
    root = ::mkdtemp(name.data());
    std::ofstream(root + "/secret") << "satu baris untuk dua mesin\n";
    fs::permissions(root + "/secret", fs::perms::owner_read | fs::perms::owner_write);
    set_log_level(LogLevel::error);
  }
  void TearDown() override {
    stop_follower(SIGKILL);
    if (!root.empty()) fs::remove_all(root);
  }

  std::string path(const std::string& name) const { return root + "/" + name; }

  Settings settings() const {
    Settings out;
    out.secure_cookies = false;
    out.copy_to = shelf.empty() ? "http://127.0.0.1:" + std::to_string(port) : shelf;
    out.copy_acknowledge = "after_copy";
    out.copy_secret_file = path("secret");
    return out;
  }

  pid_t spawn(std::vector<std::string> words, const std::string& says) {
    words.insert(words.begin(), program);
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int out = ::open(path(says).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(out, 1);
      ::dup2(out, 2);
      ::setenv("OPAK_COPY_SECRET_FILE", path("secret").c_str(), 1);
      ::setenv("OPAK_SERVER_SECURE_COOKIES", "false", 1);
      std::vector<char*> line;
      for (auto& word : words) line.push_back(word.data());
      line.push_back(nullptr);
      ::execv(program.c_str(), line.data());
      ::_exit(127);
    }
    return child;
  }
  int run(const std::vector<std::string>& words, const std::string& says = "said") {
    int status = 0;
    ::waitpid(spawn(words, says), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  bool waits_for(const std::string& says, const std::string& words) {
    for (int n = 0; n < 400; ++n) {
      if (text_in(path(says)).find(words) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    return false;
  }
  void start_follower() {
    follower = spawn({"follow", "--data", path("follower"), "--listen", "127.0.0.1:" + std::to_string(port), "--port", "0"}, "follow.says");
    ASSERT_TRUE(waits_for("follow.says", "it takes batches at")) << text_in(path("follow.says"));
    const auto said = text_in(path("follow.says"));
    port = std::atoi(said.c_str() + said.rfind(':') + 1);
  }
  void stop_follower(int signal) {
    if (follower <= 0) return;
    ::kill(follower, signal);
    ::waitpid(follower, nullptr, 0);
    follower = -1;
  }

  // ---- The child.

  [[noreturn]] void live(int round, int out) {
    const auto tell = [&](const std::string& line) { (void)!::write(out, (line + "\n").data(), line.size() + 1); };
    auto folder = DataFolder::open(path("city"), DataFolder::For::work);
    const auto& catalogue = OfficeOnDisk::the_catalogue();
    NoRegister population;
    net::CurlOutgoing outgoing;
    paper::ProcessChild reader(paper::reader_beside_this_program());
    const auto words = settings();
    auto copying = Copying::open(**folder, words, outgoing);
    if (!copying) tell("fault " + copying.error().what), ::_exit(1);
    auto city = RunningCity::open({**folder, catalogue, population, outgoing, reader, words, false, {}, &(*copying)->shipper(), &(*copying)->files()});
    if (!city) tell("fault " + city.error().what), ::_exit(1);
    auto& office = (*city)->office();
    (*copying)->shipper().nudge_with([&office] { office.record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }); });
    std::atomic<int> next = 0;
    tell("ready now now");
    const auto file = [&](int n) {
      // A place that does not answer for a moment is a failure like any other; only what was done counts.
      const auto word = [](const Later<office::Answer>& later, const char* name) {
        const auto* done = office::done(later.wait());
        return done == nullptr ? std::string() : done->word(name);
      };
      const auto& who = residents_[static_cast<std::size_t>(n)];
      office::SubmitApplication wish;
      wish.application = word(office::open_application(office, {"lost", "web"}, {}), "application");
      wish.contact = word(office::know_contact(office, {Personal<vault::Fields>({{"phone", "+62813" + std::to_string(1'000'000 + round * 1'000 + n)}})}, {}), "contact");
      if (wish.application.empty() || wish.contact.empty()) return;
      wish.region = who.kelurahan;
      wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
      wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
      for (const auto& paper : catalogue.get_service("lost").papers)
        if ((wish.papers[paper.key] = word(office::keep_document(office, {wish.contact, "\xff\xd8picture"}, {}), "document")).empty()) return;
      const auto number = word(office::submit_application(office, wish, {}), "number");
      if (!number.empty()) tell("filed " + wish.application + " " + number);
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        while (true) {
          const int n = round * 40 + next++;
          if (n >= (round + 1) * 40 ) return;
          file(n);
        }
      });
    for (auto& thread : threads) thread.join();
    while (true) ::pause();
  }

  // ---- The parent.

  void live_and_kill(int round, int ms, int follower_dies_at) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      live(round, ends[1]);
    }
    ::close(ends[1]);
    // Counted from the moment at which the city is open.
    std::string held;
    std::optional<std::chrono::steady_clock::time_point> begin;
    const auto passed = [&] { return begin ? std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *begin).count() : -1; };
    bool killed = false, follower_died = follower_dies_at < 0;
    while (true) {
      if (!follower_died && passed() >= follower_dies_at) {
        follower_died = true;
        stop_follower(SIGKILL);
        start_follower();
      }
      if (!killed && passed() >= ms) {
        ::kill(child, SIGKILL);
        killed = true;
      }
      pollfd ready{ends[0], POLLIN, 0};
      ::poll(&ready, 1, killed ? -1 : 10);
      if (!(ready.revents & (POLLIN | POLLHUP))) continue;
      char bytes[4096];
      const auto got = ::read(ends[0], bytes, sizeof bytes);
      if (got <= 0) break;
      held.append(bytes, static_cast<std::size_t>(got));
      if (!begin && held.find('\n') != held.npos) begin = std::chrono::steady_clock::now();
    }
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    std::istringstream lines(held.substr(0, held.rfind('\n') + 1));
    for (std::string what, id, number; lines >> what >> id >> number;) {
      if (what == "ready") continue;
      ASSERT_EQ(what, "filed") << held;
      acknowledged[id] = number;
    }
  }

  // Everything that was acknowledged is in this folder, once, with its papers.
  void expect_acknowledged(const std::string& in) {
    auto folder = DataFolder::open(path(in), DataFolder::For::work);
    ASSERT_TRUE(folder) << folder.error().what;
    const Settings words;
    QuietOffice quiet(**folder, OfficeOnDisk::the_catalogue(), words);
    ASSERT_TRUE(quiet.open());
    auto& reader = quiet.office().reader();
    views::Boards boards(reader);
    for (const auto& [id, number] : acknowledged) {
      const auto found = boards.find_case(id);
      ASSERT_TRUE(found) << number << " was acknowledged and is lost";
      EXPECT_EQ(found->state.number, number);
      for (const auto& [paper, document] : found->state.papers) EXPECT_TRUE(fs::exists(path(in + "/" + office::document_file(document)))) << paper << " of " << number;
    }
    std::map<std::string, int> of;
    for (auto rows = reader.query("SELECT number FROM view_case WHERE number <> ''"); rows.next();) EXPECT_EQ(++of[rows.string_at(0)], 1) << rows.text_at(0);
  }
  std::string dump_of(const std::string& in) {
    auto database = store::Database::open(path(in + "/opak.db"), store::Mode::reader);
    return views::dump(*database);
  }

  const std::vector<registry::ExampleResident> residents_ = OfficeOnDisk::residents(static_cast<std::size_t>(depth()) * 40);
  std::string root, shelf;
  int port = 0;
  pid_t follower = -1;
  std::map<std::string, std::string> acknowledged;  // Application -> number.
};

TEST_F(CopyKilled, WhatWasAcknowledgedIsOnTheOtherMachineAndTheOldOneIsRefused) {
  const auto seed = std::random_device{}();
  std::mt19937 chance(seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  start_follower();
  if (HasFatalFailure()) return;
  for (int round = 0; round < depth() && !HasFailure(); ++round) {
    const int ms = std::uniform_int_distribution<int>(300, 1'200)(chance);
    live_and_kill(round, ms, round % 2 == 1 ? std::uniform_int_distribution<int>(100, ms)(chance) : -1);
  }
  ASSERT_FALSE(HasFailure());
  EXPECT_GT(acknowledged.size(), 10u) << "the test means something only if something was filed";
  stop_follower(SIGKILL);
  fs::copy_file(path("city/opak.keys"), path("follower/opak.keys"));  // Kept apart, and brought now.

  // Before anybody takes over its pages can be read, marked as what they are.
  start_follower();
  ASSERT_TRUE(waits_for("follow.says", "the followed city can be read")) << text_in(path("follow.says"));
  const auto said = text_in(path("follow.says"));
  const auto at = said.find("http://", said.find("can be read"));
  const auto address = said.substr(at, said.find('"', at) - at);
  net::CurlOutgoing browser;
  const auto page = browser.send({.method = "GET", .url = address + "/", .headers = {}, .body = {}});
  ASSERT_TRUE(page) << page.error().what;
  EXPECT_EQ(page->status, 200);
  EXPECT_NE(page->body.find("hanya bisa dibaca sekarang"), std::string::npos);
  const auto log = browser.send({.method = "GET", .url = address + "/log/checkpoint", .headers = {}, .body = {}});
  EXPECT_TRUE(log && log->status == 200 && log->body.starts_with("localhost/log"));
  EXPECT_EQ(browser.send({.method = "GET", .url = address + "/sehat", .headers = {}, .body = {}})->status, 503);
  EXPECT_NE(run({"user", "list", "--data", path("follower")}), 0) << "a command that would write to a follower is refused";
  stop_follower(SIGTERM);

  ASSERT_EQ(run({"serve", "--data", path("follower"), "--port", "0"}), 4) << "who follows is not the city yet";
  ASSERT_EQ(run({"take-over", "--data", path("follower")}), 0) << text_in(path("said"));
  ASSERT_EQ(run({"verify", "--data", path("follower")}), 0) << text_in(path("said"));
  expect_acknowledged("follower");
  const auto dump = dump_of("follower");
  ASSERT_EQ(run({"rebuild", "--data", path("follower")}), 0) << text_in(path("said"));
  EXPECT_EQ(dump_of("follower"), dump);

  // The old machine comes back. At the address it knows somebody tells it that it was deposed; then it does not start at all.
  ::setenv("OPAK_FOLLOW_LISTEN", ("127.0.0.1:" + std::to_string(port)).c_str(), 1);
  const auto new_city = spawn({"serve", "--data", path("follower"), "--port", "0"}, "city.says");
  ASSERT_TRUE(waits_for("city.says", "listens on")) << text_in(path("city.says"));
  ::setenv("OPAK_COPY_TO", ("http://127.0.0.1:" + std::to_string(port)).c_str(), 1);
  EXPECT_EQ(run({"serve", "--data", path("city"), "--port", "0"}), 4);
  EXPECT_NE(text_in(path("said")).find("taken over"), std::string::npos) << text_in(path("said"));
  ::kill(new_city, SIGTERM);
  ::waitpid(new_city, nullptr, 0);
  ::unsetenv("OPAK_COPY_TO");
  ::unsetenv("OPAK_FOLLOW_LISTEN");
  EXPECT_EQ(run({"serve", "--data", path("city"), "--port", "0"}), 4) << "the mark stays, also where nobody can be asked";
  EXPECT_NE(run({"user", "list", "--data", path("city")}), 0);
}

TEST_F(CopyKilled, WhatWasAcknowledgedIsInTheFolderOnTheOtherDisk) {
  std::mt19937 chance(std::random_device{}());
  shelf = path("other_disk");
  for (int round = 0; round < (depth() + 2) / 3 && !HasFailure(); ++round) live_and_kill(round, std::uniform_int_distribution<int>(300, 1'000)(chance), -1);
  ASSERT_FALSE(HasFailure());
  EXPECT_GT(acknowledged.size(), 5u);
  const std::vector<std::string> restore{"restore", "--from", shelf, "--keys", path("city/opak.keys"), "--erasures", "none"};
  auto to_look_at = restore, to_go_on = restore;
  to_look_at.insert(to_look_at.end(), {"--data", path("look")});
  to_go_on.insert(to_go_on.end(), {"--data", path("new"), "--take-over"});
  ASSERT_EQ(run(to_look_at), 0) << text_in(path("said"));
  ASSERT_EQ(run({"verify", "--data", path("look")}), 0) << text_in(path("said"));
  expect_acknowledged("look");
  ASSERT_EQ(run(to_go_on), 0) << text_in(path("said"));
  expect_acknowledged("new");
  EXPECT_EQ(dump_of("new"), dump_of("look"));

  ::setenv("OPAK_COPY_TO", shelf.c_str(), 1);
  EXPECT_EQ(run({"serve", "--data", path("city"), "--port", "0"}), 4) << text_in(path("said"));
  EXPECT_EQ(run({"serve", "--data", path("look"), "--port", "0"}), 3) << "a copy to look at is not the city that ships there";
  const auto city = spawn({"serve", "--data", path("new"), "--port", "0"}, "city.says");
  EXPECT_TRUE(waits_for("city.says", "listens on")) << text_in(path("city.says"));
  ::kill(city, SIGTERM);
  ::waitpid(city, nullptr, 0);
  ::unsetenv("OPAK_COPY_TO");
}

}  // namespace
}  // namespace opak::commands
