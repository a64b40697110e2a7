#include "base/process_end.h"

#include <cstdlib>

#include "base/log.h"

namespace opak {
namespace {

thread_local int thrown_depth = 0;

}  // namespace

void end_process(std::string_view why) {
  log_error("ending the process", {{"why", why}});
  if (thrown_depth > 0) throw ProcessEnded{};
  std::abort();
}

ProcessEndThrown::ProcessEndThrown() { ++thrown_depth; }
ProcessEndThrown::~ProcessEndThrown() { --thrown_depth; }

}  // namespace opak
