// TOML has letters beyond ASCII only within quotes and comments. toml++ 3.3 is wrong about many of those that stand elsewhere (it
// claims that its own code cannot get there), so they are found before it reads the file.
#pragma once

#include <optional>
#include <string_view>

namespace opak::catalogue {

// The first line (from 1) with such a letter outside; none: toml++ may read the text.
std::optional<int> strange_letter_outside_quotes(std::string_view text);

}  // namespace opak::catalogue
