#include "intake/desk.h"

#include <algorithm>

#include "base/text.h"
#include "office/own_data.h"
#include "office/personal_facts.h"
#include "office/work_sharing.h"

namespace opak::intake {
namespace {

using office::Answer;
using office::Asked;
using office::Book;
using office::Done;
using office::Office;

constexpr std::int64_t lease_minutes_usual = 30;
constexpr int notes_max = 100;

std::string note_place(const std::string& id) { return "note/" + id; }

std::string officer_of(const std::string& staff) { return "officer/" + staff; }

void keep_note_in(Book& book, const std::string& contact, const std::string& to, const Personal<std::string>& text) {
  const auto id = book.new_id();
  const auto sealed = office::seal_own(book.office(), book.database(), contact, note_place(id), office::with_named("text", text));
  book.database().query("INSERT INTO intake_note (id, contact, at, officer, to_officer, sealed) VALUES ($1, $2, $3, $4, $5, $6)")
      .text(id).text(contact).number(book.now().ms).text(book.asked().actor).text(to).blob(sealed.bytes).run();
}

// Somebody waits in it: back to the list, before those who came later. Nobody does: the dialogue answers what comes next.
void give_back_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET officer = '', lease_until = 0, "
                        "mind = CASE WHEN asked_at > 0 OR unanswered_since > 0 THEN 'waiting_for_person' ELSE 'bot' END, "
                        "why = CASE WHEN asked_at = 0 AND unanswered_since = 0 THEN '' WHEN why = '' THEN 'asked' ELSE why END, "
                        "waiting_since = CASE WHEN asked_at > 0 THEN asked_at WHEN unanswered_since > 0 THEN unanswered_since ELSE waiting_since END, "
                        "asked_at = CASE WHEN asked_at > 0 THEN asked_at ELSE unanswered_since END, unanswered_since = 0 WHERE contact = $1")
      .text(contact).run();
}

}  // namespace

std::int64_t lease_ms(const catalogue::City& city) {
  const auto at = city.settings.find("talk_lease_minutes");
  return minutes(at == city.settings.end() ? lease_minutes_usual : at->second);
}

void resident_wrote_in(Book& book, const std::string& contact) {
  const auto now = book.now().ms, until = now + lease_ms(book.office().catalogue().city());
  book.database().query("UPDATE intake_conversation SET unanswered_since = CASE WHEN unanswered_since = 0 THEN $1 ELSE unanswered_since END, "
                        "lease_until = CASE WHEN lease_until = 0 THEN $2 ELSE lease_until END WHERE contact = $3 AND mind = 'with_person'")
      .number(now).number(until).text(contact).run();
}

void asked_for_person_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET asked_at = CASE WHEN asked_at = 0 THEN $1 ELSE asked_at END, lease_until = 0, unanswered_since = 0 WHERE contact = $2")
      .number(book.now().ms).text(contact).run();
}

void taken_by_officer_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET lease_until = $1 WHERE contact = $2").number(book.now().ms + lease_ms(book.office().catalogue().city())).text(contact).run();
}

void touched_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET lease_until = $1 WHERE contact = $2 AND mind = 'with_person' AND officer = $3 AND lease_until > 0")
      .number(book.now().ms + lease_ms(book.office().catalogue().city())).text(contact).text(book.asked().actor).run();
}

void left_to_machine_in(Book& book, const std::string& contact) {
  book.database().query("UPDATE intake_conversation SET asked_at = 0, unanswered_since = 0, lease_until = 0 WHERE contact = $1").text(contact).run();
}

void officer_answered_in(Book& book, const std::string& contact) {
  Moment asked_at;
  {
    auto row = book.database().query("SELECT asked_at FROM intake_conversation WHERE contact = $1").text(contact);
    if (!row.next()) return;
    asked_at = Moment{row.number_at(0)};
  }
  if (asked_at.ms > 0)
    book.database().query("INSERT INTO intake_first_reply (day, minutes, officer, talks) VALUES ($1, $2, $3, 1) ON CONFLICT (day, minutes, officer) DO UPDATE SET talks = talks + 1")
        .number(day_in_jakarta(book.now()).number).number(std::max<std::int64_t>(book.now().ms - asked_at.ms, 0) / minutes(1)).text(book.asked().actor).run();
  book.database().query("UPDATE intake_conversation SET asked_at = 0, unanswered_since = 0, lease_until = 0 WHERE contact = $1").text(contact).run();
}

Later<Answer> keep_hold(Office& office, std::string contact, const Asked& asked) {
  const auto half = lease_ms(office.catalogue().city()) / 2;
  const auto standing = find_standing(office.reader(), contact);
  const bool is_held = standing && standing->mind == Mind::with_person && standing->officer == asked.actor && standing->lease_until.ms > 0;
  if (!is_held || standing->lease_until.ms > office.now().ms + half) return Later<Answer>::ready(Done{});
  return office.record(asked, [contact](Book& book) -> Answer {
    touched_in(book, contact);
    return Done{};
  });
}

int return_untouched(Office& office, int limit) {
  const auto ended = [limit](store::Database& database, Moment now) {
    std::vector<std::tuple<std::string, std::string, Moment>> talks;
    for (auto rows = database.query("SELECT contact, officer, lease_until FROM intake_conversation WHERE mind = 'with_person' AND lease_until > 0 AND no_request = '' AND lease_until <= $1 ORDER BY lease_until LIMIT $2")
                         .number(now.ms).number(limit); rows.next();)
      talks.emplace_back(rows.string_at(0), rows.string_at(1), Moment{rows.number_at(2)});
    return talks;
  };
  if (ended(office.reader(), office.now()).empty()) return 0;  // Nothing is written where nothing is to be done.
  int returned = 0;
  office.record({.actor = "system"}, [&](Book& book) -> Answer {
    const auto& calendar = book.office().catalogue().city().calendar;
    for (const auto& [contact, officer, until] : ended(book.database(), book.now())) {
      give_back_in(book, contact);
      ++returned;
      if (!calendar.is_open(until)) continue;
      book.database().query("INSERT INTO intake_left_lying (day, officer, talks) VALUES ($1, $2, 1) ON CONFLICT (day, officer) DO UPDATE SET talks = talks + 1")
          .number(day_in_jakarta(until).number).text(officer).run();
    }
    return Done{};
  }).wait();
  return returned;
}

Later<Answer> add_note(Office& office, std::string contact, Personal<std::string> text, const Asked& asked) {
  if (auto refusal = wrong_words(text, note_letters_max)) return Later<Answer>::ready(*refusal);
  return office.record(asked, [contact, text](Book& book) -> Answer {
    if (auto refusal = may_answer(book.asked(), find_standing(book.database(), contact))) return *refusal;
    keep_note_in(book, contact, "", text);
    touched_in(book, contact);
    return Done{{{"contact", contact}}};
  });
}

Later<Answer> pass_talk(Office& office, PassTalk wish, const Asked& asked) {
  if (auto refusal = wrong_words(wish.note, note_letters_max)) return Later<Answer>::ready(*refusal);
  return office.record(asked, [wish](Book& book) -> Answer {
    const auto standing = find_standing(book.database(), wish.contact);
    if (auto refusal = may_answer(book.asked(), standing)) return *refusal;
    if (standing->mind == Mind::with_person && standing->officer != book.asked().actor && !book.has_role({access::Role::supervisor})) return Refusal{"channel.with_colleague"};
    const auto roles = office::roles_of_colleague(book.database(), wish.to);
    if (!roles || may_answer({.actor = officer_of(wish.to), .roles = *roles}, standing)) return Refusal{"channel.colleague_unknown"};
    set_mind_in(book, wish.contact, Mind::with_person, standing->why, officer_of(wish.to));
    keep_note_in(book, wish.contact, wish.to, wish.note);
    return Done{{{"contact", wish.contact}}};
  });
}

std::vector<TalkNote> notes_of(Office& office, store::Database& reader, const std::string& contact, const Asked& asked) {
  if (may_answer(asked, find_standing(reader, contact))) return {};
  struct Kept {
    TalkNote note;
    Sealed sealed;
  };
  std::vector<Kept> kept;
  for (auto rows = reader.query("SELECT id, at, officer, to_officer, sealed FROM intake_note WHERE contact = $1 ORDER BY id DESC LIMIT $2").text(contact).number(notes_max); rows.next();) {
    Kept one;
    one.note = {rows.string_at(0), Moment{rows.number_at(1)}, rows.string_at(2), rows.string_at(3), {}};
    one.sealed.bytes = Bytes(rows.blob_at(4));
    kept.push_back(std::move(one));
  }
  std::vector<TalkNote> notes;
  for (auto at = kept.rbegin(); at != kept.rend(); ++at) {
    const auto fields = office::open_own(office, reader, contact, note_place(at->note.id), at->sealed);
    if (!fields) continue;
    at->note.text = vault::field_of(*fields, "text");
    notes.push_back(std::move(at->note));
  }
  return notes;
}

FirstReplies first_replies(store::Database& reader, Day from, Day to) {
  std::vector<std::pair<std::int64_t, std::int64_t>> waits;  // Minutes, talks.
  FirstReplies found;
  for (auto rows = reader.query("SELECT minutes, talks FROM intake_first_reply WHERE day BETWEEN $1 AND $2").number(from.number).number(to.number); rows.next();) {
    waits.emplace_back(rows.number_at(0), rows.number_at(1));
    found.talks += rows.number_at(1);
  }
  std::sort(waits.begin(), waits.end());
  // The wait that so many in ten did not pass.
  const auto within = [&](std::int64_t tenths) {
    std::int64_t passed = 0;
    for (const auto& [waited, talks] : waits)
      if ((passed += talks) * 10 >= found.talks * tenths) return waited;
    return std::int64_t{0};
  };
  found.half_within_minutes = within(5);
  found.most_within_minutes = within(9);
  return found;
}

WaitingNow waiting_now(store::Database& reader) {
  WaitingNow now;
  now.talks = list_conversations(reader, ConversationFilter::waiting_for_person).total;
  auto row = reader.query("SELECT waiting_since FROM intake_conversation WHERE mind = 'waiting_for_person' AND no_request = '' ORDER BY waiting_since LIMIT 1");
  if (row.next()) now.oldest = Moment{row.number_at(0)};
  return now;
}

TalkLoad talk_load(store::Database& reader, std::string_view staff, Day from, Day to) {
  const auto officer = officer_of(std::string(staff));
  TalkLoad load;
  {
    auto row = reader.query("SELECT COUNT(*), SUM(lease_until > 0) FROM intake_conversation WHERE mind = 'with_person' AND no_request = '' AND officer = $1").text(officer);
    if (row.next()) load.held = row.number_at(0), load.waiting = row.is_null_at(1) ? 0 : row.number_at(1);
  }
  const auto counted = [&](const char* sql) {
    auto row = reader.query(sql).number(from.number).number(to.number).text(officer);
    return row.next() && !row.is_null_at(0) ? row.number_at(0) : 0;
  };
  load.answered_first = counted("SELECT SUM(talks) FROM intake_first_reply WHERE day BETWEEN $1 AND $2 AND officer = $3");
  load.left_lying = counted("SELECT SUM(talks) FROM intake_left_lying WHERE day BETWEEN $1 AND $2 AND officer = $3");
  return load;
}

Later<Answer> free_talks_of(Office& office, std::string staff, const Asked& asked) {
  return office.record(asked, [staff](Book& book) -> Answer {
    if (!book.has_role({access::Role::supervisor})) return Refusal{"channel.not_your_desk"};
    std::vector<std::string> talks;
    for (auto rows = book.database().query("SELECT contact FROM intake_conversation WHERE mind = 'with_person' AND no_request = '' AND officer = $1").text(officer_of(staff)); rows.next();) talks.push_back(rows.string_at(0));
    for (const auto& contact : talks) give_back_in(book, contact);
    return Done{{{"talks", std::to_string(talks.size())}}};
  });
}

}  // namespace opak::intake
