// The moving parts of a status page: the one answer on top and the journey below it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/live.h"
#include "web/page.h"

namespace opak::web {

// Element id and its HTML, as the page holds them and as the stream sends them anew.
std::vector<std::pair<std::string, Html>> status_elements(Site& site, const Visitor& visitor, Boards& boards, const SeenCase& seen, Sight sight);

// What the page says of a case: as kept, or read now and kept. Null: there is none.
std::shared_ptr<const SeenCase> see_case(Site& site, Boards& boards, std::string_view application, int thread);

Said status_sentence(const Speech& say, const application::State& state);  // "KTP-el Ibu/Bapak sedang dicetak"
std::string expected_sentence(const Speech& say, const application::State& state);  // "" where nothing is expected any more.

}  // namespace opak::web
