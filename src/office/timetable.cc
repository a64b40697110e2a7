#include "office/timetable.h"

#include <algorithm>

namespace opak::office {
namespace {

using routing::Seconds;

constexpr Seconds no_stop_before = 10 * 60;  // A break that must begin so soon is taken first.
constexpr Seconds whole_day = 24 * 3600;
constexpr int end_of_day = 24 * 60;

int minute(Seconds seconds) { return static_cast<int>((seconds + 30) / 60); }

routing::Tour tour_of(const std::vector<int>& jobs) {
  routing::Tour tour;
  for (const int job : jobs) tour.push_back({false, job});
  return tour;
}

routing::Break break_call(const ShiftBreak& pause) { return {.id = 1, .service = pause.minutes * 60, .windows = {{Seconds{pause.from} * 60, Seconds{pause.latest} * 60}}}; }

bool is_missed(const routing::Timetable& table) {
  return std::any_of(table.faults.begin(), table.faults.end(), [](const routing::FaultAt& fault) { return fault.fault == routing::Fault::break_missed; });
}

// Rides one vehicle alone, in turns, on one copy of the wish.
class Rider {
 public:
  explicit Rider(const routing::Wish& one) : wish_(one), plain_(one.vehicles.at(0)) {}

  TourInOrder in_order(const std::vector<int>& jobs, const std::optional<ShiftBreak>& pause) {
    auto without = ride(plain_, tour_of(jobs), std::nullopt);
    if (!pause || jobs.empty() || without.time().ends <= Seconds{pause->latest} * 60) return without;
    auto vehicle = plain_;
    vehicle.breaks = {break_call(*pause)};
    std::optional<TourInOrder> best;
    for (std::size_t at = jobs.size(); at-- > 0;) {
      if (without.time().calls[at].arrival > Seconds{pause->latest} * 60) continue;
      auto tour = without.tour;
      tour.insert(tour.begin() + static_cast<std::ptrdiff_t>(at), routing::Call{true, 0});
      auto with = ride(vehicle, std::move(tour), std::nullopt);
      if (is_missed(with.table)) continue;
      const auto& call = with.time().calls[at];
      with.rest = Rest{minute(call.begins()), pause->minutes, at};
      if (!best || with.time().ends < best->time().ends) best = std::move(with);
      if (call.wait > 0) break;  // Earlier ones only wait longer.
    }
    if (best) return *best;
    vehicle = plain_;
    const auto rests = std::max(plain_.shift.from, Seconds{pause->from} * 60);
    vehicle.shift.from = rests + Seconds{pause->minutes} * 60;
    return ride(vehicle, without.tour, Rest{minute(rests), pause->minutes, 0});
  }
  const routing::Prices& prices() const { return wish_.prices; }

 private:
  TourInOrder ride(const routing::Vehicle& vehicle, routing::Tour tour, std::optional<Rest> rest) {
    wish_.vehicles[0] = vehicle;
    auto table = routing::ride(wish_, {{tour}});
    if (tour.empty()) table.tours[0].begins = table.tours[0].ends = vehicle.shift.from;
    return {vehicle, std::move(tour), std::move(table), rest};
  }

  routing::Wish wish_;
  routing::Vehicle plain_;
};

}  // namespace

TourInOrder tour_in_order(const routing::Wish& one, const std::vector<int>& jobs, const std::optional<ShiftBreak>& pause) { return Rider(one).in_order(jobs, pause); }

RideTimes minutes_of(const TourInOrder& tour, int leaves) {
  RideTimes times{.leaves = leaves, .back = minute(tour.time().ends), .at_door = {}, .rest = tour.rest};
  for (std::size_t n = 0; n < tour.tour.size(); ++n)
    if (!tour.tour[n].is_break) times.at_door.push_back(minute(tour.time().calls[n].begins()));
  return times;
}

std::optional<std::size_t> best_place(const routing::Wish& one, const std::vector<int>& jobs, int job, const std::optional<ShiftBreak>& pause, int moved_max) {
  Rider rider(one);
  const auto cost_of = [&](const routing::Timetable& table) {
    const auto& prices = rider.prices();
    return table.cost + prices.promised_late * table.late_promised + prices.preferred_late * table.late_preferred + prices.other_vehicle * table.other_vehicle +
           prices.announced_late * prices.announced_slack * table.announced_moved;
  };
  const int moved_before = rider.in_order(jobs, pause).table.announced_moved;
  std::optional<std::size_t> best;
  routing::Price least = 0;
  for (std::size_t at = 0; at <= jobs.size(); ++at) {
    auto longer = jobs;
    longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(at), job);
    const auto tried = rider.in_order(longer, pause);
    if (!tried.table.faults.empty() || tried.table.announced_moved - moved_before > moved_max) continue;
    const auto cost = cost_of(tried.table);
    if (best && cost >= least) continue;
    least = cost;
    best = at;
  }
  return best;
}

void give_break(routing::Vehicle& vehicle, const ShiftBreak& pause) {
  if (Seconds{pause.latest} * 60 - vehicle.shift.from > no_stop_before) vehicle.breaks = {break_call(pause)};
  else vehicle.shift.from = std::max(vehicle.shift.from, Seconds{pause.from} * 60) + Seconds{pause.minutes} * 60;
}

int leaves_at(Moment now, Day day, int from_hour) {
  const auto time = time_in_jakarta(now);
  return std::max(from_hour * 60, day == day_in_jakarta(now) ? time.hour * 60 + time.minute : 0);
}

std::optional<ShiftBreak> break_to_come(const catalogue::City& city, const delivery::RunState& run, Seconds& leaves) {
  if (run.break_ended.ms > 0) return std::nullopt;
  if (run.break_began.ms == 0) return break_of(city, run.day, static_cast<int>(leaves / 60), end_of_day);
  // Begun: its courier rides on when it is over, or from now on where it lasts longer.
  const auto began = time_in_jakarta(run.break_began);
  const int began_at = began.hour * 60 + began.minute;
  if (const auto pause = break_of(city, run.day, 0, end_of_day)) leaves = std::max(leaves, Seconds{began_at + pause->minutes} * 60);
  return std::nullopt;
}

DayTable::DayTable(Office& office, store::Database& reader, Day day, int from_hour, int to_hour, const std::vector<std::string>& parcels, DayPlaces::Map map)
    : city_(office.catalogue().city()), places_(office, reader, map), day_(day) {
  views::Boards boards(reader);
  for (const auto& parcel : parcels) add(boards, parcel);
  wish_.matrix = places_.matrix(from_hour, std::max(to_hour, from_hour + 1));
}

void DayTable::add(views::Boards& boards, const std::string& parcel) {
  if (known_.contains(parcel)) return;
  const auto envelope = boards.find_parcel(parcel);
  const auto found = envelope ? boards.find_case(envelope->state.application) : std::nullopt;
  if (!found) return;
  const int row = places_.add(*found), job = static_cast<int>(wish_.jobs.size());
  known_[parcel] = job;
  wish_.jobs.push_back({.id = job + 1, .location = row, .service = places_.service_at(row)});
}

std::vector<int> DayTable::jobs_of(const std::vector<std::string>& parcels) const {
  std::vector<int> jobs;
  for (const auto& parcel : parcels)
    if (const auto found = known_.find(parcel); found != known_.end()) jobs.push_back(found->second);
  return jobs;
}

std::optional<ShiftBreak> DayTable::pause(int leaves) const { return break_of(city_, day_, leaves, end_of_day); }

const routing::Wish& DayTable::leaving_at(int leaves) {
  const Seconds from = Seconds{leaves} * 60;
  wish_.vehicles = {{.id = 1, .start = DayPlaces::office_row, .end = DayPlaces::office_row, .capacity = {}, .shift = {from, from + whole_day}}};
  return wish_;
}

RideTimes DayTable::times(const std::vector<std::string>& parcels, int leaves) { return minutes_of(tour_in_order(leaving_at(leaves), jobs_of(parcels), pause(leaves)), leaves); }

double DayTable::km(const std::vector<std::string>& parcels) const {
  std::vector<int> rows{DayPlaces::office_row};
  for (const int job : jobs_of(parcels)) rows.push_back(wish_.jobs[static_cast<std::size_t>(job)].location);
  rows.push_back(DayPlaces::office_row);
  return places_.km(rows);
}

std::size_t DayTable::place_for(const std::vector<std::string>& parcels, const std::string& parcel, int leaves) {
  constexpr int any_number = 1'000;
  const auto job = known_.find(parcel);
  if (job == known_.end()) return parcels.size();
  return best_place(leaving_at(leaves), jobs_of(parcels), job->second, pause(leaves), any_number).value_or(parcels.size());
}

std::optional<RunBreak> break_of_run(Office& office, store::Database& reader, const views::Run& run) {
  const auto& state = run.state;
  Day day = state.day;
  int leaves = state.from_hour * 60;
  if (state.stage == delivery::RunStage::loaded) {
    auto row = reader.query("SELECT at FROM journal WHERE stream = $1 AND kind = 'run' AND fact = 'run.loaded.v1' ORDER BY version DESC LIMIT 1").text(run.id);
    if (row.next()) {
      const Moment loaded{row.number_at(0)};
      const auto time = time_in_jakarta(loaded);
      day = day_in_jakarta(loaded);
      leaves = time.hour * 60 + time.minute;
    }
  }
  // Loaded early, a run still leaves at its hour.
  if (day == state.day) leaves = std::max(leaves, state.from_hour * 60);
  DayTable table(office, reader, day, leaves / 60, state.to_hour, state.parcels, DayPlaces::Map::left_alone);
  const auto times = table.times(state.parcels, leaves);
  RunBreak found{.before = {}, .at = 0, .minutes = 0, .began = state.break_began, .ended = state.break_ended};
  if (times.rest && times.rest->before < state.parcels.size()) {
    found.before = state.parcels[times.rest->before];
    found.at = times.rest->at;
    found.minutes = times.rest->minutes;
  } else if (found.began.ms == 0) {
    return std::nullopt;
  }
  return found;
}

}  // namespace opak::office
