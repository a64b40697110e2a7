// The request parser: the same bytes give the same requests however the network cuts them.
#include "net/parser.h"
#include "target.h"

using opak::fuzz::must;

namespace {

struct Seen {
  std::string text;  // Everything the handler would have been given.
  int status = 0;
};

Seen read_in_pieces(opak::ByteView bytes, std::size_t piece) {
  opak::net::RequestParser parser({.head_bytes_max = 4096, .target_bytes_max = 1024, .fields_max = 40, .body_bytes_max = 65'536});
  Seen seen;
  while (!bytes.empty() && !parser.has_failed()) {
    const auto now = bytes.substr(0, piece);
    std::size_t taken = 0;
    while (taken < now.size() && !parser.has_failed()) {
      const auto took = parser.feed(now.substr(taken));
      must(took <= now.size() - taken && (took > 0 || parser.has_failed()));
      taken += took;
      if (!parser.is_done()) continue;
      const auto& request = parser.request();
      must(!request.path.empty() && request.path.front() == '/' && request.path.find('\0') == request.path.npos);
      must(request.path.find("/../") == request.path.npos && request.path.find('\\') == request.path.npos);
      seen.text += request.method + ' ' + request.target + ' ' + request.path + '\n';
      for (const auto& [name, value] : request.headers) {
        must(name.find_first_of("\r\n:") == name.npos && value.find_first_of("\r\n") == value.npos);
        seen.text += name + ':' + value + '\n';
      }
      seen.text += request.body + '\n';
      (void)request.query_form();
      (void)request.cookie("s");
      (void)request.form();
      parser.clear();
    }
    bytes.remove_prefix(now.size());
  }
  seen.status = parser.has_failed() ? parser.status() : 0;
  must(seen.status == 0 || (seen.status >= 400 && seen.status < 600));
  return seen;
}

}  // namespace

FUZZ_TARGET(net_request, "own/http", "fetched/http/go-fuzz-httpreq", "fetched/http/llhttp", "fetched/url", "fetched/path") {
  if (bytes.size() > 32'768) return;
  const auto whole = read_in_pieces(bytes, bytes.size() + 1);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
    const auto cut = read_in_pieces(bytes, piece);
    must(cut.text == whole.text && cut.status == whole.status);
  }
}
