#include "law/age.h"

namespace opak::law {

int age_on(Day today, Day born) {
  const auto now = date_of(today);
  const auto then = date_of(born);
  const bool birthday_to_come = now.month < then.month || (now.month == then.month && now.day < then.day);
  return now.year - then.year - (birthday_to_come ? 1 : 0);
}

bool must_hold_ktp_el(Day today, Day born, bool ever_married) { return age_on(today, born) >= 17 || ever_married; }

}  // namespace opak::law
