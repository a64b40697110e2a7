#include "simulation/simulation.h"

#include <sqlite3.h>

#include "base/log.h"
#include "base/process_end.h"

#ifndef OPAK_COMMIT
#define OPAK_COMMIT "unknown"
#endif

namespace opak::simulation {

Life live(std::uint64_t seed, int steps, Tally& tally, bool tells) {
  make_beginnings();
  // Salts of the write-ahead log come from SQLite's own chance.
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, static_cast<int>(seed % 1'000'000'007) + 1, nullptr);
  Life life{seed, 0, 0, {}};
  const ProcessEndThrown thrown;
  try {
    City city(seed, tally, tells);
    for (; life.steps < steps; ++life.steps) city.step(life.steps);
    city.end();
    life.trace = city.trace();
  } catch (const Broken& broken) {
    life.broken = broken.what;
  } catch (const ProcessEnded&) {
    life.broken = "the process ended where nobody expected it";
  } catch (const std::exception& error) {
    life.broken = std::string("the simulation itself: ") + error.what();
  }
  return life;
}

std::string report(const Life& life) {
  const auto seed = std::to_string(life.seed);
  return "seed " + seed + ", step " + std::to_string(life.steps) + ", commit " OPAK_COMMIT ": " + life.broken +
         "\n  live it again: build/release/tests/simulation --seed " + seed + " --steps " + std::to_string(life.steps + 1) + " --tell";
}

void print(std::ostream& out, const Tally& t) {
  out << "steps " << t.steps << ", wishes " << t.wishes << " (done " << t.done << ", refused " << t.refused << ", failed " << t.failed << "), batches " << t.batches
      << ", webhooks " << t.webhooks << "\ncrashes of the machine " << t.crashes << ", ends of the process " << t.ends << ", while starting " << t.crashes_while_starting
      << "; in flight: kept " << t.in_flight_kept << ", lost " << t.in_flight_lost << ", asked again " << t.asked_again << "\n";
  for (const auto& [fact, count] : t.facts) out << "  " << fact << " " << count << "\n";
}

}  // namespace opak::simulation
