// Days for tests: invented, from a seed; and the public instances, where the shared folder is there.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "routing/chance.h"
#include "routing/problem.h"

namespace opak::routing {

inline Wish random_day(std::uint64_t seed, int jobs, int vehicles) {
  Draw draw(seed);
  Wish wish;
  std::vector<std::pair<int, int>> points;
  for (int i = 0; i <= jobs; ++i) points.emplace_back(draw.below(4000), draw.below(4000));
  wish.matrix.size = jobs + 1;
  const bool is_crooked = draw.below(3) == 0;  // One-way streets.
  for (const auto& a : points)
    for (const auto& b : points) {
      const double way = std::hypot(a.first - b.first, a.second - b.second);
      wish.matrix.durations.push_back(static_cast<std::int32_t>(way + (is_crooked && way > 0 ? draw.below(200) : 0)));
    }
  for (int j = 0; j < jobs; ++j) {
    Job job;
    job.id = 100 + j;
    job.location = j + 1;
    job.service = draw.below(400);
    job.delivery = {1 + draw.below(3)};
    const auto begin = 28'800 + draw.below(20'000);
    if (draw.below(3) == 0) job.windows = {{begin, begin + 1'800 + draw.below(7'200)}};
    wish.jobs.push_back(job);
  }
  for (int v = 0; v < vehicles; ++v) {
    Vehicle vehicle;
    vehicle.id = 1 + v;
    vehicle.start = vehicle.end = 0;
    vehicle.capacity = {10 + draw.below(40)};
    vehicle.shift = {28'800, 28'800 + 14'400 + draw.below(14'400)};
    wish.vehicles.push_back(vehicle);
  }
  return wish;
}

// The same with everything beyond the textbook.
inline Wish rich_day(std::uint64_t seed, int jobs, int vehicles) {
  auto wish = random_day(seed, jobs, vehicles);
  Draw draw(seed + 1'000'000);
  wish.prices.balance = draw.below(3) * 60;
  wish.prices.zone_change = draw.below(2) * 120;
  for (auto& job : wish.jobs) {
    const auto begin = 28'800 + draw.below(20'000);
    if (draw.below(3) == 0) job.promised = Span{begin, begin + 7'200};
    if (draw.below(3) == 0) job.preferred = Span{begin, begin + 3'600};
    if (draw.below(4) == 0) job.announced = Announced{1 + draw.below(vehicles), begin};
    if (draw.below(5) == 0) job.prize = draw.below(3'000);
    if (draw.below(6) == 0) job.skills = {1 + draw.below(2)};
    if (draw.below(4) == 0) job.pickup = {draw.below(3)};
    if (draw.below(6) == 0) job.windows = {{29'000, 33'000}, {36'000, 40'000}};
    job.setup = draw.below(2) * 60;
    job.zone = draw.below(5);
    job.priority = draw.below(3);
  }
  int next_locked = 0;
  for (auto& vehicle : wish.vehicles) {
    vehicle.carried = draw.below(10) * 3'600;
    vehicle.fixed = draw.below(2) * 500;
    if (draw.below(2) == 0) vehicle.skills = {1, 2};
    if (draw.below(2) == 0) vehicle.breaks.push_back({1, 1'800, {{39'600, 46'800}}});
    if (draw.below(3) == 0) vehicle.breaks.push_back({2, 600, {{33'000, 36'000}}});
    if (draw.below(4) == 0) vehicle.jobs_max = 2 + draw.below(10);
    if (draw.below(4) == 0 && next_locked + 1 < jobs) {
      auto& job = wish.jobs[static_cast<std::size_t>(next_locked)];
      job.skills = {};
      job.delivery = {1};
      job.pickup = {};
      vehicle.locked = {next_locked++};
    }
  }
  return wish;
}

}  // namespace opak::routing
