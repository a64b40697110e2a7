// Delivery: parcels and the runs that carry them.
//
// The envelope carries six letters (and a QR of them), the resident holds another six: a card changes hands only where
// both are right. Whether they are right is a fact checked outside (the letters are derived from a key); the desk counts
// wrong ones and stops after five.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/decision.h"
#include "core/delivery/entries.h"

namespace opak::delivery {

enum class ParcelStage { none, packed, on_run, loaded, not_handed_over, handed_over, voided, in_bag, at_counter };
std::string_view name_of(ParcelStage stage);
std::optional<ParcelStage> parcel_stage_named(std::string_view name);

constexpr int wrong_secrets_max = 5;

struct ParcelState {
  ParcelStage stage = ParcelStage::none;
  int version = 0;
  std::string application, serial, mark, run;
  std::string passed_from;  // The run whose courier had it before, today.
  std::string bag, counter;  // bag: on the way to or from a counter; counter: in whose drawer it lies.
  int position = 0, wrong_secrets = 0;
  bool takes_old_card = false;
  std::string door_photo;  // Of the last door where nobody took it; "" if none was made.
  bool locked() const { return wrong_secrets >= wrong_secrets_max; }
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("version", self.version);
    visit("application", self.application);
    visit("serial", self.serial);
    visit("mark", self.mark);
    visit("run", self.run);
    visit("passed_from", self.passed_from);
    visit("position", self.position);
    visit("wrong_secrets", self.wrong_secrets);
    visit("takes_old_card", self.takes_old_card);
    visit("door_photo", self.door_photo);
    visit("bag", self.bag);
    visit("counter", self.counter);
  }
};

struct Pack { std::string application, serial, mark; bool takes_old_card = false; };
struct PutOn { std::string run; int position = 0; };
struct TakeOff { std::string run, why; };
struct Load { std::string run; };
enum class Letters { right, wrong };
struct HandOver {
  std::string run;  // "" at a counter: the office's own, or the one in whose drawer it lies.
  Letters envelope = Letters::wrong, secret = Letters::wrong;
  std::string by, receiver;
  bool old_card_taken = false, face_matches = false;
  Moment done_at{};  // 0: now.
  bool weak = false, clock_wrong = false;
};
struct ReportNotHandedOver {
  std::string run, by, reason;
  Moment done_at{};
  bool clock_wrong = false;
  std::string photo = {};
};
struct PassOn { std::string from, run; int position = 0; };
struct BringToOffice { std::string by; };
struct PutIntoBag { std::string bag, by; };
struct LayAtCounter { std::string bag, counter, by; };
struct UnlockSecret { std::string by; };
struct VoidParcel { std::string by, why; };

using ParcelCommand = std::variant<Pack, PutOn, TakeOff, Load, HandOver, ReportNotHandedOver, BringToOffice, UnlockSecret, VoidParcel, PassOn, PutIntoBag, LayAtCounter>;
using ParcelDecision = core::Decision<ParcelEntry>;
ParcelDecision decide(const ParcelState& state, const ParcelCommand& command, Moment now);
void apply(ParcelState& state, const ParcelEntry& entry, Moment at);

enum class RunStage { none, planned, loaded, closed };
std::string_view name_of(RunStage stage);
std::optional<RunStage> run_stage_named(std::string_view name);

struct RunState {
  RunStage stage = RunStage::none;
  int version = 0;
  std::string office, courier;
  Day day;
  int from_hour = 0, to_hour = 0;
  std::vector<std::string> parcels;       // In the order of the stops.
  bool given_up = false;                  // The office took the last stop off: this run does not leave any more.
  std::map<std::string, bool> done;       // Parcel -> handed over?
  int old_cards = 0;                      // Taken on the way and still in the bag.
  std::string counted_by;                 // The bag was counted and waits for a second person.
  std::string count_declined, count_declined_by;  // Why the last count was not confirmed.
  // What other runs shall take over, by run: the parcels, the stops each has from then on, and what residents were told before.
  std::map<std::string, std::vector<std::string>> passing, passing_order;
  std::map<std::string, std::string> hours_before;
  Moment break_began{}, break_ended{};    // By the courier's phone where it was believed; 0: not yet.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("version", self.version);
    visit("office", self.office);
    visit("courier", self.courier);
    visit("day", self.day);
    visit("from_hour", self.from_hour);
    visit("to_hour", self.to_hour);
    visit("parcels", self.parcels);
    visit("given_up", self.given_up);
    visit("done", self.done);
    visit("old_cards", self.old_cards);
    visit("counted_by", self.counted_by);
    visit("count_declined", self.count_declined);
    visit("count_declined_by", self.count_declined_by);
    visit("passing", self.passing);
    visit("passing_order", self.passing_order);
    visit("hours_before", self.hours_before);
    visit("break_began", self.break_began);
    visit("break_ended", self.break_ended);
  }
  int on_hand() const;                    // Parcels that are still in the bag or came back undelivered.
  std::vector<std::string> left() const;  // Stops nobody stood at yet, in order.
  std::vector<std::string> waits_for(const std::string& run) const;  // What that run shall still count in.
  bool is_passing() const;                // Something waits to be counted in by another run.
};

// What ended so soon was a tap by mistake, and no break.
constexpr std::int64_t break_least_ms = minutes(3);

// Why a stop leaves a run by the resident's own wish; it may come back.
constexpr std::string_view resident_not_home = "not_home_told";

struct PlanRun { RunPlanned entry; };
struct RemoveParcel { std::string parcel, why, by; };
struct AddParcel { std::string parcel, by; int position = 0; };  // Before the stop that has this position now; 1: first.
struct PutParcelBack { std::string parcel, by; int place = 0; };
struct LoadRun { int counted = 0; std::string by; };
struct FinishStop { std::string parcel; bool handed_over = false, old_card = false; };
struct CountRun { int on_hand = 0; std::string by; int old_cards = 0; };
struct CloseRun { std::string by; };       // The second person, who counted the same.
struct UndoCount { std::string by, why; };  // By the second person with a reason, or by who counted.

// The stops left go to another run. The cards are handed from bag to bag: until that run's courier has counted them in, nothing has moved.
struct PassRest { RestPassed entry; };
struct TakeBackRest { std::string to, by; };
struct GiveRest { std::string to, by; int counted = 0; };      // Asked of the run that gives; GiveRest and TakeRest go together.
struct TakeRest { RestTaken entry; };                          // Asked of the run that takes.

struct BeginBreak { BreakBegun entry; };  // One a run.
struct EndBreak { BreakEnded entry; };

using RunCommand = std::variant<PlanRun, RemoveParcel, LoadRun, FinishStop, CountRun, CloseRun, UndoCount, AddParcel, PassRest, TakeBackRest, GiveRest, TakeRest, PutParcelBack, BeginBreak, EndBreak>;
using RunDecision = core::Decision<RunEntry>;
RunDecision decide(const RunState& state, const RunCommand& command, Moment now);
void apply(RunState& state, const RunEntry& entry, Moment at);

enum class BagStage { none, packed, received };
std::string_view name_of(BagStage stage);
std::optional<BagStage> bag_stage_named(std::string_view name);

struct BagState {
  BagStage stage = BagStage::none;
  int version = 0;
  std::string from, to, carrier, at, received_by;
  std::vector<std::string> parcels, old_cards;
  Moment packed_at, received_at;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("version", self.version);
    visit("from", self.from);
    visit("to", self.to);
    visit("carrier", self.carrier);
    visit("at", self.at);
    visit("received_by", self.received_by);
    visit("parcels", self.parcels);
    visit("old_cards", self.old_cards);
    visit("packed_at", self.packed_at);
    visit("received_at", self.received_at);
  }
};

struct PackBag { BagPacked entry; int counted = 0, old_cards = 0; };
struct ReceiveBag { BagReceived entry; };
using BagCommand = std::variant<PackBag, ReceiveBag>;
using BagDecision = core::Decision<BagEntry>;
BagDecision decide(const BagState& state, const BagCommand& command, Moment now);
void apply(BagState& state, const BagEntry& entry, Moment at);

struct ParcelRoom {
  using State = ParcelState;
  using Entry = ParcelEntry;
  using Command = ParcelCommand;
  static constexpr std::string_view kind = "parcel";
};
struct RunRoom {
  using State = RunState;
  using Entry = RunEntry;
  using Command = RunCommand;
  static constexpr std::string_view kind = "run";
};

struct BagRoom {
  using State = BagState;
  using Entry = BagEntry;
  using Command = BagCommand;
  static constexpr std::string_view kind = "bag";
};

}  // namespace opak::delivery
