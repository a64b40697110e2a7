// A shift's break: midday, and Friday's prayer.
#include "office/shift.h"

#include <gtest/gtest.h>

#include "office/office_twin.h"
#include "office/propose.h"

namespace opak::office {
namespace {

const catalogue::City& serang() { return OfficeTwin::the_catalogue().city(); }
const Day monday = *day_of(2026, 11, 23), friday = *day_of(2026, 11, 27);
constexpr int at(int hour, int minute = 0) { return hour * 60 + minute; }

TEST(ABreak, IsGivenToAShiftThatGoesOnOverMidday) {
  EXPECT_EQ(break_of(serang(), monday, at(8), at(15)), (ShiftBreak{at(11, 30), at(13), 30}));
  EXPECT_EQ(break_of(serang(), monday, at(9), at(12)), std::nullopt) << "a morning is over before";
  EXPECT_EQ(break_of(serang(), monday, at(12, 30), at(17)), (ShiftBreak{at(12, 30), at(13), 30}));
  EXPECT_EQ(break_of(serang(), monday, at(13, 30), at(17)), std::nullopt) << "an afternoon begins behind it";
  EXPECT_EQ(break_of(serang(), Day{}, at(8), at(15)), std::nullopt);
  auto city = serang();
  city.settings["courier_break_minutes"] = 0;
  EXPECT_EQ(break_of(city, monday, at(8), at(15)), std::nullopt);
}

TEST(ABreak, OfAFridayIsThePrayer) {
  EXPECT_EQ(break_of(serang(), friday, at(8), at(15)), (ShiftBreak{at(11, 15), at(11, 30), 90}));
  EXPECT_EQ(break_of(serang(), friday, at(12), at(15)), (ShiftBreak{at(12), at(12), 60})) << "who begins within it begins with the rest of it";
  EXPECT_EQ(back_by_on(serang(), friday, at(12)), at(11, 30)) << "a morning ends before it";
  EXPECT_EQ(back_by_on(serang(), friday, at(15)), at(15));
  EXPECT_EQ(back_by_on(serang(), monday, at(12)), at(12));
  auto city = serang();
  city.settings["friday_prayer_from"] = 0;
  EXPECT_EQ(break_of(city, friday, at(8), at(15)), (ShiftBreak{at(11, 30), at(13), 30}));
}

}  // namespace
}  // namespace opak::office
