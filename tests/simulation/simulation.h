// Lives of a city from seeds. The same seed lives the same life, to the byte.
#pragma once

#include <optional>
#include <ostream>

#include "simulation/city.h"

namespace opak::simulation {

constexpr int steps_of_a_life = 40;

struct Life {
  std::uint64_t seed = 0;
  int steps = 0;
  std::uint64_t trace = 0;   // The hash of all that happened.
  std::string broken;        // "" where all held.
};

Life live(std::uint64_t seed, int steps, Tally& tally, bool tells = false);

// What broke, where, in which build, and the words that live it again.
std::string report(const Life& life);
void print(std::ostream& out, const Tally& tally);

}  // namespace opak::simulation
