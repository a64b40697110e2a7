// Each rule with a plan that keeps it and one that does not.
#include "routing/checker.h"

#include <gtest/gtest.h>

namespace opak::routing {
namespace {

// The depot, and three stops in a row, each a minute further; a minute of service.
Wish small_day() {
  Wish wish;
  wish.matrix.size = 4;
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b) wish.matrix.durations.push_back(60 * std::abs(a - b));
  for (int j = 0; j < 3; ++j) wish.jobs.push_back({.id = 10 + j, .location = j + 1, .service = 60, .delivery = {1}});
  wish.vehicles = {{.id = 1, .start = 0, .end = 0, .capacity = {3}, .shift = {1'000, 2'000}}};
  return wish;
}
Plan tour(std::vector<int> jobs) {
  Plan plan{{Tour{}}};
  for (const int job : jobs) plan.tours[0].push_back({false, job});
  return plan;
}
std::vector<Fault> faults(const Wish& wish, const Plan& plan) {
  std::vector<Fault> all;
  for (const auto& fault : ride(wish, plan).faults) all.push_back(fault.fault);
  return all;
}
using Faults = std::vector<Fault>;

TEST(Checker, RidesATourCallByCall) {
  auto wish = small_day();
  wish.jobs[1].windows = {{1'300, 1'400}};
  const auto table = ride(wish, tour({0, 1, 2}));
  EXPECT_TRUE(table.faults.empty());
  const auto& time = table.tours[0];
  // Leaving as late as the window allows: nobody stands before a closed door.
  EXPECT_EQ(time.calls[1].begins(), 1'300);
  EXPECT_EQ(time.calls[1].wait, 0);
  EXPECT_EQ(time.begins, 1'300 - 60 - 60 - 60);
  EXPECT_EQ(time.ends, 1'300 + 60 + 60 + 60 + 180);
  EXPECT_EQ(time.driven, 360);
  EXPECT_EQ(table.cost, 360);
  EXPECT_EQ(time.load_at_start, std::vector<std::int64_t>{3});
  EXPECT_EQ(time.load_at_end, std::vector<std::int64_t>{0});
}

TEST(Checker, FindsEveryFault) {
  const auto day = small_day();
  EXPECT_EQ(faults(day, tour({0, 1, 2})), Faults{});
  EXPECT_EQ(faults(day, tour({0, 1, 0})), (Faults{Fault::planned_twice}));
  EXPECT_EQ(faults(day, tour({0, 9})), Faults{Fault::no_such_call});
  EXPECT_EQ(faults(day, Plan{}), Faults{Fault::fleet_wrong});

  auto wish = day;
  wish.jobs[2].windows = {{1'000, 1'179}};  // The straight way is there at 1180.
  EXPECT_EQ(faults(wish, tour({2})), Faults{Fault::not_a_window});
  wish.jobs[2].windows = {{1'000, 1'180}};
  EXPECT_EQ(faults(wish, tour({2})), Faults{});

  wish = day;
  wish.vehicles[0].shift.to = 1'000 + 180 + 60 + 179;
  EXPECT_EQ(faults(wish, tour({2})), Faults{Fault::shift_broken});
  ++wish.vehicles[0].shift.to;
  EXPECT_EQ(faults(wish, tour({2})), Faults{});

  wish = day;
  wish.vehicles[0].capacity = {2};
  EXPECT_EQ(faults(wish, tour({0, 1, 2})), Faults{Fault::overload});
  EXPECT_EQ(faults(wish, tour({0, 1})), Faults{});
  wish.jobs[0].pickup = {1};  // An old card comes back: no room is made for the next.
  wish.jobs[1].delivery = {0};
  wish.jobs[1].pickup = {2};
  EXPECT_EQ(faults(wish, tour({0, 1})), Faults{Fault::overload});

  wish = day;
  wish.jobs[0].skills = {4};
  EXPECT_EQ(faults(wish, tour({0})), Faults{Fault::skill_missing});
  wish.vehicles[0].skills = {4};
  EXPECT_EQ(faults(wish, tour({0})), Faults{});

  wish.vehicles[0].jobs_max = 1;
  EXPECT_EQ(faults(wish, tour({0, 1})), Faults{Fault::too_many_jobs});

  wish = day;
  wish.vehicles[0].locked = {2};
  EXPECT_EQ(faults(wish, tour({0, 2})), Faults{Fault::locked_moved});
  EXPECT_EQ(faults(wish, tour({})), Faults{Fault::locked_moved});
  EXPECT_EQ(faults(wish, tour({2, 0})), Faults{});

  wish = day;
  wish.vehicles[0].breaks = {{.id = 5, .service = 100, .windows = {{1'100, 1'200}}}};
  EXPECT_EQ(faults(wish, tour({0, 1})), Faults{Fault::break_missed});
  EXPECT_EQ(faults(wish, Plan{{Tour{{false, 0}, {true, 0}, {false, 1}}}}), Faults{});
  EXPECT_EQ(faults(wish, Plan{{Tour{{false, 0}, {false, 1}, {false, 2}, {true, 0}}}}), Faults{Fault::break_missed}) << "too late for it";
  EXPECT_EQ(faults(wish, Plan{{Tour{}}}), Faults{}) << "who does not work needs no break";
}

TEST(Checker, CountsWhatWasAnnouncedAndMoves) {
  auto wish = small_day();
  wish.jobs[0].announced = Announced{1, 1'060};
  wish.jobs[1].announced = Announced{1, 1'000'000};
  wish.jobs[2].announced = Announced{2, 1'300};
  wish.vehicles[0].shift = {1'000, number_max};
  const auto table = ride(wish, tour({0, 2}));
  EXPECT_EQ(table.other_vehicle, 1);
  EXPECT_EQ(table.announced_moved, 1);
  wish.prices.announced_slack = 10;
  wish.jobs[0].announced->arrival = 900;
  EXPECT_EQ(ride(wish, tour({0, 2})).announced_moved, 2);
}

TEST(Checker, ALateStopUnderWayIsNoFault) {
  auto wish = small_day();
  wish.jobs[2].windows = {{1'000, 1'010}};
  EXPECT_EQ(faults(wish, tour({2, 0})), Faults{Fault::not_a_window});
  wish.vehicles[0].locked = {2};
  EXPECT_EQ(faults(wish, tour({2, 0})), Faults{});
}

}  // namespace
}  // namespace opak::routing
