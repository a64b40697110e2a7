#include "law/place.h"

#include <array>
#include <charconv>
#include <cmath>

namespace opak::law {
namespace {

constexpr std::size_t letters_max = 40;
constexpr int decimals = 5;

bool read_degrees(std::string_view text, double most, double& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, std::chars_format::fixed);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(out) && std::abs(out) <= most;
}

std::string degrees(double value) {
  std::array<char, letters_max> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return error == std::errc() ? std::string(text.data(), end) : std::string();
}

}  // namespace

std::optional<Place> parse_place(std::string_view text) {
  const auto comma = text.find(',');
  Place place;
  if (comma == text.npos || text.size() > letters_max || !read_degrees(text.substr(0, comma), 90, place.lat) || !read_degrees(text.substr(comma + 1), 180, place.lon)) return std::nullopt;
  return place;
}

std::string place_words(Place place) { return degrees(place.lat) + "," + degrees(place.lon); }

}  // namespace opak::law
