#include "transparency/tile.h"

#include <fmt/format.h>

#include "base/result.h"
#include "base/text.h"
#include "transparency/note.h"

namespace opak::transparency {
namespace {

// The value of "x001/x234/067"; other spellings of the same number are caught by writing it again.
std::optional<std::uint64_t> index_of(const std::vector<std::string>& groups) {
  if (groups.empty() || groups.size() > 6) return std::nullopt;
  std::string digits;
  for (const auto& group : groups) digits += group.starts_with('x') ? group.substr(1) : group;
  const auto first = digits.find_first_not_of('0');
  return parse_decimal(first == digits.npos ? "0" : std::string_view(digits).substr(first));
}

}  // namespace

std::string index_path(std::uint64_t n) {
  std::string path = fmt::format("{:03}", n % 1000);
  while (n >= 1000) {
    n /= 1000;
    path = fmt::format("x{:03}/{}", n % 1000, path);
  }
  return path;
}

std::string TilePath::format() const {
  const auto folder = holds == Holds::entries ? std::string("entries") : std::to_string(level);
  const auto part = width == tile_width ? std::string() : fmt::format(".p/{}", width);
  return "tile/" + folder + "/" + index_path(n) + part;
}

std::optional<TilePath> TilePath::parse(std::string_view path) {
  auto parts = split(path, '/');
  if (parts.size() < 3 || parts[0] != "tile") return std::nullopt;
  TilePath tile;
  if (parts[1] == "entries") {
    tile.holds = Holds::entries;
  } else {
    const auto level = parse_decimal(parts[1]);
    if (!level || *level > tile_level_max) return std::nullopt;
    tile.level = static_cast<int>(*level);
  }
  parts.erase(parts.begin(), parts.begin() + 2);
  if (parts.size() >= 2 && parts[parts.size() - 2].ends_with(".p")) {
    const auto width = parse_decimal(parts.back());
    if (!width || *width == 0 || *width >= tile_width) return std::nullopt;
    tile.width = static_cast<int>(*width);
    parts.pop_back();
    parts.back().resize(parts.back().size() - 2);
  }
  const auto n = index_of(parts);
  if (!n) return std::nullopt;
  tile.n = *n;
  if (tile.format() != path) return std::nullopt;
  return tile;
}

Bytes encode_bundle(const std::vector<Bytes>& leaves) {
  Bytes bundle;
  for (const auto& leaf : leaves) {
    ensure(leaf.size() <= leaf_bytes_max, "a leaf fits its length field");
    append_u16(bundle, static_cast<std::uint16_t>(leaf.size()));
    bundle += leaf;
  }
  return bundle;
}

std::optional<std::vector<Bytes>> decode_bundle(ByteView bundle) {
  std::vector<Bytes> leaves;
  while (!bundle.empty()) {
    if (bundle.size() < 2) return std::nullopt;
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8 | static_cast<unsigned char>(bundle[1]);
    bundle.remove_prefix(2);
    if (bundle.size() < size) return std::nullopt;
    leaves.emplace_back(bundle.substr(0, size));
    bundle.remove_prefix(size);
  }
  return leaves;
}

std::optional<std::uint64_t> leaves_per_hash(int level) {
  if (level < 0 || level > 6) return std::nullopt;
  return std::uint64_t{1} << (8 * level);
}

}  // namespace opak::transparency
