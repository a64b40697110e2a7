// What a data folder is to its city: the file copy.state, beside the database and never inside it.
#pragma once

#include "base/world.h"
#include "copies/place.h"

namespace opak::copies {

enum class Part {
  alone,     // Ships nowhere and never did.
  writer,
  follower,  // Receives; `opak take-over` makes a writer of it.
  deposed    // Another writer has this city. Nothing is ever acknowledged here again.
};

struct Role {
  Part part = Part::alone;
  std::string city;
  std::uint64_t epoch = 0;        // A writer's own; of the others, the highest they have seen.
  bool took_over = false;         // A writer that was a follower once.
  store::CopyHead applied = {};   // A follower's: what is in its database and synced.
  bool base_pending = false;      // A follower's: a whole copy has come and is to take the database's place.
};

constexpr const char* role_file = "copy.state";
Result<Role> read_role(Files& folder);
Result<void> write_role(Files& folder, const Role& role);

}  // namespace opak::copies
