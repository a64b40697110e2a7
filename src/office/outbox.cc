#include "office/outbox.h"

#include "base/json.h"
#include "office/answers.h"
#include "office/record.h"

namespace opak::office {
namespace {

constexpr int attempts_max = 8;

std::string write_words(const Words& words) {
  Json json = Json::object();
  for (const auto& [name, value] : words) json.set(name, Json(value));
  return json.write();
}

Words read_words(std::string_view text) {
  Words words;
  if (const auto json = parse_json(text))
    for (const auto& [name, value] : json->members()) words.emplace_back(name, std::string(value.text()));
  return words;
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

std::int64_t letters_waiting(store::Database& reader) {
  auto row = reader.query("SELECT COUNT(*) FROM office_letter WHERE state = 'waiting'");
  row.next();
  return row.number_at(0);
}

std::vector<Letter> due_letters(store::Database& reader, Moment now, int limit) {
  std::vector<Letter> letters;
  const auto take = [&](Moment after, Moment until) {
    auto rows = reader.query("SELECT id, contact, application, notice, language, words, sealed, attempts FROM office_letter "
                             "WHERE state = 'waiting' AND due_at > $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3")
                    .number(after.ms).number(until.ms).number(limit - static_cast<std::int64_t>(letters.size()));
    while (rows.next())
      letters.push_back({rows.number_at(0), rows.string_at(1), rows.string_at(2), rows.string_at(3), rows.string_at(4), read_words(rows.text_at(5)),
                         Sealed{Bytes(rows.blob_at(6))}, static_cast<int>(rows.number_at(7))});
  };
  take(Moment{-1}, now);
  // Due later than we ever wait: the clock was ahead when this was written, and nobody shall wait until it is there again.
  if (static_cast<int>(letters.size()) < limit) take(now + wait_after(attempts_max), Moment{INT64_MAX});
  return letters;
}

void post(Book& book, Letter letter) {
  // A number is never given again, not even where an erasure took the newest letters away: WhatsApp still brings word of those.
  const auto id = book.next_number("letter");
  auto query = book.database().query("INSERT INTO office_letter (id, contact, application, notice, language, words, sealed, state, attempts, made_at, due_at) "
                                     "VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9)");
  query.number(id).text(letter.contact).text(letter.application).text(letter.notice).text(letter.language).text(write_words(letter.words));
  letter.text.bytes.empty() ? query.null() : query.blob(letter.text.bytes);
  query.number(book.now().ms).number(book.now().ms).run();
  if (auto* record = dynamic_cast<Record*>(&book)) record->note_letter();
}

Later<Answer> letter_sent(Office& office, LetterSent wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    book.database().query("UPDATE office_letter SET state = 'sent', attempts = attempts + 1, provider = $1, why = '' WHERE id = $2 AND state = 'waiting'")
        .blob(office.vault().blind("wamid", wish.provider_id)).number(wish.id).run();
    return Done{};
  });
}

Later<Answer> letter_failed(Office& office, LetterFailed wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    std::int64_t attempts = 0;
    {
      auto row = book.database().query("SELECT attempts FROM office_letter WHERE id = $1 AND state = 'waiting'").number(wish.id);
      if (!row.next()) return Done{};
      attempts = row.number_at(0) + 1;
    }
    const bool over = wish.for_good || attempts >= attempts_max;
    book.database().query("UPDATE office_letter SET state = $1, attempts = $2, due_at = $3, why = $4 WHERE id = $5")
        .text(over ? "failed" : "waiting").number(attempts).number(book.now().ms + wait_after(static_cast<int>(attempts))).text(wish.why).number(wish.id).run();
    return Done{};
  });
}

Later<Answer> letter_status(Office& office, LetterStatus wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto provider = office.vault().blind("wamid", wish.provider_id);
    std::int64_t id = 0, attempts = 0;
    std::string state, contact;
    {
      auto row = book.database().query("SELECT id, state, attempts, contact FROM office_letter WHERE provider = $1").blob(provider);
      if (!row.next()) return Done{};
      id = row.number_at(0);
      state = row.string_at(1);
      attempts = row.number_at(2);
      contact = row.string_at(3);
    }
    const bool upward = height_of(wish.status) > height_of(state) && state != "failed";
    const bool fails = wish.status == "failed" && height_of(state) < 2;
    if (fails && wish.go_again && state == "sent" && attempts < attempts_max) {
      book.database().query("UPDATE office_letter SET state = 'waiting', provider = NULL, due_at = $1 WHERE id = $2").number(book.now().ms).number(id).run();
      if (auto* record = dynamic_cast<Record*>(&book)) record->note_letter();
      return Done{{{"again", contact}}};
    }
    if (upward || fails) book.database().query("UPDATE office_letter SET state = $1 WHERE id = $2").text(wish.status).number(id).run();
    return Done{};
  });
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
