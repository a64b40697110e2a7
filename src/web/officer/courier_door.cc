// K3 and K4: at one door of the run. The card is handed over, or nobody could take it.
#include <algorithm>

#include "web/officer/courier_page.h"
#include "web/officer/hand_over_form.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

// What was in this courier's bag is in another's: a page from before says so and nothing else.
bool is_passed_on(Boards& boards, const Visitor& visitor, const views::Parcel& parcel) {
  if (parcel.state.passed_from.empty() || parcel.state.stage != delivery::ParcelStage::loaded) return false;
  const auto courier_of = [&](const std::string& id) {
    const auto run = boards.find_run(id);
    return run ? run->state.courier : std::string();
  };
  return courier_of(parcel.state.run) != visitor.officer->id && courier_of(parcel.state.passed_from) == visitor.officer->id;
}

LaterPage show_door(Site& site, const Visitor& visitor, std::string parcel, Trouble trouble) {
  Boards boards(site.office.reader());
  const auto found = boards.find_parcel(parcel);
  if (!found || found->state.run.empty()) return LaterPage::ready(error_page(site, visitor, 404));
  if (is_passed_on(boards, visitor, *found)) return LaterPage::ready(refusal_page(site, visitor, Refusal{"delivery.parcel_passed_on"}));
  return with_sheet(site, visitor, found->state.run, [&site, visitor, parcel, trouble](const office::RunSheet& sheet) {
    Boards fresh(site.office.reader());
    const auto* stop = stop_of(sheet, parcel);
    const auto item = stop ? fresh.find_case(stop->application) : std::nullopt;
    if (!item) return error_page(site, visitor, 404);
    CourierPage page(site, visitor, "o.road.hand_over", trouble, "/antar");
    error_box(page, trouble.wrongs);
    page.html << "<p class=\"step\">"_lit << item->state.number << "</p><h1>"_lit << stop->name << "</h1>"_lit;
    address_of(page, *stop);
    if (const auto refusal = application::why_not(item->state, application::Act::record_delivery)) note(page, Tone::bad, page.say(*refusal));
    else letters_form(page, {.parcel = parcel, .action = "/antar/" + parcel + "/serahkan", .back = "/antar", .run = sheet.run}, item->state, trouble);
    return page.finish(trouble);
  });
}

LaterPage show_failed(Site& site, const Visitor& visitor, std::string parcel, Trouble trouble) {
  Boards boards(site.office.reader());
  const auto found = boards.find_parcel(parcel);
  if (!found || found->state.run.empty()) return LaterPage::ready(error_page(site, visitor, 404));
  if (is_passed_on(boards, visitor, *found)) return LaterPage::ready(refusal_page(site, visitor, Refusal{"delivery.parcel_passed_on"}));
  return with_sheet(site, visitor, found->state.run, [&site, visitor, parcel, trouble](const office::RunSheet& sheet) {
    const auto* stop = stop_of(sheet, parcel);
    if (!stop) return error_page(site, visitor, 404);
    CourierPage page(site, visitor, "o.road.failed", trouble, "/antar");
    const auto& say = page.say;
    error_box(page, trouble.wrongs);
    page.heading(say("o.road.failed"));
    page.html << "<p>"_lit << stop->name << ", "_lit << region_name(site, stop->region) << "</p>"_lit;
    trouble_at(page, trouble, "gagal");
    form_begin(page, "/antar/" + parcel + "/gagal");
    std::vector<Choice> reasons;
    for (const auto reason : failed_reasons) reasons.push_back({reason, say("o.reason." + std::string(reason))});
    pick_one(page, "alasan", say("o.failed.why"), reasons, typed(trouble.typed, "alasan"), {}, wrong_of(trouble.wrongs, "alasan"));
    page.hint(say("o.failed.next", {{"hari", say.long_day(site.catalogue.city().calendar.next_working_day(day_in_jakarta(visitor.now)))}}));
    page.html << "<div class=\"stack\"><button class=\"btn big\">"_lit << say("o.failed.send") << "</button></div>"_lit;
    form_end(page);
    return page.finish(trouble);
  });
}

}  // namespace

Reply hand_over_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_door(site, visitor, request.matched[0], {}); }

Reply hand_over(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& parcel = request.matched[0];
  const auto found = boards.find_parcel(parcel);
  if (!found || found->state.run.empty()) return error_page(site, visitor, 404);
  if (is_passed_on(boards, visitor, *found)) return refusal_page(site, visitor, Refusal{"delivery.parcel_passed_on"});
  return hand_over_at(site, visitor, request, boards, {.parcel = parcel, .action = "/antar/" + parcel + "/serahkan", .back = "/antar", .run = found->state.run},
                      [&site, visitor, parcel](Trouble trouble) { return show_door(site, visitor, parcel, std::move(trouble)); });
}

Reply failed_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_failed(site, visitor, request.matched[0], {}); }

Reply report_failed(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& parcel = request.matched[0];
  const auto found = boards.find_parcel(parcel);
  if (!found || found->state.run.empty()) return error_page(site, visitor, 404);
  if (is_passed_on(boards, visitor, *found)) return refusal_page(site, visitor, Refusal{"delivery.parcel_passed_on"});
  const std::string reason(request.form().field("alasan"));
  if (std::find(failed_reasons.begin(), failed_reasons.end(), reason) == failed_reasons.end())
    return show_failed(site, visitor, parcel, {.act = "gagal", .words = {}, .wrongs = {{"alasan", std::string(Speech(site.sentences(), visitor.lang)("o.reason_missing"))}}, .typed = typed_of(request)});
  return go_on(site, visitor, office::report_failed_attempt(site.office, {found->state.run, parcel, reason}, asked_of(visitor, request)), done_path("/antar", "attempt_noted"),
               [&site, visitor, parcel, fields = typed_of(request)](const Refusal& refusal) {
                 return show_failed(site, visitor, parcel, {.act = "gagal", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
               });
}

}  // namespace opak::web::officer
