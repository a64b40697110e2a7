#include "web/channel_routes.h"

#include "channels/sms.h"

// Handlers find their work by the name of a door, which whoever runs the channels has hung into the Site
// (channels/whatsapp/webhook.h does the work). Without channels there is nothing to knock at.

namespace opak::web {
namespace {

constexpr std::string_view pattern = "/kait/whatsapp";

Reply knock(Site& site, std::string_view door, const Request& request) {
  const auto found = site.doors.find(door);
  if (found == site.doors.end()) return Response{.status = 404, .body = "", .content_type = "text/plain"};
  return found->second(request);
}

Reply sms_report(Site& site, const Visitor&, const Request& request, Boards&) { return knock(site, "sms_report", request); }
Reply whatsapp_handshake(Site& site, const Visitor&, const Request& request, Boards&) { return knock(site, "whatsapp_handshake", request); }
Reply whatsapp_message(Site& site, const Visitor&, const Request& request, Boards&) { return knock(site, "whatsapp_message", request); }

}  // namespace

std::vector<Route> channel_routes() {
  return {get(pattern, Who::machine, whatsapp_handshake), post(pattern, Who::machine, whatsapp_message), get("/kait/sms", Who::machine, sms_report)};
}

void hang_sms_door(Site& site) {
  site.doors["sms_report"] = [&site](const Request& request) -> Reply {
    return channels::sms_report(site.office, request.query_field("n"), request.query_field("t"), request.query_field("d"))
        .then([](int status) { return Response{.status = status, .content_type = "text/plain"}; });
  };
}

void hang_whatsapp_doors(Site& site, const channels::whatsapp::Settings& settings, std::function<void()> kept) {
  site.doors["whatsapp_handshake"] = [&settings](const Request& request) -> Reply {
    const auto challenge = channels::whatsapp::handshake(settings, request.query_field("hub.mode"), request.query_field("hub.verify_token"), request.query_field("hub.challenge"));
    return Response{.status = challenge ? 200 : 403, .body = challenge.value_or(""), .content_type = "text/plain"};
  };
  site.doors["whatsapp_message"] = [&site, &settings, kept = std::move(kept)](const Request& request) -> Reply {
    return channels::whatsapp::receive(site.office, settings, request.header("x-hub-signature-256"), request.body)
        .then([kept](int status) {
          if (status == 200 && kept) kept();
          return Response{.status = status, .content_type = "text/plain"};
        });
  };
}

}  // namespace opak::web
