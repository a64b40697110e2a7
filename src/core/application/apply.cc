#include <algorithm>

#include "core/application/application.h"

namespace opak::application {
namespace {

void put_paper(State& state, const std::string& paper, const std::string& document) {
  state.papers[paper] = document;
  std::erase(state.missing, paper);
}

void leave_run(State& state) {
  state.run.clear();
  state.courier.clear();
  state.planned_on = {};
  state.from_hour = state.to_hour = 0;
}

void forget_left_run(State& state) {
  state.left_run.clear();
  state.left_from = state.left_to = 0;
  state.left_stage = Stage::none;
  state.left_owed = {};
}

// What of the return is answered by this; the first that is left becomes the one that is named first.
void answer_asks(State& state, const std::vector<std::string>& answered) {
  for (const auto& ask : answered)
    if (std::erase(state.return_asks, ask) > 0) state.return_answered.push_back(ask);
  const auto next = state.return_asks.empty() ? Ask{} : Ask::of(state.return_asks.front());
  if (answered.empty()) return;
  state.return_reason = next.reason;
  state.return_paper = next.paper;
}

void end_return(State& state) {
  state.return_reason.clear();
  state.return_paper.clear();
  state.return_asks.clear();
}

void owe(State& state, Day told) {
  if (told != Day{} && (state.owed_on == Day{} || told < state.owed_on)) state.owed_on = told;
}

// One overload an entry: an entry without an effect on the state does not compile.
struct Apply {
  State& state;
  Moment at;

  // A day that has passed stays owed when another is told. Where the office waited for the resident nothing was broken.
  void owe_if_broken(Day told) {
    if (told < day_in_jakarta(at) && !state.waits_for_resident()) owe(state, told);
  }

  void end(Stage stage) {
    state.stage = stage;
    state.closed_at = at;
  }

  void operator()(const Opened& e) {
    state.stage = Stage::draft;
    state.service = e.service;
    state.channel = e.channel;
    state.office = e.office;
    state.mark = e.mark;
    state.opened_at = at;
  }
  void operator()(const Submitted& e) {
    state.stage = Stage::submitted;
    state.number = e.number;
    state.family = e.family;
    state.lane = e.lane;
    state.person = e.person;
    state.contact = e.contact;
    state.assurance = e.assurance;
    state.way = e.way;
    state.region = e.region;
    state.receiver = e.receiver;
    state.language = e.language;
    state.assisted_by = e.assisted_by;
    state.missing = e.missing;
    for (const auto& paper : e.papers) {
      const auto colon = paper.find(':');
      state.papers[paper.substr(0, colon)] = paper.substr(colon + 1);
    }
    state.takes_old_card = e.takes_old_card;
    state.elsewhere = e.elsewhere;
    state.new_contact = e.new_contact;
    state.register_seen = e.register_seen;
    state.messages_wanted = e.messages_wanted;
    state.promised_on = e.promised_on;
    state.step_by = e.look_by;
    state.person_sealed = e.person_sealed;
    state.address_sealed = e.address_sealed;
    state.submitted_at = at;
  }
  void operator()(const PaperAdded& e) {
    put_paper(state, e.paper, e.document);
    answer_asks(state, e.answered);
  }
  void operator()(const PersonCorrected& e) {
    state.person_sealed = e.person_sealed;
    // What was asked is answered; a paper may still be missing.
    if (e.answered.empty()) end_return(state);
    else answer_asks(state, e.answered);
    if (!e.number_changed) return;
    state.elsewhere = e.elsewhere;
    state.register_seen = e.register_seen;
    // Another number: nobody has been seen, called or known under it.
    state.new_contact = true;
    state.identity_checked = false;
    state.assurance = "number_confirmed";
  }
  void operator()(const Returned& e) {
    state.stage = Stage::returned;
    state.return_reason = e.reason;
    state.return_paper = e.paper;
    state.return_asks = e.asks.empty() ? std::vector<std::string>{Ask{e.reason, e.paper}.text()} : e.asks;
    state.return_answered.clear();
    state.return_words = e.words;
    state.answer_by = e.answer_by;
  }
  void operator()(const Resubmitted& e) {
    state.stage = Stage::submitted;
    state.step_by = e.look_by;
    end_return(state);
    state.return_answered.clear();
    state.return_words = {};
  }
  void operator()(const PapersAccepted& e) {
    state.stage = Stage::complete;
    state.accepted_by = e.by;
    state.step_by = e.verify_by;
    state.promised_on = e.promised_on;
    state.owed_on = {};  // The service standard's own clock begins.
    state.complete_at = at;
  }
  void operator()(const SentBack& e) {
    state.stage = Stage::submitted;
    state.step_by = e.look_by;
  }
  void operator()(const VisitAsked&) { state.stage = Stage::visit_needed; }
  void operator()(const Verified& e) {
    state.stage = Stage::verified;
    state.verified_by = e.by;
    state.verified_alone = e.alone;
  }
  void operator()(const IdentityChecked& e) {
    state.identity_checked = true;
    state.identity_by = e.by;
    state.verified_alone = state.verified_alone || e.by == state.verified_by;
  }
  void operator()(const MadePrintReady&) { state.stage = Stage::print_ready; }
  void operator()(const BlangkoAwaited& e) {
    state.stage = Stage::waiting_blangko;
    owe_if_broken(state.promised_on);
    state.promised_on = e.promised_on;
    state.promise_reason = "blangko";
  }
  void operator()(const BlangkoCame& e) {
    state.stage = Stage::print_ready;
    owe_if_broken(state.promised_on);
    state.promised_on = e.promised_on;
  }
  void operator()(const TakenForPrint& e) {
    state.stage = Stage::printing;
    state.printer = e.printer;
  }
  void operator()(const PutBackFromPrint&) {
    state.stage = Stage::print_ready;
    state.printer.clear();
  }
  void operator()(const CardPrinted& e) {
    state.stage = state.way == "pick_up" ? Stage::pickup : Stage::printed;
    state.printed_by = e.by;
    state.printer = e.printer;
    state.blangko = e.blangko;
    state.parcel = e.parcel;
  }
  void operator()(const DeliveryPlanned& e) {
    state.away = false;
    forget_left_run(state);
    state.run = e.run;
    state.courier = e.courier;
    state.planned_on = e.on;
    state.from_hour = e.from_hour;
    state.to_hour = e.to_hour;
  }
  void operator()(const DeliveryUnplanned& e) {
    if (e.why == why_not_home) {
      state.left_run = state.run;
      state.left_from = state.from_hour;
      state.left_to = state.to_hour;
      state.left_stage = state.stage;
      state.left_owed = state.owed_on;
      return leave_run(state);
    }
    if (state.planned_on <= day_in_jakarta(at) && !state.disputed) owe(state, state.planned_on);
    leave_run(state);
  }
  void operator()(const WindowMoved& e) {
    state.from_hour = e.from_hour;
    state.to_hour = e.to_hour;
  }
  void operator()(const PassedOn& e) {
    state.run = e.run;
    state.courier = e.courier;
  }
  void operator()(const SentOut& e) {
    state.stage = Stage::on_the_road;
    state.away = false;
    forget_left_run(state);
    if (e.on == Day{} || e.on == state.planned_on) return;
    // On another day than was told: that day and its hours are no longer what may be expected.
    owe_if_broken(state.due_on());
    state.planned_on = e.on;
    state.from_hour = state.to_hour = 0;
  }
  void operator()(const AttemptFailed& e) {
    state.stage = Stage::attempt_failed;
    state.attempts += 1;
    state.attempt_reason = e.reason;
    state.next_try = e.next_try;
    state.owed_on = {};  // Somebody stood at the door.
    leave_run(state);
  }
  void operator()(const NotReached& e) {
    if (!state.away) owe(state, state.due_on());  // Even if that day is not over: the run is.
    state.stage = Stage::not_reached;
    state.next_try = e.next_try;
    leave_run(state);
  }
  void operator()(const NotHomeTold&) { state.away = true; }
  void operator()(const HomeAgain& e) {
    state.way = "deliver";
    state.pickup_place.clear();
    state.stage = state.left_stage;
    state.owed_on = state.left_owed;
    state.next_try = e.on;
    state.run = e.run;
    state.courier = e.courier;
    state.planned_on = e.on;
    state.from_hour = e.from_hour;
    state.to_hour = e.to_hour;
    forget_left_run(state);
  }
  void operator()(const DayChosen& e) {
    state.next_try = e.day;
    state.owed_on = {};  // Their own wish.
  }
  void operator()(const WaitsAtCounter& e) {
    state.pickup_place = e.place;
    state.pickup_until = e.until;
  }
  void operator()(const LeftCounter&) {
    state.pickup_place.clear();
    state.pickup_until = {};
  }
  void operator()(const PickupChosen& e) {
    state.way = "pick_up";
    state.pickup_place = e.place;
    // Before there is a card the choice only changes the way; afterwards the card waits at the office.
    if (!state.has_card_to_bring() || state.stage == Stage::on_the_road) return;
    state.stage = Stage::pickup;
    state.owed_on = {};  // From now on it is theirs to fetch.
  }
  void operator()(const Delivered& e) {
    end(Stage::delivered);
    state.pickup_until = {};
    state.delivered_how = e.how;
    state.delivered_to = e.receiver;
  }
  void operator()(const AddressChanged& e) {
    state.region = e.region;
    state.receiver = e.receiver;
    if (!e.way.empty()) {
      state.way = e.way;
      state.pickup_place.clear();
    }
    answer_asks(state, e.answered);
    state.elsewhere = e.elsewhere;
    state.address_sealed = e.address_sealed;
    // A check of the old address says nothing about the new one.
    if (e.elsewhere) state.identity_checked = false;
  }
  void operator()(const PromiseMoved& e) {
    // Once a day was agreed at the door or chosen, the promise is not what they wait for.
    if (state.next_try == Day{}) owe_if_broken(state.promised_on);
    state.promised_on = e.promised_on;
    state.promise_reason = e.reason;
    state.promise_moves += 1;
  }
  void operator()(const RejectionProposed& e) {
    state.rejection_by = e.by;
    state.rejection_rule = e.rule;
    state.rejection_words = e.words;
  }
  void operator()(const RejectionDeclined&) {
    state.rejection_by.clear();
    state.rejection_rule.clear();
    state.rejection_words = {};
  }
  void operator()(const Rejected&) { end(Stage::rejected); }
  void operator()(const Withdrawn&) { end(Stage::withdrawn); }
  void operator()(const Disputed& e) {
    state.disputed = true;
    state.dispute_what = e.what;
    state.dispute_by = e.answer_by;
  }
  void operator()(const DisputeSettled&) {
    state.disputed = false;
    state.dispute_what.clear();
    state.dispute_by = {};
  }
  void operator()(const CardRemade& e) {
    state.stage = Stage::verified;
    state.closed_at = {};
    state.delivered_how.clear();
    state.delivered_to.clear();
    state.blangko.clear();
    state.parcel.clear();
    state.printer.clear();
    state.printed_by.clear();
    leave_run(state);
    state.attempts = 0;
    state.attempt_reason.clear();
    state.next_try = {};
    state.pickup_place.clear();
    state.pickup_until = {};
    state.way = "deliver";
    if (state.region.empty()) state.way = "pick_up";
    state.takes_old_card = false;  // It was given when the first card was said to come.
    state.promised_on = e.promised_on;
    state.owed_on = {};
    state.remade = true;
  }
  void operator()(const PutAside& e) {
    state.aside_until = e.until;
    state.aside_reason = e.reason;
    state.aside_by = e.by;
  }
  void operator()(const TakenUp&) {}
  void operator()(const Rated&) { state.rated = true; }
  void operator()(const Dismissed&) { end(Stage::dismissed); }
};

// Only these leave a file where it was laid: anything else is news that its officer waits for.
bool leaves_aside(const Entry& entry) {
  return std::holds_alternative<PutAside>(entry) || std::holds_alternative<PromiseMoved>(entry);
}

void bring_back(State& state) {
  state.aside_until = {};
  state.aside_reason.clear();
  state.aside_by.clear();
}

}  // namespace

void apply(State& state, const Entry& entry, Moment at) {
  if (!leaves_aside(entry)) bring_back(state);
  std::visit(Apply{state, at}, entry);
  state.version += 1;
  state.changed_at = at;
}

}  // namespace opak::application
