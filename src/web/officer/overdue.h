// How many open cases are later than promised, and at which stage.
#pragma once

#include <cstdint>
#include <map>

#include "core/application/application.h"
#include "web/site.h"

namespace opak::web {

struct Overdue {
  std::int64_t total = 0;
  std::map<application::Stage, std::int64_t> by_stage;
};
Overdue count_overdue(Site& site, Boards& boards, Moment now);

}  // namespace opak::web
