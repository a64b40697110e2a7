// Keeping promises: a new date before the old one is broken, and a reminder before a deadline.
//
// A sweep that the program runs every hour of a working day. It reckons what still has to happen and how long that takes by
// the service's own standard; where the promised day can no longer be met, the resident hears the new day and why.
#pragma once

#include "office/office.h"

namespace opak::office {

// Looks at so many cases, those due first, behind the one that `after` names. Done words: {"moved", n}, {"reminded", n}, {"next", where to go on;
// "" at the end}. As "system". A whole look goes on until the end: cases that can be neither moved nor reminded hide nobody behind them.
struct PromiseLook { std::string after = {}; int at_once = 500; };
Later<Answer> keep_promises(Office& office, const PromiseLook& look = {});

}  // namespace opak::office
