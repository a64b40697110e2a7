#include "net/parser.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"

namespace opak::net {
namespace {

enum : std::uint8_t { token_bit = 1, line_bit = 2, target_bit = 4, host_bit = 8, digit_bit = 16 };

constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  const auto mark = [&](const char* letters, int bits) {
    for (; *letters; ++letters) table[static_cast<unsigned char>(*letters)] |= static_cast<std::uint8_t>(bits);
  };
  for (int c = 0; c < 256; ++c) {
    if ((c >= 0x20 && c != 0x7f) || c == '\t') table[c] |= line_bit;
    // A target holds no space, control or non-ASCII byte, nor what every browser escapes.
    if (c > 0x20 && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>') table[c] |= target_bit;
  }
  mark("0123456789", token_bit | host_bit | digit_bit);
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", token_bit | host_bit);
  mark("!#$%&'*+-.^_`|~", token_bit);
  mark("-._~%!$&'()*+;=", host_bit);  // RFC 3986 reg-name, but never a comma: a Host that is a list is two hosts.
  return table;
}
constexpr auto table = make_table();

bool all_are(std::string_view text, int bit) {
  for (const char c : text)
    if (!(table[static_cast<unsigned char>(c)] & bit)) return false;
  return true;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_ignoring_case(std::string_view a, std::string_view lower_b) {
  return a.size() == lower_b.size() &&
         std::equal(a.begin(), a.end(), lower_b.begin(), [](char x, char y) { return lower(x) == y; });
}

template <class F>
void each_in_list(std::string_view list, F f) {
  while (!list.empty()) {
    const auto item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    if (const auto word = without_blanks(item); !word.empty()) f(word);
  }
}

// host [ ":" port ], where host is a name, an IPv4 or a bracketed IPv6 address. May be empty only without a port.
bool is_authority(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || end < 3) return false;
    const auto inside = text.substr(1, end - 1);
    if (inside.find_first_not_of("0123456789abcdefABCDEF:.") != inside.npos) return false;
    port = text.substr(end + 1);
  } else {
    const auto colon = text.find(':');
    if (!all_are(text.substr(0, colon), host_bit) || colon == 0) return false;
    if (colon != text.npos) port = text.substr(colon);
  }
  if (port.empty()) return true;
  return port.front() == ':' && port.size() <= 6 && all_are(port.substr(1), digit_bit);
}

bool is_known_method(std::string_view method) {
  return method == "GET" || method == "POST" || method == "HEAD" || method == "PUT" || method == "PATCH" ||
         method == "DELETE" || method == "OPTIONS";
}

bool has_dot_segment(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    const auto end = std::min(path.find('/', at + 1), path.size());
    const auto segment = path.substr(at + 1, end - at - 1);
    if (segment == "." || segment == "..") return true;
    at = end;
  }
  return false;
}

bool takes_gzip(std::string_view accept_encoding) {
  bool takes = false;
  each_in_list(accept_encoding, [&](std::string_view item) {
    const auto coding = without_blanks(item.substr(0, item.find(';')));
    if (!equal_ignoring_case(coding, "gzip")) return;
    const auto weight = item.find("q=");
    takes = weight == item.npos || item.find_first_of("123456789", weight) != item.npos;
  });
  return takes;
}

// chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool is_chunk_extension(std::string_view rest) {
  const auto skip_blanks = [&] {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  };
  const auto take_token = [&] {
    std::size_t size = 0;
    while (size < rest.size() && (table[static_cast<unsigned char>(rest[size])] & token_bit)) ++size;
    rest.remove_prefix(size);
    return size > 0;
  };
  const auto take_quoted = [&] {
    std::size_t at = 1;
    while (at < rest.size() && rest[at] != '"') at += rest[at] == '\\' ? 2 : 1;
    if (at >= rest.size()) return false;
    rest.remove_prefix(at + 1);
    return true;
  };
  while (!rest.empty()) {
    skip_blanks();
    if (rest.empty() || rest.front() != ';') return false;
    rest.remove_prefix(1);
    skip_blanks();
    if (!take_token()) return false;
    const auto before_blanks = rest;
    skip_blanks();
    if (rest.empty() || rest.front() != '=') {
      rest = before_blanks;
      continue;
    }
    rest.remove_prefix(1);
    skip_blanks();
    if (rest.empty() || !(rest.front() == '"' ? take_quoted() : take_token())) return false;
  }
  return true;
}

}  // namespace

bool RequestParser::fail(int status) {
  state_ = State::failed;
  status_ = status;
  keeps_alive_ = false;
  return false;
}

std::size_t RequestParser::feed(ByteView bytes) {
  const auto size = bytes.size();
  while (!bytes.empty() && state_ != State::done && state_ != State::failed) {
    if (state_ == State::body || state_ == State::chunk_data) {
      take_body(bytes);
      continue;
    }
    std::string_view line;
    if (!take_line(bytes, line)) continue;
    on_line(line);
    held_.clear();
  }
  return size - bytes.size();
}

bool RequestParser::take_line(ByteView& bytes, std::string_view& line) {
  const void* found = std::memchr(bytes.data(), '\n', bytes.size());
  const auto size = found ? static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data()) + 1 : bytes.size();
  auto piece = bytes.substr(0, size);
  bytes.remove_prefix(size);

  const bool is_of_chunks = state_ == State::chunk_line || state_ == State::chunk_end;
  // What comes before the one byte too many is judged first, or the answer would depend on how the network cut the bytes.
  const auto room = limits_.head_bytes_max - head_bytes_;
  const bool is_too_long = !is_of_chunks && size > room;
  if (is_too_long) {
    if (room == 0) return fail(state_ == State::line ? 414 : 431);
    piece = piece.substr(0, room);
    found = nullptr;
  }
  (is_of_chunks ? chunk_lines_bytes_ : head_bytes_) += piece.size();
  // Tiny chunks with long extensions would make us read much for little.
  if (is_of_chunks && chunk_lines_bytes_ > 4096 + 8 * request_.body.size()) return fail(400);

  // A CR is only ever the byte before the LF; it may also be the last byte that has arrived so far.
  if (!held_.empty() && held_.back() == '\r' && piece.front() != '\n') return fail(400);
  auto text = piece;
  if (found) text.remove_suffix(1);
  const bool ends_in_cr = !text.empty() && text.back() == '\r';
  if (ends_in_cr) text.remove_suffix(1);
  if (!all_are(text, line_bit)) return fail(400);
  // Nothing but a method begins a request: TLS or other protocols are told at their first byte.
  if (state_ == State::line && held_.empty() && !text.empty() && !(text.front() >= 'A' && text.front() <= 'Z')) return fail(400);

  if (is_too_long) return fail(state_ == State::line ? 414 : 431);
  if (!found) {
    held_.append(piece);
    return false;
  }
  if (held_.empty()) {
    if (!ends_in_cr) return fail(400);
    line = text;
    return true;
  }
  held_.append(piece);
  if (held_.size() < 2 || held_[held_.size() - 2] != '\r') return fail(400);
  line = std::string_view(held_).substr(0, held_.size() - 2);
  return true;
}

void RequestParser::on_line(std::string_view line) {
  switch (state_) {
    case State::line:
      // RFC 9112 2.2: an empty line before the request is ignored; a rain of them is not.
      if (line.empty()) {
        head_bytes_ = 0;
        if (++empty_lines_ > 4) fail(400);
        return;
      }
      if (read_request_line(line)) state_ = State::field;
      return;
    case State::field:
      line.empty() ? read_head_end() : read_field(line);
      return;
    case State::chunk_line:
      read_chunk_line(line);
      return;
    case State::chunk_end:
      if (line.empty()) state_ = State::chunk_line;
      else fail(400);
      return;
    case State::trailer:
      // Trailers must be well-formed, and are forgotten: nothing we do may hang on them.
      if (line.empty()) state_ = State::done;
      else if (const auto colon = line.find(':'); colon == 0 || colon == line.npos || !all_are(line.substr(0, colon), token_bit)) fail(400);
      return;
    default:
      return;
  }
}

bool RequestParser::read_request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == line.npos || first == 0 || first == last) return fail(400);
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!all_are(method, token_bit) || target.empty() || !all_are(target, target_bit)) return fail(400);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    const bool is_version = version.size() == 8 && version.starts_with("HTTP/") && (table[static_cast<unsigned char>(version[5])] & digit_bit) &&
                            version[6] == '.' && (table[static_cast<unsigned char>(version[7])] & digit_bit);
    return fail(is_version ? 505 : 400);
  }
  if (target.size() > limits_.target_bytes_max) return fail(414);
  // TRACE shows cookies to scripts (ASVS 13.4.4) and CONNECT is for proxies; what we do not know we do not guess.
  if (!is_known_method(method)) return fail(501);
  is_http10_ = version.back() == '0';
  request_.is_head = method == "HEAD";
  request_.method = request_.is_head ? "GET" : method;
  return read_target(target);
}

bool RequestParser::read_target(std::string_view target) {
  if (target == "*") {
    request_.target = request_.path = "*";
    return request_.method == "OPTIONS" || fail(400);
  }
  if (target.front() != '/') {
    // RFC 9112 3.2.2: absolute-form; its authority counts, not the Host field.
    const auto scheme_end = target.find("://");
    if (scheme_end == target.npos) return fail(400);
    const auto scheme = target.substr(0, scheme_end);
    if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return fail(400);
    target.remove_prefix(scheme_end + 3);
    const auto authority = target.substr(0, target.find_first_of("/?"));
    if (authority.empty() || !is_authority(authority)) return fail(400);
    authority_ = authority;
    target.remove_prefix(authority.size());
  }
  request_.target = target;
  if (!target.starts_with('/')) request_.target.insert(0, "/");
  const auto whole = std::string_view(request_.target);
  const auto question = whole.find('?');
  if (question != whole.npos) request_.query = whole.substr(question + 1);
  return read_path(whole.substr(0, question));
}

bool RequestParser::read_path(std::string_view path) {
  if (path.find('%') == path.npos) {
    request_.path = path;
  } else {
    auto decoded = percent_decoded(path, false);
    if (!decoded || !is_utf8(*decoded)) return fail(400);
    // An escaped slash would make two readers see two paths.
    if (std::count(decoded->begin(), decoded->end(), '/') != std::count(path.begin(), path.end(), '/')) return fail(400);
    request_.path = std::move(*decoded);
  }
  const auto is_bad = [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; };
  if (std::any_of(request_.path.begin(), request_.path.end(), is_bad)) return fail(400);
  return !has_dot_segment(request_.path) || fail(400);
}

// RFC 9112 5.1 and 5.2: no space before the colon, no folded line.
bool RequestParser::read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos || colon == 0 || !all_are(line.substr(0, colon), token_bit)) return fail(400);
  if (request_.headers.size() == limits_.fields_max) return fail(431);
  auto& [name, value] = request_.headers.emplace_back(line.substr(0, colon), without_blanks(line.substr(colon + 1)));
  std::transform(name.begin(), name.end(), name.begin(), lower);
  return true;
}

bool RequestParser::read_head_end() {
  return read_host() && read_connection() && read_framing() && read_expect();
}

bool RequestParser::read_host() {
  std::string* host = nullptr;
  for (auto& [name, value] : request_.headers) {
    if (name != "host") continue;
    if (host) return fail(400);
    host = &value;
  }
  if (!host && !is_http10_) return fail(400);
  if (host && !is_authority(*host)) return fail(400);
  if (host && !authority_.empty()) *host = authority_;
  return true;
}

bool RequestParser::read_connection() {
  bool close = false;
  bool keep = false;
  for (const auto& [name, value] : request_.headers) {
    if (name == "accept-encoding") accepts_gzip_ = takes_gzip(value);
    if (name != "connection") continue;
    each_in_list(value, [&](std::string_view word) {
      close = close || equal_ignoring_case(word, "close");
      keep = keep || equal_ignoring_case(word, "keep-alive");
    });
  }
  keeps_alive_ = !close && (keep || !is_http10_);
  return true;
}

// RFC 9112 6: where a message ends is said once and in one way, or we do not read it.
bool RequestParser::read_framing() {
  const std::string* length = nullptr;
  const std::string* coding = nullptr;
  for (const auto& [name, value] : request_.headers) {
    if (name == "content-length" && std::exchange(length, &value)) return fail(400);
    if (name == "transfer-encoding" && std::exchange(coding, &value)) return fail(400);
  }
  if (coding) {
    if (length || is_http10_) return fail(400);
    if (!equal_ignoring_case(*coding, "chunked")) return fail(501);
    is_chunked_ = true;
    state_ = State::chunk_line;
    return true;
  }
  if (!length) {
    state_ = State::done;
    return true;
  }
  if (length->empty() || !all_are(*length, digit_bit)) return fail(400);
  if (length->size() > 18) return fail(413);
  left_ = std::stoull(*length);
  if (left_ > limits_.body_bytes_max) return fail(413);
  state_ = left_ == 0 ? State::done : State::body;
  return true;
}

bool RequestParser::read_expect() {
  const auto expect = request_.header("expect");
  if (expect.empty() || is_http10_) return true;
  if (!equal_ignoring_case(expect, "100-continue")) return fail(417);
  wants_continue_ = state_ != State::done;
  return true;
}

bool RequestParser::read_chunk_line(std::string_view line) {
  std::size_t digits = 0;
  std::uint64_t size = 0;
  while (digits < line.size()) {
    const char c = lower(line[digits]);
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && !(c >= 'a' && c <= 'f')) break;
    if (++digits > 15) return fail(400);
    size = size * 16 + static_cast<std::uint64_t>(is_digit ? c - '0' : c - 'a' + 10);
  }
  if (digits == 0 || !is_chunk_extension(line.substr(digits))) return fail(400);
  if (request_.body.size() + size > limits_.body_bytes_max) return fail(413);
  left_ = size;
  state_ = size == 0 ? State::trailer : State::chunk_data;
  return true;
}

void RequestParser::take_body(ByteView& bytes) {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  request_.body.append(bytes.substr(0, size));
  bytes.remove_prefix(size);
  left_ -= size;
  if (left_ == 0) state_ = is_chunked_ ? State::chunk_end : State::done;
}

std::optional<Bytes> RequestParser::so_far() const {
  if (state_ == State::line) return held_;
  if (state_ != State::field && state_ != State::body) return std::nullopt;
  if (is_chunked_) return std::nullopt;
  Bytes bytes = request_.is_head ? "HEAD" : request_.method;
  bytes.append(" ").append(authority_.empty() ? "" : "http://" + authority_).append(request_.target).append(is_http10_ ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const auto& [name, value] : request_.headers) bytes.append(name).append(": ").append(value).append("\r\n");
  return bytes.append(state_ == State::field ? held_ : "\r\n" + request_.body);
}

void RequestParser::clear() {
  state_ = State::line;
  status_ = 0;
  held_.clear();
  head_bytes_ = 0;
  chunk_lines_bytes_ = 0;
  left_ = 0;
  empty_lines_ = 0;
  is_chunked_ = false;
  is_http10_ = false;
  keeps_alive_ = true;
  accepts_gzip_ = false;
  wants_continue_ = false;
  authority_.clear();
  request_.clear();
}

}  // namespace opak::net
