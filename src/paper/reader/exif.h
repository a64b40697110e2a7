// The one thing worth knowing from a photo's metadata: which way up the camera was held.
#pragma once

#include <string_view>

namespace opak::reader {

// From a TIFF block ("II*\0..." or "MM\0*..."); 1 where there is none or it makes no sense.
int orientation_in_tiff(std::string_view tiff);

// From the chunks of a whole PNG or WebP file.
int orientation_in_png(std::string_view file);
int orientation_in_webp(std::string_view file);

}  // namespace opak::reader
