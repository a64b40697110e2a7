#include "intake/conversations.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "intake/canned.h"
#include "intake/desk.h"
#include "intake/drafts.h"
#include "office/apply_for.h"
#include "office/documents.h"
#include "office/not_home.h"
#include "office/notices.h"
#include "office/outbox.h"
#include "office/own_data.h"
#include "office/personal_facts.h"
#include "office/repairs.h"
#include "paper/voice.h"

namespace opak::intake {
namespace {

using office::Answer;
using office::Asked;
using office::Book;
using office::Done;
using office::Office;

constexpr std::int64_t window_ms = hours(24);  // From each message of theirs (WhatsApp's rule; 4.7 of the facts).
constexpr int page_rows = 25;
constexpr int lines_max = 200;
constexpr std::size_t row_letters_max = 60;

const char* columns = "contact, mind, why, officer, waiting_since, heard_at, window_expires_at, unread, stopped, no_request, no_request_by, lease_until";

Mind mind_named(std::string_view name) {
  if (name == "waiting_for_person") return Mind::waiting_for_person;
  return name == "with_person" ? Mind::with_person : Mind::bot;
}

std::string_view name_of(Side side) { return side == Side::resident ? "resident" : side == Side::bot ? "bot" : "officer"; }
Side side_named(std::string_view name) { return name == "resident" ? Side::resident : name == "bot" ? Side::bot : Side::officer; }

Standing standing_at(const store::Query& row) {
  return {row.string_at(0), mind_named(row.text_at(1)), row.string_at(2), row.string_at(3), Moment{row.number_at(4)},
          Moment{row.number_at(5)}, Moment{row.number_at(6)}, static_cast<int>(row.number_at(7)), row.number_at(8) != 0, row.string_at(9), row.string_at(10), Moment{row.number_at(11)}};
}

std::string conversation_place(const std::string& contact) { return "conversation/" + contact; }
std::string line_place(std::string_view id) { return "line/" + std::string(id); }

bool is_operator(const Asked& asked) { return asked.roles.has_any({access::Role::operator_, access::Role::supervisor}); }

void make_row(Book& book, const std::string& contact) {
  book.database().query("INSERT INTO intake_conversation (contact) VALUES ($1) ON CONFLICT DO NOTHING").text(contact).run();
}

// A resident's secret link is a key: it opens the letters for which a card is handed over. The officer who reads the talk
// sees that a link was sent, not the link.
std::string without_secrets(const std::string& text) {
  constexpr std::size_t token_letters = 22;
  const auto is_letter = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; };
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    auto end = at;
    while (end < text.size() && is_letter(text[end])) ++end;
    const bool is_token = end - at == token_letters && at > 0 && text[at - 1] == '/';
    out += is_token ? "…" : text.substr(at, end - at);
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  return out;
}

std::vector<ChatLine> lines_of(Office& office, store::Database& reader, const std::string& contact, int most = lines_max) {
  struct Kept {
    ChatLine line;
    Sealed sealed;
  };
  std::vector<Kept> kept;
  auto rows = reader.query("SELECT id, at, side, officer, kind, sealed, document FROM intake_line WHERE contact = $1 ORDER BY id DESC LIMIT $2").text(contact).number(most);
  while (rows.next()) {
    Kept one;
    one.line = {rows.string_at(0), Moment{rows.number_at(1)}, side_named(rows.text_at(2)), rows.string_at(3), rows.string_at(4), {}, {}, rows.string_at(6)};
    one.sealed.bytes = Bytes(rows.blob_at(5));
    kept.push_back(std::move(one));
  }
  std::vector<ChatLine> lines;
  for (auto at = kept.rbegin(); at != kept.rend(); ++at) {
    const auto fields = office::open_own(office, reader, contact, line_place(at->line.id), at->sealed);
    if (!fields) continue;
    if (at->line.side == Side::resident) {
      at->line.text = PersonalAccess::open(without_secrets(PersonalAccess::look(vault::field_of(*fields, "text"))));
      const auto seconds = PersonalAccess::look(vault::field_of(*fields, "seconds"));
      std::from_chars(seconds.data(), seconds.data() + seconds.size(), at->line.seconds);
      at->line.forwarded = !PersonalAccess::look(vault::field_of(*fields, "forwarded")).empty();
    } else {
      auto reply = read_reply(vault::field_of(*fields, "text"));
      at->line.text = PersonalAccess::open(without_secrets(PersonalAccess::look(reply.text)));
      at->line.choices = reply.buttons.empty() ? std::move(reply.rows) : std::move(reply.buttons);
    }
    lines.push_back(std::move(at->line));
  }
  return lines;
}

}  // namespace

std::optional<Refusal> may_answer(const Asked& asked, const std::optional<Standing>& standing) {
  if (!is_operator(asked)) return Refusal{"channel.not_your_desk"};
  if (!standing) return Refusal{"channel.no_conversation"};
  if (standing->why == "levy_report" && standing->mind != Mind::bot && !asked.roles.has(access::Role::supervisor)) return Refusal{"channel.not_your_desk"};
  return std::nullopt;
}

std::optional<Refusal> wrong_words(const Personal<std::string>& words, std::size_t letters_max) {
  const auto plain = trimmed(PersonalAccess::look(words));
  if (plain.empty() || !is_utf8(plain)) return Refusal{"channel.text_empty"};
  if (letters_count(plain) > letters_max) return Refusal{"channel.text_too_long", {{"paling_banyak", std::to_string(letters_max)}}};
  return std::nullopt;
}

std::string_view name_of(Mind mind) { return mind == Mind::bot ? "bot" : mind == Mind::waiting_for_person ? "waiting_for_person" : "with_person"; }

StandingPage list_conversations(store::Database& reader, ConversationFilter filter, int page, std::string_view officer) {
  struct Part {
    std::string where, order;
  };
  const auto part = [&]() -> Part {
    switch (filter) {
      case ConversationFilter::waiting_for_person: return {"mind = 'waiting_for_person' AND no_request = ''", "waiting_since, contact"};
      case ConversationFilter::mine: return {"mind = 'with_person' AND no_request = '' AND officer = $1", "(lease_until = 0), lease_until, contact"};
      case ConversationFilter::no_requests: return {"no_request <> ''", "no_request_at DESC, contact"};
      default: return {"no_request = ''", "(mind = 'waiting_for_person') DESC, heard_at DESC, contact"};
    }
  }();
  const bool is_mine = filter == ConversationFilter::mine;
  const auto asked = [&](const std::string& sql) {
    auto query = reader.query(sql);
    if (is_mine) query.text(officer);
    return query;
  };
  StandingPage found;
  {
    auto row = asked("SELECT COUNT(*) FROM (SELECT 1 FROM intake_conversation WHERE " + part.where + " LIMIT " + (is_mine ? "$2)" : "$1)")).number(talks_listed_max);
    row.next();
    found.total = row.number_at(0);
  }
  auto rows = asked(std::string("SELECT ") + columns + " FROM intake_conversation WHERE " + part.where + " ORDER BY " + part.order + (is_mine ? " LIMIT $2 OFFSET $3" : " LIMIT $1 OFFSET $2"))
                  .number(page_rows).number(std::int64_t{page} * page_rows);
  while (rows.next()) found.standings.push_back(standing_at(rows));
  return found;
}

std::optional<Standing> find_standing(store::Database& reader, std::string_view contact) {
  auto row = reader.query(std::string("SELECT ") + columns + " FROM intake_conversation WHERE contact = $1").text(contact);
  if (!row.next()) return std::nullopt;
  return standing_at(row);
}

TalkRow talk_row(Office& office, store::Database& reader, const Standing& standing, const Asked& asked) {
  TalkRow row;
  if (const auto card = office::addressee(office, reader, standing.contact)) {
    const bool has_name = !PersonalAccess::look(card->name).empty();
    row.who = has_name ? office::masked(card->name) : PersonalAccess::open(masked_digits(PersonalAccess::look(card->phone)));
  }
  if (may_answer(asked, standing)) return row;
  auto lines = lines_of(office, reader, standing.contact, 1);
  if (lines.empty()) return row;
  row.last = std::move(lines.back());
  row.last->text = PersonalAccess::open(shortened(one_spaced(PersonalAccess::look(row.last->text)), row_letters_max));
  return row;
}

std::vector<ChatLine> last_lines(Office& office, store::Database& reader, const std::string& contact, int most, const Asked& asked) {
  if (may_answer(asked, find_standing(reader, contact))) return {};
  return lines_of(office, reader, contact, most);
}

Later<ChatAnswer> open_conversation(Office& office, std::string contact, const Asked& asked) {
  auto& reader = office.reader();
  const auto standing = find_standing(reader, contact);
  if (auto refusal = may_answer(asked, standing)) return Later<ChatAnswer>::ready(*refusal);
  ChatOpened chat{*standing, {}, {}, lines_of(office, reader, contact), known_cases(office, reader, contact), {}, {}};
  if (const auto card = office::addressee(office, reader, contact)) {
    chat.name = card->name;
    chat.phone = card->phone;
  }
  const auto conversation = load_conversation(office, reader, contact);
  chat.draft = conversation.application;
  chat.draft_service = conversation.service;
  return Later<ChatAnswer>::ready(std::move(chat));
}

Later<Answer> take_over(Office& office, std::string contact, const Asked& asked) {
  return office.record(asked, [contact](Book& book) -> Answer {
    const auto standing = find_standing(book.database(), contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    if (standing->mind == Mind::with_person && standing->officer != book.asked().actor && !book.has_role({access::Role::supervisor}))
      return Refusal{"channel.with_colleague"};
    set_mind_in(book, contact, Mind::with_person, standing->why, book.asked().actor);
    return Done{{{"contact", contact}}};
  });
}

Later<Answer> give_back_to_bot(Office& office, std::string contact, const Asked& asked) {
  return office.record(asked, [contact](Book& book) -> Answer {
    const auto standing = find_standing(book.database(), contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    set_mind_in(book, contact, Mind::bot, "", "");
    return Done{{{"contact", contact}}};
  });
}

Later<Answer> mark_no_request(Office& office, MarkNoRequest wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    const auto standing = find_standing(book.database(), wish.contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    if (std::find(no_request_reasons.begin(), no_request_reasons.end(), wish.reason) == no_request_reasons.end()) return Refusal{"office.reason_unknown"};
    if (standing->mind == Mind::with_person && standing->officer != book.asked().actor && !book.has_role({access::Role::supervisor})) return Refusal{"channel.with_colleague"};
    book.database().query("UPDATE intake_conversation SET no_request = $1, no_request_by = $2, no_request_at = $3 WHERE contact = $4")
        .text(wish.reason).text(book.asked().actor).number(book.now().ms).text(wish.contact).run();
    return Done{{{"contact", wish.contact}}};
  });
}

Later<Answer> is_a_request(Office& office, std::string contact, const Asked& asked) {
  return office.record(asked, [contact](Book& book) -> Answer {
    if (auto refusal = may_answer(book.asked(), find_standing(book.database(), contact))) return *refusal;
    book.database().query("UPDATE intake_conversation SET no_request = '', no_request_by = '', no_request_at = 0 WHERE contact = $1").text(contact).run();
    return Done{{{"contact", contact}}};
  });
}

namespace {

Answer say_as_officer(Book& book, const std::string& contact, const std::string& words) {
  const auto language = load_conversation(book.office(), book.database(), contact).language;
  say_in(book, contact, language, Side::officer, book.asked().actor, {Personal<std::string>(words), {}, {}, {}});
  return Done{{{"contact", contact}}};
}

}  // namespace

Later<Answer> answer_by_officer(Office& office, AnswerTalk wish, const Asked& asked) {
  if (auto refusal = wrong_words(wish.text, answer_letters_max)) return Later<Answer>::ready(*refusal);
  const auto words = trimmed(PersonalAccess::look(wish.text));
  if (const auto left = variable_left_in(words); !left.empty()) return Later<Answer>::ready(Refusal{"channel.variable_left", {{"kata", left}}});
  return office.record(asked, [contact = wish.contact, canned = wish.canned, words](Book& book) -> Answer {
    const auto standing = find_standing(book.database(), contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    if (standing->mind == Mind::with_person && standing->officer != book.asked().actor) return Refusal{"channel.with_colleague"};
    // Who said STOP is answered while they talk, and not written to afterwards.
    if (standing->stopped && standing->window_expires_at <= book.now()) return Refusal{"channel.no_messages_wanted"};
    set_mind_in(book, contact, Mind::with_person, standing->why, book.asked().actor);
    officer_answered_in(book, contact);
    if (!canned.empty() && find_canned(book.office(), book.database(), canned)) count_canned_in(book, canned);
    return say_as_officer(book, contact, words);
  });
}

Later<Answer> write_to_applicant(Office& office, WriteToApplicant wish, const Asked& asked) {
  if (auto refusal = wrong_words(wish.text, answer_letters_max)) return Later<Answer>::ready(*refusal);
  const auto words = trimmed(PersonalAccess::look(wish.text));
  return office.record(asked, [application = wish.application, takes_over = wish.answers == Answers::to_the_writer, words](Book& book) -> Answer {
    if (!book.has_role({access::Role::operator_, access::Role::verifier, access::Role::supervisor})) return Refusal{"channel.not_your_desk"};
    const auto& state = book.application(application);
    if (state.number.empty()) return Refusal{"office.case_unknown"};
    const auto contact = state.contact;
    if (!book.office().vault().find_key(book.database(), contact)) return Refusal{"office.case_erased"};
    const auto standing = find_standing(book.database(), contact);
    // Who wants no messages, or said STOP, is telephoned. A talk they have open they may be answered in.
    const bool is_talking = standing && standing->window_expires_at > book.now();
    if (!is_talking && (!state.messages_wanted || (standing && standing->stopped))) return Refusal{"channel.no_messages_wanted"};
    if (standing && standing->why == "levy_report" && standing->mind != Mind::bot && !book.has_role({access::Role::supervisor})) return Refusal{"channel.not_your_desk"};
    if (!takes_over) return say_as_officer(book, contact, words);
    if (standing && standing->mind == Mind::with_person && standing->officer != book.asked().actor) return Refusal{"channel.with_colleague"};
    set_mind_in(book, contact, Mind::with_person, standing ? standing->why : "", book.asked().actor);
    officer_answered_in(book, contact);
    return say_as_officer(book, contact, words);
  });
}

bool may_keep_photo(store::Database& reader, std::string_view contact) {
  auto row = reader.query("SELECT COUNT(*) FROM intake_line WHERE contact = $1 AND document <> ''").text(contact);
  return row.next() && row.number_at(0) < talk_photos_max;
}

std::vector<TalkPhoto> photos_of_talk(store::Database& reader, std::string_view contact) {
  std::vector<TalkPhoto> photos;
  for (auto rows = reader.query("SELECT id, document, at FROM intake_line WHERE contact = $1 AND document <> '' AND kind <> 'voice' ORDER BY at, id").text(contact); rows.next();)
    photos.push_back({rows.string_at(0), rows.string_at(1), Moment{rows.number_at(2)}});
  return photos;
}

namespace {

enum class Holds { photo, voice };
std::string document_of_line(store::Database& database, std::string_view contact, std::string_view line, Holds holds) {
  auto row = database.query("SELECT document, kind FROM intake_line WHERE id = $1 AND contact = $2").text(line).text(contact);
  return row.next() && (row.text_at(1) == "voice") == (holds == Holds::voice) ? row.string_at(0) : std::string();
}

}  // namespace

std::optional<Opened<Bytes>> open_photo(Office& office, store::Database& reader, std::string_view contact, std::string_view line, const Asked& asked) {
  if (may_answer(asked, find_standing(reader, contact))) return std::nullopt;
  const auto document = document_of_line(reader, contact, line, Holds::photo);
  if (document.empty()) return std::nullopt;
  return office::open_own_document(office, reader, contact, document);
}

std::optional<TalkVoice> open_voice(Office& office, store::Database& reader, std::string_view contact, std::string_view line, const Asked& asked) {
  if (may_answer(asked, find_standing(reader, contact))) return std::nullopt;
  const auto document = document_of_line(reader, contact, line, Holds::voice);
  if (document.empty()) return std::nullopt;
  auto sound = office::open_own_document(office, reader, contact, document);
  const auto voice = sound ? paper::voice_in(PersonalAccess::look(*sound)) : std::nullopt;
  if (!voice) return std::nullopt;
  return TalkVoice{std::move(*sound), std::string(voice->type)};
}

Later<Answer> photo_to_paper(Office& office, PhotoToPaper wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    const auto contact = draft_contact(book.database(), wish.application);
    if (contact.empty()) return Refusal{"draft.not_found"};
    const auto standing = find_standing(book.database(), contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    if (standing->mind != Mind::with_person || standing->officer != book.asked().actor) return Refusal{"channel.with_colleague"};
    const auto document = document_of_line(book.database(), contact, wish.line, Holds::photo);
    if (document.empty()) return Refusal{"channel.no_photo"};
    if (auto refusal = put_paper_in(book, {wish.application, wish.paper, document})) return *refusal;
    touched_in(book, contact);
    return Done{{{"document", document}}};
  });
}

int sweep_talk_photos(Office& office, int limit) {
  int found = 0;
  office.record({.actor = "system"}, [limit, &found](Book& book) -> Answer {
    std::vector<TalkPhoto> old;
    for (auto rows = book.database().query("SELECT id, document, at FROM intake_line WHERE document <> '' AND at <= $1 LIMIT $2").number(book.now().ms - talk_photos_live_ms).number(limit); rows.next();)
      old.push_back({rows.string_at(0), rows.string_at(1), Moment{rows.number_at(2)}});
    for (const auto& photo : old) {
      book.database().query("UPDATE intake_line SET document = '' WHERE id = $1").text(photo.line).run();
      // What no row counts is swept away as a stray paper.
      if (!book.database().query("SELECT 1 FROM intake_draft_paper WHERE document = $1").text(photo.document).next()) office::forget_document(book, photo.document);
    }
    found = static_cast<int>(old.size());
    return Done{};
  }).wait();
  return found;
}

Conversation load_conversation(Office& office, store::Database& database, const std::string& contact) {
  Sealed sealed;
  {
    auto row = database.query("SELECT state FROM intake_conversation WHERE contact = $1").text(contact);
    if (row.next()) sealed.bytes = Bytes(row.blob_at(0));
  }
  Conversation fresh;
  fresh.contact = contact;
  if (sealed.bytes.empty()) return fresh;
  const auto fields = office::open_own(office, database, contact, conversation_place(contact), sealed);
  return fields ? read_conversation(contact, *fields) : fresh;
}

void save_conversation_in(Book& book, const Conversation& conversation) {
  make_row(book, conversation.contact);
  const auto sealed = office::seal_own(book.office(), book.database(), conversation.contact, conversation_place(conversation.contact), written(conversation));
  book.database().query("UPDATE intake_conversation SET state = $1 WHERE contact = $2").blob(sealed.bytes).text(conversation.contact).run();
}

namespace {

struct KeptLine {
  std::string id;
  Sealed sealed;
};

// Lines stand in the order in which they were written, also those of one moment, whose ids chance would order.
std::string line_id_after(const std::string& newest, std::string id) {
  constexpr std::string_view letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  if (newest < id) return id;
  id = newest;
  for (auto at = id.rbegin(); at != id.rend(); ++at) {
    const auto value = letters.find(*at);
    ensure(value != std::string_view::npos, "an id is written in our letters");
    *at = letters[(value + 1) % letters.size()];
    if (value + 1 < letters.size()) break;
  }
  return id;
}

std::string newest_line(store::Database& database, const std::string& contact) {
  auto row = database.query("SELECT id FROM intake_line WHERE contact = $1 ORDER BY id DESC LIMIT 1").text(contact);
  return row.next() ? row.string_at(0) : std::string();
}

KeptLine keep(Book& book, const std::string& contact, Side side, const std::string& officer, std::string_view kind, const Personal<std::string>& text, const std::string& document = {}, const LineMarks& marks = {}) {
  KeptLine line{line_id_after(newest_line(book.database(), contact), book.new_id()), {}};
  vault::Fields fields{{"text", PersonalAccess::look(text)}};
  if (marks.seconds > 0) fields.emplace_back("seconds", std::to_string(marks.seconds));
  if (marks.forwarded) fields.emplace_back("forwarded", "1");
  line.sealed = office::seal_own(book.office(), book.database(), contact, line_place(line.id), Personal<vault::Fields>(std::move(fields)));
  book.database().query("INSERT INTO intake_line (id, contact, at, side, officer, kind, sealed, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
      .text(line.id).text(contact).number(book.now().ms).text(name_of(side)).text(officer).text(kind).blob(line.sealed.bytes).text(document).run();
  return line;
}

}  // namespace

std::string keep_line_in(Book& book, const std::string& contact, Side side, const std::string& officer, std::string_view kind, const Personal<std::string>& text, const std::string& document, const LineMarks& marks) {
  return keep(book, contact, side, officer, kind, text, document, marks).id;
}

void hear_in(Book& book, const std::string& contact, Moment said_at) {
  make_row(book, contact);
  // Somebody who was no request writes again: from the beginning.
  book.database().query("UPDATE intake_conversation SET no_request = '', no_request_by = '', no_request_at = 0, mind = 'bot', why = '', officer = '', unread = 0, "
                        "asked_at = 0, unanswered_since = 0, lease_until = 0 WHERE contact = $1 AND no_request <> ''")
      .text(contact).run();
  // A clock that runs ahead elsewhere must not open the window longer than it is.
  const auto heard = std::min(said_at, book.now());
  book.database().query("UPDATE intake_conversation SET heard_at = max(heard_at, $1), window_expires_at = max(window_expires_at, $2), unread = unread + (mind <> 'bot') WHERE contact = $3")
      .number(heard.ms).number((heard + window_ms).ms).text(contact).run();
  resident_wrote_in(book, contact);
  // Who writes in the chat has seen what stands above it.
  office::inform_by_answer_in(book, contact, heard);
}

void close_window_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET window_expires_at = min(window_expires_at, $1) WHERE contact = $2").number(book.now().ms).text(contact).run();
}

void set_mind_in(Book& book, const std::string& contact, Mind mind, const std::string& why, const std::string& officer) {
  make_row(book, contact);
  book.database().query("UPDATE intake_conversation SET waiting_since = CASE WHEN $1 = 'waiting_for_person' AND mind <> 'waiting_for_person' THEN $2 ELSE waiting_since END, "
                        "no_request = '', no_request_by = '', no_request_at = 0, mind = $3, why = $4, officer = $5, unread = CASE WHEN $6 = 'with_person' OR $7 = 'bot' THEN 0 ELSE unread END WHERE contact = $8")
      .text(name_of(mind)).number(book.now().ms).text(name_of(mind)).text(why).text(officer).text(name_of(mind)).text(name_of(mind)).text(contact).run();
  switch (mind) {
    case Mind::bot: return left_to_machine_in(book, contact);
    case Mind::waiting_for_person: return asked_for_person_in(book, contact);
    case Mind::with_person: return taken_by_officer_in(book, contact);
  }
}

void set_stopped_in(Book& book, const std::string& contact, bool stopped) {
  make_row(book, contact);
  book.database().query("UPDATE intake_conversation SET stopped = $1 WHERE contact = $2").number(stopped ? 1 : 0).text(contact).run();
}

void say_in(Book& book, const std::string& contact, const std::string& language, Side side, const std::string& officer, const Reply& reply, const std::string& notice) {
  const auto line = keep(book, contact, side, officer, "text", written(reply));
  office::Letter letter;
  letter.contact = contact;
  letter.notice = notice;
  letter.language = language;
  letter.words = {{"line", line.id}};
  letter.text = line.sealed;
  office::post(book, std::move(letter));
}

std::optional<Reply> reply_of_letter(Office& office, store::Database& database, std::string_view contact, std::string_view line, const Sealed& text) {
  const auto fields = office::open_own(office, database, contact, line_place(line), text);
  if (!fields) return std::nullopt;
  return read_reply(vault::field_of(*fields, "text"));
}

std::vector<KnownCase> known_cases(Office& office, store::Database& reader, std::string_view contact) {
  std::vector<KnownCase> known;
  for (const auto& [id, state] : views::Boards(reader).cases_of_contact(contact)) {
    if (state.number.empty()) continue;
    const auto* service = office.catalogue().find_service(state.service);
    auto wanted = service != nullptr ? office::wanted_of(*service, state) : office::Wanted{};
    wanted.papers.insert(wanted.papers.end(), wanted.doubted.begin(), wanted.doubted.end());
    known.push_back({id, state.number, state.service, std::string(application::name_of(state.stage)), state.is_open(), state.expected_on(), state.answer_by,
                     state.return_reason, state.return_paper, state.missing, office.settings().public_address + office::status_path(office, id), std::move(wanted.papers), std::move(wanted.questions)});
    auto& one = known.back();
    one.left_its_run = !state.left_run.empty();
    one.courier_comes = !state.run.empty() && !state.disputed && state.is_open();
    if (const auto* counter = office.catalogue().city().counter_of(state.region)) {
      one.counter = counter->key;
      one.counter_name = counter->name;
    }
    if (one.courier_comes && state.stage != application::Stage::on_the_road) one.days_instead = office::days_instead(office, state);
  }
  return known;
}

}  // namespace opak::intake
