#include "base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

#include "base/result.h"

namespace opak {
namespace {

// Fetching the algorithm costs more than hashing a short text; once a thread is enough.
struct Hasher {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Hasher() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

}  // namespace

Bytes sha256(std::initializer_list<ByteView> parts) {
  thread_local Hasher hasher;
  ensure(EVP_DigestInit_ex(hasher.context, hasher.algorithm, nullptr) == 1, "SHA-256 must start");
  for (const auto part : parts)
    ensure(EVP_DigestUpdate(hasher.context, part.data(), part.size()) == 1, "SHA-256 must take bytes");
  Bytes out(32, '\0');
  unsigned size = 0;
  ensure(EVP_DigestFinal_ex(hasher.context, reinterpret_cast<unsigned char*>(out.data()), &size) == 1, "SHA-256 must end");
  return out;
}

Bytes sha256(ByteView bytes) { return sha256({bytes}); }

Bytes hmac_sha256(ByteView key, ByteView message) {
  Bytes out(32, '\0');
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          reinterpret_cast<unsigned char*>(out.data()), &size);
  ensure(done != nullptr && size == 32, "HMAC must end");
  return out;
}

}  // namespace opak
