// The officers' desk around the talks: who holds one and for how long, what colleagues note for each other, and how long people wait
// for a person's first word.
//
// Whoever holds a talk in which the resident waits has it for the city's "talk_lease_minutes". Untouched that long it goes back to
// the list, before those who came later, and that is counted. An answer ends the lease; the resident's next word begins a new one.
#pragma once

#include <string>
#include <vector>

#include "intake/conversations.h"

namespace opak::intake {

std::int64_t lease_ms(const catalogue::City& city);  // 30 minutes where the city says nothing.

// Inside a wish, where the talk changes hands or hears something (conversations.cc).
void resident_wrote_in(office::Book&, const std::string& contact);
void asked_for_person_in(office::Book&, const std::string& contact);
void taken_by_officer_in(office::Book&, const std::string& contact);   // The lease begins anew.
void touched_in(office::Book&, const std::string& contact);            // Likewise, where somebody waits and the one who asks holds it.
void left_to_machine_in(office::Book&, const std::string& contact);
void officer_answered_in(office::Book&, const std::string& contact);   // Counts the wait where it was the first word.

// Work that is no answer yet (typing, a note, a form out of the talk) keeps the talk with whoever holds it. Does nothing for
// others, nor while more than half of the lease is left.
Later<office::Answer> keep_hold(office::Office&, std::string contact, const office::Asked&);

// What lay untouched goes back: to the list where somebody waits, else to the dialogue. Returns how many. Counted against whoever held it
// only where the office was open when the lease ended.
int return_untouched(office::Office&, int limit = 200);

// A plain note for colleagues, by anybody of the desk. Refusals: channel.not_your_desk, channel.no_conversation, channel.text_empty, channel.text_too_long.
constexpr std::size_t note_letters_max = 1000;
Later<office::Answer> add_note(office::Office&, std::string contact, Personal<std::string> text, const office::Asked&);

// The talk goes to a colleague, with a note that says what they need to know. By whoever holds it, by a supervisor, or by anybody where
// nobody holds it. A levy report goes to supervisors only. Refusals as above, channel.with_colleague, channel.colleague_unknown.
struct PassTalk { std::string contact, to; Personal<std::string> note; };
Later<office::Answer> pass_talk(office::Office&, PassTalk, const office::Asked&);

struct TalkNote {
  std::string id;
  Moment at;
  std::string officer, to;  // to: the staff id it was handed over to; "" where it is a plain note.
  Opened<std::string> text;
};
// Oldest first; none where this officer may not read the talk, or the contact was erased.
std::vector<TalkNote> notes_of(office::Office&, store::Database& reader, const std::string& contact, const office::Asked&);

// How long people waited for a person's first word. Nobody is named in it.
struct FirstReplies {
  std::int64_t talks = 0;
  std::int64_t half_within_minutes = 0, most_within_minutes = 0;  // Of half, and of nine in ten.
};
FirstReplies first_replies(store::Database& reader, Day from, Day to);
struct WaitingNow {
  std::int64_t talks = 0;
  Moment oldest;  // Since when; 0: nobody waits.
};
WaitingNow waiting_now(store::Database& reader);

// One officer's share, for whoever shares the work out (O8).
struct TalkLoad {
  std::int64_t held = 0, waiting = 0;  // Talks they hold; and those of them in which the resident waits.
  std::int64_t answered_first = 0, left_lying = 0;  // In the days asked for.
};
TalkLoad talk_load(store::Database& reader, std::string_view staff, Day from, Day to);
// All that somebody holds goes back to the list, or to the dialogue where nobody waits. By a supervisor. Done words: {"talks", n}.
Later<office::Answer> free_talks_of(office::Office&, std::string staff, const office::Asked&);

}  // namespace opak::intake
