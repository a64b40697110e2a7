#include "store/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/embedded.h"
#include "store/statements.h"

namespace opak::store {
namespace {

constexpr int busy_ms = 5000;
constexpr int busy_ms_while_emptying = 250;

[[noreturn]] void fail(sqlite3* db, int code) {
  const std::string said = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  if (db != nullptr) code = sqlite3_extended_errcode(db);
  switch (code & 0xff) {
    case SQLITE_ERROR: case SQLITE_MISUSE: case SQLITE_RANGE: case SQLITE_CONSTRAINT: case SQLITE_MISMATCH:
      throw Bug("database: " + said);
    default: throw StoreFailure("database: " + said, code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC);
  }
}

void check(sqlite3* db, int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) fail(db, code);
}

// Prepared once a connection, so this is asked some hundred times in the life of a program.
struct Statements {
  std::mutex mutex;
  std::set<std::string, std::less<>> texts;
};

Statements& all_statements() {
  static Statements all;
  return all;
}

void note_statement(std::string_view sql) {
  auto& all = all_statements();
  std::lock_guard lock(all.mutex);
  if (all.texts.find(sql) == all.texts.end()) all.texts.emplace(sql);
}

std::atomic<bool> keeps_logs{false};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace

Query::Query(Query&& other) noexcept : db_(other.db_), statement_(other.statement_), bound_(other.bound_) { other.statement_ = nullptr; }
Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::text(std::string_view value) & {
  check(db_, sqlite3_bind_text64(statement_, ++bound_, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}
Query& Query::blob(ByteView value) & {
  check(db_, sqlite3_bind_blob64(statement_, ++bound_, value.data() ? value.data() : "", value.size(), SQLITE_TRANSIENT));
  return *this;
}
Query& Query::number(std::int64_t value) & {
  check(db_, sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}
Query& Query::null() & {
  check(db_, sqlite3_bind_null(statement_, ++bound_));
  return *this;
}
Query& Query::optional_text(const std::optional<std::string>& value) & { return value ? text(*value) : null(); }

void Query::run() {
  while (next()) {
  }
}

bool Query::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(db_, code);
  sqlite3_reset(statement_);
  bound_ = 0;
  return false;
}

// No bytes are NULL or none; but SQLite says the same where it was refused the memory for them.
std::string_view Query::text_at(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr && sqlite3_errcode(db_) == SQLITE_NOMEM) fail(db_, SQLITE_NOMEM);
  return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
ByteView Query::blob_at(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr && sqlite3_errcode(db_) == SQLITE_NOMEM) fail(db_, SQLITE_NOMEM);
  return {bytes ? bytes : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}
std::int64_t Query::number_at(int column) const { return sqlite3_column_int64(statement_, column); }
bool Query::is_null_at(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

struct Database::Held {
  sqlite3* db = nullptr;
  std::string file;
  int wal_pages = 0;
  std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements;
  ~Held() {
    for (auto& [sql, statement] : statements) sqlite3_finalize(statement);
    sqlite3_close_v2(db);
  }
};

Database::Database(std::unique_ptr<Held> held) : held_(std::move(held)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::string& name, Mode mode) {
  // Nobody asks SQLite how much memory it holds, and counting takes a lock at every piece. (Refused where SQLite is at work already; then it counts.)
  static const int told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)told;
  auto held = std::make_unique<Held>();
  if (!name.starts_with("file:")) held->file = name;
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
  if (mode == Mode::writer) flags |= SQLITE_OPEN_CREATE;
  if (const int code = sqlite3_open_v2(name.c_str(), &held->db, flags, nullptr); code != SQLITE_OK)
    return failure("cannot open the database: " + std::string(sqlite3_errstr(code)), "Does the folder exist, and may this user write there?");
  sqlite3_busy_timeout(held->db, busy_ms);
  sqlite3_extended_result_codes(held->db, 1);
  Database database(std::move(held));
  try {
    database.script("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;");
    if (mode == Mode::writer)
      database.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=4000;");
    else
      database.script("PRAGMA query_only=ON; PRAGMA cache_size=-16384;");
    if (int yes = 1; keeps_logs) sqlite3_file_control(database.raw(), "main", SQLITE_FCNTL_PERSIST_WAL, &yes);
  } catch (const std::exception& error) {
    return failure(error.what(), "Is this an Opak Manis database, and is the disk well?");
  }
  return database;
}

Query Database::query(std::string_view sql) {
  auto found = held_->statements.find(sql);
  if (found == held_->statements.end()) {
    sqlite3_stmt* statement = nullptr;
    check(held_->db, sqlite3_prepare_v3(held_->db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    ensure(statement != nullptr, "SQL must not be empty");
    note_statement(sql);
    found = held_->statements.emplace(std::string(sql), statement).first;
  }
  if (sqlite3_stmt_busy(found->second)) throw Bug("a statement is asked anew while its rows are still read");
  return Query(held_->db, found->second);
}

void Database::script(const std::string& sql) {
  check(held_->db, sqlite3_exec(held_->db, sql.c_str(), nullptr, nullptr, nullptr));
}

std::int64_t Database::last_rowid() const { return sqlite3_last_insert_rowid(held_->db); }
int Database::changes() const { return sqlite3_changes(held_->db); }
void Database::begin() { run("BEGIN IMMEDIATE"); }
void Database::commit() { run("COMMIT"); }
void Database::rollback() {
  if (in_transaction()) run("ROLLBACK");
}
bool Database::in_transaction() const { return sqlite3_get_autocommit(held_->db) == 0; }
void Database::savepoint() { run("SAVEPOINT wish"); }
void Database::release_savepoint() { run("RELEASE wish"); }
void Database::rollback_savepoint() {
  run("ROLLBACK TO wish");
  run("RELEASE wish");
}

bool Database::checkpoint(bool truncate) {
  // A connection that has read nothing yet would do nothing and say it did.
  query("SELECT 1 FROM sqlite_schema LIMIT 1").run();
  int log = -1, moved = -1;
  const auto ask = [&](int how) {
    const int code = sqlite3_wal_checkpoint_v2(held_->db, nullptr, how, &log, &moved);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail(held_->db, code);
    return code == SQLITE_OK;
  };
  // The long part first and in nobody's way; then only the end of it is left for the moment in which writers wait.
  const bool all_moved = ask(SQLITE_CHECKPOINT_PASSIVE) && log == moved;
  if (!truncate) return all_moved;
  sqlite3_busy_timeout(held_->db, busy_ms_while_emptying);
  try {
    const bool emptied = ask(SQLITE_CHECKPOINT_TRUNCATE);
    sqlite3_busy_timeout(held_->db, busy_ms);
    return emptied;
  } catch (...) {
    sqlite3_busy_timeout(held_->db, busy_ms);
    throw;
  }
}

void Database::write_log_anew() {
  query("SELECT 1 FROM sqlite_schema LIMIT 1").run();  // Opens the log.
  sqlite3_file* log = nullptr;
  check(held_->db, sqlite3_file_control(held_->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log));
  if (log == nullptr || log->pMethods == nullptr) return;
  Transaction nobody_else_writes(*this);
  const auto try_it = [](int code) {
    if (code != SQLITE_OK) throw StoreFailure(std::string("database: the log cannot be written anew: ") + sqlite3_errstr(code), code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC);
  };
  sqlite3_int64 size = 0;
  try_it(log->pMethods->xFileSize(log, &size));
  Bytes bytes(static_cast<std::size_t>(std::min<sqlite3_int64>(size, 64 * 1024)), '\0');  // SQLite's own files take no more at once.
  for (sqlite3_int64 at = 0; at < size; at += static_cast<sqlite3_int64>(bytes.size())) {
    const auto count = static_cast<int>(std::min<sqlite3_int64>(size - at, static_cast<sqlite3_int64>(bytes.size())));
    try_it(log->pMethods->xRead(log, bytes.data(), count, at));
    try_it(log->pMethods->xWrite(log, bytes.data(), count, at));
  }
  if (size > 0) try_it(log->pMethods->xSync(log, SQLITE_SYNC_FULL));  // The first of a connection keeps the log's name too.
}

void Database::leave_wal_to_caller() {
  // Takes the place of SQLite's own hook, which would move the WAL within the commit.
  sqlite3_wal_hook(
      held_->db,
      [](void* held, sqlite3*, const char*, int pages) {
        static_cast<Held*>(held)->wal_pages = pages;
        return SQLITE_OK;
      },
      held_.get());
}

int Database::wal_pages() const { return held_->wal_pages; }

Result<void> Database::copy_to(const std::string& path) {
  try {
    query("VACUUM INTO $1").text(path).run();
  } catch (const std::exception& error) {
    return failure(error.what(), "Is there room for the copy, and is the name free?");
  }
  return {};
}

Result<void> Database::copy_pages_to(const std::string& path) {
  sqlite3* to = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  // Nobody needs it after a power cut: whoever asked syncs what it makes of it.
  if (code == SQLITE_OK) code = sqlite3_exec(to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;", nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) {
    auto* copying = sqlite3_backup_init(to, "main", held_->db, "main");
    if (copying != nullptr) sqlite3_backup_step(copying, -1);
    code = copying != nullptr ? sqlite3_backup_finish(copying) : sqlite3_errcode(to);
  }
  sqlite3_close_v2(to);
  if (code != SQLITE_OK) return failure(std::string("the database cannot be copied: ") + sqlite3_errstr(code), "Is there room for the copy?");
  return {};
}

std::int64_t Database::data_version() {
  auto row = query("PRAGMA data_version");
  ensure(row.next(), "a database has a version");
  return row.number_at(0);
}

void Database::keep_logs() { keeps_logs = true; }

std::string Database::file() const { return held_->file; }

sqlite3* Database::raw() const { return held_->db; }

std::vector<std::string> statements_so_far() {
  auto& all = all_statements();
  std::lock_guard lock(all.mutex);
  return {all.texts.begin(), all.texts.end()};
}

bool is_additive(const EmbeddedFile& migration) { return migration.bytes.starts_with("-- Additive:"); }

namespace {

struct Past {
  std::string newest, last_used_by;  // Names of migrations; "": none yet.
};

// What was done to this database, and by a program of which version it was used last. Failure: by one that is too new for us.
Result<Past> read_past(Database& database, const std::string& family, const std::vector<EmbeddedFile>& files) {
  database.script(
      "CREATE TABLE IF NOT EXISTS store_migration (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;"
      "CREATE TABLE IF NOT EXISTS store_program (family TEXT PRIMARY KEY, newest TEXT NOT NULL) STRICT, WITHOUT ROWID;");
  if (!database.query("SELECT 1 FROM pragma_table_info('store_migration') WHERE name = 'additive'").next())
    database.script("ALTER TABLE store_migration ADD COLUMN additive INTEGER NOT NULL DEFAULT 0");
  Past past;
  for (auto rows = database.query("SELECT name, additive FROM store_migration WHERE name GLOB $1 ORDER BY name").text("migrations/sqlite/" + family + "_*"); rows.next();) {
    past.newest = rows.string_at(0);
    const bool is_known = std::any_of(files.begin(), files.end(), [&](const auto& file) { return file.name == past.newest; });
    if (!is_known && rows.number_at(1) == 0)
      return failure("this database was last brought up to date by a newer opak (" + past.newest.substr(past.newest.rfind('/') + 1) + "), and this one cannot work on it",
                     "Install that version again, or restore a backup from before it came.");
  }
  past.last_used_by = past.newest;
  if (auto row = database.query("SELECT newest FROM store_program WHERE family = $1").text(family); row.next()) past.last_used_by = row.string_at(0);
  return past;
}

}  // namespace

Result<Schema> migrate(Database& database, const std::string& family) { return migrate(database, family, embedded_under("migrations/sqlite/" + family + "_")); }

Result<Schema> migrate(Database& database, const std::string& family, const std::vector<EmbeddedFile>& files) {
  Schema schema;
  if (!files.empty()) schema.newest = files.back().name;
  try {
    const auto past = read_past(database, family, files);
    if (!past) return tl::unexpected(past.error());
    schema.fold_again = past->last_used_by != (past->newest > schema.newest ? schema.newest : past->newest);
    for (const auto& file : files) {
      const bool done = database.query("SELECT 1 FROM store_migration WHERE name = $1").text(file.name).next();
      if (done) continue;
      Transaction transaction(database);
      database.script(std::string(file.bytes));
      database.query("INSERT INTO store_migration (name, additive) VALUES ($1, $2)").text(file.name).number(is_additive(file) ? 1 : 0).run();
      transaction.commit();
    }
  } catch (const std::exception& error) {
    return failure(std::string("cannot bring the database to this version: ") + error.what());
  }
  return schema;
}

void settle(Database& database, const std::string& family, const Schema& schema) {
  auto row = database.query("SELECT 1 FROM store_program WHERE family = $1 AND newest = $2").text(family).text(schema.newest);
  if (row.next()) return;
  database.query("INSERT INTO store_program (family, newest) VALUES ($1, $2) ON CONFLICT (family) DO UPDATE SET newest = excluded.newest").text(family).text(schema.newest).run();
}

std::string dump_tables(Database& database, const std::string& prefix) {
  std::vector<std::string> tables;
  for (auto rows = database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE $1 ORDER BY name").text(prefix + "%"); rows.next();)
    tables.push_back(rows.string_at(0));
  std::string out;
  for (const auto& table : tables) {
    std::string columns, key;
    std::map<int, std::string> keys;
    int count = 0;
    for (auto rows = database.query("SELECT name, pk FROM pragma_table_info($1) ORDER BY cid").text(table); rows.next(); ++count) {
      columns += (count ? ", quote(" : "quote(") + rows.string_at(0) + ")";
      if (rows.number_at(1) > 0) keys[static_cast<int>(rows.number_at(1))] = rows.string_at(0);
    }
    for (const auto& [order, name] : keys) key += (key.empty() ? "" : ", ") + name;
    out += "== " + table + "\n";
    const std::string sql = "SELECT " + columns + " FROM " + table + " ORDER BY " + (key.empty() ? std::string("rowid") : key);
    for (auto rows = database.query(sql); rows.next();) {
      for (int i = 0; i < count; ++i) out += rows.string_at(i) + (i + 1 < count ? "|" : "\n");
    }
  }
  return out;
}

}  // namespace opak::store
