// Working days: when the office works, and the day a promise of "n working days" falls on.
//
// Counting, chosen and published: the day of receipt is day 0; a working day is Monday to Friday, no national holiday and no
// joint leave (cuti bersama); what comes after closing, or on a day off, is received on the next working day.
// The lists are decided year by year (SKB of three ministers), so each carries its source and version. For a year whose
// list is not out yet the answer is an honest guess: weekends and the national holidays with a fixed date are off, and knows()
// says no.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace opak::law {

enum class DayOff { national, joint_leave, local };

struct Holiday {
  Day day;
  std::string name;
  DayOff kind = DayOff::national;
};

struct HolidayYear {
  int year = 0;
  std::string source;   // "SKB 1497/2025, 2/2025, 5/2025 (19 September 2025)".
  std::string version;  // Of our list: "2025-09-19". Joint leave can be added within the year.
  std::vector<Holiday> days;
};

// Minutes since midnight.
struct OpenHours {
  int opens = 0;
  int closes = 0;
};

// What Perpres 21/2023 leaves to the city: hours of each weekday, 1 = Monday ... 7 = Sunday; none: closed.
using OfficeHours = std::array<std::optional<OpenHours>, 8>;
OfficeHours hours_monday_to_friday(OpenHours hours);

class Calendar {
 public:
  Calendar() : Calendar({}, hours_monday_to_friday({8 * 60, 15 * 60})) {}
  Calendar(std::vector<HolidayYear> years, OfficeHours hours);

  bool knows(int year) const;
  const HolidayYear* find_year(int year) const;
  const Holiday* find_holiday(Day day) const;  // Null on other days, and in years it does not know.

  bool is_working_day(Day day) const;
  Day next_working_day(Day day) const;           // After that day.
  Day working_day_from(Day day) const;           // That day itself, or the next working day.
  Day add_working_days(Day start, int n) const;  // Day 0 is `start`. REQUIRES: n >= 0.
  int working_days_between(Day from, Day to) const;  // Working days after `from` up to and with `to`; 0 if not later.
  int working_days_in_month(int year, int month) const;

  bool is_open(Moment at) const;
  Day day_of_receipt(Moment at) const;
  std::optional<OpenHours> hours_on(Day day) const;  // None on days off.
  const OfficeHours& office_hours() const { return hours_; }

 private:
  std::map<int, HolidayYear> years_;
  std::map<Day, Holiday> off_;
  OfficeHours hours_;
};

}  // namespace opak::law
