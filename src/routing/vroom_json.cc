#include "routing/vroom_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "routing/travel.h"

namespace opak::routing {
namespace {

constexpr std::size_t jobs_max = 5'000, vehicles_max = 500, places_max = 3'000, breaks_max = 20, windows_max = 50, skills_max = 100;

// Reads with a memory for the first thing that was wrong, and where.
class Reader {
 public:
  const std::optional<Failure>& fault() const { return fault_; }
  void complain(const std::string& what) {
    if (!fault_) fault_ = Failure{what};
  }

  std::int64_t whole(const Json& json, const std::string& place, std::int64_t least = 0, std::int64_t most = number_max) {
    if (json.is_string()) return wrong(place + " must be a whole number, not text");
    if (json.is_null() || json.is_array() || json.is_object() || json == Json(true) || json == Json(false)) return wrong(place + " must be a whole number");
    const double real = json.real();
    if (!(std::abs(real) <= 9e15) || std::floor(real) != real) return wrong(place + (std::floor(real) == real ? " is too large" : " must be a whole number"));
    const auto number = json.number();
    if (number < least) return wrong(fmt::format("{} is less than {}", place, least));
    if (number > most) return wrong(fmt::format("{} is more than {}", place, most));
    return number;
  }
  std::int64_t whole_or(const Json& json, const std::string& place, std::int64_t otherwise, std::int64_t least = 0, std::int64_t most = number_max) {
    return json.is_null() ? otherwise : whole(json, place, least, most);
  }
  const Json::Array& list(const Json& json, const std::string& place, std::size_t most) {
    static const Json::Array none;
    if (json.is_null()) return none;
    if (!json.is_array()) {
      complain(place + " must be a list");
      return none;
    }
    if (json.items().size() > most) {
      complain(fmt::format("{} has more than {} members", place, most));
      return none;
    }
    return json.items();
  }
  std::vector<std::int64_t> amounts(const Json& json, const std::string& place) {
    std::vector<std::int64_t> read;
    for (const auto& item : list(json, place, 3)) read.push_back(whole(item, fmt::format("{}[{}]", place, read.size())));
    return read;
  }
  std::vector<int> skills(const Json& json, const std::string& place) {
    std::vector<int> read;
    for (const auto& item : list(json, place, skills_max)) read.push_back(static_cast<int>(whole(item, fmt::format("{}[{}]", place, read.size()))));
    return read;
  }
  std::optional<Span> span(const Json& json, const std::string& place) {
    if (json.is_null()) return std::nullopt;
    const auto& two = list(json, place, 2);
    if (two.size() != 2) {
      complain(place + " must be two numbers");
      return std::nullopt;
    }
    const Span span{whole(two[0], place + "[0]"), whole(two[1], place + "[1]")};
    if (span.from > span.to) complain(place + " ends before it begins");
    return span;
  }
  // In order and apart, however they were given.
  std::vector<Span> spans(const Json& json, const std::string& place) {
    std::vector<Span> read;
    for (const auto& item : list(json, place, windows_max))
      if (const auto one = span(item, fmt::format("{}[{}]", place, read.size()))) read.push_back(*one);
    std::sort(read.begin(), read.end(), [](const Span& a, const Span& b) { return a.from != b.from ? a.from < b.from : a.to < b.to; });
    std::vector<Span> apart;
    for (const auto& one : read) {
      if (!apart.empty() && one.from <= apart.back().to) apart.back().to = std::max(apart.back().to, one.to);
      else apart.push_back(one);
    }
    return apart;
  }

 private:
  std::int64_t wrong(const std::string& what) {
    complain(what);
    return 0;
  }
  std::optional<Failure> fault_;
};

// Where things are: rows of the matrix, or coordinates that become rows.
class Places {
 public:
  Places(Reader& reader, bool has_matrix) : reader_(reader), has_matrix_(has_matrix) {}
  std::vector<Point> points;

  std::optional<int> read(const Json& index, const Json& coordinates, const std::string& place, const std::string& name) {
    if (has_matrix_) {
      if (index.is_null() && coordinates.is_null()) return std::nullopt;
      return static_cast<int>(reader_.whole(index, place + "." + name + "_index", 0, static_cast<std::int64_t>(places_max) - 1));
    }
    if (coordinates.is_null()) return std::nullopt;
    const auto& two = reader_.list(coordinates, place + "." + name, 2);
    const double lon = two.size() == 2 ? two[0].real() : 999, lat = two.size() == 2 ? two[1].real() : 999;
    if (!(std::abs(lon) <= 180 && std::abs(lat) <= 90)) {
      reader_.complain(place + "." + name + " must be longitude and latitude");
      return 0;
    }
    const auto [found, is_new] = known_.emplace(std::pair(lat, lon), static_cast<int>(points.size()));
    if (is_new) points.push_back({lat, lon});
    return found->second;
  }

 private:
  Reader& reader_;
  bool has_matrix_;
  std::map<std::pair<double, double>, int> known_;
};

std::vector<std::int32_t> read_square(Reader& reader, const Json& json, const std::string& place, int& size) {
  std::vector<std::int32_t> square;
  const auto& lines = reader.list(json, place, places_max);
  size = static_cast<int>(lines.size());
  square.reserve(lines.size() * lines.size());
  for (std::size_t i = 0; i < lines.size() && !reader.fault(); ++i) {
    if (lines[i].items().size() != lines.size()) {
      reader.complain(fmt::format("{}[{}] must have {} numbers", place, i, lines.size()));
      break;
    }
    for (const auto& item : lines[i].items()) {
      const bool is_plain = item.number() > 0 && item.number() <= number_max;  // The short way for a million of them.
      square.push_back(static_cast<std::int32_t>(is_plain ? item.number() : reader.whole(item, fmt::format("{}[{}][{}]", place, i, square.size() % lines.size()))));
    }
  }
  return square;
}

Job read_job(Reader& reader, const Json& json, const std::string& place, Places& places) {
  Job job;
  if (!json.is_object()) reader.complain(place + " must be an object");
  job.id = reader.whole(json["id"], place + ".id", 0, 9'000'000'000'000'000);
  const auto location = places.read(json["location_index"], json["location"], place, "location");
  if (!location) reader.complain(place + " has no location");
  job.location = location.value_or(0);
  job.setup = reader.whole_or(json["setup"], place + ".setup", 0);
  job.service = reader.whole_or(json["service"], place + ".service", 0);
  job.delivery = reader.amounts(json["delivery"].is_null() ? json["amount"] : json["delivery"], place + ".delivery");
  job.pickup = reader.amounts(json["pickup"], place + ".pickup");
  job.windows = reader.spans(json["time_windows"], place + ".time_windows");
  job.skills = reader.skills(json["skills"], place + ".skills");
  job.priority = static_cast<int>(reader.whole_or(json["priority"], place + ".priority", 0, 0, 100));
  if (!json["x_prize"].is_null()) job.prize = reader.whole(json["x_prize"], place + ".x_prize");
  job.promised = reader.span(json["x_promised"], place + ".x_promised");
  job.preferred = reader.span(json["x_preferred"], place + ".x_preferred");
  if (const auto& told = json["x_announced"]; !told.is_null())
    job.announced = Announced{reader.whole(told["vehicle"], place + ".x_announced.vehicle", 0, 9'000'000'000'000'000), reader.whole(told["arrival"], place + ".x_announced.arrival")};
  job.zone = static_cast<int>(reader.whole_or(json["x_zone"], place + ".x_zone", -1, -1));
  return job;
}

Vehicle read_vehicle(Reader& reader, const Json& json, const std::string& place, Places& places, const std::map<std::int64_t, int>& jobs) {
  Vehicle vehicle;
  if (!json.is_object()) reader.complain(place + " must be an object");
  vehicle.id = reader.whole(json["id"], place + ".id", 0, 9'000'000'000'000'000);
  if (json["profile"].is_string()) vehicle.profile = json["profile"].text();
  vehicle.start = places.read(json["start_index"], json["start"], place, "start");
  vehicle.end = places.read(json["end_index"], json["end"], place, "end");
  if (!vehicle.start && !vehicle.end) reader.complain(place + " has neither start nor end");
  vehicle.capacity = reader.amounts(json["capacity"], place + ".capacity");
  vehicle.skills = reader.skills(json["skills"], place + ".skills");
  vehicle.shift = reader.span(json["time_window"], place + ".time_window").value_or(Span{});
  vehicle.fixed = reader.whole_or(json["costs"]["fixed"], place + ".costs.fixed", 0);
  if (!json["costs"]["per_hour"].is_null() && reader.whole(json["costs"]["per_hour"], place + ".costs.per_hour") != 3600) reader.complain(place + ".costs.per_hour is not planned here");
  if (const auto factor = json["speed_factor"].real(); !json["speed_factor"].is_null() && factor != 1) reader.complain(place + ".speed_factor is not planned here");
  vehicle.jobs_max = static_cast<int>(reader.whole_or(json["max_tasks"], place + ".max_tasks", vehicle.jobs_max, 0, vehicle.jobs_max));
  vehicle.carried = reader.whole_or(json["x_carried"], place + ".x_carried", 0);
  for (const auto* missing : {"max_travel_time", "max_distance"})
    if (!json[missing].is_null()) reader.complain(place + "." + missing + " is not planned here");
  std::size_t count = 0;
  for (const auto& item : reader.list(json["breaks"], place + ".breaks", breaks_max)) {
    const auto here = fmt::format("{}.breaks[{}]", place, count++);
    Break one;
    one.id = reader.whole(item["id"], here + ".id", 0, 9'000'000'000'000'000);
    one.service = reader.whole_or(item["service"], here + ".service", 0);
    one.windows = reader.spans(item["time_windows"], here + ".time_windows");
    if (!item["max_load"].is_null()) reader.complain(here + ".max_load is not planned here");
    vehicle.breaks.push_back(one);
  }
  const auto job_of = [&](const Json& id, const std::string& here) {
    const auto found = jobs.find(reader.whole(id, here, 0, 9'000'000'000'000'000));
    if (found == jobs.end()) {
      reader.complain(here + " is no job's id");
      return 0;
    }
    return found->second;
  };
  for (const auto& item : reader.list(json["x_locked"], place + ".x_locked", jobs_max)) vehicle.locked.push_back(job_of(item, fmt::format("{}.x_locked[{}]", place, vehicle.locked.size())));
  count = 0;
  for (const auto& item : reader.list(json["steps"], place + ".steps", 2 * jobs_max)) {
    const auto here = fmt::format("{}.steps[{}]", place, count++);
    const auto type = item["type"].text();
    if (type == "job") vehicle.steps.push_back(job_of(item["id"], here + ".id"));
    else if (type != "start" && type != "end" && type != "break") reader.complain(here + ".type must be start, job, break or end");
  }
  return vehicle;
}

void check_ids(Reader& reader, const Wish& wish) {
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < wish.vehicles.size(); ++i)
    if (!seen.insert(wish.vehicles[i].id).second) reader.complain(fmt::format("vehicles[{}].id is there twice", i));
  std::set<int> locked;
  for (std::size_t i = 0; i < wish.vehicles.size(); ++i)
    for (const int job : wish.vehicles[i].locked)
      if (!locked.insert(job).second) reader.complain(fmt::format("vehicles[{}].x_locked names a job that is locked already", i));
}

void check_places(Reader& reader, const Wish& wish) {
  const auto is_there = [&](const std::optional<int>& row) { return !row || *row < wish.matrix.size; };
  for (std::size_t i = 0; i < wish.jobs.size(); ++i)
    if (!is_there(wish.jobs[i].location)) reader.complain(fmt::format("jobs[{}].location_index is beyond the matrix", i));
  for (std::size_t i = 0; i < wish.vehicles.size(); ++i)
    if (!is_there(wish.vehicles[i].start) || !is_there(wish.vehicles[i].end)) reader.complain(fmt::format("vehicles[{}] starts or ends beyond the matrix", i));
}

Json numbers(const std::vector<std::int64_t>& values) {
  auto list = Json::array();
  for (const auto value : values) list.push(Json(value));
  return list;
}

}  // namespace

Result<Wish> read_wish(std::string_view text) {
  const auto parsed = parse_json(text, 16);
  if (!parsed) return tl::unexpected<Failure>(parsed.error());
  const auto& json = *parsed;
  if (!json.is_object()) return failure("the problem must be a JSON object");
  Reader reader;
  if (!reader.list(json["shipments"], "shipments", jobs_max).empty()) reader.complain("shipments are not planned here");
  const bool has_matrix = !json["matrices"].is_null() || !json["matrix"].is_null();
  Places places(reader, has_matrix);
  Wish wish;

  std::map<std::int64_t, int> index_of_job;
  for (const auto& item : reader.list(json["jobs"], "jobs", jobs_max)) {
    const auto place = fmt::format("jobs[{}]", wish.jobs.size());
    wish.jobs.push_back(read_job(reader, item, place, places));
    if (reader.fault()) return tl::unexpected<Failure>(*reader.fault());
    if (!index_of_job.emplace(wish.jobs.back().id, static_cast<int>(wish.jobs.size()) - 1).second) reader.complain(place + ".id is there twice");
  }
  for (const auto& item : reader.list(json["vehicles"], "vehicles", vehicles_max)) {
    wish.vehicles.push_back(read_vehicle(reader, item, fmt::format("vehicles[{}]", wish.vehicles.size()), places, index_of_job));
    if (reader.fault()) return tl::unexpected<Failure>(*reader.fault());
    if (wish.vehicles.back().profile != wish.vehicles.front().profile) reader.complain("vehicles of several profiles are not planned here");
  }
  check_ids(reader, wish);

  const auto& prices = json["x_prices"];
  const auto price = [&](const char* name, std::int64_t otherwise) { return reader.whole_or(prices[name], std::string("x_prices.") + name, otherwise, 0, 1'000'000); };
  wish.prices = {price("promised_late", wish.prices.promised_late), price("preferred_late", wish.prices.preferred_late), price("announced_late", wish.prices.announced_late),
                 price("announced_slack", wish.prices.announced_slack), price("other_vehicle", wish.prices.other_vehicle), price("zone_change", wish.prices.zone_change),
                 price("balance", wish.prices.balance)};

  if (has_matrix) {
    const std::string profile = wish.vehicles.empty() ? "car" : wish.vehicles.front().profile;
    const auto& durations = json["matrices"].is_null() ? json["matrix"] : json["matrices"][profile]["durations"];
    const auto place = json["matrices"].is_null() ? std::string("matrix") : "matrices." + profile + ".durations";
    if (durations.is_null() && !(wish.jobs.empty() && wish.vehicles.empty())) reader.complain(place + " is missing");
    wish.matrix.durations = read_square(reader, durations, place, wish.matrix.size);
    if (const auto& costs = json["matrices"][profile]["costs"]; !costs.is_null()) {
      int size = 0;
      wish.matrix.costs = read_square(reader, costs, "matrices." + profile + ".costs", size);
      if (size != wish.matrix.size) reader.complain("matrices." + profile + ".costs has another size than durations");
    }
  } else {
    if (places.points.size() > places_max) reader.complain(fmt::format("more than {} places", places_max));
    if (!reader.fault()) wish.matrix = travel_matrix(places.points);
  }
  check_places(reader, wish);
  if (reader.fault()) return tl::unexpected<Failure>(*reader.fault());
  return wish;
}

Result<Plan> read_answer(const Wish& wish, std::string_view text) {
  const auto parsed = parse_json(text, 16);
  if (!parsed) return tl::unexpected<Failure>(parsed.error());
  if (!parsed->is_object() || !(*parsed)["routes"].is_array()) return failure("the answer has no routes");
  if ((*parsed)["code"].number() != 0) return failure("the server could not plan it", "Its code: " + std::to_string((*parsed)["code"].number()));
  std::map<std::int64_t, int> jobs, vehicles;
  for (std::size_t i = 0; i < wish.jobs.size(); ++i) jobs.emplace(wish.jobs[i].id, static_cast<int>(i));
  for (std::size_t i = 0; i < wish.vehicles.size(); ++i) vehicles.emplace(wish.vehicles[i].id, static_cast<int>(i));
  Plan plan;
  plan.tours.resize(wish.vehicles.size());
  for (const auto& route : (*parsed)["routes"].items()) {
    const auto vehicle = vehicles.find(route["vehicle"].number());
    if (vehicle == vehicles.end()) return failure("the answer names a vehicle that was not asked for");
    auto& tour = plan.tours[static_cast<std::size_t>(vehicle->second)];
    const auto& breaks = wish.vehicles[static_cast<std::size_t>(vehicle->second)].breaks;
    if (!tour.empty()) return failure("the answer names a vehicle twice");
    for (const auto& step : route["steps"].items()) {
      const auto type = step["type"].text();
      if (type == "job") {
        const auto job = jobs.find(step["id"].number());
        if (job == jobs.end()) return failure("the answer names a job that was not asked for");
        tour.push_back({false, job->second});
      } else if (type == "break") {
        const auto one = std::find_if(breaks.begin(), breaks.end(), [&](const Break& b) { return b.id == step["id"].number(); });
        if (one == breaks.end()) return failure("the answer names a break that was not asked for");
        tour.push_back({true, static_cast<int>(one - breaks.begin())});
      }
    }
  }
  return plan;
}

Json write_answer(const Wish& wish, const Plan& plan, const Timetable& timetable, const std::vector<WhyNot>& reasons, std::int64_t solving_ms) {
  auto routes = Json::array();
  std::int64_t cost = 0, service = 0, duration = 0, waiting = 0, count = 0, priority = 0;
  for (std::size_t v = 0; v < plan.tours.size(); ++v) {
    const auto& tour = plan.tours[v];
    const auto& time = timetable.tours[v];
    const auto& vehicle = wish.vehicles[v];
    if (time.calls.empty()) continue;
    auto steps = Json::array();
    const auto place = [](Json& step, const std::optional<int>& row) {
      if (row) step.set("location_index", Json(*row));
    };
    auto start = Json::object({{"type", "start"}, {"arrival", Json(time.begins)}, {"duration", Json(0)}, {"setup", Json(0)}, {"service", Json(0)}, {"waiting_time", Json(0)},
                               {"violations", Json::array()}, {"load", numbers(time.load_at_start)}});
    place(start, vehicle.start);
    if (vehicle.start) steps.push(start);
    std::int64_t tour_priority = 0;
    for (std::size_t i = 0; i < tour.size(); ++i) {
      const auto& at = time.calls[i];
      auto step = Json::object();
      step.set("type", tour[i].is_break ? "break" : "job");
      if (tour[i].is_break) {
        step.set("id", Json(vehicle.breaks[static_cast<std::size_t>(tour[i].index)].id));
      } else {
        const auto& job = wish.jobs[static_cast<std::size_t>(tour[i].index)];
        step.set("id", Json(job.id));
        step.set("location_index", Json(job.location));
        tour_priority += job.priority;
      }
      step.set("arrival", Json(at.arrival - at.setup));
      step.set("duration", Json(at.driven));
      step.set("setup", Json(at.setup));
      step.set("service", Json(at.service));
      step.set("waiting_time", Json(at.wait));
      step.set("load", numbers(at.load));
      auto violations = Json::array();
      if (!tour[i].is_break) {
        const auto& job = wish.jobs[static_cast<std::size_t>(tour[i].index)];
        const auto late = [&](const char* cause, const std::optional<Span>& span) {
          if (span && at.begins() > span->to) violations.push(Json::object({{"cause", cause}, {"duration", Json(at.begins() - span->to)}}));
        };
        if (!job.windows.empty() && at.begins() > job.windows.back().to) late("delay", job.windows.back());
        late("x_promised", job.promised);
        late("x_preferred", job.preferred);
      }
      step.set("violations", violations);
      steps.push(std::move(step));
    }
    auto end = Json::object({{"type", "end"}, {"arrival", Json(time.ends)}, {"duration", Json(time.driven)}, {"setup", Json(0)}, {"service", Json(0)}, {"waiting_time", Json(0)},
                             {"violations", Json::array()}, {"load", numbers(time.load_at_end)}});
    place(end, vehicle.end);
    if (vehicle.end) steps.push(end);
    routes.push(Json::object({{"vehicle", Json(vehicle.id)}, {"cost", Json(time.cost)}, {"setup", Json(0)}, {"service", Json(time.served)}, {"duration", Json(time.driven)},
                              {"waiting_time", Json(time.waited)}, {"priority", Json(tour_priority)}, {"violations", Json::array()}, {"steps", std::move(steps)}}));
    cost += time.cost;
    service += time.served;
    duration += time.driven;
    waiting += time.waited;
    priority += tour_priority;
    ++count;
  }
  auto unassigned = Json::array();
  for (const int index : timetable.unplanned) {
    const auto& job = wish.jobs[static_cast<std::size_t>(index)];
    auto one = Json::object({{"id", Json(job.id)}, {"type", "job"}, {"location_index", Json(job.location)}});
    const auto why = std::find_if(reasons.begin(), reasons.end(), [&](const WhyNot& reason) { return reason.job == index; });
    if (why != reasons.end()) {
      auto reason = Json::object({{"binds", Json(word_of(why->binds))}});
      if (why->vehicle >= 0) reason.set("vehicle", Json(wish.vehicles[static_cast<std::size_t>(why->vehicle)].id));
      if (why->position >= 0) reason.set("position", Json(why->position));
      if (why->seconds > 0) reason.set("seconds", Json(why->seconds));
      if (why->load > 0) reason.set("load", Json(why->load));
      if (why->more > 0) reason.set("more", Json(why->more));
      one.set("x_why_not", std::move(reason));
    }
    unassigned.push(std::move(one));
  }
  auto summary = Json::object({{"cost", Json(cost)}, {"routes", Json(count)}, {"unassigned", Json(static_cast<std::int64_t>(timetable.unplanned.size()))}, {"setup", Json(0)},
                               {"service", Json(service)}, {"duration", Json(duration)}, {"waiting_time", Json(waiting)}, {"priority", Json(priority)}, {"violations", Json::array()}});
  if (solving_ms >= 0) summary.set("computing_times", Json::object({{"loading", Json(0)}, {"solving", Json(solving_ms)}, {"routing", Json(0)}}));
  summary.set("x_late_promised", Json(timetable.late_promised));
  summary.set("x_late_preferred", Json(timetable.late_preferred));
  summary.set("x_other_vehicle", Json(timetable.other_vehicle));
  summary.set("x_announced_moved", Json(timetable.announced_moved));
  return Json::object({{"code", Json(0)}, {"summary", std::move(summary)}, {"unassigned", std::move(unassigned)}, {"routes", std::move(routes)}});
}

std::string write_wish(const Wish& wish) {
  const auto spans = [](const std::vector<Span>& given) {
    auto list = Json::array();
    for (const auto& span : given) list.push(Json::array({Json(span.from), Json(span.to)}));
    return list;
  };
  const auto skills = [](const std::vector<int>& given) {
    auto list = Json::array();
    for (const int one : given) list.push(Json(one));
    return list;
  };
  auto jobs = Json::array();
  for (const auto& job : wish.jobs) {
    auto one = Json::object({{"id", Json(job.id)}, {"location_index", Json(job.location)}, {"setup", Json(job.setup)}, {"service", Json(job.service)}, {"priority", Json(job.priority)}});
    if (!job.delivery.empty()) one.set("delivery", numbers(job.delivery));
    if (!job.pickup.empty()) one.set("pickup", numbers(job.pickup));
    // What was promised is hard where it can be: a server that knows no price for lateness should keep it.
    if (job.promised && job.windows.empty()) one.set("time_windows", spans({*job.promised}));
    else if (!job.windows.empty()) one.set("time_windows", spans(job.windows));
    if (!job.skills.empty()) one.set("skills", skills(job.skills));
    jobs.push(std::move(one));
  }
  auto vehicles = Json::array();
  for (const auto& vehicle : wish.vehicles) {
    auto one = Json::object({{"id", Json(vehicle.id)}, {"profile", vehicle.profile}, {"time_window", Json::array({Json(vehicle.shift.from), Json(vehicle.shift.to)})}});
    if (vehicle.start) one.set("start_index", Json(*vehicle.start));
    if (vehicle.end) one.set("end_index", Json(*vehicle.end));
    if (!vehicle.capacity.empty()) one.set("capacity", numbers(vehicle.capacity));
    if (!vehicle.skills.empty()) one.set("skills", skills(vehicle.skills));
    if (vehicle.jobs_max < 1'000'000) one.set("max_tasks", Json(vehicle.jobs_max));
    if (vehicle.fixed > 0) one.set("costs", Json::object({{"fixed", Json(vehicle.fixed)}}));
    auto breaks = Json::array();
    for (const auto& each : vehicle.breaks) {
      auto rest = Json::object({{"id", Json(each.id)}, {"service", Json(each.service)}});
      if (!each.windows.empty()) rest.set("time_windows", spans(each.windows));
      breaks.push(std::move(rest));
    }
    if (!vehicle.breaks.empty()) one.set("breaks", std::move(breaks));
    vehicles.push(std::move(one));
  }
  const auto square = [&](const std::vector<std::int32_t>& values) {
    auto lines = Json::array();
    for (int i = 0; i < wish.matrix.size; ++i) {
      auto line = Json::array();
      for (int j = 0; j < wish.matrix.size; ++j) line.push(Json(static_cast<std::int64_t>(values[static_cast<std::size_t>(i) * static_cast<std::size_t>(wish.matrix.size) + static_cast<std::size_t>(j)])));
      lines.push(std::move(line));
    }
    return lines;
  };
  auto matrix = Json::object({{"durations", square(wish.matrix.durations)}});
  if (!wish.matrix.costs.empty()) matrix.set("costs", square(wish.matrix.costs));
  const auto profile = wish.vehicles.empty() ? std::string("car") : wish.vehicles.front().profile;
  return Json::object({{"jobs", std::move(jobs)}, {"vehicles", std::move(vehicles)}, {"matrices", Json::object({{profile, std::move(matrix)}})}}).write();
}

}  // namespace opak::routing
