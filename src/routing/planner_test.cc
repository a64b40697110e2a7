// The second planner and the map servers, played by twins.
#include "routing/planner.h"

#include <gtest/gtest.h>

#include "base/twins.h"
#include "routing/days_of_tests.h"
#include "routing/travel.h"
#include "routing/vroom_json.h"

namespace opak::routing {
namespace {

Limits few() {
  Limits limits;
  limits.seconds = 1e6;
  limits.iterations = 100;
  return limits;
}
const VroomServerSettings server{.address = "http://127.0.0.1:3000"};

// Plans as a VROOM server would, from what it was sent alone.
Result<OutgoingResponse> plan_as_server(const OutgoingRequest& request) {
  const auto wish = read_wish(request.body);
  if (!wish) return OutgoingResponse{400, {}, wish.error().what};
  const auto plan = solve(*wish, few()).plan;
  return OutgoingResponse{200, {}, write_answer(*wish, plan, ride(*wish, plan), {}, 1).write()};
}

TEST(SecondPlanner, IsOffUntilItIsSet) {
  ScriptedOutgoing outgoing(plan_as_server);
  const auto planned = plan_day(random_day(1, 20, 3), few(), &outgoing, {});
  ASSERT_TRUE(planned);
  EXPECT_FALSE(planned->is_from_server);
  EXPECT_TRUE(outgoing.sent().empty());
}

TEST(SecondPlanner, PlansWhereItIsSet) {
  ScriptedOutgoing outgoing(plan_as_server);
  const auto planned = plan_day(random_day(1, 20, 3), few(), &outgoing, server);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->is_from_server) << planned->server_failed;
  EXPECT_TRUE(planned->timetable.faults.empty());
  ASSERT_EQ(outgoing.sent().size(), 1u);
  EXPECT_EQ(outgoing.sent()[0].timeout_ms, 30'000);
}

TEST(SecondPlanner, ThatFailsLeavesUsOurOwn) {
  const auto wish = random_day(1, 20, 3);
  const std::vector<std::pair<const char*, ScriptedOutgoing::Answer>> bad = {
      {"no answer", [](const OutgoingRequest&) -> Result<OutgoingResponse> { return failure("timed out"); }},
      {"500", [](const OutgoingRequest&) -> Result<OutgoingResponse> { return OutgoingResponse{500, {}, ""}; }},
      {"not JSON", [](const OutgoingRequest&) -> Result<OutgoingResponse> { return OutgoingResponse{200, {}, "<html>"}; }},
      {"all in one tour", [&](const OutgoingRequest&) -> Result<OutgoingResponse> {
         Plan plan{std::vector<Tour>(3)};
         for (int j = 0; j < 20; ++j) plan.tours[0].push_back({false, j});
         return OutgoingResponse{200, {}, write_answer(wish, plan, ride(wish, plan), {}, 1).write()};
       }}};
  for (const auto& [what, answer] : bad) {
    ScriptedOutgoing outgoing(answer);
    const auto planned = plan_day(wish, few(), &outgoing, server);
    ASSERT_TRUE(planned) << what;
    EXPECT_FALSE(planned->is_from_server) << what;
    EXPECT_FALSE(planned->server_failed.empty()) << what;
    EXPECT_TRUE(planned->timetable.faults.empty()) << what;
  }
}

TEST(SecondPlanner, HearsOfPrizesAsPriorities) {
  ScriptedOutgoing outgoing(plan_as_server);
  auto wish = random_day(1, 20, 3);
  for (auto& job : wish.jobs) job.prize = 7'200;
  wish.jobs[3].prize = 12'000;
  const auto planned = plan_day(wish, few(), &outgoing, server);
  ASSERT_TRUE(planned);
  EXPECT_TRUE(planned->is_from_server) << planned->server_failed;
  const auto asked = read_wish(outgoing.sent().at(0).body);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->jobs[3].priority, 20);
  EXPECT_EQ(asked->jobs[4].priority, 12);
}

TEST(SecondPlanner, IsNotAskedWhatItCannotKnow) {
  ScriptedOutgoing outgoing(plan_as_server);
  auto wish = random_day(1, 20, 3);
  wish.vehicles[0].locked = {4};
  ASSERT_TRUE(plan_day(wish, few(), &outgoing, server));
  wish = random_day(1, 20, 3);
  auto small = server;
  small.jobs_max = 19;
  ASSERT_TRUE(plan_day(wish, few(), &outgoing, small));
  small = server;
  small.question_bytes_max = 100;
  ASSERT_TRUE(plan_day(wish, few(), &outgoing, small));
  EXPECT_TRUE(outgoing.sent().empty());
}

// ---- Travel times.

const std::vector<Point> three = {{-6.11, 106.15, 1}, {-6.12, 106.15, 2}, {-6.11, 106.17, 1}};

TEST(TravelTimes, AreTheGreatCircleLongerAndAtAMotorcyclesPace) {
  const auto matrix = travel_matrix(three);
  EXPECT_EQ(matrix.duration(0, 0), 0);
  EXPECT_NEAR(matrix.duration(0, 1), 1.112 * 1.35 / 22 * 3600, 2);
  EXPECT_EQ(matrix.duration(0, 1), matrix.duration(1, 0));
}

TEST(TravelTimes, LearnFromTheRoadByZoneAndHour) {
  const auto plain = travel_matrix(three);
  // Twice as long from zone 1 to 2 in one of the two hours that count; what is absurd is not learnt.
  const auto learnt = travel_matrix(three, {}, {{1, 2, 8, 2.0}, {1, 2, 20, 9.0}, {2, 1, 8, 0.0}}, 8, 10);
  EXPECT_NEAR(learnt.duration(0, 1), plain.duration(0, 1) * 1.5, 1);
  EXPECT_EQ(learnt.duration(1, 0), plain.duration(1, 0));
  EXPECT_EQ(learnt.duration(0, 2), plain.duration(0, 2));
}

TEST(TravelTimes, ComeFromAMapServerWhereOneIsSet) {
  ScriptedOutgoing outgoing([](const OutgoingRequest& request) -> Result<OutgoingResponse> {
    if (request.method == "GET") return OutgoingResponse{200, {}, R"({"code":"Ok","durations":[[0,61.4,3],[4,0,5],[6,7,0]]})"};
    return OutgoingResponse{200, {}, R"({"sources_to_targets":[[{"time":0},{"time":9},{"time":3}],[{"time":4},{"time":0},{"time":5}],[{"time":6},{"time":7},{"time":0}]]})"};
  });
  const auto osrm = ask_map_server(outgoing, {.address = "http://127.0.0.1:5000"}, three);
  ASSERT_TRUE(osrm) << osrm.error().what;
  EXPECT_EQ(osrm->duration(0, 1), 61);
  EXPECT_EQ(outgoing.sent()[0].url, "http://127.0.0.1:5000/table/v1/car/106.150000,-6.110000;106.150000,-6.120000;106.170000,-6.110000?annotations=duration");
  const auto valhalla = ask_map_server(outgoing, {.address = "http://127.0.0.1:8002", .kind = MapServer::valhalla, .profile = "motor_scooter"}, three);
  ASSERT_TRUE(valhalla) << valhalla.error().what;
  EXPECT_EQ(valhalla->duration(0, 1), 9);
}

TEST(TravelTimes, OfAMapServerAreRefusedWhereTheyAreNoTable) {
  ScriptedOutgoing outgoing;
  EXPECT_FALSE(ask_map_server(outgoing, {}, three)) << "off by default";
  EXPECT_FALSE(ask_map_server(outgoing, {.address = "http://127.0.0.1:5000", .points_max = 2}, three));
  EXPECT_TRUE(outgoing.sent().empty());
  for (const auto* text : {"", "{}", R"({"code":"Ok","durations":[[0]]})", R"({"code":"Ok","durations":[[0,null],[1,0]]})", R"({"code":"Ok","durations":[[0,-1],[1,0]]})",
                           R"({"code":"Ok","durations":[[0,1e300],[1,0]]})", R"({"code":"NoTable","durations":[[0,1],[1,0]]})"})
    EXPECT_FALSE(read_table(MapServer::osrm, text, 2)) << text;
}

}  // namespace
}  // namespace opak::routing
