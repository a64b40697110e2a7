// W3 and W5: the question pages of a service, one question or one thought a page, saved after each.
#include <algorithm>

#include "web/resident/form_answers.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

bool has_phone(const law::Service& service, const law::Page& page) {
  return std::any_of(service.questions.begin(), service.questions.end(), [&](const auto& question) { return question.page == page.key && question.kind == law::FieldKind::phone; });
}

// The first page that is not the number's own: that one was answered by the code.
const law::Page& first_question_page(const law::Service& service) {
  for (const auto& page : service.pages)
    if (!has_phone(service, page)) return page;
  return service.pages.front();
}

int place_of(const law::Service& service, const law::Page& page) { return static_cast<int>(&page - service.pages.data()); }

std::string step_words(const Speech& say, const law::Service& service, const law::Page& page) {
  return say("w.form.step", {{"langkah", std::to_string(place_of(service, page) + 1)}, {"semua", std::to_string(service.pages.size())}});
}

std::string path_of(const std::string& application, const law::Page& page) { return "/isian/" + application + "/" + page.key; }

std::string path_after(const law::Service& service, const std::string& application, const law::Page& page) {
  const auto next = static_cast<std::size_t>(place_of(service, page)) + 1;
  return path_of(application, service.pages[std::min(next, service.pages.size() - 1)]);
}

std::string path_before(const law::Service& service, const std::string& application, const law::Page& page) {
  const int before = place_of(service, page) - 1;
  if (before < 0 || has_phone(service, service.pages[static_cast<std::size_t>(before)])) return "/lanjut";
  return path_of(application, service.pages[static_cast<std::size_t>(before)]);
}

// Shown once at the start and again with what was typed.
Response first_page_with(Site& site, const Visitor& visitor, Boards& boards, const law::Service& service, const FormAnswers* typed, const Judged& judged) {
  const auto& which = first_question_page(service);
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say(which.title)), .has_errors = !judged.wrongs.empty(), .back = "/urus/ktp/" + service.slug});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, judged.wrongs);
  doubts_box(page, judged);
  page.heading(say(which.title), step_words(say, service, which));
  const auto open = intake::drafts_of(site.office, boards.database(), visitor.contact);
  if (std::any_of(open.begin(), open.end(), [&](const auto& draft) { return draft.service == service.key; }))
    page.html << "<div class=\"note info\"><p>"_lit << say("w.form.draft_waits") << " <a href=\"/lanjut\">"_lit << say("w.home.continue") << "</a></p></div>"_lit;
  form_begin(page, "/urus/ktp/" + service.slug + "/mulai");
  const law::AnswerOf value = [&](std::string_view key) { return typed ? typed->value(key) : std::string_view(); };
  question_fields(page, law::questions_on(service, which.key, value), value, judged.wrongs);
  doubts(page, judged);
  acts_begin(page);
  button(page, say("glossary.save_continue"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  return page.done(judged.passes() ? 200 : 422);
}

std::optional<intake::Draft> own_draft(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  auto draft = intake::find_draft(site.office, boards.database(), request.matched.at(0));
  if (!draft || draft->contact != visitor.contact) return std::nullopt;
  return draft;
}

// A draft that was sent meanwhile (the back button, a second window) has a status page instead.
Response no_draft_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto sent = boards.find_case(request.matched.at(0));
  if (sent && sent->state.contact == visitor.contact && !sent->state.number.empty()) return see_other(office::status_path(site.office, sent->id));
  return error_page(site, visitor, 404);
}

// W5 shows numbers masked: who looks over the shoulder learns nothing, and the page before shows them whole.
Opened<std::string> shown_answer(const intake::Draft& draft, const law::Question& question) {
  auto answer = vault::field_of(draft.answers, question.key);
  const bool is_number = question.kind == law::FieldKind::nik || question.kind == law::FieldKind::kk;
  return is_number ? masked_number(answer) : answer;
}

void answer_row(Page& page, const intake::Draft& draft, const law::Question& question, const std::string& change) {
  const auto value = value_of(draft.answers, question.key);
  const auto title = page.say(question.title);
  if (question.kind == law::FieldKind::choice) {
    const auto option = std::find_if(question.options.begin(), question.options.end(), [&](const auto& one) { return one.key == value; });
    return summary_row(page, {title, option == question.options.end() ? std::string_view() : page.say(option->title), change});
  }
  if (question.kind == law::FieldKind::kelurahan) {
    const auto words = region_words(page.site, value);
    if (!words.empty()) return summary_row(page, {title, words, change});
  }
  if (value.empty() && !question.required) return summary_row(page, {title, page.say("w.check.left_out"), change});
  summary_row(page, title, shown_answer(draft, question), change);
}

void answered_groups(Page& page, const law::Service& service, const intake::Draft& draft) {
  const law::AnswerOf answer = [&](std::string_view key) { return value_of(draft.answers, key); };
  page.subheading(page.say("w.check.service"));
  summary_begin(page);
  summary_row(page, {page.say("w.check.what"), page.say(service.title)});
  summary_row(page, {page.say("w.prepare.fee"), page.say("glossary.free")});
  summary_end(page);
  for (const auto& group : service.pages) {
    if (group.kind == law::PageKind::check || has_phone(service, group)) continue;
    const auto change = path_of(draft.application, group) + "?ubah=1";
    page.subheading(page.say(group.title));
    summary_begin(page);
    if (group.kind == law::PageKind::papers) {
      for (const auto* paper : law::papers_asked(service, answer)) {
        const bool there = draft.papers.contains(paper->key);
        summary_row(page, {page.say(paper->title), page.say(there ? "w.check.paper_there" : "w.check.paper_later"), path_of(draft.application, group) + "/" + paper->key + "?ubah=1"});
      }
    } else {
      for (const auto* question : law::questions_on(service, group.key, answer)) answer_row(page, draft, *question, change);
    }
    summary_end(page);
  }
}

Response check_page(Site& site, const Visitor& visitor, const law::Service& service, const law::Page& which, const intake::Draft& draft, const Judged& judged) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say(which.title)), .has_errors = !judged.wrongs.empty(), .back = path_before(service, draft.application, which)});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, judged.wrongs);
  page.heading(say(which.title), step_words(say, service, which));
  answered_groups(page, service, draft);
  form_begin(page, path_of(draft.application, which));
  const law::AnswerOf answer = [&](std::string_view key) { return value_of(draft.answers, key); };
  question_fields(page, law::questions_on(service, which.key, answer), answer, judged.wrongs);
  page.html << "<p class=\"hint\">"_lit << say("w.check.what_happens") << " <a href=\"/data-pribadi\">"_lit << say("w.check.how_kept") << "</a></p>"_lit;
  acts_begin(page);
  button(page, say("w.check.send"));
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  return page.done(judged.wrongs.empty() ? 200 : 422);
}

Response questions_page(Site& site, const Visitor& visitor, const law::Service& service, const law::Page& which, const intake::Draft& draft, const FormAnswers* typed,
                        const Judged& judged, bool is_change) {
  const Speech say(site.sentences(), visitor.lang);
  const auto back = is_change ? path_of(draft.application, service.pages.back()) : path_before(service, draft.application, which);
  Page page(site, visitor, {.title = std::string(say(which.title)), .has_errors = !judged.wrongs.empty(), .back = back});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, judged.wrongs);
  doubts_box(page, judged);
  page.heading(say(which.title), step_words(say, service, which));
  form_begin(page, path_of(draft.application, which) + (is_change ? "?ubah=1" : ""));
  const law::AnswerOf answer = [&](std::string_view key) {
    if (typed && std::find(typed->asked.begin(), typed->asked.end(), key) != typed->asked.end()) return typed->value(key);
    return value_of(draft.answers, key);
  };
  const auto questions = law::questions_on(service, which.key, answer);
  question_fields(page, questions, answer, judged.wrongs);
  doubts(page, judged);
  acts_begin(page);
  button(page, say("glossary.save_continue"));
  button(page, say("glossary.save_later"), Weight::second, "nanti", "1");
  acts_end(page);
  form_end(page);
  page.html << "</div>"_lit;
  auto response = page.done(judged.passes() ? 200 : 422);
  const bool asks_where = std::any_of(questions.begin(), questions.end(), [](const law::Question* question) { return question->key == pin_question; });
  return asks_where ? may_look_where(std::move(response)) : response;
}

// Does an answer just given bring questions onto this page that were not asked yet?
bool asks_more(const law::Service& service, const law::Page& which, const intake::Draft& draft, const FormAnswers& answers) {
  const law::AnswerOf answer = [&](std::string_view key) {
    if (std::find(answers.asked.begin(), answers.asked.end(), key) != answers.asked.end()) return answers.value(key);
    return value_of(draft.answers, key);
  };
  for (const auto* question : law::questions_on(service, which.key, answer))
    if (std::find(answers.asked.begin(), answers.asked.end(), question->key) == answers.asked.end()) return true;
  return false;
}

Response where_after_sending(Site& site, const Visitor& visitor, const office::Answer& answer, const law::Service& service, const law::Page& which, const intake::Draft& draft) {
  if (const auto* failure = office::failed(answer)) return failure_page(site, visitor, *failure);
  if (const auto* refusal = office::refused(answer)) {
    const Speech say(site.sentences(), visitor.lang);
    Judged judged;
    judged.wrongs.push_back({"", say(*refusal)});
    return check_page(site, visitor, service, which, draft, judged);
  }
  return see_other(office::status_path(site.office, office::done(answer)->word("application")) + "/terkirim");
}

Reply send(Site& site, const Visitor& visitor, const Request& request, const law::Service& service, const law::Page& which, const intake::Draft& draft) {
  const auto answers = read_answers(service, request.form());
  const Speech say(site.sentences(), visitor.lang);
  const auto judged = judge(site, say, answers, true, day_in_jakarta(visitor.now));
  if (!judged.passes()) return check_page(site, visitor, service, which, draft, judged);
  auto asked = asked_by(visitor, request);
  const bool messages_wanted = answers.value("whatsapp_news") == "ya";
  return intake::send_draft(site.office, {.application = draft.application, .messages_wanted = messages_wanted}, asked)
      .then([&site, visitor, &service, &which, draft](const office::Answer& answer) { return where_after_sending(site, visitor, answer, service, which, draft); });
}

}  // namespace

Reply first_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched.at(0));
  if (!service) return error_page(site, visitor, 404);
  return first_page_with(site, visitor, boards, *service, nullptr, {});
}

Reply begin(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto* service = site.catalogue.find_service_by_slug(request.matched.at(0));
  if (!service) return error_page(site, visitor, 404);
  const Speech say(site.sentences(), visitor.lang);
  const auto answers = read_answers(*service, request.form());
  const auto judged = judge(site, say, answers, request.form().has("yakin"), day_in_jakarta(visitor.now));
  if (!judged.passes()) return first_page_with(site, visitor, boards, *service, &answers, judged);
  const auto asked = asked_by(visitor, request);
  const std::string language(catalogue::code_of(visitor.lang));
  Later<Response> shown;
  intake::begin_draft(site.office, {.service = service->key, .channel = "web", .contact = visitor.contact, .language = language}, asked)
      .when_ready([&site, visitor, service, answers, asked, language, shown](const office::Answer& begun) {
        const auto* done = office::done(begun);
        if (!done) return shown.answer(after(site, visitor, begun, "/"));
        const auto application = done->word("application");
        const auto& which = first_question_page(*service);
        intake::save_answers(site.office, {.application = application, .page = place_of(*service, which), .answers = Personal<Fields>(answers.fields), .language = language}, {})
            .when_ready([&site, visitor, service, application, &which, shown](const office::Answer& saved) {
              shown.answer(after(site, visitor, saved, path_after(*service, application, which)));
            });
      });
  return shown;
}

Reply draft_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto draft = own_draft(site, visitor, request, boards);
  if (!draft) return no_draft_page(site, visitor, request, boards);
  const auto& service = site.catalogue.get_service(draft->service);
  const auto* which = service.find_page(request.matched.at(1));
  if (!which || has_phone(service, *which)) return error_page(site, visitor, 404);
  if (which->kind == law::PageKind::check) return check_page(site, visitor, service, *which, *draft, {});
  if (which->kind == law::PageKind::papers) {
    const law::AnswerOf answer = [&](std::string_view key) { return value_of(draft->answers, key); };
    const auto papers = law::papers_asked(service, answer);
    if (papers.empty()) return see_other(path_after(service, draft->application, *which));
    return see_other(path_of(draft->application, *which) + "/" + papers.front()->key);
  }
  return questions_page(site, visitor, service, *which, *draft, nullptr, {}, request.query_field("ubah") == "1");
}

Reply save_draft_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto draft = own_draft(site, visitor, request, boards);
  if (!draft) return no_draft_page(site, visitor, request, boards);
  const auto& service = site.catalogue.get_service(draft->service);
  const auto* which = service.find_page(request.matched.at(1));
  if (!which || which->kind == law::PageKind::papers) return error_page(site, visitor, 404);
  if (which->kind == law::PageKind::check) return send(site, visitor, request, service, *which, *draft);

  const Speech say(site.sentences(), visitor.lang);
  const auto answers = read_answers(service, request.form());
  const bool later = request.form().has("nanti"), is_change = request.query_field("ubah") == "1";
  const auto judged = judge(site, say, answers, request.form().has("yakin"), day_in_jakarta(visitor.now));
  if (!later && !judged.passes()) return questions_page(site, visitor, service, *which, *draft, &answers, judged, is_change);
  std::string next = path_after(service, draft->application, *which);
  if (later) next = "/lanjut?tersimpan=1";
  else if (asks_more(service, *which, *draft, answers)) next = path_of(draft->application, *which) + (is_change ? "?ubah=1" : "");
  else if (is_change) next = path_of(draft->application, service.pages.back());
  // Who stops in the middle of a page is led back to that page, not past it.
  const int finished = judged.passes() ? place_of(service, *which) : place_of(service, *which) - 1;
  return intake::save_answers(site.office,
                              {.application = draft->application, .page = finished,
                               .answers = intake::tidied(service, Personal<Fields>(answers.fields), site.catalogue.city().regions),
                               .language = std::string(catalogue::code_of(visitor.lang))},
                              {})
      .then([&site, visitor, next](const office::Answer& saved) { return after(site, visitor, saved, next); });
}

Reply drafts(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const Speech say(site.sentences(), visitor.lang);
  Page page(site, visitor, {.title = std::string(say("w.home.continue")), .back = "/"});
  page.html << "<div class=\"read\">"_lit;
  page.heading(say("w.home.continue"));
  if (request.query_field("tersimpan") == "1") note(page, Tone::ok, say("w.drafts.saved"));
  const auto open = intake::drafts_of(site.office, boards.database(), visitor.contact);
  if (open.empty()) page.html << "<p>"_lit << say("w.drafts.none") << " <a href=\"/urus/ktp\">"_lit << say("w.home.card") << "</a></p>"_lit;
  for (const auto& draft : open) {
    const auto& service = site.catalogue.get_service(draft.service);
    const auto at = static_cast<std::size_t>(std::clamp(draft.page + 1, 1, static_cast<int>(service.pages.size()) - 1));
    page.html << "<div class=\"box\"><h2 class=\"flat\">"_lit << say(service.title) << "</h2><p>"_lit
              << say("w.drafts.at", {{"halaman", std::string(say(service.pages[at].title))}, {"waktu", say.long_moment(draft.saved_at)}}) << "</p><div class=\"acts\">"_lit;
    link_button(page, Href::local(path_of(draft.application, service.pages[at])), say("w.drafts.go_on"), Weight::main);
    button_form(page, "/isian/" + draft.application + "/hapus", say("glossary.delete"));
    page.html << "</div></div>"_lit;
  }
  page.hint(say("w.drafts.thirty_days"));
  const auto cases = boards.cases_of_contact(visitor.contact);
  if (!cases.empty()) {
    page.subheading(say("w.drafts.sent"));
    page.html << "<ul class=\"links\">"_lit;
    for (const auto& one : cases) {
      if (one.state.number.empty()) continue;
      page.html << "<li><a href=\""_lit << Href::local(office::status_path(site.office, one.id)) << "\"><span><b class=\"num\">"_lit << one.state.number << "</b> "_lit
                << service_title(site, say, one.state.service) << "</span></a></li>"_lit;
    }
    page.html << "</ul>"_lit;
  }
  button_form(page, "/lanjut/keluar", say("glossary.sign_out"), Weight::link);
  page.html << "</div>"_lit;
  return page.done();
}

Reply delete_draft_page(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto draft = own_draft(site, visitor, request, boards);
  if (!draft) return no_draft_page(site, visitor, request, boards);
  return intake::delete_draft(site.office, draft->application, asked_by(visitor, request)).then([&site, visitor](const office::Answer& answer) {
    return after(site, visitor, answer, "/lanjut");
  });
}

}  // namespace opak::web
