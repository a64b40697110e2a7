#include "law/phone.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace opak::law {
namespace {

constexpr std::size_t digits_min = 9;   // After +62: 0811 numbers of the first years have nine.
constexpr std::size_t digits_max = 12;

// A pasted number brings unseen marks along; they say nothing, so they go.
std::string without_invisible(std::string_view text) {
  static constexpr std::array<std::string_view, 14> marks = {"\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u2060", "\uFEFF",
                                                             "\u00A0", "\u202F", "\u202A", "\u202C", "\u202D", "\u2066", "\u2069"};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto mark = std::find_if(marks.begin(), marks.end(), [&](auto m) { return text.substr(at, m.size()) == m; });
    if (mark != marks.end()) {
      at += mark->size();
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

tl::unexpected<Refusal> no(const char* key) { return tl::unexpected(Refusal{key}); }

}  // namespace

tl::expected<Phone, Refusal> Phone::parse(std::string_view text) {
  const auto plain = trimmed(without_invisible(text));
  if (plain.empty()) return no("law.phone_empty");
  if (plain.find_first_not_of("0123456789 +-.()/\t") != std::string::npos) return no("law.phone_letters");
  const bool with_plus = plain.find('+') != std::string::npos;
  auto digits = only_digits(plain);

  if (!with_plus && digits.starts_with("00")) digits.erase(0, 2);
  const bool country = digits.starts_with("62");
  if (with_plus && !country) return no("law.phone_foreign");
  if (country) digits.erase(0, 2);
  // "+62 0812 ..." is a slip of many; the 0 is not dialled after +62.
  if (digits.starts_with("0")) digits.erase(0, 1);

  if (!digits.starts_with("8")) return no(digits.size() < digits_min ? "law.phone_too_short" : "law.phone_not_mobile");
  if (digits.size() < digits_min) return no("law.phone_too_short");
  if (digits.size() > digits_max) return no("law.phone_too_long");
  return Phone("+62" + digits);
}

std::string Phone::national() const {
  const auto digits = "0" + number_.substr(3);
  std::string out = digits.substr(0, 4);
  for (std::size_t at = 4; at < digits.size();) {
    // Groups of four, and never a last digit alone.
    const auto left = digits.size() - at;
    const auto take = left <= 5 ? left : 4;
    out += " " + digits.substr(at, take);
    at += take;
  }
  return out;
}

}  // namespace opak::law
