// What the courier's pages and the courier's phone show of one stop.
#pragma once

#include <array>

#include "office/deliver.h"
#include "web/page.h"

namespace opak::web::officer {

inline constexpr std::array<std::string_view, 6> failed_reasons{"not_at_home", "address_not_found", "refused", "receiver_not_allowed", "road_closed", "other"};

std::optional<double> km_between(const Site& site, std::string_view from, std::string_view to);  // Codes of regions; from "": the office.
void address_of(Page& page, const office::StopSheet& stop);
void reach_buttons(Page& page, const office::StopSheet& stop);  // Telephone, WhatsApp, map.

}  // namespace opak::web::officer
