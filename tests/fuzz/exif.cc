// Which way up a camera was held: 1 to 8 from whatever stands in a file's metadata.
#include "paper/reader/exif.h"

#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(exif, "own/image", "fetched/image") {
  for (const int way : {opak::reader::orientation_in_tiff(bytes), opak::reader::orientation_in_png(bytes), opak::reader::orientation_in_webp(bytes)}) must(way >= 1 && way <= 8);
}
