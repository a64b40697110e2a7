// Forms: urlencoded and multipart. Sound or not, never both; no name twice; nothing beyond the limits.
#include <set>

#include "base/text.h"
#include "net/form.h"
#include "target.h"

using opak::fuzz::must;

namespace {

constexpr opak::net::FormLimits limits{.fields_max = 32, .parts_max = 16, .part_head_bytes_max = 512, .field_bytes_max = 4096, .file_bytes_max = 16'384, .form_bytes_max = 32'768};

void judge(const opak::net::Form& form, std::size_t bytes) {
  if (!form.is_sound()) {
    must(form.fields.empty() && form.files.empty());
    return;
  }
  std::set<std::string> names;
  std::size_t held = 0;
  for (const auto& [name, value] : form.fields) {
    must(names.insert(name).second && opak::is_utf8(name) && opak::is_utf8(value) && value.find('\0') == value.npos);
    must(form.field(name) == value);
    held += value.size();
  }
  for (const auto& file : form.files) {
    must(names.insert(file.name).second && file.bytes.size() <= limits.file_bytes_max);
    held += file.bytes.size();
  }
  must(held <= bytes && names.size() <= limits.fields_max);
}

}  // namespace

// A multipart body's boundary is what its first line says behind the dashes.
FUZZ_TARGET(form, "own/multipart", "fetched/multipart", "fetched/mime", "fetched/url") {
  judge(opak::net::parse_urlencoded(bytes, limits), bytes.size());
  const auto line = bytes.substr(0, bytes.find_first_of("\r\n"));
  const auto boundary = line.starts_with("--") ? line.substr(2) : line;
  judge(opak::net::parse_multipart(bytes, boundary, limits), bytes.size());
  judge(opak::net::parse_form("multipart/form-data; boundary=\"" + std::string(boundary) + "\"", bytes, limits), bytes.size());
  judge(opak::net::parse_form(line, bytes, limits), bytes.size());
  (void)opak::net::percent_decoded(bytes, true);
}
