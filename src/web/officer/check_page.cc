// O3: an operator looks at the papers beside what the register says. Nothing is shown before the opening is in the book.
#include "base/text.h"
#include "intake/conversations.h"
#include "office/check.h"
#include "office/own_data.h"
#include "web/officer/check_view.h"
#include "web/resident/resident.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web::officer {
namespace {

using namespace checking;
using application::Act;

void middle_head(Page& page, const Case& item, const Opened<std::string>& name) {
  auto& html = page.html;
  html << "<p class=\"step\">"_lit << item.state.number << " &middot; "_lit << service_title(page, item.state) << " &middot; "_lit
       << page.say("o.channel." + item.state.channel) << "</p><h1>"_lit << name << " "_lit;
  stage_pill(page, item.state);
  due_pill(page, item);
  html << "</h1>"_lit;
}

// How the talk with whoever filed this ended, for the desks that answer talks; the whole of it is one press away.
void talk_beside_file(Page& page, const Case& item) {
  constexpr int lines_shown = 6;
  const auto lines = intake::last_lines(page.site.office, page.site.office.reader(), item.state.contact, lines_shown, {.actor = page.visitor.actor(), .roles = page.visitor.officer->roles});
  if (lines.empty()) return;
  page.html << "<section>"_lit;
  page.subheading(page.say("o.talk.title"));
  chat_lines(page, item.state.contact, lines);
  page.html << "<p><a href=\""_lit << Href::local(talk_path(item.state.contact)) << "\">"_lit << page.say("o.talk.whole") << "</a></p></section>"_lit;
}

Response whole_page(Site& site, const Visitor& visitor, Boards& boards, const Case& item, View view, const Inbox& inbox, const Trouble& trouble,
                    const office::FileOpened& file, const std::string& done) {
  Page page(site, visitor, {.title = item.state.number, .has_errors = trouble.any(), .desk = "kotak"});
  const auto& say = page.say;
  if (!item.state.papers.contains(view.paper)) view.paper = item.state.papers.empty() ? "" : item.state.papers.begin()->first;
  page.html << "<div class=\"panes file\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  middle_head(page, item, vault::field_of(file.person, "name"));
  error_box(page, trouble.wrongs);
  if (file.erased) note(page, Tone::info, say("o.file.erased"));
  else paper_table(page, item, view);
  if (!file.erased && !item.state.papers.empty()) reading_of_paper(page, item, view.paper, file);
  facts(page, item, file);
  if (!is_empty(file.return_words)) {
    page.subheading(say("o.return.last"));
    page.html << "<blockquote class=\"bubble\">"_lit << file.return_words << "</blockquote>"_lit;
  }
  if (!file.erased) talk_beside_file(page, item);
  page.html << "</main><aside class=\"pane\" aria-label=\""_lit << say("o.check.aside") << "\">"_lit;
  if (!done.empty() && say.has("o.done." + done)) note(page, Tone::ok, say("o.done." + done, {{"nomor", item.state.number}}));
  trouble_at(page, trouble, "lanjut");
  banners(page, boards, item);
  page.subheading(say("o.match"));
  // Of somebody erased the register was not even asked.
  if (file.erased) note(page, Tone::info, say("o.file.erased"));
  else if (!file.register_answers) note(page, Tone::warn, say("o.match.silent"));
  else if (!file.register_knows) note(page, Tone::warn, say("o.match.unknown"));
  comparison_table(page, file.comparisons);
  for (const auto& warning : file.warnings) note(page, Tone::warn, say.has(warning) ? std::string(say(warning)) : say(Refusal{warning}));
  open_form(page, item, view, trouble);
  // Who they are comes before what they sent: it must be known before anything is printed.
  identity_form(page, item, trouble);
  checklist_and_accept(page, item, view, trouble);
  reply_form(page, item, trouble);
  holding(page, item);
  trail(page, boards, item);
  page.html << "</aside></div>"_lit;
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

// Before anything is shown: for what? The answer stands for half an hour.
Response ask_purpose(Site& site, const Visitor& visitor, Boards& boards, const Case& item, const Inbox& inbox) {
  Page page(site, visitor, {.title = item.state.number, .desk = "kotak"});
  const auto& say = page.say;
  page.html << "<div class=\"panes two file\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  middle_head(page, item, office::masked_name_of(site.office, boards.database(), item).value_or(Opened<std::string>()));
  page.paragraph(say("o.open.why"));
  form_begin(page, "/petugas/buka");
  hidden(page, "nomor", item.state.number);
  std::vector<Choice> purposes;
  if (visitor.has_any({access::Role::operator_})) purposes.push_back({"check_papers", say("o.purpose.check_papers")});
  if (visitor.has_any({access::Role::verifier})) purposes.push_back({"verify", say("o.purpose.verify")});
  if (visitor.has_any({access::Role::supervisor})) purposes.push_back({"settle_dispute", say("o.purpose.settle_dispute")});
  purposes.push_back({"help", say("o.purpose.help")});
  pick_one(page, "tujuan", say("o.open.purpose"), purposes, purposes.front().value);
  acts_begin(page);
  page.html << "<button class=\"btn\" data-key=\"Enter\">"_lit << say("o.open.open") << " <kbd>Enter</kbd></button>"_lit;
  acts_end(page);
  form_end(page);
  page.html << "</main></div>"_lit;
  return page.done_staff();
}

LaterPage show(Site& site, const Visitor& visitor, std::string number, View view, Inbox inbox, Trouble trouble, std::string done = {}) {
  Boards boards(site.office.reader());
  const auto item = web::find_case(boards, number);
  if (!item) return LaterPage::ready(error_page(site, visitor, 404));
  const auto purpose = open_purpose(boards, item->id, visitor);
  inbox.current = item->id;
  if (!purpose) return LaterPage::ready(ask_purpose(site, visitor, boards, *item, inbox));
  return with_file(site, visitor, {item->id, *purpose}, {.actor = visitor.actor(), .roles = visitor.officer->roles},
                   [&site, visitor, item, view = std::move(view), inbox = std::move(inbox), trouble = std::move(trouble), done = std::move(done)](const office::FileOpened& file) {
                     Boards fresh(site.office.reader());
                     return whole_page(site, visitor, fresh, *item, view, inbox, trouble, file, done);
                   });
}

std::vector<application::Ask> asks_of(const net::Form& form) { return chosen_asks(form.field("lagi"), form.field("alasan"), form.field("untuk")); }

Again again_at(Site& site, const Visitor& visitor, const Request& request, std::string act, std::string want) {
  auto view = view_of(request);
  view.want = std::move(want);
  view.paper = request.form().field("berkas");
  view.asks = asks_of(request.form());
  Inbox inbox = inbox_of(request, visitor);
  return [&site, visitor, view, inbox, act = std::move(act), number = request.matched[0], fields = typed_of(request)](const Refusal& refusal) {
    const Speech say(site.sentences(), visitor.lang);
    return show(site, visitor, number, view, inbox, {.act = act, .words = say(refusal), .wrongs = {}, .typed = fields});
  };
}

// Shows the page again with what is wrong in a form that never went to the office.
LaterPage wrong_at(Site& site, const Visitor& visitor, const Request& request, std::string act, std::string want, std::vector<Wrong> wrongs) {
  auto view = view_of(request);
  view.want = std::move(want);
  view.paper = request.form().field("berkas");
  view.asks = asks_of(request.form());
  return show(site, visitor, request.matched[0], view, inbox_of(request, visitor), {.act = std::move(act), .words = {}, .wrongs = std::move(wrongs), .typed = typed_of(request)});
}

}  // namespace

Reply open_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto& form = request.form();
  const auto item = web::find_case(boards, form.field("nomor"));
  if (!item) return error_page(site, visitor, 404);
  const std::string purpose(form.field("tujuan").empty() ? "check_papers" : form.field("tujuan"));
  const bool takes = form.field("ambil") == "ya" && office::assigned_to(boards.database(), item->id).empty();
  const auto there = purpose == "verify" ? verify_path(item->state.number) : check_path(item->state.number);
  const auto asked = asked_of(visitor, request);
  const auto opened = with_file(site, visitor, {item->id, purpose}, asked, [there](const office::FileOpened&) { return see_other(there); });
  if (!takes) return opened;
  LaterPage page;
  opened.when_ready([&site, page, asked, id = item->id](const Response& response) {
    // Who opens what nobody holds, holds it. Were it taken meanwhile, the page says by whom.
    office::assign(site.office, {id, asked.actor.substr(8)}, {.actor = asked.actor, .roles = asked.roles}).when_ready([page, response](const office::Answer&) { page.answer(response); });
  });
  return page;
}

Reply check_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  return show(site, visitor, request.matched[0], view_of(request), inbox_of(request, visitor), {}, request.query_field("beres"));
}

Reply accept_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  std::vector<Wrong> wrongs;
  for (const auto& [paper, document] : item->state.papers)
    if (request.form().field("cek-" + paper) != "ya") wrongs.push_back({"cek-" + paper, say("o.check.tick_first", {{"berkas", web::paper_title(site, say, item->state.service, paper)}})});
  if (!wrongs.empty() && application::may(item->state, Act::accept_papers)) return wrong_at(site, visitor, request, "terima", "", std::move(wrongs));
  return go_on(site, visitor, office::accept_papers(site.office, {item->id}, asked_of(visitor, request)), done_path("/petugas", "accepted", item->state.number),
               again_at(site, visitor, request, "terima", ""));
}

Reply return_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const auto words = trimmed(form.field("kata"));
  if (words.empty()) {
    const Speech say(site.sentences(), visitor.lang);
    return wrong_at(site, visitor, request, "kembalikan", "perbaikan", {{"kata", std::string(say("o.return.words_missing"))}});
  }
  if (form.field("lihat") == "ya") return wrong_at(site, visitor, request, "kembalikan", "perbaikan", {});
  const auto* service = service_of(site, item->state);
  auto asks = asks_of(form);
  if (asks.empty()) return again_at(site, visitor, request, "kembalikan", "perbaikan")(Refusal{"office.reason_unknown"});
  for (auto& ask : asks)
    if (service == nullptr || !service->find_paper(ask.paper)) ask.paper.clear();
  office::ReturnForFix wish{item->id, asks.front().reason, asks.front().paper, Personal<std::string>(words), {asks.begin() + 1, asks.end()}};
  return go_on(site, visitor, office::return_for_fix(site.office, std::move(wish), asked_of(visitor, request)), done_path("/petugas", "returned", item->state.number),
               again_at(site, visitor, request, "kembalikan", "perbaikan"));
}

Reply reject_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  const auto* service = service_of(site, item->state);
  std::vector<Wrong> wrongs;
  if (service == nullptr || !service->find_rejection_reason(form.field("aturan"))) wrongs.push_back({"aturan", std::string(say("o.reject.rule_missing"))});
  if (trimmed(form.field("sebab")).empty()) wrongs.push_back({"sebab", std::string(say("o.reject.words_missing"))});
  if (!wrongs.empty()) return wrong_at(site, visitor, request, "tolak", "tolak", std::move(wrongs));
  office::ProposeRejection wish{item->id, std::string(form.field("aturan")), Personal<std::string>(trimmed(form.field("sebab")))};
  return go_on(site, visitor, office::propose_rejection(site.office, std::move(wish), asked_of(visitor, request)),
               done_path("/petugas", "rejection_proposed", item->state.number), again_at(site, visitor, request, "tolak", "tolak"));
}

Reply pass_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const auto staff = access::find_staff(boards.database(), request.form().field("kepada"));
  if (!staff || !staff->active) {
    const Speech say(site.sentences(), visitor.lang);
    return wrong_at(site, visitor, request, "alihkan", "alihkan", {{"kepada", std::string(say("o.pass.whom"))}});
  }
  return go_on(site, visitor, office::assign(site.office, {item->id, staff->id}, asked_of(visitor, request)), done_path("/petugas", "passed", item->state.number),
               again_at(site, visitor, request, "alihkan", "alihkan"));
}

Reply lay_aside_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto& form = request.form();
  const std::string why(form.field("sebab_tunda"));
  const auto until = parse_iso_day(form.field("sampai"));
  std::vector<Wrong> wrongs;
  if (std::find(office::aside_reasons.begin(), office::aside_reasons.end(), why) == office::aside_reasons.end()) wrongs.push_back({"sebab_tunda", std::string(say("o.reason_missing"))});
  if (!until) wrongs.push_back({"sampai", std::string(say("o.aside.until_missing"))});
  if (!wrongs.empty()) return wrong_at(site, visitor, request, "tunda", "tunda", std::move(wrongs));
  return go_on(site, visitor, office::lay_aside(site.office, {item->id, why, *until}, asked_of(visitor, request)), done_path("/petugas", "laid_aside", item->state.number),
               again_at(site, visitor, request, "tunda", "tunda"));
}

Reply take_up_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  return go_on(site, visitor, office::take_up(site.office, {item->id}, asked_of(visitor, request)), done_path(check_path(item->state.number), "taken_up"),
               again_at(site, visitor, request, "lanjut", ""));
}

Reply write_to_resident(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  Personal<std::string> words(trimmed(request.form().field("balasan")));
  return go_on(site, visitor, intake::write_to_applicant(site.office, {item->id, std::move(words)}, asked_of(visitor, request)), done_path(check_path(item->state.number), "written"),
               again_at(site, visitor, request, "balas", ""));
}

Reply check_identity(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  const std::string how(request.form().field("cara"));
  if (how != "called_known_number" && how != "video_call" && how != "seen_in_person" && how != "rt_rw_confirmed") {
    const Speech say(site.sentences(), visitor.lang);
    return wrong_at(site, visitor, request, "identitas", "", {{"cara", std::string(say("o.identity.how_missing"))}});
  }
  return go_on(site, visitor, office::check_identity(site.office, {item->id, how}, asked_of(visitor, request)),
               done_path(check_path(item->state.number), "identity"), again_at(site, visitor, request, "identitas", ""));
}

// GET /petugas/berkas/<id>/<paper>
Reply paper_picture(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto answer = office::open_document(site.office, boards.database(), request.matched[0], request.matched[1],
                                            {.actor = visitor.actor(), .roles = visitor.officer->roles});
  if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
  if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
  return kept_photo(std::get<Opened<Bytes>>(answer));
}

}  // namespace opak::web::officer
