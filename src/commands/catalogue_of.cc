#include "commands/catalogue_of.h"

#include <filesystem>

#include "base/real_world.h"

namespace opak::commands {

Result<std::vector<catalogue::SourceFile>> sources_of(const Settings& settings) {
  if (settings.catalogue.empty()) return catalogue::embedded_sources();
  if (!std::filesystem::is_directory(settings.catalogue)) return failure("there is no folder " + settings.catalogue, "city.catalogue names it.");
  DiskFiles files(settings.catalogue);
  return catalogue::sources_from(files);
}

Result<catalogue::Catalogue> catalogue_of(const Settings& settings) {
  const auto sources = sources_of(settings);
  if (!sources) return tl::unexpected(sources.error());
  auto catalogue = catalogue::Catalogue::load(*sources, settings.city);
  if (!catalogue) return failure("the catalogue has a fault: " + catalogue::to_line(catalogue.error().front()), "`opak check` shows them all.");
  return std::move(*catalogue);
}

}  // namespace opak::commands
