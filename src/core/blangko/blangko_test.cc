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
const std::string ani = "officer/S-0001", budi = "officer/S-0002";

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
const Command box = ReceiveBox{"letter 12", "KA00000001", "KA00000100", ani, budi};
const Command give = GiveToPrinter{"printer-1", ani, 20};

Stock open_stock() { return Stock{}.after({open}); }
Stock stock_at_printer() { return open_stock().after({box, give}); }
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
  stock.after({open, box});
  EXPECT_EQ(stock.no(open), "blangko.day_already_open");
  EXPECT_EQ(stock.no(CloseDay{100, "", ani, ani}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(CloseDay{100, "", ani, ""}), "blangko.second_person_needed");
  stock.yes(CloseDay{100, "", ani, budi});
  EXPECT_EQ(stock.no(give), "blangko.day_closed");
}

TEST(Day, CountedOtherwiseNeedsAnExplanation) {
  auto stock = open_stock().after({box});
  EXPECT_EQ(stock.no(CloseDay{99, "", ani, budi}), "blangko.count_differs");
  EXPECT_EQ(stock.no(CloseDay{99, "one stuck in the box", ani, budi}), "");
}

TEST(Day, BeginsWithWhatTheDayBeforeHeld) {
  const auto yesterday = printed_stock();
  Stock today;
  today.yes(OpenDay{"36.73", monday + 1, yesterday.state.carried()});
  EXPECT_EQ(today.state.opening, 99);
  EXPECT_EQ(today.state.used, 0);
  EXPECT_EQ(today.state.carried(), yesterday.state.carried());
}

TEST(Box, IsReceivedByTwoWithALetter) {
  const auto stock = open_stock();
  EXPECT_EQ(stock.no(ReceiveBox{"letter 12", "KA00000001", "KA00000100", ani, ani}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(ReceiveBox{"", "KA00000001", "KA00000100", ani, budi}), "blangko.letter_missing");
  EXPECT_EQ(stock.no(ReceiveBox{"letter 12", "KA00000100", "KA00000001", ani, budi}), "blangko.box_backwards");
  EXPECT_EQ(stock.no(ReceiveBox{"letter 12", "KA00000001", "KB00000100", ani, budi}), "blangko.serial_malformed");
  EXPECT_EQ(stock.no(ReceiveBox{"letter 12", "KA00000001", "KA00010001", ani, budi}), "blangko.box_too_large");
  EXPECT_EQ(stock.no(ReceiveBox{"letter 12", "KA00000001", "KA00010000", ani, budi}), "");
}

TEST(Box, CannotHoldASerialThatIsHereAlready) {
  const auto stock = open_stock().after({box});
  EXPECT_EQ(stock.no(ReceiveBox{"letter 13", "KA00000100", "KA00000199", ani, budi}), "blangko.serial_already_here");
  EXPECT_EQ(stock.no(ReceiveBox{"letter 13", "KA00000101", "KA00000199", ani, budi}), "");
}

TEST(Printer, GetsTheLowestSerialsAndGivesBackTheRest) {
  auto stock = open_stock();
  EXPECT_EQ(stock.no(give), "blangko.store_too_small");
  stock.after({box, give});
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
  auto stock = open_stock().after({ReceiveBox{"letter 12", "KA00000001", "KA00000005", ani, budi}, ReceiveBox{"letter 13", "KB00000001", "KB00000005", ani, budi}});
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
  EXPECT_EQ(stock.no(Destroy{{"KA00000002"}, ani, budi}), "blangko.serial_elsewhere");
  stock.yes(Spoil{"KA00000002", "printer/printer-1", "misprint", ani});
  EXPECT_EQ(stock.no(Destroy{{"KA00000002"}, ani, ani}), "blangko.second_person_needed");
  EXPECT_EQ(stock.no(Destroy{{}, ani, budi}), "blangko.nothing_to_destroy");
  stock.yes(Destroy{{"KA00000002", "ka 00000002"}, ani, budi});
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
  const auto any_place = [&] { return state.holdings.empty() ? "store" : state.holdings[chance.below(state.holdings.size())].place; };
  // A serial that stands somewhere, as often as one that may not.
  auto held = serial();
  auto place = any_place();
  if (!state.holdings.empty() && chance.below(4) != 0) {
    const auto& holding = state.holdings[chance.below(state.holdings.size())];
    held = holding.first.text();
    if (chance.below(4) != 0) place = holding.place;
  }
  const auto tail = [&](std::string_view head) { return place.starts_with(head) ? place.substr(head.size()) : one("x"); };
  switch (chance.below(10)) {
    case 0: {
      auto first = *parse_serial(serial());
      auto last = first;
      last.number += static_cast<std::int64_t>(chance.below(12));
      return ReceiveBox{"letter", first.text(), last.text(), ani, budi};
    }
    case 1: return GiveToPrinter{one("p"), ani, static_cast<int>(chance.below(6))};
    case 2: return TakeBackFromPrinter{one("p"), ani};
    case 3: return Consume{held, tail("printer/"), one("case"), ani};
    case 4: return Spoil{held, place, "misprint", ani};
    case 5: return Destroy{{held}, ani, budi};
    case 6: return PutInBagOf{held, tail("case/"), one("run")};
    case 7: return BringBack{held, one("case"), tail("bag/")};
    case 8: return HandToResident{held, one("case"), place};
    default: return chance.below(12) == 0 ? Command{CloseDay{static_cast<int>(state.available()), "", ani, budi}} : Command{open};
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
          next.yes(OpenDay{"36.73", monday + step + 1, stock.state.carried()});
          EXPECT_EQ(places(next.state), places(stock.state));
          stock = next;
        }
      } else {
        EXPECT_EQ(places(stock.state), before) << "a refusal changes nothing";
      }
      ASSERT_EQ(static_cast<std::int64_t>(places(stock.state).size()), came - gone) << "seed " << seed << " step " << step;
    }
  }
  EXPECT_GE(kinds_seen.size(), 10u) << "the walk should come by every kind of entry";
}

}  // namespace
}  // namespace opak::blangko
