// A run that is late, and one that leaves on another day.
#include "office/deliver.h"

#include <gtest/gtest.h>

#include "office/apply_for.h"
#include "office/by_two.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "office/promises.h"

namespace opak::office {
namespace {

using application::Stage;

struct ARun : testing::Test {
  OfficeTwin twin;
  Day today() { return day_in_jakarta(twin.clock.now()); }
  Office& office() { return *twin.office; }

  std::string printed_card(const std::string& service, const std::string& label, const std::string& phone, const std::string& serial) {
    const auto id = twin.verified(twin.submitted(service, label, phone));
    twin.printed(id, serial);
    return id;
  }
  std::string planned(const std::vector<std::string>& ids, Day day) {
    std::vector<std::string> parcels;
    for (const auto& id : ids) parcels.push_back(twin.state(id).parcel);
    return OfficeTwin::word(set_run(office(), {"S-0006", day, 9, 12, parcels}, twin.ratna()), "run");
  }
  std::vector<std::string> letters(const std::string& notice) {
    std::vector<std::string> found;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 200))
      if (letter.notice == notice) found.push_back(letter.application);
    return found;
  }
};

// The supervisor's count of late cases fell when a late run was closed, although nobody was served.
TEST_F(ARun, ThatIsClosedLateMovesNoPromise) {
  twin.stock(5);
  const auto served = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  const auto never_reached = printed_card("damaged", "damaged_card", "+6281200000002", "KA00000002");
  const auto not_at_home = printed_card("lost", "old_serang_nik", "+6281200000003", "KA00000003");
  const auto told = today();
  const auto run = planned({served, never_reached, not_at_home}, told);
  twin.must(load_run(office(), {run, 3}, twin.agus()));
  twin.must(hand_over(office(), twin.right_hands(run, served), twin.agus()));
  twin.must(report_failed_attempt(office(), {run, twin.state(not_at_home).parcel, "not_at_home"}, twin.agus()));
  EXPECT_EQ(twin.state(never_reached).due_on(), told);

  twin.clock.pass(days(1));
  twin.must(close_by_two(office(), {run, 2}, twin.agus(), twin.ratna()));
  const auto state = twin.state(never_reached);
  EXPECT_EQ(state.stage, Stage::not_reached);
  EXPECT_EQ(state.attempts, 0) << "no attempt out of the allowed ones";
  EXPECT_EQ(state.due_on(), told) << "as late as before";
  EXPECT_EQ(state.next_try, told + 2) << "and an honest new day";
  EXPECT_EQ(state.expected_on(), told + 2);
  EXPECT_EQ(letters("not_reached"), std::vector<std::string>{never_reached});
  EXPECT_EQ(twin.state(not_at_home).stage, Stage::attempt_failed);
  EXPECT_EQ(twin.state(not_at_home).attempts, 1);
  EXPECT_EQ(twin.state(served).stage, Stage::delivered);

  // Planned anew it goes first, and is late until somebody stands at the door.
  ASSERT_EQ(twin.boards().parcels_ready().size(), 2U);
  EXPECT_EQ(twin.boards().parcels_ready().front().state.application, never_reached);
  const auto again = planned({never_reached}, told + 2);
  EXPECT_EQ(twin.state(never_reached).due_on(), told);
  twin.clock.pass(days(1));
  twin.must(load_run(office(), {again, 1}, twin.agus()));
  EXPECT_EQ(twin.state(never_reached).due_on(), told);
  twin.must(hand_over(office(), twin.right_hands(again, never_reached), twin.agus()));
  EXPECT_EQ(twin.state(never_reached).due_on(), Day{});
}

TEST_F(ARun, OfADayToComeIsAskedAboutAndLeavesIfItIsMeant) {
  twin.stock(5);
  const auto id = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  const auto run = planned({id}, today() + 1);
  EXPECT_EQ(twin.no(load_run(office(), {run, 1}, twin.agus())), "delivery.run_is_of_another_day");
  EXPECT_EQ(twin.state(id).stage, Stage::printed);
  twin.must(load_run(office(), {run, 1, Ahead::meant}, twin.agus()));
  EXPECT_EQ(twin.state(id).stage, Stage::on_the_road);
  EXPECT_EQ(twin.state(id).planned_on, today()) << "what may be expected now";
  EXPECT_EQ(twin.state(id).to_hour, 0);
  EXPECT_EQ(twin.no(load_run(office(), {run, 1}, twin.agus())), "delivery.run_already_loaded") << "the second click hears what is so";
}

TEST_F(ARun, OfYesterdayLeavesWithoutAQuestion) {
  twin.stock(5);
  const auto id = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  const auto told = today();
  const auto run = planned({id}, told);
  twin.clock.pass(days(1));
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  EXPECT_EQ(twin.state(id).expected_on(), told + 1);
  EXPECT_EQ(twin.state(id).due_on(), told);
}

TEST_F(ARun, OfTodayIsLoadedFromMidnightOn) {
  twin.stock(5);
  const auto id = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  const auto day = today() + 1;
  const auto run = planned({id}, day);
  twin.clock.set(moment_in_jakarta(day, 0) + -1);
  EXPECT_EQ(twin.no(load_run(office(), {run, 1}, twin.agus())), "delivery.run_is_of_another_day");
  twin.clock.set(moment_in_jakarta(day, 0));
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  EXPECT_EQ(twin.state(id).to_hour, 12) << "the hours that were told";
}

// A second attempt that failed waits in the courier's bag until evening: it counts as a card to fetch everywhere.
TEST_F(ARun, WithACardToFetchInItsBagCountsItEverywhere) {
  twin.stock(5);
  const auto id = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  auto run = planned({id}, today());
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  twin.must(report_failed_attempt(office(), {run, twin.state(id).parcel, "not_at_home"}, twin.agus()));
  twin.must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  twin.clock.pass(days(1));
  run = planned({id}, today());
  twin.must(load_run(office(), {run, 1}, twin.agus()));
  EXPECT_TRUE(twin.boards().parcels_to_fetch().empty());
  twin.must(report_failed_attempt(office(), {run, twin.state(id).parcel, "not_at_home"}, twin.agus()));
  ASSERT_EQ(twin.state(id).stage, Stage::pickup);
  ASSERT_EQ(twin.boards().parcels_to_fetch().size(), 1U);
  EXPECT_NE(twin.boards().parcels_to_fetch()[0].state.stage, delivery::ParcelStage::packed);
  EXPECT_EQ(twin.boards().count({.stages = {Stage::pickup}}), 1);
  twin.must(close_by_two(office(), {run, 1}, twin.agus(), twin.ratna()));
  ASSERT_EQ(twin.boards().parcels_to_fetch().size(), 1U);
  EXPECT_EQ(twin.boards().parcels_to_fetch()[0].state.stage, delivery::ParcelStage::packed);
}

// The hourly sweep moved a promise that had passed, and the case was no longer late.
TEST_F(ARun, ThatNeverCameLeavesAPassedPromiseOwed) {
  twin.stock(5);
  const auto id = printed_card("lost", "lost_card", "+6281200000001", "KA00000001");
  const auto promised = twin.state(id).promised_on;
  twin.clock.set(moment_in_jakarta(promised + 1, 9));
  EXPECT_EQ(OfficeTwin::word(keep_promises(office()), "moved"), "1");
  EXPECT_GT(twin.state(id).promised_on, promised);
  EXPECT_EQ(twin.state(id).due_on(), promised);
}

}  // namespace
}  // namespace opak::office
