#include "law/application_number.h"

#include <gtest/gtest.h>

namespace opak::law {
namespace {

std::string read(std::string_view text) {
  const auto number = ApplicationNumber::parse(text);
  return number ? number->text() : number.error().key;
}

TEST(AnApplicationNumber, IsWrittenInOneForm) {
  EXPECT_EQ(ApplicationNumber::make(2026, 11, 91).text(), "OM-2611-00091-K");
  EXPECT_EQ(ApplicationNumber::make(2026, 11, 123456).text().substr(0, 14), "OM-2611-123456");
}

TEST(AnApplicationNumber, IsReadInTheWaysPeopleWriteIt) {
  for (const auto* text : {"OM-2611-00091-K", "om-2611-00091-k", "OM261100091K", "om 2611 00091 k", " OM--2611-00091 -K ", "2611-00091-K",
                           "0M-2611-00091-K", "OM-26ll-OOO9I-K", "OM.2611.00091.K"})
    EXPECT_EQ(read(text), "OM-2611-00091-K") << text;
}

TEST(AnApplicationNumber, TellsWhatIsMissing) {
  EXPECT_EQ(read(""), "law.number_empty");
  EXPECT_EQ(read("OM-2611-00091"), "law.number_letter_missing");
  EXPECT_EQ(read("OM-2611-00091-M"), "law.number_check");
  EXPECT_EQ(read("OM-2611-91-K"), "law.number_form");
  EXPECT_EQ(read("halo"), "law.number_form");
  EXPECT_EQ(read("OM-2611-00091-K\u200B"), "law.number_form");
  EXPECT_EQ(read(std::string(100'000, '1')), "law.number_form");
}

TEST(AnApplicationNumber, OfNoMonthOrSerialIsNone) {
  EXPECT_THROW(ApplicationNumber::make(2026, 13, 1), Bug);
  EXPECT_THROW(ApplicationNumber::make(2026, 11, 0), Bug);
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    EXPECT_FALSE(ApplicationNumber::parse(std::string("OM-2613-00091-") + letter));
    EXPECT_FALSE(ApplicationNumber::parse(std::string("OM-2611-00000-") + letter));
  }
}

const std::vector<std::string>& sample() {
  static const auto numbers = [] {
    std::vector<std::string> all;
    for (int month = 1; month <= 12; ++month)
      for (int serial = 1; serial <= 99'999; serial += 487) all.push_back(ApplicationNumber::make(2026 + month % 3, month, serial).text());
    return all;
  }();
  return numbers;
}

const std::vector<std::size_t> digit_places = {3, 4, 5, 6, 8, 9, 10, 11, 12};

TEST(TheCheckLetter, FindsEverySingleWrongDigit) {
  for (const auto& number : sample())
    for (const auto at : digit_places)
      for (char wrong = '0'; wrong <= '9'; ++wrong) {
        auto slip = number;
        slip[at] = wrong;
        ASSERT_EQ(ApplicationNumber::parse(slip).has_value(), slip == number) << slip;
      }
}

TEST(TheCheckLetter, FindsEveryTwoDigitsChangedForEachOther) {
  for (const auto& number : sample())
    for (const auto a : digit_places)
      for (const auto b : digit_places) {
        auto slip = number;
        std::swap(slip[a], slip[b]);
        ASSERT_EQ(ApplicationNumber::parse(slip).has_value(), slip == number) << slip;
      }
}

TEST(TheCheckLetter, FindsEveryOtherLetter) {
  for (char letter = 'A'; letter <= 'Z'; ++letter)
    EXPECT_EQ(ApplicationNumber::parse(std::string("OM-2611-00091-") + letter).has_value(), letter == 'K') << letter;
}

}  // namespace
}  // namespace opak::law
