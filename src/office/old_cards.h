// Use cases of old cards: where each is that was taken, and how they are destroyed by two.
#pragma once

#include "office/office.h"

namespace opak::office {

class Book;

// Inside a wish. Who asks took it: in the bag of this run, or ("") at the counter. `photo`: of the cut card, a document of the applicant's; "" if none was made.
std::optional<Refusal> take_old_card(Book&, const std::string& parcel, const std::string& application, const std::string& run, const std::string& photo = {});
// The bag was counted by two: its old cards lie in the office's drawer from now on.
// `drawer`: the city's code, or a counter's key.
std::optional<Refusal> old_cards_came_back(Book&, const std::string& run, const std::string& counted_by, const std::string& witness, const std::string& drawer);

// Who took old cards at the counter lays all of them into the drawer, counted; in a kelurahan into that counter's.
struct LayInDrawer { int counted = 0; };
Later<Answer> lay_in_drawer(Office&, LayInDrawer, const Asked&);

// The photo of the cut card, for who has it in hand to count: until it is destroyed. Each look is in the journal as an opening of the case.
using OldCardPhoto = std::variant<Opened<Bytes>, Refusal, Failure>;
Later<OldCardPhoto> open_old_card_photo(Office&, std::string card, const Asked&);

// The cards that lie in the drawer longest, at most oldcard::list_cards_max, counted by who asks. One list waits at a time. Nothing
// is destroyed before a colleague of any desk counted the same. Done words: {"list", id}.
struct ProposeDestruction { int counted = 0; };
Later<Answer> propose_destruction(Office&, ProposeDestruction, const Asked&);
struct ConfirmDestruction { std::string list; int counted = 0; };
Later<Answer> confirm_destruction(Office&, ConfirmDestruction, const Asked&);
struct DeclineDestruction { std::string list, reason; };  // "counted_otherwise" | "serials_differ" | "not_seen"
Later<Answer> decline_destruction(Office&, DeclineDestruction, const Asked&);
struct TakeBackDestruction { std::string list; };         // By who proposed it.
Later<Answer> take_back_destruction(Office&, TakeBackDestruction, const Asked&);

}  // namespace opak::office
