#include "office/slow.h"

#include <pthread.h>

#include "base/log.h"
#include "base/request_id.h"

namespace opak::office {

SlowWork::SlowWork(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (int i = 0; i < threads; ++i)
    threads_.emplace_back([this] {
      pthread_setname_np(pthread_self(), "slow work");
      loop();
    });
}

SlowWork::~SlowWork() { stop(); }

bool SlowWork::put(std::function<void()> work) {
  if (threads_.empty()) {
    work();
    return true;
  }
  std::lock_guard lock(mutex_);
  if (stopping_ || waiting_.size() >= waiting_max_) return false;
  waiting_.push_back([id = request_in_hand(), work = std::move(work)] {
    const ForRequest hand(id);
    work();
  });
  wake_.notify_one();
  return true;
}

void SlowWork::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void SlowWork::loop() {
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    try {
      work();
    } catch (const std::exception& error) {
      log_error("slow work met a bug", {{"what", error.what()}});
    }
  }
}

}  // namespace opak::office
