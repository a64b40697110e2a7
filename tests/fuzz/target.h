// One thing to be fuzzed: a function that takes any bytes and may only stop the program if we were wrong.
//
//   FUZZ_TARGET(json, "own/json", "fetched/json") { ... use `bytes` ... }
//
// With clang's libFuzzer (preset `fuzz`) each target becomes a program of its own. In every other build all of them are
// one test program (replay_test.cc) that plays back the known bad inputs: the folders named here below ../shared/corpora,
// and corpus/<name> beside this file, where whatever fuzzing found stays for ever.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <source_location>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace opak::fuzz {

struct Target {
  std::string_view name;
  std::vector<std::string_view> corpora;
  void (*run)(ByteView bytes);
};

inline std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}

// What must hold whatever the bytes were.
inline void must(bool holds, std::source_location here = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: what must hold does not\n", here.file_name(), static_cast<unsigned>(here.line()));
  std::abort();
}

}  // namespace opak::fuzz

#ifdef OPAK_FUZZ_PROGRAM
#define FUZZ_TARGET(name, ...)                                                            \
  static void fuzz_##name(opak::ByteView bytes);                                          \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {     \
    fuzz_##name(opak::ByteView(reinterpret_cast<const char*>(data), size));               \
    return 0;                                                                             \
  }                                                                                       \
  static void fuzz_##name([[maybe_unused]] opak::ByteView bytes)
#else
#define FUZZ_TARGET(name, ...)                                                            \
  static void fuzz_##name(opak::ByteView bytes);                                          \
  static const bool is_there_##name =                                                     \
      (opak::fuzz::targets().push_back({#name, {__VA_ARGS__}, fuzz_##name}), true);       \
  static void fuzz_##name([[maybe_unused]] opak::ByteView bytes)
#endif
