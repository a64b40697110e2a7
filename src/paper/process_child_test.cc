#include "paper/process_child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "paper/paper_test.h"

namespace opak::paper {
namespace {

std::int64_t ms_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
}

bool no_child_is_left() { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

class Helper : public testing::Test {
 protected:
  ProcessChild child{samples_path};
  std::size_t open_before = open_descriptors();

  void TearDown() override {
    EXPECT_TRUE(no_child_is_left());
    EXPECT_EQ(open_descriptors(), open_before);
  }
};

}  // namespace

TEST_F(Helper, GetsItsInputAndGivesItsOutputWhole) {
  ProcessChild cat("/bin/cat");
  const Bytes much(5'000'000, 'x');
  const auto run = cat.run({}, much, generous);
  ASSERT_TRUE(run) << run.error().what;
  EXPECT_EQ(run->exit_code, 0);
  EXPECT_FALSE(run->timed_out);
  EXPECT_TRUE(run->out == much);
}

TEST_F(Helper, TellsItsExitCodeAndTheSignalThatEndedIt) {
  ProcessChild shell("/bin/sh");
  EXPECT_EQ(shell.run({"-c", "exit 3"}, "", generous)->exit_code, 3);
  EXPECT_EQ(shell.run({"-c", "kill -SEGV $$"}, "", generous)->exit_code, 128 + SIGSEGV);
}

// A helper begins as a copy of this program; what this program holds must not be counted as the helper's.
TEST_F(Helper, IsNotBlamedForTheMemoryOfALargeParent) {
  const Bytes large(160 * 1024 * 1024, 'x');
  ProcessChild cat("/bin/cat");
  for (int times = 0; times < 40; ++times) {
    const auto run = cat.measured_run({}, "photo", {.wall_ms = 60'000, .resident_bytes_max = 64 * 1024 * 1024});
    ASSERT_TRUE(run);
    ASSERT_EQ(run->run.exit_code, 0) << times;
    ASSERT_EQ(run->run.out, "photo");
    ASSERT_LT(run->resident_bytes_peak, 64U * 1024 * 1024);
  }
  EXPECT_EQ(large.back(), 'x');
}

TEST_F(Helper, ThatIsNotThereIsAFailureWithAHint) {
  ProcessChild nobody("/nowhere/opak-reader");
  const auto run = nobody.run({"photo"}, "x", generous);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().what, "cannot start /nowhere/opak-reader");
  EXPECT_NE(run.error().hint, "");
}

TEST_F(Helper, ThatHangsIsKilledInTime) {
  Result<ChildRun> run;
  const auto ms = ms_of([&] { run = child.run({"hang"}, "", {.wall_ms = 200}); });
  ASSERT_TRUE(run);
  EXPECT_TRUE(run->timed_out);
  EXPECT_EQ(run->exit_code, 128 + SIGKILL);
  EXPECT_LT(run->processor_ms, 150) << "hanging is no work";
  EXPECT_GE(ms, 200);
  EXPECT_LT(ms, 2000);
}

TEST_F(Helper, ThatWorksWithoutEndIsToldFromOneThatWaits) {
  ProcessChild shell("/bin/sh");
  const auto run = shell.run({"-c", "while :; do :; done"}, "", {.wall_ms = 900});
  ASSERT_TRUE(run);
  EXPECT_TRUE(run->timed_out);
  EXPECT_GT(run->processor_ms, 50);
}

TEST_F(Helper, ThatHangsWithoutReadingCannotHoldUsWithALongInput) {
  const auto run = child.run({"hang"}, Bytes(8'000'000, 'x'), {.wall_ms = 200});
  ASSERT_TRUE(run);
  EXPECT_TRUE(run->timed_out);
}

TEST_F(Helper, MayAnswerWithoutReadingItsInput) {
  const auto run = child.run({"deaf"}, Bytes(8'000'000, 'x'), generous);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->exit_code, 0);
  EXPECT_EQ(run->out, "I did not listen\n");
}

TEST_F(Helper, ThatEatsMemoryIsKilledNearItsLimit) {
  ChildLimits limits = generous;
  limits.resident_bytes_max = 64 * mebibyte;
  const auto measured = child.measured_run({"eat"}, "", limits);
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured->run.exit_code, 128 + SIGKILL);
  EXPECT_FALSE(measured->run.timed_out);
  EXPECT_GT(measured->resident_bytes_peak, 64 * mebibyte);
  // Its address space ends at four times the limit and 512 MiB, whatever happens between two looks.
  EXPECT_LT(measured->resident_bytes_peak, 768 * mebibyte);
}

TEST_F(Helper, ThatNeverStopsTalkingIsKilled) {
  ChildLimits limits = generous;
  limits.out_bytes_max = 100'000;
  const auto run = child.run({"flood"}, "", limits);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->exit_code, 128 + SIGKILL);
  EXPECT_EQ(run->out.size(), 100'000U);
}

TEST_F(Helper, TakesItsOwnChildrenWithIt) {
  Result<ChildRun> run;
  const auto ms = ms_of([&] { run = child.run({"orphan"}, "", generous); });
  ASSERT_TRUE(run);
  EXPECT_EQ(run->exit_code, 0);
  EXPECT_EQ(run->out, "gone\n");
  EXPECT_LT(ms, 5000);
}

TEST_F(Helper, InheritsNoDescriptorAndNoEnvironment) {
  const int ours = ::open("/etc/hostname", O_RDONLY);  // Deliberately not close-on-exec.
  EXPECT_EQ(child.run({"count_open"}, "", generous)->out, "3");
  ::close(ours);
  EXPECT_EQ(child.run({"env"}, "", generous)->out, "");
}

TEST_F(Helper, RunsManyAtOnceButOnlySoManyLive) {
  ProcessChild two("/bin/sleep", 2);
  const auto ms = ms_of([&] {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back([&] { EXPECT_EQ(two.run({"0.1"}, "", generous)->exit_code, 0); });
  });
  EXPECT_GE(ms, 300);
}

TEST(Reader, LiesBesideTheRunningProgram) {
  EXPECT_EQ(reader_beside_this_program(), std::filesystem::read_symlink("/proc/self/exe").parent_path().string() + "/opak-reader");
}

TEST(Reader, CannotGetOutOfItsWalls) {
  ProcessChild reader(reader_path);
  const auto run = reader.measured_run({"selftest"}, "", generous);
  ASSERT_TRUE(run);
  const auto walls = parse_json(run->run.out);
  ASSERT_TRUE(walls) << "exit code " << run->run.exit_code;
  if ((*walls)["seccomp"].text() == "none") GTEST_SKIP() << "this kernel has no seccomp";
  for (const char* way : {"write_file", "write_null", "socket", "unix_socket", "start_process", "run_program", "kill", "run_memory",
                          "fonts_for_picture", "loosen"}) {
    EXPECT_EQ((*walls)[way].text(), "stopped") << way;
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/opak-reader-was-here"));
  const bool has_landlock = run->complaint.find("no Landlock") == Bytes::npos;
  EXPECT_EQ((*walls)["read_foreign_file"].text(), has_landlock ? "stopped" : "open");
}

}  // namespace opak::paper
