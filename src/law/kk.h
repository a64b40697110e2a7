// No. KK, the number of a family card: six digits for the region of issue, DDMMYY of the day it was recorded, four of serial.
//
// Parsed as strictly as a Nik. It changes when a family moves or splits, so it is never a key to a person.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "law/nik.h"

namespace opak::law {

class Kk {
 public:
  static tl::expected<Kk, Refusal> parse(std::string_view text);
  static std::optional<Kk> suggest(std::string_view text);

  const std::string& digits() const { return digits_; }
  bool operator==(const Kk&) const = default;

 private:
  explicit Kk(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

// Sending one number for both is a frequent slip: refuses with law.kk_same_as_nik.
std::optional<Refusal> check_pair(const Nik& nik, const Kk& kk);

}  // namespace opak::law
