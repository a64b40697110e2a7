// An old card from the resident's hand to the shredder: never with nobody, never destroyed by one.
#include "office/old_cards.h"

#include <gtest/gtest.h>

#include "journal/codec.h"
#include "office/by_two.h"
#include "office/office_twin.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using oldcard::CardStage;

struct OldCards : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  static std::string no(const Later<Answer>& later) { return OfficeTwin::no(later); }

  std::string printed_card(const std::string& phone, const std::string& serial, const std::string& label = "damaged_card", const std::string& service = "damaged") {
    const auto id = twin.verified(twin.submitted(service, label, phone));
    twin.printed(id, serial);
    return id;
  }
  std::optional<views::OldCard> card(const std::string& id) { return twin.boards().old_card_of_case(id); }
  std::string exchanged() {
    twin.stock(3);
    const auto id = printed_card("+6281200000002", "KA00000001");
    run = twin.on_the_road(id);
    twin.must(hand_over(office(), twin.right_hands(run, id), twin.agus()));
    return id;
  }
  std::string run;
};

TEST_F(OldCards, RideInTheBagOfWhoTookThemUntilTwoCountedThemIn) {
  const auto id = exchanged();
  ASSERT_TRUE(card(id));
  EXPECT_EQ(card(id)->state.stage, CardStage::carried);
  EXPECT_EQ(card(id)->state.holder, "officer/S-0006");
  EXPECT_EQ(card(id)->state.run, run);
  EXPECT_EQ(no(count_run(office(), {run, 0, 0}, twin.agus())), "delivery.old_cards_differ");
  EXPECT_EQ(no(count_run(office(), {run, 0, 2}, twin.agus())), "delivery.old_cards_differ");
  twin.must(count_run(office(), {run, 0, 1}, twin.agus()));
  EXPECT_EQ(card(id)->state.stage, CardStage::carried) << "one person's count moves nothing";
  EXPECT_EQ(no(close_run(office(), {run}, twin.agus())), "delivery.second_person_needed");
  twin.must(close_run(office(), {run}, twin.ratna()));
  EXPECT_EQ(card(id)->state.stage, CardStage::drawer);
  EXPECT_EQ(card(id)->state.put_by, "officer/S-0006");
  EXPECT_EQ(card(id)->state.put_witness, "officer/S-0007");
  EXPECT_EQ(card(id)->state.holder, "");
}

TEST_F(OldCards, OfALostCardThereIsNoneUnlessItWasFoundAgain) {
  twin.stock(3);
  const auto lost = printed_card("+6281200000001", "KA00000001", "lost_card", "lost");
  const auto found = printed_card("+6281200000003", "KA00000002", "old_serang_nik", "lost");
  const auto a = twin.on_the_road(lost), b = twin.on_the_road(found);
  twin.must(hand_over(office(), twin.right_hands(a, lost), twin.agus()));
  auto with_old_card = twin.right_hands(b, found);
  with_old_card.old_card_taken = true;
  twin.must(hand_over(office(), with_old_card, twin.agus()));
  EXPECT_FALSE(card(lost));
  ASSERT_TRUE(card(found));
  EXPECT_EQ(no(count_run(office(), {a, 0, 0}, twin.agus())), "");
  EXPECT_EQ(no(count_run(office(), {b, 0, 0}, twin.agus())), "delivery.old_cards_differ");
}

TEST_F(OldCards, TakenAtTheCounterAreInTheHandsOfThatOfficerUntilTheyLayThemAway) {
  twin.stock(3);
  const auto id = printed_card("+6281200000002", "KA00000001");
  twin.must(choose_pickup(office(), {id}, twin.resident()));
  twin.must(hand_over(office(), twin.right_hands("", id), twin.rina()));
  EXPECT_EQ(card(id)->state.holder, "officer/S-0001");
  EXPECT_EQ(no(lay_in_drawer(office(), {1}, twin.dewi())), "delivery.old_cards_none") << "they are in another's hands";
  EXPECT_EQ(no(lay_in_drawer(office(), {1}, twin.resident())), "office.not_your_role");
  EXPECT_EQ(no(lay_in_drawer(office(), {2}, twin.rina())), "delivery.old_cards_differ");
  EXPECT_EQ(card(id)->state.stage, CardStage::carried);
  twin.must(lay_in_drawer(office(), {1}, twin.rina()));
  EXPECT_EQ(card(id)->state.stage, CardStage::drawer);
  EXPECT_EQ(no(lay_in_drawer(office(), {1}, twin.rina())), "delivery.old_cards_none");
}

TEST_F(OldCards, AreDestroyedWhenTwoCountedTheSame) {
  const auto id = exchanged();
  EXPECT_EQ(no(propose_destruction(office(), {1}, twin.rina())), "delivery.old_cards_none") << "it is still in a bag";
  twin.must(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna()));
  EXPECT_EQ(no(propose_destruction(office(), {1}, twin.agus())), "office.not_your_role") << "proposed by who works at the office";
  EXPECT_EQ(no(propose_destruction(office(), {1}, twin.resident())), "office.not_your_role");
  EXPECT_EQ(no(propose_destruction(office(), {2}, twin.rina())), "delivery.old_cards_differ");
  const auto list = OfficeTwin::word(propose_destruction(office(), {1}, twin.rina()), "list");
  EXPECT_EQ(no(propose_destruction(office(), {1}, twin.dewi())), "delivery.old_cards_list_waits");
  EXPECT_EQ(card(id)->state.stage, CardStage::drawer) << "a proposal destroys nothing";
  EXPECT_EQ(no(confirm_destruction(office(), {list, 1}, twin.rina())), "delivery.second_person_needed");
  EXPECT_EQ(no(confirm_destruction(office(), {list, 0}, twin.agus())), "delivery.old_cards_differ");
  EXPECT_EQ(no(confirm_destruction(office(), {list, 1}, twin.resident())), "office.not_your_role");
  EXPECT_EQ(card(id)->state.stage, CardStage::drawer);
  twin.must(confirm_destruction(office(), {list, 1}, twin.agus()));
  EXPECT_EQ(card(id)->state.stage, CardStage::destroyed);
  EXPECT_EQ(card(id)->state.destroyed_by, "officer/S-0001");
  EXPECT_EQ(card(id)->state.destroyed_witness, "officer/S-0006");
  EXPECT_EQ(no(confirm_destruction(office(), {list, 1}, twin.dewi())), "delivery.old_cards_list_answered");
  EXPECT_EQ(no(propose_destruction(office(), {0}, twin.rina())), "delivery.old_cards_none");
}

TEST_F(OldCards, StayInTheDrawerWhenTheSecondSaysNoOrTheFirstTakesItBack) {
  const auto id = exchanged();
  twin.must(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna()));
  const auto declined = OfficeTwin::word(propose_destruction(office(), {1}, twin.rina()), "list");
  EXPECT_EQ(no(decline_destruction(office(), {declined, ""}, twin.dewi())), "office.reason_unknown");
  EXPECT_EQ(no(decline_destruction(office(), {declined, "not_seen"}, twin.rina())), "delivery.second_person_needed");
  EXPECT_EQ(no(take_back_destruction(office(), {declined}, twin.dewi())), "delivery.not_your_list");
  twin.must(decline_destruction(office(), {declined, "counted_otherwise"}, twin.dewi()));
  EXPECT_EQ(no(confirm_destruction(office(), {declined, 1}, twin.dewi())), "delivery.old_cards_list_answered");
  const auto taken_back = OfficeTwin::word(propose_destruction(office(), {1}, twin.rina()), "list");
  twin.must(take_back_destruction(office(), {taken_back}, twin.rina()));
  EXPECT_EQ(card(id)->state.stage, CardStage::drawer);
  twin.must(confirm_destruction(office(), {OfficeTwin::word(propose_destruction(office(), {1}, twin.rina()), "list"), 1}, twin.dewi()));
  EXPECT_EQ(card(id)->state.stage, CardStage::destroyed);
  EXPECT_EQ(twin.boards().old_card_lists_ended(10).size(), 3U);
}

TEST_F(OldCards, StandOnTheBoardsAsTheBookSaysAndNameNobody) {
  const auto id = exchanged();
  twin.must(close_by_two(office(), {run, 0}, twin.agus(), twin.ratna()));
  const auto list = OfficeTwin::word(propose_destruction(office(), {1}, twin.rina()), "list");
  const auto live = [&] { return views::dump(office().reader()); };
  const auto folds_to = [&] {
    auto writer = store::Database::open(office().settings().database, store::Mode::writer);
    ensure(views::rebuild(*writer).has_value(), "the boards fold");
    return views::dump(*writer);
  };
  const auto waiting = live();
  EXPECT_EQ(folds_to(), waiting);
  twin.must(confirm_destruction(office(), {list, 1}, twin.ratna()));
  const auto ended = live();
  EXPECT_EQ(folds_to(), ended);
  EXPECT_NE(ended.find(id), std::string::npos);
  const auto& who = registry::demo_resident("damaged_card");
  for (auto rows = office().reader().query("SELECT body FROM journal WHERE kind LIKE 'old_card%'"); rows.next();)
    for (const auto& personal : {who.nik, who.name, who.street, std::string("+62812")}) EXPECT_EQ(rows.string_at(0).find(personal), std::string::npos);
}

// Counts written before old cards were followed say nothing of them, and are read as they are.
TEST(OldClosings, WithoutACountOfOldCardsAreUnknownAndFine) {
  delivery::RunState state;
  for (const auto& [fact, body] : std::vector<std::pair<std::string, std::string>>{{"run.planned.v1", R"({"office":"36.73","courier":"S-1","by":"b","day":"2026-11-23","from_hour":9,"to_hour":12,"parcels":["a"]})"},
                                                                                   {"run.loaded.v1", R"({"counted":1,"by":"c"})"}, {"run.stop_done.v1", R"({"parcel":"a","handed_over":true})"}, {"run.counted.v1", R"({"on_hand":0,"by":"c"})"}}) {
    const auto entry = journal::decode_entry<delivery::RunEntry>(fact, body);
    delivery::apply(state, entry, monday_morning);
    if (const auto* counted = std::get_if<delivery::RunCounted>(&entry)) { EXPECT_EQ(counted->old_cards, -1); }
  }
  const auto answer = delivery::decide(state, delivery::CloseRun{"d"}, monday_morning);
  EXPECT_FALSE(std::holds_alternative<Refusal>(answer)) << "a bag counted before the new program came is closed after it";
}

}  // namespace
}  // namespace opak::office
