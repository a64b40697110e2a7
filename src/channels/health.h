// Whether a provider is to be trusted with the next message: closed while it works, open after failures, and after a rest one message is
// let through to see. Pure; whoever asks brings the time.
#pragma once

#include <algorithm>
#include <deque>

#include "base/time.h"

namespace opak::channels {

struct HealthRules {
  int failures_in_a_row = 3;
  int window = 20;              // Of so many last messages,
  int failures_of_hundred = 50; // so many of a hundred.
  std::int64_t rest_ms = minutes(5);
  std::int64_t rest_longest_ms = hours(1);  // It rests twice as long each time the trial fails.
};

class Health {
 public:
  explicit Health(HealthRules rules = {}) : rules_(rules) {}

  bool may_try(Moment now) const { return !open_ || now >= tries_again_at_; }
  bool is_open() const { return open_; }

  void worked() {
    // One that works after a rest begins anew.
    if (open_) last_.clear();
    open_ = false;
    rest_ms_ = 0;
    in_a_row_ = 0;
    remember(true);
  }
  void failed(Moment now) {
    remember(false);
    ++in_a_row_;
    int failures = 0;
    for (const bool ok : last_) failures += ok ? 0 : 1;
    const bool many = static_cast<int>(last_.size()) >= rules_.window && failures * 100 >= rules_.failures_of_hundred * static_cast<int>(last_.size());
    if (!open_ && in_a_row_ < rules_.failures_in_a_row && !many) return;
    rest_ms_ = rest_ms_ == 0 ? rules_.rest_ms : std::min(rest_ms_ * 2, rules_.rest_longest_ms);
    open_ = true;
    tries_again_at_ = now + rest_ms_;
  }

 private:
  void remember(bool ok) {
    last_.push_back(ok);
    if (static_cast<int>(last_.size()) > rules_.window) last_.pop_front();
  }
  HealthRules rules_;
  bool open_ = false;
  int in_a_row_ = 0;
  std::deque<bool> last_;
  std::int64_t rest_ms_ = 0;
  Moment tries_again_at_;
};

}  // namespace opak::channels
