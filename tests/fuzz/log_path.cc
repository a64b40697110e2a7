// Addresses below /log: only the names of tiles that a published checkpoint implies.
#include "target.h"
#include "transparency/example_log.h"
#include "transparency/serve.h"

using opak::fuzz::must;
namespace log_room = opak::transparency;

FUZZ_TARGET(log_path, "fetched/path", "fetched/url") {
  static log_room::example::City city("fuzz_log_path");
  static const bool is_filled = (city.batch(300), true);
  static log_room::PublicLogReader log(city.writer);
  must(is_filled);
  const auto resource = log_room::serve(log, bytes);
  if (!resource || bytes == "checkpoint" || bytes == "vkey") return;
  const auto path = log_room::TilePath::parse(bytes);
  must(path.has_value() && path->format() == bytes && resource->caching == log_room::Caching::immutable);
}
