#include "commands/exit.h"

#include <ostream>

namespace opak::commands {

Exit say_failure(Terminal& terminal, const Failure& failure) {
  terminal.err << "opak: " << failure.what << "\n";
  if (!failure.hint.empty()) terminal.err << "      " << failure.hint << "\n";
  return Exit::world_failed;
}

}  // namespace opak::commands
