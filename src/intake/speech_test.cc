#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/text.h"
#include "intake/speech.h"

namespace opak::intake {
namespace {

TEST(Speech, IsNoticedWhereTheWordsAreSurelySundaneseOrJavanese) {
  for (const auto* words : {"punten, ktp abdi leungit, hoyong ngadamel deui", "Iraha dianteurkeun ka bumi?", "KTP abi kumaha", "tos dugi mana ieu teh"}) EXPECT_EQ(speech_of(words), "su") << words;
  for (const auto* words : {"ktp kule ical, pripun carane damel malih", "arep gawe ktp anyar", "KULE ayun tanglet", "regane pinten"}) EXPECT_EQ(speech_of(words), "jv") << words;
}

// Thanks and greetings are borrowed, and names are names.
TEST(Speech, IsLeftAloneInIndonesianEnglishAndWhereLittleIsSaid) {
  for (const auto* words : {"", "ktp saya hilang", "hatur nuhun", "suwun", "punten min", "nama saya Abdi Setiawan", "I lost my card", "3673055404919901", "lagi urus ktp pak, kapan jadi?", "kumahaaa", "\xF0\x9F\x98\x80"})
    EXPECT_EQ(speech_of(words), "") << words;
}

// Half in one and half in the other: nobody knows, so nothing changes.
TEST(Speech, OfBothIsNeither) { EXPECT_EQ(speech_of("kule hoyong"), ""); }

TEST(Speech, OfOurOwnExamplesIsHardlyEverTakenForAnother) {
  std::ifstream file(OPAK_SOURCE_DIR "/tests/fixtures/utterances-own.tsv");
  std::map<std::string, int> all, right, wrong;
  for (std::string line; std::getline(file, line);) {
    const auto parts = split(line, '\t');
    if (parts.size() < 3) continue;
    const auto heard = speech_of(parts[0]);
    ++all[parts[2]];
    right[parts[2]] += heard == (parts[2] == "id" ? "" : parts[2]) ? 1 : 0;
    wrong[parts[2]] += !heard.empty() && heard != parts[2] ? 1 : 0;
  }
  ASSERT_GT(all["id"], 3000);
  // The few are Javanese that the examples call Indonesian ("pinten biayane ngurus ktp").
  EXPECT_LE(wrong["id"], 4);
  EXPECT_EQ(wrong["su"] + wrong["jv"], 0);
  EXPECT_GE(right["su"], all["su"] * 3 / 4);
  EXPECT_GE(right["jv"], all["jv"] * 3 / 4);
}

}  // namespace
}  // namespace opak::intake
