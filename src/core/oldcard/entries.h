// Facts about old cards (one that was taken when a new one was handed over) and the lists by which they are destroyed. An old card
// has the id of the parcel it was exchanged for; nothing here says whose it was.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"

namespace opak::oldcard {

struct Taken {
  static constexpr std::string_view fact = "old_card.taken.v1";
  std::string application, run, by;  // run: in whose bag it rides; "" where it was taken at the office's own counter.
  std::string photo;                 // A document of the applicant's: the cut card; "" if none was made.
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("application", self.application);
    visit("run", self.run);
    visit("by", self.by);
    visit("photo", self.photo);
  }
};

// `by` counted it in; `witness` counted the same, "" where who took it at the counter laid it there.
struct PutInDrawer {
  static constexpr std::string_view fact = "old_card.put_in_drawer.v1";
  std::string drawer, by, witness;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("drawer", self.drawer);
    visit("by", self.by);
    visit("witness", self.witness);
  }
};

struct Destroyed {
  static constexpr std::string_view fact = "old_card.destroyed.v1";
  std::string list, by, witness;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("list", self.list);
    visit("by", self.by);
    visit("witness", self.witness);
  }
};

// Out of a counter's drawer, on its way to the office's in a counted bag.
struct PutInBag {
  static constexpr std::string_view fact = "old_card.put_in_bag.v1";
  std::string bag, by;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("bag", self.bag);
    visit("by", self.by);
  }
};

using CardEntry = std::variant<Taken, PutInDrawer, Destroyed, PutInBag>;

struct ListProposed {
  static constexpr std::string_view fact = "old_card_list.proposed.v1";
  std::string drawer, by;
  std::vector<std::string> cards;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("drawer", self.drawer);
    visit("by", self.by);
    visit("cards", self.cards);
  }
};

// The second person did not find it so and says why, or (`why` "") who proposed it takes it back.
struct ListEnded {
  static constexpr std::string_view fact = "old_card_list.ended.v1";
  std::string by, why;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("why", self.why);
  }
};

struct ListConfirmed {
  static constexpr std::string_view fact = "old_card_list.confirmed.v1";
  std::string by, witness;
  int counted = 0;
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("by", self.by);
    visit("witness", self.witness);
    visit("counted", self.counted);
  }
};

using ListEntry = std::variant<ListProposed, ListEnded, ListConfirmed>;

}  // namespace opak::oldcard
