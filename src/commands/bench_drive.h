// Many clients at once, each doing the same thing again and again, and how long each step of it took.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "commands/bench_client.h"
#include "commands/bench_served.h"

namespace opak::commands {

// How long each of many took.
struct Times {
  std::vector<double> ms;
  std::int64_t failed = 0;
  int last_status = 0;  // Of a failed one; 0: no answer came.

  void add(const BenchAnswer& answer, bool well) {
    if (well) {
      ms.push_back(answer.ms);
      return;
    }
    ++failed;
    last_status = answer.status;
  }
  void add(Times other) {
    ms.insert(ms.end(), other.ms.begin(), other.ms.end());
    failed += other.failed;
    if (other.failed > 0) last_status = other.last_status;
  }
  double at(double part) {
    if (ms.empty()) return 0;
    const auto nth = ms.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(ms.size() - 1));
    std::nth_element(ms.begin(), nth, ms.end());
    return *nth;
  }
};

struct Step {
  std::string name;
  Times times;
};

// What one client does once; adds to its own steps. False: it was not done whole.
using Doing = std::function<bool(BenchClient&, int client, std::int64_t turn, std::vector<Step>&)>;

struct Driven {
  std::int64_t whole = 0, failed = 0;
  double seconds = 0, processor_s = 0;
  std::vector<Step> steps;
  double rate() const { return seconds > 0 ? static_cast<double>(whole) / seconds : 0; }
};

// `clients` threads, each signed in by `sign_in` before the clock starts, for `seconds`.
Driven drive(const Served& served, int clients, double seconds, const std::function<void(BenchClient&, int)>& sign_in, const Doing& doing);

// The step at that place, made if it is new.
Times& step(std::vector<Step>& steps, std::size_t at, const char* name);

}  // namespace opak::commands
