#include "base/time.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace opak {
namespace {

constexpr std::int64_t jakarta_offset_ms = 7 * 3'600'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const auto q = a / b;
  return a % b < 0 ? q - 1 : q;
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (char c : text)
    if (c < '0' || c > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Day> day_of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

Date date_of(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day.number))};
  return {int(date.year()), static_cast<int>(unsigned(date.month())), static_cast<int>(unsigned(date.day()))};
}

int weekday(Day day) {
  const int index = static_cast<int>(floor_div(day.number + 3, 7));
  return day.number + 3 - index * 7 + 1;
}

Day day_in_jakarta(Moment at) { return {static_cast<std::int32_t>(floor_div(at.ms + jakarta_offset_ms, 86'400'000))}; }

WallTime time_in_jakarta(Moment at) {
  const auto local = at.ms + jakarta_offset_ms;
  const auto in_day = (local - floor_div(local, 86'400'000) * 86'400'000) / 1000;
  return {static_cast<int>(in_day / 3600), static_cast<int>(in_day / 60 % 60), static_cast<int>(in_day % 60)};
}

Moment moment_in_jakarta(Day day, int hour, int minute, int second) {
  return {std::int64_t{day.number} * 86'400'000 + hours(hour) + minutes(minute) + seconds(second) - jakarta_offset_ms};
}

std::string iso_day(Day day) {
  const auto date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

std::optional<Day> parse_iso_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return day_of(*year, *month, *day);
}

std::string iso_moment(Moment at) {
  const Day day{static_cast<std::int32_t>(floor_div(at.ms, 86'400'000))};
  const auto in_day = at.ms - std::int64_t{day.number} * 86'400'000;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", iso_day(day), in_day / 3'600'000, in_day / 60'000 % 60,
                     in_day / 1000 % 60, in_day % 1000);
}

std::optional<Moment> parse_iso_moment(std::string_view text) {
  if ((text.size() != 24 && text.size() != 20) || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
  const auto day = parse_iso_day(text.substr(0, 10));
  const auto hour = digits(text.substr(11, 2)), minute = digits(text.substr(14, 2)), second = digits(text.substr(17, 2));
  if (!day || !hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  int ms = 0;
  if (text.size() == 24) {
    const auto parsed = digits(text.substr(20, 3));
    if (text[19] != '.' || !parsed) return std::nullopt;
    ms = *parsed;
  }
  return Moment{std::int64_t{day->number} * 86'400'000 + hours(*hour) + minutes(*minute) + seconds(*second) + ms};
}

}  // namespace opak
