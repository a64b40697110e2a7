// A day's delivery on the table: stops in order for each courier, and what moving one costs. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "law/region.h"

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

// From the office along the stops and back.
double run_km(const PlanRun& run, const law::Regions& regions, Point office);
// From the place before: the office for the first.
double km_before(const PlanRun& run, std::size_t stop, const law::Regions& regions, Point office);
// Takes the stop out of its run and puts it where it lengthens the other run least. "" takes it off the plan.
void move_stop(std::vector<PlanRun>& plan, std::string_view parcel, std::string_view courier, const law::Regions& regions, Point office);

}  // namespace opak::web
