// What `opak bench` walks, walked once against the program itself: a page, a field or a path that changes is noticed here, and
// not by whoever measures a machine.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "catalogue/catalogue.h"
#include "commands/bench_life.h"
#include "commands/bench_photo.h"
#include "commands/example_city.h"
#include "commands/grown_city.h"
#include "paper/photo.h"
#include "paper/process_child.h"
#include "views/boards.h"

namespace opak::commands {
namespace {

const std::string program = OPAK_BINARY_DIR "/opak";
const std::string reader_path = OPAK_BINARY_DIR "/opak-reader";
constexpr std::int64_t first = 4'000'000;

class BenchLife : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "opak-life-XXXXXX";
    root = ::mkdtemp(name.data());
    auto folder = DataFolder::open(root + "/city", DataFolder::For::work);
    ASSERT_TRUE(folder);
    auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
    ASSERT_TRUE(population);
    const auto grown = grow_city(**folder, catalogue::Catalogue::embedded(), Settings{}, **population, SystemClock().now(), {.applications = 12, .days = 5});
    ASSERT_TRUE(grown) << grown.error().what;
    ASSERT_TRUE((*population)->add(LifeBench::residents(first, 1)));
    folder->reset();
    start();
    for (const auto* login : {"rina", "budi", "joko", "ratna"}) {
      officers.push_back(std::make_unique<BenchClient>(port));
      officers.back()->get("/masuk");
      const auto answer = officers.back()->post("/masuk", {{"nama", login}, {"sandi", example_password}});
      ASSERT_EQ(answer.status, 303) << login;
      officers.back()->get(answer.location);
    }
  }
  void TearDown() override {
    if (child > 0) {
      ::kill(child, SIGTERM);
      int how = 0;
      ::waitpid(child, &how, 0);
      EXPECT_TRUE(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
    std::filesystem::remove_all(root);
  }

  void start() {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(ends[1], 1);
      if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, 2);
      ::setenv("OPAK_SERVER_BEHIND_PROXY", "true", 1);
      ::execl(program.c_str(), "opak", "demo", "--data", (root + "/city").c_str(), "--port", "0", nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    std::string said;
    const std::string before = "listens on http://127.0.0.1:";
    char bytes[512];
    while (said.find(before) == std::string::npos || said.find('\n', said.find(before)) == std::string::npos) {
      const auto n = ::read(ends[0], bytes, sizeof bytes);
      if (n <= 0) break;
      said.append(bytes, static_cast<std::size_t>(n));
    }
    ::close(ends[0]);
    const auto at = said.find(before);
    ASSERT_NE(at, std::string::npos) << "the program did not start: " << said;
    port = static_cast<std::uint16_t>(std::stoi(said.substr(at + before.size())));
  }

  LifeBench bench(std::int64_t from, int lives) { return {port, {*officers[0], *officers[1], *officers[2], *officers[3]}, 1, from, lives}; }

  std::string root;
  std::uint16_t port = 0;
  pid_t child = 0;
  std::vector<std::unique_ptr<BenchClient>> officers;
};

TEST(BenchPhoto, IsOneThatTheReaderDecodesAtTheSizesOfAPhoneAndOfOurPage) {
  paper::ProcessChild reader(reader_path);
  const auto small = invented_photo(1600, 1200, 1), large = invented_photo(4000, 3000, 2);
  EXPECT_NEAR(static_cast<double>(small.size()), 300e3, 45e3);
  EXPECT_NEAR(static_cast<double>(large.size()), 2e6, 0.3e6);
  EXPECT_TRUE(paper::is_plain_jpeg(small));
  for (const auto* photo : {&small, &large}) {
    const auto read = paper::clean_photo(reader, *photo, {.wall_ms = 10'000});
    ASSERT_TRUE(read) << read.error().key;
    EXPECT_EQ(read->width, 1600);
    EXPECT_EQ(read->height, 1200);
    EXPECT_TRUE(read->hints.empty()) << read->hints.front();
  }
  EXPECT_FALSE(paper::clean_photo(reader, large.substr(0, 300), {.wall_ms = 10'000})) << "the file is read, not only its head";
  EXPECT_EQ(small, invented_photo(1600, 1200, 1));
  EXPECT_NE(small, invented_photo(1600, 1200, 3));
}

TEST_F(BenchLife, GoesFromTheNumberToTheCardInTheHandAndIsCountedOnlyWhereItIsWhole) {
  auto lives = bench(first, 1);
  lives.prepare();
  const auto life = lives.live(0);
  ASSERT_TRUE(life.whole()) << life.trouble;
  EXPECT_EQ(life.steps.size(), 14U);
  for (const auto& step : life.steps) EXPECT_TRUE(step.well && step.ms > 0) << step.name;

  auto reader = store::Database::open(root + "/city/opak.db", store::Mode::reader);
  ASSERT_TRUE(reader);
  const auto one = views::Boards(*reader).find_case_by_number(life.number);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->state.stage, application::Stage::delivered);
  EXPECT_EQ(one->state.papers.size(), 2U);
  EXPECT_TRUE(one->state.missing.empty());
  EXPECT_TRUE(one->state.blangko.starts_with("AB")) << one->state.blangko;
  EXPECT_EQ(lives.live(0).trouble, "more lives than were prepared");

  // Nobody whom the register knows: verified they cannot be.
  const auto stranger = bench(first + 1, 1).live(0);
  EXPECT_FALSE(stranger.whole());
  ASSERT_FALSE(stranger.steps.empty());
  EXPECT_EQ(stranger.steps.back().name, "verified, ready to print") << stranger.trouble;
  EXPECT_FALSE(stranger.steps.back().well);
}

}  // namespace
}  // namespace opak::commands
