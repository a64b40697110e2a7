// Facts about one application, in the order they may happen. They are for ever: a new field must be optional, anything
// else is a ".v2" with an upcast in journal/upcast.cc. `each` is the one list of fields that the codec, the golden
// journals and the tests read. Persons, contacts and papers are opaque ids; what is personal is sealed.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/personal.h"
#include "base/time.h"

namespace opak::application {

// Somebody began: the number was confirmed, or an officer opened the form for them. `mark` is the random name of this
// case in the public log; only the receipt's holder knows whose it is.
struct Opened {
  static constexpr std::string_view fact = "application.opened.v1";
  std::string service, channel, office, mark;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("service", self.service);
    visit("channel", self.channel);
    visit("office", self.office);
    visit("mark", self.mark);
  }
};

struct Submitted {
  static constexpr std::string_view fact = "application.submitted.v1";
  std::string number;        // "OM-2611-00091-K"
  std::string family;        // One open application per person and family: "ktp_el".
  std::string lane;          // "ordinary" | "priority"
  std::string person;        // Subject the card is for.
  std::string contact;       // Subject that files and hears.
  std::string assurance;     // "number_confirmed" | "contact_known" | "seen_in_person"
  std::string way;           // "deliver" | "pick_up"
  std::string region;        // Kelurahan code of the delivery.
  std::string receiver;      // "self" | "family" | "rt_rw": who may take the card besides the applicant.
  std::string language;      // "id" | "en" | "su" | "jv"
  std::string assisted_by;   // Officer who entered it, or "".
  std::vector<std::string> papers;   // "loss_letter:<document id>"
  std::vector<std::string> missing;  // Required papers that will come later.
  bool takes_old_card = false;
  bool elsewhere = false;    // Not the register's address.
  bool new_contact = false;  // Not a contact already known for this person.
  bool register_seen = false;  // False: the register did not answer; `elsewhere` is then a guess and must be checked.
  bool messages_wanted = true;
  Day promised_on;
  Day look_by;            // The first look at the papers is due; day 0 in entries written before there was a clock for it.
  Sealed person_sealed;   // Name, NIK, KK, under the person's key.
  Sealed address_sealed;  // Street, RT, RW, landmark, receiver's name, under the person's key.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("number", self.number);
    visit("family", self.family);
    visit("lane", self.lane);
    visit("person", self.person);
    visit("contact", self.contact);
    visit("assurance", self.assurance);
    visit("way", self.way);
    visit("region", self.region);
    visit("receiver", self.receiver);
    visit("language", self.language);
    visit("assisted_by", self.assisted_by);
    visit("papers", self.papers);
    visit("missing", self.missing);
    visit("takes_old_card", self.takes_old_card);
    visit("elsewhere", self.elsewhere);
    visit("new_contact", self.new_contact);
    visit("register_seen", self.register_seen);
    visit("messages_wanted", self.messages_wanted);
    visit("promised_on", self.promised_on);
    visit("look_by", self.look_by);
    visit("person_sealed", self.person_sealed);
    visit("address_sealed", self.address_sealed);
  }
};

// `answered`, here and below: what of an officer's return this answers, each "reason:paper". It was not noted while a return
// asked for one thing only.
struct PaperAdded {
  static constexpr std::string_view fact = "application.paper_added.v1";
  std::string paper, document;
  std::vector<std::string> answered;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("paper", self.paper);
    visit("document", self.document);
    visit("answered", self.answered);
  }
};

struct Returned {
  static constexpr std::string_view fact = "application.returned.v1";
  std::string reason;  // A key of the service's return reasons.
  std::string paper;   // The paper it is about, or "".
  Day answer_by;
  Sealed words;        // The officer's words, under the person's key.
  std::vector<std::string> asks;  // All that is asked at once, each "reason:paper"; empty in entries that asked for one thing.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("paper", self.paper);
    visit("answer_by", self.answer_by);
    visit("words", self.words);
    visit("asks", self.asks);
  }
};

struct Resubmitted {
  static constexpr std::string_view fact = "application.resubmitted.v1";
  Day look_by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("look_by", self.look_by); }
};

// Name, NIK or KK as the resident typed them once more, because an officer found that they differ from the papers. The person
// stays who they are: a NIK typed wrong was never theirs.
struct PersonCorrected {
  static constexpr std::string_view fact = "application.person_corrected.v1";
  bool number_changed = false;  // The NIK: whatever was made sure of under the old one counts no more.
  bool elsewhere = false;       // Like in Submitted, by the register's record of the NIK as it is now.
  bool register_seen = false;
  Sealed person_sealed;
  std::vector<std::string> answered;  // Empty: all that was asked.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("number_changed", self.number_changed);
    visit("elsewhere", self.elsewhere);
    visit("register_seen", self.register_seen);
    visit("person_sealed", self.person_sealed);
    visit("answered", self.answered);
  }
};

// The papers are whole and good; the service standard's clock starts here.
struct PapersAccepted {
  static constexpr std::string_view fact = "application.papers_accepted.v1";
  std::string by;
  Day promised_on;
  Day verify_by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("promised_on", self.promised_on);
    visit("verify_by", self.verify_by);
  }
};

// An officer laid the file aside until a day. The resident's clock goes on, and whatever moves the case brings it back.
struct PutAside {
  static constexpr std::string_view fact = "application.put_aside.v1";
  std::string by, reason;  // reason: "waits_for_register" | "waits_for_resident" | "waits_for_colleague" | "waits_for_other_office"
  Day until;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("reason", self.reason);
    visit("until", self.until);
  }
};

struct TakenUp {
  static constexpr std::string_view fact = "application.taken_up.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

// The verifier found something an operator must look at again.
struct SentBack {
  static constexpr std::string_view fact = "application.sent_back.v1";
  std::string by, reason;
  Day look_by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("reason", self.reason);
    visit("look_by", self.look_by);
  }
};

struct VisitAsked {
  static constexpr std::string_view fact = "application.visit_asked.v1";
  std::string by, why;  // why: "no_biometrics" | "photo_changed"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("why", self.why);
  }
};

struct Verified {
  static constexpr std::string_view fact = "application.verified.v1";
  std::string by;
  std::vector<std::string> findings;  // What differed and was accepted: "address", "name_spelling".
  bool alone = false;  // An office of one: the same officer accepted the papers or checked the identity.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("findings", self.findings);
    visit("alone", self.alone);
  }
};

// An officer made sure that the right person asks, because the number is new or the address is not the register's.
struct IdentityChecked {
  static constexpr std::string_view fact = "application.identity_checked.v1";
  std::string by, how;  // how: "called_known_number" | "video_call" | "seen_in_person" | "rt_rw_confirmed"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("how", self.how);
  }
};

// The national data centre answers "print ready record" (PRR, siap cetak).
struct MadePrintReady {
  static constexpr std::string_view fact = "application.made_print_ready.v1";
  template <class Self, class Visit>
  static void each(Self&, Visit&&) {}
};

struct BlangkoAwaited {
  static constexpr std::string_view fact = "application.blangko_awaited.v1";
  Day promised_on;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("promised_on", self.promised_on); }
};

struct BlangkoCame {
  static constexpr std::string_view fact = "application.blangko_came.v1";
  Day promised_on;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("promised_on", self.promised_on); }
};

struct TakenForPrint {
  static constexpr std::string_view fact = "application.taken_for_print.v1";
  std::string by, printer, out_of_order;  // out_of_order: the reason, where it was not next in line.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("printer", self.printer);
    visit("out_of_order", self.out_of_order);
  }
};

struct PutBackFromPrint {
  static constexpr std::string_view fact = "application.put_back_from_print.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

struct CardPrinted {
  static constexpr std::string_view fact = "application.card_printed.v1";
  std::string by, printer, blangko, parcel;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("printer", self.printer);
    visit("blangko", self.blangko);
    visit("parcel", self.parcel);
  }
};

// A run with this card was set: the day and the hours are told.
struct DeliveryPlanned {
  static constexpr std::string_view fact = "application.delivery_planned.v1";
  std::string run, courier;
  Day on;
  int from_hour = 0, to_hour = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("courier", self.courier);
    visit("on", self.on);
    visit("from_hour", self.from_hour);
    visit("to_hour", self.to_hour);
  }
};

struct DeliveryUnplanned {
  static constexpr std::string_view fact = "application.delivery_unplanned.v1";
  std::string why;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("why", self.why); }
};

// Other hours of the same day than were told, because the courier's stops changed.
struct WindowMoved {
  static constexpr std::string_view fact = "application.window_moved.v1";
  int from_hour = 0, to_hour = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("from_hour", self.from_hour);
    visit("to_hour", self.to_hour);
  }
};

// On the road another courier took the card over; the hours are told apart, by WindowMoved.
struct PassedOn {
  static constexpr std::string_view fact = "application.passed_on.v1";
  std::string run, courier;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("courier", self.courier);
  }
};

struct SentOut {
  static constexpr std::string_view fact = "application.sent_out.v1";
  std::string run;
  Day on;  // The day the courier really left, which may be another one than was planned; day 0 in older entries.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("on", self.on);
  }
};

struct AttemptFailed {
  static constexpr std::string_view fact = "application.attempt_failed.v1";
  std::string reason;
  Day next_try;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("next_try", self.next_try);
  }
};

// The run was closed before anybody stood at this door: no attempt, and not the resident's doing.
struct NotReached {
  static constexpr std::string_view fact = "application.not_reached.v1";
  Day next_try;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("next_try", self.next_try); }
};

struct DayChosen {
  static constexpr std::string_view fact = "application.day_chosen.v1";
  Day day;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("day", self.day); }
};

struct PickupChosen {
  static constexpr std::string_view fact = "application.pickup_chosen.v1";
  std::string why;    // "resident" | "attempts" | "not_home_told"
  std::string place;  // Key of a counter in a kelurahan; "": the city's office.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("why", self.why);
    visit("place", self.place);
  }
};

// The card lies in that counter's drawer, until that day.
struct WaitsAtCounter {
  static constexpr std::string_view fact = "application.waits_at_counter.v1";
  std::string place;
  Day until;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("place", self.place);
    visit("until", self.until);
  }
};

// It left that drawer for the city's office, where it waits from then on.
struct LeftCounter {
  static constexpr std::string_view fact = "application.left_counter.v1";
  std::string place, why;  // why: "not_fetched" | "called_back"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("place", self.place);
    visit("why", self.why);
  }
};

struct Delivered {
  static constexpr std::string_view fact = "application.delivered.v1";
  std::string how, receiver, by;  // how: "delivered" | "picked_up"
  bool old_card_taken = false;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("how", self.how);
    visit("receiver", self.receiver);
    visit("by", self.by);
    visit("old_card_taken", self.old_card_taken);
  }
};

struct AddressChanged {
  static constexpr std::string_view fact = "application.address_changed.v1";
  std::string region, receiver;
  bool elsewhere = true;
  std::string way;  // "deliver" where who wanted to fetch it has it brought after all; else "".
  Sealed address_sealed;
  std::vector<std::string> answered;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("region", self.region);
    visit("receiver", self.receiver);
    visit("elsewhere", self.elsewhere);
    visit("way", self.way);
    visit("address_sealed", self.address_sealed);
    visit("answered", self.answered);
  }
};

struct PromiseMoved {
  static constexpr std::string_view fact = "application.promise_moved.v1";
  Day promised_on;
  std::string reason;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("promised_on", self.promised_on);
    visit("reason", self.reason);
  }
};

struct RejectionProposed {
  static constexpr std::string_view fact = "application.rejection_proposed.v1";
  std::string by, rule;  // rule: a key of the service's rejection reasons.
  Sealed words;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("rule", self.rule);
    visit("words", self.words);
  }
};

struct RejectionDeclined {
  static constexpr std::string_view fact = "application.rejection_declined.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

struct Rejected {
  static constexpr std::string_view fact = "application.rejected.v1";
  std::string by, rule;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("rule", self.rule);
  }
};

struct Withdrawn {
  static constexpr std::string_view fact = "application.withdrawn.v1";
  std::string why;  // "resident" | "not_genuine" | "erased"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("why", self.why); }
};

// Somebody who is known for this NIK says "this is not me", or a receiver says "I did not receive it".
struct Disputed {
  static constexpr std::string_view fact = "application.disputed.v1";
  std::string by;    // "known_contact" | "applicant_link" | "officer/..."
  std::string what;  // "not_me" | "not_received"
  Day answer_by;     // Of a card that was handed over and did not arrive: the day by which an officer has called.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("what", self.what);
    visit("answer_by", self.answer_by);
  }
};

struct DisputeSettled {
  static constexpr std::string_view fact = "application.dispute_settled.v1";
  std::string by, how;
  bool genuine = false;
  std::string outcome;  // Of a card that did not arrive: "found" | "confirmed" | "new_card"; "" of anything else.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("how", self.how);
    visit("genuine", self.genuine);
    visit("outcome", self.outcome);
  }
};

// The card that was handed over never arrived: another is made of the same application, which is open again.
struct CardRemade {
  static constexpr std::string_view fact = "application.card_remade.v1";
  std::string by;
  Day promised_on;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("promised_on", self.promised_on);
  }
};

// What the resident says of the service once the card is in their hand. Counted together; nobody's desk shows whose answer it is.
struct Rated {
  static constexpr std::string_view fact = "application.rated.v1";
  std::string answer;           // "good" | "fair" | "poor"
  std::string asked_for_money;  // "yes" | "no" | "" where it was left out.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("answer", self.answer);
    visit("asked_for_money", self.asked_for_money);
  }
};

// A draft that never became an application, or a talk that was no application.
struct Dismissed {
  static constexpr std::string_view fact = "application.dismissed.v1";
  std::string reason;  // "draft_expired" | "resident_deleted" | "not_an_application"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("reason", self.reason); }
};

// The resident says that nobody is at home today, while the card is already on the road: the courier need not ride there.
struct NotHomeTold {
  static constexpr std::string_view fact = "application.not_home_told.v1";
  std::string run;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("run", self.run); }
};

// Said before that run was loaded, and taken back in time: the card rides with it after all.
struct HomeAgain {
  static constexpr std::string_view fact = "application.home_again.v1";
  std::string run, courier;
  Day on;
  int from_hour = 0, to_hour = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("courier", self.courier);
    visit("on", self.on);
    visit("from_hour", self.from_hour);
    visit("to_hour", self.to_hour);
  }
};

using Entry = std::variant<Opened, Submitted, PaperAdded, Returned, Resubmitted, PapersAccepted, SentBack, VisitAsked, Verified,
                           IdentityChecked, MadePrintReady, BlangkoAwaited, BlangkoCame, TakenForPrint, PutBackFromPrint, CardPrinted,
                           DeliveryPlanned, DeliveryUnplanned, SentOut, AttemptFailed, DayChosen, PickupChosen, Delivered, AddressChanged,
                           PromiseMoved, RejectionProposed, RejectionDeclined, Rejected, Withdrawn, Disputed, DisputeSettled, Dismissed, PutAside, TakenUp, PersonCorrected, Rated, NotReached, NotHomeTold, HomeAgain, CardRemade,
                           WindowMoved, PassedOn, WaitsAtCounter, LeftCounter>;

}  // namespace opak::application
