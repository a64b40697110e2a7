// What couriers' time stamps teach of the ways between kelurahan.
#include "office/ways.h"

#include <gtest/gtest.h>

#include "office/by_two.h"
#include "office/deliver.h"
#include "office/office_twin.h"

namespace opak::office {
namespace {

const catalogue::City& serang() {
  static const auto catalogue = catalogue::Catalogue::embedded();
  return catalogue.city();
}
const std::string& code(std::size_t n) { return serang().regions.all()[n].code; }
const Moment nine = moment_in_jakarta(*day_of(2026, 11, 23), 9);

std::int64_t reckoned_ms(std::size_t from, std::size_t to) {
  const double km = std::max(law::distance_km(serang().regions.all()[from], serang().regions.all()[to]) * 1.35, 0.5);
  return static_cast<std::int64_t>(km / serang().setting("courier_km_per_hour") * 3'600'000);
}
std::int64_t stop_ms() { return minutes(serang().setting("courier_minutes_a_stop")); }

TEST(Rides, AreTheTimesBetweenDoorsWithoutTheTimeAtTheDoor) {
  const auto rides = rides_of(serang(), {{code(20), nine + reckoned_ms(10, 20) * 2 + stop_ms()}, {code(10), nine}});
  ASSERT_EQ(rides.size(), 1U) << "whatever the order in which they were noted";
  EXPECT_EQ(rides[0].from, code(10));
  EXPECT_EQ(rides[0].to, code(20));
  EXPECT_EQ(rides[0].hour, 9);
  EXPECT_NEAR(rides[0].factor, 2, 0.01);
}

TEST(Rides, AreNotBreaksNorWhatWasNotedAtOnceNorUnknownPlaces) {
  EXPECT_TRUE(rides_of(serang(), {{code(10), nine}, {code(20), nine + hours(2)}}).empty());
  EXPECT_TRUE(rides_of(serang(), {{code(10), nine}, {code(20), nine + minutes(1)}}).empty());
  EXPECT_TRUE(rides_of(serang(), {{"36.99.01.1001", nine}, {code(20), nine + minutes(20)}}).empty());
  EXPECT_TRUE(rides_of(serang(), {{code(10), nine}}).empty());
  const auto slow = rides_of(serang(), {{code(10), nine}, {code(10), nine + minutes(70)}});
  ASSERT_EQ(slow.size(), 1U);
  EXPECT_DOUBLE_EQ(slow[0].factor, 3) << "no ride counts for more";
}

// Five mornings on which the second door took twice the time.
TEST(Ways, AreLearntFromClosedRunsAndUsedAfterFiveRides) {
  OfficeTwin twin;
  twin.stock(20);
  const auto zone = [&](const std::string& region) {
    for (std::size_t n = 0; n < serang().regions.all().size(); ++n)
      if (code(n) == region) return n;
    return std::size_t{0};
  };
  int serial = 0;
  const auto ride_once = [&] {
    std::vector<std::string> ids, parcels;
    for (const auto* label : {"lost_card", "damaged_card"}) {
      const auto id = twin.verified(twin.submitted("lost", label, std::string("+62812000000") + (ids.empty() ? "01" : "02")));
      twin.printed(id, (serial < 9 ? "KA0000000" : "KA000000") + std::to_string(serial + 1));
      ++serial;
      ids.push_back(id);
      parcels.push_back(twin.state(id).parcel);
    }
    twin.clock.set(moment_in_jakarta(day_in_jakarta(twin.clock.now()) + 1, 9));
    while (!serang().calendar.is_working_day(day_in_jakarta(twin.clock.now()))) twin.clock.pass(days(1));
    const auto run = OfficeTwin::word(set_run(*twin.office, {"S-0006", day_in_jakarta(twin.clock.now()), 9, 12, parcels}, twin.ratna()), "run");
    OfficeTwin::must(load_run(*twin.office, {run, 2}, twin.agus()));
    OfficeTwin::must(hand_over(*twin.office, twin.right_hands(run, ids[0]), twin.agus()));
    const auto from = zone(twin.state(ids[0]).region), to = zone(twin.state(ids[1]).region);
    twin.clock.pass(2 * reckoned_ms(from, to) + stop_ms());
    OfficeTwin::must(hand_over(*twin.office, twin.right_hands(run, ids[1]), twin.agus()));
    EXPECT_TRUE(learnt_ways(serang(), twin.office->reader(), 8, 15).empty()) << "before it is closed " << serial;
    OfficeTwin::must(close_by_two(*twin.office, {run, 0}, twin.agus(), twin.ratna()));
    return std::pair(from, to);
  };
  std::pair<std::size_t, std::size_t> way;
  for (int n = 0; n < 5; ++n) way = ride_once();
  const auto known = learnt_ways(serang(), twin.office->reader(), 8, 15);
  const auto found = std::find_if(known.begin(), known.end(), [&](const routing::Factor& one) { return one.from_zone == static_cast<int>(way.first) && one.to_zone == static_cast<int>(way.second); });
  ASSERT_NE(found, known.end());
  EXPECT_EQ(found->hour, 9);
  EXPECT_NEAR(found->factor, 2, 0.05);
  EXPECT_TRUE(learnt_ways(serang(), twin.office->reader(), 10, 15).empty()) << "another hour is another road";
  EXPECT_GT(known.size(), 1U) << "their kecamatan know it too";
}

}  // namespace
}  // namespace opak::office
