// O1: what waits, overdue first; the next thing to do on top.
#include <map>

#include "access/staff.h"
#include "base/text.h"
#include "office/own_data.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web {
namespace {

using application::Stage;

std::vector<Stage> stages_of(Tab tab, const Visitor& visitor) {
  // Who must come in person is not the verifier's work until they stand there; then a number finds the file.
  if (tab == Tab::verify) return {Stage::complete};
  if (tab == Tab::untaken && visitor.has_any({access::Role::operator_})) return {Stage::submitted};
  if (tab == Tab::untaken) return {Stage::submitted, Stage::complete};
  return {};
}

InboxPage listed(Boards& boards, const views::CaseFilter& filter) {
  auto page = boards.list(filter);
  return {std::move(page.cases), page.total};
}

views::CaseFilter mine(const Visitor& visitor, int page_number = 0) {
  return {.on_the_table = day_in_jakarta(visitor.now), .held_by = visitor.officer->id, .page = page_number};
}

views::CaseFilter untaken(const Visitor& visitor, int page_number = 0) {
  return {.stages = stages_of(Tab::untaken, visitor), .on_the_table = day_in_jakarta(visitor.now), .held = false, .page = page_number};
}

std::string_view tab_word(Tab tab) {
  switch (tab) {
    case Tab::mine: return "saya";
    case Tab::untaken: return "baru";
    case Tab::verify: return "verifikasi";
    case Tab::aside: return "tunda";
    default: return "semua";
  }
}

std::string tab_path(Tab tab) { return tab == Tab::verify ? "/petugas/verifikasi" : "/petugas?t=" + std::string(tab_word(tab)); }

void tab_link(Page& page, const Inbox& inbox, Tab tab, std::string_view words, std::int64_t count) {
  page.html << "<li><a href=\""_lit << Href::local(tab_path(tab)) << "\""_lit;
  if (inbox.tab == tab) page.html << " aria-current=\"true\""_lit;
  page.html << ">"_lit << words << " <span class=\"num\">"_lit << count << "</span></a></li>"_lit;
}

// One act over several rows; each button shows first what it will do.
void acts_on_ticked(Page& page) {
  acts_begin(page);
  button(page, page.say("o.bulk.take"), Weight::second, "aksi", "ambil");
  button(page, page.say("o.bulk.pass"), Weight::second, "aksi", "alihkan");
  button(page, page.say("o.bulk.write"), Weight::second, "aksi", "pesan");
  acts_end(page);
}

views::CaseFilter filter_of(const Visitor& visitor, Tab tab, int page_number) {
  const auto today = day_in_jakarta(visitor.now);
  if (tab == Tab::mine) return mine(visitor, page_number);
  if (tab == Tab::untaken) return untaken(visitor, page_number);
  if (tab == Tab::aside) return {.aside = today, .page = page_number};
  if (tab == Tab::verify) return {.stages = stages_of(tab, visitor), .on_the_table = today, .page = page_number};
  return {.page = page_number};
}

}  // namespace

// Few cases are held at a time, so this is cheaper than asking for each row.
std::map<std::string, std::string> holders(Site& site) {
  std::map<std::string, std::string> held;
  auto& reader = site.office.reader();
  for (const auto& staff : access::list_staff(reader))
    if (staff.active)
      for (auto& id : office::assigned_cases(reader, staff.id)) held.emplace(std::move(id), staff.id);
  return held;
}

void case_row(Page& page, const Case& item, const std::map<std::string, std::string>& held, const Inbox& inbox) {
  auto& html = page.html;
  const auto holder = held.find(item.id);
  if (inbox.ticks)
    html << "<li class=\"ticked\"><input type=\"checkbox\" name=\"p-"_lit << item.state.number << "\" value=\"ya\" aria-label=\""_lit
         << page.say("o.bulk.tick", {{"nomor", item.state.number}}) << "\"><a href=\""_lit;
  else
    html << "<li><a href=\""_lit;
  html << Href::local(path_for(page.visitor, item.state)) << "\""_lit;
  if (item.id == inbox.current) html << " aria-current=\"true\""_lit;
  html << " data-nomor=\""_lit << item.state.number << "\"><b>"_lit;
  const auto name = office::masked_name_of(page.site.office, page.site.office.reader(), item);
  if (name) html << *name;
  else html << page.say("o.file.erased_name");
  html << "</b>"_lit;
  due_pill(page, item);
  html << "<span class=\"small\"><span class=\"whole\">"_lit << item.state.number << "</span> &middot; <span class=\"whole\">"_lit << service_title(page, item.state) << "</span></span><span>"_lit;
  if (item.state.disputed) pill(page, Tone::bad, page.say("o.stage.disputed"));
  else if (!item.state.rejection_by.empty() && item.state.stage != Stage::rejected) pill(page, Tone::warn, page.say("o.stage.rejection_waits"));
  html << "</span><span class=\"last\">"_lit << page.say("o.stage." + std::string(name_of(item.state.stage)));
  if (item.state.needs_identity_check()) html << " &middot; "_lit << page.say("o.stage.identity");
  if (item.state.is_aside(day_in_jakarta(page.visitor.now))) html << " &middot; "_lit << page.say("o.aside.row", {{"hari", page.say.short_day(item.state.aside_until)}});
  const auto why_not_me = why_not_mine(page.site, page.visitor, item.state, application::Act::verify);
  if (item.state.stage == Stage::complete && page.visitor.has_any({access::Role::verifier}) && why_not_me && why_not_me->key == "application.other_verifier_needed")
    html << " &middot; "_lit << page.say("o.stage.other_verifier");
  if (holder != held.end())
    html << " &middot; "_lit << (holder->second == page.visitor.officer->id ? std::string(page.say("o.held.me")) : actor_words(page, "officer/" + holder->second));
  html << "</span></a></li>"_lit;
}

void search_box(Page& page, std::string_view label) {
  page.html << "<div role=\"search\">"_lit;
  form_begin(page, "/petugas/cari");
  page.html << "<div class=\"find\"><label class=\"vh\" for=\"cari\">"_lit << label << "</label><input type=\"search\" id=\"cari\" name=\"cari\" maxlength=\"200\" autocomplete=\"off\" placeholder=\""_lit
            << page.say("o.inbox.search_short") << "\"><button class=\"btn alt\">"_lit << page.say("glossary.search") << "</button></div>"_lit;
  form_end(page);
  page.html << "</div>"_lit;
}

Inbox inbox_of(const Request& request, const Visitor& visitor) {
  Inbox inbox;
  const auto tab = request.query_field("t");
  if (tab == "saya") inbox.tab = Tab::mine;
  else if (tab == "semua") inbox.tab = Tab::all;
  else if (tab == "verifikasi") inbox.tab = Tab::verify;
  else if (tab == "tunda") inbox.tab = Tab::aside;
  else inbox.tab = visitor.has_any({access::Role::operator_}) ? Tab::untaken : visitor.has_any({access::Role::verifier}) ? Tab::verify : Tab::all;
  inbox.page_number = std::min(whole_number(request.query_field("hal"), 0), 10'000);
  return inbox;
}

InboxPage inbox_cases(const Visitor& visitor, Boards& boards, const Inbox& inbox) {
  return listed(boards, filter_of(visitor, inbox.tab, inbox.page_number));
}

namespace {

void tabs(Page& page, Boards& boards, const Inbox& inbox, std::int64_t here) {
  const auto& say = page.say;
  const auto counted = [&](Tab tab) { return inbox.tab == tab ? here : boards.count(filter_of(page.visitor, tab, 0)); };
  page.html << "<ul class=\"tabs\">"_lit;
  tab_link(page, inbox, Tab::mine, say("o.inbox.mine"), inbox.tab == Tab::mine ? here : boards.count(mine(page.visitor)));
  if (page.visitor.has_any({access::Role::operator_}))
    tab_link(page, inbox, Tab::untaken, say("o.inbox.untaken"), inbox.tab == Tab::untaken ? here : boards.count(untaken(page.visitor)));
  if (page.visitor.has_any({access::Role::verifier, access::Role::supervisor})) tab_link(page, inbox, Tab::verify, say("o.inbox.verify"), counted(Tab::verify));
  if (const auto aside = counted(Tab::aside); aside > 0 || inbox.tab == Tab::aside) tab_link(page, inbox, Tab::aside, say("o.inbox.aside"), aside);
  tab_link(page, inbox, Tab::all, say("o.inbox.all"), counted(Tab::all));
  page.html << "</ul>"_lit;
}

}  // namespace

void inbox_pane(Page& page, Boards& boards, const Inbox& inbox) {
  auto& html = page.html;
  const auto& say = page.say;
  const auto cases = inbox_cases(page.visitor, boards, inbox);
  html << "<nav class=\"pane\" aria-label=\""_lit << say("o.inbox") << "\">"_lit;
  tabs(page, boards, inbox, cases.total);
  search_box(page, say("o.inbox.search"));
  if (cases.cases.empty()) {
    html << "<p class=\"muted\">"_lit << say(inbox.tab == Tab::mine ? "o.inbox.none_mine" : inbox.tab == Tab::aside ? "o.inbox.none_aside" : "o.inbox.none") << "</p>"_lit;
  } else {
    const auto held = holders(page.site);
    if (inbox.ticks) form_begin(page, "/petugas/sekaligus");
    html << "<ul class=\"inbox\">"_lit;
    for (const auto& item : cases.cases) case_row(page, item, held, inbox);
    html << "</ul>"_lit;
    if (inbox.ticks) {
      acts_on_ticked(page);
      form_end(page);
    }
  }
  paging(page, tab_path(inbox.tab), inbox.page_number, cases.total);
  html << "</nav>"_lit;
}

namespace officer {
namespace {

bool acts_now(Site& site, const Visitor& visitor, const Case& item) {
  if (item.state.stage == Stage::submitted) return visitor.has_any({access::Role::operator_});
  return item.state.stage == Stage::complete && visitor.has_any({access::Role::verifier}) && !why_not_mine(site, visitor, item.state, application::Act::verify);
}

// The one thing to do next, opened with one press. Never a case that waits for somebody else, and a rejection waits for its
// second person.
void next_card(Page& page, Boards& boards, const Inbox& inbox) {
  auto& html = page.html;
  const auto& say = page.say;
  const auto waits_for_others = [&](const Case& item) {
    return !acts_now(page.site, page.visitor, item) || !item.state.rejection_by.empty() || item.state.disputed || item.state.is_aside(day_in_jakarta(page.visitor.now));
  };
  InboxPage waiting;
  for (int n = 0; waiting.cases.empty(); ++n) {
    waiting = listed(boards, mine(page.visitor, n));
    if (waiting.cases.empty()) break;
    std::erase_if(waiting.cases, waits_for_others);
  }
  if (waiting.cases.empty()) {
    waiting = inbox_cases(page.visitor, boards, inbox);
    std::erase_if(waiting.cases, waits_for_others);
  }
  if (waiting.cases.empty()) {
    if (page.visitor.has_any({access::Role::operator_, access::Role::verifier})) note(page, Tone::ok, say("o.next.none"));
    return;
  }
  const auto& item = waiting.cases.front();
  html << "<section class=\"stop next\"><p class=\"step\">"_lit << say("o.next") << " &middot; "_lit << item.state.number << "</p><h2>"_lit
       << service_title(page, item.state) << " "_lit;
  due_pill(page, item);
  html << "</h2><p>"_lit << say("o.stage." + std::string(name_of(item.state.stage))) << " &middot; "_lit << region_name(page.site, item.state.region) << "</p>"_lit;
  const bool verifies = path_for(page.visitor, item.state) == verify_path(item.state.number);
  form_begin(page, "/petugas/buka");
  hidden(page, "nomor", item.state.number);
  hidden(page, "tujuan", verifies ? "verify" : "check_papers");
  hidden(page, "ambil", "ya");
  acts_begin(page);
  html << "<button class=\"btn\" data-key=\"Enter\">"_lit << say("o.next.open") << " <kbd>Enter</kbd></button>"_lit;
  acts_end(page);
  form_end(page);
  html << "</section>"_lit;
}

void side_links(Page& page, Boards& boards) {
  const auto& say = page.say;
  const auto counted = [&](std::string_view key, std::int64_t n) { return say(key, {{"n", std::to_string(n)}}); };
  std::vector<LinkRow> rows;
  const auto talks = waiting_talks_count(page.site);
  const auto waiting_talks = counted("o.side.talks", talks);
  if (page.visitor.has_any({access::Role::operator_, access::Role::supervisor})) rows.push_back({Href::fixed("/petugas/percakapan"), waiting_talks, Icon::talk});
  const auto rejections = counted("o.side.rejections", boards.count({.rejection_waits = true}));
  const auto pickups = counted("o.side.pickup", boards.count({.stages = {Stage::pickup}}));
  if (page.visitor.has_any({access::Role::verifier, access::Role::supervisor}))
    rows.push_back({Href::fixed("/petugas/verifikasi?t=tolak"), rejections, Icon::shield});
  rows.push_back({Href::fixed("/loket/ambil"), pickups, Icon::card});
  if (page.visitor.has_any({access::Role::supervisor})) rows.push_back({Href::fixed("/petugas/beban"), say("o.load.title"), Icon::people});
  page.subheading(say("o.side"));
  links(page, rows);
  if (!page.visitor.has_any({access::Role::operator_})) return;
  page.subheading(say("o.side.file_for"));
  rows.clear();
  for (const auto& service : page.site.catalogue.services())
    rows.push_back({Href::local("/petugas/daftar/" + service.slug), say(service.title), Icon::card});
  links(page, rows);
}

}  // namespace

Reply inbox_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto inbox = inbox_of(request, visitor);
  inbox.ticks = true;
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.inbox")), .desk = "kotak"});
  page.html << "<div class=\"panes next-first\">"_lit;
  inbox_pane(page, boards, inbox);
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  page.heading(page.say("o.inbox"));
  greeting(page);
  counts_note(page);
  calls_note(page);
  done_note(page, request);
  next_card(page, boards, inbox);
  // The key `a` takes the row in focus; without script the file's own page has the button.
  page.html << "<div hidden>"_lit;
  form_begin(page, "/petugas/ambil");
  page.html << "<input type=\"hidden\" name=\"nomor\" id=\"ambil-nomor\">"_lit;
  form_end(page);
  page.html << "</div>"_lit;
  page.html << "<details class=\"keys\"><summary data-key=\"?\">"_lit << page.say("o.keys.title") << " <kbd>?</kbd></summary><p class=\"hint\">"_lit << page.say("o.keys.inbox")
            << "</p></details></main><aside class=\"pane\" aria-label=\""_lit << page.say("o.side") << "\">"_lit;
  side_links(page, boards);
  page.html << "</aside></div>"_lit;
  return page.done_staff();
}

namespace {

Reply assign_to(Site& site, const Visitor& visitor, const Request& request, Boards& boards, std::string officer) {
  const auto item = web::find_case(boards, request.form().field("nomor"));
  if (!item) return error_page(site, visitor, 404);
  const auto there = officer.empty() ? done_path("/petugas", "given_back", item->state.number) : path_for(visitor, item->state);
  return go_on(site, visitor, office::assign(site.office, {item->id, std::move(officer)}, asked_of(visitor, request)), there,
               [&site, visitor](const Refusal& refusal) { return LaterPage::ready(refusal_page(site, visitor, refusal)); });
}

}  // namespace

Reply take_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return assign_to(site, visitor, request, boards, visitor.officer->id);
}

Reply give_back_case(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return assign_to(site, visitor, request, boards, "");
}

}  // namespace officer
}  // namespace opak::web
