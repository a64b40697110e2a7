// How alike two pieces of writing are, where people and registers write the same thing differently.
#pragma once

#include <string_view>

namespace opak::registry {

enum class Likeness { same, similar, differs };

// Capitals, spaces, dots and apostrophes do not count; titles (H., Hj., Drs.) neither. Similar: a letter or two apart, a
// short form of a word ("M. Ridwan", "Moch. Ridwan"), or the words in another order.
Likeness names_alike(std::string_view a, std::string_view b);

// "Jl. Mawar No. 007" and "jalan mawar 7" are the same; another house number never is.
Likeness streets_alike(std::string_view a, std::string_view b);

// Sixteen digits: similar if one digit is wrong or two are swapped.
Likeness numbers_alike(std::string_view a, std::string_view b);

}  // namespace opak::registry
