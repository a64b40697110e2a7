#include "paper/reader/exif.h"

#include <cstdint>

namespace opak::reader {
namespace {

class TiffBytes {
 public:
  TiffBytes(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  // Beyond the end everything is 0.
  std::uint32_t number(std::size_t at, int width) const {
    if (at > bytes_.size() || bytes_.size() - at < static_cast<std::size_t>(width)) return 0;
    std::uint32_t value = 0;
    for (int i = 0; i < width; ++i) {
      const auto byte = static_cast<std::uint8_t>(bytes_[at + static_cast<std::size_t>(big_endian_ ? i : width - 1 - i)]);
      value = value << 8 | byte;
    }
    return value;
  }

 private:
  std::string_view bytes_;
  bool big_endian_;
};

std::string_view without_exif_name(std::string_view bytes) {
  constexpr std::string_view name("Exif\0\0", 6);
  return bytes.starts_with(name) ? bytes.substr(name.size()) : bytes;
}

}  // namespace

int orientation_in_tiff(std::string_view tiff) {
  constexpr std::uint32_t orientation_tag = 0x0112;
  if (!tiff.starts_with(std::string_view("II*\0", 4)) && !tiff.starts_with(std::string_view("MM\0*", 4))) return 1;
  const TiffBytes bytes(tiff, tiff[0] == 'M');
  const std::size_t folder = bytes.number(4, 4);
  const std::size_t count = bytes.number(folder, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = folder + 2 + 12 * i;
    if (bytes.number(entry, 2) != orientation_tag) continue;
    const auto value = bytes.number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

int orientation_in_png(std::string_view file) {
  const TiffBytes bytes(file, true);
  for (std::size_t at = 8; at + 12 <= file.size();) {
    const std::size_t length = bytes.number(at, 4);
    const auto name = file.substr(at + 4, 4);
    if (length > file.size() - at - 12 || name == "IEND") return 1;
    if (name == "eXIf") return orientation_in_tiff(file.substr(at + 8, length));
    at += 12 + length;
  }
  return 1;
}

int orientation_in_webp(std::string_view file) {
  const TiffBytes bytes(file, false);
  for (std::size_t at = 12; at + 8 <= file.size();) {
    const std::size_t length = bytes.number(at + 4, 4);
    if (length > file.size() - at - 8) return 1;
    if (file.substr(at, 4) == "EXIF") return orientation_in_tiff(without_exif_name(file.substr(at + 8, length)));
    at += 8 + length + length % 2;
  }
  return 1;
}

}  // namespace opak::reader
