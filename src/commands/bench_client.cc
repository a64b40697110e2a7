#include "commands/bench_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <chrono>

#include "base/text.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;

std::string encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.') out.push_back(static_cast<char>(c));
    else if (c == ' ') out.push_back('+');
    else out += {'%', hex[c >> 4], hex[c & 15]};
  }
  return out;
}

std::string as_form(const BenchClient::Fields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  return body;
}

// The value of a header, or "". Names are asked in lower case.
std::string_view header_of(std::string_view head, std::string_view name, std::size_t& from) {
  while (from < head.size()) {
    const auto end = std::min(head.find("\r\n", from), head.size());
    const auto line = head.substr(from, end - from);
    from = end + 2;
    const auto colon = line.find(':');
    if (colon == line.npos || lower_ascii(line.substr(0, colon)) != name) continue;
    const auto value = line.substr(colon + 1);
    return value.substr(std::min(value.find_first_not_of(' '), value.size()));
  }
  return {};
}

std::string_view header_of(std::string_view head, std::string_view name) {
  std::size_t from = 0;
  return header_of(head, name, from);
}

}  // namespace

BenchClient::~BenchClient() { close(); }

void BenchClient::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  kept_.clear();
}

bool BenchClient::connect() {
  if (socket_ >= 0) return true;
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{30, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port_);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return true;
  close();
  return false;
}

BenchAnswer BenchClient::get(std::string_view path) { return ask(get_request(path)); }
BenchAnswer BenchClient::post(std::string_view path, Fields fields) { return ask(post_request(path, std::move(fields))); }

std::string BenchClient::get_request(std::string_view path) const {
  std::string request = "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) + "\r\n";
  return request + own_lines() + "\r\n";
}

std::string BenchClient::post_request(std::string_view path, Fields fields) {
  sign(fields);
  return request_with(path, "application/x-www-form-urlencoded", as_form(fields));
}

BenchAnswer BenchClient::post_files(std::string_view path, Fields fields, const std::vector<File>& files) {
  sign(fields);
  const std::string boundary = "----opakbench7f3kQ2vZ";
  std::string body;
  const auto part = [&](const std::string& field) { body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field + "\""; };
  for (const auto& [name, value] : fields) {
    part(name);
    body += "\r\n\r\n" + value + "\r\n";
  }
  for (const auto& file : files) {
    part(file.field);
    body += "; filename=\"" + file.name + "\"\r\nContent-Type: image/jpeg\r\n\r\n";
    body.append(file.jpeg);
    body += "\r\n";
  }
  body += "--" + boundary + "--\r\n";
  return ask(request_with(path, "multipart/form-data; boundary=" + boundary, body));
}

void BenchClient::sign(Fields& fields) {
  fields.emplace_back("bukti", token_);
  fields.emplace_back("kunci", "bench" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "x" + std::to_string(++keys_));
}

std::string BenchClient::request_with(std::string_view path, std::string_view content_type, std::string_view body) const {
  std::string request = "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ";
  request += std::string(content_type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + own_lines() + "\r\n";
  request.append(body);
  return request;
}

std::string BenchClient::own_lines() const {
  std::string all;
  for (const auto& [name, value] : cookies_) all += (all.empty() ? "Cookie: " : "; ") + name + "=" + value;
  if (!all.empty()) all += "\r\n";
  if (!address_.empty()) all += "X-Forwarded-For: " + address_ + "\r\n";
  return all;
}

BenchAnswer BenchClient::ask(const std::string& request) {
  const auto start = Steady::now();
  if (!connect()) return {};
  for (std::size_t sent = 0; sent < request.size();) {
    const auto n = ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) {
      close();
      return {};
    }
    sent += static_cast<std::size_t>(n);
  }
  std::size_t head_end = std::string::npos, length = 0;
  char bytes[16384];
  while (head_end == std::string::npos || kept_.size() < head_end + 4 + length) {
    const auto n = ::recv(socket_, bytes, sizeof bytes, 0);
    if (n <= 0) {
      close();
      return {};
    }
    kept_.append(bytes, static_cast<std::size_t>(n));
    if (head_end != std::string::npos) continue;
    head_end = kept_.find("\r\n\r\n");
    if (head_end == std::string::npos) continue;
    const auto said = header_of(std::string_view(kept_).substr(0, head_end), "content-length");
    std::from_chars(said.data(), said.data() + said.size(), length);
  }
  BenchAnswer answer;
  const auto head = std::string_view(kept_).substr(0, head_end);
  std::from_chars(head.data() + std::min<std::size_t>(9, head.size()), head.data() + std::min<std::size_t>(12, head.size()), answer.status);
  answer.location = header_of(head, "location");
  answer.body = kept_.substr(head_end + 4, length);
  const bool ends = lower_ascii(header_of(head, "connection")) == "close";
  remember(head, answer.body);
  kept_.erase(0, head_end + 4 + length);
  if (ends) close();
  answer.ms = std::chrono::duration<double, std::milli>(Steady::now() - start).count();
  return answer;
}

void BenchClient::remember(std::string_view head, std::string_view body) {
  for (std::size_t from = 0; from < head.size();) {
    const auto cookie = header_of(head, "set-cookie", from);
    const auto equals = cookie.find('=');
    if (equals == cookie.npos) continue;
    const auto end = std::min(cookie.find(';'), cookie.size());
    cookies_[std::string(cookie.substr(0, equals))] = cookie.substr(equals + 1, end - equals - 1);
  }
  constexpr std::string_view field = "name=\"bukti\" value=\"";
  if (const auto at = body.find(field); at != body.npos) token_ = body.substr(at + field.size(), body.find('"', at + field.size()) - at - field.size());
}

}  // namespace opak::commands
