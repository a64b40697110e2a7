#include "office/relay.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/json.h"
#include "office/answers.h"
#include "office/timetable.h"
#include "routing/replan.h"

namespace opak::office {
namespace {

using access::Role;
using access::Roles;
using delivery::RunStage;
using routing::Seconds;

constexpr std::int64_t steps_max = 20'000;
constexpr routing::Price worth_of_today = 8 * 3600;
constexpr int early_minutes = 15;
constexpr int moved_max = 2;
constexpr int end_of_day = 24 * 60;

bool are_hours(const Hours& hours) { return hours.from >= 6 && hours.to <= 23 && hours.from < hours.to; }
std::string words_of(Hours hours) { return std::to_string(hours.from) + "-" + std::to_string(hours.to); }
std::optional<Hours> hours_in(std::string_view words) {
  const auto dash = words.find('-');
  Hours hours;
  if (dash == words.npos) return std::nullopt;
  std::from_chars(words.data(), words.data() + dash, hours.from);
  std::from_chars(words.data() + dash + 1, words.data() + words.size(), hours.to);
  return are_hours(hours) ? std::optional(hours) : std::nullopt;
}

int minute_of_day(Moment now) {
  const auto time = time_in_jakarta(now);
  return time.hour * 60 + time.minute;
}

struct Stop {
  std::string parcel, application;
  Hours told;
  int row = DayPlaces::office_row;
};

std::optional<Stop> stop_of(views::Boards& boards, DayPlaces& places, const std::string& parcel) {
  const auto found = boards.find_parcel(parcel);
  const auto item = found ? boards.find_case(found->state.application) : std::nullopt;
  if (!item) return std::nullopt;
  return Stop{parcel, item->id, {item->state.from_hour, item->state.to_hour}, places.add(*item)};
}

routing::Job job_of(const DayPlaces& places, const Stop& stop, std::int64_t id, std::int64_t vehicle) {
  routing::Job job{.id = id, .location = stop.row, .service = places.service_at(stop.row)};
  if (stop.told.to > 0) job.announced = routing::Announced{vehicle, (Seconds{stop.told.from} + stop.told.to) * 3600 / 2};
  return job;
}

// One courier on the road: what is left, and from where.
struct OnTheRoad {
  views::Run run;
  std::vector<Stop> stops;
  int place = 0;           // Where they are, as far as we know.
  std::vector<int> jobs;   // Of the wish.
  Seconds leaves = 0;      // Now, or when the break that was begun is over.
  std::optional<ShiftBreak> pause = {};  // Still to come.
  routing::Vehicle vehicle = {};         // From the bag on, without the break.
  Seconds back = 0;        // As things stand.
  double km = 0;
};

std::vector<Stop> stops_left(views::Boards& boards, DayPlaces& places, const views::Run& run) {
  std::vector<Stop> stops;
  for (const auto& parcel : run.state.left())
    if (auto stop = stop_of(boards, places, parcel)) stops.push_back(std::move(*stop));
  return stops;
}

routing::Plan plan_of(const std::vector<std::vector<int>>& tours) {
  routing::Plan plan;
  for (const auto& jobs : tours) {
    routing::Tour tour;
    for (const int job : jobs) tour.push_back({false, job});
    plan.tours.push_back(std::move(tour));
  }
  return plan;
}

// The whole question of a relay: vehicle 0 gives, the others may take.
struct Question {
  routing::Wish wish;
  DayPlaces places;
  std::vector<Stop> stops = {};       // Of the wish's jobs.
  std::vector<OnTheRoad> takers = {};
  int meeting = 0;                    // Where the bag is.
  Seconds now = 0;
  std::vector<int> given = {};        // Jobs of vehicle 0.

  TourInOrder alone(const routing::Vehicle& vehicle, const std::vector<int>& jobs, const std::optional<ShiftBreak>& pause) const {
    routing::Wish one{.jobs = wish.jobs, .vehicles = {vehicle}, .matrix = wish.matrix, .prices = wish.prices};
    return tour_in_order(one, jobs, pause);
  }

  std::vector<int> way_of(int from, std::optional<int> by, const std::vector<int>& jobs) const {
    std::vector<int> way{from};
    if (by) way.push_back(*by);
    for (const int job : jobs) way.push_back(wish.jobs[static_cast<std::size_t>(job)].location);
    way.push_back(DayPlaces::office_row);
    return way;
  }
};

struct Planned {
  routing::Planned plan;
  std::size_t brought = 0;
  Seconds more = 0;
};

Question question_of(Office& office, views::Boards& boards, DayPlaces places, const views::Run& giver, std::vector<views::Run> others, const std::vector<Stop>& given, int back_by) {
  Question q{.wish = {}, .places = std::move(places)};
  q.now = Seconds{minute_of_day(office.now())} * 60;
  const auto place_of_run = [&](const views::Run& run) { return q.places.add_parcel(boards, last_stop(boards.database(), run.id).parcel); };
  const auto job_for = [&](const Stop& stop, std::int64_t vehicle) {
    const int job = static_cast<int>(q.wish.jobs.size());
    q.wish.jobs.push_back(job_of(q.places, stop, job + 1, vehicle));
    q.stops.push_back(stop);
    return job;
  };
  q.meeting = place_of_run(giver);
  for (const auto& stop : given) {
    q.given.push_back(job_for(stop, 1));
    q.wish.jobs.back().prize = worth_of_today;
  }
  for (auto& run : others) {
    OnTheRoad taker{.run = run, .stops = stops_left(boards, q.places, run), .place = place_of_run(run), .jobs = {}, .leaves = q.now, .back = 0, .km = 0};
    taker.pause = break_to_come(office.catalogue().city(), run.state, taker.leaves);
    const auto vehicle = static_cast<int>(q.takers.size()) + 2;
    for (const auto& stop : taker.stops) {
      taker.jobs.push_back(job_for(stop, vehicle));
      q.wish.jobs.back().skills = {vehicle};  // It is in this courier's bag.
    }
    q.takers.push_back(std::move(taker));
  }
  q.wish.matrix = q.places.matrix(static_cast<int>(q.now / 3600), std::max(back_by, static_cast<int>(q.now / 3600) + 1));
  q.wish.prices.announced_slack = told_slack_seconds;
  q.wish.vehicles.push_back({.id = 1, .start = q.meeting, .end = DayPlaces::office_row, .capacity = {}, .shift = {q.now, q.now + 24 * 3600}});
  for (std::size_t n = 0; n < q.takers.size(); ++n) {
    auto& taker = q.takers[n];
    const int vehicle = static_cast<int>(n) + 2;
    q.wish.vehicles.push_back({.id = vehicle, .start = taker.place, .end = DayPlaces::office_row, .capacity = {}, .skills = {vehicle}, .shift = {taker.leaves, taker.leaves + 24 * 3600}});
    // As things stand, without the relay.
    taker.back = taker.jobs.empty() ? taker.leaves + q.wish.matrix.duration(taker.place, DayPlaces::office_row) : q.alone(q.wish.vehicles.back(), taker.jobs, taker.pause).time().ends;
    taker.km = q.places.km(q.way_of(taker.place, std::nullopt, taker.jobs));
  }
  for (std::size_t n = 0; n < q.takers.size(); ++n) {
    auto& vehicle = q.wish.vehicles[n + 1];
    auto& taker = q.takers[n];
    // Whoever takes something comes to the bag first.
    const auto detour = taker.place == q.meeting ? 0 : q.wish.matrix.duration(taker.place, q.meeting);
    vehicle.start = q.meeting;
    vehicle.shift.from = taker.leaves + detour + from_bag_to_bag_seconds;
    const auto own = taker.jobs.empty() ? Seconds{0} : q.alone(vehicle, taker.jobs, taker.pause).time().ends;
    vehicle.shift.to = std::max({Seconds{back_by} * 3600, own, vehicle.shift.from});  // What they have already is never in question.
    taker.vehicle = vehicle;
  }
  return q;
}

std::vector<int> jobs_in(const routing::Tour& tour) {
  std::vector<int> jobs;
  for (const auto& call : tour)
    if (!call.is_break) jobs.push_back(call.index);
  return jobs;
}

bool takes_some(const Question& q, std::size_t taker, const routing::Plan& plan) { return jobs_in(plan.tours[taker + 1]).size() > q.takers[taker].jobs.size(); }

// `only`: this one alone; none: whoever may.
Result<Planned> plan_with(const Question& q, std::optional<std::size_t> only, double seconds) {
  auto wish = q.wish;
  std::vector<std::vector<int>> tours{q.given};
  for (std::size_t n = 0; n < q.takers.size(); ++n) {
    tours.push_back(q.takers[n].jobs);
    if (only && *only != n) wish.vehicles[n + 1].jobs_max = static_cast<int>(q.takers[n].jobs.size());
  }
  auto planned = routing::plan_without(wish, plan_of(tours), 0, {.seconds = seconds, .iterations = steps_max});
  if (!planned) return tl::unexpected(planned.error());
  Planned result{std::move(*planned), 0, 0};
  for (std::size_t n = 0; n < q.takers.size(); ++n) {
    const auto& tour = result.plan.plan.tours[n + 1];
    // A stop of their own that found no place: such a plan is none.
    std::set<int> here;
    for (const int job : jobs_in(tour)) here.insert(job);
    if (!std::all_of(q.takers[n].jobs.begin(), q.takers[n].jobs.end(), [&](int job) { return here.contains(job); })) return Planned{std::move(result.plan), 0, routing::number_max};
    if (!takes_some(q, n, result.plan.plan)) continue;
    result.brought += here.size() - q.takers[n].jobs.size();
    result.more += result.plan.timetable.tours[n + 1].ends - q.takers[n].back;
  }
  return result;
}

bool is_better(const Planned& a, const Planned& b) { return a.brought != b.brought ? a.brought > b.brought : a.more < b.more; }

Result<Planned> best_plan(const Question& q, double seconds) {
  auto best = plan_with(q, std::nullopt, seconds / 2);
  if (!best) return best;
  // Every one who comes to the bag comes out of their way: often one alone is shorter.
  std::vector<std::pair<std::size_t, std::size_t>> takers;
  for (std::size_t n = 0; n < q.takers.size(); ++n)
    if (takes_some(q, n, best->plan.plan)) takers.emplace_back(jobs_in(best->plan.plan.tours[n + 1]).size() - q.takers[n].jobs.size(), n);
  if (takers.size() < 2) return best;
  std::sort(takers.rbegin(), takers.rend());
  constexpr std::size_t tried = 3;
  if (takers.size() > tried) takers.resize(tried);
  for (const auto& [count, taker] : takers) {
    auto alone = plan_with(q, taker, seconds / 2 / tried);
    if (!alone) return alone;
    if (is_better(*alone, *best)) best = std::move(alone);
  }
  return best;
}

// Who then is out over the break takes it, and only they: the others are back before.
Result<Planned> plan_with_breaks(Question& q, double seconds) {
  constexpr int turns = 2;
  auto planned = best_plan(q, seconds / 2);
  for (int turn = 1; planned && turn <= turns; ++turn) {
    bool is_new = false;
    for (std::size_t n = 0; n < q.takers.size(); ++n) {
      const auto& taker = q.takers[n];
      auto& vehicle = q.wish.vehicles[n + 1];
      if (!taker.pause || !vehicle.breaks.empty() || vehicle.shift.from != taker.vehicle.shift.from) continue;
      if (turn < turns && planned->plan.timetable.tours[n + 1].ends <= Seconds{taker.pause->latest} * 60) continue;
      give_break(vehicle, *taker.pause);
      is_new = true;
    }
    if (!is_new) break;
    planned = best_plan(q, seconds / 2 / turns);
  }
  return planned;
}

// What this taker would take, and whom of theirs it would cost the hours told.
RelayPart part_of(const Question& q, std::size_t n, const Planned& planned, std::vector<MovedHours>& moved) {
  const auto& taker = q.takers[n];
  const auto jobs = jobs_in(planned.plan.plan.tours[n + 1]);
  const auto tour = q.alone(taker.vehicle, jobs, taker.pause);
  const auto at_door = minutes_of(tour, static_cast<int>(q.now / 60)).at_door;
  RelayPart part{.run = taker.run.id, .courier = taker.run.state.courier, .parcels = {}, .order = {}};
  const std::set<int> own(taker.jobs.begin(), taker.jobs.end());
  for (std::size_t at = 0; at < jobs.size(); ++at) {
    const auto& stop = q.stops[static_cast<std::size_t>(jobs[at])];
    part.order.push_back(stop.parcel);
    if (!own.contains(jobs[at])) part.parcels.push_back(stop.parcel);
    if (const auto hours = new_hours(stop.told, at_door[at], static_cast<int>(q.now / 3600))) moved.push_back({stop.parcel, stop.application, stop.told, *hours});
  }
  part.minutes_more = static_cast<int>((tour.time().ends - taker.back + 30) / 60);
  part.back_at = static_cast<int>(tour.time().ends / 60);
  part.km_more = q.places.km(q.way_of(taker.place, q.meeting, jobs)) - taker.km;
  return part;
}

bool may_change(const application::State& state) { return application::may(state, application::Act::move_window); }

}  // namespace

std::optional<Refusal> tell_hours(Book& book, const std::string& parcel, Hours hours, std::string* before) {
  if (!are_hours(hours)) return Refusal{"office.hours_wrong"};
  const auto id = book.parcel(parcel).application;
  const auto& state = book.application(id);
  if (!may_change(state) || (state.from_hour == hours.from && state.to_hour == hours.to)) return std::nullopt;
  if (before != nullptr && state.to_hour > 0) *before = words_of({state.from_hour, state.to_hour});
  return book.ask(id, application::MoveWindow{hours.from, hours.to});
}

std::optional<Hours> new_hours(Hours told, int at_door, int not_before) {
  if (told.to <= 0) return std::nullopt;  // Left on another day than was told: no hours were.
  if (told.from * 60 - hours_moved_minutes <= at_door && at_door <= told.to * 60 + hours_moved_minutes) return std::nullopt;
  const int from = std::max((at_door - early_minutes) / 60, not_before);
  return Hours{from, from + window_hours};
}

LastStop last_stop(store::Database& reader, const std::string& run) {
  auto row = reader.query("SELECT at, body FROM journal WHERE stream = $1 AND kind = 'run' AND fact = 'run.stop_done.v1' ORDER BY version DESC LIMIT 1").text(run);
  if (!row.next()) return {};
  const auto body = parse_json(row.text_at(1));
  return {{row.number_at(0)}, body ? std::string((*body)["parcel"].text()) : std::string()};
}

std::vector<LateStop> late_stops(Office& office, store::Database& reader, const views::Run& run) {
  views::Boards boards(reader);
  DayPlaces places(office, reader, DayPlaces::Map::left_alone);
  const auto stops = stops_left(boards, places, run);
  std::vector<LateStop> late;
  if (run.state.stage != RunStage::loaded || run.state.day != day_in_jakarta(office.now()) || stops.empty()) return late;
  Seconds leaves = Seconds{minute_of_day(office.now())} * 60;
  const int start = places.add_parcel(boards, last_stop(reader, run.id).parcel);
  const auto pause = break_to_come(office.catalogue().city(), run.state, leaves);
  routing::Wish one;
  std::vector<int> jobs;
  for (const auto& stop : stops) {
    jobs.push_back(static_cast<int>(one.jobs.size()));
    one.jobs.push_back({.id = jobs.back() + 1, .location = stop.row, .service = places.service_at(stop.row)});
  }
  const int hour = static_cast<int>(leaves / 3600);
  one.matrix = places.matrix(hour, std::max(run.state.to_hour, hour + 1));
  one.vehicles = {{.id = 1, .start = start, .end = DayPlaces::office_row, .capacity = {}, .shift = {leaves, leaves + 24 * 3600}}};
  const auto times = minutes_of(tour_in_order(one, jobs, pause), static_cast<int>(leaves / 60));
  for (std::size_t n = 0; n < stops.size(); ++n)
    if (stops[n].told.to > 0 && times.at_door[n] > stops[n].told.to * 60 + hours_moved_minutes) late.push_back({stops[n].parcel, times.at_door[n]});
  return late;
}

Result<RelayProposal> propose_relay(Office& office, store::Database& reader, const std::string& run, int back_by, double seconds) {
  using Case = RelayProposal::Case;
  views::Boards boards(reader);
  RelayProposal proposal;
  proposal.outcome = Case::not_on_the_road;
  proposal.run = run;
  const auto giver = boards.find_run(run);
  const auto today = day_in_jakarta(office.now());
  if (!giver) return proposal;
  proposal.courier = giver->state.courier;
  proposal.version = giver->state.version;
  if (giver->state.stage != RunStage::loaded || giver->state.day != today) return proposal;
  const auto is = [&](Case outcome) { proposal.outcome = outcome; return proposal; };
  if (!giver->state.counted_by.empty()) return is(Case::bag_counted);
  if (giver->state.left().empty()) return is(Case::nothing_left);
  if (giver->state.is_passing()) return is(Case::waits);

  std::vector<views::Run> others;
  for (auto& other : boards.runs_on(today))
    if (other.id != run && other.state.stage == RunStage::loaded && other.state.counted_by.empty() && other.state.courier != giver->state.courier && !other.state.is_passing()) others.push_back(std::move(other));
  int latest = std::max(giver->state.to_hour, time_in_jakarta(office.now()).hour + 1);
  for (const auto& other : others) latest = std::max(latest, other.state.to_hour);
  proposal.back_by = back_by > 0 ? back_by : std::min(latest + 1, 21);

  // What may not be handed over today is not carried about: it goes home with the bag.
  std::vector<Stop> given;
  DayPlaces places(office, reader);
  for (auto& stop : stops_left(boards, places, *giver)) {
    const auto item = boards.find_case(stop.application);
    if (!item || item->state.stage != application::Stage::on_the_road) proposal.stays.push_back({stop.parcel, stop.application, "ended"});
    else if (!application::may(item->state, application::Act::record_delivery)) proposal.stays.push_back({stop.parcel, stop.application, "frozen"});
    else given.push_back(std::move(stop));
  }
  if (others.empty()) return is(Case::nobody_else);
  if (given.empty()) return is(Case::nobody_can);

  auto q = question_of(office, boards, std::move(places), *giver, std::move(others), given, proposal.back_by);
  proposal.map_failed = q.places.map_failed();
  const auto planned = plan_with_breaks(q, seconds);
  if (!planned) return tl::unexpected(planned.error());
  for (std::size_t n = 0; n < q.takers.size(); ++n)
    if (planned->brought > 0 && takes_some(q, n, planned->plan.plan)) proposal.parts.push_back(part_of(q, n, *planned, proposal.moved));
  std::set<std::string> taken;
  for (const auto& part : proposal.parts) taken.insert(part.parcels.begin(), part.parcels.end());
  for (const auto& stop : given) {
    if (taken.contains(stop.parcel)) continue;
    StaysInBag stays{stop.parcel, stop.application, "other"};
    for (const auto& why : planned->plan.why_not)
      if (q.stops[static_cast<std::size_t>(why.job)].parcel == stop.parcel) {
        stays.why = std::string(word_of(why.binds));
        stays.minutes = static_cast<int>((why.seconds + 59) / 60);
      }
    proposal.stays.push_back(std::move(stays));
  }
  return is(proposal.parts.empty() ? Case::nobody_can : Case::ready);
}

Later<Answer> pass_rest(Office& office, PassRest wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto giver = book.run(wish.run);
    if (giver.version != wish.version || giver.is_passing()) return Refusal{"delivery.plan_is_stale"};
    if (wish.parts.empty()) return Refusal{"delivery.rest_nothing_left"};
    std::size_t cards = 0, told = 0;
    for (const auto& part : wish.parts) {
      const auto& taker = book.run(part.to);
      // A courier who went on meanwhile is no matter; one who stopped, was counted, or got other stops is.
      if (part.to == wish.run || taker.stage != RunStage::loaded || !taker.counted_by.empty() || taker.day != giver.day || taker.is_passing()) return Refusal{"delivery.plan_is_stale"};
      for (const auto& parcel : taker.left())
        if (std::find(part.order.begin(), part.order.end(), parcel) == part.order.end()) return Refusal{"delivery.plan_is_stale"};
      delivery::RestPassed entry{.to = part.to, .by = book.asked().actor, .parcels = part.parcels, .order = part.order, .hours_before = {}};
      for (const auto& [parcel, hours] : wish.hours) {
        const bool theirs = std::find(part.parcels.begin(), part.parcels.end(), parcel) != part.parcels.end();
        const auto left = taker.left();
        if (!theirs && std::find(left.begin(), left.end(), parcel) == left.end()) continue;
        std::string before;
        if (auto refusal = tell_hours(book, parcel, hours, &before)) return *refusal;
        if (before.empty()) continue;
        entry.hours_before[parcel] = before;
        ++told;
      }
      if (auto refusal = book.ask_run(wish.run, delivery::PassRest{entry})) return *refusal;
      cards += part.parcels.size();
    }
    return Done{{{"run", wish.run}, {"n", std::to_string(cards)}, {"told", std::to_string(told)}}};
  });
}

Later<Answer> take_back_rest(Office& office, TakeBackRest wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto giver = book.run(wish.run);
    if (!giver.is_passing()) return Refusal{"delivery.rest_not_waiting"};
    std::size_t cards = 0;
    for (const auto& [to, parcels] : giver.passing) {
      cards += giver.waits_for(to).size();
      if (auto refusal = book.ask_run(wish.run, delivery::TakeBackRest{to, book.asked().actor})) return *refusal;
    }
    // As it was told before, where that is not over; whoever has the card in hand by now hears nothing.
    for (const auto& [parcel, words] : giver.hours_before) {
      const auto hours = hours_in(words);
      const auto stage = book.parcel(parcel).stage;
      if (!hours || stage != delivery::ParcelStage::loaded || hours->to <= time_in_jakarta(book.now()).hour) continue;
      if (auto refusal = tell_hours(book, parcel, *hours, nullptr)) return *refusal;
    }
    return Done{{{"run", wish.run}, {"n", std::to_string(cards)}}};
  });
}

Later<Answer> take_rest(Office& office, TakeRest wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    const auto taker = book.run(wish.run);
    const bool own = "officer/" + taker.courier == book.asked().actor;
    if (!book.has_role({Role::courier, Role::supervisor}) || !(own || book.has_role({Role::supervisor}))) return Refusal{"office.not_your_role"};
    const auto giver = book.run(wish.from);
    const auto parcels = giver.waits_for(wish.run);
    const auto order = giver.passing_order.find(wish.run);
    if (auto refusal = book.ask_run(wish.from, delivery::GiveRest{wish.run, book.asked().actor, wish.counted})) return *refusal;
    delivery::RestTaken entry{.from = wish.from, .by = book.asked().actor, .parcels = parcels, .order = order == giver.passing_order.end() ? std::vector<std::string>{} : order->second, .counted = wish.counted};
    if (auto refusal = book.ask_run(wish.run, delivery::TakeRest{entry})) return *refusal;
    for (const auto& parcel : parcels) {
      const auto all = book.run(wish.run).parcels;
      const auto at = std::find(all.begin(), all.end(), parcel) - all.begin();
      if (auto refusal = book.ask_parcel(parcel, delivery::PassOn{wish.from, wish.run, static_cast<int>(at) + 1})) return *refusal;
      const auto state = book.parcel(parcel);
      if (auto refusal = book.ask_stock(blangko::PassToBagOf{state.serial, state.application, wish.from, wish.run})) return *refusal;
      // One whose application ended meanwhile rides along all the same, and comes back with this bag.
      if (!application::may(book.application(state.application), application::Act::pass_on)) continue;
      if (auto refusal = book.ask(state.application, application::PassOn{wish.from, wish.run, taker.courier})) return *refusal;
    }
    return Done{{{"run", wish.run}, {"n", std::to_string(parcels.size())}}};
  });
}

std::vector<RestComing> rest_coming(views::Boards& boards, const views::Run& run) {
  std::vector<RestComing> all;
  if (run.state.stage != RunStage::loaded) return all;
  for (const auto& other : boards.runs_on(run.state.day)) {
    if (other.state.stage != RunStage::loaded || !other.state.counted_by.empty()) continue;
    if (const auto cards = other.state.waits_for(run.id).size(); cards > 0) all.push_back({other.id, other.state.courier, static_cast<int>(cards), other.state.version});
  }
  return all;
}

std::optional<StopProposal> propose_stop(Office& office, store::Database& reader, const std::string& run, const std::string& parcel) {
  views::Boards boards(reader);
  DayPlaces places(office, reader);
  const auto found = boards.find_run(run);
  if (!found || found->state.stage != RunStage::planned || found->state.parcels.empty()) return std::nullopt;
  std::vector<Stop> stops = stops_left(boards, places, *found);
  const auto stop = stop_of(boards, places, parcel);
  if (!stop || stops.size() != found->state.parcels.size()) return std::nullopt;
  stops.push_back(*stop);
  stops.back().told = {};
  routing::Wish wish;
  std::vector<int> before;
  for (std::size_t n = 0; n < stops.size(); ++n) {
    wish.jobs.push_back(job_of(places, stops[n], static_cast<std::int64_t>(n) + 1, 1));
    if (n + 1 < stops.size()) before.push_back(static_cast<int>(n));
  }
  wish.matrix = places.matrix(found->state.from_hour, found->state.to_hour);
  wish.prices.announced_slack = told_slack_seconds;
  // A run of today that should have left by now leaves now.
  const int leaves = leaves_at(office.now(), found->state.day, found->state.from_hour);
  const auto pause = break_of(office.catalogue().city(), found->state.day, leaves, end_of_day);
  wish.vehicles.push_back({.id = 1, .start = 0, .end = 0, .capacity = {}, .shift = {Seconds{leaves} * 60, 24 * 3600}});
  const auto table_before = tour_in_order(wish, before, pause);
  wish.vehicles[0].shift.to = std::max(Seconds{found->state.to_hour} * 3600, table_before.time().ends);
  const int added = static_cast<int>(stops.size()) - 1;
  const auto position = best_place(wish, before, added, pause, moved_max);
  if (!position) return std::nullopt;
  auto jobs = before;
  jobs.insert(jobs.begin() + static_cast<std::ptrdiff_t>(*position), added);
  const auto tour = tour_in_order(wish, jobs, pause);
  const auto times = minutes_of(tour, leaves);
  StopProposal proposal{.run = run, .courier = found->state.courier, .parcel = parcel, .hours = {}, .moved = {}, .version = found->state.version};
  std::vector<int> way_before{0}, way{0};
  for (const int job : before) way_before.push_back(wish.jobs[static_cast<std::size_t>(job)].location);
  for (std::size_t at = 0; at < jobs.size(); ++at) {
    const auto job = static_cast<std::size_t>(jobs[at]);
    way.push_back(wish.jobs[job].location);
    const int at_door = times.at_door[at], first = leaves / 60;
    if (job + 1 == stops.size()) {
      proposal.position = static_cast<int>(at) + 1;
      const int from = std::max((at_door - early_minutes) / 60, first);
      proposal.hours = {from, from + window_hours};
    } else if (const auto hours = new_hours(stops[job].told, at_door, first)) {
      proposal.moved.push_back({stops[job].parcel, stops[job].application, stops[job].told, *hours});
    }
  }
  way_before.push_back(0);
  way.push_back(0);
  proposal.km_more = places.km(way) - places.km(way_before);
  proposal.minutes_more = static_cast<int>((tour.time().ends - table_before.time().ends + 30) / 60);
  proposal.back_at = times.back;
  return proposal;
}

Later<Answer> add_stop(Office& office, AddStop wish, const Asked& asked) {
  return office.record(asked, [wish](Book& book) -> Answer {
    if (!book.has_role({Role::supervisor})) return Refusal{"office.not_your_role"};
    const auto run = book.run(wish.run);
    if (run.stage != RunStage::planned) return Refusal{"delivery.run_already_loaded"};
    if (run.version != wish.version) return Refusal{"delivery.plan_is_stale"};
    if (run.day < day_in_jakarta(book.now())) return Refusal{"office.day_has_passed"};
    if (!are_hours(wish.hours) || wish.moved.size() > moved_max) return Refusal{"office.hours_wrong"};
    if (auto refusal = book.ask_run(wish.run, delivery::AddParcel{wish.parcel, book.asked().actor, wish.position})) return *refusal;
    if (auto refusal = book.ask_parcel(wish.parcel, delivery::PutOn{wish.run, wish.position})) return *refusal;
    if (auto refusal = book.ask(book.parcel(wish.parcel).application, application::PlanDelivery{wish.run, run.courier, run.day, wish.hours.from, wish.hours.to})) return *refusal;
    for (const auto& [parcel, hours] : wish.moved) {
      if (std::find(run.parcels.begin(), run.parcels.end(), parcel) == run.parcels.end()) return Refusal{"delivery.parcel_not_on_run"};
      if (auto refusal = tell_hours(book, parcel, hours, nullptr)) return *refusal;
    }
    return Done{{{"run", wish.run}, {"told", std::to_string(wish.moved.size())}}};
  });
}

}  // namespace opak::office
