// Facts about parcels (one card in one envelope) and runs (one courier's round on one day). Two streams, one desk.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"

namespace opak::delivery {

struct Packed {
  static constexpr std::string_view fact = "parcel.packed.v1";
  std::string application, serial, mark;
  bool takes_old_card = false;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("application", self.application);
    visit("serial", self.serial);
    visit("mark", self.mark);
    visit("takes_old_card", self.takes_old_card);
  }
};

struct PutOnRun {
  static constexpr std::string_view fact = "parcel.put_on_run.v1";
  std::string run;
  int position = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("position", self.position);
  }
};

struct TakenOffRun {
  static constexpr std::string_view fact = "parcel.taken_off_run.v1";
  std::string run, why;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("run", self.run);
    visit("why", self.why);
  }
};

struct Loaded {
  static constexpr std::string_view fact = "parcel.loaded.v1";
  std::string run;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("run", self.run); }
};

struct WrongSecret {
  static constexpr std::string_view fact = "parcel.wrong_secret.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

struct SecretUnlocked {
  static constexpr std::string_view fact = "parcel.secret_unlocked.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

// `done_at`: when a courier without a line did it, where the phone's time can be believed; 0: when it was written here. `weak`: the
// phone had only six letters to check, and counted the tries itself. `clock_wrong`: the phone's time cannot have been.
struct HandedOver {
  static constexpr std::string_view fact = "parcel.handed_over.v1";
  std::string by, receiver;  // receiver: "self" | "family" | "rt_rw"
  bool old_card_taken = false, face_matches = false;
  Moment done_at{};
  bool weak = false, clock_wrong = false;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("receiver", self.receiver);
    visit("old_card_taken", self.old_card_taken);
    visit("face_matches", self.face_matches);
    visit("done_at", self.done_at);
    visit("weak", self.weak);
    visit("clock_wrong", self.clock_wrong);
  }
};

struct NotHandedOver {
  static constexpr std::string_view fact = "parcel.not_handed_over.v1";
  std::string by, reason;
  Moment done_at{};          // As above.
  bool clock_wrong = false;
  std::string photo;         // Of the door, a document of the applicant's; "" if none was taken.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("reason", self.reason);
    visit("done_at", self.done_at);
    visit("clock_wrong", self.clock_wrong);
    visit("photo", self.photo);
  }
};

struct BackAtOffice {
  static constexpr std::string_view fact = "parcel.back_at_office.v1";
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("by", self.by); }
};

// On the road from one courier's bag into another's, who counted it in.
struct PassedOn {
  static constexpr std::string_view fact = "parcel.passed_on.v1";
  std::string from, run;
  int position = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("from", self.from);
    visit("run", self.run);
    visit("position", self.position);
  }
};

// The card inside will never be handed over (not genuine, withdrawn).
struct Voided {
  static constexpr std::string_view fact = "parcel.voided.v1";
  std::string by, why;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("why", self.why);
  }
};

// Between the office and a counter in a kelurahan: in the bag of who carries it ...
struct PutInBag {
  static constexpr std::string_view fact = "parcel.put_in_bag.v1";
  std::string bag, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("bag", self.bag);
    visit("by", self.by);
  }
};
// ... and in the counter's drawer, counted in by an officer there.
struct AtCounter {
  static constexpr std::string_view fact = "parcel.at_counter.v1";
  std::string bag, counter, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("bag", self.bag);
    visit("counter", self.counter);
    visit("by", self.by);
  }
};

using ParcelEntry = std::variant<Packed, PutOnRun, TakenOffRun, Loaded, WrongSecret, SecretUnlocked, HandedOver, NotHandedOver, BackAtOffice, Voided, PassedOn, PutInBag, AtCounter>;

struct RunPlanned {
  static constexpr std::string_view fact = "run.planned.v1";
  std::string office, courier, by;
  Day day;
  int from_hour = 0, to_hour = 0;
  std::vector<std::string> parcels;  // In the order of the stops.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("office", self.office);
    visit("courier", self.courier);
    visit("by", self.by);
    visit("day", self.day);
    visit("from_hour", self.from_hour);
    visit("to_hour", self.to_hour);
    visit("parcels", self.parcels);
  }
};

struct ParcelRemoved {
  static constexpr std::string_view fact = "run.parcel_removed.v1";
  std::string parcel, why, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("parcel", self.parcel);
    visit("why", self.why);
    visit("by", self.by);
  }
};

// One more stop, before the run is loaded. `position`: 1 for the first.
struct ParcelAdded {
  static constexpr std::string_view fact = "run.parcel_added.v1";
  std::string parcel, by;
  int position = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("parcel", self.parcel);
    visit("by", self.by);
    visit("position", self.position);
  }
};

// A stop that its resident took off comes back: `place` counts from 0 in the order of the stops as they are then.
struct ParcelPutBack {
  static constexpr std::string_view fact = "run.parcel_put_back.v1";
  std::string parcel, by;
  int place = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("parcel", self.parcel);
    visit("by", self.by);
    visit("place", self.place);
  }
};

struct RunLoaded {
  static constexpr std::string_view fact = "run.loaded.v1";
  int counted = 0;
  std::string by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("counted", self.counted);
    visit("by", self.by);
  }
};

struct StopDone {
  static constexpr std::string_view fact = "run.stop_done.v1";
  std::string parcel;
  bool handed_over = false;
  bool old_card = false;  // The resident's old card came into the bag.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("parcel", self.parcel);
    visit("handed_over", self.handed_over);
    visit("old_card", self.old_card);
  }
};

// In the evening the courier counts what is in the bag; the run is closed when a second person counted the same. Counts of the
// first weeks say nothing of old cards (-1).
struct RunCounted {
  static constexpr std::string_view fact = "run.counted.v1";
  int on_hand = 0;
  std::string by;
  int old_cards = -1;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("on_hand", self.on_hand);
    visit("by", self.by);
    visit("old_cards", self.old_cards);
  }
};

// The second person did not find it so and says why, or (`why` "") who counted takes it back.
struct RunCountUndone {
  static constexpr std::string_view fact = "run.count_undone.v1";
  std::string by, why;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("why", self.why);
  }
};

// `witness` confirmed what `by` counted; entries of the first weeks follow no count, and name a witness who was only chosen by name.
struct RunClosed {
  static constexpr std::string_view fact = "run.closed.v1";
  int on_hand = 0;
  std::string by, witness;
  int old_cards = -1;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("on_hand", self.on_hand);
    visit("by", self.by);
    visit("witness", self.witness);
    visit("old_cards", self.old_cards);
  }
};

// The stops left shall go to the run `to`, whose stops from then on are `order`. Nothing has moved: the cards stay in this bag until they are
// counted into the other. `hours_before`: what the residents had been told who heard of other hours ("9-11", by parcel).
struct RestPassed {
  static constexpr std::string_view fact = "run.rest_passed.v1";
  std::string to, by;
  std::vector<std::string> parcels, order;
  std::map<std::string, std::string> hours_before;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("to", self.to);
    visit("by", self.by);
    visit("parcels", self.parcels);
    visit("order", self.order);
    visit("hours_before", self.hours_before);
  }
};

struct RestTakenBack {
  static constexpr std::string_view fact = "run.rest_taken_back.v1";
  std::string to, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("to", self.to);
    visit("by", self.by);
  }
};

// Counted out of this bag, by who counted them into theirs; RestTaken says the same of the other bag, in the same commit.
struct RestGiven {
  static constexpr std::string_view fact = "run.rest_given.v1";
  std::string to, by;
  std::vector<std::string> parcels;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("to", self.to);
    visit("by", self.by);
    visit("parcels", self.parcels);
  }
};

struct RestTaken {
  static constexpr std::string_view fact = "run.rest_taken.v1";
  std::string from, by;
  std::vector<std::string> parcels, order;  // `order`: all stops that are left, these among them.
  int counted = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("from", self.from);
    visit("by", self.by);
    visit("parcels", self.parcels);
    visit("order", self.order);
    visit("counted", self.counted);
  }
};

// The courier's break of the day. `done_at`, `clock_wrong`: as HandedOver.
struct BreakBegun {
  static constexpr std::string_view fact = "run.break_begun.v1";
  std::string by;
  Moment done_at{};
  bool clock_wrong = false;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("done_at", self.done_at);
    visit("clock_wrong", self.clock_wrong);
  }
};

struct BreakEnded {
  static constexpr std::string_view fact = "run.break_ended.v1";
  std::string by;
  Moment done_at{};
  bool clock_wrong = false;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("done_at", self.done_at);
    visit("clock_wrong", self.clock_wrong);
  }
};

using RunEntry = std::variant<RunPlanned, ParcelRemoved, RunLoaded, StopDone, RunClosed, RunCounted, RunCountUndone, ParcelAdded, RestPassed, RestTakenBack, RestGiven, RestTaken, ParcelPutBack, BreakBegun, BreakEnded>;

// A counted bag between the office ("") and a counter of a kelurahan (its key in the city's file). Whoever packed it carries it.
struct BagPacked {
  static constexpr std::string_view fact = "bag.packed.v1";
  std::string from, to, by;
  std::vector<std::string> parcels, old_cards;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("from", self.from);
    visit("to", self.to);
    visit("by", self.by);
    visit("parcels", self.parcels);
    visit("old_cards", self.old_cards);
  }
};

// Another person counted the same, where it went, or where it came from if it was brought back.
struct BagReceived {
  static constexpr std::string_view fact = "bag.received.v1";
  std::string at, by;
  int counted = 0, old_cards = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("at", self.at);
    visit("by", self.by);
    visit("counted", self.counted);
    visit("old_cards", self.old_cards);
  }
};

using BagEntry = std::variant<BagPacked, BagReceived>;

}  // namespace opak::delivery
