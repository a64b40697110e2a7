// O2 in its simplest form: a talk that asked for a person, the officer's answer, and the way to a filled-in application.
#include "web/officer/talks.h"

#include "base/text.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "intake/guesses.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

std::int64_t waiting_talks_count(Site& site) {
  return intake::list_conversations(site.office.reader(), intake::ConversationFilter::waiting_for_person).total;
}

std::string talk_photo_path(std::string_view contact, std::string_view line) { return "/petugas/percakapan/" + std::string(contact) + "/foto/" + std::string(line); }

std::string talk_path(std::string_view contact) { return "/petugas/percakapan/" + std::string(contact); }

namespace {

// A kelurahan by its name; the code is what is kept.
void guessed_value(Page& page, const intake::Heard& guess) {
  for (const auto& region : page.site.catalogue.city().regions.all())
    if (guess.question == "kelurahan" && is_equal(guess.value, region.code)) {
      page.html << region.kelurahan << ", "_lit << region.kecamatan;
      return;
    }
  page.html << guess.value;
}

}  // namespace

void guess_list(Page& page, const law::Service& service, const std::vector<intake::Heard>& guesses) {
  if (guesses.empty()) return;
  const auto& say = page.say;
  page.html << "<ul class=\"guesses\">"_lit;
  for (const auto& guess : guesses) {
    const auto* question = service.find_question(guess.question);
    page.html << "<li><b>"_lit << (question ? say(question->title) : std::string_view(guess.question)) << "</b> <span class=\"tag\">"_lit << say("o.talk.guess") << "</span><br><bdi>"_lit;
    if (guess.question == "nik" || guess.question == "kk") page.html << masked_number(guess.value);
    else guessed_value(page, guess);
    page.html << "</bdi> <small>"_lit << say("o.talk.from_message", {{"waktu", say.short_day(day_in_jakarta(guess.at)) + " " + say.clock_time(guess.at)}}) << "</small></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

namespace {

void photo_of(Page& page, std::string_view contact, const intake::ChatLine& line) {
  const auto path = talk_photo_path(contact, line.id);
  page.html << "<span class=\"thumbs\"><a href=\""_lit << Href::local(path) << "\"><img loading=\"lazy\" src=\""_lit << Href::local(path) << "\" alt=\""_lit
            << page.say("o.talk.photo_alt", {{"waktu", page.say.clock_time(line.at)}}) << "\"></a></span>"_lit;
}

}  // namespace

void chat_lines(Page& page, std::string_view contact, const std::vector<intake::ChatLine>& lines) {
  auto& html = page.html;
  html << "<ol class=\"chat\">"_lit;
  for (const auto& line : lines) {
    html << (line.side == intake::Side::resident ? "<li>"_lit : "<li class=\"us\">"_lit);
    if (line.kind != "text") html << "["_lit << page.say("o.talk.kind." + line.kind) << "] "_lit;
    html << line.text;
    if (!line.document.empty()) photo_of(page, contact, line);
    for (const auto& choice : line.choices) html << " <span class=\"tag\">"_lit << choice.title << "</span>"_lit;
    html << "<small>"_lit << page.say.short_day(day_in_jakarta(line.at)) << " "_lit << page.say.clock_time(line.at);
    if (line.side == intake::Side::bot) html << " &middot; "_lit << page.say("o.talk.by_machine");
    if (line.side == intake::Side::officer) html << " &middot; "_lit << actor_words(page, line.officer);
    html << "</small></li>"_lit;
  }
  html << "</ol>"_lit;
}

namespace officer {
namespace {

void last_words(Page& page, const intake::TalkRow& row) {
  if (!row.last) return;
  page.html << page.say(row.last->side == intake::Side::resident ? "o.talk.said.resident" : row.last->side == intake::Side::bot ? "o.talk.said.bot" : "o.talk.said.officer") << " <bdi>"_lit;
  if (row.last->kind != "text") page.html << "["_lit << page.say("o.talk.kind." + row.last->kind) << "] "_lit;
  page.html << row.last->text << "</bdi>"_lit;
}

// The talks, or only those that are no requests; a path of their own, so that a page number keeps its meaning.
constexpr std::string_view talks_path = "/petugas/percakapan", put_away_path = "/petugas/percakapan?t=bukan";

void list_pane(Page& page, std::string_view current, int page_number, bool put_away = false) {
  const auto& say = page.say;
  auto& html = page.html;
  auto& reader = page.site.office.reader();
  const auto list = intake::list_conversations(reader, put_away ? intake::ConversationFilter::no_requests : intake::ConversationFilter::all, page_number);
  html << "<nav class=\"pane\" aria-label=\""_lit << say("o.talk.list") << "\"><h2>"_lit << say(put_away ? "o.talk.no_requests" : "o.talk.list") << "</h2>"_lit;
  const auto others = put_away ? 0 : intake::list_conversations(reader, intake::ConversationFilter::no_requests).total;
  if (list.standings.empty()) html << "<p class=\"muted\">"_lit << say("o.talk.none") << "</p>"_lit;
  html << "<ul class=\"inbox\">"_lit;
  for (const auto& standing : list.standings) {
    html << "<li><a href=\""_lit << Href::local(talk_path(standing.contact)) << "\""_lit;
    if (standing.contact == current) html << " aria-current=\"true\""_lit;
    const auto row = intake::talk_row(page.site.office, page.site.office.reader(), standing, {.actor = page.visitor.actor(), .roles = page.visitor.officer->roles});
    html << "><b>"_lit;
    if (row.who) html << *row.who;
    else html << say("o.file.erased_name");
    html << "</b>"_lit
         << (standing.mind == intake::Mind::waiting_for_person ? "<span class=\"sla lewat\">"_lit : "<span class=\"sla\">"_lit)
         << say("o.talk.mind." + std::string(name_of(standing.mind))) << "</span><span class=\"last\">"_lit;
    last_words(page, row);
    const auto at = row.last ? row.last->at : standing.heard_at;  // An officer may have written first.
    html << "</span><span class=\"last\">"_lit << say.short_day(day_in_jakarta(at)) << " "_lit << say.clock_time(at);
    if (standing.unread > 0) html << " &middot; "_lit << say("o.talk.unread", {{"n", std::to_string(standing.unread)}});
    if (!standing.officer.empty()) html << " &middot; "_lit << actor_words(page, standing.officer);
    html << "</span></a></li>"_lit;
  }
  html << "</ul>"_lit;
  paging(page, std::string(put_away ? put_away_path : talks_path), page_number, list.total);
  if (put_away) html << "<p><a href=\""_lit << Href::local(std::string(talks_path)) << "\">"_lit << say("o.talk.list") << "</a></p>"_lit;
  if (others > 0) html << "<p><a href=\""_lit << Href::local(std::string(put_away_path)) << "\">"_lit << say("o.talk.no_requests_count", {{"n", std::to_string(others)}}) << "</a></p>"_lit;
  html << "</nav>"_lit;
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

void put_away_form(Page& page, const intake::ChatOpened& chat, const Trouble& trouble) {
  const auto& say = page.say;
  const auto path = talk_path(chat.standing.contact);
  if (!chat.standing.no_request.empty()) {
    note(page, Tone::info, say("o.talk.no_request_by", {{"siapa", actor_words(page, chat.standing.no_request_by)}, {"alasan", std::string(say("o.talk.no_request." + chat.standing.no_request))}}));
    return button_form(page, path + "/permohonan", say("o.talk.is_request"), Weight::second);
  }
  page.html << (trouble.act == "bukan" ? "<details open><summary>"_lit : "<details><summary>"_lit) << say("o.talk.no_request") << "</summary>"_lit;
  page.hint(say("o.talk.no_request_hint"));
  trouble_at(page, trouble, "bukan");
  form_begin(page, path + "/bukan");
  std::vector<Choice> reasons;
  for (const auto reason : intake::no_request_reasons) reasons.push_back({reason, say("o.talk.no_request." + std::string(reason))});
  pick_one(page, "alasan", say("o.talk.no_request_why"), reasons, typed(trouble.typed, "alasan"), {}, wrong_of(trouble.wrongs, "alasan"));
  acts_begin(page);
  button(page, say("o.talk.no_request_send"), Weight::second);
  acts_end(page);
  form_end(page);
  page.html << "</details>"_lit;
}

// What the talk already says, with the message it comes from; a press opens the form with it.
void form_out_of_talk(Page& page, const intake::ChatOpened& chat) {
  const auto& say = page.say;
  page.subheading(say("o.talk.make"));
  const auto& services = page.site.catalogue.services();
  const auto guesses = services.empty() ? std::vector<intake::Heard>{} : intake::guesses_in(chat.lines, services.front(), page.site.catalogue.city().regions);
  guess_list(page, services.front(), guesses);
  page.hint(say(!guesses.empty() ? "o.talk.guessed" : chat.draft.empty() ? "o.talk.make_new" : "o.talk.make_goes_on"));
  if (!page.visitor.has_any({access::Role::operator_})) return;
  acts_begin(page);
  for (const auto& service : services) button_form(page, talk_path(chat.standing.contact) + "/isi/" + service.slug, say(service.title), Weight::second);
  acts_end(page);
}

void side_pane(Page& page, const intake::ChatOpened& chat, const Trouble& trouble) {
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
  form_out_of_talk(page, chat);
  put_away_form(page, chat, trouble);
  page.html << "</aside>"_lit;
}

LaterPage show(Site& site, const Visitor& visitor, std::string contact, Trouble trouble) {
  return intake::open_conversation(site.office, std::move(contact), {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, trouble = std::move(trouble)](const intake::ChatAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        const auto& chat = std::get<intake::ChatOpened>(answer);
        Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.title")), .has_errors = trouble.any(), .desk = "kotak"});
        page.html << "<div class=\"panes file\">"_lit;
        list_pane(page, chat.standing.contact, 0, !chat.standing.no_request.empty());
        page.html << "<main class=\"pane\" id=\"isi\">"_lit;
        error_box(page, trouble.wrongs);
        page.html << "<h1>"_lit;
        if (is_empty(chat.name)) page.html << page.say("o.talk.title");
        else page.html << chat.name;
        page.html << " <span class=\"tag\">"_lit << page.say("o.talk.mind." + std::string(name_of(chat.standing.mind))) << "</span></h1>"_lit;
        if (chat.standing.mind == intake::Mind::with_person && chat.standing.officer != visitor.actor())
          note(page, Tone::info, page.say("o.talk.with_colleague", {{"siapa", actor_words(page, chat.standing.officer)}}));
        chat_lines(page, chat.standing.contact, chat.lines);
        answer_form(page, chat, trouble);
        page.html << "</main>"_lit;
        side_pane(page, chat, trouble);
        page.html << "</div>"_lit;
        return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
      });
}

}  // namespace

Reply talks_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.list")), .desk = "kotak"});
  page.html << "<div class=\"panes two next-first\">"_lit;
  list_pane(page, "", std::min(whole_number(request.query_field("hal"), 0), 10'000), request.query_field("t") == "bukan");
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

// GET /petugas/percakapan/<contact>/foto/<line>
Reply talk_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto photo = intake::open_photo(site.office, boards.database(), request.matched[0], request.matched[1], {.actor = visitor.actor(), .roles = visitor.officer->roles});
  if (!photo) return error_page(site, visitor, 404);
  return kept_photo(*photo);
}

Reply answer_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const auto again = [&site, visitor, contact, fields = typed_of(request)](const Refusal& refusal) {
    return show(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
  return go_on(site, visitor, intake::answer_by_officer(site.office, contact, Personal<std::string>(trimmed(request.form().field("balasan"))), asked_of(visitor, request)),
               talk_path(contact), again);
}

// Whoever makes an application out of a talk holds the talk. A draft that is there goes on; else one begins for this number.
Reply form_from_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const auto* service = site.catalogue.find_service_by_slug(request.matched[1]);
  if (!service) return error_page(site, visitor, 404);
  const auto asked = asked_of(visitor, request);
  const auto form = [slug = service->slug](const std::string& draft) { return LaterPage::ready(see_other("/petugas/daftar/" + slug + "?isian=" + draft)); };
  const auto refused = [&site, visitor, contact](const Refusal& refusal) {
    return show(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
  };
  return page_after(site, visitor, intake::take_over(site.office, contact, asked), [&site, visitor, contact, service, asked, form, refused](const office::Answer& came) {
    if (const auto* refusal = office::refused(came)) return refused(*refusal);
    if (const auto* failure = office::failed(came)) return LaterPage::ready(failure_page(site, visitor, *failure));
    for (const auto& draft : intake::drafts_of(site.office, site.office.reader(), contact))
      if (draft.service == service->key && draft.channel == "whatsapp") return form(draft.application);
    auto own = asked;
    if (!own.key.empty()) own.key += "/draft";
    const auto language = intake::load_conversation(site.office, site.office.reader(), contact).language;
    intake::BeginDraft wish{service->key, "whatsapp", contact, language, "number_confirmed"};
    return page_after(site, visitor, intake::begin_draft(site.office, std::move(wish), own), [&site, visitor, form, refused](const office::Answer& begun) {
      if (const auto* refusal = office::refused(begun)) return refused(*refusal);
      if (const auto* failure = office::failed(begun)) return LaterPage::ready(failure_page(site, visitor, *failure));
      return form(office::done(begun)->word("application"));
    });
  });
}

Reply put_talk_away(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const std::string reason(request.form().field("alasan"));
  const Speech say(site.sentences(), visitor.lang);
  if (reason.empty()) return show(site, visitor, contact, {.act = "bukan", .words = {}, .wrongs = {{"alasan", std::string(say("o.reason_missing"))}}, .typed = typed_of(request)});
  return go_on(site, visitor, intake::mark_no_request(site.office, {contact, reason}, asked_of(visitor, request)), talk_path(contact),
               [&site, visitor, contact, fields = typed_of(request)](const Refusal& refusal) {
                 return show(site, visitor, contact, {.act = "bukan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
               });
}

Reply take_talk_back(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  return go_on(site, visitor, intake::is_a_request(site.office, contact, asked_of(visitor, request)), talk_path(contact),
               [&site, visitor, contact](const Refusal& refusal) {
                 return show(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
               });
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
