// The demo's pages.
#pragma once

#include "web/page.h"
#include "web/site.h"

namespace opak::web {

Reply demo_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply demo_sign_in(Site& site, const Visitor& visitor, const Request& request, Boards& boards);

Reply phone_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_stream(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_say(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_press(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards);

}  // namespace opak::web
