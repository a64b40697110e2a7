#include "office/move_stop.h"

#include <algorithm>

#include "base/json.h"
#include "office/answers.h"
#include "office/timetable.h"

namespace opak::office {
namespace {

using access::Role;
using delivery::RunStage;
using routing::Seconds;
using Case = MoveProposal::Case;

constexpr std::string_view moved = "moved";     // Why a stop left its run.
constexpr Seconds over_hours = 3600;            // The dispatcher may choose somebody who is back so much later.
constexpr int any_number = 1'000;
constexpr int end_of_day = 24 * 60;

// One courier's stops from where they are now, or from the office.
struct Round {
  views::Run run;
  int start = DayPlaces::office_row;
  Seconds leaves = 0;
  std::vector<int> jobs;
  std::optional<ShiftBreak> pause = {};

  routing::Vehicle vehicle() const { return {.id = 1, .start = start, .end = DayPlaces::office_row, .capacity = {}, .shift = {leaves, leaves + 24 * 3600}}; }
};

// All rounds of a day over one matrix; they are ridden one at a time.
struct RoundsOfDay {
  DayPlaces places;
  routing::Wish wish = {};
  std::vector<std::string> parcels = {}, applications = {};  // Of the jobs.
  std::vector<Hours> told = {};

  routing::Wish alone(const routing::Vehicle& vehicle) const { return {.jobs = wish.jobs, .vehicles = {vehicle}, .matrix = wish.matrix, .prices = wish.prices}; }
  Seconds back(const routing::Vehicle& vehicle, const std::vector<int>& jobs, const std::optional<ShiftBreak>& pause) const {
    return jobs.empty() ? vehicle.shift.from + wish.matrix.duration(*vehicle.start, *vehicle.end) : tour_in_order(alone(vehicle), jobs, pause).time().ends;
  }
  double km(int from, std::optional<int> by, const std::vector<int>& jobs) const {
    std::vector<int> way{from};
    if (by) way.push_back(*by);
    for (const int job : jobs) way.push_back(wish.jobs[static_cast<std::size_t>(job)].location);
    way.push_back(DayPlaces::office_row);
    return places.km(way);
  }
};

Round round_of(Office& office, views::Boards& boards, RoundsOfDay& day, const views::Run& run) {
  Round round{.run = run, .start = DayPlaces::office_row, .leaves = 0, .jobs = {}};
  const bool under_way = run.state.stage == RunStage::loaded;
  round.leaves = Seconds{leaves_at(office.now(), run.state.day, under_way ? 0 : run.state.from_hour)} * 60;
  const auto& city = office.catalogue().city();
  round.pause = under_way ? break_to_come(city, run.state, round.leaves) : break_of(city, run.state.day, static_cast<int>(round.leaves / 60), end_of_day);
  if (under_way) round.start = day.places.add_parcel(boards, last_stop(boards.database(), run.id).parcel);
  for (const auto& parcel : run.state.left()) {
    const auto found = boards.find_parcel(parcel);
    const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
    if (!item) continue;
    const int row = day.places.add(*item);
    routing::Job job{.id = static_cast<std::int64_t>(day.wish.jobs.size()) + 1, .location = row, .service = day.places.service_at(row)};
    const Hours told{item->state.from_hour, item->state.to_hour};
    if (told.to > 0) job.announced = routing::Announced{1, (Seconds{told.from} + told.to) * 3600 / 2};
    round.jobs.push_back(static_cast<int>(day.wish.jobs.size()));
    day.wish.jobs.push_back(std::move(job));
    day.parcels.push_back(parcel);
    day.applications.push_back(item->id);
    day.told.push_back(told);
  }
  return round;
}

bool may_give(const views::Run& run, Day today) {
  const auto& state = run.state;
  return (state.stage == RunStage::planned && state.day >= today) || (state.stage == RunStage::loaded && state.day == today);
}

// `at`: only there; none: where it costs least.
StopOffer offer_of(const RoundsOfDay& day, const Round& giver, const Round& taker, int job, std::optional<int> at) {
  const bool under_way = taker.run.state.stage == RunStage::loaded;
  auto vehicle = taker.vehicle();
  const auto back_before = day.back(vehicle, taker.jobs, taker.pause);
  if (under_way) {  // First to where the bag is; two couriers meet, and one counts.
    vehicle.shift.from += day.wish.matrix.duration(taker.start, giver.start) + from_bag_to_bag_seconds;
    vehicle.start = giver.start;
  }
  vehicle.shift.to = std::max({Seconds{taker.run.state.to_hour} * 3600, back_before, day.back(vehicle, taker.jobs, taker.pause)}) + over_hours;
  StopOffer offer{.run = taker.run.id, .courier = taker.run.state.courier, .version = taker.run.state.version, .order = {}, .moved = {}};
  const auto alone = day.alone(vehicle);
  const auto place = at ? std::optional(static_cast<std::size_t>(std::clamp(*at - 1, 0, static_cast<int>(taker.jobs.size())))) : best_place(alone, taker.jobs, job, taker.pause, any_number);
  if (!place) {
    offer.fits = false;
    return offer;
  }
  auto jobs = taker.jobs;
  jobs.insert(jobs.begin() + static_cast<std::ptrdiff_t>(*place), job);
  const auto tour = tour_in_order(alone, jobs, taker.pause);
  const auto times = minutes_of(tour, static_cast<int>(taker.leaves / 60));
  offer.position = static_cast<int>(*place) + 1;
  for (std::size_t n = 0; n < jobs.size(); ++n) {
    const auto here = static_cast<std::size_t>(jobs[n]);
    offer.order.push_back(day.parcels[here]);
    if (const auto hours = new_hours(day.told[here], times.at_door[n], static_cast<int>(taker.leaves / 3600))) offer.moved.push_back({day.parcels[here], day.applications[here], day.told[here], *hours});
  }
  offer.minutes_more = static_cast<int>((tour.time().ends - back_before + 30) / 60);
  offer.back_at = times.back;
  offer.km_more = day.km(taker.start, under_way ? std::optional(giver.start) : std::nullopt, jobs) - day.km(taker.start, std::nullopt, taker.jobs);
  return offer;
}

void make_ready(RoundsOfDay& day, int from_hour, int to_hour) {
  day.wish.matrix = day.places.matrix(from_hour, std::max(to_hour, from_hour + 1));
  day.wish.prices.announced_slack = told_slack_seconds;
}

}  // namespace

MoveProposal propose_move(Office& office, store::Database& reader, const std::string& run, const std::string& parcel) {
  views::Boards boards(reader);
  MoveProposal proposal{.run = run, .courier = {}, .parcel = parcel, .offers = {}};
  const auto today = day_in_jakarta(office.now());
  const auto found = boards.find_run(run);
  if (!found || !may_give(*found, today)) return proposal;
  const auto& state = found->state;
  proposal.courier = state.courier;
  proposal.version = state.version;
  proposal.under_way = state.stage == RunStage::loaded;
  const auto is = [&](Case outcome) { proposal.outcome = outcome; return proposal; };
  if (!state.counted_by.empty()) return is(Case::bag_counted);
  if (state.is_passing()) return is(Case::waits);
  const auto left = state.left();
  if (std::find(left.begin(), left.end(), parcel) == left.end()) return proposal;
  proposal.is_last = left.size() == 1;
  // What may not be handed over today is not carried about.
  const auto envelope = boards.find_parcel(parcel);
  const auto item = envelope ? boards.find_case(envelope->state.application) : std::nullopt;
  if (!item || (proposal.under_way && !application::may(item->state, application::Act::record_delivery)) || !application::may(item->state, application::Act::pass_on)) return proposal;

  RoundsOfDay day{.places = DayPlaces(office, reader)};
  const auto giver = round_of(office, boards, day, *found);
  std::vector<Round> takers;
  int latest = state.to_hour;
  for (const auto& other : boards.runs_on(state.day)) {
    const auto& theirs = other.state;
    if (other.id == run || theirs.stage != state.stage || theirs.courier == state.courier || !theirs.counted_by.empty() || theirs.is_passing() || theirs.parcels.empty()) continue;
    latest = std::max(latest, theirs.to_hour);
    takers.push_back(round_of(office, boards, day, other));
  }
  if (takers.empty()) return is(Case::nobody_else);
  make_ready(day, static_cast<int>(giver.leaves / 3600), latest + 1);
  proposal.map_failed = day.places.map_failed();

  const auto place = std::find_if(giver.jobs.begin(), giver.jobs.end(), [&](int job) { return day.parcels[static_cast<std::size_t>(job)] == parcel; });
  if (place == giver.jobs.end()) return proposal;
  auto rest = giver.jobs;
  std::erase(rest, *place);
  const auto vehicle = giver.vehicle();
  proposal.minutes_less = static_cast<int>((day.back(vehicle, giver.jobs, giver.pause) - (rest.empty() && !proposal.under_way ? giver.leaves : day.back(vehicle, rest, giver.pause)) + 30) / 60);
  for (const auto& taker : takers) proposal.offers.push_back(offer_of(day, giver, taker, *place, std::nullopt));
  std::stable_sort(proposal.offers.begin(), proposal.offers.end(), [](const StopOffer& a, const StopOffer& b) { return a.fits != b.fits ? a.fits : a.minutes_more < b.minutes_more; });
  return is(Case::ready);
}

Later<Answer> move_stop(Office& office, MoveStop wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto giver = book.run(wish.run), taker = book.run(wish.to);
    if (giver.stage != RunStage::planned || taker.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (wish.run == wish.to || giver.version != wish.version || taker.version != wish.to_version || giver.day != taker.day) return Refusal{"delivery.plan_is_stale"};
    if (giver.day < day_in_jakarta(book.now())) return Refusal{"office.day_has_passed"};
    const auto& by = book.asked().actor;
    if (auto refusal = book.ask_run(wish.run, delivery::RemoveParcel{wish.parcel, std::string(moved), by})) return *refusal;
    if (auto refusal = book.ask_parcel(wish.parcel, delivery::TakeOff{wish.run, std::string(moved)})) return *refusal;
    if (auto refusal = book.ask_run(wish.to, delivery::AddParcel{wish.parcel, by, wish.position})) return *refusal;
    if (auto refusal = book.ask_parcel(wish.parcel, delivery::PutOn{wish.to, wish.position})) return *refusal;
    if (auto refusal = book.ask(book.parcel(wish.parcel).application, application::PassOn{wish.run, wish.to, taker.courier})) return *refusal;
    for (const auto& [parcel, hours] : wish.hours) {
      if (parcel != wish.parcel && std::find(taker.parcels.begin(), taker.parcels.end(), parcel) == taker.parcels.end()) return Refusal{"delivery.parcel_not_on_run"};
      if (auto refusal = tell_hours(book, parcel, hours, nullptr)) return *refusal;
    }
    return Done{{{"run", wish.to}, {"told", std::to_string(wish.hours.size())}}};
  });
}

namespace {

struct Before { std::string run; int position = 1; };

// The newest entries of the parcel: put on a run, taken off ("moved"), put on this one.
std::optional<Before> before_the_move(store::Database& reader, const std::string& parcel) {
  std::vector<std::pair<std::string, Json>> newest;
  for (auto rows = reader.query("SELECT fact, body FROM journal WHERE stream = $1 AND kind = 'parcel' ORDER BY version DESC LIMIT 3").text(parcel); rows.next();) {
    auto body = parse_json(rows.text_at(1));
    if (!body) return std::nullopt;
    newest.emplace_back(rows.string_at(0), std::move(*body));
  }
  if (newest.size() < 3 || newest[0].first != delivery::PutOnRun::fact || newest[1].first != delivery::TakenOffRun::fact || newest[1].second["why"].text() != moved || newest[2].first != delivery::PutOnRun::fact) return std::nullopt;
  return Before{std::string(newest[2].second["run"].text()), static_cast<int>(newest[2].second["position"].number())};
}

}  // namespace

std::string came_from(views::Boards& boards, const views::Run& run, const std::string& parcel) {
  const auto before = before_the_move(boards.database(), parcel);
  const auto first = before && run.state.stage == RunStage::planned ? boards.find_run(before->run) : std::nullopt;
  return first && first->state.stage == RunStage::planned && !first->state.parcels.empty() && first->state.day == run.state.day ? before->run : std::string();
}

std::optional<MoveStop> way_back(Office& office, store::Database& reader, const std::string& run, const std::string& parcel) {
  views::Boards boards(reader);
  const auto from = boards.find_run(run);
  const auto before = before_the_move(reader, parcel);
  if (!from || !before || came_from(boards, *from, parcel).empty()) return std::nullopt;
  const auto to = boards.find_run(before->run);
  RoundsOfDay day{.places = DayPlaces(office, reader, DayPlaces::Map::left_alone)};
  const auto giver = round_of(office, boards, day, *from), taker = round_of(office, boards, day, *to);
  const auto place = std::find_if(giver.jobs.begin(), giver.jobs.end(), [&](int job) { return day.parcels[static_cast<std::size_t>(job)] == parcel; });
  if (place == giver.jobs.end()) return std::nullopt;
  make_ready(day, static_cast<int>(giver.leaves / 3600), std::max(from->state.to_hour, to->state.to_hour) + 1);
  const auto offer = offer_of(day, giver, taker, *place, before->position);
  MoveStop wish{run, before->run, parcel, from->state.version, to->state.version, offer.position, {}};
  for (const auto& told : offer.moved) wish.hours[told.parcel] = told.now;
  return wish;
}

}  // namespace opak::office
