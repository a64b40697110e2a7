#include "channels/whatsapp/inbox.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "intake/conversations.h"
#include "office/book.h"
#include "office/outbox.h"

namespace opak::channels::whatsapp {
namespace {

constexpr int media_tries_max = 5;
constexpr int tries_max = 12;             // Then it no longer holds up what the person wrote after it.
constexpr std::int64_t wait_ms_max = hours(1);
constexpr std::int64_t kept_ms = days(8);

struct Row {
  std::int64_t n = 0;
  Bytes digest, sender;
  Sealed sealed;
  int tries = 0;
};

std::vector<Row> due_rows(store::Database& reader, Moment now, int limit) {
  std::vector<Row> due;
  std::set<Bytes> held;  // Senders whose earlier message is still to be done.
  auto rows = reader.query("SELECT n, digest, sender, sealed, tries, due_at FROM whatsapp_inbox WHERE done_at IS NULL ORDER BY n LIMIT 2000");
  while (rows.next() && static_cast<int>(due.size()) < limit) {
    const Bytes sender(rows.blob_at(2));
    const bool is_status = sender.empty();
    if (!is_status && held.count(sender)) continue;
    // Due later than we ever wait: the clock was ahead when this was written, and nobody shall wait until it is there again.
    if (rows.number_at(5) > now.ms && rows.number_at(5) <= (now + wait_ms_max).ms) {
      if (!is_status && rows.number_at(4) < tries_max) held.insert(sender);
      continue;
    }
    // The next of the same person waits for the next round, when this one is done.
    if (!is_status) held.insert(sender);
    due.push_back({rows.number_at(0), Bytes(rows.blob_at(1)), sender, Sealed{Bytes(rows.blob_at(3))}, static_cast<int>(rows.number_at(4))});
  }
  return due;
}

void mark_done_in(office::Book& book, std::int64_t n) {
  // What was said now stands in the conversation, under the person's own key; the copy here is emptied.
  book.database().query("UPDATE whatsapp_inbox SET done_at = $1, sealed = x'' WHERE n = $2").number(book.now().ms).number(n).run();
}

void mark_done(office::Office& office, std::int64_t n) {
  office.record({.actor = "system"}, [n](office::Book& book) -> office::Answer {
    mark_done_in(book, n);
    return office::Done{};
  }).wait();
}

// Two seconds, then twice as long each time, at most an hour. What was acknowledged is never given up.
void try_later(office::Office& office, const Row& row, std::string_view why) {
  const auto wait = std::min(wait_ms_max, seconds(2) << std::min(row.tries, 11));
  log_warning("a message waits to be tried again", {{"why", why}, {"tries", row.tries + 1}});
  office.record({.actor = "system"}, [n = row.n, wait](office::Book& book) -> office::Answer {
    book.database().query("UPDATE whatsapp_inbox SET tries = tries + 1, due_at = $1 WHERE n = $2").number((book.now() + wait).ms).number(n).run();
    return office::Done{};
  }).wait();
}

std::string text_of(const Json& json) { return std::string(json.text()); }

struct Read {
  intake::Incoming incoming;
  std::string media;
};

// "Budi Santoso +62 812 0000 0001": the first of a shared contact card.
std::string words_of_contact(const Json& contact) {
  return trimmed(text_of(contact["name"]["formatted_name"]) + " " + text_of(contact["phones"][std::size_t{0}]["phone"]));
}

Read read_message(const Json& message) {
  using Kind = intake::IncomingKind;
  Read read;
  auto& incoming = read.incoming;
  const auto type = message["type"].text();
  const auto words = [&](std::string text) { incoming.text = Personal<std::string>(std::move(text)); };
  incoming.forwarded = message["context"]["forwarded"].truth() || message["context"]["frequently_forwarded"].truth();
  if (type == "text") {
    words(text_of(message["text"]["body"]));
  } else if (type == "interactive" || type == "button") {
    incoming.kind = Kind::choice;
    const auto& answer = message["interactive"];
    const auto& chosen = answer["type"].text() == "list_reply" ? answer["list_reply"] : answer["button_reply"];
    incoming.choice = type == "button" ? text_of(message["button"]["payload"]) : text_of(chosen["id"]);
    words(type == "button" ? text_of(message["button"]["text"]) : text_of(chosen["title"]));
    if (incoming.choice.empty()) incoming.kind = Kind::unsupported;
  } else if (type == "image" || type == "document") {
    incoming.kind = Kind::photo;
    read.media = text_of(message[type]["id"]);
    words(text_of(message[type]["caption"]));
  } else if (type == "location") {
    incoming.kind = Kind::location;
    incoming.lat = message["location"]["latitude"].real();
    incoming.lon = message["location"]["longitude"].real();
  } else if (type == "audio") {
    incoming.kind = Kind::voice;
    read.media = text_of(message["audio"]["id"]);
  } else {
    // What we cannot take may hold words all the same: they are for whoever reads the talk.
    if (type == "edit") words(text_of(message["edit"]["message"]["text"]["body"]));
    if (type == "video") words(text_of(message["video"]["caption"]));
    if (type == "contacts") words(words_of_contact(message["contacts"][std::size_t{0}]));
    const std::pair<std::string_view, Kind> others[] = {{"sticker", Kind::sticker},         {"reaction", Kind::reaction},
                                                        {"edit", Kind::edited},     {"revoke", Kind::revoked},          {"system", Kind::number_changed}};
    const auto known = std::find_if(std::begin(others), std::end(others), [&](const auto& other) { return other.first == type; });
    incoming.kind = known == std::end(others) ? Kind::unsupported : known->second;
  }
  return read;
}

Moment said_at(const Json& message, Moment otherwise) {
  const auto text = message["timestamp"].text();
  std::int64_t unix_seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), unix_seconds);
  if (error != std::errc() || end != text.data() + text.size() || unix_seconds <= 0 || unix_seconds > 4'102'444'800) return otherwise;
  return {unix_seconds * 1000};
}

Personal<vault::Fields> card_of(const Json& payload) {
  vault::Fields card;
  for (const auto* name : {"phone", "bsuid", "name"})
    if (auto value = text_of(payload[name]); !value.empty()) card.emplace_back(name, std::move(value));
  return Personal<vault::Fields>(std::move(card));
}

bool do_message(office::Office& office, Graph& graph, const intake::Understanding& understanding, const Row& row, const Json& payload) {
  const auto& message = payload["message"];
  auto read = read_message(message);
  intake::Received received{card_of(payload), std::move(read.incoming), {}, said_at(message, office.now()), "wa/" + to_hex(row.digest)};
  if (received.incoming.kind == intake::IncomingKind::photo) {
    auto media = graph.fetch_media(read.media);
    if (!media && media.error().hint != never_comes && row.tries + 1 < media_tries_max) return try_later(office, row, media.error().what), false;
    if (media) received.photo = std::move(media->bytes);
    else received.incoming.kind = intake::IncomingKind::broken_photo;
  }
  if (received.incoming.kind == intake::IncomingKind::voice) {
    auto media = graph.fetch_media(read.media);
    if (!media && row.tries + 1 < media_tries_max) return try_later(office, row, media.error().what), false;
    if (media && intake::is_voice(media->bytes)) received.photo = std::move(media->bytes);
    else received.incoming.kind = intake::IncomingKind::broken_voice;
  }
  const auto done = intake::receive(office, understanding, received, [n = row.n](office::Book& book) { mark_done_in(book, n); });
  if (done) return true;
  try_later(office, row, done.error().what);
  return false;
}

// "letter/17": our own words, given back with a status.
std::optional<std::int64_t> letter_in(std::string_view callback) {
  constexpr std::string_view start = "letter/";
  if (!callback.starts_with(start)) return std::nullopt;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(callback.data() + start.size(), callback.data() + callback.size(), id);
  if (error != std::errc() || end != callback.data() + callback.size()) return std::nullopt;
  return id;
}

bool is_unanswered(store::Database& reader, std::int64_t letter) {
  return reader.query("SELECT 1 FROM whatsapp_sending WHERE letter = $1 AND state = 'unanswered'").number(letter).next();
}

bool do_status(office::Office& office, const Row& row, const Json& status) {
  const Personal<std::string> id(text_of(status["id"]));
  const office::Asked asked{.actor = "system"};
  // A send without an answer did go out after all.
  if (const auto letter = letter_in(status["biz_opaque_callback_data"].text()); letter && is_unanswered(office.reader(), *letter)) {
    if (office::failed(office::letter_sent(office, {*letter, id}, asked).wait())) return try_later(office, row, "busy"), false;
    office.record(asked, [n = *letter](office::Book& book) -> office::Answer {
      book.database().query("DELETE FROM whatsapp_sending WHERE letter = $1").number(n).run();
      return office::Done{};
    }).wait();
  }
  const auto code = status["errors"][std::size_t{0}]["code"].number();
  if (code != 0) log_warning("a message did not arrive", {{"code", code}});
  auto word = text_of(status["status"]);
  if (word == "played") word = "read";
  const auto said = office::letter_status(office, {id, word, verdict_of(static_cast<int>(code)) == Verdict::needs_template}, asked).wait();
  if (office::failed(said)) return try_later(office, row, "busy"), false;
  // Accepted first, refused later: the window had closed. Ours closes too, and the words go again as a template.
  if (const auto* done = office::done(said); done != nullptr && !done->word("again").empty())
    office.record(asked, [contact = done->word("again")](office::Book& book) -> office::Answer {
      intake::close_window_in(book, contact);
      return office::Done{};
    }).wait();
  mark_done(office, row.n);
  return true;
}

std::string place_of(ByteView digest) { return "whatsapp_inbox/" + to_hex(digest); }

bool do_row(office::Office& office, Graph& graph, const intake::Understanding& understanding, const Row& row) {
  const auto plain = office.vault().open_for_city(place_of(row.digest), row.sealed);
  const auto payload = plain ? parse_json(*plain) : failure("a sealed message does not open");
  if (!payload) {
    log_error("a kept message cannot be opened", {{"n", row.n}});
    try_later(office, row, "sealed");
    return false;
  }
  try {
    return (*payload)["status"].is_object() ? do_status(office, row, (*payload)["status"]) : do_message(office, graph, understanding, row, *payload);
  } catch (const std::exception& error) {
    log_error("a message met a bug", {{"what", error.what()}});
    try_later(office, row, "bug");
    return false;
  }
}

}  // namespace

int process_inbox(office::Office& office, Graph& graph, const intake::Understanding& understanding, int limit) {
  int done = 0;
  while (done < limit) {
    const auto rows = due_rows(office.reader(), office.now(), limit - done);
    int now_done = 0;
    for (const auto& row : rows) now_done += do_row(office, graph, understanding, row);
    done += now_done;
    if (now_done == 0) break;
  }
  return done;
}

InboxNumbers inbox_numbers(store::Database& reader) {
  auto row = reader.query("SELECT COUNT(*), COALESCE(MIN(received_at), 0) FROM whatsapp_inbox WHERE done_at IS NULL");
  row.next();
  return {row.number_at(0), Moment{row.number_at(1)}};
}

void reseal_inbox(store::Database& database, const vault::Vault& vault) {
  std::vector<std::pair<std::int64_t, Sealed>> again;
  for (auto rows = database.query("SELECT n, digest, sealed FROM whatsapp_inbox WHERE done_at IS NULL"); rows.next();)
    if (auto sealed = vault.resealed_for_city(place_of(rows.blob_at(1)), Sealed{Bytes(rows.blob_at(2))})) again.emplace_back(rows.number_at(0), std::move(*sealed));
  for (const auto& [n, sealed] : again) database.query("UPDATE whatsapp_inbox SET sealed = $1 WHERE n = $2").blob(sealed.bytes).number(n).run();
}

void sweep_inbox(office::Office& office) {
  office.record({.actor = "system"}, [](office::Book& book) -> office::Answer {
    book.database().query("DELETE FROM whatsapp_inbox WHERE done_at < $1").number(book.now().ms - kept_ms).run();
    return office::Done{};
  }).wait();
}

void InboxWorker::start() { thread_ = std::thread([this] { loop(); }); }

void InboxWorker::wake() {
  std::lock_guard lock(mutex_);
  has_work_ = true;
  woken_.notify_one();
}

void InboxWorker::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void InboxWorker::loop() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, std::chrono::seconds(1), [&] { return has_work_ || stopping_; });
      if (stopping_) return;
      has_work_ = false;
    }
    try {
      process_inbox(office_, graph_, understanding_);
    } catch (const std::exception& error) {
      log_error("the inbox could not be read", {{"what", error.what()}});
    }
  }
}

}  // namespace opak::channels::whatsapp
