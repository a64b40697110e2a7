// Letters to send: written in the transaction of the fact they tell of, sent afterwards, never rebuilt.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/office.h"

namespace opak::office {

// Where a one-time code is sealed in its letter.
constexpr std::string_view code_place = "letter/code";

struct Letter {
  std::int64_t id = 0;
  std::string contact = {};  // Subject.
  std::string application;  // "" where the letter is about no case.
  std::string notice;       // "submitted", "on_the_road", "chat" ...; the sentence is "notice.<notice>".
  std::string language;
  Words words;              // Facts for the sentence; never personal.
  Sealed text = {};         // For chat answers: the whole message (JSON) sealed under the contact's key. Else empty.
  int attempts = 0;
  std::string channel = "whatsapp";  // The way it goes now, and how high on its ladder that stands (catalogue/notices.h).
  int rung = 0;
};

Words read_words(std::string_view json);  // As a letter keeps them.
std::int64_t letters_waiting(store::Database& reader);  // Due or not.
// Letters that are due, oldest first. What somebody waits for at this moment (a code they asked for, an answer in a talk, a receipt) comes
// before the day's notices, which keep a fifth of the places. Reads only.
// `channel`: only those that go this way now; "" for all.
std::vector<Letter> due_letters(store::Database& reader, Moment now, int limit, std::string_view channel = {});
// Inside a wish: puts a letter in the outbox.
void post(Book&, Letter letter);
// Inside a wish: one that still waits is not due before then. What is on its way without an answer must not stand in the way of others.
void hold_in(Book&, std::int64_t letter, Moment until);

// What became of it. `provider_id` is kept only as a keyed hash. `kind` and `parts` are for the bill: "service", "template", "sms", "email".
struct LetterSent { std::int64_t id = 0; Personal<std::string> provider_id; std::string channel = "whatsapp"; std::string kind = {}; int parts = 1; };
Later<Answer> letter_sent(Office&, LetterSent, const Asked&);
// Else tried again, later and later. Failed for good, or too often: the next way is tried at once, unless the resident wants no word (`ends`).
struct LetterFailed { std::int64_t id = 0; std::string why; bool for_good = false, ends = false; };
Later<Answer> letter_failed(Office&, LetterFailed, const Asked&);
// sent < delivered < read, only upwards; failed is apart. Unknown ids are ignored. Who read it knows it (office/notices.h).
// A failure that may go another way (`go_again`: WhatsApp no longer takes free words, a template goes through) puts the letter
// back in line, as often as any other failed attempt. Done words: {"again", the contact}.
struct LetterStatus { Personal<std::string> provider_id; std::string status; bool go_again = false; };
Later<Answer> letter_status(Office&, LetterStatus, const Asked&);

struct OutboxNumbers { std::int64_t waiting = 0, sent = 0, failed = 0; Moment oldest; };
OutboxNumbers outbox_numbers(store::Database& reader);

// Messages that went out in a month ("2026-11"), by way and kind.
struct MessageCount { std::string month, channel, kind; std::int64_t n = 0; };
std::string month_of(Moment at);
std::vector<MessageCount> message_counts(store::Database& reader, std::string_view from_month);
void count_message_in(Book&, std::string_view channel, std::string_view kind, int parts);

}  // namespace opak::office
