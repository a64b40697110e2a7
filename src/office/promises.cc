#include "office/promises.h"

#include <charconv>
#include <limits>

#include "office/answers.h"
#include "office/outbox.h"
#include "office/repairs.h"

namespace opak::office {
namespace {

using application::Stage;

// A slip that was told once should not be told again tomorrow.
constexpr int slack_working_days = 1;

// What is still to be done, as the first step of the service's stages that has not ended.
law::Step next_step(const application::State& state) {
  switch (state.stage) {
    case Stage::complete: case Stage::visit_needed: return law::Step::verify;
    case Stage::verified: case Stage::print_ready: case Stage::waiting_blangko: case Stage::printing: return law::Step::print_card;
    case Stage::printed: case Stage::attempt_failed: case Stage::not_reached: case Stage::on_the_road: return law::Step::deliver;
    default: return law::Step::review;
  }
}

int working_days_left(const law::Service& service, const application::State& state) {
  if (state.stage == Stage::on_the_road) return 0;
  const auto way = state.way == "pick_up" ? "office" : "home";
  const auto first = next_step(state);
  bool counting = false;
  int left = 0;
  for (const auto* stage : law::stages_for(service, [&](std::string_view question) { return question == "delivery" ? std::string_view(way) : std::string_view(); })) {
    counting = counting || stage->step == first || (first == law::Step::deliver && law::is_hand_over(stage->step));
    if (counting) left += stage->working_days;
  }
  return left;
}

const char* reason_for(const application::State& state) {
  switch (state.stage) {
    case Stage::returned: return "your_papers";
    case Stage::visit_needed: return "visit";
    case Stage::waiting_blangko: return state.needs_identity_check() ? "checking" : "blangko";
    case Stage::verified: case Stage::print_ready: case Stage::printing: return "printing";
    case Stage::printed: case Stage::attempt_failed: case Stage::not_reached: case Stage::on_the_road: return "delivery";
    default: return state.missing.empty() ? "checking" : "your_papers";
  }
}

std::optional<Day> new_promise(const Office& office, const application::State& state, Day today) {
  const auto* service = office.catalogue().find_service(state.service);
  if (service == nullptr || state.stage == Stage::pickup) return std::nullopt;
  const auto& calendar = office.catalogue().city().calendar;
  const auto earliest = calendar.add_working_days(calendar.working_day_from(today), working_days_left(*service, state));
  if (earliest <= state.promised_on) return std::nullopt;
  return calendar.add_working_days(earliest, slack_working_days);
}

// Half of the time to answer is over and nobody reminded yet.
bool wants_reminder(Book& book, const std::string& id, const application::State& state, Day today) {
  if (state.stage != Stage::returned || state.answer_by == Day{}) return false;
  const auto returned_on = day_in_jakarta(state.changed_at);
  if (2 * (today - returned_on) < state.answer_by - returned_on || today >= state.answer_by) return false;
  return !book.database().query("SELECT 1 FROM office_letter WHERE contact = $1 AND application = $2 AND notice IN ('returned_reminder', 'returned_several_reminder') AND made_at >= $3")
              .text(state.contact).text(id).number(state.changed_at.ms).next();
}

Words reminder_words(const application::State& state) {
  return {{"number", state.number}, {"service", state.service}, {"return_reason", state.return_reason}, {"return_paper", state.return_paper},
          {"return_asks", asks_for_letter(state)}, {"answer_by", iso_day(state.answer_by)}};
}

// Of a look that goes on: the day and the id of the last case seen.
std::pair<std::int64_t, std::string> place_in_line(const std::string& after) {
  std::int64_t day = std::numeric_limits<std::int64_t>::min();
  const auto slash = std::min(after.find('/'), after.size());
  std::from_chars(after.data(), after.data() + slash, day);
  return {day, slash == after.size() ? std::string() : after.substr(slash + 1)};
}

Answer sweep(Book& book, const PromiseLook& look) {
  auto& office = book.office();
  const auto today = day_in_jakarta(book.now());
  const auto [seen_day, seen] = place_in_line(look.after);
  std::vector<std::string> open;
  std::string next;
  for (auto rows = book.database().query("SELECT id, due FROM view_case WHERE is_open = 1 AND disputed = 0 AND (due <= $1 OR stage = 'returned') AND (due, id) > ($2, $3) ORDER BY due, id LIMIT $4")
                       .number(today.number + 7).number(seen_day).text(seen).number(look.at_once); rows.next();) {
    open.push_back(rows.string_at(0));
    next = std::to_string(rows.number_at(1)) + "/" + open.back();
  }
  if (static_cast<int>(open.size()) < look.at_once) next.clear();
  int moved = 0, reminded = 0;
  for (const auto& id : open) {
    const auto state = book.application(id);
    if (const auto day = new_promise(office, state, today)) {
      // One that may not be moved does not hold up the others.
      if (!book.ask(id, application::MovePromise{*day, reason_for(state)})) ++moved;
    }
    if (state.messages_wanted && wants_reminder(book, id, state, today)) {
      post(book, Letter{.contact = state.contact, .application = id, .notice = state.return_asks.size() > 1 ? "returned_several_reminder" : "returned_reminder", .language = state.language, .words = reminder_words(state)});
      ++reminded;
    }
  }
  return Done{{{"moved", std::to_string(moved)}, {"reminded", std::to_string(reminded)}, {"next", next}}};
}

}  // namespace

Later<Answer> keep_promises(Office& office, const PromiseLook& look) {
  Asked asked;
  asked.actor = "system";
  return office.record(asked, [look](Book& book) { return sweep(book, look); });
}

}  // namespace opak::office
