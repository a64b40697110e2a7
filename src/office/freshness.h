// Which cases changed since somebody read them: what was read may be shown again as long as its case did not change.
//
// A reader takes a stamp, then reads, and keeps what it read together with the stamp. The clerk touches every case of a
// commit after it is on disk and before it is answered, so whoever was told of a change is never shown the time before it.
// Cases share places in a table; a shared place only makes a reader read once more. Lock-free, any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>

namespace opak::office {

class Freshness {
 public:
  using Stamp = std::uint64_t;

  Stamp stamp() const { return last_.load(std::memory_order_acquire); }
  bool is_fresh(std::string_view application, Stamp stamp) const {
    return changed_[place(application)].load(std::memory_order_acquire) <= stamp && everything_.load(std::memory_order_acquire) <= stamp;
  }
  void touch(std::string_view application) { move(changed_[place(application)]); }
  void touch_everything() { move(everything_); }  // A person was erased: nothing that was read is shown again.

 private:
  static std::size_t place(std::string_view application) { return std::hash<std::string_view>{}(application) % 16'384; }
  // The place is marked before the stamp is given out: who gets the new stamp reads what the mark stands for.
  void move(std::atomic<Stamp>& mark) {
    const auto next = last_.load(std::memory_order_acquire) + 1;
    for (auto old = mark.load(std::memory_order_acquire); old < next && !mark.compare_exchange_weak(old, next, std::memory_order_acq_rel);) {
    }
    for (auto old = last_.load(std::memory_order_acquire); old < next && !last_.compare_exchange_weak(old, next, std::memory_order_acq_rel);) {
    }
  }

  std::array<std::atomic<Stamp>, 16'384> changed_{};
  std::atomic<Stamp> everything_{0};
  std::atomic<Stamp> last_{0};
};

}  // namespace opak::office
