// VROOM's JSON, in and out: https://github.com/VROOM-Project/vroom/blob/master/docs/API.md
//
// What is read: jobs, vehicles with breaks and steps, matrices of one profile. What we do not plan (shipments, several profiles, speed
// factors) is refused, never left out in silence; keys nobody knows are ignored. Our own keys begin with x_:
//
//   job      x_prize, x_promised [from, to], x_preferred [from, to], x_announced {vehicle, arrival}, x_zone (a number)
//   vehicle  x_carried (seconds ridden in days before), x_locked [ids of jobs under way, in order]
//   top      x_prices {promised_late, preferred_late, announced_late, announced_slack, other_vehicle, zone_change, balance}
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "routing/checker.h"
#include "routing/problem.h"
#include "routing/why_not.h"

namespace opak::routing {

// A Failure names the place: "jobs[3].id must be a whole number".
Result<Wish> read_wish(std::string_view text);

// What a VROOM server answered, for this wish: the order of its calls counts, nothing else is believed.
Result<Plan> read_answer(const Wish& wish, std::string_view text);

// As VROOM answers: code, summary, unassigned, routes with steps and violations.
Json write_answer(const Wish& wish, const Plan& plan, const Timetable& timetable, const std::vector<WhyNot>& why_not, std::int64_t solving_ms);
// As VROOM is asked. Our own keys are left out; what only they say is not known there.
std::string write_wish(const Wish& wish);

}  // namespace opak::routing
