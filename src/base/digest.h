// SHA-256 and HMAC-SHA-256 (FIPS 180-4, RFC 2104), from OpenSSL.
#pragma once

#include "base/bytes.h"

namespace opak {

Bytes sha256(ByteView bytes);  // 32 bytes.

// Hash of several parts as if they were one; spares the concatenation.
Bytes sha256(std::initializer_list<ByteView> parts);

Bytes hmac_sha256(ByteView key, ByteView message);  // 32 bytes.

}  // namespace opak
