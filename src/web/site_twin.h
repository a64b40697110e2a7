// A whole site in memory for tests: the office's twin behind the real handler, and a browser that keeps cookies, follows
// redirects and fills in the hidden fields of the form it saw last.
#pragma once

#include <cctype>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "office/office_twin.h"
#include "office/outbox.h"
#include "web/page.h"
#include "web/site.h"

namespace opak::web {

class SiteTwin {
 public:
  explicit SiteTwin(SiteSettings settings = {.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080", .checks_kept = true},
                    const catalogue::Catalogue& catalogue = office::OfficeTwin::the_catalogue())
      : twin(1, {}, catalogue), limiter(twin.chance), passwords(twin.chance, access::Strength::cheap, access::PasswordWorker::Runs::at_once),
        site{*twin.office, catalogue, broadcaster, limiter, passwords, std::move(settings)} {
    watch_commits(site);
    handler = handler_of(site);
  }

  office::OfficeTwin twin;
  net::Broadcaster broadcaster;
  access::Limiter limiter;
  access::PasswordWorker passwords;
  Site site;
  net::Handler handler;

  // The newest code that was written to somebody, as its reader sees it.
  std::string last_code() {
    auto& reader = twin.office->reader();
    std::string code;
    for (const auto& letter : office::due_letters(reader, twin.clock.now(), 100)) {
      if (letter.notice != "code") continue;
      const auto words = office::open_own(*twin.office, reader, letter.contact, office::code_place, letter.text);
      if (words) code = PersonalAccess::look(vault::field_of(*words, "kode"));
    }
    return code;
  }
};

// What is between `before` and `after` in `text`; "" if it is not there.
inline std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  const auto end = text.find(after, begin + before.size());
  return std::string(text.substr(begin + before.size(), end - begin - before.size()));
}

inline void read_lines(std::string_view lines, net::Headers& headers) {
  while (!lines.empty()) {
    const auto line = lines.substr(0, lines.find("\r\n"));
    const auto colon = line.find(": ");
    headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    lines.remove_prefix(line.size() + 2);
  }
}

inline std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

class Browser {
 public:
  explicit Browser(SiteTwin& city) : city_(city) {}

  using Fields = std::vector<std::pair<std::string, std::string>>;

  Response get(const std::string& address) { return follow(send("GET", address, {}, {})); }
  // Sends the form last seen with these fields; follows where it leads.
  Response post(const std::string& path, Fields fields = {}) { return follow(post_only(path, std::move(fields))); }
  Response post_only(const std::string& path, Fields fields = {}) {
    with_hidden(fields);
    std::string body;
    for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return send("POST", path, body, "application/x-www-form-urlencoded");
  }
  Response post_file(const std::string& path, const Bytes& bytes, Fields fields = {}) { return post_files(path, {{"foto", bytes}}, std::move(fields)); }
  // Field's name -> the photo chosen there.
  Response post_files(const std::string& path, const std::vector<std::pair<std::string, Bytes>>& files, Fields fields = {}) {
    with_hidden(fields);
    std::string body;
    for (const auto& [name, value] : fields) body += "--grens\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& [name, bytes] : files) body += "--grens\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"foto.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + bytes + "\r\n";
    body += "--grens--\r\n";
    return follow(send("POST", path, body, "multipart/form-data; boundary=grens"));
  }
  Response send(const std::string& method, const std::string& address, const Bytes& body, const std::string& type) {
    const auto reply = ask(method, address, body, type);
    if (const auto* later = std::get_if<Later<Response>>(&reply)) return keep(later->wait());
    if (const auto* response = std::get_if<Response>(&reply)) return keep(*response);
    Response stream;
    stream.content_type = "text/event-stream";
    stream.body = std::get<net::EventStream>(reply).first_event;
    stream.headers = std::get<net::EventStream>(reply).headers;
    return stream;
  }

  std::map<std::string, std::string> cookies;
  net::Headers headers = {{"sec-fetch-site", "same-origin"}};
  std::string comes_from = "203.0.113.7";
  std::string page;  // The body seen last.
  std::string at;    // Where it stood.

 private:
  Reply ask(const std::string& method, const std::string& address, const Bytes& body, const std::string& type) {
    Request request;
    request.method = method;
    request.target = address;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos) request.query = address.substr(mark + 1);
    request.headers = headers;
    if (!type.empty()) request.headers.emplace_back("content-type", type);
    std::string line;
    for (const auto& [name, value] : cookies) line += (line.empty() ? "" : "; ") + name + "=" + value;
    if (!line.empty()) request.headers.emplace_back("cookie", line);
    request.body = body;
    request.remote_address = comes_from;
    at = address;
    return city_.handler(request, 0);
  }

  Response keep(Response response) {
    if (response.kept_body) response.body = *response.kept_body->plain();
    if (response.kept_lines) read_lines(*response.kept_lines, response.headers);
    for (const auto& [name, value] : response.headers) {
      if (name != "Set-Cookie") continue;
      const auto equals = value.find('=');
      const auto key = value.substr(0, equals);
      const auto content = value.substr(equals + 1, value.find(';') - equals - 1);
      if (content.empty()) cookies.erase(key);
      else cookies[key] = content;
    }
    if (!response.body.empty()) page = response.body;
    return response;
  }

  Response follow(Response response) {
    for (int hops = 0; hops < 5 && response.status == 303; ++hops) response = send("GET", header_of(response, "Location"), {}, {});
    return response;
  }

  void with_hidden(Fields& fields) {
    for (const auto* name : {"bukti", "kunci", "ditanya", "ke"}) {
      const auto value = between(page, "name=\"" + std::string(name) + "\" value=\"", "\"");
      bool is_there = false;
      for (const auto& field : fields) is_there = is_there || field.first == name;
      if (!value.empty() && !is_there) fields.emplace_back(name, value);
    }
  }

  SiteTwin& city_;
};

}  // namespace opak::web
