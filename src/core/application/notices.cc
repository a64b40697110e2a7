// Which fact tells whom what. A resident hears of every step that changes what they may expect; contacts already known
// for the NIK hear of every filing, so that nobody can ask for a card in another's name unheard.
#include "core/application/application.h"

namespace opak::application {
namespace {

using Notices = std::vector<Notice>;

Notices tell(std::string key) { return {Notice{std::move(key)}}; }

struct Tell {
  const State& after;

  Notices operator()(const Opened&) const { return {}; }
  Notices operator()(const Submitted& e) const {
    Notices all = tell(e.missing.empty() ? "submitted" : "submitted_papers_missing");
    all.push_back({"filed_in_your_name", Notice::Audience::known_contacts});
    return all;
  }
  Notices operator()(const PaperAdded&) const { return {}; }
  Notices operator()(const PersonCorrected&) const { return {}; }
  Notices operator()(const Returned& e) const { return tell(e.asks.size() > 1 ? "returned_several" : "returned"); }
  Notices operator()(const Resubmitted&) const { return tell("resubmitted"); }
  Notices operator()(const PapersAccepted&) const { return tell("complete"); }
  Notices operator()(const SentBack&) const { return {}; }
  Notices operator()(const PutAside&) const { return {}; }
  Notices operator()(const TakenUp&) const { return {}; }
  Notices operator()(const VisitAsked&) const { return tell("visit_needed"); }
  Notices operator()(const Verified&) const { return tell("verified"); }
  Notices operator()(const IdentityChecked&) const { return {}; }
  Notices operator()(const MadePrintReady&) const { return {}; }
  Notices operator()(const BlangkoAwaited&) const { return tell("waiting_blangko"); }
  Notices operator()(const BlangkoCame&) const { return tell("blangko_came"); }
  Notices operator()(const TakenForPrint&) const { return {}; }
  Notices operator()(const PutBackFromPrint&) const { return {}; }
  Notices operator()(const CardPrinted&) const { return tell(after.way != "pick_up" ? "printed" : after.pickup_place.empty() ? "printed_for_pickup" : "goes_to_counter"); }
  Notices operator()(const DeliveryPlanned&) const { return tell("delivery_planned"); }
  // By their own wish: what is told is the day or the place they chose.
  Notices operator()(const DeliveryUnplanned& e) const { return e.why == why_not_home ? Notices{} : tell("delivery_unplanned"); }
  Notices operator()(const WindowMoved&) const { return tell("window_moved"); }
  Notices operator()(const PassedOn&) const { return {}; }
  Notices operator()(const NotHomeTold&) const { return {}; }  // Who says it sees the answer at once.
  Notices operator()(const HomeAgain&) const { return tell("home_again"); }
  Notices operator()(const SentOut&) const { return tell("on_the_road"); }
  // The second failure is told together with the place where the card now waits.
  Notices operator()(const AttemptFailed&) const { return after.attempts >= attempts_max ? Notices{} : tell("attempt_failed"); }
  Notices operator()(const NotReached&) const { return tell(after.away ? "came_back_not_home" : "not_reached"); }
  Notices operator()(const DayChosen&) const { return tell("day_chosen"); }
  Notices operator()(const PickupChosen& e) const {
    if (!e.place.empty() && after.stage == Stage::pickup) return tell(e.why == "attempts" ? "failed_goes_to_counter" : "goes_to_counter");
    if (!e.place.empty()) return tell("counter_chosen");
    return tell(e.why == "attempts" ? "waits_at_office" : after.stage == Stage::pickup ? "ready_for_pickup" : "pickup_chosen");
  }
  Notices operator()(const WaitsAtCounter&) const { return after.disputed ? Notices{} : tell("waits_at_counter"); }
  Notices operator()(const LeftCounter& e) const { return after.disputed ? Notices{} : tell(e.why == "not_fetched" ? "left_counter" : "called_back_from_counter"); }
  Notices operator()(const Delivered&) const { return tell("delivered"); }
  Notices operator()(const AddressChanged&) const {
    return {Notice{"address_changed"}, Notice{"address_changed_in_your_name", Notice::Audience::known_contacts}};
  }
  Notices operator()(const PromiseMoved&) const { return tell("promise_moved"); }
  Notices operator()(const RejectionProposed&) const { return {}; }
  Notices operator()(const RejectionDeclined&) const { return {}; }
  Notices operator()(const Rejected&) const { return tell("rejected"); }
  Notices operator()(const Withdrawn& e) const { return e.why == "erased" ? Notices{} : tell("withdrawn"); }
  Notices operator()(const Disputed&) const { return tell(after.stage == Stage::delivered ? "not_received" : "disputed"); }
  Notices operator()(const DisputeSettled& e) const {
    if (!e.outcome.empty()) return e.outcome == "new_card" ? Notices{} : tell("not_received_" + e.outcome);
    return e.genuine ? tell("dispute_settled") : Notices{};
  }
  Notices operator()(const CardRemade&) const { return tell("card_remade"); }
  Notices operator()(const Rated&) const { return {}; }
  Notices operator()(const Dismissed&) const { return {}; }
};

}  // namespace

std::vector<Notice> notices(const State& after, const Entry& entry) { return std::visit(Tell{after}, entry); }

}  // namespace opak::application
