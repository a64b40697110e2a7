#include "office/waiting_room.h"

namespace opak::office {
namespace {

thread_local Comes whom = Comes::begun;
thread_local std::int64_t waited = 0;

}  // namespace

Comes comes_now() { return whom; }
std::chrono::milliseconds waited_until_now() { return std::chrono::milliseconds(waited); }

AtTheDoor::AtTheDoor(Comes comes, std::int64_t waited_ms) : before_(std::exchange(whom, comes)), waited_before_(std::exchange(waited, waited_ms)) {}

AtTheDoor::~AtTheDoor() {
  whom = before_;
  waited = waited_before_;
}

}  // namespace opak::office
