// Lives of a whole city from seeds, on a disk that crashes, with a network and a clock that misbehave: nothing acknowledged is lost or
// doubled, every serial is in one place, the public log equals the book, the boards equal what is folded anew. docs/endurance.md.
#include "simulation/simulation.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.h"
#include "simulation/refused_memory.h"

namespace opak::simulation {
namespace {

// 1,000 lives in the quick size, in ten cases so that they can stand beside one another.
constexpr std::uint64_t lives_a_case = 100;

std::uint64_t depth() {
  const char* asked = std::getenv("OPAK_TEST_DEPTH");
  const std::string word = asked == nullptr ? "quick" : asked;
  if (word == "full") return 5;
  if (word == "soak") return 10;
  return std::max(1, std::atoi(word.c_str()));
}

class Simulation : public testing::Test {
 protected:
  Simulation() {
    stand_before_sqlites_memory();
    set_log_level(static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1));
  }
  ~Simulation() override { set_log_level(LogLevel::info); }
};
class Lives : public Simulation, public testing::WithParamInterface<int> {};

TEST_P(Lives, KeepEverythingThatWasAcknowledged) {
  Tally tally;
  const auto count = lives_a_case * depth();
  const auto first = 1 + static_cast<std::uint64_t>(GetParam()) * count;
  for (auto seed = first; seed < first + count && !HasFailure(); ++seed) {
    const auto life = live(seed, steps_of_a_life, tally);
    EXPECT_EQ(life.broken, "") << report(life);
  }
  // The test means something only if every kind of day was among them.
  EXPECT_GT(tally.crashes, 100);
  EXPECT_GT(tally.ends, 10);
  EXPECT_GT(tally.crashes_while_starting, 2);
  EXPECT_GT(tally.in_flight_kept, 5);
  EXPECT_GT(tally.in_flight_lost, 20);
  for (const auto* fact : {"application.submitted.v1", "application.card_printed.v1", "application.delivered.v1", "application.disputed.v1",
                           "application.withdrawn.v1", "blangko.spoiled.v1", "run.counted.v1", "parcel.not_handed_over.v1"})
    EXPECT_GT(tally.facts[fact], 0) << fact;
}

std::string name_of(const testing::TestParamInfo<int>& info) { return "Part" + std::to_string(info.param); }
INSTANTIATE_TEST_SUITE_P(Simulated, Lives, testing::Range(0, 10), name_of);

TEST_F(Simulation, LivesOfOneSeedAreTheSameToTheByte) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Tally tally;
    const auto first = live(seed, steps_of_a_life, tally), again = live(seed, steps_of_a_life, tally);
    ASSERT_EQ(first.broken, "");
    EXPECT_EQ(first.trace, again.trace) << "seed " << seed;
    EXPECT_NE(first.trace, live(seed + 1'000'000, steps_of_a_life, tally).trace);
  }
}

TEST_F(Simulation, LivesThatBreakSayHowToLiveThemAgain) {
  EXPECT_NE(report({17, 5, 0, "a serial is nowhere"}).find("--seed 17 --steps 6"), std::string::npos);
}

// Bytes for which there is no memory are not no bytes.
TEST_F(Simulation, AColumnThatDoesNotFitIntoMemoryIsAFailure) {
  auto db = store::Database::open("file:/column_memory?vfs=memdb", store::Mode::writer);
  // So many numbers to be read as text that SQLite's first store of memory does not do.
  std::string sql = "SELECT 7";
  for (int i = 1; i < 1900; ++i) sql += ", 7";
  auto row = db->query(sql);
  ASSERT_TRUE(row.next());
  int refused = 0;
  refuse_memory(1, 1'000'000);
  for (int i = 0; i < 1900; ++i) try {
      EXPECT_EQ(row.text_at(i), "7");
    } catch (const store::StoreFailure&) {
      ++refused;
    }
  refuse_memory(0, 0);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace opak::simulation
