#include "office/notices.h"

#include <algorithm>
#include <array>

#include "office/answers.h"
#include "office/open_file.h"
#include "office/record.h"

namespace opak::office {
namespace {

const catalogue::NoticeWays& ways_of(const Office& office) { return office.catalogue().city().notices; }

bool may_call(Book& book) { return book.has_role({access::Role::operator_, access::Role::supervisor}); }

// What is known needs no second way; the first goes out all the same, it is the resident's own copy.
void close_in(Book& book, std::int64_t letter, std::string_view how) {
  book.database().query("UPDATE office_letter SET informed_at = $1, informed_by = $2, climb_at = NULL, state = CASE WHEN state = 'waiting' AND rung > 0 THEN 'unwanted' ELSE state END "
                        "WHERE id = $3 AND informed_at IS NULL")
      .number(book.now().ms).text(how).number(letter).run();
}

// A call whose every notice is known meanwhile need not be made.
void settle_call_in(Book& book, const std::string& contact, const std::string& application, std::string_view outcome, const std::string& by) {
  book.database().query("UPDATE office_call SET ended_at = $1, outcome = $2, ended_by = $3 WHERE contact = $4 AND application = $5 AND ended_at IS NULL "
                        "AND NOT EXISTS (SELECT 1 FROM office_letter WHERE call = office_call.id AND informed_at IS NULL)")
      .number(book.now().ms).text(outcome).text(by).text(contact).text(application).run();
}

void inform_until_in(Book& book, const std::string& contact, const std::string& application, std::int64_t newest, std::string_view how) {
  std::vector<std::int64_t> letters;
  for (auto rows = book.database().query("SELECT id FROM office_letter WHERE contact = $1 AND application = $2 AND id <= $3 AND informed_at IS NULL AND notice <> 'chat' AND notice <> 'code'")
                       .text(contact).text(application).number(newest); rows.next();)
    letters.push_back(rows.number_at(0));
  for (const auto letter : letters) close_in(book, letter, how);
  settle_call_in(book, contact, application, "informed", "");
}

Call read_call(store::Query& row, Moment now) {
  Call call{row.number_at(0), row.string_at(1), row.string_at(2), row.string_at(3), {row.number_at(4)}, {row.number_at(5)}, {row.number_at(6)}, static_cast<int>(row.number_at(7)), {}, {}, !row.is_null_at(10)};
  if (Moment{row.number_at(9)} > now) call.claimed_by = row.string_at(8);
  return call;
}

constexpr std::string_view call_columns = "id, contact, application, way, made_at, due_at, try_at, tries, claimed_by, claimed_until, ended_at";

void add_notices(store::Database& reader, Call& call) {
  for (auto rows = reader.query("SELECT notice FROM office_letter WHERE call = $1 AND informed_at IS NULL ORDER BY id").number(call.id); rows.next();) call.notices.push_back(rows.string_at(0));
}

}  // namespace

std::optional<LetterRow> find_letter(store::Database& database, std::int64_t id) {
  auto row = database.query("SELECT contact, application, notice, state, channel, attempts, rung, climb_at, informed_at, provider FROM office_letter WHERE id = $1").number(id);
  if (!row.next()) return std::nullopt;
  LetterRow letter{row.string_at(0), row.string_at(1), row.string_at(2), row.string_at(3), row.string_at(4), static_cast<int>(row.number_at(5)), static_cast<int>(row.number_at(6)), {}, {}, {}};
  if (!row.is_null_at(7)) letter.climb_at = Moment{row.number_at(7)};
  if (!row.is_null_at(8)) letter.informed_at = Moment{row.number_at(8)};
  if (!row.is_null_at(9)) letter.provider = Bytes(row.blob_at(9));
  return letter;
}

std::int64_t wait_of(const Office& office, const LetterRow& letter) {
  const auto* ladder = ways_of(office).find(letter.notice);
  // A city may shorten its ladders while letters are on the way.
  return ladder ? ladder->rungs[std::min(static_cast<std::size_t>(letter.rung), ladder->rungs.size() - 1)].wait_ms : 0;
}

Moment may_ring(const Office& office, const LetterRow& letter, Moment at) {
  return may_ring(office, letter.notice, letter.rung, at);
}

Moment may_ring(const Office& office, std::string_view notice, int rung, Moment at) {
  const auto* ladder = ways_of(office).find(notice);
  return ladder && !office.settings().rings_at_night ? ways_of(office).may_ring(at, *ladder, static_cast<std::size_t>(rung)) : at;
}

void inform_in(Book& book, std::int64_t id, std::string_view how) {
  const auto letter = find_letter(book.database(), id);
  if (!letter) return;
  close_in(book, id, how);
  if (!letter->application.empty() && letter->notice != "chat") inform_until_in(book, letter->contact, letter->application, id, "later");
}

void inform_of_case_in(Book& book, const std::string& contact, const std::string& application, std::string_view how) { inform_until_in(book, contact, application, INT64_MAX, how); }

void inform_by_answer_in(Book& book, const std::string& contact, Moment said_at) {
  std::vector<std::int64_t> letters;
  for (auto rows = book.database().query("SELECT id FROM office_letter WHERE contact = $1 AND informed_at IS NULL AND EXISTS (SELECT 1 FROM office_letter_try WHERE letter = office_letter.id "
                                         "AND channel = 'whatsapp' AND state <> 'failed' AND at <= $2) ORDER BY id DESC")
                       .text(contact).number(said_at.ms); rows.next();)
    letters.push_back(rows.number_at(0));
  for (const auto letter : letters) inform_in(book, letter, "answered");
}

void climb_now_in(Book& book, std::int64_t id, Climbing climbing) {
  book.database().query("UPDATE office_letter SET climb_at = CASE WHEN $1 = 1 THEN $2 ELSE NULL END WHERE id = $3 AND climb_at IS NOT NULL AND informed_at IS NULL")
      .number(climbing == Climbing::goes_on).number(book.now().ms).number(id).run();
  if (auto* record = dynamic_cast<Record*>(&book); record && climbing == Climbing::goes_on) record->note_letter();
}

void forget_letters(store::Database& database, std::string_view contact) {
  // A backup of an older version is restored before it is brought up to date.
  if (!database.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'office_call'").next()) {
    database.query("DELETE FROM office_letter WHERE contact = $1").text(contact).run();
    return;
  }
  database.query("DELETE FROM office_letter_try WHERE letter IN (SELECT id FROM office_letter WHERE contact = $1)").text(contact).run();
  database.query("DELETE FROM office_letter WHERE contact = $1").text(contact).run();
  database.query("DELETE FROM office_call_try WHERE call IN (SELECT id FROM office_call WHERE contact = $1)").text(contact).run();
  database.query("DELETE FROM office_call WHERE contact = $1").text(contact).run();
}

bool waits_to_be_known(store::Database& reader, std::string_view application, std::string_view contact) {
  return reader.query("SELECT 1 FROM office_letter WHERE application = $1 AND contact = $2 AND informed_at IS NULL AND (climb_at IS NOT NULL OR call IS NOT NULL) LIMIT 1").text(application).text(contact).next();
}

Later<Answer> page_opened(Office& office, std::string contact, std::string application) {
  return office.record({.actor = "system"}, [contact = std::move(contact), application = std::move(application)](Book& book) -> Answer {
    inform_of_case_in(book, contact, application, "opened");
    return Done{};
  });
}

std::vector<Letter> letters_to_climb(store::Database& reader, Moment now, int limit) {
  std::vector<Letter> letters;
  for (auto rows = reader.query("SELECT id, contact, application, notice, language, channel, rung FROM office_letter WHERE climb_at <= $1 ORDER BY climb_at, id LIMIT $2").number(now.ms).number(limit); rows.next();)
    letters.push_back({.id = rows.number_at(0), .contact = rows.string_at(1), .application = rows.string_at(2), .notice = rows.string_at(3), .language = rows.string_at(4), .words = {},
                       .channel = rows.string_at(5), .rung = static_cast<int>(rows.number_at(6))});
  return letters;
}

Later<Answer> climb(Office& office, Climb wish) {
  return office.record({.actor = "system"}, [wish](Book& book) -> Answer {
    auto letter = find_letter(book.database(), wish.id);
    const auto* ladder = letter ? ways_of(book.office()).find(letter->notice) : nullptr;
    if (!ladder || !letter->climb_at || letter->informed_at || letter->rung != wish.from || wish.to >= static_cast<int>(ladder->rungs.size())) return Done{};
    letter->rung = wish.to;
    const auto& rung = ladder->rungs[static_cast<std::size_t>(wish.to)];
    const auto due_at = may_ring(book.office(), *letter, book.now());
    book.database().query("UPDATE office_letter SET rung = $1, channel = $2, state = 'waiting', attempts = 0, provider = NULL, due_at = $3, climb_at = $4 WHERE id = $5")
        .number(wish.to).text(rung.by).number(due_at.ms).number((due_at + rung.wait_ms).ms).number(wish.id).run();
    if (auto* record = dynamic_cast<Record*>(&book)) record->note_letter();
    return Done{};
  });
}

Later<Answer> end_ladder(Office& office, std::int64_t id, std::string why) {
  return office.record({.actor = "system"}, [id, why = std::move(why)](Book& book) -> Answer {
    climb_now_in(book, id, Climbing::ends);
    book.database().query("UPDATE office_letter SET why = $1 WHERE id = $2").text(why).number(id).run();
    return Done{};
  });
}

Later<Answer> give_to_person(Office& office, std::int64_t id) {
  return office.record({.actor = "system"}, [id](Book& book) -> Answer {
    const auto letter = find_letter(book.database(), id);
    if (!letter || !letter->climb_at || letter->informed_at) return Done{};
    const auto* ladder = ways_of(book.office()).find(letter->notice);
    // What waits to go by the last way and was given all its time does not go any more: a person tells it.
    book.database().query("UPDATE office_letter SET climb_at = NULL, state = CASE WHEN state = 'waiting' AND $1 = 1 THEN 'unwanted' ELSE state END WHERE id = $2")
        .number(ladder && ladder->end != catalogue::LadderEnd::none).number(id).run();
    if (!ladder || ladder->end == catalogue::LadderEnd::none || letter->application.empty()) return Done{};
    const auto due_at = ways_of(book.office()).after_quiet(book.now() + ladder->person_within_ms);
    std::int64_t call = 0;
    if (auto row = book.database().query("SELECT id FROM office_call WHERE contact = $1 AND application = $2 AND ended_at IS NULL").text(letter->contact).text(letter->application); row.next()) call = row.number_at(0);
    if (call != 0) {
      book.database().query("UPDATE office_call SET due_at = min(due_at, $1) WHERE id = $2").number(due_at.ms).number(call).run();
    } else {
      call = book.next_number("call");
      book.database().query("INSERT INTO office_call (id, contact, application, way, made_at, due_at, try_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
          .number(call).text(letter->contact).text(letter->application).text(ladder->end == catalogue::LadderEnd::slip ? "slip" : "call")
          .number(book.now().ms).number(due_at.ms).number(ways_of(book.office()).after_quiet(book.now()).ms).run();
    }
    book.database().query("UPDATE office_letter SET call = $1 WHERE id = $2").number(call).number(id).run();
    return Done{{{"call", std::to_string(call)}}};
  });
}

CallList list_calls(store::Database& reader, Moment now, std::string_view way, int page) {
  CallList list;
  {
    auto row = reader.query("SELECT COUNT(*) FROM office_call WHERE ended_at IS NULL AND way = $1").text(way);
    row.next();
    list.total = row.number_at(0);
  }
  auto rows = reader.query("SELECT " + std::string(call_columns) + " FROM office_call WHERE ended_at IS NULL AND way = $1 ORDER BY try_at > $2, due_at, id LIMIT $3 OFFSET $4")
                  .text(way).number(now.ms).number(calls_on_a_page).number(static_cast<std::int64_t>(page) * calls_on_a_page);
  while (rows.next()) list.calls.push_back(read_call(rows, now));
  for (auto& call : list.calls) add_notices(reader, call);
  return list;
}

std::vector<Letter> letters_of_call(store::Database& reader, std::int64_t id) {
  std::vector<Letter> letters;
  for (auto rows = reader.query("SELECT id, contact, application, notice, language, words FROM office_letter WHERE call = $1 AND informed_at IS NULL ORDER BY id").number(id); rows.next();)
    letters.push_back({.id = rows.number_at(0), .contact = rows.string_at(1), .application = rows.string_at(2), .notice = rows.string_at(3), .language = rows.string_at(4), .words = read_words(rows.text_at(5))});
  return letters;
}

std::optional<Call> find_call(store::Database& reader, std::int64_t id, Moment now) {
  std::optional<Call> call;
  if (auto row = reader.query("SELECT " + std::string(call_columns) + " FROM office_call WHERE id = $1").number(id); row.next()) call = read_call(row, now);
  if (call) add_notices(reader, *call);
  return call;
}

Later<Answer> claim_call(Office& office, ClaimCall wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!may_call(book)) return Refusal{"office.not_your_role"};
    const auto call = find_call(book.database(), wish.id, book.now());
    if (!call || call->ended) return Refusal{"office.call_ended"};
    if (!call->claimed_by.empty() && call->claimed_by != book.asked().actor) return Refusal{"office.call_with_colleague"};
    if (call->claimed_by.empty()) book.record_opening(call->application, std::string(purpose_tell));
    book.database().query("UPDATE office_call SET claimed_by = $1, claimed_until = $2 WHERE id = $3").text(book.asked().actor).number(book.now().ms + call_lease_ms).number(wish.id).run();
    return Done{{{"call", std::to_string(wish.id)}}};
  });
}

std::optional<CallOpened> open_call(Office& office, store::Database& reader, std::int64_t id, const Asked& asked) {
  const auto call = find_call(reader, id, office.now());
  if (!call || call->ended || call->claimed_by != asked.actor) return std::nullopt;
  const auto card = office.vault().open_card(reader, call->contact, GrantMaker::for_subject(call->contact, std::string(purpose_tell)));
  if (!card) return std::nullopt;
  CallOpened opened{vault::field_of(*card, "name"), vault::field_of(*card, "phone")};
  const auto found = views::Boards(reader).find_case(call->application);
  // A number that filed itself belongs to the applicant; somebody else's is called by the name it gave.
  if (found && found->state.contact == call->contact)
    if (const auto person = office.vault().open_fields(reader, found->state.person, "application/" + found->id + "/person", found->state.person_sealed, GrantMaker::for_subject(found->state.person, std::string(purpose_tell))))
      opened.name = vault::field_of(*person, "name");
  return opened;
}

Later<Answer> end_call(Office& office, EndCall wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    static constexpr std::array<std::string_view, 5> outcomes{"reached", "not_reached", "wrong_number", "handed", "give_back"};
    if (!may_call(book)) return Refusal{"office.not_your_role"};
    if (std::find(outcomes.begin(), outcomes.end(), wish.outcome) == outcomes.end()) return Refusal{"office.reason_unknown"};
    const auto call = find_call(book.database(), wish.id, book.now());
    if (!call || call->ended) return Refusal{"office.call_ended"};
    if (call->claimed_by != book.asked().actor) return Refusal{"office.call_not_claimed"};
    if ((wish.outcome == "handed") != (call->way == "slip") && wish.outcome != "give_back" && wish.outcome != "reached") return Refusal{"office.reason_unknown"};
    const auto& ways = ways_of(book.office());
    book.database().query("INSERT INTO office_call_try (call, at, by, outcome) VALUES ($1, $2, $3, $4)").number(call->id).number(book.now().ms).text(book.asked().actor).text(wish.outcome).run();
    if (wish.outcome == "reached" || wish.outcome == "handed") {
      std::vector<std::int64_t> letters;
      for (auto rows = book.database().query("SELECT id FROM office_letter WHERE call = $1 AND informed_at IS NULL").number(call->id); rows.next();) letters.push_back(rows.number_at(0));
      for (const auto letter : letters) close_in(book, letter, wish.outcome == "reached" ? "called" : "handed");
      // Told of the newest, they know what came before it; what is still on its way goes on.
      if (!letters.empty()) inform_until_in(book, call->contact, call->application, *std::max_element(letters.begin(), letters.end()), "later");
      book.database().query("UPDATE office_call SET ended_at = $1, outcome = $2, ended_by = $3 WHERE id = $4").number(book.now().ms).text(wish.outcome).text(book.asked().actor).number(call->id).run();
      return Done{};
    }
    const int tries = call->tries + (wish.outcome == "not_reached");
    const bool to_slip = wish.outcome == "wrong_number" || tries >= ways.calls_max;
    const auto try_at = wish.outcome == "not_reached" ? ways.after_quiet(book.now() + ways.call_again_ms) : book.now();
    book.database().query("UPDATE office_call SET claimed_by = '', claimed_until = 0, tries = $1, way = CASE WHEN $2 = 1 THEN 'slip' ELSE way END, try_at = $3 WHERE id = $4")
        .number(tries).number(to_slip).number((to_slip ? book.now() : try_at).ms).number(call->id).run();
    return Done{};
  });
}

CallNumbers call_numbers(store::Database& reader, Moment now) {
  auto row = reader.query("SELECT COUNT(*), COALESCE(SUM(due_at < $1), 0) FROM office_call WHERE ended_at IS NULL AND way IN ('call', 'slip')").number(now.ms);
  row.next();
  return {row.number_at(0), row.number_at(1)};
}

NoticeNumbers notice_numbers(store::Database& reader, Moment since) {
  auto row = reader.query("SELECT COALESCE(SUM(informed_at IS NOT NULL), 0), COALESCE(SUM(informed_at - made_at <= $1), 0), COALESCE(SUM(informed_at IS NULL AND climb_at IS NOT NULL), 0), "
                          "COALESCE(SUM(informed_at IS NULL AND call IS NOT NULL), 0), COALESCE(SUM(informed_at IS NULL AND climb_at IS NULL AND call IS NULL), 0) "
                          "FROM office_letter WHERE made_at >= $2 AND notice <> 'chat' AND notice <> 'code'").number(days(1)).number(since.ms);
  row.next();
  return {row.number_at(0), row.number_at(1), row.number_at(2), row.number_at(3), row.number_at(4)};
}

KnownWithinADay known_within_a_day(store::Database& reader, Moment from, Moment to) {
  auto row = reader.query("SELECT COUNT(*), COALESCE(SUM(informed_at - made_at <= $1), 0) FROM office_letter WHERE made_at >= $2 AND made_at < $3 AND notice <> 'chat' AND notice <> 'code'")
                 .number(days(1)).number(from.ms).number(to.ms);
  row.next();
  return {row.number_at(0), row.number_at(1)};
}

}  // namespace opak::office
