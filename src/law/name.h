// People's names, as they are.
//
// A name is kept byte for byte and never "cleaned". Permendagri 73/2022 asks for two words, Latin letters and at most 60
// characters of names that are newly registered; people who have another name have it by right. So only what cannot be
// kept or shown is refused, and what is merely unusual is a doubt for the verifier.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace opak::law {

// Three times what a new name may have, and more than any line of the register.
constexpr std::size_t name_letters_max = 200;

// law.name_empty, law.name_not_text (not UTF-8), law.name_control (a control character or a line break), law.name_too_long.
std::optional<Refusal> check_name(std::string_view name);

// Sentence keys, "law.doubt.name_...": name_over_60, name_one_word, name_not_letters, name_no_letters (nothing but digits and marks).
std::vector<std::string> name_doubts(std::string_view name);

// The form under which a name is found again, however it was typed: capitals, one space between words, no dots or apostrophes.
// "Siti  Nur'aini, S.Pd." and "SITI NURAINI SPD" meet. "" where nothing is left.
std::string name_to_find(std::string_view name);

}  // namespace opak::law
