// Where other programs knock: the webhook of WhatsApp. They bring a signature of their own instead of a form token.
#pragma once

#include <vector>

#include "web/site.h"

namespace opak::web {

std::vector<Route> channel_routes();

}  // namespace opak::web
