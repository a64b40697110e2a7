// W9: another address, another day, fetching it oneself, withdrawing. Each page says what happens then.
#include "web/resident/change.h"

#include <algorithm>
#include <cctype>

#include "law/place.h"
#include "office/counters.h"
#include "office/own_data.h"
#include "web/resident/papers.h"
#include "web/resident/resident.h"

namespace opak::web {
using changing::begin_page;
using changing::end_page;
using changing::Place;
using changing::told;
using changing::where_it_may;

namespace changing {

std::optional<Place> place_of(Site& site, Boards& boards, const Request& request) {
  auto one = case_of_link(site, boards, request);
  if (!one || one->state.number.empty()) return std::nullopt;
  return Place{std::move(*one), link_of(request)};
}

Page begin_page(Site& site, const Visitor& visitor, std::string title, const std::string& back, const std::vector<Wrong>& wrongs, const Judged* judged) {
  Page page(site, visitor, {.title = title, .has_errors = !wrongs.empty(), .back = back});
  page.html << "<div class=\"read\">"_lit;
  error_box(page, wrongs);
  if (judged) doubts_box(page, *judged);
  page.heading(title);
  return page;
}

Response end_page(Page& page, bool is_well) {
  page.html << "</div>"_lit;
  return page.done(is_well ? 200 : 422);
}

std::string told(const std::string& path, std::string_view news) { return path + "?kabar=" + std::string(news); }

namespace {

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char letter : text)
    if (letter != ' ') out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}

}  // namespace

std::optional<office::ChangeAddress> address_wish(const Site& site, const std::string& application, const FormAnswers& answers) {
  const auto& regions = site.catalogue.city().regions;
  const auto text = [&](std::string_view key) { return std::string(answers.value(key)); };
  const auto found = regions.find(text("kelurahan"));
  const auto* region = regions.by_code(text("kelurahan"));
  if (!region && found.size() == 1) region = found.front();
  if (!region) return std::nullopt;
  vault::Fields fields{{"street", text("street")}, {"rt", text("rt")}, {"rw", text("rw")}, {"landmark", text("landmark")}, {"receiver_name", text("receiver")}};
  if (const auto pin = law::find_place(answers.value(pin_question))) fields.emplace_back(pin_question, law::place_words(*pin));
  return office::ChangeAddress{application, region->code, without_spaces(text("receiver")).empty() ? "self" : "family", Personal<vault::Fields>(std::move(fields))};
}

}  // namespace changing

namespace {

using application::Act;

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

constexpr std::string_view at_office = "kantor";

// Where its kelurahan has a counter, the place is chosen.
Response pickup_page(Site& site, const Visitor& visitor, const Place& place, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& city = site.catalogue.city();
  const auto* counter = city.counter_of(place.one.state.region);
  auto page = begin_page(site, visitor, std::string(say("w.pickup.title")), place.path, wrongs);
  page.paragraph(say("w.pickup.words"));
  form_begin(page, visitor.path);
  const std::vector<Choice> choices{{counter->key, counter->name, counter->address + ", " + say.open_days(counter->hours)}, {at_office, city.office_short, city.office_address}};
  pick_one(page, "tempat", say("w.pickup.where"), choices, {}, {}, wrong_of(wrongs, "tempat"));
  acts_begin(page);
  button(page, say("w.pickup.button"), Weight::main);
  link_button(page, Href::local(place.path), say("w.no_go_back"));
  acts_end(page);
  form_end(page);
  return end_page(page, wrongs.empty());
}

Reply carry_out(Site& site, const Visitor& visitor, const Later<office::Answer>& later, const std::string& path) {
  return later.then([&site, visitor, path](const office::Answer& answer) { return after(site, visitor, answer, path); });
}

// ---- Address

// The same questions and the same judgement as when it was first asked.
std::vector<std::string> address_questions(const law::Service& service) {
  std::vector<std::string> keys;
  for (const auto key : {"kelurahan", "street", "rt", "rw", "landmark", "pin", "receiver"})
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
  return may_look_where(end_page(page, judged.passes()));
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

Reply address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    return address_page(site, visitor, place, nullptr, {});
  });
}

Reply save_address(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::change_address, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    const auto& service = site.catalogue.get_service(place.one.state.service);
    const auto answers = read_answers(service, request.form());
    const auto judged = judge(site, say, answers, request.form().has("yakin"), day_in_jakarta(visitor.now));
    if (!judged.passes()) return address_page(site, visitor, place, &answers, judged);
    auto wish = changing::address_wish(site, place.one.id, answers);
    if (!wish) return address_page(site, visitor, place, &answers, {.wrongs = {{"kelurahan", std::string(say("refusal.law.kelurahan_unknown"))}}, .doubts = {}, .suggestion = {}});
    return carry_out(site, visitor, office::change_address(site.office, std::move(*wish), asked_by(visitor, request)), told(place.path, "alamat"));
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

Reply door_photo(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  const auto one = case_of_link(site, boards, request);
  const auto photo = one ? office::open_door_photo(site.office, boards.database(), *one) : std::nullopt;
  return photo ? Reply(photo_response(*photo)) : error_page(site, visitor, 404);
}

Reply confirm_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    return site.catalogue.city().counter_of(place.one.state.region) == nullptr ? confirm_page(site, visitor, place, "pickup", Weight::main) : pickup_page(site, visitor, place, {});
  });
}

Reply save_pickup(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::choose_pickup, [&](const Place& place) -> Reply {
    const auto counter = office::counter_for(site.office, place.one.state.region);
    const auto chosen = request.form().field("tempat");
    if (!counter.empty() && chosen != at_office && chosen != counter) return pickup_page(site, visitor, place, {{"tempat", std::string(Speech(site.sentences(), visitor.lang)("w.pickup.choose"))}});
    const bool near = !counter.empty() && chosen == counter;
    return carry_out(site, visitor, office::choose_pickup(site.office, {place.one.id, near ? counter : std::string()}, asked_by(visitor, request)), told(place.path, near ? "ambil_loket" : "ambil"));
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
