// Custody of old cards: from the moment one is taken it is with a named person or in a named drawer, until two destroy it.
//
// A courier has it in the bag of the run and an officer at the counter in their hands; the evening's count by two, or who took it
// at the counter, brings it into the office's drawer. From a kelurahan's counter it comes in a bag that two counted. Out of the drawer a card goes only by a list that one person counted and
// another counted the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/decision.h"
#include "core/oldcard/entries.h"

namespace opak::oldcard {

enum class CardStage { none, carried, drawer, destroyed };
std::string_view name_of(CardStage stage);
std::optional<CardStage> card_stage_named(std::string_view name);

struct CardState {
  CardStage stage = CardStage::none;
  int version = 0;
  std::string application, run, holder;  // run, holder: while somebody carries it; the run, or the bag from a counter.
  std::string photo, drawer, taken_by, put_by, put_witness, list, destroyed_by, destroyed_witness;
  Moment taken_at, put_at, destroyed_at;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("version", self.version);
    visit("application", self.application);
    visit("run", self.run);
    visit("holder", self.holder);
    visit("drawer", self.drawer);
    visit("taken_by", self.taken_by);
    visit("put_by", self.put_by);
    visit("put_witness", self.put_witness);
    visit("list", self.list);
    visit("destroyed_by", self.destroyed_by);
    visit("destroyed_witness", self.destroyed_witness);
    visit("taken_at", self.taken_at);
    visit("put_at", self.put_at);
    visit("destroyed_at", self.destroyed_at);
    visit("photo", self.photo);
  }
};

struct Take { std::string application, run, by, photo = {}; };
struct PutAway { std::string drawer, by, witness; };
struct Destroy { std::string list, by, witness; };
struct PutIntoBag { std::string bag, by; };
using CardCommand = std::variant<Take, PutAway, Destroy, PutIntoBag>;
using CardDecision = core::Decision<CardEntry>;
CardDecision decide(const CardState& state, const CardCommand& command, Moment now);
void apply(CardState& state, const CardEntry& entry, Moment at);

enum class ListStage { none, waiting, ended, destroyed };
std::string_view name_of(ListStage stage);
std::optional<ListStage> list_stage_named(std::string_view name);

// More than anybody counts twice without a mistake.
constexpr std::size_t list_cards_max = 100;

struct ListState {
  ListStage stage = ListStage::none;
  int version = 0;
  std::string drawer, by, ended_by, why, witness;
  std::vector<std::string> cards;
  Moment proposed_at, ended_at;  // ended_at: taken back, declined or destroyed.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("stage", self.stage);
    visit("version", self.version);
    visit("drawer", self.drawer);
    visit("by", self.by);
    visit("ended_by", self.ended_by);
    visit("why", self.why);
    visit("witness", self.witness);
    visit("cards", self.cards);
    visit("proposed_at", self.proposed_at);
    visit("ended_at", self.ended_at);
  }
};

struct Propose { std::string drawer, by; std::vector<std::string> cards; int counted = 0; };
struct Confirm { std::string by; int counted = 0; };
struct Undo { std::string by, why; };  // By the second person with a reason, or by who proposed it.
using ListCommand = std::variant<Propose, Confirm, Undo>;
using ListDecision = core::Decision<ListEntry>;
ListDecision decide(const ListState& state, const ListCommand& command, Moment now);
void apply(ListState& state, const ListEntry& entry, Moment at);

struct CardRoom {
  using State = CardState;
  using Entry = CardEntry;
  using Command = CardCommand;
  static constexpr std::string_view kind = "old_card";
};
struct ListRoom {
  using State = ListState;
  using Entry = ListEntry;
  using Command = ListCommand;
  static constexpr std::string_view kind = "old_card_list";
};

}  // namespace opak::oldcard
