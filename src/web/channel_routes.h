// Where other programs knock: the webhook of WhatsApp. They bring a signature of their own instead of a form token.
#pragma once

#include <functional>
#include <vector>

#include "channels/whatsapp/webhook.h"
#include "web/site.h"

namespace opak::web {

// GET and POST /kait/whatsapp; GET /kait/sms, where delivery reports of SMS come.
std::vector<Route> channel_routes();

// Hangs the work behind these routes into the site. `settings` lives as long as the site.
void hang_sms_door(Site& site);
// `kept`: asked when something was taken in.
void hang_whatsapp_doors(Site& site, const channels::whatsapp::Settings& settings, std::function<void()> kept = {});

}  // namespace opak::web
