// A map server and a VROOM server of the city's own, played by a little server on this machine and asked over a real line.
#include <gtest/gtest.h>

#include "base/json.h"
#include "net/outgoing.h"
#include "net/server.h"
#include "routing/days_of_tests.h"
#include "routing/planner.h"
#include "routing/travel.h"
#include "routing/vroom_json.h"

namespace opak::commands {
namespace {

enum class Mood { well, broken, nonsense, silent, too_large, elsewhere };

struct PlanningServers : testing::Test {
  Mood mood = Mood::well;
  Later<net::Response> silence;
  std::unique_ptr<net::Server> server;
  net::CurlOutgoing outgoing;
  std::string base;

  net::Response table(const net::Request& request) {
    // "/table/v1/car/106.1,-6.1;106.2,-6.1;..."
    std::size_t places = 1;
    for (const char c : std::string(request.path)) places += c == ';';
    auto lines = Json::array();
    for (std::size_t from = 0; from < places; ++from) {
      auto line = Json::array();
      for (std::size_t to = 0; to < places; ++to) line.push(Json(from == to ? 0 : 600));
      lines.push(std::move(line));
    }
    return {.body = Json::object({{"code", "Ok"}, {"durations", std::move(lines)}}).write()};
  }
  net::Response plan(const net::Request& request) {
    const auto wish = routing::read_wish(request.body);
    if (!wish) return {.status = 400, .body = wish.error().what};
    const auto planned = routing::solve(*wish, {.seconds = 5, .iterations = 100}).plan;
    return {.body = routing::write_answer(*wish, planned, routing::ride(*wish, planned), {}, 1).write()};
  }
  void SetUp() override {
    server = std::make_unique<net::Server>(net::ServerSettings{.tick_ms = 20}, [this](const net::Request& request, int) -> net::Reply {
      switch (mood) {
        case Mood::broken: return net::Response{.status = 500, .body = "rusak"};
        case Mood::nonsense: return net::Response{.body = "<html>"};
        case Mood::silent: return silence;
        case Mood::too_large: return net::Response{.body = Bytes(4'000'000, ' ')};
        case Mood::elsewhere: return net::Response{.status = 302, .headers = {{"Location", "http://127.0.0.1:1/"}}};
        case Mood::well: break;
      }
      return request.method == "POST" ? plan(request) : table(request);
    });
    base = "http://127.0.0.1:" + std::to_string(*server->start());
  }
  void TearDown() override { server->stop(0); }
};

TEST_F(PlanningServers, AreAskedOverTheLineAndAnswer) {
  const std::vector<routing::Point> places{{-6.1, 106.1}, {-6.2, 106.1}, {-6.1, 106.2}};
  const auto matrix = routing::ask_map_server(outgoing, {.address = base}, places);
  ASSERT_TRUE(matrix) << matrix.error().what;
  EXPECT_EQ(matrix->duration(0, 2), 600);
  const auto planned = routing::plan_day(routing::random_day(1, 30, 3), {.seconds = 5, .iterations = 100}, &outgoing, {.address = base});
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->is_from_server) << planned->server_failed;
}

// Whatever they do, a day is planned, in time and by us.
TEST_F(PlanningServers, ThatAreNotWellLeaveUsOurOwn) {
  for (const auto now : {Mood::broken, Mood::nonsense, Mood::silent, Mood::too_large, Mood::elsewhere}) {
    mood = now;
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(routing::ask_map_server(outgoing, {.address = base, .timeout_ms = 300}, {{-6.1, 106.1}, {-6.2, 106.1}})) << static_cast<int>(now);
    const auto planned = routing::plan_day(routing::random_day(1, 30, 3), {.seconds = 5, .iterations = 100}, &outgoing, {.address = base, .timeout_ms = 300, .answer_bytes_max = 1'000'000});
    ASSERT_TRUE(planned);
    EXPECT_FALSE(planned->is_from_server) << static_cast<int>(now);
    EXPECT_FALSE(planned->server_failed.empty());
    EXPECT_TRUE(planned->timetable.faults.empty());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
  }
}

}  // namespace
}  // namespace opak::commands
