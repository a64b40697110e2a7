#include "office/apply_for.h"

#include <algorithm>

#include "base/ids.h"
#include "law/service.h"
#include "office/answers.h"
#include "office/clerk.h"
#include "office/clocks.h"
#include "office/counters.h"
#include "office/documents.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "office/readings.h"
#include "office/repairs.h"
#include "transparency/leaf.h"

namespace opak::office {

std::string new_mark(Office& office) { return transparency::CaseMark::draw(office.world().chance).text(); }

Later<Answer> open_application(Office& office, OpenApplication wish, const Asked& asked) {
  if (office.catalogue().find_service(wish.service) == nullptr) return Later<Answer>::ready(Refusal{"office.service_unknown"});
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto id = book.new_id();
    return as_answer(book.ask(id, application::Open{wish.service, wish.channel, office.catalogue().city().code, new_mark(office)}), {{"application", id}});
  });
}

Later<Answer> keep_document(Office& office, KeepDocument wish, const Asked& asked) {
  Later<Answer> later;
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] {
    const auto key = office.vault().find_key(office.reader(), wish.subject);
    if (!key) return later.answer(Refusal{"office.contact_unknown"});
    const auto document = write_document(office, *key, wish.bytes);
    if (!document) return later.answer(document.error());
    office.record(asked, [document = *document, subject = wish.subject, size = wish.bytes.size()](Book& book) -> Answer {
      note_document(book, document, subject, size);
      return Done{{{"document", document}}};
    }).when_ready([&office, document = *document, later](const Answer& answer) {
      if (done(answer) == nullptr || done(answer)->word("document") != document) (void)office.world().files.remove(document_file(document));
      later.answer(answer);
    });
  });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

namespace {

// A paper kept under the contact's key, sealed anew for the person it is about.
struct Moved {
  std::string document;
  std::size_t bytes = 0;
};
std::variant<Moved, Refusal, Failure> move_to_person(Office& office, const AddPaper& wish) {
  auto& reader = office.reader();
  views::Boards boards(reader);
  const auto found = boards.find_case(wish.application);
  if (!found || found->state.person.empty()) return Refusal{"application.papers_closed"};
  const auto& state = found->state;
  const auto bytes = read_document(office, reader, state.contact, wish.document, GrantMaker::standing("file_application"));
  const auto key = office.vault().find_key(reader, state.person);
  if (!bytes || !key) return Refusal{"application.papers_unknown"};
  const auto document = write_document(office, *key, file_bytes(*bytes));
  if (!document) return document.error();
  return Moved{*document, file_bytes(*bytes).size()};
}

}  // namespace

namespace {

// Back to the desk, once nothing is left of what an officer asked for and no paper is missing.
bool is_repaired(const application::State& state) {
  return state.stage == application::Stage::returned && state.missing.empty() && state.return_asks.empty();
}

std::optional<Refusal> resubmit(Book& book, const std::string& application) {
  const auto& service = book.office().catalogue().get_service(book.application(application).service);
  return book.ask(application, application::Resubmit{look_by(book.office(), service, book.now())});
}

}  // namespace

Later<Answer> add_paper(Office& office, AddPaper wish, const Asked& asked) {
  Later<Answer> later;
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] {
    if (auto before = answered_before(office.reader(), asked)) return later.answer(*before);
    const auto moved = move_to_person(office, wish);
    if (const auto* refusal = std::get_if<Refusal>(&moved)) return later.answer(*refusal);
    if (const auto* failure = std::get_if<Failure>(&moved)) return later.answer(*failure);
    const auto paper = std::get<Moved>(moved);
    office.record(asked, [wish, paper](Book& book) -> Answer {
      const auto* service = book.office().catalogue().find_service(book.application(wish.application).service);
      if (service == nullptr || service->find_paper(wish.paper) == nullptr) return Refusal{"application.papers_unknown"};
      auto answered = asks_answered_by_photo(*service, book.application(wish.application), wish.paper);
      if (auto refusal = book.ask(wish.application, application::AddPaper{wish.paper, paper.document, std::move(answered)})) return *refusal;
      const auto& person = book.application(wish.application).person;
      note_document(book, paper.document, person, paper.bytes);
      want_reading_in(book, {paper.document, person}, Hurry::none);
      forget_document(book, wish.document);
      const bool repaired = is_repaired(book.application(wish.application));
      if (repaired)
        if (auto refusal = resubmit(book, wish.application)) return *refusal;
      return Done{{{"application", wish.application}, {"number", book.application(wish.application).number}, {"resubmitted", repaired ? "1" : ""}}};
    }).when_ready([&office, wish, paper, later](const Answer& answer) {
      (void)office.world().files.remove(document_file(done(answer) == nullptr ? paper.document : wish.document));
      later.answer(answer);
    });
  });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

Later<Answer> withdraw(Office& office, Withdraw wish, const Asked& asked) {
  return ask_desk(office, asked, {}, wish.application, application::Withdraw{"resident"});
}

Later<Answer> rate(Office& office, Rate wish, const Asked& asked) {
  return ask_desk(office, asked, {}, wish.application, application::Rate{wish.answer, wish.asked_for_money});
}

Later<Answer> change_address(Office& office, ChangeAddress wish, const Asked& asked) {
  Later<Answer> later;
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] {
    if (auto refusal = check_address(wish.address)) return later.answer(*refusal);
    if (office.catalogue().city().regions.by_code(wish.region) == nullptr) return later.answer(Refusal{"office.region_unknown"});
    auto& reader = office.reader();
    const auto found = views::Boards(reader).find_case(wish.application);
    if (!found) return later.answer(Refusal{"office.case_unknown"});
    const auto grant = GrantMaker::standing("file_application");
    const auto person = office.vault().open_fields(reader, found->state.person, "application/" + wish.application + "/person", found->state.person_sealed, grant);
    const auto key = office.vault().find_key(reader, found->state.person);
    if (!person || !key) return later.answer(Refusal{"office.case_erased"});
    // Unless the register says it is this person's address, an officer must make sure.
    bool elsewhere = true;
    if (const auto record = office.population().find(sealed_again(vault::field_of(*person, "nik"))); record && *record) elsewhere = is_elsewhere(**record, wish.address, wish.region);
    const auto place = "application/" + wish.application + "/address";
    const auto before = office.vault().open_fields(reader, found->state.person, place, found->state.address_sealed, grant);
    const bool same_name = before && same_words(sealed_again(vault::field_of(*before, "receiver_name")), field_of(wish.address, "receiver_name"));
    const auto sealed = office.vault().seal(*key, place, wish.address);
    office.record(asked, [wish, sealed, elsewhere, same_name, seen = found->state.address_sealed.bytes](Book& book) -> Answer {
      // Other hands at the same door are as good as another door: an officer makes sure of them too. "Family" under another
      // name is other hands.
      const auto& state = book.application(wish.application);
      const bool same_hands = wish.receiver == state.receiver && same_name && state.address_sealed.bytes == seen;
      const bool other_hands = wish.receiver != "self" && !same_hands;
      auto answered = asks_answered_by(book.office().catalogue().get_service(state.service), state, {"street"});
      const bool was_asked = !answered.empty();
      if (auto refusal = book.ask(wish.application, application::ChangeAddress{wish.region, wish.receiver, elsewhere || other_hands, sealed, state.way == "pick_up" ? "deliver" : "", std::move(answered)})) return *refusal;
      if (!was_asked || !is_repaired(book.application(wish.application))) return Done{{{"application", wish.application}}};
      return as_answer(resubmit(book, wish.application), {{"application", wish.application}, {"resubmitted", "1"}});
    }).when_ready([later](const Answer& answer) { later.answer(answer); });
  });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

Later<Answer> choose_day(Office& office, ChooseDay wish, const Asked& asked) {
  if (!office.catalogue().city().calendar.is_working_day(wish.day)) return Later<Answer>::ready(Refusal{"office.not_a_working_day"});
  if (wish.day - day_in_jakarta(office.now()) > 14) return Later<Answer>::ready(Refusal{"office.day_too_far"});
  return ask_desk(office, asked, {}, wish.application, application::ChooseDay{wish.day});
}

Later<Answer> choose_pickup(Office& office, ChoosePickup wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!may_be_fetched_at(office, book.application(wish.application), wish.place)) return Refusal{"office.counter_unknown"};
    return as_answer(book.ask(wish.application, application::ChoosePickup{"resident", wish.place}), {{"application", wish.application}});
  });
}

Later<Answer> dispute(Office& office, Dispute wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const bool did_not_arrive = book.application(wish.application).stage == application::Stage::delivered;
    const auto answer_by = did_not_arrive ? office.catalogue().city().calendar.next_working_day(day_in_jakarta(book.now())) : Day{};
    return as_answer(book.ask(wish.application, application::Dispute{wish.by, wish.what, answer_by}), {{"application", wish.application}});
  });
}

Later<Answer> dismiss_draft(Office& office, DismissDraft wish, const Asked& asked) {
  return ask_desk(office, asked, {}, wish.application, application::Dismiss{wish.reason});
}

std::string status_path(Office& office, std::string_view application) {
  return "/s/" + std::string(application) + "/" + office.vault().link_token("status", application);
}

std::string alarm_path(Office& office, std::string_view application) {
  return "/bukan-saya/" + std::string(application) + "/" + office.vault().link_token("alarm", application);
}

bool is_status_token(Office& office, std::string_view application, std::string_view token) { return office.vault().link_token_is("status", application, token); }
bool is_alarm_token(Office& office, std::string_view application, std::string_view token) { return office.vault().link_token_is("alarm", application, token); }

bool last_four_match(Office& office, store::Database& reader, std::string_view application, std::string_view four_digits) {
  const auto found = views::Boards(reader).find_case(application);
  // The same work is done whichever part is wrong, so time tells nothing.
  const auto contact = found ? found->state.contact : std::string("nobody");
  const auto card = office.vault().open_card(reader, contact, GrantMaker::standing("track"));
  const auto phone = card ? vault::field_of(*card, "phone") : Opened<std::string>{};
  return ends_in(phone, four_digits) && found.has_value();
}

}  // namespace opak::office
