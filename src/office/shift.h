// The break of a courier's shift: at midday, and on Fridays for the prayer, as the city's settings say.
#pragma once

#include <optional>

#include "office/deliver.h"

namespace opak::office {

// Minutes of the day. It begins anywhere from `from` to `latest`.
struct ShiftBreak {
  int from = 0, latest = 0, minutes = 0;
  bool operator==(const ShiftBreak&) const = default;
};

// None: the city has none, or the shift is over before it or begins behind it. Who is back by `latest` needs none.
std::optional<ShiftBreak> break_of(const catalogue::City& city, Day day, int leaves_at, int back_by);
// A shift that would end within the Friday prayer ends before it.
int back_by_on(const catalogue::City& city, Day day, int back_by);

// As set_run(). But a run of today whose hour of leaving is over is asked back: what residents would be told of it was over before they read it.
Later<Answer> set_run_in_time(Office&, SetRun, const Asked&);

}  // namespace opak::office
