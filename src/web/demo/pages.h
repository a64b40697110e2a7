// The demo's pages.
#pragma once

#include "web/page.h"
#include "web/site.h"

namespace opak::web {

// The pretend phones: numbers that belong to nobody.
constexpr std::string_view ready_numbers[] = {"+6281200009001", "+6281200009002", "+6281200009003"};

Reply demo_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply demo_sign_in(Site& site, const Visitor& visitor, const Request& request, Boards& boards);

Reply phone_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_stream(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_say(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_press(Site& site, const Visitor& visitor, const Request& request, Boards& boards);
Reply phone_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards);

}  // namespace opak::web
