#include "law/sixteen_digits.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace opak::law {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_separator(char c) { return c == ' ' || c == '.' || c == '-' || c == '\t' || c == '\n' || c == '\r'; }

// U+FF10 to U+FF19, the full-width digits of East Asian keyboards: EF BC 90 to EF BC 99.
bool wide_digit_at(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text.substr(at, 2) == "\xEF\xBC" && text[at + 2] >= '\x90' && text[at + 2] <= '\x99';
}

// Marks that come along unseen when a number is copied: zero-width space, joiners, direction marks, no-break space.
std::size_t invisible_at(std::string_view text, std::size_t at) {
  static constexpr std::array<std::string_view, 9> marks = {"\u200B", "\u200C", "\u200D", "\u200E", "\u200F",
                                                            "\u2060", "\uFEFF", "\u00A0", "\u202F"};
  for (const auto mark : marks)
    if (text.substr(at, mark.size()) == mark) return mark.size();
  return 0;
}

bool has_wide_digit(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (wide_digit_at(text, at)) return true;
  return false;
}

std::optional<char> digit_meant(char c) {
  if (is_digit(c)) return c;
  if (c == 'O' || c == 'o') return '0';
  if (c == 'I' || c == 'l' || c == 'i' || c == 'L') return '1';
  return std::nullopt;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit));
}

Refusal refusal(std::string_view what, std::string_view kind, Words words = {}) {
  return {"law." + std::string(what) + "_" + std::string(kind), std::move(words)};
}

}  // namespace

std::optional<Refusal> not_sixteen_digits(std::string_view text, std::string_view what) {
  if (trimmed(text).empty()) return refusal(what, "empty");
  if (text.front() == '+' || text.front() == '-') return refusal(what, "sign");
  if (has_wide_digit(text)) return refusal(what, "wide_digits");
  if (std::any_of(text.begin(), text.end(), is_letter)) return refusal(what, "letters");
  if (!std::all_of(text.begin(), text.end(), is_digit)) {
    const bool only_apart = sixteen_digits_meant(text).has_value();
    if (only_apart) return refusal(what, "spaces");
    if (!std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_separator(c); }))
      return refusal(what, "other_characters");
  }
  const auto count = count_digits(text);
  if (count != 16) return refusal(what, "length", {{"jumlah", std::to_string(count)}});
  return std::nullopt;
}

std::optional<std::string> sixteen_digits_meant(std::string_view text) {
  std::string digits;
  if (text.size() > 200 || text.empty() || text.front() == '+' || text.front() == '-') return std::nullopt;
  for (std::size_t at = 0; at < text.size();) {
    if (wide_digit_at(text, at)) {
      digits.push_back(static_cast<char>('0' + (text[at + 2] - '\x90')));
      at += 3;
    } else if (const auto skip = invisible_at(text, at)) {
      at += skip;
    } else if (is_separator(text[at])) {
      ++at;
    } else if (const auto digit = digit_meant(text[at])) {
      digits.push_back(*digit);
      ++at;
    } else {
      return std::nullopt;
    }
  }
  if (digits.size() != 16 || digits == text) return std::nullopt;
  return digits;
}

// Kepmendagri 300.2.2-2430/2025 lists 38 provinces. 54 was Timor Timur, until 1999.
Standing province_standing(int province) {
  static constexpr std::array<std::pair<int, int>, 8> current = {
      {{11, 19}, {21, 21}, {31, 36}, {51, 53}, {61, 65}, {71, 76}, {81, 82}, {91, 96}}};
  for (const auto& [first, last] : current)
    if (province >= first && province <= last) return Standing::known;
  return province == 54 ? Standing::retired : Standing::unknown;
}

std::optional<Refusal> impossible_region(std::string_view digits, std::string_view what) {
  if (two_digits(digits, 0) < 11) return refusal(what, "province");
  if (two_digits(digits, 2) == 0) return refusal(what, "regency");
  if (two_digits(digits, 4) == 0) return refusal(what, "district");
  return std::nullopt;
}

}  // namespace opak::law
