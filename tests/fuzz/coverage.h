// Which ways through the rooms' code the last input took, in builds made with -fsanitize-coverage=trace-pc (preset `asan`).
#pragma once

#include <array>
#include <cstdint>

namespace opak::fuzz {

inline constexpr std::size_t ways_count = 1U << 16;
extern std::array<std::uint8_t, ways_count> ways;

}  // namespace opak::fuzz
