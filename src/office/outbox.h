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
};

// Letters that are due, oldest first. Reads only.
std::int64_t letters_waiting(store::Database& reader);  // Due or not.
std::vector<Letter> due_letters(store::Database& reader, Moment now, int limit);
// Inside a wish: puts a letter in the outbox.
void post(Book&, Letter letter);

// What became of it. `provider_id` is kept only as a keyed hash.
struct LetterSent { std::int64_t id = 0; Personal<std::string> provider_id; };
Later<Answer> letter_sent(Office&, LetterSent, const Asked&);
struct LetterFailed { std::int64_t id = 0; std::string why; bool for_good = false; };  // Else tried again, later and later.
Later<Answer> letter_failed(Office&, LetterFailed, const Asked&);
// sent < delivered < read, only upwards; failed is apart. Unknown ids are ignored.
// A failure that may go another way (`go_again`: WhatsApp no longer takes free words, a template goes through) puts the letter
// back in line, as often as any other failed attempt. Done words: {"again", the contact}.
struct LetterStatus { Personal<std::string> provider_id; std::string status; bool go_again = false; };
Later<Answer> letter_status(Office&, LetterStatus, const Asked&);

struct OutboxNumbers { std::int64_t waiting = 0, sent = 0, failed = 0; Moment oldest; };
OutboxNumbers outbox_numbers(store::Database& reader);

}  // namespace opak::office
