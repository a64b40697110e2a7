// The number of an application: OM-2611-00091-K.
//
// Year and month of filing, a serial that counts up within the month, and a check letter. The letter finds every single wrong digit
// and every two digits changed for each other (the weights of the places are different powers of 7 modulo the prime 17),
// so a slip of the pen is told from an application that does not exist. It counts up, so it alone opens nothing.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace opak::law {

class ApplicationNumber {
 public:
  // REQUIRES: year 2000 to 2099, month 1 to 12, serial 1 to 999,999.
  static ApplicationNumber make(int year, int month, int serial);

  // Takes what people write: lower case, dashes and spaces missing or too many, without "OM", O for 0, I or l for 1.
  // Refuses with law.number_empty, number_form, number_letter_missing or number_check.
  static tl::expected<ApplicationNumber, Refusal> parse(std::string_view text);

  int year() const { return year_; }
  int month() const { return month_; }
  int serial() const { return serial_; }
  std::string text() const;  // The one form that is kept, printed and shown.
  auto operator<=>(const ApplicationNumber&) const = default;

 private:
  ApplicationNumber(int year, int month, int serial) : year_(year), month_(month), serial_(serial) {}
  int year_;
  int month_;
  int serial_;
};

}  // namespace opak::law
