#include "web/officer/plan.h"

#include <algorithm>

namespace opak::web {
namespace {

Point place_of(const PlanStop& stop, const law::Regions& regions, Point otherwise) {
  const auto* region = regions.by_code(stop.region);
  return region ? Point{region->lat, region->lon} : otherwise;
}

double between(Point a, Point b) { return law::distance_km(a.lat, a.lon, b.lat, b.lon); }

}  // namespace

double run_km(const PlanRun& run, const law::Regions& regions, Point office) {
  double km = 0;
  Point at = office;
  for (const auto& stop : run.stops) {
    const auto next = place_of(stop, regions, at);
    km += between(at, next);
    at = next;
  }
  return km + between(at, office);
}

double km_before(const PlanRun& run, std::size_t stop, const law::Regions& regions, Point office) {
  const auto before = stop == 0 ? office : place_of(run.stops[stop - 1], regions, office);
  return between(before, place_of(run.stops[stop], regions, before));
}

void move_stop(std::vector<PlanRun>& plan, std::string_view parcel, std::string_view courier, const law::Regions& regions, Point office) {
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
  std::size_t best = 0;
  double best_km = -1;
  for (std::size_t at = 0; at <= to->stops.size(); ++at) {
    auto longer = *to;
    longer.stops.insert(longer.stops.begin() + static_cast<std::ptrdiff_t>(at), moved);
    const auto km = run_km(longer, regions, office);
    if (best_km >= 0 && km >= best_km) continue;
    best_km = km;
    best = at;
  }
  to->stops.insert(to->stops.begin() + static_cast<std::ptrdiff_t>(best), moved);
}

}  // namespace opak::web
