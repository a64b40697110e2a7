#include "office/check.h"

#include <algorithm>

#include "office/answers.h"
#include "office/clocks.h"
#include "office/deliver.h"
#include "office/line.h"
#include "office/open_file.h"
#include "office/personal_facts.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles checkers{Role::operator_, Role::verifier, Role::supervisor};
const Roles verifiers{Role::verifier, Role::supervisor};

// The officer's words, sealed under the person's key at a place of their own.
Sealed sealed_words(Book& book, const std::string& application, const char* place, const Personal<std::string>& words) {
  const auto key = book.office().vault().find_key(book.database(), book.application(application).person);
  if (!key || words == Personal<std::string>()) return {};
  return book.office().vault().seal(*key, "application/" + application + "/" + place, words);
}

void forget_assignment(Book& book, const std::string& application) {
  book.database().query("DELETE FROM office_assignment WHERE application = $1").text(application).run();
}

// The working days a blangko delivery from the centre may take; only a guess, said as one.
constexpr int blangko_wait_working_days = 10;

// Two officers stand for it now that this number is this person's: who took the filing and who verified it. One alone could
// make a number of their own known for anybody.
void know_who_was_seen(Book& book, const std::string& application) {
  const auto& state = book.application(application);
  if (state.assurance != "seen_in_person") return;
  book.database().query("INSERT INTO vault_known_contact (person, contact, how, since) VALUES ($1, $2, 'seen_in_person', $3) ON CONFLICT DO NOTHING")
      .text(state.person).text(state.contact).number(book.now().ms).run();
}

// A call proves something only at a number known for this person that is not the one that files.
bool has_another_known_number(Book& book, const application::State& state) {
  return book.database().query("SELECT 1 FROM vault_known_contact WHERE person = $1 AND contact <> $2").text(state.person).text(state.contact).next();
}

// Ready to be printed, or in the line for a blank.
std::optional<Refusal> go_to_print(Book& book, const std::string& application) {
  if (auto refusal = book.ask(application, application::MakePrintReady{})) return refusal;
  if (blank_is_left_for_newcomer(book)) return std::nullopt;
  const auto promised = book.office().catalogue().city().calendar.add_working_days(day_in_jakarta(book.now()), blangko_wait_working_days);
  return book.ask(application, application::AwaitBlangko{std::max(promised, book.application(application).promised_on)});
}

Day promise_of_new_card(Book& book, const application::State& state) {
  return promise_from(book.office(), book.office().catalogue().get_service(state.service), book.now());
}

// Nobody judges their own hand-over.
bool is_who_handed_over(Book& book, const std::string& application) {
  const auto proof = proof_of_hand_over(book.database(), book.application(application).parcel);
  return proof && proof->by == book.asked().actor;
}

Answer decide_verification(Book& book, const Verify& wish, const registry::PrrAnswer& prr) {
  if (auto refusal = book.ask(wish.application, application::Verify{book.asked().actor, wish.findings, eyes_of(book.office())})) return *refusal;
  if (prr.state != registry::PrrState::ready) return Refusal{"register." + std::string(name_of(prr.state))};
  if (auto refusal = go_to_print(book, wish.application)) return *refusal;
  forget_assignment(book, wish.application);
  know_who_was_seen(book, wish.application);
  return Done{{{"application", wish.application}, {"stage", std::string(name_of(book.application(wish.application).stage))}}};
}

std::optional<Refusal> why_not_assigned(Book& book, const Assign& wish) {
  const auto& state = book.application(wish.application);
  if (!state.is_open()) return Refusal{"application.not_open"};
  const bool waits_for_verifier = state.stage == application::Stage::complete || state.stage == application::Stage::visit_needed;
  if (waits_for_verifier && state.assisted_by == "officer/" + wish.officer) return Refusal{"application.four_eyes"};
  const auto holder = assigned_to(book.database(), wish.application);
  if (wish.only_if_free && !holder.empty() && holder != wish.officer) return Refusal{"office.held_by_colleague"};
  return std::nullopt;
}

}  // namespace

application::Eyes eyes_of(const Office& office) {
  return office.catalogue().city().has_one_officer() ? application::Eyes::one_officer_office : application::Eyes::four;
}

Later<Answer> accept_papers(Office& office, AcceptPapers wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(checkers)) return Refusal{"office.not_your_role"};
    const auto& state = book.application(wish.application);
    if (auto refusal = application::why_not(state, application::Act::accept_papers)) return *refusal;
    const auto& service = office.catalogue().get_service(state.service);
    auto refusal = book.ask(wish.application, application::AcceptPapers{book.asked().actor, promise_from(office, service, book.now()), verify_by(office, service, book.now())});
    forget_assignment(book, wish.application);
    return as_answer(std::move(refusal), {{"application", wish.application}});
  });
}

Later<Answer> return_for_fix(Office& office, ReturnForFix wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(checkers)) return Refusal{"office.not_your_role"};
    const auto& state = book.application(wish.application);
    if (auto refusal = application::why_not(state, application::Act::return_for_fix)) return *refusal;
    const auto& service = office.catalogue().get_service(state.service);
    std::vector<application::Ask> all{{wish.reason, wish.paper}};
    all.insert(all.end(), wish.also.begin(), wish.also.end());
    std::vector<std::string> asks;
    for (const auto& ask : all) {
      if (service.find_return_reason(ask.reason) == nullptr) return Refusal{"office.reason_unknown"};
      if (!ask.paper.empty() && service.find_paper(ask.paper) == nullptr) return Refusal{"application.papers_unknown"};
      asks.push_back(ask.text());
    }
    const auto answer_by = office.catalogue().city().calendar.add_working_days(day_in_jakarta(book.now()), service.working_days("fix"));
    auto refusal = book.ask(wish.application, application::ReturnForFix{book.asked().actor, wish.reason, wish.paper, answer_by,
                                                                       sealed_words(book, wish.application, "return_words", wish.words), std::move(asks)});
    return as_answer(std::move(refusal), {{"application", wish.application}});
  });
}

Later<Answer> send_back(Office& office, SendBack wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(verifiers)) return Refusal{"office.not_your_role"};
    const auto* service = office.catalogue().find_service(book.application(wish.application).service);
    const auto due = service ? look_by(office, *service, book.now()) : Day{};
    return as_answer(book.ask(wish.application, application::SendBack{book.asked().actor, wish.reason, due}), {{"application", wish.application}});
  });
}

// The register is asked outside the clerk: it may be slow or silent. What it said is a fact the wish carries in.
Later<Answer> verify(Office& office, Verify wish, const Asked& asked) {
  Later<Answer> later;
  const bool taken = office.slowly([&office, wish = std::move(wish), asked, later] {
    if (!asked.roles.has_any(verifiers)) return later.answer(Refusal{"office.not_your_role"});
    auto& reader = office.reader();
    const auto found = views::Boards(reader).find_case(wish.application);
    if (!found) return later.answer(Refusal{"office.case_unknown"});
    const auto person = office.vault().open_fields(reader, found->state.person, "application/" + wish.application + "/person", found->state.person_sealed, GrantMaker::standing("ask_register"));
    if (!person) return later.answer(Refusal{"office.case_erased"});
    const auto prr = office.population().ask_print_ready(sealed_again(vault::field_of(*person, "nik")));
    if (!prr) return later.answer(Failure{prr.error().what, "register"});
    office.record(asked, [wish, prr = *prr](Book& book) { return decide_verification(book, wish, prr); }).when_ready([later](const Answer& answer) { later.answer(answer); });
  });
  if (!taken) later.answer(Failure{"too much slow work waits", "busy"});
  return later;
}

Later<Answer> ask_visit(Office& office, AskVisit wish, const Asked& asked) {
  return ask_desk(office, asked, verifiers, wish.application, application::AskVisit{asked.actor, wish.why});
}

Later<Answer> check_identity(Office& office, CheckIdentity wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(checkers)) return Refusal{"office.not_your_role"};
    static const std::vector<std::string> ways{"called_known_number", "video_call", "seen_in_person", "rt_rw_confirmed"};
    if (std::find(ways.begin(), ways.end(), wish.how) == ways.end()) return Refusal{"office.reason_unknown"};
    if (wish.how == "called_known_number" && !has_another_known_number(book, book.application(wish.application))) return Refusal{"office.no_known_number"};
    return as_answer(book.ask(wish.application, application::CheckIdentity{book.asked().actor, wish.how, eyes_of(book.office())}), {{"application", wish.application}});
  });
}

Later<Answer> propose_rejection(Office& office, ProposeRejection wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(checkers)) return Refusal{"office.not_your_role"};
    const auto& state = book.application(wish.application);
    if (auto refusal = application::why_not(state, application::Act::propose_rejection)) return *refusal;
    if (office.catalogue().get_service(state.service).find_rejection_reason(wish.rule) == nullptr) return Refusal{"office.reason_unknown"};
    auto refusal = book.ask(wish.application, application::ProposeRejection{book.asked().actor, wish.rule, sealed_words(book, wish.application, "rejection_words", wish.words)});
    return as_answer(std::move(refusal), {{"application", wish.application}});
  });
}

Later<Answer> confirm_rejection(Office& office, ConfirmRejection wish, const Asked& asked) {
  return ask_desk(office, asked, verifiers, wish.application, application::ConfirmRejection{asked.actor});
}

Later<Answer> decline_rejection(Office& office, ConfirmRejection wish, const Asked& asked) {
  return ask_desk(office, asked, verifiers, wish.application, application::DeclineRejection{asked.actor});
}

Later<Answer> settle_dispute(Office& office, SettleDispute wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const bool new_card = wish.outcome == "new_card";
    if (!wish.outcome.empty() && is_who_handed_over(book, wish.application)) return Refusal{"application.other_settler_needed"};
    // While this one stood still its owner may have filed anew: one person, one card.
    const auto& state = book.application(wish.application);
    if (const auto other = book.boards().open_case_of(state.person, state.family); ((wish.genuine && state.is_open()) || new_card) && other && *other != wish.application)
      return Refusal{"application.already_open_for_person", {{"nomor", book.application(*other).number}}};
    if (auto refusal = book.ask(wish.application, application::SettleDispute{book.asked().actor, wish.how, wish.genuine, wish.outcome, new_card ? promise_of_new_card(book, state) : Day{}})) return *refusal;
    if (new_card) {
      // Whose hand the first card came into is not known: what that proved is proved no more.
      book.database().query("DELETE FROM vault_known_contact WHERE person = $1 AND contact = $2 AND how = 'card_delivered'").text(state.person).text(state.contact).run();
      return as_answer(go_to_print(book, wish.application), {{"application", wish.application}});
    }
    if (!wish.outcome.empty()) return Done{{{"application", wish.application}}};
    return Done{{{"application", wish.application}, {"card_to_void", wish.genuine ? "" : book.application(wish.application).parcel}}};
  });
}

Later<Answer> lay_aside(Office& office, LayAside wish, const Asked& asked) {
  if (std::find(aside_reasons.begin(), aside_reasons.end(), wish.reason) == aside_reasons.end()) return Later<Answer>::ready(Refusal{"office.reason_unknown"});
  return ask_desk(office, asked, checkers, wish.application, application::LayAside{asked.actor, wish.reason, wish.until});
}

Later<Answer> take_up(Office& office, TakeUp wish, const Asked& asked) {
  return ask_desk(office, asked, checkers, wish.application, application::TakeUp{asked.actor});
}

Later<Answer> assign(Office& office, Assign wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(checkers)) return Refusal{"office.not_your_role"};
    if (!wish.officer.empty())
      if (auto refusal = why_not_assigned(book, wish)) return *refusal;
    forget_assignment(book, wish.application);
    if (!wish.officer.empty())
      book.database().query("INSERT INTO office_assignment (application, officer, at) VALUES ($1, $2, $3)").text(wish.application).text(wish.officer).number(book.now().ms).run();
    return Done{{{"application", wish.application}}};
  });
}

std::string assigned_to(store::Database& reader, std::string_view application) {
  auto row = reader.query("SELECT officer FROM office_assignment WHERE application = $1").text(application);
  return row.next() ? row.string_at(0) : std::string();
}

std::vector<std::string> assigned_cases(store::Database& reader, std::string_view officer) {
  std::vector<std::string> cases;
  auto rows = reader.query("SELECT application FROM office_assignment WHERE officer = $1 ORDER BY application").text(officer);
  while (rows.next()) cases.push_back(rows.string_at(0));
  return cases;
}

}  // namespace opak::office
