// Many wishes in one commit without a thread: for simulations, and for tests of a batch.
#pragma once

#include "office/office.h"

namespace opak::office {

// Wishes wait from now on. REQUIRES: an office without threads; nobody waits for an answer meanwhile.
void hold_wishes(Office&);
// Those who wait are served in one batch and answered; later wishes are served at once again.
void serve_held_wishes(Office&);

}  // namespace opak::office
