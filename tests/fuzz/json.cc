// JSON: what is read and written again is the same.
#include "base/json.h"
#include "base/text.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(json, "own/json", "fetched/json/test_parsing", "fetched/json/test_transform", "fetched/json/go-fuzz") {
  const auto json = opak::parse_json(bytes, 32);
  if (!json) return;
  must(opak::is_utf8(bytes));
  const auto written = json->write();
  const auto again = opak::parse_json(written, 32);
  must(again.has_value() && again->write() == written);
  (void)(*json)["nik"].text();
  (void)(*json)[std::size_t{0}].number();
}
