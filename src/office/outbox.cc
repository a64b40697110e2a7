#include "office/outbox.h"

#include "base/json.h"
#include "office/answers.h"
#include "office/notices.h"
#include "office/record.h"

namespace opak::office {
namespace {

constexpr int attempts_max = 8;
constexpr std::int64_t longest_wait_ms = hours(14);  // Quiet hours and more.

std::string write_words(const Words& words) {
  Json json = Json::object();
  for (const auto& [name, value] : words) json.set(name, Json(value));
  return json.write();
}

// One minute, then twice as long each time: 1, 2, 4 ... minutes.
std::int64_t wait_after(int attempts) { return minutes(1) << std::min(attempts, 10); }

int height_of(std::string_view state) {
  if (state == "sent") return 1;
  if (state == "delivered") return 2;
  if (state == "read") return 3;
  return 0;
}

}  // namespace

Words read_words(std::string_view text) {
  Words words;
  if (const auto json = parse_json(text))
    for (const auto& [name, value] : json->members()) words.emplace_back(name, std::string(value.text()));
  return words;
}

std::int64_t letters_waiting(store::Database& reader) {
  auto row = reader.query("SELECT COUNT(*) FROM office_letter WHERE state = 'waiting'");
  row.next();
  return row.number_at(0);
}

std::vector<Letter> due_letters(store::Database& reader, Moment now, int limit, std::string_view channel) {
  std::vector<Letter> letters;
  const auto take_of = [&](const char* which, Moment after, Moment until, int up_to) {
    // The words of office_letter_urgent's condition, letter by letter, so that SQLite takes that index.
    auto rows = reader.query(std::string("SELECT id, contact, application, notice, language, words, sealed, attempts, channel, rung FROM office_letter WHERE state = 'waiting' AND notice ") + which +
                             " ('code', 'chat', 'submitted') AND due_at > $1 AND due_at <= $2 AND ($3 = '' OR channel = $4) ORDER BY due_at, id LIMIT $5")
                    .number(after.ms).number(until.ms).text(channel).text(channel).number(up_to - static_cast<std::int64_t>(letters.size()));
    while (rows.next())
      letters.push_back({rows.number_at(0), rows.string_at(1), rows.string_at(2), rows.string_at(3), rows.string_at(4), read_words(rows.text_at(5)),
                         Sealed{Bytes(rows.blob_at(6))}, static_cast<int>(rows.number_at(7)), rows.string_at(8), static_cast<int>(rows.number_at(9))});
  };
  const auto take = [&](Moment after, Moment until) {
    // The day's notices are never put off altogether.
    take_of("IN", after, until, std::max(1, limit - limit / 5));
    take_of("NOT IN", after, until, limit);
  };
  take(Moment{-1}, now);
  // Due later than we ever wait: the clock was ahead when this was written, and nobody shall wait until it is there again.
  if (static_cast<int>(letters.size()) < limit) take(now + longest_wait_ms, Moment{INT64_MAX});
  return letters;
}

void post(Book& book, Letter letter) {
  // A number is never given again, not even where an erasure took the newest letters away: WhatsApp still brings word of those.
  const auto id = book.next_number("letter");
  const auto& ways = book.office().catalogue().city().notices;
  const auto* ladder = ways.find(letter.notice);
  const auto due_at = may_ring(book.office(), letter.notice, 0, book.now());
  auto query = book.database().query("INSERT INTO office_letter (id, contact, application, notice, language, words, sealed, state, attempts, made_at, due_at, channel, climb_at) "
                                     "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9, $10, $11)");
  query.number(id).text(letter.contact).text(letter.application).text(letter.notice).text(letter.language).text(write_words(letter.words));
  letter.text.bytes.empty() ? query.null() : query.blob(letter.text.bytes);
  query.number(book.now().ms).number(due_at.ms).text(ladder ? ladder->rungs.front().by : letter.channel);
  ladder ? query.number((due_at + ladder->rungs.front().wait_ms).ms) : query.null();
  query.run();
  if (auto* record = dynamic_cast<Record*>(&book)) record->note_letter(letter.application);
}

void hold_in(Book& book, std::int64_t letter, Moment until) {
  book.database().query("UPDATE office_letter SET due_at = $1 WHERE id = $2 AND state = 'waiting'").number(until.ms).number(letter).run();
}

Later<Answer> letter_sent(Office& office, LetterSent wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto provider = office.vault().blind("wamid", wish.provider_id);
    // Word of an earlier way may come when the letter is on its way by another already: both are remembered.
    book.database().query("INSERT INTO office_letter_try (provider, letter, channel, state, at) VALUES ($1, $2, $3, 'sent', $4) ON CONFLICT (provider) DO NOTHING")
        .blob(provider).number(wish.id).text(wish.channel).number(book.now().ms).run();
    if (book.database().changes() > 0 && !wish.kind.empty()) count_message_in(book, wish.channel, wish.kind, wish.parts);
    const auto letter = find_letter(book.database(), wish.id);
    if (!letter || letter->channel != wish.channel) return Done{};
    const auto wait = wait_of(book.office(), *letter);
    book.database().query("UPDATE office_letter SET state = 'sent', attempts = attempts + 1, provider = $1, why = '', climb_at = CASE WHEN climb_at IS NULL THEN NULL ELSE $2 END "
                          "WHERE id = $3 AND state = 'waiting'")
        .blob(provider).number(book.now().ms + wait).number(wish.id).run();
    return Done{};
  });
}

Later<Answer> letter_failed(Office& office, LetterFailed wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    const auto letter = find_letter(book.database(), wish.id);
    if (!letter || letter->state != "waiting") return Done{};
    const auto attempts = letter->attempts + 1;
    const bool over = wish.for_good || attempts >= attempts_max;
    book.database().query("UPDATE office_letter SET state = $1, attempts = $2, due_at = $3, why = $4 WHERE id = $5")
        .text(over ? "failed" : "waiting").number(attempts).number(may_ring(book.office(), *letter, book.now() + wait_after(attempts)).ms).text(wish.why).number(wish.id).run();
    if (over) climb_now_in(book, wish.id, wish.ends ? Climbing::ends : Climbing::goes_on);
    return Done{};
  });
}

Later<Answer> letter_status(Office& office, LetterStatus wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto provider = office.vault().blind("wamid", wish.provider_id);
    std::optional<std::int64_t> id;
    if (auto row = book.database().query("SELECT letter FROM office_letter_try WHERE provider = $1").blob(provider); row.next()) id = row.number_at(0);
    // What was sent before tries were kept.
    if (!id)
      if (auto row = book.database().query("SELECT id FROM office_letter WHERE provider = $1").blob(provider); row.next()) id = row.number_at(0);
    const auto letter = id ? find_letter(book.database(), *id) : std::nullopt;
    if (!letter) return Done{};
    if (height_of(wish.status) > 0 || wish.status == "failed")
      book.database().query("UPDATE office_letter_try SET state = $1 WHERE provider = $2 AND state <> 'failed' AND (CASE state WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 ELSE 3 END) < $3")
          .text(wish.status).blob(provider).number(wish.status == "failed" ? 2 : height_of(wish.status)).run();
    if (wish.status == "read") inform_in(book, *id, "read");
    // Of a way that was left already: the letter itself is on another now.
    if (letter->provider != provider) return Done{};
    const bool upward = height_of(wish.status) > height_of(letter->state) && letter->state != "failed";
    const bool fails = wish.status == "failed" && height_of(letter->state) < 2;
    if (fails && wish.go_again && letter->state == "sent" && letter->attempts < attempts_max) {
      book.database().query("UPDATE office_letter SET state = 'waiting', provider = NULL, due_at = $1 WHERE id = $2").number(book.now().ms).number(*id).run();
      if (auto* record = dynamic_cast<Record*>(&book)) record->note_letter();
      return Done{{{"again", letter->contact}}};
    }
    if (upward || fails) book.database().query("UPDATE office_letter SET state = $1 WHERE id = $2").text(wish.status).number(*id).run();
    if (fails) climb_now_in(book, *id, Climbing::goes_on);
    return Done{};
  });
}

std::string month_of(Moment at) { return iso_day(day_in_jakarta(at)).substr(0, 7); }

void count_message_in(Book& book, std::string_view channel, std::string_view kind, int parts) {
  book.database().query("INSERT INTO office_message_count (month, channel, kind, n) VALUES ($1, $2, $3, $4) ON CONFLICT (month, channel, kind) DO UPDATE SET n = n + excluded.n")
      .text(month_of(book.now())).text(channel).text(kind).number(parts).run();
}

std::vector<MessageCount> message_counts(store::Database& reader, std::string_view from_month) {
  std::vector<MessageCount> counts;
  for (auto rows = reader.query("SELECT month, channel, kind, n FROM office_message_count WHERE month >= $1 ORDER BY month DESC, channel, kind").text(from_month); rows.next();)
    counts.push_back({rows.string_at(0), rows.string_at(1), rows.string_at(2), rows.number_at(3)});
  return counts;
}

OutboxNumbers outbox_numbers(store::Database& reader) {
  OutboxNumbers numbers;
  auto rows = reader.query("SELECT state, COUNT(*), MIN(made_at) FROM office_letter GROUP BY state");
  while (rows.next()) {
    if (rows.text_at(0) == "waiting") {
      numbers.waiting = rows.number_at(1);
      numbers.oldest = {rows.number_at(2)};
    } else if (rows.text_at(0) == "failed") {
      numbers.failed = rows.number_at(1);
    } else {
      numbers.sent += rows.number_at(1);
    }
  }
  return numbers;
}

}  // namespace opak::office
