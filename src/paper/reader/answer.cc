#include "paper/reader/answer.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "paper/reader/limits.h"

namespace opak::reader {

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) _exit(4);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void refuse(const char* key) {
  char line[128];
  const int n = std::snprintf(line, sizeof line, "{\"refused\":\"%s\"}\n", key);
  write_all(STDOUT_FILENO, {line, static_cast<std::size_t>(n)});
  _exit(3);
}

void check_size(long width, long height) {
  if (width <= 0 || height <= 0) refuse("paper.damaged");
  if (width > side_pixels_max || height > side_pixels_max || width * height > picture_pixels_max) refuse("paper.too_large");
}

void check_memory(std::size_t file_bytes, std::size_t bytes) {
  if (file_bytes + bytes > whole_picture_bytes_max) refuse("paper.too_large");
}

void answer(const char* kind, const std::vector<std::string>& page_jpegs, const std::string& thumbnail, Size first_page,
            const Looks& looks) {
  std::string sizes = std::to_string(page_jpegs.front().size()) + "," + std::to_string(thumbnail.size());
  for (std::size_t i = 1; i < page_jpegs.size(); ++i) sizes += "," + std::to_string(page_jpegs[i].size());
  std::string hints;
  for (const char* hint : looks.hints) hints += (hints.empty() ? "\"" : ",\"") + std::string(hint) + "\"";

  char header[640];
  const int n = std::snprintf(header, sizeof header,
                              "{\"kind\":\"%s\",\"width\":%d,\"height\":%d,\"bytes\":[%s],\"pages\":%zu,"
                              "\"looks\":{\"sharpness\":%.4f,\"brightness\":%.1f,\"contrast\":%.1f,\"hints\":[%s]}}\n",
                              kind, first_page.width, first_page.height, sizes.c_str(), page_jpegs.size(), looks.sharpness,
                              looks.brightness, looks.contrast, hints.c_str());
  write_all(STDOUT_FILENO, {header, static_cast<std::size_t>(n)});
  write_all(STDOUT_FILENO, page_jpegs.front());
  write_all(STDOUT_FILENO, thumbnail);
  for (std::size_t i = 1; i < page_jpegs.size(); ++i) write_all(STDOUT_FILENO, page_jpegs[i]);
}

}  // namespace opak::reader
