// Ages, and the one duty that hangs on an age.
#pragma once

#include "base/time.h"

namespace opak::law {

// Whole years lived. Who was born on 29 February is a year older on 1 March of a common year.
int age_on(Day today, Day born);

// UU 24/2013 art. 63(1): who is 17, is married, or has been married must hold a KTP-el.
bool must_hold_ktp_el(Day today, Day born, bool ever_married);

}  // namespace opak::law
