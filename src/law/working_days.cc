#include "law/working_days.h"

#include <algorithm>

#include "base/result.h"

namespace opak::law {
namespace {

// Keppres 251/1967 (1 January, 17 August, 25 December), Keppres 24/2013 (1 May), Keppres 24/2016 (1 June).
bool is_fixed_holiday(Day day) {
  static constexpr std::array<std::pair<int, int>, 5> fixed = {{{1, 1}, {5, 1}, {6, 1}, {8, 17}, {12, 25}}};
  const auto date = date_of(day);
  return std::find(fixed.begin(), fixed.end(), std::pair(date.month, date.day)) != fixed.end();
}

int minutes_into_day(Moment at) {
  const auto time = time_in_jakarta(at);
  return time.hour * 60 + time.minute;
}

}  // namespace

OfficeHours hours_monday_to_friday(OpenHours hours) {
  OfficeHours week;
  for (int day = 1; day <= 5; ++day) week[static_cast<std::size_t>(day)] = hours;
  return week;
}

Calendar::Calendar(std::vector<HolidayYear> years, OfficeHours hours) : hours_(hours) {
  for (auto& year : years) {
    for (const auto& holiday : year.days) off_.emplace(holiday.day, holiday);
    years_.emplace(year.year, std::move(year));
  }
}

bool Calendar::knows(int year) const { return years_.contains(year); }

const HolidayYear* Calendar::find_year(int year) const {
  const auto at = years_.find(year);
  return at == years_.end() ? nullptr : &at->second;
}

const Holiday* Calendar::find_holiday(Day day) const {
  const auto at = off_.find(day);
  return at == off_.end() ? nullptr : &at->second;
}

// Perpres 21/2023: state offices work Monday to Friday.
bool Calendar::is_working_day(Day day) const {
  if (weekday(day) > 5) return false;
  if (find_holiday(day) != nullptr) return false;
  return knows(date_of(day).year) || !is_fixed_holiday(day);
}

Day Calendar::working_day_from(Day day) const {
  while (!is_working_day(day)) day = day + 1;
  return day;
}

Day Calendar::next_working_day(Day day) const { return working_day_from(day + 1); }

Day Calendar::add_working_days(Day start, int n) const {
  ensure(n >= 0, "working days are counted forwards");
  for (; n > 0; --n) start = next_working_day(start);
  return start;
}

int Calendar::working_days_between(Day from, Day to) const {
  int count = 0;
  for (Day day = from + 1; day <= to; day = day + 1) count += is_working_day(day) ? 1 : 0;
  return count;
}

int Calendar::working_days_in_month(int year, int month) const {
  int count = 0;
  for (int day = 1; day <= 31; ++day)
    if (const auto there = day_of(year, month, day); there && is_working_day(*there)) ++count;
  return count;
}

std::optional<OpenHours> Calendar::hours_on(Day day) const {
  return is_working_day(day) ? hours_[static_cast<std::size_t>(weekday(day))] : std::nullopt;
}

bool Calendar::is_open(Moment at) const {
  const auto hours = hours_on(day_in_jakarta(at));
  const int minute = minutes_into_day(at);
  return hours && minute >= hours->opens && minute < hours->closes;
}

Day Calendar::day_of_receipt(Moment at) const {
  const Day day = day_in_jakarta(at);
  const auto hours = hours_on(day);
  if (hours && minutes_into_day(at) < hours->closes) return day;
  return next_working_day(day);
}

}  // namespace opak::law
