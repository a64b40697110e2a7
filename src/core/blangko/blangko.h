// The stock of blank cards: at any time every serial is in exactly one place.
//
// The stream's id is "<office>/<day>". State holds ranges of serials by place; serials that reached a resident or were
// destroyed leave the holdings (the guard table `stock_serial` keeps them for ever).
#pragma once

#include <map>
#include <optional>
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

struct State {
  int version = 0;
  bool open = false, closed = false;
  std::string office;
  Day day;
  std::vector<Holding> holdings;  // Ordered by first serial; ranges never overlap.
  std::int64_t opening = 0, received = 0, used = 0, spoiled = 0, destroyed = 0, delivered = 0;
  int counted = -1;

  std::int64_t in_store() const { return count_at("store"); }
  std::int64_t at_printers() const;
  // Blank cards that can still become a card: in the store or at a printer.
  std::int64_t available() const { return in_store() + at_printers(); }
  std::int64_t count_at(std::string_view place) const;
  const Holding* find(const Serial& serial) const;
  std::vector<std::string> carried() const;  // For the next day's DayOpened.
};

struct OpenDay { std::string office; Day day; std::vector<std::string> holdings; };
struct ReceiveBox { std::string letter, first, last, by, witness; };
struct GiveToPrinter { std::string printer, by; int count = 0; };  // The lowest serials of the store.
struct TakeBackFromPrinter { std::string printer, by; };           // All it has left.
struct Consume { std::string serial, printer, application, by; };
struct Spoil { std::string serial, from, reason, by; };
struct Destroy { std::vector<std::string> serials; std::string by, witness; };
struct PutInBagOf { std::string serial, application, run; };
struct BringBack { std::string serial, application, run; };
struct HandToResident { std::string serial, application, from; };
struct CloseDay { int counted = 0; std::string explanation, by, witness; };

using Command = std::variant<OpenDay, ReceiveBox, GiveToPrinter, TakeBackFromPrinter, Consume, Spoil, Destroy, PutInBagOf, BringBack,
                             HandToResident, CloseDay>;
using Decision = core::Decision<Entry>;

constexpr std::int64_t box_count_max = 10'000;

Decision decide(const State& state, const Command& command, Moment now);
void apply(State& state, const Entry& entry, Moment at);

struct Room {
  using State = blangko::State;
  using Entry = blangko::Entry;
  using Command = blangko::Command;
  static constexpr std::string_view kind = "blangko";
};

}  // namespace opak::blangko
