#include <ostream>

#include "catalogue/check.h"
#include "commands/catalogue_of.h"
#include "commands/words.h"

namespace opak::commands {

Exit check(const Told& told, Terminal& terminal) {
  const auto sources = sources_of(told.settings);
  if (!sources) return say_failure(terminal, sources.error());
  const auto problems = catalogue::check(*sources);
  for (const auto& problem : problems) terminal.out << catalogue::to_line(problem) << "\n";
  if (problems.empty())
    terminal.out << "All is well: " << sources->size() << " files.\n";
  else
    terminal.out << problems.size() << (problems.size() == 1 ? " fault.\n" : " faults.\n");
  return problems.empty() ? Exit::fine : Exit::fault_found;
}

}  // namespace opak::commands
