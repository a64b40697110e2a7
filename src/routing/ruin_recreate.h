// Search by ruin and recreate (Christiaens and Vanden Berghe 2020), accepted by simulated annealing: strings of near-by stops are taken
// out, and put back one by one where they cost least. Every plan on the way keeps the hard rules; what fits nowhere is left out at its price.
#pragma once

#include <memory>

#include "routing/chance.h"
#include "routing/instance.h"

namespace opak::routing {

// Nodes of each vehicle in driving order, without start and end.
using Sequences = std::vector<std::vector<int>>;

class Search {
 public:
  virtual ~Search() = default;
  // Begins with these sequences as far as they keep the rules, and fills in what is missing.
  virtual void begin(const Sequences& sequences) = 0;
  virtual void step(double temperature) = 0;  // One ruin, one recreate, one decision.
  virtual Price cost() const = 0;
  virtual Price best_cost() const = 0;
  virtual Sequences best() const = 0;
  virtual Sequences current() const = 0;
  // All costs of the current plan, summed up anew from its sequences. For tests.
  virtual Price cost_anew() const = 0;
};

std::unique_ptr<Search> make_search(const Instance& instance, std::uint64_t seed);

}  // namespace opak::routing
