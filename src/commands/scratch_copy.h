// A copy of the whole database as it is at one moment, safe while the city runs, gone when this goes.
#pragma once

#include <memory>
#include <string>

#include "store/sqlite.h"

namespace opak::commands {

class ScratchCopy {
 public:
  // In memory where it is small, else as a file of its own beside the original.
  static Result<std::unique_ptr<ScratchCopy>> of(const std::string& database);
  ~ScratchCopy();
  ScratchCopy(const ScratchCopy&) = delete;
  store::Database& database() { return *database_; }

 private:
  ScratchCopy() = default;
  std::string file_;  // "" where it is in memory.
  std::unique_ptr<store::Database> database_;
};

// The name of a file on disk, for a copy that is made from a database in memory (which would else stay in memory).
std::string on_disk(const std::string& path);

}  // namespace opak::commands
