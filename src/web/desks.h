// The desks of the staff: the entries of the dark bar, each with the roles that work there.
#pragma once

#include <span>
#include <string_view>

#include "access/roles.h"

namespace opak::web {

struct Desk {
  std::string_view key;   // PageSettings::desk of the pages that belong to it.
  std::string_view path;
  std::string_view words;  // Sentence key.
  access::Roles roles;
};

std::span<const Desk> all_desks();

// Lists of the day, which an office computer may keep for when the line is down (assets/luring.js); never an opened file.
bool is_list_of_the_day(std::string_view path);

}  // namespace opak::web
