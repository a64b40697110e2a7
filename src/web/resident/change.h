// What the pages behind the secret link have in common: the case, whether its act is allowed now, and how a page begins and ends.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/application/application.h"
#include "office/apply_for.h"
#include "web/resident/form_answers.h"

namespace opak::web::changing {

struct Place {
  views::Case one;
  std::string path;  // Of the status page.
};
std::optional<Place> place_of(Site& site, Boards& boards, const Request& request);

// Every page here: the case behind the secret link, if the table of moves allows the page's own act now; else why not.
template <class Show>
Reply where_it_may(Site& site, const Visitor& visitor, const Request& request, Boards& boards, application::Act act, const Show& show) {
  const auto place = place_of(site, boards, request);
  if (!place) return error_page(site, visitor, 404);
  if (const auto refusal = application::why_not(place->one.state, act)) return refusal_page(site, visitor, *refusal);
  return show(*place);
}

Page begin_page(Site& site, const Visitor& visitor, std::string title, const std::string& back, const std::vector<Wrong>& wrongs = {}, const Judged* judged = nullptr);
Response end_page(Page& page, bool is_well = true);

// The status page with a word on what was just done. Pages with a query are drawn anew each time, never kept.
std::string told(const std::string& path, std::string_view news);

// The typed address as a wish; none where its kelurahan is not one of this city's.
std::optional<office::ChangeAddress> address_wish(const Site& site, const std::string& application, const FormAnswers& answers);

}  // namespace opak::web::changing
