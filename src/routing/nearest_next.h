// Who drives where in which order. Knows stops, not residents.
//
// Today's answer is simple: sweep the stops around the depot into one share per courier, then always drive to the nearest
// stop next. The planner that will be better fills the same function.
#pragma once

#include <string>
#include <vector>

namespace opak::routing {

struct Stop {
  std::string id;
  double lat = 0, lon = 0;
};

struct Route {
  std::vector<std::string> stops;      // In driving order.
  std::vector<double> km_from_before;  // One a stop; the first from the depot.
  double km = 0;                       // With the way back.
};

// At most `stops_max` stops a route; stops that fit nowhere are left out. Deterministic.
std::vector<Route> plan_routes(const Stop& depot, const std::vector<Stop>& stops, int routes, int stops_max);

double distance_km(double lat1, double lon1, double lat2, double lon2);  // Great circle.

}  // namespace opak::routing
