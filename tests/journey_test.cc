// The journeys of tests/journeys, each a test of its own, and the runner's own tests.
#include "journeys/journey.h"

#include <gtest/gtest.h>

namespace opak::journeys {
namespace {

std::vector<std::string> stories() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".journey") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

class Journeys : public testing::TestWithParam<std::string> {};

TEST_P(Journeys, Walk) {
  try {
    Journey().tell(lines_of(folder / (GetParam() + ".journey")));
  } catch (const Journey::Told& told) {
    ADD_FAILURE() << told.words;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Journeys, testing::ValuesIn(stories()), [](const auto& info) { return info.param; });

// The runner itself: it must not pass over what it does not understand.
TEST(Runner, StopsAtASentenceNobodyKnowsAndSaysWhere) {
  try {
    Journey().tell({{"x.journey", 7, "Siti terbang ke bulan"}});
    FAIL() << "it went on";
  } catch (const Journey::Told& told) {
    EXPECT_TRUE(told.words.starts_with("x.journey:7: Siti terbang ke bulan")) << told.words;
  }
}

TEST(Runner, StopsAtAButtonThatIsNotThereAndAtWordsThatAreNotThere) {
  for (const auto* words : {"Siti menekan \"Tombol yang tidak ada\"", "Maka Siti melihat \"kata yang tidak ada\"", "Maka Siti tidak melihat \"Mau mengurus apa?\""}) {
    Journey journey;
    journey.tell({{"x.journey", 1, "Siti membuka \"/\""}});
    EXPECT_THROW(journey.tell({{"x.journey", 2, words}}), Journey::Told) << words;
  }
}

TEST(Runner, FillsInOnlyWhatTheFormHas) {
  Journey journey;
  journey.tell({{"x.journey", 1, "Siti membuka \"/lacak\""}, {"x.journey", 2, "Siti mengisi \"Kolom yang tidak ada\" dengan \"1\""}});
  EXPECT_THROW(journey.tell({{"x.journey", 3, "Siti menekan \"Lihat status\""}}), Journey::Told);
}

TEST(Runner, HasAllTheStoriesThatWerePromised) {
  const auto all = stories();
  EXPECT_GE(all.size(), 9U) << testing::PrintToString(all);
}

}  // namespace
}  // namespace opak::journeys
