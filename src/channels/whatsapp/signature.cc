// The signature alone: the pretend Meta signs with it, and needs no office for that.
#include "base/digest.h"
#include "channels/whatsapp/webhook.h"

namespace opak::channels::whatsapp {

std::string signature_of(std::string_view app_secret, ByteView raw) { return "sha256=" + to_hex(hmac_sha256(app_secret, raw)); }

Signature check_signature(std::string_view app_secret, std::string_view header, ByteView raw) {
  if (header.empty()) return Signature::missing;
  if (app_secret.empty()) return Signature::wrong;
  return equal_in_constant_time(signature_of(app_secret, raw), header) ? Signature::right : Signature::wrong;
}

}  // namespace opak::channels::whatsapp
