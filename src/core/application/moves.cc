// What may happen when: the one table that the desk and the screens read.
#include <algorithm>
#include <array>
#include <initializer_list>

#include "core/application/application.h"

namespace opak::application {
namespace {

using enum Stage;

constexpr std::uint32_t in(std::initializer_list<Stage> stages) {
  std::uint32_t bits = 0;
  for (const auto stage : stages) bits |= 1U << static_cast<unsigned>(stage);
  return bits;
}

constexpr std::uint32_t open_stages =
    in({submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko, printing, printed, on_the_road, attempt_failed, not_reached, pickup});

struct Move {
  Act act;
  std::uint32_t stages;
  bool stops_when_frozen;  // A disputed application stands still for everything that brings a card nearer to a hand.
  const char* refusal;
};

constexpr std::array moves{
    Move{Act::submit, in({draft}), false, "application.not_a_draft"},
    Move{Act::add_paper, in({draft, submitted, returned}), false, "application.papers_closed"},
    Move{Act::correct_person, in({returned}), true, "application.nothing_to_fix"},
    Move{Act::resubmit, in({returned}), false, "application.nothing_to_fix"},
    Move{Act::return_for_fix, in({submitted, complete}), false, "application.not_waiting_for_check"},
    Move{Act::accept_papers, in({submitted}), true, "application.not_waiting_for_check"},
    Move{Act::send_back, in({complete, visit_needed}), false, "application.not_waiting_for_verification"},
    Move{Act::ask_visit, in({complete}), false, "application.not_waiting_for_verification"},
    Move{Act::verify, in({complete, visit_needed}), true, "application.not_waiting_for_verification"},
    Move{Act::check_identity, open_stages, true, "application.not_open"},
    Move{Act::make_print_ready, in({verified}), true, "application.not_verified"},
    Move{Act::await_blangko, in({print_ready}), false, "application.not_print_ready"},
    Move{Act::blangko_came, in({waiting_blangko}), false, "application.not_waiting_for_blangko"},
    Move{Act::take_for_print, in({print_ready}), true, "application.not_print_ready"},
    Move{Act::put_back_from_print, in({printing}), false, "application.not_at_printer"},
    Move{Act::record_print, in({printing}), true, "application.not_at_printer"},
    Move{Act::plan_delivery, in({printed, attempt_failed, not_reached}), true, "application.not_ready_to_deliver"},
    Move{Act::unplan_delivery, in({printed, attempt_failed, not_reached}), false, "application.not_planned"},
    Move{Act::move_window, in({printed, attempt_failed, not_reached, on_the_road}), false, "application.not_planned"},
    Move{Act::send_out, in({printed, attempt_failed, not_reached}), true, "application.not_ready_to_deliver"},
    Move{Act::pass_on, in({printed, attempt_failed, not_reached, on_the_road}), false, "application.not_on_the_road"},
    Move{Act::record_attempt, in({on_the_road}), false, "application.not_on_the_road"},
    Move{Act::record_not_reached, in({on_the_road}), false, "application.not_on_the_road"},
    Move{Act::choose_day, in({attempt_failed, not_reached, printed}), true, "application.day_cannot_be_chosen"},
    Move{Act::choose_pickup, in({submitted, returned, complete, verified, print_ready, waiting_blangko, printed, attempt_failed, not_reached}), true, "application.pickup_cannot_be_chosen"},
    Move{Act::record_delivery, in({on_the_road, pickup}), true, "application.card_not_out"},
    Move{Act::change_address, in({submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko, printing, printed, attempt_failed, not_reached}), true, "application.address_closed"},
    Move{Act::move_promise, open_stages, false, "application.not_open"},
    Move{Act::propose_rejection, in({submitted, returned, complete, visit_needed, verified}), false, "application.rejection_too_late"},
    Move{Act::confirm_rejection, in({submitted, returned, complete, visit_needed, verified}), false, "application.no_rejection_waits"},
    Move{Act::decline_rejection, in({submitted, returned, complete, visit_needed, verified}), false, "application.no_rejection_waits"},
    Move{Act::withdraw, in({draft, submitted, returned, complete, visit_needed, verified, print_ready, waiting_blangko}), false, "application.withdraw_too_late"},
    Move{Act::dispute, open_stages | in({delivered}), false, "application.not_open"},
    Move{Act::settle_dispute, open_stages | in({delivered}), false, "application.no_dispute"},
    Move{Act::lay_aside, in({submitted, complete, visit_needed}), false, "application.cannot_lie_aside"},
    Move{Act::take_up, in({submitted, complete, visit_needed}), false, "application.not_aside"},
    Move{Act::rate, in({delivered}), true, "application.not_delivered"},
    Move{Act::dismiss, in({draft}), false, "application.not_a_draft"},
    Move{Act::say_not_home, in({printed, attempt_failed, not_reached, on_the_road, pickup}), true, "application.no_courier_comes"},
    Move{Act::say_home_again, in({printed, attempt_failed, not_reached, on_the_road, pickup}), true, "application.no_courier_comes"},
    // A card that is carried is carried, frozen or not.
    Move{Act::reach_counter, in({pickup}), false, "application.not_for_this_counter"},
    Move{Act::leave_counter, in({pickup}), false, "application.not_at_counter"}};

const Move& move_of(Act act) {
  return *std::find_if(moves.begin(), moves.end(), [&](const Move& move) { return move.act == act; });
}

}  // namespace

std::optional<Refusal> why_not(const State& state, Act act) {
  const auto& move = move_of(act);
  if ((move.stages & (1U << static_cast<unsigned>(state.stage))) == 0) return Refusal{move.refusal};
  if (move.stops_when_frozen && state.disputed) return Refusal{"application.frozen"};
  const bool rejecting = !state.rejection_by.empty() && state.stage != Stage::rejected;
  switch (act) {
    case Act::confirm_rejection:
    case Act::decline_rejection:
      if (!rejecting) return Refusal{"application.no_rejection_waits"};
      break;
    case Act::accept_papers:
      if (!state.missing.empty()) return Refusal{"application.papers_missing"};
      [[fallthrough]];
    case Act::verify:
    case Act::make_print_ready:
    case Act::propose_rejection:
      if (rejecting) return Refusal{"application.rejection_waits"};
      break;
    case Act::take_for_print:
    case Act::record_print:
    case Act::plan_delivery:
    case Act::send_out:
    case Act::record_delivery:
      if (state.needs_identity_check()) return Refusal{"application.identity_not_checked"};
      break;
    case Act::settle_dispute:
      if (!state.disputed) return Refusal{"application.no_dispute"};
      break;
    case Act::unplan_delivery:
    case Act::move_window:
    case Act::pass_on:
      if (state.run.empty()) return Refusal{"application.not_planned"};
      break;
    case Act::say_not_home:
      if (state.away || !state.left_run.empty()) return Refusal{"application.already_not_home"};
      if (state.run.empty()) return Refusal{"application.no_courier_comes"};
      break;
    case Act::say_home_again:
      if (state.stage == on_the_road) return Refusal{"application.courier_left_without"};
      if (state.left_run.empty()) return Refusal{"application.no_courier_comes"};
      break;
    case Act::lay_aside:
      if (rejecting) return Refusal{"application.rejection_waits"};
      break;
    case Act::rate:
      if (state.rated) return Refusal{"application.already_rated"};
      break;
    case Act::leave_counter:
      if (state.pickup_until == Day{}) return Refusal{"application.not_at_counter"};
      break;
    case Act::take_up:
      if (state.aside_until == Day{}) return Refusal{"application.not_aside"};
      break;
    case Act::check_identity:
      if (state.identity_checked) return Refusal{"application.identity_already_checked"};
      break;
    default: break;
  }
  return std::nullopt;
}

std::optional<Refusal> why_not_by(const State& state, Act act, std::string_view actor, Eyes eyes) {
  if (auto refusal = why_not(state, act)) return refusal;
  const bool entered_it = !state.assisted_by.empty() && actor == state.assisted_by;
  switch (act) {
    case Act::verify:
      if (entered_it) return Refusal{"application.four_eyes"};
      if (eyes == Eyes::four && (actor == state.accepted_by || actor == state.identity_by)) return Refusal{"application.other_verifier_needed"};
      break;
    case Act::check_identity:
      if (entered_it) return Refusal{"application.four_eyes"};
      if (eyes == Eyes::four && actor == state.verified_by) return Refusal{"application.other_checker_needed"};
      break;
    case Act::settle_dispute:
      if (entered_it) return Refusal{"application.four_eyes"};
      break;
    case Act::confirm_rejection:
      if (actor == state.rejection_by) return Refusal{"application.second_person_needed"};
      break;
    default: break;
  }
  return std::nullopt;
}

Ask Ask::of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos) return {std::string(text), ""};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

bool State::is_open() const { return (open_stages & (1U << static_cast<unsigned>(stage))) != 0; }

namespace {
// The first of two days, of which either may be none.
Day first_of(Day a, Day b) { return a == Day{} ? b : b == Day{} ? a : std::min(a, b); }
}  // namespace

Day State::due_on() const {
  if (stage == delivered && disputed) return dispute_by;
  if (!is_open()) return {};
  if ((stage == submitted || stage == complete) && step_by != Day{}) return step_by;
  if (stage == returned && answer_by != Day{}) return answer_by;
  if (has_card_to_bring()) return first_of(owed_on, first_of(planned_on, next_try == Day{} ? promised_on : next_try));
  return first_of(owed_on, promised_on);
}

bool State::has_card_to_bring() const { return stage == printed || stage == on_the_road || stage == attempt_failed || stage == not_reached; }

bool State::waits_for_resident() const {
  return is_open() && !disputed && (stage == returned || stage == visit_needed || (stage == submitted && !missing.empty()));
}

Day State::expected_on() const {
  if (!is_open() || disputed || waits_for_resident() || stage == pickup) return {};
  if (has_card_to_bring() && planned_on != Day{}) return planned_on;
  if (has_card_to_bring() && next_try != Day{}) return next_try;
  return promised_on;
}

namespace {
constexpr std::array<std::pair<Stage, std::string_view>, 19> stage_names{{
    {none, "none"}, {draft, "draft"}, {submitted, "submitted"}, {returned, "returned"}, {complete, "complete"},
    {visit_needed, "visit_needed"}, {verified, "verified"}, {print_ready, "print_ready"}, {waiting_blangko, "waiting_blangko"},
    {printing, "printing"}, {printed, "printed"}, {on_the_road, "on_the_road"}, {attempt_failed, "attempt_failed"},
    {not_reached, "not_reached"},
    {pickup, "pickup"}, {delivered, "delivered"}, {rejected, "rejected"}, {withdrawn, "withdrawn"}, {dismissed, "dismissed"}}};
}

std::string_view name_of(Stage stage) { return stage_names[static_cast<std::size_t>(stage)].second; }

std::optional<Stage> stage_named(std::string_view name) {
  for (const auto& [stage, text] : stage_names)
    if (text == name) return stage;
  return std::nullopt;
}

int step_of(Stage stage) {
  switch (stage) {
    case submitted: case returned: return 0;
    case complete: case visit_needed: return 1;
    case verified: case print_ready: case waiting_blangko: case printing: return 2;
    case printed: return 3;
    case on_the_road: case attempt_failed: case not_reached: case pickup: return 4;
    case delivered: return 5;
    default: return -1;
  }
}

}  // namespace opak::application
