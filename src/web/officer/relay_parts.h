// What the dispatch page shows of a run during its day.
#pragma once

#include "views/boards.h"
#include "web/page.h"

namespace opak::web::officer {

void run_during_the_day(Page& page, const views::Run& run);  // What is left, the last tap, and what may be done about it.
void rest_waits(Page& page, const views::Run& run);          // Who still has to count in what; one button takes it back.

}  // namespace opak::web::officer
