// A proposal for a day's delivery: who drives where in which order, and why somebody's card stays. Nothing is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "office/timetable.h"

namespace opak::office {

constexpr routing::Price balance_price_squared_hour = 240;  // Seconds of driving: what evens out the couriers' hours, of the day and of the days before.

struct DayWish {
  std::vector<std::string> couriers;
  int stops_max = 30;               // Of one courier.
  int from_hour = 9, to_hour = 12;  // Leaves, and is back.
  Day day = {};                     // Its weekday says which break the shift has; none: no break. Who plans for today after the hour leaves now.
};
struct ProposedStop { std::string parcel, application, region; };
struct ProposedRun { std::string courier; std::vector<ProposedStop> stops; RideTimes times = {}; };  // times: as ridden by the checker.
// `why`: the word of the rule that binds (routing/why_not.h), `minutes`: by how much the hours are too short, 0 where they are not the reason.
struct StaysHere { std::string parcel, application, why; int minutes = 0; };
struct Proposal {
  std::vector<ProposedRun> runs;  // One a courier, in the wish's order.
  std::vector<StaysHere> stays;
  bool map_failed = false, vroom_failed = false;  // A server that is set was not used; we reckoned and planned ourselves.
};

// Plans for at most so long, on the calling thread; the same boards give the same proposal as long as that is enough. Cards that have waited
// longer, and second attempts, go first where not all fit. Failure: a fault of the planner's own, which is a bug.
Result<Proposal> propose_day(Office&, store::Database& reader, const DayWish&, double seconds = 1);

}  // namespace opak::office
