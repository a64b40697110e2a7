#include "vault/vault.h"

#include <sodium.h>

#include <algorithm>

#include "base/digest.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"

namespace opak::vault {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
// The first byte of a seal names its form, so that another can follow one day.
constexpr char form_1 = '\x01';

const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string_view name_of(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::person: return "person";
    case SubjectKind::contact: return "contact";
    case SubjectKind::staff: return "staff";
  }
  return "person";
}

std::string key_place(std::string_view subject) { return "vault_key/" + std::string(subject); }
std::string card_place(std::string_view subject) { return "vault_card/" + std::string(subject); }
std::string file_place(std::string_view document) { return "file/" + std::string(document); }

Bytes keyed_hash(ByteView key, std::string_view what, ByteView value, std::size_t size) {
  Bytes out(size, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, raw(key), key.size(), size);
  Bytes head;
  append_u32(head, static_cast<std::uint32_t>(what.size()));  // So ("ab","c") and ("a","bc") differ.
  crypto_generichash_update(&state, raw(head), head.size());
  crypto_generichash_update(&state, raw(what), what.size());
  crypto_generichash_update(&state, raw(value), value.size());
  crypto_generichash_final(&state, raw(out), size);
  return out;
}

std::string write_fields(const Fields& fields) {
  Json json = Json::array();
  // Other bytes would seal well and never open again.
  for (const auto& [name, value] : fields) ensure(is_utf8(name) && is_utf8(value), "sealed fields are UTF-8");
  for (const auto& [name, value] : fields) json.push(Json::array({Json(name), Json(value)}));
  return json.write();
}

Fields read_fields(std::string_view text) {
  Fields fields;
  const auto json = parse_json(text);
  ensure(json.has_value(), "sealed fields are JSON");
  for (const auto& pair : json->items()) fields.emplace_back(std::string(pair[std::size_t{0}].text()), std::string(pair[std::size_t{1}].text()));
  return fields;
}

}  // namespace

SubjectKey::~SubjectKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

Vault::Vault(Secrets secrets, Chance& chance) : secrets_(std::move(secrets)), chance_(chance) {
  ensure(sodium_init() >= 0, "libsodium must start");
}

Bytes Vault::encrypt(ByteView key, ByteView plain, std::string_view place) const {
  const Bytes nonce = chance_.bytes(nonce_bytes);
  Bytes out(1 + nonce_bytes + plain.size() + tag_bytes, '\0');
  out[0] = form_1;
  std::copy(nonce.begin(), nonce.end(), out.begin() + 1);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(out) + 1 + nonce_bytes, &size, raw(plain), plain.size(), raw(place), place.size(),
                                             nullptr, raw(nonce), raw(key));
  out.resize(1 + nonce_bytes + size);
  return out;
}

std::optional<Bytes> Vault::decrypt(ByteView key, ByteView sealed, std::string_view place) const {
  if (sealed.size() < 1 + nonce_bytes + tag_bytes || sealed[0] != form_1) return std::nullopt;
  const auto nonce = sealed.substr(1, nonce_bytes), body = sealed.substr(1 + nonce_bytes);
  Bytes plain(body.size() - tag_bytes, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), &size, nullptr, raw(body), body.size(), raw(place), place.size(),
                                                 raw(nonce), raw(key)) != 0)
    return std::nullopt;
  return plain;
}

SubjectKey Vault::new_key() { return SubjectKey(chance_.bytes(32)); }

std::optional<SubjectKey> Vault::find_key(store::Database& database, std::string_view subject) const {
  auto row = database.query("SELECT wrapped FROM vault_key WHERE subject = $1").text(subject);
  if (!row.next()) return std::nullopt;
  auto key = decrypt_for_city(row.blob_at(0), key_place(subject));
  if (!key) return std::nullopt;
  return SubjectKey(std::move(*key));
}

void Vault::keep_key(store::Database& database, std::string_view subject, SubjectKind kind, const SubjectKey& key, Moment now) {
  database.query("INSERT INTO vault_key (subject, kind, wrapped, made_at) VALUES ($1, $2, $3, $4)")
      .text(subject).text(name_of(kind)).blob(encrypt(secrets_.city_key, key.bytes_, key_place(subject))).number(now.ms).run();
}

Sealed Vault::seal(const SubjectKey& key, std::string_view place, const Personal<std::string>& text) {
  return {encrypt(key.bytes_, PersonalAccess::look(text), place)};
}

Sealed Vault::seal(const SubjectKey& key, std::string_view place, const Personal<Fields>& fields) {
  return {encrypt(key.bytes_, write_fields(PersonalAccess::look(fields)), place)};
}

Sealed Vault::seal_file(const SubjectKey& key, std::string_view document, ByteView bytes) {
  return {encrypt(key.bytes_, bytes, file_place(document))};
}

std::optional<Opened<std::string>> Vault::open_text(store::Database& database, std::string_view subject, std::string_view place,
                                                    const Sealed& sealed, const Grant& grant) const {
  if (!grant.covers(subject)) return std::nullopt;
  const auto key = find_key(database, subject);
  if (!key) return std::nullopt;
  auto plain = decrypt(key->bytes_, sealed.bytes, place);
  if (!plain) return std::nullopt;
  return PersonalAccess::open(std::move(*plain));
}

std::optional<Opened<Fields>> Vault::open_fields(store::Database& database, std::string_view subject, std::string_view place,
                                                 const Sealed& sealed, const Grant& grant) const {
  const auto text = open_text(database, subject, place, sealed, grant);
  if (!text) return std::nullopt;
  return PersonalAccess::open(read_fields(PersonalAccess::look(*text)));
}

std::optional<Opened<Bytes>> Vault::open_file(store::Database& database, std::string_view subject, std::string_view document,
                                              const Sealed& sealed, const Grant& grant) const {
  return open_text(database, subject, file_place(document), sealed, grant);
}

Bytes Vault::blind(std::string_view kind, const Personal<std::string>& value) const {
  return keyed_hash(secrets_.blind_key, kind, PersonalAccess::look(value), 32);
}

void Vault::index(store::Database& database, std::string_view kind, const Bytes& digest, std::string_view subject) const {
  database.query("INSERT INTO vault_blind (kind, digest, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
      .text(kind).blob(digest).text(subject).run();
}

void Vault::unindex(store::Database& database, std::string_view kind, const Bytes& digest, std::string_view subject) const {
  database.query("DELETE FROM vault_blind WHERE kind = $1 AND digest = $2 AND subject = $3").text(kind).blob(digest).text(subject).run();
}

std::optional<std::string> Vault::find_subject(store::Database& database, std::string_view kind, const Bytes& digest) const {
  auto row = database.query("SELECT subject FROM vault_blind WHERE kind = $1 AND digest = $2 ORDER BY subject LIMIT 1").text(kind).blob(digest);
  if (!row.next()) return std::nullopt;
  return row.string_at(0);
}

std::vector<std::string> Vault::find_subjects(store::Database& database, std::string_view kind, const Bytes& digest, int most) const {
  std::vector<std::string> subjects;
  auto rows = database.query("SELECT subject FROM vault_blind WHERE kind = $1 AND digest = $2 ORDER BY subject DESC LIMIT $3").text(kind).blob(digest).number(most);
  while (rows.next()) subjects.push_back(rows.string_at(0));
  return subjects;
}

std::string Vault::derived_letters(std::string_view what, std::size_t letters) const {
  return plain_letters(keyed_hash(secrets_.handover_key, "letters", what, 64), letters);
}

std::string Vault::link_token(std::string_view what, std::string_view id) const {
  return to_base64url(keyed_hash(secrets_.link_key, what, id, 16));
}

bool Vault::link_token_is(std::string_view what, std::string_view id, std::string_view token) const {
  return equal_in_constant_time(link_token(what, id), token);
}

Bytes Vault::leaf_salt(const SubjectKey& key, std::string_view entry) const { return keyed_hash(key.bytes_, "leaf", entry, 32); }

std::string Vault::form_token(std::string_view session) const {
  const Bytes mask = chance_.bytes(16);
  Bytes token = keyed_hash(secrets_.session_key, "form", session, 16);
  for (std::size_t i = 0; i < token.size(); ++i) token[i] = static_cast<char>(token[i] ^ mask[i]);
  return to_base64url(mask + token);
}

bool Vault::form_token_is(std::string_view session, std::string_view token) const {
  auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != 32) return false;
  Bytes plain = bytes->substr(16);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<char>(plain[i] ^ (*bytes)[i]);
  return equal_in_constant_time(plain, keyed_hash(secrets_.session_key, "form", session, 16));
}

Bytes Vault::log_secret_key() const {
  Bytes public_key(crypto_sign_PUBLICKEYBYTES, '\0'), secret_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(raw(public_key), raw(secret_key), raw(secrets_.log_seed));
  return secret_key;
}

Sealed Vault::seal_for_city(std::string_view place, ByteView bytes) { return {encrypt(secrets_.city_key, bytes, place)}; }

std::optional<Bytes> Vault::open_for_city(std::string_view place, const Sealed& sealed) const {
  return decrypt_for_city(sealed.bytes, place);
}

std::optional<Bytes> Vault::decrypt_for_city(ByteView sealed, std::string_view place) const {
  auto plain = decrypt(secrets_.city_key, sealed, place);
  if (!plain && is_changing_key()) plain = decrypt(secrets_.old_city_key, sealed, place);
  return plain;
}

std::optional<Sealed> Vault::resealed_for_city(std::string_view place, const Sealed& sealed) const {
  if (!is_changing_key()) return std::nullopt;
  auto plain = decrypt(secrets_.old_city_key, sealed.bytes, place);
  if (!plain) return std::nullopt;
  Sealed again{encrypt(secrets_.city_key, *plain, place)};
  sodium_memzero(plain->data(), plain->size());
  return again;
}

int Vault::rewrap_keys(store::Database& database, std::string& after, int most) const {
  std::vector<std::pair<std::string, Sealed>> read;
  for (auto rows = database.query("SELECT subject, wrapped FROM vault_key WHERE subject > $1 ORDER BY subject LIMIT $2").text(after).number(most); rows.next();)
    read.emplace_back(rows.string_at(0), Sealed{Bytes(rows.blob_at(1))});
  int changed = 0;
  for (const auto& [subject, wrapped] : read)
    if (const auto again = resealed_for_city(key_place(subject), wrapped)) {
      database.query("UPDATE vault_key SET wrapped = $1 WHERE subject = $2").blob(again->bytes).text(subject).run();
      ++changed;
    }
  after = static_cast<int>(read.size()) < most ? "" : read.back().first;
  return changed;
}

void Vault::keep_card(store::Database& database, std::string_view subject, const SubjectKey& key, const Personal<Fields>& fields, Moment now) {
  database.query("INSERT INTO vault_card (subject, sealed, changed_at) VALUES ($1, $2, $3) "
                 "ON CONFLICT (subject) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at")
      .text(subject).blob(seal(key, card_place(subject), fields).bytes).number(now.ms).run();
}

std::optional<Opened<Fields>> Vault::open_card(store::Database& database, std::string_view subject, const Grant& grant) const {
  Sealed sealed;
  {
    auto row = database.query("SELECT sealed FROM vault_card WHERE subject = $1").text(subject);
    if (!row.next()) return std::nullopt;
    sealed.bytes = Bytes(row.blob_at(0));
  }
  return open_fields(database, subject, card_place(subject), sealed, grant);
}

std::vector<std::string> Vault::erase(store::Database& database, std::string_view subject) const {
  ensure(database.in_transaction(), "an erasure happens inside a transaction");
  std::vector<std::string> documents;
  for (auto rows = database.query("SELECT document FROM vault_document WHERE subject = $1 ORDER BY document").text(subject); rows.next();)
    documents.push_back(rows.string_at(0));
  database.query("DELETE FROM vault_key WHERE subject = $1").text(subject).run();
  database.query("DELETE FROM vault_blind WHERE subject = $1").text(subject).run();
  database.query("DELETE FROM vault_card WHERE subject = $1").text(subject).run();
  database.query("DELETE FROM vault_document WHERE subject = $1").text(subject).run();
  database.query("DELETE FROM vault_door WHERE person = $1").text(subject).run();
  database.query("DELETE FROM vault_known_contact WHERE person = $1 OR contact = $2").text(subject).text(subject).run();
  return documents;
}

Opened<std::string> field_of(const Opened<Fields>& fields, std::string_view name) {
  for (const auto& [key, value] : PersonalAccess::look(fields))
    if (key == name) return PersonalAccess::open(std::string(value));
  return PersonalAccess::open(std::string());
}

}  // namespace opak::vault
