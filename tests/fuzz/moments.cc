// Days, moments and numbers: one spelling each, or none.
#include <algorithm>

#include "base/time.h"
#include "target.h"
#include "transparency/note.h"

using opak::fuzz::must;

FUZZ_TARGET(moments, "own/text") {
  if (const auto day = opak::parse_iso_day(bytes)) must(opak::iso_day(*day) == bytes);
  if (const auto at = opak::parse_iso_moment(bytes)) {
    const auto written = opak::iso_moment(*at);
    must(opak::parse_iso_moment(written) == at && (written == bytes || bytes.size() == std::string_view("2026-11-23T01:31:00Z").size()));
  }
  if (const auto number = opak::transparency::parse_decimal(bytes)) must(std::to_string(*number) == bytes);
}
