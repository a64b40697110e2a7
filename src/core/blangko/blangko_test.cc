// The stock of blank cards: each command's yes and no, and that every serial is in exactly one place.
#include "core/blangko/blangko.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/twins.h"

namespace opak::blangko {
namespace {

const Day monday = *day_of(2026, 11, 23);
const Moment morning = moment_in_jakarta(monday, 9);
const std::string ani = "officer/S-0001", budi = "officer/S-0002", cici = "officer/S-0003";

struct Stock {
  State state;

  std::string no(const Command& command) const {
    const auto answer = decide(state, command, morning);
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? "" : refusal->key;
  }
  std::vector<Entry> yes(const Command& command) {
    const auto answer = decide(state, command, morning);
    if (const auto* refusal = std::get_if<Refusal>(&answer)) throw Bug(refusal->key.c_str());
    const auto& entries = std::get<std::vector<Entry>>(answer);
    for (const auto& entry : entries) apply(state, entry, morning);
    return entries;
  }
  Stock& after(std::initializer_list<Command> commands) {
    for (const auto& command : commands) yes(command);
    return *this;
  }
  std::string place(std::string_view serial) const {
    const auto* holding = state.find(*parse_serial(serial));
    return holding == nullptr ? "" : holding->place;
  }
};

const Command open = OpenDay{"36.73", monday, {}};
const Command box = ReceiveBox{"ask-box", "letter 12", "KA00000001", "KA00000100", ani};
const Command box_confirmed = Confirm{"ask-box", budi};
const Command give = GiveToPrinter{"printer-1", ani, 20};

Stock open_stock() { return Stock{}.after({open}); }
Stock stock_at_printer() { return open_stock().after({box, box_confirmed, give}); }
Stock printed_stock() { return stock_at_printer().after({Consume{"KA00000001", "printer-1", "case-1", ani}}); }

TEST(Serial, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_serial("ka 0000 0012")->text(), "KA00000012");
  EXPECT_EQ(parse_serial("KA-00000012")->text(), "KA00000012");
  for (const auto* wrong : {"", "KA", "00000012", "K00000012", "KABCD00000012", "KA12345", "KA12345678901", "KA0000001X", "12KA000000"})
    EXPECT_FALSE(parse_serial(wrong)) << wrong;
}

TEST(Day, IsOpenedOnceAndClosedByTwo) {
  auto stock = Stock{};
  EXPECT_EQ(stock.no(box), "blangko.day_not_open");
  stock.after({open, box, box_confirmed});
  EXPECT_EQ(stock.no(open), "blangko.day_already_open");
  stock.yes(CloseDay{"ask-count", 100, "", ani});
  EXPECT_FALSE(stock.state.closed) << "asked is not done";
  EXPECT_EQ(stock.no(give), "");
  EXPECT_EQ(stock.no(Confirm{"ask-count", ani}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(Confirm{"ask-count", ""}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(CloseDay{"ask-again", 100, "", cici}), "blangko.already_asked");
  const auto closed = std::get<DayClosed>(stock.yes(Confirm{"ask-count", budi}).front());
  EXPECT_EQ(closed.by, ani);
  EXPECT_EQ(closed.witness, budi);
  EXPECT_EQ(closed.counted, 100);
  EXPECT_EQ(stock.no(give), "blangko.day_closed");
  EXPECT_EQ(stock.no(Confirm{"ask-count", cici}), "blangko.day_closed");
}

// Counted at four, a card printed at five past: the second person would put their name under a wrong number.
TEST(Day, IsCountedAgainWhereTheStockMovedBeforeTheSecondPersonCame) {
  auto stock = stock_at_printer().after({CloseDay{"ask-count", 100, "", ani}, Consume{"KA00000001", "printer-1", "case-1", ani}});
  EXPECT_EQ(stock.no(Confirm{"ask-count", budi}), "blangko.count_stale");
  stock.after({TakeBackAsk{"ask-count", ani}, CloseDay{"ask-second", 99, "", ani}});
  EXPECT_EQ(stock.no(Confirm{"ask-second", budi}), "");
}

TEST(Day, CountedOtherwiseNeedsAnExplanation) {
  auto stock = open_stock().after({box, box_confirmed});
  EXPECT_EQ(stock.no(CloseDay{"ask-count", 99, "", ani}), "blangko.count_differs");
  EXPECT_EQ(stock.no(CloseDay{"ask-count", 99, "one stuck in the box", ani}), "");
}

TEST(Day, BeginsWithWhatTheDayBeforeHeld) {
  const auto yesterday = printed_stock();
  Stock today;
  today.yes(OpenDay{"36.73", monday + 1, yesterday.state.carried()});
  EXPECT_EQ(today.state.opening, 99);
  EXPECT_EQ(today.state.used, 0);
  EXPECT_EQ(today.state.carried(), yesterday.state.carried());
}

TEST(Day, CarriesWhatStillWaitsForASecondPersonButNoCount) {
  auto monday_stock = printed_stock().after({Spoil{"KA00000002", "printer/printer-1", "misprint", ani}, Destroy{"ask-cut", {"KA00000002"}, ani},
                                             ReceiveBox{"ask-late", "letter 13", "KB00000001", "KB00000010", ani}, CloseDay{"ask-count", 98, "", ani}});
  Stock tuesday;
  tuesday.yes(OpenDay{"36.73", monday + 1, monday_stock.state.carried(), monday_stock.state.carried_asks()});
  ASSERT_EQ(tuesday.state.waiting.size(), 2u);
  EXPECT_EQ(tuesday.no(Confirm{"ask-count", budi}), "blangko.ask_gone");
  tuesday.after({Confirm{"ask-late", budi}, Confirm{"ask-cut", budi}});
  EXPECT_EQ(tuesday.state.received, 10);
  EXPECT_EQ(tuesday.state.destroyed, 1);
}

// ---- The second person

TEST(SecondPerson, MovesNothingBeforeTheyConfirm) {
  auto stock = open_stock().after({box});
  EXPECT_EQ(stock.state.available(), 0);
  EXPECT_EQ(stock.no(give), "blangko.store_too_small");
  EXPECT_EQ(stock.no(Confirm{"ask-box", ani}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(Confirm{"ask-nothing", budi}), "blangko.ask_gone");
  EXPECT_EQ(stock.no(Confirm{"", budi}), "blangko.ask_gone");
  const auto received = std::get<BoxReceived>(stock.yes(box_confirmed).front());
  EXPECT_EQ(received.by, ani);
  EXPECT_EQ(received.witness, budi);
  EXPECT_EQ(received.asked, "ask-box");
  EXPECT_EQ(stock.state.available(), 100);
  EXPECT_EQ(stock.no(box_confirmed), "blangko.ask_gone") << "twice is once, also for a third officer";
  EXPECT_EQ(stock.no(Confirm{"ask-box", cici}), "blangko.ask_gone");
}

TEST(SecondPerson, MayDeclineWithAReasonAndTheFirstMayTakeItBack) {
  auto stock = open_stock().after({box});
  EXPECT_EQ(stock.no(Decline{"ask-box", ani, "not_seen"}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(Decline{"ask-box", budi, ""}), "blangko.reason_missing");
  EXPECT_EQ(stock.no(TakeBackAsk{"ask-box", budi}), "blangko.not_your_ask");
  stock.yes(Decline{"ask-box", budi, "serials_differ"});
  ASSERT_EQ(stock.state.declined.size(), 1u);
  EXPECT_EQ(stock.state.declined.front().ask.letter, "letter 12");
  EXPECT_EQ(stock.no(box_confirmed), "blangko.ask_gone");
  stock.yes(box);
  stock.yes(TakeBackAsk{"ask-box", ani});
  EXPECT_EQ(stock.no(TakeBackAsk{"ask-box", ani}), "blangko.ask_gone");
  EXPECT_TRUE(stock.state.waiting.empty());
  EXPECT_EQ(stock.state.available(), 0);
}

// Two officers ask for the same box, or the same serials come another way before the second person answers.
TEST(SecondPerson, IsAskedOnceForTheSameSerials) {
  auto stock = open_stock().after({box});
  EXPECT_EQ(stock.no(ReceiveBox{"ask-other", "letter 13", "KA00000100", "KA00000199", cici}), "blangko.already_asked");
  EXPECT_EQ(stock.no(ReceiveBox{"ask-other", "letter 13", "KA00000101", "KA00000199", cici}), "");
  auto spoiled = stock_at_printer().after({Spoil{"KA00000002", "printer/printer-1", "misprint", ani}, Spoil{"KA00000003", "printer/printer-1", "misprint", ani}, Destroy{"ask-cut", {"KA00000002"}, ani}});
  EXPECT_EQ(spoiled.no(Destroy{"ask-again", {"KA00000003", "ka 0000 0002"}, cici}), "blangko.already_asked");
  EXPECT_EQ(spoiled.no(Destroy{"ask-again", {"KA00000003"}, cici}), "");
}

TEST(Box, IsReceivedByTwoWithALetter) {
  const auto stock = open_stock();
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "", "KA00000001", "KA00000100", ani}), "blangko.letter_missing");
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 12", "KA00000100", "KA00000001", ani}), "blangko.box_backwards");
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 12", "KA00000001", "KB00000100", ani}), "blangko.serial_malformed");
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 12", "KA00000001", "KA00010001", ani}), "blangko.box_too_large");
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 12", "KA00000001", "KA00010000", ani}), "");
}

TEST(Box, CannotHoldASerialThatIsHereAlready) {
  const auto stock = open_stock().after({box, box_confirmed});
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 13", "KA00000100", "KA00000199", ani}), "blangko.serial_already_here");
  EXPECT_EQ(stock.no(ReceiveBox{"ask", "letter 13", "KA00000101", "KA00000199", ani}), "");
}

TEST(Printer, GetsTheLowestSerialsAndGivesBackTheRest) {
  auto stock = open_stock();
  EXPECT_EQ(stock.no(give), "blangko.store_too_small");
  stock.after({box, box_confirmed, give});
  EXPECT_EQ(stock.place("KA00000020"), "printer/printer-1");
  EXPECT_EQ(stock.place("KA00000021"), "store");
  EXPECT_EQ(stock.no(GiveToPrinter{"printer-1", ani, 0}), "blangko.count_missing");
  EXPECT_EQ(stock.no(GiveToPrinter{"printer-1", ani, 80}), "");
  EXPECT_EQ(stock.no(GiveToPrinter{"printer-1", ani, 81}), "blangko.store_too_small");
  stock.yes(TakeBackFromPrinter{"printer-1", ani});
  EXPECT_EQ(stock.state.in_store(), 100);
  EXPECT_EQ(stock.no(TakeBackFromPrinter{"printer-1", ani}), "blangko.printer_empty");
}

TEST(Printer, IsGivenFromSeveralBoxesAtOnce) {
  auto stock = open_stock().after({ReceiveBox{"a", "letter 12", "KA00000001", "KA00000005", ani}, ReceiveBox{"b", "letter 13", "KB00000001", "KB00000005", ani}, Confirm{"b", budi}, Confirm{"a", budi}});
  EXPECT_EQ(stock.yes(GiveToPrinter{"printer-1", ani, 7}).size(), 2u);
  EXPECT_EQ(stock.place("KB00000002"), "printer/printer-1");
  EXPECT_EQ(stock.place("KB00000003"), "store");
}

TEST(Print, UsesASerialOfItsOwnPrinterOnce) {
  auto stock = stock_at_printer();
  EXPECT_EQ(stock.no(Consume{"KA00000050", "printer-1", "case-1", ani}), "blangko.serial_elsewhere");
  EXPECT_EQ(stock.no(Consume{"KA00000001", "printer-2", "case-1", ani}), "blangko.serial_elsewhere");
  EXPECT_EQ(stock.no(Consume{"KZ00000001", "printer-1", "case-1", ani}), "blangko.serial_unknown");
  EXPECT_EQ(stock.no(Consume{"nonsense", "printer-1", "case-1", ani}), "blangko.serial_malformed");
  stock.yes(Consume{"KA00000001", "printer-1", "case-1", ani});
  EXPECT_EQ(stock.no(Consume{"KA00000001", "printer-1", "case-2", ani}), "blangko.serial_used");
  EXPECT_EQ(stock.state.available(), 99);
}

TEST(Spoiled, NeedsAReasonAndIsDestroyedByTwo) {
  auto stock = stock_at_printer();
  EXPECT_EQ(stock.no(Spoil{"KA00000002", "printer/printer-1", "", ani}), "blangko.reason_missing");
  EXPECT_EQ(stock.no(Destroy{"ask-cut", {"KA00000002"}, ani}), "blangko.serial_elsewhere");
  stock.yes(Spoil{"KA00000002", "printer/printer-1", "misprint", ani});
  EXPECT_EQ(stock.no(Destroy{"ask-cut", {}, ani}), "blangko.nothing_to_destroy");
  stock.yes(Destroy{"ask-cut", {"KA00000002", "ka 00000002"}, ani});
  EXPECT_EQ(stock.place("KA00000002"), "spoiled");
  EXPECT_EQ(stock.no(Confirm{"ask-cut", ani}), "blangko.second_person_needed");
  stock.yes(Confirm{"ask-cut", budi});
  EXPECT_EQ(stock.state.destroyed, 1);
  EXPECT_EQ(stock.place("KA00000002"), "");
}

TEST(Spoiled, CanBeAPrintedCardThatMustNotGoOut) {
  auto stock = printed_stock();
  stock.yes(Spoil{"KA00000001", "case/case-1", "not_genuine", ani});
  EXPECT_EQ(stock.place("KA00000001"), "spoiled");
}

TEST(Card, GoesIntoABagAndToTheResidentOrBack) {
  auto stock = printed_stock();
  EXPECT_EQ(stock.no(PutInBagOf{"KA00000001", "case-2", "run-1"}), "blangko.serial_elsewhere");
  stock.yes(PutInBagOf{"KA00000001", "case-1", "run-1"});
  EXPECT_EQ(stock.no(HandToResident{"KA00000001", "case-1", "bag/run-2"}), "blangko.serial_elsewhere");
  EXPECT_EQ(stock.no(BringBack{"KA00000001", "case-1", "run-2"}), "blangko.serial_elsewhere");
  EXPECT_EQ(stock.no(PassToBagOf{"KA00000001", "case-1", "run-2", "run-3"}), "blangko.serial_elsewhere");
  stock.yes(PassToBagOf{"KA00000001", "case-1", "run-1", "run-2"});
  EXPECT_EQ(stock.state.count_at("bag/run-1"), 0);
  EXPECT_EQ(stock.no(BringBack{"KA00000001", "case-1", "run-1"}), "blangko.serial_elsewhere") << "it is in the other bag";
  stock.yes(PassToBagOf{"KA00000001", "case-1", "run-2", "run-1"});
  stock.yes(BringBack{"KA00000001", "case-1", "run-1"});
  EXPECT_EQ(stock.place("KA00000001"), "case/case-1");
  stock.yes(HandToResident{"KA00000001", "case-1", "case/case-1"});
  EXPECT_EQ(stock.no(HandToResident{"KA00000001", "case-1", "case/case-1"}), "blangko.serial_unknown");
  EXPECT_EQ(stock.state.delivered, 1);
}

// ---- Whatever is asked in whatever order

Command anything(const State& state, Chance& chance) {
  const auto serial = [&] { return Serial{chance.below(2) == 0 ? "KA" : "KB", 8, static_cast<std::int64_t>(1 + chance.below(60))}.text(); };
  const auto one = [&](std::string_view of) { return std::string(of) + std::to_string(chance.below(3)); };
  const auto any_place = [&] { return state.holdings.empty() ? "store" : std::next(state.holdings.begin(), static_cast<std::ptrdiff_t>(chance.below(state.holdings.size())))->place; };
  // A serial that stands somewhere, as often as one that may not.
  auto held = serial();
  auto place = any_place();
  if (!state.holdings.empty() && chance.below(4) != 0) {
    const auto& holding = *std::next(state.holdings.begin(), static_cast<std::ptrdiff_t>(chance.below(state.holdings.size())));
    held = holding.first.text();
    if (chance.below(4) != 0) place = holding.place;
  }
  const auto tail = [&](std::string_view head) { return place.starts_with(head) ? place.substr(head.size()) : one("x"); };
  // What waits is answered soon, by somebody who may or may not.
  if (!state.waiting.empty() && chance.below(2) == 0) {
    const auto& ask = state.waiting[chance.below(state.waiting.size())];
    const auto who = chance.below(4) == 0 ? ani : budi;
    if (chance.below(5) == 0) return TakeBackAsk{ask.id, who};
    if (chance.below(5) == 0) return Decline{ask.id, who, "not_seen"};
    return Confirm{ask.id, who};
  }
  switch (chance.below(11)) {
    case 9: return PassToBagOf{held, one("case"), tail("bag/"), one("run")};
    case 0: {
      auto first = *parse_serial(serial());
      auto last = first;
      last.number += static_cast<std::int64_t>(chance.below(12));
      return ReceiveBox{"ask-" + std::to_string(chance.below(1'000'000)), "letter", first.text(), last.text(), ani};
    }
    case 1: return GiveToPrinter{one("p"), ani, static_cast<int>(chance.below(6))};
    case 2: return TakeBackFromPrinter{one("p"), ani};
    case 3: return Consume{held, tail("printer/"), one("case"), ani};
    case 4: return Spoil{held, place, "misprint", ani};
    case 5: return Destroy{"ask-" + std::to_string(chance.below(1'000'000)), {held}, ani};
    case 6: return PutInBagOf{held, tail("case/"), one("run")};
    case 7: return BringBack{held, one("case"), tail("bag/")};
    case 8: return HandToResident{held, one("case"), place};
    default: return chance.below(12) == 0 ? Command{CloseDay{"count-" + std::to_string(chance.below(1'000'000)), static_cast<int>(state.available()), "", ani}} : Command{open};
  }
}

// Every serial of the holdings, one by one; twice the same would be two places.
std::map<std::string, std::string> places(const State& state) {
  std::map<std::string, std::string> all;
  for (const auto& holding : state.holdings) {
    EXPECT_LE(holding.first.number, holding.last.number);
    for (auto serial = holding.first; serial.number <= holding.last.number; ++serial.number)
      EXPECT_TRUE(all.emplace(serial.text(), holding.place).second) << serial.text() << " stands at two places";
  }
  return all;
}

// What a board that follows the changes knows is what the desk holds, and the sums are those of the ranges.
TEST(AnyOrder, TellsEachRangeThatMovedAndNoOther) {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    SeededChance chance(seed);
    State state;
    std::map<Serial, std::string> board;
    for (int step = 0; step < 250; ++step) {
      const auto answer = decide(state, step == 0 ? Command{open} : anything(state, chance), morning);
      const auto* entries = std::get_if<std::vector<Entry>>(&answer);
      if (entries == nullptr) continue;
      for (const auto& entry : *entries) {
        Changes changes;
        apply(state, entry, morning, &changes);
        for (const auto& first : changes) {
          const auto* holding = state.holdings.starting_at(first);
          if (holding == nullptr) board.erase(first);
          else board[first] = holding->place + " " + holding->last.text();
        }
        std::map<Serial, std::string> held;
        std::map<std::string, std::int64_t> sums;
        for (const auto& holding : state.holdings) {
          held[holding.first] = holding.place + " " + holding.last.text();
          sums[holding.place] += holding.count();
        }
        ASSERT_EQ(board, held) << "seed " << seed << ", step " << step;
        for (const auto& [place, sum] : sums) ASSERT_EQ(state.count_at(place), sum) << place;
        std::int64_t at_printers = 0;
        for (const auto& [place, sum] : sums) at_printers += place.starts_with("printer/") ? sum : 0;
        ASSERT_EQ(state.at_printers(), at_printers);
      }
    }
  }
}

TEST(AnyOrder, KeepsEverySerialInExactlyOnePlace) {
  std::set<std::string> kinds_seen;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SeededChance chance(seed);
    Stock stock = open_stock();
    std::int64_t came = 0, gone = 0;
    for (int step = 0; step < 250; ++step) {
      const auto before = places(stock.state);
      const auto command = anything(stock.state, chance);
      const auto answer = decide(stock.state, command, morning);
      if (const auto* entries = std::get_if<std::vector<Entry>>(&answer)) {
        const auto received = stock.state.received, destroyed = stock.state.destroyed, delivered = stock.state.delivered;
        for (const auto& entry : *entries) {
          apply(stock.state, entry, morning);
          kinds_seen.insert(std::to_string(entry.index()));
        }
        came += stock.state.received - received;
        gone += stock.state.destroyed - destroyed + stock.state.delivered - delivered;
        if (stock.state.closed) {
          Stock next;
          next.yes(OpenDay{"36.73", monday + step + 1, stock.state.carried(), stock.state.carried_asks()});
          EXPECT_EQ(places(next.state), places(stock.state));
          stock = next;
        }
      } else {
        EXPECT_EQ(places(stock.state), before) << "a refusal changes nothing";
      }
      ASSERT_EQ(static_cast<std::int64_t>(places(stock.state).size()), came - gone) << "seed " << seed << " step " << step;
    }
  }
  EXPECT_GE(kinds_seen.size(), 14u) << "the walk should come by every kind of entry";
}

}  // namespace
}  // namespace opak::blangko
