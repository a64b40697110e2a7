// The one function everybody plans with, and the planners behind it. Whatever planned, the checker rides the plan before anybody sees it.
#pragma once

#include <string>

#include "base/world.h"
#include "routing/checker.h"
#include "routing/servers.h"
#include "routing/solver.h"
#include "routing/why_not.h"

namespace opak::routing {

struct Planned {
  Plan plan;
  Timetable timetable;
  std::vector<WhyNot> why_not;
  bool is_from_server = false;
  std::string server_failed = {};  // Why a configured server's plan was not used: for the operator.
};

// Asks the server where one is configured; its plan is used if the checker finds no fault, else
// our own solver plans. Failure: our own plan has a fault, which is a bug and never used.
Result<Planned> plan_day(const Wish& wish, const Limits& limits, Outgoing* outgoing = nullptr, const VroomServerSettings& server = {});

}  // namespace opak::routing
