#include "base/log.h"

#include <unistd.h>

#include <atomic>
#include <chrono>

#include "base/json.h"
#include "base/request_id.h"
#include "base/time.h"

namespace opak {
namespace {

std::atomic<LogLevel> least_level{LogLevel::info};

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "error";
}

}  // namespace

void set_log_level(LogLevel least) { least_level = least; }

void log(LogLevel level, std::string_view what, std::initializer_list<LogField> fields) {
  if (level < least_level.load()) return;
  // The diary is about this machine, so it asks the machine's own clock even when the city runs on a set one.
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  std::string line = "{\"at\":\"" + iso_moment({now.count()}) + "\",\"level\":\"" + std::string(name_of(level)) + "\",\"what\":";
  append_json_string(line, what);
  if (const auto& request = request_in_hand(); !request.empty()) {
    line += ",\"request\":";
    append_json_string(line, request);
  }
  for (const auto& field : fields) {
    line.push_back(',');
    append_json_string(line, field.name);
    line.push_back(':');
    append_json_string(line, field.value);
  }
  line += "}\n";
  // One write a line: lines of several threads never mix. A full pipe loses the line rather than the request.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace opak
