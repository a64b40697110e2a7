// Slow work (the population register, files, pictures) on threads of its own, bounded, so that neither the network nor the
// clerk waits for it. Inline where the office has no threads. Officers, and whom the office has begun to serve, go first; a guest who
// would have to wait for long is told so at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "office/waiting_room.h"

namespace opak::office {

class SlowWork {
 public:
  SlowWork(int threads, std::size_t waiting_max);  // 0 threads: everything runs at once on the asking thread.
  ~SlowWork();
  // False: too much waits already; the caller says "busy".
  bool put(std::function<void()> work);
  void stop();  // Finishes what waits.

 private:
  void loop();
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> first_, guests_;
  double work_ms_ = 1;  // Of one, about.
  std::size_t waiting_max_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace opak::office
