// What comes in and what goes out: a request, a response, and the three ways to reply.
//
// A page is a function from a Request to a Reply: the answer itself, a Later answer that another thread gives (the clerk
// after its commit), or an EventStream that stays open and shows what is published on its topic.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/later.h"
#include "net/form.h"

namespace opak::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Lives until the handler returns; who answers later takes along what it needs.
struct Request {
  std::string method;  // HEAD arrives as GET with `is_head`; the server leaves the body away.
  bool is_head = false;
  std::string target;  // As sent: path and query, still escaped.
  std::string path;    // Decoded: begins with '/', UTF-8, without control characters, backslashes or dot segments.
  std::string query;   // Behind the '?', still escaped.
  Headers headers;     // Names in lower case, in the order sent.
  Bytes body;
  std::string id;                     // X-Request-Id of the answer.
  std::string remote_address;         // Of the other end of the socket, which may be a proxy.
  std::int64_t waited_ms = 0;         // From its last byte's arrival on this machine until somebody had time for it.
  mutable std::vector<std::string> matched;  // What the router's pattern caught.

  std::string_view header(std::string_view name) const;       // The first of that (lower-case) name; "" if none.
  std::string query_field(std::string_view name) const;       // Decoded; "" if absent or if the query is unsound.
  const Form& query_form() const;                             // The whole query, read like an urlencoded form.
  const Form& form() const;                                   // The body, parsed when first asked for. Check is_sound().
  std::string_view cookie(std::string_view name) const;       // "" if absent or sent twice with differing values.
  std::string_view path_part(std::size_t n) const;            // "/lacak/OM-1": 0 is "lacak", 1 is "OM-1"; "" beyond.

  void clear();  // Ready for the next request, keeping small buffers.

 private:
  mutable std::shared_ptr<const Form> form_;
  mutable std::shared_ptr<const Form> query_form_;
};

// A body that many answers share. Its compressed form is made when the first browser wants it, and kept beside it. Any thread.
class KeptBody {
 public:
  explicit KeptBody(Bytes plain) : plain_(std::make_shared<const Bytes>(std::move(plain))) {}
  const std::shared_ptr<const Bytes>& plain() const { return plain_; }
  // What `pack` makes of the plain bytes; asked once.
  template <class Pack>
  const std::shared_ptr<const Bytes>& packed(Pack pack) const {
    std::call_once(once_, [&] { packed_ = std::make_shared<const Bytes>(pack(ByteView(*plain_))); });
    return packed_;
  }

 private:
  std::shared_ptr<const Bytes> plain_;
  mutable std::once_flag once_;
  mutable std::shared_ptr<const Bytes> packed_;
};

// The server adds Date, Content-Length and Connection, and gzip where it helps; a handler does not set those itself.
// A body that the caller compressed says so in a Content-Encoding header.
struct Response {
  int status = 200;
  Headers headers = {};
  Bytes body = {};
  std::shared_ptr<const Bytes> shared_body = {};  // If set, sent instead of `body`; built once, shared by many answers.
  std::string content_type = {};
  std::shared_ptr<const KeptBody> kept_body = {};  // Likewise, and compressed at most once.
  std::shared_ptr<const Bytes> kept_lines = {};    // More headers, checked and written before by header_lines().

  ByteView content() const { return kept_body ? ByteView(*kept_body->plain()) : shared_body ? ByteView(*shared_body) : ByteView(body); }
};

// Stays open; carries `first_event`, then everything published on `topic` (see broadcaster.h).
struct EventStream {
  std::string topic;
  std::string first_event;  // Made by event_text(); may be empty.
  Headers headers = {};     // Besides Content-Type and Cache-Control, which the server writes.
};

// "Come again in so many ms": a browser that is refused a stream never asks again, one whose stream has ended does.
Response stream_later(int ms);

using Reply = std::variant<Response, Later<Response>, EventStream>;

// Runs on network thread `thread_index` (0 ... threads-1) and must not block. Bug and other exceptions become a 500.
using Handler = std::function<Reply(const Request&, int thread_index)>;

// What the server answers by itself: 400, 408, 413, 414, 417, 431, 500, 501, 503, 505.
struct Unserved {
  int status = 503;
  const Request* request = nullptr;  // As far as it was read; none where nothing was.
  bool is_whole = false;             // Then its form can be given back.
};
using ErrorPage = std::function<Response(const Unserved&)>;

// "Name: value" lines, for Response::kept_lines. REQUIRES: what the server requires of headers.
Bytes header_lines(const Headers& headers);

std::string_view reason_phrase(int status);

}  // namespace opak::net
