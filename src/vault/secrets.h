// The city's own secrets, kept in one file of mode 0600 beside (never inside) the data, made at the first start.
//
// Whoever holds this file and the database can read everything; whoever holds only the database can read nothing.
#pragma once

#include <string>

#include "base/world.h"

namespace opak::vault {

struct Secrets {
  Bytes city_key;      // 32 bytes: wraps every subject's key.
  Bytes blind_key;     // 32 bytes: keyed BLAKE2b of NIK, KK, phone, message ids.
  Bytes link_key;      // 32 bytes: secret links to a status page.
  Bytes handover_key;  // 32 bytes: envelope letters and the resident's one-time secret.
  Bytes session_key;   // 32 bytes: form tokens.
  Bytes log_seed;      // 32 bytes: Ed25519 seed of the public log's signing key.
  Bytes old_city_key = {};  // While the city's key is being changed: what it was. Else empty.
};

// Reads "opak.keys"; makes it if it is not there. Failure: the file is there and cannot be read or is not whole, or there
// is no telling; it is never made anew over an old one.
Result<Secrets> load_or_make_secrets(Files& files, Chance& chance);

// Writes a new city key beside the old one. Whoever reads the file from now on seals with the new one and opens with both. Failure:
// an earlier change is not finished.
Result<void> begin_key_change(Files& files, Chance& chance);
// Nothing is under the old key any more: it goes. REQUIRES: that.
Result<void> end_key_change(Files& files);

}  // namespace opak::vault
