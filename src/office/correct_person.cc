// Name, NIK or KK once more, after an officer found that they differ from the papers.
//
// The register is slow, so it is asked outside the clerk. Under the clerk the person and the index are looked at once more:
// meanwhile somebody may have filed for the new NIK, or again for the old one.
#include "office/answers.h"
#include "office/apply_for.h"
#include "office/clerk.h"
#include "office/clocks.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "office/repairs.h"

namespace opak::office {
namespace {

struct Blinds {
  Bytes nik, kk, name;
};

Blinds blinds_of(const vault::Vault& vault, const Personal<vault::Fields>& person) {
  return {vault.blind("nik", field_of(person, "nik")), has_field(person, "kk") ? vault.blind("kk", field_of(person, "kk")) : Bytes(),
          vault.blind("name", name_to_find(field_of(person, "name")))};
}

struct Prepared {
  std::string application;
  Bytes seen;  // The sealed person this correction was made of.
  Blinds before, after;
  application::PersonCorrected entry;
  std::vector<std::string> questions;  // What the resident answered.
};

std::variant<Prepared, Refusal> prepare(Office& office, const CorrectPerson& wish) {
  auto& reader = office.reader();
  auto& vault = office.vault();
  const auto found = views::Boards(reader).find_case(wish.application);
  if (!found) return Refusal{"office.case_unknown"};
  const auto& state = found->state;
  if (auto refusal = application::why_not(state, application::Act::correct_person)) return *refusal;
  const auto place = "application/" + wish.application + "/person";
  const auto opened = vault.open_fields(reader, state.person, place, state.person_sealed, GrantMaker::standing("file_application"));
  const auto key = vault.find_key(reader, state.person);
  if (!opened || !key) return Refusal{"office.case_erased"};
  const auto before = sealed_again(*opened);
  const auto after = joined(before, wish.person);
  if (auto refusal = check_person(after)) return *refusal;
  Prepared prepared{wish.application, state.person_sealed.bytes, blinds_of(vault, before), blinds_of(vault, after), {}, {}};
  for (const auto* key_of : {"name", "nik", "kk"})
    if (has_field(wish.person, key_of)) prepared.questions.emplace_back(key_of);
  auto& entry = prepared.entry;
  entry.person_sealed = vault.seal(*key, place, after);
  entry.number_changed = prepared.before.nik != prepared.after.nik;
  if (!entry.number_changed) return prepared;
  // The register may be down: then nothing is refused, and an officer makes sure later.
  if (const auto record = office.population().find(field_of(after, "nik")); record && *record) {
    entry.register_seen = true;
    const auto address = vault.open_fields(reader, state.person, "application/" + wish.application + "/address", state.address_sealed, GrantMaker::standing("file_application"));
    entry.elsewhere = state.way == "deliver" && (!address || is_elsewhere(**record, sealed_again(*address), state.region));
  }
  return prepared;
}

// Whether this person is this one filing and nothing else, so that the number it was filed under can be put right.
bool is_known_by_this_alone(Book& book, const application::State& state) {
  return book.boards().cases_of_person(state.person).size() == 1 &&
         !book.database().query("SELECT 1 FROM vault_known_contact WHERE person = $1").text(state.person).next();
}

std::optional<Refusal> why_not_this_number(Book& book, const application::State& state, const Bytes& nik) {
  if (const auto other = book.office().vault().find_subject(book.database(), "nik", nik)) {
    if (book.boards().open_case_of(*other, state.family)) return Refusal{"application.already_open_for_nik"};
    return Refusal{"application.file_again"};
  }
  if (!is_known_by_this_alone(book, state)) return Refusal{"application.file_again"};
  return std::nullopt;
}

// An old name or KK stays where another filing of the same person may have it right.
void put_index_right(Book& book, const std::string& person, const Prepared& prepared, bool alone) {
  auto& vault = book.office().vault();
  const auto change = [&](std::string_view kind, const Bytes& before, const Bytes& after) {
    if (before == after) return;
    if (alone && !before.empty()) vault.unindex(book.database(), kind, before, person);
    if (!after.empty()) vault.index(book.database(), kind, after, person);
  };
  change("nik", prepared.before.nik, prepared.after.nik);
  change("kk", prepared.before.kk, prepared.after.kk);
  change("name", prepared.before.name, prepared.after.name);
}

Answer correct(Book& book, const Prepared& prepared) {
  const auto& state = book.application(prepared.application);
  if (auto refusal = application::why_not(state, application::Act::correct_person)) return *refusal;
  if (state.person_sealed.bytes != prepared.seen) return Failure{"the person was corrected meanwhile", "again"};
  if (prepared.entry.number_changed)
    if (auto refusal = why_not_this_number(book, state, prepared.after.nik)) return *refusal;
  put_index_right(book, state.person, prepared, is_known_by_this_alone(book, state));
  const auto& service = book.office().catalogue().get_service(state.service);
  auto entry = prepared.entry;
  entry.answered = asks_answered_by(service, state, prepared.questions);
  // An entry that names nothing would answer everything.
  if (entry.answered.empty()) return Refusal{"application.nothing_to_fix"};
  if (auto refusal = book.ask(prepared.application, application::CorrectPerson{entry})) return *refusal;
  if (!state.missing.empty() || !state.return_asks.empty()) return Done{{{"application", prepared.application}, {"resubmitted", ""}}};
  return as_answer(book.ask(prepared.application, application::Resubmit{look_by(book.office(), service, book.now())}), {{"application", prepared.application}, {"resubmitted", "1"}});
}

}  // namespace

Later<Answer> correct_person(Office& office, CorrectPerson wish, const Asked& asked) {
  Later<Answer> later;
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] {
    if (auto before = answered_before(office.reader(), asked)) return later.answer(*before);
    auto prepared = prepare(office, wish);
    if (const auto* refusal = std::get_if<Refusal>(&prepared)) {
      const auto before = answered_before(office.reader(), asked);  // Done meanwhile by the same press.
      return later.answer(before ? *before : Answer(*refusal));
    }
    office.record(asked, [ready = std::get<Prepared>(std::move(prepared))](Book& book) { return correct(book, ready); }).when_ready([later](const Answer& answer) { later.answer(answer); });
  });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

}  // namespace opak::office
