#include <cstdio>
#include <cstdlib>
// The headers of libjpeg need the names of <cstdio> first.
#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>

#include "paper/reader/answer.h"
#include "paper/reader/exif.h"
#include "paper/reader/limits.h"
#include "paper/reader/read.h"

namespace opak::reader {
namespace {

// A half-sent photo decodes with grey below: better to ask for it again. Stray bytes between markers do no harm.
void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  const int code = common->err->msg_code;
  if (code != JWRN_EXTRANEOUS_DATA && code != JWRN_MUST_RESYNC && code != JWRN_ADOBE_XFORM) refuse("paper.damaged");
}

// Thousands of empty scans over a large picture cost seconds for a few bytes each.
void on_progress(j_common_ptr common) {
  if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > jpeg_scans_max) refuse("paper.damaged");
}

int orientation(const jpeg_decompress_struct& in) {
  constexpr std::string_view name("Exif\0\0", 6);
  for (const auto* marker = in.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view bytes(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (bytes.starts_with(name)) return orientation_in_tiff(bytes.substr(name.size()));
  }
  return 1;
}

// A progressive file keeps two bytes for each coefficient until its last scan.
std::size_t coefficient_bytes(const jpeg_decompress_struct& in) {
  std::size_t blocks = 0;
  for (int c = 0; c < in.num_components; ++c) {
    blocks += std::size_t{in.comp_info[c].width_in_blocks} * in.comp_info[c].height_in_blocks;
  }
  return blocks * DCTSIZE2 * sizeof(JCOEF);
}

// The decoder shrinks by eighths for nearly nothing; the smallest eighth that is still large enough.
unsigned eighths(Size size, Size wish) {
  const int longest = std::max(size.width, size.height);
  const int wanted = std::max(wish.width, wish.height);
  unsigned n = 1;
  while (n < 8 && static_cast<long>(longest) * n / 8 < wanted) ++n;
  return n;
}

// Adobe writes CMYK upside down, and every other writer followed.
void cmyk_to_rgb(const std::uint8_t* cmyk, std::vector<std::uint8_t>& rgb) {
  for (std::size_t i = 0; i < rgb.size() / 3; ++i) {
    for (std::size_t c = 0; c < 3; ++c) rgb[3 * i + c] = static_cast<std::uint8_t>(cmyk[4 * i + c] * cmyk[4 * i + 3] / 255);
  }
}

}  // namespace

ReadPicture read_jpeg(std::string_view file) {
  jpeg_decompress_struct in{};
  jpeg_error_mgr errors{};
  in.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr) { refuse("paper.damaged"); };
  errors.emit_message = on_message;
  jpeg_progress_mgr progress{};
  progress.progress_monitor = on_progress;
  jpeg_create_decompress(&in);
  in.progress = &progress;
  jpeg_mem_src(&in, reinterpret_cast<const unsigned char*>(file.data()), file.size());
  jpeg_save_markers(&in, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&in, TRUE);

  check_size(in.image_width, in.image_height);
  if (jpeg_has_multiple_scans(&in)) check_memory(file.size(), coefficient_bytes(in));
  const Size as_it_came{static_cast<int>(in.image_width), static_cast<int>(in.image_height)};
  const Size wish = fitted(as_it_came, clean_side_max);
  const bool four_inks = in.jpeg_color_space == JCS_CMYK || in.jpeg_color_space == JCS_YCCK;
  in.out_color_space = four_inks ? JCS_CMYK : JCS_RGB;
  in.scale_num = eighths(as_it_came, wish);
  in.scale_denom = 8;
  in.do_fancy_upsampling = FALSE;
  jpeg_start_decompress(&in);

  const Size decoded{static_cast<int>(in.output_width), static_cast<int>(in.output_height)};
  Shrinker shrinker(decoded, {std::min(wish.width, decoded.width), std::min(wish.height, decoded.height)});
  std::vector<std::uint8_t> row(std::size_t{in.output_width} * static_cast<std::size_t>(in.output_components));
  std::vector<std::uint8_t> rgb(std::size_t{in.output_width} * 3);
  while (in.output_scanline < in.output_height) {
    JSAMPROW to = four_inks ? row.data() : rgb.data();
    jpeg_read_scanlines(&in, &to, 1);
    if (four_inks) cmyk_to_rgb(row.data(), rgb);
    shrinker.add_row(rgb.data());
  }
  const int way_up = orientation(in);
  jpeg_destroy_decompress(&in);
  return {turned(shrinker.take(), way_up), as_it_came};
}

}  // namespace opak::reader
