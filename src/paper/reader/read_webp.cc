#include <webp/decode.h>

#include "paper/reader/answer.h"
#include "paper/reader/exif.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"

namespace opak::reader {
namespace {

enum class Coding { lossy = 1, lossless = 2 };  // As libwebp numbers them.

// A lossless picture is held whole, four bytes a pixel; so is the transparency of a lossy one, one byte a pixel.
std::size_t whole_bytes(const WebPBitstreamFeatures& features) {
  const std::size_t pixels = static_cast<std::size_t>(features.width) * static_cast<std::size_t>(features.height);
  if (features.format != static_cast<int>(Coding::lossy)) return 4 * pixels;
  return features.has_alpha != 0 ? pixels : 0;
}

}  // namespace

ReadPicture read_webp(std::string_view file) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.data());
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) refuse("paper.damaged");
  if (WebPGetFeatures(bytes, file.size(), &config.input) != VP8_STATUS_OK) refuse("paper.damaged");
  if (config.input.has_animation != 0) refuse("paper.unknown_type");
  check_size(config.input.width, config.input.height);
  check_memory(file.size(), whole_bytes(config.input));

  const Size as_it_came{config.input.width, config.input.height};
  const Size size = fitted(as_it_came, clean_side_max);
  config.options.use_scaling = size.width != as_it_came.width || size.height != as_it_came.height;
  config.options.scaled_width = size.width;
  config.options.scaled_height = size.height;
  config.output.colorspace = MODE_rgbA;  // Colours already multiplied by their cover.
  if (WebPDecode(bytes, file.size(), &config) != VP8_STATUS_OK) refuse("paper.damaged");

  Picture picture{size, {}};
  picture.rgb.reserve(std::size_t{3} * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height));
  for (int y = 0; y < size.height; ++y) {
    const std::uint8_t* p = config.output.u.RGBA.rgba + static_cast<std::ptrdiff_t>(y) * config.output.u.RGBA.stride;
    for (int x = 0; x < size.width; ++x, p += 4) {
      for (int c = 0; c < 3; ++c) picture.rgb.push_back(static_cast<std::uint8_t>(p[c] + (255 - p[3])));
    }
  }
  WebPFreeDecBuffer(&config.output);
  return {turned(std::move(picture), orientation_in_webp(file)), as_it_came};
}

}  // namespace opak::reader
