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

}  // namespace
}  // namespace opak::intake
