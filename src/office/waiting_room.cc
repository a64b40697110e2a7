#include "office/waiting_room.h"

namespace opak::office {
namespace {

thread_local Comes whom = Comes::begun;

}  // namespace

Comes comes_now() { return whom; }
AtTheDoor::AtTheDoor(Comes comes) : before_(std::exchange(whom, comes)) {}
AtTheDoor::~AtTheDoor() { whom = before_; }

}  // namespace opak::office
