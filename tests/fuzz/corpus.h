// The known bad inputs of a target: the folders it names below ../shared/corpora, and corpus/<name> beside this file.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "target.h"

namespace opak::fuzz {

inline constexpr std::size_t file_bytes_max = 256 * 1024;

inline std::vector<std::filesystem::path> files_of(const Target& target) {
  namespace fs = std::filesystem;
  std::vector<fs::path> folders{fs::path(OPAK_SOURCE_DIR) / "tests/fuzz/corpus" / target.name};
  for (const auto corpus : target.corpora) folders.push_back(fs::path(OPAK_SHARED_DIR) / "corpora" / corpus);
  std::vector<fs::path> files;
  for (const auto& folder : folders) {
    if (!fs::exists(folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file() && entry.file_size() <= file_bytes_max) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline Bytes bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A list is one input a line as well.
template <class Use>
void for_each_line(const std::filesystem::path& path, const Bytes& bytes, Use use) {
  if (path.extension() != ".txt") return;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto end = std::min(bytes.find('\n', at), bytes.size());
    use(ByteView(bytes).substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace opak::fuzz
