#include "net/answer_writer.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "base/text.h"
#include "base/time.h"

namespace opak::net {
namespace {

constexpr std::size_t gzip_bytes_min = 600;       // Below, the packet is the same with or without.
constexpr std::size_t copied_bytes_max = 2 * 1024;  // Larger bodies are sent from where they are.

// One deflate state a thread, reset for each answer: setting it up costs more than a small page.
class Gzip {
 public:
  Gzip() { ensure(deflateInit2(&stream_, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib starts"); }
  ~Gzip() { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;

  Bytes packed(ByteView bytes) {
    deflateReset(&stream_);
    Bytes out(deflateBound(&stream_, bytes.size()), '\0');
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    ensure(deflate(&stream_, Z_FINISH) == Z_STREAM_END, "deflateBound is enough");
    out.resize(out.size() - stream_.avail_out);
    return out;
  }

 private:
  z_stream stream_{};
};

Bytes gzipped(ByteView bytes) {
  thread_local Gzip gzip;
  return gzip.packed(bytes);
}

bool is_worth_packing(std::string_view content_type) {
  return content_type.starts_with("text/html") || content_type.starts_with("application/json") ||
         content_type.starts_with("application/ld+json") || content_type.starts_with("application/problem+json") ||
         content_type.starts_with("text/plain") || content_type.starts_with("text/csv");
}

bool is_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_servers_own(std::string_view name) {
  switch (name.size()) {
    case 4: return lower_ascii(name) == "date";
    case 10: return lower_ascii(name) == "connection";
    case 14: return lower_ascii(name) == "content-length";
    case 17: return lower_ascii(name) == "transfer-encoding";
    default: return false;
  }
}

void check(const Headers& headers, std::string_view content_type) {
  ensure(is_field_value(content_type), "a content type is one line");
  for (const auto& [name, value] : headers) {
    ensure(is_field_name(name) && is_field_value(value), "a header is one line");
    ensure(!is_servers_own(name), "the server writes Date, Connection and the length itself");
  }
}

void append_number(Bytes& out, std::size_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_field(Bytes& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool has_header(const Headers& headers, std::string_view lower_name) {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
    return header.first.size() == lower_name.size() && lower_ascii(header.first) == lower_name;
  });
}

}  // namespace

std::shared_ptr<const Bytes> write_answer(Bytes& out, Response response, const AnswerManner& manner) {
  check(response.headers, response.content_type);
  ensure(response.status >= 200 && response.status <= 599, "a final status");

  if (response.kept_body) response.shared_body = response.kept_body->plain();
  ByteView body = response.shared_body ? ByteView(*response.shared_body) : ByteView(response.body);
  const bool may_pack = body.size() > gzip_bytes_min && is_worth_packing(response.content_type) &&
                        !has_header(response.headers, "content-encoding");
  const bool packs = may_pack && manner.gzip;
  if (packs && response.kept_body) {
    response.shared_body = response.kept_body->packed(gzipped);
    body = *response.shared_body;
  } else if (packs) {
    response.body = gzipped(body);
    response.shared_body.reset();
    body = response.body;
  }

  const bool has_no_body = response.status == 204 || response.status == 304;
  if (response.status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
  } else {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\n");
  }
  out.append(manner.date_line);
  if (!has_no_body) {
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    out.append("Content-Length: ");
    append_number(out, body.size());
    out.append("\r\n");
  }
  if (packs) out.append("Content-Encoding: gzip\r\n");
  if (may_pack && !has_header(response.headers, "vary")) out.append("Vary: Accept-Encoding\r\n");
  for (const auto& [name, value] : response.headers) append_field(out, name, value);
  if (response.kept_lines) out.append(*response.kept_lines);
  if (!manner.request_id.empty()) append_field(out, "X-Request-Id", manner.request_id);
  if (!manner.keeps_alive) out.append("Connection: close\r\n");
  else if (manner.is_http10) out.append("Connection: keep-alive\r\n");
  out.append("\r\n");

  if (has_no_body || manner.head_only || body.empty()) return nullptr;
  if (body.size() <= copied_bytes_max) {
    out.append(body);
    return nullptr;
  }
  if (response.shared_body) return response.shared_body;
  return std::make_shared<const Bytes>(std::move(response.body));
}

Bytes header_lines(const Headers& headers) {
  check(headers, {});
  Bytes lines;
  for (const auto& [name, value] : headers) append_field(lines, name, value);
  return lines;
}

void write_stream_head(Bytes& out, const Headers& headers, std::string_view date_line) {
  check(headers, {});
  out.append("HTTP/1.1 200 OK\r\n").append(date_line);
  // nginx and others hold back what they may buffer; an event must not wait.
  out.append("Content-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n");
  for (const auto& [name, value] : headers) append_field(out, name, value);
  out.append("Connection: close\r\n\r\n");
}

std::string date_line(std::int64_t seconds_since_1970) {
  static constexpr const char* weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Day day{static_cast<std::int32_t>(seconds_since_1970 / 86'400)};
  const auto second = static_cast<int>(seconds_since_1970 % 86'400);
  const auto date = date_of(day);
  char text[64];
  std::snprintf(text, sizeof text, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", weekdays[weekday(day) - 1], date.day,
                months[date.month - 1], date.year, second / 3600, second / 60 % 60, second % 60);
  return text;
}

}  // namespace opak::net
