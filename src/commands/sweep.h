// What has had its time goes: sessions, codes, drafts, answers kept for repeated forms, sealed files that no row knows.
#pragma once

#include "office/office.h"

namespace opak::commands {

void sweep_old(office::Office& office);

// Sealed files older than a day without a row, from a form that was cut off. Gives how many went.
int sweep_stray_documents(office::Office& office);

}  // namespace opak::commands
