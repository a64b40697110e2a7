// Who knocks: cookies, identity, form proofs and the headers of every answer.
//
// Cookies (with "__Host-" in front where the city runs over https):
//   sid    staff session, SameSite=Strict        wid   resident session, SameSite=Lax
//   tamu   32 letters for those without a session; form tokens are bound to it
//   bahasa, teks   language and large text
//   daftar  this browser keeps the lists of the day for when the line is down, until its officer signs out
// A form is taken only if its token belongs to the visitor and the browser says that the form was on our own page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/session.h"
#include "access/staff.h"
#include "catalogue/sentences.h"
#include "net/http.h"

namespace opak::web {

struct Site;
struct Route;

// Everything a page may know of the one who asks. Made fresh for every request.
struct Visitor {
  catalogue::Lang lang = catalogue::Lang::id;
  bool large_text = false;
  std::optional<access::Staff> officer;     // Signed in, active; roles as they are now.
  std::optional<access::Session> session;   // The officer's on officers' pages, else the resident's; none: neither.
  std::string contact;                      // Subject id of the resident's confirmed number; "" if none.
  mutable std::string guest;                // Value of the guest cookie; "" if none was sent and no form was written yet.
  mutable std::string form_session;         // Read by form_session_of.
  bool keeps_lists = false;                 // The officer said so, signing in on this browser.
  bool guest_is_new = false;                // Then the page that writes a form also sets the cookie.
  std::string network;                      // Told no finer than needed (access/remote.h).
  std::string path;                         // Of this request, for links back to this page.
  Moment now;
  int thread = 0;

  std::string actor() const { return officer ? "officer/" + officer->id : "resident"; }
  // Key of the counter in a kelurahan where this officer hands cards over; "": none.
  std::string counter() const { return officer && officer->roles.has(access::Role::counter) ? officer->office : std::string(); }
  bool has_any(access::Roles roles) const { return officer && officer->roles.has_any(roles); }
};

enum class Area { resident, staff };

Visitor meet(Site& site, const net::Request& request, Area area, int thread);
// Without reading anything of the book.
catalogue::Lang lang_asked(const Site& site, const net::Request& request);
std::string network_of(const Site& site, const net::Request& request);

// What form tokens of this visitor are bound to. A new guest gets their letters with the first form, not with every page.
const std::string& form_session_of(const Site& site, const Visitor& visitor);

// None: the form may be believed. Else the status to answer with: 403, or 400 where the form itself is unsound.
std::optional<int> distrust_form(const Site& site, const Visitor& visitor, const net::Request& request);
std::string form_token(const Site& site, const Visitor& visitor);
// A random id for the hidden field "kunci": the same form sent twice changes nothing the second time.
std::string fresh_key(const Site& site);
// The key of this request's form, made the visitor's own so that nobody can use up another's, and bound to what the form
// says: the same page sent again with other words is another wish. "" if none came.
std::string asked_key(const Visitor& visitor, const net::Request& request);

// "__Host-sid=...; Path=/; Secure; HttpOnly; SameSite=Lax", as the city runs. Empty value: takes the cookie away.
enum class SameSite { lax, strict };
std::string cookie_line(const Site& site, std::string_view name, std::string_view value, SameSite same_site = SameSite::lax,
                        std::int64_t max_age_s = 0);
std::string_view cookie_of(const Site& site, const net::Request& request, std::string_view name);
// Wherever a session begins or ends: the old cookie out, the new one in.
void set_session_cookie(const Site& site, net::Response& response, access::SessionKind kind, std::string_view value);
void clear_session_cookies(const Site& site, net::Response& response);

// Content policy, no sniffing, no referrer and the rest of security-headers; on every answer, also on errors.
// `style_hash`: base64 SHA-256 of the one inlined style sheet, "" if there is none.
void add_security_headers(const Site& site, net::Headers& headers, std::string_view style_hash = {});

}  // namespace opak::web
