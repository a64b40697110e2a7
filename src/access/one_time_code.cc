#include "access/one_time_code.h"

#include <fmt/format.h>

#include "base/text.h"

namespace opak::access {
namespace {

constexpr std::uint64_t codes_there_are = 1'000'000;

struct Living {
  Bytes salt;
  Bytes digest;
  Moment made_at;
  int tries = 0;
};

Bytes digest_of(const vault::Vault& vault, const Bytes& number, ByteView salt, std::string_view code) {
  Bytes what = number;
  what += salt;
  what += code;
  return vault.blind("code", Personal<std::string>(std::move(what)));
}

// Where the code of this asker lies.
Bytes place_of(const vault::Vault& vault, const Bytes& number, std::string_view asker) {
  return asker.empty() ? number : vault.blind("code_asker", Personal<std::string>(number + std::string(asker)));
}

Bytes digest_of_network(const vault::Vault& vault, std::string_view network) {
  return vault.blind("network", Personal<std::string>(std::string(network)));
}

int sent_since(store::Database& database, const Bytes& whom, Moment since) {
  auto row = database.query("SELECT count(*) FROM access_code_sent WHERE whom = $1 AND at > $2").blob(whom).number(since.ms);
  row.next();
  return static_cast<int>(row.number_at(0));
}

std::optional<Moment> last_sent(store::Database& database, const Bytes& whom) {
  auto row = database.query("SELECT max(at) FROM access_code_sent WHERE whom = $1").blob(whom);
  if (!row.next() || row.is_null_at(0)) return std::nullopt;
  return Moment{row.number_at(0)};
}

std::optional<Refusal> refuse_sending(store::Database& database, const Bytes& number, const Bytes& network, Moment now) {
  if (const auto last = last_sent(database, number); last && now - *last < code_again_ms) {
    const auto left_s = (code_again_ms - (now - *last) + 999) / 1000;
    return Refusal{"access.code_wait", {{"detik", std::to_string(left_s)}}};
  }
  const bool many = sent_since(database, number, now + -hours(1)) >= codes_an_hour_max ||
                    sent_since(database, number, now + -days(1)) >= codes_a_day_max ||
                    sent_since(database, network, now + -hours(1)) >= codes_an_hour_network_max;
  if (many) return Refusal{"access.code_limit"};
  return std::nullopt;
}

void note_sent(store::Database& database, const Bytes& whom, Moment now) {
  database.query("INSERT INTO access_code_sent (whom, at) VALUES ($1, $2)").blob(whom).number(now.ms).run();
}

void keep(store::Database& database, const Bytes& number, const Living& code) {
  database.query("INSERT INTO access_code (number, salt, digest, made_at, tries) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (number) DO UPDATE SET salt = excluded.salt, digest = excluded.digest, made_at = excluded.made_at, tries = excluded.tries")
      .blob(number).blob(code.salt).blob(code.digest).number(code.made_at.ms).number(code.tries).run();
}

std::optional<Living> find_code(store::Database& database, const Bytes& number) {
  auto row = database.query("SELECT salt, digest, made_at, tries FROM access_code WHERE number = $1").blob(number);
  if (!row.next()) return std::nullopt;
  return Living{Bytes(row.blob_at(0)), Bytes(row.blob_at(1)), {row.number_at(2)}, static_cast<int>(row.number_at(3))};
}

// Stands for a code that was never sent; no typed digits have such a digest.
Living no_code(Moment now, Chance& chance) { return {chance.bytes(16), chance.bytes(32), now, 0}; }

}  // namespace

tl::expected<std::string, Refusal> issue_code(store::Database& database, const vault::Vault& vault, const Bytes& number,
                                              std::string_view network, Moment now, Chance& chance, std::string_view asker) {
  const auto network_digest = digest_of_network(vault, network);
  if (auto refusal = refuse_sending(database, number, network_digest, now)) return tl::unexpected(std::move(*refusal));
  auto text = fmt::format("{:06}", chance.below(codes_there_are));
  const Bytes salt = chance.bytes(16);
  keep(database, place_of(vault, number, asker), {salt, digest_of(vault, number, salt, text), now, 0});
  note_sent(database, number, now);
  note_sent(database, network_digest, now);
  return text;
}

CodeCheck check_code(store::Database& database, const vault::Vault& vault, const Bytes& number, std::string_view typed, Moment now,
                     Chance& chance, std::string_view asker) {
  const auto place = place_of(vault, number, asker);
  auto code = find_code(database, place);
  if (!code) code = no_code(now, chance);
  if (now - code->made_at >= code_valid_ms) return CodeCheck::expired;
  if (code->tries >= code_wrong_tries_max) return CodeCheck::too_many;
  if (equal_in_constant_time(digest_of(vault, number, code->salt, only_digits(typed)), code->digest)) {
    database.query("DELETE FROM access_code WHERE number = $1").blob(place).run();
    return CodeCheck::right;
  }
  ++code->tries;
  keep(database, place, *code);
  return CodeCheck::wrong;
}

Refusal refusal_of(CodeCheck check) {
  switch (check) {
    case CodeCheck::wrong: return {"access.code_wrong"};
    case CodeCheck::expired: return {"access.code_expired"};
    case CodeCheck::too_many: return {"access.code_too_many"};
    case CodeCheck::right: break;
  }
  throw Bug("a right code is not refused");
}

void remove_old_codes(store::Database& database, Moment now) {
  database.query("DELETE FROM access_code WHERE made_at <= $1").number(now.ms - days(1)).run();
  database.query("DELETE FROM access_code_sent WHERE at <= $1").number(now.ms - days(1)).run();
}

}  // namespace opak::access
