// Parcels and runs: a card changes hands only where both letters are right, and the courier's bag is counted twice.
#include "core/delivery/delivery.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/twins.h"

namespace opak::delivery {
namespace {

const Day monday = *day_of(2026, 11, 23);
const Moment morning = moment_in_jakarta(monday, 9);
const std::string courier = "officer/S-0007", witness = "officer/S-0002";

template <class State, class Command, class Entry>
struct Desk {
  State state;

  std::string no(const Command& command) const {
    const auto answer = decide(state, command, morning);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? "" : refusal->key;
  }
  std::vector<Entry> yes(const Command& command) {
    const auto answer = decide(state, command, morning);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) throw Bug(refusal->key.c_str());
    const auto& entries = std::get<std::vector<Entry>>(answer);
    for (const auto& entry : entries) apply(state, entry, morning);
    return entries;
  }
  Desk& after(std::initializer_list<Command> commands) {
    for (const auto& command : commands) yes(command);
    return *this;
  }
};
using Packet = Desk<ParcelState, ParcelCommand, ParcelEntry>;
using Round = Desk<RunState, RunCommand, RunEntry>;

const ParcelCommand pack = Pack{"case-1", "KA00000001", "mark", false};

HandOver right_hand_over(std::string run = "run-1") { return {std::move(run), Letters::right, Letters::right, courier, "self", false, true}; }

Packet packed_parcel() { return Packet{}.after({pack}); }
Packet loaded_parcel() { return packed_parcel().after({PutOn{"run-1", 1}, Load{"run-1"}}); }

TEST(Parcel, IsPackedOnce) { EXPECT_EQ(packed_parcel().no(pack), "delivery.already_packed"); }

TEST(Parcel, RidesOnOneRun) {
  auto parcel = packed_parcel().after({PutOn{"run-1", 1}});
  EXPECT_EQ(parcel.no(PutOn{"run-2", 1}), "delivery.parcel_not_at_office");
  EXPECT_EQ(parcel.no(Load{"run-2"}), "delivery.parcel_not_on_run");
  EXPECT_EQ(parcel.no(TakeOff{"run-2", "ill"}), "delivery.parcel_not_on_run");
  parcel.yes(TakeOff{"run-1", "ill"});
  EXPECT_EQ(parcel.no(PutOn{"run-2", 1}), "");
}

TEST(HandOver, NeedsBothLettersTheFaceAndTheRun) {
  const auto parcel = loaded_parcel();
  auto wish = right_hand_over("run-2");
  EXPECT_EQ(parcel.no(wish), "delivery.parcel_not_here");
  wish = right_hand_over();
  wish.envelope = Letters::wrong;
  EXPECT_EQ(parcel.no(wish), "delivery.wrong_envelope");
  wish = right_hand_over();
  wish.face_matches = false;
  EXPECT_EQ(parcel.no(wish), "delivery.face_not_compared");
  EXPECT_EQ(parcel.no(right_hand_over()), "");
}

TEST(HandOver, HappensOnce) {
  auto parcel = loaded_parcel().after({right_hand_over()});
  EXPECT_EQ(parcel.state.stage, ParcelStage::handed_over);
  EXPECT_EQ(parcel.no(right_hand_over()), "delivery.parcel_not_here");
}

TEST(HandOver, TakesTheOldCardWhereTheServiceSaysSo) {
  auto parcel = Packet{}.after({Pack{"case-1", "KA00000001", "mark", true}, PutOn{"run-1", 1}, Load{"run-1"}});
  auto wish = right_hand_over();
  EXPECT_EQ(parcel.no(wish), "delivery.old_card_needed");
  wish.old_card_taken = true;
  EXPECT_EQ(parcel.no(wish), "");
}

TEST(HandOver, AtTheCounterIsForCardsThatAreThere) {
  EXPECT_EQ(packed_parcel().no(right_hand_over("")), "");
  EXPECT_EQ(loaded_parcel().no(right_hand_over("")), "delivery.parcel_not_here");
  EXPECT_EQ(packed_parcel().no(right_hand_over("run-1")), "delivery.parcel_not_here");
}

TEST(Secret, IsCountedWhenWrongAndLocksAfterTheFifth) {
  auto parcel = loaded_parcel();
  auto wish = right_hand_over();
  wish.secret = Letters::wrong;
  for (int i = 0; i < wrong_secrets_max; ++i) {
    EXPECT_FALSE(parcel.state.locked());
    const auto entries = parcel.yes(wish);
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<WrongSecret>(entries[0]));
  }
  EXPECT_EQ(parcel.no(right_hand_over()), "delivery.secret_locked");  // Even the right one, now.
  parcel.yes(UnlockSecret{witness});
  EXPECT_EQ(parcel.no(UnlockSecret{witness}), "delivery.secret_not_locked");
  EXPECT_EQ(parcel.no(right_hand_over()), "");
}

TEST(FailedAttempt, NeedsAReasonAndBringsTheParcelHome) {
  auto parcel = loaded_parcel();
  EXPECT_EQ(parcel.no(ReportNotHandedOver{"run-1", courier, ""}), "delivery.reason_missing");
  EXPECT_EQ(parcel.no(ReportNotHandedOver{"run-2", courier, "nobody_home"}), "delivery.parcel_not_here");
  parcel.yes(ReportNotHandedOver{"run-1", courier, "nobody_home"});
  EXPECT_EQ(parcel.no(right_hand_over()), "delivery.parcel_not_here");
  parcel.yes(BringToOffice{courier});
  EXPECT_EQ(parcel.state.stage, ParcelStage::packed);
  EXPECT_EQ(parcel.no(BringToOffice{courier}), "delivery.parcel_not_out");
}

TEST(Void, IsForParcelsInTheOffice) {
  EXPECT_EQ(loaded_parcel().no(VoidParcel{witness, "not_genuine"}), "delivery.parcel_not_at_office");
  auto parcel = packed_parcel().after({VoidParcel{witness, "not_genuine"}});
  EXPECT_EQ(parcel.no(right_hand_over("")), "delivery.parcel_not_here");
  EXPECT_EQ(parcel.no(PutOn{"run-1", 1}), "delivery.parcel_not_at_office");
}

// ---- Runs

RunCommand plan_of(std::vector<std::string> parcels) { return PlanRun{RunPlanned{"36.73", courier, witness, monday, 9, 12, std::move(parcels)}}; }
Round planned_run() { return Round{}.after({plan_of({"a", "b", "c"})}); }
Round loaded_run() { return planned_run().after({LoadRun{3, courier}}); }

TEST(Run, IsPlannedOnceWithEachParcelOnce) {
  EXPECT_EQ(Round{}.no(plan_of({})), "delivery.run_empty");
  EXPECT_EQ(Round{}.no(plan_of({"a", "a"})), "delivery.parcel_twice");
  EXPECT_EQ(planned_run().no(plan_of({"d"})), "delivery.run_already_planned");
}

TEST(Run, IsLoadedWithWhatThePlanSays) {
  auto run = planned_run();
  EXPECT_EQ(run.no(LoadRun{2, courier}), "delivery.loading_count_differs");
  run.yes(RemoveParcel{"b", "withdrawn", witness});
  EXPECT_EQ(run.no(RemoveParcel{"b", "withdrawn", witness}), "delivery.parcel_not_on_run");
  EXPECT_EQ(run.no(LoadRun{3, courier}), "delivery.loading_count_differs");
  run.yes(LoadRun{2, courier});
  EXPECT_EQ(run.no(RemoveParcel{"a", "withdrawn", witness}), "delivery.run_already_loaded");
  EXPECT_EQ(run.no(LoadRun{2, courier}), "delivery.run_already_loaded");
}

TEST(Run, WithoutParcelsDoesNotLeave) {
  auto run = Round{}.after({plan_of({"a"}), RemoveParcel{"a", "withdrawn", witness}});
  EXPECT_EQ(run.no(LoadRun{0, courier}), "delivery.run_empty");
}

TEST(Run, FinishesEachStopOnce) {
  auto run = planned_run();
  EXPECT_EQ(run.no(FinishStop{"a", true}), "delivery.run_not_on_the_road");
  run.after({LoadRun{3, courier}, FinishStop{"a", true}});
  EXPECT_EQ(run.no(FinishStop{"a", false}), "delivery.stop_already_done");
  EXPECT_EQ(run.no(FinishStop{"z", true}), "delivery.parcel_not_on_run");
}

TEST(Run, HasOneBreakAndATapByMistakeIsNone) {
  EXPECT_EQ(planned_run().no(BeginBreak{{courier}}), "delivery.run_not_on_the_road");
  auto run = loaded_run();
  EXPECT_EQ(run.no(EndBreak{{courier}}), "delivery.break_not_begun");
  run.yes(BeginBreak{{courier, Moment{1'000'000}}});
  EXPECT_EQ(run.no(BeginBreak{{courier}}), "delivery.break_begun_already");
  run.yes(EndBreak{{courier, Moment{1'000'000 + break_least_ms - 1}}});
  EXPECT_EQ(run.state.break_began, Moment{});
  EXPECT_EQ(run.no(EndBreak{{courier}}), "delivery.break_not_begun");
  run.yes(BeginBreak{{courier, Moment{1'000'000}}});
  run.yes(EndBreak{{courier, Moment{1'000'000 + break_least_ms}}});
  EXPECT_EQ(run.state.break_ended, (Moment{1'000'000 + break_least_ms}));
  EXPECT_EQ(run.no(EndBreak{{courier}}), "delivery.break_not_begun");
  EXPECT_EQ(run.no(BeginBreak{{courier}}), "delivery.break_begun_already");
  run.yes(CountRun{3, courier});
  EXPECT_EQ(run.no(EndBreak{{courier}}), "delivery.bag_counted");
}

TEST(Run, TakesItsOwnTimeOfABreakWhereThePhoneGaveNone) {
  auto run = loaded_run();
  run.yes(BeginBreak{{courier}});
  EXPECT_GT(run.state.break_began.ms, 0);
}

TEST(Run, IsClosedByTwoWithTheCountThatRemains) {
  auto run = loaded_run().after({FinishStop{"a", true}, FinishStop{"b", false}});
  EXPECT_EQ(run.state.on_hand(), 2);  // One came back, one was never tried.
  EXPECT_EQ(run.no(CloseRun{witness}), "delivery.not_counted");
  EXPECT_EQ(run.no(UndoCount{courier, ""}), "delivery.not_counted");
  EXPECT_EQ(run.no(CountRun{1, courier}), "delivery.closing_count_differs");
  run.yes(CountRun{2, courier});
  EXPECT_EQ(run.no(CountRun{2, witness}), "delivery.already_counted");
  EXPECT_EQ(run.no(CloseRun{courier}), "delivery.second_person_needed");
  EXPECT_EQ(run.no(CloseRun{""}), "delivery.second_person_needed");
  EXPECT_EQ(run.no(UndoCount{courier, "not_seen"}), "delivery.second_person_needed");
  EXPECT_EQ(run.no(UndoCount{witness, ""}), "delivery.not_your_count");
  EXPECT_EQ(run.no(FinishStop{"c", true}), "delivery.bag_counted") << "what was counted stays in the bag";
  run.yes(UndoCount{witness, "counted_otherwise"});
  EXPECT_EQ(run.state.count_declined, "counted_otherwise");
  EXPECT_EQ(run.no(CloseRun{witness}), "delivery.not_counted") << "a no is a no until it is counted again";
  run.yes(CountRun{2, courier});
  EXPECT_TRUE(run.state.count_declined.empty());
  run.yes(UndoCount{courier, ""});
  run.yes(CountRun{2, courier});
  run.yes(CloseRun{witness});
  EXPECT_TRUE(run.state.counted_by.empty());
  EXPECT_EQ(run.no(FinishStop{"c", true}), "delivery.run_not_on_the_road");
  EXPECT_EQ(run.no(CountRun{2, courier}), "delivery.run_not_on_the_road");
  EXPECT_EQ(run.no(CloseRun{witness}), "delivery.run_not_on_the_road");
}

// ---- A run whose courier cannot go on

RestPassed rest(std::vector<std::string> parcels, std::string to = "run-2", std::vector<std::string> order = {}) {
  return {.to = std::move(to), .by = "officer/S-0009", .parcels = std::move(parcels), .order = std::move(order), .hours_before = {}};
}
Round run_of(std::vector<std::string> parcels) {
  const int n = static_cast<int>(parcels.size());
  return Round{}.after({PlanRun{{"36.73", "S-0007", "officer/S-0001", monday, 9, 12, std::move(parcels)}}, LoadRun{n, courier}});
}

TEST(Relay, MovesNothingUntilTheOtherCourierHasCounted) {
  auto giver = run_of({"a", "b", "c"}).after({FinishStop{"a", true}, PassRest{rest({"b", "c"})}});
  EXPECT_EQ(giver.state.on_hand(), 2) << "still in this bag";
  EXPECT_TRUE(giver.state.is_passing());
  EXPECT_EQ(giver.no(GiveRest{"run-2", witness, 1}), "delivery.rest_count_differs");
  EXPECT_EQ(giver.no(GiveRest{"run-3", witness, 2}), "delivery.rest_not_waiting");
  giver.yes(GiveRest{"run-2", witness, 2});
  EXPECT_EQ(giver.state.on_hand(), 0);
  EXPECT_FALSE(giver.state.is_passing());
  EXPECT_EQ(giver.no(FinishStop{"b", true}), "delivery.parcel_not_on_run");
  EXPECT_EQ(giver.no(GiveRest{"run-2", witness, 2}), "delivery.rest_not_waiting") << "once only";
  EXPECT_EQ(giver.no(CountRun{0, courier}), "");
}

TEST(Relay, OfACardThatWasHandedOverMeanwhileCountsOneLess) {
  auto giver = run_of({"a", "b"}).after({PassRest{rest({"a", "b"})}, FinishStop{"a", true}});
  EXPECT_EQ(giver.no(GiveRest{"run-2", witness, 2}), "delivery.rest_count_differs");
  giver.yes(GiveRest{"run-2", witness, 1});
  EXPECT_EQ(giver.state.parcels, std::vector<std::string>{"a"});
  EXPECT_EQ(giver.state.on_hand(), 0);
}

TEST(Relay, WhoseStopsWereAllDoneMeanwhileWaitsForNothing) {
  auto giver = run_of({"a"}).after({PassRest{rest({"a"})}, FinishStop{"a", false}});
  EXPECT_FALSE(giver.state.is_passing());
  EXPECT_EQ(giver.no(GiveRest{"run-2", witness, 0}), "delivery.rest_not_waiting");
  EXPECT_EQ(giver.no(CountRun{1, courier}), "");
}

TEST(Relay, IsRefusedForWhatIsDoneForeignTwiceOrCounted) {
  auto giver = run_of({"a", "b"});
  EXPECT_EQ(giver.no(PassRest{rest({})}), "delivery.rest_nothing_left");
  EXPECT_EQ(giver.no(PassRest{rest({"x"})}), "delivery.parcel_not_on_run");
  EXPECT_EQ(giver.no(PassRest{rest({"a", "a"})}), "delivery.parcel_twice");
  giver.yes(FinishStop{"a", true});
  EXPECT_EQ(giver.no(PassRest{rest({"a"})}), "delivery.stop_already_done");
  giver.yes(PassRest{rest({"b"})});
  EXPECT_EQ(giver.no(PassRest{rest({"b"}, "run-3")}), "delivery.rest_waits");
  EXPECT_EQ(giver.no(PassRest{rest({"b"})}), "delivery.rest_waits");
  EXPECT_EQ(Round{}.no(PassRest{rest({"a"})}), "delivery.run_not_on_the_road");
  auto counted = run_of({"a"}).after({CountRun{1, courier}});
  EXPECT_EQ(counted.no(PassRest{rest({"a"})}), "delivery.bag_counted");
}

TEST(Relay, IsTakenBackAsIfItHadNotBeen) {
  auto giver = run_of({"a", "b"});
  auto passed = rest({"a"});
  passed.hours_before = {{"a", "9-11"}};
  giver.after({PassRest{passed}, TakeBackRest{"run-2", witness}});
  const auto before = run_of({"a", "b"}).state;
  EXPECT_EQ(giver.state.parcels, before.parcels);
  EXPECT_TRUE(giver.state.passing.empty() && giver.state.passing_order.empty() && giver.state.hours_before.empty());
  EXPECT_EQ(giver.no(TakeBackRest{"run-2", witness}), "delivery.rest_not_waiting");
  EXPECT_EQ(giver.no(FinishStop{"a", true}), "");
}

TEST(Relay, ThatNobodyCountedInComesBackWithTheBag) {
  auto giver = run_of({"a", "b"}).after({PassRest{rest({"a", "b"})}});
  EXPECT_EQ(giver.no(CountRun{0, courier}), "delivery.closing_count_differs") << "it is all still in this bag";
  giver.yes(CountRun{2, courier});
  EXPECT_EQ(giver.no(GiveRest{"run-2", witness, 2}), "delivery.bag_counted");
  auto undone = giver;
  undone.yes(UndoCount{courier, ""});
  EXPECT_EQ(undone.no(GiveRest{"run-2", witness, 2}), "") << "a count that was taken back is none";
  giver.yes(CloseRun{witness});
  EXPECT_FALSE(giver.state.is_passing());
  EXPECT_EQ(giver.no(TakeBackRest{"run-2", witness}), "delivery.rest_not_waiting");
}

TEST(Relay, GivesEveryStopThatIsLeftOnePlace) {
  auto taker = run_of({"x", "y", "z"}).after({FinishStop{"x", true}});
  taker.yes(TakeRest{{.from = "run-1", .by = courier, .parcels = {"b", "c"}, .order = {"b", "z", "ghost", "x", "b"}, .counted = 2}});
  EXPECT_EQ(taker.state.parcels, (std::vector<std::string>{"x", "b", "z", "y", "c"})) << "what the plan forgot comes last, what is done stays done";
  EXPECT_EQ(taker.state.on_hand(), 4);
  EXPECT_EQ(taker.no(TakeRest{{.from = "run-1", .by = courier, .parcels = {"b"}, .order = {}}}), "delivery.parcel_twice");
  EXPECT_EQ(taker.no(FinishStop{"b", true}), "");
  taker.yes(CountRun{4, courier});
  EXPECT_EQ(taker.no(TakeRest{{.from = "run-1", .by = courier, .parcels = {"d"}, .order = {}}}), "delivery.bag_counted");
}

TEST(Relay, OfAParcelLeavesTheOneBagForTheOther) {
  auto parcel = loaded_parcel();
  EXPECT_EQ(parcel.no(PassOn{"run-2", "run-3", 1}), "delivery.parcel_not_on_run");
  EXPECT_EQ(packed_parcel().no(PassOn{"run-1", "run-2", 1}), "delivery.parcel_not_on_run");
  parcel.yes(PassOn{"run-1", "run-2", 4});
  EXPECT_EQ(parcel.no(right_hand_over("run-1")), "delivery.parcel_passed_on") << "who had it hears where it went";
  EXPECT_EQ(parcel.no(ReportNotHandedOver{"run-1", courier, "not_at_home"}), "delivery.parcel_passed_on");
  EXPECT_EQ(parcel.no(right_hand_over("run-3")), "delivery.parcel_not_here");
  EXPECT_EQ(parcel.no(right_hand_over("run-2")), "");
  parcel.yes(PassOn{"run-2", "run-1", 1});
  EXPECT_EQ(parcel.no(right_hand_over("run-1")), "") << "and who has it again hands it over";
  EXPECT_EQ(parcel.no(right_hand_over("run-2")), "delivery.parcel_passed_on");
}

TEST(OneMoreStop, GetsItsPlaceBeforeTheRunIsLoaded) {
  auto run = Round{}.after({PlanRun{{"36.73", "S-0007", "officer/S-0001", monday, 9, 12, {"a", "b"}}}});
  EXPECT_EQ(run.no(AddParcel{"a", witness, 1}), "delivery.parcel_twice");
  run.yes(AddParcel{"c", witness, 2});
  EXPECT_EQ(run.state.parcels, (std::vector<std::string>{"a", "c", "b"}));
  run.yes(AddParcel{"d", witness, 99});
  EXPECT_EQ(run.state.parcels.back(), "d");
  EXPECT_EQ(run.no(LoadRun{2, courier}), "delivery.loading_count_differs");
  run.yes(LoadRun{4, courier});
  EXPECT_EQ(run.no(AddParcel{"e", witness, 1}), "delivery.run_already_loaded");
  auto empty = Round{}.after({PlanRun{{"36.73", "S-0007", "officer/S-0001", monday, 9, 12, {"a"}}}, RemoveParcel{"a", "x", witness}});
  EXPECT_EQ(empty.no(AddParcel{"c", witness, 1}), "delivery.run_empty");
}

TEST(Run, IsClosedOnlyWithAllTheOldCardsThatWereTaken) {
  auto run = loaded_run().after({FinishStop{"a", true, true}, FinishStop{"b", false}, FinishStop{"c", true, true}});
  EXPECT_EQ(run.state.old_cards, 2);
  EXPECT_EQ(run.no(CountRun{1, courier, 1}), "delivery.old_cards_differ");
  EXPECT_EQ(run.no(CountRun{1, courier, 3}), "delivery.old_cards_differ");
  EXPECT_EQ(run.no(CountRun{0, courier, 2}), "delivery.closing_count_differs") << "one count does not stand for the other";
  run.yes(CountRun{1, courier, 2});
  run.yes(CloseRun{witness});
}

// ---- Whatever is asked in whatever order

ParcelCommand anything(Chance& chance) {
  const auto run = [&] { return "run-" + std::to_string(chance.below(2)); };
  const auto letters = [&] { return chance.below(3) == 0 ? Letters::wrong : Letters::right; };
  switch (chance.below(10)) {
    case 8: return PassOn{run(), run(), 1};
    case 0: return Pack{"case-1", "KA00000001", "mark", true};
    case 1: return PutOn{run(), 1};
    case 2: return TakeOff{run(), "ill"};
    case 3: return Load{run()};
    case 4: return HandOver{chance.below(3) == 0 ? "" : run(), letters(), letters(), courier, "self", chance.below(2) == 0, chance.below(4) != 0};
    case 5: return ReportNotHandedOver{run(), courier, "nobody_home"};
    case 6: return BringToOffice{courier};
    case 7: return UnlockSecret{witness};
    default: return VoidParcel{chance.below(6) == 0 ? witness : courier, "not_genuine"};
  }
}

TEST(AnyOrder, HandsACardOverOnceAndOnlyWithEverythingRight) {
  using enum ParcelStage;
  const std::map<ParcelStage, std::set<ParcelStage>> ways{{none, {packed}},
                                                          {packed, {on_run, handed_over, voided}},
                                                          {on_run, {packed, loaded}},
                                                          {loaded, {not_handed_over, handed_over, packed}},
                                                          {not_handed_over, {packed}},
                                                          {handed_over, {}},
                                                          {voided, {}}};
  int handed = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SeededChance chance(seed);
    Packet parcel;
    int hand_overs = 0;
    for (int step = 0; step < 80; ++step) {
      const auto command = anything(chance);
      const auto answer = decide(parcel.state, command, morning);
      if (std::holds_alternative<Refusal>(answer)) continue;
      for (const auto& entry : std::get<std::vector<ParcelEntry>>(answer)) {
        const auto before = parcel.state;
        apply(parcel.state, entry, morning);
        const auto from = before.stage, to = parcel.state.stage;
        ASSERT_TRUE(from == to || ways.at(from).contains(to)) << "seed " << seed << ": " << name_of(from) << " -> " << name_of(to);
        if (to != handed_over || from == handed_over) continue;
        const auto& wish = std::get<HandOver>(command);
        ASSERT_TRUE(wish.envelope == Letters::right && wish.secret == Letters::right && wish.face_matches && wish.old_card_taken);
        ASSERT_FALSE(before.locked());
        ++hand_overs;
      }
    }
    ASSERT_LE(hand_overs, 1);
    handed += hand_overs;
  }
  EXPECT_GT(handed, 20) << "the walk should hand some cards over";
}

TEST(Names, ComeBackForEveryStage) {
  for (int i = 0; i <= static_cast<int>(ParcelStage::voided); ++i) EXPECT_EQ(parcel_stage_named(name_of(static_cast<ParcelStage>(i))), static_cast<ParcelStage>(i));
  for (int i = 0; i <= static_cast<int>(RunStage::closed); ++i) EXPECT_EQ(run_stage_named(name_of(static_cast<RunStage>(i))), static_cast<RunStage>(i));
  EXPECT_EQ(parcel_stage_named("lost"), std::nullopt);
  EXPECT_EQ(run_stage_named("lost"), std::nullopt);
}

}  // namespace
}  // namespace opak::delivery
