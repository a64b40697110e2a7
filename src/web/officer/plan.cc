#include "web/officer/plan.h"

#include <algorithm>

namespace opak::web {

Window window_of(int at_door, int leaves_at) {
  constexpr int early = 15, hours_wide = 2;
  const int from = std::max((at_door - early) / 60, leaves_at / 60);
  return {from, from + hours_wide};
}

void move_stop(std::vector<PlanRun>& plan, std::string_view parcel, std::string_view courier, const PlaceFor& place_for) {
  PlanStop moved;
  for (auto& run : plan) {
    const auto found = std::find_if(run.stops.begin(), run.stops.end(), [&](const PlanStop& stop) { return stop.parcel == parcel; });
    if (found == run.stops.end()) continue;
    if (run.courier == courier) return;
    moved = *found;
    run.stops.erase(found);
    break;
  }
  if (moved.parcel.empty()) return;
  const auto to = std::find_if(plan.begin(), plan.end(), [&](const PlanRun& run) { return run.courier == courier; });
  if (to == plan.end()) return;
  const auto at = std::min(place_for(*to, moved.parcel), to->stops.size());
  to->stops.insert(to->stops.begin() + static_cast<std::ptrdiff_t>(at), moved);
}

}  // namespace opak::web
