#include "web/officer/plan.h"

#include <algorithm>
#include <cmath>

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

Times times_of(const PlanRun& run, const law::Regions& regions, Point office, int leaves_at, const Pace& pace, const std::optional<office::ShiftBreak>& pause) {
  Times times;
  double minutes = leaves_at;
  Point at = office;
  const auto way = [&](Point to) { return std::max(between(at, to) * pace.detour, pace.km_within) / pace.km_per_hour * 60; };
  // As late as it may be: before what would last beyond its latest beginning.
  const auto rest_before = [&](double next_minutes) {
    if (!pause || times.break_at || minutes + next_minutes <= pause->latest) return;
    const double begins = std::max<double>(minutes, pause->from);
    times.break_at = static_cast<int>(std::lround(begins));
    minutes = begins + pause->minutes;
  };
  for (const auto& stop : run.stops) {
    const auto next = place_of(stop, regions, at);
    rest_before(way(next) + pace.minutes_a_stop);
    minutes += way(next);
    times.at_door.push_back(static_cast<int>(std::lround(minutes)));
    minutes += pace.minutes_a_stop;
    at = next;
  }
  if (!run.stops.empty()) {
    rest_before(way(office));
    minutes += way(office);
  }
  times.back = static_cast<int>(std::lround(minutes));
  return times;
}

Window window_of(int at_door, int leaves_at) {
  constexpr int early = 15, hours_wide = 2;
  const int from = std::max((at_door - early) / 60, leaves_at / 60);
  return {from, from + hours_wide};
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
