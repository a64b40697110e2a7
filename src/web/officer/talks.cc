// O2 in its simplest form: a talk that asked for a person, the officer's answer, and the way to a filled-in application.
#include "web/officer/talks.h"

#include "base/text.h"
#include "intake/conversations.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

std::int64_t waiting_talks_count(Site& site) {
  return intake::list_conversations(site.office.reader(), intake::ConversationFilter::waiting_for_person).total;
}

namespace officer {
namespace {

std::string talk_path(std::string_view contact) { return "/petugas/percakapan/" + std::string(contact); }

void list_pane(Page& page, std::string_view current, int page_number) {
  const auto& say = page.say;
  auto& html = page.html;
  const auto list = intake::list_conversations(page.site.office.reader(), intake::ConversationFilter::all, page_number);
  html << "<nav class=\"pane\" aria-label=\""_lit << say("o.talk.list") << "\"><h2>"_lit << say("o.talk.list") << "</h2>"_lit;
  if (list.standings.empty()) html << "<p class=\"muted\">"_lit << say("o.talk.none") << "</p>"_lit;
  html << "<ul class=\"inbox\">"_lit;
  for (const auto& standing : list.standings) {
    html << "<li><a href=\""_lit << Href::local(talk_path(standing.contact)) << "\""_lit;
    if (standing.contact == current) html << " aria-current=\"true\""_lit;
    html << "><b>"_lit << say("o.talk.someone", {{"waktu", say.short_day(day_in_jakarta(standing.heard_at)) + " " + say.clock_time(standing.heard_at)}}) << "</b>"_lit
         << (standing.mind == intake::Mind::waiting_for_person ? "<span class=\"sla lewat\">"_lit : "<span class=\"sla\">"_lit)
         << say("o.talk.mind." + std::string(name_of(standing.mind))) << "</span><span class=\"last\">"_lit;
    if (standing.unread > 0) html << say("o.talk.unread", {{"n", std::to_string(standing.unread)}});
    if (!standing.officer.empty()) html << " "_lit << actor_words(page, standing.officer);
    html << "</span></a></li>"_lit;
  }
  html << "</ul>"_lit;
  paging(page, "/petugas/percakapan", page_number, list.total);
  html << "</nav>"_lit;
}

void lines_of(Page& page, const intake::ChatOpened& chat) {
  auto& html = page.html;
  html << "<ol class=\"chat\">"_lit;
  for (const auto& line : chat.lines) {
    html << (line.side == intake::Side::resident ? "<li>"_lit : "<li class=\"us\">"_lit);
    if (line.kind != "text") html << "["_lit << page.say("o.talk.kind." + line.kind) << "] "_lit;
    html << line.text;
    for (const auto& choice : line.choices) html << " <span class=\"tag\">"_lit << choice.title << "</span>"_lit;
    html << "<small>"_lit << page.say.short_day(day_in_jakarta(line.at)) << " "_lit << page.say.clock_time(line.at);
    if (line.side == intake::Side::bot) html << " &middot; "_lit << page.say("o.talk.by_machine");
    if (line.side == intake::Side::officer) html << " &middot; "_lit << actor_words(page, line.officer);
    html << "</small></li>"_lit;
  }
  html << "</ol>"_lit;
}

void answer_form(Page& page, const intake::ChatOpened& chat, const Trouble& trouble) {
  const auto& say = page.say;
  const auto left = chat.standing.window_expires_at - page.visitor.now;
  trouble_at(page, trouble, "balas");
  if (left <= 0) {
    note(page, Tone::warn, say("o.talk.window_over"));
  } else {
    const auto window = say("o.talk.window", {{"jam", std::to_string(left / hours(1))}});
    form_begin(page, talk_path(chat.standing.contact) + "/balas");
    text_area(page, {.name = "balasan", .label = say("o.talk.answer"), .hint = window, .value = typed(trouble.typed, "balasan"), .wrong = wrong_of(trouble.wrongs, "balasan"),
                     .letters_max = static_cast<int>(intake::answer_letters_max)}, 4);
    acts_begin(page);
    button(page, say("glossary.send"));
    acts_end(page);
    form_end(page);
  }
  if (chat.standing.mind != intake::Mind::bot) button_form(page, talk_path(chat.standing.contact) + "/bot", say("o.talk.to_machine"), Weight::second);
}

void side_pane(Page& page, const intake::ChatOpened& chat) {
  const auto& say = page.say;
  page.html << "<aside class=\"pane\" aria-label=\""_lit << say("o.talk.about") << "\"><h2>"_lit << say("o.talk.about") << "</h2>"_lit;
  summary_begin(page);
  summary_row(page, say("glossary.phone"), shown_phone(chat.phone));
  summary_end(page);
  if (!chat.standing.why.empty()) {
    const auto key = "o.talk.why." + chat.standing.why;
    note(page, Tone::plain, say.has(key) ? std::string(say(key)) : std::string(say("o.talk.why.asked")));
  }
  std::vector<LinkRow> rows;
  for (const auto& known : chat.cases) rows.push_back({Href::local(check_path(known.number)), known.number, Icon::card});
  if (!rows.empty()) {
    page.subheading(say("glossary.application"));
    links(page, rows);
  }
  page.subheading(say("o.talk.make"));
  rows.clear();
  for (const auto& service : page.site.catalogue.services()) {
    const bool continues = service.key == chat.draft_service && !chat.draft.empty();
    rows.push_back({Href::local("/petugas/daftar/" + service.slug + (continues ? "?isian=" + chat.draft : std::string())), say(service.title), Icon::card});
  }
  links(page, rows);
  page.hint(say(chat.draft.empty() ? "o.talk.make_new" : "o.talk.make_goes_on"));
  page.html << "</aside>"_lit;
}

LaterPage show(Site& site, const Visitor& visitor, std::string contact, Trouble trouble) {
  return intake::open_conversation(site.office, std::move(contact), {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, trouble = std::move(trouble)](const intake::ChatAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        const auto& chat = std::get<intake::ChatOpened>(answer);
        Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.title")), .has_errors = trouble.any(), .desk = "kotak"});
        page.html << "<div class=\"panes\">"_lit;
        list_pane(page, chat.standing.contact, 0);
        page.html << "<main class=\"pane\" id=\"isi\">"_lit;
        error_box(page, trouble.wrongs);
        page.html << "<h1>"_lit;
        if (is_empty(chat.name)) page.html << page.say("o.talk.title");
        else page.html << chat.name;
        page.html << " <span class=\"tag\">"_lit << page.say("o.talk.mind." + std::string(name_of(chat.standing.mind))) << "</span></h1>"_lit;
        if (chat.standing.mind == intake::Mind::with_person && chat.standing.officer != visitor.actor())
          note(page, Tone::info, page.say("o.talk.with_colleague", {{"siapa", actor_words(page, chat.standing.officer)}}));
        lines_of(page, chat);
        answer_form(page, chat, trouble);
        page.html << "</main>"_lit;
        side_pane(page, chat);
        page.html << "</div>"_lit;
        return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
      });
}

}  // namespace

Reply talks_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.list")), .desk = "kotak"});
  page.html << "<div class=\"panes two\">"_lit;
  list_pane(page, "", std::min(whole_number(request.query_field("hal"), 0), 10'000));
  page.html << "<main class=\"pane\" id=\"isi\">"_lit;
  page.heading(page.say("o.talk.list"));
  done_note(page, request);
  const auto waiting = intake::list_conversations(site.office.reader(), intake::ConversationFilter::waiting_for_person);
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
  page.html << "</main></div>"_lit;
  return page.done_staff();
}

Reply talk_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show(site, visitor, request.matched[0], {}); }

Reply answer_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const auto again = [&site, visitor, contact, fields = typed_of(request)](const Refusal& refusal) {
    return show(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
  return go_on(site, visitor, intake::answer_by_officer(site.office, contact, Personal<std::string>(trimmed(request.form().field("balasan"))), asked_of(visitor, request)),
               talk_path(contact), again);
}

Reply give_talk_to_machine(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  return go_on(site, visitor, intake::give_back_to_bot(site.office, contact, asked_of(visitor, request)), done_path("/petugas/percakapan", "talk_given_back"),
               [&site, visitor, contact](const Refusal& refusal) {
                 return show(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
               });
}

}  // namespace officer
}  // namespace opak::web
