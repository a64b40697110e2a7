// Counting everything again. Works on a copy, because it folds the worklists anew to compare them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/sqlite.h"
#include "vault/vault.h"

namespace opak::commands {

struct BookReport {
  std::int64_t entries = 0, leaves = 0, checkpoints = 0, serials = 0;
  std::int64_t erased = 0;            // Leaves whose person was erased: their commitment can no longer be opened, by design.
  std::int64_t erasures_unfinished = 0;  // The key is gone, its last traces in the log or its files may not be.
  std::vector<std::string> faults;    // For the operator, with the first place that does not hold; empty: all is well.
};

// REQUIRES: `copy` is nobody else's; its worklists are folded anew.
BookReport verify_book(store::Database& copy, const vault::Vault& vault);

}  // namespace opak::commands
