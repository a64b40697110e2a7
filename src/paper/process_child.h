// Runs one of our own helper programs as a process of its own: the wall between strangers' files and everything else.
//
// The child gets the bytes on its standard input and nothing else of ours: no descriptor, no environment, no folder. Its
// time, its processor time and its resident memory are watched; beyond a limit it is killed with its whole process group.
// Whatever happens, no process and no descriptor is left when run() returns. Thread-safe.
#pragma once

#include <atomic>
#include <semaphore>
#include <string>

#include "base/world.h"

namespace opak::paper {

struct MeasuredRun {
  ChildRun run;
  std::size_t resident_bytes_peak = 0;
  Bytes complaint;  // The beginning of what it said on standard error.
};

class ProcessChild : public Child {
 public:
  // `program` is an absolute path. At most `at_once_max` (1 to 64) children live at the same time; others wait their turn.
  explicit ProcessChild(std::string program, int at_once_max = 2);

  // Killed for its time: `timed_out`. Killed for its memory or for answering too much: exit code 137 without `timed_out`.
  Result<ChildRun> run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits& limits) override;
  Result<MeasuredRun> measured_run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits& limits);

 private:
  std::string program_;
  std::counting_semaphore<64> places_;
  std::atomic<bool> complained_ = false;
};

// Where opak-reader lies: beside the running program.
std::string reader_beside_this_program();

}  // namespace opak::paper
