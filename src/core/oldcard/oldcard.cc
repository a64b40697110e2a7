#include "core/oldcard/oldcard.h"

#include <set>

namespace opak::oldcard {
namespace {

Refusal counts_differ(std::size_t expected, int counted) {
  return Refusal{"delivery.old_cards_differ", {{"seharusnya", std::to_string(expected)}, {"dihitung", std::to_string(counted)}}};
}

struct DecideCard {
  const CardState& state;

  CardDecision operator()(const Take& wish) const {
    if (state.stage != CardStage::none) return Refusal{"delivery.old_card_already_taken"};
    return std::vector<CardEntry>{Taken{wish.application, wish.run, wish.by, wish.photo}};
  }
  CardDecision operator()(const PutAway& wish) const {
    if (state.stage != CardStage::carried) return Refusal{"delivery.old_card_not_carried"};
    // At the counter one person took it and lays it away; what came in a bag is counted by two.
    if (state.run.empty() ? wish.by != state.holder : wish.witness.empty() || wish.witness == wish.by) return Refusal{"delivery.second_person_needed"};
    return std::vector<CardEntry>{PutInDrawer{wish.drawer, wish.by, wish.witness}};
  }
  CardDecision operator()(const Destroy& wish) const {
    if (state.stage != CardStage::drawer) return Refusal{"delivery.old_card_not_in_drawer"};
    if (wish.witness.empty() || wish.witness == wish.by) return Refusal{"delivery.second_person_needed"};
    return std::vector<CardEntry>{Destroyed{wish.list, wish.by, wish.witness}};
  }
  CardDecision operator()(const PutIntoBag& wish) const {
    if (state.stage != CardStage::drawer) return Refusal{"delivery.old_card_not_in_drawer"};
    return std::vector<CardEntry>{PutInBag{wish.bag, wish.by}};
  }
};

struct ApplyCard {
  CardState& state;
  Moment at;

  void operator()(const Taken& e) {
    state.stage = CardStage::carried;
    state.application = e.application;
    state.run = e.run;
    state.holder = state.taken_by = e.by;
    state.taken_at = at;
    state.photo = e.photo;
  }
  void operator()(const PutInDrawer& e) {
    state.stage = CardStage::drawer;
    state.run.clear();
    state.holder.clear();
    state.drawer = e.drawer;
    state.put_by = e.by;
    state.put_witness = e.witness;
    state.put_at = at;
  }
  void operator()(const PutInBag& e) {
    state.stage = CardStage::carried;
    state.drawer.clear();
    state.run = e.bag;
    state.holder = e.by;
  }
  void operator()(const Destroyed& e) {
    state.stage = CardStage::destroyed;
    state.drawer.clear();
    state.list = e.list;
    state.destroyed_by = e.by;
    state.destroyed_witness = e.witness;
    state.destroyed_at = at;
  }
};

struct DecideList {
  const ListState& state;

  ListDecision operator()(const Propose& wish) const {
    if (state.stage != ListStage::none) return Refusal{"delivery.old_cards_list_answered"};
    if (wish.cards.empty()) return Refusal{"delivery.old_cards_none"};
    if (wish.cards.size() > list_cards_max || std::set<std::string>(wish.cards.begin(), wish.cards.end()).size() != wish.cards.size()) return Refusal{"delivery.old_cards_list_wrong"};
    if (wish.counted != static_cast<int>(wish.cards.size())) return counts_differ(wish.cards.size(), wish.counted);
    return std::vector<ListEntry>{ListProposed{wish.drawer, wish.by, wish.cards}};
  }
  ListDecision operator()(const Confirm& wish) const {
    if (state.stage != ListStage::waiting) return Refusal{"delivery.old_cards_list_answered"};
    if (wish.by.empty() || wish.by == state.by) return Refusal{"delivery.second_person_needed"};
    if (wish.counted != static_cast<int>(state.cards.size())) return counts_differ(state.cards.size(), wish.counted);
    return std::vector<ListEntry>{ListConfirmed{state.by, wish.by, wish.counted}};
  }
  ListDecision operator()(const Undo& wish) const {
    if (state.stage != ListStage::waiting) return Refusal{"delivery.old_cards_list_answered"};
    const bool proposed_it = wish.by == state.by;
    if (wish.why.empty() && !proposed_it) return Refusal{"delivery.not_your_list"};
    if (!wish.why.empty() && proposed_it) return Refusal{"delivery.second_person_needed"};
    return std::vector<ListEntry>{ListEnded{wish.by, wish.why}};
  }
};

struct ApplyList {
  ListState& state;
  Moment at;

  void operator()(const ListProposed& e) {
    state.stage = ListStage::waiting;
    state.drawer = e.drawer;
    state.by = e.by;
    state.cards = e.cards;
    state.proposed_at = at;
  }
  void operator()(const ListEnded& e) {
    state.stage = ListStage::ended;
    state.ended_by = e.by;
    state.why = e.why;
    state.ended_at = at;
  }
  void operator()(const ListConfirmed& e) {
    state.stage = ListStage::destroyed;
    state.witness = e.witness;
    state.ended_at = at;
  }
};

constexpr std::string_view card_stages[] = {"none", "carried", "drawer", "destroyed"};
constexpr std::string_view list_stages[] = {"none", "waiting", "ended", "destroyed"};

template <class Stage>
std::optional<Stage> named(const std::string_view (&names)[4], std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (names[i] == name) return static_cast<Stage>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(CardStage stage) { return card_stages[static_cast<std::size_t>(stage)]; }
std::optional<CardStage> card_stage_named(std::string_view name) { return named<CardStage>(card_stages, name); }
std::string_view name_of(ListStage stage) { return list_stages[static_cast<std::size_t>(stage)]; }
std::optional<ListStage> list_stage_named(std::string_view name) { return named<ListStage>(list_stages, name); }

CardDecision decide(const CardState& state, const CardCommand& command, Moment) { return std::visit(DecideCard{state}, command); }
void apply(CardState& state, const CardEntry& entry, Moment at) {
  std::visit(ApplyCard{state, at}, entry);
  state.version += 1;
}

ListDecision decide(const ListState& state, const ListCommand& command, Moment) { return std::visit(DecideList{state}, command); }
void apply(ListState& state, const ListEntry& entry, Moment at) {
  std::visit(ApplyList{state, at}, entry);
  state.version += 1;
}

}  // namespace opak::oldcard
