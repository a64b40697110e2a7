// What stands at the door: where somebody comes from, roles, new passwords, codes of an authenticator.
#include "access/password.h"
#include "access/remote.h"
#include "access/roles.h"
#include "access/totp.h"
#include "base/text.h"
#include "target.h"

using opak::fuzz::must;
namespace door = opak::access;

FUZZ_TARGET(access, "own/text", "fetched/strings", "fetched/sqli") {
  const auto network = door::network_of(bytes);
  must(network == "unknown" || network.ends_with("/24") || network.ends_with("/56"));
  must(network.size() <= 64 && network.find_first_not_of("0123456789abcdef.:/unkow") == network.npos);
  if (const auto roles = door::parse_roles(bytes)) must(door::parse_roles(door::format(*roles)) == roles);
  if (const auto role = door::role_named(bytes)) must(door::name_of(*role) == bytes);
  if (const auto refusal = door::refuse_password(bytes, "rina")) must(refusal->key.starts_with("access."));
  else must(bytes.size() >= door::password_letters_min && bytes.size() <= door::password_bytes_max);
  static const opak::Bytes secret(20, 's');
  constexpr opak::Moment now{1'795'000'000'000};
  if (const auto step = door::accepted_step(secret, bytes, now, 0)) {
    must(opak::only_digits(bytes).size() == 6);
    must(!door::accepted_step(secret, bytes, now, *step + 2).has_value());  // No code opens twice.
  }
}
