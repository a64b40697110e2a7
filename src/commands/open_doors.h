// A city from the first visitor to the last: it listens, waits for the end, and may be taken over by a newer program in between
// (net/handover.h tells how).
#pragma once

#include <functional>
#include <memory>

#include "commands/city.h"
#include "commands/words.h"

namespace opak::commands {

// REQUIRES: hold_signals() before, and a folder opened For::work, or For::take_over where `beginning` says so. `open` makes the city,
// and is asked again where one who took over fails; `say` tells the port.
Exit keep_open(DataFolder& folder, const Told& told, Beginning beginning, Terminal& terminal,
               const std::function<Result<std::unique_ptr<RunningCity>>()>& open, const std::function<void(std::uint16_t)>& say);

}  // namespace opak::commands
