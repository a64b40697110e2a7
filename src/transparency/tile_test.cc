#include "transparency/tile.h"

#include <gtest/gtest.h>

#include "transparency/example_log.h"

namespace opak::transparency {

TEST(TilePath, WritesThePublishedIndexes) {
  for (const auto& [n, path] : example::vectors()["index_paths"].members()) {
    EXPECT_EQ(index_path(std::stoull(n)), path.text());
    const TilePath tile{.level = 3, .n = std::stoull(n), .width = 7};
    EXPECT_EQ(tile.format(), "tile/3/" + std::string(path.text()) + ".p/7");
    EXPECT_EQ(TilePath::parse(tile.format()), tile);
  }
}

TEST(TilePath, ReadsBothKinds) {
  using Holds = TilePath::Holds;
  EXPECT_EQ(TilePath::parse("tile/0/000"), (TilePath{Holds::hashes, 0, 0, 256}));
  EXPECT_EQ(TilePath::parse("tile/63/x001/x234/067.p/255"), (TilePath{Holds::hashes, 63, 1234067, 255}));
  EXPECT_EQ(TilePath::parse("tile/entries/273.p/112"), (TilePath{Holds::entries, 0, 273, 112}));
}

TEST(TilePath, TakesOneSpellingOnly) {
  for (const auto* path :
       {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000",
        "tile/0/x000/000", "tile/0/x000/001", "tile/0/001/000", "tile/0/x001", "tile/0/x1/000", "tile/0/X001/000", "tile/0/000.p/0", "tile/0/000.p/256",
        "tile/0/000.p/01", "tile/0/000.p/", "tile/0/000.p", "tile/0/000.p/1/", "tile/0/000/", "/tile/0/000", "tile//000", "tile/0/000.p/1.p/1",
        "tile/Entries/000", "tile/entries/00a", "tile/0/../000", "tile/0/%30", "tile/data/000", "tile/0/0 0",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999"})
    EXPECT_FALSE(TilePath::parse(path)) << path;
}

TEST(Bundle, IsThePublishedOneAndComesBack) {
  const std::vector<Bytes> leaves = {"entry-0", "entry-1", "entry-2"};
  EXPECT_EQ(to_base64(encode_bundle(leaves)), example::vectors()["entry_bundle_of_3_base64"].text());
  EXPECT_EQ(decode_bundle(encode_bundle(leaves)), leaves);
  const std::vector<Bytes> extremes = {Bytes(), Bytes(65'535, 'x')};
  EXPECT_EQ(decode_bundle(encode_bundle(extremes)), extremes);
}

TEST(Bundle, CutShortIsNoBundle) {
  const auto whole = encode_bundle({"entry-0"});
  for (std::size_t size = 1; size < whole.size(); ++size) EXPECT_FALSE(decode_bundle(whole.substr(0, size))) << size;
}

}  // namespace opak::transparency
