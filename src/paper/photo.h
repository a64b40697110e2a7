// A stranger's photo or PDF in, clean pictures out.
//
// The file is decoded by opak-reader, a process inside walls. What comes back is fresh JPEG and nothing else: no place
// where the photo was taken, no script, no second file behind the picture. Even a hijacked reader could only hand over
// plain pictures: its answer is read strictly, and each JPEG is walked marker by marker.
#pragma once

#include <string>
#include <vector>

#include "base/world.h"

namespace opak::paper {

struct PhotoLimits {
  std::size_t file_bytes_max = 16 * 1024 * 1024;
  int wall_ms = 900;             // So that the answer is there within a second.
  int wall_ms_when_busy = 3000;  // For a second try where the first one had to wait for the processor.
  std::size_t resident_bytes_max = 64 * 1024 * 1024;
  std::size_t resident_bytes_max_heic_or_pdf = 256 * 1024 * 1024;
};

struct Photo {
  Bytes jpeg;       // Longest side at most 1,600, the right way up.
  Bytes thumbnail;  // JPEG, longest side at most 240.
  int width = 0;    // Of `jpeg`.
  int height = 0;
  std::vector<Bytes> further_pages;  // Of a PDF: JPEG each, at most four.
  std::vector<std::string> hints;    // "too_dark", "too_bright", "blurred", "too_small": "paper.hint.<hint>" says what to do.
};

// Refusals: paper.empty, paper.unknown_type, paper.damaged, paper.locked, paper.too_large, paper.too_many_pages,
// paper.too_slow, and paper.not_now where the reader itself cannot be started. Blocks; never on a network thread.
tl::expected<Photo, Refusal> clean_photo(Child& reader, ByteView file, const PhotoLimits& limits = {});

// Only what a fresh baseline JPEG has: JFIF, tables, one frame, its scan, and the end at the end.
bool is_plain_jpeg(ByteView bytes);

}  // namespace opak::paper
