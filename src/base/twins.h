// Twins of the world for tests and simulations: a clock that is set, chance from a seed, files in memory, a network that
// answers from a script. The hostile twins fail on command.
#pragma once

#include <deque>
#include <map>
#include <mutex>

#include "base/world.h"

namespace opak {

class SetClock : public Clock {
 public:
  explicit SetClock(Moment start) : now_(start) {}
  Moment now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  void set(Moment at) {
    std::lock_guard lock(mutex_);
    now_ = at;
  }
  void pass(std::int64_t ms) {
    std::lock_guard lock(mutex_);
    now_.ms += ms;
  }

 private:
  mutable std::mutex mutex_;
  Moment now_;
};

// The same seed draws the same bytes for ever (SplitMix64). Never for real keys.
class SeededChance : public Chance {
 public:
  explicit SeededChance(std::uint64_t seed) : state_(seed) {}
  Bytes bytes(std::size_t count) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

class MemoryFiles : public Files {
 public:
  Result<Bytes> read(const std::string& name) override;
  Result<void> write_durable(const std::string& name, ByteView bytes) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;

  // Hostile: the next `count` writes fail as on a full disk.
  void fail_next_writes(int count) { failing_ = count; }

 private:
  std::mutex mutex_;
  std::map<std::string, Bytes> files_;
  int failing_ = 0;
};

class ScriptedOutgoing : public Outgoing {
 public:
  using Answer = std::function<Result<OutgoingResponse>(const OutgoingRequest&)>;
  explicit ScriptedOutgoing(Answer answer = {}) : answer_(std::move(answer)) {}
  Result<OutgoingResponse> send(const OutgoingRequest& request) override;
  std::vector<OutgoingRequest> sent() const;
  void answer_with(Answer answer);

 private:
  mutable std::mutex mutex_;
  Answer answer_;
  std::vector<OutgoingRequest> sent_;
};

class ScriptedChild : public Child {
 public:
  using Answer = std::function<Result<ChildRun>(const std::vector<std::string>&, ByteView)>;
  explicit ScriptedChild(Answer answer = {}) : answer_(std::move(answer)) {}
  Result<ChildRun> run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits&) override {
    return answer_ ? answer_(arguments, in) : Result<ChildRun>(failure("no child here"));
  }

 private:
  Answer answer_;
};

}  // namespace opak
