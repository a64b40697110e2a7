// Words that mean much the same to an office: "patah", "sobek", "ngelotok" are all a broken card.
//
// A model that saw "patah" a hundred times and "ngelotok" once learns from the family what the word alone could not tell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace opak::intake {

// The families met in the words of plain_words, each once, in a fixed order.
std::vector<std::string_view> families_of(const std::vector<std::string>& words);

}  // namespace opak::intake
