// What the office counts about itself since it opened, for whoever watches over it (web/metrics.cc). Nothing about anybody.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace opak::office {

// How long something took, in the buckets of a Prometheus histogram. Any thread.
class Durations {
 public:
  static constexpr std::array<double, 10> bounds_ms = {1, 2, 5, 10, 25, 50, 100, 250, 1000, 5000};

  void note(double ms) {
    std::size_t at = 0;
    while (at < bounds_ms.size() && ms > bounds_ms[at]) ++at;
    counts_[at].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(static_cast<std::int64_t>(ms * 1000), std::memory_order_relaxed);
  }
  // Of bucket `at` alone; the last, one beyond the bounds, has what took longer than all of them.
  std::int64_t count(std::size_t at) const { return counts_[at].load(std::memory_order_relaxed); }
  double sum_s() const { return static_cast<double>(sum_us_.load(std::memory_order_relaxed)) / 1e6; }

 private:
  std::array<std::atomic<std::int64_t>, bounds_ms.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_us_{0};
};

struct OfficeCounts {
  std::atomic<std::int64_t> done{0}, refused{0}, failed{0};  // Wishes, by what came of them.
  std::atomic<std::int64_t> waiting{0};                      // Before the clerk, now.
  std::atomic<std::int64_t> busy{0};                         // Turned away because too many waited.
  Durations commits;                                         // A batch, from its first wish to its commit on disk.
};

}  // namespace opak::office
