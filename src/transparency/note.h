// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).
//
// A note is text, an empty line, and one line a signature. A checkpoint is a note of three lines: whose log, how many
// leaves, which root. Readers are strict: what could be written in two ways is taken in one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace opak::transparency {

enum class KeyType : std::uint8_t { ed25519 = 0x01, cosignature_ed25519 = 0x04 };

// Not empty, no white space of any script, no '+', no control bytes.
bool is_key_name(std::string_view name);

// First four bytes of SHA-256(name || 0x0A || type || public key).
Bytes key_id(std::string_view name, KeyType type, ByteView public_key);

// A public key with its owner's name, written "<name>+<key id in hex>+<base64 of type and key>".
struct Vkey {
  std::string name;
  KeyType type = KeyType::ed25519;
  Bytes public_key;  // 32 bytes.

  Bytes id() const { return key_id(name, type, public_key); }
  std::string format() const;
  static Result<Vkey> parse(std::string_view text);
  bool operator==(const Vkey&) const = default;
};

// The log's own key. Its bytes are wiped when it goes.
class SigningKey {
 public:
  SigningKey(std::string name, ByteView secret_key);  // REQUIRES: 64 bytes of libsodium's crypto_sign, and a key name.
  static SigningKey from_seed(std::string name, ByteView seed);  // REQUIRES: 32 bytes.
  SigningKey(SigningKey&& other) noexcept = default;
  SigningKey& operator=(SigningKey&& other) noexcept;
  SigningKey(const SigningKey&) = delete;
  ~SigningKey();

  const std::string& name() const { return name_; }
  Vkey vkey() const;
  std::string sign_line(std::string_view text) const;  // "— name base64\n"
  // A witness's line over a checkpoint's text; this key then counts as type cosignature_ed25519.
  std::string cosign_line(std::string_view text, std::uint64_t unix_seconds) const;

 private:
  std::string name_;
  Bytes secret_key_;
};

struct SignatureLine {
  std::string name;
  Bytes key_id;     // 4 bytes.
  Bytes signature;  // Whatever the key's type puts there.
  bool operator==(const SignatureLine&) const = default;
};

struct Note {
  std::string text;  // With its final newline; the bytes that are signed.
  std::vector<SignatureLine> signatures;

  std::string format() const;
  // Shape only. REQUIRES nothing of the bytes: they may come from a stranger.
  static Result<Note> parse(std::string_view bytes);
};

struct Signer {
  std::string name;
  KeyType type = KeyType::ed25519;
  std::uint64_t cosigned_at = 0;  // Seconds since 1970; of cosignatures only.
  bool operator==(const Signer&) const = default;
};

// Who of the known keys signed this note. Unknown signatures are passed over; a known key whose signature is wrong spoils
// the whole note, and a note that no known key signed is refused.
Result<std::vector<Signer>> signers(const Note& note, const std::vector<Vkey>& known);

struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Bytes root;  // 32 bytes.

  std::string format() const;
  static Result<Checkpoint> parse(std::string_view text);  // Exactly three lines.
  bool operator==(const Checkpoint&) const = default;
};

// Parses, verifies the log's signature and the origin.
Result<Checkpoint> read_checkpoint(std::string_view note, const Vkey& log);

// Digits without sign or leading zero. None where it would not fit.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

}  // namespace opak::transparency
