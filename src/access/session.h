// Who is on the other end of a cookie.
//
// The cookie carries 32 random bytes and nothing else; the table keeps only their SHA-256, so a stolen table opens no
// door. A session ends by itself: idle too long, or open too long whatever is done. A resident's session names the
// confirmed contact by its opaque id; no telephone number is here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/world.h"
#include "store/sqlite.h"

namespace opak::access {

enum class SessionKind { staff, resident };
enum class Proof { password, password_and_code, number_code };  // What was shown to get in.

struct SessionLimits {
  std::int64_t idle_ms;
  std::int64_t whole_ms;
};
constexpr SessionLimits limits_of(SessionKind kind) {
  return kind == SessionKind::staff ? SessionLimits{minutes(15), hours(10)} : SessionLimits{minutes(30), hours(12)};
}

struct Session {
  Bytes digest;  // Names the session inside the house: bind form tokens to to_hex(digest).
  SessionKind kind = SessionKind::resident;
  std::string who;  // A staff id, or the opaque subject id of a contact.
  Proof proof = Proof::number_code;
  Moment made_at;
  Moment seen_at;
};

// Gives the cookie's value. The cookie that the browser came with is good no more: a session fixed before signing in
// must not become a signed-in one.
std::string start_session(store::Database& database, Chance& chance, SessionKind kind, std::string_view who, Proof proof,
                          std::string_view old_cookie, Moment now);

// None: unknown, of another kind, ended, or over.
std::optional<Session> find_session(store::Database& database, SessionKind kind, std::string_view cookie, Moment now);

// True once a minute at most; then send touch_session to the clerk. So the idle limit may come up to a minute early.
bool wants_touch(const Session& session, Moment now);
void touch_session(store::Database& database, const Session& session, Moment now);

void end_session(store::Database& database, std::string_view cookie);
void end_sessions_of(store::Database& database, SessionKind kind, std::string_view who);
int remove_old_sessions(store::Database& database, Moment now);  // How many were over.

}  // namespace opak::access
