// A day that has begun: a stop more, or a courier less.
#pragma once

#include <optional>

#include "routing/planner.h"

namespace opak::routing {

// The same wish, beginning with this plan.
Wish with_plan(Wish wish, const Plan& plan);

// The cheapest place for a stop that is not in the plan, where no rule breaks and at most `moved_max` announced arrivals move by more than
// the slack; everything else keeps its order. None: it fits nowhere like that; why_not() says why.
std::optional<Plan> insert_stop(const Wish& wish, const Plan& plan, int job, int moved_max = 2);

// The vehicle goes home: its stops go to the others, who keep theirs as far as that is cheaper. What it has done already must have left
// the wish before.
Result<Planned> plan_without(const Wish& wish, const Plan& plan, int vehicle, Limits limits);

}  // namespace opak::routing
