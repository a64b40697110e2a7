// A street as a courier can find it.
//
// A kampung house has no number and often no street, so nothing is refused. What names no place at all ("rumah", "di sini")
// is a doubt: the one who typed it is asked once more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opak::law {

// Sentence keys, "law.doubt.street_...": street_names_nothing.
std::vector<std::string> street_doubts(std::string_view street);

}  // namespace opak::law
