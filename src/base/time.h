// Moments and days.
//
// A Moment is a point in time, in milliseconds since 1970-01-01T00:00Z. A Day is a date on the wall in Jakarta
// (UTC+7, no summer time). Deciding code gets both as arguments and never asks a clock.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace opak {

struct Moment {
  std::int64_t ms = 0;
  auto operator<=>(const Moment&) const = default;
};

inline Moment operator+(Moment at, std::int64_t plus_ms) { return {at.ms + plus_ms}; }
inline std::int64_t operator-(Moment later, Moment earlier) { return later.ms - earlier.ms; }

constexpr std::int64_t seconds(std::int64_t n) { return n * 1000; }
constexpr std::int64_t minutes(std::int64_t n) { return n * 60'000; }
constexpr std::int64_t hours(std::int64_t n) { return n * 3'600'000; }
constexpr std::int64_t days(std::int64_t n) { return n * 86'400'000; }

struct Day {
  std::int32_t number = 0;  // Days since 1970-01-01; 1970-01-01 was a Thursday.
  auto operator<=>(const Day&) const = default;
};

inline Day operator+(Day day, int plus_days) { return {day.number + plus_days}; }
inline int operator-(Day later, Day earlier) { return later.number - earlier.number; }

struct Date {
  int year = 1970;
  int month = 1;  // 1 to 12.
  int day = 1;    // 1 to 31.
  bool operator==(const Date&) const = default;
};

struct WallTime {
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Day> day_of(int year, int month, int day);  // None if there is no such date.
Date date_of(Day day);
int weekday(Day day);  // 1 = Monday ... 7 = Sunday (ISO 8601).

Day day_in_jakarta(Moment at);
WallTime time_in_jakarta(Moment at);
Moment moment_in_jakarta(Day day, int hour, int minute = 0, int second = 0);

std::string iso_day(Day day);                                // 2026-11-23
std::optional<Day> parse_iso_day(std::string_view text);     // Exactly that form.
std::string iso_moment(Moment at);                           // 2026-11-23T01:31:00.000Z
std::optional<Moment> parse_iso_moment(std::string_view text);  // That form, milliseconds optional.

}  // namespace opak
