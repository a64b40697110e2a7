// One stop to another courier: what it costs, where the card is, who hears of it, and the way back.
#include "office/move_stop.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "office/office_twin.h"
#include "office/outbox.h"

namespace opak::office {
namespace {

using Case = MoveProposal::Case;

// Agus (S-0006) has three cards and Bayu (S-0016) one, planned for nine today; it is eight.
struct AStop : testing::Test {
  OfficeTwin twin;
  std::vector<std::string> ids;
  std::string agus_run, bayu_run;

  Office& office() { return *twin.office; }
  Asked bayu() { return twin.as("S-0016", {access::Role::courier}); }
  Day today() { return day_in_jakarta(twin.clock.now()); }
  std::string parcel(std::size_t n) { return twin.state(ids[n]).parcel; }
  views::Run run(const std::string& id) { return *twin.boards().find_run(id); }
  void SetUp() override {
    twin.stock(12);
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother", "old_serang_nik"}) {
      ids.push_back(twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(n))));
      twin.printed(ids.back(), "KA0000000" + std::to_string(++n));
    }
    twin.clock.set(moment_in_jakarta(today(), 8));
    agus_run = planned("S-0006", {0, 1, 2});
    bayu_run = planned("S-0016", {3});
  }
  std::string planned(const std::string& courier, const std::vector<std::size_t>& cards, Hours told = {9, 11}) {
    SetRun wish{courier, today(), 9, 13, {}, {}};
    for (const auto n : cards) {
      wish.parcels.push_back(parcel(n));
      wish.hours.push_back(told);
    }
    return OfficeTwin::word(set_run(office(), wish, twin.ratna()), "run");
  }
  void both_leave() {
    twin.must(load_run(office(), {agus_run, 3}, twin.agus()));
    twin.must(load_run(office(), {bayu_run, 1}, bayu()));
    twin.clock.set(moment_in_jakarta(today(), 9, 30));
  }
  MoveProposal proposed(std::size_t n = 1) { return propose_move(office(), office().reader(), agus_run, parcel(n)); }
  MoveStop accepted(const MoveProposal& proposal) {
    const auto& offer = proposal.offers.at(0);
    MoveStop wish{proposal.run, offer.run, proposal.parcel, proposal.version, offer.version, offer.position, {}};
    for (const auto& moved : offer.moved) wish.hours[moved.parcel] = moved.now;
    return wish;
  }
  int told(const std::string& notice) {
    int count = 0;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 200)) count += letter.notice == notice;
    return count;
  }
};

TEST_F(AStop, OfAPlannedRunShowsItsCostWithEachOtherCourierAndWritesNothing) {
  const auto seq = twin.boards().last_seq();
  const auto proposal = proposed();
  EXPECT_EQ(twin.boards().last_seq(), seq);
  ASSERT_EQ(proposal.outcome, Case::ready);
  EXPECT_FALSE(proposal.under_way);
  EXPECT_GT(proposal.minutes_less, 0);
  ASSERT_EQ(proposal.offers.size(), 1U);
  EXPECT_EQ(proposal.offers[0].courier, "S-0016");
  EXPECT_TRUE(proposal.offers[0].fits);
  EXPECT_GT(proposal.offers[0].minutes_more, 0);
  EXPECT_GE(proposal.offers[0].km_more, 0);
}

TEST_F(AStop, ChangesItsRunBeforeLoadingAndItsResidentHearsNothingWhileTheHoursHold) {
  const auto proposal = proposed();
  ASSERT_TRUE(proposal.offers.at(0).moved.empty()) << "two stops are done by eleven";
  const auto planned_letters = told("delivery_planned");
  twin.must(move_stop(office(), accepted(proposal), twin.ratna()));
  EXPECT_EQ(run(agus_run).state.parcels, (std::vector<std::string>{parcel(0), parcel(2)}));
  EXPECT_EQ(run(bayu_run).state.parcels.size(), 2U);
  EXPECT_EQ(twin.state(ids[1]).run, bayu_run);
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0016");
  EXPECT_EQ(twin.state(ids[1]).from_hour, 9);
  EXPECT_EQ(told("window_moved"), 0);
  EXPECT_EQ(told("delivery_unplanned"), 0);
  EXPECT_EQ(told("delivery_planned"), planned_letters);
  twin.must(load_run(office(), {agus_run, 2}, twin.agus()));
  twin.must(load_run(office(), {bayu_run, 2}, bayu()));
  twin.must(hand_over(office(), twin.right_hands(bayu_run, ids[1]), bayu()));
}

TEST_F(AStop, WhoseHoursNoLongerHoldTellsItsResidentOnce) {
  twin.must(dissolve_run(office(), {agus_run}, twin.ratna()));
  agus_run = planned("S-0006", {0, 1, 2}, {11, 13});
  const auto proposal = proposed();
  const auto& moved = proposal.offers.at(0).moved;
  // The planner waits for who was told eleven; only one who is reached outside hears.
  for (const auto& one : moved) EXPECT_TRUE(new_hours(one.told, one.now.from * 60 + 15, 8));
  auto wish = accepted(proposal);
  wish.hours[parcel(1)] = {12, 14};
  twin.must(move_stop(office(), wish, twin.ratna()));
  EXPECT_EQ(told("window_moved"), static_cast<int>(wish.hours.size()));
  EXPECT_EQ(twin.state(ids[1]).from_hour, 12);
}

TEST_F(AStop, GoesBackToItsPlaceInOnePressUntilItsRunIsLoaded) {
  twin.must(move_stop(office(), accepted(proposed()), twin.ratna()));
  auto boards = twin.boards();
  EXPECT_EQ(came_from(boards, run(bayu_run), parcel(1)), agus_run);
  EXPECT_EQ(came_from(boards, run(bayu_run), parcel(3)), "") << "it was there from the beginning";
  const auto back = way_back(office(), office().reader(), bayu_run, parcel(1));
  ASSERT_TRUE(back);
  twin.must(move_stop(office(), *back, twin.ratna()));
  EXPECT_EQ(run(agus_run).state.parcels, (std::vector<std::string>{parcel(0), parcel(1), parcel(2)}));
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0006");

  twin.must(move_stop(office(), accepted(proposed()), twin.ratna()));
  twin.must(load_run(office(), {agus_run, 2}, twin.agus()));
  EXPECT_FALSE(way_back(office(), office().reader(), bayu_run, parcel(1))) << "that bag was counted without it";
}

TEST_F(AStop, FromAStaleProposalOrByACourierIsRefusedWhole) {
  const auto wish = accepted(proposed());
  EXPECT_EQ(twin.no(move_stop(office(), wish, twin.agus())), "office.not_your_role");
  twin.must(remove_from_run(office(), {bayu_run, parcel(3), "dispatcher"}, twin.ratna()));
  const auto seq = twin.boards().last_seq();
  EXPECT_EQ(twin.no(move_stop(office(), wish, twin.ratna())), "delivery.plan_is_stale");
  EXPECT_EQ(twin.boards().last_seq(), seq);
  EXPECT_EQ(proposed().outcome, Case::nobody_else) << "an empty run takes nothing";
}

TEST_F(AStop, UnderWayStaysInItsBagUntilTheOtherCourierCountedIt) {
  both_leave();
  const auto proposal = proposed();
  ASSERT_EQ(proposal.outcome, Case::ready);
  EXPECT_TRUE(proposal.under_way);
  const auto& offer = proposal.offers.at(0);
  ASSERT_TRUE(offer.fits);
  EXPECT_GE(offer.minutes_more, 5) << "they have to meet";
  EXPECT_EQ(offer.order.size(), 2U);
  PassRest wish{agus_run, proposal.version, {{offer.run, {parcel(1)}, offer.order}}, {}};
  for (const auto& moved : offer.moved) wish.hours[moved.parcel] = moved.now;
  twin.must(pass_rest(office(), wish, twin.ratna()));
  EXPECT_EQ(run(agus_run).state.on_hand(), 3);
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0006");
  EXPECT_EQ(proposed(2).outcome, Case::waits);
  twin.must(take_back_rest(office(), {agus_run}, twin.ratna()));
  twin.must(pass_rest(office(), [&] { wish.version = run(agus_run).state.version; return wish; }(), twin.ratna()));
  EXPECT_EQ(twin.no(take_rest(office(), {bayu_run, agus_run, 3}, bayu())), "delivery.rest_count_differs");
  twin.must(take_rest(office(), {bayu_run, agus_run, 1}, bayu()));
  EXPECT_EQ(run(agus_run).state.on_hand(), 2);
  EXPECT_EQ(run(bayu_run).state.on_hand(), 2);
  EXPECT_EQ(twin.state(ids[1]).courier, "S-0016");
  twin.must(hand_over(office(), twin.right_hands(agus_run, ids[0]), twin.agus()));
  EXPECT_EQ(proposed(0).outcome, Case::not_movable) << "it is done";
}

TEST_F(AStop, IsOfferedOnlyToWhoStandsWhereItsCardIs) {
  twin.must(load_run(office(), {agus_run, 3}, twin.agus()));
  EXPECT_EQ(proposed().outcome, Case::nobody_else) << "Bayu has not left: their bag is not counted yet";
  twin.must(load_run(office(), {bayu_run, 1}, bayu()));
  EXPECT_EQ(proposed().outcome, Case::ready);
  twin.must(count_run(office(), {bayu_run, 1}, bayu()));
  EXPECT_EQ(proposed().outcome, Case::nobody_else);
  EXPECT_EQ(propose_move(office(), office().reader(), "no-such-run", parcel(1)).outcome, Case::not_movable);
  EXPECT_EQ(propose_move(office(), office().reader(), agus_run, "no-such-parcel").outcome, Case::not_movable);
}

}  // namespace
}  // namespace opak::office
