// Guessing is slowed and tells nothing.
//
// A try counts when it begins, not when it has failed, so a hundred at once are a hundred tries. A few are free; then each
// must wait twice as long after the one before, to a quarter of an hour. Whoever is right is forgiven. Subjects are kept
// as keyed digests, so no number, name or address lies in memory; when the table is full, those with the fewest tries go
// first, so a flood of new subjects does not wash away the one that is being guessed. Thread-safe.
#pragma once

#include <array>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "base/world.h"

namespace opak::access {

struct Pace {
  int free_tries = 5;
  std::int64_t first_wait_ms = seconds(1);
  std::int64_t wait_ms_max = minutes(15);
};

class Limiter {
 public:
  explicit Limiter(Chance& chance, std::size_t subjects_max = 100'000);

  // 0: go on, and the try is counted. Else how long until the next try is heard; asking early costs nothing more.
  std::int64_t begin_try(std::string_view action, std::string_view subject, Moment now, Pace pace = {});
  void forgive(std::string_view action, std::string_view subject);      // All tries.
  void forgive_one(std::string_view action, std::string_view subject);  // The last one.
  int tries(std::string_view action, std::string_view subject, Moment now) const;
  std::size_t size() const;

 private:
  using Key = std::array<unsigned char, 16>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Counted {
    int tries = 0;
    Moment last;
  };

  Key key_of(std::string_view action, std::string_view subject) const;
  void make_room(Moment now);

  const Bytes secret_;
  const std::size_t subjects_max_;
  mutable std::mutex mutex_;
  std::unordered_map<Key, Counted, KeyHash> counted_;
};

// "Wait a little": access.slow_down {detik}, or access.slow_down_minutes {menit} above two minutes.
Refusal refusal_to_wait(std::int64_t wait_ms);

}  // namespace opak::access
