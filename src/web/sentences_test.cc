// Every refusal that the code can speak has its sentence, in Indonesian and in English.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "catalogue/catalogue.h"

namespace opak::web {
namespace {

namespace fs = std::filesystem;

// Keys as they stand in the code: Refusal{"..."} and the table of moves; also where only a room's own prefix is written.
std::set<std::string> refusal_keys() {
  const std::regex key(R"re("((?:application|blangko|delivery|register|office|draft|access|law|paper|intake)\.[a-z0-9_]+)")re");
  const std::regex is_refusal(R"re(Refusal\{|Act::|return \{"|refusal)re");
  std::set<std::string> keys;
  for (const auto& file : fs::recursive_directory_iterator(OPAK_SOURCE_DIR "/src")) {
    const auto name = file.path().filename().string();
    if (file.path().extension() != ".cc" || name.ends_with("_test.cc")) continue;
    std::ifstream in(file.path());
    for (std::string line; std::getline(in, line);) {
      if (!std::regex_search(line, is_refusal)) continue;
      for (std::sregex_iterator it(line.begin(), line.end(), key), end; it != end; ++it) keys.insert((*it)[1]);
    }
  }
  return keys;
}

TEST(Refusals, AllHaveASentenceInIndonesianAndEnglish) {
  const auto catalogue = catalogue::Catalogue::embedded();
  const auto keys = refusal_keys();
  EXPECT_GT(keys.size(), 80U);
  EXPECT_TRUE(keys.contains("application.withdraw_too_late"));
  for (const auto& key : keys) {
    // A doubt is no refusal: its sentence is the key itself.
    if (catalogue.sentences().has(catalogue::Lang::id, key)) continue;
    for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) EXPECT_TRUE(catalogue.sentences().has(lang, "refusal." + key)) << catalogue::code_of(lang) << " " << key;
  }
}

// Sentences that the pages name. A page of one language only would fall back silently; this does not.
TEST(Sentences, OfThePagesStandInBothLanguages) {
  const auto catalogue = catalogue::Catalogue::embedded();
  const std::regex key(R"re("((?:w|glossary|calendar)\.[a-z0-9_.]*[a-z0-9_])")re");
  int found = 0;
  for (const auto& file : fs::recursive_directory_iterator(OPAK_SOURCE_DIR "/src/web")) {
    const auto name = file.path().filename().string();
    if (file.path().extension() != ".cc" || name.ends_with("_test.cc")) continue;
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::sregex_iterator it(text.begin(), text.end(), key), end; it != end; ++it, ++found)
      for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) EXPECT_TRUE(catalogue.sentences().has(lang, (*it)[1].str())) << name << " " << catalogue::code_of(lang) << " " << (*it)[1];
  }
  EXPECT_GT(found, 200);
}

}  // namespace
}  // namespace opak::web
