#include "transparency/stored_hashes.h"

#include "transparency/tile.h"

namespace opak::transparency {
namespace {

constexpr std::size_t tiles_kept_max = 64;  // 511 hashes each: about two megabytes in all.

}  // namespace

Bytes StoredHashes::subtree(int level, std::uint64_t index) {
  const int tile_level = level / 8, row = level % 8;
  const auto first = index << row;  // Of the tile level's hashes below this subtree.
  const auto place = static_cast<std::size_t>(first % tile_width);
  const auto& tile = load(tile_level, first / tile_width, place + (std::size_t{1} << row));
  return tile.rows[static_cast<std::size_t>(row)][place >> row];
}

Bytes StoredHashes::tile(int level, std::uint64_t n, int width) {
  const auto& hashes = load(level, n, static_cast<std::size_t>(width)).rows[0];
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(width) * hash_bytes);
  for (std::size_t i = 0; i < static_cast<std::size_t>(width); ++i) bytes += hashes[i];
  return bytes;
}

StoredHashes::Tile& StoredHashes::load(int level, std::uint64_t n, std::size_t width) {
  const std::pair key(level, n);
  auto found = tiles_.find(key);
  if (found == tiles_.end()) {
    if (tiles_.size() == tiles_kept_max) {
      tiles_.erase(last_used_.back());
      last_used_.pop_back();
    }
    last_used_.push_front(key);
    found = tiles_.emplace(key, Tile{{}, last_used_.begin()}).first;
  } else {
    last_used_.splice(last_used_.begin(), last_used_, found->second.used);
  }
  auto& tile = found->second;
  if (tile.rows[0].size() < width) read_on(tile, level, n);
  if (tile.rows[0].size() < width) throw store::StoreFailure("the public log lacks hashes that its size promises", false);
  return tile;
}

void StoredHashes::read_on(Tile& tile, int level, std::uint64_t n) {
  const auto first = static_cast<std::int64_t>(n * tile_width + tile.rows[0].size());
  const auto end = static_cast<std::int64_t>((n + 1) * tile_width);
  auto query = level == 0 ? database_.query("SELECT hash FROM tlog_leaf WHERE n >= $1 AND n < $2 ORDER BY n")
                          : database_.query("SELECT hash FROM tlog_node WHERE n >= $1 AND n < $2 AND level = $3 ORDER BY n");
  query.number(first).number(end);
  if (level != 0) query.number(level);
  while (query.next()) {
    tile.rows[0].emplace_back(query.blob_at(0));
    for (std::size_t row = 0; row < 8 && tile.rows[row].size() % 2 == 0; ++row) {
      const auto& below = tile.rows[row];
      tile.rows[row + 1].push_back(node_hash(below[below.size() - 2], below.back()));
    }
  }
}

}  // namespace opak::transparency
