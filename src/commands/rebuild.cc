#include <ostream>

#include "commands/data_folder.h"
#include "commands/words.h"
#include "views/boards.h"
#include "views/fold.h"

namespace opak::commands {

Exit rebuild(const Told& told, Terminal& terminal) {
  auto folder = DataFolder::open(told.data, DataFolder::For::work);
  if (!folder) return say_failure(terminal, folder.error());
  if (!(*folder)->has_database()) return say_failure(terminal, {"there is no database in " + told.data});
  auto database = store::Database::open((*folder)->database(), store::Mode::writer);
  if (!database) return say_failure(terminal, database.error());
  database->write_log_anew();
  if (auto migrated = store::migrate(*database, "main"); !migrated) return say_failure(terminal, migrated.error());
  if (auto rebuilt = views::rebuild(*database); !rebuilt) return say_failure(terminal, rebuilt.error());
  terminal.out << "The worklists are folded again from " << views::Boards(*database).last_seq() << " entries.\n";
  return Exit::fine;
}

}  // namespace opak::commands
