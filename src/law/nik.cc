#include "law/nik.h"

#include <algorithm>
#include <array>

#include "law/age.h"
#include "law/sixteen_digits.h"

namespace opak::law {
namespace {

// A woman's day of birth is written with 40 added (PP 37/2007 art. 37).
constexpr int woman_adds = 40;

struct BirthPart {
  int day;
  int month;
  int year;  // Two digits, no century.
};

BirthPart birth_part(std::string_view digits) {
  const int day = two_digits(digits, 6);
  return {day > woman_adds ? day - woman_adds : day, two_digits(digits, 8), two_digits(digits, 10)};
}

std::optional<Refusal> impossible_date(std::string_view digits) {
  const auto [day, month, year] = birth_part(digits);
  if (day < 1 || day > 31) return Refusal{"law.nik_day"};
  if (month < 1 || month > 12) return Refusal{"law.nik_month"};
  if (!day_of(1900 + year, month, day) && !day_of(2000 + year, month, day)) return Refusal{"law.nik_no_such_date"};
  return std::nullopt;
}

// The six districts that went from Kabupaten Serang (36.04) to Kota Serang with UU 32/2007: the codes its list lacks today.
bool is_retired_district(std::string_view district) {
  static constexpr std::array<std::string_view, 6> gone = {"360401", "360402", "360403", "360404", "360410", "360421"};
  return std::find(gone.begin(), gone.end(), district) != gone.end();
}

// Kota Serang has the districts 01 to 06; of other cities we keep no list, and say nothing.
bool is_unknown_district(std::string_view digits) { return digits.substr(0, 4) == "3673" && two_digits(digits, 4) > 6; }

void region_warnings(std::string_view digits, std::vector<std::string>& found) {
  const auto province = province_standing(two_digits(digits, 0));
  if (province == Standing::retired) found.push_back("law.doubt.nik_province_retired");
  if (province == Standing::unknown) found.push_back("law.doubt.nik_province_unknown");
  if (two_digits(digits, 2) == 70) found.push_back("law.doubt.nik_regency_unknown");  // 01-69 kabupaten, 71-99 kota.
  if (is_retired_district(digits.substr(0, 6))) found.push_back("law.doubt.nik_district_retired");
  if (is_unknown_district(digits)) found.push_back("law.doubt.nik_district_unknown");
}

}  // namespace

tl::expected<Nik, Refusal> Nik::parse(std::string_view text) {
  if (auto no = not_sixteen_digits(text, "nik")) return tl::unexpected(*no);
  if (auto no = impossible_region(text, "nik")) return tl::unexpected(*no);
  if (auto no = impossible_date(text)) return tl::unexpected(*no);
  // SIAK counts from 0001.
  if (text.substr(12) == "0000") return tl::unexpected(Refusal{"law.nik_serial"});
  return Nik(std::string(text));
}

std::optional<Nik> Nik::suggest(std::string_view text) {
  const auto meant = sixteen_digits_meant(text);
  if (!meant) return std::nullopt;
  auto nik = parse(*meant);
  return nik ? std::optional<Nik>(*nik) : std::nullopt;
}

std::string Nik::district_code() const {
  return digits_.substr(0, 2) + "." + digits_.substr(2, 2) + "." + digits_.substr(4, 2);
}

Sex Nik::sex() const { return two_digits(digits_, 6) > woman_adds ? Sex::woman : Sex::man; }

std::vector<Day> birth_days(const Nik& nik, Day today) {
  const auto [day, month, year] = birth_part(nik.digits());
  std::vector<Day> found;
  for (int century : {1900, 2000})
    if (const auto born = day_of(century + year, month, day); born && *born <= today) found.push_back(*born);
  return found;
}

std::vector<std::string> warnings(const Nik& nik, Day today) {
  std::vector<std::string> found;
  region_warnings(nik.digits(), found);
  const auto [day, month, year] = birth_part(nik.digits());
  const auto days = birth_days(nik, today);
  const bool nobody_that_old = days.empty() || age_on(today, days.front()) >= 99;
  const bool too_young = days.size() == 2 && age_on(today, days.back()) < 16;  // One may record biometrics from 16.
  const auto this_century = day_of(2000 + year, month, day);
  if (days.size() < 2 && this_century && *this_century > today && nobody_that_old) found.push_back("law.doubt.nik_date_in_future");
  if (too_young) found.push_back("law.doubt.nik_too_young");
  // A No. KK bears the day the family was recorded, which SIAK has done since 2005: read as a NIK it is a boy.
  if (too_young && nik.sex() == Sex::man) found.push_back("law.doubt.nik_looks_like_kk");
  return found;
}

}  // namespace opak::law
