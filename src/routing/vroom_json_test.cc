#include "routing/vroom_json.h"

#include <gtest/gtest.h>

#include "routing/days_of_tests.h"
#include "routing/solver.h"

namespace opak::routing {
namespace {

std::string refused(std::string_view text) {
  const auto wish = read_wish(text);
  return wish ? "taken" : wish.error().what;
}

const std::string matrix = R"("matrices":{"car":{"durations":[[0,10],[12,0]]}})";
std::string with_job(const std::string& job) {
  return R"({"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":7,"location_index":1},)" + job + "]," + matrix + "}";
}

TEST(VroomJson, IsRead) {
  const auto wish = read_wish(R"({"vehicles":[{"id":3,"start_index":0,"end_index":0,"capacity":[4],"skills":[1],"time_window":[100,900],"max_tasks":5,
      "breaks":[{"id":9,"service":60,"time_windows":[[200,300]]}],"x_carried":3600,"x_locked":[7],"steps":[{"type":"start"},{"type":"job","id":7},{"type":"end"}]}],
      "jobs":[{"id":7,"location_index":1,"setup":5,"service":30,"delivery":[2],"pickup":[1],"skills":[1],"priority":4,"time_windows":[[120,500]],
      "x_prize":77,"x_promised":[130,200],"x_preferred":[140,180],"x_announced":{"vehicle":3,"arrival":150},"x_zone":12,"nobody_knows":[1,{"a":2}]}],
      "x_prices":{"promised_late":9,"balance":3},)" + matrix + "}");
  ASSERT_TRUE(wish) << wish.error().what;
  const auto& job = wish->jobs.at(0);
  EXPECT_EQ(job.id, 7);
  EXPECT_EQ(job.setup, 5);
  EXPECT_EQ(job.service, 30);
  EXPECT_EQ(job.delivery, std::vector<std::int64_t>{2});
  EXPECT_EQ(job.pickup, std::vector<std::int64_t>{1});
  EXPECT_EQ(job.windows, (std::vector<Span>{{120, 500}}));
  EXPECT_EQ(job.prize, 77);
  EXPECT_EQ(job.promised, (Span{130, 200}));
  EXPECT_EQ(job.announced->arrival, 150);
  EXPECT_EQ(job.zone, 12);
  const auto& vehicle = wish->vehicles.at(0);
  EXPECT_EQ(vehicle.shift, (Span{100, 900}));
  EXPECT_EQ(vehicle.jobs_max, 5);
  EXPECT_EQ(vehicle.breaks.at(0).service, 60);
  EXPECT_EQ(vehicle.locked, std::vector<int>{0});
  EXPECT_EQ(vehicle.steps, std::vector<int>{0});
  EXPECT_EQ(wish->prices.promised_late, 9);
  EXPECT_EQ(wish->matrix.duration(1, 0), 12);
}

TEST(VroomJson, WindowsComeInOrderAndApartHoweverTheyWereGiven) {
  const auto wish = read_wish(with_job(R"({"id":8,"location_index":1,"time_windows":[[500,600],[100,200],[150,300]]})"));
  ASSERT_TRUE(wish) << wish.error().what;
  EXPECT_EQ(wish->jobs[1].windows, (std::vector<Span>{{100, 300}, {500, 600}}));
}

TEST(VroomJson, WhatIsWrongIsRefusedWithItsPlace) {
  EXPECT_EQ(refused(with_job(R"({"id":"8","location_index":1})")), "jobs[1].id must be a whole number, not text");
  EXPECT_EQ(refused(with_job(R"({"id":8.5,"location_index":1})")), "jobs[1].id must be a whole number");
  EXPECT_EQ(refused(with_job(R"({"location_index":1})")), "jobs[1].id must be a whole number");
  EXPECT_EQ(refused(with_job(R"({"id":7,"location_index":1})")), "jobs[1].id is there twice");
  EXPECT_EQ(refused(with_job(R"({"id":8})")), "jobs[1] has no location");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":2})")), "jobs[1].location_index is beyond the matrix");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":-1})")), "jobs[1].location_index is less than 0");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1,"service":99999999999})")), "jobs[1].service is more than 1000000000");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1,"service":1e300})")), "jobs[1].service is too large");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1,"service":18446744073709551615})")), "jobs[1].service is too large");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1,"time_windows":[[5,1]]})")), "jobs[1].time_windows[0] ends before it begins");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1,"time_windows":7})")), "jobs[1].time_windows must be a list");
  EXPECT_EQ(refused(with_job("5")), "jobs[1] must be an object");
  EXPECT_EQ(refused(R"({"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,1],[1]]}}})"), "matrices.car.durations[1] must have 2 numbers");
  EXPECT_EQ(refused(R"({"vehicles":[{"id":1,"start_index":0}],"matrices":{"car":{"durations":[[0,-1],[1,0]]}}})"), "matrices.car.durations[0][1] is less than 0");
  EXPECT_EQ(refused(R"({"vehicles":[{"id":1}],)" + matrix + "}"), "vehicles[0] has neither start nor end");
  EXPECT_EQ(refused(R"({"vehicles":[{"id":1,"start_index":0,"speed_factor":2}],)" + matrix + "}"), "vehicles[0].speed_factor is not planned here");
  EXPECT_EQ(refused(R"({"shipments":[{"pickup":{}}]})"), "shipments are not planned here");
  EXPECT_EQ(refused("[]"), "the problem must be a JSON object");
  EXPECT_NE(refused("{"), "taken");
  EXPECT_NE(refused(""), "taken");
  EXPECT_EQ(refused(with_job(R"({"id":8,"location_index":1})")), "taken");
}

TEST(VroomJson, WithoutAMatrixTheWaysAreReckonedFromTheCoordinates) {
  const auto wish = read_wish(R"({"vehicles":[{"id":1,"start":[106.15,-6.11]}],"jobs":[{"id":1,"location":[106.15,-6.12]},{"id":2,"location":[106.15,-6.12]}]})");
  ASSERT_TRUE(wish) << wish.error().what;
  EXPECT_EQ(wish->matrix.size, 2) << "the same place twice is one place";
  EXPECT_NEAR(wish->matrix.duration(0, 1), 1.112 * 1.35 / 22 * 3600, 3);
  EXPECT_EQ(refused(R"({"vehicles":[{"id":1,"start":[106.15,-96]}]})"), "vehicles[0].start must be longitude and latitude");
}

TEST(VroomJson, AnAnswerIsReadBackAsThePlanThatWroteIt) {
  for (std::uint64_t day = 0; day < 30; ++day) {
    const auto wish = rich_day(day, 30, 4);
    Limits limits;
    limits.seconds = 1e6;
    limits.iterations = 50;
    const auto plan = solve(wish, limits).plan;
    const auto text = write_answer(wish, plan, ride(wish, plan), why_not(wish, plan), -1).write();
    const auto again = read_answer(wish, text);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(*again, plan);
  }
}

TEST(VroomJson, AStrangeAnswerIsNoPlan) {
  const auto wish = random_day(1, 3, 1);
  for (const auto* text : {"", "{}", "[]", R"({"code":3,"routes":[]})", R"({"code":0,"routes":[{"vehicle":99,"steps":[]}]})", R"({"code":0,"routes":[{"vehicle":1,"steps":[{"type":"job","id":1}]}]})",
                           R"({"code":0,"routes":[{"vehicle":1,"steps":[{"type":"break","id":1}]}]})"})
    EXPECT_FALSE(read_answer(wish, text)) << text;
}

TEST(VroomJson, WhatAServerIsAskedIsWhatWeWouldRead) {
  const auto wish = random_day(11, 20, 3);
  const auto again = read_wish(write_wish(wish));
  ASSERT_TRUE(again) << again.error().what;
  ASSERT_EQ(again->jobs.size(), wish.jobs.size());
  EXPECT_EQ(again->matrix.durations, wish.matrix.durations);
  for (std::size_t i = 0; i < wish.jobs.size(); ++i) {
    EXPECT_EQ(again->jobs[i].windows, wish.jobs[i].windows);
    EXPECT_EQ(again->jobs[i].delivery, wish.jobs[i].delivery);
  }
}

}  // namespace
}  // namespace opak::routing
