// The evening's closing: the courier counts the bag, and a colleague counts the same (count_pages.cc).
#include "web/officer/courier_page.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {

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

// Runs whose stops are all done and whose cards nobody has counted yet; each is closed on its own page.
void runs_to_close(Page& page, Boards& boards, const views::Run& shown) {
  for (const auto& run : boards.open_runs_of(page.visitor.officer->id)) {
    if (run.id == shown.id || run.state.stage != delivery::RunStage::loaded || (!is_all_done(run) && run.state.counted_by.empty())) continue;
    note(page, Tone::warn, page.say("o.road.not_closed", {{"hari", page.say.long_day(run.state.day)}}));
    link_button(page, Href::local("/antar?rute=" + percent_encoded(run.id)), page.say("o.close.title"));
  }
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

Reply take_back_count(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return go_on(site, visitor, office::take_back_count(site.office, {std::string(request.form().field("rute"))}, asked_of(visitor, request)),
               done_path("/antar", "count_taken_back"), run_again(site, visitor, request, "batal"));
}

}  // namespace opak::web::officer
