// Variables in a ready reply: words between braces that stand for something of the talk.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace opak::intake {

inline constexpr std::array<std::string_view, 6> canned_variables{"nama", "nomor", "hari", "layanan", "kantor", "jam_buka"};

// The first word in braces that is no variable of ours; "" if all are. A brace that stands alone is a word like any other.
std::string unknown_variable_in(std::string_view words);
// The first variable that still stands there unfilled, with its braces; "" if none.
std::string variable_left_in(std::string_view words);
// For a list to choose from: "…" where a variable will stand.
std::string without_variables(std::string_view words);

using VariableValues = std::map<std::string, std::string, std::less<>>;
// What has no value, or an empty one, stays as it stands.
std::string with_variables(std::string_view words, const VariableValues& values);

}  // namespace opak::intake
