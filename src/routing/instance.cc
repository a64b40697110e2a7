#include "routing/instance.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace opak::routing {
namespace {

constexpr std::size_t close_max = 60;
// Leaving out a stop that must be planned: more than any day's driving, by priority.
constexpr Price must = 10'000'000'000;

Price price_of_leaving(const Job& job) {
  if (job.prize) return *job.prize;
  return must * (1 + job.priority);
}

// Windows with all their levels. Beginnings bind at once; ends of the soft ones only have a price.
std::vector<NodeWindow> windows_of(const Job& job, const Prices& prices, bool is_locked) {
  std::vector<Span> hard = job.windows;
  if (hard.empty()) hard.push_back({0, number_max});
  std::vector<NodeWindow> windows;
  for (const auto& span : hard) {
    NodeWindow window{span.from, {is_locked ? never : span.to, never, never, never}};
    const auto begins = [&](Seconds from) { if (from <= span.to) window.early = std::max(window.early, from); };
    if (job.promised) begins(job.promised->from), window.late[1] = job.promised->to;
    if (job.preferred) begins(job.preferred->from), window.late[2] = job.preferred->to;
    if (job.announced) begins(job.announced->arrival - prices.announced_slack), window.late[3] = job.announced->arrival + prices.announced_slack;
    // A soft end before the beginning: late from the first second on.
    for (auto& late : window.late) late = std::max(late, window.early);
    windows.push_back(window);
  }
  if (is_locked) windows.resize(1);
  return windows;
}

std::array<std::int64_t, loads_max> loads_of(const std::vector<std::int64_t>& given) {
  std::array<std::int64_t, loads_max> loads{};
  std::copy_n(given.begin(), std::min<std::size_t>(given.size(), loads_max), loads.begin());
  return loads;
}

bool has_all(const std::vector<int>& skills, const std::vector<int>& needed) {
  return std::all_of(needed.begin(), needed.end(), [&](int one) { return std::find(skills.begin(), skills.end(), one) != skills.end(); });
}

// A break that its vehicle's shift has no room for is none.
bool has_room_for(const Break& one, const Span& shift) {
  for (const auto& window : one.windows) {
    const auto begins = std::max(window.from, shift.from);
    if (begins <= window.to && begins + one.service <= shift.to) return true;
  }
  return one.windows.empty() && shift.from + one.service <= shift.to;
}

}  // namespace

Instance::Instance(const Wish& wish) {
  jobs = static_cast<int>(wish.jobs.size());
  vehicles = static_cast<int>(wish.vehicles.size());
  prices = wish.prices;
  nodes = jobs + 2 * vehicles;
  locked.assign(u(jobs), 0);
  for (const auto& vehicle : wish.vehicles)
    for (const int job : vehicle.locked) locked[u(job)] = 1;

  std::map<std::int64_t, int> vehicle_by_id;
  for (int v = 0; v < vehicles; ++v) vehicle_by_id.emplace(wish.vehicles[u(v)].id, v);
  std::size_t loads_used = 0;
  bool has_pickup = false, is_soft = wish.prices.balance != 0, has_windows = false;
  for (const auto& job : wish.jobs) {
    service.push_back(job.service);
    windows.push_back(windows_of(job, prices, locked[windows.size()] != 0));
    delivery.push_back(loads_of(job.delivery));
    pickup.push_back(loads_of(job.pickup));
    unplanned.push_back(price_of_leaving(job));
    loads_used = std::max({loads_used, job.delivery.size(), job.pickup.size()});
    has_pickup |= std::any_of(job.pickup.begin(), job.pickup.end(), [](auto one) { return one > 0; });
    is_soft |= job.promised || job.preferred || job.announced || windows.back().size() > 1;
    has_windows |= !job.windows.empty();
    has_skills_ |= !job.skills.empty();
    const auto found = job.announced ? vehicle_by_id.find(job.announced->vehicle) : vehicle_by_id.end();
    announced_vehicle.push_back(found == vehicle_by_id.end() ? -1 : found->second);
  }
  loads = static_cast<int>(std::min<std::size_t>(loads_used, loads_max));

  service.resize(u(nodes), 0);
  windows.resize(u(nodes));
  delivery.resize(u(nodes));
  pickup.resize(u(nodes));
  std::map<std::tuple<int, int, std::vector<std::int64_t>, std::vector<int>, Seconds, Seconds, Price, Seconds, int, int>, int> classes;
  for (int v = 0; v < vehicles; ++v) {
    const auto& vehicle = wish.vehicles[u(v)];
    windows[u(start_of(v))] = windows[u(end_of(v))] = {NodeWindow{vehicle.shift.from, {vehicle.shift.to, never, never, never}}};
    capacity.push_back(loads_of(vehicle.capacity));
    for (std::size_t kind = vehicle.capacity.size(); kind < loads_max; ++kind) capacity.back()[kind] = vehicle.capacity.empty() ? never : 0;
    fixed.push_back(vehicle.fixed);
    carried.push_back(vehicle.carried);
    jobs_max.push_back(vehicle.jobs_max);
    locked_jobs.push_back(vehicle.locked);
    first_plan.push_back(vehicle.steps);
    const bool is_itself = !vehicle.breaks.empty() || !vehicle.locked.empty();
    classes.emplace(std::tuple(vehicle.start.value_or(-1), vehicle.end.value_or(-1), vehicle.capacity, vehicle.skills, vehicle.shift.from, vehicle.shift.to,
                               vehicle.fixed, vehicle.carried, vehicle.jobs_max, is_itself ? v : -1), v);
    vehicle_class.push_back(classes[std::tuple(vehicle.start.value_or(-1), vehicle.end.value_or(-1), vehicle.capacity, vehicle.skills, vehicle.shift.from,
                                               vehicle.shift.to, vehicle.fixed, vehicle.carried, vehicle.jobs_max, is_itself ? v : -1)]);
    breaks.emplace_back();
    has_windows |= vehicle.shift.to < number_max;
  }
  // Who was announced makes couriers differ.
  for (const int v : announced_vehicle)
    if (v >= 0) vehicle_class[u(v)] = vehicles + v;
  for (int v = 0; v < vehicles; ++v)
    for (const auto& one : wish.vehicles[u(v)].breaks) {
      if (!has_room_for(one, wish.vehicles[u(v)].shift)) {
        breaks[u(v)].push_back(-1);
        continue;
      }
      breaks[u(v)].push_back(nodes++);
      service.push_back(one.service);
      Job like;
      like.windows = one.windows;
      windows.push_back(windows_of(like, prices, false));
      delivery.emplace_back();
      pickup.emplace_back();
      is_soft = true;
    }
  has_times = has_windows;
  is_plain = !is_soft && !has_pickup && loads <= 1;
  locked.resize(u(nodes), 0);
  if (has_skills_) {
    may_.resize(u(jobs) * u(vehicles));
    for (int j = 0; j < jobs; ++j)
      for (int v = 0; v < vehicles; ++v) may_[u(j) * u(vehicles) + u(v)] = has_all(wish.vehicles[u(v)].skills, wish.jobs[u(j)].skills) ? 1 : 0;
  }
  fill_matrices(wish);
  find_neighbours();
}

void Instance::fill_matrices(const Wish& wish) {
  // A row a job, a row a place where shifts begin or end, and one for "anywhere".
  std::map<int, int> row_of_place;
  row.resize(u(nodes));
  std::iota(row.begin(), row.begin() + jobs, 0);
  rows = jobs;
  std::vector<int> place(u(jobs));
  for (int j = 0; j < jobs; ++j) place[u(j)] = wish.jobs[u(j)].location;
  const auto row_at = [&](const std::optional<int>& location) {
    const auto [found, is_new] = row_of_place.emplace(location.value_or(-1), rows);
    if (is_new) ++rows, place.push_back(location.value_or(-1));
    return found->second;
  };
  for (int v = 0; v < vehicles; ++v) {
    row[u(start_of(v))] = row_at(wish.vehicles[u(v)].start);
    row[u(end_of(v))] = row_at(wish.vehicles[u(v)].end);
  }
  for (int node = jobs + 2 * vehicles; node < nodes; ++node) row[u(node)] = -1;
  durations_.resize(u(rows) * u(rows));
  costs_.resize(u(rows) * u(rows));
  symmetric_ = true;
  for (int a = 0; a < rows; ++a)
    for (int b = 0; b < rows; ++b) {
      const int from = place[u(a)], to = place[u(b)];
      auto duration = from < 0 || to < 0 ? 0 : wish.matrix.duration(from, to);
      auto cost = from < 0 || to < 0 ? 0 : wish.matrix.cost(from, to);
      if (b < jobs && from >= 0 && from != to) duration = static_cast<std::int32_t>(duration + wish.jobs[u(b)].setup);
      if (a < jobs && b < jobs && a != b && wish.jobs[u(a)].zone != wish.jobs[u(b)].zone) cost = static_cast<std::int32_t>(cost + prices.zone_change);
      durations_[at(a, b)] = duration;
      costs_[at(a, b)] = cost;
      if (b < a) symmetric_ &= durations_[at(b, a)] == duration && costs_[at(b, a)] == cost;
    }
  if (symmetric_) return;
  costs_into_.resize(costs_.size());
  durations_into_.resize(durations_.size());
  for (int a = 0; a < rows; ++a)
    for (int b = 0; b < rows; ++b) {
      costs_into_[at(b, a)] = costs_[at(a, b)];
      durations_into_[at(b, a)] = durations_[at(a, b)];
    }
}

void Instance::find_neighbours() {
  nearest.resize(u(jobs));
  close.resize(u(jobs));
  double near_sum = 0;
  std::int64_t near_count = 0;
  std::vector<std::int64_t> key(u(jobs));
  for (int j = 0; j < jobs; ++j) {
    auto& all = nearest[u(j)];
    for (int i = 0; i < jobs; ++i) {
      if (i != j) all.push_back(i);
      key[u(i)] = cost(i, j) + cost(j, i);
    }
    const auto by_key = [&](int a, int b) { return key[u(a)] != key[u(b)] ? key[u(a)] < key[u(b)] : a < b; };
    std::sort(all.begin(), all.end(), by_key);
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 10); ++i) near_sum += static_cast<double>(key[u(all[i])]) / 2, ++near_count;
    // Near in the day as well: a fifth of the waiting and all of the lateness count as way (Vidal et al. 2013).
    const auto proximity = [&](int a, int b) {
      const auto &wa = windows[u(a)], &wb = windows[u(b)];
      const auto there = service[u(a)] + duration(a, b);
      const auto wait = std::max<std::int64_t>(0, wb.front().early - there - wa.back().late[0]);
      const auto late = std::max<std::int64_t>(0, wa.front().early + there - wb.back().late[0]);
      return cost(a, b) + wait / 5 + late;
    };
    for (int i = 0; i < jobs; ++i) key[u(i)] = std::min(proximity(i, j), proximity(j, i));
    auto& few = close[u(j)];
    few = all;
    const auto kept = std::min(few.size(), close_max);
    std::partial_sort(few.begin(), few.begin() + static_cast<std::ptrdiff_t>(kept), few.end(), by_key);
    few.resize(kept);
    few.shrink_to_fit();
  }
  if (near_count > 0) mean_near_cost = std::max(1.0, near_sum / static_cast<double>(near_count));
}

Price Instance::balance_price(int vehicle, Seconds duration) const {
  if (prices.balance == 0) return 0;
  const auto hours = [](Seconds seconds) { return static_cast<double>(std::min<Seconds>(seconds, 100 * number_max)) / 3600.0; };
  const auto before = hours(carried[u(vehicle)]), after = hours(carried[u(vehicle)] + duration);
  return static_cast<Price>(static_cast<double>(prices.balance) * (after * after - before * before) + 0.5);
}

}  // namespace opak::routing
