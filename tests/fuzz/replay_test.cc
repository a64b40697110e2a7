// Plays the known bad inputs to every fuzz target: each file whole, cut short, and with a byte changed. A target that is
// wrong ends this program, as it would end the fuzzer.
#include <gtest/gtest.h>

#include "base/twins.h"
#include "corpus.h"

namespace opak::fuzz {

void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

constexpr int changes_a_file = 12;

class Replay : public testing::TestWithParam<Target> {};

void play(const Target& target, const Bytes& bytes, SeededChance& chance) {
  target.run(bytes);
  for (int n = 0; n < changes_a_file && !bytes.empty(); ++n) {
    target.run(ByteView(bytes).substr(0, chance.below(bytes.size())));
    auto changed = bytes;
    changed[chance.below(changed.size())] = static_cast<char>(chance.below(256));
    target.run(changed);
  }
}

TEST_P(Replay, TakesEveryKnownBadInput) {
  SeededChance chance(11);
  GetParam().run("");
  const auto files = files_of(GetParam());
  ASSERT_FALSE(files.empty()) << "no corpus: neither tests/fuzz/corpus nor ../shared/corpora holds anything for it";
  for (const auto& path : files) {
    const auto bytes = bytes_of(path);
    play(GetParam(), bytes, chance);
    for_each_line(path, bytes, [](ByteView line) { GetParam().run(line); });
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Replay, testing::ValuesIn(targets()), [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace opak::fuzz
