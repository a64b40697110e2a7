// Pages of the demo only: the pretend phone and the list of seeded people. They answer 404 outside the demo.
#pragma once

#include <vector>

#include "web/site.h"

namespace opak::web {

std::vector<Route> demo_routes();

}  // namespace opak::web
