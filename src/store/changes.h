// How many commits the write-ahead log has seen, whoever made them.
#pragma once

#include <cstdint>

namespace opak::store {

class Database;

// SQLite counts them beside the log ("iChange", sqlite.org/walformat.html). Unlike PRAGMA data_version it does not move where the log
// is only emptied. REQUIRES: a log on disk. A new life of the log's index begins at some number again; while a connection lives it goes on.
std::uint32_t commits_in_log(Database& database);

}  // namespace opak::store
