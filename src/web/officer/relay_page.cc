// K1 during the day: where the stops of a courier go who cannot go on, and one more stop in a run that has not left. What it would change is
// shown before anything is written; accepting moves no card, the other courier counts them in at /antar.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "office/relay.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/relay_parts.h"

namespace opak::web::officer {

std::string clock_of(const Speech& say, int minute_of_day) {
  const int minute = std::clamp(minute_of_day, 0, 24 * 60 - 1);
  return std::string(say.clock_time(moment_in_jakarta(Day{}, minute / 60, minute % 60)));
}
std::string window_words(const Speech& say, office::Hours hours) { return clock_of(say, hours.from * 60) + "–" + clock_of(say, hours.to * 60); }
std::string name_of(Page& page, const std::string& courier) { return actor_words(page, "officer/" + courier); }
std::string signed_km(const Speech& say, double km) { return (km < 0 ? "−" : "+") + kilometres(say, std::abs(km)); }

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : ",") + one;
  return text;
}
std::string hours_field(office::Hours hours) { return std::to_string(hours.from) + "-" + std::to_string(hours.to); }
office::Hours hours_of(std::string_view text) {
  office::Hours hours;
  const auto dash = std::min(text.find('-'), text.size());
  std::from_chars(text.data(), text.data() + dash, hours.from);
  if (dash < text.size()) std::from_chars(text.data() + dash + 1, text.data() + text.size(), hours.to);
  return hours;
}

void back_to_plan(Page& page) { page.html << "<a class=\"back\" href=\"/antaran/rencana\">&larr; "_lit << page.say("o.plan.title") << "</a>"_lit; }

std::map<std::string, office::Hours> hours_in(const net::Form& form) {
  std::map<std::string, office::Hours> all;
  for (const auto& [name, value] : form.fields)
    if (name.starts_with("jam-")) all[name.substr(4)] = hours_of(value);
  return all;
}

namespace {

using Case = office::RelayProposal::Case;

// ---- The rest of a run

void why_nothing(Page& page, const office::RelayProposal& proposal) {
  const auto& say = page.say;
  const auto who = name_of(page, proposal.courier);
  switch (proposal.outcome) {
    case Case::not_on_the_road: return note(page, Tone::info, say("o.relay.not_on_the_road"));
    case Case::bag_counted: return note(page, Tone::info, say("o.relay.bag_counted", {{"kurir", who}}));
    case Case::nothing_left: return note(page, Tone::ok, say("o.relay.nothing_left", {{"kurir", who}}));
    case Case::waits: return note(page, Tone::info, say("o.relay.waits", {{"kurir", who}}));
    case Case::nobody_else: return note(page, Tone::warn, say("o.relay.nobody_else", {{"kurir", who}}));
    case Case::nobody_can: return note(page, Tone::warn, say("o.relay.nobody_can", {{"kurir", who}}));
    case Case::ready: return;
  }
}

const office::MovedHours* moved_of(const std::vector<office::MovedHours>& moved, std::string_view parcel) {
  const auto found = std::find_if(moved.begin(), moved.end(), [&](const office::MovedHours& one) { return one.parcel == parcel; });
  return found == moved.end() ? nullptr : &*found;
}

void one_stop(Page& page, Boards& boards, const std::string& parcel, bool is_new, const office::MovedHours* moved) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto found = boards.find_parcel(parcel);
  const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
  if (!item) return;
  html << "<li><span class=\"grow\">"_lit << (is_new ? "<b>"_lit : ""_lit) << region_name(page.site, item->state.region) << (is_new ? "</b>"_lit : ""_lit) << "<small>"_lit << item->state.number;
  if (is_new) html << " &middot; "_lit << say("o.relay.new_stop");
  if (moved) html << " &middot; "_lit << say("o.relay.hours_move", {{"lama", window_words(say, moved->told)}, {"baru", window_words(say, moved->now)}});
  html << "</small></span></li>"_lit;
}

void one_part(Page& page, Boards& boards, const office::RelayProposal& proposal, const office::RelayPart& part) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<section class=\"box\"><h2>"_lit << say("o.relay.takes", {{"kurir", name_of(page, part.courier)}, {"n", std::to_string(part.parcels.size())}}) << "</h2><p>"_lit
       << say("o.relay.cost", {{"menit", std::to_string(part.minutes_more)}, {"km", signed_km(say, part.km_more)}, {"jam", clock_of(say, part.back_at)}}) << "</p><ol class=\"route\">"_lit;
  for (const auto& parcel : part.order)
    one_stop(page, boards, parcel, std::find(part.parcels.begin(), part.parcels.end(), parcel) != part.parcels.end(), moved_of(proposal.moved, parcel));
  html << "</ol></section>"_lit;
}

void who_stays(Page& page, Boards& boards, const office::RelayProposal& proposal) {
  if (proposal.stays.empty()) return;
  const auto& say = page.say;
  page.html << "<section class=\"box\"><h2>"_lit << say("o.relay.stays", {{"n", std::to_string(proposal.stays.size())}}) << "</h2>"_lit;
  page.hint(say("o.relay.stays_words"));
  page.html << "<ul>"_lit;
  for (const auto& one : proposal.stays) {
    const auto key = one.why == "frozen" || one.why == "ended" ? "o.relay.why." + one.why : "o.plan.why." + one.why;
    page.html << "<li>"_lit << boards.number_of_parcel(one.parcel) << ": "_lit << say(say.has(key) ? key : "o.plan.why.other", {{"menit", std::to_string(one.minutes)}}) << "</li>"_lit;
  }
  page.html << "</ul></section>"_lit;
}

void accept_form(Page& page, const office::RelayProposal& proposal) {
  const auto& say = page.say;
  form_begin(page, "/antaran/alihkan");
  hidden(page, "rute", proposal.run);
  hidden(page, "versi", std::to_string(proposal.version));
  hidden(page, "kembali", std::to_string(proposal.back_by));
  for (const auto& part : proposal.parts) {
    hidden(page, "ke-" + part.run, joined(part.parcels));
    hidden(page, "urut-" + part.run, joined(part.order));
  }
  for (const auto& moved : proposal.moved) hidden(page, "jam-" + moved.parcel, hours_field(moved.now));
  note(page, Tone::info, proposal.moved.empty() ? say("o.relay.told_none") : say("o.relay.told", {{"n", std::to_string(proposal.moved.size())}}));
  page.hint(say("o.relay.custody", {{"kurir", name_of(page, proposal.courier)}}));
  acts_begin(page);
  button(page, say("o.relay.do"));
  acts_end(page);
  form_end(page);
}

void other_hour(Page& page, const office::RelayProposal& proposal) {
  page.html << "<form method=\"get\" action=\"/antaran/"_lit << percent_encoded(proposal.run) << "/alihkan\">"_lit;
  field(page, {.name = "kembali", .label = page.say("o.relay.back_by"), .value = std::to_string(proposal.back_by), .kind = InputKind::digits, .width = "w4", .letters_max = 2});
  acts_begin(page);
  page.html << "<button class=\"btn alt\">"_lit << page.say("o.plan.again") << "</button>"_lit;
  acts_end(page);
  page.html << "</form>"_lit;
}

Response relay_response(Site& site, const Visitor& visitor, const office::RelayProposal& proposal, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.relay.title")), .has_errors = trouble.any(), .desk = "antaran"});
  const auto& say = page.say;
  Boards boards(site.office.reader());
  solo_begin(page);
  back_to_plan(page);
  page.heading(proposal.courier.empty() ? std::string(say("o.relay.title")) : std::string(say("o.relay.of", {{"kurir", name_of(page, proposal.courier)}})));
  trouble_at(page, trouble, "alihkan");
  why_nothing(page, proposal);
  if (proposal.map_failed) note(page, Tone::info, say("o.plan.map_failed"));
  for (const auto& part : proposal.parts) one_part(page, boards, proposal, part);
  who_stays(page, boards, proposal);
  if (proposal.outcome == Case::ready) accept_form(page, proposal);
  if (proposal.outcome == Case::waits) rest_waits(page, *boards.find_run(proposal.run));
  if (proposal.outcome == Case::ready || proposal.outcome == Case::nobody_can) other_hour(page, proposal);
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

// Planning takes up to a second, on a thread of its own.
LaterPage show_relay(Site& site, const Visitor& visitor, std::string run, int back_by, Trouble trouble) {
  LaterPage later;
  const bool taken = site.office.slowly([&site, visitor, run, back_by, trouble, later]() mutable {
    const auto proposal = office::propose_relay(site.office, site.office.reader(), run, back_by);
    if (!proposal) return later.answer(failure_page(site, visitor, proposal.error()));
    later.answer(relay_response(site, visitor, *proposal, trouble));
  });
  if (!taken) return LaterPage::ready(failure_page(site, visitor, Failure{"too much slow work waits", "busy"}));
  return later;
}

int back_by_of(std::string_view text) {
  const int hour = whole_number(text, 0);
  return hour == 0 ? 0 : std::clamp(hour, 6, 22);
}

// ---- One more stop

void choose_card(Page& page, Boards& boards, const views::Run& run) {
  const auto& say = page.say;
  constexpr std::size_t shown = 50;
  auto ready = boards.parcels_ready();
  if (ready.empty()) return note(page, Tone::info, say("o.plan.none"));
  if (ready.size() > shown) ready.resize(shown);
  page.html << "<form method=\"get\" action=\"/antaran/"_lit << percent_encoded(run.id) << "/tambah\"><fieldset class=\"field\"><legend>"_lit << say("o.add.which") << "</legend>"_lit;
  bool first = true;
  for (const auto& parcel : ready) {
    const auto item = boards.find_case(parcel.state.application);
    if (!item) continue;
    page.html << "<label class=\"pick\"><input type=\"radio\" name=\"paket\" value=\""_lit << parcel.id << "\""_lit << (first ? " checked"_lit : ""_lit) << "><span>"_lit << item->state.number << " &middot; "_lit
              << region_name(page.site, item->state.region) << "</span></label>"_lit;
    first = false;
  }
  page.html << "</fieldset>"_lit;
  acts_begin(page);
  page.html << "<button class=\"btn\">"_lit << say("o.add.cost") << "</button>"_lit;
  acts_end(page);
  page.html << "</form>"_lit;
}

void offer_stop(Page& page, Boards& boards, const views::Run& run, const std::string& parcel) {
  const auto& say = page.say;
  const auto proposal = office::propose_stop(page.site.office, page.site.office.reader(), run.id, parcel);
  if (!proposal) return note(page, Tone::warn, say("o.add.no_place", {{"nomor", boards.number_of_parcel(parcel)}}));
  page.html << "<section class=\"box\"><h2>"_lit << boards.number_of_parcel(parcel) << "</h2><p>"_lit
            << say("o.add.costs", {{"n", std::to_string(proposal->position)}, {"menit", std::to_string(proposal->minutes_more)}, {"km", signed_km(say, proposal->km_more)}, {"jam", clock_of(say, proposal->back_at)}})
            << "</p><p>"_lit << say("o.add.told", {{"jam", window_words(say, proposal->hours)}}) << "</p>"_lit;
  if (!proposal->moved.empty()) {
    page.html << "<p>"_lit << say("o.add.moves", {{"n", std::to_string(proposal->moved.size())}}) << "</p><ul>"_lit;
    for (const auto& moved : proposal->moved)
      page.html << "<li>"_lit << boards.number_of_parcel(moved.parcel) << ": "_lit << say("o.relay.hours_move", {{"lama", window_words(say, moved.told)}, {"baru", window_words(say, moved.now)}}) << "</li>"_lit;
    page.html << "</ul>"_lit;
  }
  form_begin(page, "/antaran/tambah");
  hidden(page, "rute", run.id);
  hidden(page, "paket", parcel);
  hidden(page, "versi", std::to_string(proposal->version));
  hidden(page, "urutan", std::to_string(proposal->position));
  hidden(page, "jam", hours_field(proposal->hours));
  for (const auto& moved : proposal->moved) hidden(page, "jam-" + moved.parcel, hours_field(moved.now));
  acts_begin(page);
  button(page, say("o.add.do", {{"kurir", name_of(page, run.state.courier)}}));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

Response add_response(Site& site, const Visitor& visitor, const std::string& id, const std::string& parcel, const Trouble& trouble) {
  Boards boards(site.office.reader());
  const auto run = boards.find_run(id);
  if (!run) return error_page(site, visitor, 404);
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.add.title")), .has_errors = trouble.any(), .desk = "antaran"});
  const auto& say = page.say;
  solo_begin(page);
  back_to_plan(page);
  page.heading(say("o.add.of", {{"kurir", name_of(page, run->state.courier)}}));
  page.html << "<p>"_lit << say.long_day(run->state.day) << " &middot; "_lit << hours_of_run(say, *run) << " &middot; "_lit << say("o.plan.sum", {{"n", std::to_string(run->state.parcels.size())}}) << "</p>"_lit;
  trouble_at(page, trouble, "tambah");
  if (run->state.stage != delivery::RunStage::planned) note(page, Tone::info, say("refusal.delivery.run_already_loaded"));
  else {
    if (!parcel.empty()) offer_stop(page, boards, *run, parcel);
    choose_card(page, boards, *run);
  }
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

// What a card would add is reckoned on a thread of its own.
LaterPage show_add(Site& site, const Visitor& visitor, std::string run, std::string parcel, Trouble trouble) {
  LaterPage later;
  const bool taken = site.office.slowly([&site, visitor, run, parcel, trouble, later]() mutable { later.answer(add_response(site, visitor, run, parcel, trouble)); });
  if (!taken) return LaterPage::ready(failure_page(site, visitor, Failure{"too much slow work waits", "busy"}));
  return later;
}

}  // namespace

void rest_waits(Page& page, const views::Run& run) {
  const auto& say = page.say;
  Boards boards(page.site.office.reader());
  for (const auto& [to, parcels] : run.state.passing) {
    const auto n = run.state.waits_for(to).size();
    const auto taker = n > 0 ? boards.find_run(to) : std::nullopt;
    if (taker) note(page, Tone::info, say("o.relay.waits_for", {{"kurir", name_of(page, taker->state.courier)}, {"n", std::to_string(n)}}));
  }
  form_begin(page, "/antaran/alihkan/batal");
  hidden(page, "rute", run.id);
  button(page, say("o.relay.take_back"), Weight::second);
  form_end(page);
}

void run_during_the_day(Page& page, const views::Run& run) {
  const auto& say = page.say;
  const auto& state = run.state;
  const auto today = day_in_jakarta(page.visitor.now);
  if (state.stage == delivery::RunStage::planned && state.day >= today) {
    link_button(page, Href::local("/antaran/" + run.id + "/tambah"), say("o.add.title"), Weight::link);
    link_button(page, Href::local("/antaran/" + run.id + "/pindah"), say("o.move.title"), Weight::link);
  }
  if (state.stage != delivery::RunStage::loaded || state.day != today || !state.counted_by.empty()) return;
  const auto last = office::last_stop(page.site.office.reader(), run.id);
  page.html << "<p>"_lit << say("o.relay.left", {{"n", std::to_string(state.left().size())}}) << " &middot; "_lit
            << (last.parcel.empty() ? std::string(say("o.relay.no_tap")) : std::string(say("o.relay.last_tap", {{"jam", say.clock_time(last.at)}}))) << "</p>"_lit;
  std::string late;
  Boards boards(page.site.office.reader());
  for (const auto& stop : office::late_stops(page.site.office, page.site.office.reader(), run))
    late += (late.empty() ? "" : ", ") + say("o.relay.late_one", {{"nomor", boards.number_of_parcel(stop.parcel)}, {"jam", clock_of(say, stop.at_door)}});
  if (!late.empty()) note(page, Tone::warn, say("o.relay.late", {{"daftar", late}}));
  if (state.is_passing()) return rest_waits(page, run);
  if (state.left().empty()) return;
  link_button(page, Href::local("/antaran/" + run.id + "/alihkan"), say("o.relay.title"));
  link_button(page, Href::local("/antaran/" + run.id + "/pindah"), say("o.move.title"), Weight::link);
}

Reply relay_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  if (!boards.find_run(request.matched[0])) return error_page(site, visitor, 404);
  return show_relay(site, visitor, request.matched[0], back_by_of(request.query_field("kembali")), {});
}

Reply pass_rest(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  office::PassRest wish{std::string(form.field("rute")), whole_number(form.field("versi"), -1), {}, hours_in(form)};
  for (const auto& [name, value] : form.fields)
    if (name.starts_with("ke-")) wish.parts.push_back({name.substr(3), split(value, ','), split(form.field("urut-" + name.substr(3)), ',')});
  return go_on(site, visitor, office::pass_rest(site.office, wish, asked_of(visitor, request)), done_path("/antaran/rencana", "rest_passed"),
               [&site, visitor, run = wish.run, back_by = back_by_of(form.field("kembali"))](const Refusal& refusal) {
                 // What changed meanwhile is planned anew, and shown.
                 return show_relay(site, visitor, run, back_by, {.act = "alihkan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
               });
}

Reply take_back_rest(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string run(request.form().field("rute"));
  return go_on(site, visitor, office::take_back_rest(site.office, {run}, asked_of(visitor, request)), done_path("/antaran/rencana", "rest_back"), [&site, visitor, run](const Refusal& refusal) {
    return show_relay(site, visitor, run, 0, {.act = "alihkan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
  });
}

Reply add_stop_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return show_add(site, visitor, request.matched[0], std::string(request.query_field("paket")), {});
}

Reply add_stop(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  office::AddStop wish{std::string(form.field("rute")), std::string(form.field("paket")), whole_number(form.field("versi"), -1), whole_number(form.field("urutan"), 1), hours_of(form.field("jam")), hours_in(form)};
  return go_on(site, visitor, office::add_stop(site.office, wish, asked_of(visitor, request)), done_path("/antaran/rencana", "stop_added"), [&site, visitor, wish](const Refusal& refusal) {
    return show_add(site, visitor, wish.run, wish.parcel, {.act = "tambah", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
  });
}

}  // namespace opak::web::officer
