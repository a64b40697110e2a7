// The shared list of talks: who waits, whose they are, and which are no requests. Overdue and longest waiting first.
#include "access/staff.h"
#include "base/text.h"
#include "intake/desk.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"

namespace opak::web {

std::int64_t waiting_talks_count(Site& site) {
  return intake::list_conversations(site.office.reader(), intake::ConversationFilter::waiting_for_person).total;
}

namespace {

using intake::ConversationFilter;

constexpr std::string_view talks_path = "/petugas/percakapan";

std::string_view tab_word(ConversationFilter tab) {
  switch (tab) {
    case ConversationFilter::waiting_for_person: return "menunggu";
    case ConversationFilter::mine: return "saya";
    case ConversationFilter::no_requests: return "bukan";
    default: return "";
  }
}

// A path of its own for each tab, so that a page number keeps its meaning.
std::string tab_path(ConversationFilter tab) {
  const auto word = tab_word(tab);
  return std::string(talks_path) + (word.empty() ? "" : "?t=" + std::string(word));
}

intake::StandingPage listed(const Page& page, ConversationFilter tab, int number = 0) {
  return intake::list_conversations(page.site.office.reader(), tab, number, page.visitor.actor());
}

void tabs(Page& page, const TalkList& list) {
  const auto& say = page.say;
  page.html << "<ul class=\"tabs\">"_lit;
  for (const auto& [tab, key] : {std::pair{ConversationFilter::waiting_for_person, "o.talk.tab.waiting"}, {ConversationFilter::mine, "o.talk.tab.mine"}, {ConversationFilter::all, "o.talk.tab.all"},
                                 {ConversationFilter::no_requests, "o.talk.no_requests"}}) {
    const auto count = listed(page, tab).total;
    if (tab == ConversationFilter::no_requests && count == 0 && list.tab != tab) continue;
    page.html << "<li><a href=\""_lit << Href::local(tab_path(tab)) << "\""_lit;
    if (list.tab == tab) page.html << " aria-current=\"true\""_lit;
    page.html << ">"_lit << say(key) << " <span class=\"num\">"_lit << count << "</span></a></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

void last_words(Page& page, const intake::TalkRow& row) {
  if (!row.last) return;
  page.html << page.say(row.last->side == intake::Side::resident ? "o.talk.said.resident" : row.last->side == intake::Side::bot ? "o.talk.said.bot" : "o.talk.said.officer") << " <bdi>"_lit;
  if (row.last->kind != "text") page.html << "["_lit << page.say("o.talk.kind." + row.last->kind) << "] "_lit;
  page.html << row.last->text << "</bdi>"_lit;
}

void talk_row(Page& page, const intake::Standing& standing, const TalkList& list) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto row = intake::talk_row(page.site.office, page.site.office.reader(), standing, {.actor = page.visitor.actor(), .roles = page.visitor.officer->roles});
  const auto at = row.last ? row.last->at : standing.heard_at;  // An officer may have written first.
  const auto when = say.short_day(day_in_jakarta(at)) + " " + say.clock_time(at);
  if (list.ticks)
    html << "<li class=\"ticked\"><input type=\"checkbox\" name=\""_lit << talk_tick_prefix << standing.contact << "\" value=\"ya\" aria-label=\""_lit << say("o.talk.tick", {{"waktu", when}}) << "\"><a href=\""_lit;
  else
    html << "<li><a href=\""_lit;
  html << Href::local(talk_path(standing.contact)) << "\""_lit;
  if (standing.contact == list.current) html << " aria-current=\"true\""_lit;
  html << "><b>"_lit;
  if (row.who) html << *row.who;
  else html << say("o.file.erased_name");
  html << "</b>"_lit;
  // How long somebody has waited, or until when whoever holds the talk has it.
  const auto waits = standing.mind == intake::Mind::waiting_for_person;
  const auto waited = page.visitor.now.ms - standing.waiting_since.ms;
  if (waits) html << (waited > intake::lease_ms(page.site.catalogue.city()) ? "<span class=\"sla lewat\">"_lit : "<span class=\"sla dekat\">"_lit) << say("o.talk.waits_minutes", {{"lama", say_minutes(say, waited / minutes(1))}}) << "</span>"_lit;
  else if (standing.lease_until.ms > 0) html << "<span class=\"sla dekat\">"_lit << say("o.talk.lease", {{"jam", say.clock_time(standing.lease_until)}}) << "</span>"_lit;
  else html << "<span class=\"sla\">"_lit << say("o.talk.mind." + std::string(name_of(standing.mind))) << "</span>"_lit;
  html << "<span class=\"last\">"_lit;
  last_words(page, row);
  html << "</span><span class=\"last\">"_lit << when;
  if (standing.unread > 0) html << " &middot; "_lit << say("o.talk.unread", {{"n", std::to_string(standing.unread)}});
  if (!standing.officer.empty()) html << " &middot; "_lit << (standing.officer == page.visitor.actor() ? std::string(say("o.held.me")) : actor_words(page, standing.officer));
  html << "</span></a></li>"_lit;
}

// One act over several talks; each button shows first what it will do.
void acts_on_ticked(Page& page) {
  acts_begin(page);
  button(page, page.say("o.bulk.take"), Weight::second, "aksi", "ambil");
  button(page, page.say("o.bulk.pass"), Weight::second, "aksi", "alihkan");
  button(page, page.say("o.talk.no_request"), Weight::second, "aksi", "bukan");
  button(page, page.say("o.bulk.write"), Weight::second, "aksi", "pesan");
  acts_end(page);
}

}  // namespace

std::string say_minutes(const Speech& say, std::int64_t minutes) {
  if (minutes < 60) return say("o.talk.minutes", {{"n", std::to_string(std::max<std::int64_t>(minutes, 0))}});
  if (minutes < 48 * 60) return say("o.talk.hours", {{"n", std::to_string(minutes / 60)}});
  return say("o.talk.days", {{"n", std::to_string(minutes / (24 * 60))}});
}

void talk_list_rows(Page& page, const std::vector<intake::Standing>& standings) {
  page.html << "<ul class=\"inbox wide\">"_lit;
  for (const auto& standing : standings) talk_row(page, standing, {});
  page.html << "</ul>"_lit;
}

void talk_list_pane(Page& page, const TalkList& list) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto talks = listed(page, list.tab, list.page_number);
  html << "<nav class=\"pane\" aria-label=\""_lit << say("o.talk.list") << "\"><h2>"_lit << say("o.talk.list") << "</h2>"_lit;
  tabs(page, list);
  if (talks.standings.empty()) {
    html << "<p class=\"muted\">"_lit << say(list.tab == ConversationFilter::waiting_for_person ? "o.talk.nobody_waits" : list.tab == ConversationFilter::mine ? "o.talk.none_mine" : "o.talk.none") << "</p>"_lit;
  } else {
    const bool ticks = list.ticks;
    if (ticks) form_begin(page, "/petugas/percakapan/sekaligus");
    html << "<ul class=\"inbox\">"_lit;
    for (const auto& standing : talks.standings) talk_row(page, standing, list);
    html << "</ul>"_lit;
    if (ticks) {
      acts_on_ticked(page);
      form_end(page);
    }
  }
  paging(page, tab_path(list.tab), list.page_number, talks.total);
  html << "</nav>"_lit;
}

namespace officer {
namespace {

ConversationFilter tab_of(std::string_view word) {
  for (const auto tab : {ConversationFilter::waiting_for_person, ConversationFilter::mine, ConversationFilter::no_requests})
    if (word == tab_word(tab)) return tab;
  return ConversationFilter::all;
}

// How long people waited for a person's first word: the figure that stands on the public page, where the work is done.
void first_replies(Page& page) {
  constexpr int days_shown = 30;
  const auto& say = page.say;
  const auto today = day_in_jakarta(page.visitor.now);
  const auto replies = intake::first_replies(page.site.office.reader(), today + -(days_shown - 1), today);
  if (replies.talks == 0) return;
  page.hint(say("o.talk.first_replies", {{"n", say.number(replies.talks)}, {"tengah", say_minutes(say, replies.half_within_minutes)}, {"banyak", say_minutes(say, replies.most_within_minutes)}}));
}

}  // namespace

Reply talks_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.list")), .desk = "kotak"});
  page.html << "<div class=\"panes two next-first\">"_lit;
  talk_list_pane(page, {.tab = tab_of(request.query_field("t")), .page_number = std::min(whole_number(request.query_field("hal"), 0), 10'000), .current = {}, .ticks = true});
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  page.heading(page.say("o.talk.list"));
  done_note(page, request);
  const auto waiting = listed(page, ConversationFilter::waiting_for_person);
  if (waiting.standings.empty()) {
    note(page, Tone::ok, page.say("o.talk.nobody_waits"));
  } else {
    const auto& first = waiting.standings.front();
    page.html << "<section class=\"stop next\"><p class=\"step\">"_lit << page.say("o.next") << "</p><h2>"_lit
              << page.say("o.talk.waits_since", {{"waktu", page.say.long_moment(first.waiting_since)}}) << "</h2>"_lit;
    acts_begin(page);
    page.html << "<a class=\"btn\" data-key=\"Enter\" href=\""_lit << Href::local(talk_path(first.contact)) << "\">"_lit << page.say("o.talk.open") << " <kbd>Enter</kbd></a>"_lit;
    acts_end(page);
    page.html << "</section>"_lit;
  }
  first_replies(page);
  const LinkRow rows[] = {{Href::fixed("/petugas/balasan"), page.say("o.canned.title"), Icon::talk}};
  links(page, rows);
  page.html << "<details class=\"keys\"><summary data-key=\"?\">"_lit << page.say("o.keys.title") << " <kbd>?</kbd></summary><p class=\"hint\">"_lit << page.say("o.keys.talks") << "</p></details>"_lit;
  page.html << "</main></div>"_lit;
  return page.done_staff();
}

}  // namespace officer
}  // namespace opak::web
