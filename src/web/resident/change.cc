// W9: repairing, another address, another day, fetching it oneself, withdrawing. Each page says what happens then.
#include <algorithm>
#include <cctype>

#include "core/application/application.h"
#include "intake/drafts.h"
#include "office/own_data.h"
#include "web/resident/form_answers.h"
#include "web/resident/papers.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using application::Act;
using application::Stage;

struct Place {
  views::Case one;
  std::string path;
};

std::optional<Place> place_of(Site& site, Boards& boards, const Request& request) {
  auto one = case_of_link(site, boards, request);
  if (!one || one->state.number.empty()) return std::nullopt;
  return Place{std::move(*one), link_of(request)};
}

// Every page here: the case behind the secret link, if the table of moves allows the page's own act now; else why not.
template <class Show>
Reply where_it_may(Site& site, const Visitor& visitor, const Request& request, Boards& boards, Act act, const Show& show) {
  const auto place = place_of(site, boards, request);
  if (!place) return error_page(site, visitor, 404);
  if (const auto refusal = application::why_not(place->one.state, act)) return refusal_page(site, visitor, *refusal);
  return show(*place);
}

Page begin_page(Site& site, const Visitor& visitor, std::string title, const std::string& back, const std::vector<Wrong>& wrongs = {}, const Judged* judged = nullptr) {
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = back});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  if (judged) doubts_box(page, *judged);
  page.heading(title);
  return page;
}

Response end_page(Page& page, bool is_well = true) {
  page.html << "</div>"_lit;
  return page.done(is_well ? 200 : 422);
}

// "Are you sure": one sentence, one button, one way back.
Response confirm_page(Site& site, const Visitor& visitor, const Place& place, std::string_view what, Weight weight) {
  const Speech say(site.sentences(), visitor.lang);
  const auto key = "w." + std::string(what);
  auto page = begin_page(site, visitor, std::string(say(key + ".title")), place.path);
  page.paragraph(say(key + ".words"));
  form_begin(page, visitor.path);
  acts_begin(page);
  button(page, say(key + ".button"), weight);
  link_button(page, Href::local(place.path), say("w.no_go_back"));
  acts_end(page);
  form_end(page);
  return end_page(page);
}

Reply carry_out(Site& site, const Visitor& visitor, const Later<office::Answer>& later, const std::string& path) {
  return later.then([&site, visitor, path](const office::Answer& answer) { return after(site, visitor, answer, path); });
}

// The status page with a word on what was just done. Pages with a query are drawn anew each time, never kept.
std::string told(const std::string& path, std::string_view news) { return path + "?kabar=" + std::string(news); }

// ---- Repair

std::vector<std::string> papers_wanted(const application::State& state) {
  if (!state.missing.empty()) return state.missing;
  return state.return_paper.empty() ? std::vector<std::string>{} : std::vector<std::string>{state.return_paper};
}

// The answers that were asked again; none where a photo was.
std::vector<std::string> answers_wanted(const law::Service& service, const application::State& state) {
  const auto* reason = state.stage == Stage::returned ? service.find_return_reason(state.return_reason) : nullptr;
  return reason ? reason->asks : std::vector<std::string>{};
}

struct Repair {  // What was sent last, where something was wrong with it.
  std::vector<std::string> hints = {};
  std::string wrong_photo = {};
  std::optional<FormAnswers> typed = {};
  Judged judged = {};
};

void what_is_asked(Page& page, Boards& boards, const Place& place, const law::Service& service) {
  const auto& say = page.say;
  const auto& state = place.one.state;
  // The officer's sentence begins with the reason's own words: one of the two is enough.
  if (const auto words = office::officers_words(page.site.office, boards.database(), place.one); words && !is_empty(*words))
    page.html << "<p>"_lit << say("w.status.officer_wrote") << " <q>"_lit << *words << "</q></p>"_lit;
  else if (const auto* reason = service.find_return_reason(state.return_reason))
    note(page, Tone::plain, say(reason->text, {{"berkas", paper_title(page.site, say, state.service, state.return_paper)}}));
  page.paragraph(say("w.repair.until", {{"hari", say.long_day(state.answer_by)}}));
}

// An address is kept by its own page, which knows all there is to know about one.
void answers_form(Page& page, const Place& place, const law::Service& service, const std::vector<std::string>& keys, const Repair& sent) {
  const bool is_address = std::find(keys.begin(), keys.end(), "street") != keys.end();
  page.paragraph(page.say(is_address ? "w.address.whole" : "w.repair.answers.words"));
  form_begin(page, place.path + (is_address ? "/alamat" : "/perbaiki"));
  std::vector<const law::Question*> questions;
  for (const auto& key : keys) questions.push_back(service.find_question(key));
  question_fields(page, questions, [&](std::string_view key) { return sent.typed ? sent.typed->value(key) : std::string_view(); }, sent.judged.wrongs);
  acts_begin(page);
  doubts(page, sent.judged);
  button(page, page.say("w.repair.send"));
  acts_end(page);
  form_end(page);
}

void photo_form(Page& page, const Place& place, const law::Paper& paper, const Repair& sent) {
  form_begin(page, place.path + "/perbaiki", Sends::files);
  hidden(page, "berkas", paper.key);
  paper_field(page, paper, sent.wrong_photo);
  acts_begin(page);
  button(page, page.say("w.repair.send"));
  acts_end(page);
  form_end(page);
}

Response repair_page(Site& site, const Visitor& visitor, Boards& boards, const Place& place, const Repair& sent) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = place.one.state;
  const auto& service = site.catalogue.get_service(state.service);
  const auto wanted = papers_wanted(state);
  const auto asked = answers_wanted(service, state);
  auto wrongs = sent.judged.wrongs;
  if (!sent.wrong_photo.empty()) wrongs.push_back({"foto", sent.wrong_photo});
  const auto* paper = wanted.empty() ? nullptr : service.find_paper(wanted.front());
  const auto photo_title = [&] { return say(state.papers.contains(paper->key) ? "w.repair.title" : "w.repair.title_first", {{"berkas", std::string(say(paper->title))}}); };
  const auto title = !asked.empty() ? std::string(say("w.repair.answers")) : paper ? photo_title() : std::string(say("glossary.stage_need_fix"));
  auto page = begin_page(site, visitor, title, place.path, wrongs, &sent.judged);
  if (state.stage == Stage::returned) what_is_asked(page, boards, place, service);
  for (const auto& hint : sent.hints) note(page, Tone::plain, say(hint));
  if (!asked.empty()) answers_form(page, place, service, asked, sent);
  if (paper) {
    // Where answers differ from a paper, it may as well be the photo that is wrong.
    if (!asked.empty()) page.html << (sent.wrong_photo.empty() ? "<details>"_lit : "<details open>"_lit) << "<summary>"_lit << photo_title() << "</summary>"_lit;
    photo_form(page, place, *paper, sent);
    if (!asked.empty()) page.html << "</details>"_lit;
  } else if (asked.empty()) {
    // What was asked is neither: an officer corrects it together with the resident.
    page.paragraph(say("w.repair.by_officer"));
  }
  const auto call_me = say("w.repair.call_me", {{"nomor", state.number}});
  const LinkRow rows[] = {{Href::whatsapp(site.catalogue.city().whatsapp, call_me), say("w.repair.not_understood"), Icon::phone}};
  links(page, rows);
  return end_page(page, wrongs.empty());
}

// Who holds the link might try one number after another to learn which are known here.
constexpr access::Pace corrections{.free_tries = 5, .first_wait_ms = minutes(1), .wait_ms_max = hours(1)};

Reply send_answers(Site& site, const Visitor& visitor, const Request& request, Boards& boards, const Place& place) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& service = site.catalogue.get_service(place.one.state.service);
  const auto wanted = answers_wanted(service, place.one.state);
  if (wanted.empty()) return see_other(place.path);  // Answered already, by an earlier press.
  auto answers = read_answers(service, request.form());
  answers.asked = wanted;
  Repair sent{.typed = answers, .judged = judge(site, say, answers, request.form().has("yakin"), day_in_jakarta(visitor.now))};
  if (!sent.judged.passes()) return repair_page(site, visitor, boards, place, sent);
  if (const auto wait = site.limiter.begin_try("correct", place.one.id, visitor.now, corrections); wait > 0) {
    sent.judged.wrongs.push_back({"", say(access::refusal_to_wait(wait))});
    return repair_page(site, visitor, boards, place, sent);
  }
  Fields person;
  for (const auto& key : wanted) person.emplace_back(key, std::string(answers.value(key)));
  auto tidied = intake::tidied(service, Personal<Fields>(std::move(person)), site.catalogue.city().regions);
  return office::correct_person(site.office, {place.one.id, std::move(tidied)}, asked_by(visitor, request)).then([&site, visitor, place, sent](const office::Answer& answer) {
    const auto* refusal = office::refused(answer);
    if (!refusal) return after(site, visitor, answer, told(place.path, "perbaikan"));
    auto wrong = sent;
    wrong.judged.wrongs.push_back({refusal->key.starts_with("application.") ? "nik" : "", Speech(site.sentences(), visitor.lang)(*refusal)});
    Boards again(site.office.reader());
    return repair_page(site, visitor, again, place, wrong);
  });
}

// ---- Address

struct AddressForm {
  std::string kelurahan, street, rt, rw, landmark, receiver;
};

AddressForm read_address(const net::Form& form) {
  const auto text = [&](std::string_view name) { return std::string(form.field(name)); };
  return {text("kelurahan"), text("street"), text("rt"), text("rw"), text("landmark"), text("receiver")};
}

// The same questions and the same judgement as when it was first asked.
std::vector<std::string> address_questions(const law::Service& service) {
  std::vector<std::string> keys;
  for (const auto key : {"kelurahan", "street", "rt", "rw", "landmark", "receiver"})
    if (service.find_question(key)) keys.emplace_back(key);
  return keys;
}

Response address_page(Site& site, const Visitor& visitor, const Place& place, const FormAnswers* typed, const Judged& judged) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& service = site.catalogue.get_service(place.one.state.service);
  auto page = begin_page(site, visitor, std::string(say(place.one.state.way == "pick_up" ? "w.status.bring_home" : "w.address.title")), place.path, judged.wrongs, &judged);
  page.paragraph(say("w.address.words"));
  page.hint(say("w.address.whole"));
  form_begin(page, place.path + "/alamat");
  std::vector<const law::Question*> questions;
  for (const auto& key : address_questions(service)) questions.push_back(service.find_question(key));
  question_fields(page, questions, [&](std::string_view key) { return typed ? typed->value(key) : key == "kelurahan" ? std::string_view(place.one.state.region) : std::string_view(); }, judged.wrongs);
  doubts(page, judged);
  acts_begin(page);
  button(page, say("w.address.save"));
  acts_end(page);
  form_end(page);
  return end_page(page, judged.passes());
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char letter : text)
    if (letter != ' ') out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}

// ---- Another day

// The next working days to choose from; the first is the one after today.
std::vector<Day> days_to_choose(const Site& site, Moment now) {
  std::vector<Day> days;
  Day day = day_in_jakarta(now);
  for (int i = 0; i < 5; ++i) days.push_back(day = site.catalogue.city().calendar.next_working_day(day));
  return days;
}

Response schedule_page(Site& site, const Visitor& visitor, const Place& place, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  auto page = begin_page(site, visitor, std::string(say("w.schedule.title")), place.path, wrongs);
  page.paragraph(say("w.schedule.words"));
  form_begin(page, place.path + "/jadwal");
  std::vector<std::string> values, labels;
  for (const auto day : days_to_choose(site, visitor.now)) {
    values.push_back(iso_day(day));
    labels.push_back(say.long_day(day));
  }
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < values.size(); ++i) choices.push_back({values[i], labels[i]});
  pick_one(page, "hari", say("w.schedule.which"), choices, {}, {}, wrong_of(wrongs, "hari"));
  acts_begin(page);
  button(page, say("glossary.save"));
  acts_end(page);
  form_end(page);
  if (application::may(place.one.state, Act::choose_pickup)) page.html << "<p><a href=\""_lit << Href::local(place.path + "/ambil") << "\">"_lit << say("w.status.pick_up") << "</a></p>"_lit;
  return end_page(page, wrongs.empty());
}

}  // namespace

Reply repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    return repair_page(site, visitor, boards, place, {.hints = hints_in(site, request.query_field("petunjuk"))});
  });
}

Reply send_repair(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::add_paper, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    if (request.form().has("ditanya")) return send_answers(site, visitor, request, boards, place);
    const auto* file = request.form().find_file("foto");
    if (!file || file->bytes.empty()) return repair_page(site, visitor, boards, place, {.wrong_photo = std::string(say("w.paper.none_chosen"))});
    const std::string paper(request.form().field("berkas"));
    return intake::send_paper(site.office, {place.one.id, paper, file->bytes}, asked_by(visitor, request)).then([&site, visitor, place](const office::Answer& answer) {
      if (const auto* refusal = office::refused(answer)) {
        const Speech say_again(site.sentences(), visitor.lang);
        Boards again(site.office.reader());
        return repair_page(site, visitor, again, place, {.wrong_photo = say_again(*refusal)});
      }
      return after(site, visitor, answer, told(place.path, "berkas"));
    });
  });
}

Reply address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    return address_page(site, visitor, place, nullptr, {});
  });
}

Reply save_address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    const auto& service = site.catalogue.get_service(place.one.state.service);
    const auto& regions = site.catalogue.city().regions;
    const auto answers = read_answers(service, request.form());
    const auto judged = judge(site, say, answers, request.form().has("yakin"), day_in_jakarta(visitor.now));
    if (!judged.passes()) return address_page(site, visitor, place, &answers, judged);
    const auto typed = read_address(request.form());
    const auto found = regions.find(typed.kelurahan);
    const auto* region = regions.by_code(typed.kelurahan);
    if (!region && found.size() == 1) region = found.front();
    if (!region) return address_page(site, visitor, place, &answers, {.wrongs = {{"kelurahan", std::string(say("refusal.law.kelurahan_unknown"))}}, .doubts = {}, .suggestion = {}});
    office::ChangeAddress wish{place.one.id, region->code, without_spaces(typed.receiver).empty() ? "self" : "family",
                               Personal<vault::Fields>({{"street", typed.street}, {"rt", typed.rt}, {"rw", typed.rw}, {"landmark", typed.landmark}, {"receiver_name", typed.receiver}})};
    return carry_out(site, visitor, office::change_address(site.office, std::move(wish), asked_by(visitor, request)), told(place.path, "alamat"));
  });
}

Reply schedule(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_day, [&](const Place& place) -> Reply {
    return schedule_page(site, visitor, place, {});
  });
}

Reply save_schedule(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_day, [&](const Place& place) -> Reply {
    const auto day = parse_iso_day(request.form().field("hari"));
    const auto days = days_to_choose(site, visitor.now);
    if (!day || std::find(days.begin(), days.end(), *day) == days.end()) {
      const Speech say(site.sentences(), visitor.lang);
      return schedule_page(site, visitor, place, {{"hari", std::string(say("w.schedule.choose"))}});
    }
    return carry_out(site, visitor, office::choose_day(site.office, {place.one.id, *day}, asked_by(visitor, request)), told(place.path, "jadwal"));
  });
}

Reply confirm_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "pickup", Weight::main);
  });
}

Reply save_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::choose_pickup(site.office, {place.one.id}, asked_by(visitor, request)), told(place.path, "ambil"));
  });
}

Reply confirm_withdraw(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::withdraw, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "withdraw", Weight::danger);
  });
}

Reply save_withdraw(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::withdraw, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::withdraw(site.office, {place.one.id}, asked_by(visitor, request)), place.path);
  });
}

namespace {

Response rating_page(Site& site, const Visitor& visitor, const Place& place, const Request& request, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  auto page = begin_page(site, visitor, std::string(say("w.rate.title")), place.path, wrongs);
  page.paragraph(say("w.rate.words"));
  form_begin(page, place.path + "/nilai");
  const std::vector<Choice> answers{{"good", say("w.rate.good")}, {"fair", say("w.rate.fair")}, {"poor", say("w.rate.poor")}};
  pick_one(page, "jawaban", say("w.rate.answer"), answers, request.form().field("jawaban"), {}, wrong_of(wrongs, "jawaban"));
  const std::vector<Choice> money{{"no", say("w.rate.money.no")}, {"yes", say("w.rate.money.yes")}};
  pick_one(page, "uang", say("w.rate.money"), money, request.form().field("uang"), say("w.rate.money.hint"));
  acts_begin(page);
  button(page, say("w.rate.button"));
  acts_end(page);
  form_end(page);
  return end_page(page, wrongs.empty());
}

}  // namespace

Reply rating(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::rate, [&](const Place& place) -> Reply { return rating_page(site, visitor, place, request, {}); });
}

Reply save_rating(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::rate, [&](const Place& place) -> Reply {
    const std::string answer(request.form().field("jawaban")), money(request.form().field("uang"));
    if (answer.empty()) {
      const Speech say(site.sentences(), visitor.lang);
      return rating_page(site, visitor, place, request, {{"jawaban", std::string(say("w.rate.choose"))}});
    }
    return carry_out(site, visitor, office::rate(site.office, {place.one.id, answer, money}, asked_by(visitor, request)), told(place.path, money == "yes" ? "nilai_uang" : "nilai"));
  });
}

Reply not_received(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::dispute, [&](const Place& place) -> Reply {
    return confirm_page(site, visitor, place, "not_received", Weight::danger);
  });
}

Reply save_not_received(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::dispute, [&](const Place& place) -> Reply {
    return carry_out(site, visitor, office::dispute(site.office, {place.one.id, "not_received", "applicant_link"}, asked_by(visitor, request)), place.path);
  });
}

}  // namespace opak::web
