// An Indonesian mobile number, one form for the many ways people write it.
//
// National numbering plan (Permenkominfo 14/2018): mobile numbers begin with 8 after the country code; 9 to 12
// digits stand after +62. A number that came by WhatsApp ("628...") and one that was typed ("0812-...") meet here.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace opak::law {

class Phone {
 public:
  static tl::expected<Phone, Refusal> parse(std::string_view text);

  const std::string& international() const { return number_; }  // "+6281234567890": the form that is kept and hashed.
  std::string national() const;                                 // "0812 3456 7890": the form people read.
  std::string last_four() const { return number_.substr(number_.size() - 4); }
  bool operator==(const Phone&) const = default;

 private:
  explicit Phone(std::string number) : number_(std::move(number)) {}
  std::string number_;
};

}  // namespace opak::law
