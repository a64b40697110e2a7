// How long a way takes: the great circle, longer by what streets wind, at a motorcycle's pace; times what the couriers' own time stamps
// taught; or as a map server of the city's own says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/world.h"
#include "routing/problem.h"
#include "routing/servers.h"

namespace opak::routing {

struct Point {
  double lat = 0, lon = 0;
  int zone = -1;
};

struct Pace {
  double winding = 1.35;
  double km_per_hour = 22;
};

// Factors by pair of zones and hour of the day. Where none is known, 1.
struct Factor {
  int from_zone = -1, to_zone = -1;
  int hour = 0;  // 0..23
  double factor = 1;
};

// Whole seconds. With factors, each pair has the mean of its hours from `first_hour` up to before `last_hour`.
Matrix travel_matrix(const std::vector<Point>& points, const Pace& pace = {}, const std::vector<Factor>& factors = {}, int first_hour = 8, int last_hour = 15);

// The table of a map server. Failure: off, too many points, no answer, or not a table of that size; the caller then takes the default.
Result<Matrix> ask_map_server(Outgoing& outgoing, const MapServerSettings& settings, const std::vector<Point>& points);

// The table in an answer of OSRM or Valhalla. Ways nobody can drive are refused.
Result<Matrix> read_table(MapServer kind, std::string_view text, std::size_t points);

}  // namespace opak::routing
