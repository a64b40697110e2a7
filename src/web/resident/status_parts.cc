#include "web/resident/status_parts.h"

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "office/deliver.h"
#include "office/own_data.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using application::Stage;
using application::State;

constexpr std::array<std::string_view, 6> step_facts = {"application.submitted.v1", "application.papers_accepted.v1", "application.verified.v1",
                                                        "application.card_printed.v1", "application.sent_out.v1", "application.delivered.v1"};

bool has_ended_early(Stage stage) { return stage == Stage::rejected || stage == Stage::withdrawn || stage == Stage::dismissed; }

// Who did it, by role and never by name.
std::string_view role_words(const Speech& say, const views::TimelineLine& line) {
  if (line.actor.starts_with("officer/")) return say("w.by.officer");
  return say(line.actor == "system" ? "w.by.system" : "w.by.resident");
}

const views::TimelineLine* last_of(const std::vector<views::TimelineLine>& lines, std::string_view fact) {
  const views::TimelineLine* found = nullptr;
  for (const auto& line : lines)
    if (line.fact == fact) found = &line;
  return found;
}

Said step_title(const Speech& say, const State& state, std::size_t step) {
  constexpr std::array<std::string_view, 6> keys = {"glossary.stage_submitted", "glossary.stage_complete", "glossary.stage_verified", "w.step.printed", "w.step.road", "w.step.in_hand"};
  if (step == 4 && (state.way == "pick_up" || state.stage == Stage::pickup)) return say.own("w.step.pickup");
  return say.own(keys[step]);
}

// What to expect of a step that is still to come.
std::string todo_words(const Speech& say, const State& state, std::size_t step) {
  const auto day = state.expected_on();
  if (step != 5 || day == Day{}) return {};
  auto words = std::string(say("w.step.expected", {{"hari", say.long_day(day)}}));
  // A day that was moved says why, before anybody has to ask. Who was passed over in the line does not wait for blangko any more.
  const bool passed_over = state.stage == Stage::waiting_blangko && state.needs_identity_check();
  if (const auto why = "promise.reason." + state.promise_reason; day == state.promised_on && !passed_over && say.has(why)) words += " " + std::string(say(why));
  return words;
}

// Stages within a step, each with its own words: the last line of the journey that is not yet whole.
std::string here_words(Page& page, Boards& boards, const views::Case& one) {
  const auto& state = one.state;
  const auto& say = page.say;
  switch (state.stage) {
    case Stage::waiting_blangko:
      if (state.needs_identity_check()) return std::string(say("w.status.line_held"));
      return say("w.status.line", {{"urutan", std::to_string(boards.place_in_line(one.id))}});
    case Stage::attempt_failed: {
      const auto key = "w.attempt." + state.attempt_reason;
      return std::string(say(say.has(key) ? key : "w.attempt.other"));
    }
    default: return std::string(say("w.here." + std::string(application::name_of(state.stage))));
  }
}

void write_journey(Page& page, Boards& boards, const SeenCase& seen) {
  const auto& one = seen.one;
  const auto& state = one.state;
  const auto& lines = seen.timeline;
  const int reached = application::step_of(state.stage);
  std::vector<TimelineStep> steps;
  for (std::size_t i = 0; i < step_facts.size(); ++i) {
    TimelineStep step;
    const auto title = step_title(page.say, state, i);
    step.title = title.words;
    step.lang = title.lang;
    const auto* line = last_of(lines, step_facts[i]);
    const bool is_past = reached >= static_cast<int>(i) || (has_ended_early(state.stage) && line);
    step.state = !is_past ? StepState::todo : reached == static_cast<int>(i) && state.stage != Stage::delivered ? StepState::here : StepState::done;
    if (is_past && line) {
      step.when = page.say.long_moment(line->at);
      step.words = role_words(page.say, *line);
    }
    if (step.state == StepState::here) step.words = here_words(page, boards, one);
    if (step.state == StepState::todo) step.words = todo_words(page.say, state, i);
    steps.push_back(std::move(step));
  }
  if (has_ended_early(state.stage)) {
    const auto title = page.say.own("w.status." + std::string(application::name_of(state.stage)));
    TimelineStep end{StepState::here, std::string(title.words), page.say.long_moment(state.closed_at), {}, title.lang};
    steps.erase(std::remove_if(steps.begin(), steps.end(), [](const auto& step) { return step.state == StepState::todo; }), steps.end());
    steps.push_back(std::move(end));
  }
  timeline(page, steps, "perjalanan");
}

void asked_box(Page& page, std::string_view words, const std::string& path, std::string_view button_words) {
  page.html << "<div class=\"note\"><div><p>"_lit << words << "</p>"_lit;
  if (!path.empty()) link_button(page, Href::local(path), button_words, Weight::main);
  // By number and four digits nothing is changed: the way there is the link in the message, or a code to the phone.
  else if (!button_words.empty()) {
    page.paragraph(page.say("w.status.how_to_answer"));
    link_button(page, Href::fixed("/lanjut"), page.say("w.status.open_with_code"), Weight::main);
  }
  page.html << "</div></div>"_lit;
}

// Everything that is still asked, each with its reason.
std::string returned_words(Page& page, const State& state) {
  const auto* service = page.site.catalogue.find_service(state.service);
  std::string words;
  for (const auto& text : state.return_asks) {
    const auto ask = application::Ask::of(text);
    if (const auto* reason = service ? service->find_return_reason(ask.reason) : nullptr)
      words += (words.empty() ? "" : " ") + page.say(reason->text, {{"berkas", paper_title(page.site, page.say, state.service, ask.paper)}});
  }
  return words.empty() ? std::string(page.say("w.status.returned")) : words;
}

// What is asked of the person, before everything else.
void write_asked(Page& page, const views::Case& one, const std::string& path, Sight sight) {
  const auto& state = one.state;
  const auto& say = page.say;
  if (state.disputed && state.stage == Stage::delivered)
    return state.dispute_by == Day{} ? note(page, Tone::bad, say("w.status.not_received")) : note(page, Tone::bad, say("w.status.not_received"), say("w.status.not_received.next", {{"hari", say.long_day(state.dispute_by)}}));
  if (state.disputed) return note(page, Tone::bad, say("w.status.frozen"));
  if (state.remade && state.is_open()) note(page, Tone::info, say("w.status.remade"));
  const bool by_link = sight == Sight::by_link;
  switch (state.stage) {
    case Stage::returned: {
      return asked_box(page, returned_words(page, state) + " " + say("w.status.answer_by", {{"hari", say.long_day(state.answer_by)}}), by_link ? path + "/perbaiki" : "", say("w.status.fix"));
    }
    case Stage::submitted:
      if (!state.missing.empty()) {
        const auto paper = paper_title(page.site, say, state.service, state.missing.front());
        return asked_box(page, say("w.status.missing", {{"berkas", paper}}), by_link ? path + "/perbaiki" : "", say("w.status.send_paper"));
      }
      return;
    case Stage::visit_needed: return asked_box(page, say("w.status.visit", {{"tempat", page.site.catalogue.city().office_address}}), "", {});
    case Stage::on_the_road:
      if (state.away) note(page, Tone::info, say("w.status.away"));
      return;
    case Stage::not_reached:
      if (state.away) return asked_box(page, say("w.status.away.next", {{"hari", say.long_day(state.expected_on())}}), by_link ? path + "/jadwal" : "", say("w.status.other_day"));
      return asked_box(page, say("w.status.not_reached.next", {{"hari", say.long_day(state.expected_on())}}), by_link ? path + "/jadwal" : "", say("w.status.other_day"));
    case Stage::attempt_failed: return asked_box(page, say("w.status.attempt_failed.next", {{"hari", say.long_day(state.expected_on())}}), by_link ? path + "/jadwal" : "", say("w.status.other_day"));
    default: return;
  }
}

// The resident's own six letters, given away only when the card is in the hand.
void write_letters(Page& page, const views::Case& one, Sight sight) {
  const auto& state = one.state;
  if (state.stage != Stage::on_the_road && state.stage != Stage::pickup) return;
  if (state.parcel.empty() || state.disputed) return;
  const auto& say = page.say;
  page.html << "<div class=\"box letters\"><h2 class=\"flat\">"_lit << say(state.stage == Stage::pickup ? "w.letters.title_pickup" : "w.letters.title") << "</h2>"_lit;
  if (sight == Sight::by_link) {
    page.html << "<p class=\"code num\">"_lit << in_threes(office::resident_letters(page.site.office, state.parcel)) << "</p>"_lit;
    qr(page, office::resident_qr(page.site.office, state.parcel), say("w.letters.qr"));
    page.paragraph(say("w.letters.warning"));
  } else {
    page.paragraph(say("w.letters.in_message"));
  }
  page.html << "</div>"_lit;
}

// At a counter of the kelurahan, until a day; on its way there; or at the office.
std::string where_to_fetch(const Page& page, const State& state) {
  const auto& say = page.say;
  const auto& city = page.site.catalogue.city();
  const auto* counter = city.find_counter(state.pickup_place);
  if (counter == nullptr) return std::string(say("w.status.where", {{"tempat", city.office_address}}));
  const Words words{{"tempat", counter->name + ", " + counter->address}, {"jam", say.open_days(counter->hours)}, {"hari", state.pickup_until == Day{} ? std::string() : say.long_day(state.pickup_until)}};
  return std::string(say(state.pickup_until == Day{} ? "w.status.goes_to_counter" : "w.status.at_counter", words));
}

void write_bar(Page& page, int reached) {
  page.html << "<div class=\"bar\" aria-hidden=\"true\">"_lit;
  for (int i = 0; i < 6; ++i) page.html << (i <= reached ? "<i class=\"d\"></i>"_lit : "<i></i>"_lit);
  page.html << "</div>"_lit;
}

void write_now(Page& page, Boards& boards, const views::Case& one, const std::string& path, Sight sight) {
  const auto& state = one.state;
  const auto& say = page.say;
  const int reached = application::step_of(state.stage);
  page.html << "<div id=\"status\" data-v=\""_lit << state.version << "\"><section class=\"now\" aria-labelledby=\"s\"><span class=\"ref\">"_lit << say.own("glossary.application_number") << " <b class=\"num\">"_lit
            << state.number << "</b></span><h2 id=\"s\">"_lit << status_sentence(say, state) << "</h2>"_lit;
  if (const auto expected = expected_sentence(say, state); !expected.empty()) page.html << "<p class=\"lead\">"_lit << expected << "</p>"_lit;
  if (state.promise_moves > 0 && state.expected_on() != Day{} && state.expected_on() == state.promised_on) page.html << "<p>"_lit << say("w.status.promise_moved") << "</p>"_lit;
  if (state.stage == Stage::on_the_road && state.from_hour > 0)
    page.html << "<p>"_lit << say("w.status.window", {{"hari", say.long_day(state.planned_on)}, {"dari", say.hour(state.from_hour)}, {"sampai", say.hour(state.to_hour)}}) << "</p>"_lit;
  if (state.stage == Stage::waiting_blangko && state.needs_identity_check()) page.html << "<p>"_lit << say("w.status.line_held") << "</p>"_lit;
  else if (state.stage == Stage::waiting_blangko) page.html << "<p>"_lit << say("w.status.line", {{"urutan", std::to_string(boards.place_in_line(one.id))}}) << "</p>"_lit;
  if (state.stage == Stage::pickup) page.html << "<p>"_lit << where_to_fetch(page, state) << "</p>"_lit;
  if (reached >= 0) {
    write_bar(page, reached);
    page.html << "<p class=\"small\">"_lit << say("w.status.step", {{"tahap", std::to_string(reached + 1)}, {"waktu", say.long_moment(state.changed_at)}}) << "</p>"_lit;
  }
  page.html << "</section>"_lit;
  write_asked(page, one, path, sight);
  if (sight == Sight::by_link && (state.stage == Stage::attempt_failed || state.stage == Stage::pickup) && office::has_door_photo(boards.database(), one))
    page.html << "<p><a href=\""_lit << Href::local(path + "/pintu") << "\">"_lit << say("w.status.door_photo") << "</a></p>"_lit;
  write_letters(page, one, sight);
  page.html << "</div>"_lit;
}

}  // namespace

Said status_sentence(const Speech& say, const State& state) {
  if (!state.disputed && state.stage == Stage::pickup && !state.pickup_place.empty() && state.pickup_until == Day{}) return say.own("w.status.pickup_on_the_way");
  return say.own(state.disputed ? std::string("w.status.disputed") : "w.status." + std::string(application::name_of(state.stage)));
}

std::string expected_sentence(const Speech& say, const State& state) {
  if (state.waits_for_resident()) return std::string(say(state.stage == Stage::visit_needed ? "w.status.day_after_visit" : "w.status.day_after_answer"));
  const auto day = state.expected_on();
  if (day == Day{} || state.stage == Stage::on_the_road) return {};
  return say(state.way == "pick_up" ? "w.status.expected_pickup" : "w.status.expected", {{"hari", say.long_day(day)}});
}

std::shared_ptr<const SeenCase> see_case(Site& site, Boards& boards, std::string_view application, int thread) {
  const auto& freshness = site.office.freshness();
  if (auto kept = site.kept->find_case(application, freshness, thread)) return kept;
  auto seen = std::make_shared<SeenCase>();
  seen->stamp = freshness.stamp();  // Before reading.
  const views::Glance glance(boards.database());
  auto found = boards.find_case(application);
  if (!found) return nullptr;
  seen->one = std::move(*found);
  seen->timeline = boards.timeline(application);
  seen->street = office::masked_street_of(site.office, boards.database(), seen->one);
  seen->name = office::masked_name_of(site.office, boards.database(), seen->one);
  if (seen->one.state.stage == Stage::rejected) seen->words = office::officers_words(site.office, boards.database(), seen->one);
  site.kept->keep_case(seen, thread);
  return seen;
}

std::vector<std::pair<std::string, Html>> status_elements(Site& site, const Visitor& visitor, Boards& boards, const SeenCase& seen, Sight sight) {
  const auto path = sight == Sight::by_link ? office::status_path(site.office, seen.one.id) : std::string();
  Page now(site, visitor, {.title = {}}), journey(site, visitor, {.title = {}});
  write_now(now, boards, seen.one, path, sight);
  write_journey(journey, boards, seen);
  return {{"status", std::move(now.html)}, {"perjalanan", std::move(journey.html)}};
}

}  // namespace opak::web
