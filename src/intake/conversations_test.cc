// What an officer sees of a talk, and what not.
#include "intake/conversations.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "intake/drafts.h"
#include "intake/reception.h"
#include "office/documents.h"
#include "office/office_twin.h"
#include "office/open_file.h"
#include "office/outbox.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;

TEST(Conversations, ShowNoOfficerTheResidentsSecretLink) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto contact = twin.contact("+6281200000001");
  const auto link = "http://localhost:8080" + office::status_path(*twin.office, id);
  const auto number = twin.state(id).number;
  const auto token = link.substr(link.rfind('/') + 1);
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    hear_in(book, contact, book.now());
    keep_line_in(book, contact, Side::resident, "", "text", Personal<std::string>("Ini tautan saya: " + link + ", tolong dibuka"));
    say_in(book, contact, "id", Side::bot, "", Reply{Personal<std::string>("Permohonan " + number + ": " + link), {}, {}, {}});
    return office::Done{};
  }));
  const auto answer = open_conversation(*twin.office, contact, twin.rina()).wait();
  const auto& chat = std::get<ChatOpened>(answer);
  ASSERT_EQ(chat.lines.size(), 2U);
  EXPECT_EQ(chat.lines[0].side, Side::resident) << "both were said in one moment, and the question stands before its answer";
  std::string all;
  for (const auto& line : chat.lines) all += PersonalAccess::look(line.text) + "\n";
  EXPECT_EQ(all.find(token), std::string::npos) << "with it an officer reads the letters that hand over the card";
  EXPECT_NE(all.find("Ini tautan saya: http://localhost:8080/s/" + id + "/…, tolong dibuka\n"), std::string::npos) << all;
  EXPECT_NE(all.find("Permohonan " + number + ": "), std::string::npos) << "the rest is read as it was";
}

TEST(Conversations, KeepTheOrderOfWhatWasSaidInOneMoment) {
  OfficeTwin twin;
  const auto contact = twin.contact("+6281200000001");
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    hear_in(book, contact, book.now());
    for (int n = 0; n < 40; ++n) keep_line_in(book, contact, Side::resident, "", "text", Personal<std::string>(std::to_string(n)));
    return office::Done{};
  }));
  const auto lines = last_lines(*twin.office, twin.office->reader(), contact, 50, twin.rina());
  ASSERT_EQ(lines.size(), 40U);
  for (int n = 0; n < 40; ++n) EXPECT_EQ(PersonalAccess::look(lines[static_cast<std::size_t>(n)].text), std::to_string(n));
}

// A son files for his mother and for himself. When she is erased, his number stays, and of what was said about her nothing.
TEST(Conversations, OfOneWhoFiledForOthersForgetThePersonThatWasErased) {
  const std::string canary = "KENARIWATI KENANGA", son = "+6281200000077";
  OfficeTwin twin;
  auto& office = *twin.office;
  const auto contact = twin.contact(son);
  const auto said = [&](const std::string& words) {
    OfficeTwin::must(office.record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      hear_in(book, contact, book.now());
      keep_line_in(book, contact, Side::resident, "", "text", Personal<std::string>(words));
      say_in(book, contact, "id", Side::bot, "", Reply{Personal<std::string>("Jawaban: " + words), {}, {}, {}});
      Conversation talk = load_conversation(office, book.database(), contact);
      talk.answers = Personal<vault::Fields>({{"name", words}});
      save_conversation_in(book, talk);
      return office::Done{};
    }));
    twin.clock.pass(minutes(1));
  };
  said("Selamat pagi, saya Hasan");
  twin.clock.pass(days(2));
  said("KTP ibu saya hilang, namanya " + canary);
  const auto hers = twin.submitted("lost", "grandmother", son);
  said("Ibu " + canary + " di rumah terus");
  const auto person = twin.state(hers).person;
  const auto draft = OfficeTwin::word(begin_draft(office, {.service = "damaged", .channel = "web", .contact = contact, .language = "id"}, {}), "application");
  const auto others_draft = OfficeTwin::word(begin_draft(office, {.service = "lost", .channel = "web", .contact = contact, .language = "id"}, {}), "application");
  const auto answer = [&](const std::string& id, const std::string& label) {
    OfficeTwin::must(save_answers(office, {.application = id, .page = 1, .answers = Personal<vault::Fields>({{"name", canary}, {"nik", registry::demo_resident(label).nik}}), .language = "id"}, {}));
  };
  answer(draft, "grandmother");
  answer(others_draft, "lost_card");
  twin.clock.pass(days(1));
  const auto his = twin.submitted("lost", "damaged_card", son);
  OfficeTwin::must(withdraw(office, {hers}, {}));
  twin.clock.pass(days(3));
  said("Untuk saya sendiri: Hasan");

  // All that this number's key opens, wherever it stands.
  const auto readable = [&] {
    std::string all;
    const auto grant = office::GrantMaker::standing("own_draft");
    auto& reader = office.reader();
    const auto add = [&](const std::string& place, const Bytes& sealed) {
      if (const auto words = office.vault().open_text(reader, contact, place, Sealed{sealed}, grant)) all += PersonalAccess::look(*words) + "\n";
    };
    for (auto rows = reader.query("SELECT id, sealed FROM intake_line"); rows.next();) add("line/" + rows.string_at(0), Bytes(rows.blob_at(1)));
    for (auto rows = reader.query("SELECT state FROM intake_conversation WHERE state IS NOT NULL"); rows.next();) add("conversation/" + contact, Bytes(rows.blob_at(0)));
    for (auto rows = reader.query("SELECT words, sealed FROM office_letter WHERE sealed IS NOT NULL"); rows.next();)
      if (const auto json = parse_json(rows.text_at(0))) add("line/" + std::string((*json)["line"].text()), Bytes(rows.blob_at(1)));
    for (auto rows = reader.query("SELECT application, answers FROM intake_draft WHERE answers IS NOT NULL AND application <> $1").text(others_draft); rows.next();)
      add("draft/" + rows.string_at(0), Bytes(rows.blob_at(1)));
    return all;
  };
  ASSERT_NE(readable().find(canary), std::string::npos) << "the search finds nothing even where it stands";
  OfficeTwin::must(erase(office, {person}, twin.as("S-0008", {access::Role::admin})));
  const auto left = readable();
  EXPECT_EQ(left.find(canary), std::string::npos) << left;
  EXPECT_NE(left.find("Selamat pagi, saya Hasan"), std::string::npos) << "what was said long before is his own";
  EXPECT_NE(left.find("Untuk saya sendiri: Hasan"), std::string::npos);
  EXPECT_FALSE(find_draft(office, office.reader(), draft));
  EXPECT_TRUE(find_draft(office, office.reader(), others_draft)) << "a form for somebody else goes on";
  EXPECT_TRUE(twin.state(his).is_open());
  EXPECT_TRUE(office.vault().find_key(office.reader(), contact).has_value());
}

// ---- Photos that came while a person answers

// The smallest picture that the strict reader of answers lets through.
const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);

struct HeldTalk : testing::Test {
  HeldTalk() {
    reader_says(R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_jpeg + small_jpeg, 0);
    contact = twin.contact(phone);
    OfficeTwin::must(office().record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      hear_in(book, contact, book.now());
      return office::Done{};
    }));
    hold();
  }
  void reader_says(const Bytes& words, int code) {
    twin.child = ScriptedChild([words, code](const auto&, ByteView) -> Result<ChildRun> { return ChildRun{code, words, false}; });
  }
  void hold() { OfficeTwin::must(take_over(office(), contact, twin.rina())); }
  // A photo by the channel; gives the line it became.
  ChatLine photo(const std::string& key, const std::string& caption = "") {
    Received received{.card = Personal<vault::Fields>({{"phone", phone}}), .incoming = {}, .photo = "a photo", .said_at = office().now(), .key = key};
    received.incoming.kind = IncomingKind::photo;
    received.incoming.text = Personal<std::string>(caption);
    EXPECT_TRUE(receive(office(), understanding, received, [](office::Book&) {}));
    twin.clock.pass(seconds(5));
    return lines().back();
  }
  std::vector<ChatLine> lines() { return std::get<ChatOpened>(open_conversation(office(), contact, twin.rina()).wait()).lines; }
  std::string draft(const std::string& service = "lost") {
    return OfficeTwin::word(begin_draft(office(), {.service = service, .channel = "whatsapp", .contact = contact, .language = "id"}, twin.rina()), "application");
  }
  std::size_t files() { return twin.files.list("documents")->size(); }
  bool counts(const std::string& document) {
    return office().reader().query("SELECT 1 FROM vault_document WHERE document = $1").text(document).next();
  }
  office::Office& office() { return *twin.office; }

  OfficeTwin twin;
  const std::string phone = "+6281200000077";
  std::string contact;
  Understanding understanding = Understanding::embedded();
};

TEST_F(HeldTalk, KeepsAPhotoBesideItsLineSealedUnderTheNumbersKey) {
  const auto line = photo("m-1", "ini suratnya");
  EXPECT_EQ(line.kind, "photo");
  ASSERT_FALSE(line.document.empty());
  EXPECT_EQ(PersonalAccess::look(line.text), "ini suratnya");
  const auto shown = open_photo(office(), office().reader(), contact, line.id, twin.rina());
  ASSERT_TRUE(shown);
  EXPECT_EQ(PersonalAccess::look(*shown), small_jpeg) << "what the child process drew, never what came";
  EXPECT_EQ(twin.files.read(office::document_file(line.document))->find(small_jpeg), Bytes::npos);
  EXPECT_FALSE(open_photo(office(), office().reader(), contact, line.id, twin.joko())) << "no desk of his";
  EXPECT_FALSE(open_photo(office(), office().reader(), contact, "no-such-line", twin.rina()));
  EXPECT_FALSE(open_photo(office(), office().reader(), twin.contact("+6281200000078"), line.id, twin.rina())) << "a line of another talk";
}

TEST_F(HeldTalk, KeepsAMessageThatComesAgainOnce) {
  photo("m-1");
  const auto before = files();
  photo("m-1");
  EXPECT_EQ(files(), before);
  EXPECT_EQ(photos_of_talk(office().reader(), contact).size(), 1U);
}

TEST_F(HeldTalk, KeepsNoFileThatIsNoPhoto) {
  reader_says("{\"refused\":\"paper.unknown_type\"}\n", 3);
  const auto line = photo("m-1");
  EXPECT_EQ(line.kind, "broken_photo");
  EXPECT_TRUE(line.document.empty());
  EXPECT_EQ(files(), 0U);
}

TEST_F(HeldTalk, KeepsSoManyAndNoMore) {
  for (int i = 0; i < talk_photos_max; ++i) EXPECT_EQ(photo("m-" + std::to_string(i)).kind, "photo");
  const auto line = photo("one too many");
  EXPECT_EQ(line.kind, "photo_too_many");
  EXPECT_TRUE(line.document.empty());
  EXPECT_EQ(files(), static_cast<std::size_t>(talk_photos_max));
}

TEST_F(HeldTalk, ThatWasGivenBackIsTheDialoguesAgain) {
  OfficeTwin::must(give_back_to_bot(office(), contact, twin.rina()));
  photo("m-1");
  EXPECT_TRUE(photos_of_talk(office().reader(), contact).empty());
}

// With the dialogue: whose photo waits to be told apart.
struct TalkWithBot : HeldTalk {
  TalkWithBot() {
    OfficeTwin::must(give_back_to_bot(office(), contact, twin.rina()));
    say("m-1", "ktp saya hilang");
    press("m-2", "opt:for_whom:self");
  }
  void say(const std::string& key, const std::string& text) { hear(key, IncomingKind::text, text, ""); }
  void press(const std::string& key, const std::string& choice) { hear(key, IncomingKind::choice, choice, choice); }
  void hear(const std::string& key, IncomingKind kind, const std::string& text, const std::string& choice) {
    Received received{.card = Personal<vault::Fields>({{"phone", phone}}), .incoming = {}, .photo = {}, .said_at = office().now(), .key = key};
    received.incoming.kind = kind;
    received.incoming.text = Personal<std::string>(text);
    received.incoming.choice = choice;
    EXPECT_TRUE(receive(office(), understanding, received, [](office::Book&) {}));
    twin.clock.pass(seconds(5));
  }
  // The document of a photo that no question asked for.
  std::string early_photo(const std::string& key) {
    photo(key);
    const auto photos = load_conversation(office(), office().reader(), contact).photos;
    return photos.empty() ? "" : photos.back();
  }
};

TEST_F(TalkWithBot, ForgetsAPhotoThatIsNoPaper) {
  const auto document = early_photo("m-3");
  ASSERT_TRUE(counts(document));
  press("m-4", "photo:none");
  EXPECT_FALSE(counts(document));
}

TEST_F(TalkWithBot, ForgetsAPhotoWhoseFormWasLeft) {
  const auto document = early_photo("m-3");
  say("m-4", "batal");
  EXPECT_TRUE(counts(document)) << "they may still say no to that";
  press("m-5", "cancel:yes");
  EXPECT_FALSE(counts(document));
}

TEST_F(TalkWithBot, KeepsAPhotoThatBecameAPaper) {
  const auto document = early_photo("m-3");
  press("m-4", "photo:form:family_card");
  EXPECT_TRUE(counts(document));
  const auto conversation = load_conversation(office(), office().reader(), contact);
  EXPECT_TRUE(conversation.photos.empty());
  EXPECT_EQ(find_draft(office(), office().reader(), conversation.application)->papers.at("family_card"), document);
}

TEST_F(HeldTalk, GivesItsPhotoToAPaperOfTheForm) {
  const auto line = photo("m-1");
  const auto form = draft();
  const auto put = [&](const office::Asked& asked, const std::string& paper, const std::string& which) {
    return OfficeTwin::no(photo_to_paper(office(), {form, paper, which}, asked));
  };
  EXPECT_EQ(put(twin.dewi(), "loss_letter", line.id), "channel.with_colleague");
  EXPECT_EQ(put(twin.joko(), "loss_letter", line.id), "channel.not_your_desk");
  EXPECT_EQ(put(twin.rina(), "shopping_list", line.id), "application.papers_unknown");
  EXPECT_EQ(put(twin.rina(), "loss_letter", lines().front().id + "x"), "channel.no_photo");
  EXPECT_TRUE(find_draft(office(), office().reader(), form)->papers.empty());
  EXPECT_EQ(put(twin.rina(), "loss_letter", line.id), "");
  EXPECT_EQ(put(twin.rina(), "loss_letter", line.id), "") << "pressed twice";
  EXPECT_EQ(put(twin.rina(), "family_card", line.id), "") << "one photo may show both";
  const auto papers = find_draft(office(), office().reader(), form)->papers;
  EXPECT_EQ(papers, (std::map<std::string, std::string>{{"loss_letter", line.document}, {"family_card", line.document}}));
  OfficeTwin::must(give_back_to_bot(office(), contact, twin.rina()));
  EXPECT_EQ(put(twin.rina(), "loss_letter", line.id), "channel.with_colleague") << "nobody holds the talk";
}

TEST_F(HeldTalk, NeverGivesAPhotoToSomebodyElsesForm) {
  const auto line = photo("m-1");
  const auto other = twin.contact("+6281200000078");
  const auto theirs = OfficeTwin::word(begin_draft(office(), {.service = "lost", .channel = "whatsapp", .contact = other, .language = "id"}, twin.rina()), "application");
  EXPECT_EQ(OfficeTwin::no(photo_to_paper(office(), {theirs, "loss_letter", line.id}, twin.rina())), "channel.no_conversation");
  OfficeTwin::must(office().record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    set_mind_in(book, other, Mind::with_person, "asked", twin.rina().actor);
    return office::Done{};
  }));
  EXPECT_EQ(OfficeTwin::no(photo_to_paper(office(), {theirs, "loss_letter", line.id}, twin.rina())), "channel.no_photo");
  EXPECT_EQ(OfficeTwin::no(photo_to_paper(office(), {"nothing", "loss_letter", line.id}, twin.rina())), "draft.not_found");
}

TEST_F(HeldTalk, ForgetsPhotosAfterThirtyDaysButNotThePapers) {
  const auto paper = photo("m-1"), idle = photo("m-2");
  twin.clock.pass(days(1));
  const auto young = photo("m-3");
  twin.clock.pass(days(29));
  const auto form = draft();
  OfficeTwin::must(photo_to_paper(office(), {form, "loss_letter", paper.id}, twin.rina()));
  EXPECT_EQ(sweep_talk_photos(office()), 2);
  EXPECT_TRUE(counts(paper.document));
  EXPECT_FALSE(counts(idle.document));
  EXPECT_TRUE(counts(young.document));
  EXPECT_EQ(photos_of_talk(office().reader(), contact).size(), 1U);
  EXPECT_FALSE(open_photo(office(), office().reader(), contact, idle.id, twin.rina()));
  EXPECT_EQ(lines().size(), 3U) << "what was said stays";
}

TEST_F(HeldTalk, ThatIsErasedTakesItsPhotosAlong) {
  photo("m-1");
  EXPECT_EQ(files(), 1U);
  OfficeTwin::must(erase(office(), {contact}, twin.as("S-0008", {access::Role::admin})));
  EXPECT_EQ(files(), 0U);
}

// The son's own photo stays; the one of the days on which he filed for his mother goes, also where it is a paper already.
TEST_F(HeldTalk, OfOneWhoFiledForOthersForgetsThePhotosOfThatTime) {
  const auto his = photo("m-1");
  twin.clock.pass(days(2));
  const auto filed = twin.submitted("lost", "grandmother", phone);
  const auto hers = photo("m-2");
  OfficeTwin::must(withdraw(office(), {filed}, {}));
  twin.clock.pass(days(3));
  twin.submitted("lost", "damaged_card", phone);
  hold();
  const auto form = draft("damaged");
  OfficeTwin::must(photo_to_paper(office(), {form, "family_card", hers.id}, twin.rina()));
  OfficeTwin::must(erase(office(), {twin.state(filed).person}, twin.as("S-0008", {access::Role::admin})));
  EXPECT_FALSE(counts(hers.document));
  EXPECT_FALSE(twin.files.read(office::document_file(hers.document)));
  EXPECT_TRUE(open_photo(office(), office().reader(), contact, his.id, twin.rina()));
  EXPECT_TRUE(find_draft(office(), office().reader(), form)->papers.empty()) << "no slot shows a paper that is gone";
}

// ---- Talks that are no request

struct NoRequest : HeldTalk {
  std::int64_t total(ConversationFilter filter) { return list_conversations(office().reader(), filter).total; }
  std::string mark(const std::string& reason, const office::Asked& asked) { return OfficeTwin::no(mark_no_request(office(), {contact, reason}, asked)); }
  std::size_t letters() { return office::due_letters(office().reader(), twin.clock.now(), 1000).size(); }
  void hand_over_why(const std::string& why) {
    OfficeTwin::must(office().record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      set_mind_in(book, contact, Mind::waiting_for_person, why, "");
      return office::Done{};
    }));
  }
  void hears(const std::string& words, const std::string& key) {
    Received received{.card = Personal<vault::Fields>({{"phone", phone}}), .incoming = {}, .photo = {}, .said_at = office().now(), .key = key};
    received.incoming.text = Personal<std::string>(words);
    EXPECT_TRUE(receive(office(), understanding, received, [](office::Book&) {}));
    twin.clock.pass(minutes(1));
  }
};

TEST_F(NoRequest, LeavesTheListsWithoutAWordAndComesBackAsItStood) {
  hand_over_why("complaint");
  const auto before = *find_standing(office().reader(), contact);
  const auto said = letters();
  twin.clock.pass(hours(1));
  EXPECT_EQ(mark("", twin.rina()), "office.reason_unknown");
  EXPECT_EQ(mark("because", twin.rina()), "office.reason_unknown");
  EXPECT_EQ(mark("spam", twin.joko()), "channel.not_your_desk");
  EXPECT_EQ(total(ConversationFilter::waiting_for_person), 1);
  EXPECT_EQ(mark("spam", twin.rina()), "");
  EXPECT_EQ(total(ConversationFilter::waiting_for_person), 0);
  EXPECT_EQ(total(ConversationFilter::all), 0);
  EXPECT_EQ(total(ConversationFilter::no_requests), 1);
  EXPECT_EQ(find_standing(office().reader(), contact)->no_request_by, twin.rina().actor);
  EXPECT_EQ(letters(), said) << "nobody is told";
  OfficeTwin::must(is_a_request(office(), contact, twin.dewi()));
  const auto after = *find_standing(office().reader(), contact);
  EXPECT_EQ(after.mind, Mind::waiting_for_person);
  EXPECT_EQ(after.why, "complaint");
  EXPECT_EQ(after.waiting_since, before.waiting_since);
  EXPECT_EQ(total(ConversationFilter::waiting_for_person), 1);
  EXPECT_EQ(total(ConversationFilter::no_requests), 0);
}

TEST_F(NoRequest, ThatIsWrittenToAgainBeginsAnewWithTheDialogue) {
  hand_over_why("asked");
  EXPECT_EQ(mark("greeting", twin.rina()), "");
  const auto said = letters();
  hears("ktp saya hilang", "m-1");
  EXPECT_GT(letters(), said);
  const auto standing = *find_standing(office().reader(), contact);
  EXPECT_EQ(standing.mind, Mind::bot);
  EXPECT_EQ(standing.unread, 0);
  EXPECT_TRUE(standing.no_request.empty());
  EXPECT_EQ(total(ConversationFilter::all), 1);
}

TEST_F(NoRequest, IsSaidByWhoHoldsTheTalkOrTheSupervisor) {
  EXPECT_EQ(mark("spam", twin.dewi()), "channel.with_colleague");
  EXPECT_EQ(mark("spam", twin.rina()), "");
  OfficeTwin::must(answer_by_officer(office(), {contact, Personal<std::string>("Ada yang bisa dibantu?")}, twin.rina()));
  EXPECT_EQ(total(ConversationFilter::no_requests), 0) << "who answers says that it is one";
  EXPECT_EQ(mark("spam", twin.ratna()), "");
}

TEST_F(NoRequest, IsNotForAnOperatorToSayOfALevyReport) {
  hand_over_why("levy_report");
  EXPECT_EQ(mark("spam", twin.rina()), "channel.not_your_desk");
  EXPECT_EQ(mark("handled", twin.ratna()), "");
  EXPECT_EQ(OfficeTwin::no(is_a_request(office(), contact, twin.rina())), "channel.not_your_desk");
}

}  // namespace
}  // namespace opak::intake
