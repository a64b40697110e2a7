// Serial numbers of blank cards, as officers type and scan them.
#include "core/blangko/blangko.h"
#include "target.h"

using opak::fuzz::must;

FUZZ_TARGET(blangko, "own/text", "fetched/strings") {
  const auto serial = opak::blangko::parse_serial(bytes);
  if (!serial) return;
  must(serial->number >= 0 && opak::blangko::parse_serial(serial->text()) == serial);
  must(serial->text().size() == serial->series.size() + static_cast<std::size_t>(serial->width));
}
