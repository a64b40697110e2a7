#include <gtest/gtest.h>

#include "intake/conversations.h"
#include "intake/drafts.h"
#include "office/office_twin.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;

// The smallest picture that the strict reader of answers lets through, and a reader that makes it of anything.
const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
ScriptedChild reader_that_says(const std::string& hints) {
  return ScriptedChild([hints](const auto&, ByteView) -> Result<ChildRun> {
    return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[)" + hints + "]}}\n" + small_jpeg + small_jpeg, false};
  });
}

struct Drafts : testing::Test {
  OfficeTwin twin;
  std::string contact = twin.contact("+6281200000001");
  std::string id;

  void SetUp() override {
    twin.child = reader_that_says("");
    id = OfficeTwin::word(begin_draft(*twin.office, {.service = "lost", .channel = "web", .contact = contact, .language = "id"}, twin.resident()), "application");
  }
  Personal<vault::Fields> whole_answers() {
    const auto& who = registry::demo_resident("lost_card");
    return Personal<vault::Fields>({{"for_whom", "self"}, {"name", who.name}, {"nik", who.nik}, {"kk", who.kk}, {"delivery", "home"}, {"kelurahan", "Banjar Agung"},
                                    {"street", who.street}, {"rt", "3"}, {"rw", "5"}, {"receiver", who.name}});
  }
  void fill() {
    OfficeTwin::must(save_answers(*twin.office, {id, 3, whole_answers(), "id"}, twin.resident()));
    for (const auto* paper : {"loss_letter", "family_card"}) OfficeTwin::must(save_paper(*twin.office, {id, paper, "a photo"}, twin.resident()));
  }
};

TEST_F(Drafts, KeepWhatWasAnsweredAndReplaceOnlyWhatIsNew) {
  OfficeTwin::must(save_answers(*twin.office, {id, 1, Personal<vault::Fields>({{"name", "Siti"}, {"nik", "1"}}), "id"}, twin.resident()));
  OfficeTwin::must(save_answers(*twin.office, {id, 2, Personal(vault::Fields{{"nik", "2"}}), "en"}, twin.resident()));
  const auto draft = find_draft(*twin.office, twin.office->reader(), id);
  ASSERT_TRUE(draft);
  EXPECT_EQ(PersonalAccess::look(draft->answers), (vault::Fields{{"name", "Siti"}, {"nik", "2"}}));
  EXPECT_EQ(draft->page, 2);
  EXPECT_EQ(draft->language, "en");
  EXPECT_EQ(drafts_of(*twin.office, twin.office->reader(), contact).size(), 1U);
}

TEST_F(Drafts, LieSealedOnTheDisk) {
  OfficeTwin::must(save_answers(*twin.office, {id, 1, Personal(vault::Fields{{"name", "Canary Kenari"}}), "id"}, twin.resident()));
  auto row = twin.office->reader().query("SELECT answers FROM intake_draft WHERE application = $1").text(id);
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.blob_at(0).find("Kenari"), ByteView::npos);
}

TEST_F(Drafts, AreSentOnceHoweverOftenTheyAreSent) {
  fill();
  auto asked = twin.resident();
  asked.key = "send-1";
  const auto first = send_draft(*twin.office, {.application = id}, asked).wait();
  ASSERT_NE(office::done(first), nullptr) << (office::refused(first) ? office::refused(first)->key : "failed");
  const auto again = send_draft(*twin.office, {.application = id}, asked).wait();
  EXPECT_EQ(first, again);
  EXPECT_EQ(twin.state(id).stage, application::Stage::submitted);
  EXPECT_EQ(twin.state(id).region, "36.73.05.1004");
  EXPECT_FALSE(find_draft(*twin.office, twin.office->reader(), id));
}

TEST_F(Drafts, WithAGapAreNotSent) {
  OfficeTwin::must(save_answers(*twin.office, {id, 1, Personal<vault::Fields>({{"for_whom", "self"}, {"name", "Siti"}}), "id"}, twin.resident()));
  EXPECT_EQ(OfficeTwin::no(send_draft(*twin.office, {.application = id}, twin.resident())), "law.nik_empty");
}

TEST_F(Drafts, DieAfterThirtyDaysAndThePublicLogSaysSo) {
  fill();
  twin.clock.pass(days(29));
  EXPECT_EQ(sweep_drafts(*twin.office), 0);
  EXPECT_TRUE(find_draft(*twin.office, twin.office->reader(), id));
  twin.clock.pass(days(2));
  EXPECT_FALSE(find_draft(*twin.office, twin.office->reader(), id));
  EXPECT_EQ(sweep_drafts(*twin.office), 1);
  EXPECT_EQ(twin.state(id).stage, application::Stage::dismissed);
  EXPECT_EQ(sweep_drafts(*twin.office), 0);
}

TEST_F(Drafts, APhotoIsCleanedSealedAndNoted) {
  twin.child = reader_that_says("\"blurred\"");
  const auto kept = save_paper(*twin.office, {id, "loss_letter", "a photo"}, twin.resident()).wait();
  ASSERT_NE(office::done(kept), nullptr);
  EXPECT_EQ(office::done(kept)->word("hints"), "paper.hint.blurred");
  const auto document = office::done(kept)->word("document");
  EXPECT_EQ(find_draft(*twin.office, twin.office->reader(), id)->papers.at("loss_letter"), document);
  const auto opened = office::open_own_document(*twin.office, twin.office->reader(), contact, document);
  ASSERT_TRUE(opened);
  EXPECT_EQ(PersonalAccess::look(*opened), small_jpeg);
}

TEST_F(Drafts, APhotoThatIsNoneIsRefusedAndNothingIsNoted) {
  twin.child = ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> { return ChildRun{3, "{\"refused\":\"paper.unknown_type\"}\n", false}; });
  EXPECT_EQ(OfficeTwin::no(save_paper(*twin.office, {id, "loss_letter", "no photo"}, twin.resident())), "paper.unknown_type");
  EXPECT_EQ(OfficeTwin::no(save_paper(*twin.office, {id, "passport", "x"}, twin.resident())), "application.papers_unknown");
  EXPECT_TRUE(find_draft(*twin.office, twin.office->reader(), id)->papers.empty());
}

TEST(CheckAnswers, KnowsWhatIsWrongAndWhatIsMerelyDoubtful) {
  const auto catalogue = catalogue::Catalogue::embedded();
  const auto& service = catalogue.get_service("lost");
  const auto check = [&](vault::Fields fields, std::vector<std::string> questions) {
    return check_answers(service, questions, Personal<vault::Fields>(std::move(fields)), catalogue.city().regions, *day_of(2026, 11, 23));
  };
  EXPECT_TRUE(check({{"nik", "3673055404919901"}}, {"nik"}).empty());
  const auto o = check({{"nik", "3673O55404919901"}}, {"nik"});
  ASSERT_EQ(o.size(), 1U);
  EXPECT_FALSE(o[0].doubt);
  ASSERT_TRUE(o[0].suggestion);
  EXPECT_EQ(PersonalAccess::look(*o[0].suggestion), "3673055404919901");
  const auto kk = check({{"nik", "3673051203159901"}}, {"nik"});
  ASSERT_FALSE(kk.empty());
  EXPECT_TRUE(kk[0].doubt);
  const auto same = check({{"nik", "3673055404919901"}, {"kk", "3673055404919901"}}, {"nik", "kk"});
  EXPECT_FALSE(same.empty());
  const auto nowhere = check({{"street", "rumah"}, {"receiver", "12"}}, {"street", "receiver"});
  ASSERT_EQ(nowhere.size(), 2U);
  EXPECT_EQ(nowhere[0].what.key, "law.doubt.street_names_nothing");
  EXPECT_EQ(nowhere[1].what.key, "law.doubt.name_no_letters");
  EXPECT_TRUE(nowhere[0].doubt && nowhere[1].doubt);
  EXPECT_TRUE(check({{"street", "Kp. Kebon Sawo"}, {"receiver", "Maesaroh"}}, {"street", "receiver"}).empty());
}

TEST(Conversations, AreOpenedByOperatorsOnly) {
  OfficeTwin twin;
  const auto contact = twin.contact("+6281200000001");
  const auto chat = open_conversation(*twin.office, contact, twin.joko()).wait();
  EXPECT_EQ(std::get<Refusal>(chat).key, "channel.not_your_desk");
  EXPECT_EQ(OfficeTwin::no(take_over(*twin.office, contact, twin.rina())), "channel.no_conversation");
}

}  // namespace
}  // namespace opak::intake
