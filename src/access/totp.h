// The second factor: a code from the telephone's authenticator (RFC 6238: SHA-1, 6 digits, 30 seconds), and eight recovery
// codes for the day the telephone is lost. No code opens twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "store/sqlite.h"
#include "vault/vault.h"

namespace opak::access {

constexpr int recovery_codes_count = 8;

std::string base32(ByteView secret);  // RFC 4648, without padding: 20 bytes are 32 letters.
// "otpauth://totp/Opak%20Manis:siti.aminah?secret=...": what the QR for the authenticator says.
std::string otpauth_uri(ByteView secret, std::string_view issuer, std::string_view login);
// The six digits at that moment. For the demo's page of logins, for tests.
std::string totp_code(ByteView secret, Moment at);
// The step whose code this is: now, one before or one after; none if it is wrong or not later than `last_step`.
std::optional<std::int64_t> accepted_step(ByteView secret, std::string_view code, Moment now, std::int64_t last_step);

std::string totp_place(std::string_view staff);  // Where a secret stands, for its seal.

// A new secret, sealed and waiting for its first code; an older one keeps working until then. Gives the secret (20 bytes).
// REQUIRES: the staff member is there.
Bytes begin_totp(store::Database& database, vault::Vault& vault, std::string_view staff, Chance& chance);
// The waiting secret, to show its QR again; none if nothing waits.
std::optional<Bytes> waiting_totp(store::Database& database, const vault::Vault& vault, std::string_view staff);
// A right code makes the waiting secret the one in use. Gives new recovery codes ("BCDF-GHJK-MNPR"), to be shown once.
std::optional<std::vector<std::string>> confirm_totp(store::Database& database, vault::Vault& vault, std::string_view staff,
                                                     std::string_view code, Moment now, Chance& chance);
// Takes the second factor away: an admin's help for a lost telephone.
void remove_totp(store::Database& database, std::string_view staff);

// Right code, or an unused recovery code: takes it, so that it never opens again.
bool use_second_factor(store::Database& database, vault::Vault& vault, std::string_view staff, std::string_view code, Moment now);
int recovery_codes_left(store::Database& database, std::string_view staff);

}  // namespace opak::access
