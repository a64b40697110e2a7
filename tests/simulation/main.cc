// simulation --seeds 1..1000        lives of many seeds; the first that breaks ends it with 1
//            --seed 17 [--tell]     one life, told step by step
//            --steps N              of each life
//            --go-on                also after one that broke
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "base/log.h"
#include "simulation/refused_memory.h"
#include "simulation/simulation.h"

namespace {

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

}  // namespace

int main(int count, char** words) {
  using namespace opak;
  std::uint64_t first = 1, last = 100;
  int steps = simulation::steps_of_a_life;
  bool tells = false, goes_on = false, counts = false;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i], next = i + 1 < count ? words[i + 1] : "";
    if (word == "--seeds") {
      const auto dots = next.find("..");
      first = std::strtoull(next.c_str(), nullptr, 10);
      last = dots == std::string::npos ? first : std::strtoull(next.c_str() + dots + 2, nullptr, 10);
      ++i;
    } else if (word == "--seed") {
      first = last = std::strtoull(next.c_str(), nullptr, 10);
      ++i;
    } else if (word == "--steps") {
      steps = std::atoi(next.c_str());
      ++i;
    } else if (word == "--tell") {
      tells = true;
    } else if (word == "--go-on") {
      goes_on = true;
    } else if (word == "--count") {
      counts = true;
    } else {
      std::cerr << "Use: simulation [--seeds A..B | --seed S] [--steps N] [--tell] [--go-on] [--count]\n";
      return 2;
    }
  }
  simulation::stand_before_sqlites_memory();
  set_log_level(tells ? LogLevel::warning : static_cast<LogLevel>(static_cast<int>(LogLevel::error) + 1));
  simulation::Tally tally;
  int broken = 0;
  const auto before = cpu_seconds();
  for (auto seed = first; seed <= last; ++seed) {
    const auto life = simulation::live(seed, steps, tally, tells);
    if (tells) std::cout << "trace " << life.trace << "\n";
    if (life.broken.empty()) continue;
    ++broken;
    std::cout << simulation::report(life) << std::endl;
    if (!goes_on) break;
  }
  const auto lives = static_cast<double>(last - first + 1);
  std::cout << lives << " lives, " << broken << " broken, " << (cpu_seconds() - before) / lives << " s of the processor each\n";
  simulation::print(std::cout, tally);
  if (counts)
    for (const auto& [what, times] : tally.refusals) std::cout << "  no: " << what << " " << times << "\n";
  return broken == 0 ? 0 : 1;
}
