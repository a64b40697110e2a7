#include "access/sign_in.h"

#include "access/totp.h"
#include "base/text.h"

namespace opak::access {
namespace {

constexpr std::string_view from_one_network = "sign_in";
constexpr std::string_view from_anywhere = "sign_in_anywhere";
constexpr int many_tries_from_anywhere = 20;
constexpr Pace calm{};
constexpr Pace under_attack{.free_tries = 1, .first_wait_ms = seconds(8), .wait_ms_max = minutes(15)};

std::string login_from(std::string_view login, std::string_view network) { return std::string(login) + " " + std::string(network); }

std::optional<std::string> find_hash(store::Database& database, std::string_view login) {
  auto row = database.query("SELECT password FROM access_staff WHERE login = $1 AND active = 1").text(login);
  if (!row.next()) return std::nullopt;
  return row.string_at(0);
}

}  // namespace

void note_sign_in(store::Database& database, std::string_view id, std::string_view network, Moment now) {
  database.query("UPDATE access_staff SET earlier_in_at = last_in_at, earlier_in_from = last_in_from, last_in_at = $1, last_in_from = $2 WHERE id = $3")
      .number(now.ms).text(network).text(id).run();
}

tl::expected<SignIn, Refusal> begin_sign_in(store::Database& reader, Limiter& limiter, std::string_view login, std::string_view network,
                                            Moment now) {
  SignIn sign_in{.login = lower_ascii(trimmed(login)), .network = std::string(network), .hash = {}};
  const bool attacked = limiter.tries(from_anywhere, sign_in.login, now) >= many_tries_from_anywhere;
  const auto wait_ms = limiter.begin_try(from_one_network, login_from(sign_in.login, network), now, attacked ? under_attack : calm);
  if (wait_ms > 0) return tl::unexpected(refusal_to_wait(wait_ms));
  // Counts, and never holds anybody up by itself.
  limiter.begin_try(from_anywhere, sign_in.login, now, {.free_tries = 1'000'000'000});
  sign_in.hash = find_hash(reader, sign_in.login);
  return sign_in;
}

tl::expected<SignedIn, Refusal> finish_sign_in(store::Database& database, vault::Vault& vault, Limiter& limiter, const SignIn& sign_in,
                                               bool password_right, std::string_view code, std::string_view old_cookie, Moment now,
                                               Chance& chance) {
  const auto failed = tl::unexpected(Refusal{"access.sign_in_failed"});
  if (!password_right || !sign_in.hash) return failed;
  if (find_hash(database, sign_in.login) != sign_in.hash) return failed;
  const auto staff = find_staff_by_login(database, sign_in.login);
  if (!staff || (staff->has_totp && !use_second_factor(database, vault, staff->id, code, now))) return failed;

  limiter.forgive(from_one_network, login_from(sign_in.login, sign_in.network));
  limiter.forgive_one(from_anywhere, sign_in.login);
  note_sign_in(database, staff->id, sign_in.network, now);
  const auto proof = staff->has_totp ? Proof::password_and_code : Proof::password;
  auto cookie = start_session(database, chance, SessionKind::staff, staff->id, proof, old_cookie, now);
  return SignedIn{std::move(cookie), *find_staff(database, staff->id), proof, recovery_codes_left(database, staff->id)};
}

}  // namespace opak::access
