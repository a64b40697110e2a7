// WhatsApp knocks so many times a second, whatever becomes of it: how long its webhook waits for the answer that says "kept". Each message is
// signed, sealed and on disk before; what is then worked on and answered goes on beside it.
#pragma once

#include <cstdint>

#include "commands/bench_drive.h"

namespace opak::commands {

struct WebhookWish {
  double seconds = 10;
  double per_second = 200;
  int people = 400;
};

struct WebhooksSeen {
  Times times;  // Of the answers.
  double offered = 0;      // A second.
  double worked_off_s = 0; // After the last one, until nothing waits in the inbox any more.
};

// `database`: the city's own file, to see what waits there. Throws where the city does not answer at all.
WebhooksSeen knock_at_webhook(std::uint16_t port, const std::string& database, const WebhookWish& wish);

}  // namespace opak::commands
