// K2, K3, K4 on a phone that has no line from loading to closing: a page without anybody's data that the phone keeps and its script
// draws (assets/antar.js), the sheet of the run that it keeps sealed, and the door by which its acts come in later.
#include <algorithm>

#include "base/digest.h"
#include "base/json.h"
#include "intake/attachments.h"
#include "office/clerk.h"
#include "office/phone_sheet.h"
#include "office/relay.h"
#include "office/timetable.h"
#include "web/officer/courier_stop.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/road_acts.h"

namespace opak::web::officer {
namespace {

Response json_answer(const Json& json, int status = 200) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = json.write();
  return response;
}

// ---- The page

// A sentence for the script, which fills in what stands in braces.
void sentence(Page& page, std::string_view name, std::string_view key, const Words& words = {}) {
  page.html << "<p data-k=\""_lit << name << "\">"_lit << page.say(key, words) << "</p>"_lit;
}

void part_begin(Page& page, std::string_view id) { page.html << "<template id=\""_lit << id << "\">"_lit; }
void part_end(Page& page) { page.html << "</template>"_lit; }

void back_to_list(Page& page) { page.html << "<a class=\"back\" href=\"#\">&larr; "_lit << page.say("glossary.back") << "</a>"_lit; }

void list_part(Page& page) {
  const auto& say = page.say;
  auto& html = page.html;
  part_begin(page, "t-daftar");
  html << "<h1 class=\"vh\">"_lit << say("o.road.title") << "</h1><div id=\"bentrok\"></div><div class=\"stack\" id=\"ambil\" hidden><a class=\"btn\" href=\"/antar\">"_lit << say("o.phone.rest") << "</a></div><section class=\"stop\" id=\"kini\"><p class=\"step\"></p><div class=\"kartu\"></div>"
          "<div class=\"stack\"><a class=\"btn big\" id=\"ke-serah\">"_lit;
  icon(page, Icon::card);
  html << say("o.road.hand_over") << "</a><a class=\"btn alt\" id=\"ke-gagal\">"_lit << say("o.road.failed") << "</a></div></section><div class=\"note ok\" id=\"semua\" hidden><p></p></div><h2>"_lit
       << say("o.road.all") << "</h2><ol class=\"route\"></ol><div class=\"stack\"><button class=\"btn alt\" id=\"kirim\">"_lit << say("o.phone.send")
       << "</button><a class=\"btn alt\" href=\"/antar\">"_lit << say("o.close.title") << "</a></div>"_lit;
  part_end(page);
  part_begin(page, "t-dulu");
  html << "<button class=\"dulu\">"_lit << say("o.phone.first") << "</button>"_lit;
  part_end(page);
  part_begin(page, "t-rehat");
  html << "<li class=\"rehat\"><span class=\"grow\"></span><button class=\"dulu\"></button></li>"_lit;
  part_end(page);
  part_begin(page, "t-bentrok");
  html << "<div class=\"note bad\" role=\"alert\"><div><p><b></b></p><p></p><button class=\"btn alt\">"_lit << say("o.phone.read") << "</button></div></div>"_lit;
  part_end(page);
}

void code_field(Page& page, std::string_view name, std::string_view label, std::string_view hint) {
  auto& html = page.html;
  html << "<div class=\"field\"><label for=\""_lit << name << "\">"_lit << label << "</label><p class=\"hint\" id=\""_lit << name << "-h\">"_lit << hint << "</p><p class=\"err\" id=\""_lit << name
       << "-e\" role=\"alert\" hidden></p><input type=\"text\" id=\""_lit << name << "\" autocomplete=\"off\" autocapitalize=\"characters\" spellcheck=\"false\" maxlength=\"60\" aria-describedby=\""_lit << name
       << "-h "_lit << name << "-e\"><button type=\"button\" class=\"btn alt pindai\" data-ke=\""_lit << name << "\" hidden>"_lit << page.say("o.phone.scan") << "</button></div>"_lit;
}

void hand_over_part(Page& page) {
  const auto& say = page.say;
  auto& html = page.html;
  part_begin(page, "t-serah");
  back_to_list(page);
  html << "<p class=\"step\"></p><h1></h1><div class=\"kartu\"></div><form novalidate><p class=\"err\" id=\"serah-e\" role=\"alert\" hidden></p>"_lit;
  code_field(page, "amplop", say("o.hand.envelope"), say("o.hand.envelope_hint"));
  code_field(page, "kode", say("o.hand.secret"), say("o.phone.secret_hint"));
  const std::vector<Choice> receivers{{"self", say("o.receiver.self")}, {"family", say("o.receiver.family")}, {"rt_rw", say("o.receiver.rt_rw")}};
  pick_one(page, "penerima", say("o.hand.who"), receivers, "self");
  tick(page, "wajah", say("o.hand.face"), false, say("o.hand.face_hint"));
  tick(page, "lama", say("o.hand.old_card"), false, say("o.hand.old_card_hint"));
  html << "<div class=\"field\" id=\"bingkai-foto-lama\"><label for=\"foto-lama\">"_lit << say("o.hand.old_photo") << "</label><p class=\"hint\" id=\"foto-lama-h\">"_lit << say("o.hand.old_photo_hint")
       << "</p><p class=\"err\" id=\"foto-lama-e\" role=\"alert\" hidden></p><input type=\"file\" id=\"foto-lama\" accept=\"image/*\" capture=\"environment\" aria-describedby=\"foto-lama-h foto-lama-e\"></div>"_lit;
  html << "<div class=\"stack\"><button class=\"btn big\">"_lit << say("o.hand.send") << "</button></div></form>"_lit;
  part_end(page);
  part_begin(page, "t-merah");
  html << "<div class=\"stopsign\" role=\"alert\"><h1>"_lit << say("o.hand.wrong_title") << "</h1><p>"_lit << say("o.hand.wrong_words") << "</p><button class=\"btn alt\">"_lit << say("o.hand.scan_again") << "</button></div>"_lit;
  part_end(page);
  part_begin(page, "t-kamera");
  html << "<div class=\"kamera\"><video playsinline muted></video><button class=\"btn alt\">"_lit << say("o.phone.scan_stop") << "</button></div>"_lit;
  part_end(page);
}

void failed_part(Page& page) {
  const auto& say = page.say;
  auto& html = page.html;
  part_begin(page, "t-gagal");
  back_to_list(page);
  html << "<h1>"_lit << say("o.road.failed") << "</h1><div class=\"kartu\"></div><form novalidate><p class=\"err\" id=\"gagal-e\" role=\"alert\" hidden></p><fieldset class=\"field\"><legend>"_lit << say("o.failed.why")
       << "</legend><div class=\"ubin\">"_lit;
  for (const auto reason : failed_reasons)
    html << "<label><input type=\"radio\" name=\"alasan\" value=\""_lit << reason << "\"><span>"_lit << say("o.reason." + std::string(reason)) << "</span></label>"_lit;
  html << "</div></fieldset><div class=\"field\"><label for=\"foto\">"_lit << say("o.phone.photo") << "</label><p class=\"hint\" id=\"foto-h\">"_lit << say("o.phone.photo_hint")
       << "</p><input type=\"file\" id=\"foto\" accept=\"image/*\" capture=\"environment\" aria-describedby=\"foto-h\"></div><div class=\"stack\"><button class=\"btn big\">"_lit << say("o.failed.send") << "</button></div></form>"_lit;
  part_end(page);
}

void sentences_part(Page& page) {
  part_begin(page, "kata");
  const auto open = [](std::string_view name) { return Words{{std::string(name), "{" + std::string(name) + "}"}}; };
  const Words from_to{{"dari", "{dari}"}, {"sampai", "{sampai}"}};
  sentence(page, "maju", "o.road.progress", {{"selesai", "{selesai}"}, {"semua", "{semua}"}});
  sentence(page, "titik", "o.road.stop", open("n"));
  sentence(page, "putus", "o.phone.offline", open("n"));
  sentence(page, "menunggu", "o.phone.waiting", open("n"));
  sentence(page, "semua", "o.road.all_done", open("n"));
  sentence(page, "serah", "o.road.delivered");
  sentence(page, "gagal", "o.road.not_delivered");
  sentence(page, "kini", "o.road.now");
  sentence(page, "tunda", "o.phone.not_sent");
  sentence(page, "tiada", "o.phone.gone");
  sentence(page, "kosong", "o.phone.no_run");
  sentence(page, "keluar", "o.phone.signed_out");
  sentence(page, "tolak", "o.phone.conflict");
  sentence(page, "amplop", "o.hand.envelope_missing");
  sentence(page, "kode", "o.hand.secret_missing");
  sentence(page, "salah", "o.phone.tries", open("sisa"));
  sentence(page, "habis", "o.phone.no_tries");
  sentence(page, "wajah", "o.hand.face_missing");
  sentence(page, "lama", "o.hand.old_card_missing");
  sentence(page, "alasan", "o.reason_missing");
  sentence(page, "simpan", "o.phone.could_not_keep");
  sentence(page, "foto", "o.phone.photo_bad");
  sentence(page, "foto-lama", "o.hand.old_photo_missing");
  sentence(page, "rehat", "o.break.planned", from_to);
  sentence(page, "rehat-mulai", "o.break.begin");
  sentence(page, "rehat-sejak", "o.break.since", open("dari"));
  sentence(page, "rehat-selesai", "o.break.end");
  sentence(page, "rehat-sudah", "o.break.over", from_to);
  part_end(page);
}

// ---- The sheet

// On the road, not counted, of today or a day to come; the one with stops left first.
std::optional<views::Run> run_on_the_road(Boards& boards, const Visitor& visitor) {
  std::optional<views::Run> chosen;
  for (auto& run : boards.open_runs_of(visitor.officer->id)) {
    if (run.state.stage != delivery::RunStage::loaded || !run.state.counted_by.empty() || run.state.day < day_in_jakarta(visitor.now)) continue;
    const bool is_done = run.state.done.size() >= run.state.parcels.size();
    if (!chosen || (!is_done && chosen->state.done.size() >= chosen->state.parcels.size())) chosen = std::move(run);
  }
  return chosen;
}

Json who_and_when(const Site& site, const Visitor& visitor) {
  auto json = Json::object();
  json.set("tanda", session_mark(visitor));
  json.set("siapa", to_hex(sha256({"antar/siapa", visitor.actor()})).substr(0, 16));
  json.set("bukti", form_token(site, visitor));
  json.set("sampai", moment_in_jakarta(day_in_jakarta(visitor.now) + 1, 0).ms);
  return json;
}

// The card of a stop as the phone will show it: drawn here, so that what people typed is escaped by type.
std::string card_of(Page& page, const office::StopSheet& stop) {
  page.html = Html(1024);
  page.html << "<h2>"_lit << short_name(stop.name) << "</h2>"_lit;
  address_of(page, stop);
  reach_buttons(page, stop);
  return page.html.take();
}
std::string row_of(Page& page, const office::StopSheet& stop) {
  page.html = Html(128);
  page.html << short_name(stop.name) << "<small>"_lit << region_name(page.site, stop.region) << "</small>"_lit;
  return page.html.take();
}

Json stop_json(Page& page, const office::StopSheet& stop, const office::StopProofs& proofs) {
  auto json = Json::object();
  json.set("kartu", card_of(page, stop));
  json.set("baris", row_of(page, stop));
  json.set("nomor", stop.number);
  auto receivers = Json::array({Json("self")});
  if (stop.receiver != "self") receivers.push(stop.receiver);
  json.set("penerima", receivers);
  json.set("lama", stop.takes_old_card);
  if (stop.away) json.set("pergi", true);
  json.set("garam", std::string(proofs.salt));
  json.set("huruf", to_base64(proofs.letters));
  json.set("rahasia", to_base64(proofs.secret));
  json.set("amplop", to_base64(proofs.envelope));
  return json;
}

Json stops_json(Site& site, const Visitor& visitor, const views::Run& run, const office::PhoneSheet& all) {
  Page page(site, visitor, {.title = {}});
  auto stops = Json::array();
  std::string before;
  for (std::size_t n = 0; n < run.state.parcels.size(); ++n) {
    const auto& parcel = run.state.parcels[n];
    const auto found = std::find_if(all.sheet.stops.begin(), all.sheet.stops.end(), [&](const office::StopSheet& stop) { return stop.parcel == parcel; });
    const auto done = run.state.done.find(parcel);
    auto json = Json::object();
    // What is done is shown as done, and needs nobody's address any more.
    if (found != all.sheet.stops.end() && done == run.state.done.end()) {
      json = stop_json(page, *found, all.proofs[static_cast<std::size_t>(found - all.sheet.stops.begin())]);
      if (const auto km = km_between(site, before, found->region)) json.set("km", kilometres(page.say, *km));
    }
    if (found != all.sheet.stops.end()) before = found->region;
    json.set("id", parcel);
    if (done != run.state.done.end()) json.set("selesai", done->second ? "serah" : "gagal");
    stops.push(std::move(json));
  }
  return stops;
}

// In the hours of the phone itself ("mulai", "usai"), or as planned.
Json break_json(Page& page, const office::RunBreak& found, Day day) {
  const auto clock = [&](int minute) { return page.say.clock_time(moment_in_jakarta(day, minute / 60, minute % 60)); };
  auto json = Json::object();
  json.set("sebelum", found.before);
  if (found.minutes > 0) {
    json.set("dari", clock(found.at));
    json.set("sampai", clock(found.at + found.minutes));
  }
  if (found.began.ms > 0) json.set("mulai", found.began.ms);
  if (found.ended.ms > 0) json.set("usai", found.ended.ms);
  return json;
}

// ---- What the phone did meanwhile

struct Syncing {
  RoadActs sent;
  std::map<std::string, Bytes, std::less<>> photos;  // By the act's id.
  std::vector<bool> done_before;
  Json answers = Json::array();
  bool clock_wrong = false;
};
using Shared = std::shared_ptr<Syncing>;

std::string_view kind_word(RoadAct::Kind kind) {
  switch (kind) {
    case RoadAct::Kind::hand_over: return "/serah";
    case RoadAct::Kind::failed: return "/gagal";
    case RoadAct::Kind::break_begins: return "/rehat";
    case RoadAct::Kind::break_ends: return "/usai";
  }
  return "";
}

// The courier's and the act's own, whichever session brings it, and bound to what it says.
office::Asked asked_for(const Visitor& visitor, const RoadAct& act, std::string_view run) {
  const auto content = sha256({run, "/", act.parcel, "/", act.envelope, "/", act.secret, "/", act.receiver, "/", act.reason, act.old_card ? "/lama" : "", act.face ? "/wajah" : "",
                               act.by_letters ? "/huruf" : "", kind_word(act.kind)});
  return {visitor.actor(), visitor.officer->roles, "antar/" + act.id + "/" + to_hex(content).substr(0, 32), std::string(catalogue::code_of(visitor.lang))};
}

Later<office::Answer> carry_out(Site& site, const Visitor& visitor, const Shared& all, const RoadAct& act, std::string photo) {
  const office::DoneEarlier earlier{act.at, act.by_letters};
  const auto asked = asked_for(visitor, act, all->sent.run);
  if (act.kind == RoadAct::Kind::failed) {
    if (std::find(failed_reasons.begin(), failed_reasons.end(), act.reason) == failed_reasons.end()) return Later<office::Answer>::ready(Refusal{"delivery.reason_missing"});
    return office::report_failed_attempt(site.office, {all->sent.run, act.parcel, act.reason, earlier, std::move(photo)}, asked);
  }
  if (act.kind != RoadAct::Kind::hand_over)
    return office::tap_break(site.office, {all->sent.run, act.kind == RoadAct::Kind::break_begins ? office::BreakTap::begins : office::BreakTap::ends, earlier}, asked);
  return office::hand_over(site.office, {.run = all->sent.run, .parcel = act.parcel, .envelope_letters = act.envelope, .secret_letters = act.secret, .receiver = act.receiver,
                                         .old_card_taken = act.old_card, .face_matches = act.face, .earlier = earlier, .old_card_photo = act.old_card ? std::move(photo) : std::string(),
                                         .stood_at = Personal<std::string>(act.stood_at)}, asked);
}

// Whether the phone may forget the act: a no is shown until it was read, "later" is sent again.
bool note_answer(const Speech& say, Syncing& all, std::size_t n, const office::Answer& answer, bool photo_lost) {
  auto json = Json::object();
  json.set("id", all.sent.acts[n].id);
  const auto* done = office::done(answer);
  if (office::failed(answer)) {
    json.set("hasil", "nanti");
  } else if (const auto* refusal = office::refused(answer)) {
    json.set("hasil", "tidak");
    json.set("kata", say(*refusal));
  } else if (done->word("result") == "wrong_secret") {
    json.set("hasil", "tidak");
    json.set("kata", say("o.hand.secret_wrong", {{"sisa", done->word("left")}}));
  } else {
    json.set("hasil", all.done_before[n] ? "sudah" : "selesai");
    if (done->word("clock") == "wrong") all.clock_wrong = true;
    if (photo_lost) json.set("foto", "tidak");
  }
  all.answers.push(std::move(json));
  return office::failed(answer) == nullptr;
}

LaterPage go_through(Site& site, const Visitor& visitor, const Shared& all, std::size_t n) {
  const Speech say(site.sentences(), visitor.lang);
  const auto finish = [&] {
    auto json = Json::object();
    json.set("jawaban", all->answers);
    constexpr std::int64_t clocks_differ_ms = minutes(5);
    const auto off = all->sent.phone_now - visitor.now;
    if (all->clock_wrong || off > clocks_differ_ms || off < -clocks_differ_ms) json.set("jam", say("o.phone.clock", {{"jam", say.clock_time(visitor.now)}}));
    return LaterPage::ready(json_answer(json));
  };
  if (n == all->sent.acts.size()) return finish();
  const auto& act = all->sent.acts[n];
  const auto on_answer = [&site, visitor, all, n](bool photo_lost) {
    return [&site, visitor, all, n, photo_lost](const office::Answer& answer) {
      const bool go_on = note_answer(Speech(site.sentences(), visitor.lang), *all, n, answer, photo_lost);
      // What waits for the one that could not be done now waits, too: in order or not at all.
      return go_through(site, visitor, all, go_on ? n + 1 : all->sent.acts.size());
    };
  };
  const auto photo = all->photos.find(act.id);
  const bool takes_photo = act.kind == RoadAct::Kind::failed || (act.kind == RoadAct::Kind::hand_over && act.old_card);
  if (photo == all->photos.end() || !takes_photo || all->done_before[n]) return page_after(site, visitor, carry_out(site, visitor, all, act, {}), on_answer(act.has_photo && photo == all->photos.end()));
  // A photo is kept only with a stop of this courier's own run.
  Boards boards(site.office.reader());
  const auto parcel = boards.find_parcel(act.parcel);
  const auto run = boards.find_run(all->sent.run);
  const auto item = parcel && run && run->state.courier == visitor.officer->id && parcel->state.run == run->id ? boards.find_case(parcel->state.application) : std::nullopt;
  if (!item || item->state.person.empty()) return page_after(site, visitor, carry_out(site, visitor, all, act, {}), on_answer(true));
  auto asked = asked_for(visitor, act, all->sent.run);
  asked.key += "/foto";
  return page_after(site, visitor, intake::clean_and_keep(site.office, item->state.person, photo->second, asked), [&site, visitor, all, n, on_answer](const office::Answer& kept) {
    const auto* done = office::done(kept);
    // A photo that cannot be read stops no courier; one that could not be kept now comes again.
    if (office::failed(kept)) return on_answer(false)(kept);
    return page_after(site, visitor, carry_out(site, visitor, all, all->sent.acts[n], done ? done->word("document") : std::string()), on_answer(done == nullptr));
  });
}

}  // namespace

Reply phone_page(Site& site, const Visitor& visitor, const Request&, Boards&) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.road.title")), .more_style = "antar.css"});
  const auto& say = page.say;
  page.html << "<p class=\"net\" id=\"garis\" role=\"status\" hidden></p><header class=\"top\"><div class=\"wrap\"><span class=\"mark\">"_lit << say("o.road.title")
            << "</span><span class=\"num\" id=\"maju\"></span></div></header><div class=\"strip\"></div><main class=\"wrap\" id=\"isi\" tabindex=\"-1\" data-antar=\"jalan\"><p class=\"hint\">"_lit << say("o.phone.opening")
            << "</p><noscript><p>"_lit << say("o.phone.noscript") << " <a href=\"/antar\">"_lit << say("o.road.title") << "</a></p></noscript></main>"_lit;
  list_part(page);
  hand_over_part(page);
  failed_part(page);
  sentences_part(page);
  auto response = page.done_phone();
  // The one page that asks where the phone is: to find the door the next time.
  response.headers.emplace_back("Permissions-Policy", "camera=(self), microphone=(), geolocation=(self), payment=()");
  return response;
}

// GET /antar/lembar?punya=<run>.<version>: what the phone has already is not sent again.
Reply phone_sheet(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto run = run_on_the_road(boards, visitor);
  auto json = who_and_when(site, visitor);
  if (!run) {
    json.set("rute", "");
    return json_answer(json);
  }
  // What shall be taken over from another courier is counted at /antar; the phone shows the way there.
  auto version = run->id + "." + std::to_string(run->state.version);
  const auto coming = office::rest_coming(boards, *run);
  for (const auto& rest : coming) version += "." + rest.from + "." + std::to_string(rest.version);
  json.set("rute", run->id);
  json.set("versi", version);
  if (!coming.empty()) json.set("ambil", true);
  if (request.query_field("punya") == version) return json_answer(json);
  return office::open_phone_sheet(site.office, run->id, {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, run = *run, json](const office::PhoneSheetAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        auto whole = json;
        whole.set("putaran", office::rounds_of_letters);
        whole.set("titik", stops_json(site, visitor, run, std::get<office::PhoneSheet>(answer)));
        if (const auto found = office::break_of_run(site.office, site.office.reader(), run)) {
          Page page(site, visitor, {.title = {}});
          whole.set("rehat", break_json(page, *found, run.state.day));
        }
        return json_answer(whole);
      });
}

// POST /antar/sinkron: `isi` is the acts as JSON, "foto-<id>" a photo of the door, or of the old card.
Reply sync_phone(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  auto sent = read_road_acts(form.field("isi"));
  if (!sent) return json_answer(Json::object({{"salah", Json("isi")}}), 400);
  auto all = std::make_shared<Syncing>();
  all->sent = std::move(*sent);
  for (const auto& act : all->sent.acts) {
    all->done_before.push_back(office::answered_before(boards.database(), asked_for(visitor, act, all->sent.run)).has_value());
    if (const auto* file = form.find_file("foto-" + act.id); file != nullptr && act.has_photo) all->photos[act.id] = file->bytes;
  }
  return go_through(site, visitor, all, 0);
}

}  // namespace opak::web::officer
