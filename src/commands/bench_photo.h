// Invented photos for measuring: JPEGs of a camera's size, which a decoder has to work through like any other.
//
// Nothing is drawn: each block gets the brightness of paper and a handful of random strokes, written straight into the file's
// own form, so that the program needs no picture library for it. A picture of 4,000 by 3,000 has two megabytes, one of 1,600
// by 1,200 has three hundred kilobytes, as those of a telephone and those that the form's page has made smaller.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace opak::commands {

// The same picture for the same words. REQUIRES: both sides between 1 and 65,535.
Bytes invented_photo(int width, int height, std::uint64_t seed);

}  // namespace opak::commands
