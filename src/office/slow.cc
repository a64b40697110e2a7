#include "office/slow.h"

#include <pthread.h>

#include <chrono>

#include "base/log.h"
#include "base/request_id.h"

namespace opak::office {
namespace {

constexpr double guest_ms_max = 100;  // And a few may always wait: the register itself takes its time.

}  // namespace

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
  const auto waiting = first_.size() + guests_.size();
  const bool is_guest = comes_now() == Comes::guest;
  if (stopping_ || waiting >= waiting_max_) return false;
  if (is_guest && waiting >= 4 * threads_.size() && static_cast<double>(waiting) * work_ms_ / static_cast<double>(threads_.size()) > guest_ms_max) return false;
  (is_guest ? guests_ : first_).push_back([id = request_in_hand(), work = std::move(work)] {
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
      wake_.wait(lock, [&] { return stopping_ || !first_.empty() || !guests_.empty(); });
      auto& from = first_.empty() ? guests_ : first_;
      if (from.empty()) return;
      work = std::move(from.front());
      from.pop_front();
    }
    const auto start = std::chrono::steady_clock::now();
    try {
      work();
    } catch (const std::exception& error) {
      log_error("slow work met a bug", {{"what", error.what()}});
    }
    const auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    std::lock_guard lock(mutex_);
    work_ms_ += (ms - work_ms_) / 16;
  }
}

}  // namespace opak::office
