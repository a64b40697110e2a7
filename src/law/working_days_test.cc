#include "law/working_days.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace opak::law {
namespace {

Day day(int year, int month, int date) { return *day_of(year, month, date); }

// The lists of the city are tested whole in catalogue; here are the days these sentences need.
Calendar calendar() {
  HolidayYear year{2026, "SKB 1497/2025, 2/2025, 5/2025", "2025-09-19",
                   {{day(2026, 12, 24), "Cuti bersama Natal", DayOff::joint_leave}, {day(2026, 12, 25), "Natal"}}};
  return Calendar({year}, hours_monday_to_friday({8 * 60, 15 * 60}));
}

TEST(AWorkingDay, IsNoWeekendNoHolidayAndNoJointLeave) {
  EXPECT_TRUE(calendar().is_working_day(day(2026, 11, 23)));
  EXPECT_FALSE(calendar().is_working_day(day(2026, 11, 21)));
  EXPECT_FALSE(calendar().is_working_day(day(2026, 12, 24)));
  EXPECT_FALSE(calendar().is_working_day(day(2026, 12, 25)));
}

TEST(Counting, TakesTheDayOfReceiptAsDayZero) {
  EXPECT_EQ(calendar().add_working_days(day(2026, 11, 23), 0), day(2026, 11, 23));
  EXPECT_EQ(calendar().add_working_days(day(2026, 11, 23), 1), day(2026, 11, 24));
  EXPECT_EQ(calendar().add_working_days(day(2026, 11, 20), 1), day(2026, 11, 23));
  EXPECT_EQ(calendar().add_working_days(day(2026, 12, 23), 3), day(2026, 12, 30));
  EXPECT_THROW(calendar().add_working_days(day(2026, 11, 23), -1), Bug);
}

TEST(Counting, BothWaysAgree) {
  const auto c = calendar();
  for (int n = 0; n < 60; ++n) EXPECT_EQ(c.working_days_between(day(2026, 11, 2), c.add_working_days(day(2026, 11, 2), n)), n);
  EXPECT_EQ(c.working_days_between(day(2026, 11, 23), day(2026, 11, 20)), 0);
}

TEST(Receipt, AfterClosingOrOnADayOffIsTheNextWorkingDay) {
  const auto c = calendar();
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 11, 23), 6, 0)), day(2026, 11, 23));
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 11, 23), 14, 59, 59)), day(2026, 11, 23));
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 11, 23), 15, 0)), day(2026, 11, 24));
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 11, 20), 15, 0)), day(2026, 11, 23));
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 11, 21), 10, 0)), day(2026, 11, 23));
  EXPECT_EQ(c.day_of_receipt(moment_in_jakarta(day(2026, 12, 23), 23, 59)), day(2026, 12, 28));
}

TEST(TheOffice, IsOpenFromTheFirstMinuteToTheLast) {
  const auto c = calendar();
  EXPECT_FALSE(c.is_open(moment_in_jakarta(day(2026, 11, 23), 7, 59, 59)));
  EXPECT_TRUE(c.is_open(moment_in_jakarta(day(2026, 11, 23), 8, 0)));
  EXPECT_FALSE(c.is_open(moment_in_jakarta(day(2026, 11, 23), 15, 0)));
  EXPECT_FALSE(c.is_open(moment_in_jakarta(day(2026, 12, 25), 10, 0)));
}

TEST(AnUnknownYear, IsSaidToBeUnknownAndGuessedHonestly) {
  EXPECT_TRUE(calendar().knows(2026));
  EXPECT_FALSE(calendar().knows(2028));
  EXPECT_FALSE(calendar().is_working_day(day(2028, 8, 17)));
  EXPECT_FALSE(calendar().is_working_day(day(2028, 6, 1)));
  EXPECT_FALSE(calendar().is_working_day(day(2028, 1, 1)));
  EXPECT_TRUE(calendar().is_working_day(day(2028, 3, 1)));
}

}  // namespace
}  // namespace opak::law
