// Keeping promises: a new date before the old one is broken, and a reminder before a deadline.
//
// A sweep that the program runs every hour of a working day. It reckons what still has to happen and how long that takes by
// the service's own standard; where the promised day can no longer be met, the resident hears the new day and why.
#pragma once

#include "office/office.h"

namespace opak::office {

// Done words: {"moved", n}, {"reminded", n}. As "system".
Later<Answer> keep_promises(Office& office);

}  // namespace opak::office
