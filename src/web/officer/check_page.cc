// O3: an operator looks at the papers beside what the register says. Nothing is shown before the opening is in the book.
#include "base/text.h"
#include "office/check.h"
#include "office/own_data.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web::officer {
namespace {

using application::Act;
using application::Stage;

struct View {
  std::string paper;   // The one on the table.
  int turned = 0;      // 0, 90, 180, 270.
  int zoom = 1;        // 1 to 3.
  std::string want;    // "perbaikan", "tolak", "alihkan", "identitas": the form that is open.
  std::string reason;  // Chosen in the form that is open.
  std::string about;   // The paper a repair is about.
};

View view_of(const Request& request) {
  View view{.paper = request.query_field("berkas"), .want = request.query_field("mau"), .reason = request.query_field("alasan"), .about = request.query_field("untuk")};
  view.turned = whole_number(request.query_field("putar"), 0) % 360 / 90 * 90;
  view.zoom = std::clamp(whole_number(request.query_field("besar"), 1), 1, 3);
  return view;
}

std::string address(std::string_view number, const View& view) {
  std::string path = check_path(number) + "?berkas=" + percent_encoded(view.paper);
  if (view.turned != 0) path += "&putar=" + std::to_string(view.turned);
  if (view.zoom != 1) path += "&besar=" + std::to_string(view.zoom);
  if (!view.want.empty()) path += "&mau=" + percent_encoded(view.want);
  if (!view.reason.empty()) path += "&alasan=" + percent_encoded(view.reason);
  if (!view.about.empty()) path += "&untuk=" + percent_encoded(view.about);
  return path;
}

View wanting(View view, std::string_view want) {
  view.want = want;
  view.reason.clear();
  return view;
}

std::string paper_title(const Page& page, const application::State& state, std::string_view key) {
  const auto* service = service_of(page.site, state);
  const auto* paper = service ? service->find_paper(key) : nullptr;
  return paper ? std::string(page.say(paper->title)) : std::string(key);
}

void key_link(Page& page, const std::string& path, std::string_view words, std::string_view key) {
  page.html << "<a class=\"btn alt\" data-key=\""_lit << key << "\" href=\""_lit << Href::local(path) << "\">"_lit << words << " <kbd>"_lit << key << "</kbd></a>"_lit;
}

// ---- The table in the middle: one paper, turned and enlarged by links.

void paper_tabs(Page& page, const Case& item, const View& view) {
  auto& html = page.html;
  html << "<ul class=\"tabs\" aria-label=\""_lit << page.say("glossary.documents") << "\">"_lit;
  for (const auto& [paper, document] : item.state.papers) {
    auto other = view;
    other.paper = paper;
    other.turned = 0;
    other.zoom = 1;
    html << "<li><a href=\""_lit << Href::local(address(item.state.number, other)) << "\""_lit;
    if (paper == view.paper) html << " aria-current=\"true\""_lit;
    html << ">"_lit << paper_title(page, item.state, paper) << "</a></li>"_lit;
  }
  for (const auto& paper : item.state.missing)
    html << "<li><span class=\"absent\">"_lit << paper_title(page, item.state, paper) << " &middot; "_lit << page.say("o.paper.absent") << "</span></li>"_lit;
  html << "</ul>"_lit;
}

void paper_table(Page& page, const Case& item, View view) {
  auto& html = page.html;
  const auto& say = page.say;
  if (item.state.papers.empty()) {
    note(page, Tone::plain, say("o.paper.none"));
    return;
  }
  paper_tabs(page, item, view);
  html << "<div class=\"doc\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << paper_title(page, item.state, view.paper) << "\"><img class=\""_lit
       << (view.turned == 90 ? "t90"_lit : view.turned == 180 ? "t180"_lit : view.turned == 270 ? "t270"_lit : "t0"_lit)
       << (view.zoom == 2 ? " z2"_lit : view.zoom == 3 ? " z3"_lit : ""_lit) << "\" src=\""_lit
       << Href::local("/petugas/berkas/" + item.id + "/" + view.paper + "?d=" + item.state.papers.at(view.paper)) << "\" alt=\""_lit
       << say("o.paper.alt", {{"berkas", paper_title(page, item.state, view.paper)}}) << "\"></div><div class=\"doctools\">"_lit;
  auto turned = view, larger = view, before = view, after = view;
  turned.turned = (view.turned + 90) % 360;
  larger.zoom = view.zoom % 3 + 1;
  auto at = item.state.papers.find(view.paper);
  if (at != item.state.papers.begin()) before.paper = std::prev(at)->first;
  if (std::next(at) != item.state.papers.end()) after.paper = std::next(at)->first;
  before.turned = after.turned = 0;
  before.zoom = after.zoom = 1;
  key_link(page, address(item.state.number, turned), say("o.paper.turn"), "r");
  key_link(page, address(item.state.number, larger), say(view.zoom == 3 ? "o.paper.smaller" : "o.paper.larger"), "+");
  if (before.paper != view.paper) key_link(page, address(item.state.number, before), say("w.previous"), "[");
  if (after.paper != view.paper) key_link(page, address(item.state.number, after), say("w.next"), "]");
  html << "</div>"_lit;
  const auto* service = service_of(page.site, item.state);
  const auto* paper = service ? service->find_paper(view.paper) : nullptr;
  if (paper && paper->age_warning_days) page.hint(say("o.paper.age", {{"hari", std::to_string(*paper->age_warning_days)}}));
}

// ---- The right side: what to decide.

// What stands above everything else: a dispute, a rejection that waits, who holds the case, and where it is.
void banners(Page& page, const Case& item) {
  const auto& say = page.say;
  const auto& state = item.state;
  if (state.disputed) {
    note(page, Tone::bad, say("o.banner.disputed"), say("o.banner.disputed_" + state.dispute_what));
    if (page.visitor.has_any({access::Role::supervisor})) {
      acts_begin(page);
      link_button(page, Href::local("/pimpinan/sengketa/" + state.number), say("o.banner.settle"), Weight::main);
      acts_end(page);
    }
  }
  if (!state.rejection_by.empty() && state.stage != Stage::rejected) {
    note(page, Tone::warn, say("o.banner.rejection", {{"siapa", actor_words(page, state.rejection_by)}, {"alasan", reason_words(page, state, state.rejection_rule)}}));
    if (page.visitor.has_any({access::Role::verifier, access::Role::supervisor}) && state.rejection_by != page.visitor.actor()) {
      acts_begin(page);
      link_button(page, Href::local(verify_path(state.number)), say("o.banner.decide_rejection"), Weight::main);
      acts_end(page);
    }
  }
  const auto holder = office::assigned_to(page.site.office.reader(), item.id);
  if (!holder.empty() && holder != page.visitor.officer->id)
    note(page, Tone::info, say("o.banner.held", {{"siapa", actor_words(page, "officer/" + holder)}}));
  if (state.stage != Stage::submitted)
    note(page, Tone::info, say("o.banner.stage", {{"tahap", std::string(say("o.stage." + std::string(name_of(state.stage))))}}));
}

void checklist_and_accept(Page& page, const Case& item, const View& view, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  // Past the first look there is nothing to tick; the banner above says where the case is.
  if (state.stage != Stage::submitted && trouble.act != "terima") return;
  page.subheading(say("o.check.list"));
  trouble_at(page, trouble, "terima");
  if (const auto refusal = application::why_not(state, Act::accept_papers)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p>"_lit;
    return;
  }
  form_begin(page, check_path(state.number) + "/terima");
  int n = 1;
  for (const auto& [paper, document] : state.papers) {
    const auto name = "cek-" + paper;
    tick(page, name, std::to_string(n++) + ". " + say("o.check.tick", {{"berkas", paper_title(page, state, paper)}}), typed(trouble.typed, name) == "ya", {}, wrong_of(trouble.wrongs, name));
  }
  acts_begin(page);
  page.html << "<button class=\"btn\" data-key=\"b\">"_lit << say("o.act.accept") << " <kbd>b</kbd></button>"_lit;
  key_link(page, address(state.number, wanting(view, "perbaikan")) + "#perbaikan", say("o.act.return"), "p");
  key_link(page, address(state.number, wanting(view, "alihkan")) + "#alihkan", say("o.act.pass"), "a");
  key_link(page, address(state.number, wanting(view, "tolak")) + "#tolak", say("o.act.reject"), "t");
  acts_end(page);
  form_end(page);
}

std::string ready_words(const Page& page, const Case& item, const law::Reason& reason, std::string_view about) {
  return page.say(reason.text, {{"berkas", paper_title(page, item.state, about)}, {"nomor", item.state.number}});
}

// First the reason, then its ready words: a link of reasons is a form that sends nothing, so it works without script.
void return_form(Page& page, const Case& item, const View& view, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  const auto* service = service_of(page.site, state);
  if (service == nullptr) return;
  page.html << "<section id=\"perbaikan\" class=\"box\">"_lit;
  page.subheading(say("o.return.title"));
  trouble_at(page, trouble, "kembalikan");
  if (const auto refusal = application::why_not(state, Act::return_for_fix)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  const auto* reason = service->find_return_reason(view.reason);
  page.html << "<form method=\"get\" action=\""_lit << Href::local(check_path(state.number)) << "#perbaikan\">"_lit;
  hidden(page, "berkas", view.paper);
  hidden(page, "mau", "perbaikan");
  std::vector<ChoiceGroup> reasons(1), papers(1);
  for (const auto& each : service->return_reasons) reasons[0].choices.push_back({each.key, say(each.title)});
  for (const auto& each : service->papers) papers[0].choices.push_back({each.key, say(each.title)});
  select(page, {.name = "alasan", .label = say("o.return.reason"), .value = view.reason}, reasons, reason ? std::string_view() : say("o.choose"));
  select(page, {.name = "untuk", .label = say("o.return.about"), .value = view.about.empty() ? view.paper : view.about}, papers, {});
  button(page, say(reason ? "o.return.other_words" : "o.return.words"), reason ? Weight::second : Weight::main);
  page.html << "</form>"_lit;
  if (reason) {
    const auto about = view.about.empty() ? view.paper : view.about;
    const auto words = trouble.act == "kembalikan" ? std::string(typed(trouble.typed, "kata")) : ready_words(page, item, *reason, about);
    form_begin(page, check_path(state.number) + "/kembalikan");
    hidden(page, "alasan", reason->key);
    hidden(page, "untuk", about);
    hidden(page, "berkas", view.paper);
    text_area(page, {.name = "kata", .label = say("o.return.edit"), .value = words, .wrong = wrong_of(trouble.wrongs, "kata"), .letters_max = 500}, 4);
    page.html << "<p class=\"hint\">"_lit << say("o.return.preview") << "</p><blockquote class=\"bubble\">"_lit << words << "</blockquote>"_lit;
    acts_begin(page);
    button(page, say("o.return.send"));
    button(page, say("o.return.look"), Weight::second, "lihat", "ya");
    acts_end(page);
    form_end(page);
  }
  page.html << "</section>"_lit;
}

void reject_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  const auto* service = service_of(page.site, state);
  if (service == nullptr) return;
  page.html << "<section id=\"tolak\" class=\"box\">"_lit;
  page.subheading(say("o.reject.title"));
  trouble_at(page, trouble, "tolak");
  if (const auto refusal = application::why_not(state, Act::propose_rejection)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  page.hint(say("o.reject.two"));
  form_begin(page, check_path(state.number) + "/tolak");
  std::vector<Choice> rules;
  std::vector<std::string> hints;
  hints.reserve(service->rejection_reasons.size());
  for (const auto& each : service->rejection_reasons) {
    hints.push_back(each.rule);
    rules.push_back({each.key, say(each.title), hints.back()});
  }
  pick_one(page, "aturan", say("o.reject.rule"), rules, typed(trouble.typed, "aturan"), {}, wrong_of(trouble.wrongs, "aturan"));
  text_area(page, {.name = "sebab", .label = say("o.reject.words"), .hint = say("o.reject.words_hint"), .value = typed(trouble.typed, "sebab"),
                   .wrong = wrong_of(trouble.wrongs, "sebab"), .letters_max = 500}, 3);
  acts_begin(page);
  button(page, say("o.reject.send"), Weight::danger);
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void pass_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  page.html << "<section id=\"alihkan\" class=\"box\">"_lit;
  page.subheading(say("o.pass.title"));
  trouble_at(page, trouble, "alihkan");
  form_begin(page, check_path(item.state.number) + "/alihkan");
  std::vector<ChoiceGroup> people(1);
  const auto staff = access::list_staff(page.site.office.reader());
  for (const auto& each : staff)
    if (each.active && each.id != page.visitor.officer->id && each.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor}))
      people[0].choices.push_back({each.id, each.name});
  select(page, {.name = "kepada", .label = say("o.pass.to"), .wrong = wrong_of(trouble.wrongs, "kepada")}, people, say("o.choose"));
  acts_begin(page);
  button(page, say("o.pass.send"));
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void identity_form(Page& page, const Case& item, const Trouble& trouble) {
  const auto& say = page.say;
  const auto& state = item.state;
  if (!state.needs_identity_check() && trouble.act != "identitas") return;
  page.html << "<section id=\"identitas\" class=\"box\">"_lit;
  page.subheading(say("o.identity.title"));
  page.hint(say(state.new_contact ? "o.identity.new_contact" : state.elsewhere ? "o.identity.elsewhere" : "o.identity.unseen"));
  trouble_at(page, trouble, "identitas");
  if (const auto refusal = why_not_mine(page.site, page.visitor, state, Act::check_identity)) {
    page.html << "<p class=\"muted\">"_lit << say(*refusal) << "</p></section>"_lit;
    return;
  }
  form_begin(page, check_path(state.number) + "/identitas");
  const std::vector<Choice> ways{{"called_known_number", say("o.reason.called_known_number")}, {"video_call", say("o.reason.video_call")},
                                 {"seen_in_person", say("o.reason.seen_in_person")}, {"rt_rw_confirmed", say("o.reason.rt_rw_confirmed")}};
  pick_one(page, "cara", say("o.identity.how"), ways, typed(trouble.typed, "cara"), {}, wrong_of(trouble.wrongs, "cara"));
  acts_begin(page);
  button(page, say("o.identity.send"), Weight::second);
  acts_end(page);
  form_end(page);
  page.html << "</section>"_lit;
}

void holding(Page& page, const Case& item) {
  const auto holder = office::assigned_to(page.site.office.reader(), item.id);
  if (!item.state.is_open()) return;
  const bool is_mine = holder == page.visitor.officer->id;
  form_begin(page, is_mine ? "/petugas/lepas" : "/petugas/ambil");
  hidden(page, "nomor", item.state.number);
  button(page, page.say(is_mine ? "o.held.give_back" : "o.held.take"), Weight::second);
  form_end(page);
}

void middle_head(Page& page, const Case& item, const Opened<std::string>& name) {
  auto& html = page.html;
  html << "<p class=\"step\">"_lit << item.state.number << " &middot; "_lit << service_title(page, item.state) << " &middot; "_lit
       << page.say("o.channel." + item.state.channel) << "</p><h1>"_lit << name << " "_lit;
  stage_pill(page, item.state);
  due_pill(page, item);
  html << "</h1>"_lit;
}

Response whole_page(Site& site, const Visitor& visitor, Boards& boards, const Case& item, View view, const Inbox& inbox, const Trouble& trouble,
                    const office::FileOpened& file, const std::string& done) {
  Page page(site, visitor, {.title = item.state.number, .has_errors = trouble.any(), .desk = "kotak"});
  const auto& say = page.say;
  if (!item.state.papers.contains(view.paper)) view.paper = item.state.papers.empty() ? "" : item.state.papers.begin()->first;
  page.html << "<div class=\"panes\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  middle_head(page, item, vault::field_of(file.person, "name"));
  error_box(page, trouble.wrongs);
  if (file.erased) note(page, Tone::info, say("o.file.erased"));
  else paper_table(page, item, view);
  facts(page, item, file);
  if (!is_empty(file.return_words)) {
    page.subheading(say("o.return.last"));
    page.html << "<blockquote class=\"bubble\">"_lit << file.return_words << "</blockquote>"_lit;
  }
  page.html << "</main><aside class=\"pane\" aria-label=\""_lit << say("o.check.aside") << "\">"_lit;
  if (!done.empty() && say.has("o.done." + done)) note(page, Tone::ok, say("o.done." + done, {{"nomor", item.state.number}}));
  banners(page, item);
  page.subheading(say("o.match"));
  // Of somebody erased the register was not even asked.
  if (file.erased) note(page, Tone::info, say("o.file.erased"));
  else if (!file.register_answers) note(page, Tone::warn, say("o.match.silent"));
  else if (!file.register_knows) note(page, Tone::warn, say("o.match.unknown"));
  comparison_table(page, file.comparisons);
  for (const auto& warning : file.warnings) note(page, Tone::warn, say.has(warning) ? std::string(say(warning)) : say(Refusal{warning}));
  if (view.want == "perbaikan") return_form(page, item, view, trouble);
  else if (view.want == "tolak") reject_form(page, item, trouble);
  else if (view.want == "alihkan") pass_form(page, item, trouble);
  // Who they are comes before what they sent: it must be known before anything is printed.
  identity_form(page, item, trouble);
  checklist_and_accept(page, item, view, trouble);
  holding(page, item);
  trail(page, boards, item);
  page.html << "</aside></div>"_lit;
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

// Before anything is shown: for what? The answer stands for half an hour.
Response ask_purpose(Site& site, const Visitor& visitor, Boards& boards, const Case& item, const Inbox& inbox) {
  Page page(site, visitor, {.title = item.state.number, .desk = "kotak"});
  const auto& say = page.say;
  page.html << "<div class=\"panes two\">"_lit;
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

Again again_at(Site& site, const Visitor& visitor, const Request& request, std::string act, std::string want) {
  auto view = view_of(request);
  view.want = std::move(want);
  view.paper = request.form().field("berkas");
  view.reason = request.form().field("alasan");
  view.about = request.form().field("untuk");
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
  view.reason = request.form().field("alasan");
  view.about = request.form().field("untuk");
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
    if (request.form().field("cek-" + paper) != "ya") wrongs.push_back({"cek-" + paper, std::string(say("o.check.tick_first"))});
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
  const std::string about(service && service->find_paper(form.field("untuk")) ? form.field("untuk") : "");
  office::ReturnForFix wish{item->id, std::string(form.field("alasan")), about, Personal<std::string>(words)};
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

// GET /petugas/berkas/<id>/<paper>: re-encoded by the child program, and still shown as if it were hostile.
Reply paper_picture(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto answer = office::open_document(site.office, boards.database(), request.matched[0], request.matched[1],
                                            {.actor = visitor.actor(), .roles = visitor.officer->roles});
  if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
  if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
  Response response;
  response.content_type = "image/jpeg";
  response.body = jpeg_body(std::get<Opened<Bytes>>(answer));
  response.headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; sandbox"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cross-Origin-Resource-Policy", "same-origin"},
                      {"Content-Disposition", "inline"},
                      {"Referrer-Policy", "no-referrer"}};
  return response;
}

}  // namespace opak::web::officer
