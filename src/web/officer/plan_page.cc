// K1: who drives where tomorrow. The proposal is the office's; moving a stop is a select; nothing is written until it is fixed.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "access/staff.h"
#include "base/text.h"
#include "office/deliver.h"
#include "office/propose.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/plan.h"
#include "web/officer/relay_parts.h"

namespace opak::web::officer {
namespace {

std::vector<access::Staff> couriers_of(Boards& boards) {
  auto staff = access::list_staff(boards.database());
  std::erase_if(staff, [](const access::Staff& each) { return !each.active || !each.roles.has(access::Role::courier); });
  return staff;
}

struct Table {
  std::vector<PlanRun> plan;
  std::string day, from = "9", to = "12";
  std::string most = "";
  std::vector<office::StaysHere> stays = {};  // Cards that found no place, and why.
  bool map_failed = false, vroom_failed = false;
  std::string picked = "";                    // The parcel that shall go elsewhere: its choice is shown.
  std::vector<std::pair<std::string, std::string>> moves = {};  // Asked for and not carried out yet: parcel, courier.
  std::shared_ptr<office::DayTable> rides = {};                  // Of all stops of the plan.
};

std::string day_wished(const Site& site, Moment now) {
  const auto& calendar = site.catalogue.city().calendar;
  const auto today = day_in_jakarta(now);
  const bool late = !calendar.is_working_day(today) || time_in_jakarta(now).hour >= 11;
  return iso_day(late ? calendar.next_working_day(today) : today);
}

int leaves_at(const Table& table, Moment now) { return office::leaves_at(now, parse_iso_day(table.day).value_or(Day{}), whole_number(table.from, 9)); }

office::RideTimes times_in(const Table& table, const PlanRun& run, Moment now) { return table.rides->times(run.parcels(), leaves_at(table, now)); }

// Where every door of the table is and how long the ways take; then the moves that were asked for. Not on a thread that must not wait.
void reckon(Site& site, Table& table, Moment now) {
  std::vector<std::string> parcels;
  for (const auto& run : table.plan)
    for (const auto& stop : run.stops) parcels.push_back(stop.parcel);
  const int from = std::clamp(whole_number(table.from, 9), 0, 23), to = std::clamp(whole_number(table.to, 12), 1, 24);
  table.rides = std::make_shared<office::DayTable>(site.office, site.office.reader(), parse_iso_day(table.day).value_or(Day{}), from, to, parcels);
  table.map_failed = table.map_failed || table.rides->map_failed();
  for (const auto& [parcel, courier] : std::exchange(table.moves, {}))
    move_stop(table.plan, parcel, courier, [&](const PlanRun& run, const std::string& moved) { return table.rides->place_for(run.parcels(), moved, leaves_at(table, now)); });
}

// What the page was asked for: who works, how many stops, from when to when.
office::DayWish day_of(const Site& site, const Request& request, Boards& boards, Moment now) {
  office::DayWish day;
  for (const auto& each : couriers_of(boards))
    if (request.query_field("k-" + each.id) == "ya") day.couriers.push_back(each.id);
  day.stops_max = std::clamp(whole_number(request.query_field("paling"), site.catalogue.city().setting("stops_per_run_max")), 1, 200);
  // Who plans today at ten is not offered nine.
  if (day_wished(site, now) == iso_day(day_in_jakarta(now))) day.from_hour = std::max(day.from_hour, time_in_jakarta(now).hour);
  day.from_hour = std::clamp(whole_number(request.query_field("berangkat"), day.from_hour), 6, 20);
  day.to_hour = std::clamp(whole_number(request.query_field("kembali"), day.to_hour), day.from_hour + 1, 21);
  return day;
}

// The table as the form carried it: the order of each courier, and where each stop shall go.
Table from_form(Site& site, const Request& request, Boards& boards) {
  const auto& form = request.form();
  Table table{.plan = {}, .day = std::string(form.field("hari")), .from = std::string(form.field("dari")), .to = std::string(form.field("sampai")), .most = std::to_string(site.catalogue.city().setting("stops_per_run_max"))};
  const int picked = whole_number(form.field("pilih"), 0);
  int at = 0;  // Stops are counted as the page counted them.
  for (const auto& [name, value] : form.fields) {
    if (!name.starts_with("urut-")) continue;
    PlanRun run{name.substr(5), {}};
    for (const auto& parcel : split(value, ',')) {
      if (++at == picked) table.picked = parcel;
      const auto found = boards.find_parcel(parcel);
      const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
      if (!item) continue;
      run.stops.push_back({parcel, item->id, item->state.region});
      if (form.has("ke-" + parcel)) table.moves.emplace_back(parcel, std::string(form.field("ke-" + parcel)));
    }
    table.plan.push_back(std::move(run));
  }
  return table;
}

void choose_couriers(Page& page, Boards& boards, const std::vector<std::string>& chosen, const Table& table, std::size_t ready) {
  const auto& say = page.say;
  page.html << "<form method=\"get\" action=\"/antaran/rencana\"><fieldset class=\"field\"><legend>"_lit << say("o.plan.couriers") << "</legend>"_lit;
  const auto all = couriers_of(boards);
  for (const auto& each : all) tick(page, "k-" + each.id, each.name, chosen.empty() || std::find(chosen.begin(), chosen.end(), each.id) != chosen.end());
  if (all.empty()) page.html << "<p class=\"muted\">"_lit << say("o.plan.no_courier") << "</p>"_lit;
  page.html << "</fieldset>"_lit;
  page.html << "<div class=\"pair\">"_lit;
  field(page, {.name = "berangkat", .label = say("o.plan.from"), .value = table.from, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
  field(page, {.name = "kembali", .label = say("o.plan.to"), .value = table.to, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
  field(page, {.name = "paling", .label = say("o.plan.most"), .value = table.most, .kind = InputKind::digits, .width = "w4", .letters_max = 3});
  page.html << "</div>"_lit;
  acts_begin(page);
  if (ready > 0 && !all.empty()) page.html << "<button class=\"btn\" data-key=\"s\">"_lit << say("o.plan.propose") << " <kbd>s</kbd></button>"_lit;
  acts_end(page);
  page.html << "</form>"_lit;
}

void who_stays(Page& page, Boards& boards, const std::vector<office::StaysHere>& stays) {
  if (stays.empty()) return;
  const auto& say = page.say;
  constexpr std::size_t shown = 50;
  page.html << "<section class=\"box\"><h2>"_lit << say("o.plan.stays", {{"n", std::to_string(stays.size())}}) << "</h2><ul>"_lit;
  for (std::size_t n = 0; n < std::min(shown, stays.size()); ++n) {
    const auto key = "o.plan.why." + stays[n].why;
    page.html << "<li>"_lit << boards.number_of_parcel(stays[n].parcel) << ": "_lit << say(say.has(key) ? key : "o.plan.why.other", {{"menit", std::to_string(stays[n].minutes)}}) << "</li>"_lit;
  }
  page.html << "</ul></section>"_lit;
}

// Few enough to be told apart, also by who does not see colours well; the table beside it says the same.
constexpr Lit colours[] = {"#0b5c8a"_lit, "#b3470f"_lit, "#276b2e"_lit, "#7a2a86"_lit, "#8a6d00"_lit, "#a1193c"_lit, "#00716b"_lit, "#4a4a4a"_lit};
Lit colour_of(std::size_t n) { return colours[n % std::size(colours)]; }

struct Spot {
  double x = 0, y = 0;
};
Spot spot_of(const law::Region& region, std::size_t n) {
  const double dx = n % 2 == 0 ? -2 : 2, dy = n / 2 % 2 == 0 ? -1.6 : 2.2;
  return {region.tile_col * 10.0 + 5 + dx, region.tile_row * 10.0 + 5 + dy};
}

// Each kelurahan one tile, neighbours near each other; each courier a line through the tiles in driving order, numbered as the lists are.
void map_of_runs(Page& page, const std::vector<PlanRun>& plan) {
  auto& html = page.html;
  const auto& regions = page.site.catalogue.city().regions;
  const auto* home = regions.nearest(page.site.catalogue.city().lat, page.site.catalogue.city().lon);
  if (home == nullptr) return;
  int columns = 0, rows = 0, first_column = 1'000, first_row = 1'000;
  for (const auto& region : regions.all()) {
    columns = std::max(columns, region.tile_col + 1);
    rows = std::max(rows, region.tile_row + 1);
    first_column = std::min(first_column, region.tile_col);
    first_row = std::min(first_row, region.tile_row);
  }
  html << "<figure class=\"runmap\"><svg role=\"img\" aria-label=\""_lit << page.say("o.plan.map") << "\" viewBox=\""_lit << first_column * 10 << " "_lit << first_row * 10 << " "_lit << (columns - first_column) * 10 << " "_lit
       << (rows - first_row) * 10 << "\">"_lit;
  for (const auto& region : regions.all())
    html << "<rect x=\""_lit << region.tile_col * 10.0 + .3 << "\" y=\""_lit << region.tile_row * 10.0 + .3 << "\""_lit << (&region == home ? " class=\"home\""_lit : ""_lit) << "><title>"_lit
         << region.kelurahan << "</title></rect>"_lit;
  for (std::size_t n = 0; n < plan.size(); ++n) {
    const auto start = spot_of(*home, n);
    html << "<g stroke=\""_lit << colour_of(n) << "\" fill=\""_lit << colour_of(n) << "\"><polyline fill=\"none\" points=\""_lit << start.x << ","_lit << start.y;
    std::map<const law::Region*, std::string> numbers;
    std::size_t at = 0;
    for (const auto& stop : plan[n].stops) {
      ++at;
      const auto* region = regions.by_code(stop.region);
      if (region == nullptr) continue;
      const auto spot = spot_of(*region, n);
      html << " "_lit << spot.x << ","_lit << spot.y;
      auto& told = numbers[region];
      if (told.empty()) told = std::to_string(at);
      else if (told.back() != '+') told += "+";
    }
    html << " "_lit << start.x << ","_lit << start.y << "\"/>"_lit;
    for (const auto& [region, told] : numbers) {
      const auto spot = spot_of(*region, n);
      html << "<circle cx=\""_lit << spot.x << "\" cy=\""_lit << spot.y << "\" r=\"1.9\"/><text x=\""_lit << spot.x << "\" y=\""_lit << spot.y + .75 << "\">"_lit << told << "</text>"_lit;
    }
    html << "</g>"_lit;
  }
  html << "</svg><figcaption>"_lit << page.say("o.plan.map_hint") << "</figcaption></figure>"_lit;
}

// The hours of all couriers side by side: who has more, who less.
void bars_of_hours(Page& page, const Table& table) {
  const auto& say = page.say;
  auto& html = page.html;
  const int leaves = leaves_at(table, page.visitor.now), shift = std::max(whole_number(table.to, 12) * 60 - leaves, 60);
  std::vector<int> minutes;
  for (const auto& run : table.plan) minutes.push_back(run.stops.empty() ? 0 : times_in(table, run, page.visitor.now).back - leaves);
  const int widest = std::max(shift, minutes.empty() ? 0 : *std::max_element(minutes.begin(), minutes.end()));
  html << "<ul class=\"hours\">"_lit;
  for (std::size_t n = 0; n < table.plan.size(); ++n)
    html << "<li><span>"_lit << actor_words(page, "officer/" + table.plan[n].courier) << "</span><svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\""_lit
         << 100.0 * minutes[n] / widest << "\" height=\"6\" fill=\""_lit << colour_of(n) << "\"/><path d=\"M"_lit << 100.0 * shift / widest << " 0v6\"/></svg><span class=\"num\">"_lit
         << say("o.plan.hours_sum", {{"jam", std::to_string(minutes[n] / 60)}, {"menit", std::to_string(minutes[n] % 60)}}) << "</span></li>"_lit;
  html << "</ul>"_lit;
}

// Where this stop may go, and what it would cost there.
void choose_courier(Page& page, const Table& table, std::size_t n, const std::string& parcel, const std::string& number, const std::vector<access::Staff>& couriers) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto& run = table.plan[n];
  const int leaves = leaves_at(table, page.visitor.now);
  html << "<label class=\"vh\" for=\"ke\">"_lit << say("o.plan.move", {{"nomor", number}}) << "</label><select id=\"ke\" name=\"ke-"_lit << parcel << "\" autofocus>"_lit;
  for (const auto& other : table.plan) {
    const auto staff = std::find_if(couriers.begin(), couriers.end(), [&](const access::Staff& each) { return each.id == other.courier; });
    html << "<option value=\""_lit << other.courier << "\""_lit << (other.courier == run.courier ? " selected>"_lit : ">"_lit) << (staff == couriers.end() ? other.courier : staff->name);
    if (other.courier != run.courier) {
      auto longer = std::vector<PlanRun>{run, other};
      move_stop(longer, parcel, other.courier, [&](const PlanRun& to, const std::string& moved) { return table.rides->place_for(to.parcels(), moved, leaves); });
      const auto more = table.rides->km(longer[1].parcels()) - table.rides->km(other.parcels());
      const auto later = times_in(table, longer[1], page.visitor.now).back - times_in(table, other, page.visitor.now).back;
      html << " ("_lit << (more < 0 ? "&minus;"_lit : "+"_lit) << kilometres(say, std::abs(more)) << ", "_lit << (later < 0 ? "&minus;"_lit : "+"_lit) << say("o.plan.minutes", {{"menit", std::to_string(std::abs(later))}}) << ")"_lit;
    }
    html << "</option>"_lit;
  }
  html << "<option value=\"\">"_lit << say("o.plan.leave_out") << "</option></select><button formaction=\"/antaran/rencana\">"_lit << say("o.plan.move_do") << "</button>"_lit;
}

// `first_number`: of its first stop, counted over all runs. A day has hundreds of stops: each is as few bytes as it can be.
void run_table(Page& page, const Table& table, std::size_t n, std::size_t first_number, const std::vector<access::Staff>& couriers) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto& run = table.plan[n];
  const int leaves = leaves_at(table, page.visitor.now);
  const auto times = times_in(table, run, page.visitor.now);
  const auto name_of_courier = actor_words(page, "officer/" + run.courier);
  std::string order;
  for (const auto& stop : run.stops) order += (order.empty() ? "" : ",") + stop.parcel;
  hidden(page, "urut-" + run.courier, order);
  html << "<section class=\"box\"><h2><svg class=\"dot\" viewBox=\"0 0 10 10\" width=\"12\" height=\"12\" aria-hidden=\"true\"><circle cx=\"5\" cy=\"5\" r=\"5\" fill=\""_lit << colour_of(n) << "\"/></svg> "_lit
       << name_of_courier << " <span class=\"tag\">"_lit << say("o.plan.sum", {{"n", std::to_string(run.stops.size())}}) << " &middot; "_lit << kilometres(say, table.rides->km(run.parcels())) << "</span></h2>"_lit;
  if (!run.stops.empty()) {
    html << "<p>"_lit << say("o.plan.back_at", {{"berangkat", clock_of(say, leaves)}, {"kembali", clock_of(say, times.back)}});
    if (times.rest) html << " "_lit << say("o.plan.break", {{"dari", clock_of(say, times.rest->at)}, {"sampai", clock_of(say, times.rest->at + times.rest->minutes)}});
    html << "</p>"_lit;
    if (const int over = times.back - whole_number(table.to, 12) * 60; over > 0) note(page, Tone::warn, say("o.plan.too_long", {{"menit", std::to_string(over)}}));
  }
  html << "<ol class=\"route\">"_lit;
  Boards boards(page.site.office.reader());
  for (std::size_t at = 0; at < run.stops.size(); ++at) {
    const auto& stop = run.stops[at];
    const auto item = boards.find_case(stop.application);
    const auto number = item ? item->state.number : std::string();
    const auto window = window_of(times.at_door[at], leaves);
    html << "<li>"_lit << region_name(page.site, stop.region) << ", "_lit
         << say("o.plan.at_door", {{"jam", clock_of(say, times.at_door[at])}, {"dari", std::to_string(window.from_hour)}, {"sampai", std::to_string(window.to_hour)}});
    if (stop.parcel == table.picked) choose_courier(page, table, n, stop.parcel, number, couriers);
    else html << "<button name=pilih value="_lit << first_number + at << ">"_lit << number << "</button>"_lit;
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
  if (run.state.stage != delivery::RunStage::closed) link_button(page, Href::local("/antaran/" + run.id + "/daftar"), say("o.manifest.open"), Weight::link, Icon::print);
  run_during_the_day(page, run);
  if (run.state.stage == delivery::RunStage::planned) {
    html << "<details><summary>"_lit << say("o.plan.dissolve") << "</summary>"_lit;
    page.hint(say("o.plan.dissolve_words", {{"n", std::to_string(run.state.parcels.size())}}));
    form_begin(page, "/antaran/batalkan");
    hidden(page, "rute", run.id);
    acts_begin(page);
    button(page, say("o.plan.dissolve_do"), Weight::danger);
    acts_end(page);
    form_end(page);
    html << "</details><details><summary>"_lit << say("o.plan.take_off") << "</summary>"_lit;
    form_begin(page, "/antaran/keluarkan");
    hidden(page, "rute", run.id);
    html << "<label class=\"vh\" for=\"k-"_lit << run.id << "\">"_lit << say("o.plan.take_off") << "</label><select id=\"k-"_lit << run.id << "\" name=\"paket\">"_lit;
    for (const auto& parcel : run.state.parcels)
      if (const auto number = boards.number_of_parcel(parcel); !number.empty()) html << "<option value=\""_lit << parcel << "\">"_lit << number << "</option>"_lit;
    html << "</select>"_lit;
    button(page, say("o.plan.take_off_do"), Weight::second);
    form_end(page);
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

// The hour of leaving is over: now, or on the next working day. The whole table goes along.
constexpr const char* hours_began = "tetapkan_kapan";
constexpr int last_hour_to_leave = 18;
void when_instead(Page& page, const Table& table) {
  const auto& say = page.say;
  const auto now = time_in_jakarta(page.visitor.now);
  const auto next = page.site.catalogue.city().calendar.next_working_day(day_in_jakarta(page.visitor.now));
  if (now.hour <= last_hour_to_leave)
    page.html << "<button class=\"btn\" name=\"kapan\" value=\"sekarang\">"_lit << say("o.plan.leave_now", {{"jam", clock_of(say, now.hour * 60 + now.minute)}}) << "</button>"_lit;
  page.html << "<button class=\"btn"_lit << (now.hour <= last_hour_to_leave ? " alt"_lit : ""_lit) << "\" name=\"kapan\" value=\"berikutnya\">"_lit
            << say("o.plan.leave_next", {{"hari", say.long_day(next)}, {"jam", clock_of(say, whole_number(table.from, 9) * 60)}}) << "</button>"_lit;
}
// As one of the two buttons said.
void leave_instead(const Site& site, Table& table, Moment now, std::string_view when) {
  const auto today = day_in_jakarta(now);
  if (when == "sekarang") table.day = iso_day(today), table.from = std::to_string(time_in_jakarta(now).hour);
  if (when == "berikutnya") table.day = iso_day(site.catalogue.city().calendar.next_working_day(today));
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Table& table, const Trouble& trouble, const std::vector<std::string>& chosen = {}) {
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
  else choose_couriers(page, boards, chosen, table, ready.size());
  runs_left_open(page, boards);
  runs_of_day(page, boards, trouble);
  page.html << "</div><div>"_lit;
  if (!table.plan.empty()) {
    page.subheading(say("o.plan.proposal"));
    trouble_at(page, trouble, "tetapkan");
    trouble_at(page, trouble, hours_began);
    form_begin(page, "/antaran/tetapkan");
    if (table.map_failed) note(page, Tone::info, say("o.plan.map_failed"));
    if (table.vroom_failed) note(page, Tone::info, say("o.plan.vroom_failed"));
    who_stays(page, boards, table.stays);
    map_of_runs(page, table.plan);
    bars_of_hours(page, table);
    page.hint(say("o.plan.move_hint"));
    std::size_t first_number = 1;
    for (std::size_t n = 0; n < table.plan.size(); first_number += table.plan[n].stops.size(), ++n) run_table(page, table, n, first_number, couriers);
    page.html << "<div class=\"pair\">"_lit;
    field(page, {.name = "hari", .label = say("o.plan.day"), .value = table.day, .kind = InputKind::date});
    field(page, {.name = "dari", .label = say("o.plan.from"), .value = table.from, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
    field(page, {.name = "sampai", .label = say("o.plan.to"), .value = table.to, .kind = InputKind::digits, .width = "w4", .letters_max = 2});
    page.html << "</div>"_lit;
    acts_begin(page);
    if (trouble.act == hours_began) when_instead(page, table);
    else button(page, say("o.plan.fix"));
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
  // What each resident is told hangs on the order; the run ends when its last door and the way home are done.
  if (wish.from_hour > 0) {
    const int leaves = leaves_at(table, visitor.now);
    const auto times = times_in(table, table.plan[n], visitor.now);
    for (const auto at_door : times.at_door) {
      const auto window = window_of(at_door, leaves);
      wish.hours.push_back({window.from_hour, window.to_hour});
    }
    wish.to_hour = std::max(wish.to_hour, (times.back + 59) / 60);
  }
  if (!key.empty()) asked.key = key + "/" + table.plan[n].courier;
  return page_after(site, visitor, office::set_run_in_time(site.office, std::move(wish), asked), [&site, visitor, table, n, asked, key](const office::Answer& answer) {
    if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(answer)) {
      Table rest = table;
      rest.plan.erase(rest.plan.begin(), rest.plan.begin() + static_cast<std::ptrdiff_t>(n));
      Boards boards(site.office.reader());
      return LaterPage::ready(whole_page(site, visitor, nullptr, boards, rest, {.act = refusal->key == "office.run_hours_began" ? hours_began : "tetapkan", .words = Speech(site.sentences(), visitor.lang)(*refusal), .wrongs = {}, .typed = {}}));
    }
    return fix_from(site, visitor, table, n + 1, asked, key);
  });
}

}  // namespace

Reply to_plan(Site&, const Visitor&, const Request&, Boards&) { return see_other("/antaran/rencana"); }

// Planning takes up to a second, on a thread of its own.
Reply plan_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto day = day_of(site, request, boards, visitor.now);
  Table table{.plan = {}, .day = day_wished(site, visitor.now), .from = std::to_string(day.from_hour), .to = std::to_string(day.to_hour), .most = std::to_string(day.stops_max)};
  if (day.couriers.empty()) return whole_page(site, visitor, &request, boards, table, {});
  LaterPage later;
  auto wish = day;
  wish.day = parse_iso_day(table.day).value_or(Day{});
  const bool taken = site.office.slowly([&site, visitor, day = std::move(wish), table, later]() mutable {
    const auto proposal = office::propose_day(site.office, site.office.reader(), day);
    if (!proposal) return later.answer(failure_page(site, visitor, proposal.error()));
    for (const auto& run : proposal->runs) {
      PlanRun planned{run.courier, {}};
      for (const auto& stop : run.stops) planned.stops.push_back({stop.parcel, stop.application, stop.region});
      table.plan.push_back(std::move(planned));
    }
    table.stays = proposal->stays;
    table.map_failed = proposal->map_failed;
    table.vroom_failed = proposal->vroom_failed;
    reckon(site, table, visitor.now);
    Boards fresh(site.office.reader());
    later.answer(whole_page(site, visitor, nullptr, fresh, table, {}, day.couriers));
  });
  if (!taken) return failure_page(site, visitor, Failure{"too much slow work waits", "busy"});
  return later;
}

namespace {

// The table as the form has it, reckoned on a thread that may wait; then `show`.
LaterPage with_table(Site& site, const Visitor& visitor, Table table, std::function<void(Table, LaterPage)> show) {
  LaterPage later;
  const bool taken = site.office.slowly([&site, now = visitor.now, table = std::move(table), show = std::move(show), later]() mutable {
    reckon(site, table, now);
    show(std::move(table), later);
  });
  if (!taken) return LaterPage::ready(failure_page(site, visitor, Failure{"too much slow work waits", "busy"}));
  return later;
}

LaterPage page_of_table(Site& site, const Visitor& visitor, Table table) {
  return with_table(site, visitor, std::move(table), [&site, visitor](Table reckoned, const LaterPage& later) {
    Boards boards(site.office.reader());
    later.answer(whole_page(site, visitor, nullptr, boards, reckoned, {}));
  });
}

}  // namespace

Reply plan_again(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return page_of_table(site, visitor, from_form(site, request, boards)); }

Reply fix_runs(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto table = from_form(site, request, boards);
  if (request.form().has("pilih")) return page_of_table(site, visitor, std::move(table));  // A stop's own button: its choice is asked for, nothing is fixed.
  leave_instead(site, table, visitor.now, request.form().field("kapan"));
  return with_table(site, visitor, std::move(table), [&site, visitor, asked = asked_of(visitor, request)](Table reckoned, const LaterPage& later) {
    fix_from(site, visitor, std::move(reckoned), 0, asked, asked.key).when_ready([later](const Response& response) { later.answer(response); });
  });
}

namespace {

Again plan_again_with(Site& site, const Visitor& visitor) {
  return [&site, visitor](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {}, {.act = "keluarkan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
  };
}

}  // namespace

Reply remove_from_run(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  office::RemoveFromRun wish{std::string(request.form().field("rute")), std::string(request.form().field("paket")), "dispatcher"};
  return go_on(site, visitor, office::remove_from_run(site.office, std::move(wish), asked_of(visitor, request)), done_path("/antaran/rencana", "taken_off"), plan_again_with(site, visitor));
}

Reply dissolve_run(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, office::dissolve_run(site.office, {std::string(request.form().field("rute"))}, asked_of(visitor, request)), done_path("/antaran/rencana", "run_dissolved"), plan_again_with(site, visitor));
}

}  // namespace opak::web::officer
