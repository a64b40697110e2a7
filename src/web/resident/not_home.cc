// W8: "not home when the courier comes". Before the run is loaded another day or the office is chosen; on the road the courier is told.
#include "office/counters.h"
#include "office/not_home.h"

#include "web/resident/change.h"
#include "web/resident/resident.h"

namespace opak::web {
namespace {

using application::Act;
using application::Stage;
using changing::begin_page;
using changing::end_page;
using changing::Place;
using changing::told;
using changing::where_it_may;

constexpr std::string_view at_office = "kantor", at_counter = "loket";

Response not_home_form(Site& site, const Visitor& visitor, const Place& place, const std::vector<Wrong>& wrongs) {
  const Speech say(site.sentences(), visitor.lang);
  const auto& state = place.one.state;
  auto page = begin_page(site, visitor, std::string(say("w.not_home.title")), place.path, wrongs);
  form_begin(page, place.path + "/tidak-di-rumah");
  if (state.stage == Stage::on_the_road) {
    page.paragraph(say("w.not_home.on_the_road"));
  } else {
    page.paragraph(say("w.not_home.words", {{"hari", say.long_day(state.planned_on)}}));
    std::vector<std::string> values, labels;
    for (const auto day : office::days_instead(site.office, state)) {
      values.push_back(iso_day(day));
      labels.push_back(say.long_day(day));
    }
    std::vector<Choice> choices;
    for (std::size_t i = 0; i < values.size(); ++i) choices.push_back({values[i], labels[i]});
    const auto* counter = site.catalogue.city().counter_of(state.region);
    if (counter != nullptr) choices.push_back({at_counter, say("w.pickup.at", {{"tempat", counter->name}}), say.open_days(counter->hours)});
    choices.push_back({at_office, say("w.status.pick_up")});
    pick_one(page, "hari", say("w.schedule.which"), choices, {}, {}, wrong_of(wrongs, "hari"));
  }
  acts_begin(page);
  button(page, say(state.stage == Stage::on_the_road ? "w.not_home.tell" : "glossary.save"));
  link_button(page, Href::local(place.path), say("w.no_go_back"));
  acts_end(page);
  form_end(page);
  return end_page(page, wrongs.empty());
}

}  // namespace

Reply not_home(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::say_not_home, [&](const Place& place) -> Reply { return not_home_form(site, visitor, place, {}); });
}

Reply say_not_home(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::say_not_home, [&](const Place& place) -> Reply {
    const auto chosen = request.form().field("hari");
    const auto day = parse_iso_day(chosen);
    if (place.one.state.stage != Stage::on_the_road && !day && chosen != at_office && chosen != at_counter)
      return not_home_form(site, visitor, place, {{"hari", std::string(Speech(site.sentences(), visitor.lang)("w.schedule.choose"))}});
    return office::say_not_home(site.office, {place.one.id, day.value_or(Day{}), !day, chosen == at_counter ? office::counter_for(site.office, place.one.state.region) : std::string()}, asked_by(visitor, request)).then([&site, visitor, path = place.path](const office::Answer& answer) {
      const auto* done = office::done(answer);
      return after(site, visitor, answer, told(path, done && done->word("result") == "told_courier" ? "kurir_tahu" : "tidak_di_rumah"));
    });
  });
}

Reply home_again(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::say_home_again, [&](const Place& place) -> Reply {
    const Speech say(site.sentences(), visitor.lang);
    auto page = begin_page(site, visitor, std::string(say("w.home_again.title")), place.path);
    page.paragraph(say("w.home_again.words"));
    form_begin(page, place.path + "/di-rumah");
    acts_begin(page);
    button(page, say("w.home_again.button"));
    link_button(page, Href::local(place.path), say("w.no_go_back"));
    acts_end(page);
    form_end(page);
    return end_page(page);
  });
}

Reply say_home_again(Site& site, const Visitor& visitor, const Request& request, Boards& boards) {
  return where_it_may(site, visitor, request, boards, Act::say_home_again, [&](const Place& place) -> Reply {
    return office::say_home_again(site.office, place.one.id, asked_by(visitor, request)).then([&site, visitor, path = place.path](const office::Answer& answer) {
      return after(site, visitor, answer, told(path, "di_rumah"));
    });
  });
}

}  // namespace opak::web
