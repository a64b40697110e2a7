#include <algorithm>

#include "core/application/application.h"

namespace opak::application {
namespace {

// What each command says no to, and the entries that follow from a yes. One overload a command: a command without an
// answer does not compile.
struct Decide {
  const State& state;
  Moment now;

  Decision when(Act act, Entry entry) const {
    if (auto refusal = why_not(state, act)) return *refusal;
    return std::vector<Entry>{std::move(entry)};
  }

  Decision operator()(const Open& wish) const {
    if (state.stage != Stage::none) return Refusal{"application.already_open"};
    return std::vector<Entry>{Opened{wish.service, wish.channel, wish.office, wish.mark}};
  }

  Decision operator()(const Submit& wish) const {
    if (auto refusal = why_not(state, Act::submit)) return *refusal;
    const auto& entry = wish.entry;
    // Anyone may know a NIK: the least we ask is a number that answers, or an officer who sees the person.
    const bool sure_enough = entry.assurance == "number_confirmed" || entry.assurance == "contact_known" || entry.assurance == "seen_in_person";
    if (!sure_enough) return Refusal{"application.number_not_confirmed"};
    if (entry.assurance == "seen_in_person" && entry.assisted_by.empty()) return Refusal{"application.number_not_confirmed"};
    if (entry.way == "deliver" && entry.region.empty()) return Refusal{"application.address_missing"};
    return std::vector<Entry>{entry};
  }

  Decision operator()(const AddPaper& wish) const { return when(Act::add_paper, PaperAdded{wish.paper, wish.document, still_asked(wish.answered)}); }

  // Of these, what is asked at this moment: of two photos that come at once, one answers.
  std::vector<std::string> still_asked(std::vector<std::string> asks) const {
    std::erase_if(asks, [&](const std::string& ask) { return std::find(state.return_asks.begin(), state.return_asks.end(), ask) == state.return_asks.end(); });
    return asks;
  }

  Decision operator()(const CorrectPerson& wish) const { return when(Act::correct_person, wish.entry); }

  Decision operator()(const Resubmit& wish) const {
    if (auto refusal = why_not(state, Act::resubmit)) return *refusal;
    if (!state.missing.empty()) return Refusal{"application.papers_missing"};
    if (!state.return_asks.empty()) return Refusal{"application.still_asked"};
    return std::vector<Entry>{Resubmitted{wish.look_by}};
  }

  Decision operator()(const ReturnForFix& wish) const {
    auto asks = wish.asks;
    if (asks.empty()) asks.push_back(Ask{wish.reason, wish.paper}.text());
    for (auto each = asks.begin(); each != asks.end();) each = std::find(asks.begin(), each, *each) == each ? each + 1 : asks.erase(each);
    const auto first = Ask::of(asks.front());
    return when(Act::return_for_fix, Returned{first.reason, first.paper, wish.answer_by, wish.words, std::move(asks)});
  }
  Decision operator()(const AcceptPapers& wish) const { return when(Act::accept_papers, PapersAccepted{wish.by, wish.promised_on, wish.verify_by}); }
  Decision operator()(const SendBack& wish) const { return when(Act::send_back, SentBack{wish.by, wish.reason, wish.look_by}); }
  Decision operator()(const AskVisit& wish) const { return when(Act::ask_visit, VisitAsked{wish.by, wish.why}); }

  Decision operator()(const Verify& wish) const {
    if (auto refusal = why_not_by(state, Act::verify, wish.by, wish.eyes)) return *refusal;
    const bool alone = why_not_by(state, Act::verify, wish.by).has_value();
    return std::vector<Entry>{Verified{wish.by, wish.findings, alone}};
  }

  Decision operator()(const CheckIdentity& wish) const {
    if (auto refusal = why_not_by(state, Act::check_identity, wish.by, wish.eyes)) return *refusal;
    return std::vector<Entry>{IdentityChecked{wish.by, wish.how}};
  }

  Decision operator()(const MakePrintReady&) const { return when(Act::make_print_ready, MadePrintReady{}); }
  Decision operator()(const AwaitBlangko& wish) const { return when(Act::await_blangko, BlangkoAwaited{wish.promised_on}); }
  Decision operator()(const BlangkoArrives& wish) const { return when(Act::blangko_came, BlangkoCame{wish.promised_on}); }
  Decision operator()(const TakeForPrint& wish) const {
    return when(Act::take_for_print, TakenForPrint{wish.by, wish.printer, wish.out_of_order});
  }
  Decision operator()(const PutBack& wish) const { return when(Act::put_back_from_print, PutBackFromPrint{wish.by}); }

  Decision operator()(const RecordPrint& wish) const {
    if (auto refusal = why_not(state, Act::record_print)) return *refusal;
    if (wish.printer != state.printer) return Refusal{"application.at_other_printer"};
    return std::vector<Entry>{CardPrinted{wish.by, wish.printer, wish.blangko, wish.parcel}};
  }

  Decision operator()(const PlanDelivery& wish) const {
    if (auto refusal = why_not(state, Act::plan_delivery)) return *refusal;
    if (state.way != "deliver") return Refusal{"application.is_for_pickup"};
    if (!state.run.empty()) return Refusal{"application.already_planned"};
    return std::vector<Entry>{DeliveryPlanned{wish.run, wish.courier, wish.on, wish.from_hour, wish.to_hour}};
  }

  Decision operator()(const UnplanDelivery& wish) const { return when(Act::unplan_delivery, DeliveryUnplanned{wish.why}); }

  Decision operator()(const MoveWindow& wish) const {
    if (wish.from_hour == state.from_hour && wish.to_hour == state.to_hour && may(state, Act::move_window)) return std::vector<Entry>{};
    return when(Act::move_window, WindowMoved{wish.from_hour, wish.to_hour});
  }
  Decision operator()(const PassOn& wish) const {
    if (auto refusal = why_not(state, Act::pass_on)) return *refusal;
    if (state.run != wish.from) return Refusal{"application.not_on_this_run"};
    return std::vector<Entry>{PassedOn{wish.run, wish.courier}};
  }
  Decision operator()(const SendOut& wish) const {
    if (auto refusal = why_not(state, Act::send_out)) return *refusal;
    if (state.run != wish.run) return Refusal{"application.not_on_this_run"};
    return std::vector<Entry>{SentOut{wish.run, wish.on}};
  }

  Decision operator()(const RecordAttempt& wish) const {
    if (auto refusal = why_not(state, Act::record_attempt)) return *refusal;
    std::vector<Entry> entries{AttemptFailed{wish.reason, wish.next_try}};
    // The second closed door: the card waits at the office, so that nobody drives a third time for nothing.
    if (state.attempts + 1 >= attempts_max) entries.push_back(PickupChosen{"attempts", wish.counter});
    return entries;
  }

  // A door nobody stood before costs the resident none of the attempts.
  Decision operator()(const RecordNotReached& wish) const { return when(Act::record_not_reached, NotReached{wish.next_try}); }

  Decision operator()(const ChooseDay& wish) const {
    if (auto refusal = why_not(state, Act::choose_day)) return *refusal;
    if (wish.day <= day_in_jakarta(now)) return Refusal{"application.day_has_passed"};
    if (!state.run.empty()) return Refusal{"application.already_planned"};
    return std::vector<Entry>{DayChosen{wish.day}};
  }

  Decision operator()(const ChoosePickup& wish) const {
    if (auto refusal = why_not(state, Act::choose_pickup)) return *refusal;
    if (state.way == "pick_up") return Refusal{"application.is_for_pickup"};
    if (!state.run.empty()) return Refusal{"application.already_planned"};
    return std::vector<Entry>{PickupChosen{wish.why, wish.place}};
  }

  Decision operator()(const ReachCounter& wish) const {
    if (wish.place.empty() || wish.until == Day{}) return Refusal{"application.not_for_this_counter"};
    return when(Act::reach_counter, WaitsAtCounter{wish.place, wish.until});
  }
  Decision operator()(const LeaveCounter& wish) const { return when(Act::leave_counter, LeftCounter{state.pickup_place, wish.why}); }

  Decision operator()(const RecordDelivery& wish) const {
    if (auto refusal = why_not(state, Act::record_delivery)) return *refusal;
    if (state.stage == Stage::pickup && wish.how != "picked_up") return Refusal{"application.card_not_out"};
    if (wish.receiver != "self" && wish.receiver != state.receiver) return Refusal{"delivery.receiver_not_allowed"};
    if (state.takes_old_card && !wish.old_card_taken) return Refusal{"delivery.old_card_needed"};
    return std::vector<Entry>{Delivered{wish.how, wish.receiver, wish.by, wish.old_card_taken}};
  }

  Decision operator()(const ChangeAddress& wish) const {
    if (auto refusal = why_not(state, Act::change_address)) return *refusal;
    if (!state.run.empty()) return Refusal{"application.already_planned"};
    return std::vector<Entry>{AddressChanged{wish.region, wish.receiver, wish.elsewhere, wish.way, wish.address_sealed, still_asked(wish.answered)}};
  }

  Decision operator()(const MovePromise& wish) const {
    if (auto refusal = why_not(state, Act::move_promise)) return *refusal;
    if (wish.promised_on <= state.promised_on) return Refusal{"application.promise_not_later"};
    return std::vector<Entry>{PromiseMoved{wish.promised_on, wish.reason}};
  }

  Decision operator()(const ProposeRejection& wish) const {
    return when(Act::propose_rejection, RejectionProposed{wish.by, wish.rule, wish.words});
  }

  // A rejection takes two: the one who proposes cannot confirm.
  Decision operator()(const ConfirmRejection& wish) const {
    if (auto refusal = why_not_by(state, Act::confirm_rejection, wish.by)) return *refusal;
    return std::vector<Entry>{Rejected{wish.by, state.rejection_rule}};
  }

  Decision operator()(const DeclineRejection& wish) const { return when(Act::decline_rejection, RejectionDeclined{wish.by}); }
  Decision operator()(const Withdraw& wish) const { return when(Act::withdraw, Withdrawn{wish.why}); }

  Decision operator()(const Dispute& wish) const {
    if (auto refusal = why_not(state, Act::dispute)) return *refusal;
    if (state.disputed) return std::vector<Entry>{};  // Said twice is said once.
    return std::vector<Entry>{Disputed{wish.by, wish.what, wish.answer_by}};
  }

  Decision operator()(const SettleDispute& wish) const {
    if (auto refusal = why_not_by(state, Act::settle_dispute, wish.by)) return *refusal;
    if (!wish.outcome.empty()) {
      if (state.stage != Stage::delivered || state.dispute_what != "not_received") return Refusal{"application.outcome_of_another_case"};
      if (std::find(std::begin(outcomes_of_not_received), std::end(outcomes_of_not_received), wish.outcome) == std::end(outcomes_of_not_received)) return Refusal{"application.outcome_of_another_case"};
      std::vector<Entry> entries{DisputeSettled{wish.by, wish.how, true, wish.outcome}};
      if (wish.outcome == "new_card") entries.push_back(CardRemade{wish.by, wish.promised_on});
      return entries;
    }
    // A card that is out must first be back in the office: a settled dispute thaws the file.
    if (!wish.genuine && (state.stage == Stage::on_the_road || state.pickup_until != Day{})) return Refusal{"application.card_must_come_back"};
    std::vector<Entry> entries{DisputeSettled{wish.by, wish.how, wish.genuine, ""}};
    // Not theirs: the filing ends whatever its stage; the stock desk destroys a card that was already printed.
    if (!wish.genuine && state.is_open()) entries.push_back(Withdrawn{"not_genuine"});
    return entries;
  }

  Decision operator()(const LayAside& wish) const {
    if (auto refusal = why_not(state, Act::lay_aside)) return *refusal;
    const auto today = day_in_jakarta(now);
    if (wish.until <= today) return Refusal{"application.day_has_passed"};
    if (wish.until > today + aside_days_max) return Refusal{"application.aside_too_long", {{"hari", std::to_string(aside_days_max)}}};
    return std::vector<Entry>{PutAside{wish.by, wish.reason, wish.until}};
  }
  Decision operator()(const TakeUp& wish) const { return when(Act::take_up, TakenUp{wish.by}); }

  Decision operator()(const Rate& wish) const {
    if (auto refusal = why_not(state, Act::rate)) return *refusal;
    if (wish.answer != "good" && wish.answer != "fair" && wish.answer != "poor") return Refusal{"application.rating_unknown"};
    if (!wish.asked_for_money.empty() && wish.asked_for_money != "yes" && wish.asked_for_money != "no") return Refusal{"application.rating_unknown"};
    return std::vector<Entry>{Rated{wish.answer, wish.asked_for_money}};
  }

  Decision operator()(const SayNotHome& wish) const {
    if (auto refusal = why_not(state, Act::say_not_home)) return *refusal;
    if (state.stage != Stage::on_the_road || state.run != wish.run) return Refusal{"application.not_on_this_run"};
    return std::vector<Entry>{NotHomeTold{wish.run}};
  }
  Decision operator()(const SayHomeAgain& wish) const {
    if (auto refusal = why_not(state, Act::say_home_again)) return *refusal;
    if (state.left_run != wish.run) return Refusal{"application.not_on_this_run"};
    return std::vector<Entry>{HomeAgain{wish.run, wish.courier, wish.on, state.left_from, state.left_to}};
  }

  Decision operator()(const Dismiss& wish) const { return when(Act::dismiss, Dismissed{wish.reason}); }
};

}  // namespace

Decision decide(const State& state, const Command& command, Moment now) { return std::visit(Decide{state, now}, command); }

}  // namespace opak::application
