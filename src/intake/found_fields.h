// What stands in a free message: numbers, names, dates, places. "a.n. Siti Aminah nik 3673.01... kp Lebak rt 02/05 kel Unyur".
//
// Only what the law's own rules accept is called a NIK, a No. KK, a phone or an application; the rest is left out or called doubtful.
// Nothing is made up and nothing is decided: what is found is a proposal. The keys of the JSON: docs/formats/understand.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "intake/answers_in_one.h"
#include "law/region.h"

namespace opak::intake {

struct FoundFields {
  std::vector<std::string> nik, kk, doubtful_numbers, phones;
  std::vector<std::string> names;
  std::vector<std::string> applications;       // Whole, with the right check letter.
  std::vector<std::string> application_parts;  // "nomor permohonan 0231".
  std::vector<Day> dates;
  std::vector<const law::Region*> kelurahan;   // Candidates; several where one name is two places. Pointers into the Regions given.
  std::vector<std::string> kecamatan;
  AddressWords address;
};

// today: the day "kemarin" and "20 november" are counted from; without it only whole dates are found. Looks at the first 4,096 bytes.
FoundFields found_fields_in(std::string_view text, const law::Regions& regions, std::optional<Day> today);
Json written(const FoundFields& found);

}  // namespace opak::intake
