// An answer that comes later, from another thread, exactly once.
//
// The clerk answers a wish after its commit; slow workers answer when they are done. A Later<T> is copied freely; all
// copies speak of one answer. `then` runs its function on the thread that answers (or at once, if the answer is there).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/request_id.h"
#include "base/result.h"

namespace opak {

template <class T>
class Later {
 public:
  Later() : shared_(std::make_shared<Shared>()) {}

  static Later ready(T value) {
    Later later;
    later.answer(std::move(value));
    return later;
  }

  // REQUIRES: not answered yet.
  void answer(T value) const {
    std::function<void(const T&)> waiting;
    {
      std::lock_guard lock(shared_->mutex);
      ensure(!shared_->value, "a Later is answered once");
      shared_->value.emplace(std::move(value));
      waiting = std::move(shared_->waiting);
      shared_->answered.notify_all();
    }
    if (waiting) waiting(*shared_->value);
  }

  // At most one function waits on one Later.
  void when_ready(std::function<void(const T&)> f) const {
    {
      std::lock_guard lock(shared_->mutex);
      if (!shared_->value) {
        ensure(!shared_->waiting, "one function waits on a Later");
        // Whoever answers it goes on for the request that waits.
        shared_->waiting = request_in_hand().empty() ? std::move(f) : [id = request_in_hand(), f = std::move(f)](const T& value) {
          const ForRequest hand(id);
          f(value);
        };
        return;
      }
    }
    f(*shared_->value);
  }

  template <class F>
  auto then(F f) const -> Later<std::invoke_result_t<F, const T&>> {
    Later<std::invoke_result_t<F, const T&>> next;
    when_ready([next, f = std::move(f)](const T& value) { next.answer(f(value)); });
    return next;
  }

  bool is_ready() const {
    std::lock_guard lock(shared_->mutex);
    return shared_->value.has_value();
  }

  // Blocks the calling thread. Never on a network thread.
  const T& wait() const {
    std::unique_lock lock(shared_->mutex);
    shared_->answered.wait(lock, [&] { return shared_->value.has_value(); });
    return *shared_->value;
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<T> value;
    std::function<void(const T&)> waiting;
  };
  std::shared_ptr<Shared> shared_;
};

}  // namespace opak
