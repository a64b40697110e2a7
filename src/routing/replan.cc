#include "routing/replan.h"

#include <algorithm>

namespace opak::routing {
namespace {

// What a timetable costs: the ways and everything that has a price.
Price cost_of(const Wish& wish, const Timetable& table) {
  const auto& prices = wish.prices;
  return table.cost + prices.promised_late * table.late_promised + prices.preferred_late * table.late_preferred + prices.other_vehicle * table.other_vehicle +
         prices.announced_late * prices.announced_slack * table.announced_moved;
}

}  // namespace

Wish with_plan(Wish wish, const Plan& plan) {
  for (std::size_t v = 0; v < wish.vehicles.size() && v < plan.tours.size(); ++v) {
    wish.vehicles[v].steps.clear();
    for (const auto& call : plan.tours[v])
      if (!call.is_break) wish.vehicles[v].steps.push_back(call.index);
  }
  return wish;
}

std::optional<Plan> insert_stop(const Wish& wish, const Plan& plan, int job, int moved_max) {
  Wish alone = wish;
  std::optional<Plan> best;
  Price least = 0;
  for (std::size_t v = 0; v < plan.tours.size(); ++v) {
    // Each vehicle is ridden alone: the others stay as they are.
    alone.vehicles = {wish.vehicles[v]};
    const auto now = ride(alone, Plan{{plan.tours[v]}});
    const auto cost_before = cost_of(alone, now);
    const auto moved_before = now.announced_moved;
    for (std::size_t at = wish.vehicles[v].locked.size(); at <= plan.tours[v].size(); ++at) {
      Plan tried{{plan.tours[v]}};
      tried.tours[0].insert(tried.tours[0].begin() + static_cast<std::ptrdiff_t>(at), Call{false, job});
      const auto table = ride(alone, tried);
      if (!table.faults.empty() || table.announced_moved - moved_before > moved_max) continue;
      const auto more = cost_of(alone, table) - cost_before;
      if (best && more >= least) continue;
      least = more;
      best = plan;
      best->tours[v] = tried.tours[0];
    }
  }
  return best;
}

Result<Planned> plan_without(const Wish& wish, const Plan& plan, int vehicle, Limits limits) {
  auto without = with_plan(wish, plan);
  auto& gone = without.vehicles[static_cast<std::size_t>(vehicle)];
  gone.jobs_max = 0;
  gone.locked.clear();
  gone.steps.clear();
  limits.heat = std::min(limits.heat, 0.2);
  return plan_day(without, limits);
}

}  // namespace opak::routing
