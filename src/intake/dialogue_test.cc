#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "intake/answers_in_one.h"
#include "intake/dialogue.h"

namespace opak::intake {
namespace {

const Moment monday = moment_in_jakarta(*day_of(2026, 11, 23), 9);
const std::string nik = "3673055404919901";
const std::string kk = "3673051203159901";

const catalogue::Catalogue& the_catalogue() {
  static const auto catalogue = catalogue::Catalogue::embedded();
  return catalogue;
}
const Understanding& the_understanding() {
  static const auto understanding = Understanding::embedded();
  return understanding;
}

// A person and the dialogue, without an office: every wish is granted.
struct Chat {
  Conversation conversation;
  Knowledge knowledge{the_catalogue(), the_understanding(), {}, true, "http://localhost:8080"};
  std::vector<Reply> replies;  // To the last message.
  std::vector<Wish> wishes;
  int kept = 0;
  std::string hints;           // What the next photo will look like.
  office::Answer answer_of_office = office::Done{{{"result", "left"}}};
  office::Answer answer_to_send = office::Done{{{"number", "OM-2611-00001-K"}}};

  std::string said() const {
    std::string all;
    for (const auto& reply : replies) all += PersonalAccess::look(reply.text) + "\n";
    return all;
  }
  const Reply& last() const { return replies.back(); }
  bool offers(const std::string& id) const {
    for (const auto& reply : replies) {
      for (const auto& one : reply.buttons)
        if (one.id == id) return true;
      for (const auto& one : reply.rows)
        if (one.id == id) return true;
    }
    return false;
  }
  template <class W>
  const W* wished() const {
    for (const auto& wish : wishes)
      if (const auto* found = std::get_if<W>(&wish)) return found;
    return nullptr;
  }
  std::string answer(std::string_view key) const {
    for (const auto& [name, value] : PersonalAccess::look(conversation.answers))
      if (name == key) return value;
    return {};
  }

  Chat& hear(const Incoming& incoming) {
    auto turn = step(conversation, incoming, knowledge, monday);
    // What is kept between two messages is what was written down.
    conversation = read_conversation("C", PersonalAccess::open(PersonalAccess::look(written(turn.conversation))));
    replies = turn.replies;
    wishes = turn.wishes;
    for (const auto& wish : turn.wishes) {
      office::Answer answer = office::Done{};
      if (std::get_if<wish::Begin>(&wish)) answer = office::Done{{{"application", "A1"}}};
      if (std::get_if<wish::KeepPaper>(&wish)) answer = office::Done{{{"document", "D1"}, {"hints", hints}}};
      if (std::get_if<wish::KeepPhoto>(&wish)) answer = office::Done{{{"document", "K" + std::to_string(++kept)}, {"hints", hints}}};
      if (std::get_if<wish::Send>(&wish)) answer = answer_to_send;
      if (std::get_if<wish::NotHome>(&wish) || std::get_if<wish::HomeAgain>(&wish)) answer = answer_of_office;
      auto next = after(conversation, wish, answer, knowledge, monday);
      conversation = next.conversation;
      for (auto& reply : next.replies) replies.push_back(std::move(reply));
    }
    return *this;
  }
  Chat& say(const std::string& text) { return hear({IncomingKind::text, Personal<std::string>(text), "", 0, 0}); }
  Chat& press(const std::string& id) { return hear({IncomingKind::choice, Personal<std::string>(id), id, 0, 0}); }
  Chat& photo(const std::string& caption = "") { return hear({IncomingKind::photo, Personal<std::string>(caption), "", 0, 0}); }
  Chat& other(IncomingKind kind) { return hear({kind, {}, "", 0, 0}); }

  Chat& up_to_person() { return say("ktp saya hilang").press("opt:for_whom:self"); }
  Chat& up_to_papers() { return up_to_person().say("Siti Aminah Komalasari\n" + nik + "\n" + kk); }
  Chat& up_to_delivery() { return up_to_papers().photo().photo(); }
  Chat& up_to_address() { return up_to_delivery().press("kec:Cipocok Jaya").press("kel:36.73.05.1003"); }
  Chat& up_to_summary() { return up_to_address().say("Jl. Kenanga No. 12 RT 03/05, dekat musala").press("receiver:self"); }
};

TEST(LostCardByChat, GoesFromTheFirstWordToTheReceiptInFewTurns) {
  Chat chat;
  chat.say("Assalamualaikum min, ktp saya hilang di pasar rau");
  EXPECT_TRUE(chat.offers("opt:for_whom:self"));
  EXPECT_NE(chat.said().find("Surat kehilangan"), std::string::npos) << "what is needed is said first";
  EXPECT_EQ(chat.wished<wish::Begin>(), nullptr) << "nothing begins before the person agreed";
  chat.press("opt:for_whom:self");
  ASSERT_NE(chat.wished<wish::Begin>(), nullptr);
  EXPECT_EQ(chat.wished<wish::Begin>()->service, "lost");
  EXPECT_EQ(chat.conversation.application, "A1");
  chat.say("Siti Aminah Komalasari, NIK " + nik + ", KK " + kk);
  EXPECT_EQ(chat.answer("name"), "Siti Aminah Komalasari");
  EXPECT_EQ(chat.answer("nik"), nik);
  EXPECT_EQ(chat.answer("kk"), kk);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  chat.photo();
  EXPECT_EQ(chat.conversation.asking, "paper:family_card");
  chat.photo();
  EXPECT_EQ(chat.conversation.asking, "delivery");
  chat.press("kec:Cipocok Jaya");
  chat.press("kel:36.73.05.1003");
  chat.say("Jl. Kenanga No. 12 RT 003 RW 005 dekat musala");
  EXPECT_EQ(chat.answer("street"), "Jl. Kenanga No. 12");
  EXPECT_EQ(chat.answer("rt"), "003");
  EXPECT_EQ(chat.answer("rw"), "005");
  EXPECT_EQ(chat.answer("landmark"), "dekat musala");
  chat.press("receiver:self");
  EXPECT_EQ(chat.conversation.asking, "summary");
  EXPECT_TRUE(chat.offers("send"));
  EXPECT_EQ(chat.said().find(nik), std::string::npos) << "a NIK never goes back whole";
  EXPECT_NE(chat.said().find("3673********01"), std::string::npos);
  chat.press("send");
  EXPECT_NE(chat.wished<wish::Send>(), nullptr);
  EXPECT_TRUE(chat.replies.empty()) << "the receipt is the office's own letter: one message, not two";
  EXPECT_EQ(chat.conversation.service, "");
}

TEST(DamagedCardByChat, WantsThePhotoOfTheOldCardAndLetsItNotComeLater) {
  Chat chat;
  chat.say("ktp saya patah jadi dua, mau ganti").press("opt:for_whom:self").say("Badru Fathoni 3673012309889902 3673010507129902");
  EXPECT_EQ(chat.conversation.asking, "paper:old_card");
  EXPECT_FALSE(chat.offers("later:old_card"));
  chat.press("later:old_card");
  EXPECT_EQ(chat.conversation.papers.count("old_card"), 0U);
  chat.photo("ktp rusak").press("later:family_card");
  EXPECT_EQ(chat.conversation.papers.at("family_card"), "later");
  EXPECT_EQ(chat.conversation.asking, "delivery");
}

TEST(NikByChat, AskedBackMaskedWhereAnOWasTyped) {
  Chat chat;
  chat.up_to_person().say("Siti Aminah").say("3673O55404919901");
  EXPECT_EQ(chat.conversation.asking, "doubt:nik");
  EXPECT_NE(chat.said().find("3673********01"), std::string::npos);
  EXPECT_EQ(chat.said().find("3673055404919901"), std::string::npos);
  chat.say("ya");
  EXPECT_EQ(chat.answer("nik"), nik);
}

TEST(NikByChat, ThatIsReallyAFamilyCardNumberIsNoticedAndKept) {
  Chat chat;
  chat.up_to_person().say("Siti Aminah").say(kk);
  EXPECT_EQ(chat.conversation.asking, "doubt:nik");
  EXPECT_TRUE(chat.offers("doubt:kk"));
  chat.press("doubt:kk");
  EXPECT_EQ(chat.answer("kk"), kk);
  EXPECT_EQ(chat.answer("nik"), "");
  chat.say(nik);
  EXPECT_EQ(chat.answer("nik"), nik);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
}

TEST(NikByChat, TooShortGetsAKindSentenceAndMayBeWrittenAgain) {
  Chat chat;
  chat.up_to_person().say("Siti Aminah").say("367305540491");
  EXPECT_EQ(chat.answer("nik"), "");
  EXPECT_EQ(chat.conversation.asking, "nik");
  EXPECT_NE(chat.said().find("16 angka"), std::string::npos);
}

TEST(NikByChat, EveryInvalidOneOfTheCorpusIsAskedAgain) {
  std::ifstream file(OPAK_SHARED_DIR "/corpora/own/text/nik-invalid.txt");
  if (!file) GTEST_SKIP() << "the corpus is not here";
  int lines = 0;
  for (std::string line; std::getline(file, line);) {
    if (trimmed(line).empty()) continue;
    Chat chat;
    chat.up_to_person().say("Siti Aminah").say(line);
    EXPECT_EQ(chat.answer("nik"), "") << line;
    EXPECT_FALSE(chat.said().empty()) << line;
    ++lines;
  }
  EXPECT_GT(lines, 5);
}

TEST(KelurahanByChat, TwoOfTheSameNameAreAskedBack) {
  Chat chat;
  chat.up_to_delivery().say("Sukawana");
  EXPECT_TRUE(chat.offers("kel:36.73.01.1008"));
  EXPECT_TRUE(chat.offers("kel:36.73.04.1007"));
  EXPECT_EQ(chat.answer("kelurahan"), "");
  chat.press("kel:36.73.04.1007");
  EXPECT_EQ(chat.answer("kelurahan"), "36.73.04.1007");
}

TEST(KelurahanByChat, WithinTheChosenKecamatanANameIsClear) {
  Chat chat;
  chat.up_to_delivery().press("kec:Curug").say("sukawana");
  EXPECT_EQ(chat.answer("kelurahan"), "36.73.04.1007");
}

TEST(KelurahanByChat, LongListsComeInPagesOfTen) {
  Chat chat;
  chat.up_to_delivery().press("kec:Walantaka");
  std::set<std::string> seen;
  for (int page = 0; page < 2; ++page) {
    EXPECT_LE(chat.last().rows.size(), 10U);
    for (const auto& row : chat.last().rows)
      if (row.id != "kel:more") seen.insert(row.id);
    chat.press("kel:more");
  }
  EXPECT_EQ(seen.size(), 14U);
}

TEST(KelurahanByChat, AMisspelledNameIsProposedNotTaken) {
  Chat chat;
  chat.up_to_delivery().say("Trondol");
  EXPECT_EQ(chat.answer("kelurahan"), "");
  EXPECT_FALSE(chat.last().rows.empty());
}

TEST(KelurahanByChat, ASharedPlaceProposesTheNearest) {
  Chat chat;
  chat.up_to_delivery().hear({IncomingKind::location, {}, "", -6.1201, 106.1502});
  EXPECT_FALSE(chat.last().buttons.empty());
  EXPECT_EQ(chat.answer("kelurahan"), "");
  chat.press(chat.last().buttons.front().id);
  EXPECT_NE(chat.answer("kelurahan"), "");
  EXPECT_EQ(chat.answer("pin"), "-6.12010,106.15020");
  Chat elsewhere;
  elsewhere.up_to_delivery().hear({IncomingKind::location, {}, "", -6.1201, 106.1502}).press("kel:no");
  EXPECT_EQ(elsewhere.answer("pin"), "") << "that was not home";
  Chat far;
  far.up_to_delivery().hear({IncomingKind::location, {}, "", -6.9, 107.6});
  EXPECT_NE(far.said().find("jauh"), std::string::npos);
}

TEST(PickUpByChat, AsksForNoAddress) {
  Chat chat;
  chat.up_to_delivery().press("opt:delivery:office");
  EXPECT_EQ(chat.conversation.asking, "summary");
}

TEST(PapersByChat, TheCaptionTellsWhichOneItIs) {
  Chat chat;
  chat.up_to_papers().photo("ini KK nya");
  EXPECT_EQ(chat.conversation.papers.count("family_card"), 1U);
  EXPECT_EQ(chat.conversation.papers.count("loss_letter"), 0U);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  chat.say("belum punya suratnya, nanti saya kirim");
  EXPECT_EQ(chat.conversation.papers.at("loss_letter"), "later");
}

TEST(PapersByChat, ABlurredOneMayBeKeptOrTakenAgain) {
  Chat chat;
  chat.up_to_papers();
  chat.hints = "paper.hint.blurred";
  chat.photo();
  EXPECT_TRUE(chat.offers("hint:use"));
  chat.press("hint:again:loss_letter");
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  chat.hints.clear();
  chat.photo();
  EXPECT_EQ(chat.conversation.asking, "paper:family_card");
}

// The person answers the doubt by sending the photo again: the good one counts, and the next paper is asked.
TEST(PapersByChat, TheNextPhotoReplacesADoubtfulOne) {
  Chat chat;
  chat.up_to_papers();
  chat.hints = "paper.hint.blurred";
  chat.photo();
  EXPECT_EQ(chat.conversation.asking, "hint:loss_letter");
  chat.hints.clear();
  chat.photo();
  ASSERT_NE(chat.wished<wish::KeepPaper>(), nullptr);
  EXPECT_EQ(chat.wished<wish::KeepPaper>()->paper, "loss_letter");
  EXPECT_EQ(chat.conversation.asking, "paper:family_card") << "the letter is settled, the KK is still to come";
  EXPECT_EQ(chat.conversation.papers.count("family_card"), 0U);
  chat.photo();
  EXPECT_EQ(chat.wished<wish::KeepPaper>()->paper, "family_card");
  EXPECT_EQ(chat.conversation.asking, "delivery");
}

TEST(PapersByChat, AnotherPaperDoesNotSettleADoubtfulOne) {
  Chat chat;
  chat.up_to_papers();
  chat.hints = "paper.hint.blurred";
  chat.photo();
  chat.hints.clear();
  chat.photo("ini KK");
  EXPECT_EQ(chat.conversation.papers.count("family_card"), 1U);
  EXPECT_EQ(chat.conversation.asking, "hint:loss_letter");
  EXPECT_TRUE(chat.offers("hint:use")) << chat.said();
  chat.say("pakai saja");
  EXPECT_EQ(chat.conversation.asking, "delivery");
}

// An old button, pressed after another form was begun, must not ask for a photo that cannot be kept yet.
TEST(PapersByChat, TheButtonOfAFormThatWasLeftAsksForNothingOfTheNewOne) {
  Chat chat;
  chat.say("ktp saya rusak").press("hint:again:family_card");
  EXPECT_EQ(chat.conversation.asking, "for_whom");
  EXPECT_TRUE(chat.offers("opt:for_whom:self"));
}

TEST(PapersByChat, ADoubtfulOneIsTakenAgainByWords) {
  for (const auto* word : {"foto lagi", "ulangi"}) {
    Chat chat;
    chat.up_to_papers();
    chat.hints = "paper.hint.blurred";
    chat.photo().say(word);
    EXPECT_EQ(chat.conversation.asking, "paper:loss_letter") << word;
    EXPECT_EQ(chat.conversation.papers.count("loss_letter"), 0U) << word;
    EXPECT_EQ(chat.answer("nik"), nik) << "the form does not begin anew";
  }
}

TEST(PapersByChat, APhotoBeforeItsTurnIsKeptAndOfferedThen) {
  Chat chat;
  chat.up_to_person().photo();
  EXPECT_NE(chat.wished<wish::KeepPhoto>(), nullptr);
  EXPECT_TRUE(chat.offers("photo:form:loss_letter"));
  EXPECT_TRUE(chat.offers("photo:form:family_card"));
  EXPECT_TRUE(chat.conversation.papers.empty()) << "nobody has said which paper it is";
  chat.say("Siti Aminah Komalasari " + nik + " " + kk);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  ASSERT_TRUE(chat.offers("photo:form:family_card")) << "its turn has come: " << chat.said();
  chat.press("photo:form:family_card");
  ASSERT_NE(chat.wished<wish::KeepPaper>(), nullptr);
  EXPECT_EQ(chat.wished<wish::KeepPaper>()->document, "K1");
  EXPECT_EQ(chat.conversation.papers.count("family_card"), 1U);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  chat.photo();
  EXPECT_EQ(chat.conversation.asking, "delivery");
}

TEST(PapersByChat, APhotoAfterItsTurnIsAskedAboutAndTheQuestionStands) {
  Chat chat;
  chat.up_to_address().photo().say("kk");
  ASSERT_NE(chat.wished<wish::KeepPaper>(), nullptr);
  EXPECT_EQ(chat.wished<wish::KeepPaper>()->paper, "family_card");
  EXPECT_EQ(chat.conversation.asking, "address");
  chat.photo().press("photo:none");
  EXPECT_EQ(chat.wished<wish::KeepPaper>(), nullptr);
  EXPECT_TRUE(chat.conversation.photos.empty());
  EXPECT_EQ(chat.conversation.asking, "address");
}

TEST(PapersByChat, NothingIsKeptBeforeThePersonAgreed) {
  Chat chat;
  chat.say("ktp saya hilang").photo();
  EXPECT_TRUE(chat.wishes.empty());
  EXPECT_NE(chat.said().find("belum kami simpan"), std::string::npos) << chat.said();
  Chat fresh;
  fresh.photo();
  EXPECT_TRUE(fresh.wishes.empty());
  EXPECT_NE(fresh.said().find("belum kami simpan"), std::string::npos) << fresh.said();
}

// ---- "Not at home when the courier comes"

struct CourierComes : testing::Test {
  KnownCase planned() {
    KnownCase one{"A7", "OM-2611-00007-K", "lost", "printed", true, {}, {}, "", "", {}, "http://x/s/3"};
    one.courier_comes = true;
    one.days_instead = {*day_of(2026, 11, 25), *day_of(2026, 11, 26)};
    return one;
  }
  Chat chat;
};

TEST_F(CourierComes, WhoIsNotAtHomeChoosesADayByTheButtonOrInTheirWords) {
  for (const auto* words : {"", "tidak di rumah", "maaf pak besok saya gak di rumah", "TIDAK DI RUMAH"}) {
    Chat fresh;
    fresh.knowledge.cases = {planned()};
    if (*words == '\0') fresh.press("home:no:A7");
    else fresh.say(words);
    EXPECT_TRUE(fresh.wishes.empty()) << words << ": first the day";
    ASSERT_TRUE(fresh.offers("home:on:A7:2026-11-25")) << words << ": " << fresh.said();
    ASSERT_TRUE(fresh.offers("home:on:A7:kantor")) << words;
    fresh.say("2");
    ASSERT_NE(fresh.wished<wish::NotHome>(), nullptr) << words;
    EXPECT_EQ(fresh.wished<wish::NotHome>()->day, *day_of(2026, 11, 26));
    EXPECT_TRUE(fresh.offers("home:yes:A7")) << "and may take it back";
  }
}

TEST_F(CourierComes, OnTheRoadTheCourierHearsItWithoutAnotherQuestion) {
  auto one = planned();
  one.days_instead.clear();
  chat.knowledge.cases = {one};
  chat.answer_of_office = office::Done{{{"result", "told_courier"}}};
  chat.say("tidak ada orang di rumah pak");
  ASSERT_NE(chat.wished<wish::NotHome>(), nullptr);
  EXPECT_NE(chat.said().find("Kurir sudah dikabari"), std::string::npos) << chat.said();
}

TEST_F(CourierComes, TheOfficeIsAnAnswerToo) {
  chat.knowledge.cases = {planned()};
  chat.press("home:on:A7:kantor");
  ASSERT_NE(chat.wished<wish::NotHome>(), nullptr);
  EXPECT_TRUE(chat.wished<wish::NotHome>()->pick_up);
}

TEST_F(CourierComes, AtHomeAfterAllIsHeard) {
  auto one = planned();
  one.courier_comes = false;
  one.left_its_run = true;
  chat.knowledge.cases = {one};
  chat.say("ternyata di rumah");
  ASSERT_NE(chat.wished<wish::HomeAgain>(), nullptr);
}

TEST_F(CourierComes, TooLateOrASecondTimeIsToldKindly) {
  chat.knowledge.cases = {planned()};
  chat.answer_of_office = Refusal{"application.already_not_home"};
  chat.press("home:on:A7:2026-11-25");
  EXPECT_NE(chat.said().find("Sudah kami catat"), std::string::npos) << chat.said();
  chat.answer_of_office = Refusal{"application.courier_left_without"};
  chat.press("home:yes:A7");
  EXPECT_NE(chat.said().find("Kurir sudah berangkat"), std::string::npos) << chat.said();
  chat.press("home:no:SOMEBODYS");
  EXPECT_TRUE(chat.wishes.empty()) << "another's application";
}

TEST_F(CourierComes, WhereNoCourierComesTheWordsAreAnswersLikeAny) {
  chat.up_to_address().say("Jl. Kenanga No. 12 RT 03/05, tidak di rumah dinas");
  EXPECT_EQ(chat.wished<wish::NotHome>(), nullptr);
  EXPECT_NE(chat.answer("street").find("Kenanga"), std::string::npos);
}

const KnownCase returned_case = {"A9", "OM-2611-00009-K", "lost", "returned", true, {}, {}, "paper_unclear", "loss_letter", {}, "http://x/s/1"};
const KnownCase waiting_case = {"A8", "OM-2611-00229-X", "lost", "submitted", true, {}, {}, "", "", {"family_card"}, "http://x/s/2"};

TEST(PhotosForASentApplication, AreAskedAboutBeforeTheyAreFiled) {
  for (const auto& one : {returned_case, waiting_case}) {
    Chat chat;
    chat.knowledge.cases = {one};
    chat.photo();
    EXPECT_EQ(chat.wished<wish::Repair>(), nullptr) << "a police letter is no KK only because a KK is missing";
    EXPECT_EQ(chat.wished<wish::Begin>(), nullptr);
    EXPECT_NE(chat.said().find(one.number), std::string::npos) << chat.said();
    chat.press("photo:" + one.application + ":loss_letter");
    ASSERT_NE(chat.wished<wish::Repair>(), nullptr);
    EXPECT_EQ(chat.wished<wish::Repair>()->application, one.application);
    EXPECT_EQ(chat.wished<wish::Repair>()->paper, "loss_letter");
    EXPECT_EQ(chat.wished<wish::Repair>()->document, "K1");
    EXPECT_NE(chat.said().find("Surat kehilangan untuk " + one.number), std::string::npos) << chat.said();
    chat.press("photo:" + one.application + ":loss_letter");
    EXPECT_EQ(chat.wished<wish::Repair>(), nullptr) << "the button twice";
  }
}

TEST(PhotosForASentApplication, WithACaptionGoWhereItSays) {
  Chat chat;
  chat.knowledge.cases = {waiting_case};
  chat.photo("ini kk nya");
  ASSERT_NE(chat.wished<wish::Repair>(), nullptr);
  EXPECT_EQ(chat.wished<wish::Repair>()->paper, "family_card");
  EXPECT_EQ(chat.wished<wish::Repair>()->document, "");
}

TEST(PhotosForASentApplication, AreAskedAboutWhereNothingIsMissing) {
  Chat chat;
  auto complete = waiting_case;
  complete.missing.clear();
  chat.knowledge.cases = {complete};
  chat.photo().say("kartu keluarga");
  ASSERT_NE(chat.wished<wish::Repair>(), nullptr);
  EXPECT_EQ(chat.wished<wish::Repair>()->paper, "family_card");
}

// Two papers that are to be repaired come one after the other in one talk, and then the answers.
TEST(RepairOfSeveralThings, IsOneTalk) {
  auto several = returned_case;
  several.return_reason = "paper_wrong";
  several.papers_wanted = {"loss_letter", "family_card"};
  several.questions_wanted = {"name"};
  Chat chat;
  chat.knowledge.cases = {several};
  chat.photo().press("photo:A9:loss_letter");
  ASSERT_NE(chat.wished<wish::Repair>(), nullptr);
  EXPECT_NE(chat.said().find("Masih perlu satu lagi untuk OM-2611-00009-K: kirim foto Kartu Keluarga"), std::string::npos) << chat.said();
  chat.knowledge.cases[0].papers_wanted = {"family_card"};
  chat.photo();
  ASSERT_NE(chat.wished<wish::Repair>(), nullptr) << "the photo that was asked for needs no second question";
  EXPECT_EQ(chat.wished<wish::Repair>()->paper, "family_card");
  EXPECT_NE(chat.said().find("http://x/s/1/perbaiki"), std::string::npos) << chat.said();
  chat.knowledge.cases[0].papers_wanted.clear();
  chat.photo();
  EXPECT_EQ(chat.wished<wish::Repair>(), nullptr) << "nobody asked for this one";
}

TEST(RepairOfSeveralThings, ForgetsWhatAnotherAnsweredMeanwhile) {
  auto several = returned_case;
  several.papers_wanted = {"loss_letter", "family_card"};
  Chat chat;
  chat.knowledge.cases = {several};
  chat.photo().press("photo:A9:loss_letter");
  chat.knowledge.cases[0].stage = "submitted";  // The KK came by the web page.
  chat.knowledge.cases[0].papers_wanted.clear();
  chat.photo();
  EXPECT_EQ(chat.wished<wish::Repair>(), nullptr);
}

TEST(RepairOfSeveralThings, ACaptionTellsOtherwise) {
  auto several = returned_case;
  several.papers_wanted = {"loss_letter", "family_card"};
  Chat chat;
  chat.knowledge.cases = {several};
  chat.photo().press("photo:A9:loss_letter").photo("surat kehilangan yang lebih terang");
  ASSERT_NE(chat.wished<wish::Repair>(), nullptr);
  EXPECT_EQ(chat.wished<wish::Repair>()->paper, "loss_letter");
}

TEST(PhotosForASentApplication, OfTwoAreAskedForBoth) {
  Chat chat;
  chat.knowledge.cases = {returned_case, waiting_case};
  chat.photo("ini kk nya");
  EXPECT_EQ(chat.wished<wish::Repair>(), nullptr) << "the caption does not say for which";
  EXPECT_TRUE(chat.offers("photo:A8:family_card"));
  EXPECT_TRUE(chat.offers("photo:A9:family_card"));
  EXPECT_LE(chat.last().rows.size(), 10U);
  chat.photo();
  EXPECT_EQ(chat.conversation.photos.size(), 2U);
  chat.press("photo:A8:family_card");
  EXPECT_EQ(chat.wished<wish::Repair>()->document, "K1");
  EXPECT_TRUE(chat.offers("photo:A9:loss_letter")) << "the second is asked about now";
  auto closed = returned_case;
  closed.open = false;
  chat.knowledge.cases = {closed};
  chat.press("photo:A9:loss_letter");
  EXPECT_EQ(chat.wished<wish::Repair>(), nullptr) << "closed meanwhile";
}

TEST(WordsThatAlwaysHold, ReachAPersonFromAnyQuestion) {
  for (const auto* word : {"petugas", "bantuan", "PETUGAS"}) {
    Chat chat;
    chat.up_to_person().say(word);
    ASSERT_NE(chat.wished<wish::HandToPerson>(), nullptr) << word;
  }
  Chat chat;
  chat.say("ada petugas minta uang 150 ribu");
  ASSERT_NE(chat.wished<wish::HandToPerson>(), nullptr);
  EXPECT_EQ(chat.wished<wish::HandToPerson>()->why, "levy_report");
}

TEST(WordsThatAlwaysHold, StopIsObeyedEverywhere) {
  for (auto* before : {+[](Chat&) {}, +[](Chat& c) { c.up_to_person(); }, +[](Chat& c) { c.up_to_summary(); }}) {
    Chat chat;
    before(chat);
    chat.say("STOP");
    EXPECT_NE(chat.wished<wish::StopMessages>(), nullptr);
    EXPECT_NE(chat.said().find("tetap berjalan"), std::string::npos) << "the statutory file is not erased, and that is said";
  }
}

TEST(WordsThatAlwaysHold, CancelAsksOnceAndThenForgets) {
  Chat chat;
  chat.up_to_papers().say("batal");
  EXPECT_EQ(chat.wished<wish::Drop>(), nullptr);
  chat.press("cancel:yes");
  EXPECT_NE(chat.wished<wish::Drop>(), nullptr);
  EXPECT_EQ(chat.answer("nik"), "");
}

TEST(WordsThatAlwaysHold, AgainStartsOver) {
  Chat chat;
  chat.up_to_papers().say("ulang");
  EXPECT_EQ(chat.conversation.asking, "for_whom");
  EXPECT_EQ(chat.answer("nik"), "");
}

TEST(WordsThatAlwaysHold, EnglishIsSpokenWhenAsked) {
  Chat chat;
  chat.up_to_person().say("bahasa inggris");
  EXPECT_EQ(chat.conversation.language, "en");
  EXPECT_NE(chat.said().find("Full name"), std::string::npos);
}

TEST(StrangeAnswers, GetAKindSentenceAndTheSameQuestion) {
  for (const auto kind : {IncomingKind::broken_voice, IncomingKind::sticker, IncomingKind::unsupported, IncomingKind::edited, IncomingKind::location, IncomingKind::broken_photo}) {
    Chat chat;
    chat.up_to_person().other(kind);
    EXPECT_EQ(chat.conversation.asking, "person") << name_of(kind);
    EXPECT_GE(chat.replies.size(), 1U) << name_of(kind);
  }
  for (const auto kind : {IncomingKind::reaction, IncomingKind::revoked, IncomingKind::number_changed}) {
    Chat chat;
    chat.up_to_person().other(kind);
    EXPECT_TRUE(chat.replies.empty()) << "each message costs money: " << name_of(kind);
  }
}

TEST(StrangeAnswers, AfterTwoAPersonIsOffered) {
  Chat chat;
  chat.up_to_delivery().press("kec:Cipocok Jaya").press("kel:36.73.05.1003").say("Jl. Kenanga 12");
  chat.say("satu").say("dua");
  EXPECT_TRUE(chat.offers("go:officer"));
  EXPECT_EQ(chat.wished<wish::HandToPerson>(), nullptr);
  auto wants = chat;
  wants.say("ya");
  EXPECT_NE(wants.wished<wish::HandToPerson>(), nullptr);
  chat.say("tiga");
  ASSERT_NE(chat.wished<wish::HandToPerson>(), nullptr) << "a third time a person takes over";
  EXPECT_EQ(chat.wished<wish::HandToPerson>()->why, "misses");
  EXPECT_EQ(chat.answer("street"), "Jl. Kenanga 12") << "and the form is kept";
  chat.say("lanjut").say("RT 03 RW 05");
  EXPECT_EQ(chat.answer("rt"), "003");
}

TEST(StrangeAnswers, WithoutAFormTheSecondMissCallsAPerson) {
  Chat chat;
  chat.say("qwrtzp xkcdv");
  EXPECT_TRUE(chat.offers("go:more")) << "asked with buttons first";
  EXPECT_EQ(chat.wished<wish::HandToPerson>(), nullptr);
  chat.say("zzkjw pqxv");
  ASSERT_NE(chat.wished<wish::HandToPerson>(), nullptr);
  EXPECT_EQ(chat.wished<wish::HandToPerson>()->why, "misses");
  Chat understood;
  understood.say("qwrtzp xkcdv").say("syarat ktp hilang apa saja").say("zzkjw pqxv");
  EXPECT_EQ(understood.wished<wish::HandToPerson>(), nullptr) << "two in a row, not two in all";
  Chat greets;
  greets.say("halo").say("assalamualaikum").say("halo min");
  EXPECT_EQ(greets.wished<wish::HandToPerson>(), nullptr) << "a greeting is no miss";
}

TEST(SeveralThingsAtOnce, TheSecondIsAnsweredToo) {
  Chat chat;
  chat.say("ktp saya hilang mau bikin lagi. bayarnya berapa ya?");
  EXPECT_NE(chat.said().find("Gratis, juga pengantarannya"), std::string::npos) << chat.said();
  EXPECT_TRUE(chat.offers("opt:for_whom:self") || chat.offers("svc:lost")) << chat.said();
  Chat thanks;
  thanks.say("makasih banyak min. kantor buka jam berapa ya?");
  EXPECT_NE(thanks.said().find("Kantor:"), std::string::npos) << thanks.said();
}

TEST(Corrections, AtAnyPointPutRightWhatWasAnswered) {
  Chat chat;
  chat.up_to_address().say("Jl. Kenanga No. 12 RT 02/05, dekat musala");
  EXPECT_EQ(chat.conversation.asking, "receiver");
  chat.say("eh salah, RT 04");
  EXPECT_EQ(chat.answer("rt"), "004");
  EXPECT_EQ(chat.answer("rw"), "005");
  EXPECT_EQ(chat.conversation.asking, "receiver") << "and it goes on where it stood";
  chat.press("receiver:self").say("RT nya 06 bukan 04");
  EXPECT_EQ(chat.answer("rt"), "006");
  EXPECT_EQ(chat.conversation.asking, "summary");
  chat.say("maaf nama saya salah, nama saya Siti Aminah");
  EXPECT_EQ(chat.answer("name"), "Siti Aminah");
  chat.say("bukan RT 06 tapi RT 07");
  EXPECT_EQ(chat.answer("rt"), "007");
  Chat papers;
  papers.up_to_papers().say("salah, NIK yang benar 3673055404919902");
  EXPECT_EQ(papers.answer("nik"), "3673055404919902");
  EXPECT_EQ(papers.conversation.asking, "paper:loss_letter");
}

// Somebody confirmed the No. KK as the NIK; both numbers by their names put it right, and the talk does not ask for ever.
TEST(Corrections, ANumberCalledByItsNameReplacesTheWrongOne) {
  Chat chat;
  chat.up_to_person().say("Siti Aminah").say(kk).press("doubt:yes");
  EXPECT_EQ(chat.answer("nik"), kk);
  chat.say("NIK " + nik + "\nKK " + kk);
  EXPECT_EQ(chat.answer("nik"), nik);
  EXPECT_EQ(chat.answer("kk"), kk);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
}

TEST(Corrections, WhatWasNotAnsweredYetIsNoCorrection) {
  Chat chat;
  chat.up_to_person().say("bukan saya, RT 04");
  EXPECT_EQ(chat.answer("rt"), "");
}

TEST(StrangeAnswers, AQuestionInTheMiddleIsAnsweredAndIsNoName) {
  Chat chat;
  chat.up_to_person().say("ini bayar berapa ya, gratis kan?");
  EXPECT_EQ(chat.answer("name"), "");
  EXPECT_NE(chat.said().find("Gratis"), std::string::npos);
  EXPECT_EQ(chat.conversation.asking, "person");
}

TEST(StrangeAnswers, AButtonOfLongAgoDoesNoHarm) {
  for (const auto* id : {"send", "kel:36.73.05.1003", "doubt:yes", "later:loss_letter", "edit:nik", "opt:for_whom:self", "", "nonsense:x"}) {
    Chat chat;
    chat.press(id);
    EXPECT_EQ(chat.wished<wish::Send>(), nullptr) << id;
    EXPECT_FALSE(chat.replies.empty()) << id;
  }
  Chat chat;
  chat.up_to_person().press("send");
  EXPECT_EQ(chat.wished<wish::Send>(), nullptr) << "nothing unfinished is sent";
}

TEST(StrangeAnswers, AnythingAtAllIsSurvived) {
  const std::string words[] = {std::string("\xff\xfe\x00", 3), std::string(70'000, 'x'), "🙏", "{}", "<script>", "1", "9", "ya", "tidak", "RT", "0000000000000000"};
  for (auto* before : {+[](Chat&) {}, +[](Chat& c) { c.up_to_person(); }, +[](Chat& c) { c.up_to_papers(); }, +[](Chat& c) { c.up_to_delivery(); },
                       +[](Chat& c) { c.up_to_address(); }, +[](Chat& c) { c.up_to_summary(); }})
    for (const auto& word : words) {
      if (!is_utf8(word)) continue;  // The channel lets only UTF-8 in.
      Chat chat;
      before(chat);
      EXPECT_NO_THROW(chat.say(word)) << word.substr(0, 20);
    }
}

// "Batalkan isian ini?" is answered in words as well as with a button.
TEST(YesAndNo, CountForACancellation) {
  for (const auto* word : {"iya", "ya", "Ya pak", "betul", "benar", "y", "ok", "oke kak"}) {
    Chat chat;
    chat.up_to_address().say("batal").say(word);
    ASSERT_NE(chat.wished<wish::Drop>(), nullptr) << word;
    EXPECT_EQ(chat.wished<wish::Drop>()->application, "A1") << word;
    EXPECT_EQ(chat.conversation.service, "") << word;
  }
  for (const auto* word : {"tidak", "gak", "ga", "jangan", "enggak jangan dulu", "no"}) {
    Chat chat;
    chat.up_to_address().say("batal").say(word);
    EXPECT_EQ(chat.wished<wish::Drop>(), nullptr) << word;
    EXPECT_EQ(chat.conversation.asking, "address") << word;
    EXPECT_EQ(chat.answer("nik"), nik) << word;
    EXPECT_NE(chat.said().find("alamat lengkap"), std::string::npos) << "the question stands again: " << word;
  }
}

TEST(YesAndNo, ACancellationThatWasPassedOverIsNotTakenUpLater) {
  Chat chat;
  chat.up_to_address().say("batal").say("Jl. Kenanga 12").say("ya");
  EXPECT_EQ(chat.wished<wish::Drop>(), nullptr);
  EXPECT_EQ(chat.answer("nik"), nik);
}

TEST(YesAndNo, CountForEveryQuestionOfThatKind) {
  Chat blurred;
  blurred.up_to_papers();
  blurred.hints = "paper.hint.blurred";
  blurred.photo().say("iya");
  EXPECT_EQ(blurred.conversation.asking, "paper:family_card");
  EXPECT_EQ(blurred.conversation.papers.count("loss_letter"), 1U);
  Chat again;
  again.up_to_papers();
  again.hints = "paper.hint.blurred";
  again.photo().say("jangan");
  EXPECT_EQ(again.conversation.asking, "paper:loss_letter");
  Chat place;
  place.up_to_delivery().hear({IncomingKind::location, {}, "", -6.1201, 106.1502}).say("betul");
  EXPECT_NE(place.answer("kelurahan"), "");
  Chat summary;
  summary.up_to_summary().say("oke");
  EXPECT_NE(summary.wished<wish::Send>(), nullptr);
  Chat not_yet;
  not_yet.up_to_summary().say("belum");
  EXPECT_EQ(not_yet.wished<wish::Send>(), nullptr);
  EXPECT_EQ(not_yet.conversation.asking, "change");
}

TEST(YesAndNo, AnotherServiceWhileCancellingIsAskedAndThenBegun) {
  Chat chat;
  chat.say("ktp saya patah jadi dua, mau ganti").press("opt:for_whom:self").say("batal").say("KTP hilang");
  EXPECT_TRUE(chat.wishes.empty()) << "asked first";
  EXPECT_TRUE(chat.offers("switch:lost")) << chat.said();
  Chat no = chat;
  chat.say("iya");
  ASSERT_NE(chat.wished<wish::Drop>(), nullptr);
  EXPECT_EQ(chat.wished<wish::Drop>()->application, "A1");
  EXPECT_EQ(chat.conversation.service, "lost");
  EXPECT_EQ(chat.conversation.application, "");
  EXPECT_EQ(chat.conversation.asking, "for_whom");
  no.say("tidak");
  EXPECT_EQ(no.conversation.service, "damaged");
  EXPECT_EQ(no.conversation.asking, "person");
  no.press("svc:lost");
  EXPECT_EQ(no.conversation.service, "damaged") << "an old button begins nothing by itself";
  EXPECT_TRUE(no.offers("switch:lost"));
}

TEST(AddressByChat, IsReadOutOfWhateverCarriesIt) {
  for (const auto* words : {"jl flamboyan no 7 rt 1 rw 9", "rt 1 rw 9", "1/9", "RT 01/09", "rt1/rw9"}) {
    Chat chat;
    chat.up_to_address().say("jl flamboyan no 7");
    EXPECT_EQ(chat.conversation.asking, "rt");
    chat.say(words);
    EXPECT_EQ(chat.answer("street"), "jl flamboyan no 7") << words;
    EXPECT_EQ(chat.answer("rt"), "001") << words;
    EXPECT_EQ(chat.answer("rw"), "009") << words;
    EXPECT_EQ(chat.conversation.asking, "receiver") << words;
  }
  Chat chat;
  chat.up_to_address().say("jl flamboyan no 7").say("1").say("rw 9");
  EXPECT_EQ(chat.answer("rt"), "001");
  EXPECT_EQ(chat.answer("rw"), "009");
  Chat other;
  other.up_to_address().say("jl flamboyan no 7").say("jalan mawar 2 rt 3 rw 4");
  EXPECT_EQ(other.answer("street"), "jalan mawar 2") << "the whole address again is the address";
}

TEST(AddressByChat, GoesBackWhenAsked) {
  for (const auto* words : {"salah, mau ganti alamat", "salah", "ganti alamat", "kembali"}) {
    Chat chat;
    chat.up_to_address().say("jl flamboyan no 7").say(words);
    EXPECT_EQ(chat.conversation.asking, "address") << words;
    EXPECT_EQ(chat.answer("street"), "") << words;
    EXPECT_NE(chat.answer("kelurahan"), "") << words;
    EXPECT_TRUE(chat.offers("edit:address")) << words;
    chat.say("Jl Mawar 2 RT 3 RW 4");
    EXPECT_EQ(chat.answer("street"), "Jl Mawar 2") << words;
    EXPECT_EQ(chat.conversation.asking, "receiver") << words;
  }
  Chat later;
  later.up_to_summary().say("alamatnya salah");
  EXPECT_EQ(later.conversation.asking, "delivery");
  Chat street;
  street.up_to_address().say("Jl. Kembali ke Laut 7 RT 1 RW 9");
  EXPECT_EQ(street.answer("street"), "Jl. Kembali ke Laut 7");
}

TEST(AddressByChat, AfterTwoMissesAWayBackAndAPersonAreOffered) {
  Chat chat;
  chat.up_to_address().say("jl flamboyan no 7").say("tidak hafal");
  EXPECT_FALSE(chat.offers("go:officer"));
  chat.say("entah ya");
  EXPECT_TRUE(chat.offers("back:address")) << chat.said();
  EXPECT_TRUE(chat.offers("go:officer"));
  Chat wrong = chat;
  chat.press("back:address");
  EXPECT_EQ(chat.conversation.asking, "address");
  wrong.say("salah");
  EXPECT_EQ(wrong.conversation.asking, "address") << "the address is wrong; no word about the officer";
}

TEST(PersonByChat, EachMessageIsSortedByWhatItHolds) {
  Chat chat;
  chat.up_to_person().say("nik 36730554049199 kk " + kk);
  EXPECT_EQ(chat.answer("kk"), kk);
  EXPECT_EQ(chat.answer("nik"), "");
  EXPECT_NE(chat.said().find("nama lengkap"), std::string::npos) << "what else is missing is said: " << chat.said();
  chat.say("Maesaroh");
  EXPECT_EQ(chat.answer("name"), "Maesaroh");
  EXPECT_EQ(chat.said().find("Huruf O"), std::string::npos) << chat.said();
  chat.say(nik);
  EXPECT_EQ(chat.answer("nik"), nik);
  EXPECT_EQ(chat.answer("name"), "Maesaroh");
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
}

TEST(PersonByChat, ANumberIsNoName) {
  Chat chat;
  chat.up_to_person().say("nik " + nik + " kk " + kk);
  EXPECT_EQ(chat.conversation.asking, "name");
  chat.say(nik);
  EXPECT_EQ(chat.answer("name"), "");
  chat.say("ibu saya Maesaroh");
  EXPECT_EQ(chat.answer("name"), "Maesaroh");
  Chat receiver;
  receiver.up_to_address().say("Jl. Kenanga No. 12 RT 03/05").say("081234567890");
  EXPECT_EQ(receiver.answer("receiver"), "");
}

TEST(PersonByChat, AnUnnamedNumberIsTheOneThatIsMissing) {
  Chat chat;
  chat.up_to_person().say("Siti Aminah " + nik).say(kk);
  EXPECT_EQ(chat.answer("kk"), kk);
  EXPECT_EQ(chat.conversation.asking, "paper:loss_letter");
  Chat turned;
  turned.up_to_person().say("Siti Aminah " + kk + " " + nik);
  EXPECT_EQ(turned.answer("nik"), nik) << "a family card's number came first";
  EXPECT_EQ(turned.answer("kk"), kk);
  Chat numbers;
  numbers.up_to_person().say("kk " + kk);
  EXPECT_NE(numbers.said().find("nama lengkap dan NIK"), std::string::npos) << numbers.said();
}

TEST(AskingForAPerson, TellsTheDayAndTheHourAndTheWayBack) {
  const auto at = [](const char* key, Day day, int hour) {
    Knowledge knowledge{the_catalogue(), the_understanding(), {}, true, ""};
    Conversation conversation;
    Incoming incoming{IncomingKind::text, Personal<std::string>(std::string(key)), "", 0, 0};
    const auto turn = step(conversation, incoming, knowledge, moment_in_jakarta(day, hour));
    EXPECT_EQ(turn.replies.back().buttons.front().id, "go:bot");
    return PersonalAccess::look(turn.replies.back().text);
  };
  const auto sunday = *day_of(2026, 11, 22), a_monday = *day_of(2026, 11, 23), friday = *day_of(2026, 11, 20);
  for (const auto& said : {at("petugas", sunday, 10), at("petugas", a_monday, 6), at("saya mau bicara dengan petugas", friday, 20)}) {
    EXPECT_NE(said.find("Senin, 23 November 2026 pukul 08.00"), std::string::npos) << said;
    EXPECT_NE(said.find("lanjut"), std::string::npos) << said;
  }
  EXPECT_NE(at("petugas", a_monday, 9).find("hari ini sampai pukul"), std::string::npos);
  EXPECT_NE(at("ada petugas minta uang 150 ribu", sunday, 9).find("Senin, 23 November"), std::string::npos);
}

TEST(AskingForAPerson, IsTakenBackByAShortCallOnly) {
  const auto calls = [](const std::string& words) {
    Conversation conversation;
    conversation.offered = {{"go:bot", "Jawaban otomatis"}};
    return calls_the_dialogue(conversation, {IncomingKind::text, Personal<std::string>(words), "", 0, 0}, the_catalogue());
  };
  for (const auto* words : {"lanjut", "LANJUT", "batal", "KTP hilang", "jawaban otomatis", "status"}) EXPECT_TRUE(calls(words)) << words;
  for (const auto* words : {"halo pak", "petugas", "ktp saya hilang bulan lalu dan sampai sekarang belum ada kabar", "", "3673055404919901"}) EXPECT_FALSE(calls(words)) << words;
  EXPECT_TRUE(calls_the_dialogue({}, {IncomingKind::choice, {}, "svc:lost", 0, 0}, the_catalogue()));
  EXPECT_FALSE(calls_the_dialogue({}, {IncomingKind::choice, {}, "go:officer", 0, 0}, the_catalogue()));
  EXPECT_FALSE(calls_the_dialogue({}, {IncomingKind::photo, {}, "", 0, 0}, the_catalogue()));
}

TEST(HiddenNumber, IsAskedForAPhoneForTheCourier) {
  Chat chat;
  chat.knowledge.has_phone = false;
  chat.up_to_summary();
  EXPECT_EQ(chat.conversation.asking, "phone");
  chat.say("0812 0000 0001");
  EXPECT_EQ(chat.answer("phone"), "+6281200000001");
  EXPECT_EQ(chat.conversation.asking, "summary");
}

TEST(Summary, ChangesOnePartAndComesBack) {
  Chat chat;
  chat.up_to_summary().press("change").press("edit:name").say("Siti Aminah");
  EXPECT_EQ(chat.conversation.asking, "summary");
  EXPECT_EQ(chat.answer("name"), "Siti Aminah");
  EXPECT_EQ(chat.answer("nik"), nik);
  chat.press("change").press("edit:address").press("kec:Curug").press("kel:36.73.04.1007").say("Kp Baru RT 1 RW 2").say("Pak Hasan");
  EXPECT_EQ(chat.conversation.asking, "summary");
  EXPECT_EQ(chat.answer("receiver"), "Pak Hasan");
}

TEST(Sending, ThatIsRefusedLeavesTheFormAsItWas) {
  Chat chat;
  chat.up_to_summary();
  chat.answer_to_send = Refusal{"application.already_open_for_person", {{"nomor", "OM-2611-00001-K"}}};
  chat.press("send");
  EXPECT_FALSE(chat.replies.empty());
  EXPECT_EQ(chat.answer("nik"), nik);
  EXPECT_EQ(chat.conversation.asking, "summary");
  chat.answer_to_send = Failure{"busy", "busy"};
  chat.press("send");
  EXPECT_TRUE(chat.offers("send"));
}

TEST(StatusByChat, TellsOwnCasesWithTheDayAndTheLink) {
  Chat chat;
  chat.knowledge.cases = {{"A9", "OM-2611-00009-K", "lost", "printing", true, *day_of(2026, 11, 26), {}, "", "", {}, "http://localhost:8080/s/A9/x"}};
  chat.say("min ktp saya sudah sampai mana prosesnya");
  EXPECT_NE(chat.said().find("OM-2611-00009-K"), std::string::npos);
  EXPECT_NE(chat.said().find("26 November"), std::string::npos);
  EXPECT_NE(chat.said().find("http://localhost:8080/s/A9/x"), std::string::npos);
}

TEST(Replies, FitWhatAMessageMayHold) {
  const auto fits = [](const Chat& chat) {
    for (const auto& reply : chat.replies) {
      EXPECT_LE(reply.buttons.size(), 3U);
      EXPECT_LE(reply.rows.size(), 10U);
      const bool interactive = !reply.buttons.empty() || !reply.rows.empty();
      EXPECT_LE(letters_count(PersonalAccess::look(reply.text)), interactive ? 1024U : 4096U);
      for (const auto& button : reply.buttons) EXPECT_LE(letters_count(button.title), 20U) << button.title;
      for (const auto& row : reply.rows) EXPECT_LE(letters_count(row.title), 24U) << row.title;
      EXPECT_LE(letters_count(reply.list_button), 20U) << reply.list_button;
    }
  };
  for (const auto* language : {"bahasa indonesia", "english", "sunda", "jawa"}) {
    Chat chat;
    chat.say(language);
    fits(chat);
    for (auto* to : {+[](Chat& c) { c.press("go:more"); }, +[](Chat& c) { c.press("go:language"); }, +[](Chat& c) { c.up_to_person(); },
                     +[](Chat& c) { c.up_to_papers(); }, +[](Chat& c) { c.up_to_delivery(); }, +[](Chat& c) { c.up_to_address(); }, +[](Chat& c) { c.up_to_summary(); },
                     +[](Chat& c) { c.press("change"); }, +[](Chat& c) { c.up_to_person().photo(); }, +[](Chat& c) { c.photo(); }, +[](Chat& c) { c.say("batal"); },
                     +[](Chat& c) { c.say("ktp rusak"); }, +[](Chat& c) { c.press("cancel:no").say("petugas"); }, +[](Chat& c) { c.say("?").say("?"); },
                     +[](Chat& c) { c.up_to_address().say("jl flamboyan 7").say("?").say("?"); }, +[](Chat& c) { c.press("back:address"); },
                     +[](Chat& c) { c.up_to_papers().hints = "paper.hint.blurred paper.hint.too_dark"; c.photo(); c.hints.clear(); },
                     +[](Chat& c) { c.press("cancel:yes").knowledge.cases = {returned_case, waiting_case}; c.photo(); }, +[](Chat& c) { c.knowledge.cases.pop_back(); c.photo(); }}) {
      to(chat);
      fits(chat);
    }
  }
}

TEST(Replies, WithoutButtonsTravelTogether) {
  std::vector<Reply> replies = {{Personal<std::string>("a"), {}, {}, {}}, {Personal<std::string>("b"), {{"x", "X", ""}}, {}, {}}};
  const auto one = merged(replies);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(PersonalAccess::look(one[0].text), "a\n\nb");
  const auto again = read_reply(PersonalAccess::open(PersonalAccess::look(written(one[0]))));
  EXPECT_EQ(again.buttons.front().id, "x");
}

TEST(AnswersInOne, TakesAPersonApart) {
  const auto is = [](const std::string& text, const std::string& name, const std::string& nik_is, const std::string& kk_is) {
    const auto found = person_in(text);
    EXPECT_EQ(found.name, name) << text;
    EXPECT_EQ(only_digits(found.nik), nik_is) << text;
    EXPECT_EQ(only_digits(found.kk), kk_is) << text;
  };
  is("Siti Aminah 3673055404919901 3673051203159901", "Siti Aminah", nik, kk);
  is("1. Siti Aminah\n2. 3673055404919901\n3. 3673051203159901", "Siti Aminah", nik, kk);
  is("Nama: Siti Aminah\nNo KK: 3673051203159901\nNIK: 3673055404919901", "Siti Aminah", nik, kk);
  is("Siti Aminah, 3673 0554 0491 9901", "Siti Aminah", nik, "");
  is("kk 3673051203159901", "", "", kk);
  is("M. Ali O'Neil", "M. Ali O'Neil", "", "");
  is("ibu saya Maesaroh 3673055404919901", "Maesaroh", nik, "");
  is("a.n. Maesaroh (ibu saya)", "Maesaroh", "", "");
  is("atas nama bapak Hasan Basri", "Hasan Basri", "", "");
  is("nenek saya Sarinah, kartu keluarga 3673051203159901", "Sarinah", "", kk);
  is("no ktp 3673055404919901", "", nik, "");
  is("Anak Agung Istri Ratih", "Anak Agung Istri Ratih", "", "");
  is("An Nisa Bakti", "An Nisa Bakti", "", "");
  is("ibu saya", "", "", "");
  is("", "", "", "");
}

TEST(AnswersInOne, TakesAnAddressApart) {
  const auto is = [](const std::string& text, const std::string& street, const std::string& rt, const std::string& rw, const std::string& landmark) {
    const auto found = address_in(text);
    EXPECT_EQ(found.street, street) << text;
    EXPECT_EQ(found.rt, rt) << text;
    EXPECT_EQ(found.rw, rw) << text;
    EXPECT_EQ(found.landmark, landmark) << text;
  };
  is("Jalan Melati 12 RT 02/05, depan musala", "Jalan Melati 12", "02", "05", "depan musala");
  is("Jl Melati no 12 rt.02 rw.05", "Jl Melati no 12", "02", "05", "");
  is("Kp. Baru RT/RW 001/009 patokan warung Bu Imas", "Kp. Baru", "001", "009", "warung Bu Imas");
  is("RT 2 RW 5 Jalan Melati 12", "Jalan Melati 12", "2", "5", "");
  is("Jalan Melati 12 dekat masjid RT 2 RW 5", "Jalan Melati 12", "2", "5", "dekat masjid");
  is("Jalan Martadinata 5", "Jalan Martadinata 5", "", "", "");
}

// Every sentence the dialogue speaks stands in Indonesian and in English.
TEST(Sentences, OfTheDialogueAreAllThere) {
  const std::regex key(R"re("((?:dialogue|refusal|law|service|glossary)\.[a-z0-9_.]*[a-z0-9_])")re");
  int found = 0;
  for (const auto& file : std::filesystem::directory_iterator(OPAK_SOURCE_DIR "/src/intake")) {
    const auto name = file.path().filename().string();
    if (file.path().extension() != ".cc" || name.ends_with("_test.cc")) continue;
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::sregex_iterator it(text.begin(), text.end(), key), end; it != end; ++it, ++found)
      for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) EXPECT_TRUE(the_catalogue().sentences().has(lang, (*it)[1].str())) << name << " " << (*it)[1];
  }
  EXPECT_GT(found, 80);
}

TEST(AddressByChat, GivenWholeInPlaceOfADoubtfulStreetIsHeardWhole) {
  Chat chat;
  chat.up_to_address().say("rumah");
  EXPECT_EQ(chat.conversation.asking, "doubt:street");
  chat.say("Jl. Kenanga No. 12 RT 01/02 depan pos ronda");
  EXPECT_EQ(chat.answer("street"), "Jl. Kenanga No. 12");
  EXPECT_EQ(chat.answer("rt"), "001");
  EXPECT_EQ(chat.answer("rw"), "002");
  EXPECT_EQ(chat.answer("landmark"), "depan pos ronda");
  EXPECT_EQ(chat.conversation.asking, "receiver");
}

TEST(KelurahanByChat, ASmallWordBeforeItsNameDoesNotHideIt) {
  for (const auto* words : {"di kelurahan Banten Kasemen", "ning kelurahan Panancangan", "ka Kalurahan Panancangan"}) {
    Chat chat;
    chat.up_to_delivery().say(words);
    EXPECT_NE(chat.answer("kelurahan"), "") << words << chat.said();
  }
}

// WhatsApp cuts a button at 20 letters and a row at 24; what is cut is no longer a sentence.
TEST(ButtonsByChat, FitInEachLanguage) {
  for (const auto* lang : {"id", "en", "su", "jv"}) {
    std::ifstream file(OPAK_SOURCE_DIR "/translations/" + std::string(lang) + "/dialogue.json");
    const auto json = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(json) << lang;
    int seen = 0;
    for (const auto& [key, words] : json->members()) {
      const std::size_t longest = key.starts_with("dialogue.button.") ? 20 : key.starts_with("dialogue.row.") || key.starts_with("dialogue.option.") ? 24 : 0;
      if (longest == 0) continue;
      ++seen;
      const auto text = std::string(words.text());
      const auto letters = std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
      EXPECT_LE(static_cast<std::size_t>(letters), longest) << lang << " " << key << ": " << text;
    }
    EXPECT_GT(seen, 30) << lang;
  }
}

TEST(LanguageByChat, HasEverySentenceOfTheTalk) {
  const auto keys_in = [](const std::string& lang) {
    std::ifstream file(OPAK_SOURCE_DIR "/translations/" + lang + "/dialogue.json");
    std::set<std::string> keys;
    const auto json = parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
    for (const auto& [key, words] : json->members()) keys.insert(key);
    return keys;
  };
  const auto all = keys_in("id");
  ASSERT_GT(all.size(), 140U);
  for (const auto* lang : {"en", "su", "jv"})
    for (const auto& key : all) EXPECT_TRUE(keys_in(lang).count(key)) << lang << " has no " << key;
}

// Whoever writes Sundanese or Jawa Serang is answered so, and can go back with two words; whoever chose a language keeps it.
TEST(LanguageByChat, IsTheOneOfTheFirstWords) {
  Chat su;
  su.say("punten, ktp abdi leungit, hoyong ngadamel deui");
  EXPECT_EQ(su.conversation.language, "su");
  EXPECT_NE(su.said().find("Kartu ieu kanggo saha?"), std::string::npos) << su.said();
  EXPECT_NE(su.said().find("bahasa Indonesia"), std::string::npos) << su.said();
  su.press("opt:for_whom:self");
  EXPECT_EQ(su.said().find("bahasa Indonesia"), std::string::npos) << "said once";
  su.say("bahasa indonesia");
  EXPECT_EQ(su.conversation.language, "id");
  EXPECT_EQ(su.conversation.asking, "person") << "the form goes on";

  Chat jv;
  jv.say("ktp kule ical, pripun carane damel malih");
  EXPECT_EQ(jv.conversation.language, "jv");
  EXPECT_NE(jv.said().find("Kartu niki kangge sinten?"), std::string::npos) << jv.said();

  Chat chosen;
  chosen.say("bahasa indonesia").say("iraha dianteurkeun ka bumi");
  EXPECT_EQ(chosen.conversation.language, "id") << "they chose";
}

TEST(LanguageByChat, DoesNotTurnOnANameOrAnAddress) {
  Chat chat;
  chat.up_to_person().say("Abdi Sanes Sareng " + nik + " " + kk);
  EXPECT_EQ(chat.conversation.language, "id");
}

}  // namespace
}  // namespace opak::intake
