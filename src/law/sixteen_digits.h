// What a NIK and a No. KK have in common: sixteen digits of which the first six name a region, and the ways in which
// people's typing misses that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace opak::law {

// The refusal for a text that is not exactly 16 ASCII digits, or none. `what` is "nik" or "kk": the keys are
// law.<what>_empty, _wide_digits, _sign, _letters, _spaces, _other_characters and _length.
std::optional<Refusal> not_sixteen_digits(std::string_view text, std::string_view what);

// The text with spaces, dots, dashes and invisible marks taken out, full-width digits made plain and O, I and l read as
// 0, 1 and 1; only if 16 digits come of it and the text was something else. Never used in place of the text: asked as
// "Maksud Ibu/Bapak ...?".
std::optional<std::string> sixteen_digits_meant(std::string_view text);

// Two digits of `digits` as a number. REQUIRES: digits there.
inline int two_digits(std::string_view digits, std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); }

// Provinces as the registry numbers them. Codes never end: a person keeps the code of a province that is no more.
enum class Standing { known, retired, unknown };
Standing province_standing(int province);

// Refuses what no region ever had: provinces start at 11, regencies and districts at 01 (PP 37/2007 art. 37).
std::optional<Refusal> impossible_region(std::string_view digits, std::string_view what);

}  // namespace opak::law
