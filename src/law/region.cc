#include "law/region.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/text.h"

namespace opak::law {
namespace {

// "kel. Sukawana, kec. Curug" says the same as "Sukawana Curug", and "ning kelurahan Sukawana" as "Sukawana".
std::string letters_of(std::string_view text) {
  std::string kept;
  std::string word;
  const auto put = [&] {
    static const std::vector<std::string> said = {"kel", "kelurahan", "kec", "kecamatan", "desa", "ds", "kp", "kota", "kalurahan", "kacamatan", "kelurahane", "di", "ke", "ka", "ning", "teng"};
    const auto letters = letters_only(word);
    // "Kota Baru" is a name, "Kota Serang" is not; a kelurahan's own first word stays.
    if (std::find(said.begin(), said.end(), letters) == said.end() || letters == "kota") kept += letters;
    word.clear();
  };
  for (char c : text) {
    if (c == ' ' || c == '.' || c == ',' || c == ':' || c == '/' || c == '\t' || c == '\n')
      put();
    else
      word.push_back(c);
  }
  put();
  return kept;
}

int slips_allowed(std::size_t letters) { return letters < 4 ? 0 : letters < 9 ? 1 : 2; }

// Words that people also use for something that is not a kelurahan of this city.
bool names_something_larger(const std::string& letters) {
  return letters == "banten" || letters == "serang" || letters == "pabuaran";
}

}  // namespace

Regions::Regions(std::vector<Region> regions) : regions_(std::move(regions)) {
  std::sort(regions_.begin(), regions_.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
  for (const auto& region : regions_) words_.push_back({letters_only(region.kelurahan), letters_only(region.kecamatan)});
}

const Region* Regions::by_code(std::string_view code) const {
  const auto at = std::lower_bound(regions_.begin(), regions_.end(), code, [](const Region& r, std::string_view c) { return r.code < c; });
  return at != regions_.end() && at->code == code ? &*at : nullptr;
}

std::vector<const Region*> Regions::in_kecamatan(std::string_view kecamatan) const {
  std::vector<const Region*> found;
  for (const auto& region : regions_)
    if (region.kecamatan == kecamatan) found.push_back(&region);
  return found;
}

std::vector<std::string> Regions::kecamatan() const {
  std::vector<std::string> names;
  for (const auto& region : regions_)
    if (std::find(names.begin(), names.end(), region.kecamatan) == names.end()) names.push_back(region.kecamatan);
  return names;
}

std::vector<const Region*> Regions::find(std::string_view text) const {
  if (text.size() > 200) return {};
  if (const auto* region = by_code(trimmed(text))) return {region};
  const auto letters = letters_of(text);
  if (letters.size() < 3) return {};
  if (auto found = find_named(letters); !found.empty()) return found;
  if (auto found = find_nearly(letters); !found.empty()) return found;
  return find_beginning(letters);
}

std::vector<const Region*> Regions::find_named(const std::string& letters) const {
  std::vector<const Region*> both;
  std::vector<const Region*> own;
  std::vector<const Region*> of_kecamatan;
  for (std::size_t i = 0; i < regions_.size(); ++i) {
    const auto& [kelurahan, kecamatan] = words_[i];
    if (letters == kelurahan + kecamatan || letters == kecamatan + kelurahan) both.push_back(&regions_[i]);
    if (letters == kelurahan) own.push_back(&regions_[i]);
    if (letters == kecamatan && letters != kelurahan) of_kecamatan.push_back(&regions_[i]);
  }
  if (!both.empty()) return both;
  own.insert(own.end(), of_kecamatan.begin(), of_kecamatan.end());
  return own;
}

std::vector<const Region*> Regions::find_nearly(const std::string& letters) const {
  int best = slips_allowed(letters.size());
  std::vector<const Region*> found;
  for (std::size_t i = 0; i < regions_.size(); ++i) {
    const auto& [kelurahan, kecamatan] = words_[i];
    const int distance = std::min({edit_distance(letters, kelurahan, best), edit_distance(letters, kelurahan + kecamatan, best),
                                   edit_distance(letters, kecamatan + kelurahan, best)});
    if (distance > best) continue;
    if (distance < best) found.clear();
    best = distance;
    found.push_back(&regions_[i]);
  }
  return found;
}

std::vector<const Region*> Regions::find_beginning(const std::string& letters) const {
  std::vector<const Region*> found;
  for (std::size_t i = 0; i < regions_.size(); ++i)
    if (words_[i].kelurahan.starts_with(letters)) found.push_back(&regions_[i]);
  return found;
}

bool Regions::must_ask(std::string_view text) const {
  const auto found = find(text);
  if (found.size() != 1) return true;
  if (by_code(trimmed(text)) != nullptr) return false;
  const auto letters = letters_of(text);
  const bool as_written = !find_named(letters).empty();
  return !as_written || names_something_larger(letters);
}

const Region* Regions::nearest(double lat, double lon) const {
  const Region* best = nullptr;
  double best_km = std::numeric_limits<double>::infinity();
  for (const auto& region : regions_) {
    const double km = distance_km(lat, lon, region.lat, region.lon);
    if (km < best_km) {
      best_km = km;
      best = &region;
    }
  }
  return best;
}

double distance_km(double lat_a, double lon_a, double lat_b, double lon_b) {
  constexpr double earth_radius_km = 6371.0088;
  constexpr double radians = std::numbers::pi / 180;
  const double half_lat = std::sin((lat_b - lat_a) * radians / 2);
  const double half_lon = std::sin((lon_b - lon_a) * radians / 2);
  const double h = half_lat * half_lat + std::cos(lat_a * radians) * std::cos(lat_b * radians) * half_lon * half_lon;
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, h)));
}

double distance_km(const Region& a, const Region& b) { return distance_km(a.lat, a.lon, b.lat, b.lon); }

double distance_km(const Region& region, Place place) { return distance_km(region.lat, region.lon, place.lat, place.lon); }

bool may_lie_in(const Region& region, Place place) {
  constexpr double reach_km = 5;
  return distance_km(region, place) <= reach_km;
}

}  // namespace opak::law
