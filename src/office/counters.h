// Use cases of the counters in a kelurahan: cards go there and come back in bags that two people count.
//
// Who packs a bag carries it, and the cards are theirs until another person counted the same: an officer of that counter, into its
// drawer, or one of the office.
#pragma once

#include "office/office.h"
#include "views/boards.h"

namespace opak::office {

// All cards that wait at the office for this counter. Done words: {"bag", id}.
struct PackForCounter { std::string counter; int counted = 0; };
Later<Answer> pack_for_counter(Office&, PackForCounter, const Asked&);
// Out of the drawer: what was not fetched in time or was frozen, and all old cards. From that moment it can no longer be fetched there.
struct PackForOffice { std::string counter; int counted = 0, old_cards = 0; };
Later<Answer> pack_for_office(Office&, PackForOffice, const Asked&);
// Where it was to go, or where it came from. From then on the cards lie there, and each resident is told.
struct ReceiveBag { std::string bag; int counted = 0, old_cards = 0; };
Later<Answer> receive_bag(Office&, ReceiveBag, const Asked&);

// Who has a card at a counter hears once more, in the morning, so many working days before its last day ("counter_remind_days" of the city; 0: nobody does).
// At most so many at once. Done words: {"told", n}. As "system".
constexpr int counter_letters_max = 500;
Later<Answer> remind_of_counters(Office&);

struct CounterDrawer {
  std::vector<views::Parcel> waiting, to_bring_back;
};
CounterDrawer drawer_of_counter(views::Boards&, std::string_view counter, Day today);

// Where somebody of this kelurahan may fetch it besides the office; "" where there is no such counter.
std::string counter_for(const Office&, std::string_view region);
// "": the office, always.
bool may_be_fetched_at(const Office&, const application::State&, std::string_view place);

}  // namespace opak::office
