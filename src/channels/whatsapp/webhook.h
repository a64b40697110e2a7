// The webhook: where WhatsApp knocks.
//
// Signature first, over the bytes as received (Meta escapes emoji; parsing first would change them). Then each message and
// status is sealed and put into the inbox once, in one commit, and only then comes the 200. Work is done later (inbox.h).
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "channels/whatsapp/settings.h"
#include "office/office.h"

namespace opak::channels::whatsapp {

constexpr std::size_t webhook_bytes_max = 1024 * 1024;

// The challenge to send back as text/plain with 200; none: 403.
std::optional<std::string> handshake(const Settings&, std::string_view mode, std::string_view verify_token, std::string_view challenge);

enum class Signature { missing, wrong, right };
// `header`: X-Hub-Signature-256, "sha256=<hex>". An empty secret is never right.
Signature check_signature(std::string_view app_secret, std::string_view header, ByteView raw);
std::string signature_of(std::string_view app_secret, ByteView raw);  // The header's value.

// The HTTP status to answer with: 200 kept (or known already), 400 not what WhatsApp sends, 401 no signature, 403 a wrong
// one, 413 too large, 503 could not be kept: WhatsApp sends it again, for up to seven days.
Later<int> receive(office::Office&, const Settings&, std::string_view signature_header, ByteView raw);

// What is signed and yet unreadable comes again for a week: it is counted, and the diary gets one line a minute. Thread-safe.
class UnreadWebhooks {
 public:
  // Counts one. How many came since the last line, where a line is due now; 0 where not.
  std::int64_t count(Moment now);

 private:
  std::mutex mutex_;
  std::optional<Moment> said_at_;
  std::int64_t unsaid_ = 0;
};

}  // namespace opak::channels::whatsapp
