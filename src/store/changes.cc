#include "store/changes.h"

#include <sqlite3.h>

#include "store/sqlite.h"

namespace opak::store {

std::uint32_t commits_in_log(Database& database) {
  constexpr int region_bytes = 32 * 1024, change_at = 2;  // The third word of the index's head.
  database.query("SELECT 1 FROM sqlite_schema LIMIT 1").run();  // Maps the index, where nobody has read yet.
  sqlite3_file* file = nullptr;
  const int code = sqlite3_file_control(database.raw(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  ensure(code == SQLITE_OK && file != nullptr && file->pMethods != nullptr && file->pMethods->iVersion >= 2, "a log on disk has an index");
  volatile void* head = nullptr;
  if (file->pMethods->xShmMap(file, 0, region_bytes, 0, &head) != SQLITE_OK || head == nullptr) throw StoreFailure("database: the index of the log cannot be read", false);
  return static_cast<volatile std::uint32_t*>(head)[change_at];
}

}  // namespace opak::store
