// A resident puts right what was typed wrong: the person keeps the key, the index is put right, and nobody is mixed up.
#include <gtest/gtest.h>

#include "office/office_twin.h"
#include "office/open_file.h"
#include "office/search.h"

namespace opak::office {
namespace {

using application::Stage;

constexpr const char* typed_wrong = "3673054107850017";  // A NIK of the right shape that nobody has.

struct Corrections : testing::Test {
  OfficeTwin twin;
  Office& office() { return *twin.office; }
  const registry::ExampleResident& who = registry::demo_resident("lost_card");

  std::string filed_as(const std::string& nik, const std::string& label = "lost_card", const std::string& phone = "+6281200000001") {
    auto wish = twin.filing("lost", label, phone);
    const auto& resident = registry::demo_resident(label);
    wish.person = Personal<vault::Fields>({{"name", resident.name}, {"nik", nik}, {"kk", resident.kk}});
    return OfficeTwin::word(submit_application(office(), wish, twin.resident()), "application");
  }
  std::string returned(const std::string& id, const std::string& reason = "number_differs", const std::string& paper = "") {
    OfficeTwin::must(return_for_fix(office(), {id, reason, paper, Personal<std::string>("Nomornya lain.")}, twin.rina()));
    return id;
  }
  CorrectPerson right(const std::string& id) { return {id, Personal<vault::Fields>({{"nik", who.nik}, {"kk", who.kk}})}; }
  std::optional<std::string> person_of(const std::string& nik) { return find_person(office(), office().reader(), Personal<std::string>(nik)); }
};

TEST_F(Corrections, AWrongNikIsPutRightAndTheCardIsMade) {
  const auto id = returned(filed_as(typed_wrong));
  const auto person = twin.state(id).person;
  OfficeTwin::must(correct_person(office(), right(id), twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
  EXPECT_EQ(twin.state(id).person, person);
  EXPECT_EQ(person_of(who.nik), person);
  EXPECT_EQ(person_of(typed_wrong), std::nullopt) << "the number typed wrong leads to nobody";
  EXPECT_TRUE(twin.state(id).register_seen);
  EXPECT_FALSE(twin.state(id).elsewhere) << "home is judged by the right number's record";
  twin.verified(id);
  EXPECT_NE(twin.state(id).verified_by, "");
}

TEST_F(Corrections, BeforeThemTheOfficerSeesWhatWasTyped) {
  const auto id = filed_as(typed_wrong);
  const auto answer = open_file(office(), {id, "check_papers"}, twin.rina()).wait();
  const auto& file = std::get<FileOpened>(answer);
  EXPECT_FALSE(file.register_knows);
  ASSERT_GE(file.comparisons.size(), 3U);
  EXPECT_EQ(PersonalAccess::look(file.comparisons[0].given), typed_wrong);
  EXPECT_EQ(file.comparisons[0].verdict, "unknown");
}

TEST_F(Corrections, PressedTwiceAreDoneOnce) {
  const auto id = returned(filed_as(typed_wrong));
  auto asked = twin.resident();
  asked.key = "press-1";
  OfficeTwin::must(correct_person(office(), right(id), asked));
  const auto version = twin.state(id).version;
  OfficeTwin::must(correct_person(office(), right(id), asked));
  EXPECT_EQ(twin.state(id).version, version);
  EXPECT_EQ(OfficeTwin::no(correct_person(office(), right(id), twin.resident())), "application.nothing_to_fix") << "it is on the desk again";
}

TEST_F(Corrections, OfAnotherNumberUndoWhatWasMadeSureOfTheOld) {
  const auto id = returned(filed_as(typed_wrong));
  OfficeTwin::must(check_identity(office(), {id, "video_call"}, twin.dewi()));
  EXPECT_FALSE(twin.state(id).needs_identity_check());
  OfficeTwin::must(correct_person(office(), right(id), twin.resident()));
  EXPECT_TRUE(twin.state(id).needs_identity_check()) << "who was called about one number is not made sure of under another";
}

TEST_F(Corrections, AreNoWayIntoSomebodyElsesFile) {
  const auto theirs = twin.submitted("lost", "lost_card", "+6281200000002");
  const auto id = returned(filed_as(typed_wrong));
  EXPECT_EQ(OfficeTwin::no(correct_person(office(), right(id), twin.resident())), "application.already_open_for_nik");
  OfficeTwin::must(withdraw(office(), {theirs}, twin.resident()));
  EXPECT_EQ(OfficeTwin::no(correct_person(office(), right(id), twin.resident())), "application.file_again") << "known, though nothing of theirs is open";
  EXPECT_EQ(twin.state(id).stage, Stage::returned);
  EXPECT_NE(person_of(who.nik), twin.state(id).person);
  // The kind way round: withdraw, and file again under the right number.
  OfficeTwin::must(withdraw(office(), {id}, twin.resident()));
  EXPECT_EQ(twin.state(filed_as(who.nik)).stage, Stage::submitted);
}

TEST_F(Corrections, LeaveAPersonWithOtherFilingsTheirNumber) {
  const auto before = twin.submitted();
  OfficeTwin::must(withdraw(office(), {before}, twin.resident()));
  const auto id = returned(twin.submitted());
  EXPECT_EQ(OfficeTwin::no(correct_person(office(), {id, Personal<vault::Fields>({{"nik", typed_wrong}, {"kk", who.kk}})}, twin.resident())), "application.file_again");
  EXPECT_EQ(person_of(who.nik), twin.state(before).person);
  OfficeTwin::must(correct_person(office(), right(id), twin.resident()));  // The same number again, and it goes back to the desk.
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
}

TEST_F(Corrections, OfANameKeepTheNumberAndWhatIsKnownOfIt) {
  const auto id = twin.submitted();
  OfficeTwin::must(check_identity(office(), {id, "video_call"}, twin.dewi()));
  returned(id, "name_differs");
  EXPECT_EQ(OfficeTwin::no(correct_person(office(), {id, Personal<vault::Fields>(vault::Fields{{"name", ""}})}, twin.resident())).substr(0, 4), "law.");
  OfficeTwin::must(correct_person(office(), {id, Personal<vault::Fields>(vault::Fields{{"name", "SITI AMINAH BARU"}})}, twin.resident()));
  EXPECT_TRUE(twin.state(id).identity_checked);
  EXPECT_EQ(person_of(who.nik), twin.state(id).person);
}

TEST_F(Corrections, AreNotAPhoto) {
  const auto id = returned(filed_as(typed_wrong));
  OfficeTwin::must(add_paper(office(), {id, "family_card", twin.paper(twin.state(id).contact)}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::returned) << "a photo does not answer a question about a number";
  OfficeTwin::must(correct_person(office(), right(id), twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
  returned(id, "number_differs", "family_card");
  OfficeTwin::must(add_paper(office(), {id, "family_card", twin.paper(twin.state(id).contact)}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::submitted) << "but the paper that was named may be what was wrong";
}

TEST_F(Corrections, OfAnAddressAreWhatWasAsked) {
  const auto id = returned(twin.submitted(), "address_unclear");
  const Personal<vault::Fields> clear({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "pagar biru"}});
  OfficeTwin::must(change_address(office(), {id, who.kelurahan, "self", clear}, twin.resident()));
  EXPECT_EQ(twin.state(id).stage, Stage::submitted);
}

TEST_F(Corrections, BringACardHomeAfterAllWhileTheRulesAllow) {
  const auto id = twin.submitted();
  OfficeTwin::must(choose_pickup(office(), {id}, twin.resident()));
  EXPECT_EQ(twin.state(id).way, "pick_up");
  const ChangeAddress home{id, who.kelurahan, "self", Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}})};
  OfficeTwin::must(change_address(office(), home, twin.resident()));
  EXPECT_EQ(twin.state(id).way, "deliver");
  OfficeTwin::must(choose_pickup(office(), {id}, twin.resident()));
  twin.verified(id);
  twin.stock(5);
  twin.printed(id, "KA00000001");
  EXPECT_EQ(OfficeTwin::no(change_address(office(), home, twin.resident())), "application.address_closed") << "the card waits at the counter";
}

}  // namespace
}  // namespace opak::office
