// Every page of the site at once: the first line is method and address, the second the cookies, the third who asks, the rest the form.
// Whatever comes is answered with a page, a no or a way on this site; never with a bug, a split header or somebody else's address.
#include "access/totp.h"
#include "base/log.h"
#include "net/parser.h"
#include "target.h"
#include "web/html.h"
#include "web/site_twin.h"

using opak::fuzz::must;
namespace web = opak::web;

namespace {

constexpr int inputs_a_city = 400;

struct City {
  web::SiteTwin site{{.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080"}};
  std::map<std::string, std::string> cookies;  // Of each role, and of "warga", a resident with a confirmed number.
  std::string link, number;
  int inputs = 0;

  City() {
    using namespace opak;
    auto& twin = site.twin;
    twin.stock(20);
    const auto id = twin.submitted();
    twin.printed(twin.verified(twin.submitted("damaged", "damaged_card", "+6281200000002")), "KA00000001");
    link = office::status_path(*twin.office, id);
    number = twin.state(id).number;
    const auto contact = twin.state(id).contact;  // Read before the book is written: a database in memory lets nobody in meanwhile.
    twin.must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      const auto hash = access::hash_password("kebun pisang", access::Strength::cheap, twin.chance);
      for (const auto role : access::all_roles) {
        const std::string login(access::name_of(role));
        const auto staff = access::create_staff(book.database(), twin.office->vault(), {.login = login, .name = login, .roles = {role}, .office = "36.73", .password_hash = hash}, book.now());
        const auto secret = access::begin_totp(book.database(), twin.office->vault(), staff->id, twin.chance);
        access::confirm_totp(book.database(), twin.office->vault(), staff->id, access::totp_code(secret, book.now()), book.now(), twin.chance);
        cookies[login] = "sid=" + access::start_session(book.database(), twin.chance, access::SessionKind::staff, staff->id, access::Proof::password_and_code, "", book.now());
      }
      cookies["warga"] = "wid=" + access::start_session(book.database(), twin.chance, access::SessionKind::resident, contact, access::Proof::number_code, "", book.now());
      return office::Done{};
    }));
  }
};

City& a_city() {
  static const bool quiet = (opak::set_log_level(opak::LogLevel::error), true);
  (void)quiet;
  static std::unique_ptr<City> city;
  if (!city || ++city->inputs > inputs_a_city) city = std::make_unique<City>();
  return *city;
}

std::string_view take_line(opak::ByteView& bytes) {
  const auto line = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
  return line;
}

// "{link}" and "{nomor}" stand for what cannot stand in a corpus.
std::string filled_in(std::string text, const City& city) {
  for (const auto& [name, value] : {std::pair<std::string, std::string>{"{link}", city.link}, {"{nomor}", city.number}})
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + value.size())) text.replace(at, name.size(), value);
  return text;
}

void judge(const web::Response& response) {
  must(response.status >= 200 && response.status < 600 && response.status != 500);
  auto headers = response.headers;
  if (response.kept_lines) web::read_lines(*response.kept_lines, headers);
  for (const auto& [name, value] : headers) {
    must((name + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    if (name == "Location") must(web::is_local_path(value));
  }
}

}  // namespace

FUZZ_TARGET(page, "own/text", "fetched/path", "fetched/url", "fetched/redirect", "fetched/sqli", "fetched/xss") {
  if (bytes.size() > 8'192) return;
  auto& city = a_city();
  const auto first = take_line(bytes);
  const bool posts = first.starts_with("POST ");
  auto target = filled_in(std::string(first.substr(std::min(first.find(' ') + 1, first.size()))), city);
  if (!target.starts_with('/')) target.insert(0, "/");
  const std::string cookies(take_line(bytes));
  const auto who = city.cookies.find(std::string(take_line(bytes)));
  const auto all_cookies = cookies + (cookies.empty() || who == city.cookies.end() ? "" : "; ") + (who == city.cookies.end() ? "" : who->second) + "; tamu=AAAAAAAAAAAAAAAAAAAAAA";

  // Through the parser of the door, so that only what can come comes.
  const auto ask = [&](const std::string& body) {
    opak::net::RequestParser parser(opak::net::ParserLimits{});
    auto head = std::string(posts ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: " + all_cookies + "\r\n";
    if (posts) head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    head += "\r\n" + body;
    if (parser.feed(head) != head.size() || !parser.is_done()) return;
    parser.request().remote_address = "203.0.113.7";
    auto reply = city.site.handler(parser.request(), 0);
    if (const auto* later = std::get_if<opak::Later<web::Response>>(&reply)) judge(later->wait());
    else if (const auto* response = std::get_if<web::Response>(&reply)) judge(*response);
  };
  if (!posts) return ask("");
  // With the token that a page of this visitor would have held.
  opak::net::Request meeting;
  meeting.path = "/";
  meeting.headers.emplace_back("cookie", all_cookies);
  const auto form = filled_in(std::string(bytes), city);
  for (const auto area : {web::Area::staff, web::Area::resident}) {
    const auto visitor = web::meet(city.site.site, meeting, area, 0);
    ask("bukti=" + web::percent_encoded(web::form_token(city.site.site, visitor)) + (form.empty() ? "" : "&" + form));
  }
}
