// The vault: the only room that can read a person's data, and only against a Grant.
//
// A subject is a person (known by NIK) or a contact (known by phone or messaging id); each has a random key of its own,
// wrapped by the city's key. Data is sealed with XChaCha20-Poly1305 under the subject's key, bound to the place where it
// will stand (`place`: "application/<id>/person"), so sealed bytes moved elsewhere do not open. Destroying the key erases
// the subject everywhere at once: journal, views, files, backups.
//
// A Vault holds no connection and no state but the secrets: thread-safe; the caller gives the Database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/personal.h"
#include "base/world.h"
#include "store/sqlite.h"
#include "vault/secrets.h"

namespace opak::office {
class GrantMaker;
}

namespace opak::vault {

// A form's answers about one person: {{"name", "..."}, {"nik", "..."}}. Order is kept.
using Fields = std::vector<std::pair<std::string, std::string>>;

// Leave to read plaintext for one purpose. Only office/open_file makes one, after the opening is in the journal;
// machines hold standing grants whose use is logged per batch.
class Grant {
 public:
  const std::string& purpose() const { return purpose_; }
  bool covers(std::string_view subject) const { return subject_.empty() || subject_ == subject; }

 private:
  friend class opak::office::GrantMaker;
  Grant(std::string subject, std::string purpose) : subject_(std::move(subject)), purpose_(std::move(purpose)) {}
  std::string subject_;  // Empty: a standing grant over all subjects.
  std::string purpose_;
};

// A subject's key while it is in use. Wiped when it goes.
class SubjectKey {
 public:
  explicit SubjectKey(Bytes bytes) : bytes_(std::move(bytes)) {}
  SubjectKey(const SubjectKey&) = default;
  SubjectKey(SubjectKey&&) = default;
  SubjectKey& operator=(const SubjectKey&) = default;
  ~SubjectKey();

 private:
  friend class Vault;
  Bytes bytes_;
};

enum class SubjectKind { person, contact, staff };

class Vault {
 public:
  Vault(Secrets secrets, Chance& chance);

  SubjectKey new_key();
  // None: never was, or was erased.
  std::optional<SubjectKey> find_key(store::Database& database, std::string_view subject) const;
  void keep_key(store::Database& database, std::string_view subject, SubjectKind kind, const SubjectKey& key, Moment now);

  Sealed seal(const SubjectKey& key, std::string_view place, const Personal<std::string>& text);
  Sealed seal(const SubjectKey& key, std::string_view place, const Personal<Fields>& fields);
  Sealed seal_file(const SubjectKey& key, std::string_view document, ByteView bytes);

  // None: the key is gone (erased), the grant does not cover the subject, or the bytes do not belong at `place`.
  std::optional<Opened<std::string>> open_text(store::Database&, std::string_view subject, std::string_view place, const Sealed&, const Grant&) const;
  std::optional<Opened<Fields>> open_fields(store::Database&, std::string_view subject, std::string_view place, const Sealed&, const Grant&) const;
  std::optional<Opened<Bytes>> open_file(store::Database&, std::string_view subject, std::string_view document, const Sealed&, const Grant&) const;

  // The keyed blind index (BLAKE2b-256). `kind`: "nik", "kk", "name", "phone", "bsuid", "wamid".
  Bytes blind(std::string_view kind, const Personal<std::string>& value) const;
  void index(store::Database&, std::string_view kind, const Bytes& digest, std::string_view subject) const;
  void unindex(store::Database&, std::string_view kind, const Bytes& digest, std::string_view subject) const;  // It was never theirs.
  std::optional<std::string> find_subject(store::Database&, std::string_view kind, const Bytes& digest) const;  // The oldest, where several.

  std::vector<std::string> find_subjects(store::Database&, std::string_view kind, const Bytes& digest, int most) const;

  // A letter-coded secret of `letters` plain letters, always the same for the same words; none can be guessed from another.
  std::string derived_letters(std::string_view what, std::size_t letters) const;
  // An unguessable token for a link: 16 bytes, base64url. `link_token("status", id)`.
  std::string link_token(std::string_view what, std::string_view id) const;
  bool link_token_is(std::string_view what, std::string_view id, std::string_view token) const;
  // The salt of a public leaf's commitment: derived from the subject's key, so it dies with it. 32 bytes.
  Bytes leaf_salt(const SubjectKey& key, std::string_view entry) const;
  // A form token bound to a session, and its check; masked anew each time (so compression tells nothing).
  std::string form_token(std::string_view session) const;
  bool form_token_is(std::string_view session, std::string_view token) const;
  Bytes log_secret_key() const;  // Of the public log: 64 bytes, Ed25519.

  // For facts of the city itself that must not lie open (a TOTP secret, a staff phone): sealed under the city's key.
  Sealed seal_for_city(std::string_view place, ByteView bytes);
  std::optional<Bytes> open_for_city(std::string_view place, const Sealed& sealed) const;

  // While the city's key is changed. What is still under the old one, under the new one; none: it is already, or opens under neither.
  bool is_changing_key() const { return !secrets_.old_city_key.empty(); }
  std::optional<Sealed> resealed_for_city(std::string_view place, const Sealed& sealed) const;
  // The next `most` subjects' keys behind `after`, which moves on; "" at the end. Gives how many were under the old one.
  // REQUIRES: an open transaction.
  int rewrap_keys(store::Database&, std::string& after, int most) const;

  // What is known now of a contact (phone, messaging id, name shown there), sealed under its own key.
  void keep_card(store::Database&, std::string_view subject, const SubjectKey&, const Personal<Fields>&, Moment now);
  std::optional<Opened<Fields>> open_card(store::Database&, std::string_view subject, const Grant&) const;

  // Destroys the key, the blind index and the card. The caller empties the WAL afterwards (Database::checkpoint(true)),
  // removes the files named in the answer and writes the erasure list. REQUIRES: an open transaction.
  std::vector<std::string> erase(store::Database&, std::string_view subject) const;

 private:
  Bytes encrypt(ByteView key, ByteView plain, std::string_view place) const;
  std::optional<Bytes> decrypt(ByteView key, ByteView sealed, std::string_view place) const;
  std::optional<Bytes> decrypt_for_city(ByteView sealed, std::string_view place) const;

  Secrets secrets_;
  Chance& chance_;
};

// One answer out of opened fields; empty if it was not given.
Opened<std::string> field_of(const Opened<Fields>& fields, std::string_view name);

}  // namespace opak::vault
