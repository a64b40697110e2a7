#include "office/shift.h"

#include <algorithm>

namespace opak::office {
namespace {

constexpr int friday = 5, earlier = 15;  // Nobody stands at a door until the call to prayer.

// A setting of hours and minutes ("1130"), as a minute of the day; 0: not set.
int minute_in(const catalogue::City& city, std::string_view word) {
  const auto found = city.settings.find(word);
  return found == city.settings.end() ? 0 : found->second / 100 * 60 + found->second % 100;
}
int number_in(const catalogue::City& city, std::string_view word) {
  const auto found = city.settings.find(word);
  return found == city.settings.end() ? 0 : found->second;
}

struct Prayer { int from = 0, to = 0; };
std::optional<Prayer> prayer_on(const catalogue::City& city, Day day) {
  const Prayer prayer{minute_in(city, "friday_prayer_from"), minute_in(city, "friday_prayer_to")};
  if (day == Day{} || weekday(day) != friday || prayer.from <= 0 || prayer.to <= prayer.from) return std::nullopt;
  return prayer;
}

}  // namespace

std::optional<ShiftBreak> break_of(const catalogue::City& city, Day day, int leaves_at, int back_by) {
  if (day == Day{}) return std::nullopt;
  ShiftBreak pause;
  if (const auto prayer = prayer_on(city, day)) {
    pause = {prayer->from - earlier, prayer->from, prayer->to - prayer->from};
    if (leaves_at > prayer->from && leaves_at < prayer->to) pause = {leaves_at, leaves_at, prayer->to - leaves_at};  // It begins with the rest of it.
  } else {
    pause = {minute_in(city, "courier_break_from"), minute_in(city, "courier_break_to"), number_in(city, "courier_break_minutes")};
    pause.latest -= pause.minutes;
  }
  if (pause.minutes <= 0 || pause.latest < pause.from) return std::nullopt;
  pause.from = std::max(pause.from, leaves_at);
  if (pause.from > pause.latest || back_by <= pause.latest) return std::nullopt;
  return pause;
}

Later<Answer> set_run_in_time(Office& office, SetRun wish, const Asked& asked) {
  const auto now = office.now();
  if (wish.day == day_in_jakarta(now) && wish.from_hour < time_in_jakarta(now).hour) return Later<Answer>::ready(Refusal{"office.run_hours_began", {{"jam", std::to_string(wish.from_hour)}}});
  return set_run(office, std::move(wish), asked);
}

int back_by_on(const catalogue::City& city, Day day, int back_by) {
  const auto prayer = prayer_on(city, day);
  return prayer && back_by > prayer->from && back_by < prayer->to ? prayer->from : back_by;
}

}  // namespace opak::office
