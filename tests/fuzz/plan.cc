// A day to be planned, as any program may send it: what is read can be planned, and the checker finds no fault in the plan. Answers of a
// VROOM server and tables of map servers, for a day of our own.
#include "routing/planner.h"
#include "routing/travel.h"
#include "routing/vroom_json.h"
#include "target.h"

using opak::fuzz::must;
namespace routing = opak::routing;

FUZZ_TARGET(plan, "fetched/json/test_parsing") {
  if (const auto wish = routing::read_wish(bytes); wish && wish->jobs.size() < 60 && wish->vehicles.size() < 20) {
    routing::Limits limits;
    limits.seconds = 1e6;
    limits.iterations = 20;
    const auto planned = routing::plan_day(*wish, limits);
    must(planned.has_value());
    const auto written = routing::write_answer(*wish, planned->plan, planned->timetable, planned->why_not, -1).write();
    const auto again = routing::read_answer(*wish, written);
    must(again.has_value() && *again == planned->plan);
  }
  static const auto own = routing::read_wish(R"({"vehicles":[{"id":1,"start_index":0,"breaks":[{"id":3}]}],"jobs":[{"id":2,"location_index":1}],"matrices":{"car":{"durations":[[0,1],[1,0]]}}})");
  if (const auto plan = routing::read_answer(*own, bytes)) (void)routing::ride(*own, *plan);
  for (const auto kind : {routing::MapServer::osrm, routing::MapServer::valhalla})
    if (const auto table = routing::read_table(kind, bytes, 2)) must(table->durations.size() == 4);
}
