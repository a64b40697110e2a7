// Use cases one after another: the next begins when the one before is done; a refusal or failure ends the chain.
#pragma once

#include <functional>
#include <utility>

#include "office/office.h"

namespace opak::intake {

inline Later<office::Answer> and_then(const Later<office::Answer>& first, std::function<Later<office::Answer>(const office::Done&)> next) {
  Later<office::Answer> result;
  first.when_ready([result, next = std::move(next)](const office::Answer& answer) {
    const auto* done = office::done(answer);
    if (done == nullptr) return result.answer(answer);
    next(*done).when_ready([result](const office::Answer& last) { result.answer(last); });
  });
  return result;
}

// The key of one part of a chain; acts without a key stay without.
inline office::Asked part_of(const office::Asked& asked, const char* part) {
  auto own = asked;
  if (!own.key.empty()) own.key += std::string("/") + part;
  return own;
}

}  // namespace opak::intake
