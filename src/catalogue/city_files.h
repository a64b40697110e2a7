// The folder of one city: city.toml, regions.csv, notices.toml, holidays-<year>.toml.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"

namespace opak::catalogue {

// None if there is no such city or its file is not TOML; other faults are in `problems`.
std::optional<City> read_city(const std::vector<SourceFile>& files, std::string_view code, std::vector<Problem>& problems);

// What is wrong is in `problems`; whether its notices are those of the sentences is checked in check.cc.
NoticeWays read_notices(const SourceFile& file, std::vector<Problem>& problems);

// The codes of all cities among the files, sorted.
std::vector<std::string> city_codes(const std::vector<SourceFile>& files);

}  // namespace opak::catalogue
