// The timetable of a plan, and every fault in it. Written apart from the search: it rides each tour once, call by call, on the wish
// itself, and shares no line with what looked for the plan.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "routing/problem.h"

namespace opak::routing {

enum class Fault {
  planned_twice, no_such_call, not_a_window, shift_broken, overload, skill_missing, too_many_jobs, locked_moved, break_missed, fleet_wrong
};
std::string_view word_of(Fault fault);

struct FaultAt {
  Fault fault;
  int vehicle = -1;
  int job = -1;             // Index; -1: none.
  std::int64_t amount = 0;  // Seconds late, load too much.
  bool operator==(const FaultAt&) const = default;
};

struct CallTime {
  Seconds arrival = 0, wait = 0, setup = 0, service = 0;  // The call begins at arrival + wait.
  Seconds driven = 0;                       // Up to here.
  Seconds late_promised = 0, late_preferred = 0, announced_moved = 0;  // Beyond the slack.
  std::vector<std::int64_t> load = {};      // After it.
  Seconds begins() const { return arrival + wait; }
};

struct TourTime {
  Seconds begins = 0, ends = 0, driven = 0, waited = 0, served = 0;
  Price cost = 0;  // The ways, by the matrix of costs, and what it costs to use the vehicle.
  std::vector<std::int64_t> load_at_start = {}, load_at_end = {};
  std::vector<CallTime> calls = {};
};

struct Timetable {
  std::vector<TourTime> tours = {};  // One a vehicle; of an unused one empty.
  std::vector<FaultAt> faults = {};  // None: the plan may be used.
  std::vector<int> unplanned = {};   // Indices of jobs.
  Seconds driven = 0;
  Price cost = 0;                    // Of all tours.
  Seconds late_promised = 0, late_preferred = 0;
  int other_vehicle = 0;             // Stops to which somebody else comes than was announced.
  int announced_moved = 0;           // Stops whose announced arrival moves by more than the slack, or with another vehicle.
};

// Leaves late where there is slack: nobody waits at the first call.
Timetable ride(const Wish& wish, const Plan& plan);

}  // namespace opak::routing
