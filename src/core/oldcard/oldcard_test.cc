// Old cards: with a person, in a drawer, or destroyed by two; never anywhere else.
#include "core/oldcard/oldcard.h"

#include <gtest/gtest.h>

#include "base/twins.h"

namespace opak::oldcard {
namespace {

const Moment morning = moment_in_jakarta(*day_of(2026, 11, 23), 9);
const std::string courier = "officer/S-0006", first = "officer/S-0001", second = "officer/S-0002";

template <class State, class Command>
struct Desk {
  State state;
  std::string no(const Command& command) const {
    const auto answer = decide(state, command, morning);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? "" : refusal->key;
  }
  Desk& yes(const Command& command) {
    const auto answer = decide(state, command, morning);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) throw Bug(refusal->key.c_str());
    for (const auto& entry : std::get<0>(answer)) apply(state, entry, morning);
    return *this;
  }
};
using Card = Desk<CardState, CardCommand>;
using List = Desk<ListState, ListCommand>;

TEST(OldCard, IsTakenOnceAndRidesWithWhoTookIt) {
  Card card;
  EXPECT_EQ(card.no(PutAway{"36.73", courier, second}), "delivery.old_card_not_carried");
  EXPECT_EQ(card.no(Destroy{"list", first, second}), "delivery.old_card_not_in_drawer");
  card.yes(Take{"case", "run", courier});
  EXPECT_EQ(card.state.holder, courier);
  EXPECT_EQ(card.state.run, "run");
  EXPECT_EQ(card.no(Take{"case", "run", courier}), "delivery.old_card_already_taken");
  EXPECT_EQ(card.no(Destroy{"list", first, second}), "delivery.old_card_not_in_drawer");
}

TEST(OldCard, OfABagIsCountedInByTwo) {
  Card card;
  card.yes(Take{"case", "run", courier});
  EXPECT_EQ(card.no(PutAway{"36.73", courier, ""}), "delivery.second_person_needed");
  EXPECT_EQ(card.no(PutAway{"36.73", courier, courier}), "delivery.second_person_needed");
  card.yes(PutAway{"36.73", courier, second});
  EXPECT_EQ(card.state.drawer, "36.73");
  EXPECT_EQ(card.state.holder, "") << "it is in the drawer and with nobody";
  EXPECT_EQ(card.no(PutAway{"36.73", courier, second}), "delivery.old_card_not_carried");
}

TEST(OldCard, OfTheCounterIsLaidAwayByWhoTookIt) {
  Card card;
  card.yes(Take{"case", "", first});
  EXPECT_EQ(card.no(PutAway{"36.73", second, ""}), "delivery.second_person_needed");
  card.yes(PutAway{"36.73", first, ""});
  EXPECT_EQ(card.state.stage, CardStage::drawer);
}

TEST(OldCard, IsDestroyedByTwoOutOfTheDrawerAndStaysDestroyed) {
  Card card;
  card.yes(Take{"case", "", first}).yes(PutAway{"36.73", first, ""});
  EXPECT_EQ(card.no(Destroy{"list", first, first}), "delivery.second_person_needed");
  EXPECT_EQ(card.no(Destroy{"list", first, ""}), "delivery.second_person_needed");
  card.yes(Destroy{"list", first, second});
  EXPECT_EQ(card.state.drawer, "");
  EXPECT_EQ(card.no(Destroy{"list", first, second}), "delivery.old_card_not_in_drawer");
  EXPECT_EQ(card.no(PutAway{"36.73", first, ""}), "delivery.old_card_not_carried");
}

TEST(List, NeedsTheSameCountTwiceByTwo) {
  List list;
  EXPECT_EQ(list.no(Propose{"36.73", first, {}, 0}), "delivery.old_cards_none");
  EXPECT_EQ(list.no(Propose{"36.73", first, {"a", "b"}, 1}), "delivery.old_cards_differ");
  EXPECT_EQ(list.no(Propose{"36.73", first, {"a", "a"}, 2}), "delivery.old_cards_list_wrong");
  EXPECT_EQ(list.no(Propose{"36.73", first, std::vector<std::string>(list_cards_max + 1, "a"), 101}), "delivery.old_cards_list_wrong");
  EXPECT_EQ(list.no(Confirm{second, 2}), "delivery.old_cards_list_answered");
  list.yes(Propose{"36.73", first, {"a", "b"}, 2});
  EXPECT_EQ(list.no(Propose{"36.73", first, {"a", "b"}, 2}), "delivery.old_cards_list_answered");
  EXPECT_EQ(list.no(Confirm{first, 2}), "delivery.second_person_needed");
  EXPECT_EQ(list.no(Confirm{"", 2}), "delivery.second_person_needed");
  EXPECT_EQ(list.no(Confirm{second, 3}), "delivery.old_cards_differ");
  list.yes(Confirm{second, 2});
  EXPECT_EQ(list.no(Confirm{second, 2}), "delivery.old_cards_list_answered");
  EXPECT_EQ(list.no(Undo{first, ""}), "delivery.old_cards_list_answered") << "what is destroyed is not taken back";
}

TEST(List, IsDeclinedByTheSecondOrTakenBackByTheFirst) {
  List list;
  list.yes(Propose{"36.73", first, {"a"}, 1});
  EXPECT_EQ(list.no(Undo{second, ""}), "delivery.not_your_list");
  EXPECT_EQ(list.no(Undo{first, "not_seen"}), "delivery.second_person_needed");
  auto declined = list;
  declined.yes(Undo{second, "counted_otherwise"});
  EXPECT_EQ(declined.state.why, "counted_otherwise");
  EXPECT_EQ(declined.no(Confirm{second, 1}), "delivery.old_cards_list_answered");
  list.yes(Undo{first, ""});
  EXPECT_EQ(list.no(Confirm{second, 1}), "delivery.old_cards_list_answered");
}

TEST(OldCard, IsAlwaysSomewhereWhateverIsAsked) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SeededChance chance(seed);
    Card card;
    const auto who = [&] { return std::string("officer/S-000") + std::to_string(chance.below(3)); };
    for (int step = 0; step < 40; ++step) {
      CardCommand command;
      switch (chance.below(3)) {
        case 0: command = Take{"case", chance.below(2) == 0 ? "" : "run", who()}; break;
        case 1: command = PutAway{"36.73", who(), chance.below(2) == 0 ? "" : who()}; break;
        default: command = Destroy{"list", who(), who()};
      }
      if (!card.no(command).empty()) continue;
      card.yes(command);
      const auto& s = card.state;
      ASSERT_EQ(!s.holder.empty(), s.stage == CardStage::carried) << seed;
      ASSERT_EQ(!s.drawer.empty(), s.stage == CardStage::drawer) << seed;
      if (s.stage == CardStage::destroyed) {
        ASSERT_NE(s.destroyed_by, s.destroyed_witness) << seed;
      }
    }
  }
}

TEST(Names, ComeBackForEveryStage) {
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(card_stage_named(name_of(static_cast<CardStage>(i))), static_cast<CardStage>(i));
    EXPECT_EQ(list_stage_named(name_of(static_cast<ListStage>(i))), static_cast<ListStage>(i));
  }
  EXPECT_EQ(card_stage_named("lost"), std::nullopt);
  EXPECT_EQ(list_stage_named("lost"), std::nullopt);
}

}  // namespace
}  // namespace opak::oldcard
