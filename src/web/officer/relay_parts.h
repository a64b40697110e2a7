// What the dispatch page shows of a run during its day.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "net/form.h"
#include "office/relay.h"
#include "web/page.h"

namespace opak::web::officer {

void run_during_the_day(Page& page, const views::Run& run);  // What is left, the last tap, and what may be done about it.
void rest_waits(Page& page, const views::Run& run);          // Who still has to count in what; one button takes it back.

// How hours, ways and orders stand on the page and in its forms.
std::string clock_of(const Speech& say, int minute_of_day);
std::string window_words(const Speech& say, office::Hours hours);
std::string name_of(Page& page, const std::string& courier);
std::string signed_km(const Speech& say, double km);
std::string joined(const std::vector<std::string>& all);
std::string hours_field(office::Hours hours);
office::Hours hours_of(std::string_view text);
std::map<std::string, office::Hours> hours_in(const net::Form& form);  // The fields "jam-<parcel>".
void back_to_plan(Page& page);

}  // namespace opak::web::officer
