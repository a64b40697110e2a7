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
