#include "office/open_file.h"

#include <array>
#include <atomic>

#include "base/log.h"
#include "law/nik.h"
#include "office/book.h"
#include "office/check.h"
#include "office/documents.h"
#include "office/own_data.h"
#include "office/personal_facts.h"
#include "office/search.h"

namespace opak::office {
namespace {

constexpr std::int64_t opening_lasts_ms = minutes(30);
constexpr std::int64_t log_every = 1000;

const std::array<std::string_view, 6> purposes{"check_papers", "verify", "print", "deliver", "help", "settle_dispute"};

const access::Roles desks{access::Role::operator_, access::Role::verifier, access::Role::printer, access::Role::courier, access::Role::supervisor, access::Role::admin};

// An officer of a kelurahan's counter sees whose card lies in their drawer, to hand it over, and nobody else.
bool is_at_own_counter(Book& book, const OpenFile& wish) {
  const auto& parcel = book.application(wish.application).parcel;
  if (wish.purpose != "deliver" || !book.has_role({access::Role::counter}) || parcel.empty()) return false;
  const auto& state = book.parcel(parcel);
  return state.stage == delivery::ParcelStage::at_counter && state.counter == book.asked().counter;
}

void add(std::vector<Comparison>& all, const char* field, const Opened<vault::Fields>& given, const Opened<vault::Fields>& registered, const char* name, registry::Agreement agreement) {
  all.push_back({field, vault::field_of(given, name), vault::field_of(registered, name), std::string(name_of(agreement))});
}

void compare_with_register(Office& office, const views::Case& found, const vault::Grant& grant, FileOpened& file) {
  const auto record = office.population().find(sealed_again(vault::field_of(file.person, "nik")));
  file.register_answers = record.has_value();
  auto all = PersonalAccess::look(file.person);
  for (const auto& field : PersonalAccess::look(file.address)) all.push_back(field);
  all.emplace_back("kelurahan", found.state.region);
  const auto given = PersonalAccess::open(std::move(all));
  if (!record || !*record) {
    // What was typed still stands there, for a look at the papers.
    if (record) file.warnings.push_back("register.not_found");
    for (const auto* field : {"nik", "name", "kk"}) add(file.comparisons, field, given, {}, field, registry::Agreement::unknown);
    if (found.state.way == "deliver")
      for (const auto* field : {"kelurahan", "street", "rt", "rw"}) add(file.comparisons, field, given, {}, field, registry::Agreement::unknown);
    return;
  }
  file.register_knows = true;
  const auto registered = registry::open_record(**record, found.state.person, grant);
  if (!registered) return;
  const auto compared = registry::compare(**record, given);
  add(file.comparisons, "nik", given, *registered, "nik", registry::Agreement::same);
  add(file.comparisons, "name", given, *registered, "name", compared.name);
  add(file.comparisons, "kk", given, *registered, "kk", compared.kk);
  if (found.state.way == "deliver") {
    add(file.comparisons, "kelurahan", given, *registered, "kelurahan", compared.kelurahan);
    add(file.comparisons, "street", given, *registered, "street", compared.street);
    add(file.comparisons, "rt", given, *registered, "rt", compared.rt);
    add(file.comparisons, "rw", given, *registered, "rw", compared.rw);
  }
  if (!(*record)->alive) file.warnings.push_back("register.deceased");
  if ((*record)->duplicate) file.warnings.push_back("register.duplicate");
  if (!(*record)->biometrics_on_file) file.warnings.push_back("register.no_biometrics");
}

FileOpened read_file(Office& office, const views::Case& found, const std::string& purpose) {
  auto& reader = office.reader();
  const auto& state = found.state;
  const auto grant = GrantMaker::for_subject(state.person, purpose);
  const auto contact_grant = GrantMaker::for_subject(state.contact, purpose);
  const auto place = "application/" + found.id + "/";
  FileOpened file;
  const auto person = office.vault().open_fields(reader, state.person, place + "person", state.person_sealed, grant);
  file.erased = !person;
  if (person) file.person = *person;
  if (const auto address = office.vault().open_fields(reader, state.person, place + "address", state.address_sealed, grant)) file.address = *address;
  if (const auto contact = office.vault().open_card(reader, state.contact, contact_grant)) file.contact = *contact;
  if (const auto words = office.vault().open_text(reader, state.person, place + "return_words", state.return_words, grant)) file.return_words = *words;
  if (const auto words = office.vault().open_text(reader, state.person, place + "rejection_words", state.rejection_words, grant)) file.rejection_words = *words;
  if (!person) return file;
  file.has_door_photo = has_door_photo(reader, found);
  if (const auto nik = law::Nik::parse(PersonalAccess::look(vault::field_of(*person, "nik"))))
    for (auto& warning : law::warnings(*nik, day_in_jakarta(office.now()))) file.warnings.push_back(std::move(warning));
  compare_with_register(office, found, grant, file);
  return file;
}

}  // namespace

bool was_opened_lately(store::Database& database, std::string_view application, std::string_view actor, Moment now, Openings which) {
  return database.query("SELECT 1 FROM view_opening WHERE application = $1 AND actor = $2 AND at > $3 AND ($4 = 1 OR purpose NOT IN ($5, $6, $7))")
      .text(application).text(actor).number(now.ms - opening_lasts_ms).number(which == Openings::any).text(purpose_search).text(purpose_tell).text(purpose_old_card).next();
}

vault::Grant GrantMaker::standing(std::string purpose) {
  static std::atomic<std::int64_t> count{0};
  if (++count % log_every == 0) log_info("machines opened sealed data", {{"openings", log_every}, {"last_purpose", purpose}});
  return vault::Grant({}, std::move(purpose));
}

Later<FileAnswer> open_file(Office& office, OpenFile wish, const Asked& asked) {
  Later<FileAnswer> later;
  if (!core::is_officer(asked.actor) || asked.roles.empty()) return Later<FileAnswer>::ready(Refusal{"office.not_your_role"});
  if (std::find(purposes.begin(), purposes.end(), wish.purpose) == purposes.end()) return Later<FileAnswer>::ready(Refusal{"office.purpose_missing"});
  Asked once = asked;
  once.key.clear();
  office.record(once, [wish](Book& book) -> Answer {
    if (book.application(wish.application).number.empty()) return Refusal{"office.case_unknown"};
    if (!book.has_role(desks) && !is_at_own_counter(book, wish)) return Refusal{"office.not_your_role"};
    if (!was_opened_lately(book.database(), wish.application, book.asked().actor, book.now(), Openings::of_the_file)) book.record_opening(wish.application, wish.purpose);
    return Done{};
  }).when_ready([&office, wish, later](const Answer& answer) {
    if (const auto* refusal = refused(answer)) return later.answer(FileAnswer(*refusal));
    if (const auto* failure = failed(answer)) return later.answer(FileAnswer(*failure));
    const bool taken = office.slowly([&office, wish, later] {
      const auto found = views::Boards(office.reader()).find_case(wish.application);
      if (!found) return later.answer(FileAnswer(Refusal{"office.case_unknown"}));
      later.answer(FileAnswer(read_file(office, *found, wish.purpose)));
    });
    if (!taken) later.answer(FileAnswer(Failure{"too much slow work waits", "busy"}));
  });
  return later;
}

DocumentAnswer open_document(Office& office, store::Database& reader, std::string_view application, std::string_view paper, const Asked& asked) {
  const auto found = views::Boards(reader).find_case(application);
  if (!found) return Refusal{"office.case_unknown"};
  if (!was_opened_lately(reader, application, asked.actor, office.now(), Openings::of_the_file)) return Refusal{"office.file_not_opened"};
  if (paper == paper_door) {
    auto photo = open_door_photo(office, reader, *found);
    if (!photo) return Refusal{"application.papers_unknown"};
    return std::move(*photo);
  }
  const auto document = found->state.papers.find(std::string(paper));
  if (document == found->state.papers.end()) return Refusal{"application.papers_unknown"};
  auto bytes = read_document(office, reader, found->state.person, document->second, GrantMaker::for_subject(found->state.person, "papers"));
  if (!bytes) return Refusal{"office.case_erased"};
  return std::move(*bytes);
}

}  // namespace opak::office
