#include "office/propose.h"

#include <gtest/gtest.h>

#include <set>

#include "office/office_twin.h"

namespace opak::office {
namespace {

class AProposal : public testing::Test {
 protected:
  void SetUp() override {
    twin.stock(12);
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
      const auto id = twin.verified(twin.submitted("lost", label, "+628120000001" + std::to_string(n)));
      twin.printed(id, "KA0000000" + std::to_string(++n));
      ids.push_back(id);
    }
  }
  Proposal propose(const DayWish& day) {
    auto proposal = propose_day(*twin.office, twin.office->reader(), day);
    EXPECT_TRUE(proposal.has_value());
    return proposal ? *proposal : Proposal{};
  }
  static std::set<std::string> brought(const Proposal& proposal) {
    std::set<std::string> all;
    for (const auto& run : proposal.runs)
      for (const auto& stop : run.stops) EXPECT_TRUE(all.insert(stop.application).second) << "brought twice";
    return all;
  }

  OfficeTwin twin;
  std::vector<std::string> ids;
};

TEST_F(AProposal, BringsEveryReadyCardOnceWhereTheHoursAreLongEnough) {
  const auto proposal = propose({.couriers = {"S-0006", "S-0007"}, .stops_max = 30, .from_hour = 8, .to_hour = 15});
  ASSERT_EQ(proposal.runs.size(), 2U) << "one a courier, also where one stays at home";
  EXPECT_EQ(brought(proposal), std::set<std::string>(ids.begin(), ids.end()));
  EXPECT_TRUE(proposal.stays.empty());
}

TEST_F(AProposal, IsTheSameTwice) {
  const DayWish day{.couriers = {"S-0006", "S-0007"}, .stops_max = 30, .from_hour = 8, .to_hour = 15};
  const auto order = [](const Proposal& proposal) {
    std::string all;
    for (const auto& run : proposal.runs) {
      all += run.courier + ":";
      for (const auto& stop : run.stops) all += stop.parcel + ",";
    }
    return all;
  };
  EXPECT_EQ(order(propose(day)), order(propose(day)));
}

TEST_F(AProposal, SaysWhyACardStays) {
  const auto full = propose({.couriers = {"S-0006"}, .stops_max = 2, .from_hour = 8, .to_hour = 15});
  EXPECT_EQ(brought(full).size(), 2U);
  ASSERT_EQ(full.stays.size(), 1U);
  EXPECT_TRUE(full.stays[0].why == "jobs_max" || full.stays[0].why == "load") << full.stays[0].why;
}

TEST_F(AProposal, IsEmptyWithoutCouriersAndWithoutCards) {
  EXPECT_TRUE(propose({.couriers = {}}).runs.empty());
  for (const auto& id : ids) OfficeTwin::must(twin.office->record({.actor = "system"}, [&](Book& book) -> Answer { return book.ask(id, application::ChoosePickup{"resident"}) ? Answer(Refusal{"x"}) : Answer(Done{}); }));
  const auto nothing = propose({.couriers = {"S-0006"}});
  ASSERT_EQ(nothing.runs.size(), 1U);
  EXPECT_TRUE(nothing.runs[0].stops.empty());
}

}  // namespace
}  // namespace opak::office
