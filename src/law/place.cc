#include "law/place.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t after_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  return at;
}

// A number of degrees at `at`, which then stands behind it.
std::optional<double> number_at(std::string_view text, std::size_t& at) {
  auto end = at;
  if (end < text.size() && text[end] == '-') ++end;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
  double value = 0;
  if (!read_degrees(text.substr(at, end - at), 180, value)) return std::nullopt;
  at = end;
  return value;
}

std::optional<Place> pair_at(std::string_view text, std::size_t at, std::string_view between) {
  at = after_spaces(text, at);
  const auto first = number_at(text, at);
  if (!first) return std::nullopt;
  const auto behind = at;
  at = after_spaces(text, at);
  if (text.substr(at, between.size()) == between) at = after_spaces(text, at + between.size());
  else if (between != "," || at == behind) return std::nullopt;  // Two numbers with a space between them are a pair, too.
  const auto second = number_at(text, at);
  if (!second) return std::nullopt;
  Place place{*first, *second};
  if (std::abs(place.lat) > 90) std::swap(place.lat, place.lon);  // Some write the longitude first.
  constexpr double nothing = 1e-5;
  if (std::abs(place.lat) > 90 || (std::abs(place.lat) < nothing && std::abs(place.lon) < nothing)) return std::nullopt;  // geo:0,0?q=... says nothing with its zeros.
  return place;
}

// Commas and spaces as a link carries them.
std::string unwrapped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto code = text.substr(i, 3);
    const bool is_comma = code == "%2C" || code == "%2c", is_space = code == "%20";
    plain.push_back(is_comma ? ',' : is_space || text[i] == '+' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r' ? ' ' : text[i]);
    if (is_comma || is_space) i += 2;
  }
  return plain;
}

struct Mark { std::string_view before, between; };
// The surest first: the point itself, what was asked for, the middle of the map that was shown.
constexpr std::array<Mark, 12> marks{{{"!3d", "!4d"}, {"mlat=", "&mlon="}, {"q=", ","}, {"query=", ","}, {"ll=", ","}, {"destination=", ","}, {"daddr=", ","}, {"geo:", ","}, {"/search/", ","}, {"/place/", ","}, {"center=", ","}, {"@", ","}}};

}  // namespace

std::optional<Place> find_place(std::string_view pasted) {
  constexpr std::size_t longest = 2'000;
  if (pasted.size() > longest) return std::nullopt;
  const auto text = unwrapped(pasted);
  for (const auto& mark : marks)
    for (auto at = text.find(mark.before); at != text.npos; at = text.find(mark.before, at + 1))
      if (const auto place = pair_at(text, at + mark.before.size(), mark.between)) return place;
  const auto begins = text.find_first_not_of(" (");
  return begins == text.npos ? std::nullopt : pair_at(text, begins, ",");
}

std::optional<Place> parse_place(std::string_view text) {
  const auto comma = text.find(',');
  Place place;
  if (comma == text.npos || text.size() > letters_max || !read_degrees(text.substr(0, comma), 90, place.lat) || !read_degrees(text.substr(comma + 1), 180, place.lon)) return std::nullopt;
  return place;
}

std::string place_words(Place place) { return degrees(place.lat) + "," + degrees(place.lon); }

}  // namespace opak::law
