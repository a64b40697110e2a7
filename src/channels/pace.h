// How fast messages may go: so many a second for all, and to one person one in some seconds, several at once in between. Pure.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "base/time.h"

namespace opak::channels {

class Pace {
 public:
  Pace(int a_second, int person_seconds, int person_burst) : all_(a_second, 1000.0 / a_second), person_ms_(seconds(person_seconds)), burst_(person_burst) {}

  // Takes the place of one message to this person; false: not yet.
  bool take(const std::string& person, Moment now) {
    auto [found, is_new] = people_.try_emplace(person, burst_, static_cast<double>(person_ms_));
    if (!found->second.has(now) || !all_.has(now)) return false;
    found->second.take(now);
    all_.take(now);
    if (people_.size() > 10'000) std::erase_if(people_, [&](const auto& one) { return one.second.is_full(now); });
    return true;
  }

 private:
  struct Bucket {
    Bucket(int most, double ms_each) : most(most), each(ms_each), left(most) {}
    double level(Moment now) const { return std::min<double>(most, left + std::max<double>(0, static_cast<double>(now - at)) / each); }
    bool has(Moment now) const { return level(now) >= 1; }
    bool is_full(Moment now) const { return level(now) >= most; }
    void take(Moment now) {
      left = level(now) - 1;
      at = now;
    }
    double most, each, left;
    Moment at;
  };
  Bucket all_;
  std::int64_t person_ms_;
  int burst_;
  std::map<std::string, Bucket> people_;
};

}  // namespace opak::channels
