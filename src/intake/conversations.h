// Conversations: who waits for an answer, what was said, and who answers. For the officers' chat view (O2) and for the reception.
//
// Everything said is sealed under the contact's key, so erasing the contact erases the talk. A person may take over at any
// time; the dialogue is silent until they give back.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "intake/dialogue.h"
#include "office/book.h"

namespace opak::intake {

enum class Mind { bot, waiting_for_person, with_person };
std::string_view name_of(Mind mind);

struct Standing {
  std::string contact;
  Mind mind = Mind::bot;
  std::string why;      // "asked", "levy_report", ...: "dialogue.hand_over.<why>" was said.
  std::string officer;  // "officer/S-0007" while with_person.
  Moment waiting_since, heard_at, window_expires_at;  // Window: until then free words may be sent.
  int unread = 0;
  bool stopped = false;
  std::string no_request, no_request_by;  // Why this is no request, and which officer says so; "" where it is one.
  Moment lease_until;  // Until then whoever holds the talk has it (desk.h); 0: nobody waits in it.
  bool is_for_bot() const { return mind == Mind::bot || !no_request.empty(); }
};

enum class ConversationFilter { waiting_for_person, mine, all, no_requests };  // All but the last without the last.
struct StandingPage {
  std::vector<Standing> standings;  // Waiting: who waits longest first. Mine: who waits first, by their lease. All: the last heard first. No requests: the last marked first.
  std::int64_t total = 0;           // At most talks_listed_max.
};
constexpr std::int64_t talks_listed_max = 2'000;  // Nobody leafs further; an older talk is found by its number.
StandingPage list_conversations(store::Database& reader, ConversationFilter filter, int page = 0, std::string_view officer = {});  // officer: whose are mine, "officer/S-0001".
std::optional<Standing> find_standing(store::Database& reader, std::string_view contact);

// None: this officer may read the talk and answer. Refusals: channel.not_your_desk, channel.no_conversation.
std::optional<Refusal> may_answer(const office::Asked&, const std::optional<Standing>&);
// None: words that can be sent or kept. Refusals: channel.text_empty, channel.text_too_long {paling_banyak}.
std::optional<Refusal> wrong_words(const Personal<std::string>& words, std::size_t letters_max);

enum class Side { resident, bot, officer };
struct ChatLine {
  std::string id;
  Moment at;
  Side side = Side::resident;
  std::string officer;
  std::string kind;           // "text", "photo", "voice", ...
  Opened<std::string> text;   // What was said; for photos the caption.
  std::vector<Choice> choices;  // Buttons or rows that were offered.
  std::string document;         // A photo or a voice message that was kept with the line; "" if none.
  int seconds = 0;              // How long a voice message is; 0: not known.
  bool forwarded = false;       // Of the resident: somebody else's words, passed on.
};
struct ChatOpened {
  Standing standing;
  Opened<std::string> name, phone;
  std::vector<ChatLine> lines;        // Oldest first, at most 200.
  std::vector<KnownCase> cases;
  std::string draft, draft_service;   // Where a form is being filled in.
};
using ChatAnswer = std::variant<ChatOpened, Refusal, Failure>;

// A talk in the list: the masked name or number, and how the last line begins; no line where this officer may not read the talk.
struct TalkRow {
  std::optional<Opened<std::string>> who;  // None: erased.
  std::optional<ChatLine> last;
};
TalkRow talk_row(office::Office&, store::Database& reader, const Standing&, const office::Asked&);

// The newest lines of a talk, oldest of them first; none where there is no talk, or this officer may not read it.
std::vector<ChatLine> last_lines(office::Office&, store::Database& reader, const std::string& contact, int most, const office::Asked&);

// Needs role operator (or supervisor). Refusals: channel.not_your_desk, channel.no_conversation.
Later<ChatAnswer> open_conversation(office::Office&, std::string contact, const office::Asked&);

// A levy report is a matter for supervisors only.
Later<office::Answer> take_over(office::Office&, std::string contact, const office::Asked&);
Later<office::Answer> give_back_to_bot(office::Office&, std::string contact, const office::Asked&);
// "No request": out of the lists, and nothing is said to the resident. What they write next begins anew with the dialogue, in the lists
// again; taking the mark back leaves the talk as it stood. Refusals: office.reason_unknown, channel.with_colleague.
inline constexpr std::array<std::string_view, 5> no_request_reasons{"spam", "wrong_number", "greeting", "other_office", "handled"};
struct MarkNoRequest { std::string contact, reason; };
Later<office::Answer> mark_no_request(office::Office&, MarkNoRequest, const office::Asked&);
Later<office::Answer> is_a_request(office::Office&, std::string contact, const office::Asked&);
// Takes over by itself where nobody has; counts the first word. Outside the free window WhatsApp carries an invitation first. Refusals: channel.with_colleague, channel.text_empty, channel.text_too_long, channel.variable_left {kata}: a canned reply's variable was not filled in.
constexpr std::size_t answer_letters_max = 4000;
struct AnswerTalk {
  std::string contact;
  Personal<std::string> text;
  std::string canned = {};  // Key of the canned reply it was made of, "" if none; only counted.
};
Later<office::Answer> answer_by_officer(office::Office&, AnswerTalk, const office::Asked&);

// A message about one application to whoever filed it, from any desk. Who asks something takes the talk over, so that the answer
// comes to a person; what is only told to many leaves the talk with whoever has it. Outside the free window WhatsApp carries an invitation first, and the words follow the answer.
// Refusals: channel.not_your_desk, channel.with_colleague, channel.no_messages_wanted, channel.text_empty, channel.text_too_long.
enum class Answers { to_the_writer, as_before };
struct WriteToApplicant { std::string application; Personal<std::string> text; Answers answers = Answers::to_the_writer; };
Later<office::Answer> write_to_applicant(office::Office&, WriteToApplicant, const office::Asked&);

// Photos that came while a person answered or was waited for, and voice messages: so many are kept of one talk, so long.
constexpr int talk_photos_max = 20;
constexpr std::int64_t talk_photos_live_ms = days(30);
bool may_keep_photo(store::Database& reader, std::string_view contact);
struct TalkPhoto {
  std::string line, document;
  Moment at;
};
std::vector<TalkPhoto> photos_of_talk(store::Database& reader, std::string_view contact);  // Oldest first.
// For who may read the talk. None: no such photo, not theirs to see, or erased.
std::optional<Opened<Bytes>> open_photo(office::Office&, store::Database& reader, std::string_view contact, std::string_view line, const office::Asked&);
// A voice message kept with a line, and what kind of sound it is. For who may read the talk; none as above.
struct TalkVoice { Opened<Bytes> sound; std::string type; };
std::optional<TalkVoice> open_voice(office::Office&, store::Database& reader, std::string_view contact, std::string_view line, const office::Asked&);
// Makes a kept photo one of the papers of a form out of this talk. By who holds the talk. Refusals: draft.not_found,
// channel.no_photo, channel.with_colleague, application.papers_unknown.
struct PhotoToPaper { std::string application, paper, line; };
Later<office::Answer> photo_to_paper(office::Office&, PhotoToPaper, const office::Asked&);
// Forgets the photos that are older than they may be, at most `limit`; those that became a paper stay with the form.
int sweep_talk_photos(office::Office&, int limit = 200);

// For the reception and for others who write to a contact, inside a wish.
Conversation load_conversation(office::Office&, store::Database&, const std::string& contact);
void save_conversation_in(office::Book&, const Conversation&);
struct LineMarks {
  int seconds = 0;
  bool forwarded = false;
};
std::string keep_line_in(office::Book&, const std::string& contact, Side side, const std::string& officer, std::string_view kind, const Personal<std::string>& text,
                         const std::string& document = {}, const LineMarks& marks = {});
void hear_in(office::Book&, const std::string& contact, Moment said_at);  // Renews the 24 hours; counts what is unread.
void close_window_in(office::Book&, const std::string& contact);  // WhatsApp says so.
void set_mind_in(office::Book&, const std::string& contact, Mind mind, const std::string& why, const std::string& officer);
void set_stopped_in(office::Book&, const std::string& contact, bool stopped);
// Keeps the line and puts a letter with these words in the outbox: words {"line", id}, text sealed at "line/<id>".
void say_in(office::Book&, const std::string& contact, const std::string& language, Side side, const std::string& officer, const Reply& reply,
            const std::string& notice = "chat");
// What a letter of ours says; none: it is not ours, or the contact was erased.
std::optional<Reply> reply_of_letter(office::Office&, store::Database&, std::string_view contact, std::string_view line, const Sealed& text);

std::vector<KnownCase> known_cases(office::Office&, store::Database& reader, std::string_view contact);

}  // namespace opak::intake
