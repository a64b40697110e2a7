// What a desk answers: the entries that follow from a wish, or a refusal. Desks are pure: no clock, disk, network,
// randomness or personal data; the same state, wish and moment always give the same answer.
#pragma once

#include <variant>
#include <vector>

#include "base/result.h"

namespace opak::core {

template <class Entry>
using Decision = std::variant<std::vector<Entry>, Refusal>;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

// "officer/S-0007" names a member of staff, "resident" the applicant, "system" the program itself.
inline bool is_officer(std::string_view actor) { return actor.starts_with("officer/"); }

}  // namespace opak::core
