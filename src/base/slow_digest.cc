#include "base/slow_digest.h"

#include <openssl/evp.h>

#include "base/result.h"

namespace opak {

Bytes pbkdf2_sha256(ByteView secret, ByteView salt, int rounds) {
  Bytes out(32, '\0');
  const auto done = PKCS5_PBKDF2_HMAC(secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                                      rounds, EVP_sha256(), static_cast<int>(out.size()), reinterpret_cast<unsigned char*>(out.data()));
  ensure(done == 1, "PBKDF2 must end");
  return out;
}

}  // namespace opak
