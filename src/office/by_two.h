// Acts of two officers, one right after the other: for tests, benchmarks and the example city.
#pragma once

#include "office/deliver.h"
#include "office/print.h"
#include "views/boards.h"

namespace opak::office {

// `first` asked; `second` confirms it. What the first was told, where that was no.
inline Later<Answer> by_two(Office& office, const Later<Answer>& first, const Asked& second) {
  const auto* asked = done(first.wait());
  return asked == nullptr ? first : confirm_stock(office, {asked->word("ask")}, second);
}

// The evening's count of a bag: `first` counts, with all the old cards that were taken; `second` closes the run.
inline Later<Answer> close_by_two(Office& office, CountRun count, const Asked& first, const Asked& second) {
  if (const auto run = views::Boards(office.reader()).find_run(count.run)) count.old_cards = run->state.old_cards;
  const auto counted = count_run(office, count, first);
  return done(counted.wait()) == nullptr ? counted : close_run(office, {count.run}, second);
}

}  // namespace opak::office
