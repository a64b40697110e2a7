#include "routing/solver.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "routing/checker.h"
#include "routing/days_of_tests.h"
#include "routing/instance.h"
#include "routing/planner.h"
#include "routing/replan.h"
#include "routing/ruin_recreate.h"
#include "routing/vroom_json.h"

namespace opak::routing {
namespace {

bool is_quick() {
  const char* depth = std::getenv("OPAK_TEST_DEPTH");
  return depth == nullptr || std::string(depth) == "quick";
}

// So many iterations, whatever the clock says.
Limits counted(std::int64_t iterations, std::uint64_t seed = 1) {
  Limits limits;
  limits.seconds = 1e6;
  limits.iterations = iterations;
  limits.seed = seed;
  return limits;
}

std::string words_of(const Timetable& table) {
  std::string words;
  for (const auto& fault : table.faults)
    words += std::string(word_of(fault.fault)) + " vehicle " + std::to_string(fault.vehicle) + " job " + std::to_string(fault.job) + " by " + std::to_string(fault.amount) + "; ";
  return words;
}

TEST(Planning, ADayWithoutStopsIsAnEmptyPlan) {
  const auto wish = random_day(1, 0, 3);
  const auto solved = solve(wish, counted(100));
  EXPECT_EQ(solved.plan, (Plan{std::vector<Tour>(3)}));
  EXPECT_EQ(solved.cost, 0);
}

TEST(Planning, ADayWithoutVehiclesLeavesAllOut) {
  const auto wish = random_day(1, 5, 0);
  const auto table = ride(wish, solve(wish, counted(100)).plan);
  EXPECT_TRUE(table.faults.empty());
  EXPECT_EQ(table.unplanned.size(), 5u);
}

TEST(Planning, OneStopIsRiddenToAndBack) {
  auto wish = random_day(3, 1, 2);
  wish.jobs[0].windows.clear();
  const auto table = ride(wish, solve(wish, counted(10)).plan);
  EXPECT_TRUE(table.unplanned.empty());
  EXPECT_EQ(table.cost, wish.matrix.duration(0, 1) + wish.matrix.duration(1, 0));
}

TEST(Planning, StopsAtOneAddressAreOneWay) {
  auto wish = random_day(4, 20, 2);
  wish.vehicles[0].capacity = wish.vehicles[1].capacity = {1000};
  for (auto& job : wish.jobs) {
    job.location = 1;
    job.windows.clear();
    job.service = 60;
  }
  const auto table = ride(wish, solve(wish, counted(500)).plan);
  EXPECT_TRUE(table.faults.empty()) << words_of(table);
  EXPECT_TRUE(table.unplanned.empty());
  EXPECT_EQ(table.cost, wish.matrix.duration(0, 1) + wish.matrix.duration(1, 0));
}

// Three stops on a one-way ring: the right way round costs 40, the wrong one 400 and more.
TEST(Planning, OneWayStreetsAreRiddenTheRightWayRound) {
  Wish wish;
  wish.matrix.size = 4;
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b) wish.matrix.durations.push_back(a == b ? 0 : (a + 1) % 4 == b ? 10 : 200);
  for (int j = 1; j <= 3; ++j) wish.jobs.push_back({.id = j, .location = j});
  wish.vehicles = {{.id = 1, .start = 0, .end = 0}};
  const auto solved = solve(wish, counted(200));
  EXPECT_EQ(solved.plan.tours[0], (Tour{{false, 0}, {false, 1}, {false, 2}}));
  EXPECT_EQ(ride(wish, solved.plan).cost, 40);
}

TEST(Planning, AStopNoShiftReachesIsLeftOutAndTheOthersAreNot) {
  auto wish = random_day(5, 10, 2);
  wish.vehicles[0].capacity = wish.vehicles[1].capacity = {1000};
  for (auto& job : wish.jobs) job.windows.clear();
  wish.jobs[4].windows = {{1'000, 2'000}};  // Before anybody works.
  const auto planned = plan_day(wish, counted(500));
  ASSERT_TRUE(planned) << planned.error().what;
  EXPECT_EQ(planned->timetable.unplanned, std::vector<int>{4});
  ASSERT_EQ(planned->why_not.size(), 1u);
  EXPECT_EQ(planned->why_not[0].binds, Binds::unreachable);
}

TEST(Planning, HugeNumbersDoNotOverflow) {
  auto wish = random_day(6, 12, 3);
  for (auto& way : wish.matrix.durations)
    if (way > 0) way = static_cast<std::int32_t>(number_max);
  for (auto& job : wish.jobs) job = {.id = job.id, .location = job.location, .service = number_max, .delivery = {number_max}, .priority = 100};
  for (auto& vehicle : wish.vehicles) vehicle.shift = {0, number_max}, vehicle.capacity = {number_max};
  wish.prices.balance = 1'000'000;
  const auto planned = plan_day(wish, counted(200));
  ASSERT_TRUE(planned) << planned.error().what;
  EXPECT_EQ(planned->timetable.unplanned.size(), 12u);
}

TEST(Planning, AThousandRandomDaysKeepTheRules) {
  const int days = is_quick() ? 200 : 1'000;
  for (int day = 0; day < days; ++day) {
    Draw draw(static_cast<std::uint64_t>(day));
    const int jobs = draw.below(60), vehicles = 1 + draw.below(6);
    const auto plain = random_day(static_cast<std::uint64_t>(day), jobs, vehicles);
    const auto solved = solve(plain, counted(200));
    const auto table = ride(plain, solved.plan);
    ASSERT_TRUE(table.faults.empty()) << "day " << day << ": " << words_of(table);
    // The search and the checker count the same ways.
    const Instance instance(plain);
    Price left_out = 0;
    for (const int job : table.unplanned) left_out += instance.unplanned[static_cast<std::size_t>(job)];
    ASSERT_EQ(solved.cost, table.cost + left_out) << "day " << day;

    const auto rich = rich_day(static_cast<std::uint64_t>(day), std::max(2, jobs), vehicles);
    const auto rich_table = ride(rich, solve(rich, counted(100)).plan);
    ASSERT_TRUE(rich_table.faults.empty()) << "rich day " << day << ": " << words_of(rich_table);
  }
}

// Each step takes some ten stops out and puts them back, each by its difference alone.
TEST(Planning, WhatChangesAddsUpToWhatIsCountedAnew) {
  std::int64_t moves = 0;
  const std::int64_t wanted = is_quick() ? 50'000 : 1'000'000;
  for (std::uint64_t day = 0; moves < wanted; ++day) {
    const bool is_rich = day % 2 == 1;
    const auto wish = is_rich ? rich_day(day, 40, 5) : random_day(day, 60, 6);
    const Instance instance(wish);
    const auto search = make_search(instance, day);
    search->begin({});
    ASSERT_EQ(search->cost(), search->cost_anew());
    for (int step = 0; step < 400; ++step) {
      search->step(step % 50 == 0 ? 1e6 : 100.0);
      ASSERT_EQ(search->cost(), search->cost_anew()) << "day " << day << " step " << step;
      moves += 10;
    }
  }
}

TEST(Planning, TheSameSeedGivesTheSamePlan) {
  const auto wish = random_day(8, 80, 6);
  for (const int threads : {1, 2}) {
    auto limits = counted(400, 7);
    limits.threads = threads;
    const auto first = solve(wish, limits), second = solve(wish, limits);
    EXPECT_EQ(first.plan, second.plan);
    EXPECT_EQ(first.iterations, 400 * threads);
    limits.seed = 8;
    EXPECT_NE(first.plan, solve(wish, limits).plan) << "chance has no part in it";
  }
}

TEST(Planning, EndsAtTheDeadline) {
  const auto wish = random_day(9, 50, 4);
  int looks = 0;
  Limits limits;
  limits.seconds = 1;
  limits.clock = [&looks] { return 0.01 * ++looks; };
  const auto solved = solve(wish, limits);
  EXPECT_LE(looks, 105) << "it looked at the clock after the time was over";
  EXPECT_GT(solved.iterations, 100);
  EXPECT_TRUE(ride(wish, solved.plan).faults.empty());
}

TEST(Planning, EndsWhenItIsCancelledWithThePlanItHas) {
  const auto wish = random_day(9, 50, 4);
  std::atomic<bool> cancel = false;
  int looks = 0;
  Limits limits;
  limits.seconds = 1e9;
  limits.cancel = &cancel;
  limits.clock = [&] {
    if (++looks == 20) cancel = true;
    return 0.0;
  };
  const auto table = ride(wish, solve(wish, limits).plan);
  EXPECT_EQ(looks, 20);
  EXPECT_TRUE(table.faults.empty());
  EXPECT_LT(table.unplanned.size(), 50u);
}

TEST(Planning, WithNoTimeAtAllThereIsStillAPlan) {
  const auto wish = random_day(10, 100, 8);
  Limits limits;
  limits.seconds = 1e-9;
  const auto table = ride(wish, solve(wish, limits).plan);
  EXPECT_TRUE(table.faults.empty()) << words_of(table);
  EXPECT_LT(table.unplanned.size(), 100u);
}

// ---- Beyond the textbook.

// On a line: the depot at 0, a stop each 100 seconds.
Wish line_day(int jobs, int vehicles) {
  Wish wish;
  wish.matrix.size = jobs + 1;
  for (int a = 0; a <= jobs; ++a)
    for (int b = 0; b <= jobs; ++b) wish.matrix.durations.push_back(100 * std::abs(a - b));
  for (int j = 0; j < jobs; ++j) wish.jobs.push_back({.id = j, .location = j + 1, .service = 60});
  for (int v = 0; v < vehicles; ++v) wish.vehicles.push_back({.id = v, .start = 0, .end = 0, .shift = {0, 10'000}});
  return wish;
}

TEST(PlanningPrices, WhatWasPromisedIsDearerThanWhatIsPreferred) {
  // Two stops at opposite ends cannot both be served at once.
  auto wish = line_day(2, 1);
  wish.matrix.durations = {0, 500, 500, 500, 0, 1000, 500, 1000, 0};
  wish.jobs[0].preferred = Span{0, 500};
  wish.jobs[1].promised = Span{0, 500};
  auto table = ride(wish, solve(wish, counted(100)).plan);
  EXPECT_TRUE(table.unplanned.empty());
  EXPECT_EQ(table.late_promised, 0);
  EXPECT_GT(table.late_preferred, 0);
  std::swap(wish.jobs[0].preferred, wish.jobs[1].preferred);
  std::swap(wish.jobs[0].promised, wish.jobs[1].promised);
  table = ride(wish, solve(wish, counted(100)).plan);
  EXPECT_EQ(table.late_promised, 0);
}

TEST(PlanningPrices, HoursAreSharedWhenTheyHaveAPrice) {
  auto wish = line_day(8, 2);
  for (auto& way : wish.matrix.durations) way = way > 0 ? 10 : 0;
  for (auto& job : wish.jobs) job.service = 900;
  wish.prices.balance = 1'000;
  auto table = ride(wish, solve(wish, counted(500)).plan);
  EXPECT_EQ(table.tours[0].calls.size(), 4u);
  // Who carried two hours more from yesterday gets less.
  wish.vehicles[0].carried = 3'600;
  table = ride(wish, solve(wish, counted(500)).plan);
  EXPECT_LT(table.tours[0].calls.size(), 4u);
  wish.prices.balance = 0;
  table = ride(wish, solve(wish, counted(500)).plan);
  EXPECT_TRUE(table.tours[0].calls.empty() || table.tours[1].calls.empty()) << "one tour is the shortest way";
}

TEST(PlanningPrices, AnOptionalStopIsWorthItsPrizeAndNoMore) {
  auto wish = line_day(5, 1);
  wish.jobs[4].prize = 201;  // The way there and back is 200 more.
  EXPECT_TRUE(ride(wish, solve(wish, counted(200)).plan).unplanned.empty());
  wish.jobs[4].prize = 199;
  const auto planned = plan_day(wish, counted(200));
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->timetable.unplanned, std::vector<int>{4});
  EXPECT_EQ(planned->why_not[0].binds, Binds::not_worth);
  EXPECT_EQ(planned->why_not[0].more, 2);
}

TEST(PlanningPrices, TheMoreImportantStopStaysWhenNotAllFit) {
  auto wish = line_day(2, 1);
  wish.jobs[0].delivery = wish.jobs[1].delivery = {1};
  wish.vehicles[0].capacity = {1};
  wish.jobs[1].priority = 5;
  EXPECT_EQ(ride(wish, solve(wish, counted(100)).plan).unplanned, std::vector<int>{0});
}

TEST(PlanningRules, OnlyWhoHasTheSkillComes) {
  auto wish = line_day(3, 2);
  wish.jobs[1].skills = {7};
  wish.vehicles[1].skills = {7, 9};
  const auto plan = solve(wish, counted(200)).plan;
  EXPECT_EQ(std::count(plan.tours[1].begin(), plan.tours[1].end(), Call{false, 1}), 1);
  wish.vehicles[1].skills = {9};
  const auto planned = plan_day(wish, counted(200));
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->why_not.at(0).binds, Binds::skills);
}

TEST(PlanningRules, PrayerAndRestAreTakenInTheirTime) {
  auto wish = line_day(6, 1);
  wish.vehicles[0].breaks = {{.id = 1, .service = 900, .windows = {{400, 600}}}, {.id = 2, .service = 300, .windows = {{2'000, 2'600}}}};
  const auto plan = solve(wish, counted(300)).plan;
  const auto table = ride(wish, plan);
  EXPECT_TRUE(table.faults.empty()) << words_of(table);
  EXPECT_TRUE(table.unplanned.empty());
  EXPECT_EQ(std::count_if(plan.tours[0].begin(), plan.tours[0].end(), [](const Call& call) { return call.is_break; }), 2);
}

TEST(PlanningRules, WhatIsUnderWayIsNotMoved) {
  auto wish = line_day(6, 2);
  wish.vehicles[0].locked = {5, 0, 3};
  const auto plan = solve(wish, counted(300)).plan;
  ASSERT_GE(plan.tours[0].size(), 3u);
  EXPECT_EQ(plan.tours[0][0].index, 5);
  EXPECT_EQ(plan.tours[0][1].index, 0);
  EXPECT_EQ(plan.tours[0][2].index, 3);
  EXPECT_TRUE(ride(wish, plan).faults.empty());
}

TEST(PlanningPrices, WhoWasAnnouncedComesUnlessItIsTooDear) {
  auto wish = line_day(4, 2);
  wish.jobs[3].announced = Announced{1, 400};
  wish.prices.other_vehicle = 5'000;
  auto plan = solve(wish, counted(300)).plan;
  EXPECT_EQ(std::count(plan.tours[1].begin(), plan.tours[1].end(), Call{false, 3}), 1);
  EXPECT_EQ(ride(wish, plan).other_vehicle, 0);
  wish.vehicles[1].fixed = 20'000;
  plan = solve(wish, counted(300)).plan;
  EXPECT_EQ(ride(wish, plan).other_vehicle, 1);
}

TEST(PlanningPrices, AKelurahanIsLeftOnceWhenChangingHasAPrice) {
  auto wish = line_day(6, 1);
  for (int j = 0; j < 6; ++j) wish.jobs[static_cast<std::size_t>(j)].zone = j % 2;
  for (auto& way : wish.matrix.durations) way = way > 0 ? 100 : 0;
  wish.prices.zone_change = 50;
  const auto plan = solve(wish, counted(500)).plan;
  int changes = 0;
  for (std::size_t i = 1; i < plan.tours[0].size(); ++i) changes += plan.tours[0][i].index % 2 != plan.tours[0][i - 1].index % 2;
  EXPECT_EQ(changes, 1);
}

// ---- A day that has begun.

Wish announced_day(int jobs, int vehicles, Plan& plan) {
  auto wish = random_day(77, jobs, vehicles);
  for (auto& vehicle : wish.vehicles) vehicle.capacity = {1000}, vehicle.shift = {28'800, 57'600};
  for (auto& job : wish.jobs) job.windows.clear();
  plan = solve(wish, counted(1'000)).plan;
  const auto table = ride(wish, plan);
  for (std::size_t v = 0; v < plan.tours.size(); ++v)
    for (std::size_t i = 0; i < plan.tours[v].size(); ++i)
      wish.jobs[static_cast<std::size_t>(plan.tours[v][i].index)].announced = Announced{wish.vehicles[v].id, table.tours[v].calls[i].begins()};
  return wish;
}

TEST(ADayThatHasBegun, TakesAStopMoreAndMovesTwoAnnouncedArrivalsAtMost) {
  Plan plan;
  auto wish = announced_day(60, 4, plan);
  Job more = wish.jobs[10];
  more.id = 9'999;
  more.service = 1'200;  // Twenty minutes: whoever comes behind is told anew.
  more.announced.reset();
  wish.jobs.push_back(more);
  const auto with = insert_stop(wish, plan, 60);
  ASSERT_TRUE(with.has_value());
  const auto table = ride(wish, *with);
  EXPECT_TRUE(table.faults.empty());
  EXPECT_TRUE(table.unplanned.empty());
  EXPECT_LE(table.announced_moved, 2);
  // A whole afternoon fits nowhere like that.
  wish.jobs.back().service = 30'000;
  EXPECT_FALSE(insert_stop(wish, plan, 60).has_value());
}

TEST(ADayThatHasBegun, GoesOnWithACourierLess) {
  Plan plan;
  const auto wish = announced_day(60, 4, plan);
  const auto without = plan_without(wish, plan, 2, counted(500));
  ASSERT_TRUE(without) << without.error().what;
  EXPECT_TRUE(without->plan.tours[2].empty());
  EXPECT_TRUE(without->timetable.unplanned.empty());
  // The others keep most of theirs.
  int kept = 0, had = 0;
  for (const std::size_t v : {0u, 1u, 3u})
    for (const auto& call : plan.tours[v]) {
      ++had;
      kept += std::count(without->plan.tours[v].begin(), without->plan.tours[v].end(), call) > 0;
    }
  EXPECT_GT(kept * 10, had * 8);
}

// ---- Why not?

TEST(WhyNotPlanned, NamesTheRuleAndTheSmallestChange) {
  auto wish = line_day(2, 1);
  wish.jobs[0].delivery = wish.jobs[1].delivery = {3};
  wish.vehicles[0].capacity = {4};
  const auto only = [](int job) { return Plan{{Tour{{false, job}}}}; };
  auto why = why_not(wish, only(0)).at(0);
  EXPECT_EQ(why.job, 1);
  EXPECT_EQ(why.binds, Binds::load);
  EXPECT_EQ(why.load, 2);

  wish.vehicles[0].capacity = {10};
  EXPECT_EQ(why_not(wish, only(0)).at(0).binds, Binds::fits);
  wish.vehicles[0].jobs_max = 1;
  EXPECT_EQ(why_not(wish, only(0)).at(0).binds, Binds::jobs_max);
  wish.vehicles[0].jobs_max = 2;

  wish.vehicles[0].shift.to = 500;  // Both together end at 520.
  why = why_not(wish, only(0)).at(0);
  EXPECT_EQ(why.binds, Binds::shift);
  EXPECT_EQ(why.seconds, 20);
  wish.vehicles[0].shift.to = 300;  // Alone it ends at 460.
  why = why_not(wish, only(0)).at(0);
  EXPECT_EQ(why.binds, Binds::unreachable);
  EXPECT_EQ(why.seconds, 160);
  wish.vehicles[0].shift.to = 10'000;

  wish.jobs[0].windows = {{100, 100}};
  wish.jobs[1].windows = {{200, 230}};  // After the first it is 260.
  why = why_not(wish, only(0)).at(0);
  EXPECT_EQ(why.binds, Binds::window);
  EXPECT_EQ(why.seconds, 30);
  EXPECT_EQ(why.vehicle, 0);
  EXPECT_EQ(why.position, 1);

  wish.vehicles.clear();
  EXPECT_EQ(why_not(wish, Plan{}).at(0).binds, Binds::no_vehicle);
}

// ---- The public instances.

TEST(PublicInstances, AreServedAndCheckedAsTheirOwnCheckerDoes) {
  const auto path = std::filesystem::path(OPAK_SHARED_DIR) / "benchmarks/vrp/serang-300.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto wish = read_wish(text);
  ASSERT_TRUE(wish) << wish.error().what;
  ASSERT_EQ(wish->jobs.size(), 300u);
  const auto planned = plan_day(*wish, counted(3'000));
  ASSERT_TRUE(planned) << planned.error().what;
  EXPECT_TRUE(planned->timetable.unplanned.empty());
  EXPECT_EQ(planned->timetable.cost, planned->timetable.driven);
  EXPECT_LT(planned->timetable.cost, 54'396 * 1.25) << "far from the best known";
  EXPECT_GT(planned->timetable.cost, 54'396 * 0.97) << "too good to be true";
}

}  // namespace
}  // namespace opak::routing
