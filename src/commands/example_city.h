// The example city: invented people, some 300 applications in every stage, and a month in which the office did its work.
//
// A walk through the days of a calendar, with the office's own use cases, a clock that is set and dice from a seed; only
// the keys are drawn by real chance. It all happens in memory and is put on disk at the end, under its name at once: a
// first start that is cut off leaves no city, and the next one begins anew.
#pragma once

#include "catalogue/catalogue.h"
#include "commands/data_folder.h"
#include "commands/settings.h"
#include "register/example_register.h"

namespace opak::commands {

constexpr const char* example_mark = "opak.demo";  // Stands in a folder whose people are invented. No real city bears it.

struct ExampleLogin {
  const char* login;
  const char* name;
  const char* roles;
  const char* counter = "";  // Of a kelurahan, where this officer works; "": the city's office.
};
// Two of each whom four eyes need.
const std::vector<ExampleLogin>& example_logins();
constexpr const char* example_password = "opak-manis-contoh";

struct ExampleWish {
  int applications = 300;  // About.
  int days = 31;           // Of history, with today.
};

// Made by `opak demo`: invented people, officers whose password everybody knows.
bool is_example_city(const DataFolder& folder);
// Whether the folder holds a whole example city, nothing, or something else. Failure: a real city is in there.
Result<bool> has_example_city(const DataFolder& folder);

Result<void> fill_example_city(DataFolder& folder, const catalogue::Catalogue& catalogue, const Settings& settings, registry::ExampleRegister& population,
                               Child& reader, Moment now, const ExampleWish& wish = {});

}  // namespace opak::commands
