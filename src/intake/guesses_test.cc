// What a talk says about a form, and what it does not say.
#include "intake/guesses.h"

#include <gtest/gtest.h>

#include "office/office_twin.h"

namespace opak::intake {
namespace {

using office::OfficeTwin;

const Moment nine = office::monday_morning;

ChatLine said(const std::string& text, Moment at = nine, Side side = Side::resident, const std::string& kind = "text") {
  return {"line", at, side, "", kind, PersonalAccess::open(std::string(text)), {}, {}};
}

std::map<std::string, std::string> found(const std::vector<ChatLine>& lines) {
  const auto& catalogue = OfficeTwin::the_catalogue();
  std::map<std::string, std::string> all;
  for (const auto& guess : guesses_in(lines, catalogue.get_service("lost"), catalogue.city().regions)) all[guess.question] = PersonalAccess::look(guess.value);
  return all;
}

using Found = std::map<std::string, std::string>;

TEST(Guesses, FindAPersonAndAnAddressInWhatWasSaid) {
  EXPECT_EQ(found({said("Siti Aminah 3673055404919901 3673051203159901")}), (Found{{"name", "Siti Aminah"}, {"nik", "3673055404919901"}, {"kk", "3673051203159901"}}));
  EXPECT_EQ(found({said("Jalan Melati 12 RT 02/05, depan musala")}), (Found{{"street", "Jalan Melati 12"}, {"rt", "002"}, {"rw", "005"}, {"landmark", "depan musala"}}));
  EXPECT_EQ(found({said("nama saya Siti Aminah")}), (Found{{"name", "Siti Aminah"}}));
}

TEST(Guesses, TellANikFromANumberOfAFamilyCard) {
  for (const auto* text : {"KK 3673051203159901", "kartu keluarga 3673051203159901", "3673051203159901", "no KK nya 3673051203159901"}) EXPECT_EQ(found({said(text)}), (Found{{"kk", "3673051203159901"}})) << text;
  EXPECT_EQ(found({said("3673051203159901 3673055404919901")}), (Found{{"nik", "3673055404919901"}, {"kk", "3673051203159901"}}));
  EXPECT_EQ(found({said("NIK 3673051203159901"), said("eh itu nomor KK 3673051203159901", nine + minutes(1))}), (Found{{"kk", "3673051203159901"}})) << "one number is not both";
}

TEST(Guesses, TakeNoNumberOfAFamilyCardForALandmark) {
  EXPECT_EQ(found({said("Jl. Flamboyan No. 7 RT 001 RW 009. kk 3673010507129902")}), (Found{{"street", "Jl. Flamboyan No. 7"}, {"rt", "001"}, {"rw", "009"}, {"kk", "3673010507129902"}}));
  const auto bare = found({said("Jl. Flamboyan No. 7 RT 001 RW 009 depan musala 3673010507129902")});
  for (const auto& [key, value] : bare) EXPECT_TRUE(key == "kk" || key == "nik" || value.find("3673010507129902") == std::string::npos) << key << " " << value;
}

TEST(Guesses, LeaveOutWhoseNameItIs) {
  EXPECT_EQ(found({said("ibu saya Maesaroh, NIK 3673055404919901")}), (Found{{"name", "Maesaroh"}, {"nik", "3673055404919901"}}));
  EXPECT_EQ(found({said("atas nama suami saya Hasan Basri")}), (Found{{"name", "Hasan Basri"}}));
  EXPECT_EQ(found({said("nama ibu saya")}), Found{});
}

TEST(Guesses, TakeNoTalkForAName) {
  for (const auto* text : {"Kapan jadi ya bu?", "Halo", "Terima kasih banyak", "pertama kali saya urus", "", "3673", "<script>alert(1)</script>"}) EXPECT_EQ(found({said(text)}), Found{}) << text;
}

TEST(Guesses, ComeFromTheResidentsOwnWordsOnly) {
  EXPECT_EQ(found({said("Siti Aminah 3673055404919901", nine, Side::bot), said("Siti Aminah 3673055404919901", nine, Side::officer), said("3673055404919901", nine, Side::resident, "photo")}), Found{});
}

TEST(Guesses, WhatWasSaidLastCountsAndKeepsItsHour) {
  const auto& catalogue = OfficeTwin::the_catalogue();
  const auto later = nine + minutes(5);
  const auto guesses = guesses_in({said("NIK 3673055404919901"), said("maaf salah, NIK 3673055404919902", later)}, catalogue.get_service("lost"), catalogue.city().regions);
  ASSERT_EQ(guesses.size(), 1U);
  EXPECT_EQ(PersonalAccess::look(guesses[0].value), "3673055404919902");
  EXPECT_EQ(guesses[0].at, later);
}

TEST(Guesses, NeverReplaceAnAnswer) {
  const auto answers = PersonalAccess::open(vault::Fields{{"nik", "1111222233334444"}, {"name", ""}});
  const auto all = with_guesses(answers, {{"nik", PersonalAccess::open(std::string("3673055404919901")), nine}, {"name", PersonalAccess::open(std::string("Siti")), nine}, {"rt", PersonalAccess::open(std::string("002")), nine}});
  EXPECT_EQ(PersonalAccess::look(all), (vault::Fields{{"nik", "1111222233334444"}, {"name", "Siti"}, {"rt", "002"}}));
}

}  // namespace
}  // namespace opak::intake
