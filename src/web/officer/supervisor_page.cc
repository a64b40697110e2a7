// S1: the day in one sentence and six numbers, where work piles up, and what only a supervisor can decide.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "office/check.h"
#include "office/deliver.h"
#include "office/print.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/overdue.h"

namespace opak::web {

Overdue count_overdue(Site& site, Boards& boards, Moment now) {
  const auto& calendar = site.catalogue.city().calendar;
  const Day today = day_in_jakarta(now);
  Overdue overdue{.total = 0, .by_stage = boards.open_and_due(closing_on(calendar, today) < now ? today : today + -1)};
  for (const auto& [stage, count] : overdue.by_stage) overdue.total += count;
  return overdue;
}

namespace officer {
namespace {

using application::Act;
using application::Stage;

void sentence(Page& page, const Overdue& overdue, Boards& boards) {
  const auto& say = page.say;
  if (overdue.total == 0) {
    note(page, Tone::ok, say("o.s1.on_time"));
    return;
  }
  auto worst = std::max_element(overdue.by_stage.begin(), overdue.by_stage.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto waiting = boards.count({.stages = {Stage::waiting_blangko}});
  note(page, Tone::bad, say("o.s1.late", {{"n", std::to_string(overdue.total)}, {"m", std::to_string(worst->second)}, {"tahap", std::string(say("o.stage." + std::string(name_of(worst->first))))}}));
  const auto held = boards.count({.stages = {Stage::waiting_blangko}, .identity_check_needed = true});
  // Who was passed over waits for an officer's look, not for a box.
  const auto words = say("o.s1.blangko", {{"n", std::to_string(waiting)}});
  if (held > 0) note(page, Tone::warn, words, say("o.blangko.held", {{"n", std::to_string(held)}}));
  else if (waiting > 0) note(page, Tone::warn, words);
}

void six_numbers(Page& page, Boards& boards, const Overdue& overdue) {
  const auto& say = page.say;
  const auto today = day_in_jakarta(page.visitor.now);
  views::DayNumbers now{.day = today}, before{.day = today + -1};
  for (const auto& day : boards.day_numbers(today + -1, today)) (day.day == today ? now : before) = day;
  const auto tile = [&](std::string_view key, std::int64_t n, std::optional<std::int64_t> yesterday) {
    page.html << "<li><b class=\"num\">"_lit << say.number(n) << "</b><span>"_lit << say(key);
    if (yesterday) page.html << "<small>"_lit << say("o.s1.yesterday", {{"n", say.number(*yesterday)}}) << "</small>"_lit;
    page.html << "</span></li>"_lit;
  };
  page.html << "<ul class=\"kpi\">"_lit;
  tile("o.s1.in", now.submitted, before.submitted);
  tile("o.s1.complete", now.complete, before.complete);
  tile("o.s1.printed", now.printed, before.printed);
  tile("o.s1.delivered", now.delivered, before.delivered);
  tile("o.s1.returned", now.returned, before.returned);
  tile("o.s1.overdue", overdue.total, std::nullopt);
  page.html << "</ul>"_lit;
}

void flow(Page& page, Boards& boards) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.s1.flow") << "\"><table><caption>"_lit << say("o.s1.flow") << "</caption><thead><tr><th scope=\"col\">"_lit << say("o.s1.stage") << "</th><th class=\"n\" scope=\"col\">"_lit
       << say("o.s1.count") << "</th><th scope=\"col\">"_lit << say("o.s1.oldest") << "</th></tr></thead><tbody>"_lit;
  for (const auto stage : {Stage::submitted, Stage::returned, Stage::complete, Stage::visit_needed, Stage::print_ready, Stage::waiting_blangko, Stage::printing, Stage::printed,
                           Stage::on_the_road, Stage::attempt_failed, Stage::not_reached, Stage::pickup}) {
    const auto work = boards.work_at(stage);
    html << "<tr><th scope=\"row\">"_lit << say("o.stage." + std::string(name_of(stage))) << "</th><td class=\"n\">"_lit << say.number(work.count) << "</td><td>"_lit;
    if (work.oldest) {
      const auto& oldest = *work.oldest;
      html << "<a href=\""_lit << Href::local(check_path(oldest.state.number)) << "\" class=\"whole\">"_lit << oldest.state.number << "</a> "_lit;
      due_pill(page, oldest);
    }
    html << "</td></tr>"_lit;
  }
  html << "</tbody></table></div>"_lit;
}

// What residents said, counted together. Of very few answers one could guess whose they are, so only their number is shown.
void ratings(Page& page, Boards& boards) {
  constexpr int days_shown = 30;
  constexpr std::int64_t answers_min = 5;
  const auto& say = page.say;
  const auto today = day_in_jakarta(page.visitor.now);
  const auto said = boards.ratings(today + -(days_shown - 1), today);
  page.subheading(say("o.s1.ratings"));
  if (said.all() < answers_min) {
    page.html << "<p class=\"muted\">"_lit << say("o.s1.ratings_few", {{"n", say.number(said.all())}, {"mulai", say.number(answers_min)}}) << "</p>"_lit;
    return;
  }
  page.paragraph(say("o.s1.ratings_words", {{"n", say.number(said.all())}, {"puas", say.number(said.good)}, {"cukup", say.number(said.fair)}, {"kurang", say.number(said.poor)}}));
  if (said.asked_for_money > 0) note(page, Tone::bad, say("o.s1.ratings_money", {{"n", say.number(said.asked_for_money)}}));
}

void decisions(Page& page, Boards& boards, const Trouble& trouble) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<h2>"_lit << say("o.s1.decide") << "</h2>"_lit;
  trouble_at(page, trouble, "buka-kunci");
  std::vector<LinkRow> rows;
  std::vector<std::string> words;
  const auto disputed = boards.list({.disputed = true});
  const auto rejections = boards.list({.rejection_waits = true});
  // Where the papers still wait for their first look, the operator sees to it; here stands what nobody has in hand.
  const auto identities = boards.list({.stages = {Stage::complete, Stage::visit_needed, Stage::print_ready, Stage::waiting_blangko, Stage::printed, Stage::attempt_failed, Stage::not_reached}, .identity_check_needed = true});
  const auto alone = page.site.catalogue.city().has_one_officer() ? boards.list({.verified_alone = true}) : views::CasePage{};
  words.reserve(disputed.cases.size() + rejections.cases.size() + identities.cases.size() + alone.cases.size());
  const auto add = [&](const Case& item, std::string_view key, const std::string& path, Icon which) {
    words.push_back(std::string(say(key)) + " · " + item.state.number + " · " + service_title(page, item.state));
    rows.push_back({Href::local(path), words.back(), which});
  };
  const auto not_received = boards.cards_not_received(25);
  words.reserve(words.capacity() + not_received.size());
  for (const auto& item : not_received) {
    const auto due = item.state.dispute_by;
    words.push_back(std::string(say("o.s1.not_received")) + " · " + item.state.number + (due == Day{} ? std::string() : " · " + say(due < day_in_jakarta(page.visitor.now) ? "o.s1.call_late" : "o.s1.call_by", {{"hari", say.long_day(due)}})));
    rows.push_back({Href::local("/pimpinan/sengketa/" + item.state.number), words.back(), Icon::bell});
  }
  for (const auto& item : disputed.cases) add(item, "o.s1.dispute", "/pimpinan/sengketa/" + item.state.number, Icon::bell);
  for (const auto& item : rejections.cases) add(item, "o.s1.rejection", verify_path(item.state.number), Icon::shield);
  for (const auto& item : identities.cases) add(item, "o.s1.identity", check_path(item.state.number) + "#identitas", Icon::people);
  for (const auto& item : alone.cases) add(item, "o.s1.alone", check_path(item.state.number), Icon::people);
  const auto left_open = boards.runs_left_open(day_in_jakarta(page.visitor.now));
  std::vector<std::string> open_words;
  open_words.reserve(left_open.size());
  for (const auto& run : left_open) {
    open_words.push_back(say("o.s1.run_left_open", {{"kurir", actor_words(page, "officer/" + run.state.courier)}, {"hari", say.long_day(run.state.day)}, {"n", std::to_string(run.state.parcels.size() - run.state.done.size())}}));
    rows.push_back({Href::local("/antaran/rencana#rute-terbuka"), open_words.back(), Icon::bell});
  }
  const auto stock = boards.find_stock(page.site.catalogue.city().code);
  const auto asks = stock ? std::count_if(stock->waiting.begin(), stock->waiting.end(), [&](const auto& ask) { return ask.by != page.visitor.actor(); }) : 0;
  const auto asks_words = say("o.s1.stock_asks", {{"n", std::to_string(asks)}});
  if (asks > 0) rows.push_back({Href::fixed("/blangko"), asks_words, Icon::card});
  const auto locked = boards.locked_parcels();
  const auto in_drawer = boards.count_old_cards(oldcard::CardStage::drawer), carried = boards.count_old_cards(oldcard::CardStage::carried);
  const auto old_words = say("o.old.row", {{"laci", say.number(in_drawer)}, {"dibawa", say.number(carried)}});
  rows.push_back({Href::fixed("/pimpinan/pesan"), say("o.messages.title"), Icon::bubble});
  if (in_drawer + carried > 0) rows.push_back({Href::fixed("/kartu-lama"), old_words, Icon::card});
  if (rows.empty() && locked.empty()) note(page, Tone::ok, say("o.s1.nothing"));
  rows.push_back({Href::fixed("/petugas/beban"), say("o.load.title"), Icon::people});
  links(page, rows);
  for (const auto& parcel : locked) {
    const auto item = boards.find_case(parcel.state.application);
    if (!item) continue;
    html << "<section class=\"box\"><p>"_lit << say("o.s1.locked", {{"nomor", item->state.number}}) << "</p>"_lit;
    form_begin(page, "/pimpinan/buka-kunci");
    hidden(page, "paket", parcel.id);
    button(page, say("o.s1.unlock"), Weight::second);
    form_end(page);
    html << "</section>"_lit;
  }
}

Response whole_page(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.s1.title")), .has_errors = trouble.any(), .desk = "pimpinan"});
  const auto overdue = count_overdue(site, boards, visitor.now);
  solo_begin(page);
  page.heading(page.say("o.s1.title"));
  greeting(page);
  counts_note(page);
  calls_note(page);
  if (request) done_note(page, *request);
  sentence(page, overdue, boards);
  six_numbers(page, boards, overdue);
  page.html << "<div class=\"split\"><div>"_lit;
  decisions(page, boards, trouble);
  page.html << "</div><div>"_lit;
  flow(page, boards);
  ratings(page, boards);
  page.html << "</div></div>"_lit;
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? 200 : 409);
}

bool is_not_received(const application::State& state) { return state.stage == Stage::delivered && state.dispute_what == "not_received"; }

// Who handed the card over, when and how sure: what the call is about.
void proof(Page& page, const application::State& state) {
  const auto& say = page.say;
  const auto found = office::proof_of_hand_over(page.site.office.reader(), state.parcel);
  if (!found) return;
  page.subheading(say("o.proof.title"));
  summary_begin(page);
  summary_row(page, Row{.question = say("o.proof.by"), .answer = actor_words(page, found->by)});
  summary_row(page, Row{.question = say("o.proof.when"), .answer = say.long_moment(found->done_at.ms > 0 ? found->done_at : found->at)});
  if (found->done_at.ms > 0 || found->clock_wrong) summary_row(page, Row{.question = say("o.proof.written"), .answer = say.long_moment(found->at) + (found->clock_wrong ? ". " + std::string(say("o.proof.clock_wrong")) : std::string())});
  summary_row(page, Row{.question = say("o.proof.where"), .answer = say(found->run.empty() ? "o.proof.counter" : "o.proof.door")});
  summary_row(page, Row{.question = say("o.proof.to"), .answer = say("o.receiver." + found->receiver)});
  summary_row(page, Row{.question = say("o.proof.how"), .answer = say(found->weak ? "o.proof.weak" : "o.proof.strong")});
  if (!found->run.empty() && page.visitor.has_any({access::Role::supervisor})) summary_row(page, Row{.question = say("o.proof.run"), .answer = found->run});
  summary_end(page);
  if (state.dispute_by != Day{}) note(page, Tone::warn, say("o.proof.call_by", {{"hari", say.long_day(state.dispute_by)}}));
}

LaterPage show_dispute(Site& site, const Visitor& visitor, std::string number, Trouble trouble) {
  const auto item = web::find_case(*std::make_unique<Boards>(site.office.reader()), number);
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  return with_file(site, visitor, {item->id, "settle_dispute"}, {.actor = visitor.actor(), .roles = visitor.officer->roles}, [&site, visitor, item, trouble](const office::FileOpened& file) {
    Boards boards(site.office.reader());
    Page page(site, visitor, {.title = item->state.number, .has_errors = trouble.any(), .desk = "pimpinan"});
    const auto& say = page.say;
    solo_begin(page);
    error_box(page, trouble.wrongs);
    page.html << "<p class=\"step\">"_lit << item->state.number << " &middot; "_lit << service_title(page, item->state) << "</p><h1>"_lit << say("o.settle.title") << " "_lit;
    stage_pill(page, item->state);
    page.html << "</h1>"_lit;
    if (item->state.disputed) note(page, Tone::bad, say("o.banner.disputed"), say("o.banner.disputed_" + item->state.dispute_what));
    const bool not_received = is_not_received(item->state);
    if (not_received) proof(page, item->state);
    comparison_table(page, file.comparisons);
    facts(page, *item, file);
    trouble_at(page, trouble, "putus");
    if (const auto refusal = why_not_mine(site, visitor, item->state, Act::settle_dispute)) {
      note(page, Tone::info, say(*refusal));
    } else {
      form_begin(page, "/pimpinan/sengketa/" + item->state.number);
      std::vector<Choice> verdicts;
      if (not_received)
        for (const auto outcome : application::outcomes_of_not_received) verdicts.push_back({outcome, say("o.settle." + std::string(outcome)), say("o.settle." + std::string(outcome) + "_hint")});
      else verdicts = {{"genuine", say("o.settle.genuine"), say("o.settle.genuine_hint")}, {"not_genuine", say("o.settle.not_genuine"), say("o.settle.not_genuine_hint")}};
      pick_one(page, "putusan", say("o.settle.verdict"), verdicts, typed(trouble.typed, "putusan"), {}, wrong_of(trouble.wrongs, "putusan"));
      const std::vector<Choice> ways{{"called_known_number", say("o.reason.called_known_number")}, {"video_call", say("o.reason.video_call")}, {"seen_in_person", say("o.reason.seen_in_person")}, {"rt_rw_confirmed", say("o.reason.rt_rw_confirmed")}};
      pick_one(page, "cara", say("o.identity.how"), ways, typed(trouble.typed, "cara"), {}, wrong_of(trouble.wrongs, "cara"));
      acts_begin(page);
      button(page, say("o.settle.send"));
      acts_end(page);
      form_end(page);
    }
    trail(page, boards, *item);
    solo_end(page);
    return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
  });
}

}  // namespace

Reply supervisor_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return whole_page(site, visitor, &request, boards, {}); }

Reply settle_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_dispute(site, visitor, request.matched[0], {}); }

// A filing that was not theirs also takes its printed card out of the world.
Reply settle_dispute(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto& form = request.form();
  std::vector<Wrong> wrongs;
  const auto verdict = form.field("putusan");
  const auto& outcomes = application::outcomes_of_not_received;
  const bool is_outcome = is_not_received(item->state) && std::find(std::begin(outcomes), std::end(outcomes), verdict) != std::end(outcomes);
  if (is_not_received(item->state) ? !is_outcome : verdict != "genuine" && verdict != "not_genuine") wrongs.push_back({"putusan", std::string(say("o.settle.verdict_missing"))});
  if (form.field("cara").empty()) wrongs.push_back({"cara", std::string(say("o.identity.how_missing"))});
  if (!wrongs.empty()) return show_dispute(site, visitor, request.matched[0], {.act = "putus", .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
  const auto asked = asked_of(visitor, request);
  office::SettleDispute wish{item->id, std::string(form.field("cara")), verdict == "genuine" || is_outcome, is_outcome ? std::string(verdict) : std::string()};
  const auto again = [&site, visitor, number = request.matched[0], fields = typed_of(request)](const Refusal& refusal) {
    return show_dispute(site, visitor, number, {.act = "putus", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
  return page_after(site, visitor, office::settle_dispute(site.office, std::move(wish), asked), [&site, visitor, item, asked, again](const office::Answer& answer) -> LaterPage {
    if (const auto* failure = office::failed(answer)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(answer)) return again(*refusal);
    const auto there = done_path("/pimpinan", "settled", item->state.number);
    if (office::done(answer)->word("card_to_void").empty()) return LaterPage::ready(see_other(there));
    const auto key = asked.key.empty() ? std::string() : asked.key + "/card";
    return std::get<LaterPage>(go_on(site, visitor, office::void_card(site.office, {item->id, "not_genuine"}, {.actor = asked.actor, .roles = asked.roles, .key = key}), there, again));
  });
}

Reply unlock_secret(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, office::unlock_secret(site.office, {std::string(request.form().field("paket"))}, asked_of(visitor, request)), done_path("/pimpinan", "unlocked"),
               [&site, visitor](const Refusal& refusal) {
                 Boards boards(site.office.reader());
                 return LaterPage::ready(whole_page(site, visitor, nullptr, boards, {.act = "buka-kunci", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
               });
}

}  // namespace officer
}  // namespace opak::web
