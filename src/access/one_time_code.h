// "A number confirmed by code": six digits sent to a telephone, typed back within ten minutes.
//
// The number is known here by its blind index only. One code lives for a number and whoever asked for it; a new one ends the
// old. A stranger who asks for codes to somebody's number, or types wrong ones, so uses up none but their own. Wrong tries at
// a number that nobody asked a code for are answered and counted like all others, so the answers tell nothing of a number.
#pragma once

#include <string>
#include <string_view>

#include "base/world.h"
#include "store/sqlite.h"
#include "vault/vault.h"

namespace opak::access {

constexpr std::int64_t code_valid_ms = minutes(10);
constexpr std::int64_t code_again_ms = seconds(30);
constexpr int code_wrong_tries_max = 5;
constexpr int codes_an_hour_max = 5;           // To one number ...
constexpr int codes_a_day_max = 10;
constexpr int codes_an_hour_network_max = 60;  // ... and from one network: many share an operator's address.

// The text of the code, given once, to be sent and forgotten. `number` is vault.blind("phone", ...). `asker` is something only
// the one who asked can show again.
// Refusal: access.code_wait {detik}, access.code_limit. Run it inside the transaction that writes the message to send.
tl::expected<std::string, Refusal> issue_code(store::Database& database, const vault::Vault& vault, const Bytes& number,
                                              std::string_view network, Moment now, Chance& chance, std::string_view asker = {});

enum class CodeCheck { right, wrong, expired, too_many };

// A right code is used up. Every call is a try: run it on the writer, and commit whatever the answer.
CodeCheck check_code(store::Database& database, const vault::Vault& vault, const Bytes& number, std::string_view typed, Moment now,
                     Chance& chance, std::string_view asker = {});
// access.code_wrong, code_expired, code_too_many. REQUIRES: not right.
Refusal refusal_of(CodeCheck check);

void remove_old_codes(store::Database& database, Moment now);

}  // namespace opak::access
