// Plays the known bad inputs to every fuzz target: each file whole, cut short, and with a byte changed. A target that is
// wrong ends this program, as it would end the fuzzer.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/twins.h"
#include "target.h"

namespace opak::fuzz {

void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

namespace fs = std::filesystem;

constexpr int changes_a_file = 12;
constexpr std::size_t file_bytes_max = 256 * 1024;

class Replay : public testing::TestWithParam<Target> {};

std::vector<fs::path> files_of(const Target& target) {
  std::vector<fs::path> folders{fs::path(OPAK_SOURCE_DIR) / "tests/fuzz/corpus" / target.name};
  for (const auto corpus : target.corpora) folders.push_back(fs::path(OPAK_SHARED_DIR) / "corpora" / corpus);
  std::vector<fs::path> files;
  for (const auto& folder : folders) {
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.file_size() <= file_bytes_max) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

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
    std::ifstream in(path, std::ios::binary);
    const Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    play(GetParam(), bytes, chance);
    // A list is one input a line as well.
    if (path.extension() == ".txt")
      for (std::size_t at = 0; at < bytes.size();) {
        const auto end = std::min(bytes.find('\n', at), bytes.size());
        GetParam().run(ByteView(bytes).substr(at, end - at));
        at = end + 1;
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Replay, testing::ValuesIn(targets()), [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace opak::fuzz
