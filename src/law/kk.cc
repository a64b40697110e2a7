#include "law/kk.h"

#include "law/sixteen_digits.h"

namespace opak::law {
namespace {

bool can_be_a_date(int day, int month, int year) {
  return day_of(1900 + year, month, day).has_value() || day_of(2000 + year, month, day).has_value();
}

}  // namespace

tl::expected<Kk, Refusal> Kk::parse(std::string_view text) {
  if (auto no = not_sixteen_digits(text, "kk")) return tl::unexpected(*no);
  if (auto no = impossible_region(text, "kk")) return tl::unexpected(*no);
  const int day = two_digits(text, 6);
  const int month = two_digits(text, 8);
  const int year = two_digits(text, 10);
  // Only a NIK adds 40 to a day.
  if (day > 40 && can_be_a_date(day - 40, month, year)) return tl::unexpected(Refusal{"law.kk_looks_like_nik"});
  if (!can_be_a_date(day, month, year)) return tl::unexpected(Refusal{"law.kk_date"});
  if (text.substr(12) == "0000") return tl::unexpected(Refusal{"law.kk_serial"});
  return Kk(std::string(text));
}

std::optional<Kk> Kk::suggest(std::string_view text) {
  const auto meant = sixteen_digits_meant(text);
  if (!meant) return std::nullopt;
  auto kk = parse(*meant);
  return kk ? std::optional<Kk>(*kk) : std::nullopt;
}

std::optional<Refusal> check_pair(const Nik& nik, const Kk& kk) {
  if (nik.digits() == kk.digits()) return Refusal{"law.kk_same_as_nik"};
  return std::nullopt;
}

}  // namespace opak::law
