#include "office/places.h"

#include <algorithm>

#include "base/log.h"
#include "office/door.h"
#include "office/ways.h"

namespace opak::office {
namespace {

constexpr std::int32_t between_doors = 82;  // Seconds for half a kilometre: as near as two doors may be taken to be, where one of them is known no nearer.

std::size_t u(int row) { return static_cast<std::size_t>(row); }

}  // namespace

DayPlaces::DayPlaces(Office& office, store::Database& reader, Map map) : office_(office), reader_(reader), points_{{office.catalogue().city().lat, office.catalogue().city().lon, -1}}, is_found_{1}, map_(map) {}

int DayPlaces::add(const views::Case& found) {
  const auto& regions = office_.catalogue().city().regions;
  const auto* region = regions.by_code(found.state.region);
  if (region == nullptr) return office_row;
  const auto door = door_to_plan(office_, reader_, found, *region);
  points_.push_back({door.place.lat, door.place.lon, static_cast<int>(region - regions.all().data())});
  is_found_.push_back(door.known != DoorKnown::kelurahan);
  return static_cast<int>(points_.size()) - 1;
}

int DayPlaces::add_parcel(views::Boards& boards, const std::string& parcel) {
  const auto envelope = parcel.empty() ? std::nullopt : boards.find_parcel(parcel);
  const auto found = envelope ? boards.find_case(envelope->state.application) : std::nullopt;
  return found ? add(*found) : office_row;
}

bool DayPlaces::is_vague(int row) const { return is_found_[u(row)] == 0; }

routing::Seconds DayPlaces::service_at(int row) const {
  const auto& city = office_.catalogue().city();
  return (city.setting("courier_minutes_a_stop") + (is_vague(row) ? city.setting("courier_minutes_to_find") : 0)) * 60;
}

int DayPlaces::zone_at(int row) const { return points_[u(row)].zone; }

std::optional<routing::Matrix> DayPlaces::of_map_server() {
  const auto& server = office_.settings().map;
  if (server.address.empty() || map_ == Map::left_alone) return std::nullopt;
  auto table = routing::ask_map_server(office_.world().outgoing, server, points_);
  map_failed_ = !table;
  if (table) return std::move(*table);
  log_warning("the map server was not used", {{"why", table.error().what}});
  return std::nullopt;
}

routing::Matrix DayPlaces::own_ways(int from_hour, int to_hour) const {
  const auto& city = office_.catalogue().city();
  const double pace = std::max(city.setting("courier_km_per_hour"), 1);
  return routing::travel_matrix(points_, {.km_per_hour = pace}, learnt_ways(city, reader_, from_hour, to_hour), from_hour, to_hour);
}

routing::Matrix DayPlaces::matrix(int from_hour, int to_hour) {
  auto table = of_map_server();
  auto matrix = table ? std::move(*table) : own_ways(from_hour, to_hour);
  // A way to or from a door that is known only by its kelurahan is never as short as it looks.
  for (int from = 0; from < matrix.size; ++from)
    for (int to = 0; to < matrix.size; ++to)
      if (auto& way = matrix.durations[u(from) * points_.size() + u(to)]; from != to && (is_vague(from) || is_vague(to))) way = std::max(way, between_doors);
  return matrix;
}

double DayPlaces::km(const std::vector<int>& rows) const {
  double sum = 0;
  for (std::size_t n = 1; n < rows.size(); ++n) {
    const auto &a = points_[u(rows[n - 1])], &b = points_[u(rows[n])];
    sum += law::distance_km(a.lat, a.lon, b.lat, b.lon);
  }
  return sum;
}

}  // namespace opak::office
