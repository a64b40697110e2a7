// Numbers drawn from a seed, quickly (xoshiro256++). The same seed draws the same for ever.
#pragma once

#include <array>
#include <cstdint>

namespace opak::routing {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      auto z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  std::uint64_t next() {
    const auto rotate = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
    const auto drawn = rotate(state_[0] + state_[3], 23) + state_[0];
    const auto shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return drawn;
  }
  // 0 .. limit-1. REQUIRES: limit > 0.
  int below(int limit) { return static_cast<int>((static_cast<std::uint64_t>(static_cast<std::uint32_t>(next() >> 32)) * static_cast<std::uint64_t>(limit)) >> 32); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // 0 <= drawn < 1.

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace opak::routing
