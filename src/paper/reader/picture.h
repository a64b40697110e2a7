// A picture in memory, already small, and what is done to it: shrinking while it is read, turning, writing as JPEG.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace opak::reader {

struct Size {
  int width = 0;
  int height = 0;
};

struct Picture {
  Size size;
  std::vector<std::uint8_t> rgb;  // Three bytes a pixel, rows without gaps.
};

// The size with the same shape whose longest side is at most `side_max`; never larger than `size`.
Size fitted(Size size, int side_max);

// Averages areas row by row, so that the large picture never is in memory.
class Shrinker {
 public:
  Shrinker(Size from, Size to);  // REQUIRES: `to` is not larger than `from`.
  void add_row(const std::uint8_t* rgb);
  Picture take();  // REQUIRES: every row was added.

 private:
  void finish_row();

  struct Share {  // How one pixel of the large picture falls onto at most two of the small one.
    int at;
    std::uint32_t first;
    std::uint32_t second;
  };
  static std::vector<Share> shares(int from, int to);

  Size from_;
  std::vector<Share> across_;
  std::vector<Share> down_;
  std::vector<std::uint32_t> line_;
  std::vector<float> sum_;
  std::vector<float> next_sum_;
  Picture picture_;
  int row_ = 0;
  int rows_done_ = 0;
};

Picture shrunk(const Picture& picture, int side_max);

// `orientation` as EXIF has it: 1 to 8; any other value changes nothing.
Picture turned(Picture picture, int orientation);

// A fresh JPEG: nothing of the original's metadata can be in it.
std::string as_jpeg(const Picture& picture);

}  // namespace opak::reader
