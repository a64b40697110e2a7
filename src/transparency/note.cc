#include "transparency/note.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"

namespace opak::transparency {
namespace {

constexpr std::string_view dash = "\xE2\x80\x94 ";
constexpr std::size_t note_bytes_max = 1'000'000;
constexpr std::size_t signatures_max = 100;
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t cosignature_time_bytes = 8;

const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

// Every code point with the Unicode property White_Space that is not a control byte.
bool has_space(std::string_view text) {
  static constexpr std::array<std::string_view, 19> spaces = {
      " ",            "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
      "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
      "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F"};
  return text.find("\xE3\x80\x80") != text.npos || std::ranges::any_of(spaces, [&](auto space) { return text.find(space) != text.npos; });
}

bool has_control(std::string_view text, bool newline_is_fine) {
  return std::ranges::any_of(text, [&](unsigned char c) { return c < 0x20 && !(newline_is_fine && c == '\n'); });
}

Bytes typed_key(KeyType type, ByteView public_key) {
  Bytes typed(1, static_cast<char>(type));
  return typed.append(public_key);
}

Bytes ed25519(ByteView message, ByteView secret_key) {
  Bytes signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, raw(message), message.size(), raw(secret_key));
  return signature;
}

bool ed25519_holds(ByteView signature, ByteView message, ByteView public_key) {
  return signature.size() == crypto_sign_BYTES && crypto_sign_verify_detached(raw(signature), raw(message), message.size(), raw(public_key)) == 0;
}

std::string cosigned_message(std::string_view text, std::uint64_t unix_seconds) {
  return "cosignature/v1\ntime " + std::to_string(unix_seconds) + "\n" + std::string(text);
}

std::string signature_line(std::string_view name, ByteView id, ByteView signature) {
  Bytes blob(id);
  blob.append(signature);
  return std::string(dash) + std::string(name) + " " + to_base64(blob) + "\n";
}

std::optional<SignatureLine> parse_signature_line(std::string_view line) {
  if (!line.starts_with(dash)) return std::nullopt;
  line.remove_prefix(dash.size());
  const auto space = line.find(' ');
  if (space == line.npos || !is_key_name(line.substr(0, space))) return std::nullopt;
  const auto blob = from_base64(line.substr(space + 1));
  if (!blob || blob->size() <= key_id_bytes) return std::nullopt;
  return SignatureLine{std::string(line.substr(0, space)), blob->substr(0, key_id_bytes), blob->substr(key_id_bytes)};
}

// None: the signature does not hold.
std::optional<Signer> verified(const Vkey& key, const SignatureLine& line, std::string_view text) {
  if (key.type == KeyType::ed25519) {
    if (!ed25519_holds(line.signature, text, key.public_key)) return std::nullopt;
    return Signer{key.name, key.type};
  }
  if (line.signature.size() != cosignature_time_bytes + crypto_sign_BYTES) return std::nullopt;
  const auto time = read_u64(line.signature);
  const auto signature = ByteView(line.signature).substr(cosignature_time_bytes);
  if (!ed25519_holds(signature, cosigned_message(text, time), key.public_key)) return std::nullopt;
  return Signer{key.name, key.type, time};
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && !has_control(name, false) && !has_space(name) && name.find('+') == name.npos;
}

Bytes key_id(std::string_view name, KeyType type, ByteView public_key) {
  return sha256({name, "\n", typed_key(type, public_key)}).substr(0, key_id_bytes);
}

std::string Vkey::format() const { return name + "+" + to_hex(id()) + "+" + to_base64(typed_key(type, public_key)); }

Result<Vkey> Vkey::parse(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return failure("a verifier key has three parts with '+' between them");
  const auto typed = from_base64(text.substr(second + 1));
  if (!typed || typed->size() != 1 + crypto_sign_PUBLICKEYBYTES) return failure("a verifier key ends in base64 of 33 bytes");
  const auto type = static_cast<KeyType>(typed->front());
  if (type != KeyType::ed25519 && type != KeyType::cosignature_ed25519) return failure("this type of verifier key is not known here");
  Vkey key{std::string(text.substr(0, first)), type, typed->substr(1)};
  if (!is_key_name(key.name)) return failure("the name in a verifier key is empty or holds a space or control byte");
  if (key.format() != text) return failure("the key id does not belong to this verifier key");
  return key;
}

SigningKey::SigningKey(std::string name, ByteView secret_key) : name_(std::move(name)), secret_key_(secret_key) {
  ensure(sodium_init() >= 0, "libsodium must start");
  ensure(is_key_name(name_), "a log's origin is a key name");
  ensure(secret_key_.size() == crypto_sign_SECRETKEYBYTES, "a signing key has 64 bytes");
}

SigningKey SigningKey::from_seed(std::string name, ByteView seed) {
  ensure(seed.size() == crypto_sign_SEEDBYTES, "a seed has 32 bytes");
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
  crypto_sign_seed_keypair(public_key, secret_key, raw(seed));
  SigningKey key(std::move(name), ByteView(reinterpret_cast<char*>(secret_key), sizeof secret_key));
  sodium_memzero(secret_key, sizeof secret_key);
  return key;
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(secret_key_, other.secret_key_);
  return *this;
}

SigningKey::~SigningKey() { sodium_memzero(secret_key_.data(), secret_key_.size()); }

// libsodium keeps the public key in the second half.
Vkey SigningKey::vkey() const { return {name_, KeyType::ed25519, secret_key_.substr(32)}; }

std::string SigningKey::sign_line(std::string_view text) const {
  return signature_line(name_, vkey().id(), ed25519(text, secret_key_));
}

std::string SigningKey::cosign_line(std::string_view text, std::uint64_t unix_seconds) const {
  Bytes signature;
  append_u64(signature, unix_seconds);
  signature += ed25519(cosigned_message(text, unix_seconds), secret_key_);
  return signature_line(name_, key_id(name_, KeyType::cosignature_ed25519, vkey().public_key), signature);
}

std::string Note::format() const {
  std::string out = text + "\n";
  for (const auto& line : signatures) out += signature_line(line.name, line.key_id, line.signature);
  return out;
}

Result<Note> Note::parse(std::string_view bytes) {
  if (bytes.size() > note_bytes_max) return failure("the note is too long");
  if (!is_utf8(bytes) || has_control(bytes, true)) return failure("the note is not plain UTF-8 text");
  const auto gap = bytes.rfind("\n\n");
  if (gap == bytes.npos) return failure("the note has no empty line before its signatures");
  Note note{std::string(bytes.substr(0, gap + 1)), {}};
  for (auto rest = bytes.substr(gap + 2); !rest.empty();) {
    const auto end = rest.find('\n');
    if (end == rest.npos) return failure("the note does not end in a newline");
    auto line = parse_signature_line(rest.substr(0, end));
    if (!line) return failure("a line of the note below its text is not a signature");
    if (note.signatures.size() == signatures_max) return failure("the note has too many signatures");
    note.signatures.push_back(std::move(*line));
    rest.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return failure("the note is not signed");
  return note;
}

Result<std::vector<Signer>> signers(const Note& note, const std::vector<Vkey>& known) {
  std::vector<Signer> found;
  for (const auto& line : note.signatures) {
    const auto key = std::ranges::find_if(known, [&](const Vkey& k) { return k.name == line.name && k.id() == line.key_id; });
    if (key == known.end()) continue;
    auto signer = verified(*key, line, note.text);
    if (!signer) return failure("a signature by a known key does not hold");
    found.push_back(std::move(*signer));
  }
  if (found.empty()) return failure("no known key signed the note");
  return found;
}

std::string Checkpoint::format() const { return origin + "\n" + std::to_string(size) + "\n" + to_base64(root) + "\n"; }

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  const auto lines = split(text, '\n');
  if (lines.size() != 4 || !lines[3].empty()) return failure("a checkpoint has three lines: origin, size, root");
  const auto size = parse_decimal(lines[1]);
  const auto root = from_base64(lines[2]);
  if (lines[0].empty()) return failure("the checkpoint's origin is empty");
  if (!size) return failure("the checkpoint's size is not a plain number");
  if (!root || root->size() != 32) return failure("the checkpoint's root is not base64 of 32 bytes");
  return Checkpoint{lines[0], *size, *root};
}

Result<Checkpoint> read_checkpoint(std::string_view bytes, const Vkey& log) {
  const auto note = Note::parse(bytes);
  if (!note) return tl::unexpected(note.error());
  if (log.type != KeyType::ed25519) return failure("a log signs with a key of type 1");
  if (auto who = signers(*note, {log}); !who) return tl::unexpected(who.error());
  auto checkpoint = Checkpoint::parse(note->text);
  if (checkpoint && checkpoint->origin != log.name) return failure("the checkpoint is of another log");
  return checkpoint;
}

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace opak::transparency
