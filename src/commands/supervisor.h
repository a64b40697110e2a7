// What systemd is told about us (sd_notify(3)): a line to the socket that NOTIFY_SOCKET names. Nobody there: nothing happens.
#pragma once

#include <cstdint>
#include <string>

namespace opak::commands {

void tell_supervisor(const std::string& state);  // "READY=1"

// How often it wants a sign of life, in milliseconds; 0: not at all.
std::int64_t watchdog_ms();

}  // namespace opak::commands
