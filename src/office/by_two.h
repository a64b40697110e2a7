// An act of the blangko desk by two officers, one right after the other: for tests, benchmarks and the example city.
#pragma once

#include "office/print.h"

namespace opak::office {

// `first` asked; `second` confirms it. What the first was told, where that was no.
inline Later<Answer> by_two(Office& office, const Later<Answer>& first, const Asked& second) {
  const auto* asked = done(first.wait());
  return asked == nullptr ? first : confirm_stock(office, {asked->word("ask")}, second);
}

}  // namespace opak::office
