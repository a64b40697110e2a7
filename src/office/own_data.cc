#include "office/own_data.h"

#include <algorithm>
#include <mutex>

#include "access/session.h"
#include "base/text.h"
#include "journal/journal.h"
#include "office/answers.h"
#include "office/documents.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "transparency/log.h"

namespace opak::office {

std::optional<Opened<std::string>> masked_name_of(Office& office, store::Database& reader, const views::Case& found) {
  const auto person = office.vault().open_fields(reader, found.state.person, "application/" + found.id + "/person", found.state.person_sealed, GrantMaker::standing("status_page"));
  if (!person) return std::nullopt;
  return masked(vault::field_of(*person, "name"));
}

std::optional<Opened<std::string>> officers_words(Office& office, store::Database& reader, const views::Case& found) {
  const bool rejected = found.state.stage == application::Stage::rejected;
  const auto& words = rejected ? found.state.rejection_words : found.state.return_words;
  return office.vault().open_text(reader, found.state.person, "application/" + found.id + (rejected ? "/rejection_words" : "/return_words"), words, GrantMaker::standing("status_page"));
}

std::optional<Addressee> addressee(Office& office, store::Database& reader, std::string_view contact) {
  const auto card = office.vault().open_card(reader, contact, GrantMaker::standing("notify"));
  if (!card) return std::nullopt;
  return Addressee{vault::field_of(*card, "phone"), vault::field_of(*card, "bsuid"), vault::field_of(*card, "name")};
}

std::optional<Opened<vault::Fields>> open_own(Office& office, store::Database& reader, std::string_view subject, std::string_view place, const Sealed& sealed) {
  return office.vault().open_fields(reader, subject, place, sealed, GrantMaker::standing("own_draft"));
}

Sealed seal_own(Office& office, store::Database& reader, std::string_view subject, std::string_view place, const Personal<vault::Fields>& fields) {
  const auto key = office.vault().find_key(reader, subject);
  ensure(key.has_value(), "a draft's contact has a key");
  return office.vault().seal(*key, place, fields);
}

std::optional<Opened<Bytes>> open_own_document(Office& office, store::Database& reader, std::string_view subject, std::string_view document) {
  return read_document(office, reader, subject, document, GrantMaker::standing("own_draft"));
}

std::optional<Receipt> receipt_of(Office& office, store::Database& reader, std::string_view application) {
  const auto found = views::Boards(reader).find_case(application);
  if (!found || found->state.number.empty()) return std::nullopt;
  for (const auto& record : journal::read_stream(reader, "application", application)) {
    if (record.fact != application::Submitted::fact) continue;
    std::int64_t leaf = -1;
    {
      auto row = reader.query("SELECT leaf FROM office_leaf WHERE seq = $1").number(record.seq);
      if (!row.next()) return std::nullopt;
      leaf = row.number_at(0);
    }
    auto proof = transparency::PublicLogReader(reader).receipt(static_cast<std::uint64_t>(leaf));
    if (!proof) return std::nullopt;
    Receipt receipt{found->state.number, leaf, std::move(*proof), record.at, {}, to_base64(record.body)};
    if (const auto key = office.vault().find_key(reader, found->state.person))
      receipt.salt_hex = to_hex(office.vault().leaf_salt(*key, record.stream + "/" + std::to_string(record.version)));
    return receipt;
  }
  return std::nullopt;
}

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

}  // namespace

namespace {

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

Later<Answer> take_key(Office& office, Erase wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role({access::Role::admin}) && book.asked().actor != "system") return Refusal{"office.not_your_role"};
    if (!office.vault().find_key(book.database(), wish.subject)) return Refusal{"office.person_unknown"};
    const auto going = who_goes(book, wish.subject);
    if (auto refusal = end_cases_of(book, book.boards().cases_of_person(wish.subject))) return *refusal;
    for (const auto& subject : going)
      if (auto refusal = end_cases_of(book, book.boards().cases_of_contact(subject))) return *refusal;
    std::string files, subjects;
    for (const auto& subject : going) {
      book.database().query("DELETE FROM office_letter WHERE contact = $1").text(subject).run();
      access::end_sessions_of(book.database(), access::SessionKind::resident, subject);
      subjects += (subjects.empty() ? "" : " ") + subject;
      std::string its_files;
      for (const auto& document : office.vault().erase(book.database(), subject)) its_files += (its_files.empty() ? "" : " ") + document_file(document);
      if (!its_files.empty()) files += (files.empty() ? "" : " ") + its_files;
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
  const auto list = folder.read(erasure_list);
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
    return failure(failed.what(), "Is the disk full?");
  }
  if (auto told = tell_clerk(office, all, "DELETE FROM office_erasure WHERE subject = $1"); !told) return tl::unexpected(told.error());
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

std::optional<std::string> find_person(Office& office, store::Database& reader, const Personal<std::string>& nik) {
  return office.vault().find_subject(reader, "nik", office.vault().blind("nik", nik));
}

std::optional<std::string> find_contact(Office& office, store::Database& reader, const Personal<std::string>& phone) {
  return office.vault().find_subject(reader, "phone", office.vault().blind("phone", phone));
}

}  // namespace opak::office
