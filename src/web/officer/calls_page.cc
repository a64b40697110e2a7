// Who must be told by a person: the list of calls and of slips, one of them taken by who tells it, and how it ended. Also the supervisor's page of
// what messages came to and cost.
#include <algorithm>

#include "base/text.h"
#include "channels/message_writer.h"
#include "office/notices.h"
#include "office/personal_facts.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

void calls_note(Page& page) {
  if (!page.visitor.has_any({access::Role::operator_, access::Role::supervisor})) return;
  const auto numbers = office::call_numbers(page.site.office.reader(), page.visitor.now);
  if (numbers.open == 0) return;
  note(page, numbers.overdue > 0 ? Tone::warn : Tone::info, page.say("o.call.waiting", {{"n", std::to_string(numbers.open)}, {"lewat", std::to_string(numbers.overdue)}}));
  acts_begin(page);
  link_button(page, Href::fixed("/petugas/telepon"), page.say("o.call.list"));
  acts_end(page);
}

namespace officer {
namespace {

std::string call_path(std::int64_t id) { return "/petugas/telepon/" + std::to_string(id); }
std::int64_t id_in(std::string_view text) { return whole_number(text, 0); }

// What there is to tell, in the officer's language, without the secret link.
std::vector<std::string> words_to_tell(Site& site, const Speech& say, const office::Call& call) {
  std::vector<std::string> out;
  for (const auto& letter : office::letters_of_call(site.office.reader(), call.id)) {
    auto words = channels::notice_words(site.office, letter);
    for (auto& [name, value] : words) {
      if (name == "tautan") value = site.settings.public_address + "/lacak";
      if (value.empty()) value = "-";
    }
    out.push_back(say("notice." + letter.notice, words));
  }
  return out;
}

void row(Page& page, Boards& boards, const office::Call& call) {
  const auto& say = page.say;
  const auto item = boards.find_case(call.application);
  auto& html = page.html;
  html << "<tr><th scope=\"row\"><a class=\"whole\" href=\""_lit << Href::local(call_path(call.id)) << "\">"_lit << (item ? item->state.number : call.application) << "</a></th><td data-l=\""_lit << say("o.call.by") << "\">"_lit;
  if (call.try_at > page.visitor.now) html << say("o.call.again_at", {{"waktu", say.long_moment(call.try_at)}});
  else pill(page, call.due_at < page.visitor.now ? Tone::bad : Tone::plain, say.long_moment(call.due_at));
  html << "</td><td data-l=\""_lit << say("o.call.news") << "\">"_lit << say.number(static_cast<std::int64_t>(call.notices.size())) << "</td><td data-l=\""_lit << say("o.call.tries") << "\">"_lit << say.number(call.tries) << "</td><td data-l=\""_lit
       << say("o.call.with") << "\">"_lit;
  if (!call.claimed_by.empty()) html << actor_words(page, call.claimed_by);
  html << "</td></tr>"_lit;
}

LaterPage show_call(Site& site, const Visitor& visitor, std::int64_t id, const Trouble& trouble) {
  Boards boards(site.office.reader());
  const auto call = office::find_call(boards.database(), id, visitor.now);
  if (!call) return LaterPage::ready(error_page(site, visitor, 404));
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.call.title")), .has_errors = trouble.any(), .desk = "kotak"});
  const auto& say = page.say;
  const auto item = boards.find_case(call->application);
  const auto path = call_path(id);
  solo_begin(page);
  error_box(page, trouble.wrongs);
  page.heading(say("o.call.title"));
  if (item) page.html << "<p><a class=\"whole num\" href=\""_lit << Href::local(check_path(item->state.number)) << "\">"_lit << item->state.number << "</a></p>"_lit;
  trouble_at(page, trouble, "hasil");
  if (call->ended) {
    note(page, Tone::ok, say("o.call.is_over"));
  } else if (call->claimed_by != visitor.actor()) {
    if (!call->claimed_by.empty()) note(page, Tone::info, say("o.talk.with_colleague", {{"siapa", actor_words(page, call->claimed_by)}}));
    page.paragraph(say("o.call.take_words"));
    form_begin(page, path + "/ambil");
    acts_begin(page);
    button(page, say("o.call.take"));
    acts_end(page);
    form_end(page);
  } else if (const auto opened = office::open_call(site.office, boards.database(), id, {.actor = visitor.actor(), .roles = visitor.officer->roles})) {
    summary_begin(page);
    summary_row(page, say("w.status.name"), opened->name);
    summary_row(page, say("glossary.phone"), opened->phone);
    summary_end(page);
    page.subheading(say("o.call.tell"));
    page.html << "<ul>"_lit;
    for (const auto& words : words_to_tell(site, say, *call)) page.html << "<li>"_lit << words << "</li>"_lit;
    page.html << "</ul>"_lit;
    page.hint(say("o.call.care"));
    form_begin(page, path + "/hasil");
    const bool is_slip = call->way == "slip";
    std::vector<Choice> choices{{"reached", say("o.call.reached")}};
    if (is_slip) choices.push_back({"handed", say("o.call.handed")});
    else {
      choices.push_back({"not_reached", say("o.call.not_reached")});
      choices.push_back({"wrong_number", say("o.call.wrong_number")});
    }
    choices.push_back({"give_back", say("o.call.give_back")});
    pick_one(page, "hasil", say("o.call.outcome"), choices, {}, {}, wrong_of(trouble.wrongs, "hasil"));
    acts_begin(page);
    button(page, say("glossary.save"));
    if (is_slip) link_button(page, Href::local(path + "/surat"), say("o.call.print"), Weight::second, Icon::print);
    acts_end(page);
    form_end(page);
  } else {
    note(page, Tone::info, say("o.file.erased_name"));
  }
  acts_begin(page);
  link_button(page, Href::fixed("/petugas/telepon"), say("o.call.list"), Weight::link);
  acts_end(page);
  solo_end(page);
  return LaterPage::ready(page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409));
}

Again again(Site& site, const Visitor& visitor, std::int64_t id) {
  return [&site, visitor, id](const Refusal& refusal) {
    return show_call(site, visitor, id, {.act = "hasil", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
  };
}

std::int64_t price_of(const catalogue::NoticeWays& ways, const office::MessageCount& count) {
  if (count.kind == "service") return std::max<std::int64_t>(0, count.n - ways.whatsapp_free_a_month) * ways.whatsapp_service_rupiah;
  if (count.kind == "template") return count.n * ways.whatsapp_template_rupiah;
  return count.n * (count.channel == "sms" ? ways.sms_part_rupiah : ways.email_rupiah);
}

}  // namespace

Reply calls_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.call.list")), .desk = "kotak"});
  const auto& say = page.say;
  const bool slips = request.query_field("t") == "surat";
  const auto number = std::min(whole_number(request.query_field("hal"), 0), 10'000);
  auto& html = page.html;
  solo_begin(page);
  page.heading(say("o.call.list"));
  done_note(page, request);
  page.paragraph(say("o.call.words"));
  html << "<ul class=\"tabs\">"_lit;
  std::int64_t total = 0;
  for (const bool slip : {false, true}) {
    const auto n = office::list_calls(boards.database(), visitor.now, slip ? "slip" : "call").total;
    if (slip == slips) total = n;
    html << "<li><a href=\""_lit << Href::local(slip ? "/petugas/telepon?t=surat" : "/petugas/telepon") << "\""_lit;
    if (slip == slips) html << " aria-current=\"page\""_lit;
    html << ">"_lit << say(slip ? "o.call.slips" : "o.call.calls") << " ("_lit << say.number(n) << ")</a></li>"_lit;
  }
  html << "</ul>"_lit;
  const auto list = office::list_calls(boards.database(), visitor.now, slips ? "slip" : "call", number);
  if (list.calls.empty()) {
    note(page, Tone::ok, say("o.call.nobody"));
  } else {
    html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.call.list") << "\"><table class=\"rows\"><thead><tr><th scope=\"col\">"_lit << say("glossary.application") << "</th><th scope=\"col\">"_lit
         << say("o.call.by") << "</th><th scope=\"col\">"_lit << say("o.call.news") << "</th><th scope=\"col\">"_lit << say("o.call.tries") << "</th><th scope=\"col\">"_lit << say("o.call.with") << "</th></tr></thead><tbody>"_lit;
    for (const auto& call : list.calls) row(page, boards, call);
    html << "</tbody></table></div>"_lit;
    paging(page, slips ? "/petugas/telepon?t=surat" : "/petugas/telepon", number, total);
  }
  solo_end(page);
  return page.done_staff();
}

Reply call_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_call(site, visitor, id_in(request.matched[0]), {}); }

Reply take_call(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto id = id_in(request.matched[0]);
  return go_on(site, visitor, office::claim_call(site.office, {id}, asked_of(visitor, request)), call_path(id), again(site, visitor, id));
}

Reply end_call_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto id = id_in(request.matched[0]);
  const std::string outcome(request.form().field("hasil"));
  if (outcome.empty()) return show_call(site, visitor, id, {.act = "hasil", .words = {}, .wrongs = {{"hasil", std::string(Speech(site.sentences(), visitor.lang)("o.call.outcome_missing"))}}, .typed = {}});
  return go_on(site, visitor, office::end_call(site.office, {id, outcome}, asked_of(visitor, request)), done_path("/petugas/telepon", "call_" + outcome), again(site, visitor, id));
}

// A sheet to hand over: a shortened name, the news, and the way to the status page. No number of anybody, no secret link.
Reply call_slip(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto id = id_in(request.matched[0]);
  const auto call = office::find_call(boards.database(), id, visitor.now);
  const auto opened = call ? office::open_call(site.office, boards.database(), id, {.actor = visitor.actor(), .roles = visitor.officer->roles}) : std::nullopt;
  const auto item = call ? boards.find_case(call->application) : std::nullopt;
  if (!opened || !item) return error_page(site, visitor, 404);
  Page page(site, visitor, {.title = item->state.number, .desk = "kotak"});
  const auto& say = page.say;
  solo_begin(page);
  page.html << "<section class=\"slip\"><p class=\"small\">"_lit << site.catalogue.city().office_short << "</p><h1 class=\"num\">"_lit << item->state.number << "</h1><p>"_lit << say("o.call.for") << " <b>"_lit << office::shortened(opened->name) << "</b></p>"_lit;
  for (const auto& words : words_to_tell(site, say, *call)) page.paragraph(words);
  page.paragraph(say("o.slip.track", {{"alamat", site.settings.public_address + "/lacak"}}));
  page.html << "<div class=\"qrbox\">"_lit;
  qr(page, site.settings.public_address + "/lacak/" + item->state.number, say("o.call.qr"));
  page.html << "</div><p><b>"_lit << say("o.slip.free") << "</b></p></section><div class=\"noprint\">"_lit;
  acts_begin(page);
  page.html << "<button class=\"btn\" type=\"button\" data-print=\"ya\" hidden>"_lit << say("o.label.print") << "</button>"_lit;
  link_button(page, Href::local(call_path(id)), say("o.call.title"));
  acts_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

// What went out this month and the eleven before, what it costs by the city's table, and how many notices came to be known.
Reply messages_page(Site& site, const Visitor& visitor, const Request&, Boards& boards) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.messages.title")), .desk = "pimpinan"});
  const auto& say = page.say;
  const auto& ways = site.catalogue.city().notices;
  auto& html = page.html;
  solo_begin(page);
  page.heading(say("o.messages.title"));
  const auto numbers = office::notice_numbers(boards.database(), visitor.now + -days(30));
  page.subheading(say("o.messages.last_days"));
  summary_begin(page);
  summary_row(page, {say("o.messages.known"), say.number(numbers.known)});
  summary_row(page, {say("o.messages.within_a_day"), say.number(numbers.known_within_a_day)});
  summary_row(page, {say("o.messages.on_their_way"), say.number(numbers.on_their_way)});
  summary_row(page, {say("o.messages.with_a_person"), say.number(numbers.with_a_person)});
  summary_row(page, {say("o.messages.unknown"), say.number(numbers.ended_unknown)});
  summary_end(page);
  page.subheading(say("o.messages.sent"));
  page.hint(say("o.messages.free", {{"n", say.number(ways.whatsapp_free_a_month)}}));
  const auto date = date_of(day_in_jakarta(visitor.now));
  const auto from = iso_day(*day_of(date.year - 1, date.month, 1)).substr(0, 7);
  const auto counts = office::message_counts(boards.database(), from);
  if (counts.empty()) {
    note(page, Tone::info, say("o.messages.none"));
  } else {
    html << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""_lit << say("o.messages.sent") << "\"><table class=\"rows\"><thead><tr><th scope=\"col\">"_lit << say("o.messages.month") << "</th><th scope=\"col\">"_lit
         << say("o.messages.way") << "</th><th scope=\"col\">"_lit << say("o.messages.count") << "</th><th scope=\"col\">"_lit << say("o.messages.cost") << "</th></tr></thead><tbody>"_lit;
    for (const auto& count : counts)
      html << "<tr><th scope=\"row\" class=\"num\">"_lit << count.month << "</th><td data-l=\""_lit << say("o.messages.way") << "\">"_lit << say("o.messages.kind." + count.kind) << "</td><td class=\"num\" data-l=\""_lit << say("o.messages.count") << "\">"_lit
           << say.number(count.n) << "</td><td class=\"num\" data-l=\""_lit << say("o.messages.cost") << "\">Rp"_lit << say.number(price_of(ways, count)) << "</td></tr>"_lit;
    html << "</tbody></table></div>"_lit;
  }
  acts_begin(page);
  link_button(page, Href::fixed("/petugas/telepon"), say("o.call.list"));
  acts_end(page);
  solo_end(page);
  return page.done_staff();
}

}  // namespace officer
}  // namespace opak::web
