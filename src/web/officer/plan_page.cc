// K1: who drives where tomorrow. The proposal is the office's; moving a stop is a select; nothing is written until it is fixed.
#include <algorithm>
#include <cmath>

#include "access/staff.h"
#include "base/text.h"
#include "office/deliver.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/plan.h"

namespace opak::web::officer {
namespace {

Point office_place(const Site& site) { return {site.catalogue.city().lat, site.catalogue.city().lon}; }

std::vector<access::Staff> couriers_of(Boards& boards) {
  auto staff = access::list_staff(boards.database());
  std::erase_if(staff, [](const access::Staff& each) { return !each.active || !each.roles.has(access::Role::courier); });
  return staff;
}

struct Table {
  std::vector<PlanRun> plan;
  std::string day, from = "9", to = "12";
  std::string most = "";
};

std::string day_wished(const Site& site, Moment now) {
  const auto& calendar = site.catalogue.city().calendar;
  const auto today = day_in_jakarta(now);
  const bool late = !calendar.is_working_day(today) || time_in_jakarta(now).hour >= 11;
  return iso_day(late ? calendar.next_working_day(today) : today);
}

Table proposed(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Table table;
  table.day = day_wished(site, visitor.now);
  std::vector<std::string> couriers;
  const auto all = couriers_of(boards);
  for (const auto& each : all)
    if (request.query_field("k-" + each.id) == "ya") couriers.push_back(each.id);
  if (couriers.empty()) return table;
  const auto most = std::clamp(whole_number(request.query_field("paling"), site.catalogue.city().setting("stops_per_run_max")), 1, 200);
  for (const auto& run : office::propose_runs(site.office, boards.database(), couriers, most)) {
    PlanRun planned{run.courier, {}};
    for (const auto& stop : run.stops) planned.stops.push_back({stop.parcel, stop.application, stop.region});
    table.plan.push_back(std::move(planned));
  }
  return table;
}

// The table as the form carried it: the order of each courier, and where each stop shall go.
Table from_form(Site& site, const Request& request, Boards& boards) {
  const auto& form = request.form();
  Table table{.plan = {}, .day = std::string(form.field("hari")), .from = std::string(form.field("dari")), .to = std::string(form.field("sampai")), .most = {}};
  std::vector<std::pair<std::string, std::string>> moves;
  for (const auto& [name, value] : form.fields) {
    if (!name.starts_with("urut-")) continue;
    PlanRun run{name.substr(5), {}};
    for (const auto& parcel : split(value, ',')) {
      const auto found = boards.find_parcel(parcel);
      const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
      if (!item) continue;
      run.stops.push_back({parcel, item->id, item->state.region});
      if (form.has("ke-" + parcel)) moves.emplace_back(parcel, std::string(form.field("ke-" + parcel)));
    }
    table.plan.push_back(std::move(run));
  }
  for (const auto& [parcel, courier] : moves) move_stop(table.plan, parcel, courier, site.catalogue.city().regions, office_place(site));
  return table;
}

void choose_couriers(Page& page, Boards& boards, const Request* request, std::size_t ready) {
  const auto& say = page.say;
  page.html << "<form method=\"get\" action=\"/antaran/rencana\"><fieldset class=\"field\"><legend>"_lit << say("o.plan.couriers") << "</legend>"_lit;
  const auto all = couriers_of(boards);
  const bool asked = request != nullptr && !request->query.empty() && request->query_field("beres").empty();
  for (const auto& each : all) tick(page, "k-" + each.id, each.name, asked ? request->query_field("k-" + each.id) == "ya" : true);
  if (all.empty()) page.html << "<p class=\"muted\">"_lit << say("o.plan.no_courier") << "</p>"_lit;
  page.html << "</fieldset>"_lit;
  const auto most = std::to_string(page.site.catalogue.city().setting("stops_per_run_max"));
  field(page, {.name = "paling", .label = say("o.plan.most"), .value = most, .kind = InputKind::digits, .width = "w4", .letters_max = 3});
  acts_begin(page);
  if (ready > 0 && !all.empty()) page.html << "<button class=\"btn\" data-key=\"s\">"_lit << say("o.plan.propose") << " <kbd>s</kbd></button>"_lit;
  acts_end(page);
  page.html << "</form>"_lit;
}

void run_table(Page& page, const Table& table, std::size_t n, const std::vector<access::Staff>& couriers) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto& run = table.plan[n];
  const auto& regions = page.site.catalogue.city().regions;
  const auto office = office_place(page.site);
  const auto name_of_courier = actor_words(page, "officer/" + run.courier);
  std::string order;
  for (const auto& stop : run.stops) order += (order.empty() ? "" : ",") + stop.parcel;
  hidden(page, "urut-" + run.courier, order);
  html << "<section class=\"box\"><h2>"_lit << name_of_courier << " <span class=\"tag\">"_lit
       << say("o.plan.sum", {{"n", std::to_string(run.stops.size())}}) << " &middot; "_lit << kilometres(say, run_km(run, regions, office)) << "</span></h2><ol class=\"route\">"_lit;
  Boards boards(page.site.office.reader());
  for (std::size_t at = 0; at < run.stops.size(); ++at) {
    const auto& stop = run.stops[at];
    const auto item = boards.find_case(stop.application);
    html << "<li><span class=\"grow\">"_lit << region_name(page.site, stop.region) << "<small>"_lit << (item ? item->state.number : std::string()) << " &middot; "_lit
         << kilometres(say, km_before(run, at, regions, office)) << "</small></span><label class=\"vh\" for=\"ke-"_lit << stop.parcel << "\">"_lit
         << say("o.plan.move", {{"nomor", item ? item->state.number : std::string()}}) << "</label><select id=\"ke-"_lit << stop.parcel << "\" name=\"ke-"_lit << stop.parcel << "\">"_lit;
    for (const auto& other : table.plan) {
      const auto staff = std::find_if(couriers.begin(), couriers.end(), [&](const access::Staff& each) { return each.id == other.courier; });
      html << "<option value=\""_lit << other.courier << "\""_lit << (other.courier == run.courier ? " selected>"_lit : ">"_lit) << (staff == couriers.end() ? other.courier : staff->name);
      if (other.courier != run.courier) {
        auto longer = std::vector<PlanRun>{run, other};
        move_stop(longer, stop.parcel, other.courier, regions, office);
        const auto more = run_km(longer[1], regions, office) - run_km(other, regions, office);
        html << " ("_lit << (more < 0 ? "&minus;"_lit : "+"_lit) << kilometres(say, std::abs(more)) << ")"_lit;
      }
      html << "</option>"_lit;
    }
    html << "<option value=\"\">"_lit << say("o.plan.leave_out") << "</option></select></li>"_lit;
  }
  html << "</ol></section>"_lit;
}

void one_run(Page& page, Boards& boards, const views::Run& run) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<section class=\"box\"><h3>"_lit << actor_words(page, "officer/" + run.state.courier) << " "_lit;
  pill(page, run.state.stage == delivery::RunStage::closed ? Tone::ok : Tone::plain, say("o.run." + std::string(name_of(run.state.stage))));
  html << "</h3><p>"_lit << hours_of_run(say, run) << " &middot; "_lit
       << say("o.plan.progress", {{"selesai", std::to_string(run.state.done.size())}, {"semua", std::to_string(run.state.parcels.size())}}) << "</p>"_lit;
  if (run.state.stage == delivery::RunStage::planned) {
    html << "<details><summary>"_lit << say("o.plan.take_off") << "</summary>"_lit;
    for (const auto& parcel : run.state.parcels) {
      const auto found = boards.find_parcel(parcel);
      const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
      if (!item) continue;
      form_begin(page, "/antaran/keluarkan");
      hidden(page, "rute", run.id);
      hidden(page, "paket", parcel);
      button(page, say("o.plan.take_off_one", {{"nomor", item->state.number}}), Weight::link);
      form_end(page);
    }
    html << "</details>"_lit;
  }
  html << "</section>"_lit;
}

// A run nobody closed: its cards are in a bag that nobody counted.
void runs_left_open(Page& page, Boards& boards) {
  const auto runs = boards.runs_left_open(day_in_jakarta(page.visitor.now));
  if (runs.empty()) return;
  page.html << "<section id=\"rute-terbuka\">"_lit;
  page.subheading(page.say("o.plan.left_open_title"));
  for (const auto& run : runs) {
    page.subheading(page.say("o.plan.runs", {{"hari", page.say.long_day(run.state.day)}}));
    note(page, Tone::bad, page.say("o.plan.left_open", {{"hari", page.say.long_day(run.state.day)}}));
    one_run(page, boards, run);
  }
  page.html << "</section>"_lit;
}

void runs_of_day(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto today = day_in_jakarta(page.visitor.now);
  const auto next = page.site.catalogue.city().calendar.next_working_day(today);
  for (const auto day : {today, next}) {
    const auto runs = boards.runs_on(day);
    if (runs.empty()) continue;
    html << "<h2>"_lit << say("o.plan.runs", {{"hari", say.long_day(day)}}) << "</h2>"_lit;
    trouble_at(page, trouble, "keluarkan");
    for (const auto& run : runs) one_run(page, boards, run);
  }
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Table& table, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.plan.title")), .has_errors = trouble.any(), .desk = "antaran"});
  const auto& say = page.say;
  const auto ready = boards.parcels_ready();
  const auto couriers = couriers_of(boards);
  solo_begin(page);
  page.heading(say("o.plan.title"));
  if (request) done_note(page, *request);
  page.html << "<ul class=\"kpi\"><li><b class=\"num\">"_lit << ready.size() << "</b><span>"_lit << say("o.plan.ready") << "</span></li><li><b class=\"num\">"_lit
            << couriers.size() << "</b><span>"_lit << say("o.plan.couriers_count") << "</span></li></ul>"_lit;
  if (const auto checks = boards.count({.stages = {application::Stage::printed, application::Stage::attempt_failed, application::Stage::not_reached}, .identity_check_needed = true}); checks > 0)
    note(page, Tone::warn, say("o.plan.held_back", {{"n", std::to_string(checks)}}));
  page.html << "<div class=\"split\"><div>"_lit;
  if (ready.empty() && table.plan.empty()) note(page, Tone::ok, say("o.plan.none"));
  else choose_couriers(page, boards, request, ready.size());
  runs_left_open(page, boards);
  runs_of_day(page, boards, trouble);
  page.html << "</div><div>"_lit;
  if (!table.plan.empty()) {
    page.subheading(say("o.plan.proposal"));
    trouble_at(page, trouble, "tetapkan");
    form_begin(page, "/antaran/tetapkan");
    for (std::size_t n = 0; n < table.plan.size(); ++n) run_table(page, table, n, couriers);
    page.html << "<div class=\"pair\">"_lit;
    field(page, {.name = "hari", .label = say("o.plan.day"), .value = table.day, .kind = InputKind::date});
    field(page, {.name = "dari", .label = say("o.plan.from"), .value = table.from, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
    field(page, {.name = "sampai", .label = say("o.plan.to"), .value = table.to, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
    page.html << "</div>"_lit;
    acts_begin(page);
    button(page, say("o.plan.fix"));
    page.html << "<button class=\"btn alt\" formaction=\"/antaran/rencana\">"_lit << say("o.plan.again") << "</button>"_lit;
    acts_end(page);
    page.hint(say("o.plan.fix_hint"));
    form_end(page);
  }
  page.html << "</div></div>"_lit;
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

// One run after another; a run that is refused leaves those before it fixed and shows the rest again.
LaterPage fix_from(Site& site, const Visitor& visitor, Table table, std::size_t n, office::Asked asked, std::string key) {
  while (n < table.plan.size() && table.plan[n].stops.empty()) ++n;
  if (n == table.plan.size()) return LaterPage::ready(see_other(done_path("/antaran/rencana", "planned")));
  office::SetRun wish{table.plan[n].courier, parse_iso_day(table.day).value_or(Day{}), whole_number(table.from, 0), whole_number(table.to, 0), {}};
  for (const auto& stop : table.plan[n].stops) wish.parcels.push_back(stop.parcel);
  if (!key.empty()) asked.key = key + "/" + table.plan[n].courier;
  return page_after(site, visitor, office::set_run(site.office, std::move(wish), asked), [&site, visitor, table, n, asked, key](const office::Answer& answer) {
    if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(answer)) {
      Table rest = table;
      rest.plan.erase(rest.plan.begin(), rest.plan.begin() + static_cast<std::ptrdiff_t>(n));
      Boards boards(site.office.reader());
      return LaterPage::ready(whole_page(site, visitor, nullptr, boards, rest, {.act = "tetapkan", .words = Speech(site.sentences(), visitor.lang)(*refusal), .wrongs = {}, .typed = {}}));
    }
    return fix_from(site, visitor, table, n + 1, asked, key);
  });
}

}  // namespace

Reply to_plan(Site&, const Visitor&, const Request&, Boards&) { return see_other("/antaran/rencana"); }

Reply plan_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return whole_page(site, visitor, &request, boards, proposed(site, visitor, request, boards), {});
}

Reply plan_again(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return whole_page(site, visitor, nullptr, boards, from_form(site, request, boards), {});
}

Reply fix_runs(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto asked = asked_of(visitor, request);
  return fix_from(site, visitor, from_form(site, request, boards), 0, asked, asked.key);
}

Reply remove_from_run(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  office::RemoveFromRun wish{std::string(request.form().field("rute")), std::string(request.form().field("paket")), "dispatcher"};
  return go_on(site, visitor, office::remove_from_run(site.office, std::move(wish), asked_of(visitor, request)), done_path("/antaran/rencana", "taken_off"),
               [&site, visitor](const Refusal& refusal) {
                 Boards boards(site.office.reader());
                 return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {}, {.act = "keluarkan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
               });
}

}  // namespace opak::web::officer
