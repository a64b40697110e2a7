// K1: one stop to another courier. What it would cost with each is shown before anything is written.
#include <algorithm>

#include "base/text.h"
#include "office/move_stop.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/relay_parts.h"

namespace opak::web::officer {
namespace {

using Case = office::MoveProposal::Case;

std::string path_of(const std::string& run) { return "/antaran/" + percent_encoded(run) + "/pindah"; }

void why_nothing(Page& page, const office::MoveProposal& proposal) {
  const auto& say = page.say;
  const auto who = name_of(page, proposal.courier);
  switch (proposal.outcome) {
    case Case::not_movable: return note(page, Tone::info, say("o.move.not_movable"));
    case Case::bag_counted: return note(page, Tone::info, say("o.relay.bag_counted", {{"kurir", who}}));
    case Case::waits: return note(page, Tone::info, say("o.move.waits", {{"kurir", who}}));
    case Case::nobody_else: return note(page, Tone::warn, say(proposal.under_way ? "o.move.nobody_on_the_road" : "o.move.nobody_planned"));
    case Case::ready: return;
  }
}

void offer_form(Page& page, const office::MoveProposal& proposal, const office::StopOffer& offer) {
  const auto& say = page.say;
  form_begin(page, "/antaran/pindah");
  hidden(page, "rute", proposal.run);
  hidden(page, "paket", proposal.parcel);
  hidden(page, "versi", std::to_string(proposal.version));
  hidden(page, "ke", offer.run);
  if (proposal.under_way) {
    hidden(page, "urut", joined(offer.order));
  } else {
    hidden(page, "ke_versi", std::to_string(offer.version));
    hidden(page, "urutan", std::to_string(offer.position));
  }
  for (const auto& moved : offer.moved) hidden(page, "jam-" + moved.parcel, hours_field(moved.now));
  acts_begin(page);
  button(page, say("o.move.do", {{"kurir", name_of(page, offer.courier)}}), Weight::second);
  acts_end(page);
  form_end(page);
}

void one_offer(Page& page, Boards& boards, const office::MoveProposal& proposal, const office::StopOffer& offer) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<section class=\"box\"><h3>"_lit << name_of(page, offer.courier) << "</h3>"_lit;
  if (!offer.fits) {
    note(page, Tone::warn, say("o.move.no_time"));
    html << "</section>"_lit;
    return;
  }
  html << "<p>"_lit << say("o.relay.cost", {{"menit", std::to_string(offer.minutes_more)}, {"km", signed_km(say, offer.km_more)}, {"jam", clock_of(say, offer.back_at)}}) << "</p>"_lit;
  if (offer.moved.empty()) {
    page.hint(say("o.relay.told_none"));
  } else {
    html << "<p>"_lit << say("o.move.told", {{"n", std::to_string(offer.moved.size())}}) << "</p><ul>"_lit;
    for (const auto& moved : offer.moved)
      html << "<li>"_lit << boards.number_of_parcel(moved.parcel) << ": "_lit << say("o.relay.hours_move", {{"lama", window_words(say, moved.told)}, {"baru", window_words(say, moved.now)}}) << "</li>"_lit;
    html << "</ul>"_lit;
  }
  offer_form(page, proposal, offer);
  html << "</section>"_lit;
}

void offers(Page& page, Boards& boards, const office::MoveProposal& proposal) {
  const auto& say = page.say;
  page.subheading(say("o.move.of", {{"nomor", boards.number_of_parcel(proposal.parcel)}}));
  why_nothing(page, proposal);
  if (proposal.outcome != Case::ready) return;
  if (proposal.map_failed) note(page, Tone::info, say("o.plan.map_failed"));
  page.html << "<p>"_lit << say("o.move.saves", {{"kurir", name_of(page, proposal.courier)}, {"menit", std::to_string(proposal.minutes_less)}}) << "</p>"_lit;
  if (proposal.under_way) page.hint(say("o.relay.custody", {{"kurir", name_of(page, proposal.courier)}}));
  else if (proposal.is_last) note(page, Tone::warn, say("o.move.last", {{"kurir", name_of(page, proposal.courier)}}));
  for (const auto& offer : proposal.offers) one_offer(page, boards, proposal, offer);
}

// The stops that can be moved; those that came by a move can go back in one press.
void choose_stop(Page& page, Boards& boards, const views::Run& run, const std::string& chosen) {
  const auto& say = page.say;
  const auto left = run.state.left();
  page.html << "<form method=\"get\" action=\""_lit << path_of(run.id) << "\"><fieldset class=\"field\"><legend>"_lit << say("o.move.which") << "</legend>"_lit;
  std::vector<std::pair<std::string, std::string>> came;
  bool first = true;
  for (const auto& parcel : left) {
    const auto found = boards.find_parcel(parcel);
    const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
    if (!item) continue;
    const bool is_chosen = chosen.empty() ? first : chosen == parcel;
    first = false;
    page.html << "<label class=\"pick\"><input type=\"radio\" name=\"paket\" value=\""_lit << parcel << "\""_lit << (is_chosen ? " checked"_lit : ""_lit) << "><span>"_lit << item->state.number << " &middot; "_lit
              << region_name(page.site, item->state.region);
    if (item->state.to_hour > 0) page.html << " &middot; "_lit << window_words(say, {item->state.from_hour, item->state.to_hour});
    page.html << "</span></label>"_lit;
    if (const auto from = office::came_from(boards, run, parcel); !from.empty()) came.emplace_back(parcel, from);
  }
  page.html << "</fieldset>"_lit;
  acts_begin(page);
  page.html << "<button class=\"btn\">"_lit << say("o.add.cost") << "</button>"_lit;
  acts_end(page);
  page.html << "</form>"_lit;
  for (const auto& [parcel, from] : came) {
    const auto before = boards.find_run(from);
    if (!before) continue;
    form_begin(page, "/antaran/pindah/batal");
    hidden(page, "rute", run.id);
    hidden(page, "paket", parcel);
    button(page, say("o.move.back", {{"nomor", boards.number_of_parcel(parcel)}, {"kurir", name_of(page, before->state.courier)}}), Weight::link);
    form_end(page);
  }
}

Response move_response(Site& site, const Visitor& visitor, const std::string& id, const std::optional<office::MoveProposal>& proposal, const Trouble& trouble, const Request* request) {
  Boards boards(site.office.reader());
  const auto run = boards.find_run(id);
  if (!run) return error_page(site, visitor, 404);
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.move.title")), .has_errors = trouble.any(), .desk = "antaran"});
  const auto& say = page.say;
  solo_begin(page);
  back_to_plan(page);
  page.heading(say("o.move.run", {{"kurir", name_of(page, run->state.courier)}}));
  if (request) done_note(page, *request);
  page.html << "<p>"_lit << say.long_day(run->state.day) << " &middot; "_lit << hours_of_run(say, *run) << " &middot; "_lit << say("o.plan.sum", {{"n", std::to_string(run->state.left().size())}}) << "</p>"_lit;
  trouble_at(page, trouble, "pindah");
  if (proposal) offers(page, boards, *proposal);
  const auto& state = run->state;
  const bool may = (state.stage == delivery::RunStage::planned || state.stage == delivery::RunStage::loaded) && !state.left().empty() && state.counted_by.empty();
  if (state.is_passing()) rest_waits(page, *run);
  else if (may) choose_stop(page, boards, *run, proposal ? proposal->parcel : std::string());
  else if (!proposal) note(page, Tone::info, say("o.move.not_movable"));
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

// A day of many couriers is some work: on a thread of its own.
LaterPage show_move(Site& site, const Visitor& visitor, std::string run, std::string parcel, Trouble trouble) {
  LaterPage later;
  const bool taken = site.office.slowly([&site, visitor, run, parcel, trouble, later]() mutable {
    later.answer(move_response(site, visitor, run, office::propose_move(site.office, site.office.reader(), run, parcel), trouble, nullptr));
  });
  if (!taken) return LaterPage::ready(failure_page(site, visitor, Failure{"too much slow work waits", "busy"}));
  return later;
}

Trouble trouble_of(Site& site, const Visitor& visitor, const Refusal& refusal) { return {.act = "pindah", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}; }

}  // namespace

Reply move_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string parcel(request.query_field("paket"));
  if (parcel.empty()) return move_response(site, visitor, request.matched[0], std::nullopt, {}, &request);
  return show_move(site, visitor, request.matched[0], parcel, {});
}

// On the road it is a relay of one card: nothing moves before the other courier counted it.
Reply move_stop(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const std::string run(form.field("rute")), parcel(form.field("paket")), to(form.field("ke"));
  const int version = whole_number(form.field("versi"), -1);
  // What changed meanwhile is reckoned anew, and shown.
  const Again again = [&site, visitor, run, parcel](const Refusal& refusal) { return show_move(site, visitor, run, parcel, trouble_of(site, visitor, refusal)); };
  if (form.has("urut"))
    return go_on(site, visitor, office::pass_rest(site.office, {run, version, {{to, {parcel}, split(form.field("urut"), ',')}}, hours_in(form)}, asked_of(visitor, request)), done_path("/antaran/rencana", "stop_passed"), again);
  office::MoveStop wish{run, to, parcel, version, whole_number(form.field("ke_versi"), -1), whole_number(form.field("urutan"), 1), hours_in(form)};
  return go_on(site, visitor, office::move_stop(site.office, std::move(wish), asked_of(visitor, request)), done_path(path_of(to), "stop_moved"), again);
}

Reply move_stop_back(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string run(request.form().field("rute")), parcel(request.form().field("paket"));
  const auto wish = office::way_back(site.office, site.office.reader(), run, parcel);
  if (!wish) return show_move(site, visitor, run, parcel, trouble_of(site, visitor, Refusal{"delivery.plan_is_stale"}));
  return go_on(site, visitor, office::move_stop(site.office, *wish, asked_of(visitor, request)), done_path(path_of(wish->to), "stop_moved"),
               [&site, visitor, run, parcel](const Refusal& refusal) { return show_move(site, visitor, run, parcel, trouble_of(site, visitor, refusal)); });
}

}  // namespace opak::web::officer
