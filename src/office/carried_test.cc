// Hours of the last days, and what a week looks like with and without them.
#include "office/carried.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "office/office_twin.h"
#include "office/propose.h"
#include "routing/chance.h"
#include "routing/checker.h"
#include "routing/solver.h"
#include "routing/travel.h"

namespace opak::office {
namespace {

using routing::Seconds;

constexpr Seconds hour = 3600;

TEST(Carried, IsWhatACourierIsAheadOfWhoRodeLeast) {
  EXPECT_EQ(ahead_by({{{"a", 3 * hour}, {"b", 2 * hour}}, {{"a", 2 * hour}, {"b", 2 * hour}}}, {"a", "b"}), (std::vector<Seconds>{hour, 0}));
  EXPECT_EQ(ahead_by({{{"a", 3 * hour}, {"b", hour}}, {}}, {"b", "a"}), (std::vector<Seconds>{0, 2 * hour})) << "a day without runs changes nothing";
  EXPECT_EQ(ahead_by({{{"a", 9 * hour}, {"b", hour}}}, {"a", "b"}), (std::vector<Seconds>{4 * hour, 0})) << "one odd day is no debt for a month";
  EXPECT_TRUE(ahead_by({}, {}).empty());
  EXPECT_EQ(ahead_by({}, {"a"}), (std::vector<Seconds>{0}));
}

TEST(Carried, NobodyMakesUpForAHoliday) {
  EXPECT_EQ(ahead_by({{{"a", 3 * hour}, {"b", 3 * hour}}, {{"a", 3 * hour}, {"b", 3 * hour}}}, {"a", "b", "away"}), (std::vector<Seconds>{0, 0, 0}));
}

TEST(Carried, IsReadFromLoadingToTheLastStopOfTheLastWorkingDays) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  twin.printed(id, "KA00000001");
  const auto run = twin.on_the_road(id);
  twin.clock.pass(minutes(90));
  twin.must(hand_over(*twin.office, twin.right_hands(run, id), twin.agus()));
  twin.clock.pass(hours(2));
  auto boards = twin.boards();
  const auto& calendar = OfficeTwin::the_catalogue().city().calendar;
  const auto today = day_in_jakarta(twin.clock.now());
  const auto days = hours_ridden(boards, calendar, calendar.next_working_day(today));
  ASSERT_EQ(days.size(), static_cast<std::size_t>(days_evened_out));
  EXPECT_EQ(days[0], (HoursRidden{{"S-0006", 90 * 60}}));
  EXPECT_TRUE(days[1].empty());
  EXPECT_TRUE(hours_ridden(boards, calendar, today)[0].empty()) << "today is not over";
}

// Five days with a day's cards at other ends of the city, four couriers. Vehicles that are alike have no reason to change by themselves.
struct Week {
  std::vector<HoursRidden> days;
  Seconds spread() const {
    std::map<std::string, Seconds> sums;
    for (const auto& day : days)
      for (const auto& [courier, seconds] : day) sums[courier] += seconds;
    const auto [least, most] = std::minmax_element(sums.begin(), sums.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most->second - least->second;
  }
  Seconds ridden() const {
    Seconds sum = 0;
    for (const auto& day : days)
      for (const auto& [courier, seconds] : day) sum += seconds;
    return sum;
  }
};

Week a_week(std::uint64_t seed, bool evened_out) {
  const std::vector<std::string> couriers{"a", "b", "c", "d"};
  Week week;
  routing::Draw draw(seed);
  for (int day = 0; day < days_evened_out; ++day) {
    routing::Wish wish;
    std::vector<routing::Point> points{{-6.12, 106.15}};
    const int jobs = 34 + draw.below(12);
    for (int n = 0; n < jobs; ++n) {
      // Most in town, a bunch far out.
      const double far = n % 4 == 0 ? 0.07 : 0.02;
      points.push_back({-6.12 + far * (draw.unit() - 0.5) + (n % 4 == 0 ? 0.06 : 0), 106.15 + far * (draw.unit() - 0.5)});
      wish.jobs.push_back({.id = n + 1, .location = n + 1, .service = 8 * 60, .delivery = {1}});
    }
    wish.matrix = routing::travel_matrix(points);
    const auto ahead = ahead_by(evened_out ? week.days : std::vector<HoursRidden>{}, couriers);
    for (std::size_t n = 0; n < couriers.size(); ++n)
      wish.vehicles.push_back({.id = static_cast<std::int64_t>(n) + 1, .start = 0, .end = 0, .capacity = {30}, .shift = {8 * hour, 15 * hour}, .carried = ahead[n], .jobs_max = 30});
    wish.prices.balance = balance_price_squared_hour;
    const auto plan = routing::solve(wish, {.seconds = 20, .iterations = 1'500}).plan;
    const auto table = routing::ride(wish, plan);
    EXPECT_TRUE(table.faults.empty());
    EXPECT_TRUE(table.unplanned.empty());
    HoursRidden today;
    for (std::size_t n = 0; n < couriers.size(); ++n) today[couriers[n]] = plan.tours[n].empty() ? 0 : table.tours[n].ends - table.tours[n].begins;
    week.days.push_back(std::move(today));
  }
  return week;
}

TEST(Carried, EvensOutTheHoursOfAWeek) {
  Seconds with = 0, without = 0, ridden_with = 0, ridden_without = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const auto even = a_week(seed, true), odd = a_week(seed, false);
    with += even.spread();
    without += odd.spread();
    ridden_with += even.ridden();
    ridden_without += odd.ridden();
  }
  RecordProperty("spread_minutes_with", static_cast<int>(with / 60 / 2));
  RecordProperty("spread_minutes_without", static_cast<int>(without / 60 / 2));
  std::cout << "spread of a week's hours, mean of two weeks: " << without / 60 / 2 << " min without, " << with / 60 / 2 << " min with; ridden " << ridden_without / 60 / 2 << " and " << ridden_with / 60 / 2 << " min\n";
  EXPECT_LT(with * 2, without) << "less than half of it";
  EXPECT_LT(ridden_with, ridden_without + ridden_without / 50) << "for less than two hundredths more on the road";
}

}  // namespace
}  // namespace opak::office
