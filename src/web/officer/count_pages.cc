// The evening's count of a courier's bag, by the second person: a colleague of any desk, at a screen of their own.
#include <utility>

#include "office/deliver.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

void counts_note(Page& page) {
  old_cards_note(page);
  Boards boards(page.site.office.reader());
  int waiting = 0;
  for (const auto& run : boards.runs_counted()) waiting += run.state.counted_by == page.visitor.actor() ? 0 : 1;
  if (waiting == 0) return;
  note(page, Tone::warn, page.say("o.count.waits_for_second", {{"n", std::to_string(waiting)}}));
  acts_begin(page);
  link_button(page, Href::fixed("/antar/hitungan"), page.say("o.count.open"));
  acts_end(page);
}

namespace officer {
namespace {

// The numbers of the cards that must lie there.
std::string cards_on_hand(Boards& boards, const views::Run& run) {
  std::string numbers;
  for (const auto& id : run.state.parcels) {
    const auto done = run.state.done.find(id);
    if (done != run.state.done.end() && done->second) continue;
    const auto parcel = boards.find_parcel(id);
    const auto item = parcel ? boards.find_case(parcel->state.application) : std::nullopt;
    if (item) numbers += (numbers.empty() ? "" : ", ") + item->state.number;
  }
  return numbers;
}

std::string old_cards_of(Boards& boards, const views::Run& run) {
  std::string numbers;
  for (const auto& card : boards.old_cards_of_run(run.id)) numbers += (numbers.empty() ? "" : ", ") + boards.number_of_parcel(card.id);
  return numbers;
}

// What each of them looked like when it was taken.
void old_card_photos(Page& page, Boards& boards, const views::Run& run) {
  bool first = true;
  for (const auto& card : boards.old_cards_of_run(run.id)) {
    if (card.state.photo.empty()) continue;
    page.html << (std::exchange(first, false) ? "<p>"_lit : " &middot; "_lit) << "<a href=\""_lit << Href::local("/kartu-lama/" + card.id + "/foto") << "\">"_lit << page.say("o.old.photo_of", {{"nomor", boards.number_of_parcel(card.id)}}) << "</a>"_lit;
  }
  if (!first) page.html << "</p>"_lit;
}

Response counts(Site& site, const Visitor& visitor, const Request* request, Boards& boards, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.count.title")), .has_errors = trouble.any(), .desk = "antar"});
  const auto& say = page.say;
  solo_begin(page);
  error_box(page, trouble.wrongs);
  page.heading(say("o.count.title"));
  if (request) done_note(page, *request);
  const auto runs = boards.runs_counted();
  if (!trouble.words.empty()) note(page, Tone::bad, trouble.words);
  if (runs.empty()) note(page, Tone::ok, say("o.count.none"));
  for (const auto& run : runs) {
    page.html << "<section class=\"box\"><h2>"_lit << say("o.count.words", {{"n", std::to_string(run.state.on_hand())}, {"hari", say.long_day(run.state.day)}}) << "</h2>"_lit;
    page.html << "<p class=\"muted\">"_lit << say("o.count.by", {{"siapa", actor_words(page, run.state.counted_by)}}) << "</p>"_lit;
    if (const auto numbers = cards_on_hand(boards, run); !numbers.empty()) page.paragraph(say("o.count.cards", {{"nomor", numbers}}));
    if (run.state.old_cards > 0) page.paragraph(say("o.count.old_cards", {{"n", std::to_string(run.state.old_cards)}, {"nomor", old_cards_of(boards, run)}}));
    old_card_photos(page, boards, run);
    if (run.state.counted_by == visitor.actor()) page.hint(say("o.count.waits"));
    else second_person_forms(page, {"/antar/hitungan/setuju", "/antar/hitungan/tidak", "rute", run.id, "o.count.confirm"}, trouble.act == run.id ? &trouble : nullptr);
    page.html << "</section>"_lit;
  }
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

Again again(Site& site, const Visitor& visitor, const std::string& run) {
  return [&site, visitor, run](const Refusal& refusal) {
    Boards boards(site.office.reader());
    return LaterPage::ready(counts(site, visitor, nullptr, boards, {.act = run, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
  };
}

}  // namespace

Reply counts_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) { return counts(site, visitor, &request, boards, {}); }

Reply confirm_count(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const std::string run(request.form().field("rute"));
  return go_on(site, visitor, office::close_run(site.office, {run}, asked_of(visitor, request)), done_path("/antar/hitungan", "run_closed"), again(site, visitor, run));
}

Reply decline_count(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const std::string run(request.form().field("rute")), reason(request.form().field("alasan"));
  const Speech say(site.sentences(), visitor.lang);
  if (reason.empty()) return counts(site, visitor, nullptr, boards, {.act = run, .words = {}, .wrongs = {{"alasan", std::string(say("o.reason_missing"))}}, .typed = typed_of(request)});
  return go_on(site, visitor, office::decline_count(site.office, {run, reason}, asked_of(visitor, request)), done_path("/antar/hitungan", "count_declined"), again(site, visitor, run));
}

}  // namespace officer
}  // namespace opak::web
