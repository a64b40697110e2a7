// What a submission and a status page are made of, one by one and in memory, so that a slow one shows.
#include <benchmark/benchmark.h>

#include "base/digest.h"
#include "base/log.h"
#include "journal/codec.h"
#include "office/office_twin.h"
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

}  // namespace
}  // namespace opak
