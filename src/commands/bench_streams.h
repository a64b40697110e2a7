// Ten thousand open pages of one case, and a change to it: how soon the last of them knows, and what a page costs in memory.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "commands/bench_spike.h"

namespace opak::commands {

struct StreamsWish {
  int pages = 10'000;
  int changes = 10;
};

struct StreamsSeen {
  int open = 0;                 // Pages whose stream began.
  double opened_in_s = 0;
  double memory_a_page = 0;     // Bytes of the program's own memory, all pages open and silent.
  std::vector<double> last_ms;  // A change: from the moment it is asked for until the last page has all of it.
  int whole = 0;                // Changes that reached every page, byte for byte alike.
  int left_open = 0;            // At the end.
  double median_ms() const;
  double worst_ms() const;
  std::vector<SpikeNumber> numbers() const;
};

// `path`: the stream of a case ("/alir/s/..."). `change(n)` does something to that case and returns when it is acknowledged.
// `program`: whose memory is read. As many descriptors are needed as pages, and some more: the limit is raised where it may be.
StreamsSeen open_streams(std::uint16_t port, pid_t program, const std::string& path, const std::function<void(int)>& change, const StreamsWish& wish);

}  // namespace opak::commands
