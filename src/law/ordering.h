// Who gets the next blangko when there are not enough for all who are print-ready.
//
// A pure comparison, so that the print list, the public log and anyone who checks put the same people in the same order.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace opak::law {

enum class CardKind { first, replacement };

struct PrintPlace {
  CardKind kind = CardKind::replacement;
  std::int64_t entered = 0;  // The place in the journal where the application became complete: later is larger.
  auto operator<=>(const PrintPlace&) const = default;
};

// A rule holds from its day on; none is ever taken out, so that an old order can be checked under its own rule.
struct PrintOrderRule {
  Day valid_from;
  std::string_view rule;    // Sentence key.
  std::string_view source;
};

const PrintOrderRule& print_order_rule(Day day);

// First cards before replacements (who holds no card at all comes first), then the order of entry.
bool prints_before(const PrintPlace& a, const PrintPlace& b, Day day);

}  // namespace opak::law
