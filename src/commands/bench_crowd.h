// Many browsers in one thread, for measuring: each request is sent when it is due, whether or not earlier ones were answered, as
// people come who do not know of one another. Every browser is a connection of its own that is kept for the next request.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace opak::commands {

struct CrowdAnswer {
  int status = 0;             // 0: none came.
  std::string_view location;  // Lives as long as the call.
  double ms = 0;              // From the moment it was due.
};

class Crowd {
 public:
  using Steady = std::chrono::steady_clock;
  using Answered = std::function<void(const CrowdAnswer&)>;

  Crowd(std::uint16_t port, int connections_max);
  ~Crowd();
  Crowd(const Crowd&) = delete;

  // Sent at once if a connection is free, else by the next that is; counted from now either way.
  void ask(std::string request, Answered answered);
  // Sends and reads for so long. `each_ms` is called about once a millisecond.
  void run_for(std::chrono::milliseconds time, const std::function<void()>& each_ms);
  void read_now() { turn(0); }
  // Until all is answered, at most so long. False: something was not.
  bool finish(std::chrono::milliseconds time);

  std::size_t unanswered() const { return waiting_.size() + busy_; }

 private:
  struct Browser;
  struct Asking {
    std::string request;
    Answered answered;
    Steady::time_point due;
  };
  void give(Browser& browser, Asking asking);
  void write(Browser& browser);
  void read(Browser& browser);
  void end(Browser& browser, int status, std::string_view location, bool closes);
  void turn(int wait_ms);

  const std::uint16_t port_;
  const std::size_t connections_max_;
  int epoll_ = -1;
  std::size_t busy_ = 0;
  std::vector<std::unique_ptr<Browser>> browsers_;
  std::vector<Browser*> free_;
  std::deque<Asking> waiting_;
};

}  // namespace opak::commands
