// Counting the public log again from its first leaf: every hash, every node, every checkpoint ever signed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "store/sqlite.h"
#include "transparency/note.h"

namespace opak::transparency {

struct AuditReport {
  std::uint64_t leaves = 0;       // Found sound, from the first on.
  std::uint64_t checkpoints = 0;  // Likewise.
  Bytes root;                     // Over all leaves; empty where there is a fault.
  std::optional<std::string> fault;  // The first one, for the operator; none: all is well.

  bool is_sound() const { return !fault; }
};

// Reads one snapshot from end to end in one pass; memory stays small whatever the size. Throws StoreFailure where the
// disk cannot be read.
AuditReport audit(store::Database& reader, const Vkey& log);

}  // namespace opak::transparency
