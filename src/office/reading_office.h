// An office that only reads: over a database that follows a city on another machine.
#pragma once

#include "office/office.h"

namespace opak::office {

// `life` tells when the database was replaced as a whole: readers then open it again. Every wish is answered with a Failure.
std::unique_ptr<Office> open_to_read(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue, vault::Secrets secrets,
                                     registry::PopulationRegister& population, std::function<int()> life);

}  // namespace opak::office
