#include "base/embedded.h"

#include <algorithm>

#include "base/embedded_row.h"

namespace opak {
namespace detail {
extern const EmbeddedRow embedded_rows[];
}

namespace {

std::string_view span(const char* begin, const char* end) {
  return begin == nullptr ? std::string_view{} : std::string_view(begin, static_cast<std::size_t>(end - begin));
}

EmbeddedFile file_of(const detail::EmbeddedRow& row) {
  return {row.name, span(row.begin, row.end), span(row.brotli_begin, row.brotli_end), span(row.gzip_begin, row.gzip_end)};
}

}  // namespace

std::optional<EmbeddedFile> find_embedded(std::string_view name) {
  for (const auto* row = detail::embedded_rows; row->name != nullptr; ++row)
    if (name == row->name) return file_of(*row);
  return std::nullopt;
}

std::vector<EmbeddedFile> embedded_under(std::string_view prefix) {
  std::vector<EmbeddedFile> files;
  for (const auto* row = detail::embedded_rows; row->name != nullptr; ++row)
    if (std::string_view(row->name).starts_with(prefix)) files.push_back(file_of(*row));
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

}  // namespace opak
