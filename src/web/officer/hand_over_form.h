// The moment a card changes hands, at a door or at a counter: only where both sets of letters are right.
#pragma once

#include <functional>

#include "web/officer/desk.h"

namespace opak::web::officer {

struct Door {
  std::string parcel, action, back, run;  // run "" at the counter.
};
void letters_form(Page& page, const Door& door, const application::State& state, const Trouble& trouble);

using ShowDoor = std::function<LaterPage(Trouble)>;
// What letters_form() sent; `show` draws the page once more where something is missing or wrong.
Reply hand_over_at(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const Door& door, ShowDoor show);

}  // namespace opak::web::officer
