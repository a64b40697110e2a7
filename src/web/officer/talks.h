// Talks that wait for a person (O2).
#pragma once

#include <cstdint>

#include "web/site.h"

namespace opak::web {

std::int64_t waiting_talks_count(Site& site);

}  // namespace opak::web
