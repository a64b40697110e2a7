// O5: the verifier decides, with the register's answer beside it. Who entered a file or looked at it before never verifies it.
#include "base/text.h"
#include "office/check.h"
#include "office/own_data.h"
#include "web/officer/check_view.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

using application::Act;
using application::Stage;

void reason_shown(Page& page, const Refusal& refusal) { page.html << "<p class=\"muted\">"_lit << page.say(refusal) << "</p>"_lit; }

void register_answer(Page& page, const office::FileOpened& file) {
  const auto& say = page.say;
  page.subheading(say("o.register"));
  if (!file.register_answers) {
    note(page, Tone::warn, say("o.match.silent"));
  } else {
    summary_begin(page);
    summary_row(page, Row{.question = say("o.register.asked"), .answer = page.say.clock_time(page.visitor.now)});
    summary_row(page, Row{.question = say("o.register.known"), .answer = say(file.register_knows ? "o.yes" : "o.no")});
    summary_end(page);
  }
  for (const auto& warning : file.warnings) note(page, Tone::warn, say.has(warning) ? std::string(say(warning)) : say(Refusal{warning}));
  if (file.register_answers && file.register_knows && file.warnings.empty()) note(page, Tone::ok, say("o.register.clear"));
  acts_begin(page);
  link_button(page, Href::local(page.visitor.path), say("o.register.again"));
  acts_end(page);
}

void approve_form(Page& page, const Case& item, const office::FileOpened& file, const Trouble& trouble) {
  const auto& say = page.say;
  if (!item.state.rejection_by.empty()) return;  // First the proposed rejection is confirmed or turned down; its own box says how.
  page.subheading(say("o.verify.decide"));
  trouble_at(page, trouble, "setujui");
  if (const auto refusal = why_not_mine(page.site, page.visitor, item.state, Act::verify)) {
    reason_shown(page, *refusal);
    return;
  }
  form_begin(page, verify_path(item.state.number) + "/setujui");
  for (const auto& line : file.comparisons) {
    if (line.verdict != "similar" && line.verdict != "differs") continue;
    const auto name = "temuan-" + line.field;
    tick(page, name, say("o.verify.finding", {{"isian", std::string(say("o.field." + line.field))}}), typed(trouble.typed, name) == "ya", {}, wrong_of(trouble.wrongs, name));
  }
  acts_begin(page);
  page.html << "<button class=\"btn\" data-key=\"b\">"_lit << say("o.verify.approve") << " <kbd>b</kbd></button>"_lit;
  acts_end(page);
  form_end(page);
}

void visit_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  if (application::why_not(item.state, Act::ask_visit)) return;
  page.html << "<details><summary>"_lit << say("o.verify.visit") << "</summary>"_lit;
  trouble_at(page, trouble, "hadir");
  form_begin(page, verify_path(item.state.number) + "/hadir");
  const std::vector<Choice> whys{{"no_biometrics", say("o.reason.no_biometrics")}, {"photo_changed", say("o.reason.photo_changed")}};
  pick_one(page, "sebab", say("o.verify.visit_why"), whys, typed(trouble.typed, "sebab"), {}, wrong_of(trouble.wrongs, "sebab"));
  button(page, say("o.verify.visit"), Weight::second);
  form_end(page);
  page.html << "</details>"_lit;
}

void send_back_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  if (application::why_not(item.state, Act::send_back)) return;
  page.html << "<details><summary>"_lit << say("o.verify.back") << "</summary>"_lit;
  trouble_at(page, trouble, "operator");
  form_begin(page, verify_path(item.state.number) + "/operator");
  const std::vector<Choice> whys{{"look_again", say("o.reason.look_again")}, {"paper_doubtful", say("o.reason.paper_doubtful")}, {"data_differs", say("o.reason.data_differs")}};
  pick_one(page, "alasan", say("o.verify.back_why"), whys, typed(trouble.typed, "alasan"), {}, wrong_of(trouble.wrongs, "alasan"));
  button(page, say("o.verify.back"), Weight::second);
  form_end(page);
  page.html << "</details>"_lit;
}

void rejection_part(Page& page, const Case& item, const office::FileOpened& file, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  if (state.rejection_by.empty() || state.stage == Stage::rejected) {
    if (application::may(state, Act::propose_rejection)) {
      acts_begin(page);
      link_button(page, Href::local(check_path(state.number) + "?mau=tolak#tolak"), say("o.act.reject"));
      acts_end(page);
    }
    return;
  }
  page.html << "<section class=\"box\" id=\"penolakan\">"_lit;
  page.subheading(say("o.reject.waits"));
  const auto* service = service_of(page.site, state);
  const auto* rule = service ? service->find_rejection_reason(state.rejection_rule) : nullptr;
  summary_begin(page);
  summary_row(page, Row{.question = say("o.reject.by"), .answer = actor_words(page, state.rejection_by)});
  if (rule) summary_row(page, Row{.question = say("o.reject.rule"), .answer = std::string(say(rule->title)) + " (" + rule->rule + ")"});
  summary_row(page, say("o.reject.words"), file.rejection_words);
  summary_end(page);
  trouble_at(page, trouble, "penolakan");
  if (const auto refusal = why_not_mine(page.site, page.visitor, item.state, Act::confirm_rejection)) reason_shown(page, *refusal);
  else button_form(page, verify_path(state.number) + "/tolak", say("o.reject.confirm"), Weight::danger);
  if (application::may(state, Act::decline_rejection)) button_form(page, verify_path(state.number) + "/jangan-tolak", say("o.reject.decline"), Weight::second);
  page.html << "</section>"_lit;
}

void legal_base(Page& page, const application::State& state) {
  const auto* service = service_of(page.site, state);
  if (service == nullptr) return;
  page.html << "<details><summary>"_lit << page.say("o.verify.rules") << "</summary><ul class=\"small\">"_lit;
  for (const auto& base : service->legal_base) page.html << "<li><b>"_lit << base.law << "</b> "_lit << page.say(base.says) << "</li>"_lit;
  page.html << "</ul></details>"_lit;
}

Response whole_page(Site& site, const Visitor& visitor, Boards& boards, const Case& item, const Trouble& trouble, const office::FileOpened& file) {
  Page page(site, visitor, {.title = item.state.number, .has_errors = trouble.any(), .desk = "kotak"});
  const auto& say = page.say;
  Inbox inbox{.tab = Tab::verify, .current = item.id};
  page.html << "<div class=\"panes file\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\"><p class=\"step\">"_lit << item.state.number << " &middot; "_lit << service_title(page, item.state) << "</p><h1>"_lit
            << vault::field_of(file.person, "name") << " "_lit;
  stage_pill(page, item.state);
  due_pill(page, item);
  page.html << "</h1>"_lit;
  error_box(page, trouble.wrongs);
  if (item.state.disputed) note(page, Tone::bad, say("o.banner.disputed"), say("o.banner.disputed_" + item.state.dispute_what));
  if (file.erased) note(page, Tone::info, say("o.file.erased"));
  page.subheading(say("o.verify.found"));
  if (item.state.accepted_by.empty()) page.paragraph(say("o.verify.not_checked"));
  else page.paragraph(say("o.verify.checked_by", {{"siapa", actor_words(page, item.state.accepted_by)}, {"hari", page.say.long_day(day_in_jakarta(item.state.complete_at))}}));
  comparison_table(page, file.comparisons);
  page.subheading(say("glossary.documents"));
  page.html << "<div class=\"thumbs\">"_lit;
  for (const auto& [paper, document] : item.state.papers)
    page.html << "<a href=\""_lit << Href::local(check_path(item.state.number) + "?berkas=" + paper) << "\"><img loading=\"lazy\" src=\""_lit
              << Href::local("/petugas/berkas/" + item.id + "/" + paper + "?d=" + document) << "\" alt=\"\"><span>"_lit
              << reason_words(page, item.state, paper) << "</span></a>"_lit;
  page.html << "</div>"_lit;
  for (const auto& [paper, document] : item.state.papers) {
    if (file.erased) break;
    page.html << "<details><summary>"_lit << say("o.read.of_paper", {{"berkas", checking::paper_title(page, item.state, paper)}}) << "</summary>"_lit;
    checking::reading_of_paper(page, item, paper, file);
    page.html << "</details>"_lit;
  }
  acts_begin(page);
  if (item.state.papers.size() > 1) checking::key_link(page, check_path(item.state.number) + "?banding=ya", say("o.paper.beside"), "d");
  if (application::may(item.state, Act::lay_aside)) checking::key_link(page, check_path(item.state.number) + "?mau=tunda#tunda", say("o.act.lay_aside"), "s");
  acts_end(page);
  facts(page, item, file);
  trail(page, boards, item);
  page.html << "</main><aside class=\"pane\" aria-label=\""_lit << say("o.verify.decide") << "\">"_lit;
  register_answer(page, file);
  checking::identity_note(page, boards, item);
  approve_form(page, item, file, trouble);
  rejection_part(page, item, file, trouble);
  visit_form(page, item, trouble);
  send_back_form(page, item, trouble);
  if (item.state.needs_identity_check()) {
    note(page, Tone::warn, say("o.stage.identity"));
    acts_begin(page);
    link_button(page, Href::local(check_path(item.state.number) + "#identitas"), say("o.identity.title"));
    acts_end(page);
  }
  legal_base(page, item.state);
  page.html << "</aside></div>"_lit;
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

LaterPage show(Site& site, const Visitor& visitor, std::string number, Trouble trouble) {
  Boards boards(site.office.reader());
  const auto item = web::find_case(boards, number);
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  const auto purpose = open_purpose(boards, item->id, visitor);
  if (!purpose) return LaterPage::ready(see_other(check_path(item->state.number)));  // There the purpose is asked.
  return with_file(site, visitor, {item->id, *purpose}, {.actor = visitor.actor(), .roles = visitor.officer->roles},
                   [&site, visitor, item, trouble = std::move(trouble)](const office::FileOpened& file) {
                     Boards fresh(site.office.reader());
                     return whole_page(site, visitor, fresh, *item, trouble, file);
                   });
}

Again again_at(Site& site, const Visitor& visitor, const Request& request, std::string act) {
  return [&site, visitor, act = std::move(act), number = request.matched[0], fields = typed_of(request)](const Refusal& refusal) {
    return show(site, visitor, number, {.act = act, .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
}

LaterPage wrong_at(Site& site, const Visitor& visitor, const Request& request, std::string act, std::vector<Wrong> wrongs) {
  return show(site, visitor, request.matched[0], {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

}  // namespace

Reply verify_list(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const bool rejections = request.query_field("t") == "tolak";
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.inbox.verify")), .desk = "kotak"});
  const auto& say = page.say;
  Inbox inbox{.tab = Tab::verify, .page_number = std::min(whole_number(request.query_field("hal"), 0), 10'000)};
  page.html << "<div class=\"panes two next-first\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  page.heading(say("o.inbox.verify"));
  greeting(page);
  counts_note(page);
  done_note(page, request);
  auto first = inbox_cases(visitor, boards, inbox);
  // Who was asked to come is not here yet, and a rejection waits for its second person.
  std::erase_if(first.cases, [&](const Case& each) { return each.state.stage != Stage::complete || why_not_mine(site, visitor, each.state, Act::verify); });
  if (!rejections && !first.cases.empty()) {
    const auto& item = first.cases.front();
    page.html << "<section class=\"stop next\"><p class=\"step\">"_lit << say("o.next") << " &middot; "_lit << item.state.number << "</p><h2>"_lit
              << service_title(page, item.state) << " "_lit;
    due_pill(page, item);
    page.html << "</h2>"_lit;
    form_begin(page, "/petugas/buka");
    hidden(page, "nomor", item.state.number);
    hidden(page, "tujuan", "verify");
    page.html << "<button class=\"btn\" data-key=\"Enter\">"_lit << say("o.next.open") << " <kbd>Enter</kbd></button>"_lit;
    form_end(page);
    page.html << "</section>"_lit;
  } else if (!rejections) {
    note(page, Tone::ok, say("o.next.none"));
  }
  page.subheading(say("o.reject.list"));
  const auto waiting = boards.list({.rejection_waits = true});
  if (waiting.cases.empty()) page.html << "<p class=\"muted\">"_lit << say("o.reject.none") << "</p>"_lit;
  std::vector<LinkRow> rows;
  std::vector<std::string> words;
  words.reserve(waiting.cases.size());
  for (const auto& item : waiting.cases) {
    words.push_back(item.state.number + " · " + reason_words(page, item.state, item.state.rejection_rule) + " · " + actor_words(page, item.state.rejection_by));
    rows.push_back({Href::local(verify_path(item.state.number)), words.back(), Icon::shield});
  }
  links(page, rows);
  page.html << "</main></div>"_lit;
  return page.done_staff();
}

Reply verify_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show(site, visitor, request.matched[0], {}); }

Reply verify_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  // Nobody approves what they have not seen: the page asks what it is opened for, and that stands in the book.
  if (!open_purpose(boards, item->id, visitor)) return see_other(verify_path(item->state.number));
  office::Verify wish{item->id, {}};
  for (const auto& [name, value] : request.form().fields)
    if (name.starts_with("temuan-") && value == "ya") wish.findings.push_back(name.substr(7));
  return go_on(site, visitor, office::verify(site.office, std::move(wish), asked_of(visitor, request)), done_path("/petugas/verifikasi", "verified", item->state.number),
               again_at(site, visitor, request, "setujui"));
}

Reply ask_visit(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const std::string why(request.form().field("sebab"));
  if (why != "no_biometrics" && why != "photo_changed")
    return wrong_at(site, visitor, request, "hadir", {{"sebab", std::string(Speech(site.sentences(), visitor.lang)("o.reason_missing"))}});
  return go_on(site, visitor, office::ask_visit(site.office, {item->id, why}, asked_of(visitor, request)), done_path("/petugas/verifikasi", "visit", item->state.number),
               again_at(site, visitor, request, "hadir"));
}

Reply send_back_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const std::string why(request.form().field("alasan"));
  if (why != "look_again" && why != "paper_doubtful" && why != "data_differs")
    return wrong_at(site, visitor, request, "operator", {{"alasan", std::string(Speech(site.sentences(), visitor.lang)("o.reason_missing"))}});
  return go_on(site, visitor, office::send_back(site.office, {item->id, why}, asked_of(visitor, request)), done_path("/petugas/verifikasi", "sent_back", item->state.number),
               again_at(site, visitor, request, "operator"));
}

Reply confirm_rejection(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  if (!open_purpose(boards, item->id, visitor)) return see_other(verify_path(item->state.number));
  return go_on(site, visitor, office::confirm_rejection(site.office, {item->id}, asked_of(visitor, request)),
               done_path("/petugas/verifikasi", "rejected", item->state.number), again_at(site, visitor, request, "penolakan"));
}

Reply decline_rejection(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  if (!open_purpose(boards, item->id, visitor)) return see_other(verify_path(item->state.number));
  return go_on(site, visitor, office::decline_rejection(site.office, {item->id}, asked_of(visitor, request)),
               done_path("/petugas/verifikasi", "rejection_declined", item->state.number), again_at(site, visitor, request, "penolakan"));
}

}  // namespace opak::web::officer
