// Makes sample files for the tests, and plays the children that misbehave. Never part of an installation.
//
//   opak-paper-samples jpeg W H [quality] [orientation] [progressive]    four quarters: red, green, blue, white
//   opak-paper-samples png W H [interlaced] · webp W H [lossless] · heic W H
//   opak-paper-samples page sharp|blurred|dark|bright                    a page of lines of letters, as JPEG
//   opak-paper-samples photographed DEGREES BRIGHT NOISE SHARP QUALITY [SIZE] < jpeg   as a hand and a cheap telephone would: turned, BRIGHT
//                       percent of the light, NOISE grey levels, blurred by a box of SHARP pixels, JPEG of that quality, SIZE percent as large
//   opak-paper-samples look < jpeg                                       {"width":..,"height":..,"quarters":["r","g","b","w"]}
//   opak-paper-samples hang | eat | flood | deaf | orphan | count_open | env
#include <libheif/heif.h>
#include <png.h>
#include <unistd.h>
#include <webp/encode.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>
// jpeglib.h needs the names of <cstdio> first.
#include <jpeglib.h>

namespace {

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

void out(const void* bytes, std::size_t count) { std::fwrite(bytes, 1, count, stdout); }

// A little texture keeps encoders honest; it is small enough not to change a quarter's colour.
Picture quarters(int width, int height) {
  Picture picture{width, height, std::vector<std::uint8_t>(std::size_t{3} * width * height)};
  std::uint8_t* p = picture.rgb.data();
  std::uint32_t grain = 1;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x, p += 3) {
      if (x % 8 == 0) grain = grain * 1664525 + 1013904223;
      const auto dim = static_cast<std::uint8_t>(235 - (grain >> 28));
      const bool left = x < width / 2;
      const bool top = y < height / 2;
      p[0] = (top && left) || (!top && !left) ? dim : 10;
      p[1] = (top && !left) || (!top && !left) ? dim : 10;
      p[2] = !top ? dim : 10;
    }
  }
  return picture;
}

// Dark strokes on paper, about as large as the letters of a letter photographed whole.
Picture page(std::string_view how) {
  Picture picture{1200, 1600, std::vector<std::uint8_t>(std::size_t{3} * 1200 * 1600, 225)};
  std::uint32_t chance = 7;
  const auto draw = [&](int x, int y, int w, int h) {
    for (int j = y; j < y + h; ++j) std::memset(&picture.rgb[3 * (static_cast<std::size_t>(j) * 1200 + static_cast<std::size_t>(x))], 35, static_cast<std::size_t>(3 * w));
  };
  for (int y = 120; y < 1480; y += 44) {
    for (int x = 100; x < 1080; x += 18) {
      chance = chance * 1664525 + 1013904223;
      const unsigned shape = chance >> 28;
      if (shape == 0) continue;  // A gap between words.
      draw(x, y, 3, 22);
      if ((shape & 1) != 0) draw(x, y, 12, 3);
      if ((shape & 2) != 0) draw(x, y + 10, 12, 3);
      if ((shape & 4) != 0) draw(x, y + 19, 12, 3);
      if ((shape & 8) != 0) draw(x + 9, y, 3, 22);
    }
  }
  if (how == "blurred") {
    // Three boxes of 9 make a Gaussian of about 4.5 pixels, one way and then the other.
    for (int pass = 0; pass < 6; ++pass) {
      const auto from = picture.rgb;
      const int step = pass < 3 ? 3 : 3 * picture.width;
      for (std::size_t i = 0; i < from.size(); ++i) {
        int sum = 0;
        for (int k = -4; k <= 4; ++k) {
          const auto at = static_cast<long>(i) + static_cast<long>(k) * step;
          sum += at >= 0 && at < static_cast<long>(from.size()) ? from[static_cast<std::size_t>(at)] : 225;
        }
        picture.rgb[i] = static_cast<std::uint8_t>(sum / 9);
      }
    }
  }
  for (auto& level : picture.rgb) {
    chance = chance * 1664525 + 1013904223;
    const int noise = static_cast<int>(chance >> 30);
    if (how == "dark") level = static_cast<std::uint8_t>(level / 5);
    if (how == "bright") level = static_cast<std::uint8_t>(225 + level / 9);
    level = static_cast<std::uint8_t>(std::min(255, level + noise));
  }
  return picture;
}

void write_jpeg(const Picture& picture, int quality, int orientation, bool progressive) {
  jpeg_compress_struct to{};
  jpeg_error_mgr errors{};
  to.err = jpeg_std_error(&errors);
  jpeg_create_compress(&to);
  jpeg_stdio_dest(&to, stdout);
  to.image_width = static_cast<JDIMENSION>(picture.width);
  to.image_height = static_cast<JDIMENSION>(picture.height);
  to.input_components = 3;
  to.in_color_space = JCS_RGB;
  jpeg_set_defaults(&to);
  jpeg_set_quality(&to, quality, TRUE);
  if (progressive) jpeg_simple_progression(&to);
  jpeg_start_compress(&to, TRUE);
  if (orientation != 0) {
    std::uint8_t exif[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    exif[25] = static_cast<std::uint8_t>(orientation);
    jpeg_write_marker(&to, JPEG_APP0 + 1, exif, sizeof exif);
  }
  while (to.next_scanline < to.image_height) {
    auto* row = const_cast<JSAMPROW>(&picture.rgb[std::size_t{3} * picture.width * to.next_scanline]);
    jpeg_write_scanlines(&to, &row, 1);
  }
  jpeg_finish_compress(&to);
  jpeg_destroy_compress(&to);
}

void write_png(const Picture& picture, bool interlaced) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, stdout);
  png_set_compression_level(png, 1);
  png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8, PNG_COLOR_TYPE_RGB,
               interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  std::vector<png_bytep> rows;
  for (int y = 0; y < picture.height; ++y) rows.push_back(const_cast<png_bytep>(&picture.rgb[std::size_t{3} * y * picture.width]));
  png_write_image(png, rows.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
}

void write_webp(const Picture& picture, bool lossless) {
  std::uint8_t* bytes = nullptr;
  const std::size_t count = lossless ? WebPEncodeLosslessRGB(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, &bytes)
                                     : WebPEncodeRGB(picture.rgb.data(), picture.width, picture.height, 3 * picture.width, 75, &bytes);
  out(bytes, count);
  WebPFree(bytes);
}

void write_heic(const Picture& picture) {
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  heif_context_get_encoder_for_format(context, heif_compression_HEVC, &encoder);
  heif_encoder_set_lossy_quality(encoder, 40);
  heif_encoder_set_parameter(encoder, "preset", "ultrafast");
  heif_image* image = nullptr;
  heif_image_create(picture.width, picture.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB, &image);
  heif_image_add_plane(image, heif_channel_interleaved, picture.width, picture.height, 24);
  int stride = 0;
  std::uint8_t* rows = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < picture.height; ++y) std::memcpy(rows + static_cast<std::ptrdiff_t>(y) * stride, &picture.rgb[std::size_t{3} * y * picture.width], std::size_t{3} * picture.width);
  heif_context_encode_image(context, image, encoder, nullptr, nullptr);
  heif_writer writer{1, [](heif_context*, const void* bytes, std::size_t count, void*) {
                       out(bytes, count);
                       return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
                     }};
  heif_context_write(context, &writer, nullptr);
}

char colour(const std::uint8_t* p) {
  const bool r = p[0] > 128, g = p[1] > 128, b = p[2] > 128;
  return r && g && b ? 'w' : r && !g && !b ? 'r' : g && !r && !b ? 'g' : b && !r && !g ? 'b' : '?';
}

Picture decoded() {
  jpeg_decompress_struct in{};
  jpeg_error_mgr errors{};
  in.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&in);
  jpeg_stdio_src(&in, stdin);
  jpeg_read_header(&in, TRUE);
  in.out_color_space = JCS_RGB;
  jpeg_start_decompress(&in);
  Picture picture{static_cast<int>(in.output_width), static_cast<int>(in.output_height), {}};
  const std::size_t row_bytes = std::size_t{3} * in.output_width;
  picture.rgb.resize(row_bytes * in.output_height);
  while (in.output_scanline < in.output_height) {
    JSAMPROW row = &picture.rgb[row_bytes * in.output_scanline];
    jpeg_read_scanlines(&in, &row, 1);
  }
  return picture;
}

// Turned about its middle, on a grey table large enough for it.
Picture turned(const Picture& from, double degrees) {
  constexpr double pi = 3.14159265358979;
  const double cosine = std::cos(degrees * pi / 180), sine = std::sin(degrees * pi / 180);
  Picture to;
  to.width = static_cast<int>(std::abs(from.width * cosine) + std::abs(from.height * sine)) + 1;
  to.height = static_cast<int>(std::abs(from.width * sine) + std::abs(from.height * cosine)) + 1;
  to.rgb.assign(std::size_t{3} * to.width * to.height, 96);
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      const double dx = x - to.width / 2.0, dy = y - to.height / 2.0;
      const double fx = dx * cosine + dy * sine + from.width / 2.0, fy = dy * cosine - dx * sine + from.height / 2.0;
      const int x0 = static_cast<int>(fx), y0 = static_cast<int>(fy);
      if (fx < 0 || fy < 0 || x0 + 1 >= from.width || y0 + 1 >= from.height) continue;
      const double px = fx - x0, py = fy - y0;
      for (int c = 0; c < 3; ++c) {
        const auto at = [&](int px_, int py_) { return from.rgb[3 * (static_cast<std::size_t>(py_) * from.width + px_) + c]; };
        to.rgb[3 * (static_cast<std::size_t>(y) * to.width + x) + c] = static_cast<std::uint8_t>(at(x0, y0) * (1 - px) * (1 - py) + at(x0 + 1, y0) * px * (1 - py) + at(x0, y0 + 1) * (1 - px) * py + at(x0 + 1, y0 + 1) * px * py);
      }
    }
  }
  return to;
}

void blur(Picture& picture, int box) {
  if (box < 2) return;
  for (const int step : {3, 3 * picture.width}) {
    const auto from = picture.rgb;
    for (std::size_t i = 0; i < from.size(); ++i) {
      int sum = 0;
      for (int k = -(box / 2); k < box - box / 2; ++k) {
        const auto at = static_cast<long>(i) + static_cast<long>(k) * step;
        sum += from[static_cast<std::size_t>(std::clamp(at, 0L, static_cast<long>(from.size()) - 1))];
      }
      picture.rgb[i] = static_cast<std::uint8_t>(sum / box);
    }
  }
}

// From further away.
Picture smaller(const Picture& from, int percent) {
  Picture to{from.width * percent / 100, from.height * percent / 100, {}};
  for (int y = 0; y < to.height; ++y) {
    for (int x = 0; x < to.width; ++x) {
      const int left = x * 100 / percent, right = std::max(left + 1, std::min(from.width, (x + 1) * 100 / percent));
      const int top = y * 100 / percent, bottom = std::max(top + 1, std::min(from.height, (y + 1) * 100 / percent));
      for (int c = 0; c < 3; ++c) {
        int sum = 0;
        for (int j = top; j < bottom; ++j)
          for (int i = left; i < right; ++i) sum += from.rgb[3 * (static_cast<std::size_t>(j) * from.width + i) + c];
        to.rgb.push_back(static_cast<std::uint8_t>(sum / ((right - left) * (bottom - top))));
      }
    }
  }
  return to;
}

// The light falls from one side, and dark pictures are noisier.
int photographed(double degrees, int bright, int noise, int box, int quality, int percent) {
  Picture picture = turned(decoded(), degrees);
  if (percent < 100) picture = smaller(picture, percent);
  blur(picture, box);
  std::uint32_t chance = 11;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const int light = bright - bright * 3 * x / (10 * picture.width);
      for (int c = 0; c < 3; ++c) {
        auto& level = picture.rgb[3 * (static_cast<std::size_t>(y) * picture.width + x) + c];
        int grain = 0;
        for (int i = 0; i < 4; ++i) {
          chance = chance * 1664525 + 1013904223;
          grain += static_cast<int>(chance >> 24) - 128;
        }
        level = static_cast<std::uint8_t>(std::clamp(level * light / 100 + grain * noise / 128, 0, 255));
      }
    }
  }
  write_jpeg(picture, quality, 0, false);
  return 0;
}

int look() {
  const Picture picture = decoded();
  std::string seen;
  for (const auto& [x, y] : {std::pair{1, 1}, {3, 1}, {1, 3}, {3, 3}})
    seen += colour(&picture.rgb[std::size_t{3} * (static_cast<std::size_t>(picture.height * y / 4) * picture.width + picture.width * x / 4)]);
  std::printf("{\"width\":%d,\"height\":%d,\"quarters\":\"%s\"}", picture.width, picture.height, seen.c_str());
  return 0;
}

int misbehave(std::string_view how) {
  if (how == "hang") {
    std::signal(SIGTERM, SIG_IGN);
    for (;;) ::pause();
  }
  if (how == "eat") {
    for (;;) std::memset(std::malloc(1 << 20), 1, 1 << 20);
  }
  if (how == "flood") {
    const std::string block(1 << 16, 'x');
    for (;;) out(block.data(), block.size());
  }
  if (how == "deaf") {
    std::puts("I did not listen");
    return 0;
  }
  if (how == "orphan") {  // Ends at once, but leaves a process that keeps the pipe open.
    if (::fork() == 0) {
      for (;;) ::pause();
    }
    std::puts("gone");
    return 0;
  }
  if (how == "count_open") {
    int open = 0;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) open += ::lseek(descriptor, 0, SEEK_CUR) != -1 || errno != EBADF;
    std::printf("%d", open);
    return 0;
  }
  if (how == "env") {
    for (char** name = environ; *name != nullptr; ++name) std::puts(*name);
    return 0;
  }
  return 2;
}

}  // namespace

int main(int count, char** words) {
  const auto word = [&](int i) { return std::string_view(i < count ? words[i] : ""); };
  const auto number = [&](int i, int otherwise) { return i < count ? std::atoi(words[i]) : otherwise; };
  if (word(1) == "look") return look();
  if (word(1) == "photographed") return photographed(std::atof(words[2]), number(3, 100), number(4, 0), number(5, 0), number(6, 85), number(7, 100));
  if (word(1) == "page") return write_jpeg(page(word(2)), 88, 0, false), 0;
  if (count < 4) return misbehave(word(1));
  const Picture picture = quarters(number(2, 1), number(3, 1));
  if (word(1) == "jpeg") write_jpeg(picture, number(4, 85), number(5, 0), word(6) == "progressive");
  if (word(1) == "png") write_png(picture, word(4) == "interlaced");
  if (word(1) == "webp") write_webp(picture, word(4) == "lossless");
  if (word(1) == "heic") write_heic(picture);
  return 0;
}
