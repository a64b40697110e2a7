// A city that has worked for years: as many applications as are wished for, each through the office's own use cases, so that
// what is measured on it was written by nothing but the program. For `opak bench`.
//
// Working day by working day on a set clock; within a step (file, check, verify, print, drive, close) everybody works at the
// same time, as in an office. The last days leave cases at every desk. Photos are written, then forgotten but for the newest.
#pragma once

#include <functional>

#include "catalogue/catalogue.h"
#include "commands/data_folder.h"
#include "commands/settings.h"
#include "register/example_register.h"

namespace opak::commands {

struct GrownWish {
  std::int64_t applications = 100'000;
  int days = 5 * 365;  // Of history.
};

// Told about once a month of history: how many were filed so far.
using Progress = std::function<void(std::int64_t filed)>;

// The folder bears the example city's mark, its logins and its password: `opak demo` serves it. A folder that holds a city
// grown to this size already is left as it is. Failure: another city is in there, or the disk is full.
// Some of its cases, spread over all the years, as "number status-path" lines: what a resident would have in hand.
constexpr const char* grown_links = "opak.links";

Result<void> grow_city(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, registry::ExampleRegister& population, Moment now,
                       const GrownWish& wish, const Progress& progress = {});

}  // namespace opak::commands
