// The program over a grown city, as a process of its own, to be measured from outside.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace opak::commands {

// Starts `opak demo` on a port of its choice and waits until it listens. Ends with us. Throws if it does not start.
class Served {
 public:
  explicit Served(const std::string& data);
  ~Served() { end(); }
  Served(const Served&) = delete;

  double end();  // Asked to end; gives how long it took, in ms.
  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  double start_ms() const { return start_ms_; }
  double resident_mb() const;
  double processor_s() const;  // Seconds of the processor it has used, with those of the readers that it saw end.

 private:
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  double start_ms_ = 0;
};

inline double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace opak::commands
