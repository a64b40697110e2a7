#include "register/likeness.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace opak::registry {
namespace {

using Words = std::vector<std::string>;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Apostrophes vanish ("Nur'aini" is "nuraini"), other marks part words, digits and letters are words of their own.
Words words_in(std::string_view text) {
  std::string spaced;
  for (const char c : lower_ascii(text)) {
    if (c == '\'' || c == '`') continue;
    const bool counts = is_letter(c) || is_digit(c);
    const bool turns = counts && !spaced.empty() && spaced.back() != ' ' && is_digit(spaced.back()) != is_digit(c);
    if (turns) spaced.push_back(' ');
    spaced.push_back(counts ? c : ' ');
  }
  spaced = one_spaced(spaced);
  return spaced.empty() ? Words{} : split(spaced, ' ');
}

template <std::size_t N>
Words without(const Words& words, const std::array<std::string_view, N>& left_out) {
  Words kept;
  for (const auto& word : words)
    if (std::find(left_out.begin(), left_out.end(), word) == left_out.end()) kept.push_back(word);
  return kept.empty() ? words : kept;
}

std::string joined(const Words& words) {
  std::string out;
  for (const auto& word : words) out += word;
  return out;
}

int slips_allowed(std::size_t letters) {
  if (letters < 5) return 0;
  return letters < 12 ? 1 : 2;
}

bool nearly(std::string_view a, std::string_view b) {
  const int slips = slips_allowed(std::min(a.size(), b.size()));
  return edit_distance(a, b, slips) <= slips;
}

constexpr std::array<std::string_view, 12> titles{"h", "hj", "haji", "hajjah", "drs", "dra", "dr", "ir", "prof", "se", "sh", "spd"};
constexpr std::array<std::string_view, 12> short_muhammad{"m", "mm", "moh", "moch", "muh", "mohd", "muhamad", "mohamad", "muhammad", "mohammad", "mochamad", "mochammad"};

bool is_muhammad(std::string_view word) { return std::find(short_muhammad.begin(), short_muhammad.end(), word) != short_muhammad.end(); }

bool words_match(const std::string& a, const std::string& b) {
  if (a == b || nearly(a, b) || (is_muhammad(a) && is_muhammad(b))) return true;
  return (a.size() == 1 && b.front() == a.front()) || (b.size() == 1 && a.front() == b.front());
}

bool match_in_order(const Words& a, const Words& b) {
  if (a.size() != b.size()) return false;
  // One letter stands for a word only beside a word that is written out: "S A" is not "Siti Aminah".
  bool any_written_out = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!words_match(a[i], b[i])) return false;
    any_written_out = any_written_out || (a[i].size() > 1 && b[i].size() > 1 && !(is_muhammad(a[i]) && is_muhammad(b[i])));
  }
  return any_written_out;
}

Words sorted(Words words) {
  std::sort(words.begin(), words.end());
  return words;
}

constexpr std::array<std::string_view, 15> street_words{"jl", "jln", "jalan", "no", "nomor", "kp", "kampung", "kmp", "gg", "gang",
                                                        "perum", "perumahan", "komplek", "kompleks", "komp"};

// "007" is "7".
std::string plain_number(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : std::string(digits.substr(first));
}

struct Street {
  std::string letters;
  Words numbers;
};

Street street_in(std::string_view text) {
  Street street;
  for (const auto& word : without(words_in(text), street_words)) {
    if (is_digit(word.front()))
      street.numbers.push_back(plain_number(word));
    else
      street.letters += word;
  }
  return street;
}

}  // namespace

Likeness names_alike(std::string_view a, std::string_view b) {
  const auto first = without(words_in(a), titles), second = without(words_in(b), titles);
  const auto one = joined(first), two = joined(second);
  if (one.empty() || two.empty()) return a == b ? Likeness::same : Likeness::differs;
  if (one == two) return Likeness::same;
  const bool similar = nearly(one, two) || match_in_order(first, second) || sorted(first) == sorted(second);
  return similar ? Likeness::similar : Likeness::differs;
}

Likeness streets_alike(std::string_view a, std::string_view b) {
  const auto one = street_in(a), two = street_in(b);
  if (one.numbers != two.numbers) return Likeness::differs;
  if (one.letters == two.letters) return Likeness::same;
  return nearly(one.letters, two.letters) ? Likeness::similar : Likeness::differs;
}

Likeness numbers_alike(std::string_view a, std::string_view b) {
  const auto one = only_digits(a), two = only_digits(b);
  if (one == two) return Likeness::same;
  return edit_distance(one, two, 1) <= 1 ? Likeness::similar : Likeness::differs;
}

}  // namespace opak::registry
