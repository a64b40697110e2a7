// A first look at a photo: can an officer read it? Only hints; the person may still say "use this photo".
#pragma once

#include <vector>

#include "paper/reader/picture.h"

namespace opak::reader {

struct Looks {
  double sharpness = 0;   // See the thresholds below.
  double brightness = 0;  // Mean grey, 0 to 255.
  double contrast = 0;    // Distance of the 5th and the 95th percentile of grey.
  std::vector<const char*> hints = {};
};

// The grey picture is shrunk to this side, so that a photo from any camera is judged alike.
constexpr int look_side = 800;

// Sharpness is taken tile by tile (32 x 32) as the variance of the Laplacian over the variance of grey, which makes it
// independent of light; tiles with nothing in them do not count, and the 90th percentile of the others is the photo's
// value, so that a card lying on a plain table is judged by the card. Measured: 4.2 for a page of letters in focus, 0.26
// for plain areas with sharp edges, 0.04 where letters run into each other (a Gaussian of about 4.5 pixels in 1,600).
constexpr double sharpness_min = 0.08;
// Even its brightest tenth is darker than this.
constexpr int dark_p90 = 90;
// Even its darkest hundredth is brighter than this: burnt out, or an empty sheet.
constexpr int bright_p1 = 205;
// The longest side of the photo as it came; letters of a card need about this much.
constexpr int small_side = 600;

Looks look_at(const Picture& picture, Size as_it_came);

}  // namespace opak::reader
