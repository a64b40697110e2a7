#include "law/name.h"

#include <algorithm>

#include "base/text.h"

namespace opak::law {
namespace {

// C0, DEL, C1 (C2 80 to C2 9F), and the two line breaks of Unicode (E2 80 A8, E2 80 A9).
bool has_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == 0x7F) return true;
    if (c == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
  }
  return text.find("\u2028") != std::string_view::npos || text.find("\u2029") != std::string_view::npos;
}

bool in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '\'' || c == '.' || c == ',' || c == '-' || c == '`';
}

}  // namespace

std::optional<Refusal> check_name(std::string_view name) {
  if (trimmed(name).empty()) return Refusal{"law.name_empty"};
  if (!is_utf8(name)) return Refusal{"law.name_not_text"};
  if (has_control(name)) return Refusal{"law.name_control"};
  if (letters_count(name) > name_letters_max)
    return Refusal{"law.name_too_long", {{"paling_banyak", std::to_string(name_letters_max)}}};
  return std::nullopt;
}

std::vector<std::string> name_doubts(std::string_view name) {
  std::vector<std::string> found;
  if (letters_count(name) > 60) found.push_back("law.doubt.name_over_60");
  if (one_spaced(name).find(' ') == std::string::npos) found.push_back("law.doubt.name_one_word");
  if (!std::all_of(name.begin(), name.end(), in_a_name)) found.push_back("law.doubt.name_not_letters");
  return found;
}

}  // namespace opak::law
