#include "office/promises.h"

#include <gtest/gtest.h>

#include "office/office_twin.h"
#include "office/outbox.h"

namespace opak::office {

TEST(Promise, IsMovedBeforeItIsBrokenAndToldWithAReason) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto first = twin.state(id).promised_on;
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "moved"), "0");
  twin.clock.set(moment_in_jakarta(first, 9));
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "moved"), "1");
  EXPECT_GT(twin.state(id).promised_on, first);
  EXPECT_EQ(twin.state(id).promise_reason, "checking");
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "moved"), "0");
  EXPECT_EQ(due_letters(twin.office->reader(), twin.clock.now(), 10).back().notice, "promise_moved");
}

TEST(Promise, ACardOnTheRoadKeepsItsDay) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  twin.printed(id, "KA00000001");
  twin.on_the_road(id);
  twin.clock.set(moment_in_jakarta(twin.state(id).promised_on, 9));
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "moved"), "0");
}

// The look took the first 500 that were due, each hour the same ones, and nobody behind them heard of a new day.
TEST(Promise, OfWhoStandsBehindThoseWhoCannotBeMovedIsMovedToo) {
  OfficeTwin twin;
  twin.stock(5);
  const auto first = twin.verified(twin.submitted());
  twin.printed(first, "KA00000001");
  twin.on_the_road(first);
  twin.clock.pass(days(1));
  const auto behind = twin.submitted("lost", "damaged_card", "+6281200000002");
  ASSERT_LT(twin.state(first).promised_on, twin.state(behind).promised_on);
  const auto told = twin.state(behind).promised_on;
  twin.clock.set(moment_in_jakarta(twin.state(first).promised_on, 9));  // It keeps its day, and stands first in line.
  PromiseLook look{.after = {}, .at_once = 1};
  int moved = 0, looks = 0;
  do {
    const auto answer = keep_promises(*twin.office, look).wait();
    ASSERT_TRUE(done(answer));
    moved += done(answer)->word("moved") == "1";
    look.after = done(answer)->word("next");
    ASSERT_LT(++looks, 10) << "a look has an end";
  } while (!look.after.empty());
  EXPECT_EQ(moved, 1);
  EXPECT_GT(twin.state(behind).promised_on, told);
}

TEST(Reminder, GoesOutOnceAtHalfTime) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  twin.must(return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Fotonya gelap, Bu.")}, twin.rina()));
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "reminded"), "0");
  twin.clock.pass(days(8));
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "reminded"), "1");
  EXPECT_EQ(OfficeTwin::word(keep_promises(*twin.office), "reminded"), "0");
}

}  // namespace opak::office
