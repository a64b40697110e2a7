// The end of the process, where going on would be worse: the disk did not keep what it took, and nobody can say any more
// what is on it. A supervisor starts the program anew, and what was acknowledged is found by recovery.
#pragma once

#include <string_view>

namespace opak {

// Says why, and aborts.
[[noreturn]] void end_process(std::string_view why);

// What end_process throws instead where a simulation runs the whole program inside one process. Not a std::exception: it passes every
// handler that would go on, as the end of a process would.
struct ProcessEnded {};

// While one of these lives, ends on this thread are thrown. Only for tests: the program itself never makes one.
class ProcessEndThrown {
 public:
  ProcessEndThrown();
  ~ProcessEndThrown();
  ProcessEndThrown(const ProcessEndThrown&) = delete;
};

}  // namespace opak
