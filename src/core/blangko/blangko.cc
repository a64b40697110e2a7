#include "core/blangko/blangko.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace opak::blangko {
namespace {

std::string printer_place(std::string_view printer) { return "printer/" + std::string(printer); }
std::string case_place(std::string_view application) { return "case/" + std::string(application); }
std::string bag_place(std::string_view run) { return "bag/" + std::string(run); }

bool same_series(const Serial& a, const Serial& b) { return a.series == b.series && a.width == b.width; }

bool covers(const Holding& holding, const Serial& serial) {
  return same_series(holding.first, serial) && holding.first.number <= serial.number && serial.number <= holding.last.number;
}

bool overlaps(const Holding& holding, const Serial& first, const Serial& last) {
  return same_series(holding.first, first) && holding.first.number <= last.number && first.number <= holding.last.number;
}

Serial known(std::string_view text) {
  const auto serial = parse_serial(text);
  ensure(serial.has_value(), "a serial in an entry is well formed");
  return *serial;
}

std::optional<Holding> parse_holding(std::string_view text) {
  const auto parts = split(text, ' ');
  if (parts.size() != 3) return std::nullopt;
  const auto first = parse_serial(parts[1]), last = parse_serial(parts[2]);
  if (!first || !last) return std::nullopt;
  return Holding{parts[0], *first, *last};
}

struct Decide {
  const State& state;

  // The holding of one serial at one place, or why not.
  std::optional<Refusal> not_at(std::string_view text, std::string_view place) const {
    const auto serial = parse_serial(text);
    if (!serial) return Refusal{"blangko.serial_malformed"};
    const auto* holding = state.find(*serial);
    if (holding == nullptr) return Refusal{"blangko.serial_unknown"};
    if (holding->place.starts_with("case/") && !place.starts_with("case/")) return Refusal{"blangko.serial_used"};
    if (holding->place != place) return Refusal{"blangko.serial_elsewhere"};
    return std::nullopt;
  }
  std::optional<Refusal> not_open() const {
    if (!state.open) return Refusal{"blangko.day_not_open"};
    if (state.closed) return Refusal{"blangko.day_closed"};
    return std::nullopt;
  }
  static std::string tidy_text(std::string_view serial) { return known(serial).text(); }

  Decision operator()(const OpenDay& wish) const {
    if (state.open) return Refusal{"blangko.day_already_open"};
    std::vector<Entry> entries{DayOpened{wish.office, wish.day, wish.holdings}};
    for (const auto& ask : wish.waiting) entries.push_back(ask);
    return entries;
  }

  // What a box must be, when it is asked for and again when it is confirmed: the store may have changed in between.
  std::optional<Refusal> not_a_box(const SecondPersonAsked& ask) const {
    const auto first = parse_serial(ask.first), last = parse_serial(ask.last);
    if (!first || !last || !same_series(*first, *last)) return Refusal{"blangko.serial_malformed"};
    if (last->number < first->number) return Refusal{"blangko.box_backwards"};
    if (last->number - first->number + 1 > box_count_max) return Refusal{"blangko.box_too_large"};
    if (ask.letter.empty()) return Refusal{"blangko.letter_missing"};
    if (state.holdings.overlap(*first, *last)) return Refusal{"blangko.serial_already_here"};
    for (const auto& other : state.waiting)
      if (other.what == "box" && other.id != ask.id && overlaps({"", known(other.first), known(other.last)}, *first, *last)) return Refusal{"blangko.already_asked"};
    return std::nullopt;
  }
  std::optional<Refusal> not_to_destroy(const SecondPersonAsked& ask) const {
    if (ask.serials.empty()) return Refusal{"blangko.nothing_to_destroy"};
    for (const auto& serial : ask.serials) {
      if (auto refusal = not_at(serial, "spoiled")) return refusal;
      for (const auto& other : state.waiting)
        if (other.id != ask.id && std::find(other.serials.begin(), other.serials.end(), tidy_text(serial)) != other.serials.end()) return Refusal{"blangko.already_asked"};
    }
    return std::nullopt;
  }
  std::optional<Refusal> not_a_count(const SecondPersonAsked& ask) const {
    for (const auto& other : state.waiting)
      if (other.what == "count" && other.id != ask.id) return Refusal{"blangko.already_asked"};
    // Printed or given meanwhile: what was counted is no longer what stands on the card.
    if (ask.expected != static_cast<int>(state.available())) return Refusal{"blangko.count_stale"};
    if (ask.counted != ask.expected && ask.explanation.empty())
      return Refusal{"blangko.count_differs", {{"seharusnya", std::to_string(ask.expected)}, {"dihitung", std::to_string(ask.counted)}}};
    return std::nullopt;
  }
  std::optional<Refusal> not_what_it_says(const SecondPersonAsked& ask) const {
    return ask.what == "box" ? not_a_box(ask) : ask.what == "destruction" ? not_to_destroy(ask) : not_a_count(ask);
  }

  Decision operator()(const ReceiveBox& wish) const {
    if (auto refusal = not_open()) return *refusal;
    SecondPersonAsked ask{.id = wish.id, .what = "box", .letter = wish.letter, .first = wish.first, .last = wish.last, .serials = {}, .explanation = {}, .by = wish.by};
    if (auto refusal = not_a_box(ask)) return *refusal;
    ask.first = tidy_text(ask.first);
    ask.last = tidy_text(ask.last);
    return std::vector<Entry>{ask};
  }

  Decision operator()(const Destroy& wish) const {
    if (auto refusal = not_open()) return *refusal;
    SecondPersonAsked ask{.id = wish.id, .what = "destruction", .letter = {}, .first = {}, .last = {}, .serials = wish.serials, .explanation = {}, .by = wish.by};
    if (auto refusal = not_to_destroy(ask)) return *refusal;
    std::set<std::string> once;
    for (const auto& serial : wish.serials) once.insert(tidy_text(serial));
    ask.serials.assign(once.begin(), once.end());
    return std::vector<Entry>{ask};
  }

  Decision operator()(const CloseDay& wish) const {
    if (auto refusal = not_open()) return *refusal;
    const SecondPersonAsked ask{.id = wish.id, .what = "count", .letter = {}, .first = {}, .last = {}, .serials = {}, .expected = static_cast<int>(state.available()),
                                .counted = wish.counted, .explanation = wish.explanation, .by = wish.by};
    if (auto refusal = not_a_count(ask)) return *refusal;
    return std::vector<Entry>{ask};
  }

  // The one that waits under this id, or why this officer may not answer it.
  std::optional<Refusal> not_theirs_to_answer(std::string_view id, const std::string& by) const {
    if (auto refusal = not_open()) return refusal;
    const auto* ask = state.find_ask(id);
    if (ask == nullptr) return Refusal{"blangko.ask_gone"};
    if (by.empty() || by == ask->by) return Refusal{"blangko.second_person_needed"};
    return std::nullopt;
  }

  Decision operator()(const Confirm& wish) const {
    if (auto refusal = not_theirs_to_answer(wish.id, wish.by)) return *refusal;
    const auto& ask = *state.find_ask(wish.id);
    if (auto refusal = not_what_it_says(ask)) return *refusal;
    if (ask.what == "box") return std::vector<Entry>{BoxReceived{ask.letter, ask.first, ask.last, ask.by, wish.by, ask.id}};
    if (ask.what == "destruction") return std::vector<Entry>{Destroyed{ask.serials, ask.by, wish.by, ask.id}};
    return std::vector<Entry>{DayClosed{ask.expected, ask.counted, ask.explanation, ask.by, wish.by, ask.id}};
  }

  Decision operator()(const Decline& wish) const {
    if (auto refusal = not_theirs_to_answer(wish.id, wish.by)) return *refusal;
    if (wish.reason.empty()) return Refusal{"blangko.reason_missing"};
    return std::vector<Entry>{SecondPersonDeclined{wish.id, wish.by, wish.reason}};
  }

  Decision operator()(const TakeBackAsk& wish) const {
    if (auto refusal = not_open()) return *refusal;
    const auto* ask = state.find_ask(wish.id);
    if (ask == nullptr) return Refusal{"blangko.ask_gone"};
    if (ask->by != wish.by) return Refusal{"blangko.not_your_ask"};
    return std::vector<Entry>{AskTakenBack{wish.id, wish.by}};
  }

  Decision operator()(const GiveToPrinter& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (wish.count < 1) return Refusal{"blangko.count_missing"};
    if (state.in_store() < wish.count) return Refusal{"blangko.store_too_small"};
    std::vector<Entry> entries;
    auto left = static_cast<std::int64_t>(wish.count);
    for (const auto& holding : state.holdings) {
      if (holding.place != "store" || left == 0) continue;
      auto last = holding.first;
      last.number += std::min(left, holding.count()) - 1;
      left -= last.number - holding.first.number + 1;
      entries.push_back(GivenToPrinter{holding.first.text(), last.text(), wish.printer, wish.by});
    }
    return entries;
  }

  Decision operator()(const TakeBackFromPrinter& wish) const {
    if (auto refusal = not_open()) return *refusal;
    std::vector<Entry> entries;
    for (const auto& holding : state.holdings)
      if (holding.place == printer_place(wish.printer))
        entries.push_back(TakenBackFromPrinter{holding.first.text(), holding.last.text(), wish.printer, wish.by});
    if (entries.empty()) return Refusal{"blangko.printer_empty"};
    return entries;
  }

  Decision operator()(const Consume& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, printer_place(wish.printer))) return *refusal;
    return std::vector<Entry>{Consumed{tidy_text(wish.serial), wish.printer, wish.application, wish.by}};
  }

  Decision operator()(const Spoil& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, wish.from)) return *refusal;
    if (wish.reason.empty()) return Refusal{"blangko.reason_missing"};
    return std::vector<Entry>{Spoiled{tidy_text(wish.serial), wish.from, wish.reason, wish.by}};
  }

  Decision operator()(const PutInBagOf& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, case_place(wish.application))) return *refusal;
    return std::vector<Entry>{PutInBag{tidy_text(wish.serial), wish.application, wish.run}};
  }

  Decision operator()(const PassToBagOf& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, bag_place(wish.from))) return *refusal;
    return std::vector<Entry>{PassedToBag{tidy_text(wish.serial), wish.application, wish.from, wish.run}};
  }

  Decision operator()(const BringBack& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, bag_place(wish.run))) return *refusal;
    return std::vector<Entry>{BroughtBack{tidy_text(wish.serial), wish.application, wish.run}};
  }

  Decision operator()(const Carry& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, wish.from)) return *refusal;
    return std::vector<Entry>{Carried{tidy_text(wish.serial), wish.application, wish.from, wish.to}};
  }

  Decision operator()(const HandToResident& wish) const {
    if (auto refusal = not_open()) return *refusal;
    if (auto refusal = not_at(wish.serial, wish.from)) return *refusal;
    return std::vector<Entry>{HandedToResident{tidy_text(wish.serial), wish.application, wish.from}};
  }
};

struct Apply {
  State& state;
  Changes* changes;

  void move(const std::string& first, const std::string& last, std::string place) {
    const auto from = known(first), to = known(last);
    state.holdings.take_out(from, to, changes);
    state.holdings.put({std::move(place), from, to}, changes);
  }
  void move(const std::string& serial, std::string place) { move(serial, serial, std::move(place)); }

  void answered(const std::string& id) {
    std::erase_if(state.waiting, [&](const SecondPersonAsked& ask) { return ask.id == id; });
  }

  void operator()(const SecondPersonAsked& e) { state.waiting.push_back(e); }
  void operator()(const SecondPersonDeclined& e) {
    if (const auto* ask = state.find_ask(e.id)) state.declined.push_back({*ask, e.by, e.reason});
    answered(e.id);
  }
  void operator()(const AskTakenBack& e) { answered(e.id); }
  void operator()(const DayOpened& e) {
    state.open = true;
    state.office = e.office;
    state.day = e.day;
    for (const auto& text : e.holdings) {
      const auto holding = parse_holding(text);
      ensure(holding.has_value(), "a holding in an entry is well formed");
      state.holdings.put(*holding, changes);
    }
    state.opening = state.available();
  }
  void operator()(const BoxReceived& e) {
    answered(e.asked);
    state.holdings.put({"store", known(e.first), known(e.last)}, changes);
    state.received += known(e.last).number - known(e.first).number + 1;
  }
  void operator()(const GivenToPrinter& e) { move(e.first, e.last, printer_place(e.printer)); }
  void operator()(const TakenBackFromPrinter& e) { move(e.first, e.last, "store"); }
  void operator()(const Consumed& e) {
    move(e.serial, case_place(e.application));
    state.used += 1;
  }
  void operator()(const Spoiled& e) {
    move(e.serial, "spoiled");
    state.spoiled += 1;
  }
  void operator()(const Destroyed& e) {
    answered(e.asked);
    for (const auto& serial : e.serials) state.holdings.take_out(known(serial), known(serial), changes);
    state.destroyed += static_cast<std::int64_t>(e.serials.size());
  }
  void operator()(const PutInBag& e) { move(e.serial, bag_place(e.run)); }
  void operator()(const PassedToBag& e) { move(e.serial, bag_place(e.run)); }
  void operator()(const Carried& e) { move(e.serial, e.to); }
  void operator()(const BroughtBack& e) { move(e.serial, case_place(e.application)); }
  void operator()(const HandedToResident& e) {
    state.holdings.take_out(known(e.serial), known(e.serial), changes);
    state.delivered += 1;
  }
  void operator()(const DayClosed& e) {
    answered(e.asked);
    state.closed = true;
    state.counted = e.counted;
  }
};

}  // namespace

std::string Serial::text() const { return fmt::format("{}{:0{}}", series, number, width); }

std::optional<Serial> parse_serial(std::string_view text) {
  Serial serial;
  std::string digits;
  for (char c : upper_ascii(text)) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'A' && c <= 'Z' && digits.empty())
      serial.series.push_back(c);
    else if (c >= '0' && c <= '9')
      digits.push_back(c);
    else
      return std::nullopt;
  }
  if (serial.series.size() < 2 || serial.series.size() > 4 || digits.size() < 6 || digits.size() > 10) return std::nullopt;
  serial.width = static_cast<int>(digits.size());
  serial.number = std::stoll(digits);
  return serial;
}

Holdings::Ranges::iterator Holdings::insert(Holding holding, Changes* changes) {
  counts_[holding.place] += holding.count();
  if (changes != nullptr) changes->insert(holding.first);
  return ranges_.insert(std::move(holding)).first;
}

Holdings::Ranges::iterator Holdings::erase(Ranges::iterator at, Changes* changes) {
  const auto counted = counts_.find(at->place);
  if ((counted->second -= at->count()) == 0) counts_.erase(counted);
  if (changes != nullptr) changes->insert(at->first);
  return ranges_.erase(at);
}

const Holding* Holdings::starting_at(const Serial& first) const {
  const auto found = ranges_.find(first);
  return found == ranges_.end() ? nullptr : &*found;
}

const Holding* Holdings::covering(const Serial& serial) const {
  const auto after = ranges_.upper_bound(serial);
  if (after == ranges_.begin()) return nullptr;
  const auto& holding = *std::prev(after);
  return covers(holding, serial) ? &holding : nullptr;
}

bool Holdings::overlap(const Serial& first, const Serial& last) const {
  if (covering(first) != nullptr) return true;
  const auto next = ranges_.lower_bound(first);
  return next != ranges_.end() && overlaps(*next, first, last);
}

std::int64_t Holdings::count_at(std::string_view place) const {
  const auto found = counts_.find(place);
  return found == counts_.end() ? 0 : found->second;
}

std::int64_t Holdings::count_under(std::string_view prefix) const {
  std::int64_t sum = 0;
  for (auto at = counts_.lower_bound(prefix); at != counts_.end() && at->first.starts_with(prefix); ++at) sum += at->second;
  return sum;
}

void Holdings::put(Holding holding, Changes* changes) {
  ensure(!overlap(holding.first, holding.last), "a serial stands at one place only");
  auto next = ranges_.lower_bound(holding.first);
  if (next != ranges_.end() && next->place == holding.place && same_series(next->first, holding.first) && holding.last.number + 1 == next->first.number) {
    holding.last = next->last;
    next = erase(next, changes);
  }
  if (next != ranges_.begin()) {
    const auto before = std::prev(next);
    if (before->place == holding.place && same_series(before->first, holding.first) && before->last.number + 1 == holding.first.number) {
      holding.first = before->first;
      erase(before, changes);
    }
  }
  insert(std::move(holding), changes);
}

void Holdings::take_out(const Serial& first, const Serial& last, Changes* changes) {
  auto at = ranges_.upper_bound(first);
  if (at != ranges_.begin() && overlaps(*std::prev(at), first, last)) --at;
  while (at != ranges_.end() && overlaps(*at, first, last)) {
    const auto holding = *at;
    at = erase(at, changes);
    if (holding.first.number < first.number) {
      auto before = holding;
      before.last.number = first.number - 1;
      insert(std::move(before), changes);
    }
    if (holding.last.number > last.number) {
      auto after = holding;
      after.first.number = last.number + 1;
      insert(std::move(after), changes);
      return;
    }
  }
}

const SecondPersonAsked* State::find_ask(std::string_view id) const {
  for (const auto& ask : waiting)
    if (!id.empty() && ask.id == id) return &ask;
  return nullptr;
}

std::vector<SecondPersonAsked> State::carried_asks() const {
  std::vector<SecondPersonAsked> all;
  for (const auto& ask : waiting)
    if (ask.what != "count") all.push_back(ask);
  return all;
}

std::vector<std::string> State::carried() const {
  std::vector<std::string> all;
  for (const auto& holding : holdings) all.push_back(holding.place + " " + holding.first.text() + " " + holding.last.text());
  return all;
}

Decision decide(const State& state, const Command& command, Moment) { return std::visit(Decide{state}, command); }

bool moves_asks(const Entry& entry) {
  return std::visit(core::Overloaded{[](const SecondPersonAsked&) { return true; }, [](const SecondPersonDeclined&) { return true; }, [](const AskTakenBack&) { return true; },
                                     [](const BoxReceived&) { return true; }, [](const Destroyed&) { return true; }, [](const DayClosed&) { return true; },
                                     [](const auto&) { return false; }},
                    entry);
}

void apply(State& state, const Entry& entry, Moment, Changes* changes) {
  std::visit(Apply{state, changes}, entry);
  state.version += 1;
}

}  // namespace opak::blangko
