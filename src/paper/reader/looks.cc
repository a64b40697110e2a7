#include "paper/reader/looks.h"

#include <algorithm>
#include <array>

namespace opak::reader {
namespace {

struct Grey {
  Size size;
  std::vector<std::uint8_t> level;
  int at(int x, int y) const { return level[static_cast<std::size_t>(y) * size.width + x]; }
};

Grey as_grey(const Picture& picture) {
  Grey grey{picture.size, std::vector<std::uint8_t>(picture.rgb.size() / 3)};
  for (std::size_t i = 0; i < grey.level.size(); ++i) {
    const std::uint8_t* p = &picture.rgb[3 * i];
    grey.level[i] = static_cast<std::uint8_t>((77 * p[0] + 150 * p[1] + 29 * p[2]) >> 8);
  }
  return grey;
}

struct Spread {
  double sum = 0;
  double squares = 0;
  int count = 0;
  void add(int value) {
    sum += value;
    squares += static_cast<double>(value) * value;
    ++count;
  }
  double variance() const { return squares / count - (sum / count) * (sum / count); }
};

constexpr int tile_side = 32;
constexpr double tile_variance_min = 36;  // Less is paper grain and camera noise.

double sharpness(const Grey& grey) {
  std::vector<double> tiles;
  for (int top = 1; top + tile_side < grey.size.height; top += tile_side) {
    for (int left = 1; left + tile_side < grey.size.width; left += tile_side) {
      Spread level;
      Spread laplacian;
      for (int y = top; y < top + tile_side; ++y) {
        for (int x = left; x < left + tile_side; ++x) {
          level.add(grey.at(x, y));
          laplacian.add(4 * grey.at(x, y) - grey.at(x - 1, y) - grey.at(x + 1, y) - grey.at(x, y - 1) - grey.at(x, y + 1));
        }
      }
      if (level.variance() > tile_variance_min) tiles.push_back(laplacian.variance() / level.variance());
    }
  }
  if (tiles.empty()) return 0;
  const auto at = tiles.begin() + static_cast<std::ptrdiff_t>(tiles.size() * 9 / 10);
  std::nth_element(tiles.begin(), at, tiles.end());
  return *at;
}

}  // namespace

Looks look_at(const Picture& picture, Size as_it_came) {
  const Grey grey = as_grey(shrunk(picture, look_side));
  std::array<std::size_t, 256> count{};
  double sum = 0;
  for (const auto level : grey.level) {
    ++count[level];
    sum += level;
  }
  const auto percentile = [&](double share) {
    std::size_t seen = 0;
    for (int level = 0; level < 255; ++level) {
      seen += count[static_cast<std::size_t>(level)];
      if (static_cast<double>(seen) >= share * static_cast<double>(grey.level.size())) return level;
    }
    return 255;
  };

  Looks looks{.sharpness = sharpness(grey), .brightness = sum / static_cast<double>(grey.level.size())};
  looks.contrast = percentile(0.95) - percentile(0.05);
  const bool dark = percentile(0.90) < dark_p90;
  const bool bright = percentile(0.01) > bright_p1;
  if (dark) looks.hints.push_back("too_dark");
  if (bright) looks.hints.push_back("too_bright");
  // Where nothing can be seen, more light is the advice that helps; blur cannot be told then.
  const bool can_tell_blur = !bright && !(dark && looks.sharpness == 0);
  if (can_tell_blur && looks.sharpness < sharpness_min) looks.hints.push_back("blurred");
  if (std::max(as_it_came.width, as_it_came.height) < small_side) looks.hints.push_back("too_small");
  return looks;
}

}  // namespace opak::reader
