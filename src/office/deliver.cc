#include "office/deliver.h"

#include <algorithm>

#include "base/text.h"
#include "journal/codec.h"
#include "journal/journal.h"
#include "office/answers.h"
#include "office/counters.h"
#include "office/documents.h"
#include "office/old_cards.h"
#include "office/open_file.h"
#include "office/personal_facts.h"
#include "office/print.h"
#include "office/ways.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;

const Roles couriers_and_leads{Role::courier, Role::supervisor};
const Roles counters{Role::operator_, Role::verifier, Role::printer, Role::supervisor};
constexpr std::size_t letters_of_resident = 6, letters_of_secret = 31;

// What a scanner types ("OPAK:E:BCDFGH") or a person reads out ("bcd fgh").
std::string plain(std::string_view typed) {
  auto text = upper_ascii(typed);
  if (const auto colon = text.rfind(':'); colon != text.npos) text = text.substr(colon + 1);
  std::string letters;
  for (char c : text)
    if (c >= 'A' && c <= 'Z') letters.push_back(c);
  return letters;
}

delivery::Letters judged(std::string_view typed, std::string_view right) {
  return equal_in_constant_time(plain(typed), right) ? delivery::Letters::right : delivery::Letters::wrong;
}

delivery::Letters judged_secret(Office& office, const HandOver& wish) {
  const auto by_secret = judged(wish.secret_letters, resident_secret(office, wish.parcel));
  return by_secret == delivery::Letters::right ? by_secret : judged(wish.secret_letters, resident_letters(office, wish.parcel));
}

// What may be written of the phone's time: nobody acts ahead of us, or before the bag was packed.
struct Time {
  Moment done_at{};
  bool clock_wrong = false;
};
Time believed(Book& book, const std::string& run, const std::optional<DoneEarlier>& earlier) {
  if (!earlier) return {};
  constexpr std::int64_t clocks_differ_ms = minutes(2);
  auto row = book.database().query("SELECT at FROM journal WHERE stream = $1 AND kind = 'run' AND fact = 'run.loaded.v1' ORDER BY version DESC LIMIT 1").text(run);
  const auto loaded = row.next() ? Moment{row.number_at(0)} : book.now();
  if (earlier->at < loaded + -clocks_differ_ms || book.now() + clocks_differ_ms < earlier->at) return {{}, true};
  return {earlier->at, false};
}

bool is_own_run(Book& book, const std::string& run) {
  return book.has_role({Role::supervisor}) || "officer/" + book.run(run).courier == book.asked().actor;
}

// A person who works here and signed in, never a name that a form brought along.
bool is_colleague(Book& book) {
  return book.asked().actor.starts_with("officer/") && book.has_role({Role::operator_, Role::verifier, Role::printer, Role::courier, Role::supervisor});
}

// At a counter: the office's own, or the one in whose drawer the card lies.
bool works_where_it_lies(Book& book, const delivery::ParcelState& parcel) {
  if (parcel.counter.empty()) return book.has_role(counters);
  return book.has_role({Role::counter}) && book.asked().counter == parcel.counter;
}

std::optional<Refusal> finish_hand_over(Office& office, Book& book, const HandOver& wish, const delivery::ParcelState& parcel) {
  const bool at_counter = wish.run.empty();
  const auto place = !at_counter ? "bag/" + wish.run : parcel.counter.empty() ? "case/" + parcel.application : "drawer/" + parcel.counter;
  if (auto refusal = book.ask(parcel.application, application::RecordDelivery{at_counter ? "picked_up" : "delivered", wish.receiver, book.asked().actor, wish.old_card_taken})) return refusal;
  if (auto refusal = book.ask_stock(blangko::HandToResident{parcel.serial, parcel.application, place})) return refusal;
  if (!at_counter)
    if (auto refusal = book.ask_run(wish.run, delivery::FinishStop{wish.parcel, true, wish.old_card_taken})) return refusal;
  if (wish.old_card_taken)
    if (auto refusal = take_old_card(book, wish.parcel, parcel.application, wish.run, wish.old_card_photo)) return refusal;
  if (!at_counter) keep_door(office, book, parcel.application, wish.stood_at);
  // The card went to the right face with the secret of this contact: from now on the contact is known.
  const auto& state = book.application(parcel.application);
  if (wish.receiver == "self")
    book.database().query("INSERT INTO vault_known_contact (person, contact, how, since) VALUES ($1, $2, 'card_delivered', $3) ON CONFLICT DO NOTHING")
        .text(state.person).text(state.contact).number(book.now().ms).run();
  return std::nullopt;
}

}  // namespace

Later<Answer> set_run(Office& office, SetRun wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads)) return Refusal{"office.not_your_role"};
    if (wish.day < day_in_jakarta(book.now())) return Refusal{"office.day_has_passed"};
    if (!office.catalogue().city().calendar.is_working_day(wish.day)) return Refusal{"office.not_a_working_day"};
    const auto are_hours = [](int from, int to) { return from >= 6 && to <= 21 && from < to; };
    if (!are_hours(wish.from_hour, wish.to_hour)) return Refusal{"office.hours_wrong"};
    if (!wish.hours.empty() && wish.hours.size() != wish.parcels.size()) return Refusal{"office.hours_wrong"};
    for (const auto& hours : wish.hours)
      if (!are_hours(hours.from, hours.to) || hours.from < wish.from_hour) return Refusal{"office.hours_wrong"};
    const auto run = book.new_id();
    delivery::RunPlanned plan{office.catalogue().city().code, wish.courier, book.asked().actor, wish.day, wish.from_hour, wish.to_hour, wish.parcels};
    if (auto refusal = book.ask_run(run, delivery::PlanRun{plan})) return *refusal;
    for (std::size_t i = 0; i < wish.parcels.size(); ++i) {
      if (auto refusal = book.ask_parcel(wish.parcels[i], delivery::PutOn{run, static_cast<int>(i) + 1})) return *refusal;
      const auto& application = book.parcel(wish.parcels[i]).application;
      const auto hours = wish.hours.empty() ? Hours{wish.from_hour, wish.to_hour} : wish.hours[i];
      if (auto refusal = book.ask(application, application::PlanDelivery{run, wish.courier, wish.day, hours.from, hours.to})) return *refusal;
    }
    return Done{{{"run", run}}};
  });
}

namespace {

std::optional<Refusal> take_off(Book& book, const std::string& run, const std::string& parcel, const std::string& why) {
  if (auto refusal = book.ask_run(run, delivery::RemoveParcel{parcel, why, book.asked().actor})) return refusal;
  if (auto refusal = book.ask_parcel(parcel, delivery::TakeOff{run, why})) return refusal;
  // An application that ended meanwhile (not genuine, withdrawn) has no plan left to undo.
  const auto application = book.parcel(parcel).application;
  if (!application::may(book.application(application), application::Act::unplan_delivery)) return std::nullopt;
  return book.ask(application, application::UnplanDelivery{why});
}

}  // namespace

Later<Answer> remove_from_run(Office& office, RemoveFromRun wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads)) return Refusal{"office.not_your_role"};
    return as_answer(take_off(book, wish.run, wish.parcel, wish.why), {{"run", wish.run}});
  });
}

Later<Answer> dissolve_run(Office& office, DissolveRun wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto parcels = book.run(wish.run).parcels;
    if (parcels.empty()) return Refusal{"delivery.run_empty"};
    for (const auto& parcel : parcels)
      if (auto refusal = take_off(book, wish.run, parcel, wish.why)) return *refusal;
    return Done{{{"run", wish.run}, {"n", std::to_string(parcels.size())}}};
  });
}

Later<Answer> load_run(Office& office, LoadRun wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads) || !is_own_run(book, wish.run)) return Refusal{"office.not_your_role"};
    const auto today = day_in_jakarta(book.now());
    if (const auto& run = book.run(wish.run); run.stage == delivery::RunStage::planned && run.day > today && wish.ahead == Ahead::ask)
      return Refusal{"delivery.run_is_of_another_day"};
    if (auto refusal = book.ask_run(wish.run, delivery::LoadRun{wish.counted, book.asked().actor})) return *refusal;
    for (const auto& parcel : std::vector<std::string>(book.run(wish.run).parcels)) {
      if (auto refusal = book.ask_parcel(parcel, delivery::Load{wish.run})) return *refusal;
      const auto state = book.parcel(parcel);
      // A card whose owner said "not me" this morning stays here; the courier takes it out of the bag first.
      if (auto refusal = book.ask(state.application, application::SendOut{wish.run, today})) {
        refusal->words.emplace_back("nomor", book.application(state.application).number);
        return *refusal;
      }
      if (auto refusal = book.ask_stock(blangko::PutInBagOf{state.serial, state.application, wish.run})) return *refusal;
    }
    return Done{{{"run", wish.run}}};
  });
}

// A wrong secret is counted and kept, so it is an answer and no refusal: refusals leave no trace.
Later<Answer> hand_over(Office& office, HandOver wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const bool at_counter = wish.run.empty();
    if (at_counter ? !works_where_it_lies(book, book.parcel(wish.parcel)) : !(book.has_role(couriers_and_leads) && is_own_run(book, wish.run))) return Refusal{"office.not_your_role"};
    const auto before = book.parcel(wish.parcel);
    if (before.application.empty()) return Refusal{"delivery.parcel_not_here"};
    if (auto refusal = application::why_not(book.application(before.application), application::Act::record_delivery)) return *refusal;
    if (!wish.old_card_photo.empty() && (!wish.old_card_taken || !is_document_of(book.database(), wish.old_card_photo, book.application(before.application).person))) return Refusal{"paper.not_now"};
    const auto time = believed(book, wish.run, wish.earlier);
    delivery::HandOver ask{.run = wish.run, .envelope = judged(wish.envelope_letters, envelope_letters(office, wish.parcel)),
                           .secret = judged_secret(office, wish), .by = book.asked().actor,
                           .receiver = wish.receiver, .old_card_taken = wish.old_card_taken, .face_matches = wish.face_matches,
                           .done_at = time.done_at, .weak = wish.earlier && wish.earlier->checked_by_letters, .clock_wrong = time.clock_wrong};
    if (auto refusal = book.ask_parcel(wish.parcel, ask)) return *refusal;
    const auto after = book.parcel(wish.parcel);
    if (after.stage != delivery::ParcelStage::handed_over)
      return Done{{{"result", "wrong_secret"}, {"left", std::to_string(delivery::wrong_secrets_max - after.wrong_secrets)}}};
    if (auto refusal = finish_hand_over(office, book, wish, after)) return *refusal;
    Done done{{{"result", "handed_over"}, {"application", after.application}, {"run", wish.run}}};
    if (time.clock_wrong) done.words.emplace_back("clock", "wrong");
    return done;
  });
}

Later<Answer> report_failed_attempt(Office& office, ReportFailedAttempt wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads) || !is_own_run(book, wish.run)) return Refusal{"office.not_your_role"};
    const auto time = believed(book, wish.run, wish.earlier);
    if (!wish.photo.empty() && !is_document_of(book.database(), wish.photo, book.application(book.parcel(wish.parcel).application).person)) return Refusal{"paper.not_now"};
    if (auto refusal = book.ask_parcel(wish.parcel, delivery::ReportNotHandedOver{wish.run, book.asked().actor, wish.reason, time.done_at, time.clock_wrong, wish.photo})) return *refusal;
    if (auto refusal = book.ask_run(wish.run, delivery::FinishStop{wish.parcel, false})) return *refusal;
    const auto next = office.catalogue().city().calendar.next_working_day(day_in_jakarta(book.now()));
    const auto application = book.parcel(wish.parcel).application;
    Words words{{"run", wish.run}, {"next_try", iso_day(next)}};
    if (time.clock_wrong) words.emplace_back("clock", "wrong");
    return as_answer(book.ask(application, application::RecordAttempt{wish.reason, next, counter_for(office, book.application(application).region)}), std::move(words));
  });
}

Later<Answer> tap_break(Office& office, TapBreak wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads) || !is_own_run(book, wish.run)) return Refusal{"office.not_your_role"};
    const auto time = believed(book, wish.run, wish.earlier);
    const auto& by = book.asked().actor;
    const auto refusal = wish.tap == BreakTap::begins ? book.ask_run(wish.run, delivery::BeginBreak{{by, time.done_at, time.clock_wrong}}) : book.ask_run(wish.run, delivery::EndBreak{{by, time.done_at, time.clock_wrong}});
    Words words{{"run", wish.run}};
    if (time.clock_wrong) words.emplace_back("clock", "wrong");
    return as_answer(refusal, std::move(words));
  });
}

Later<Answer> count_run(Office& office, CountRun wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role(couriers_and_leads) || !is_own_run(book, wish.run)) return Refusal{"office.not_your_role"};
    return as_answer(book.ask_run(wish.run, delivery::CountRun{wish.on_hand, book.asked().actor, wish.old_cards}), {{"run", wish.run}});
  });
}

Later<Answer> decline_count(Office& office, DeclineCount wish, const Asked& asked) {
  static const std::vector<std::string> reasons{"counted_otherwise", "serials_differ", "not_seen"};
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_colleague(book)) return Refusal{"office.not_your_role"};
    if (std::find(reasons.begin(), reasons.end(), wish.reason) == reasons.end()) return Refusal{"office.reason_unknown"};
    return as_answer(book.ask_run(wish.run, delivery::UndoCount{book.asked().actor, wish.reason}), {{"run", wish.run}});
  });
}

Later<Answer> take_back_count(Office& office, TakeBackCount wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!is_colleague(book)) return Refusal{"office.not_your_role"};
    return as_answer(book.ask_run(wish.run, delivery::UndoCount{book.asked().actor, ""}), {{"run", wish.run}});
  });
}

Later<Answer> close_run(Office& office, CloseRun wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    if (!is_colleague(book)) return Refusal{"office.not_your_role"};
    const auto before = book.run(wish.run);
    if (auto refusal = book.ask_run(wish.run, delivery::CloseRun{book.asked().actor})) return *refusal;
    const auto next = office.catalogue().city().calendar.next_working_day(day_in_jakarta(book.now()));
    for (const auto& parcel : before.parcels) {
      const auto state = book.parcel(parcel);
      if (state.stage == delivery::ParcelStage::handed_over) continue;
      if (state.stage == delivery::ParcelStage::loaded)
        if (auto refusal = book.ask(state.application, application::RecordNotReached{next})) return *refusal;
      if (auto refusal = book.ask_parcel(parcel, delivery::BringToOffice{book.asked().actor})) return *refusal;
      if (auto refusal = book.ask_stock(blangko::BringBack{state.serial, state.application, wish.run})) return *refusal;
    }
    learn_ways(book, office.catalogue().city(), wish.run);
    if (auto refusal = old_cards_came_back(book, wish.run, before.counted_by, book.asked().actor, office.catalogue().city().code)) return *refusal;
    return Done{{{"run", wish.run}}};
  });
}

Later<Answer> unlock_secret(Office& office, UnlockSecret wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    return as_answer(book.ask_parcel(wish.parcel, delivery::UnlockSecret{book.asked().actor}), {{"parcel", wish.parcel}});
  });
}

std::optional<HandOverProof> proof_of_hand_over(store::Database& reader, const std::string& parcel) {
  std::string run;
  for (const auto& line : journal::read_stream(reader, delivery::ParcelRoom::kind, parcel)) {
    const auto entry = journal::decode_entry<delivery::ParcelEntry>(line.fact, line.body);
    if (const auto* on = std::get_if<delivery::PutOnRun>(&entry)) run = on->run;
    if (std::holds_alternative<delivery::BackAtOffice>(entry) || std::holds_alternative<delivery::TakenOffRun>(entry)) run.clear();
    if (const auto* e = std::get_if<delivery::HandedOver>(&entry)) return HandOverProof{e->by, e->receiver, run, line.at, e->done_at, e->weak, e->clock_wrong, e->face_matches, e->old_card_taken};
  }
  return std::nullopt;
}

std::string resident_letters(Office& office, std::string_view parcel) {
  return office.vault().derived_letters("resident/" + std::string(parcel), letters_of_resident);
}

std::string resident_secret(Office& office, std::string_view parcel) {
  return office.vault().derived_letters("resident-secret/" + std::string(parcel), letters_of_secret);
}

std::string resident_qr(Office& office, std::string_view parcel) { return "OPAK:R:" + resident_secret(office, parcel); }

namespace {

StopSheet stop_sheet(Office& office, const std::string& parcel, const views::Case& found) {
  auto& reader = office.reader();
  const auto& state = found.state;
  const auto grant = GrantMaker::for_subject(state.person, "deliver");
  const auto place = "application/" + found.id + "/";
  StopSheet stop{.parcel = parcel, .application = found.id, .number = state.number, .region = state.region, .receiver = state.receiver,
                 .takes_old_card = state.takes_old_card, .identity_checked = state.identity_checked, .away = state.away, .name = {}, .street = {}, .rt = {}, .rw = {},
                 .landmark = {}, .receiver_name = {}, .phone = {}, .door = {}};
  if (const auto person = office.vault().open_fields(reader, state.person, place + "person", state.person_sealed, grant)) stop.name = vault::field_of(*person, "name");
  if (const auto address = office.vault().open_fields(reader, state.person, place + "address", state.address_sealed, grant)) {
    stop.street = vault::field_of(*address, "street");
    stop.rt = vault::field_of(*address, "rt");
    stop.rw = vault::field_of(*address, "rw");
    stop.landmark = vault::field_of(*address, "landmark");
    stop.receiver_name = vault::field_of(*address, "receiver_name");
    stop.phone = vault::field_of(*address, "phone");
    stop.door = door_of(office, reader, state, *address, grant);
  }
  // The confirmed number before the one that somebody whose number is hidden typed for the courier.
  if (const auto card = office.vault().open_card(reader, state.contact, GrantMaker::for_subject(state.contact, "deliver")))
    if (const auto phone = vault::field_of(*card, "phone"); !(phone == Opened<std::string>{})) stop.phone = phone;
  return stop;
}

}  // namespace

Later<RunSheetAnswer> open_run_sheet(Office& office, std::string run, const Asked& asked) {
  Later<RunSheetAnswer> later;
  Asked once = asked;
  once.key.clear();
  office.record(once, [run](Book& book) -> Answer {
    if (book.run(run).stage == delivery::RunStage::none || !book.has_role(couriers_and_leads) || !is_own_run(book, run)) return Refusal{"office.not_your_role"};
    // Addresses are for the day's work: a closed run shows none.
    if (book.run(run).stage == delivery::RunStage::closed) return Refusal{"delivery.run_not_on_the_road"};
    for (const auto& parcel : std::vector<std::string>(book.run(run).parcels)) {
      const auto application = book.parcel(parcel).application;
      const bool seen = book.database().query("SELECT 1 FROM view_opening WHERE application = $1 AND actor = $2 AND purpose = 'deliver' AND at > $3")
                            .text(application).text(book.asked().actor).number(book.now().ms - hours(16)).next();
      if (!seen) book.record_opening(application, "deliver");
    }
    return Done{};
  }).when_ready([&office, run, later](const Answer& answer) {
    if (const auto* refusal = refused(answer)) return later.answer(RunSheetAnswer(*refusal));
    if (const auto* failure = failed(answer)) return later.answer(RunSheetAnswer(*failure));
    const bool taken = office.slowly([&office, run, later] {
      views::Boards boards(office.reader());
      RunSheet sheet{run, {}};
      const auto found_run = boards.find_run(run);
      for (const auto& parcel : found_run ? found_run->state.parcels : std::vector<std::string>{}) {
        const auto state = boards.find_parcel(parcel);
        const auto found = state ? boards.find_case(state->state.application) : std::nullopt;
        // What was handed over is nobody's business any more.
        if (found && state->state.stage != delivery::ParcelStage::handed_over) sheet.stops.push_back(stop_sheet(office, parcel, *found));
      }
      later.answer(RunSheetAnswer(std::move(sheet)));
    });
    if (!taken) later.answer(RunSheetAnswer(Failure{"too much slow work waits", "busy"}));
  });
  return later;
}

}  // namespace opak::office
