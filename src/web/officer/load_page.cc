// O8: who has how much, what lies untaken, sharing it out after a look, and freeing what somebody absent holds.
#include <map>
#include <memory>

#include "access/staff.h"
#include "intake/desk.h"
#include "office/work_sharing.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web::officer {
namespace {

using application::Stage;

constexpr std::string_view load_path = "/petugas/beban";
constexpr std::string_view hand_prefix = "o-", share_prefix = "b-";
constexpr int shared_at_once = 200;
constexpr int days_shown = 30;
constexpr int cases_looked_at = 200;

bool has_a_desk(const access::Staff& staff) { return staff.active && staff.roles.has_any({access::Role::operator_, access::Role::verifier, access::Role::supervisor}); }

struct Load {
  access::Staff staff;
  std::int64_t cases = 0, overdue = 0;
  intake::TalkLoad talks;
};

std::vector<Load> loads(const Page& page, Boards& boards) {
  auto& reader = page.site.office.reader();
  const auto today = day_in_jakarta(page.visitor.now);
  std::vector<Load> all;
  for (auto& staff : access::list_staff(reader)) {
    if (!has_a_desk(staff)) continue;
    Load load{.staff = staff, .talks = intake::talk_load(reader, staff.id, today + -(days_shown - 1), today)};
    const auto held = boards.list({.held_by = staff.id, .rows = cases_looked_at});
    load.cases = held.total;
    for (const auto& item : held.cases)
      if (const auto due = due_at(item.state, page.site.catalogue.city().calendar); due && *due < page.visitor.now) ++load.overdue;
    all.push_back(std::move(load));
  }
  return all;
}

std::vector<Case> untaken(Boards& boards, Stage stage, Moment now) {
  return boards.list({.stages = {stage}, .on_the_table = day_in_jakarta(now), .held = false, .rows = shared_at_once}).cases;
}

int held_max(const Site& site) {
  const auto& settings = site.catalogue.city().settings;
  const auto at = settings.find("cases_per_officer_max");
  return at == settings.end() ? 40 : at->second;
}

// A line an officer, so that it can be read on a telephone as well.
void officers(Page& page, const std::vector<Load>& all) {
  const auto& say = page.say;
  auto& html = page.html;
  html << "<h2>"_lit << say("o.load.caption", {{"hari", std::to_string(days_shown)}}) << "</h2><ul class=\"outcomes\">"_lit;
  for (const auto& load : all) {
    html << "<li><input type=\"checkbox\" form=\"bagi\" id=\"o-"_lit << load.staff.id << "\" name=\""_lit << hand_prefix << load.staff.id << "\" value=\"ya\" checked aria-label=\""_lit
         << say("o.load.is_here", {{"siapa", load.staff.name}}) << "\"> <b>"_lit << load.staff.name << "</b><br>"_lit;
    html << say("o.load.holds", {{"berkas", say.number(load.cases)}, {"lewat", say.number(load.overdue)}, {"percakapan", say.number(load.talks.held)}, {"menunggu", say.number(load.talks.waiting)}}) << "<br><small>"_lit
         << say("o.load.did", {{"pertama", say.number(load.talks.answered_first)}, {"kembali", say.number(load.talks.left_lying)}}) << "</small>"_lit;
    if (load.cases + load.talks.held > 0 && load.staff.id != page.visitor.officer->id)
      html << " <a href=\""_lit << Href::local(std::string(load_path) + "/" + load.staff.id) << "\">"_lit << say("o.load.free_link") << "</a>"_lit;
    html << "</li>"_lit;
  }
  html << "</ul>"_lit;
}

// Works through acts one after the other; each keeps its own rules, and what may not be done is counted and left.
struct Series {
  std::vector<std::function<Later<office::Answer>()>> acts;
  std::int64_t done = 0;
  std::string path;
};

LaterPage work(Site& site, const Visitor& visitor, const std::shared_ptr<Series>& series, std::size_t n) {
  if (n == series->acts.size()) return LaterPage::ready(see_other(done_path(series->path, series->done > 0 ? "shared" : "shared_none")));
  return page_after(site, visitor, series->acts[n](), [&site, visitor, series, n](const office::Answer& answer) {
    if (office::done(answer)) ++series->done;
    return work(site, visitor, series, n + 1);
  });
}

office::Asked asked_for(const Visitor& visitor, const Request& request, const std::string& part) {
  auto asked = asked_of(visitor, request);
  if (!asked.key.empty()) asked.key += "/" + part;
  return asked;
}

}  // namespace

Reply load_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.load.title")), .back = "/pimpinan", .desk = "pimpinan"});
  const auto& say = page.say;
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.load.title"));
  done_note(page, request);
  const auto waiting = intake::waiting_now(site.office.reader());
  if (waiting.talks > 0) note(page, Tone::warn, say("o.load.talks_wait", {{"n", say.number(waiting.talks)}, {"lama", say_minutes(say, (visitor.now.ms - waiting.oldest.ms) / minutes(1))}}));
  const auto loose = boards.count({.stages = {Stage::submitted}, .on_the_table = day_in_jakarta(visitor.now), .held = false}) +
                     boards.count({.stages = {Stage::complete}, .on_the_table = day_in_jakarta(visitor.now), .held = false});
  officers(page, loads(page, boards));
  page.html << "<form method=\"get\" action=\"/petugas/beban/bagi\" id=\"bagi\"><p class=\"hint\">"_lit << say("o.load.share_hint", {{"n", say.number(loose)}, {"paling", std::to_string(held_max(site))}}) << "</p>"_lit;
  acts_begin(page);
  page.html << "<button class=\"btn\">"_lit << say("o.load.share") << "</button>"_lit;
  acts_end(page);
  page.html << "</form></div>"_lit;
  solo_end(page);
  return page.done_staff();
}

// GET /petugas/beban/bagi?o-S-0001=ya&...: who would get what; nothing is done yet.
Reply share_preview(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.load.share")), .back = std::string(load_path), .desk = "pimpinan"});
  const auto& say = page.say;
  std::vector<office::Hand> hands;
  std::map<std::string, std::pair<std::string, std::int64_t>> names;  // Staff -> name, how many they would get.
  for (const auto& load : loads(page, boards)) {
    if (request.query_field(std::string(hand_prefix) + load.staff.id) != "ya") continue;
    hands.push_back({load.staff.id, load.staff.roles, load.cases});
    names[load.staff.id] = {load.staff.name, 0};
  }
  std::vector<office::Loose> loose;
  std::map<std::string, std::string> numbers;
  for (const auto stage : {Stage::submitted, Stage::complete})
    for (const auto& item : untaken(boards, stage, visitor.now)) {
      if (stage == Stage::complete && !item.state.rejection_by.empty()) continue;
      loose.push_back({item.id, stage == Stage::complete, item.state.accepted_by});
      numbers[item.id] = item.state.number;
    }
  const auto shares = office::share_evenly(hands, loose, held_max(site));
  for (const auto& share : shares) ++names[share.staff].second;
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.load.share"));
  if (shares.empty()) {
    note(page, Tone::info, say(hands.empty() ? "o.load.nobody_here" : "o.load.nothing_to_share"));
  } else {
    page.paragraph(say("o.load.preview", {{"n", say.number(static_cast<std::int64_t>(shares.size()))}, {"semua", say.number(static_cast<std::int64_t>(loose.size()))}}));
    page.html << "<ul>"_lit;
    for (const auto& [staff, got] : names) page.html << "<li>"_lit << say("o.load.gets", {{"siapa", got.first}, {"n", say.number(got.second)}}) << "</li>"_lit;
    page.html << "</ul>"_lit;
    form_begin(page, "/petugas/beban/bagi");
    for (const auto& share : shares) hidden(page, std::string(share_prefix) + numbers[share.application], share.staff);
    acts_begin(page);
    button(page, say("o.load.share_do", {{"n", say.number(static_cast<std::int64_t>(shares.size()))}}));
    link_button(page, Href::fixed("/petugas/beban"), say("o.bulk.not_now"));
    acts_end(page);
    form_end(page);
  }
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

Reply share_out(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto series = std::make_shared<Series>();
  series->path = load_path;
  for (const auto& [name, staff] : request.form().fields) {
    if (!name.starts_with(share_prefix) || series->acts.size() == 2 * shared_at_once) continue;
    const auto item = web::find_case(boards, std::string_view(name).substr(share_prefix.size()));
    if (!item) continue;
    series->acts.push_back([&site, asked = asked_for(visitor, request, item->id), id = item->id, to = staff] { return office::assign(site.office, {id, to, true}, asked); });
  }
  return work(site, visitor, series, 0);
}

// GET /petugas/beban/S-0002: what somebody absent holds, and the button that frees it.
Reply free_preview(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto staff = access::find_staff(site.office.reader(), request.matched[0]);
  if (!staff) return error_page(site, visitor, 404);
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.load.free")), .back = std::string(load_path), .desk = "pimpinan"});
  const auto& say = page.say;
  const auto today = day_in_jakarta(visitor.now);
  const auto cases = boards.count({.held_by = staff->id});
  const auto talks = intake::talk_load(site.office.reader(), staff->id, today, today);
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("o.load.free"));
  page.paragraph(say("o.load.free_words", {{"siapa", staff->name}, {"berkas", say.number(cases)}, {"percakapan", say.number(talks.held)}}));
  form_begin(page, std::string(load_path) + "/" + staff->id);
  acts_begin(page);
  button(page, say("o.load.free_do"));
  link_button(page, Href::fixed("/petugas/beban"), say("o.bulk.not_now"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

Reply free_work(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto staff = access::find_staff(site.office.reader(), request.matched[0]);
  if (!staff) return error_page(site, visitor, 404);
  auto series = std::make_shared<Series>();
  series->path = load_path;
  for (const auto& id : office::assigned_cases(site.office.reader(), staff->id))
    series->acts.push_back([&site, asked = asked_for(visitor, request, id), id] { return office::assign(site.office, {id, ""}, asked); });
  series->acts.push_back([&site, asked = asked_for(visitor, request, "talks"), id = staff->id] { return intake::free_talks_of(site.office, id, asked); });
  return work(site, visitor, series, 0);
}

}  // namespace opak::web::officer
