#include <png.h>

#include <algorithm>
#include <cstring>

#include "paper/reader/answer.h"
#include "paper/reader/exif.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"

namespace opak::reader {
namespace {

void on_read(png_structp png, png_bytep to, std::size_t count) {
  auto& rest = *static_cast<std::string_view*>(png_get_io_ptr(png));
  if (rest.size() < count) refuse("paper.damaged");
  std::memcpy(to, rest.data(), count);
  rest.remove_prefix(count);
}

void on_white(const std::uint8_t* rgba, std::size_t pixels, std::uint8_t* rgb) {
  for (std::size_t i = 0; i < pixels; ++i, rgba += 4, rgb += 3) {
    const int alpha = rgba[3];
    for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>((rgba[c] * alpha + 255 * (255 - alpha)) / 255);
  }
}

}  // namespace

ReadPicture read_png(std::string_view file) {
  std::string_view rest = file;
  png_structp png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, nullptr, [](png_structp, png_const_charp) { refuse("paper.damaged"); },
      [](png_structp, png_const_charp) {});
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr) refuse("paper.too_large");
  png_set_read_fn(png, &rest, on_read);
  // Refused below with our own word, so libpng need not. Text, profiles and all else unneeded is passed over unopened:
  // that is where bombs are.
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_read_info(png, info);

  const Size size{static_cast<int>(png_get_image_width(png, info)), static_cast<int>(png_get_image_height(png, info))};
  check_size(size.width, size.height);
  const bool interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  const std::size_t row_bytes = std::size_t{4} * static_cast<std::size_t>(size.width);
  if (interlaced) check_memory(file.size(), row_bytes * static_cast<std::size_t>(size.height));

  png_set_expand(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != row_bytes) refuse("paper.damaged");

  Shrinker shrinker(size, fitted(size, clean_side_max));
  std::vector<std::uint8_t> rgba(interlaced ? row_bytes * static_cast<std::size_t>(size.height) : row_bytes);
  std::vector<std::uint8_t> rgb(std::size_t{3} * static_cast<std::size_t>(size.width));
  const auto row_at = [&](int y) { return interlaced ? &rgba[row_bytes * static_cast<std::size_t>(y)] : rgba.data(); };
  for (int pass = 1; pass <= passes; ++pass) {
    for (int y = 0; y < size.height; ++y) {
      png_read_row(png, row_at(y), nullptr);
      if (pass < passes) continue;
      on_white(row_at(y), static_cast<std::size_t>(size.width), rgb.data());
      shrinker.add_row(rgb.data());
    }
  }
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  return {turned(shrinker.take(), orientation_in_png(file)), size};
}

}  // namespace opak::reader
