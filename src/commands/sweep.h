// What has had its time goes: sessions, codes, drafts, answers kept for repeated forms, sealed files that no row knows.
#pragma once

#include "office/office.h"

namespace opak::commands {

void sweep_old(office::Office& office);

}  // namespace opak::commands
