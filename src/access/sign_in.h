// Staff come in: name, password, and the code of the authenticator where one is enrolled. One sentence for whatever was
// wrong, after the same time.
//
//   1  begin_sign_in    network thread, a reader: may this network try now, and what would the password be checked against?
//   2  PasswordWorker   its own thread: is the password right?
//   3  finish_sign_in   inside the clerk's transaction: the code, the session, "last time you were here".
//
// Nobody locks somebody else out: tries are counted for a login from one network. Where many networks guess at one login,
// each of them gets one free try instead of five; an owner who comes from a network of their own still walks in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/limiter.h"
#include "access/session.h"
#include "access/staff.h"

namespace opak::access {

// Between the steps. Made also for a login that does not exist: then hash is none, and the worker takes as long.
struct SignIn {
  std::string login;
  std::string network;  // From access/remote.h.
  std::optional<std::string> hash;
};

// Refusal: access.slow_down, access.slow_down_minutes.
tl::expected<SignIn, Refusal> begin_sign_in(store::Database& reader, Limiter& limiter, std::string_view login, std::string_view network,
                                            Moment now);

struct SignedIn {
  std::string cookie;
  Staff staff;  // staff.earlier_sign_in: when and from which network they came in before.
  Proof proof = Proof::password;  // password: no authenticator is enrolled yet; say so, and lead there.
  int recovery_codes_left = 0;
};

// "Last time you were here" moves on. finish_sign_in does this; a demonstration signs in with one press and says it itself.
void note_sign_in(store::Database& database, std::string_view id, std::string_view network, Moment now);

// `code`: six digits or a recovery code; ignored where no authenticator is enrolled.
// Refusal: access.sign_in_failed, whichever part was wrong (also: deactivated, or the password changed meanwhile).
tl::expected<SignedIn, Refusal> finish_sign_in(store::Database& database, vault::Vault& vault, Limiter& limiter, const SignIn& sign_in,
                                               bool password_right, std::string_view code, std::string_view old_cookie, Moment now,
                                               Chance& chance);

// What the page says when the password worker has too many waiting (503).
inline Refusal refusal_when_busy() { return {"access.busy"}; }

}  // namespace opak::access
