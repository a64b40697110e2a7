// Bytes of a connection become requests, or a reason to close it (RFC 9112).
//
// One reading only: whatever another reader on the way could take differently (two lengths, folded fields, a bare CR or
// LF, a space before the colon, a Host that is a list, ...) is refused, and after a refusal nothing more is read. Every
// byte is judged as it arrives, so the outcome does not depend on how the network cut the bytes. No sockets, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "net/http.h"

namespace opak::net {

struct ParserLimits {
  std::size_t head_bytes_max = 16 * 1024;  // Request line, fields and trailers together.
  std::size_t target_bytes_max = 8 * 1024;
  std::size_t fields_max = 100;
  std::size_t body_bytes_max = 12 * 1024 * 1024;
};

class RequestParser {
 public:
  explicit RequestParser(const ParserLimits& limits) : limits_(limits) {}

  // Takes bytes from the front and tells how many. Stops at the end of a request: then `is_done`, and clear() goes on.
  std::size_t feed(ByteView bytes);

  bool is_at_rest() const { return state_ == State::line && head_bytes_ == 0; }  // Nothing of a request is here yet.
  bool is_in_head() const { return state_ == State::line || state_ == State::field; }
  bool is_done() const { return state_ == State::done; }
  bool has_failed() const { return state_ == State::failed; }
  int status() const { return status_; }  // Of the refusal, once has_failed().

  // True once, when the head is complete and the client waits for "100 Continue" before it sends the body.
  bool take_wish_to_continue() { return std::exchange(wants_continue_, false); }

  Request& request() { return request_; }
  const Request& request() const { return request_; }
  bool keeps_alive() const { return keeps_alive_; }
  bool is_http10() const { return is_http10_; }
  bool accepts_gzip() const { return accepts_gzip_; }
  std::size_t body_bytes() const { return request_.body.size(); }

  // What has arrived of a request whose end is still on the way, as another reader may be fed it. None: not to be written again
  // (chunks), or there is nothing to go on with.
  std::optional<Bytes> so_far() const;

  void clear();

 private:
  enum class State { line, field, body, chunk_line, chunk_data, chunk_end, trailer, done, failed };

  bool fail(int status);
  bool take_line(ByteView& bytes, std::string_view& line);  // False: incomplete (kept) or failed.
  void on_line(std::string_view line);
  bool read_request_line(std::string_view line);
  bool read_target(std::string_view target);
  bool read_path(std::string_view path);
  bool read_field(std::string_view line);
  bool read_head_end();
  bool read_host();
  bool read_framing();
  bool read_connection();
  bool read_expect();
  bool read_chunk_line(std::string_view line);
  void take_body(ByteView& bytes);

  ParserLimits limits_;
  State state_ = State::line;
  int status_ = 0;
  std::string held_;                // The beginning of a line whose end is still on the way.
  std::size_t head_bytes_ = 0;
  std::size_t chunk_lines_bytes_ = 0;
  std::uint64_t left_ = 0;          // Of the body or the chunk.
  int empty_lines_ = 0;
  bool is_chunked_ = false;
  bool is_http10_ = false;
  bool keeps_alive_ = true;
  bool accepts_gzip_ = false;
  bool wants_continue_ = false;
  std::string authority_;           // Of an absolute-form target.
  Request request_;
};

}  // namespace opak::net
