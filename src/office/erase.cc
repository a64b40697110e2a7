// Erasing a person: in one commit all that stands in tables, then what a commit cannot do.
#include <algorithm>
#include <mutex>
#include <set>

#include "access/session.h"
#include "base/process_end.h"
#include "base/text.h"
#include "office/book.h"
#include "office/documents.h"
#include "office/notices.h"
#include "office/open_file.h"
#include "office/own_data.h"
#include "office/personal_facts.h"
#include "office/readings.h"

namespace opak::office {

namespace {

// A card that is already made would have no owner left to hand it to; first it must be delivered or void.
std::optional<Refusal> end_cases_of(Book& book, const std::vector<views::Case>& cases) {
  for (const auto& one : cases) {
    const auto& state = book.application(one.id);
    if (!state.is_open() && state.stage != application::Stage::draft) continue;
    if (state.stage == application::Stage::draft) {
      if (auto refusal = book.ask(one.id, application::Dismiss{"resident_deleted"})) return refusal;
      continue;
    }
    if (!application::may(state, application::Act::withdraw)) return Refusal{"office.card_on_its_way", {{"nomor", state.number}}};
    if (auto refusal = book.ask(one.id, application::Withdraw{"erased"})) return refusal;
  }
  return std::nullopt;
}

const std::string erasure_list = "erasures.list";

// The person, and every number that filed for nobody else: kept, it would still tell where the erased one can be called.
std::vector<std::string> who_goes(Book& book, const std::string& subject) {
  std::vector<std::string> going{subject};
  for (const auto& one : book.boards().cases_of_person(subject)) {
    if (std::find(going.begin(), going.end(), one.state.contact) != going.end()) continue;
    const auto filed = book.boards().cases_of_contact(one.state.contact);
    if (std::all_of(filed.begin(), filed.end(), [&](const views::Case& other) { return other.state.person == subject; })) going.push_back(one.state.contact);
  }
  return going;
}

// Kept a little longer than the case itself: people say whom it is about before the form begins, and thank afterwards.
constexpr std::int64_t words_before_ms = hours(1), words_after_ms = days(1);

// A photo, wherever it is counted: beside a line of a talk, as a paper of a form, or both.
void forget_photo(Book& book, const std::string& document, std::vector<std::string>& files) {
  book.database().query("UPDATE intake_line SET document = '' WHERE document = $1").text(document).run();
  book.database().query("DELETE FROM intake_draft_paper WHERE document = $1").text(document).run();
  forget_document(book, document);
  files.push_back(document_file(document));
}

// A form that is being filled in for the person is not a case yet and knows no person; its NIK tells.
void forget_drafts(Book& book, const std::string& subject, const std::string& contact, std::vector<std::string>& files) {
  auto& vault = book.office().vault();
  std::vector<std::string> drafts;
  for (auto rows = book.database().query("SELECT application, answers FROM intake_draft WHERE contact = $1").text(contact); rows.next();) {
    const auto id = rows.string_at(0);
    if (rows.is_null_at(1)) continue;
    const auto answers = vault.open_fields(book.database(), contact, "draft/" + id, Sealed{Bytes(rows.blob_at(1))}, GrantMaker::standing("own_draft"));
    if (answers && vault.find_subject(book.database(), "nik", vault.blind("nik", sealed_again(vault::field_of(*answers, "nik")))) == subject) drafts.push_back(id);
  }
  for (const auto& draft : drafts) {
    std::vector<std::string> documents;
    for (auto rows = book.database().query("SELECT document FROM intake_draft_paper WHERE application = $1").text(draft); rows.next();) documents.push_back(rows.string_at(0));
    for (const auto& document : documents) forget_photo(book, document, files);
    book.database().query("DELETE FROM intake_draft WHERE application = $1").text(draft).run();
    if (book.application(draft).stage == application::Stage::draft) ensure(!book.ask(draft, application::Dismiss{"resident_deleted"}), "a draft can be dismissed");
  }
}

// A number that filed for others too keeps its own key, so what was said there about the erased one goes line by line: all
// of the talk from the beginning of each of their cases to its end. Where somebody else's case ran at the same time, its
// words of those days go along; better those than one that stays. Lines are no facts of the book: nothing has to prove them.
void forget_words(Book& book, const std::string& subject, const std::vector<std::string>& going, std::vector<std::string>& files) {
  std::set<std::string> staying;
  for (const auto& one : book.boards().cases_of_person(subject)) {
    const auto& contact = one.state.contact;
    if (std::find(going.begin(), going.end(), contact) != going.end()) continue;
    staying.insert(contact);
    const auto from = one.state.opened_at.ms - words_before_ms;
    const auto to = one.state.is_open() ? book.now().ms : one.state.closed_at.ms + words_after_ms;
    std::vector<std::string> photos;
    for (auto rows = book.database().query("SELECT document FROM intake_line WHERE contact = $1 AND document <> '' AND at BETWEEN $2 AND $3").text(contact).number(from).number(to); rows.next();)
      photos.push_back(rows.string_at(0));
    for (const auto& photo : photos) forget_photo(book, photo, files);
    book.database().query("DELETE FROM intake_line WHERE contact = $1 AND at BETWEEN $2 AND $3").text(contact).number(from).number(to).run();
    book.database().query("DELETE FROM intake_note WHERE contact = $1 AND at BETWEEN $2 AND $3").text(contact).number(from).number(to).run();
    // Letters about a step of a case hold no words of anybody's; answers in a talk do.
    book.database().query("DELETE FROM office_letter WHERE contact = $1 AND sealed IS NOT NULL AND made_at BETWEEN $2 AND $3").text(contact).number(from).number(to).run();
  }
  for (const auto& contact : staying) {
    forget_drafts(book, subject, contact, files);
    // Where the dialogue stood, with the answers of its form. It begins anew at the next word.
    book.database().query("UPDATE intake_conversation SET state = NULL WHERE contact = $1").text(contact).run();
  }
}

void add_words(std::string& words, const std::string& more) { words += (words.empty() || more.empty() ? "" : " ") + more; }

Later<Answer> take_key(Office& office, Erase wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role({access::Role::admin}) && book.asked().actor != "system") return Refusal{"office.not_your_role"};
    if (!office.vault().find_key(book.database(), wish.subject)) return Refusal{"office.person_unknown"};
    const auto going = who_goes(book, wish.subject);
    if (auto refusal = end_cases_of(book, book.boards().cases_of_person(wish.subject))) return *refusal;
    for (const auto& subject : going)
      if (auto refusal = end_cases_of(book, book.boards().cases_of_contact(subject))) return *refusal;
    std::string files, subjects;
    std::vector<std::string> drafts_files;
    forget_words(book, wish.subject, going, drafts_files);
    for (const auto& subject : going) {
      forget_letters(book.database(), subject);
      access::end_sessions_of(book.database(), access::SessionKind::resident, subject);
      add_words(subjects, subject);
      std::string its_files;
      if (subject == wish.subject)
        for (const auto& file : drafts_files) add_words(its_files, file);
      for (const auto& document : office.vault().erase(book.database(), subject)) add_words(its_files, document_file(document));
      forget_readings_of(book.database(), subject);
      add_words(files, its_files);
      book.database().query("INSERT OR REPLACE INTO office_erasure (subject, files, begun_at, listed) VALUES ($1, $2, $3, 0)")
          .text(subject).text(its_files).number(book.now().ms).run();
    }
    return Done{{{"subjects", subjects}, {"files", files}}};
  });
}

}  // namespace

namespace {

struct Unfinished {
  std::string subject, files;
  bool listed = false;
};

std::vector<Unfinished> unfinished(store::Database& reader) {
  std::vector<Unfinished> all;
  for (auto rows = reader.query("SELECT subject, files, listed FROM office_erasure ORDER BY subject"); rows.next();)
    all.push_back({rows.string_at(0), rows.string_at(1), rows.number_at(2) != 0});
  return all;
}

// What happened to the row is written by the clerk, as everything is.
Result<void> tell_clerk(Office& office, const std::vector<Unfinished>& which, std::string_view sql) {
  const auto answer = office.record({.actor = "system"}, [which, sql](Book& book) -> Answer {
    for (const auto& one : which) book.database().query(sql).text(one.subject).run();
    return Done{};
  }).wait();
  if (const auto* failure = failed(answer)) return tl::unexpected(*failure);
  return {};
}

Result<void> list_and_remove(Office& office, const std::vector<Unfinished>& which) {
  auto& folder = office.world().files;
  // A list that cannot be read just now must never be taken for one that is not there: those on it would come back with a backup.
  const auto list = folder.read(erasure_list);
  if (!list) {
    const auto names = folder.list("");
    if (!names) return tl::unexpected(names.error());
    if (std::find(names->begin(), names->end(), erasure_list) != names->end()) return tl::unexpected(list.error());
  }
  Bytes lines = list ? *list : Bytes();
  for (const auto& one : which) lines += "done " + one.subject + " " + iso_moment(office.now()) + "\n";
  if (auto noted = folder.write_durable(erasure_list, lines); !noted) return noted;
  for (const auto& one : which)
    for (const auto& file : split(one.files, ' '))
      if (!file.empty())
        if (auto removed = folder.remove(file); !removed) return removed;
  return tell_clerk(office, which, "UPDATE office_erasure SET files = '', listed = 1 WHERE subject = $1");
}

}  // namespace

int erasures_unfinished(store::Database& reader) {
  auto row = reader.query("SELECT count(*) FROM office_erasure");
  return row.next() ? static_cast<int>(row.number_at(0)) : 0;
}

Result<int> finish_erasures(Office& office) {
  static std::mutex one_at_a_time;  // The list is read, added to and written.
  std::lock_guard lock(one_at_a_time);
  const auto all = unfinished(office.reader());
  if (all.empty()) return 0;
  std::vector<Unfinished> unlisted;
  for (const auto& one : all)
    if (!one.listed) unlisted.push_back(one);
  if (!unlisted.empty())
    if (auto listed = list_and_remove(office, unlisted); !listed) return tl::unexpected(listed.error());
  auto writer = store::Database::open(office.settings().database, store::Mode::writer);
  if (!writer) return tl::unexpected(writer.error());
  try {
    if (!writer->checkpoint(true)) return static_cast<int>(all.size());
  } catch (const store::StoreFailure& failed) {
    if (failed.sync_failed) end_process("the disk did not keep what was moved into the database");
    return failure(failed.what(), "Is the disk full?");
  }
  auto gone = all;
  // Copies elsewhere still hold the key until all that is older has left them.
  if (auto* copier = office.settings().copier) std::erase_if(gone, [&](const Unfinished& one) { return !copier->past_is_gone(one.subject); });
  if (!gone.empty())
    if (auto told = tell_clerk(office, gone, "DELETE FROM office_erasure WHERE subject = $1"); !told) return tl::unexpected(told.error());
  return erasures_unfinished(office.reader());
}

Later<Answer> erase(Office& office, Erase wish, const Asked& asked) {
  Later<Answer> later;
  take_key(office, std::move(wish), asked).when_ready([&office, later](const Answer& answer) {
    const auto* erased = done(answer);
    if (erased == nullptr) return later.answer(answer);
    office.freshness().touch_everything();
    const bool taken = office.slowly([&office, later, answer] {
      const auto left = finish_erasures(office);
      if (!left) return later.answer(left.error());
      auto told = *done(answer);
      told.words.emplace_back("left", std::to_string(*left));
      later.answer(told);
    });
    if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  });
  return later;
}

// The keys of these people were never brought back; here go their cases and what was said about them.
Later<Answer> forget_again(Office& office, std::vector<std::string> subjects, const Asked& asked) {
  return office.record(asked, [subjects = std::move(subjects)](Book& book) -> Answer {
    if (book.asked().actor != "system") return Refusal{"office.not_your_role"};
    int closed = 0, left = 0;
    std::vector<std::string> files;
    for (const auto& subject : subjects) {
      forget_words(book, subject, subjects, files);
      auto cases = book.boards().cases_of_person(subject);
      for (auto& one : book.boards().cases_of_contact(subject)) cases.push_back(std::move(one));
      for (const auto& one : cases) {
        const auto stage = book.application(one.id).stage;
        if (stage != application::Stage::draft && !book.application(one.id).is_open()) continue;
        end_cases_of(book, {one}) ? ++left : ++closed;
      }
      forget_letters(book.database(), subject);
      access::end_sessions_of(book.database(), access::SessionKind::resident, subject);
    }
    std::string names;
    for (const auto& file : files) add_words(names, file);
    return Done{{{"closed", std::to_string(closed)}, {"left", std::to_string(left)}, {"files", names}}};
  });
}

}  // namespace opak::office
