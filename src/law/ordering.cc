#include "law/ordering.h"

#include <array>

namespace opak::law {
namespace {

// 2022-11-15: letter of the Director-General of Dukcapil on blangko and suket, as offices published it, with the practice of the
// waiting lists: new 17-year-olds before replacements, first come first served within each.
constexpr std::array<PrintOrderRule, 1> rules = {{
    {Day{19'311}, "law.print_order.first_cards_then_entry", "Ditjen Dukcapil, 15 November 2022"},
}};

}  // namespace

const PrintOrderRule& print_order_rule(Day day) {
  const PrintOrderRule* holds = &rules.front();  // Nothing was recorded here before the first rule.
  for (const auto& rule : rules)
    if (rule.valid_from <= day) holds = &rule;
  return *holds;
}

// One rule so far, so the day only says under which rule the question stands.
bool prints_before(const PrintPlace& a, const PrintPlace& b, Day) { return a < b; }

}  // namespace opak::law
