// K2: the courier's telephone, one stop after another, from loading to the last door.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "office/relay.h"
#include "office/timetable.h"
#include "web/officer/courier_page.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {

std::optional<double> km_between(const Site& site, std::string_view from, std::string_view to) {
  const auto& regions = site.catalogue.city().regions;
  const auto *a = regions.by_code(from), *b = regions.by_code(to);
  if (!b) return std::nullopt;
  return a ? law::distance_km(*a, *b) : law::distance_km(site.catalogue.city().lat, site.catalogue.city().lon, b->lat, b->lon);
}

void address_of(Page& page, const office::StopSheet& stop) {
  auto& html = page.html;
  if (stop.away) note(page, Tone::warn, page.say("o.road.away"), page.say("o.road.away_hint"));
  html << "<p>"_lit << stop.street << ", RT "_lit << stop.rt << " RW "_lit << stop.rw << "<br>"_lit << region_name(page.site, stop.region) << "</p><p class=\"muted\">"_lit;
  if (!is_empty(stop.landmark)) html << page.say("glossary.landmark") << ": "_lit << stop.landmark << "<br>"_lit;
  html << page.say("glossary.recipient") << ": "_lit << page.say("o.receiver." + stop.receiver);
  if (!is_empty(stop.receiver_name)) html << " ("_lit << stop.receiver_name << ")"_lit;
  if (stop.takes_old_card) html << ". <b>"_lit << page.say("o.road.old_card") << "</b>"_lit;
  html << "</p>"_lit;
}

void reach_buttons(Page& page, const office::StopSheet& stop) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<div class=\"tri\">"_lit;
  if (!is_empty(stop.phone)) {
    html << "<a class=\"btn alt\" href=\"tel:"_lit << stop.phone << "\">"_lit;
    icon(page, Icon::phone);
    html << say("o.road.call") << "</a><a class=\"btn alt\" href=\""_lit << Href::whatsapp(stop.phone, say("o.road.hello", {{"nomor", stop.number}})) << "\">"_lit;
    icon(page, Icon::bubble);
    html << "WhatsApp</a>"_lit;
  }
  const auto* region = page.site.catalogue.city().regions.by_code(stop.region);
  const bool is_door = stop.door.known != office::DoorKnown::kelurahan;
  if (is_door || region != nullptr) {
    html << "<a class=\"btn alt\" href=\""_lit << (is_door ? Href::map(stop.door.place) : Href::map(region->lat, region->lon)) << "\">"_lit;
    icon(page, Icon::pin);
    html << say("o.road.map") << "</a>"_lit;
  }
  html << "</div><p class=\"hint\">"_lit << say("o.road.door." + std::string(office::word_of(stop.door.known))) << "</p>"_lit;
}

CourierPage::CourierPage(Site& site, const Visitor& visitor, std::string_view title_key, const Trouble& trouble, std::string back)
    : Page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)(title_key)), .has_errors = trouble.any(), .back = std::move(back), .desk = "antar"}) {
  html << "<main class=\"pane solo hand\" id=\"isi\">"_lit;
  if (!settings().back.empty()) html << "<a class=\"back\" href=\""_lit << Href::local(settings().back) << "\">&larr; "_lit << say("glossary.back") << "</a>"_lit;
}

Response CourierPage::finish(const Trouble& trouble) {
  html << "</main><script src=\""_lit << site.assets.path("antar.js") << "\"></script>"_lit;
  return done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

bool is_all_done(const views::Run& run) { return run.state.done.size() >= run.state.parcels.size(); }

const office::StopSheet* stop_of(const office::RunSheet& sheet, std::string_view parcel) {
  const auto found = std::find_if(sheet.stops.begin(), sheet.stops.end(), [&](const office::StopSheet& stop) { return stop.parcel == parcel; });
  return found == sheet.stops.end() ? nullptr : &*found;
}

LaterPage with_sheet(Site& site, const Visitor& visitor, std::string run, std::function<Response(const office::RunSheet&)> show) {
  return office::open_run_sheet(site.office, std::move(run), {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, show = std::move(show)](const office::RunSheetAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        return show(std::get<office::RunSheet>(answer));
      });
}

namespace {

using delivery::RunStage;

// Cards of an earlier day are still in the bag: nothing new is begun before they are counted.
bool is_left_open(const views::Run& run, Moment now) { return run.state.stage == RunStage::loaded && run.state.counted_by.empty() && run.state.day < day_in_jakarta(now); }

// The run in hand: one left open from an earlier day, else on the road, else the next that is planned, else one that only
// waits for its closing; last one that the courier has counted, which waits for somebody else.
std::optional<views::Run> run_in_hand(Boards& boards, const Visitor& visitor, std::string_view asked_for = {}) {
  auto runs = boards.open_runs_of(visitor.officer->id);
  const auto rank = [&](const views::Run& run) {
    if (is_left_open(run, visitor.now)) return -1;
    return run.state.stage != RunStage::loaded ? 1 : !run.state.counted_by.empty() ? 3 : is_all_done(run) ? 2 : 0;
  };
  std::sort(runs.begin(), runs.end(), [&](const views::Run& a, const views::Run& b) { return std::pair(rank(a), a.state.day) < std::pair(rank(b), b.state.day); });
  if (runs.empty()) return std::nullopt;
  const auto chosen = std::find_if(runs.begin(), runs.end(), [&](const views::Run& run) { return run.id == asked_for; });
  return chosen == runs.end() ? runs.front() : *chosen;
}

void next_stop(Page& page, const office::StopSheet& stop, std::size_t position, std::optional<double> km) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<section class=\"stop\"><p class=\"step\">"_lit << say("o.road.stop", {{"n", std::to_string(position)}});
  if (km) html << " &middot; "_lit << kilometres(say, *km);
  html << "</p><h2>"_lit << stop.name << "</h2>"_lit;
  address_of(page, stop);
  reach_buttons(page, stop);
  html << "<div class=\"stack\"><a class=\"btn big\" href=\""_lit << Href::local("/antar/" + stop.parcel + "/serahkan") << "\">"_lit;
  icon(page, Icon::card);
  html << say("o.road.hand_over") << "</a><a class=\"btn alt\" href=\""_lit << Href::local("/antar/" + stop.parcel + "/gagal") << "\">"_lit << say("o.road.failed")
       << "</a></div></section>"_lit;
}

void break_row(Page& page, const views::Run& run, const office::RunBreak& found) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto planned = [&](int minute) { return say.clock_time(moment_in_jakarta(run.state.day, minute / 60, minute % 60)); };
  const bool is_begun = found.began.ms > 0, is_over = found.ended.ms > 0;
  html << (is_over ? "<li class=\"rehat done\"><span class=\"grow\">"_lit : "<li class=\"rehat\"><span class=\"grow\">"_lit);
  if (!is_begun) html << say("o.break.planned", {{"dari", planned(found.at)}, {"sampai", planned(found.at + found.minutes)}});
  else if (!is_over) html << say("o.break.since", {{"dari", say.clock_time(found.began)}});
  else html << say("o.break.over", {{"dari", say.clock_time(found.began)}, {"sampai", say.clock_time(found.ended)}});
  html << "</span>"_lit;
  if (run.state.stage == RunStage::loaded && run.state.counted_by.empty() && !is_over) {
    form_begin(page, "/antar/istirahat");
    hidden(page, "rute", run.id);
    hidden(page, "apa", is_begun ? "usai" : "mulai");
    button(page, say(is_begun ? "o.break.end" : "o.break.begin"), Weight::second);
    form_end(page);
  }
  html << "</li>"_lit;
}

void list_of_stops(Page& page, const views::Run& run, const office::RunSheet& sheet) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto rest = office::break_of_run(page.site.office, page.site.office.reader(), run);
  html << "<h2>"_lit << say("o.road.all") << "</h2><ol class=\"route\">"_lit;
  bool next_named = false;
  std::size_t position = 0;
  for (const auto& parcel : run.state.parcels) {
    ++position;
    if (rest && rest->before == parcel) break_row(page, run, *rest);
    const auto* stop = stop_of(sheet, parcel);
    const auto done = run.state.done.find(parcel);
    if (done != run.state.done.end()) {
      html << "<li class=\"done\"><span class=\"grow\">"_lit;
      if (stop) html << stop->name;
      else html << say("o.road.stop", {{"n", std::to_string(position)}});
      html << "<small>"_lit << (done->second ? say("o.road.delivered") : say("o.road.not_delivered")) << "</small></span></li>"_lit;
    } else if (stop) {
      html << "<li><a href=\""_lit << Href::local("/antar/" + parcel + "/serahkan") << "\">"_lit << stop->name << "<small>"_lit << region_name(page.site, stop->region);
      if (stop->away) html << " &middot; "_lit << say("o.road.away");
      else if (!std::exchange(next_named, true)) html << " &middot; "_lit << say("o.road.now");
      html << "</small></a></li>"_lit;
    }
  }
  html << "</ol>"_lit;
}

// A run on the road is taken along by the phone's script, which then shows the way to the page that needs no line.
void start_on_phone(Page& page) {
  page.html << "<div id=\"jalan\" class=\"note info\" hidden><div class=\"stack\"><p>"_lit << page.say("o.phone.start_hint") << "</p>"_lit;
  link_button(page, Href::fixed("/antar/jalan"), page.say("o.phone.start"), Weight::main);
  page.html << "</div></div>"_lit;
}

void loading_form(Page& page, const views::Run& run, const Trouble& trouble) {
  const auto& say = page.say;
  page.html << "<section class=\"stop\"><h2>"_lit << say("o.load.title") << "</h2>"_lit;
  page.paragraph(say("o.load.words", {{"n", std::to_string(run.state.parcels.size())}}));
  trouble_at(page, trouble, "muat");
  form_begin(page, "/antar/muat");
  hidden(page, "rute", run.id);
  // Its residents were told that day; the courier may still leave now, if that is meant.
  if (run.state.day > day_in_jakarta(page.visitor.now)) {
    note(page, Tone::warn, say("o.load.other_day", {{"hari", say.long_day(run.state.day)}, {"hari_ini", say.long_day(day_in_jakarta(page.visitor.now))}}));
    tick(page, "tetap", say("o.load.today_anyway"), typed(trouble.typed, "tetap") == "ya", say("o.load.today_hint"));
  }
  field(page, {.name = "dihitung", .label = say("o.load.counted"), .value = typed(trouble.typed, "dihitung"), .wrong = wrong_of(trouble.wrongs, "dihitung"), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
  page.html << "<div class=\"stack\">"_lit;
  button(page, say("o.load.send"));
  page.html << "</div>"_lit;
  form_end(page);
  page.html << "</section>"_lit;
}

// Cards of a courier who cannot go on: they are this courier's once they were counted here.
void rest_to_take(Page& page, Boards& boards, const views::Run& run, const Trouble& trouble) {
  const auto& say = page.say;
  if (!run.state.counted_by.empty()) return;
  for (const auto& rest : office::rest_coming(boards, run)) {
    const Words words{{"n", std::to_string(rest.cards)}, {"kurir", actor_words(page, "officer/" + rest.courier)}};
    page.html << "<section class=\"stop\"><h2>"_lit << say("o.rest.title", words) << "</h2>"_lit;
    page.paragraph(say("o.rest.words", words));
    const bool is_this = trouble.act == "ambil" && typed(trouble.typed, "dari") == rest.from;
    if (is_this) trouble_at(page, trouble, "ambil");
    form_begin(page, "/antar/ambil");
    hidden(page, "rute", run.id);
    hidden(page, "dari", rest.from);
    field(page, {.name = "dihitung", .label = say("o.load.counted"), .value = is_this ? typed(trouble.typed, "dihitung") : std::string_view(), .wrong = is_this ? wrong_of(trouble.wrongs, "dihitung") : std::string_view(), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
    page.html << "<div class=\"stack\">"_lit;
    button(page, say("o.rest.take", words));
    page.html << "</div>"_lit;
    form_end(page);
    page.html << "</section>"_lit;
  }
}

}  // namespace

LaterPage show_run(Site& site, const Visitor& visitor, std::string done, Trouble trouble, std::string asked_for) {
  Boards boards(site.office.reader());
  const auto run = run_in_hand(boards, visitor, asked_for);
  if (!run) {
    CourierPage page(site, visitor, "o.road.title", trouble);
    page.heading(page.say("o.road.title"));
    greeting(page);
    counts_note(page);
    if (!done.empty() && page.say.has("o.done." + done)) note(page, Tone::ok, page.say("o.done." + done, {{"nomor", ""}}));
    note(page, Tone::info, page.say("o.road.none"));
    return LaterPage::ready(page.finish(trouble));
  }
  return with_sheet(site, visitor, run->id, [&site, visitor, run = *run, done, trouble](const office::RunSheet& sheet) {
    Boards fresh(site.office.reader());
    CourierPage page(site, visitor, "o.road.title", trouble);
    const auto& say = page.say;
    page.html << "<p class=\"step\">"_lit << say.long_day(run.state.day) << " &middot; "_lit << hours_of_run(say, run) << "</p><h1>"_lit << say("o.road.title")
              << " <span class=\"tag num\">"_lit << say("o.road.progress", {{"selesai", std::to_string(run.state.done.size())}, {"semua", std::to_string(run.state.parcels.size())}})
              << "</span></h1>"_lit;
    greeting(page);
    counts_note(page);
    if (!done.empty() && say.has("o.done." + done)) note(page, Tone::ok, say("o.done." + done, {{"nomor", ""}}));
    error_box(page, trouble.wrongs);
    trouble_at(page, trouble, "istirahat");
    const bool left_open = is_left_open(run, page.visitor.now);
    if (left_open) note(page, Tone::bad, say("o.road.left_open", {{"hari", say.long_day(run.state.day)}}));
    if (run.state.stage == RunStage::planned) {
      loading_form(page, run, trouble);
      list_of_stops(page, run, sheet);
      runs_to_close(page, fresh, run);
      return page.finish(trouble);
    }
    rest_to_take(page, fresh, run, trouble);
    if (run.state.is_passing() && run.state.counted_by.empty()) note(page, Tone::info, say("o.rest.goes"));
    if (!left_open && run.state.counted_by.empty()) start_on_phone(page);
    std::string before;
    bool all_done = true;
    int nobody_there = 0;
    for (std::size_t n = 0; n < run.state.parcels.size(); ++n) {
      const auto* stop = stop_of(sheet, run.state.parcels[n]);
      if (run.state.done.contains(run.state.parcels[n])) {
        if (stop) before = stop->region;
        continue;
      }
      if (!stop) continue;
      if (stop->away) {
        ++nobody_there;  // Need not be ridden to; in the list it stands.
        continue;
      }
      all_done = false;
      if (left_open || !run.state.counted_by.empty()) break;  // First the closing; what was not brought is planned anew.
      next_stop(page, *stop, n + 1, km_between(site, before, stop->region));
      break;
    }
    if (nobody_there > 0) note(page, Tone::warn, say("o.road.away_n", {{"n", std::to_string(nobody_there)}}));
    if (all_done) note(page, Tone::ok, say("o.road.all_done", {{"n", std::to_string(run.state.on_hand())}}));
    // When nothing is left on the road, the closing is the next thing.
    const bool closing_first = all_done || left_open || !run.state.counted_by.empty();
    if (closing_first) closing_form(page, run, trouble, closing_first);
    list_of_stops(page, run, sheet);
    if (!closing_first) closing_form(page, run, trouble, closing_first);
    runs_to_close(page, fresh, run);
    return page.finish(trouble);
  });
}

Again run_again(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), fields = typed_of(request)](const Refusal& refusal) {
    return show_run(site, visitor, "", {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields}, std::string(typed(fields, "rute")));
  };
}

LaterPage run_wrong(Site& site, const Visitor& visitor, const Request& request, std::string act, std::vector<Wrong> wrongs) {
  return show_run(site, visitor, "", {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)}, std::string(request.form().field("rute")));
}

Reply run_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return show_run(site, visitor, request.query_field("beres"), {}, request.query_field("rute"));
}

Reply tap_break(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const bool ends = form.field("apa") == "usai";
  return go_on(site, visitor, office::tap_break(site.office, {std::string(form.field("rute")), ends ? office::BreakTap::ends : office::BreakTap::begins}, asked_of(visitor, request)),
               done_path("/antar", ends ? "break_ended" : "break_begun"), run_again(site, visitor, request, "istirahat"));
}

Reply load_run(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto counted = whole_number(request.form().field("dihitung"), -1);
  if (counted < 0) return run_wrong(site, visitor, request, "muat", {{"dihitung", std::string(Speech(site.sentences(), visitor.lang)("o.load.missing"))}});
  return go_on(site, visitor, office::load_run(site.office, {std::string(request.form().field("rute")), counted, request.form().field("tetap") == "ya" ? office::Ahead::meant : office::Ahead::ask}, asked_of(visitor, request)), done_path("/antar", "loaded"),
               run_again(site, visitor, request, "muat"));
}

Reply take_rest(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const auto counted = whole_number(form.field("dihitung"), -1);
  if (counted < 0) return run_wrong(site, visitor, request, "ambil", {{"dihitung", std::string(Speech(site.sentences(), visitor.lang)("o.load.missing"))}});
  return go_on(site, visitor, office::take_rest(site.office, {std::string(form.field("rute")), std::string(form.field("dari")), counted}, asked_of(visitor, request)), done_path("/antar", "rest_taken"),
               run_again(site, visitor, request, "ambil"));
}

}  // namespace opak::web::officer
