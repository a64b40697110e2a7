// Why a stop is not in the plan: the rule that binds, and the smallest change that would let it in. Codes and numbers; who reads them to
// people finds the sentences.
#pragma once

#include <string_view>
#include <vector>

#include "routing/problem.h"

namespace opak::routing {

enum class Binds {
  no_vehicle,      // There is none.
  skills,          // No vehicle has them.
  load,            // Every vehicle that may come is full, or too small.
  jobs_max,        // Every vehicle that may come has as many stops as it may have.
  unreachable,     // Not even an empty vehicle comes in time and back before its shift ends.
  window,          // The stop's windows are taken up where the tours are near.
  shift,           // A tour with it ends after its shift.
  not_worth,       // It fits, but costs more than its prize.
  fits             // It fits now.
};
std::string_view word_of(Binds binds);

struct WhyNot {
  int job = 0;
  Binds binds = Binds::no_vehicle;
  int vehicle = -1;        // Where the smallest change would do. -1: nowhere.
  int position = -1;       // Before which of its calls.
  Seconds seconds = 0;     // window: so much later may the windows on the way end; shift: so much longer.
  std::int64_t load = 0;   // So much more room.
  Price more = 0;          // not_worth: so much more of a prize.
};

std::vector<WhyNot> why_not(const Wish& wish, const Plan& plan);

}  // namespace opak::routing
