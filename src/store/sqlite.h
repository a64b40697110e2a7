// SQLite behind RAII: one Database is one connection, used by one thread at a time.
//
// SQL stands beside the function that uses it, whole, with $1, $2, ... Errors of the disk come back as Failure; misuse
// (wrong SQL, wrong column) is a Bug. Bytes go in with blob(), text with text(): a STRICT table refuses a mix-up.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/embedded.h"
#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace opak::store {

enum class Mode { writer, reader };

// Thrown when the disk or the file fails inside a transaction; the clerk and the request edge turn it into a Failure.
struct StoreFailure : std::runtime_error {
  StoreFailure(const std::string& what, bool sync_failed) : std::runtime_error(what), sync_failed(sync_failed) {}
  bool sync_failed;  // The disk did not take what was written: nothing that follows can be trusted.
};


// A prepared statement being filled and run. Resets itself when it goes.
class Query {
 public:
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  ~Query();

  // Parameters in order: $1, $2, ... Each gives the Query back, so that calls can be chained.
  Query& text(std::string_view value) &;
  Query& blob(ByteView value) &;
  Query& number(std::int64_t value) &;
  Query& null() &;
  Query& optional_text(const std::optional<std::string>& value) &;
  Query&& text(std::string_view value) && { return std::move(text(value)); }
  Query&& blob(ByteView value) && { return std::move(blob(value)); }
  Query&& number(std::int64_t value) && { return std::move(number(value)); }
  Query&& null() && { return std::move(null()); }
  Query&& optional_text(const std::optional<std::string>& value) && { return std::move(optional_text(value)); }

  void run();        // For INSERT, UPDATE, DELETE, or a SELECT whose rows nobody wants.
  bool next();       // Moves to the next row; false at the end.

  // Columns of the present row, from 0.
  std::string_view text_at(int column) const;   // Valid until next(), run() or the end of the Query.
  ByteView blob_at(int column) const;           // Likewise.
  std::int64_t number_at(int column) const;
  bool is_null_at(int column) const;
  std::string string_at(int column) const { return std::string(text_at(column)); }

 private:
  friend class Database;
  Query(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
  sqlite3* db_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

class Database {
 public:
  // `name` is a path, or a "file:...?vfs=memdb" URI for a database in memory shared by all connections of this process
  // (keep one open as long as it must live). The writer sets WAL and synchronous=FULL; a reader cannot write.
  static Result<Database> open(const std::string& name, Mode mode);
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // Prepared once and kept; the same SQL text gives the same statement.
  Query query(std::string_view sql);
  void run(std::string_view sql) { query(sql).run(); }
  void script(const std::string& sql);  // Several statements, no parameters: migrations.

  std::int64_t last_rowid() const;
  int changes() const;  // Rows touched by the last statement.

  void begin();      // BEGIN IMMEDIATE
  void commit();
  void rollback();   // Fine if nothing is open.
  bool in_transaction() const;
  void savepoint();  // One level; named inside.
  void release_savepoint();
  void rollback_savepoint();

  // Moves the WAL into the file; `truncate` also empties the WAL (what `erase` needs). False: a reader or a writer still
  // holds on to a part of it, so that not all was done; nothing is lost, and it may be asked again. Waits a quarter of a
  // second at most, for writers wait meanwhile.
  [[nodiscard]] bool checkpoint(bool truncate);
  // Writes the WAL once more, byte for byte, and syncs it: for the first connection of a process that will write. A process that
  // ended because a sync failed, or was killed before one, leaves a log that this machine still reads although a part of it never
  // reached the disk; what is committed behind that part would go with it when the power goes. Written anew, it is synced for real.
  void write_log_anew();
  // Commits of this connection no longer move the WAL by themselves; they count its pages. Whoever asks for this moves it.
  void leave_wal_to_caller();
  int wal_pages() const;  // As the last commit left it; 0 without leave_wal_to_caller().
  Result<void> copy_to(const std::string& path);  // VACUUM INTO: a whole, defragmented copy, safe while others write.
  // Page by page, as the open transaction of this connection sees it; to a file that is not there yet.
  Result<void> copy_pages_to(const std::string& path);
  std::int64_t data_version();  // Changes whenever another connection has committed (PRAGMA data_version).
  // From now on connections of this process leave the log behind when the last one closes, so that whoever ships it finds it again.
  static void keep_logs();
  std::string file() const;  // The path it was opened by; "" for a URI.
  sqlite3* raw() const;

 private:
  struct Held;
  explicit Database(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

// Rolls back at the end unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.begin(); }
  ~Transaction() { if (!done_) database_.rollback(); }
  Transaction(const Transaction&) = delete;
  void commit() { database_.commit(); done_ = true; }

 private:
  Database& database_;
  bool done_ = false;
};

// Brings the schema to the newest version: runs the embedded migrations/sqlite/NNNN_*.sql that are not done yet, each in
// its own transaction. `family` picks files "migrations/sqlite/<family>_NNNN_*.sql".
//
// A file that begins with "-- Additive:" only adds what an older program need not know: tables, columns with a default, indexes that
// refuse nothing. Such a program goes on with it. Where a newer program has left any other migration, nothing is done: Failure.
struct Schema {
  // A program of another version worked on this database last, not in step with its schema: what is folded from the book must be
  // folded again, and then settle() be called.
  bool fold_again = false;
  std::string newest;  // That this program knows.
};
Result<Schema> migrate(Database& database, const std::string& family);
Result<Schema> migrate(Database& database, const std::string& family, const std::vector<EmbeddedFile>& files);  // As a program with these.
void settle(Database& database, const std::string& family, const Schema& schema);
bool is_additive(const EmbeddedFile& migration);

// Drops nothing, reads all: every row of every table whose name begins with `prefix`, in the order of its primary key,
// as one text. Two databases hold the same if the texts are the same. For `rebuild` and its test.
std::string dump_tables(Database& database, const std::string& prefix);

}  // namespace opak::store
