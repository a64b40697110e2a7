// The hashes of the stored tree, read a tile at a time and kept: what is committed never changes, so a tile once read is
// only ever read on from where it ended. A proof in a log of ten million leaves touches at most eight tiles.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <vector>

#include "store/sqlite.h"
#include "transparency/tree.h"

namespace opak::transparency {

class StoredHashes {
 public:
  // REQUIRES: a connection that sees only committed rows, or one that outlives no rollback.
  explicit StoredHashes(store::Database& database) : database_(database) {}

  // Throws StoreFailure where the log does not hold that subtree.
  Bytes subtree(int level, std::uint64_t index);
  // The first `width` hashes of a tile. REQUIRES: 0 < width <= 256.
  Bytes tile(int level, std::uint64_t n, int width);
  HashSource source() {
    return [this](int level, std::uint64_t index) { return subtree(level, index); };
  }

 private:
  struct Tile {
    // rows[r] holds the roots of 2^r neighbours of the tile; rows[0] is the tile itself.
    std::array<std::vector<Bytes>, 9> rows;
    std::list<std::pair<int, std::uint64_t>>::iterator used;
  };
  Tile& load(int level, std::uint64_t n, std::size_t width);
  void read_on(Tile& tile, int level, std::uint64_t n);

  store::Database& database_;
  std::map<std::pair<int, std::uint64_t>, Tile> tiles_;
  std::list<std::pair<int, std::uint64_t>> last_used_;  // Newest first.
};

}  // namespace opak::transparency
