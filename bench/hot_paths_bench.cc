// What a submission and a status page are made of, one by one and in memory, so that a slow one shows.
#include <benchmark/benchmark.h>

#include "base/digest.h"
#include "base/log.h"
#include "journal/codec.h"
#include "office/office_twin.h"
#include "routing/replan.h"
#include "routing/travel.h"
#include "transparency/note.h"
#include "web/site_twin.h"

namespace opak {
namespace {

using office::OfficeTwin;

std::string nik_of(int n) {
  const auto two = [](int value) { return std::to_string(100 + value).substr(1); };
  return "367301" + two(1 + n / 990 % 28) + two(1 + n / (990 * 28) % 12) + two(60 + n / (990 * 28 * 12) % 40) + std::to_string(9000 + n % 990);
}

void submit_without_disk(benchmark::State& state) {
  set_log_level(LogLevel::error);
  OfficeTwin twin;
  const auto contact = twin.contact("+6281200000001");
  const auto kelurahan = OfficeTwin::the_catalogue().city().regions.all().front().code;
  int n = 0;
  for (auto _ : state) {
    office::SubmitApplication wish;
    wish.application = OfficeTwin::word(office::open_application(*twin.office, {"lost", "web"}, {}), "application");
    wish.contact = contact;
    wish.region = kelurahan;
    wish.person = Personal<vault::Fields>({{"name", "Siti Rekaan"}, {"nik", nik_of(n++)}, {"kk", ""}});
    wish.address = Personal<vault::Fields>({{"street", "Jl. Kenanga 7"}, {"rt", "001"}, {"rw", "002"}});
    OfficeTwin::must(office::submit_application(*twin.office, wish, {}));
  }
}
BENCHMARK(submit_without_disk)->Unit(benchmark::kMicrosecond);

void find_case(benchmark::State& state) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  auto boards = twin.boards();
  for (auto _ : state) benchmark::DoNotOptimize(boards.find_case(id));
}
BENCHMARK(find_case)->Unit(benchmark::kMicrosecond);

void timeline(benchmark::State& state) {
  OfficeTwin twin;
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  auto boards = twin.boards();
  for (auto _ : state) benchmark::DoNotOptimize(boards.timeline(id));
}
BENCHMARK(timeline)->Unit(benchmark::kMicrosecond);

void masked_name(benchmark::State& state) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  const auto found = *twin.boards().find_case(id);
  for (auto _ : state) benchmark::DoNotOptimize(office::masked_name_of(*twin.office, twin.office->reader(), found));
}
BENCHMARK(masked_name)->Unit(benchmark::kMicrosecond);

void parse_state_json(benchmark::State& state) {
  OfficeTwin twin;
  const auto id = twin.submitted();
  auto row = twin.office->reader().query("SELECT state FROM view_case WHERE id = $1");
  row.text(id);
  row.next();
  const auto text = row.string_at(0);
  for (auto _ : state) benchmark::DoNotOptimize(parse_json(text));
}
BENCHMARK(parse_state_json)->Unit(benchmark::kMicrosecond);

void sign_checkpoint(benchmark::State& state) {
  const auto key = transparency::SigningKey::from_seed("example.test/log", std::string(32, 'k'));
  const auto text = transparency::Checkpoint{"example.test/log", 1000, sha256("root")}.format();
  for (auto _ : state) benchmark::DoNotOptimize(key.sign_line(text));
}
BENCHMARK(sign_checkpoint)->Unit(benchmark::kMicrosecond);

// The whole page without the network, from the parsed request to the answer: drawn anew each time, or kept.
void status_page(benchmark::State& state) {
  set_log_level(LogLevel::error);
  web::SiteTwin city({.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080", .keeps_pages = state.range(0) == 1});
  city.twin.stock(5);
  const auto id = city.twin.verified(city.twin.submitted());
  net::Request request;
  request.method = "GET";
  request.path = request.target = office::status_path(*city.twin.office, id);
  request.remote_address = "203.0.113.7";
  for (auto _ : state) {
    const auto reply = city.handler(request, 0);
    ensure(std::get<net::Response>(reply).status == 200, "the page is there");
    benchmark::DoNotOptimize(reply);
  }
}
BENCHMARK(status_page)->ArgName("kept")->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

// ---- A day of 300 stops in the city's own kelurahan, twelve couriers.
routing::Wish day_of_300() {
  const auto& city = OfficeTwin::the_catalogue().city();
  const auto& regions = city.regions.all();
  std::vector<routing::Point> points{{city.lat, city.lon, -1}};
  routing::Wish wish;
  for (int n = 0; n < 300; ++n) {
    const auto zone = static_cast<std::size_t>(n * 7) % regions.size();
    points.push_back({regions[zone].lat + 0.0004 * (n % 17), regions[zone].lon + 0.0004 * (n % 13), static_cast<int>(zone)});
    wish.jobs.push_back({.id = n + 1, .location = n + 1, .service = 8 * 60, .delivery = {1}});
    wish.jobs.back().prize = 2 * 3600;
  }
  wish.matrix = routing::travel_matrix(points);
  for (int n = 0; n < 12; ++n) wish.vehicles.push_back({.id = n + 1, .start = 0, .end = 0, .capacity = {40}, .shift = {8 * 3600, 16 * 3600}, .jobs_max = 40});
  return wish;
}

void plan_300_stops_first(benchmark::State& state) {
  const auto wish = day_of_300();
  double left_out = 0;
  for (auto _ : state) left_out = static_cast<double>(routing::plan_day(wish, {.seconds = 10, .iterations = 1})->why_not.size());
  state.counters["left_out"] = left_out;
}
BENCHMARK(plan_300_stops_first)->Unit(benchmark::kMillisecond);

// As it was announced when the day began.
routing::Wish announced(const routing::Wish& wish, const routing::Planned& planned) {
  auto day = wish;
  for (std::size_t vehicle = 0; vehicle < planned.plan.tours.size(); ++vehicle)
    for (std::size_t at = 0; at < planned.plan.tours[vehicle].size(); ++at)
      day.jobs[static_cast<std::size_t>(planned.plan.tours[vehicle][at].index)].announced = routing::Announced{static_cast<std::int64_t>(vehicle) + 1, planned.timetable.tours[vehicle].calls[at].begins()};
  day.prices.announced_slack = 3600 + 15 * 60;
  return day;
}

void new_stop_into_300(benchmark::State& state) {
  auto wish = day_of_300();
  const auto late = wish.jobs.back();
  auto before = wish;
  before.jobs.pop_back();
  const auto planned = *routing::plan_day(before, {.seconds = 2});
  auto day = announced(before, planned);
  day.jobs.push_back(late);
  bool found = false;
  for (auto _ : state) found = routing::insert_stop(day, planned.plan, 299).has_value();
  state.counters["found"] = found;
}
BENCHMARK(new_stop_into_300)->Unit(benchmark::kMillisecond);

// Twelve couriers, and one goes home: the first usable plan, and what it leaves out.
void courier_lost_of_12(benchmark::State& state) {
  const auto wish = day_of_300();
  const auto planned = *routing::plan_day(wish, {.seconds = 2});
  const auto day = announced(wish, planned);
  double left_out = 0;
  for (auto _ : state) left_out = static_cast<double>(routing::plan_without(day, planned.plan, 0, {.seconds = 2, .iterations = state.range(0)})->why_not.size());
  state.counters["left_out"] = left_out;
}
BENCHMARK(courier_lost_of_12)->Arg(1)->Arg(20'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace opak
