// The program's own diary, for the operator: one JSON line an event on standard error.
//
// Fields are counts, keys, ids of requests and moments. Personal<T>, Opened<T> and Sealed do not convert to a field.
// Thread-safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace opak {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::string value;
  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(v) {}
  LogField(std::string_view n, std::int64_t v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, int v) : name(n), value(std::to_string(v)) {}
  LogField(std::string_view n, std::size_t v) : name(n), value(std::to_string(v)) {}
};

void set_log_level(LogLevel least);  // Default: info.
void log(LogLevel level, std::string_view what, std::initializer_list<LogField> fields = {});

inline void log_info(std::string_view what, std::initializer_list<LogField> fields = {}) { log(LogLevel::info, what, fields); }
inline void log_warning(std::string_view what, std::initializer_list<LogField> fields = {}) { log(LogLevel::warning, what, fields); }
inline void log_error(std::string_view what, std::initializer_list<LogField> fields = {}) { log(LogLevel::error, what, fields); }

}  // namespace opak
