#include <fmt/format.h>

#include <ostream>

#include "commands/data_folder.h"
#include "commands/scratch_copy.h"
#include "commands/verify_book.h"
#include "commands/words.h"

namespace opak::commands {

Exit verify(const Told& told, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::reading);
  if (!folder) return say_failure(terminal, folder.error());
  if (!(*folder)->has_database()) return say_failure(terminal, {"there is no database in " + told.data});
  auto secrets = (*folder)->secrets();
  if (!secrets) return say_failure(terminal, secrets.error());
  auto copy = ScratchCopy::of((*folder)->database());
  if (!copy) return say_failure(terminal, copy.error());
  const vault::Vault vault(std::move(*secrets), (*folder)->chance());
  const auto report = verify_book((*copy)->database(), vault);
  for (const auto& fault : report.faults) terminal.out << "FAULT  " << fault << "\n";
  terminal.out << fmt::format("{} entries in the book, {} leaves and {} checkpoints in the public log, {} blangko.\n", report.entries, report.leaves,
                              report.checkpoints, report.serials);
  if (report.erased > 0) terminal.out << fmt::format("{} leaves belong to people who were erased; they prove that something happened, not to whom.\n", report.erased);
  if (report.erasures_unfinished > 0)
    terminal.out << fmt::format("{} erasures are not finished: the last traces in the log or the files go as soon as no program holds them. Start the city; it does that by itself.\n",
                                report.erasures_unfinished);
  if (!report.faults.empty()) {
    terminal.out << "Something does not hold. Stop the city, keep a copy of the folder as it is, and read docs/operations.md, \"When verify finds a fault\".\n";
    return Exit::fault_found;
  }
  terminal.out << "All is well: nothing was dropped, changed or put in out of order, and every blangko is in exactly one place.\n";
  return Exit::fine;
}

}  // namespace opak::commands
