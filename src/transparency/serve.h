// What stands below the log's public address, as bytes; the web room puts them on the wire.
//
//   checkpoint              the newest signed note            a few seconds
//   vkey                    the log's verifier key            a few seconds
//   tile/<L>/<N>[.p/<W>]    hashes                            for ever
//   tile/entries/<N>[.p/<W>] leaves                           for ever
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "transparency/log.h"

namespace opak::transparency {

enum class Caching { seconds, immutable };

struct Resource {
  Bytes bytes;
  std::string_view content_type;
  Caching caching = Caching::seconds;
  bool operator==(const Resource&) const = default;
};

// None is 404: no such name, another spelling of one, or a width that no published checkpoint implies.
std::optional<Resource> serve(PublicLogReader& log, std::string_view path_below_prefix);

}  // namespace opak::transparency
