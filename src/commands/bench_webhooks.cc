#include "commands/bench_webhooks.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "base/digest.h"
#include "channels/pretend_graph.h"
#include "channels/whatsapp/webhook.h"
#include "commands/bench_crowd.h"
#include "store/sqlite.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;

// What residents ask: the price, the way, their own application.
constexpr const char* words[] = {"halo", "berapa biayanya", "syarat ktp hilang apa saja", "status", "jam buka", "ktp saya rusak"};

std::string knock(const channels::whatsapp::Settings& settings, std::int64_t run, std::int64_t n, int people) {
  const auto unix_s = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto phone = fmt::format("62815{:08}", n % people);
  const auto body = fmt::format(
      R"({{"object":"whatsapp_business_account","entry":[{{"id":"900100200300400","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"62254000111","phone_number_id":"{}"}},"contacts":[{{"profile":{{"name":"Warga"}},"wa_id":"{}","user_id":"ID.{}"}}],"messages":[{{"from":"{}","from_user_id":"ID.{}","id":"wamid.B{}.{}","timestamp":"{}","type":"text","text":{{"body":"{}"}}}}]}},"field":"messages"}}]}}]}})",
      settings.phone_number_id, phone, phone, phone, phone, run, n, unix_s, words[static_cast<std::size_t>(n / people) % std::size(words)]);
  return fmt::format("POST /kait/whatsapp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Hub-Signature-256: {}\r\nContent-Length: {}\r\n\r\n{}",
                     channels::whatsapp::signature_of(settings.app_secret, body), body.size(), body);
}

std::int64_t waiting_in(const std::string& database) {
  auto reader = store::Database::open(database, store::Mode::reader);
  if (!reader) throw std::runtime_error(reader.error().what);
  auto row = reader->query("SELECT COUNT(*) FROM whatsapp_inbox WHERE done_at IS NULL");
  row.next();
  return row.number_at(0);
}

}  // namespace

WebhooksSeen knock_at_webhook(std::uint16_t port, const std::string& database, const WebhookWish& wish) {
  const auto settings = channels::PretendGraph::demo_settings();
  const auto run = std::chrono::system_clock::now().time_since_epoch().count();  // No message of an earlier measurement comes again.
  WebhooksSeen seen;
  Crowd crowd(port, 200);
  std::int64_t sent = 0;
  const auto start = Steady::now();
  crowd.run_for(std::chrono::milliseconds(static_cast<std::int64_t>(wish.seconds * 1000)), [&] {
    const auto passed = std::chrono::duration<double>(Steady::now() - start).count();
    for (const auto due = static_cast<std::int64_t>(passed * wish.per_second); sent < due; ++sent)
      crowd.ask(knock(settings, run, sent, wish.people), [&](const CrowdAnswer& answer) {
        seen.times.add(BenchAnswer{.status = answer.status, .location = {}, .body = {}, .ms = answer.ms}, answer.status == 200);
      });
  });
  seen.offered = static_cast<double>(sent) / wish.seconds;
  crowd.finish(std::chrono::seconds(30));
  if (seen.times.ms.empty()) throw std::runtime_error(fmt::format("no message was taken: {} answers, the last with {}", seen.times.failed, seen.times.last_status));
  const auto ended = Steady::now();
  while (waiting_in(database) > 0 && Steady::now() < ended + std::chrono::minutes(2)) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  seen.worked_off_s = std::chrono::duration<double>(Steady::now() - ended).count();
  return seen;
}

}  // namespace opak::commands
