// A rush on a city that runs: a calm while, then for some time several times as much as it can carry, then calm again. Residents look and
// file applications, officers work on. Told is how long those waited who were served, who was asked to come again, how soon
// all is as before, and whether each application that was acknowledged is there, once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "commands/bench_client.h"

namespace opak::commands {

struct SpikeWish {
  double capacity_s = 3;  // Of asking as fast as it answers, to know what it can carry.
  double calm_s = 3, rush_s = 10, after_s = 8;
  double calm_part = 0.3, rush_times = 5;  // Of what it can carry.
  int connections = 6'000;  // At most; each visitor has a browser of its own as long as it waits.
};

struct SpikeNumber {
  std::string name;
  double value = 0;
  std::string unit;
};

struct SpikeSeen {
  double capacity = 0, offered = 0, served = 0;  // A second; the last two in the rush.
  double calm_ms_99 = 0;
  double looks_ms_99 = 0, acts_ms_99 = 0, officers_ms_99 = 0;  // Of those who were served in the rush.
  std::int64_t looks = 0, looks_turned_away = 0, acts = 0, acts_turned_away = 0, officers = 0, officers_turned_away = 0;
  std::int64_t unanswered = 0;   // No answer came.
  double normal_after_s = 0;     // From the rush's end to the last one that came then and was turned away, or waited longer than 250 ms.
  std::int64_t filed = 0, lost = 0, doubled = 0;
  std::string one_filed;  // The page of one of them.
  std::vector<SpikeNumber> numbers() const;
};

// `looks`: pages of cases. `resident` and `officer` are signed in; the officer may search. Throws where the city does not answer at all.
SpikeSeen spike(std::uint16_t port, const std::vector<std::string>& looks, const BenchClient& resident, const BenchClient& officer, const SpikeWish& wish);

// A resident of the example city with a number that was confirmed just now. Throws.
void confirm_a_number(BenchClient& resident, const std::string& phone);

}  // namespace opak::commands
