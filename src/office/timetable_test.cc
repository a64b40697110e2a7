// One timetable for the plan, the page, what residents are told and the courier's phone; and where the break falls in it.
#include "office/timetable.h"

#include <gtest/gtest.h>

#include "office/move_stop.h"
#include "office/office_twin.h"
#include "office/propose.h"
#include "office/relay.h"
#include "routing/days_of_tests.h"
#include "routing/planner.h"

namespace opak::office {
namespace {

const Day friday = *day_of(2026, 11, 27);
constexpr int at(int hour, int minute = 0) { return hour * 60 + minute; }

// So many stops, ten minutes' way from each other and from the office, five minutes each.
routing::Wish ten_minutes_apart(int stops, int leaves) {
  routing::Wish wish;
  wish.matrix.size = stops + 1;
  for (int from = 0; from <= stops; ++from)
    for (int to = 0; to <= stops; ++to) wish.matrix.durations.push_back(from == to ? 0 : 600);
  for (int n = 0; n < stops; ++n) wish.jobs.push_back({.id = n + 1, .location = n + 1, .service = 300});
  wish.vehicles = {{.id = 1, .start = 0, .end = 0, .capacity = {}, .shift = {leaves * 60, leaves * 60 + 24 * 3600}}};
  return wish;
}
std::vector<int> first(int n) {
  std::vector<int> jobs;
  for (int i = 0; i < n; ++i) jobs.push_back(i);
  return jobs;
}

TEST(ATour, TakesItsBreakAsLateAsItMayAndNobodyIsVisitedInIt) {
  const auto wish = ten_minutes_apart(20, at(10));
  const ShiftBreak pause{at(11, 30), at(13), 30};
  const auto tour = tour_in_order(wish, first(20), pause);
  const auto without = minutes_of(tour_in_order(wish, first(20), std::nullopt), at(10)), with = minutes_of(tour, at(10));
  EXPECT_TRUE(tour.table.faults.empty()) << "the checker rode it";
  ASSERT_TRUE(with.rest);
  EXPECT_GE(with.rest->at, pause.from);
  EXPECT_LE(with.rest->at, pause.latest);
  EXPECT_GT(without.at_door[with.rest->before + 1], pause.latest) << "one stop later it would be too late";
  EXPECT_EQ(with.back, without.back + 30) << "nobody waits for a break";
  for (std::size_t n = 0; n < 20; ++n) {
    EXPECT_EQ(with.at_door[n], without.at_door[n] + (n >= with.rest->before ? 30 : 0)) << n;
    EXPECT_FALSE(with.at_door[n] > with.rest->at && with.at_door[n] < with.rest->at + 30) << n;
  }
}

TEST(ATour, ThatIsOverBeforeTheBreakMustBeginHasNone) {
  const ShiftBreak pause{at(11, 30), at(13), 30};
  // Twelve stops from ten: back at 13.10, one stop less at 12.55.
  EXPECT_TRUE(tour_in_order(ten_minutes_apart(12, at(10)), first(12), pause).rest);
  EXPECT_FALSE(tour_in_order(ten_minutes_apart(11, at(10)), first(11), pause).rest);
  EXPECT_FALSE(tour_in_order(ten_minutes_apart(11, at(10)), {}, pause).rest);
}

TEST(ATour, ThatBeginsWithinThePrayerBeginsWithTheRestOfIt) {
  const auto tour = tour_in_order(ten_minutes_apart(3, at(12)), first(3), ShiftBreak{at(12), at(12), 60});
  ASSERT_TRUE(tour.rest);
  EXPECT_EQ(*tour.rest, (Rest{at(12), 60, 0}));
  EXPECT_EQ(minutes_of(tour, at(12)).at_door[0], at(13, 10));
  // A planner that looks for the order itself is not asked for a stop before it.
  routing::Vehicle vehicle{.id = 1, .shift = {at(12) * 60, at(15) * 60}};
  give_break(vehicle, {at(12), at(12), 60});
  EXPECT_TRUE(vehicle.breaks.empty());
  EXPECT_EQ(vehicle.shift.from, at(13) * 60);
  routing::Vehicle early{.id = 1, .shift = {at(8) * 60, at(15) * 60}};
  give_break(early, {at(11, 15), at(11, 30), 90});
  ASSERT_EQ(early.breaks.size(), 1U);
}

// The order that the search found is never worse off with the break put where the page puts it, whatever the day.
TEST(ATour, OfAnyPlanEndsNoLaterThanThePlannersOwn) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto wish = routing::random_day(seed, 40, 4);
    const ShiftBreak pause{at(11), at(12), 30};
    for (auto& job : wish.jobs) job.windows.clear();
    for (auto& vehicle : wish.vehicles) give_break(vehicle, pause);
    const auto planned = routing::plan_day(wish, {.seconds = 0.05, .iterations = 300});
    ASSERT_TRUE(planned) << seed;
    for (std::size_t v = 0; v < wish.vehicles.size(); ++v) {
      std::vector<int> jobs;
      for (const auto& call : planned->plan.tours[v])
        if (!call.is_break) jobs.push_back(call.index);
      if (jobs.empty()) continue;
      auto one = wish;
      one.vehicles = {wish.vehicles[v]};
      one.vehicles[0].breaks.clear();
      const auto tour = tour_in_order(one, jobs, pause);
      EXPECT_LE(tour.time().ends, planned->timetable.tours[v].ends) << seed;
      EXPECT_TRUE(tour.table.faults.empty()) << seed << ": " << word_of(tour.table.faults.front().fault);
    }
  }
}

TEST(ATour, GrowsWhereItCostsLeastAlsoOverItsBreak) {
  auto wish = ten_minutes_apart(12, at(10));
  // The last stop is next door to the fourth.
  const auto cell = [&](int from, int to) -> std::int32_t& { return wish.matrix.durations[static_cast<std::size_t>(from * 13 + to)]; };
  cell(4, 12) = cell(12, 4) = 30;
  const ShiftBreak pause{at(10, 30), at(11), 30};
  const auto place = best_place(wish, first(11), 11, pause, 1'000);
  ASSERT_TRUE(place);
  EXPECT_TRUE(*place == 3 || *place == 4) << *place;
  wish.vehicles[0].shift.to = at(10) * 60 + 2 * 3600;
  EXPECT_FALSE(best_place(wish, first(11), 11, pause, 1'000)) << "the hours are over before";
}

// As if the couriers had always needed so many thousandths of the time reckoned.
void all_ways_take(OfficeTwin& twin, int thousandths) {
  twin.must(twin.office->record({.actor = "system"}, [&](Book& book) -> Answer {
    std::map<std::string, int> places;
    for (const auto& region : book.office().catalogue().city().regions.all()) places[region.code.substr(0, region.code.rfind('.'))] = 1;
    for (const auto& [from, a] : places)
      for (const auto& [to, b] : places)
        for (int hour = 0; hour < 24; ++hour)
          book.database().query("INSERT INTO office_way (from_place, to_place, hour, thousandths, rides) VALUES ($1, $2, $3, $4, 9)").text(from).text(to).number(hour).number(thousandths).run();
    return Done{};
  }));
}

struct AFriday : testing::Test {
  OfficeTwin twin;
  std::vector<std::string> ids, parcels;
  Office& office() { return *twin.office; }
  void SetUp() override {
    twin.stock(12);
    for (const auto* label : {"lost_card", "damaged_card", "grandmother", "old_serang_nik"}) {
      ids.push_back(twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(ids.size()))));
      parcels.push_back(twin.printed(ids.back(), "KA0000000" + std::to_string(ids.size())));
    }
    all_ways_take(twin, 1'300);
    twin.clock.set(moment_in_jakarta(friday, 7));
  }
  std::string loaded(const std::string& courier, const std::vector<std::string>& cards, int from, const std::vector<Hours>& hours = {}) {
    const auto run = OfficeTwin::word(set_run(office(), {courier, friday, from, 15, cards, hours}, twin.ratna()), "run");
    twin.must(load_run(office(), {run, static_cast<int>(cards.size())}, twin.as(courier, {access::Role::courier})));
    return run;
  }
};

TEST_F(AFriday, ProposedIsTheTableOfThatOrderToTheMinute) {
  const DayWish day{.couriers = {"S-0006"}, .from_hour = 10, .to_hour = 20, .day = friday};
  const auto proposal = propose_day(office(), office().reader(), day, 0.3);
  ASSERT_TRUE(proposal);
  const auto& run = proposal->runs.at(0);
  ASSERT_EQ(run.stops.size(), 4U);
  std::vector<std::string> order;
  for (const auto& stop : run.stops) order.push_back(stop.parcel);
  DayTable table(office(), office().reader(), friday, 10, 20, order);
  const auto times = table.times(order, at(10));
  EXPECT_EQ(times.at_door, run.times.at_door);
  EXPECT_EQ(times.back, run.times.back);
  ASSERT_TRUE(times.rest) << "the prayer";
  EXPECT_EQ(times.rest, run.times.rest);
  EXPECT_EQ(times.rest->minutes, 90);
  // Who plans for today at eleven leaves at eleven.
  twin.clock.set(moment_in_jakarta(friday, 10, 20));
  EXPECT_EQ(leaves_at(twin.clock.now(), friday, 10), at(10, 20));
  EXPECT_EQ(leaves_at(twin.clock.now(), friday, 11), at(11));
  EXPECT_EQ(propose_day(office(), office().reader(), day, 0.3)->runs.at(0).times.leaves, at(10, 20));
}

TEST_F(AFriday, OfARunStandsBeforeTheSameStopWhileItIsRidden) {
  const auto id = OfficeTwin::word(set_run(office(), {"S-0006", friday, 10, 15, parcels}, twin.ratna()), "run");
  const auto run = [&] { return *twin.boards().find_run(id); };
  const auto planned = break_of_run(office(), office().reader(), run());
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->minutes, 90);
  EXPECT_NE(planned->before, parcels[0]);
  twin.clock.set(moment_in_jakarta(friday, 9, 50));
  twin.must(load_run(office(), {id, 4}, twin.agus()));
  EXPECT_EQ(break_of_run(office(), office().reader(), run())->at, planned->at) << "loaded before its hour, it leaves at its hour";
  twin.clock.set(moment_in_jakarta(friday, 11, 25));
  twin.must(tap_break(office(), {id, BreakTap::begins}, twin.agus()));
  const auto begun = break_of_run(office(), office().reader(), run());
  EXPECT_EQ(begun->before, planned->before);
  EXPECT_EQ(begun->began, twin.clock.now());
  EXPECT_EQ(begun->ended.ms, 0);
}

TEST_F(AFriday, TheBreakIsTappedByItsOwnCourierOnceAndAMistakeIsNone) {
  const auto id = loaded("S-0006", parcels, 10);
  const auto refusal = [&](BreakTap tap, const Asked& asked) {
    const auto answer = tap_break(office(), {id, tap}, asked).wait();
    return refused(answer) ? refused(answer)->key : std::string();
  };
  EXPECT_EQ(refusal(BreakTap::begins, twin.as("S-0016", {access::Role::courier})), "office.not_your_role");
  EXPECT_EQ(refusal(BreakTap::ends, twin.agus()), "delivery.break_not_begun");
  EXPECT_EQ(refusal(BreakTap::begins, twin.agus()), "");
  EXPECT_EQ(refusal(BreakTap::begins, twin.agus()), "delivery.break_begun_already");
  twin.clock.pass(minutes(2));
  EXPECT_EQ(refusal(BreakTap::ends, twin.agus()), "");
  EXPECT_EQ(twin.boards().find_run(id)->state.break_began.ms, 0) << "a tap by mistake";
  EXPECT_EQ(refusal(BreakTap::begins, twin.agus()), "");
  twin.clock.pass(minutes(3));
  EXPECT_EQ(refusal(BreakTap::ends, twin.agus()), "");
  EXPECT_GT(twin.boards().find_run(id)->state.break_ended.ms, 0);
  EXPECT_EQ(refusal(BreakTap::begins, twin.agus()), "delivery.break_begun_already") << "one a day";
}

TEST_F(AFriday, ARelayKeepsThePrayerFreeOfWhoHasNotPrayedYet) {
  const auto agus = loaded("S-0006", {parcels[0], parcels[1]}, 9, {{9, 11}, {9, 11}});
  const auto bayu = loaded("S-0016", {parcels[2]}, 9, {{9, 11}});
  const auto by_bayu = twin.as("S-0016", {access::Role::courier});
  const auto back = [&] {
    twin.clock.set(moment_in_jakarta(friday, 11, 0));
    const auto proposal = propose_relay(office(), office().reader(), agus, 20, 0.2);
    EXPECT_TRUE(proposal && proposal->parts.size() == 1);
    return proposal && !proposal->parts.empty() ? proposal->parts[0].back_at : 0;
  };
  const auto before = back();
  // Bayu has prayed already, by the phone.
  twin.clock.set(moment_in_jakarta(friday, 9, 20));
  twin.must(tap_break(office(), {bayu, BreakTap::begins}, by_bayu));
  twin.clock.set(moment_in_jakarta(friday, 10, 50));
  twin.must(tap_break(office(), {bayu, BreakTap::ends}, by_bayu));
  EXPECT_GE(before, back() + 80);
}

TEST_F(AFriday, WhoRestsRidesOnWhenTheBreakIsOver) {
  const auto& city = OfficeTwin::the_catalogue().city();
  delivery::RunState run;
  run.day = friday;
  const auto rides_from = [&](int minute) {
    routing::Seconds leaves = minute * 60;
    EXPECT_EQ(break_to_come(city, run, leaves).has_value(), run.break_began.ms == 0);
    return leaves / 60;
  };
  EXPECT_EQ(rides_from(at(11, 20)), at(11, 20));
  run.break_began = moment_in_jakarta(friday, 11, 20);
  EXPECT_EQ(rides_from(at(11, 30)), at(12, 50));
  EXPECT_EQ(rides_from(at(13)), at(13)) << "it lasts longer than planned";
  run.break_ended = moment_in_jakarta(friday, 12, 0);
  EXPECT_EQ(rides_from(at(12, 5)), at(12, 5));
}

TEST_F(AFriday, AStopMovedAndOneMoreStopKeepThePrayerFree) {
  const auto of = [&](Day day) {
    const auto planned = [&](const std::string& courier, const std::vector<std::string>& cards) { return OfficeTwin::word(set_run(office(), {courier, day, 10, 15, cards, std::vector<Hours>(cards.size(), Hours{10, 12})}, twin.ratna()), "run"); };
    const auto agus = planned("S-0006", {parcels[0]}), bayu = planned("S-0016", {parcels[1], parcels[2]});
    const auto added = propose_stop(office(), office().reader(), bayu, parcels[3]);
    const auto moved = propose_move(office(), office().reader(), agus, parcels[0]);
    EXPECT_TRUE(added);
    EXPECT_EQ(moved.offers.size(), 1U);
    for (const auto& run : {agus, bayu}) twin.must(dissolve_run(office(), {run}, twin.ratna()));
    return std::pair(added ? added->back_at : 0, moved.offers.empty() ? 0 : moved.offers[0].back_at);
  };
  // On the Monday after they are back before the midday break must begin, on the Friday not before the prayer.
  const auto monday = of(friday + 3), prayer = of(friday);
  const auto without = [](int back) { return back > at(13) ? back - 30 : back; };
  for (const auto& [with, base] : {std::pair(prayer.first, without(monday.first)), std::pair(prayer.second, without(monday.second))}) {
    EXPECT_GE(with, base + 90);
    EXPECT_LE(with, base + 90 + 45) << "somebody waits for the prayer at a door, and no longer than a ride";
  }
}

}  // namespace
}  // namespace opak::office
