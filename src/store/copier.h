// Whoever brings committed batches to a second place, as the clerk knows it.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace opak::store {

class Database;

struct CopyState {
  bool reached = false;             // The second place answers and takes what it is sent.
  std::int64_t waiting_bytes = 0;   // Committed here, not yet known to be there.
  std::int64_t behind_ms = 0;       // Age of the oldest of it; 0: nothing waits.
  std::int64_t batches = 0;         // Taken there since the start.
  std::int64_t bases = 0;           // Whole copies made since the start.
};

class Copier {
 public:
  virtual ~Copier() = default;
  // Once, before the first commit. Failure: this city must not be written here.
  virtual Result<void> begin(Database& writer) = 0;
  // Between two batches, outside a transaction, on the thread that writes. False: the second place does not keep up, and
  // answers are to wait for it; nothing is to be written now.
  virtual bool may_write(Database& writer) = 0;
  // After each commit, before anything of it is answered. False: it is not known to be in the second place, and answers are
  // to wait for that.
  virtual bool committed(Database& writer) = 0;
  // True once nothing in the second place is older than the first time this was asked of `what`: then what was erased before is
  // gone there as well.
  virtual bool past_is_gone(const std::string& what) = 0;
  virtual CopyState state() const = 0;
};

// For commands that change a city which ships elsewhere: they ship nothing, and can promise nothing of the second place.
class NoCopier : public Copier {
 public:
  Result<void> begin(Database&) override { return {}; }
  bool may_write(Database&) override { return true; }
  bool committed(Database&) override { return true; }
  bool past_is_gone(const std::string&) override { return false; }
  CopyState state() const override { return {}; }
};

}  // namespace opak::store
