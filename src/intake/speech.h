// Which language a message is written in, where it is surely one of the two we answer in beside Indonesian.
#pragma once

#include <string_view>

namespace opak::intake {

// "su" Sundanese, "jv" Jawa Serang; "" Indonesian, or too little to tell. By words that Indonesian does not have: two different ones at
// least, and none of the other language. Right for how many: docs/understanding.md.
std::string_view speech_of(std::string_view text);

}  // namespace opak::intake
