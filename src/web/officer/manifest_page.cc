// A run on paper: what a courier needs on a day without power or telephone. What is written on it by hand is typed in afterwards, so the
// resident's letters do not stand here: they prove that the card was handed over.
#include "base/ids.h"
#include "office/deliver.h"
#include "office/personal_facts.h"
#include "office/print.h"
#include "office/shift.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

void line_of(Page& page, const office::StopSheet& stop, const views::Case& item, std::size_t position) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto at = [&](int hour) { return say.clock_time(moment_in_jakarta(item.state.planned_on, hour, 0)); };
  html << "<tr><td class=\"num\">"_lit << position << "</td><td class=\"num letters\">"_lit << in_threes(office::envelope_letters(page.site.office, stop.parcel)) << "</td><td><b>"_lit
       << office::shortened(stop.name) << "</b><br>"_lit << stop.street << ", RT "_lit << stop.rt << " RW "_lit << stop.rw << ", "_lit << region_name(page.site, stop.region);
  if (!is_empty(stop.landmark)) html << "<br>"_lit << say("glossary.landmark") << ": "_lit << stop.landmark;
  html << "</td><td>"_lit << say("o.receiver." + stop.receiver);
  if (!is_empty(stop.receiver_name)) html << " ("_lit << office::shortened(stop.receiver_name) << ")"_lit;
  if (stop.takes_old_card) html << "<br><b>"_lit << say("o.road.old_card") << "</b>"_lit;
  html << "</td><td class=\"num\">"_lit << at(item.state.from_hour) << "&ndash;"_lit << at(item.state.to_hour) << "</td><td class=\"write\"></td><td class=\"write\"></td><td class=\"write\"></td></tr>"_lit;
}

Response manifest(Site& site, const Visitor& visitor, const views::Run& run, const office::RunSheet& sheet) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.manifest.title")), .desk = visitor.officer->roles.has(access::Role::supervisor) ? "antaran" : "antar"});
  const auto& say = page.say;
  auto& html = page.html;
  Boards boards(site.office.reader());
  solo_begin(page);
  page.heading(say("o.manifest.title"));
  html << "<p>"_lit << say.long_day(run.state.day) << " &middot; "_lit << hours_of_run(say, run) << " &middot; "_lit << actor_words(page, "officer/" + run.state.courier) << " &middot; "_lit
       << say("o.plan.sum", {{"n", std::to_string(sheet.stops.size())}}) << "</p>"_lit;
  if (const auto pause = office::break_of(page.site.catalogue.city(), run.state.day, run.state.from_hour * 60, run.state.to_hour * 60)) {
    const auto at = [&](int minute) { return say.clock_time(moment_in_jakarta(run.state.day, minute / 60, minute % 60)); };
    page.paragraph(say("o.manifest.break", {{"menit", std::to_string(pause->minutes)}, {"dari", at(pause->from)}, {"sampai", at(pause->latest + pause->minutes)}}));
  }
  page.paragraph(say("o.manifest.words"));
  acts_begin(page);
  html << "<button class=\"btn noprint\" type=\"button\" data-print=\"ya\" hidden>"_lit << say("o.label.print") << "</button>"_lit;
  acts_end(page);
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.manifest.title") << "\"><table class=\"rows manifest\"><thead><tr>"_lit;
  for (const auto* column : {"o.manifest.n", "o.manifest.envelope", "o.manifest.to", "o.manifest.receiver", "o.manifest.window", "o.manifest.code", "o.manifest.when", "o.manifest.why_not"})
    html << "<th scope=\"col\">"_lit << say(column) << "</th>"_lit;
  html << "</tr></thead><tbody>"_lit;
  std::size_t position = 0;
  for (const auto& parcel : run.state.parcels) {
    ++position;
    for (const auto& stop : sheet.stops) {
      const auto item = stop.parcel == parcel ? boards.find_case(stop.application) : std::nullopt;
      if (item) line_of(page, stop, *item, position);
    }
  }
  html << "</tbody></table></div><p>"_lit << say("o.manifest.counted", {{"n", std::to_string(sheet.stops.size())}}) << "</p>"_lit;
  solo_end(page);
  return page.done_staff(200);
}

}  // namespace

Reply manifest_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto run = boards.find_run(request.matched[0]);
  if (!run) return error_page(site, visitor, 404);
  return office::open_run_sheet(site.office, run->id, {.actor = visitor.actor(), .roles = visitor.officer->roles}).then([&site, visitor, run = *run](const office::RunSheetAnswer& answer) -> Response {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
    if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
    return manifest(site, visitor, run, std::get<office::RunSheet>(answer));
  });
}

}  // namespace opak::web::officer
