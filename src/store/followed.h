// A database that follows another page by page, while readers of this process look at it.
//
// It is kept without a write-ahead log of its own: whoever applies batches keeps them until sync() returned (they are its
// redo log), so pages are simply written in place. SQLite's exclusive lock stands around each batch: a reader sees all of it or
// nothing. When the city is taken over, opening it as a writer makes an ordinary database of it.
#pragma once

#include <memory>

#include "store/batch.h"

struct sqlite3;
struct sqlite3_file;

namespace opak::store {

class FollowedDatabase {
 public:
  static Result<FollowedDatabase> open(const std::string& path);
  FollowedDatabase(FollowedDatabase&&) noexcept;
  ~FollowedDatabase();

  // Again is harmless: the same pages are written once more. Failure: it may be half there; apply it again before anyone reads.
  Result<void> apply(const Batch& batch);
  Result<void> sync();

 private:
  FollowedDatabase() = default;
  sqlite3* db_ = nullptr;
  sqlite3_file* file_ = nullptr;
};

// Marks a whole copy of a database as one that follows: readers then take locks instead of looking for a log beside it.
Result<void> make_followed(const std::string& path);

}  // namespace opak::store
