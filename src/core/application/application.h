// An application for a KTP-el, from the first message to the card in the hand.
//
// State is what the entries so far add up to; a command asks for more; decide() answers from these two and the time
// alone. What may happen when stands in one table (`moves`), which the desk's guard and the screens' buttons both read.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/application/entries.h"
#include "core/decision.h"

namespace opak::application {

enum class Stage {
  none, draft, submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko, printing, printed,
  on_the_road, attempt_failed, not_reached, pickup, delivered, rejected, withdrawn, dismissed
};
std::string_view name_of(Stage stage);
std::optional<Stage> stage_named(std::string_view name);

// One thing an officer asks for again: why, and about which paper ("" where it is about none).
struct Ask {
  std::string reason, paper;
  std::string text() const { return reason + ":" + paper; }  // As entries carry it.
  static Ask of(std::string_view text);
};

struct State {
  Stage stage = Stage::none;
  int version = 0;  // Entries so far.
  std::string service, channel, office, mark;
  std::string number, family, lane, person, contact, assurance, way, region, receiver, language, assisted_by;
  std::map<std::string, std::string> papers;  // Paper key -> document id, the newest.
  std::vector<std::string> missing;
  bool takes_old_card = false, elsewhere = false, new_contact = false, register_seen = false, messages_wanted = true;
  bool identity_checked = false;
  std::string return_reason, return_paper;  // The first of what is still asked.
  std::vector<std::string> return_asks, return_answered;  // Each "reason:paper": still asked, and answered since.
  Day answer_by;
  Sealed return_words, rejection_words;
  std::string rejection_by, rejection_rule;  // A proposal that waits for the second person; rule stays once rejected.
  std::string accepted_by, identity_by, verified_by, printed_by, printer, blangko, parcel;
  bool verified_alone = false;  // One officer looked and verified, as a one-officer office may; the supervisor is shown it.
  std::string run, courier;
  Day planned_on;
  int from_hour = 0, to_hour = 0;
  int attempts = 0;
  std::string attempt_reason;
  Day next_try;
  std::string pickup_place;  // The counter where it is to be fetched; "": the city's office.
  Day pickup_until;          // It lies there, until that day; day 0: not there (yet).
  bool away = false;  // "Not at home today": said when the card was on the road, until it goes out again.
  // The run that the card left because nobody would be at home, and what stood before, so that it can be taken back.
  std::string left_run;
  int left_from = 0, left_to = 0;
  Stage left_stage = Stage::none;
  Day left_owed;
  bool disputed = false;  // Frozen: nothing is printed, sent out or handed over until it is settled.
  std::string dispute_what;
  Day dispute_by;       // By then an officer has called; day 0: nothing was told.
  bool remade = false;  // The first card never arrived.
  std::string delivered_how, delivered_to;
  bool rated = false;  // Said once what they think of the service.
  Day promised_on;
  Day owed_on;  // A day that was told and passed without being kept; the case is late since then, whatever day is told anew. Day 0: none.
  Day step_by;  // The desk's own step (first look, verification) is due; day 0 where no clock was noted.
  Day aside_until;  // Laid aside until that day; day 0: on the table.
  std::string aside_reason, aside_by;
  std::string promise_reason;
  int promise_moves = 0;
  Sealed person_sealed, address_sealed;
  Moment opened_at, submitted_at, complete_at, changed_at, closed_at;

  // The one list of fields, for the view that keeps a state as it is.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);

  bool is_open() const;            // Submitted and not yet ended.
  // The day the present stage is due: the look, the verification, the resident's answer, else the first of the days that the
  // resident was told. A new day does not make late what is late already less late: see owed_on.
  // Day 0: nothing is due. Worklists are ordered by it and their pills show it.
  Day due_on() const;
  // The one day the resident may count on, wherever it is said: the planned or chosen day before the promise. Day 0: none, for
  // it is over, may be fetched already, or waits for the resident.
  Day expected_on() const;
  bool waits_for_resident() const;
  bool has_card_to_bring() const;  // A card is printed and comes home, or is on its way.
  bool is_aside(Day today) const { return today < aside_until; }
  // Being seen at the counter answers for a new number, never for another door: that takes a second officer.
  bool needs_identity_check() const { return (elsewhere || ((new_contact || !register_seen) && assurance != "seen_in_person")) && !identity_checked; }
};

template <class Self, class Visit>
void State::each(Self& self, Visit&& visit) {
  visit("stage", self.stage);
  visit("version", self.version);
  visit("service", self.service);
  visit("channel", self.channel);
  visit("office", self.office);
  visit("mark", self.mark);
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
  visit("identity_checked", self.identity_checked);
  visit("return_reason", self.return_reason);
  visit("return_paper", self.return_paper);
  visit("return_asks", self.return_asks);
  visit("return_answered", self.return_answered);
  visit("answer_by", self.answer_by);
  visit("return_words", self.return_words);
  visit("rejection_words", self.rejection_words);
  visit("rejection_by", self.rejection_by);
  visit("rejection_rule", self.rejection_rule);
  visit("accepted_by", self.accepted_by);
  visit("identity_by", self.identity_by);
  visit("verified_by", self.verified_by);
  visit("verified_alone", self.verified_alone);
  visit("printed_by", self.printed_by);
  visit("printer", self.printer);
  visit("blangko", self.blangko);
  visit("parcel", self.parcel);
  visit("run", self.run);
  visit("courier", self.courier);
  visit("planned_on", self.planned_on);
  visit("from_hour", self.from_hour);
  visit("to_hour", self.to_hour);
  visit("attempts", self.attempts);
  visit("attempt_reason", self.attempt_reason);
  visit("next_try", self.next_try);
  visit("pickup_place", self.pickup_place);
  visit("pickup_until", self.pickup_until);
  visit("away", self.away);
  visit("left_run", self.left_run);
  visit("left_from", self.left_from);
  visit("left_to", self.left_to);
  visit("left_stage", self.left_stage);
  visit("left_owed", self.left_owed);
  visit("disputed", self.disputed);
  visit("dispute_what", self.dispute_what);
  visit("dispute_by", self.dispute_by);
  visit("remade", self.remade);
  visit("delivered_how", self.delivered_how);
  visit("delivered_to", self.delivered_to);
  visit("rated", self.rated);
  visit("promised_on", self.promised_on);
  visit("owed_on", self.owed_on);
  visit("step_by", self.step_by);
  visit("aside_until", self.aside_until);
  visit("aside_reason", self.aside_reason);
  visit("aside_by", self.aside_by);
  visit("promise_reason", self.promise_reason);
  visit("promise_moves", self.promise_moves);
  visit("person_sealed", self.person_sealed);
  visit("address_sealed", self.address_sealed);
  visit("opened_at", self.opened_at);
  visit("submitted_at", self.submitted_at);
  visit("complete_at", self.complete_at);
  visit("changed_at", self.changed_at);
  visit("closed_at", self.closed_at);
}

// Every act somebody can ask for. The names are the command's names.
enum class Act {
  submit, add_paper, correct_person, resubmit, return_for_fix, accept_papers, send_back, ask_visit, verify, check_identity, make_print_ready,
  await_blangko, blangko_came, take_for_print, put_back_from_print, record_print, plan_delivery, unplan_delivery, move_window, send_out, pass_on,
  record_attempt, record_not_reached, choose_day, choose_pickup, record_delivery, change_address, move_promise, propose_rejection,
  confirm_rejection, decline_rejection, withdraw, dispute, settle_dispute, lay_aside, take_up, rate, dismiss,
  say_not_home, say_home_again, reach_counter, leave_counter
};

// May it happen now? nullopt: yes. Else the reason, as the screen and the desk both say it.
std::optional<Refusal> why_not(const State& state, Act act);
inline bool may(const State& state, Act act) { return !why_not(state, act); }

// Who stands for a filing: two officers, or, where the city's settings say so, one who then is shown to the supervisor.
enum class Eyes { four, one_officer_office };
// May this officer do it now? Also says no where somebody else must: who entered a filing neither checks the identity nor
// verifies it, and who accepted the papers or checked the identity does not verify (nor the other way round).
std::optional<Refusal> why_not_by(const State& state, Act act, std::string_view actor, Eyes eyes = Eyes::four);

// Commands. `by` is the actor ("officer/S-0007", "resident", "system").
struct Open { std::string service, channel, office, mark; };
struct Submit { Submitted entry; };
struct AddPaper { std::string paper, document; std::vector<std::string> answered = {}; };
struct CorrectPerson { PersonCorrected entry; };
struct Resubmit { Day look_by = {}; };
struct ReturnForFix { std::string by, reason, paper; Day answer_by; Sealed words; std::vector<std::string> asks = {}; };  // asks: all of them, where there are several.
struct AcceptPapers { std::string by; Day promised_on, verify_by = {}; };
struct SendBack { std::string by, reason; Day look_by = {}; };
struct AskVisit { std::string by, why; };
struct Verify { std::string by; std::vector<std::string> findings; Eyes eyes = Eyes::four; };
struct CheckIdentity { std::string by, how; Eyes eyes = Eyes::four; };
struct MakePrintReady {};
struct AwaitBlangko { Day promised_on; };
struct BlangkoArrives { Day promised_on; };
struct TakeForPrint { std::string by, printer, out_of_order; };
struct PutBack { std::string by; };
struct RecordPrint { std::string by, printer, blangko, parcel; };
struct PlanDelivery { std::string run, courier; Day on; int from_hour = 0, to_hour = 0; };
struct UnplanDelivery { std::string why; };
struct MoveWindow { int from_hour = 0, to_hour = 0; };
struct SendOut { std::string run; Day on = {}; };
struct PassOn { std::string from, run, courier; };
struct RecordAttempt { std::string reason; Day next_try; std::string counter = {}; };  // counter: where it waits after the last attempt; "": at the office.
struct RecordNotReached { Day next_try; };
struct ChooseDay { Day day; };
struct ChoosePickup { std::string why; std::string place = {}; };
struct ReachCounter { std::string place; Day until; };
struct LeaveCounter { std::string why; };
struct RecordDelivery { std::string how, receiver, by; bool old_card_taken = false; };
struct ChangeAddress { std::string region, receiver; bool elsewhere = true; Sealed address_sealed; std::string way = {}; std::vector<std::string> answered = {}; };
struct MovePromise { Day promised_on; std::string reason; };
struct ProposeRejection { std::string by, rule; Sealed words; };
struct ConfirmRejection { std::string by; };
struct DeclineRejection { std::string by; };
struct Withdraw { std::string why; };
struct Dispute { std::string by, what; Day answer_by = {}; };
struct SettleDispute { std::string by, how; bool genuine = false; std::string outcome = {}; Day promised_on = {}; };  // promised_on: of the new card.
struct LayAside { std::string by, reason; Day until; };
struct TakeUp { std::string by; };
struct Rate { std::string answer, asked_for_money; };
struct Dismiss { std::string reason; };
struct SayNotHome { std::string run; };  // On the road. Before, the card leaves its run (UnplanDelivery, `why_not_home`) and a day is chosen.
struct SayHomeAgain { std::string run, courier; Day on; };

using Command = std::variant<Open, Submit, AddPaper, CorrectPerson, Resubmit, ReturnForFix, AcceptPapers, SendBack, AskVisit, Verify, CheckIdentity,
                             MakePrintReady, AwaitBlangko, BlangkoArrives, TakeForPrint, PutBack, RecordPrint, PlanDelivery,
                             UnplanDelivery, MoveWindow, SendOut, PassOn, RecordAttempt, RecordNotReached, ChooseDay, ChoosePickup, RecordDelivery, ChangeAddress, MovePromise,
                             ProposeRejection, ConfirmRejection, DeclineRejection, Withdraw, Dispute, SettleDispute, LayAside, TakeUp, Rate, Dismiss, SayNotHome, SayHomeAgain, ReachCounter, LeaveCounter>;

using Decision = core::Decision<Entry>;

Decision decide(const State& state, const Command& command, Moment now);
void apply(State& state, const Entry& entry, Moment at);

// A file may rest two weeks at most: who laid it aside may be ill by then.
constexpr int aside_days_max = 14;

// Why a card leaves its run by the resident's own wish: nothing is owed for that day, and it is none of the attempts.
constexpr std::string_view why_not_home = "not_home_told";

// How the alarm "I did not receive it" ends.
constexpr std::string_view outcomes_of_not_received[] = {"found", "confirmed", "new_card"};

// Attempts at the door before the card waits at the office.
constexpr int attempts_max = 2;

// Which fact tells whom what. `key` is a notice of the service: its sentence is "notice.<key>".
struct Notice {
  std::string key;
  enum class Audience { applicant, known_contacts } audience = Audience::applicant;
};
std::vector<Notice> notices(const State& after, const Entry& entry);

// The resident's six steps, 0-based: received, complete, verified, printed, on the way, delivered. -1: none (withdrawn, ...).
int step_of(Stage stage);

struct Room {
  using State = application::State;
  using Entry = application::Entry;
  using Command = application::Command;
  static constexpr std::string_view kind = "application";
};

}  // namespace opak::application
