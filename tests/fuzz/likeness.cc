// How alike two spellings are. The first line is the one, the rest the other; the answer is the same from both sides.
#include "base/text.h"
#include "register/likeness.h"
#include "target.h"

using opak::fuzz::must;
namespace registry = opak::registry;

FUZZ_TARGET(likeness, "own/text", "fetched/strings") {
  const auto end = std::min(bytes.find('\n'), bytes.size());
  const auto one = bytes.substr(0, end), other = bytes.substr(std::min(end + 1, bytes.size()));
  must(registry::names_alike(one, other) == registry::names_alike(other, one));
  must(registry::streets_alike(one, other) == registry::streets_alike(other, one));
  must(registry::numbers_alike(one, other) == registry::numbers_alike(other, one));
  must(registry::names_alike(one, one) == registry::Likeness::same && registry::numbers_alike(one, one) == registry::Likeness::same);
  const auto steps = opak::edit_distance(one, other, 3);
  must(steps >= 0 && steps <= 4 && steps == opak::edit_distance(other, one, 3) && (steps == 0) == (one == other));
}
