// The people who work here. Their names are work data and stand plain; telephone and TOTP secret are sealed for the city.
//
// A staff member is never deleted (the journal names them by id); who leaves is deactivated, and from that moment no
// session of theirs is good. Changes are made inside the caller's transaction; reading may use a reader's connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.h"
#include "base/result.h"
#include "base/time.h"
#include "store/sqlite.h"
#include "vault/vault.h"

namespace opak::access {

struct SignInPlace {
  Moment at;
  std::string network;  // See access/remote.h.
  bool operator==(const SignInPlace&) const = default;
};

struct Staff {
  std::string id;     // "S-0007", counting.
  std::string login;  // Lower case.
  std::string name;
  Roles roles;
  std::string office;
  bool active = true;
  bool has_totp = false;
  std::optional<SignInPlace> last_sign_in;     // The present one, while signed in ...
  std::optional<SignInPlace> earlier_sign_in;  // ... and the one before: "last time you were here".
};

struct NewStaff {
  std::string login;  // 3 to 40 of a-z, 0-9, '.', '-', '_'; capitals are folded.
  std::string name;
  Roles roles;
  std::string office;
  std::string password_hash;  // From access/password.h.
  std::string phone = {};     // May be empty.
};

// Refusal: access.login_form, login_taken, name_missing, role_missing.
tl::expected<Staff, Refusal> create_staff(store::Database& database, vault::Vault& vault, const NewStaff& wish, Moment now);

std::optional<Staff> find_staff(store::Database& database, std::string_view id);
std::optional<Staff> find_staff_by_login(store::Database& database, std::string_view login);  // Whatever the case.
std::vector<Staff> list_staff(store::Database& database);  // By id, with those who left.
// Where a code or a warning may be sent; none if not given.
std::optional<std::string> staff_phone(store::Database& database, const vault::Vault& vault, std::string_view id);
// While the city's key is changed: telephones and authenticator secrets, all at once; officers are few. REQUIRES: an open transaction.
void reseal_staff(store::Database& database, const vault::Vault& vault);

// A new password and leaving end all sessions of that staff member; roles are read anew with every request.
// REQUIRES: the staff member is there.
void set_password(store::Database& database, std::string_view id, const std::string& password_hash);
void set_roles(store::Database& database, std::string_view id, Roles roles);
void deactivate_staff(store::Database& database, std::string_view id);
void reactivate_staff(store::Database& database, std::string_view id);

}  // namespace opak::access
