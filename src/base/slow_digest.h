// PBKDF2-HMAC-SHA-256 (RFC 8018), from OpenSSL: a hash that is slow on purpose, for what few letters protect. Browsers have it too.
#pragma once

#include "base/bytes.h"

namespace opak {

Bytes pbkdf2_sha256(ByteView secret, ByteView salt, int rounds);  // 32 bytes.

}  // namespace opak
