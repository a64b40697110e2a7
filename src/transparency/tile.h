// Names and contents of the log's public files (C2SP tlog-tiles).
//
// A tile is up to 256 hashes of one level, one after the other; hash i of tile n on level l is the root over 256^l leaves.
// A bundle is up to 256 leaves, each with its length before it. A full one has no width in its name and never changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace opak::transparency {

inline constexpr int tile_width = 256;
inline constexpr int tile_level_max = 63;
inline constexpr std::size_t leaf_bytes_max = 65'535;

std::string index_path(std::uint64_t n);  // 1234067 -> "x001/x234/067"

struct TilePath {
  enum class Holds { hashes, entries };
  Holds holds = Holds::hashes;
  int level = 0;  // 0 for entries.
  std::uint64_t n = 0;
  int width = tile_width;

  std::string format() const;
  // Takes exactly what format() writes: no leading zero, no width 0 or 256, no group too many.
  static std::optional<TilePath> parse(std::string_view path);
  bool operator==(const TilePath&) const = default;
};

Bytes encode_bundle(const std::vector<Bytes>& leaves);                    // REQUIRES: each at most leaf_bytes_max.
std::optional<std::vector<Bytes>> decode_bundle(ByteView bundle);         // None: cut short.

// How many leaves one hash of this level stands for; none where that is more than any log can hold.
std::optional<std::uint64_t> leaves_per_hash(int level);

}  // namespace opak::transparency
