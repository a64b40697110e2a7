#include "core/delivery/delivery.h"

namespace opak::delivery {
namespace {

using Entries = std::vector<BagEntry>;

BagDecision differ(std::size_t expected, int counted) { return Refusal{"delivery.bag_differs", {{"seharusnya", std::to_string(expected)}, {"dihitung", std::to_string(counted)}}}; }
BagDecision old_differ(std::size_t expected, int counted) { return Refusal{"delivery.old_cards_differ", {{"seharusnya", std::to_string(expected)}, {"dihitung", std::to_string(counted)}}}; }

struct Decide {
  const BagState& state;

  BagDecision operator()(const PackBag& wish) const {
    const auto& entry = wish.entry;
    if (state.stage != BagStage::none) return Refusal{"delivery.bag_closed"};
    if (entry.from == entry.to) return Refusal{"delivery.bag_goes_nowhere"};
    if (entry.parcels.empty() && entry.old_cards.empty()) return Refusal{"delivery.bag_empty"};
    if (wish.counted != static_cast<int>(entry.parcels.size())) return differ(entry.parcels.size(), wish.counted);
    if (wish.old_cards != static_cast<int>(entry.old_cards.size())) return old_differ(entry.old_cards.size(), wish.old_cards);
    return Entries{entry};
  }

  BagDecision operator()(const ReceiveBag& wish) const {
    const auto& entry = wish.entry;
    if (state.stage != BagStage::packed) return Refusal{"delivery.bag_closed"};
    if (entry.at != state.to && entry.at != state.from) return Refusal{"delivery.bag_is_of_another_counter"};
    if (entry.by == state.carrier) return Refusal{"delivery.bag_needs_second"};
    if (entry.counted != static_cast<int>(state.parcels.size())) return differ(state.parcels.size(), entry.counted);
    if (entry.old_cards != static_cast<int>(state.old_cards.size())) return old_differ(state.old_cards.size(), entry.old_cards);
    return Entries{entry};
  }
};

}  // namespace

std::string_view name_of(BagStage stage) {
  constexpr std::string_view names[] = {"none", "packed", "received"};
  return names[static_cast<std::size_t>(stage)];
}

std::optional<BagStage> bag_stage_named(std::string_view name) {
  for (int i = 0; i < 3; ++i)
    if (name_of(static_cast<BagStage>(i)) == name) return static_cast<BagStage>(i);
  return std::nullopt;
}

BagDecision decide(const BagState& state, const BagCommand& command, Moment) { return std::visit(Decide{state}, command); }

void apply(BagState& state, const BagEntry& entry, Moment at) {
  if (const auto* packed = std::get_if<BagPacked>(&entry)) {
    state.stage = BagStage::packed;
    state.from = packed->from;
    state.to = packed->to;
    state.carrier = packed->by;
    state.parcels = packed->parcels;
    state.old_cards = packed->old_cards;
    state.packed_at = at;
  } else if (const auto* received = std::get_if<BagReceived>(&entry)) {
    state.stage = BagStage::received;
    state.at = received->at;
    state.received_by = received->by;
    state.received_at = at;
  }
  state.version += 1;
}

}  // namespace opak::delivery
