// Filing for somebody who stands at the counter or is on the telephone: the resident's own questions, one page, then the
// papers. It is marked as assisted, and who entered it never verifies it.
#include <utility>

#include "base/text.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "intake/guesses.h"
#include "intake/readings.h"
#include "law/phone.h"
#include "office/apply_for.h"
#include "web/officer/desk.h"
#include "web/officer/handlers.h"
#include "web/officer/talks.h"
#include "web/resident/form_answers.h"

namespace opak::web::officer {
namespace {

office::Asked part_of(const office::Asked& asked, const std::string& part) {
  auto own = asked;
  if (!own.key.empty()) own.key += "/" + part;
  return own;
}

// Only a draft that an officer began, or one out of a talk that this officer holds.
std::optional<intake::Draft> draft_for(Site& site, const Visitor& visitor, std::string_view id) {
  auto draft = intake::find_draft(site.office, site.office.reader(), id);
  if (!draft || draft->channel == "counter" || draft->channel == "phone") return draft;
  const auto standing = intake::find_standing(site.office.reader(), draft->contact);
  if (!standing || standing->officer != visitor.actor()) return std::nullopt;
  return draft;
}

std::string form_path(const law::Service& service) { return "/petugas/daftar/" + service.slug; }

// A question whose condition does not hold stood on the page and was rightly left empty.
void leave_out_unasked(FormAnswers& answers) {
  const auto answer_of = [&](std::string_view key) { return answers.value(key); };
  std::erase_if(answers.asked, [&](const std::string& key) { return !law::holds(answers.service.find_question(key)->when, answer_of); });
}

// The resident's own questions, in the words of somebody who asks them across the counter: "saya" is then the resident.
std::vector<law::Question> as_officers_ask(const law::Service& service, const Speech& say) {
  auto questions = service.questions;
  for (auto& question : questions) {
    const auto key = "o.assist.ask." + question.key;
    if (say.has(key)) question.title = key;
    if (say.has(key + ".hint")) question.hint = key + ".hint";
    for (auto& option : question.options)
      if (say.has(key + "." + option.key)) option.title = key + "." + option.key;
  }
  return questions;
}

struct Form {
  std::string draft;    // Going on with a draft out of a talk; "" for a new one.
  std::string how;      // "counter" or "phone".
  bool called = false;
  bool guessed = false;  // Some answers come out of the talk; the officer confirms them with a tick.
  std::vector<intake::Heard> guesses = {};
};

void guesses_part(Page& page, const law::Service& service, const Form& form) {
  if (form.guesses.empty()) return;
  page.html << "<section class=\"box\">"_lit;
  page.subheading(page.say("o.assist.guesses"));
  page.hint(page.say("o.assist.guesses_hint"));
  guess_list(page, service, form.guesses);
  page.html << "</section>"_lit;
}

Response form_page(Site& site, const Visitor& visitor, const law::Service& service, const Form& form, const law::AnswerOf& value_of, const Judged& judged, std::string_view refused) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.assist.title")), .has_errors = !judged.wrongs.empty(), .desk = "kotak"});
  const auto& say = page.say;
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, judged.wrongs);
  doubts_box(page, judged);
  page.heading(say(service.title), say("o.assist.title"));
  if (!refused.empty()) note(page, Tone::bad, refused);
  page.paragraph(say("o.assist.consent"));
  form_begin(page, form_path(service));
  hidden(page, "isian", form.draft);
  if (form.draft.empty()) {
    const std::vector<Choice> ways{{"counter", say("o.channel.counter"), say("o.assist.counter_hint")}, {"phone", say("o.channel.phone"), say("o.assist.phone_hint")}};
    pick_one(page, "cara", say("o.assist.how"), ways, form.how.empty() ? std::string_view("counter") : std::string_view(form.how), {}, wrong_of(judged.wrongs, "cara"));
    tick(page, "ditelepon", say("o.assist.called"), form.called, say("o.assist.called_hint"), wrong_of(judged.wrongs, "ditelepon"));
  }
  guesses_part(page, service, form);
  page.hint(say("o.assist.conditions"));
  const auto spoken = as_officers_ask(service, say);
  std::vector<const law::Question*> questions;
  for (const auto& question : spoken) questions.push_back(&question);
  question_fields(page, questions, value_of, judged.wrongs);
  if (form.guessed) {
    hidden(page, "tebakan", "ya");
    tick(page, "tebakan-cocok", say("o.assist.guesses_right"), false, {}, wrong_of(judged.wrongs, "tebakan-cocok"));
  }
  doubts(page, judged);
  acts_begin(page);
  button(page, say("o.assist.go_on"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(judged.wrongs.empty() ? (refused.empty() ? 200 : 409) : 422);
}

std::string paper_words(const Page& page, const law::Paper& paper) { return std::string(page.say(paper.title)); }

// What the resident sent in the talk: one press (or the key beside it) makes a photo one of the papers.
void photos_of_talk(Page& page, const law::Service& service, const intake::Draft& draft, const std::vector<const law::Paper*>& papers) {
  if (draft.channel != "whatsapp") return;
  const auto photos = intake::photos_of_talk(page.site.office.reader(), draft.contact);
  if (photos.empty()) return;
  constexpr int keys = 9;
  const auto& say = page.say;
  auto& html = page.html;
  page.subheading(say("o.assist.photos"));
  page.hint(say("o.assist.photos_hint"));
  int key = 0;
  for (const auto& photo : photos) {
    const auto path = talk_photo_path(draft.contact, photo.line);
    const auto moment = say.short_day(day_in_jakarta(photo.at)) + " " + say.clock_time(photo.at);
    html << "<section class=\"box\"><div class=\"thumbs\"><a href=\""_lit << Href::local(path) << "\"><img loading=\"lazy\" src=\""_lit << Href::local(path) << "\" alt=\""_lit
         << say("o.talk.photo_alt", {{"waktu", moment}}) << "\"><span>"_lit << moment << "</span></a></div>"_lit;
    form_begin(page, form_path(service) + "/" + draft.application + "/foto");
    hidden(page, "baris", photo.line);
    acts_begin(page);
    for (const auto* paper : papers) {
      const auto there = draft.papers.find(paper->key);
      if (there != draft.papers.end() && there->second == photo.document) {
        html << "<span class=\"tag\">&#10003; "_lit << say(paper->title) << "</span>"_lit;
        continue;
      }
      html << "<button class=\"btn alt\" name=\"berkas\" value=\""_lit << paper->key << "\""_lit;
      if (++key <= keys) html << " data-key=\""_lit << key << "\""_lit;
      html << ">"_lit << say("o.assist.photo_is", {{"berkas", std::string(say(paper->title))}});
      if (key <= keys) html << " <kbd>"_lit << key << "</kbd>"_lit;
      html << "</button>"_lit;
    }
    acts_end(page);
    form_end(page);
    html << "</section>"_lit;
  }
}

void written_so_far(Page& page, const law::Service& service, const intake::Draft& draft) {
  bool has_begun = false;  // An empty box says nothing.
  for (const std::string_view key : {"name", "nik", "kk", "street"}) {
    const auto* question = service.find_question(key);
    const auto answer = std::string(value_of(draft.answers, key));
    if (question == nullptr || answer.empty()) continue;
    if (!std::exchange(has_begun, true)) summary_begin(page);
    const bool is_number = key == "nik" || key == "kk";
    summary_row(page, Row{.question = page.say(question->title), .answer = is_number ? masked_digits(answer) : answer});
  }
  if (has_begun) summary_end(page);
}

Response papers_page(Site& site, const Visitor& visitor, const law::Service& service, const intake::Draft& draft, const Trouble& trouble) {
  Page page(site, visitor, {.title = std::string(Speech(site.sentences(), visitor.lang)("o.assist.papers")), .has_errors = trouble.any(), .back = form_path(service), .desk = "kotak"});
  const auto& say = page.say;
  const auto path = form_path(service) + "/" + draft.application;
  solo_begin(page);
  page.html << "<div class=\"read\">"_lit;
  error_box(page, trouble.wrongs);
  page.heading(say("o.assist.papers"), say(service.title));
  trouble_at(page, trouble, "kirim");
  written_so_far(page, service, draft);
  const auto answer_of = [&](std::string_view key) { return value_of(draft.answers, key); };
  const auto papers = law::papers_asked(service, answer_of);
  photos_of_talk(page, service, draft, papers);
  form_begin(page, path, Sends::files);
  for (const auto* paper : papers) {
    const bool there = draft.papers.contains(paper->key);
    field(page, {.name = paper->key, .label = paper_words(page, *paper), .hint = there ? say("o.assist.paper_there") : say(paper->hint),
                 .wrong = wrong_of(trouble.wrongs, paper->key), .kind = InputKind::file, .optional = paper->may_come_later});
  }
  acts_begin(page);
  button(page, say("o.assist.send"), Weight::main, "kirim", "ya");
  button(page, say("o.assist.keep"), Weight::second, "kirim", "belum");
  acts_end(page);
  form_end(page);
  page.hint(say("o.assist.later"));
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff(trouble.words.empty() ? (trouble.wrongs.empty() ? 200 : 422) : 409);
}

struct Upload {
  std::string paper;
  Bytes bytes;
};

struct Sending {
  std::string draft, slug;
  std::vector<Upload> uploads;
  bool send = false, messages = true;
  office::Asked asked;
};

LaterPage show_papers_again(Site& site, const Visitor& visitor, const Sending& sending, Trouble trouble) {
  const auto* service = site.catalogue.find_service_by_slug(sending.slug);
  const auto draft = draft_for(site, visitor, sending.draft);
  if (!service || !draft) return LaterPage::ready(error_page(site, visitor, 404));
  return LaterPage::ready(papers_page(site, visitor, *service, *draft, trouble));
}

LaterPage send_now(Site& site, const Visitor& visitor, std::shared_ptr<const Sending> sending) {
  const auto answer = intake::send_draft(site.office, {.application = sending->draft, .lane = "ordinary", .messages_wanted = sending->messages, .assisted = true}, sending->asked);
  return page_after(site, visitor, answer, [&site, visitor, sending](const office::Answer& came) {
    const Speech say(site.sentences(), visitor.lang);
    if (const auto* failure = office::failed(came)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(came)) return show_papers_again(site, visitor, *sending, {.act = "kirim", .words = say(*refusal), .wrongs = {}, .typed = {}});
    return LaterPage::ready(see_other("/petugas/tanda-terima/" + office::done(came)->word("number")));
  });
}

// One photo after another; what was taken stays, whatever becomes of the next.
LaterPage save_from(Site& site, const Visitor& visitor, std::shared_ptr<const Sending> sending, std::size_t n) {
  if (n == sending->uploads.size())
    return sending->send ? send_now(site, visitor, sending) : LaterPage::ready(see_other("/petugas/daftar/" + sending->slug + "/" + sending->draft));
  const auto& upload = sending->uploads[n];
  const auto answer = intake::save_paper(site.office, {sending->draft, upload.paper, upload.bytes}, part_of(sending->asked, upload.paper));
  return page_after(site, visitor, answer, [&site, visitor, sending, n](const office::Answer& came) {
    const Speech say(site.sentences(), visitor.lang);
    if (const auto* failure = office::failed(came)) return LaterPage::ready(failure_page(site, visitor, *failure));
    if (const auto* refusal = office::refused(came))
      return show_papers_again(site, visitor, *sending, {.act = "kirim", .words = {}, .wrongs = {{sending->uploads[n].paper, say(*refusal)}}, .typed = {}});
    return save_from(site, visitor, sending, n + 1);
  });
}

// A talk's own draft, with what the talk says where nothing was answered yet. The number it came from is no guess.
Response form_with_guesses(Site& site, const Visitor& visitor, const law::Service& service, const intake::Draft& draft, Form form, const intake::ChatOpened* chat) {
  auto known = draft.answers;
  if (chat) {
    known = intake::with_guesses(known, {{"phone", chat->phone, chat->standing.heard_at}});
    const auto said = intake::guesses_in(chat->lines, service, site.catalogue.city().regions);
    const auto photos = intake::guesses_of_photos(site.office, site.office.reader(), chat->standing.contact, service);
    for (auto& guess : intake::joined(said, photos.guesses, service))
      if (value_of(known, guess.question).empty()) form.guesses.push_back(std::move(guess));
    known = intake::with_guesses(known, form.guesses);
    form.guessed = !form.guesses.empty();
  }
  return form_page(site, visitor, service, form, [&](std::string_view key) { return value_of(known, key); }, {}, {});
}

}  // namespace

Reply assisted_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched[0]);
  if (!service) return error_page(site, visitor, 404);
  const auto id = request.query_field("isian");
  const auto draft = id.empty() ? std::nullopt : draft_for(site, visitor, id);
  if (!id.empty() && !draft) return error_page(site, visitor, 404);
  const Form form{.draft = id, .how = {}};
  if (!draft) return form_page(site, visitor, *service, form, [](std::string_view) { return std::string_view(); }, {}, {});
  if (draft->channel == "counter" || draft->channel == "phone")
    return form_page(site, visitor, *service, form, [&](std::string_view key) { return value_of(draft->answers, key); }, {}, {});
  return intake::open_conversation(site.office, draft->contact, {.actor = visitor.actor(), .roles = visitor.officer->roles})
      .then([&site, visitor, service, draft, form](const intake::ChatAnswer& answer) { return form_with_guesses(site, visitor, *service, *draft, form, std::get_if<intake::ChatOpened>(&answer)); });
}

Reply begin_assisted(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched[0]);
  if (!service) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const Speech say(site.sentences(), visitor.lang);
  const Form asked_form{std::string(form.field("isian")), std::string(form.field("cara")), form.field("ditelepon") == "ya", form.field("tebakan") == "ya", {}};
  auto answers = read_answers(*service, form);
  const auto again = [&site, visitor, service, asked_form, typed = typed_of(request)](const Judged& judged, std::string_view refused) {
    return form_page(site, visitor, *service, asked_form, [&](std::string_view key) { return web::typed(typed, key); }, judged, refused);
  };
  leave_out_unasked(answers);
  auto judged = judge(site, say, answers, form.field("yakin") == "ya", day_in_jakarta(visitor.now));
  const bool is_new = asked_form.draft.empty();
  if (is_new && asked_form.how != "counter" && asked_form.how != "phone") judged.wrongs.push_back({"cara", std::string(say("o.assist.how_missing"))});
  // Seen in person is the owner at the counter. In all other cases the number must have answered.
  const bool seen = asked_form.how == "counter" && answers.value("for_whom") == "self";
  if (is_new && !seen && !asked_form.called) judged.wrongs.push_back({"ditelepon", std::string(say("o.assist.called_missing"))});
  if (asked_form.guessed && form.field("tebakan-cocok") != "ya") judged.wrongs.push_back({"tebakan-cocok", std::string(say("o.assist.guesses_first"))});
  if (!judged.passes()) return again(judged, {});

  const auto asked = asked_of(visitor, request);
  const auto tidy = intake::tidied(*service, Personal<Fields>(answers.fields), site.catalogue.city().regions);
  const auto save = [&site, visitor, asked, tidy, service, again](const std::string& draft) {
    const intake::SaveAnswers wish{draft, static_cast<int>(service->pages.size()) - 1, tidy, {}};
    return std::get<LaterPage>(go_on(site, visitor, intake::save_answers(site.office, wish, part_of(asked, "answers")), form_path(*service) + "/" + draft,
                                     [&site, visitor, again](const Refusal& refusal) { return LaterPage::ready(again({}, Speech(site.sentences(), visitor.lang)(refusal))); }));
  };
  if (!is_new) {
    if (!draft_for(site, visitor, asked_form.draft)) return error_page(site, visitor, 404);
    return save(asked_form.draft);
  }

  const auto phone = law::Phone::parse(trimmed(answers.value("phone")));
  ensure(phone.has_value(), "a number that was judged is a number");
  const auto step = [&site, visitor, again](std::function<LaterPage(const office::Done&)> next) {
    return [&site, visitor, again, next = std::move(next)](const office::Answer& came) {
      if (const auto* failure = office::failed(came)) return LaterPage::ready(failure_page(site, visitor, *failure));
      if (const auto* refusal = office::refused(came)) return LaterPage::ready(again({}, Speech(site.sentences(), visitor.lang)(*refusal)));
      return next(*office::done(came));
    };
  };
  const auto begin = [&site, visitor, asked, asked_form, service, seen, step, save](const office::Done& known) {
    intake::BeginDraft wish{service->key, asked_form.how, known.word("contact"), std::string(catalogue::code_of(visitor.lang)), seen ? "seen_in_person" : "number_confirmed"};
    return page_after(site, visitor, intake::begin_draft(site.office, std::move(wish), part_of(asked, "draft")), step([save](const office::Done& begun) { return save(begun.word("application")); }));
  };
  office::KnowContact contact{Personal<Fields>(Fields{{"phone", phone->international()}})};
  return page_after(site, visitor, office::know_contact(site.office, std::move(contact), part_of(asked, "contact")), step(begin));
}

Reply assisted_papers_page(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched[0]);
  const auto draft = draft_for(site, visitor, request.matched[1]);
  if (!service || !draft) return error_page(site, visitor, 404);
  return papers_page(site, visitor, *service, *draft, {});
}

Reply photo_into_paper(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched[0]);
  const auto draft = draft_for(site, visitor, request.matched[1]);
  if (!service || !draft) return error_page(site, visitor, 404);
  const auto& form = request.form();
  const intake::PhotoToPaper wish{draft->application, std::string(form.field("berkas")), std::string(form.field("baris"))};
  return go_on(site, visitor, intake::photo_to_paper(site.office, wish, asked_of(visitor, request)), form_path(*service) + "/" + draft->application,
               [&site, visitor, service, draft](const Refusal& refusal) {
                 return LaterPage::ready(papers_page(site, visitor, *service, *draft, {.act = "kirim", .words = Speech(site.sentences(), visitor.lang)(refusal), .wrongs = {}, .typed = {}}));
               });
}

Reply send_assisted(Site& site, const Visitor& visitor, const Request& request, Boards&) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched[0]);
  const auto draft = draft_for(site, visitor, request.matched[1]);
  if (!service || !draft) return error_page(site, visitor, 404);
  auto sending = std::make_shared<Sending>();
  sending->draft = draft->application;
  sending->slug = service->slug;
  sending->send = request.form().field("kirim") == "ya";
  sending->messages = value_of(draft->answers, "whatsapp_news") == "ya";
  sending->asked = asked_of(visitor, request);
  for (const auto& file : request.form().files)
    if (!file.bytes.empty() && service->find_paper(file.name)) sending->uploads.push_back({file.name, file.bytes});
  return save_from(site, visitor, sending, 0);
}

// What the resident takes home: the number, large, and the way to the status page.
Reply slip_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto item = web::find_case(boards, request.matched[0]);
  if (!item) return error_page(site, visitor, 404);
  Page page(site, visitor, {.title = item->state.number, .desk = "kotak"});
  const auto& say = page.say;
  solo_begin(page);
  page.html << "<section class=\"slip\"><p class=\"small\">"_lit << site.catalogue.city().office_short << " &middot; "_lit << service_title(page, item->state) << "</p><h1 class=\"num\">"_lit
            << item->state.number << "</h1>"_lit;
  page.paragraph(say("o.slip.received", {{"waktu", say.long_moment(item->state.submitted_at)}}));
  if (item->state.promised_on != Day{}) page.paragraph(say("o.slip.promise", {{"hari", say.long_day(item->state.promised_on)}}));
  page.paragraph(say("o.slip.track", {{"alamat", site.settings.public_address + "/lacak"}}));
  // The secret link is for the one it was entered for; another officer prints a slip without it.
  if (item->state.assisted_by == visitor.actor()) {
    page.html << "<div class=\"qrbox\">"_lit;
    qr(page, site.settings.public_address + office::status_path(site.office, item->id), say("o.slip.qr"));
    page.html << "</div>"_lit;
  }
  page.html << "<p><b>"_lit << say("o.slip.free") << "</b></p></section><div class=\"noprint\">"_lit;
  acts_begin(page);
  page.html << "<button class=\"btn\" type=\"button\" data-print=\"ya\" hidden>"_lit << say("o.label.print") << "</button>"_lit;
  link_button(page, Href::fixed("/petugas"), say("o.inbox"));
  acts_end(page);
  page.html << "</div>"_lit;
  solo_end(page);
  return page.done_staff();
}

}  // namespace opak::web::officer
