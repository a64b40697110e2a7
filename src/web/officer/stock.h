// What pages ask of the stock of blank cards.
#pragma once

#include <string>
#include <vector>

#include "views/boards.h"
#include "web/site.h"

namespace opak::web {

std::vector<std::string> known_printers(Boards& boards, const Site& site);  // Those that ever stood in today's holdings.
std::string next_serial_at(Boards& boards, const Site& site, std::string_view printer);  // "" if it has none.

// The working day on which the stock is used up, if cards go on as in the last days; none while too little is known.
std::optional<Day> run_out_day(const std::vector<views::StockDay>& newest_first, std::int64_t available, const law::Calendar& calendar);

}  // namespace opak::web
