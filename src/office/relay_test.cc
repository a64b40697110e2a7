// A courier who cannot go on, and one more stop: custody, closing sums, what residents hear.
#include "office/relay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "office/by_two.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "office/phone_sheet.h"

namespace opak::office {
namespace {

using application::Stage;
using Case = RelayProposal::Case;

// Agus (S-0006) with three cards and Bayu (S-0016) with one, both on the road since nine.
struct ARelay : testing::Test {
  OfficeTwin twin;
  std::vector<std::string> ids;
  std::string agus_run, bayu_run;

  Office& office() { return *twin.office; }
  Asked bayu() { return twin.as("S-0016", {access::Role::courier}); }
  Day today() { return day_in_jakarta(twin.clock.now()); }

  void SetUp() override {
    twin.stock(12);
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother", "old_serang_nik"}) {
      const auto id = twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(n)));
      twin.printed(id, "KA0000000" + std::to_string(++n));
      ids.push_back(id);
    }
    twin.clock.set(moment_in_jakarta(today(), 8));
    agus_run = loaded("S-0006", {0, 1, 2}, twin.agus());
    bayu_run = loaded("S-0016", {3}, bayu());
    twin.clock.set(moment_in_jakarta(today(), 10, 40));
  }
  std::string parcel(std::size_t n) { return twin.state(ids[n]).parcel; }
  std::string planned(const std::string& courier, const std::vector<std::size_t>& cards, int from = 9) {
    SetRun wish{courier, today(), from, from + 4, {}, {}};
    for (const auto n : cards) {
      wish.parcels.push_back(parcel(n));
      wish.hours.push_back({from, from + 2});
    }
    return OfficeTwin::word(set_run(office(), wish, twin.ratna()), "run");
  }
  std::string loaded(const std::string& courier, const std::vector<std::size_t>& cards, const Asked& by) {
    const auto run = planned(courier, cards);
    twin.must(load_run(office(), {run, static_cast<int>(cards.size())}, by));
    return run;
  }
  views::Run run(const std::string& id) { return *twin.boards().find_run(id); }
  RelayProposal proposed(int back_by = 18) {
    auto proposal = propose_relay(office(), office().reader(), agus_run, back_by, 0.2);
    EXPECT_TRUE(proposal.has_value());
    return proposal ? *proposal : RelayProposal{};
  }
  static PassRest accepted(const RelayProposal& proposal) {
    PassRest wish{proposal.run, proposal.version, {}, {}};
    for (const auto& part : proposal.parts) wish.parts.push_back({part.run, part.parcels, part.order});
    for (const auto& moved : proposal.moved) wish.hours[moved.parcel] = moved.now;
    return wish;
  }
  void pass() { twin.must(pass_rest(office(), accepted(proposed()), twin.ratna())); }
  int told(const std::string& notice) {
    int count = 0;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 200)) count += letter.notice == notice;
    return count;
  }
  // Every card is in exactly one bag, case or hand, and each bag's closing sum is what the stock card says is in it.
  void every_card_in_one_place() {
    const auto stock = twin.boards().find_stock(OfficeTwin::the_catalogue().city().code);
    std::map<std::string, int> in_bag;
    for (std::size_t n = 0; n < ids.size(); ++n) {
      const auto serial = *blangko::parse_serial(twin.state(ids[n]).blangko);
      const auto* holding = stock->find(serial);
      const auto state = twin.boards().find_parcel(parcel(n))->state;
      if (state.stage == delivery::ParcelStage::handed_over) EXPECT_EQ(holding, nullptr);
      else if (state.stage == delivery::ParcelStage::packed || state.stage == delivery::ParcelStage::on_run) EXPECT_EQ(holding->place, "case/" + ids[n]);
      else EXPECT_EQ(holding->place, "bag/" + state.run);
      if (holding != nullptr && holding->place.starts_with("bag/")) ++in_bag[holding->place.substr(4)];
    }
    for (const auto& id : {agus_run, bayu_run})
      if (run(id).state.stage == delivery::RunStage::loaded) {
        EXPECT_EQ(run(id).state.on_hand(), in_bag[id]) << id;
      }
  }
  void closed(const std::string& id, int on_hand, const Asked& by) { twin.must(close_by_two(office(), {id, on_hand}, by, twin.ratna())); }
};

TEST_F(ARelay, ProposesWhereTheRestGoesAndWritesNothing) {
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  const auto seq = twin.boards().last_seq();
  const auto proposal = proposed();
  EXPECT_EQ(twin.boards().last_seq(), seq);
  ASSERT_EQ(proposal.outcome, Case::ready);
  ASSERT_EQ(proposal.parts.size(), 1U);
  const auto& part = proposal.parts[0];
  EXPECT_EQ(part.run, bayu_run);
  EXPECT_EQ(std::set<std::string>(part.parcels.begin(), part.parcels.end()), (std::set<std::string>{parcel(1), parcel(2)}));
  EXPECT_EQ(part.order.size(), 3U) << "with the stop that Bayu has already";
  EXPECT_GT(part.minutes_more, 0);
  EXPECT_GE(part.km_more, 0);
  EXPECT_TRUE(proposal.stays.empty());
  EXPECT_EQ(last_stop(office().reader(), agus_run).parcel, parcel(0));
  EXPECT_EQ(last_stop(office().reader(), agus_run).at, twin.clock.now());
  EXPECT_EQ(last_stop(office().reader(), bayu_run).parcel, "");
}

TEST_F(ARelay, TellsOnlyThoseWhoseHoursNoLongerHold) {
  EXPECT_EQ(new_hours({9, 11}, 11 * 60 + 15, 9), std::nullopt);
  const auto moved = new_hours({9, 11}, 11 * 60 + 16, 9);
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->from, 11);
  EXPECT_EQ(moved->to, 13);
  EXPECT_EQ(new_hours({9, 11}, 8 * 60 + 45, 8), std::nullopt);
  EXPECT_TRUE(new_hours({9, 11}, 8 * 60 + 44, 8));
  EXPECT_EQ(new_hours({0, 0}, 600, 8), std::nullopt) << "nothing was told";

  const auto proposal = proposed();
  std::set<std::string> named;
  for (const auto& one : proposal.moved) named.insert(one.application);
  twin.must(pass_rest(office(), accepted(proposal), twin.ratna()));
  EXPECT_EQ(told("window_moved"), static_cast<int>(proposal.moved.size()));
  ASSERT_FALSE(proposal.moved.empty()) << "at 10.40 with four stops somebody is reached after 11.15";
  for (const auto& one : proposal.moved) {
    EXPECT_EQ(twin.state(one.application).from_hour, one.now.from);
    EXPECT_EQ(one.told.from, 9);
  }
  for (const auto& id : ids)
    if (!named.contains(id)) {
      EXPECT_EQ(twin.state(id).from_hour, 9);
    }
}

TEST_F(ARelay, LeavesEachCardInItsBagUntilTheOtherCourierCounted) {
  pass();
  every_card_in_one_place();
  EXPECT_EQ(run(agus_run).state.on_hand(), 3);
  EXPECT_EQ(run(bayu_run).state.parcels.size(), 1U);
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0006");
  auto boards = twin.boards();
  const auto coming = rest_coming(boards, run(bayu_run));
  ASSERT_EQ(coming.size(), 1U);
  EXPECT_EQ(coming[0].courier, "S-0006");
  EXPECT_EQ(coming[0].cards, 3);

  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 2}, bayu())), "delivery.rest_count_differs");
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, twin.agus())), "office.not_your_role") << "nobody counts into another's bag";
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, twin.rina())), "office.not_your_role");
  every_card_in_one_place();
  twin.must(take_rest(office(), {bayu_run, agus_run, 3}, bayu()));
  every_card_in_one_place();
  EXPECT_EQ(run(agus_run).state.on_hand(), 0);
  EXPECT_EQ(run(bayu_run).state.on_hand(), 4);
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0016");
  EXPECT_TRUE(rest_coming(boards, run(bayu_run)).empty());
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, bayu())), "delivery.rest_not_waiting") << "once";

  // Who had it before hears where it is; who has it hands it over.
  EXPECT_EQ(twin.no(hand_over(office(), twin.right_hands(agus_run, ids[1]), twin.agus())), "delivery.parcel_passed_on");
  EXPECT_EQ(twin.no(report_failed_attempt(office(), {agus_run, parcel(1), "not_at_home"}, twin.agus())), "delivery.parcel_passed_on");
  twin.must(hand_over(office(), twin.right_hands(bayu_run, ids[1]), bayu()));
  EXPECT_EQ(twin.state(ids[1]).stage, Stage::delivered);
  every_card_in_one_place();
  closed(agus_run, 0, twin.agus());
  closed(bayu_run, 3, bayu());
  every_card_in_one_place();
}

// An act that Agus' phone kept from before Bayu counted: no, with the reason, and nothing of it is written.
TEST_F(ARelay, JudgesWhatAPhoneKeptFromBefore) {
  pass();
  twin.must(take_rest(office(), {bayu_run, agus_run, 3}, bayu()));
  auto late = twin.right_hands(agus_run, ids[0]);
  late.earlier = DoneEarlier{moment_in_jakarta(today(), 10, 20), false};
  const auto seq = twin.boards().last_seq();
  EXPECT_EQ(twin.no(hand_over(office(), late, twin.agus())), "delivery.parcel_passed_on");
  EXPECT_EQ(twin.boards().last_seq(), seq);
  every_card_in_one_place();
}

TEST_F(ARelay, OfACardThatWasHandedOverMeanwhileIsOneLess) {
  pass();
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, bayu())), "delivery.rest_count_differs");
  twin.must(take_rest(office(), {bayu_run, agus_run, 2}, bayu()));
  every_card_in_one_place();
  closed(agus_run, 0, twin.agus());
}

TEST_F(ARelay, IsTakenBackInOnePressBeforeItWasCounted) {
  const auto proposal = proposed();
  twin.must(pass_rest(office(), accepted(proposal), twin.ratna()));
  const int first = told("window_moved");
  ASSERT_GT(first, 0);
  EXPECT_EQ(twin.no(take_back_rest(office(), {agus_run}, twin.agus())), "office.not_your_role");
  EXPECT_EQ(OfficeTwin::word(take_back_rest(office(), {agus_run}, twin.ratna()), "n"), "3");
  EXPECT_EQ(told("window_moved"), 2 * first) << "who was told is told again, and nobody else";
  for (const auto& id : ids) EXPECT_EQ(twin.state(id).from_hour, 9);
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, bayu())), "delivery.rest_not_waiting");
  EXPECT_EQ(twin.no(take_back_rest(office(), {agus_run}, twin.ratna())), "delivery.rest_not_waiting");
  every_card_in_one_place();
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  pass();  // And again.
  twin.must(take_rest(office(), {bayu_run, agus_run, 2}, bayu()));
  EXPECT_EQ(twin.no(take_back_rest(office(), {agus_run}, twin.ratna())), "delivery.rest_not_waiting") << "counted is counted";
  every_card_in_one_place();
}

TEST_F(ARelay, OfHoursThatAreOverTellsThemToNobodyAgain) {
  pass();
  const int first = told("window_moved");
  twin.clock.set(moment_in_jakarta(today(), 11));
  twin.must(take_back_rest(office(), {agus_run}, twin.ratna()));
  EXPECT_EQ(told("window_moved"), first) << "nine to eleven is no news at eleven";
}

TEST_F(ARelay, ThatNobodyCountedInComesBackWithItsOwnBag) {
  pass();
  EXPECT_EQ(twin.no(count_run(office(), {agus_run, 0}, twin.agus())), "delivery.closing_count_differs");
  closed(agus_run, 3, twin.agus());
  every_card_in_one_place();
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, bayu())), "delivery.run_not_on_the_road");
  EXPECT_EQ(twin.state(ids[0]).stage, Stage::not_reached);
  closed(bayu_run, 1, bayu());
  every_card_in_one_place();
}

TEST_F(ARelay, FromAStaleProposalIsRefusedWhole) {
  const auto one = proposed(), two = proposed();
  twin.must(pass_rest(office(), accepted(one), twin.ratna()));
  const auto seq = twin.boards().last_seq();
  EXPECT_EQ(twin.no(pass_rest(office(), accepted(two), twin.as("S-0009", {access::Role::supervisor}))), "delivery.plan_is_stale");
  EXPECT_EQ(twin.boards().last_seq(), seq);
  EXPECT_EQ(proposed().outcome, Case::waits);
}

TEST_F(ARelay, FromBeforeOneMoreStopWasDoneIsStaleEvenWhereThatStopIsNotInIt) {
  auto wish = accepted(proposed());
  ASSERT_EQ(wish.parts.size(), 1U);
  std::erase(wish.parts[0].parcels, parcel(0));
  std::erase(wish.parts[0].order, parcel(0));
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  EXPECT_EQ(twin.no(pass_rest(office(), wish, twin.ratna())), "delivery.plan_is_stale");
  wish.version = run(agus_run).state.version;
  EXPECT_EQ(twin.no(pass_rest(office(), wish, twin.ratna())), "");
}

TEST_F(ARelay, ToACourierWhoStoppedMeanwhileIsStale) {
  const auto proposal = proposed();
  twin.must(count_run(office(), {bayu_run, 1}, bayu()));
  EXPECT_EQ(twin.no(pass_rest(office(), accepted(proposal), twin.ratna())), "delivery.plan_is_stale");
  EXPECT_EQ(proposed().outcome, Case::nobody_else);
}

// Who is at work is not stopped by a proposal: a stop done meanwhile changes nothing for those who take over.
TEST_F(ARelay, ToACourierWhoWentOnMeanwhileHolds) {
  const auto proposal = proposed();
  twin.must(hand_over(office(), twin.right_hands(bayu_run, ids[3]), bayu()));
  twin.must(pass_rest(office(), accepted(proposal), twin.ratna()));
  twin.must(take_rest(office(), {bayu_run, agus_run, 3}, bayu()));
  EXPECT_EQ(run(bayu_run).state.parcels.size(), 4U);
  EXPECT_EQ(run(bayu_run).state.parcels.front(), parcel(3));
  every_card_in_one_place();
}

TEST_F(ARelay, IsForSupervisorsAndOnlyWhereThereIsSomethingToPass) {
  EXPECT_EQ(twin.no(pass_rest(office(), accepted(proposed()), twin.agus())), "office.not_your_role");
  for (std::size_t n = 0; n < 3; ++n) twin.must(hand_over(office(), twin.right_hands(agus_run, ids[n]), twin.agus()));
  EXPECT_EQ(proposed().outcome, Case::nothing_left);
  twin.must(count_run(office(), {agus_run, 0}, twin.agus()));
  EXPECT_EQ(proposed().outcome, Case::bag_counted);
  twin.must(close_run(office(), {agus_run}, twin.ratna()));
  EXPECT_EQ(proposed().outcome, Case::not_on_the_road);
  EXPECT_EQ(propose_relay(office(), office().reader(), "no-such-run")->outcome, Case::not_on_the_road);
}

TEST_F(ARelay, SaysWhyACardIsTakenByNobody) {
  const auto late = proposed(11);
  EXPECT_FALSE(late.stays.empty()) << "by eleven nobody can do three stops more";
  for (const auto& one : late.stays) EXPECT_FALSE(one.why.empty());
}

TEST_F(ARelay, PutsTheStopsOnTheOtherPhoneAndTakesThemFromTheFirst) {
  const auto stops = [&](const std::string& run, const Asked& by) {
    const auto answer = open_phone_sheet(office(), run, by);
    return std::get<PhoneSheet>(answer.wait()).sheet.stops.size();
  };
  pass();
  EXPECT_EQ(stops(agus_run, twin.agus()), 3U);
  EXPECT_EQ(stops(bayu_run, bayu()), 1U);
  twin.must(take_rest(office(), {bayu_run, agus_run, 3}, bayu()));
  EXPECT_EQ(stops(agus_run, twin.agus()), 0U);
  EXPECT_EQ(stops(bayu_run, bayu()), 4U);
}

// ---- One more stop

TEST(OneMoreStop, IsPutWhereItCostsLeastAndToldToItsResident) {
  OfficeTwin twin;
  twin.stock(12);
  std::vector<std::string> ids, parcels;
  int n = 0;
  for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
    ids.push_back(twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(n))));
    parcels.push_back(twin.printed(ids.back(), "KA0000000" + std::to_string(++n)));
  }
  auto& office = *twin.office;
  const auto tomorrow = day_in_jakarta(twin.clock.now()) + 1;
  const auto run = OfficeTwin::word(set_run(office, {"S-0006", tomorrow, 9, 13, {parcels[0], parcels[1]}, {{9, 11}, {9, 11}}}, twin.ratna()), "run");
  const auto proposal = propose_stop(office, office.reader(), run, parcels[2]);
  ASSERT_TRUE(proposal);
  EXPECT_GT(proposal->minutes_more, 0);
  EXPECT_LE(proposal->moved.size(), 2U);
  AddStop wish{run, parcels[2], proposal->version, proposal->position, proposal->hours, {}};
  for (const auto& moved : proposal->moved) wish.moved[moved.parcel] = moved.now;
  EXPECT_EQ(twin.no(add_stop(office, wish, twin.agus())), "office.not_your_role");
  twin.must(add_stop(office, wish, twin.ratna()));
  const auto after = twin.boards().find_run(run)->state;
  ASSERT_EQ(after.parcels.size(), 3U);
  EXPECT_EQ(after.parcels[static_cast<std::size_t>(proposal->position) - 1], parcels[2]);
  auto others = after.parcels;
  std::erase(others, parcels[2]);
  EXPECT_EQ(others, (std::vector<std::string>{parcels[0], parcels[1]})) << "the others keep their order";
  EXPECT_EQ(twin.state(ids[2]).run, run);
  EXPECT_EQ(twin.state(ids[2]).from_hour, proposal->hours.from);
  EXPECT_EQ(twin.no(add_stop(office, wish, twin.ratna())), "delivery.plan_is_stale");

  // Taken off again as any other; and once it is loaded nothing is added.
  twin.must(remove_from_run(office, {run, parcels[2], "dispatcher"}, twin.ratna()));
  EXPECT_EQ(twin.state(ids[2]).run, "");
  twin.clock.pass(days(1));
  twin.must(load_run(office, {run, 2}, twin.agus()));
  EXPECT_EQ(propose_stop(office, office.reader(), run, parcels[2]), std::nullopt);
  wish.version = twin.boards().find_run(run)->state.version;
  EXPECT_EQ(twin.no(add_stop(office, wish, twin.ratna())), "delivery.run_already_loaded");
}

// At twenty to eleven nobody of nine to eleven is late yet; at half past eleven all who are left are, and who was visited is not named.
TEST_F(ARelay, IsSeenComingInTheStopsThatAreLate) {
  const auto late = [&] {
    std::vector<std::string> parcels;
    for (const auto& stop : late_stops(office(), office().reader(), run(agus_run))) parcels.push_back(stop.parcel);
    return parcels;
  };
  twin.clock.set(moment_in_jakarta(today(), 9, 5));
  EXPECT_TRUE(late().empty());
  twin.clock.set(moment_in_jakarta(today(), 11, 30));
  EXPECT_EQ(late(), (std::vector<std::string>{parcel(0), parcel(1), parcel(2)}));
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  EXPECT_EQ(late(), (std::vector<std::string>{parcel(1), parcel(2)}));
  EXPECT_GT(late_stops(office(), office().reader(), run(agus_run))[0].at_door, 11 * 60 + 30);
}

}  // namespace
}  // namespace opak::office
