#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "law/address.h"
#include "law/name.h"
#include "law/phone.h"

namespace opak::law {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string read(std::string_view text) {
  const auto phone = Phone::parse(text);
  return phone ? phone->international() : phone.error().key;
}

TEST(APhone, IsOneNumberInAllTheWaysPeopleWriteIt) {
  for (const auto* text : {"081234567890", "+62 812-3456-7890", "6281234567890", "0062 812 3456 7890", "(0812) 3456.7890", "81234567890",
                           "+62 0812 3456 7890", "(+62)81234567890", " 0812\u00A03456\u200B7890 "})
    EXPECT_EQ(read(text), "+6281234567890") << text;
}

TEST(APhone, IsShownInGroupsAndByItsLastFour) {
  EXPECT_EQ(Phone::parse("+6281234567890")->national(), "0812 3456 7890");
  EXPECT_EQ(Phone::parse("+62812345678901")->national(), "0812 3456 78901");
  EXPECT_EQ(Phone::parse("+62812345678")->national(), "0812 3456 78");
  EXPECT_EQ(Phone::parse("081234567890")->last_four(), "7890");
}

TEST(APhone, OfAnotherKindIsRefusedWithItsOwnSentence) {
  EXPECT_EQ(read(""), "law.phone_empty");
  EXPECT_EQ(read("0812"), "law.phone_too_short");
  EXPECT_EQ(read("081234567"), "law.phone_too_short");
  EXPECT_EQ(read("0812345678901234567"), "law.phone_too_long");
  EXPECT_EQ(read("+1 212 555 0100"), "law.phone_foreign");
  EXPECT_EQ(read("0254 200 1234"), "law.phone_not_mobile");
  EXPECT_EQ(read("nomor saya 0812"), "law.phone_letters");
  EXPECT_EQ(read("０８１２３４５６７８９０"), "law.phone_letters");
}

// What we make of each line of the corpus, and why.
TEST(APhone, JudgesEveryLineOfTheCorpus) {
  std::ifstream file(OPAK_SHARED_DIR "/corpora/own/text/phone.txt", std::ios::binary);
  if (!file) GTEST_SKIP() << "the corpora are not beside this tree";
  std::vector<std::string> answers;
  for (std::string line; std::getline(file, line);) answers.push_back(read(line));
  EXPECT_THAT(answers, ElementsAre("+6281234567890",         // As people type it.
                                   "+6281234567890",         // As a phone book shows it.
                                   "+62812345678",           // The country code without +; an old, short number.
                                   "law.phone_too_short",    //
                                   "law.phone_foreign",      // We could send no code there.
                                   "+628123456789",          // The 0 after +62 is a slip everybody makes.
                                   "+6281234567890",         //
                                   "law.phone_too_long",     //
                                   "+62812345678"));         // An unseen mark came along with copying.
}

TEST(AName, ComesBackAsItIsWhateverTheScript) {
  for (const auto* name : {"Soeharto", "D'Costa", "Nur 'Aini", "A", "ꦲ꧀ꦱꦤ꧓", "<b>Budi</b>", "Siti\u202EanimA", "R.A. Kartini"})
    EXPECT_FALSE(check_name(name)) << name;
}

TEST(AName, IsRefusedOnlyWhereItCannotBeKept) {
  EXPECT_EQ(check_name("")->key, "law.name_empty");
  EXPECT_EQ(check_name("   ")->key, "law.name_empty");
  EXPECT_EQ(check_name("Budi\xFF")->key, "law.name_not_text");
  EXPECT_EQ(check_name("Budi\nSanti")->key, "law.name_control");
  EXPECT_EQ(check_name(std::string_view("Bu\0di", 5))->key, "law.name_control");
  EXPECT_EQ(check_name("Budi\u0085")->key, "law.name_control");
  EXPECT_FALSE(check_name(std::string(200, 'a')));
  EXPECT_EQ(check_name(std::string(201, 'a'))->key, "law.name_too_long");
}

TEST(AName, OfTwoHundredLettersOfTwoBytesIsNotTooLong) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "é";
  EXPECT_FALSE(check_name(name));
}

TEST(AName, ThatIsUnusualIsADoubtAndNoRefusal) {
  EXPECT_THAT(name_doubts("Siti Nurhaliza"), IsEmpty());
  EXPECT_THAT(name_doubts("Soeharto"), ElementsAre("law.doubt.name_one_word"));
  EXPECT_THAT(name_doubts("R2 D2"), ElementsAre("law.doubt.name_not_letters"));
  EXPECT_THAT(name_doubts("12"), ElementsAre("law.doubt.name_one_word", "law.doubt.name_no_letters"));
  EXPECT_THAT(name_doubts("- -"), ElementsAre("law.doubt.name_no_letters"));
  EXPECT_THAT(name_doubts("Édouard Évariste"), ElementsAre("law.doubt.name_not_letters"));
  EXPECT_THAT(name_doubts(std::string(40, 'a') + " " + std::string(40, 'b')), ElementsAre("law.doubt.name_over_60"));
}

TEST(AStreet, ThatNamesNoPlaceIsADoubt) {
  for (const auto* text : {"rumah", "Rumah saya", "di sini", "sama seperti KTP", "Jl.", "Jln No. 12", "12", "-", "rt 3 rw 5", "Blok A"})
    EXPECT_THAT(street_doubts(text), ElementsAre("law.doubt.street_names_nothing")) << text;
}

TEST(AStreet, OfAKampungIsEnoughWithoutANumber) {
  for (const auto* text : {"Jl. Kenanga No. 12", "Kp. Kebon Sawo", "Ciceri", "Link. Kaloran Dua No. 21", "Perum Griya Melinjo No. 49", "Gg. Delima", "belakang masjid Al-Ikhlas", "TBL blok D4", "BAP 2"})
    EXPECT_THAT(street_doubts(text), IsEmpty()) << text;
}

TEST(AName, OfTheCorpusIsAcceptedUpToTwoHundredLetters) {
  std::ifstream file(OPAK_SHARED_DIR "/corpora/own/text/names.json", std::ios::binary);
  if (!file) GTEST_SKIP() << "the corpora are not beside this tree";
  std::stringstream bytes;
  bytes << file.rdbuf();
  const auto names = parse_json(bytes.str());
  ASSERT_TRUE(names);
  int too_long = 0;
  for (const auto& name : names->items()) {
    const auto refusal = check_name(name.text());
    too_long += refusal && refusal->key == "law.name_too_long" ? 1 : 0;
    EXPECT_TRUE(!refusal || name.text().size() > name_letters_max) << name.text();
  }
  EXPECT_EQ(too_long, 1);
}

TEST(AName, IsFoundHoweverItWasTyped) {
  for (const auto* typed : {"Siti Nur'aini, S.Pd.", "SITI NURAINI SPD", "  siti\u00A0\u00A0nur\u2019aini s.pd", "\u202ESiti Nuraini\u202C, SPd", "Siti-Nuraini SPd"})
    EXPECT_EQ(name_to_find(typed), "SITI NURAINI SPD") << typed;
  EXPECT_NE(name_to_find("Siti Nuraini"), name_to_find("Siti Nur Aini")) << "another name is another name";
  EXPECT_EQ(name_to_find("R\u00E9ne"), name_to_find("r\u00E9NE"));
  EXPECT_EQ(name_to_find(" .,'- "), "");
}

}  // namespace
}  // namespace opak::law
