// A wish made ready for the search: one row a stop in the matrices, flat arrays by node.
//
// Nodes are the jobs, then each vehicle's start, then each vehicle's end, then the breaks.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "routing/problem.h"

namespace opak::routing {

inline constexpr int loads_max = 3;
inline constexpr std::int64_t never = std::int64_t{1} << 50;

// What may be late: the hard windows, what was promised, what is preferred, what was announced.
inline constexpr int levels = 4;

struct NodeWindow {
  Seconds early = 0;
  std::array<Seconds, levels> late = {never, never, never, never};
};

class Instance {
 public:
  explicit Instance(const Wish& wish);

  int jobs = 0, vehicles = 0, nodes = 0, rows = 0;
  int start_of(int vehicle) const { return jobs + vehicle; }
  int end_of(int vehicle) const { return jobs + vehicles + vehicle; }
  bool is_job(int node) const { return node < jobs; }
  bool is_break(int node) const { return node >= jobs + 2 * vehicles; }

  // The price and the time of going from a to b. The transposed ones have all the ways into b side by side.
  std::int64_t cost(int a, int b) const { return costs_[at(row[u(a)], row[u(b)])]; }
  std::int64_t duration(int a, int b) const { return durations_[at(row[u(a)], row[u(b)])]; }
  const std::int32_t* costs_from(int node) const { return &costs_[at(row[u(node)], 0)]; }
  const std::int32_t* durations_from(int node) const { return &durations_[at(row[u(node)], 0)]; }
  const std::int32_t* costs_into(int node) const { return symmetric_ ? costs_from(node) : &costs_into_[at(row[u(node)], 0)]; }
  const std::int32_t* durations_into(int node) const { return symmetric_ ? durations_from(node) : &durations_into_[at(row[u(node)], 0)]; }

  bool is_symmetric() const { return symmetric_; }

  std::vector<int> row;                           // Of a node.
  std::vector<Seconds> service;                   // Of a node.
  std::vector<std::vector<NodeWindow>> windows;   // Of a node; at least one.
  std::vector<std::array<std::int64_t, loads_max>> delivery, pickup;  // Of a node.
  std::vector<char> locked;                       // Of a node.
  std::vector<Price> unplanned;                   // What leaving a job out costs.
  std::vector<std::array<std::int64_t, loads_max>> capacity;  // Of a vehicle.
  std::vector<Price> fixed;
  std::vector<Seconds> carried;
  std::vector<int> jobs_max;
  std::vector<int> vehicle_class;                 // The same number: the same vehicle in all that counts.
  std::vector<std::vector<int>> breaks;           // Nodes, of a vehicle; -1: one that its shift has no room for.
  std::vector<std::vector<int>> locked_jobs, first_plan;
  int loads = 0;
  Prices prices;

  bool may(int job, int vehicle) const { return !has_skills_ || may_[u(job) * u(vehicles) + u(vehicle)] != 0; }
  Price price_of_vehicle(int job, int vehicle) const { return announced_vehicle[u(job)] < 0 || announced_vehicle[u(job)] == vehicle ? 0 : prices.other_vehicle; }
  std::vector<int> announced_vehicle;             // Of a job; -1: none.

  bool is_plain = true;     // One load, one window a stop, no soft windows, no breaks, no balance: the fast way.
  bool has_times = false;   // Some window or shift may bind.
  std::vector<std::vector<int>> nearest;  // Of a job: all other jobs, the cheapest way first.
  std::vector<std::vector<int>> close;    // Of a job: few, with the windows in mind.
  double mean_near_cost = 1;              // Of the way to a near stop; the scale of temperatures.

  // The price of a tour's hours.
  Price balance_price(int vehicle, Seconds duration) const;

 private:
  static std::size_t u(int i) { return static_cast<std::size_t>(i); }
  std::size_t at(int a, int b) const { return u(a) * u(rows) + u(b); }
  void fill_matrices(const Wish& wish);
  void find_neighbours();

  std::vector<std::int32_t> costs_, durations_, costs_into_, durations_into_;
  std::vector<char> may_;
  bool has_skills_ = false, symmetric_ = false;
};

}  // namespace opak::routing
