// The catalogue a command works with: the city's own folder where the settings name one, else the files inside the program.
#pragma once

#include "catalogue/catalogue.h"
#include "commands/exit.h"
#include "commands/settings.h"

namespace opak::commands {

Result<std::vector<catalogue::SourceFile>> sources_of(const Settings& settings);
Result<catalogue::Catalogue> catalogue_of(const Settings& settings);

}  // namespace opak::commands
