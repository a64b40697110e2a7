// Sharing out the cases that nobody has taken (O8): evenly, in the order of their clocks, and no more to one officer than the city allows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/roles.h"
#include "store/sqlite.h"

namespace opak::office {

// A colleague who works here now, by staff id ("S-0007"). None: nobody of that id, or they have left.
std::optional<access::Roles> roles_of_colleague(store::Database& reader, std::string_view staff);

struct Hand {
  std::string staff;  // "S-0007"
  access::Roles roles;
  std::int64_t held = 0;  // Open cases they have already.
};
struct Loose {
  std::string application;
  bool verifying = false;     // Waits for a verifier; else for an operator.
  std::string entered_by = {};  // "officer/S-0001" who accepted the papers: never the one who verifies. "" if none.
};
struct Share {
  std::string application, staff;
  bool operator==(const Share&) const = default;
};
// Each case goes to whoever may take it and has fewest; of two with the same number to the one named first. What fits nobody is left out.
std::vector<Share> share_evenly(std::vector<Hand> hands, const std::vector<Loose>& cases, std::int64_t held_max);

}  // namespace opak::office
