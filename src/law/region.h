// The city's kelurahan and their kecamatan, and finding one from what a person writes.
//
// Names are not unique: "Sukawana" is two kelurahan, "Curug" is a kelurahan and a kecamatan. A code ("36.73.01.1008") is.
// The points are middles of simplified outlines: good for a rough way and a distance, no house and no legal border.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "law/place.h"

namespace opak::law {

struct Region {
  std::string code;  // Kepmendagri 300.2.2-2430/2025: PP.KK.CC.VVVV.
  std::string kecamatan;
  std::string kelurahan;
  double lat = 0;
  double lon = 0;
  int tile_col = 0;  // Place on the tile map.
  int tile_row = 0;
  bool operator==(const Region&) const = default;
};

class Regions {
 public:
  Regions() = default;
  explicit Regions(std::vector<Region> regions);

  const std::vector<Region>& all() const { return regions_; }
  const Region* by_code(std::string_view code) const;  // Null if there is none.
  std::vector<const Region*> in_kecamatan(std::string_view kecamatan) const;
  std::vector<std::string> kecamatan() const;  // In the order of their codes.

  // Candidates, best first. Reads a code, "Sukawana", "kel. sukawana kec curug", "Warungjaud", "Trondol", and the first
  // letters of a name. The name of a kecamatan gives its namesake first and then its other kelurahan.
  std::vector<const Region*> find(std::string_view text) const;

  // Whether the answer to `text` must be asked back: nothing or more than one found, a guess at the spelling, or a word
  // that also names something larger (a city, a province, a neighbour's kecamatan).
  bool must_ask(std::string_view text) const;

  // The one whose point is nearest; null in an empty city.
  const Region* nearest(double lat, double lon) const;

 private:
  struct Words {
    std::string kelurahan;
    std::string kecamatan;
  };
  std::vector<const Region*> find_named(const std::string& letters) const;
  std::vector<const Region*> find_nearly(const std::string& letters) const;
  std::vector<const Region*> find_beginning(const std::string& letters) const;

  std::vector<Region> regions_;
  std::vector<Words> words_;  // Letters only, one for each region.
};

double distance_km(double lat_a, double lon_a, double lat_b, double lon_b);  // Along the great circle.
double distance_km(const Region& a, const Region& b);
double distance_km(const Region& region, Place place);
bool may_lie_in(const Region& region, Place place);  // So near to its middle; the outlines themselves are not known here.

}  // namespace opak::law
