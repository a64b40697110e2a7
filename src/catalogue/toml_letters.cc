#include "catalogue/toml_letters.h"

namespace opak::catalogue {
namespace {

enum class In { nothing, comment, quotes, long_quotes };

// How a piece of text that is quoted goes on: from behind the opening quotes.
struct Quotes {
  char mark = '"';
  bool trims = false;  // Behind a backslash at a line's end: white space is passed over, and the next letter is looked at.
};

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

std::optional<int> strange_letter_outside_quotes(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  In in = In::nothing;
  Quotes quotes;
  int line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      ++line;
      if (in != In::long_quotes) in = In::nothing;
      continue;
    }
    const bool is_strange = static_cast<unsigned char>(c) >= 0x80;
    if (in == In::comment) continue;
    if (in == In::nothing) {
      if (is_strange) return line;
      if (c == '#') in = In::comment;
      if (c != '"' && c != '\'') continue;
      const bool is_long = text.substr(at, 3) == std::string_view(c == '"' ? "\"\"\"" : "'''");
      quotes = {c, false};
      in = is_long ? In::long_quotes : In::quotes;
      if (is_long) at += 2;
      continue;
    }
    if (quotes.trims && !is_white(c)) {
      if (is_strange) return line;
      quotes.trims = false;
    }
    if (quotes.mark == '"' && c == '\\') {
      const auto next = at + 1 < text.size() ? text[at + 1] : '\n';
      if (in == In::long_quotes && (is_white(next) || static_cast<unsigned char>(next) >= 0x80)) quotes.trims = true;
      else if (next != '\n') ++at;
      continue;
    }
    if (c != quotes.mark) continue;
    if (in == In::quotes) {
      in = In::nothing;
      continue;
    }
    // A long text may end in one or two quotes of its own.
    std::size_t marks = 1;
    while (at + marks < text.size() && text[at + marks] == c && marks < 5) ++marks;
    if (marks < 3) continue;
    at += marks - 1;
    in = In::nothing;
  }
  return std::nullopt;
}

}  // namespace opak::catalogue
