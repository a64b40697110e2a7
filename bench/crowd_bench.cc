// The two measurements of `opak bench` that need a crowd, over an example city that runs already (`opak demo`):
//   crowd_bench spike PORT LINKS [rush seconds]      crowd_bench streams PORT PID LINKS [pages]
// LINKS: "number path" lines, as `opak bench` leaves them in its folder (opak.links).
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "commands/bench_streams.h"
#include "commands/example_city.h"

namespace opak::commands {
namespace {

std::vector<std::pair<std::string, std::string>> links_in(const char* file) {
  std::vector<std::pair<std::string, std::string>> links;
  std::ifstream in(file);
  for (std::string number, path; in >> number >> path;) links.emplace_back(number, path);
  if (links.empty()) throw std::runtime_error("no links");
  return links;
}

void sign_in(BenchClient& officer, const std::string& login) {
  officer.get("/masuk");
  const auto answer = officer.post("/masuk", {{"nama", login}, {"sandi", example_password}});
  if (answer.status != 303) throw std::runtime_error("an officer cannot sign in");
  officer.get(answer.location);
}

void tell(const std::vector<SpikeNumber>& numbers) {
  for (const auto& one : numbers) std::printf("  %-48s %12.1f %s\n", one.name.c_str(), one.value, one.unit.c_str());
}

int run(int count, char** words) {
  const std::string what = count > 3 ? words[1] : "";
  if (what == "spike") {
    const auto port = static_cast<std::uint16_t>(std::stoi(words[2]));
    std::vector<std::string> looks;
    for (const auto& [number, path] : links_in(words[3])) looks.push_back(path);
    BenchClient resident(port), officer(port);
    confirm_a_number(resident, "0812" + std::to_string(10'000'000 + std::time(nullptr) % 80'000'000));
    sign_in(officer, "rina");
    SpikeWish wish;
    if (count > 4) wish.rush_s = std::stod(words[4]);
    const auto seen = spike(port, looks, resident, officer, wish);
    tell(seen.numbers());
    return seen.lost + seen.doubled == 0 ? 0 : 1;
  }
  if (what == "streams" && count > 4) {
    const auto port = static_cast<std::uint16_t>(std::stoi(words[2]));
    const auto links = links_in(words[4]);
    BenchClient one(port), other(port);
    sign_in(one, "rina");
    sign_in(other, "budi");
    StreamsWish wish;
    if (count > 5) wish.pages = std::stoi(words[5]);
    const auto& [number, path] = links.back();
    const auto seen = open_streams(port, std::stoi(words[3]), "/alir" + path, [&, number = number](int n) {
      const auto answer = (n % 2 == 0 ? one : other).post("/petugas/ambil", {{"nomor", number}});
      if (answer.status != 303) std::printf("  taking was answered with %d\n", answer.status);
    }, wish);
    tell(seen.numbers());
    return seen.whole == wish.changes ? 0 : 1;
  }
  std::puts("see the head of bench/crowd_bench.cc");
  return 2;
}

}  // namespace
}  // namespace opak::commands

int main(int count, char** words) {
  try {
    return opak::commands::run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
