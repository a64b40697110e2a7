// The stock of blank cards: at any time every serial is in exactly one place.
//
// The stream's id is "<office>/<day>". State holds ranges of serials by place; serials that reached a resident or were
// destroyed leave the holdings (the guard table `stock_serial` keeps them for ever).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/blangko/entries.h"
#include "core/decision.h"

namespace opak::blangko {

// "KA00012345": two to four letters, then six to ten digits.
struct Serial {
  std::string series;
  int width = 0;
  std::int64_t number = 0;
  auto operator<=>(const Serial&) const = default;
  std::string text() const;
};
std::optional<Serial> parse_serial(std::string_view text);  // Accepts lower case and inner spaces.

struct Holding {
  std::string place;
  Serial first, last;  // Same series and width; first <= last.
  std::int64_t count() const { return last.number - first.number + 1; }
};

// First serials of the ranges that came, went or changed: what a board needs to follow without comparing thousands of ranges.
using Changes = std::set<Serial>;

// Which serials stand where, as ranges ordered by their first serial; neighbours at one place are one range, so that a full store is
// one line and not ten thousand. Each act costs the logarithm of their number: a large office has thousands of cards on the way.
class Holdings {
 public:
  struct ByFirst {
    using is_transparent = void;
    bool operator()(const Holding& a, const Holding& b) const { return a.first < b.first; }
    bool operator()(const Holding& a, const Serial& b) const { return a.first < b; }
    bool operator()(const Serial& a, const Holding& b) const { return a < b.first; }
  };
  using Ranges = std::set<Holding, ByFirst>;

  Ranges::const_iterator begin() const { return ranges_.begin(); }
  Ranges::const_iterator end() const { return ranges_.end(); }
  std::size_t size() const { return ranges_.size(); }
  bool empty() const { return ranges_.empty(); }
  const Holding* starting_at(const Serial& first) const;
  const Holding* covering(const Serial& serial) const;
  bool overlap(const Serial& first, const Serial& last) const;  // REQUIRES: one series and width.
  std::int64_t count_at(std::string_view place) const;
  std::int64_t count_under(std::string_view prefix) const;  // "printer/": at all printers.

  // REQUIRES: nothing of it is held. What changed is added to `changes`, if there is one.
  void put(Holding holding, Changes* changes = nullptr);
  // Takes first..last out of whatever holds them.
  void take_out(const Serial& first, const Serial& last, Changes* changes = nullptr);

 private:
  Ranges::iterator insert(Holding holding, Changes* changes);
  Ranges::iterator erase(Ranges::iterator at, Changes* changes);
  Ranges ranges_;
  std::map<std::string, std::int64_t, std::less<>> counts_;  // By place; never 0.
};

// What the second person did not confirm, with their reason; shown for the rest of the day.
struct Declined {
  SecondPersonAsked ask;
  std::string by, reason;
  bool operator==(const Declined&) const = default;
};

struct State {
  int version = 0;
  bool open = false, closed = false;
  std::string office;
  Day day;
  Holdings holdings;
  std::int64_t opening = 0, received = 0, used = 0, spoiled = 0, destroyed = 0, delivered = 0;
  int counted = -1;
  std::vector<SecondPersonAsked> waiting;  // For a second person, oldest first.
  std::vector<Declined> declined;

  std::int64_t in_store() const { return count_at("store"); }
  std::int64_t at_printers() const { return holdings.count_under("printer/"); }
  // Blank cards that can still become a card: in the store or at a printer.
  std::int64_t available() const { return in_store() + at_printers(); }
  std::int64_t count_at(std::string_view place) const { return holdings.count_at(place); }
  const Holding* find(const Serial& serial) const { return holdings.covering(serial); }
  const SecondPersonAsked* find_ask(std::string_view id) const;
  std::vector<std::string> carried() const;  // For the next day's DayOpened.
  std::vector<SecondPersonAsked> carried_asks() const;  // Boxes and destructions; a count is of its own day.
};

struct OpenDay { std::string office; Day day; std::vector<std::string> holdings; std::vector<SecondPersonAsked> waiting = {}; };
// Three acts take two officers: asked by one (under an id of the office's choosing), done when another confirms.
struct ReceiveBox { std::string id, letter, first, last, by; };
struct Destroy { std::string id; std::vector<std::string> serials; std::string by; };
struct CloseDay { std::string id; int counted = 0; std::string explanation, by; };
struct Confirm { std::string id, by; };
struct Decline { std::string id, by, reason; };
struct TakeBackAsk { std::string id, by; };
struct GiveToPrinter { std::string printer, by; int count = 0; };  // The lowest serials of the store.
struct TakeBackFromPrinter { std::string printer, by; };           // All it has left.
struct Consume { std::string serial, printer, application, by; };
struct Spoil { std::string serial, from, reason, by; };
struct PutInBagOf { std::string serial, application, run; };
struct PassToBagOf { std::string serial, application, from, run; };  // from: the run whose bag it is in.
struct BringBack { std::string serial, application, run; };
struct Carry { std::string serial, application, from, to; };  // Bag and drawer, whole places.
struct HandToResident { std::string serial, application, from; };

using Command = std::variant<OpenDay, ReceiveBox, GiveToPrinter, TakeBackFromPrinter, Consume, Spoil, Destroy, PutInBagOf, BringBack,
                             HandToResident, CloseDay, Confirm, Decline, TakeBackAsk, PassToBagOf, Carry>;
using Decision = core::Decision<Entry>;

constexpr std::int64_t box_count_max = 10'000;

Decision decide(const State& state, const Command& command, Moment now);
// Whether it changes what waits for a second person, or what one declined.
bool moves_asks(const Entry& entry);
// `changes`, if there is one, gets the ranges this entry moved.
void apply(State& state, const Entry& entry, Moment at, Changes* changes = nullptr);

struct Room {
  using State = blangko::State;
  using Entry = blangko::Entry;
  using Command = blangko::Command;
  static constexpr std::string_view kind = "blangko";
};

}  // namespace opak::blangko
