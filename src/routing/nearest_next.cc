#include "routing/nearest_next.h"

#include <algorithm>
#include <cmath>

namespace opak::routing {
namespace {

double bearing(const Stop& from, const Stop& to) { return std::atan2(to.lat - from.lat, to.lon - from.lon); }

Route drive(const Stop& depot, std::vector<Stop> left) {
  Route route;
  Stop here = depot;
  while (!left.empty()) {
    const auto next = std::min_element(left.begin(), left.end(), [&](const Stop& a, const Stop& b) {
      const auto to_a = distance_km(here.lat, here.lon, a.lat, a.lon), to_b = distance_km(here.lat, here.lon, b.lat, b.lon);
      return to_a != to_b ? to_a < to_b : a.id < b.id;
    });
    const auto km = distance_km(here.lat, here.lon, next->lat, next->lon);
    route.stops.push_back(next->id);
    route.km_from_before.push_back(km);
    route.km += km;
    here = *next;
    left.erase(next);
  }
  if (!route.stops.empty()) route.km += distance_km(here.lat, here.lon, depot.lat, depot.lon);
  return route;
}

}  // namespace

double distance_km(double lat1, double lon1, double lat2, double lon2) {
  constexpr double radius_km = 6371.0, radian = 3.14159265358979323846 / 180.0;
  const double a = std::pow(std::sin((lat2 - lat1) * radian / 2), 2) +
                   std::cos(lat1 * radian) * std::cos(lat2 * radian) * std::pow(std::sin((lon2 - lon1) * radian / 2), 2);
  return 2 * radius_km * std::asin(std::min(1.0, std::sqrt(a)));
}

std::vector<Route> plan_routes(const Stop& depot, const std::vector<Stop>& stops, int routes, int stops_max) {
  if (routes < 1 || stops_max < 1) return {};
  auto swept = stops;
  std::sort(swept.begin(), swept.end(), [&](const Stop& a, const Stop& b) {
    const auto to_a = bearing(depot, a), to_b = bearing(depot, b);
    return to_a != to_b ? to_a < to_b : a.id < b.id;
  });
  const auto shares = static_cast<std::size_t>(routes);
  const auto share = std::min((swept.size() + shares - 1) / shares, static_cast<std::size_t>(stops_max));
  std::vector<Route> plan;
  for (std::size_t i = 0; i < shares && i * share < swept.size(); ++i) {
    const auto from = swept.begin() + static_cast<std::ptrdiff_t>(i * share);
    const auto to = swept.begin() + static_cast<std::ptrdiff_t>(std::min(swept.size(), (i + 1) * share));
    plan.push_back(drive(depot, {from, to}));
  }
  return plan;
}

}  // namespace opak::routing
