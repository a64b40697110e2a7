#include "office/not_home.h"

#include <algorithm>

#include "office/answers.h"
#include "office/counters.h"
#include "office/outbox.h"

namespace opak::office {
namespace {

using application::Stage;

constexpr int days_offered = 5;
constexpr int evening_begins = 17, evening_ends = 20;

// Where among the stops of now it stood before.
int place_in(Book& book, const std::string& parcel, const std::vector<std::string>& stops) {
  const auto position = book.parcel(parcel).position;
  return static_cast<int>(std::count_if(stops.begin(), stops.end(), [&](const std::string& stop) { return book.parcel(stop).position < position; }));
}

}  // namespace

std::vector<Day> days_instead(Office& office, const application::State& state) {
  std::vector<Day> days;
  auto day = std::max(day_in_jakarta(office.now()), state.planned_on);
  for (int i = 0; i < days_offered; ++i) days.push_back(day = office.catalogue().city().calendar.next_working_day(day));
  return days;
}

Later<Answer> say_not_home(Office& office, NotHome wish, const Asked& asked) {
  return office.record(asked, [&office, wish](Book& book) -> Answer {
    const auto state = book.application(wish.application);
    if (auto refusal = application::why_not(state, application::Act::say_not_home)) return *refusal;
    if (state.stage == Stage::on_the_road) return as_answer(book.ask(wish.application, application::SayNotHome{state.run}), {{"result", "told_courier"}});
    const auto days = days_instead(office, state);
    if (!wish.pick_up && std::find(days.begin(), days.end(), wish.day) == days.end()) return Refusal{"application.choose_day_instead"};
    if (!may_be_fetched_at(office, state, wish.place)) return Refusal{"office.counter_unknown"};
    const std::string why(application::why_not_home);
    if (auto refusal = book.ask_run(state.run, delivery::RemoveParcel{state.parcel, why, book.asked().actor})) return *refusal;
    if (auto refusal = book.ask_parcel(state.parcel, delivery::TakeOff{state.run, why})) return *refusal;
    if (auto refusal = book.ask(wish.application, application::UnplanDelivery{why})) return *refusal;
    if (wish.pick_up) return as_answer(book.ask(wish.application, application::ChoosePickup{why, wish.place}), {{"result", "left"}});
    return as_answer(book.ask(wish.application, application::ChooseDay{wish.day}), {{"result", "left"}});
  });
}

Later<Answer> say_home_again(Office& office, std::string application, const Asked& asked) {
  return office.record(asked, [application](Book& book) -> Answer {
    const auto state = book.application(application);
    if (auto refusal = application::why_not(state, application::Act::say_home_again)) return *refusal;
    const auto run = book.run(state.left_run);
    const bool is_gone = run.stage != delivery::RunStage::planned || run.given_up || run.day < day_in_jakarta(book.now());
    if (is_gone) return Refusal{"application.courier_left_without"};
    if (auto refusal = book.ask_run(state.left_run, delivery::PutParcelBack{state.parcel, book.asked().actor, place_in(book, state.parcel, run.parcels)})) return *refusal;
    if (auto refusal = book.ask_parcel(state.parcel, delivery::PutOn{state.left_run, book.parcel(state.parcel).position})) return *refusal;
    return as_answer(book.ask(application, application::SayHomeAgain{state.left_run, run.courier, run.day}), {{"application", application}});
  });
}

namespace {

// Heard of these hours today: when the run was fixed, or a moment ago.
bool heard_today(Book& book, const std::string& id, const application::State& state) {
  return book.database().query("SELECT 1 FROM office_letter WHERE contact = $1 AND application = $2 AND notice IN ('delivery_planned', 'delivery_tomorrow', 'home_again') AND made_at >= $3")
      .text(state.contact).text(id).number(moment_in_jakarta(day_in_jakarta(book.now()), 0).ms).next();
}

Answer tell(Book& book) {
  const auto today = day_in_jakarta(book.now());
  const auto hour = (book.now().ms - moment_in_jakarta(today, 0).ms) / hours(1);
  int told = 0;
  if (hour < evening_begins || hour >= evening_ends) return Done{{{"told", "0"}}};
  for (const auto& run : book.boards().runs_on(today + 1)) {
    if (run.state.stage != delivery::RunStage::planned) continue;
    for (const auto& parcel : run.state.parcels) {
      const auto id = book.parcel(parcel).application;
      const auto& state = book.application(id);
      if (state.run != run.id || state.disputed || !state.messages_wanted || heard_today(book, id, state)) continue;
      post(book, Letter{.contact = state.contact, .application = id, .notice = "delivery_tomorrow", .language = state.language,
                        .words = {{"number", state.number}, {"service", state.service}, {"planned_on", iso_day(state.planned_on)}, {"from_hour", std::to_string(state.from_hour)}, {"to_hour", std::to_string(state.to_hour)}}});
      if (++told == evening_letters_max) return Done{{{"told", std::to_string(told)}}};
    }
  }
  return Done{{{"told", std::to_string(told)}}};
}

}  // namespace

Later<Answer> tell_of_tomorrow(Office& office) {
  Asked asked;
  asked.actor = "system";
  return office.record(asked, tell);
}

}  // namespace opak::office
