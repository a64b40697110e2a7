// What somebody may see who gave a number and the last four digits of its telephone: half an hour, one case, no wishes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "web/site.h"

namespace opak::web {

std::string pass_cookie(const Site& site, const Visitor& visitor, std::string_view application);
std::optional<views::Case> case_of_pass(const Site& site, const Visitor& visitor, const Request& request, Boards& boards, std::string_view number);

}  // namespace opak::web
