// A new program takes a running city over: no visitor is refused, none is lost, and where the new one fails the old one goes on.
#include <sys/un.h>

#include "net/handover.h"
#include "real_city.h"

namespace opak {
namespace {

class TakenOver : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(city.program)) GTEST_SKIP() << "the program is not built here";
    first = city.serve();
    ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  }

  void expect_kept(const std::set<std::string>& acknowledged) {
    EXPECT_GT(acknowledged.size(), 20u);
    EXPECT_EQ(city.lost_of(acknowledged), 0);
  }

  static void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

  RealCity city;
  pid_t first = 0;
};

int restarts() {
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  return depth == nullptr || std::string(depth) == "quick" ? 4 : 25;
}

TEST_F(TakenOver, NoRequestFailsWhileOneProgramFollowsAnother) {
  Askers askers(city);
  askers.add_kept(4);
  askers.add_fresh(3);
  askers.add_slow(2);
  pid_t old = first;
  for (int n = 0; n < restarts(); ++n) {
    pause(700);
    const auto next = city.serve({"--take-over"});
    EXPECT_EQ(city.end_of(old), 0) << city.diary();
    old = next;
  }
  pause(500);
  askers.end();
  EXPECT_EQ(askers.failed(), 0) << askers.first_fault();
  EXPECT_GT(askers.asked(), 200);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  EXPECT_LT(askers.longest_ms(), 20'000);
#else
  EXPECT_LT(askers.longest_ms(), 3'000);
#endif
  std::printf("restarts %d, requests %lld, failed %lld, longest wait %.0f ms\n", restarts(), static_cast<long long>(askers.asked()), static_cast<long long>(askers.failed()), askers.longest_ms());
  expect_kept(askers.acknowledged());
  EXPECT_EQ(city.stop(old), 0) << city.diary();
  EXPECT_EQ(city.run({"verify", "--data", city.data}), 0) << city.diary();
}

TEST_F(TakenOver, OneThatDoesNotGetReadyGivesEverythingBack) {
  Askers askers(city);
  askers.add_kept(3);
  askers.add_fresh(2);
  askers.add_slow(1);
  pause(300);
  // Another name of the public log: it learns only from the open book that it must not.
  EXPECT_EQ(city.end_of(city.serve({"--take-over"}, {}, {{"OPAK_CITY_LOG_ORIGIN", "elsewhere/log"}})), 3);
  pause(500);
  // One that has everything in its hands and dies.
  {
    auto next = net::Handover::ask(city.data);
    ASSERT_TRUE(next);
    const auto handed = next->receive(10'000);
    EXPECT_GE(handed.listening.size(), 1u);
    EXPECT_GE(handed.connections.size(), 1u);
  }
  pause(500);
  askers.end();
  EXPECT_EQ(askers.failed(), 0) << askers.first_fault();
  EXPECT_NE(city.diary().find("going on"), std::string::npos) << city.diary();
  expect_kept(askers.acknowledged());
  EXPECT_EQ(city.stop(first), 0) << city.diary();
}

TEST_F(TakenOver, AWordThatNobodyServesJustStarts) {
  EXPECT_EQ(city.stop(first), 0);
  const auto next = city.serve({"--take-over"});
  EXPECT_GE(city.wait_until_well(), 0) << city.diary();
  // And without that word a second one is refused, as ever.
  EXPECT_EQ(city.end_of(city.serve()), 3);
  EXPECT_EQ(city.stop(next), 0);
}

TEST_F(TakenOver, WhoKnocksAndSaysNothingChangesNothing) {
  struct stat about = {};
  ASSERT_EQ(::stat((city.data + "/opak.handover").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s/opak.handover", city.data.c_str());
  ASSERT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::send(socket, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL), 18);
  EXPECT_EQ(city.ask(RealCity::get("/sehat", false)).status, 200);
  ::close(socket);
  EXPECT_EQ(city.ask(RealCity::get("/sehat", false)).status, 200);
  EXPECT_EQ(city.stop(first), 0);
  EXPECT_NE(::stat((city.data + "/opak.handover").c_str(), &about), 0) << "its name stays behind";
}

// What `systemctl reload` does. The supervisor is told who goes on.
TEST_F(TakenOver, OnHangupTheProgramStartsItselfAnewAndSaysSo) {
  EXPECT_EQ(city.stop(first), 0);
  const auto name = city.folder + "/notify";
  const int supervisor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s", name.c_str());
  ASSERT_EQ(::bind(supervisor, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const timeval patience{10, 0};
  ::setsockopt(supervisor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto told = [&] {
    char bytes[256];
    const auto n = ::recv(supervisor, bytes, sizeof bytes, 0);
    return std::string(bytes, n > 0 ? static_cast<std::size_t>(n) : 0);
  };
  const auto old = city.serve({}, {}, {{"NOTIFY_SOCKET", name}});
  EXPECT_EQ(told(), "READY=1");
  Askers askers(city);
  askers.add_kept(2);
  askers.add_fresh(2);
  pause(200);
  ::kill(old, SIGHUP);
  EXPECT_EQ(city.end_of(old), 0) << city.diary();
  EXPECT_EQ(told(), "READY=1");
  const auto main = told();
  ASSERT_TRUE(main.starts_with("MAINPID=")) << main;
  const auto next = std::stoi(main.substr(8));
  pause(200);
  askers.end();
  EXPECT_EQ(askers.failed(), 0) << askers.first_fault();
  expect_kept(askers.acknowledged());
  EXPECT_EQ(::kill(next, SIGTERM), 0);
  EXPECT_EQ(told(), "STOPPING=1");
  for (int n = 0; n < 500 && ::kill(next, 0) == 0; ++n) pause(20);  // Nobody's child any more: process 1 buries it.
  ::close(supervisor);
}

}  // namespace
}  // namespace opak
