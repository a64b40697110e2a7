#include "routing/travel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/json.h"

namespace opak::routing {
namespace {

// Great circle.
double distance_km(double lat1, double lon1, double lat2, double lon2) {
  constexpr double radius_km = 6371.0, radian = 3.14159265358979323846 / 180.0;
  const double a = std::pow(std::sin((lat2 - lat1) * radian / 2), 2) +
                   std::cos(lat1 * radian) * std::cos(lat2 * radian) * std::pow(std::sin((lon2 - lon1) * radian / 2), 2);
  return 2 * radius_km * std::asin(std::min(1.0, std::sqrt(a)));
}

std::size_t at(std::size_t size, std::size_t from, std::size_t to) { return from * size + to; }

}  // namespace

Matrix travel_matrix(const std::vector<Point>& points, const Pace& pace, const std::vector<Factor>& factors, int first_hour, int last_hour) {
  std::map<std::pair<int, int>, std::pair<double, int>> learnt;  // Sum and how many hours of it are known.
  for (const auto& one : factors) {
    if (one.hour < first_hour || one.hour >= last_hour || !(one.factor > 0.05 && one.factor < 20)) continue;
    auto& [sum, count] = learnt[{one.from_zone, one.to_zone}];
    sum += one.factor;
    ++count;
  }
  const auto factor = [&](int from, int to) {
    const auto found = learnt.find({from, to});
    if (found == learnt.end()) return 1.0;
    const int hours = std::max(1, last_hour - first_hour);
    return (found->second.first + std::max(0, hours - found->second.second)) / std::max(hours, found->second.second);
  };
  Matrix matrix;
  matrix.size = static_cast<int>(points.size());
  matrix.durations.resize(points.size() * points.size(), 0);
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (i == j) continue;
      const double km = distance_km(points[i].lat, points[i].lon, points[j].lat, points[j].lon) * pace.winding;
      const double seconds = km / pace.km_per_hour * 3600 * factor(points[i].zone, points[j].zone);
      matrix.durations[at(points.size(), i, j)] = static_cast<std::int32_t>(std::clamp(std::round(seconds), 0.0, static_cast<double>(number_max)));
    }
  return matrix;
}

Result<Matrix> read_table(MapServer kind, std::string_view text, std::size_t points) {
  const auto json = parse_json(text, 8);
  if (!json) return failure("the map server's answer is not JSON");
  const auto& lines = (*json)[kind == MapServer::osrm ? "durations" : "sources_to_targets"];
  if (kind == MapServer::osrm && (*json)["code"].text() != "Ok") return failure("the map server found no table");
  if (lines.items().size() != points) return failure("the map server's table has another size");
  Matrix matrix;
  matrix.size = static_cast<int>(points);
  for (const auto& line : lines.items()) {
    if (line.items().size() != points) return failure("the map server's table has another size");
    for (const auto& item : line.items()) {
      const auto& time = kind == MapServer::osrm ? item : item["time"];
      const double seconds = time.real();
      if (time.is_null() || time.is_string() || !(seconds >= 0 && seconds <= static_cast<double>(number_max))) return failure("the map server knows no way between two of the places");
      matrix.durations.push_back(static_cast<std::int32_t>(std::lround(seconds)));
    }
  }
  return matrix;
}

Result<Matrix> ask_map_server(Outgoing& outgoing, const MapServerSettings& settings, const std::vector<Point>& points) {
  if (settings.address.empty()) return failure("no map server is set");
  if (points.size() > static_cast<std::size_t>(std::max(0, settings.points_max))) return failure("more places than the map server is asked for", "points_max");
  OutgoingRequest request;
  request.timeout_ms = settings.timeout_ms;
  request.body_bytes_max = 64 + points.size() * points.size() * 100;
  if (settings.kind == MapServer::osrm) {
    std::string list;
    for (const auto& point : points) list += fmt::format("{}{:.6f},{:.6f}", list.empty() ? "" : ";", point.lon, point.lat);
    request.url = settings.address + "/table/v1/" + settings.profile + "/" + list + "?annotations=duration";
  } else {
    auto list = Json::array();
    for (const auto& point : points) list.push(Json::object({{"lat", Json(point.lat)}, {"lon", Json(point.lon)}}));
    request.method = "POST";
    request.url = settings.address + "/sources_to_targets";
    request.headers = {{"content-type", "application/json"}};
    request.body = Json::object({{"sources", list}, {"targets", list}, {"costing", settings.profile}}).write();
  }
  const auto answer = outgoing.send(request);
  if (!answer) return tl::unexpected<Failure>(answer.error());
  if (answer->status != 200) return failure(fmt::format("the map server answered {}", answer->status));
  return read_table(settings.kind, answer->body, points.size());
}

}  // namespace opak::routing
