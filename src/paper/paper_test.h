// What the tests of this room share: our helper programs in the build folder, and sample files made by one of them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/json.h"
#include "paper/process_child.h"

namespace opak::paper {

inline const std::string reader_path = OPAK_BINARY_DIR "/opak-reader";
inline const std::string samples_path = OPAK_BINARY_DIR "/opak-paper-samples";
inline const ChildLimits generous{.wall_ms = 60'000, .resident_bytes_max = 1024UL * 1024 * 1024, .out_bytes_max = 64UL * 1024 * 1024};
constexpr std::size_t mebibyte = 1024 * 1024;

inline Bytes sample(const std::vector<std::string>& words) {
  ProcessChild samples(samples_path);
  const auto run = samples.run(words, "", generous);
  if (!run || run->exit_code != 0 || run->out.empty()) throw Bug("a sample could not be made");
  return run->out;
}

// What a JPEG shows: {"width":..,"height":..,"quarters":"rgbw"} (upper left, upper right, lower left, lower right).
inline Json seen(ByteView jpeg) {
  ProcessChild samples(samples_path);
  const auto run = samples.run({"look"}, jpeg, generous);
  if (!run || run->exit_code != 0) return {};
  return parse_json(run->out).value_or(Json());
}

inline Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace opak::paper
