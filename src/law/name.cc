#include "law/name.h"

#include <algorithm>
#include <array>

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

// Dots and apostrophes stand within a word ("Sa'diyah", "S.Pd"); every other mark parts two words.
constexpr std::string_view within_words = "'.`\"";
bool is_letter_or_digit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80; }

// Curly apostrophes and quotes are not part of a name's letters, nor are the marks that turn the direction of writing.
std::string without_curly_marks(std::string_view name) {
  constexpr std::array<std::string_view, 16> marks{"\u2018", "\u2019", "\u02BC", "\u201C", "\u201D", "\u200E", "\u200F", "\u202A",
                                                   "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"};
  constexpr std::string_view hard_space = "\u00A0";
  std::string out;
  while (!name.empty()) {
    const auto mark = std::find_if(marks.begin(), marks.end(), [&](std::string_view each) { return name.starts_with(each); });
    const auto skipped = mark != marks.end() ? mark->size() : name.starts_with(hard_space) ? hard_space.size() : 1;
    if (mark == marks.end()) out += skipped > 1 ? ' ' : name.front();
    name.remove_prefix(skipped);
  }
  return out;
}

}  // namespace

std::string name_to_find(std::string_view name) {
  std::string out;
  for (const char c : upper_ascii(without_curly_marks(name))) {
    if (is_letter_or_digit(c)) out += c;
    else if (within_words.find(c) == std::string_view::npos) out += ' ';
  }
  return one_spaced(out);
}

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
  const bool has_letter = std::any_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; });
  if (!has_letter) found.push_back("law.doubt.name_no_letters");
  else if (!std::all_of(name.begin(), name.end(), in_a_name)) found.push_back("law.doubt.name_not_letters");
  return found;
}

}  // namespace opak::law
