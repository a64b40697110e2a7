// What an officer sees of a talk, and what not.
#include "intake/conversations.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "intake/drafts.h"
#include "office/office_twin.h"
#include "office/open_file.h"

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
  std::string all;  // Both were said in one moment: either may stand first.
  for (const auto& line : chat.lines) all += PersonalAccess::look(line.text) + "\n";
  EXPECT_EQ(all.find(token), std::string::npos) << "with it an officer reads the letters that hand over the card";
  EXPECT_NE(all.find("Ini tautan saya: http://localhost:8080/s/" + id + "/…, tolong dibuka\n"), std::string::npos) << all;
  EXPECT_NE(all.find("Permohonan " + number + ": "), std::string::npos) << "the rest is read as it was";
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

}  // namespace
}  // namespace opak::intake
