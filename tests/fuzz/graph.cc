// What WhatsApp's Graph API answers, should it not be Meta that answers: the token goes nowhere else, no photo is larger than
// announced, and a letter counts as sent only under a name. The first byte is the status, the rest the body.
#include "channels/whatsapp/graph.h"

#include <functional>

#include "base/world.h"
#include "target.h"

using opak::fuzz::must;
namespace whatsapp = opak::channels::whatsapp;

namespace {

struct Wire : opak::Outgoing {
  std::function<opak::Result<opak::OutgoingResponse>(const opak::OutgoingRequest&)> reply;
  opak::Result<opak::OutgoingResponse> send(const opak::OutgoingRequest& request) override { return reply(request); }
};

}  // namespace

FUZZ_TARGET(graph, "own/json", "fetched/json/test_parsing", "fetched/url", "fetched/redirect") {
  if (bytes.empty()) return;
  const int status = bytes.front() == '{' ? 200 : 100 + static_cast<unsigned char>(bytes.front()) * 2;
  const opak::Bytes body(bytes.front() == '{' ? bytes : bytes.substr(1));
  const auto sent = whatsapp::read_send_answer({.status = status, .headers = {}, .body = body});
  must((sent.verdict == whatsapp::Verdict::sent) == !sent.message_id.empty() && (status == 200 || sent.message_id.empty()));

  whatsapp::Settings settings;
  settings.token = "tanda";
  settings.phone_number_id = "1";
  Wire outgoing;
  outgoing.reply = [&](const opak::OutgoingRequest& request) -> opak::Result<opak::OutgoingResponse> {
    if (request.url == settings.base_url + "/" + settings.version + "/123") return opak::OutgoingResponse{200, {}, body};
    const auto scheme = request.url.find("://");
    must(scheme == 5 && request.url.starts_with("https"));
    const auto rest = std::string_view(request.url).substr(8);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    must(host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") == host.npos);
    must(host == "graph.facebook.com" || host.ends_with(".fbsbx.com") || host.ends_with(".facebook.com") || host.ends_with(".whatsapp.net"));
    return opak::OutgoingResponse{200, {}, "photo"};
  };
  whatsapp::Graph graph(outgoing, settings);
  if (const auto media = graph.fetch_media("123")) must(media->bytes == "photo");
  outgoing.reply = [](const opak::OutgoingRequest& request) -> opak::Result<opak::OutgoingResponse> {
    // Whatever a webhook called its photo, the first question goes to one folder of one host.
    must(request.url.starts_with("https://graph.facebook.com/v26.0/") && request.url.find_first_of("?#%\\ \r\n", 8) == std::string::npos && request.url.find("..") == std::string::npos);
    return opak::OutgoingResponse{404, {}, ""};
  };
  must(!graph.fetch_media(bytes));
}
