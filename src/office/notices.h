// A notice has an aim: that the resident knows. It is done when they read it, answered it, opened the status page, met the courier, or
// were told by a person; until then it goes from way to way of its ladder, and at the end a person takes it (office_call).
//
// A notice of a case that comes to be known makes the earlier ones of that case known too: who reads the newer reads it in the same place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "office/outbox.h"

namespace opak::office {

class Book;

struct LetterRow {
  std::string contact, application, notice, state, channel;
  int attempts = 0, rung = 0;
  std::optional<Moment> climb_at, informed_at;
  Bytes provider;
};
std::optional<LetterRow> find_letter(store::Database&, std::int64_t id);
std::int64_t wait_of(const Office&, const LetterRow&);                    // What its present way is given.
Moment may_ring(const Office&, const LetterRow&, Moment at);              // Outside the quiet hours where its ladder keeps them.
Moment may_ring(const Office&, std::string_view notice, int rung, Moment at);

// Inside a wish.
void inform_in(Book&, std::int64_t letter, std::string_view how);                                             // "read"
void inform_of_case_in(Book&, const std::string& contact, const std::string& application, std::string_view how);  // "opened", "met"
void inform_by_answer_in(Book&, const std::string& contact, Moment said_at);                                  // Whoever writes in the chat saw what came before.
enum class Climbing { goes_on, ends };
void climb_now_in(Book&, std::int64_t letter, Climbing);
void forget_letters(store::Database&, std::string_view contact);  // With their tries and calls; for erasures.

// The status page was opened by who holds its link or its number and digits. Writes only where somebody waits for it. Not waited for.
bool waits_to_be_known(store::Database& reader, std::string_view application, std::string_view contact);
Later<Answer> page_opened(Office&, std::string contact, std::string application);

// Notices that nobody is known to have read in the time their way was given, the longest waiting first. Reads only.
std::vector<Letter> letters_to_climb(store::Database& reader, Moment now, int limit);
// By another way of its ladder; `from` is where it stood. Nothing happens where it was informed meanwhile.
struct Climb { std::int64_t id = 0; int from = 0, to = 0; };
Later<Answer> climb(Office&, Climb);
// The resident wants no word any more: nobody climbs, nobody calls.
Later<Answer> end_ladder(Office&, std::int64_t letter, std::string why);
// The end of the ladder: onto the list of calls or slips, or, where the ladder ends with nobody, to the status page.
Later<Answer> give_to_person(Office&, std::int64_t letter);

// ---- What a person must tell

struct Call {
  std::int64_t id = 0;
  std::string contact, application, way;  // "call" | "slip"
  Moment made_at, due_at, try_at;
  int tries = 0;
  std::string claimed_by;  // "" where free, or where the lease is over.
  std::vector<std::string> notices;  // What there is to tell, the oldest first.
  bool ended = false;
};
constexpr std::int64_t call_lease_ms = minutes(20);
constexpr int calls_on_a_page = 25;
struct CallList {
  std::vector<Call> calls;
  std::int64_t total = 0;
};
CallList list_calls(store::Database& reader, Moment now, std::string_view way, int page = 0);  // Due first. What waits for its next try stands last.
std::vector<Letter> letters_of_call(store::Database& reader, std::int64_t id);  // What is still to be told, the oldest first.
std::optional<Call> find_call(store::Database& reader, std::int64_t id, Moment now);

// Role operator or supervisor. The opening of the number stands in the journal before it is shown. Another officer's call is refused until
// their lease is over. Refusals: office.not_your_role, office.call_ended, office.call_with_colleague.
struct ClaimCall { std::int64_t id = 0; };
Later<Answer> claim_call(Office&, ClaimCall, const Asked&);
// Name, number and language, for who claimed it. None: not claimed by them, or erased.
struct CallOpened { Opened<std::string> name, phone; };
std::optional<CallOpened> open_call(Office&, store::Database& reader, std::int64_t id, const Asked&);

// "reached": done. "not_reached": again later; after some tries a slip. "wrong_number": a slip. "handed" (slips only): done. "give_back": free again.
// Refusals: office.reason_unknown, office.call_ended, office.call_not_claimed.
struct EndCall { std::int64_t id = 0; std::string outcome; };
Later<Answer> end_call(Office&, EndCall, const Asked&);

struct CallNumbers { std::int64_t open = 0, overdue = 0; };
CallNumbers call_numbers(store::Database& reader, Moment now);

struct NoticeNumbers {
  std::int64_t known = 0, known_within_a_day = 0, on_their_way = 0, with_a_person = 0, ended_unknown = 0;
};
NoticeNumbers notice_numbers(store::Database& reader, Moment since);  // Of those written since then.

// Of the notices written from `from` on and before `to`: how many, and how many of them their residents knew of a day later.
struct KnownWithinADay { std::int64_t notices = 0, known = 0; };
KnownWithinADay known_within_a_day(store::Database& reader, Moment from, Moment to);

}  // namespace opak::office
