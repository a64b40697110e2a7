// A day's delivery on the table: stops in order for each courier, and where one goes that is moved. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace opak::web {

struct PlanStop {
  std::string parcel, application, region;
  bool operator==(const PlanStop&) const = default;
};
struct PlanRun {
  std::string courier;
  std::vector<PlanStop> stops;
  bool operator==(const PlanRun&) const = default;
  std::vector<std::string> parcels() const {
    std::vector<std::string> all;
    for (const auto& stop : stops) all.push_back(stop.parcel);
    return all;
  }
};

// The two hours a resident is told: whole hours, begun so that a courier who is a quarter of an hour early still finds somebody expecting
// them, and never before the run leaves.
struct Window {
  int from_hour = 0, to_hour = 0;
  bool operator==(const Window&) const = default;
};
Window window_of(int at_door, int leaves_at);

// Takes the stop out of its run and puts it into the other, where `place_for` says. "" takes it off the plan.
using PlaceFor = std::function<std::size_t(const PlanRun& run, const std::string& parcel)>;
void move_stop(std::vector<PlanRun>& plan, std::string_view parcel, std::string_view courier, const PlaceFor& place_for);

}  // namespace opak::web
