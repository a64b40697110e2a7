// K2, K3, K4: the courier's telephone, one stop after another; and the counter where a card is fetched. Big buttons, one
// thing at a time. The staff's bar would only be in the way here, so these pages wear the residents' style.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "office/deliver.h"
#include "office/own_data.h"
#include "office/relay.h"
#include "web/officer/courier_stop.h"
#include "web/officer/desk.h"
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

namespace {

using delivery::RunStage;

struct CourierPage : Page {
  CourierPage(Site& site, const Visitor& visitor, std::string_view title_key, const Trouble& trouble, std::string back = {})
      : Page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)(title_key)), .has_errors = trouble.any(), .back = std::move(back), .desk = "antar"}) {
    html << "<main class=\"pane solo hand\" id=\"isi\">"_lit;
    if (!settings().back.empty()) html << "<a class=\"back\" href=\""_lit << Href::local(settings().back) << "\">&larr; "_lit << say("glossary.back") << "</a>"_lit;
  }
  Response finish(const Trouble& trouble) {
    html << "</main><script src=\""_lit << site.assets.path("antar.js") << "\"></script>"_lit;
    return done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
  }
};

bool is_all_done(const views::Run& run) { return run.state.done.size() >= run.state.parcels.size(); }

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

const office::StopSheet* stop_of(const office::RunSheet& sheet, std::string_view parcel) {
  const auto found = std::find_if(sheet.stops.begin(), sheet.stops.end(), [&](const office::StopSheet& stop) { return stop.parcel == parcel; });
  return found == sheet.stops.end() ? nullptr : &*found;
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

void list_of_stops(Page& page, const views::Run& run, const office::RunSheet& sheet) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<h2>"_lit << say("o.road.all") << "</h2><ol class=\"route\">"_lit;
  bool next_named = false;
  std::size_t position = 0;
  for (const auto& parcel : run.state.parcels) {
    ++position;
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

void closing_form(Page& page, const views::Run& run, const Trouble& trouble, bool all_done) {
  const auto& say = page.say;
  if (!run.state.counted_by.empty()) {
    page.html << "<section class=\"stop\"><h2>"_lit << say("o.count.counted") << "</h2>"_lit;
    page.hint(say("o.count.waits"));
    trouble_at(page, trouble, "batal");
    if (run.state.counted_by == page.visitor.actor()) {
      form_begin(page, "/antar/hitungan/batal");
      hidden(page, "rute", run.id);
      button(page, say("o.ask.take_back"), Weight::second);
      form_end(page);
    }
    page.html << "</section>"_lit;
    return;
  }
  if (!run.state.count_declined.empty())
    note(page, Tone::warn, say("o.count.declined", {{"siapa", actor_words(page, run.state.count_declined_by)}, {"alasan", std::string(say("o.reason." + run.state.count_declined))}}));
  page.html << (all_done || trouble.act == "tutup" ? "<details open>"_lit : "<details>"_lit) << "<summary>"_lit << say("o.close.title") << "</summary>"_lit;
  page.hint(say("o.close.words"));
  trouble_at(page, trouble, "tutup");
  form_begin(page, "/antar/tutup");
  hidden(page, "rute", run.id);
  field(page, {.name = "sisa", .label = say("o.close.on_hand"), .value = typed(trouble.typed, "sisa"), .wrong = wrong_of(trouble.wrongs, "sisa"), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
  if (run.state.old_cards > 0)
    field(page, {.name = "lama", .label = say("o.close.old_cards"), .hint = say("o.old.envelope"), .value = typed(trouble.typed, "lama"), .wrong = wrong_of(trouble.wrongs, "lama"), .kind = InputKind::digits, .width = "w4", .letters_max = 4});
  page.html << "<div class=\"stack\">"_lit;
  button(page, say("o.close.send"), all_done ? Weight::main : Weight::second);
  page.html << "</div>"_lit;
  form_end(page);
  page.html << "</details>"_lit;
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

// Opens the sheet of this run and shows a page of it.
LaterPage with_sheet(Site& site, const Visitor& visitor, std::string run, std::function<Response(const office::RunSheet&)> show) {
  return office::open_run_sheet(site.office, std::move(run), {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, show = std::move(show)](const office::RunSheetAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        return show(std::get<office::RunSheet>(answer));
      });
}

// Runs whose stops are all done and whose cards nobody has counted yet; each is closed on its own page.
void runs_to_close(Page& page, Boards& boards, const views::Run& shown) {
  for (const auto& run : boards.open_runs_of(page.visitor.officer->id)) {
    if (run.id == shown.id || run.state.stage != RunStage::loaded || (!is_all_done(run) && run.state.counted_by.empty())) continue;
    note(page, Tone::warn, page.say("o.road.not_closed", {{"hari", page.say.long_day(run.state.day)}}));
    link_button(page, Href::local("/antar?rute=" + percent_encoded(run.id)), page.say("o.close.title"));
  }
}

LaterPage show_run(Site& site, const Visitor& visitor, std::string done, Trouble trouble, std::string asked_for = {}) {
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

// ---- K3: the card changes hands only where both sets of letters are right.

struct Door {
  std::string parcel, action, back, run;  // run "" at the counter.
};

void letters_form(Page& page, const Door& door, const application::State& state, const Trouble& trouble) {
  const auto& say = page.say;
  const auto value = [&](std::string_view name) { return typed(trouble.typed, name); };
  trouble_at(page, trouble, "serahkan");
  form_begin(page, door.action);
  field(page, {.name = "amplop", .label = say("o.hand.envelope"), .hint = say("o.hand.envelope_hint"), .value = value("amplop"), .wrong = wrong_of(trouble.wrongs, "amplop"), .autocomplete = "off", .width = "w16", .letters_max = 40});
  field(page, {.name = "kode", .label = say("o.hand.secret"), .hint = say("o.hand.secret_hint"), .wrong = wrong_of(trouble.wrongs, "kode"), .autocomplete = "off", .width = "w16", .letters_max = 40});
  std::vector<Choice> receivers{{"self", say("o.receiver.self")}};
  if (state.receiver == "family") receivers.push_back({"family", say("o.receiver.family")});
  if (state.receiver == "rt_rw") receivers.push_back({"rt_rw", say("o.receiver.rt_rw")});
  pick_one(page, "penerima", say("o.hand.who"), receivers, value("penerima").empty() ? std::string_view("self") : value("penerima"));
  tick(page, "wajah", say("o.hand.face"), value("wajah") == "ya", say("o.hand.face_hint"), wrong_of(trouble.wrongs, "wajah"));
  if (state.takes_old_card) tick(page, "lama", say("o.hand.old_card"), value("lama") == "ya", say("o.hand.old_card_hint"), wrong_of(trouble.wrongs, "lama"));
  page.html << "<div class=\"stack\"><button class=\"btn big\">"_lit << say("o.hand.send") << "</button></div>"_lit;
  form_end(page);
}

Response wrong_envelope(Site& site, const Visitor& visitor, const Door& door) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.hand.wrong_title")), .has_errors = true, .desk = "antar"});
  page.html << "<main class=\"pane solo stopsign\" id=\"isi\" role=\"alert\">"_lit;
  page.heading(page.say("o.hand.wrong_title"));
  page.paragraph(page.say("o.hand.wrong_words"));
  page.html << "<div class=\"stack\">"_lit;
  link_button(page, Href::local(door.action), page.say("o.hand.scan_again"));
  page.html << "</div></main>"_lit;
  return page.done_staff(409);
}

std::vector<Wrong> wrongs_of_door(const Speech& say, const net::Form& form, bool takes_old_card) {
  std::vector<Wrong> wrongs;
  if (trimmed(form.field("amplop")).empty()) wrongs.push_back({"amplop", std::string(say("o.hand.envelope_missing"))});
  if (trimmed(form.field("kode")).empty()) wrongs.push_back({"kode", std::string(say("o.hand.secret_missing"))});
  if (form.field("wajah") != "ya") wrongs.push_back({"wajah", std::string(say("o.hand.face_missing"))});
  if (takes_old_card && form.field("lama") != "ya") wrongs.push_back({"lama", std::string(say("o.hand.old_card_missing"))});
  return wrongs;
}

using ShowDoor = std::function<LaterPage(Trouble)>;

Reply hand_over_at(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const Door& door, ShowDoor show) {
  const auto parcel = boards.find_parcel(door.parcel);
  if (!parcel) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  if (auto wrongs = wrongs_of_door(say, form, parcel->state.takes_old_card); !wrongs.empty())
    return show({.act = "serahkan", .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
  office::HandOver wish{.run = door.run, .parcel = door.parcel, .envelope_letters = std::string(form.field("amplop")), .secret_letters = std::string(form.field("kode")),
                        .receiver = std::string(form.field("penerima").empty() ? "self" : form.field("penerima")), .old_card_taken = form.field("lama") == "ya",
                        .face_matches = form.field("wajah") == "ya"};
  return page_after(site, visitor, office::hand_over(site.office, std::move(wish), asked_of(visitor, request)),
                    [&site, visitor, door, show = std::move(show), fields = typed_of(request)](const office::Answer& answer) {
                      const Speech say(site.sentences(), visitor.lang);
                      if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
                      if (const auto* refusal = office::refused(answer)) {
                        if (refusal->key == "delivery.wrong_envelope") return LaterPage::ready(wrong_envelope(site, visitor, door));
                        return show({.act = "serahkan", .words = say(*refusal), .wrongs = {}, .typed = fields});
                      }
                      const auto& done = *office::done(answer);
                      if (done.word("result") == "wrong_secret")
                        return show({.act = "serahkan", .words = {}, .wrongs = {{"kode", say("o.hand.secret_wrong", {{"sisa", done.word("left")}})}}, .typed = fields});
                      return LaterPage::ready(see_other(done_path(door.back, "handed_over")));
                    });
}

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

// ---- The counter where a card waits.

LaterPage show_counter(Site& site, const Visitor& visitor, std::string parcel, Trouble trouble) {
  Boards boards(site.office.reader());
  const auto found = boards.find_parcel(parcel);
  const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  return with_file(site, visitor, {item->id, "deliver"}, {.actor = visitor.actor(), .roles = visitor.officer->roles}, [&site, visitor, parcel, item, trouble](const office::FileOpened& file) {
    Page page(site, visitor, {.title = item->state.number, .has_errors = trouble.any(), .desk = "kotak"});
    page.html << "<main class=\"pane solo hand\" id=\"isi\"><a class=\"back\" href=\"/loket/ambil\">&larr; "_lit << page.say("glossary.back") << "</a>"_lit;
    error_box(page, trouble.wrongs);
    page.html << "<p class=\"step\">"_lit << item->state.number << " &middot; "_lit << page.say("o.pickup.title") << "</p><h1>"_lit << vault::field_of(file.person, "name") << "</h1>"_lit;
    summary_begin(page);
    summary_row(page, "NIK", masked_number(vault::field_of(file.person, "nik")));
    // "Family" is the one who was named, and nobody who merely says so.
    summary_row(page, Row{.question = page.say("glossary.recipient"), .answer = page.say("o.receiver." + item->state.receiver)});
    if (const auto named = vault::field_of(file.address, "receiver_name"); item->state.receiver != "self" && !is_empty(named))
      summary_row(page, page.say("o.field.receiver_name"), named);
    summary_end(page);
    if (const auto refusal = application::why_not(item->state, application::Act::record_delivery)) note(page, Tone::bad, page.say(*refusal));
    else letters_form(page, {.parcel = parcel, .action = "/loket/ambil/" + parcel, .back = "/loket/ambil", .run = {}}, item->state, trouble);
    page.html << "</main>"_lit;
    return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
  });
}

}  // namespace

Reply run_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return show_run(site, visitor, request.query_field("beres"), {}, request.query_field("rute"));
}

Reply load_run(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto counted = whole_number(request.form().field("dihitung"), -1);
  if (counted < 0) return run_wrong(site, visitor, request, "muat", {{"dihitung", std::string(Speech(site.sentences(), visitor.lang)("o.load.missing"))}});
  return go_on(site, visitor, office::load_run(site.office, {std::string(request.form().field("rute")), counted, request.form().field("tetap") == "ya" ? office::Ahead::meant : office::Ahead::ask}, asked_of(visitor, request)), done_path("/antar", "loaded"),
               run_again(site, visitor, request, "muat"));
}

Reply count_run(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& form = request.form();
  const auto left = whole_number(form.field("sisa"), -1);
  std::vector<Wrong> wrongs;
  if (left < 0) wrongs.push_back({"sisa", std::string(say("o.close.missing"))});
  // Only asked where one was taken.
  const auto run = boards.find_run(form.field("rute"));
  const auto old_cards = whole_number(form.field("lama"), run && run->state.old_cards > 0 ? -1 : 0);
  if (old_cards < 0) wrongs.push_back({"lama", std::string(say("o.close.old_missing"))});
  if (!wrongs.empty()) return run_wrong(site, visitor, request, "tutup", std::move(wrongs));
  return go_on(site, visitor, office::count_run(site.office, {std::string(form.field("rute")), left, old_cards}, asked_of(visitor, request)),
               done_path("/antar", "run_counted"), run_again(site, visitor, request, "tutup"));
}

Reply take_rest(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& form = request.form();
  const auto counted = whole_number(form.field("dihitung"), -1);
  if (counted < 0) return run_wrong(site, visitor, request, "ambil", {{"dihitung", std::string(Speech(site.sentences(), visitor.lang)("o.load.missing"))}});
  return go_on(site, visitor, office::take_rest(site.office, {std::string(form.field("rute")), std::string(form.field("dari")), counted}, asked_of(visitor, request)), done_path("/antar", "rest_taken"),
               run_again(site, visitor, request, "ambil"));
}

Reply take_back_count(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, office::take_back_count(site.office, {std::string(request.form().field("rute"))}, asked_of(visitor, request)),
               done_path("/antar", "count_taken_back"), run_again(site, visitor, request, "batal"));
}

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

Reply pickup_list(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.pickup.title")), .desk = "kotak"});
  const auto& say = page.say;
  solo_begin(page);
  page.heading(say("o.pickup.title"));
  done_note(page, request);
  if (const auto mine = boards.old_cards_at_counter(visitor.actor(), 100); !mine.empty()) {
    note(page, Tone::warn, say("o.old.mine", {{"n", std::to_string(mine.size())}}));
    acts_begin(page);
    link_button(page, Href::fixed("/kartu-lama#laci"), say("o.old.lay"));
    acts_end(page);
  }
  const auto search = upper_ascii(one_spaced(request.query_field("cari")));
  page.html << "<form role=\"search\" class=\"find\"><label class=\"vh\" for=\"cari\">"_lit << say("o.inbox.search") << "</label><input type=\"search\" id=\"cari\" name=\"cari\" value=\""_lit
            << search << "\" placeholder=\""_lit << say("o.inbox.search") << "\"><button class=\"btn alt\">"_lit << say("glossary.search") << "</button></form>"_lit;
  std::vector<LinkRow> rows;
  std::vector<std::string> words;
  std::size_t in_a_bag = 0;
  constexpr int shown = 100;  // Beyond that nobody looks through a list: the number is asked for.
  auto waiting = boards.parcels_to_fetch(search, shown + 1);
  const bool more = static_cast<int>(waiting.size()) > shown;
  if (more) waiting.resize(shown);
  words.reserve(waiting.size());
  for (const auto& parcel : waiting) {
    const auto item = boards.find_case(parcel.state.application);
    if (!item) continue;
    if (parcel.state.stage != delivery::ParcelStage::packed) {
      // Whoever asks for it at the counter hears where it is.
      note(page, Tone::info, say("o.pickup.in_bag", {{"nomor", item->state.number}}));
      ++in_a_bag;
      continue;
    }
    words.push_back(item->state.number + " · " + service_title(page, item->state) + (parcel.state.locked() ? " · " + std::string(say("o.pickup.locked")) : std::string()));
    rows.push_back({Href::local("/loket/ambil/" + parcel.id), words.back(), Icon::card});
  }
  if (rows.empty() && in_a_bag == 0) note(page, Tone::info, say(search.empty() ? "o.pickup.none" : "o.pickup.none_found"));
  else links(page, rows);
  if (more) page.hint(say("o.pickup.more", {{"n", std::to_string(shown)}}));
  solo_end(page);
  return page.done_staff();
}

Reply pickup_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_counter(site, visitor, request.matched[0], {}); }

Reply pickup_hand_over(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& parcel = request.matched[0];
  return hand_over_at(site, visitor, request, boards, {.parcel = parcel, .action = "/loket/ambil/" + parcel, .back = "/loket/ambil", .run = {}},
                      [&site, visitor, parcel](Trouble trouble) { return show_counter(site, visitor, parcel, std::move(trouble)); });
}

}  // namespace opak::web::officer
