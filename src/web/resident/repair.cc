// W9: what an officer asked for again, all on one page. What is sent stays, whatever is still to come.
#include <algorithm>
#include <map>

#include "base/log.h"
#include "intake/drafts.h"
#include "office/own_data.h"
#include "office/repairs.h"
#include "web/resident/change.h"
#include "web/resident/papers.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using application::Act;
using application::Stage;
using changing::Place;

struct Sent {  // What was sent last, where something was wrong with it.
  std::vector<std::string> hints = {};
  std::string news = {};                            // A key of w.repair.
  std::map<std::string, std::string> wrong_photos = {};  // Paper -> what is wrong with it.
  std::optional<FormAnswers> typed = {};
  Judged judged = {};

  std::string wrong_photo(const std::string& paper) const {
    const auto found = wrong_photos.find(paper);
    return found == wrong_photos.end() ? std::string() : found->second;
  }
};

std::string photo_name(const std::string& paper) { return "foto-" + paper; }

bool is_of_person(std::string_view question) { return question == "name" || question == "nik" || question == "kk"; }

std::vector<std::string> part(const std::vector<std::string>& questions, bool of_person) {
  std::vector<std::string> keys;
  for (const auto& key : questions)
    if (is_of_person(key) == of_person) keys.push_back(key);
  return keys;
}

std::vector<Wrong> wrongs_of(const Sent& sent) {
  auto wrongs = sent.judged.wrongs;
  for (const auto& [paper, words] : sent.wrong_photos) wrongs.push_back({photo_name(paper), words});
  return wrongs;
}

std::string reason_text(Page& page, const law::Service& service, const application::Ask& ask) {
  const auto* reason = service.find_return_reason(ask.reason);
  return reason ? page.say(reason->text, {{"berkas", paper_title(page.site, page.say, service.key, ask.paper)}}) : std::string();
}

void what_is_asked(Page& page, Boards& boards, const Place& place, const law::Service& service) {
  const auto& say = page.say;
  const auto& state = place.one.state;
  // The officer's sentence begins with the reason's own words: one of the two is enough.
  if (const auto words = office::officers_words(page.site.office, boards.database(), place.one); words && !is_empty(*words))
    page.html << "<p>"_lit << say("w.status.officer_wrote") << " <q>"_lit << *words << "</q></p>"_lit;
  else
    for (const auto& ask : state.return_asks)
      if (const auto text = reason_text(page, service, application::Ask::of(ask)); !text.empty()) note(page, Tone::plain, text);
  page.paragraph(say("w.repair.until", {{"hari", say.long_day(state.answer_by)}}));
}

// What came already, so that nobody sends it twice.
void what_has_come(Page& page, const law::Service& service, const application::State& state) {
  std::string titles;
  for (const auto& text : state.return_answered) {
    const auto ask = application::Ask::of(text);
    const auto* reason = service.find_return_reason(ask.reason);
    const auto* paper = service.find_paper(ask.paper);
    const auto title = reason && !reason->asks.empty() ? std::string(page.say(reason->title)) : paper ? std::string(page.say(paper->title)) : std::string();
    if (!title.empty()) titles += (titles.empty() ? "" : ", ") + title;
  }
  if (!titles.empty()) note(page, Tone::ok, page.say("w.repair.have", {{"berkas", titles}}));
}

std::string photo_title(Page& page, const application::State& state, const law::Paper& paper) {
  return page.say(state.papers.contains(paper.key) ? "w.repair.title" : "w.repair.title_first", {{"berkas", std::string(page.say(paper.title))}});
}

void question_part(Page& page, const law::Service& service, const std::vector<std::string>& keys, const Sent& sent) {
  if (keys.empty()) return;
  const bool is_person = std::any_of(keys.begin(), keys.end(), is_of_person);
  if (is_person) page.paragraph(page.say("w.repair.answers.words"));
  if (!part(keys, false).empty()) page.paragraph(page.say("w.address.whole"));
  std::vector<const law::Question*> questions;
  for (const auto& key : keys)
    if (const auto* question = service.find_question(key)) questions.push_back(question);
  question_fields(page, questions, [&](std::string_view key) { return sent.typed ? sent.typed->value(key) : std::string_view(); }, sent.judged.wrongs);
}

// Everything in one form with one button; what is left empty stays asked.
void one_form(Page& page, const Place& place, const law::Service& service, const office::Wanted& wanted, const Sent& sent) {
  const auto& say = page.say;
  const bool several = wanted.papers.size() + (wanted.questions.empty() ? 0 : 1) > 1;
  form_begin(page, place.path + "/perbaiki", wanted.papers.empty() ? Sends::fields : Sends::files);
  if (!wanted.questions.empty() && several) page.subheading(say("w.repair.answers"));
  question_part(page, service, wanted.questions, sent);
  for (const auto& key : wanted.papers) {
    const auto* paper = service.find_paper(key);
    if (!paper) continue;
    if (several) page.subheading(photo_title(page, place.one.state, *paper));
    paper_field(page, *paper, sent.wrong_photo(key), photo_name(key), several ? say("w.repair.photo_of", {{"berkas", std::string(say(paper->title))}}) : std::string(say("w.paper.choose")));
  }
  if (several) page.hint(say("w.repair.part"));
  acts_begin(page);
  doubts(page, sent.judged);
  button(page, say("w.repair.send"));
  acts_end(page);
  form_end(page);
}

// Where answers differ from a paper, it may as well be the photo that is wrong.
void photo_instead(Page& page, const Place& place, const law::Paper& paper, const Sent& sent) {
  const auto wrong = sent.wrong_photo(paper.key);
  page.html << (wrong.empty() ? "<details>"_lit : "<details open>"_lit) << "<summary>"_lit << photo_title(page, place.one.state, paper) << "</summary>"_lit;
  form_begin(page, place.path + "/perbaiki", Sends::files);
  paper_field(page, paper, wrong, photo_name(paper.key), page.say("w.paper.choose"));
  acts_begin(page);
  button(page, page.say("w.repair.send"));
  acts_end(page);
  form_end(page);
  page.html << "</details>"_lit;
}

Response repair_page(Site& site, const Visitor& visitor, Boards& boards, const Place& place, const Sent& sent) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = place.one.state;
  const auto& service = site.catalogue.get_service(state.service);
  const auto wanted = office::wanted_of(service, state);
  const auto wrongs = wrongs_of(sent);
  const auto* paper = wanted.papers.empty() ? nullptr : service.find_paper(wanted.papers.front());
  const bool several = wanted.papers.size() + (wanted.questions.empty() ? 0 : 1) > 1;
  const auto title = several ? say("w.repair.several", {{"n", std::to_string(wanted.papers.size() + (wanted.questions.empty() ? 0 : 1))}})
                     : !wanted.questions.empty() ? std::string(say("w.repair.answers"))
                     : paper ? say(state.papers.contains(paper->key) ? "w.repair.title" : "w.repair.title_first", {{"berkas", std::string(say(paper->title))}})
                             : std::string(say("glossary.stage_need_fix"));
  auto page = changing::begin_page(site, visitor, title, place.path, wrongs, &sent.judged);
  if (!sent.news.empty()) note(page, Tone::ok, say("w.repair." + sent.news));
  if (state.stage == Stage::returned) what_is_asked(page, boards, place, service);
  what_has_come(page, service, state);
  for (const auto& hint : sent.hints) note(page, Tone::plain, say(hint));
  if (!wanted.is_nothing()) one_form(page, place, service, wanted, sent);
  for (const auto& key : wanted.doubted)
    if (const auto* doubted = service.find_paper(key)) photo_instead(page, place, *doubted, sent);
  // What was asked is neither: an officer corrects it together with the resident.
  if (wanted.is_nothing()) page.paragraph(say("w.repair.by_officer"));
  const auto call_me = say("w.repair.call_me", {{"nomor", state.number}});
  const LinkRow rows[] = {{Href::whatsapp(site.catalogue.city().whatsapp, call_me), say("w.repair.not_understood"), Icon::phone}};
  links(page, rows);
  return changing::end_page(page, wrongs.empty());
}

// Who holds the link might try one number after another to learn which are known here.
constexpr access::Pace corrections{.free_tries = 5, .first_wait_ms = minutes(1), .wait_ms_max = hours(1)};

struct Upload {
  std::string paper;
  Bytes bytes;
};

// One press: its photos, then its answers about the person, then its address, each a use case of its own. What was taken stays,
// whatever becomes of the next.
struct Press {
  Site& site;
  Visitor visitor;
  Place place;
  office::Asked asked;
  std::vector<Upload> uploads;
  std::vector<std::string> person, address;  // The questions that were answered.
  bool is_sure = false;
  std::string news;                          // What the status page tells, when nothing is left to send.
  Sent sent;

  const law::Service& service() const { return site.catalogue.get_service(place.one.state.service); }
  office::Asked asked_for(const std::string& part) const {
    auto one = asked;
    if (!one.key.empty()) one.key += "/" + part;
    return one;
  }
};
using Pressed = std::shared_ptr<Press>;
using LaterPage = Later<Response>;

LaterPage next_after(const Pressed& press, const Later<office::Answer>& answer, std::function<LaterPage(const office::Answer&)> next) {
  LaterPage page;
  answer.when_ready([press, next = std::move(next), page](const office::Answer& came) {
    if (const auto* failure = office::failed(came)) return page.answer(failure_page(press->site, press->visitor, *failure));
    try {
      next(came).when_ready([page](const Response& response) { page.answer(response); });
    } catch (const std::exception& error) {
      log_error("page stopped", {{"path", "/s/.../perbaiki"}, {"what", error.what()}});
      page.answer(error_page(press->site, press->visitor, 500));
    }
  });
  return page;
}

Response end_of(const Pressed& press) {
  Boards boards(press->site.office.reader());
  if (auto now = boards.find_case(press->place.one.id)) press->place.one = std::move(*now);
  if (!wrongs_of(press->sent).empty() || !press->sent.judged.passes()) return repair_page(press->site, press->visitor, boards, press->place, press->sent);
  const bool is_left = application::may(press->place.one.state, Act::add_paper) && !office::wanted_of(press->service(), press->place.one.state).is_nothing();
  return see_other(is_left ? press->place.path + "/perbaiki?kabar=sebagian" : changing::told(press->place.path, press->news));
}

// False: something is wrong or doubtful, and said.
bool judge_part(const Pressed& press, const std::vector<std::string>& keys) {
  const Speech say(press->site.sentences(), press->visitor.lang);
  auto answers = *press->sent.typed;
  answers.asked = keys;
  auto judged = judge(press->site, say, answers, press->is_sure, day_in_jakarta(press->visitor.now));
  auto& all = press->sent.judged;
  const bool passes = judged.passes();
  all.wrongs.insert(all.wrongs.end(), judged.wrongs.begin(), judged.wrongs.end());
  all.doubts.insert(all.doubts.end(), judged.doubts.begin(), judged.doubts.end());
  if (judged.suggestion) all.suggestion = std::move(judged.suggestion);
  return passes;
}

LaterPage send_address(const Pressed& press) {
  if (press->address.empty() || !judge_part(press, press->address)) return LaterPage::ready(end_of(press));
  const Speech say(press->site.sentences(), press->visitor.lang);
  auto wish = changing::address_wish(press->site, press->place.one.id, *press->sent.typed);
  if (!wish) {
    press->sent.judged.wrongs.push_back({"kelurahan", std::string(say("refusal.law.kelurahan_unknown"))});
    return LaterPage::ready(end_of(press));
  }
  return next_after(press, office::change_address(press->site.office, std::move(*wish), press->asked_for("address")), [press](const office::Answer& answer) {
    if (const auto* refusal = office::refused(answer)) press->sent.judged.wrongs.push_back({"", Speech(press->site.sentences(), press->visitor.lang)(*refusal)});
    return LaterPage::ready(end_of(press));
  });
}

LaterPage send_person(const Pressed& press) {
  if (press->person.empty() || !judge_part(press, press->person)) return send_address(press);
  auto& site = press->site;
  const Speech say(site.sentences(), press->visitor.lang);
  if (const auto wait = site.limiter.begin_try("correct", press->place.one.id, press->visitor.now, corrections); wait > 0) {
    press->sent.judged.wrongs.push_back({"", say(access::refusal_to_wait(wait))});
    return send_address(press);
  }
  Fields person;
  for (const auto& key : press->person) person.emplace_back(key, std::string(press->sent.typed->value(key)));
  auto tidied = intake::tidied(press->service(), Personal<Fields>(std::move(person)), site.catalogue.city().regions);
  return next_after(press, office::correct_person(site.office, {press->place.one.id, std::move(tidied)}, press->asked_for("person")), [press](const office::Answer& answer) {
    if (const auto* refusal = office::refused(answer))
      press->sent.judged.wrongs.push_back({refusal->key.starts_with("application.") ? "nik" : "", Speech(press->site.sentences(), press->visitor.lang)(*refusal)});
    return send_address(press);
  });
}

LaterPage send_photos(const Pressed& press, std::size_t n) {
  if (n == press->uploads.size()) return send_person(press);
  auto& upload = press->uploads[n];
  const auto answer = intake::send_paper(press->site.office, {press->place.one.id, upload.paper, std::move(upload.bytes)}, press->asked_for(upload.paper));
  return next_after(press, answer, [press, n](const office::Answer& came) {
    if (const auto* refusal = office::refused(came)) press->sent.wrong_photos[press->uploads[n].paper] = Speech(press->site.sentences(), press->visitor.lang)(*refusal);
    return send_photos(press, n + 1);
  });
}

// A part of the questions counts as answered where anything of it is filled in, or where nothing else was sent at all.
std::vector<std::string> answered_part(const FormAnswers& answers, const std::vector<std::string>& keys, bool nothing_else) {
  const bool filled = std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return !answers.value(key).empty(); });
  return filled || nothing_else ? keys : std::vector<std::string>{};
}

}  // namespace

Reply repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return changing::where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    return repair_page(site, visitor, boards, place, {.hints = hints_in(site, request.query_field("petunjuk")), .news = request.query_field("kabar") == "sebagian" ? "part_saved" : ""});
  });
}

Reply send_repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return changing::where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    const auto& service = site.catalogue.get_service(place.one.state.service);
    const auto wanted = office::wanted_of(service, place.one.state);
    if (wanted.is_nothing()) return see_other(place.path);  // Answered already, by an earlier press.
    const auto& form = request.form();
    const auto press = std::make_shared<Press>(Press{site, visitor, place, asked_by(visitor, request), {}, {}, {}, form.has("yakin"), "berkas", {}});
    for (const auto* papers : {&wanted.papers, &wanted.doubted})
      for (const auto& paper : *papers)
        if (const auto* file = form.find_file(photo_name(paper)); file && !file->bytes.empty()) press->uploads.push_back({paper, file->bytes});
    auto answers = read_answers(service, form);
    const bool answers_shown = !answers.asked.empty();
    const bool nothing_filled = std::all_of(answers.fields.begin(), answers.fields.end(), [](const auto& field) { return field.second.empty(); });
    const bool nothing_else = answers_shown && nothing_filled && press->uploads.empty();
    press->person = answers_shown ? answered_part(answers, part(wanted.questions, true), nothing_else) : std::vector<std::string>{};
    press->address = answers_shown ? answered_part(answers, part(wanted.questions, false), nothing_else) : std::vector<std::string>{};
    press->sent.typed.emplace(std::move(answers));
    if (!press->person.empty() || !press->address.empty()) press->news = "perbaikan";
    if (press->uploads.empty() && press->person.empty() && press->address.empty()) {
      const auto& paper = wanted.papers.empty() ? wanted.doubted : wanted.papers;
      if (paper.empty()) return see_other(place.path + "/perbaiki");
      press->sent.wrong_photos[paper.front()] = std::string(Speech(site.sentences(), visitor.lang)("w.paper.none_chosen"));
      return repair_page(site, visitor, boards, place, press->sent);
    }
    return send_photos(press, 0);
  });
}

}  // namespace opak::web
