// Photos of papers: the field that takes one, and the answer that shows one.
#pragma once

#include <string>
#include <vector>

#include "law/service.h"
#include "web/page.h"

namespace opak::web {

void paper_field(Page& page, const law::Paper& paper, std::string_view wrong, std::string_view name, std::string_view label);
std::vector<std::string> hints_in(const Site& site, std::string_view words);  // Only hints that there are, whatever the address says.
Response photo_response(const Opened<Bytes>& photo);

}  // namespace opak::web
