#include "web/session_guard.h"

#include <algorithm>

#include "access/remote.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "office/book.h"
#include "web/html.h"
#include "web/site.h"

namespace opak::web {
namespace {

constexpr std::string_view cookie_name_of(access::SessionKind kind) { return kind == access::SessionKind::staff ? "sid" : "wid"; }

std::string full_name(const Site& site, std::string_view name) {
  return (site.settings.secure_cookies ? "__Host-" : "") + std::string(name);
}

// Of a proxy chain only the entry our own proxy wrote can be believed: the last.
std::string_view address_of(const Site& site, const net::Request& request) {
  if (!site.settings.behind_proxy) return request.remote_address;
  const auto forwarded = request.header("x-forwarded-for");
  if (forwarded.empty()) return request.remote_address;
  auto last = forwarded.substr(forwarded.rfind(',') == std::string_view::npos ? 0 : forwarded.rfind(',') + 1);
  while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
  return last;
}

// "https://x.id/pages" -> "https://x.id"
std::string_view origin_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  return address.substr(0, address.find('/', scheme + 3));
}

// http://localhost:8080 and http://127.0.0.1:8080 are the same machine; only where the city runs without https.
bool is_this_machine(std::string_view origin) {
  if (!origin.starts_with("http://")) return false;
  auto host = origin.substr(7);
  if (host.starts_with("[::1]")) return host.size() == 5 || host[5] == ':';
  host = host.substr(0, host.find(':'));
  return host == "localhost" || host == "127.0.0.1";
}

bool is_from_our_page(const Site& site, const net::Request& request) {
  if (const auto fetch_site = request.header("sec-fetch-site"); !fetch_site.empty())
    return fetch_site == "same-origin" || fetch_site == "none";
  auto origin = request.header("origin");
  if (origin.empty()) origin = origin_of(request.header("referer"));
  if (origin.empty()) return false;
  return origin == origin_of(site.settings.public_address) || (!site.settings.secure_cookies && is_this_machine(origin));
}

// The path with its query, but without the two fields that the head's own links add.
std::string path_without_switches(const net::Request& request) {
  // Escaped again: what was "%3F" in the address must not begin a query when the page leads back to itself.
  std::string path;
  for (std::size_t at = 0; at < request.path.size();) {
    const auto slash = std::min(request.path.find('/', at), request.path.size());
    path += percent_encoded(std::string_view(request.path).substr(at, slash - at));
    if (slash < request.path.size()) path += '/';
    at = slash + 1;
  }
  char joint = '?';
  const auto& query = request.query_form();
  for (const auto& [name, value] : query.fields) {
    if (name == "b" || name == "teks") continue;
    path += joint + percent_encoded(name) + "=" + percent_encoded(value);
    joint = '&';
  }
  return path;
}

void meet_session(Site& site, const net::Request& request, Area area, Visitor& visitor) {
  const auto kind = area == Area::staff ? access::SessionKind::staff : access::SessionKind::resident;
  const auto cookie = cookie_of(site, request, cookie_name_of(kind));
  if (cookie.empty()) return;
  auto& reader = site.office.reader();
  visitor.session = access::find_session(reader, kind, cookie, visitor.now);
  if (!visitor.session) return;
  if (kind == access::SessionKind::resident) {
    visitor.contact = visitor.session->who;
  } else {
    auto staff = access::find_staff(reader, visitor.session->who);
    // A session begun with the password alone ends where an authenticator is in use: else whoever knew the password before
    // the enrolment would stay in without the code.
    const bool without_code = staff && staff->has_totp && visitor.session->proof == access::Proof::password;
    if (!staff || !staff->active || without_code) {
      visitor.session.reset();
      return;
    }
    visitor.officer = std::move(staff);
    site.rush->note_officer(cookie, visitor.thread);
  }
  if (access::wants_touch(*visitor.session, visitor.now))
    site.office.record({}, [session = *visitor.session, now = visitor.now](office::Book& book) -> office::Answer {
      access::touch_session(book.database(), session, now);
      return office::Done{};
    });
}

}  // namespace

std::string_view cookie_of(const Site& site, const net::Request& request, std::string_view name) {
  return request.cookie(full_name(site, name));
}

catalogue::Lang lang_asked(const Site& site, const net::Request& request) { return catalogue::lang_of(cookie_of(site, request, "bahasa")).value_or(catalogue::Lang::id); }

std::string network_of(const Site& site, const net::Request& request) { return access::network_of(address_of(site, request)); }

Visitor meet(Site& site, const net::Request& request, Area area, int thread) {
  Visitor visitor;
  visitor.now = site.now();
  visitor.thread = thread;
  visitor.path = path_without_switches(request);
  visitor.network = network_of(site, request);
  visitor.lang = lang_asked(site, request);
  visitor.large_text = cookie_of(site, request, "teks") == "besar";
  meet_session(site, request, area, visitor);
  if (visitor.session) {
    visitor.form_session = to_hex(visitor.session->digest);
    visitor.keeps_lists = visitor.officer && cookie_of(site, request, "daftar") == "ya";
    return visitor;
  }
  visitor.guest = cookie_of(site, request, "tamu");
  visitor.guest_is_new = visitor.guest.size() != 22;
  if (visitor.guest_is_new) visitor.guest.clear();
  else visitor.form_session = "tamu/" + visitor.guest;
  return visitor;
}

const std::string& form_session_of(const Site& site, const Visitor& visitor) {
  if (visitor.form_session.empty()) {
    visitor.guest = to_base64url(site.office.world().chance.bytes(16));
    visitor.form_session = "tamu/" + visitor.guest;
  }
  return visitor.form_session;
}

std::optional<int> distrust_form(const Site& site, const Visitor& visitor, const net::Request& request) {
  if (!is_from_our_page(site, request)) return 403;
  const auto& form = request.form();
  if (!form.is_sound()) return 400;
  if (visitor.guest_is_new) return 403;
  if (!site.office.vault().form_token_is(form_session_of(site, visitor), form.field("bukti"))) return 403;
  return std::nullopt;
}

std::string form_token(const Site& site, const Visitor& visitor) { return site.office.vault().form_token(form_session_of(site, visitor)); }

std::string fresh_key(const Site& site) { return to_base64url(site.office.world().chance.bytes(16)); }

namespace {

// What a form wishes: where to, and everything in it but the two fields that only say who sends it and that it is one form.
Bytes content_of(const net::Request& request) {
  Bytes all = request.path;
  const auto add = [&](std::string_view name, ByteView value) {
    append_u32(all, static_cast<std::uint32_t>(name.size()));
    all += name;
    append_u32(all, static_cast<std::uint32_t>(value.size()));
    all += value;
  };
  const auto& form = request.form();
  for (const auto& [name, value] : form.fields)
    if (name != "bukti" && name != "kunci") add(name, value);
  for (const auto& file : form.files) add(file.name, sha256(file.bytes));
  return sha256(all);
}

}  // namespace

std::string asked_key(const Visitor& visitor, const net::Request& request) {
  const auto key = request.form().field("kunci");
  if (key.empty() || key.size() > 64) return {};
  // Of the whole session name a part is enough to keep two visitors' keys apart. The content belongs to the key: who goes
  // back and sends the same page with other words asks for something else, and must not hear that it was done.
  return "web/" + visitor.form_session.substr(0, 16) + "/" + std::string(key) + "/" + to_hex(content_of(request)).substr(0, 32);
}

std::string cookie_line(const Site& site, std::string_view name, std::string_view value, SameSite same_site, std::int64_t max_age_s) {
  std::string line = full_name(site, name) + "=" + std::string(value) + "; Path=/; HttpOnly";
  if (site.settings.secure_cookies) line += "; Secure";
  line += same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
  if (value.empty()) line += "; Max-Age=0";
  else if (max_age_s > 0) line += "; Max-Age=" + std::to_string(max_age_s);
  return line;
}

void set_session_cookie(const Site& site, net::Response& response, access::SessionKind kind, std::string_view value) {
  const auto same_site = kind == access::SessionKind::staff ? SameSite::strict : SameSite::lax;
  response.headers.emplace_back("Set-Cookie", cookie_line(site, cookie_name_of(kind), value, same_site));
}

void clear_session_cookies(const Site& site, net::Response& response) {
  for (const auto name : {"sid", "wid", "tamu", "jejak", "daftar"}) response.headers.emplace_back("Set-Cookie", cookie_line(site, name, ""));
  if (site.settings.secure_cookies) response.headers.emplace_back("Clear-Site-Data", "\"cookies\", \"storage\"");
}

void add_security_headers(const Site& site, net::Headers& headers, std::string_view style_hash) {
  const auto has = [&](std::string_view name) { return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; }); };
  if (has("Content-Security-Policy")) return;  // All of them were added before.
  const auto add = [&](std::string_view name, std::string value) {
    if (!has(name)) headers.emplace_back(name, std::move(value));
  };
  headers.reserve(headers.size() + 10);
  std::string policy = "default-src 'none'; script-src 'self'; style-src 'self'";
  if (!style_hash.empty()) policy += " 'sha256-" + std::string(style_hash) + "'";
  policy +=
      "; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
      "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
  add("Content-Security-Policy", std::move(policy));
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "same-origin");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()");
  if (site.settings.secure_cookies) add("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

}  // namespace opak::web
