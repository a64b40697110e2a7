// Several things asked for at once, and what answers each.
#include "office/repairs.h"

#include <gtest/gtest.h>

#include "office/apply_for.h"
#include "office/check.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "office/promises.h"

namespace opak::office {
namespace {

using application::Ask;
using application::Stage;

struct ARepair : testing::Test {
  OfficeTwin twin;
  std::string id = twin.submitted();
  Office& office() { return *twin.office; }

  void returned(std::vector<Ask> asks) {
    const auto first = asks.front();
    asks.erase(asks.begin());
    twin.must(return_for_fix(office(), {id, first.reason, first.paper, Personal<std::string>("Mohon diperbaiki."), std::move(asks)}, twin.rina()));
  }
  Wanted wanted() { return wanted_of(OfficeTwin::the_catalogue().get_service("lost"), twin.state(id)); }
  std::string send(const std::string& paper) { return OfficeTwin::word(add_paper(office(), {id, paper, twin.paper(twin.state(id).contact)}, twin.resident()), "resubmitted"); }
  std::size_t letters(const std::string& notice) {
    std::size_t found = 0;
    for (const auto& letter : due_letters(office().reader(), twin.clock.now(), 200)) found += letter.notice == notice ? 1 : 0;
    return found;
  }
};

// Two swapped papers took two rounds and two messages.
TEST_F(ARepair, OfTwoSwappedPapersIsOneRoundAndOneMessage) {
  returned({{"paper_wrong", "loss_letter"}, {"paper_wrong", "family_card"}});
  EXPECT_EQ(letters("returned_several"), 1U);
  EXPECT_EQ(letters("returned"), 0U);
  EXPECT_EQ(wanted().papers, (std::vector<std::string>{"loss_letter", "family_card"}));
  EXPECT_EQ(send("family_card"), "");
  EXPECT_EQ(twin.state(id).stage, Stage::returned) << "partly repaired, then left";
  EXPECT_EQ(wanted().papers, std::vector<std::string>{"loss_letter"});
  EXPECT_EQ(send("family_card"), "") << "the same once more is no other paper";
  EXPECT_EQ(send("loss_letter"), "1");
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
  EXPECT_EQ(letters("resubmitted"), 1U);
}

TEST_F(ARepair, OfOneThingIsToldAsBefore) {
  returned({{"paper_unclear", "loss_letter"}});
  EXPECT_EQ(letters("returned"), 1U);
  EXPECT_EQ(send("family_card"), "") << "not what was asked";
  EXPECT_EQ(send("loss_letter"), "1");
}

TEST_F(ARepair, OfPhotoAnswersAndAddressWaitsForAllThree) {
  returned({{"paper_unclear", "loss_letter"}, {"name_differs", "family_card"}, {"number_differs", "family_card"}, {"address_unclear", ""}});
  EXPECT_EQ(wanted().papers, std::vector<std::string>{"loss_letter"});
  EXPECT_EQ(wanted().doubted, std::vector<std::string>{"family_card"});
  EXPECT_EQ(wanted().questions, (std::vector<std::string>{"name", "nik", "kk", "kelurahan", "street", "rt", "rw", "landmark", "receiver"}));
  const auto& who = registry::demo_resident("lost_card");
  EXPECT_EQ(OfficeTwin::word(correct_person(office(), {id, Personal<vault::Fields>({{"name", who.name}})}, twin.resident()), "resubmitted"), "");
  EXPECT_EQ(twin.no(correct_person(office(), {id, Personal<vault::Fields>({{"name", who.name}})}, twin.resident())), "application.nothing_to_fix") << "answered by an earlier press";
  EXPECT_EQ(send("loss_letter"), "");
  EXPECT_EQ(OfficeTwin::word(correct_person(office(), {id, Personal<vault::Fields>({{"nik", who.nik}, {"kk", who.kk}})}, twin.resident()), "resubmitted"), "");
  EXPECT_EQ(twin.state(id).stage, Stage::returned);
  twin.must(change_address(office(), {id, who.kelurahan, "self", Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}})}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
}

TEST_F(ARepair, TakesAPhotoForAnAnswerOnlyWhereThePhotoItselfWasNotAsked) {
  returned({{"name_differs", "family_card"}, {"paper_cut", "family_card"}});
  EXPECT_TRUE(wanted().doubted.empty());
  EXPECT_EQ(send("family_card"), "");
  EXPECT_EQ(twin.state(id).return_asks, std::vector<std::string>{"name_differs:family_card"});
  EXPECT_EQ(send("family_card"), "1") << "now it is the only paper they could mean";
}

TEST_F(ARepair, IsAskedForByOneOfficerOnly) {
  returned({{"paper_unclear", "loss_letter"}, {"paper_cut", "family_card"}});
  EXPECT_EQ(twin.no(return_for_fix(office(), {id, "paper_wrong", "loss_letter", Personal<std::string>("Salah.")}, twin.dewi())), "application.not_waiting_for_check");
  const auto other = twin.submitted("damaged", "damaged_card", "+6281200000002");
  EXPECT_EQ(twin.no(return_for_fix(office(), {other, "paper_unclear", "family_card", Personal<std::string>("x"), {{"no_such_reason", ""}}}, twin.rina())), "office.reason_unknown");
  EXPECT_EQ(twin.no(return_for_fix(office(), {other, "paper_unclear", "family_card", Personal<std::string>("x"), {{"paper_cut", "no_such_paper"}}}, twin.rina())), "application.papers_unknown");
  EXPECT_EQ(twin.state(other).stage, Stage::submitted);
}

TEST_F(ARepair, IsRemindedOfWithWhatIsLeft) {
  returned({{"paper_wrong", "loss_letter"}, {"paper_wrong", "family_card"}, {"name_differs", ""}});
  send("loss_letter");
  twin.clock.pass(days(8));
  EXPECT_EQ(OfficeTwin::word(keep_promises(office()), "reminded"), "1");
  EXPECT_EQ(OfficeTwin::word(keep_promises(office()), "reminded"), "0");
  const auto letters = due_letters(office().reader(), twin.clock.now(), 200);
  EXPECT_EQ(letters.back().notice, "returned_several_reminder");
  const auto asks = std::find_if(letters.back().words.begin(), letters.back().words.end(), [](const auto& word) { return word.first == "return_asks"; });
  ASSERT_NE(asks, letters.back().words.end());
  EXPECT_EQ(asks->second, "paper_wrong:family_card,name_differs:");
}

}  // namespace
}  // namespace opak::office
