#include "office/ways.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/json.h"
#include "office/book.h"

namespace opak::office {
namespace {

constexpr double least = 0.3, most = 3, winding = 1.35, km_within = 0.5;
constexpr std::int64_t ride_max_ms = minutes(75);
constexpr int rides_to_trust = 5;
constexpr int learns_at_least = 200;  // Thousandths: the weight of a new ride once some are known.

std::string kecamatan_of(const std::string& region) { return region.substr(0, region.rfind('.')); }

double reckoned_seconds(const catalogue::City& city, const law::Region& from, const law::Region& to) {
  const double km = std::max(law::distance_km(from, to) * winding, km_within);
  return km / std::max(city.setting("courier_km_per_hour"), 1) * 3600;
}

void learn(store::Database& database, const std::string& from, const std::string& to, const Ride& ride) {
  database.query("INSERT INTO office_way (from_place, to_place, hour, thousandths, rides) VALUES ($1, $2, $3, $4, 1) "
                 "ON CONFLICT (from_place, to_place, hour) DO UPDATE SET thousandths = thousandths + (excluded.thousandths - thousandths) * MAX($5, 1000 / (rides + 1)) / 1000, rides = rides + 1")
      .text(from).text(to).number(ride.hour).number(std::llround(ride.factor * 1000)).number(learns_at_least).run();
}

// When the courier stood at the door of this parcel in this run; none: nobody knows.
std::optional<Moment> called_at(Book& book, const std::string& parcel) {
  auto row = book.database().query("SELECT body, at FROM journal WHERE stream = $1 AND kind = 'parcel' AND fact IN ('parcel.handed_over.v1', 'parcel.not_handed_over.v1') ORDER BY version DESC LIMIT 1").text(parcel);
  if (!row.next()) return std::nullopt;
  const auto body = parse_json(row.text_at(0));
  if (!body || (*body)["clock_wrong"].truth()) return std::nullopt;
  const auto done_at = (*body)["done_at"].number();
  return Moment{done_at > 0 ? done_at : row.number_at(1)};
}

}  // namespace

std::vector<Ride> rides_of(const catalogue::City& city, std::vector<DoorCall> calls) {
  std::stable_sort(calls.begin(), calls.end(), [](const DoorCall& a, const DoorCall& b) { return a.at < b.at; });
  std::vector<Ride> rides;
  const std::int64_t at_door_ms = minutes(city.setting("courier_minutes_a_stop"));
  for (std::size_t n = 1; n < calls.size(); ++n) {
    const auto *from = city.regions.by_code(calls[n - 1].region), *to = city.regions.by_code(calls[n].region);
    const auto took_ms = calls[n].at.ms - calls[n - 1].at.ms - at_door_ms;
    if (from == nullptr || to == nullptr || took_ms <= 0 || took_ms > ride_max_ms) continue;
    const double factor = static_cast<double>(took_ms) / 1000 / reckoned_seconds(city, *from, *to);
    rides.push_back({from->code, to->code, time_in_jakarta(calls[n - 1].at).hour, std::clamp(factor, least, most)});
  }
  return rides;
}

void learn_ways(Book& book, const catalogue::City& city, const std::string& run) {
  std::vector<DoorCall> calls;
  for (const auto& [parcel, handed_over] : book.run(run).done)
    if (const auto at = called_at(book, parcel)) calls.push_back({book.application(book.parcel(parcel).application).region, *at});
  for (const auto& ride : rides_of(city, std::move(calls))) {
    learn(book.database(), ride.from, ride.to, ride);
    learn(book.database(), kecamatan_of(ride.from), kecamatan_of(ride.to), ride);
  }
}

std::vector<routing::Factor> learnt_ways(const catalogue::City& city, store::Database& reader, int from_hour, int to_hour) {
  std::map<std::tuple<std::string, std::string, int>, double> known;
  for (auto rows = reader.query("SELECT from_place, to_place, hour, thousandths FROM office_way WHERE rides >= $1 AND hour >= $2 AND hour < $3").number(rides_to_trust).number(from_hour).number(to_hour); rows.next();)
    known[{rows.string_at(0), rows.string_at(1), static_cast<int>(rows.number_at(2))}] = static_cast<double>(rows.number_at(3)) / 1000;
  std::vector<routing::Factor> factors;
  if (known.empty()) return factors;
  const auto& all = city.regions.all();
  for (int from = 0; from < static_cast<int>(all.size()); ++from)
    for (int to = 0; to < static_cast<int>(all.size()); ++to)
      for (int hour = from_hour; hour < to_hour; ++hour) {
        const auto &a = all[static_cast<std::size_t>(from)].code, &b = all[static_cast<std::size_t>(to)].code;
        auto found = known.find({a, b, hour});
        if (found == known.end()) found = known.find({kecamatan_of(a), kecamatan_of(b), hour});
        if (found != known.end()) factors.push_back({from, to, hour, found->second});
      }
  return factors;
}

}  // namespace opak::office
