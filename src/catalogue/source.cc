#include "catalogue/source.h"

#include <algorithm>
#include <array>

#include "base/embedded.h"

namespace opak::catalogue {
namespace {

constexpr std::array<const char*, 3> folders = {"services", "cities", "translations"};

}  // namespace

std::string to_line(const Problem& problem) {
  if (problem.line == 0) return problem.file + ": " + problem.what;
  return problem.file + ":" + std::to_string(problem.line) + ": " + problem.what;
}

std::vector<SourceFile> embedded_sources() {
  std::vector<SourceFile> sources;
  for (const auto* folder : folders)
    for (const auto& file : embedded_under(std::string(folder) + "/")) sources.push_back({std::string(file.name), Bytes(file.bytes)});
  return sources;
}

Result<std::vector<SourceFile>> sources_from(Files& files) {
  std::vector<SourceFile> sources;
  for (const auto* folder : folders) {
    auto names = files.list(folder);
    if (!names) return tl::unexpected(names.error());
    std::sort(names->begin(), names->end());
    for (const auto& name : *names) {
      auto bytes = files.read(name);
      if (!bytes) return tl::unexpected(bytes.error());
      sources.push_back({name, std::move(*bytes)});
    }
  }
  return sources;
}

int line_at(std::string_view bytes, std::size_t at) {
  const auto before = bytes.substr(0, std::min(at, bytes.size()));
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace opak::catalogue
