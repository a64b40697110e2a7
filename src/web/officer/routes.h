// The officers' pages: signing in, checking, verifying, printing, stock, delivery, supervision, people.
#pragma once

#include <vector>

#include "web/site.h"

namespace opak::web {

std::vector<Route> officer_routes();

}  // namespace opak::web
