// Files that travel inside the program: assets, services, cities, translations, migrations.
//
// Names are paths as in the source tree ("assets/warga.css"). The bytes live as long as the program.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace opak {

struct EmbeddedFile {
  std::string_view name;
  std::string_view bytes;
  std::string_view brotli;  // Empty unless the file is a text asset.
  std::string_view gzip;    // Likewise.
};

std::optional<EmbeddedFile> find_embedded(std::string_view name);

// Every file whose name begins with `prefix`, in the order of names.
std::vector<EmbeddedFile> embedded_under(std::string_view prefix);

}  // namespace opak
