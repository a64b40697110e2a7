// Pages that stay true while they are open.
//
// A status page that is open has a topic. After a commit only the cases that somebody looks at are drawn again, once for
// each language in which they are looked at.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/sentences.h"
#include "web/site.h"

namespace opak::web {

enum class Sight { by_link, by_number };  // The holder of the secret link sees a little more than who knows four digits.

// The stream for one case: notes that somebody looks, and brings the page's moving parts as they are now.
Reply open_stream(Site& site, const Visitor& visitor, Boards& boards, const std::string& application, Sight sight);

}  // namespace opak::web
