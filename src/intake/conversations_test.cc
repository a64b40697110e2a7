// What an officer sees of a talk, and what not.
#include "intake/conversations.h"

#include <gtest/gtest.h>

#include "office/office_twin.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;

TEST(Conversations, ShowNoOfficerTheResidentsSecretLink) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto contact = twin.contact("+6281200000001");
  const auto link = "http://localhost:8080" + office::status_path(*twin.office, id);
  const auto token = link.substr(link.rfind('/') + 1);
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    hear_in(book, contact, book.now());
    keep_line_in(book, contact, Side::resident, "", "text", Personal<std::string>("Ini tautan saya: " + link + ", tolong dibuka"));
    say_in(book, contact, "id", Side::bot, "", Reply{Personal<std::string>("Permohonan " + twin.state(id).number + ": " + link), {}, {}, {}});
    return office::Done{};
  }));
  const auto answer = open_conversation(*twin.office, contact, twin.rina()).wait();
  const auto& chat = std::get<ChatOpened>(answer);
  ASSERT_EQ(chat.lines.size(), 2U);
  for (const auto& line : chat.lines) EXPECT_EQ(PersonalAccess::look(line.text).find(token), std::string::npos) << "with it an officer reads the letters that hand over the card";
  EXPECT_EQ(PersonalAccess::look(chat.lines[0].text), "Ini tautan saya: http://localhost:8080/s/" + id + "/…, tolong dibuka");
  EXPECT_NE(PersonalAccess::look(chat.lines[1].text).find(twin.state(id).number), std::string::npos) << "the rest is read as it was";
}

}  // namespace
}  // namespace opak::intake
