#include <algorithm>
#include <set>

#include "core/delivery/delivery.h"

namespace opak::delivery {
namespace {

using Entries = std::vector<RunEntry>;

struct Decide {
  const RunState& state;

  bool has(const std::string& parcel) const { return std::find(state.parcels.begin(), state.parcels.end(), parcel) != state.parcels.end(); }

  RunDecision operator()(const PlanRun& wish) const {
    if (state.stage != RunStage::none) return Refusal{"delivery.run_already_planned"};
    if (wish.entry.parcels.empty()) return Refusal{"delivery.run_empty"};
    if (std::set<std::string>(wish.entry.parcels.begin(), wish.entry.parcels.end()).size() != wish.entry.parcels.size())
      return Refusal{"delivery.parcel_twice"};
    return Entries{wish.entry};
  }
  RunDecision operator()(const RemoveParcel& wish) const {
    if (state.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (!has(wish.parcel)) return Refusal{"delivery.parcel_not_on_run"};
    return Entries{ParcelRemoved{wish.parcel, wish.why, wish.by}};
  }
  RunDecision operator()(const AddParcel& wish) const {
    if (state.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (state.parcels.empty()) return Refusal{"delivery.run_empty"};  // All its cards were taken off: it is none any more.
    if (has(wish.parcel)) return Refusal{"delivery.parcel_twice"};
    const int last = static_cast<int>(state.parcels.size()) + 1;
    return Entries{ParcelAdded{wish.parcel, wish.by, std::clamp(wish.position, 1, last)}};
  }
  RunDecision operator()(const PutParcelBack& wish) const {
    if (state.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (state.given_up) return Refusal{"delivery.run_given_up"};
    if (has(wish.parcel)) return Refusal{"delivery.parcel_twice"};
    return Entries{ParcelPutBack{wish.parcel, wish.by, std::clamp(wish.place, 0, static_cast<int>(state.parcels.size()))}};
  }
  RunDecision operator()(const LoadRun& wish) const {
    if (state.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (state.parcels.empty()) return Refusal{"delivery.run_empty"};
    if (wish.counted != static_cast<int>(state.parcels.size()))
      return Refusal{"delivery.loading_count_differs", {{"rencana", std::to_string(state.parcels.size())}, {"dihitung", std::to_string(wish.counted)}}};
    return Entries{RunLoaded{wish.counted, wish.by}};
  }
  RunDecision operator()(const FinishStop& wish) const {
    if (state.stage != RunStage::loaded) return Refusal{"delivery.run_not_on_the_road"};
    if (!has(wish.parcel)) return Refusal{"delivery.parcel_not_on_run"};
    if (state.done.contains(wish.parcel)) return Refusal{"delivery.stop_already_done"};
    if (!state.counted_by.empty()) return Refusal{"delivery.bag_counted"};
    return Entries{StopDone{wish.parcel, wish.handed_over, wish.old_card}};
  }

  std::optional<Refusal> not_under_way() const {
    if (state.stage != RunStage::loaded) return Refusal{"delivery.run_not_on_the_road"};
    if (!state.counted_by.empty()) return Refusal{"delivery.bag_counted"};
    return std::nullopt;
  }
  RunDecision operator()(const PassRest& wish) const {
    if (auto refusal = not_under_way()) return *refusal;
    if (wish.entry.parcels.empty()) return Refusal{"delivery.rest_nothing_left"};
    if (!state.waits_for(wish.entry.to).empty()) return Refusal{"delivery.rest_waits"};
    std::set<std::string> seen;
    for (const auto& parcel : wish.entry.parcels) {
      if (!has(parcel)) return Refusal{"delivery.parcel_not_on_run"};
      if (state.done.contains(parcel)) return Refusal{"delivery.stop_already_done"};
      if (!seen.insert(parcel).second) return Refusal{"delivery.parcel_twice"};
      for (const auto& [run, parcels] : state.passing)
        if (std::find(parcels.begin(), parcels.end(), parcel) != parcels.end()) return Refusal{"delivery.rest_waits"};
    }
    return Entries{wish.entry};
  }
  RunDecision operator()(const TakeBackRest& wish) const {
    if (state.stage != RunStage::loaded || !state.passing.contains(wish.to)) return Refusal{"delivery.rest_not_waiting"};
    return Entries{RestTakenBack{wish.to, wish.by}};
  }
  RunDecision operator()(const GiveRest& wish) const {
    if (auto refusal = not_under_way()) return *refusal;
    const auto parcels = state.waits_for(wish.to);
    if (parcels.empty()) return Refusal{"delivery.rest_not_waiting"};
    if (wish.counted != static_cast<int>(parcels.size()))
      return Refusal{"delivery.rest_count_differs", {{"rencana", std::to_string(parcels.size())}, {"dihitung", std::to_string(wish.counted)}}};
    return Entries{RestGiven{wish.to, wish.by, parcels}};
  }
  RunDecision operator()(const TakeRest& wish) const {
    if (auto refusal = not_under_way()) return *refusal;
    for (const auto& parcel : wish.entry.parcels)
      if (has(parcel)) return Refusal{"delivery.parcel_twice"};
    // Whatever was planned, every stop that is left keeps a place, and nothing else gets one.
    auto entry = wish.entry;
    auto left = state.left();
    left.insert(left.end(), entry.parcels.begin(), entry.parcels.end());
    std::vector<std::string> order;
    const auto take = [&](const std::string& parcel) {
      const auto found = std::find(left.begin(), left.end(), parcel);
      if (found == left.end()) return;
      order.push_back(parcel);
      left.erase(found);
    };
    for (const auto& parcel : entry.order) take(parcel);
    order.insert(order.end(), left.begin(), left.end());
    entry.order = std::move(order);
    return Entries{entry};
  }
  RunDecision operator()(const CountRun& wish) const {
    if (state.stage != RunStage::loaded) return Refusal{"delivery.run_not_on_the_road"};
    if (!state.counted_by.empty()) return Refusal{"delivery.already_counted"};
    if (wish.on_hand != state.on_hand())
      return Refusal{"delivery.closing_count_differs", {{"seharusnya", std::to_string(state.on_hand())}, {"dihitung", std::to_string(wish.on_hand)}}};
    if (wish.old_cards != state.old_cards)
      return Refusal{"delivery.old_cards_differ", {{"seharusnya", std::to_string(state.old_cards)}, {"dihitung", std::to_string(wish.old_cards)}}};
    return Entries{RunCounted{wish.on_hand, wish.by, wish.old_cards}};
  }
  RunDecision operator()(const BeginBreak& wish) const {
    if (auto refusal = not_under_way()) return *refusal;
    if (state.break_began.ms > 0) return Refusal{"delivery.break_begun_already"};
    return Entries{wish.entry};
  }
  RunDecision operator()(const EndBreak& wish) const {
    if (auto refusal = not_under_way()) return *refusal;
    if (state.break_began.ms == 0 || state.break_ended.ms > 0) return Refusal{"delivery.break_not_begun"};
    return Entries{wish.entry};
  }
  std::optional<Refusal> not_counted() const {
    if (state.stage != RunStage::loaded) return Refusal{"delivery.run_not_on_the_road"};
    if (state.counted_by.empty()) return Refusal{"delivery.not_counted"};
    return std::nullopt;
  }
  RunDecision operator()(const CloseRun& wish) const {
    if (auto refusal = not_counted()) return *refusal;
    if (wish.by.empty() || wish.by == state.counted_by) return Refusal{"delivery.second_person_needed"};
    return Entries{RunClosed{state.on_hand(), state.counted_by, wish.by, state.old_cards}};
  }
  RunDecision operator()(const UndoCount& wish) const {
    if (auto refusal = not_counted()) return *refusal;
    const bool counted_it = wish.by == state.counted_by;
    if (wish.why.empty() && !counted_it) return Refusal{"delivery.not_your_count"};
    if (!wish.why.empty() && counted_it) return Refusal{"delivery.second_person_needed"};
    return Entries{RunCountUndone{wish.by, wish.why}};
  }
};

struct Apply {
  RunState& state;
  Moment at;

  void operator()(const RunPlanned& e) {
    state.stage = RunStage::planned;
    state.office = e.office;
    state.courier = e.courier;
    state.day = e.day;
    state.from_hour = e.from_hour;
    state.to_hour = e.to_hour;
    state.parcels = e.parcels;
  }
  void operator()(const ParcelRemoved& e) {
    std::erase(state.parcels, e.parcel);
    state.given_up = state.parcels.empty() && e.why != resident_not_home;
  }
  void insert(const std::string& parcel, int place) { state.parcels.insert(state.parcels.begin() + std::clamp(place, 0, static_cast<int>(state.parcels.size())), parcel); }
  void operator()(const ParcelAdded& e) { insert(e.parcel, std::max(e.position, 1) - 1); }
  void operator()(const ParcelPutBack& e) { insert(e.parcel, e.place); }
  void operator()(const RunLoaded&) { state.stage = RunStage::loaded; }
  void operator()(const StopDone& e) {
    state.done[e.parcel] = e.handed_over;
    state.old_cards += e.old_card ? 1 : 0;
  }
  void operator()(const RunClosed&) {
    state.stage = RunStage::closed;
    state.counted_by.clear();
    state.passing.clear();  // What nobody counted in came back to the office.
    state.passing_order.clear();
    state.hours_before.clear();
  }
  void no_longer_passing(const std::string& to) {
    for (const auto& parcel : state.passing[to]) state.hours_before.erase(parcel);
    for (const auto& parcel : state.passing_order[to]) state.hours_before.erase(parcel);
    state.passing.erase(to);
    state.passing_order.erase(to);
  }
  void operator()(const RestPassed& e) {
    state.passing[e.to] = e.parcels;
    state.passing_order[e.to] = e.order;
    for (const auto& [parcel, hours] : e.hours_before) state.hours_before[parcel] = hours;
  }
  void operator()(const RestTakenBack& e) { no_longer_passing(e.to); }
  void operator()(const RestGiven& e) {
    for (const auto& parcel : e.parcels) std::erase(state.parcels, parcel);
    no_longer_passing(e.to);
  }
  void operator()(const RestTaken& e) {
    std::erase_if(state.parcels, [&](const std::string& parcel) { return !state.done.contains(parcel); });
    state.parcels.insert(state.parcels.end(), e.order.begin(), e.order.end());
  }
  void operator()(const BreakBegun& e) { state.break_began = e.done_at.ms > 0 ? e.done_at : at; }
  void operator()(const BreakEnded& e) {
    state.break_ended = e.done_at.ms > 0 ? e.done_at : at;
    if (state.break_ended - state.break_began < break_least_ms) state.break_began = state.break_ended = Moment{};
  }
  void operator()(const RunCounted& e) {
    state.counted_by = e.by;
    state.count_declined.clear();
    state.count_declined_by.clear();
  }
  void operator()(const RunCountUndone& e) {
    state.counted_by.clear();
    if (e.why.empty()) return;
    state.count_declined = e.why;
    state.count_declined_by = e.by;
  }
};

}  // namespace

int RunState::on_hand() const {
  int count = 0;
  for (const auto& parcel : parcels) {
    const auto stop = done.find(parcel);
    if (stop == done.end() || !stop->second) ++count;
  }
  return count;
}

std::vector<std::string> RunState::left() const {
  std::vector<std::string> all;
  for (const auto& parcel : parcels)
    if (!done.contains(parcel)) all.push_back(parcel);
  return all;
}

std::vector<std::string> RunState::waits_for(const std::string& run) const {
  std::vector<std::string> all;
  const auto found = passing.find(run);
  if (found == passing.end()) return all;
  for (const auto& parcel : found->second)
    if (!done.contains(parcel)) all.push_back(parcel);
  return all;
}

bool RunState::is_passing() const {
  return std::any_of(passing.begin(), passing.end(), [&](const auto& each) { return !waits_for(each.first).empty(); });
}

std::string_view name_of(RunStage stage) {
  constexpr std::string_view names[] = {"none", "planned", "loaded", "closed"};
  return names[static_cast<std::size_t>(stage)];
}

std::optional<RunStage> run_stage_named(std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (name_of(static_cast<RunStage>(i)) == name) return static_cast<RunStage>(i);
  return std::nullopt;
}

RunDecision decide(const RunState& state, const RunCommand& command, Moment) { return std::visit(Decide{state}, command); }

void apply(RunState& state, const RunEntry& entry, Moment at) {
  std::visit(Apply{state, at}, entry);
  state.version += 1;
}

}  // namespace opak::delivery
