// The real program on a machine that goes wrong: system calls that fail (strace), memory and descriptors that run out (libfiu, prlimit), a
// disk that fills (tmpfs), a clock that jumps (faketime). Each time the city either goes on or ends at once; it starts clean; nothing that
// was acknowledged is lost, and the book holds.
#include <glob.h>
#include <sys/mount.h>

#include "real_city.h"

namespace opak {
namespace {

namespace fs = std::filesystem;

bool has_tool(const std::string& name) { return std::system(("command -v " + name + " > /dev/null 2>&1").c_str()) == 0; }
bool is_deep() {
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  return depth != nullptr && std::string(depth) != "quick";
}

class FromOutside : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizers and these tools do not go together";
#endif
    if (!fs::exists(city.program)) GTEST_SKIP() << "the program is not built here";
  }

  static void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }
  static bool has_ended(pid_t pid) {
    siginfo_t about = {};
    return ::waitid(P_PID, static_cast<id_t>(pid), &about, WEXITED | WNOHANG | WNOWAIT) == 0 && about.si_pid == pid;
  }

  // Works in the city for a while, however it goes.
  void ask_for(int ms, pid_t pid) {
    Askers askers(city, 2'000);
    askers.add_fresh(2);
    askers.add_kept(2);
    const auto end = RealCity::Clock::now() + std::chrono::milliseconds(ms);
    while (RealCity::Clock::now() < end && !has_ended(pid)) pause(10);
    askers.end();
    asked += askers.asked();
    failed += askers.failed();
    for (const auto& id : askers.acknowledged()) acknowledged.insert(id);
  }

  // Without the fault it starts within two seconds, and everything is there.
  void expect_clean_start() {
    const auto pid = city.serve();
    const auto ms = city.wait_until_well();
    EXPECT_GE(ms, 0) << city.diary();
    EXPECT_LT(ms, 2'000);
    EXPECT_EQ(city.lost_of(acknowledged), 0);
    EXPECT_EQ(city.stop(pid), 0) << city.diary();
    EXPECT_EQ(city.run({"verify", "--data", city.data}), 0) << city.diary();
    std::printf("asked %lld, acknowledged %zu, failed %lld\n", static_cast<long long>(asked), acknowledged.size(), static_cast<long long>(failed));
    std::fflush(stdout);
  }

  // Starts a few entries into the book, so that a fault meets a city and not only its beginning.
  void begin_the_book() {
    const auto pid = city.serve();
    ASSERT_GE(city.wait_until_well(), 0) << city.diary();
    ask_for(100, pid);
    ASSERT_EQ(city.stop(pid), 0);
  }

  // What strace makes of these calls. Both answers are right as long as nothing is lost: it goes on, or it has ended by itself.
  enum class Then { ends, may_end, goes_on };
  void with_failing_calls(const std::string& inject, Then then) {
    if (!has_tool("strace") || std::system("strace -qq -o /dev/null -e trace=none true > /dev/null 2>&1") != 0) GTEST_SKIP() << "strace is not here, or may not trace (ptrace is forbidden)";
    begin_the_book();
    const auto calls = inject.substr(0, inject.find(':'));
    const auto pid = city.serve({}, {"strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e", "inject=" + inject});
    city.wait_until_well(5'000);
    ask_for(1'200, pid);
    const bool ended = has_ended(pid);
    if (then == Then::ends) {
      EXPECT_TRUE(ended) << inject;
    }
    if (then == Then::goes_on) {
      EXPECT_FALSE(ended) << inject << "\n" << city.diary();
      EXPECT_GT(acknowledged.size(), 20u);
    }
    city.stop(pid);
    expect_clean_start();
  }

  RealCity city;
  std::int64_t asked = 0, failed = 0;
  std::set<std::string> acknowledged;
};

// ---- System calls

TEST_F(FromOutside, ASyncThatFailsEndsTheProgram) { with_failing_calls("fdatasync,fsync:error=EIO:when=25", Then::ends); }
TEST_F(FromOutside, AFullDiskNowAndThen) { with_failing_calls("pwrite64:error=ENOSPC:when=90+11", Then::goes_on); }
TEST_F(FromOutside, NoMoreDescriptorsForVisitors) { with_failing_calls("accept,accept4:error=EMFILE:when=3+5", Then::goes_on); }

class ACall : public FromOutside, public testing::WithParamInterface<const char*> {};

TEST_P(ACall, MayFail) {
  if (!is_deep()) GTEST_SKIP() << "in `full` and `soak`";
  with_failing_calls(GetParam(), Then::may_end);
}

INSTANTIATE_TEST_SUITE_P(EachOfThese, ACall,
                         testing::Values("pwrite64:error=EIO:when=90+13", "pwrite64:error=EINTR:when=50+3", "fdatasync,fsync:error=EINTR:when=30", "fdatasync,fsync:error=ENOSPC:when=30",
                                         "accept,accept4:error=EINTR:when=3+2", "accept,accept4:error=ECONNABORTED:when=3+3", "openat:error=EMFILE:when=60+4", "openat:error=EIO:when=60+4",
                                         "openat:error=EINTR:when=60+4", "pread64:error=EIO:when=60+17", "ftruncate:error=EIO:when=1+2", "unlink,unlinkat:error=EIO:when=1+2",
                                         "sendmsg,sendto:error=EINTR:when=5+3", "recvmsg,recvfrom:error=EINTR:when=5+3", "epoll_wait:error=EINTR:when=5+3", "mmap:error=ENOMEM:when=120+9",
                                         "clone3,clone:error=EAGAIN:when=9+1", "fcntl:error=EAGAIN:when=40+7"));

// ---- Descriptors and memory

TEST_F(FromOutside, WithFewDescriptorsItServesAgainOnceTheyAreFree) {
  if (!has_tool("prlimit")) GTEST_SKIP() << "prlimit is not here";
  const auto pid = city.serve({}, {"prlimit", "--nofile=72:72"});
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  {
    std::vector<net::TestClient> crowd;
    for (int n = 0; n < 90; ++n) crowd.emplace_back(static_cast<std::uint16_t>(city.port));
    ask_for(300, pid);
  }
  EXPECT_FALSE(has_ended(pid)) << city.diary();
  EXPECT_GE(city.wait_until_well(), 0) << "the crowd has gone";
  const auto before = acknowledged.size();
  for (int tries = 0; tries < 20 && acknowledged.size() <= before + 20; ++tries) ask_for(500, pid);  // A busy disk takes its time.
  EXPECT_GT(acknowledged.size(), before + 20);
  EXPECT_EQ(city.stop(pid), 0) << city.diary();
  expect_clean_start();
}

TEST_F(FromOutside, MemoryIsRefusedNowAndThen) {
  if (!has_tool("fiu-run")) GTEST_SKIP() << "fiu-run is not here";
  begin_the_book();
  for (const auto* chance : is_deep() ? std::initializer_list<const char*>{"0.000001", "0.000005", "0.00002", "0.0001", "0.01"} : std::initializer_list<const char*>{"0.00002"}) {
    const auto pid = city.serve({}, {"fiu-run", "-x", "-c", "enable_random name=libc/mm/*,probability=" + std::string(chance)});
    city.wait_until_well(3'000);
    ask_for(1'000, pid);
    city.stop(pid);
    expect_clean_start();
  }
}

TEST_F(FromOutside, FilesCannotBeOpenedNowAndThen) {
  if (!is_deep()) GTEST_SKIP() << "in `full` and `soak`";
  if (!has_tool("fiu-run")) GTEST_SKIP() << "fiu-run is not here";
  begin_the_book();
  for (const auto* point : {"posix/io/oc/open", "posix/io/sync/*", "posix/io/rw/pwrite", "posix/io/rw/pread"}) {
    const auto pid = city.serve({}, {"fiu-run", "-x", "-c", "enable_random name=" + std::string(point) + ",probability=0.02"});
    city.wait_until_well(3'000);
    ask_for(1'000, pid);
    city.stop(pid);
    expect_clean_start();
  }
}

// ---- The disk

TEST_F(FromOutside, ADiskThatFillsIsSurvivedAndWorksAgainWithRoom) {
  if (::mount("tmpfs", city.data.c_str(), "tmpfs", 0, "size=3m,mode=0700") != 0) GTEST_SKIP() << "no file system may be mounted here";
  const auto pid = city.serve();
  EXPECT_GE(city.wait_until_well(), 0) << city.diary();
  std::ofstream(city.data + "/ballast") << std::string(16 * 1024 * 1024, 'x');  // As much as fits.
  ask_for(800, pid);
  EXPECT_GT(failed, 0) << "it was never full";
  EXPECT_FALSE(has_ended(pid)) << city.diary();
  fs::remove(city.data + "/ballast");
  EXPECT_EQ(::mount("tmpfs", city.data.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
  const auto before = acknowledged.size();
  ask_for(500, pid);
  EXPECT_GT(acknowledged.size(), before + 20);
  EXPECT_EQ(city.stop(pid), 0) << city.diary();
  expect_clean_start();
  EXPECT_EQ(::umount2(city.data.c_str(), MNT_DETACH), 0);
}

// ---- The clock

TEST_F(FromOutside, TheClockJumpsWhileItRuns) {
  glob_t found = {};
  const bool there = ::glob("/usr/lib/*/faketime/libfaketimeMT.so.1", 0, nullptr, &found) == 0;
  const std::string library = there ? found.gl_pathv[0] : "";
  ::globfree(&found);
  if (!there) GTEST_SKIP() << "faketime is not here";
  const auto file = city.folder + "/clock";
  const auto set = [&](const std::string& offset) {
    std::ofstream(file + ".new") << offset << "\n";
    fs::rename(file + ".new", file);
  };
  set("+0");
  const std::vector<std::pair<std::string, std::string>> environment = {{"LD_PRELOAD", library}, {"FAKETIME_TIMESTAMP_FILE", file}, {"FAKETIME_NO_CACHE", "1"}, {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}, {"DONT_FAKE_MONOTONIC", "1"}};
  auto pid = city.serve({}, {}, environment);
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  for (const auto* offset : {"-2h", "+1d", "-3d", "+40d", "+0"}) {
    set(offset);
    const auto before = acknowledged.size();
    ask_for(250, pid);
    EXPECT_GT(acknowledged.size(), before + 5) << offset << "\n" << city.diary();
    EXPECT_FALSE(has_ended(pid)) << offset;
  }
  // And it starts at a time before its last entry.
  set("-5d");
  EXPECT_EQ(city.stop(pid), 0) << city.diary();
  pid = city.serve({}, {}, environment);
  EXPECT_GE(city.wait_until_well(), 0) << city.diary();
  EXPECT_EQ(city.stop(pid), 0);
  expect_clean_start();
}

}  // namespace
}  // namespace opak
