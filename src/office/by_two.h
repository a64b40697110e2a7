// Acts of two officers, one right after the other: for tests, benchmarks and the example city.
#pragma once

#include "office/deliver.h"
#include "office/print.h"

namespace opak::office {

// `first` asked; `second` confirms it. What the first was told, where that was no.
inline Later<Answer> by_two(Office& office, const Later<Answer>& first, const Asked& second) {
  const auto* asked = done(first.wait());
  return asked == nullptr ? first : confirm_stock(office, {asked->word("ask")}, second);
}

// The evening's count of a bag: `first` counts, `second` closes the run.
inline Later<Answer> close_by_two(Office& office, const CountRun& count, const Asked& first, const Asked& second) {
  const auto counted = count_run(office, count, first);
  return done(counted.wait()) == nullptr ? counted : close_run(office, {count.run}, second);
}

}  // namespace opak::office
