#include "law/nik.h"

#include <gmock/gmock.h>

#include <fstream>

#include "law/age.h"
#include "law/kk.h"

namespace opak::law {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Day today = *day_of(2026, 11, 21);

Nik nik(std::string_view text) {
  auto parsed = Nik::parse(text);
  EXPECT_TRUE(parsed) << text;
  return *parsed;
}

std::string refused(std::string_view text) {
  const auto parsed = Nik::parse(text);
  return parsed ? "accepted" : parsed.error().key;
}

std::vector<std::string> born(std::string_view text) {
  std::vector<std::string> days;
  for (const auto day : birth_days(nik(text), today)) days.push_back(iso_day(day));
  return days;
}

TEST(ANik, TellsTheBirthDayOfAWomanAndOfAMan) {
  EXPECT_THAT(born("3673014101900001"), ElementsAre("1990-01-01"));
  EXPECT_EQ(nik("3673014101900001").sex(), Sex::woman);
  EXPECT_THAT(born("3673017112850002"), ElementsAre("1985-12-31"));
  EXPECT_EQ(nik("3673017112850002").sex(), Sex::woman);
  EXPECT_THAT(born("3673012902960005"), ElementsAre("1996-02-29"));
  EXPECT_EQ(nik("3673012902960005").sex(), Sex::man);
}

TEST(ANik, KnowsThat1900HadNoLeapDay) { EXPECT_THAT(born("3673012902000003"), ElementsAre("2000-02-29")); }

TEST(ANik, GivesBothCenturiesWhereBothArePast) {
  EXPECT_THAT(born("3673016902040014"), ElementsAre("1904-02-29", "2004-02-29"));
  EXPECT_EQ(nik("3673016902040014").sex(), Sex::woman);
  EXPECT_THAT(born("3673011503090011"), ElementsAre("1909-03-15", "2009-03-15"));
}

TEST(ANik, OfAFutureDayHasOnlyTheOlderCandidate) {
  EXPECT_THAT(born("3673012111260001"), ElementsAre("1926-11-21", "2026-11-21"));
  EXPECT_THAT(born("3673012211260001"), ElementsAre("1926-11-22"));
  EXPECT_THAT(warnings(nik("3673012211260001"), today), ElementsAre("law.doubt.nik_date_in_future"));
}

TEST(ANik, FromBeforeTheCitySplitIsWelcomeWithAWarning) {
  EXPECT_THAT(born("3604041211870012"), ElementsAre("1987-11-12"));
  EXPECT_EQ(nik("3604041211870012").district_code(), "36.04.04");
  EXPECT_THAT(warnings(nik("3604041211870012"), today), ElementsAre("law.doubt.nik_district_retired"));
}

TEST(ANik, OfThisCityOrOfFarAwayNeedsNoWarning) {
  EXPECT_THAT(warnings(nik("3673014101900001"), today), IsEmpty());
  EXPECT_THAT(warnings(nik("7371014101900001"), today), IsEmpty());
}

TEST(ANik, WithADoubtfulRegionIsAQuestionAndNoRefusal) {
  EXPECT_THAT(warnings(nik("3673074101900001"), today), ElementsAre("law.doubt.nik_district_unknown"));
  EXPECT_THAT(warnings(nik("5401014101700001"), today), ElementsAre("law.doubt.nik_province_retired"));
  EXPECT_THAT(warnings(nik("9901014101700001"), today), ElementsAre("law.doubt.nik_province_unknown"));
  EXPECT_THAT(warnings(nik("3670014101700001"), today), ElementsAre("law.doubt.nik_regency_unknown"));
}

TEST(ANik, OfASmallBoyMayBeTheNumberOfTheFamilyCard) {
  EXPECT_THAT(warnings(nik("3673011208190003"), today), ElementsAre("law.doubt.nik_too_young", "law.doubt.nik_looks_like_kk"));
  EXPECT_THAT(warnings(nik("3673015208190003"), today), ElementsAre("law.doubt.nik_too_young"));
}

TEST(ANik, WithoutSuchADateIsRefused) {
  EXPECT_EQ(refused("3673012902010004"), "law.nik_no_such_date");
  EXPECT_EQ(refused("3673013104950006"), "law.nik_no_such_date");
}

TEST(ANik, WithADayNobodyWasBornOnIsRefused) {
  for (const auto* text : {"3673014013900007", "3673010013900008", "3673013201900009", "3673017202000013"})
    EXPECT_EQ(refused(text), "law.nik_day") << text;
}

TEST(ANik, WithAThirteenthMonthIsRefused) { EXPECT_EQ(refused("3673011313900010"), "law.nik_month"); }

TEST(ANik, WithSerialZeroIsRefused) { EXPECT_EQ(refused("3673011503090000"), "law.nik_serial"); }

TEST(ANik, OfAnotherLengthOrWithLettersIsRefused) {
  EXPECT_EQ(refused("367301150309001"), "law.nik_length");
  EXPECT_EQ(refused("36730115030900A1"), "law.nik_letters");
  EXPECT_EQ(Nik::parse("367301150309001").error().words, (Words{{"jumlah", "15"}}));
}

TEST(ANik, OfNoRegionThatEverWasIsRefused) {
  EXPECT_EQ(refused("0078011508900001"), "law.nik_province");
  EXPECT_EQ(refused("3600011508900001"), "law.nik_regency");
  EXPECT_EQ(refused("3673001508900001"), "law.nik_district");
}

TEST(ANik, WithMarksOfOtherKindsIsRefusedEachWithItsOwnSentence) {
  EXPECT_EQ(refused(""), "law.nik_empty");
  EXPECT_EQ(refused(" \t"), "law.nik_empty");
  EXPECT_EQ(refused("+3578011508900001"), "law.nik_sign");
  EXPECT_EQ(refused("-578011508900001"), "law.nik_sign");
  EXPECT_EQ(refused("３５７８011508900001"), "law.nik_wide_digits");
  EXPECT_EQ(refused("3578 0115 0890 0001"), "law.nik_spaces");
  EXPECT_EQ(refused("3578011508900001\n"), "law.nik_spaces");
  EXPECT_EQ(refused("3578/0115/0890/0001"), "law.nik_other_characters");
  EXPECT_EQ(refused(std::string_view("3578011508900001\0", 17)), "law.nik_other_characters");
  EXPECT_EQ(refused("\xFF\xFE"), "law.nik_other_characters");
}

// Spaces are a slip of the hand: refused as they stand, and asked back as what they seem to mean.
TEST(ANik, WrittenApartOrWithALetterForADigitIsAskedBack) {
  EXPECT_EQ(Nik::suggest("3578 0115 0890 0001")->digits(), "3578011508900001");
  EXPECT_EQ(Nik::suggest("35.78.01.150890.0001")->digits(), "3578011508900001");
  EXPECT_EQ(Nik::suggest("35780115089O0001")->digits(), "3578011508900001");
  EXPECT_EQ(Nik::suggest("357801l508900001")->digits(), "3578011508900001");
  EXPECT_EQ(Nik::suggest("３５７８011508900001")->digits(), "3578011508900001");
  EXPECT_EQ(Nik::suggest("3578011508900001\u200B")->digits(), "3578011508900001");
}

TEST(ANik, IsNotSuggestedWhereNothingSensibleComesOfIt) {
  EXPECT_FALSE(Nik::suggest("3578011508900001")) << "it is one already";
  EXPECT_FALSE(Nik::suggest("3578 0115 0890 000"));
  EXPECT_FALSE(Nik::suggest("3578 0132 0890 0001"));
  EXPECT_FALSE(Nik::suggest("-3578011508900001"));
  EXPECT_FALSE(Nik::suggest(std::string(100'000, ' ')));
}

TEST(ANik, RefusesEveryLineOfTheCorpus) {
  std::ifstream file(OPAK_SHARED_DIR "/corpora/own/text/nik-invalid.txt", std::ios::binary);
  if (!file) GTEST_SKIP() << "the corpora are not beside this tree";
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) EXPECT_FALSE(Nik::parse(line)) << "line " << lines + 1;
  EXPECT_GT(lines, 10);
}

TEST(AFamilyCardNumber, BearsTheDayItWasRecorded) {
  EXPECT_TRUE(Kk::parse("3673011208190003"));
  EXPECT_EQ(Kk::parse("3673013208190003").error().key, "law.kk_date");
  EXPECT_EQ(Kk::parse("3673011208190000").error().key, "law.kk_serial");
  EXPECT_EQ(Kk::parse("367301120819000").error().key, "law.kk_length");
  EXPECT_EQ(Kk::parse("36730112O8190003").error().key, "law.kk_letters");
  EXPECT_EQ(Kk::suggest("3673 0112 0819 0003")->digits(), "3673011208190003");
}

TEST(AFamilyCardNumber, WithAWomansBirthDayIsANik) {
  EXPECT_EQ(Kk::parse("3673014101900001").error().key, "law.kk_looks_like_nik");
}

TEST(AFamilyCardNumber, IsNotTheNikOnceMore) {
  EXPECT_EQ(check_pair(nik("3673011208190003"), *Kk::parse("3673011208190003"))->key, "law.kk_same_as_nik");
  EXPECT_FALSE(check_pair(nik("3673014101900001"), *Kk::parse("3673011208190003")));
}

TEST(Age, CountsWholeYears) {
  EXPECT_EQ(age_on(*day_of(2026, 11, 21), *day_of(2009, 11, 22)), 16);
  EXPECT_EQ(age_on(*day_of(2026, 11, 22), *day_of(2009, 11, 22)), 17);
  EXPECT_EQ(age_on(*day_of(2025, 2, 28), *day_of(2008, 2, 29)), 16);
  EXPECT_EQ(age_on(*day_of(2025, 3, 1), *day_of(2008, 2, 29)), 17);
}

TEST(TheCard, IsADutyFromSeventeenOrFromMarriage) {
  EXPECT_FALSE(must_hold_ktp_el(*day_of(2026, 11, 21), *day_of(2009, 11, 22), false));
  EXPECT_TRUE(must_hold_ktp_el(*day_of(2026, 11, 22), *day_of(2009, 11, 22), false));
  EXPECT_TRUE(must_hold_ktp_el(*day_of(2026, 11, 21), *day_of(2009, 11, 22), true));
}

}  // namespace
}  // namespace opak::law
