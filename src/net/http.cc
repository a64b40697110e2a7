#include "net/http.h"

#include <algorithm>

namespace opak::net {

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

const Form& Request::query_form() const {
  if (!query_form_) query_form_ = std::make_shared<const Form>(parse_urlencoded(query));
  return *query_form_;
}

std::string Request::query_field(std::string_view name) const { return std::string(query_form().field(name)); }

const Form& Request::form() const {
  if (!form_) form_ = std::make_shared<const Form>(parse_form(header("content-type"), body));
  return *form_;
}

// RFC 6265 4.2.1. A neighbour's host can plant a second cookie of the same name; then we trust neither.
std::string_view Request::cookie(std::string_view name) const {
  std::string_view found;
  bool seen = false;
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      if (pair.size() <= name.size() || pair[name.size()] != '=' || !pair.starts_with(name)) continue;
      const auto here = pair.substr(name.size() + 1);
      if (seen && here != found) return {};
      found = here;
      seen = true;
    }
  }
  return found;
}

std::string_view Request::path_part(std::size_t n) const {
  std::string_view rest = path;
  for (;; --n) {
    if (rest.empty()) return {};
    rest.remove_prefix(1);
    const auto part = rest.substr(0, rest.find('/'));
    if (n == 0) return part;
    rest.remove_prefix(part.size());
  }
}

void Request::clear() {
  method.clear();
  is_head = false;
  target.clear();
  path.clear();
  query.clear();
  headers.clear();
  id.clear();
  if (body.capacity() > 16 * 1024) body = Bytes();
  body.clear();
  waited_ms = 0;
  matched.clear();
  form_.reset();
  query_form_.reset();
}

Response stream_later(int ms) {
  Response response;
  response.headers.emplace_back("Cache-Control", "no-store");
  response.content_type = "text/event-stream; charset=utf-8";
  response.body = "retry: " + std::to_string(ms) + "\n\n";
  return response;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Status";
  }
}

}  // namespace opak::net
