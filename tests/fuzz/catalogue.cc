// An office's own catalogue: a whole city, or problems that name the file. The first byte says which file the rest stands in for.
#include "catalogue/catalogue.h"

#include "catalogue/source.h"
#include "target.h"

using opak::fuzz::must;
namespace room = opak::catalogue;

FUZZ_TARGET(catalogue, "fetched/json/test_parsing", "own/json") {
  static const auto sources = room::embedded_sources();
  if (bytes.empty() || bytes.size() > 16'384) return;
  auto changed = sources;
  auto& file = changed[static_cast<unsigned char>(bytes.front()) % changed.size()];
  file.bytes = bytes.substr(1);
  const auto loaded = room::Catalogue::load(changed, "36.73");
  if (loaded) {
    must(loaded->city().code == "36.73" && !loaded->services().empty());
    return;
  }
  must(!loaded.error().empty());
  for (const auto& problem : loaded.error()) must(!problem.what.empty() && problem.line >= 0 && problem.what.size() <= 4'096);
}
