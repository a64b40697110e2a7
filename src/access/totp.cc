#include "access/totp.h"

#include <liboath/oath.h>

#include <array>
#include <cstdlib>

#include "base/ids.h"
#include "base/text.h"

namespace opak::access {
namespace {

constexpr unsigned digits = 6;
constexpr std::int64_t step_seconds = 30;
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t recovery_letters = 12;

void ensure_oath() {
  static const bool started = oath_init() == OATH_OK;
  ensure(started, "liboath must start");
}


std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(hex[byte >> 4U]);
      out.push_back(hex[byte & 15U]);
    }
  }
  return out;
}

std::string code_at_step(ByteView secret, std::int64_t step) {
  ensure_oath();
  std::array<char, digits + 1> out{};
  const int done = oath_totp_generate(secret.data(), secret.size(), static_cast<time_t>(step * step_seconds), step_seconds, 0, digits, out.data());
  ensure(done == OATH_OK, "a TOTP code can be made");
  return out.data();
}

std::string letters_of(std::string_view code) {
  std::string out;
  for (const char c : upper_ascii(code))
    if (c >= 'A' && c <= 'Z') out.push_back(c);
  return out;
}

// Keyed by the city, so a stolen database alone gives no codes back.
Bytes recovery_digest(const vault::Vault& vault, std::string_view staff, std::string_view letters) {
  return vault.blind("recovery", Personal<std::string>(std::string(staff) + "/" + std::string(letters)));
}

std::vector<std::string> new_recovery_codes(store::Database& database, const vault::Vault& vault, std::string_view staff, Chance& chance) {
  database.query("DELETE FROM access_recovery WHERE staff = $1").text(staff).run();
  std::vector<std::string> codes;
  while (codes.size() < recovery_codes_count) {
    const auto letters = plain_letters(chance.bytes(2 * recovery_letters), recovery_letters);
    database.query("INSERT INTO access_recovery (staff, digest) VALUES ($1, $2)").text(staff).blob(recovery_digest(vault, staff, letters)).run();
    codes.push_back(letters.substr(0, 4) + "-" + letters.substr(4, 4) + "-" + letters.substr(8));
  }
  return codes;
}

bool use_recovery_code(store::Database& database, const vault::Vault& vault, std::string_view staff, std::string_view code, Moment now) {
  const auto letters = letters_of(code);
  if (letters.size() != recovery_letters) return false;
  database.query("UPDATE access_recovery SET used_at = $1 WHERE staff = $2 AND digest = $3 AND used_at IS NULL")
      .number(now.ms).text(staff).blob(recovery_digest(vault, staff, letters)).run();
  return database.changes() == 1;
}

bool use_totp_code(store::Database& database, const vault::Vault& vault, std::string_view staff, std::string_view code, Moment now) {
  Sealed sealed;
  std::int64_t last_step = 0;
  {
    auto row = database.query("SELECT totp, totp_step FROM access_staff WHERE id = $1 AND totp IS NOT NULL").text(staff);
    if (!row.next()) return false;
    sealed.bytes = Bytes(row.blob_at(0));
    last_step = row.number_at(1);
  }
  const auto secret = vault.open_for_city(totp_place(staff), sealed);
  ensure(secret.has_value(), "a TOTP secret opens under the city's key");
  const auto step = accepted_step(*secret, code, now, last_step);
  if (!step) return false;
  database.query("UPDATE access_staff SET totp_step = $1 WHERE id = $2").number(*step).text(staff).run();
  return true;
}

}  // namespace

std::string totp_place(std::string_view staff) { return "access_staff/" + std::string(staff) + "/totp"; }

std::string base32(ByteView secret) {
  ensure_oath();
  char* text = nullptr;
  std::size_t size = 0;
  ensure(oath_base32_encode(secret.data(), secret.size(), &text, &size) == OATH_OK, "a secret can be written in base32");
  std::string out(text, size);
  std::free(text);
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

std::string otpauth_uri(ByteView secret, std::string_view issuer, std::string_view login) {
  return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(login) + "?secret=" + base32(secret) +
         "&issuer=" + percent_encoded(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::string totp_code(ByteView secret, Moment at) { return code_at_step(secret, at.ms / seconds(step_seconds)); }

std::optional<std::int64_t> accepted_step(ByteView secret, std::string_view code, Moment now, std::int64_t last_step) {
  std::string typed;
  for (const char c : code)
    if (c != ' ') typed.push_back(c);  // Authenticators show "123 456".
  const auto present = now.ms / seconds(step_seconds);
  for (auto step = present - 1; step <= present + 1; ++step)
    if (equal_in_constant_time(code_at_step(secret, step), typed) && step > last_step) return step;
  return std::nullopt;
}

Bytes begin_totp(store::Database& database, vault::Vault& vault, std::string_view staff, Chance& chance) {
  Bytes secret = chance.bytes(secret_bytes);
  database.query("UPDATE access_staff SET totp_waiting = $1 WHERE id = $2").blob(vault.seal_for_city(totp_place(staff), secret).bytes).text(staff).run();
  ensure(database.changes() == 1, "a second factor belongs to a staff member");
  return secret;
}

std::optional<Bytes> waiting_totp(store::Database& database, const vault::Vault& vault, std::string_view staff) {
  auto row = database.query("SELECT totp_waiting FROM access_staff WHERE id = $1 AND totp_waiting IS NOT NULL").text(staff);
  if (!row.next()) return std::nullopt;
  return vault.open_for_city(totp_place(staff), Sealed{Bytes(row.blob_at(0))});
}

std::optional<std::vector<std::string>> confirm_totp(store::Database& database, vault::Vault& vault, std::string_view staff,
                                                     std::string_view code, Moment now, Chance& chance) {
  const auto secret = waiting_totp(database, vault, staff);
  if (!secret) return std::nullopt;
  const auto step = accepted_step(*secret, code, now, 0);
  if (!step) return std::nullopt;
  database.query("UPDATE access_staff SET totp = totp_waiting, totp_waiting = NULL, totp_step = $1 WHERE id = $2").number(*step).text(staff).run();
  return new_recovery_codes(database, vault, staff, chance);
}

void remove_totp(store::Database& database, std::string_view staff) {
  database.query("UPDATE access_staff SET totp = NULL, totp_waiting = NULL WHERE id = $1").text(staff).run();
  database.query("DELETE FROM access_recovery WHERE staff = $1").text(staff).run();
}

bool use_second_factor(store::Database& database, vault::Vault& vault, std::string_view staff, std::string_view code, Moment now) {
  return use_totp_code(database, vault, staff, code, now) || use_recovery_code(database, vault, staff, code, now);
}

int recovery_codes_left(store::Database& database, std::string_view staff) {
  auto row = database.query("SELECT count(*) FROM access_recovery WHERE staff = $1 AND used_at IS NULL").text(staff);
  row.next();
  return static_cast<int>(row.number_at(0));
}

}  // namespace opak::access
