// Where a door is, and how surely: the resident's own pin, before the place where a courier once handed a card over at this address, before the
// middle of the kelurahan.
#pragma once

#include "law/region.h"
#include "office/office.h"
#include "views/boards.h"

namespace opak::office {

enum class DoorKnown { kelurahan, hand_over, pin };
std::string_view word_of(DoorKnown known);

struct Door {
  DoorKnown known = DoorKnown::kelurahan;
  Opened<std::string> place;  // As law::place_words() writes it; "" where only the kelurahan is known.
};

// `address`: the open case's own, opened by who asks. A point that cannot lie in its kelurahan is no door.
Door door_of(Office&, store::Database&, const application::State&, const Opened<vault::Fields>& address, const vault::Grant&);

// The same for a machine that plans the way and knows stops, no residents.
struct PlannedDoor { law::Place place; DoorKnown known = DoorKnown::kelurahan; };
PlannedDoor door_to_plan(Office&, store::Database&, const views::Case&, const law::Region&);

class Book;
// The courier stood here when the card was handed over at this application's address. Nothing is kept where the point cannot be, or the resident was erased.
void keep_door(Office&, Book&, const std::string& application, const Personal<std::string>& place);

}  // namespace opak::office
