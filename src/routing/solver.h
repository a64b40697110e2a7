// Plans a day: anytime, with a hard deadline, on one core or two.
//
// The same wish, seed, threads and iteration limit give the same plan, as long as the deadline does not come first.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "routing/problem.h"

namespace opak::routing {

struct Limits {
  double seconds = 10;
  int threads = 1;
  std::uint64_t seed = 1;
  std::int64_t iterations = 0;  // Of each thread; 0: until the deadline.
  // Seconds since some moment, asked by each thread every few dozen iterations. None: the steady clock.
  std::function<double()> clock = {};
  const std::atomic<bool>* cancel = nullptr;  // Ends at once, with the best plan so far.
  double heat = 1;  // Less than 1: stay near the plan the wish begins with.
};

struct Solved {
  Plan plan;
  Price cost = 0;  // As the search counts it: the ways, the prices, what was left out.
  std::int64_t iterations = 0;
};

Solved solve(const Wish& wish, const Limits& limits);

}  // namespace opak::routing
