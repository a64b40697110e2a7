// One courier's stops in a given order: when they stand at each door, where the break lies, when they are back. The page of the plan, what residents
// are told, the courier's phone and every plan of a day that has begun take their minutes from here; what rides is the planner's checker.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "office/places.h"
#include "office/shift.h"
#include "routing/checker.h"

namespace opak::office {

// A break as it falls in a run. `before`: the stop it comes before, counted from 0.
struct Rest {
  int at = 0, minutes = 0;
  std::size_t before = 0;
  bool operator==(const Rest&) const = default;
};

// Minutes of the day.
struct RideTimes {
  int leaves = 0, back = 0;
  std::vector<int> at_door;
  std::optional<Rest> rest;  // Who is back before its latest beginning takes none.
};

// The tour with its break where the courier is back soonest, of equal places the last; as ridden by the checker. `one`: a wish of one vehicle, without breaks.
struct TourInOrder {
  routing::Vehicle vehicle;  // With the break, or leaving after it.
  routing::Tour tour;
  routing::Timetable table;
  std::optional<Rest> rest;
  const routing::TourTime& time() const { return table.tours[0]; }
};
TourInOrder tour_in_order(const routing::Wish& one, const std::vector<int>& jobs, const std::optional<ShiftBreak>& pause);
RideTimes minutes_of(const TourInOrder& tour, int leaves);
// Where among these jobs one more costs least, everything else in its order; none: nowhere without breaking a rule, or moving more than `moved_max` announced arrivals.
std::optional<std::size_t> best_place(const routing::Wish& one, const std::vector<int>& jobs, int job, const std::optional<ShiftBreak>& pause, int moved_max);

// For a planner that looks for the order itself: the break as a call of the vehicle, or, where no stop comes before it, a later leaving.
void give_break(routing::Vehicle& vehicle, const ShiftBreak& pause);

// When a run of that day leaves: at its hour, or now where that is over already. Minute of the day.
int leaves_at(Moment now, Day day, int from_hour);
// The break that a run under way still has to come; `leaves`: seconds of the day from which on its courier rides, moved behind a break that was begun.
std::optional<ShiftBreak> break_to_come(const catalogue::City& city, const delivery::RunState& run, routing::Seconds& leaves);

// The stops of a day on the table: whoever rides them in which order, over one matrix. Made on a thread that may wait; asked on any, by one at a time.
class DayTable {
 public:
  DayTable(Office& office, store::Database& reader, Day day, int from_hour, int to_hour, const std::vector<std::string>& parcels, DayPlaces::Map map = DayPlaces::Map::asked);

  // Parcels that are not on the table are passed over. Leaves at that minute of the day.
  RideTimes times(const std::vector<std::string>& parcels, int leaves);
  double km(const std::vector<std::string>& parcels) const;  // From the office along the stops and back.
  std::size_t place_for(const std::vector<std::string>& parcels, const std::string& parcel, int leaves);  // Where it costs least.
  bool map_failed() const { return places_.map_failed(); }

 private:
  void add(views::Boards& boards, const std::string& parcel);
  std::vector<int> jobs_of(const std::vector<std::string>& parcels) const;
  std::optional<ShiftBreak> pause(int leaves) const;
  const routing::Wish& leaving_at(int leaves);

  const catalogue::City& city_;
  DayPlaces places_;
  Day day_;
  std::map<std::string, int> known_;
  routing::Wish wish_;
};

// The break of a run as its courier sees it: planned by the run's own order, or as it was taken.
struct RunBreak {
  std::string before;         // The parcel it comes before.
  int at = 0, minutes = 0;    // As planned.
  Moment began{}, ended{};    // 0: not yet.
};
std::optional<RunBreak> break_of_run(Office& office, store::Database& reader, const views::Run& run);

}  // namespace opak::office
