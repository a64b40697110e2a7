// O2 in its simplest form: a talk that asked for a person, the officer's answer, and the way to a filled-in application.
#include "web/officer/talks.h"

#include "access/staff.h"
#include "base/text.h"
#include "channels/whatsapp/templates.h"
#include "intake/canned.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "intake/guesses.h"
#include "intake/readings.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"

namespace opak::web {

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
    const auto moment = say.short_day(day_in_jakarta(guess.at)) + " " + say.clock_time(guess.at);
    page.html << "</bdi> <small>"_lit;
    if (guess.paper.empty()) page.html << say("o.talk.from_message", {{"waktu", moment}});
    else page.html << say("o.talk.from_photo", {{"kertas", std::string(say("o.read.kind." + guess.paper))}, {"waktu", moment}});
    page.html << "</small></li>"_lit;
  }
  page.html << "</ul>"_lit;
}

namespace {

void photo_of(Page& page, std::string_view contact, const intake::ChatLine& line) {
  const auto path = talk_photo_path(contact, line.id);
  page.html << "<span class=\"thumbs\"><a href=\""_lit << Href::local(path) << "\"><img loading=\"lazy\" src=\""_lit << Href::local(path) << "\" alt=\""_lit
            << page.say("o.talk.photo_alt", {{"waktu", page.say.clock_time(line.at)}}) << "\"></a></span>"_lit;
}

// "0:23"
std::string length_words(int seconds) {
  const auto rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

// Fetched only when somebody presses play.
void voice_of(Page& page, std::string_view contact, const intake::ChatLine& line) {
  page.html << "<b>"_lit << (line.seconds > 0 ? page.say("o.talk.voice", {{"panjang", length_words(line.seconds)}}) : std::string(page.say("o.talk.voice_unknown"))) << "</b> "_lit;
  if (line.document.empty()) return;
  page.html << "<audio controls preload=\"none\" src=\""_lit << Href::local("/petugas/percakapan/" + std::string(contact) + "/suara/" + line.id) << "\"></audio> "_lit;
}

}  // namespace

namespace {

void note_line(Page& page, const intake::TalkNote& note) {
  const auto& say = page.say;
  page.html << "<li class=\"memo\"><b>"_lit << (note.to.empty() ? std::string(say("o.talk.note_only")) : say("o.talk.passed_to", {{"siapa", actor_words(page, "officer/" + note.to)}})) << "</b> "_lit << note.text
            << "<small>"_lit << say.short_day(day_in_jakarta(note.at)) << " "_lit << say.clock_time(note.at) << " &middot; "_lit << actor_words(page, note.officer) << "</small></li>"_lit;
}

}  // namespace

void chat_lines(Page& page, std::string_view contact, const std::vector<intake::ChatLine>& lines, const std::vector<intake::TalkNote>& notes) {
  auto& html = page.html;
  auto note = notes.begin();
  html << "<ol class=\"chat\">"_lit;
  for (const auto& line : lines) {
    for (; note != notes.end() && note->at < line.at; ++note) note_line(page, *note);
    html << (line.side == intake::Side::resident ? "<li>"_lit : "<li class=\"us\">"_lit);
    if (line.forwarded) html << "<span class=\"tag\">"_lit << page.say("o.talk.forwarded") << "</span> "_lit;
    if (line.kind == "voice") voice_of(page, contact, line);
    else if (line.kind != "text") html << "["_lit << page.say("o.talk.kind." + line.kind) << "] "_lit;
    html << line.text;
    if (!line.document.empty() && line.kind != "voice") photo_of(page, contact, line);
    for (const auto& choice : line.choices) html << " <span class=\"tag\">"_lit << choice.title << "</span>"_lit;
    html << "<small>"_lit << page.say.short_day(day_in_jakarta(line.at)) << " "_lit << page.say.clock_time(line.at);
    if (line.side == intake::Side::bot) html << " &middot; "_lit << page.say("o.talk.by_machine");
    if (line.side == intake::Side::officer) html << " &middot; "_lit << actor_words(page, line.officer);
    html << "</small></li>"_lit;
  }
  for (; note != notes.end(); ++note) note_line(page, *note);
  html << "</ol>"_lit;
}

namespace officer {
namespace {

// The replies ready to be used, by topic; each link puts its words into the answer, where they can still be changed.
void canned_choice(Page& page, const intake::ChatOpened& chat) {
  const auto& say = page.say;
  page.html << "<details class=\"canned\"><summary data-key=\"/\">"_lit << say("o.canned.title") << " <kbd>/</kbd></summary>"_lit;
  const auto lang = catalogue::lang_of(intake::load_conversation(page.site.office, page.site.office.reader(), chat.standing.contact).language).value_or(catalogue::Lang::id);
  std::string topic;
  for (const auto& one : intake::canned_replies(page.site.office, page.site.office.reader())) {
    if (one.topic != topic) {
      if (!topic.empty()) page.html << "</ul>"_lit;
      topic = one.topic;
      page.html << "<h3>"_lit << say("o.canned.topic." + topic) << "</h3><ul>"_lit;
    }
    page.html << "<li><a href=\""_lit << Href::local(talk_path(chat.standing.contact) + "?pakai=" + one.key + "#balas") << "\">"_lit << shortened(intake::without_variables(one_spaced(one.in(lang))), 90) << "</a></li>"_lit;
  }
  if (!topic.empty()) page.html << "</ul>"_lit;
  page.html << "</details>"_lit;
}

struct Answering {
  std::string canned;                         // Its key; "" none.
  std::optional<Opened<std::string>> filled;  // Its words, filled in for this talk.
};

void answer_area(Page& page, const Field& field, const Answering& answering) {
  if (!answering.filled || !field.value.empty()) return text_area(page, field, 4);
  auto& html = page.html;
  html << "<label for=\"balasan\">"_lit << field.label << "</label><p class=\"hint\" id=\"balasan-h\">"_lit << field.hint
       << "</p><textarea id=\"balasan\" name=\"balasan\" rows=\"6\" maxlength=\""_lit << field.letters_max << "\" aria-describedby=\"balasan-h\">"_lit << *answering.filled << "</textarea>"_lit;
}

// Outside the 24 hours the invitation is all that may go, and only where WhatsApp approved it in the language of this talk.
bool invitation_goes(const Page& page, const intake::ChatOpened& chat) {
  auto& reader = page.site.office.reader();
  const bool english = intake::load_conversation(page.site.office, reader, chat.standing.contact).language == "en";
  return channels::whatsapp::may_send_template(reader, "opak_chat", english ? "en" : "id");
}

void answer_form(Page& page, const intake::ChatOpened& chat, const Trouble& trouble, const Answering& answering) {
  const auto& say = page.say;
  const auto left = chat.standing.window_expires_at - page.visitor.now;
  page.html << "<div id=\"balas\" data-talk=\""_lit << talk_path(chat.standing.contact) << "\">"_lit;
  trouble_at(page, trouble, "balas");
  page.html << "<p class=\"note warn\" id=\"tanda\" role=\"status\" hidden></p>"_lit;
  // Outside the 24 hours WhatsApp lets only a template through: it asks them to answer, and the words follow.
  if (left <= 0) note(page, Tone::warn, say("o.talk.window_over"));
  const auto window = left > 0 ? say("o.talk.window", {{"jam", std::to_string(left / hours(1))}}) : std::string(say("o.talk.window_template"));
  if (left <= 0 && !invitation_goes(page, chat)) {
    note(page, Tone::bad, say("o.talk.invitation_not_approved"));
    page.html << "</div>"_lit;
    return;
  }
  canned_choice(page, chat);
  form_begin(page, talk_path(chat.standing.contact) + "/balas");
  const auto used = answering.canned.empty() ? typed(trouble.typed, "dari") : std::string_view(answering.canned);
  if (!used.empty()) hidden(page, "dari", used);
  answer_area(page, {.name = "balasan", .label = say("o.talk.answer"), .hint = window, .value = typed(trouble.typed, "balasan"), .wrong = wrong_of(trouble.wrongs, "balasan"),
                     .letters_max = static_cast<int>(intake::answer_letters_max)}, answering);
  acts_begin(page);
  button(page, say("glossary.send"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
}

// Who has the talk, and what can be done with it besides answering.
void hold_forms(Page& page, const intake::ChatOpened& chat, const Trouble& trouble) {
  const auto& say = page.say;
  const auto path = talk_path(chat.standing.contact);
  const bool is_mine = chat.standing.mind == intake::Mind::with_person && chat.standing.officer == page.visitor.actor();
  page.subheading(say("o.talk.hold"));
  if (chat.standing.lease_until.ms > 0) page.hint(say(is_mine ? "o.talk.lease_mine" : "o.talk.lease_theirs", {{"jam", say.clock_time(chat.standing.lease_until)}}));
  trouble_at(page, trouble, "ambil");
  acts_begin(page);
  const auto keyed = [&](std::string_view to, std::string_view words, Lit key) {
    form_begin(page, path + std::string(to));
    page.html << "<button class=\"btn alt\" data-key=\""_lit << key << "\">"_lit << words << " <kbd>"_lit << key << "</kbd></button>"_lit;
    form_end(page);
  };
  if (!is_mine) keyed("/ambil", say("o.talk.take"), "a"_lit);
  if (chat.standing.mind != intake::Mind::bot) keyed("/bot", say("o.talk.to_machine"), "m"_lit);
  acts_end(page);
  page.html << (trouble.act == "alihkan" ? "<details open><summary data-key=\"o\">"_lit : "<details><summary data-key=\"o\">"_lit) << say("o.talk.pass") << " <kbd>o</kbd></summary>"_lit;
  trouble_at(page, trouble, "alihkan");
  form_begin(page, path + "/alihkan");
  std::vector<ChoiceGroup> people(1);
  const auto staff = access::list_staff(page.site.office.reader());
  for (const auto& each : staff)
    if (each.active && each.id != page.visitor.officer->id && !intake::may_answer({.actor = "officer/" + each.id, .roles = each.roles}, chat.standing)) people[0].choices.push_back({each.id, each.name});
  select(page, {.name = "kepada", .label = say("o.pass.to"), .value = typed(trouble.typed, "kepada"), .wrong = wrong_of(trouble.wrongs, "kepada")}, people, say("o.choose"));
  text_area(page, {.name = "catatan-alih", .label = say("o.talk.pass_note"), .hint = say("o.talk.note_hint"), .value = typed(trouble.typed, "catatan-alih"), .wrong = wrong_of(trouble.wrongs, "catatan-alih"),
                   .letters_max = static_cast<int>(intake::note_letters_max)}, 3);
  acts_begin(page);
  button(page, say("o.talk.pass_send"), Weight::second);
  acts_end(page);
  form_end(page);
  page.html << "</details>"_lit << (trouble.act == "catat" ? "<details open><summary data-key=\"n\">"_lit : "<details><summary data-key=\"n\">"_lit) << say("o.talk.note") << " <kbd>n</kbd></summary>"_lit;
  trouble_at(page, trouble, "catat");
  form_begin(page, path + "/catat");
  text_area(page, {.name = "catatan", .label = say("o.talk.note"), .hint = say("o.talk.note_hint"), .value = typed(trouble.typed, "catatan"), .wrong = wrong_of(trouble.wrongs, "catatan"),
                   .letters_max = static_cast<int>(intake::note_letters_max)}, 3);
  acts_begin(page);
  button(page, say("o.talk.note_send"), Weight::second);
  acts_end(page);
  form_end(page);
  page.html << "</details>"_lit;
}

void put_away_form(Page& page, const intake::ChatOpened& chat, const Trouble& trouble) {
  const auto& say = page.say;
  const auto path = talk_path(chat.standing.contact);
  if (!chat.standing.no_request.empty()) {
    note(page, Tone::info, say("o.talk.no_request_by", {{"siapa", actor_words(page, chat.standing.no_request_by)}, {"alasan", std::string(say("o.talk.no_request." + chat.standing.no_request))}}));
    return button_form(page, path + "/permohonan", say("o.talk.is_request"), Weight::second);
  }
  page.html << (trouble.act == "bukan" ? "<details open><summary data-key=\"x\">"_lit : "<details><summary data-key=\"x\">"_lit) << say("o.talk.no_request") << " <kbd>x</kbd></summary>"_lit;
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
  std::vector<intake::Heard> guesses;
  if (!services.empty()) {
    const auto photos = intake::guesses_of_photos(page.site.office, page.site.office.reader(), chat.standing.contact, services.front());
    guesses = intake::joined(intake::guesses_in(chat.lines, services.front(), page.site.catalogue.city().regions), photos.guesses, services.front());
    guess_list(page, services.front(), guesses);
    if (photos.waiting > 0) page.hint(say("o.talk.photos_being_read", {{"n", say.number(photos.waiting)}}));
  }
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
  hold_forms(page, chat, trouble);
  put_away_form(page, chat, trouble);
  page.html << "</aside>"_lit;
}

// The one who waits longest, but for this one: the next to be answered.
void next_talk(Page& page, std::string_view current) {
  const auto waiting = intake::list_conversations(page.site.office.reader(), intake::ConversationFilter::waiting_for_person);
  for (const auto& standing : waiting.standings) {
    if (standing.contact == current) continue;
    page.html << "<p><a class=\"btn alt\" data-key=\"Enter\" href=\""_lit << Href::local(talk_path(standing.contact)) << "\">"_lit
              << page.say("o.talk.next", {{"n", page.say.number(waiting.total)}}) << " <kbd>Enter</kbd></a></p>"_lit;
    return;
  }
}

}  // namespace

LaterPage show_talk(Site& site, const Visitor& visitor, std::string contact, Trouble trouble, const std::string& canned) {
  return intake::open_conversation(site.office, std::move(contact), {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, trouble = std::move(trouble), canned](const intake::ChatAnswer& answer) -> Response {
        if (const auto* refusal = std::get_if<Refusal>(&answer)) return refusal_page(site, visitor, *refusal);
        if (const auto* failure = std::get_if<Failure>(&answer)) return failure_page(site, visitor, *failure);
        const auto& chat = std::get<intake::ChatOpened>(answer);
        const office::Asked asked{.actor = visitor.actor(), .roles = visitor.officer->roles};
        auto& reader = site.office.reader();
        Answering answering;
        if (!canned.empty() && (answering.filled = intake::canned_for(site.office, reader, chat.standing.contact, canned, asked))) answering.canned = canned;
        Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.talk.title")), .has_errors = trouble.any(), .desk = "kotak"});
        page.html << "<div class=\"panes file\">"_lit;
        talk_list_pane(page, {.tab = chat.standing.no_request.empty() ? intake::ConversationFilter::all : intake::ConversationFilter::no_requests, .current = chat.standing.contact});
        page.html << "<main class=\"pane\" id=\"isi\">"_lit;
        error_box(page, trouble.wrongs);
        page.html << "<h1>"_lit;
        if (is_empty(chat.name)) page.html << page.say("o.talk.title");
        else page.html << chat.name;
        page.html << " <span class=\"tag\">"_lit << page.say("o.talk.mind." + std::string(name_of(chat.standing.mind))) << "</span></h1>"_lit;
        if (chat.standing.mind == intake::Mind::with_person && chat.standing.officer != visitor.actor())
          note(page, Tone::info, page.say("o.talk.with_colleague", {{"siapa", actor_words(page, chat.standing.officer)}}));
        if (const auto colleague = site.signs->colleague(chat.standing.contact, visitor.officer->id, visitor.now); !colleague.empty())
          note(page, Tone::warn, page.say("o.talk.typing", {{"siapa", actor_words(page, "officer/" + colleague)}}));
        chat_lines(page, chat.standing.contact, chat.lines, intake::notes_of(site.office, reader, chat.standing.contact, asked));
        answer_form(page, chat, trouble, answering);
        next_talk(page, chat.standing.contact);
        page.html << "</main>"_lit;
        side_pane(page, chat, trouble);
        page.html << "</div>"_lit;
        return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
      });
}

Reply talk_page(Site& site, const Visitor& visitor, const Request& request, Boards&) { return show_talk(site, visitor, request.matched[0], {}, std::string(request.query_field("pakai"))); }

// GET /petugas/percakapan/<contact>/foto/<line>
Reply talk_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto photo = intake::open_photo(site.office, boards.database(), request.matched[0], request.matched[1], {.actor = visitor.actor(), .roles = visitor.officer->roles});
  if (!photo) return error_page(site, visitor, 404);
  return kept_photo(*photo);
}

// GET /petugas/percakapan/<contact>/suara/<line>
Reply talk_voice(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto voice = intake::open_voice(site.office, boards.database(), request.matched[0], request.matched[1], {.actor = visitor.actor(), .roles = visitor.officer->roles});
  if (!voice) return error_page(site, visitor, 404);
  auto response = kept_photo({});  // Kept and guarded like a photo.
  response.content_type = voice->type;
  response.body = sound_body(voice->sound);
  return response;
}

Reply answer_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const auto again = [&site, visitor, contact, fields = typed_of(request)](const Refusal& refusal) {
    return show_talk(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
  };
  site.signs->done(contact, visitor.officer->id);
  intake::AnswerTalk wish{contact, Personal<std::string>(trimmed(request.form().field("balasan"))), std::string(request.form().field("dari"))};
  return go_on(site, visitor, intake::answer_by_officer(site.office, std::move(wish), asked_of(visitor, request)), talk_path(contact), again);
}

// Whoever makes an application out of a talk holds the talk. A draft that is there goes on; else one begins for this number.
Reply form_from_talk(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  const auto* service = site.catalogue.find_service_by_slug(request.matched[1]);
  if (!service) return error_page(site, visitor, 404);
  const auto asked = asked_of(visitor, request);
  const auto form = [slug = service->slug](const std::string& draft) { return LaterPage::ready(see_other("/petugas/daftar/" + slug + "?isian=" + draft)); };
  const auto refused = [&site, visitor, contact](const Refusal& refusal) {
    return show_talk(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
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
  if (reason.empty()) return show_talk(site, visitor, contact, {.act = "bukan", .words = {}, .wrongs = {{"alasan", std::string(say("o.reason_missing"))}}, .typed = typed_of(request)});
  return go_on(site, visitor, intake::mark_no_request(site.office, {contact, reason}, asked_of(visitor, request)), talk_path(contact),
               [&site, visitor, contact, fields = typed_of(request)](const Refusal& refusal) {
                 return show_talk(site, visitor, contact, {.act = "bukan", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = fields});
               });
}

Reply take_talk_back(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  return go_on(site, visitor, intake::is_a_request(site.office, contact, asked_of(visitor, request)), talk_path(contact),
               [&site, visitor, contact](const Refusal& refusal) {
                 return show_talk(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
               });
}

Reply give_talk_to_machine(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto& contact = request.matched[0];
  return go_on(site, visitor, intake::give_back_to_bot(site.office, contact, asked_of(visitor, request)), done_path("/petugas/percakapan", "talk_given_back"),
               [&site, visitor, contact](const Refusal& refusal) {
                 return show_talk(site, visitor, contact, {.act = "balas", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}});
               });
}

}  // namespace officer
}  // namespace opak::web
