// How big a stranger's file may be. Checked in the header, before the first pixel is decoded.
#pragma once

#include <cstddef>

namespace opak::reader {

constexpr std::size_t file_bytes_max = 16 * 1024 * 1024;
constexpr int side_pixels_max = 12'000;
constexpr long picture_pixels_max = 40'000'000;
// A HEIC picture cannot be decoded small: every pixel costs about eight bytes of the 256 MiB it is given.
constexpr long heic_pixels_max = 24'000'000;
// What one decoder may hold beside its rows, where its format forces it to hold the whole picture (progressive JPEG,
// interlaced PNG, lossless WebP). The file itself counts too.
constexpr std::size_t whole_picture_bytes_max = 40 * 1024 * 1024;
constexpr int jpeg_scans_max = 100;

constexpr int clean_side_max = 1600;
constexpr int thumbnail_side_max = 240;
constexpr int jpeg_quality = 82;

constexpr int pdf_pages_max = 5;
constexpr double pdf_dots_per_inch_max = 200;

// Of the letters of one page: what is handed out, and until when a page is tried another way up.
constexpr std::size_t text_words_max = 1500;
constexpr std::size_t text_word_bytes_max = 64;
constexpr int text_turning_ms = 3000;
constexpr int text_niceness = 10;  // Nobody waits for it: what somebody waits for goes first.

}  // namespace opak::reader
