// A day's delivery on the table: stops in order for each courier, and what moving one costs. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "law/region.h"
#include "office/shift.h"

namespace opak::web {

struct PlanStop {
  std::string parcel, application, region;
  bool operator==(const PlanStop&) const = default;
};
struct PlanRun {
  std::string courier;
  std::vector<PlanStop> stops;
  bool operator==(const PlanRun&) const = default;
};

struct Point {
  double lat = 0, lon = 0;
};

// How fast a courier gets on. Streets are a third longer than the straight line.
struct Pace {
  double km_per_hour = 22, detour = 1.35;
  double km_within = 0.5;    // Between two doors of one kelurahan, whose places are not known nearer.
  int minutes_a_stop = 6;
};

// When the courier stands at each door and is back, in minutes of the day, if they leave at `leaves_at`.
struct Times {
  std::vector<int> at_door;
  int back = 0;
  std::optional<int> break_at = {};  // Who is back before its latest beginning takes none.
};
Times times_of(const PlanRun& run, const law::Regions& regions, Point office, int leaves_at, const Pace& pace, const std::optional<office::ShiftBreak>& pause = std::nullopt);

// The two hours a resident is told: whole hours, begun so that a courier who is a quarter of an hour early still finds somebody expecting
// them, and never before the run leaves.
struct Window {
  int from_hour = 0, to_hour = 0;
  bool operator==(const Window&) const = default;
};
Window window_of(int at_door, int leaves_at);

// From the office along the stops and back.
double run_km(const PlanRun& run, const law::Regions& regions, Point office);
// Takes the stop out of its run and puts it where it lengthens the other run least. "" takes it off the plan.
void move_stop(std::vector<PlanRun>& plan, std::string_view parcel, std::string_view courier, const law::Regions& regions, Point office);

}  // namespace opak::web
