// A point on the ground as people's phones tell it (WGS 84, degrees), and the one way it is written here: "-6.12010,106.15020".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace opak::law {

struct Place {
  double lat = 0, lon = 0;  // -90..90, -180..180
  bool operator==(const Place&) const = default;
};

// Five decimals: about a metre. Reads only what place_words() writes, and also fewer or more decimals.
std::optional<Place> parse_place(std::string_view text);
std::string place_words(Place place);

// What somebody pastes for a point: a link of a map (Google, Apple, OpenStreetMap), a geo: link, or the two numbers. A short link that only the
// map's own server can follow is none.
std::optional<Place> find_place(std::string_view pasted);

}  // namespace opak::law
