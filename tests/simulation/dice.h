// What the simulation draws, from its seed. Apart from the program's own chance, so that neither disturbs the other.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace opak::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x2545f4914f6cdd1dULL + 1) {}
  std::uint64_t draw() {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  int below(int limit) { return static_cast<int>(draw() % static_cast<std::uint64_t>(limit)); }
  int between(int least, int most) { return least + below(most - least + 1); }
  bool hits(int of_hundred) { return below(100) < of_hundred; }
  template <class T>
  const T& one_of(const std::vector<T>& all) { return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))]; }
  // Small numbers much more often than large ones.
  int small(int most) { return 1 + below(1 + below(most)); }

 private:
  std::uint64_t state_;
};

// The hash of all that happened.
class Trace {
 public:
  void note(std::uint64_t value) { state_ = (state_ ^ value) * 0x9fb21c651e98df25ULL + (state_ >> 31); }
  void note(std::string_view text) {
    note(text.size());
    for (const char c : text) note(static_cast<unsigned char>(c));
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x6a09e667f3bcc908ULL;
};

}  // namespace opak::simulation
