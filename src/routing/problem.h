// What a day's delivery asks for, and a plan that answers it.
//
// Stops are places with a service time, windows and a size; vehicles are couriers with a shift. Nothing here knows a resident. The unit
// of every price is a second of driving. Shapes and words follow VROOM's, whose JSON is the way in and out (vroom_json.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace opak::routing {

using Seconds = std::int64_t;
using Price = std::int64_t;

// No number that is read is larger: sums over a day of stops stay far from overflow.
inline constexpr std::int64_t number_max = 1'000'000'000;

struct Span {
  Seconds from = 0, to = number_max;
  bool operator==(const Span&) const = default;
};

// What was told before: who comes, and when.
struct Announced {
  std::int64_t vehicle = 0;  // Its id.
  Seconds arrival = 0;
};

struct Job {
  std::int64_t id = 0;
  int location = 0;  // Row of the matrix.
  Seconds setup = 0, service = 0;
  std::vector<std::int64_t> delivery = {}, pickup = {};  // Up to three kinds of load.
  std::vector<Span> windows = {};  // Hard. Empty: any time. In order and apart.
  std::vector<int> skills = {};    // All of them are needed.
  int priority = 0;                // 0..100: who stays when not all fit.
  std::optional<Price> prize = {};  // The stop is optional, and worth this much driving.
  // Not before their beginnings; after their ends each second has a price.
  std::optional<Span> promised = {}, preferred = {};
  std::optional<Announced> announced = {};
  int zone = -1;  // The kelurahan; -1: none.
};

struct Break {
  std::int64_t id = 0;
  Seconds service = 0;
  std::vector<Span> windows = {};
};

struct Vehicle {
  std::int64_t id = 0;
  std::string profile = "car";
  std::optional<int> start = {}, end = {};  // Rows of the matrix; none: wherever the first or last stop is.
  std::vector<std::int64_t> capacity = {};
  std::vector<int> skills = {};
  Span shift;
  std::vector<Break> breaks = {};
  Price fixed = 0;               // For being used at all.
  Seconds carried = 0;           // Ridden in the days before: who has much gets less.
  int jobs_max = 1'000'000;
  std::vector<int> locked = {};  // Indices of jobs under way: first, in this order, never moved.
  std::vector<int> steps = {};   // Indices of jobs: a plan to begin with, the locked ones included.
};

struct Prices {
  Price promised_late = 20, preferred_late = 1;  // A second.
  Price announced_late = 2;                      // A second beyond announced_slack.
  Seconds announced_slack = 15 * 60;
  Price other_vehicle = 600;  // Somebody else comes than was announced.
  Price zone_change = 0;      // From one kelurahan to another.
  Price balance = 0;          // Of a squared hour of a courier's day, the hours carried counted in.
};

// A row a location; where the costs are empty they are the durations.
struct Matrix {
  int size = 0;
  std::vector<std::int32_t> durations = {}, costs = {};
  std::int32_t duration(int from, int to) const { return durations[static_cast<std::size_t>(from) * static_cast<std::size_t>(size) + static_cast<std::size_t>(to)]; }
  std::int32_t cost(int from, int to) const {
    return costs.empty() ? duration(from, to) : costs[static_cast<std::size_t>(from) * static_cast<std::size_t>(size) + static_cast<std::size_t>(to)];
  }
};

struct Wish {
  std::vector<Job> jobs = {};
  std::vector<Vehicle> vehicles = {};
  Matrix matrix = {};
  Prices prices = {};
};

// A call of a tour: at a stop, or a break of the tour's own vehicle.
struct Call {
  bool is_break = false;
  int index = 0;
  bool operator==(const Call&) const = default;
};
using Tour = std::vector<Call>;

// A tour a vehicle, in the wish's order. Jobs in none of them are unplanned.
struct Plan {
  std::vector<Tour> tours = {};
  bool operator==(const Plan&) const = default;
};

}  // namespace opak::routing
