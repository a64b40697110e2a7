// Facts about blank cards (blangko). One stream an office and day, opened with yesterday's holdings. A serial is a letter
// series and a number of fixed width: "KA00012345".
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"

namespace opak::blangko {

// Serials first..last stand at one place: "store", "printer/<name>", "case/<application>", "bag/<run>", "spoiled".
struct DayOpened {
  static constexpr std::string_view fact = "blangko.day_opened.v1";
  std::string office;
  Day day;
  std::vector<std::string> holdings;  // "<place> <first> <last>"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("office", self.office);
    visit("day", self.day);
    visit("holdings", self.holdings);
  }
};

// A box, a destruction or an evening's count waits for its second person, who answers at a screen of their own. The same
// entry again on the next day: what still waited then goes on waiting (a count does not, it was yesterday's).
struct SecondPersonAsked {
  static constexpr std::string_view fact = "blangko.second_person_asked.v1";
  std::string id, what;                   // what: "box" | "destruction" | "count"
  std::string letter, first, last;        // Of a box.
  std::vector<std::string> serials;       // To be destroyed.
  int expected = 0, counted = 0;          // Of a count: what the card said when it was counted.
  std::string explanation, by;
  bool operator==(const SecondPersonAsked&) const = default;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("id", self.id);
    visit("what", self.what);
    visit("letter", self.letter);
    visit("first", self.first);
    visit("last", self.last);
    visit("serials", self.serials);
    visit("expected", self.expected);
    visit("counted", self.counted);
    visit("explanation", self.explanation);
    visit("by", self.by);
  }
};

struct SecondPersonDeclined {
  static constexpr std::string_view fact = "blangko.second_person_declined.v1";
  std::string id, by, reason;  // reason: "counted_otherwise" | "serials_differ" | "not_seen"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("id", self.id);
    visit("by", self.by);
    visit("reason", self.reason);
  }
};

struct AskTakenBack {
  static constexpr std::string_view fact = "blangko.ask_taken_back.v1";
  std::string id, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("id", self.id);
    visit("by", self.by);
  }
};

// `witness` confirmed what `by` asked under `asked`; entries of the first weeks name a witness who did not, and no `asked`.
struct BoxReceived {
  static constexpr std::string_view fact = "blangko.box_received.v1";
  std::string letter, first, last, by, witness, asked;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("letter", self.letter);
    visit("first", self.first);
    visit("last", self.last);
    visit("by", self.by);
    visit("witness", self.witness);
    visit("asked", self.asked);
  }
};

struct GivenToPrinter {
  static constexpr std::string_view fact = "blangko.given_to_printer.v1";
  std::string first, last, printer, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("first", self.first);
    visit("last", self.last);
    visit("printer", self.printer);
    visit("by", self.by);
  }
};

struct TakenBackFromPrinter {
  static constexpr std::string_view fact = "blangko.taken_back_from_printer.v1";
  std::string first, last, printer, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("first", self.first);
    visit("last", self.last);
    visit("printer", self.printer);
    visit("by", self.by);
  }
};

struct Consumed {
  static constexpr std::string_view fact = "blangko.consumed.v1";
  std::string serial, printer, application, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("printer", self.printer);
    visit("application", self.application);
    visit("by", self.by);
  }
};

struct Spoiled {
  static constexpr std::string_view fact = "blangko.spoiled.v1";
  std::string serial, from, reason, by;  // from: the place it stood at.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("from", self.from);
    visit("reason", self.reason);
    visit("by", self.by);
  }
};

struct Destroyed {
  static constexpr std::string_view fact = "blangko.destroyed.v1";
  std::vector<std::string> serials;
  std::string by, witness, asked;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serials", self.serials);
    visit("by", self.by);
    visit("witness", self.witness);
    visit("asked", self.asked);
  }
};

struct PutInBag {
  static constexpr std::string_view fact = "blangko.put_in_bag.v1";
  std::string serial, application, run;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("application", self.application);
    visit("run", self.run);
  }
};

// From one courier's bag into another's, counted in by who has it now.
struct PassedToBag {
  static constexpr std::string_view fact = "blangko.passed_to_bag.v1";
  std::string serial, application, from, run;  // from: the run whose bag it was in.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("application", self.application);
    visit("from", self.from);
    visit("run", self.run);
  }
};

struct BroughtBack {
  static constexpr std::string_view fact = "blangko.brought_back.v1";
  std::string serial, application, run;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("application", self.application);
    visit("run", self.run);
  }
};

// A card between a carrier's bag and a counter's drawer; places as the holdings name them ("bag/...", "drawer/...").
struct Carried {
  static constexpr std::string_view fact = "blangko.carried.v1";
  std::string serial, application, from, to;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("application", self.application);
    visit("from", self.from);
    visit("to", self.to);
  }
};

struct HandedToResident {
  static constexpr std::string_view fact = "blangko.handed_to_resident.v1";
  std::string serial, application, from;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("serial", self.serial);
    visit("application", self.application);
    visit("from", self.from);
  }
};

// The evening's count by hand, with a second person.
struct DayClosed {
  static constexpr std::string_view fact = "blangko.day_closed.v1";
  int expected = 0, counted = 0;
  std::string explanation, by, witness, asked;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("expected", self.expected);
    visit("counted", self.counted);
    visit("explanation", self.explanation);
    visit("by", self.by);
    visit("witness", self.witness);
    visit("asked", self.asked);
  }
};

using Entry = std::variant<DayOpened, BoxReceived, GivenToPrinter, TakenBackFromPrinter, Consumed, Spoiled, Destroyed, PutInBag,
                           BroughtBack, HandedToResident, DayClosed, SecondPersonAsked, SecondPersonDeclined, AskTakenBack, PassedToBag, Carried>;

}  // namespace opak::blangko
