#include "access/session.h"

#include "base/digest.h"

namespace opak::access {
namespace {

constexpr std::size_t cookie_bytes = 32;

std::string_view name_of(SessionKind kind) { return kind == SessionKind::staff ? "staff" : "resident"; }

std::string_view name_of(Proof proof) {
  switch (proof) {
    case Proof::password: return "password";
    case Proof::password_and_code: return "password_and_code";
    case Proof::number_code: return "number_code";
  }
  return "";
}

Proof proof_named(std::string_view name) {
  if (name == "password") return Proof::password;
  if (name == "password_and_code") return Proof::password_and_code;
  ensure(name == "number_code", "a session's proof is a known one");
  return Proof::number_code;
}

bool is_over(const Session& session, Moment now) {
  const auto limits = limits_of(session.kind);
  return now - session.seen_at >= limits.idle_ms || now - session.made_at >= limits.whole_ms;
}

}  // namespace

std::string start_session(store::Database& database, Chance& chance, SessionKind kind, std::string_view who, Proof proof,
                          std::string_view old_cookie, Moment now) {
  end_session(database, old_cookie);
  auto cookie = to_base64url(chance.bytes(cookie_bytes));
  database.query("INSERT INTO access_session (digest, kind, who, proof, made_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6)")
      .blob(sha256(cookie)).text(name_of(kind)).text(who).text(name_of(proof)).number(now.ms).number(now.ms).run();
  return cookie;
}

std::optional<Session> find_session(store::Database& database, SessionKind kind, std::string_view cookie, Moment now) {
  if (cookie.empty()) return std::nullopt;
  Session session{.digest = sha256(cookie), .kind = kind, .who = {}, .proof = {}, .made_at = {}, .seen_at = {}};
  auto row = database.query("SELECT who, proof, made_at, seen_at FROM access_session WHERE digest = $1 AND kind = $2")
                 .blob(session.digest).text(name_of(kind));
  if (!row.next()) return std::nullopt;
  session.who = row.string_at(0);
  session.proof = proof_named(row.text_at(1));
  session.made_at = {row.number_at(2)};
  session.seen_at = {row.number_at(3)};
  if (is_over(session, now)) return std::nullopt;
  return session;
}

bool wants_touch(const Session& session, Moment now) { return now - session.seen_at >= minutes(1); }

void touch_session(store::Database& database, const Session& session, Moment now) {
  // Two requests at once may come in either order; time goes forward only.
  database.query("UPDATE access_session SET seen_at = max(seen_at, $1) WHERE digest = $2").number(now.ms).blob(session.digest).run();
}

void end_session(store::Database& database, std::string_view cookie) {
  if (cookie.empty()) return;
  database.query("DELETE FROM access_session WHERE digest = $1").blob(sha256(cookie)).run();
}

void end_sessions_of(store::Database& database, SessionKind kind, std::string_view who) {
  database.query("DELETE FROM access_session WHERE kind = $1 AND who = $2").text(name_of(kind)).text(who).run();
}

int remove_old_sessions(store::Database& database, Moment now) {
  int removed = 0;
  for (const auto kind : {SessionKind::staff, SessionKind::resident}) {
    const auto limits = limits_of(kind);
    database.query("DELETE FROM access_session WHERE kind = $1 AND (seen_at <= $2 OR made_at <= $3)")
        .text(name_of(kind)).number(now.ms - limits.idle_ms).number(now.ms - limits.whole_ms).run();
    removed += database.changes();
  }
  return removed;
}

}  // namespace opak::access
