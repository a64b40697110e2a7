// Several answers out of one message: "Siti Aminah 3673... KK 3673...", "Jalan Melati 12 RT 02/05 depan musala".
//
// Only takes apart; judging each part is check_answers' work. A part that is not there is "".
#pragma once

#include <string>
#include <string_view>

namespace opak::intake {

struct PersonWords {
  std::string name, nik, kk;  // As typed; without "ibu saya", "a.n." before a name.
  bool nik_named = false, kk_named = false;  // "KK" or "NIK" stood beside the number.
};
PersonWords person_in(std::string_view text);

struct AddressWords {
  std::string street, rt, rw, landmark;
};
AddressWords address_in(std::string_view text);

}  // namespace opak::intake
