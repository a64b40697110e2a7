#include "law/application_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace opak::law {
namespace {

// 17 letters (a prime), without vowels and without look-alikes of digits or of each other.
constexpr std::string_view check_letters = "BCDFGHJKMNPRTVWXY";

// The last digit weighs 7, the one before 7 * 7, and so on. 7 is a primitive root of 17, so sixteen places have sixteen
// different weights, and zeros in front of the serial change nothing.
char check_letter(std::string_view digits) {
  int sum = 0;
  int weight = 1;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
    weight = weight * 7 % 17;
    sum += weight * (*at - '0');
  }
  return check_letters[static_cast<std::size_t>(sum % 17)];
}

// Weighed from the right, so a longer serial of a busy month needs no other rule.
std::string weighed_digits(int year, int month, int serial) { return fmt::format("{:02}{:02}{:05}", year % 100, month, serial); }

char digit_meant(char c) { return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c; }

// Letters and digits in upper case, without "OM". None if something else stands between them.
std::optional<std::string> core_of(std::string_view text) {
  std::string core;
  for (char c : upper_ascii(text)) {
    if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '_' || c == '\t' || c == '\n' || c == '\r') continue;
    if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) return std::nullopt;
    core.push_back(c);
  }
  if (core.starts_with("OM") || core.starts_with("0M")) core.erase(0, 2);
  return core;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

tl::unexpected<Refusal> no(const char* key) { return tl::unexpected(Refusal{key}); }

}  // namespace

ApplicationNumber ApplicationNumber::make(int year, int month, int serial) {
  ensure(year >= 2000 && year <= 2099, "an application number has a year of this century");
  ensure(month >= 1 && month <= 12, "an application number has a month");
  ensure(serial >= 1 && serial <= 999'999, "an application number counts from 1 to 999,999 within a month");
  return {year, month, serial};
}

std::string ApplicationNumber::text() const {
  return fmt::format("OM-{:02}{:02}-{:05}-{}", year_ % 100, month_, serial_, check_letter(weighed_digits(year_, month_, serial_)));
}

tl::expected<ApplicationNumber, Refusal> ApplicationNumber::parse(std::string_view text) {
  if (trimmed(text).empty()) return no("law.number_empty");
  if (text.size() > 60) return no("law.number_form");
  const auto core = core_of(text);
  if (!core || core->size() < 9 || core->size() > 11) return no("law.number_form");

  std::string digits(*core);
  std::transform(digits.begin(), digits.end(), digits.begin(), digit_meant);
  const char letter = core->back();
  if (all_digits(digits)) return no("law.number_letter_missing");
  digits.pop_back();
  if (digits.size() < 9 || !all_digits(digits)) return no("law.number_form");

  const int month = (digits[2] - '0') * 10 + (digits[3] - '0');
  const int serial = std::stoi(digits.substr(4));
  if (check_letter(digits) != letter) return no("law.number_check");
  if (month < 1 || month > 12 || serial == 0) return no("law.number_form");
  return ApplicationNumber(2000 + (digits[0] - '0') * 10 + (digits[1] - '0'), month, serial);
}

}  // namespace opak::law
