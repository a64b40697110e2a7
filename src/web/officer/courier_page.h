// What the pages of the courier's telephone share: their frame, the run in hand and its stops.
#pragma once

#include <functional>

#include "office/deliver.h"
#include "web/officer/courier_stop.h"
#include "web/officer/desk.h"

namespace opak::web::officer {

// The staff's bar would only be in the way on a telephone: big buttons, one thing at a time, in the residents' style.
struct CourierPage : Page {
  CourierPage(Site& site, const Visitor& visitor, std::string_view title_key, const Trouble& trouble, std::string back = {});
  Response finish(const Trouble& trouble);
};

bool is_all_done(const views::Run& run);
const office::StopSheet* stop_of(const office::RunSheet& sheet, std::string_view parcel);  // nullptr: handed over, or of another run.
// Opens the sheet of this run and shows a page of it.
LaterPage with_sheet(Site& site, const Visitor& visitor, std::string run, std::function<Response(const office::RunSheet&)> show);

// The page of the run once more, with what was wrong.
LaterPage show_run(Site& site, const Visitor& visitor, std::string done, Trouble trouble, std::string asked_for = {});
Again run_again(Site& site, const Visitor& visitor, const Request& request, std::string act);
LaterPage run_wrong(Site& site, const Visitor& visitor, const Request& request, std::string act, std::vector<Wrong> wrongs);

// courier_closing.cc, on the page of the run.
void closing_form(Page& page, const views::Run& run, const Trouble& trouble, bool all_done);
void runs_to_close(Page& page, Boards& boards, const views::Run& shown);

}  // namespace opak::web::officer
