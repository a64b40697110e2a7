// What stands on a photographed paper, read by Tesseract in the child process. A guess at letters and nothing more.
//
// The picture is one of our own clean ones, but what it shows is a stranger's: read behind the same walls as any file, and answered as plain
// words whose count, length and letters are checked here again.
#pragma once

#include <string>
#include <vector>

#include "base/personal.h"
#include "base/world.h"

namespace opak::paper {

struct TextLimits {
  int wall_ms = 10'000;
  std::size_t resident_bytes_max = 192 * 1024 * 1024;
  std::size_t out_bytes_max = 256 * 1024;
};

struct TextLine {
  std::string text;  // UTF-8 without control characters; a tab where there was a wide gap, as between two columns.
  int sure = 0;      // 0 to 100: the mean of its words.
};

struct PaperText {
  int turned = 0;  // It lay on its side: 90, 180 or 270 degrees clockwise make it upright.
  std::vector<TextLine> lines;
};

// Refusals: paper.not_now (the reader, or Tesseract with its Indonesian letters, cannot be started, or the machine had no time for it),
// paper.too_slow, paper.damaged.
// Blocks for a second or so; never where somebody waits.
tl::expected<Personal<PaperText>, Refusal> read_text(Child& reader, ByteView jpeg, const TextLimits& limits = {});

}  // namespace opak::paper
