// Submitting: from a draft to an application with a number, a place in the public log and a promised day.
//
// The register and the papers are slow, so they are asked first, outside the clerk. Under the clerk the person is looked up
// once more: if somebody filed for the same NIK in between, the seals are made anew under that person's key.
#include "base/ids.h"
#include "law/application_number.h"
#include "office/answers.h"
#include "office/apply_for.h"
#include "office/clerk.h"
#include "office/clocks.h"
#include "office/documents.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "office/readings.h"

namespace opak::office {
namespace {

// What was found out before the clerk.
struct Prepared {
  SubmitApplication wish;
  Bytes nik_blind, kk_blind, name_blind;
  std::string person;  // The subject the papers were sealed for.
  vault::SubjectKey key;
  bool person_is_new = false;
  bool register_seen = false, elsewhere = false;
  std::map<std::string, std::pair<std::string, std::size_t>> papers;  // Paper key -> new document and its size.
};

std::string person_place(std::string_view application) { return "application/" + std::string(application) + "/person"; }
std::string address_place(std::string_view application) { return "application/" + std::string(application) + "/address"; }

std::variant<Prepared, Refusal, Failure> prepare(Office& office, store::Database& reader, const SubmitApplication& wish) {
  if (auto refusal = check_person(wish.person)) return *refusal;
  if (wish.way == "deliver") {
    if (auto refusal = check_address(wish.address)) return *refusal;
    if (office.catalogue().city().regions.by_code(wish.region) == nullptr) return Refusal{"office.region_unknown"};
  }
  auto& vault = office.vault();
  Prepared prepared{.wish = wish, .nik_blind = {}, .kk_blind = {}, .name_blind = {}, .person = {}, .key = vault.new_key(), .papers = {}};
  const auto nik = field_of(wish.person, "nik");
  prepared.nik_blind = vault.blind("nik", nik);
  if (has_field(wish.person, "kk")) prepared.kk_blind = vault.blind("kk", field_of(wish.person, "kk"));
  prepared.name_blind = vault.blind("name", name_to_find(field_of(wish.person, "name")));
  const auto known = vault.find_subject(reader, "nik", prepared.nik_blind);
  auto key = known ? vault.find_key(reader, *known) : std::nullopt;
  prepared.person_is_new = !key;
  prepared.person = key ? *known : new_id(office.now(), office.world().chance);
  if (key) prepared.key = *key;

  // The register may be down: then nothing is refused, and an officer makes sure later.
  if (const auto record = office.population().find(nik); record && *record) {
    prepared.register_seen = true;
    prepared.elsewhere = wish.way == "deliver" && is_elsewhere(**record, wish.address, wish.region);
  }

  // Papers were sealed for the contact; from now on they are the person's.
  for (const auto& [paper, document] : wish.papers) {
    const auto bytes = read_document(office, reader, wish.contact, document, GrantMaker::standing("file_application"));
    if (!bytes) return Refusal{"application.papers_unknown"};
    auto moved = write_document(office, prepared.key, file_bytes(*bytes));
    if (!moved) return moved.error();
    prepared.papers[paper] = {*moved, file_bytes(*bytes).size()};
  }
  return prepared;
}

// Required papers that are not there: some may come later, others not.
std::variant<std::vector<std::string>, Refusal> missing_papers(const law::Service& service, const SubmitApplication& wish) {
  std::vector<std::string> missing;
  for (const auto& paper : service.papers) {
    if (!paper.required || !paper.when.empty() || wish.papers.contains(paper.key)) continue;
    if (!paper.may_come_later) return Refusal{"application.papers_missing"};
    missing.push_back(paper.key);
  }
  for (const auto& [paper, document] : wish.papers)
    if (service.find_paper(paper) == nullptr) return Refusal{"application.papers_unknown"};
  return missing;
}

bool knows(store::Database& database, const std::string& person, const std::string& contact) {
  return database.query("SELECT 1 FROM vault_known_contact WHERE person = $1 AND contact = $2").text(person).text(contact).next();
}

// One open application per NIK and family; a disputed one does not count, so it never blocks the true owner. Whose number
// it is, is told only to a contact who is known for this person or filed it.
std::optional<Refusal> open_already(Book& book, const std::string& person, const std::string& contact, const std::string& family) {
  const auto open = book.boards().open_case_of(person, family);
  if (!open) return std::nullopt;
  const auto& other = book.application(*open);
  if (other.contact == contact || knows(book.database(), person, contact)) return Refusal{"application.already_open_for_person", {{"nomor", other.number}}};
  return Refusal{"application.already_open_for_nik"};
}

std::string next_application_number(Book& book) {
  const auto date = date_of(day_in_jakarta(book.now()));
  const auto serial = book.next_number("application/" + std::to_string(date.year) + "-" + std::to_string(date.month));
  return law::ApplicationNumber::make(date.year, date.month, static_cast<int>(serial)).text();
}

Answer submit(Book& book, Prepared& prepared) {
  auto& office = book.office();
  auto& vault = office.vault();
  auto& database = book.database();
  const auto& wish = prepared.wish;
  const auto draft = book.application(wish.application);
  if (auto refusal = application::why_not(draft, application::Act::submit)) return *refusal;
  const auto* service = office.catalogue().find_service(draft.service);
  if (service == nullptr) return Refusal{"office.service_unknown"};
  auto missing = missing_papers(*service, wish);
  if (const auto* refusal = std::get_if<Refusal>(&missing)) return *refusal;

  // Somebody filed for this NIK since we looked: the papers are sealed for a person that is not. Ask once more.
  const auto found = vault.find_subject(database, "nik", prepared.nik_blind);
  if (found.value_or(prepared.person) != prepared.person || (!found && !prepared.person_is_new)) return Failure{"the person changed meanwhile", "again"};
  if (prepared.person_is_new && !found) {
    vault.keep_key(database, prepared.person, vault::SubjectKind::person, prepared.key, book.now());
    vault.index(database, "nik", prepared.nik_blind, prepared.person);
  }
  vault.index(database, "name", prepared.name_blind, prepared.person);
  if (!prepared.kk_blind.empty()) vault.index(database, "kk", prepared.kk_blind, prepared.person);
  if (auto refusal = open_already(book, prepared.person, wish.contact, service->family)) return *refusal;

  const bool contact_known = knows(database, prepared.person, wish.contact);
  application::Submitted entry;
  entry.number = next_application_number(book);
  entry.family = service->family;
  entry.lane = wish.lane;
  entry.person = prepared.person;
  entry.contact = wish.contact;
  entry.assurance = wish.assurance == "number_confirmed" && contact_known ? "contact_known" : wish.assurance;
  entry.way = wish.way;
  entry.region = wish.region;
  entry.receiver = wish.receiver;
  entry.language = wish.language;
  entry.assisted_by = wish.assisted ? book.asked().actor : "";
  for (const auto& [paper, document] : prepared.papers) {
    entry.papers.push_back(paper + ":" + document.first);
    note_document(book, document.first, prepared.person, document.second);
    want_reading_in(book, {document.first, prepared.person}, Hurry::none);
  }
  for (const auto& [paper, document] : wish.papers) forget_document(book, document);
  entry.missing = std::get<std::vector<std::string>>(missing);
  entry.takes_old_card = service->takes_old_card;
  entry.elsewhere = prepared.elsewhere;
  entry.new_contact = !contact_known;
  entry.register_seen = prepared.register_seen;
  entry.messages_wanted = wish.messages_wanted;
  entry.promised_on = promise_from(office, *service, book.now());
  entry.look_by = look_by(office, *service, book.now());
  entry.person_sealed = vault.seal(prepared.key, person_place(wish.application), wish.person);
  entry.address_sealed = vault.seal(prepared.key, address_place(wish.application), wish.address);
  if (auto refusal = book.ask(wish.application, application::Submit{entry})) return *refusal;
  return Done{{{"number", entry.number}, {"application", wish.application}, {"promised_on", iso_day(entry.promised_on)},
               {"leaf", std::to_string(book.last_leaf())}}};
}

// A repeat hears the first answer; the copies it made are then nobody's.
bool is_document_kept(Office& office, const Prepared& prepared) {
  for (const auto& [paper, document] : prepared.papers) return is_document_of(office.reader(), document.first, prepared.person);
  return true;
}

// Answers `later` once; tries again where two filed for one NIK at the same moment.
void try_submit(Office& office, const SubmitApplication& wish, const Asked& asked, const Later<Answer>& later, int tries_left) {
  if (auto before = answered_before(office.reader(), asked)) return later.answer(*before);
  auto prepared = prepare(office, office.reader(), wish);
  if (const auto* refusal = std::get_if<Refusal>(&prepared)) {
    // The same wish was done while this one prepared: its papers are the person's by now, and not missing.
    const auto before = answered_before(office.reader(), asked);
    return later.answer(before ? *before : Answer(*refusal));
  }
  if (const auto* failure = std::get_if<Failure>(&prepared)) return later.answer(*failure);
  auto ready = std::make_shared<Prepared>(std::get<Prepared>(std::move(prepared)));
  office.record(asked, [ready](Book& book) { return submit(book, *ready); }).when_ready([&office, wish, asked, later, tries_left, ready](const Answer& answer) {
    const auto* failure = failed(answer);
    if (failure != nullptr && failure->hint == "again" && tries_left > 0) {
      if (office.slowly([&office, wish, asked, later, tries_left] { try_submit(office, wish, asked, later, tries_left - 1); })) return;
    }
    // One copy stays: the person's where it was done, the contact's where it was not.
    const bool kept = done(answer) != nullptr && is_document_kept(office, *ready);
    for (const auto& [paper, document] : ready->papers) (void)office.world().files.remove(document_file(kept ? ready->wish.papers.at(paper) : document.first));
    later.answer(answer);
  });
}

}  // namespace

Later<Answer> submit_application(Office& office, SubmitApplication wish, const Asked& asked) {
  Later<Answer> later;
  if (wish.assisted && (!core::is_officer(asked.actor) || !asked.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor})))
    return Later<Answer>::ready(Refusal{"office.not_your_role"});
  if (!wish.assisted && wish.assurance == "seen_in_person") return Later<Answer>::ready(Refusal{"application.number_not_confirmed"});
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] { try_submit(office, wish, asked, later, 3); });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

}  // namespace opak::office
