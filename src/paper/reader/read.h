// One function a format: the file's bytes in, a small picture the right way up out. Each checks the header first, and
// refuses (ends the process) where the file is too large or broken.
#pragma once

#include <functional>
#include <string_view>

#include "paper/reader/picture.h"

namespace opak::reader {

struct ReadPicture {
  Picture picture;
  Size as_it_came;  // Before shrinking.
};

ReadPicture read_jpeg(std::string_view file);
ReadPicture read_png(std::string_view file);
ReadPicture read_webp(std::string_view file);
ReadPicture read_heic(std::string_view file);

// Calls `page` with each page in turn, so that only one is in memory.
void read_pdf(std::string_view file, const std::function<void(const Picture&)>& page);

}  // namespace opak::reader
