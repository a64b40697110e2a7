#include "paper/reader/picture.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
// jpeglib.h needs the names of <cstdio> first.
#include <jpeglib.h>

#include "paper/reader/answer.h"
#include "paper/reader/limits.h"

namespace opak::reader {

Size fitted(Size size, int side_max) {
  const int longest = std::max(size.width, size.height);
  if (longest <= side_max) return size;
  const auto side = [&](int n) { return std::max(1, static_cast<int>((static_cast<long>(n) * side_max + longest / 2) / longest)); };
  return {side(size.width), side(size.height)};
}

Shrinker::Shrinker(Size from, Size to)
    : from_(from), across_(shares(from.width, to.width)), down_(shares(from.height, to.height)) {
  picture_.size = to;
  picture_.rgb.resize(std::size_t{3} * to.width * to.height);
  line_.resize(std::size_t{3} * (to.width + 1));  // One more, so that the last pixel's empty second share has a place.
  sum_.resize(line_.size());
  next_sum_.resize(line_.size());
}

// Measured in units where a pixel of the large picture is `to` wide and one of the small picture `from` wide.
std::vector<Shrinker::Share> Shrinker::shares(int from, int to) {
  std::vector<Share> all(static_cast<std::size_t>(from));
  for (long i = 0; i < from; ++i) {
    const long at = i * to / from;
    const long first = std::min<long>(to, (at + 1) * from - i * to);
    all[static_cast<std::size_t>(i)] = {static_cast<int>(at), static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(to - first)};
  }
  return all;
}

void Shrinker::add_row(const std::uint8_t* rgb) {
  std::fill(line_.begin(), line_.end(), 0);
  for (const Share& share : across_) {
    std::uint32_t* to = &line_[std::size_t{3} * share.at];
    for (int c = 0; c < 3; ++c) to[c] += share.first * rgb[c];
    if (share.second != 0) {
      for (int c = 0; c < 3; ++c) to[3 + c] += share.second * rgb[c];
    }
    rgb += 3;
  }

  const Share down = down_[static_cast<std::size_t>(row_)];
  for (std::size_t i = 0; i < line_.size(); ++i) sum_[i] += static_cast<float>(down.first) * static_cast<float>(line_[i]);
  if (down.second != 0) {
    for (std::size_t i = 0; i < line_.size(); ++i) next_sum_[i] += static_cast<float>(down.second) * static_cast<float>(line_[i]);
  }
  ++row_;
  if (row_ == from_.height || down_[static_cast<std::size_t>(row_)].at != down.at) finish_row();
}

void Shrinker::finish_row() {
  const float area = static_cast<float>(from_.width) * static_cast<float>(from_.height);
  std::uint8_t* to = &picture_.rgb[std::size_t{3} * picture_.size.width * rows_done_];
  for (int i = 0; i < 3 * picture_.size.width; ++i) {
    to[i] = static_cast<std::uint8_t>(std::min(255.0F, sum_[static_cast<std::size_t>(i)] / area + 0.5F));
  }
  ++rows_done_;
  std::swap(sum_, next_sum_);
  std::fill(next_sum_.begin(), next_sum_.end(), 0.0F);
}

Picture Shrinker::take() { return std::move(picture_); }

Picture shrunk(const Picture& picture, int side_max) {
  Shrinker shrinker(picture.size, fitted(picture.size, side_max));
  for (int y = 0; y < picture.size.height; ++y) shrinker.add_row(&picture.rgb[std::size_t{3} * y * picture.size.width]);
  return shrinker.take();
}

Picture turned(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const int w = picture.size.width;
  const int h = picture.size.height;
  Picture out;
  out.size = orientation >= 5 ? Size{h, w} : Size{w, h};
  out.rgb.resize(picture.rgb.size());
  std::uint8_t* to = out.rgb.data();
  for (int y = 0; y < out.size.height; ++y) {
    for (int x = 0; x < out.size.width; ++x, to += 3) {
      int from_x = x;
      int from_y = y;
      switch (orientation) {
        case 2: from_x = w - 1 - x; break;
        case 3: from_x = w - 1 - x; from_y = h - 1 - y; break;
        case 4: from_y = h - 1 - y; break;
        case 5: from_x = y; from_y = x; break;
        case 6: from_x = y; from_y = h - 1 - x; break;
        case 7: from_x = w - 1 - y; from_y = h - 1 - x; break;
        case 8: from_x = w - 1 - y; from_y = x; break;
      }
      std::copy_n(&picture.rgb[std::size_t{3} * (static_cast<std::size_t>(from_y) * w + from_x)], 3, to);
    }
  }
  return out;
}

std::string as_jpeg(const Picture& picture) {
  jpeg_compress_struct out{};
  jpeg_error_mgr errors{};
  out.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr) { refuse("paper.damaged"); };
  jpeg_create_compress(&out);
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  jpeg_mem_dest(&out, &bytes, &count);
  out.image_width = static_cast<JDIMENSION>(picture.size.width);
  out.image_height = static_cast<JDIMENSION>(picture.size.height);
  out.input_components = 3;
  out.in_color_space = JCS_RGB;
  jpeg_set_defaults(&out);
  jpeg_set_quality(&out, jpeg_quality, TRUE);
  out.optimize_coding = TRUE;
  jpeg_start_compress(&out, TRUE);
  while (out.next_scanline < out.image_height) {
    auto* row = const_cast<JSAMPROW>(&picture.rgb[std::size_t{3} * picture.size.width * out.next_scanline]);
    jpeg_write_scanlines(&out, &row, 1);
  }
  jpeg_finish_compress(&out);
  std::string jpeg(reinterpret_cast<const char*>(bytes), count);
  jpeg_destroy_compress(&out);
  std::free(bytes);
  return jpeg;
}

}  // namespace opak::reader
