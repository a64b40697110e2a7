// "I did not receive it", of a card that the book says was handed over: seen, called about by a day, and brought to an end.
#include <gtest/gtest.h>

#include "office/by_two.h"
#include "office/not_home.h"
#include "office/office_twin.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

struct NotReceived : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  static std::string no(const Later<Answer>& later) { return OfficeTwin::no(later); }

  std::string handed_over(bool weak = false) {
    twin.stock(3);
    const auto id = twin.verified(twin.submitted("damaged", "damaged_card", "+6281200000002"));
    twin.printed(id, "KA00000001");
    run = twin.on_the_road(id);
    auto hands = twin.right_hands(run, id);
    twin.clock.pass(hours(1));
    if (weak) hands.earlier = DoneEarlier{twin.clock.now() + -minutes(20), true};
    twin.must(hand_over(office(), hands, twin.agus()));
    return id;
  }
  std::string reported(bool weak = false) {
    const auto id = handed_over(weak);
    twin.must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
    return id;
  }
  int letters(const std::string& id, const std::string& notice) {
    auto row = office().reader().query("SELECT COUNT(*) FROM office_letter WHERE application = $1 AND notice = $2").text(id).text(notice);
    row.next();
    return static_cast<int>(row.number_at(0));
  }
  void expect_sound() {
    const auto live = views::dump(office().reader());
    auto writer = store::Database::open(office().settings().database, store::Mode::writer);
    ASSERT_TRUE(views::rebuild(*writer));
    EXPECT_EQ(views::dump(*writer), live);
  }
  std::string run;
};

// The supervisor's list held open cases only, so that this report stood nowhere.
TEST_F(NotReceived, StandsOnTheListWithADayByWhichTheResidentIsCalled) {
  const auto id = handed_over();
  EXPECT_TRUE(twin.boards().cards_not_received(10).empty());
  twin.must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
  const auto listed = twin.boards().cards_not_received(10);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, id);
  const auto next = office().catalogue().city().calendar.next_working_day(day_in_jakarta(twin.clock.now()));
  EXPECT_EQ(twin.state(id).dispute_by, next);
  EXPECT_EQ(twin.state(id).due_on(), next);
  EXPECT_EQ(letters(id, "not_received"), 1);
  twin.must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
  EXPECT_EQ(letters(id, "not_received"), 1) << "said twice is said once";
  expect_sound();
}

TEST_F(NotReceived, ComesWithTheProofOfTheHandOver) {
  const auto id = reported(true);
  const auto proof = proof_of_hand_over(office().reader(), twin.state(id).parcel);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->by, "officer/S-0006");
  EXPECT_EQ(proof->run, run);
  EXPECT_EQ(proof->receiver, "self");
  EXPECT_TRUE(proof->weak);
  EXPECT_EQ(proof->done_at, proof->at + -minutes(20));
  EXPECT_FALSE(proof_of_hand_over(office().reader(), "nothing"));
}

TEST_F(NotReceived, EndsWhenTheCardIsFoundOrWasReceivedAfterAll) {
  const auto id = reported();
  EXPECT_EQ(no(settle_dispute(office(), {id, "called_known_number", true, "lost"}, twin.ratna())), "application.outcome_of_another_case");
  EXPECT_EQ(no(settle_dispute(office(), {id, "called_known_number", true, "found"}, twin.rina())), "office.not_your_role");
  for (const auto* outcome : {"found", "confirmed"}) {
    twin.must(settle_dispute(office(), {id, "called_known_number", true, outcome}, twin.ratna()));
    EXPECT_FALSE(twin.state(id).disputed);
    EXPECT_EQ(twin.state(id).stage, Stage::delivered);
    EXPECT_EQ(twin.state(id).dispute_by, Day{});
    EXPECT_TRUE(twin.boards().cards_not_received(10).empty());
    EXPECT_EQ(letters(id, "not_received_" + std::string(outcome)), 1);
    EXPECT_EQ(no(settle_dispute(office(), {id, "called_known_number", true, outcome}, twin.ratna())), "application.no_dispute");
    twin.must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
  }
  expect_sound();
}

TEST_F(NotReceived, OrWithANewCardOfTheSameApplication) {
  const auto id = reported();
  const auto first = twin.state(id).parcel;
  twin.must(settle_dispute(office(), {id, "called_known_number", true, "new_card"}, twin.ratna()));
  const auto state = twin.state(id);
  EXPECT_EQ(state.stage, Stage::print_ready);
  EXPECT_TRUE(state.is_open());
  EXPECT_TRUE(state.remade);
  EXPECT_EQ(state.parcel, "");
  EXPECT_LT(day_in_jakarta(twin.clock.now()), state.promised_on);
  EXPECT_EQ(letters(id, "card_remade"), 1);
  EXPECT_FALSE(office().reader().query("SELECT 1 FROM vault_known_contact WHERE contact = $1 AND how = 'card_delivered'").text(state.contact).next()) << "nobody knows into whose hand it came";
  twin.printed(id, "KA00000002");
  EXPECT_NE(twin.state(id).parcel, first);
  const auto second_run = twin.on_the_road(id);
  twin.must(hand_over(office(), twin.right_hands(second_run, id), twin.agus()));
  EXPECT_EQ(twin.state(id).stage, Stage::delivered);
  twin.must(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna()));
  twin.must(close_by_two(office(), {second_run, 0}, twin.agus(), twin.ratna()));
  expect_sound();
}

TEST_F(NotReceived, ANewCardWaitsInLineWhereThereIsNoBlank) {
  const auto id = reported();
  const auto left = static_cast<int>(twin.boards().find_stock("36.73")->available());
  for (int n = 0; n < left; ++n) twin.must(spoil_blangko(office(), {"KA0000000" + std::to_string(2 + n), "P1", "misprint"}, twin.joko()));
  twin.must(settle_dispute(office(), {id, "called_known_number", true, "new_card"}, twin.ratna()));
  EXPECT_EQ(twin.state(id).stage, Stage::waiting_blangko);
}

TEST_F(NotReceived, IsNotSettledByWhoHandedItOver) {
  twin.stock(3);
  const auto id = twin.verified(twin.submitted("lost", "lost_card", "+6281200000001"));
  twin.printed(id, "KA00000001");
  twin.must(choose_pickup(office(), {id}, twin.resident()));
  twin.must(hand_over(office(), twin.right_hands("", id), twin.ratna()));
  twin.must(dispute(office(), {id, "not_received", "applicant_link"}, twin.resident()));
  EXPECT_EQ(no(settle_dispute(office(), {id, "called_known_number", true, "confirmed"}, twin.ratna())), "application.other_settler_needed");
  twin.must(settle_dispute(office(), {id, "called_known_number", true, "confirmed"}, twin.as("S-0009", {access::Role::supervisor})));
}

TEST_F(NotReceived, NoNewCardOfADisputeAboutSomethingElseOrWhereAnotherFilingIsOpen) {
  twin.stock(3);
  const auto other = twin.submitted("lost", "lost_card", "+6281200000001");
  twin.must(dispute(office(), {other, "not_me", "known_contact"}, twin.resident()));
  EXPECT_EQ(no(settle_dispute(office(), {other, "called_known_number", true, "new_card"}, twin.ratna())), "application.outcome_of_another_case");
}

}  // namespace
}  // namespace opak::office
