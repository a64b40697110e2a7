// WhatsApp's webhook and the talk behind it, in a whole office: once the bytes are the body, once they are what somebody writes,
// presses or calls a photo. Unsigned they leave nothing behind; signed they are answered or refused calmly, worked on to the end, and
// whatever the bot then says keeps the limits of the API.
#include "channels/whatsapp/webhook.h"

#include "base/log.h"
#include "base/text.h"
#include "channels/dispatcher.h"
#include "channels/pretend_graph.h"
#include "channels/whatsapp/inbox.h"
#include "office/office_twin.h"
#include "target.h"

using opak::fuzz::must;
using namespace opak::channels;

namespace {

constexpr int inputs_a_house = 400;  // Then a new one, or the memory would fill with talks.

const opak::intake::Understanding& the_understanding() {
  static const auto understanding = opak::intake::Understanding::embedded();
  return understanding;
}

struct House {
  opak::office::OfficeTwin twin;
  PretendGraph world{PretendGraph::demo_settings(), twin.clock};
  whatsapp::Graph graph{world, PretendGraph::demo_settings()};
  Dispatcher dispatcher{*twin.office, graph};
  int inputs = 0;

  std::int64_t rows(const char* of) {
    auto row = twin.office->reader().query(std::string("SELECT COUNT(*) FROM ") + of);
    row.next();
    return row.number_at(0);
  }
  int knock(const std::string& signature, opak::ByteView body) { return whatsapp::receive(*twin.office, graph.settings(), signature, body).wait(); }
  void hear(const Webhook& webhook) {
    must(knock(webhook.signature, webhook.body) == 200);
    (void)whatsapp::process_inbox(*twin.office, graph, the_understanding());
    dispatcher.run_once();
    twin.clock.pass(opak::seconds(20));
  }
};

House& a_house() {
  static const bool quiet = (opak::set_log_level(opak::LogLevel::error), true);
  (void)quiet;
  static std::unique_ptr<House> house;
  if (!house || ++house->inputs > inputs_a_house) house = std::make_unique<House>();
  return *house;
}

}  // namespace

FUZZ_TARGET(webhook, "own/json", "own/text", "fetched/strings", "fetched/json/test_parsing") {
  if (bytes.size() > 16'384) return;
  auto& house = a_house();
  const auto& settings = house.graph.settings();
  must(whatsapp::check_signature(settings.app_secret, bytes, "body") != whatsapp::Signature::right);
  must(!whatsapp::handshake(settings, "subscribe", bytes, "77"));
  if (const auto challenge = whatsapp::handshake(settings, bytes, settings.verify_token, bytes)) must(bytes == "subscribe");

  const auto before = house.rows("whatsapp_inbox");
  must(house.knock(std::string(bytes.substr(0, 80)), bytes) >= 400 && house.rows("whatsapp_inbox") == before);
  const auto status = house.knock(whatsapp::signature_of(settings.app_secret, bytes), bytes);
  must(status == 200 || status == 400 || status == 413);
  (void)whatsapp::process_inbox(*house.twin.office, house.graph, the_understanding());

  if (!opak::is_utf8(bytes)) return;
  const std::string words(bytes), one = "+6281200000001";
  house.hear(house.world.say(one, words, opak::shortened(words, 40)));
  house.hear(house.world.press(one, opak::shortened(words, 100), "tombol"));
  must(house.rows("whatsapp_inbox WHERE done_at IS NULL AND tries = 0") == 0);
  for (const auto& message : house.world.messages(one)) must(!message.from_us || opak::is_utf8(message.text));
}
