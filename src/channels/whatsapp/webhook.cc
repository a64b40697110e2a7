#include "channels/whatsapp/webhook.h"

#include <utility>

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "office/book.h"

namespace opak::channels::whatsapp {
namespace {

// One message or status, sealed and ready to be kept.
struct Knock {
  Bytes digest, sender;
  Sealed sealed;
};

std::string text_of(const Json& json) { return std::string(json.text()); }

std::string inbox_place(const Bytes& digest) { return "whatsapp_inbox/" + to_hex(digest); }

Knock sealed_knock(office::Office& office, Bytes digest, Bytes sender, const Json& payload) {
  auto sealed = office.vault().seal_for_city(inbox_place(digest), payload.write());
  return {std::move(digest), std::move(sender), std::move(sealed)};
}

// The contact of a message: named by its ids where several came together.
const Json& contact_of(const Json& value, const Json& message) {
  for (const auto& contact : value["contacts"].items()) {
    const bool same_phone = !message["from"].text().empty() && contact["wa_id"].text() == message["from"].text();
    const bool same_id = !message["from_user_id"].text().empty() && contact["user_id"].text() == message["from_user_id"].text();
    if (same_phone || same_id) return contact;
  }
  return value["contacts"].items().size() == 1 ? value["contacts"][std::size_t{0}] : value["no contact"];
}

void add_message(office::Office& office, std::vector<Knock>& knocks, const Json& value, const Json& message) {
  const auto id = text_of(message["id"]);
  if (id.empty()) return;
  auto& vault = office.vault();
  const auto& contact = contact_of(value, message);
  const auto bsuid = message["from_user_id"].text().empty() ? text_of(contact["user_id"]) : text_of(message["from_user_id"]);
  const auto phone = message["from"].text().empty() ? text_of(contact["wa_id"]) : text_of(message["from"]);
  if (bsuid.empty() && phone.empty()) return;
  auto sender = bsuid.empty() ? vault.blind("phone", Personal<std::string>("+" + phone)) : vault.blind("bsuid", Personal<std::string>(bsuid));
  Json payload = Json::object();
  payload.set("phone", phone.empty() ? "" : "+" + phone);
  payload.set("bsuid", bsuid);
  payload.set("name", text_of(contact["profile"]["name"]));
  payload.set("message", message);
  knocks.push_back(sealed_knock(office, vault.blind("wamid", Personal<std::string>(id)), std::move(sender), payload));
}

void add_status(office::Office& office, std::vector<Knock>& knocks, const Json& status) {
  const auto id = text_of(status["id"]);
  if (id.empty()) return;
  Json payload = Json::object();
  payload.set("status", status);
  knocks.push_back(sealed_knock(office, office.vault().blind("wamid", Personal<std::string>(id + "/" + text_of(status["status"]))), {}, payload));
}

std::vector<Knock> knocks_in(office::Office& office, const Settings& settings, const Json& body) {
  std::vector<Knock> knocks;
  for (const auto& entry : body["entry"].items())
    for (const auto& change : entry["changes"].items()) {
      const auto& value = change["value"];
      const auto ours = value["metadata"]["phone_number_id"].text();
      if (change["field"].text() != "messages") continue;
      // One app may serve several numbers; what is for another is not ours to read.
      if (!settings.phone_number_id.empty() && !ours.empty() && ours != settings.phone_number_id) continue;
      for (const auto& message : value["messages"].items()) add_message(office, knocks, value, message);
      for (const auto& status : value["statuses"].items()) add_status(office, knocks, status);
    }
  return knocks;
}

office::Answer keep(office::Book& book, const std::vector<Knock>& knocks) {
  int fresh = 0;
  for (const auto& knock : knocks) {
    book.database().query("INSERT INTO whatsapp_inbox (digest, sender, sealed, received_at, due_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING")
        .blob(knock.digest).blob(knock.sender).blob(knock.sealed.bytes).number(book.now().ms).number(book.now().ms).run();
    fresh += book.database().changes();
  }
  return office::Done{{{"fresh", std::to_string(fresh)}}};
}

}  // namespace

std::optional<std::string> handshake(const Settings& settings, std::string_view mode, std::string_view verify_token, std::string_view challenge) {
  const bool known = !settings.verify_token.empty() && equal_in_constant_time(settings.verify_token, verify_token);
  if (mode != "subscribe" || !known) return std::nullopt;
  return std::string(challenge);
}

std::int64_t UnreadWebhooks::count(Moment now) {
  constexpr std::int64_t between_lines_ms = minutes(1);
  const std::lock_guard lock(mutex_);
  ++unsaid_;
  // A clock that was set back must not silence the diary.
  const bool is_due = !said_at_ || now >= *said_at_ + between_lines_ms || now < *said_at_;
  if (!is_due) return 0;
  said_at_ = now;
  return std::exchange(unsaid_, 0);
}

Later<int> receive(office::Office& office, const Settings& settings, std::string_view signature_header, ByteView raw) {
  if (raw.size() > webhook_bytes_max) return Later<int>::ready(413);
  const auto signature = check_signature(settings.app_secret, signature_header, raw);
  if (signature == Signature::missing) return Later<int>::ready(401);
  if (signature == Signature::wrong) return Later<int>::ready(403);
  const auto body = parse_json(raw);
  if (!body || !body->is_object()) {
    // Signed and yet unreadable: refused, so that it comes again and nobody believes that it was kept.
    static UnreadWebhooks unread;  // Of the whole program: so is its diary.
    if (const auto n = unread.count(office.now()); n > 0) log_warning("signed webhooks cannot be read", {{"since_the_last_line", n}, {"bytes_of_this_one", raw.size()}});
    return Later<int>::ready(400);
  }
  auto knocks = knocks_in(office, settings, *body);
  if (knocks.empty()) return Later<int>::ready(200);
  return office.record({.actor = "system"}, [knocks = std::move(knocks)](office::Book& book) { return keep(book, knocks); })
      .then([](const office::Answer& answer) { return office::done(answer) ? 200 : 503; });
}

}  // namespace opak::channels::whatsapp
