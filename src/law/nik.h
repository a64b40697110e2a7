// NIK, the number a person carries for life: PP KK CC DDMMYY SSSS (PP 37/2007 art. 37).
//
// Parsed once at the door. parse() is strict: 16 ASCII digits that can be a NIK, nothing else, so that a stored Nik is
// always the same text. What people type with spaces, dots or an O for a 0 is refused with a kind sentence, and
// suggest() offers what they may have meant; the page asks "Maksud Ibu/Bapak ...?" and never mends by itself.
// There is no checksum: a Nik is well formed, which does not prove that it exists. What is merely doubtful (a district
// that is no more, a date that cannot be) is a warning for the verifier, never a refusal: a NIK keeps the codes and even the
// mistaken birth date it was first given (PP 40/2019 art. 30(2)).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace opak::law {

enum class Sex { man, woman };

class Nik {
 public:
  static tl::expected<Nik, Refusal> parse(std::string_view text);

  // The NIK that a text seems to mean; none if it is one already, or if nothing sensible comes of it.
  static std::optional<Nik> suggest(std::string_view text);

  const std::string& digits() const { return digits_; }
  std::string district_code() const;  // "36.73.01", where it was first registered; not where the person lives.
  Sex sex() const;
  bool operator==(const Nik&) const = default;

 private:
  explicit Nik(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

// Every past day among 19YY and 20YY, earlier first. Two: ask, or compare with the day the person tells.
std::vector<Day> birth_days(const Nik& nik, Day today);

// Sentence keys, "law.doubt.nik_...": nik_province_retired, nik_province_unknown, nik_regency_unknown, nik_district_retired,
// nik_district_unknown, nik_date_in_future, nik_too_young, nik_looks_like_kk.
std::vector<std::string> warnings(const Nik& nik, Day today);

}  // namespace opak::law
