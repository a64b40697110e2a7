// A Response becomes bytes: status line, fields, and gzip where client and content allow.
#pragma once

#include <memory>

#include "net/http.h"

namespace opak::net {

struct AnswerManner {
  bool keeps_alive = true;
  bool is_http10 = false;
  bool head_only = false;
  bool gzip = false;           // The client takes it.
  std::string_view date_line;  // "Date: ...\r\n"
  std::string_view request_id = {};
};

// Appends the head and a small body to `out`; a large body is given back, to be sent behind it without a copy.
// A field that could smuggle a line, or one that is the server's own, is a Bug, and then `out` is as it was.
std::shared_ptr<const Bytes> write_answer(Bytes& out, Response response, const AnswerManner& manner);

// The head of an event stream, which ends when the connection does.
void write_stream_head(Bytes& out, const Headers& headers, std::string_view date_line);

// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
std::string date_line(std::int64_t seconds_since_1970);

}  // namespace opak::net
