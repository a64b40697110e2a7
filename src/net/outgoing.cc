#include "net/outgoing.h"

#include <curl/curl.h>

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace opak::net {
namespace {

struct Incoming {
  OutgoingResponse response;
  std::size_t bytes_max;
  std::size_t head_bytes = 0;
  bool is_too_large = false;
};

constexpr std::size_t head_bytes_max = 64 * 1024;

std::size_t on_body(char* data, std::size_t, std::size_t size, void* to) {
  auto& incoming = *static_cast<Incoming*>(to);
  if (incoming.response.body.size() + size > incoming.bytes_max) {
    incoming.is_too_large = true;
    return 0;
  }
  incoming.response.body.append(data, size);
  return size;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* to) {
  auto& incoming = *static_cast<Incoming*>(to);
  incoming.head_bytes += size;
  if (incoming.head_bytes > head_bytes_max) {
    incoming.is_too_large = true;
    return 0;
  }
  const std::string_view line(data, size);
  // A new status line (after 100 Continue): what came before belongs to another answer.
  if (line.starts_with("HTTP/")) incoming.response.headers.clear();
  if (const auto colon = line.find(':'); colon != line.npos)
    incoming.response.headers[lower_ascii(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
  return size;
}

bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

}  // namespace

struct CurlOutgoing::Handle {
  CURL* curl = curl_easy_init();
  ~Handle() { curl_easy_cleanup(curl); }
};

CurlOutgoing::CurlOutgoing(OutgoingSettings settings) : settings_(std::move(settings)) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

CurlOutgoing::~CurlOutgoing() = default;

std::unique_ptr<CurlOutgoing::Handle> CurlOutgoing::borrow() {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto handle = std::move(idle_.back());
      idle_.pop_back();
      return handle;
    }
  }
  auto handle = std::make_unique<Handle>();
  ensure(handle->curl != nullptr, "libcurl gives a handle");
  return handle;
}

void CurlOutgoing::give_back(std::unique_ptr<Handle> handle) {
  curl_easy_reset(handle->curl);  // Keeps the connections.
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(handle));
}

Result<std::string> CurlOutgoing::checked_host(const std::string& url) const {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), &curl_url_cleanup);
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return failure("an outgoing address cannot be read");
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    std::string out;
    if (curl_url_get(parsed.get(), which, &text, 0) == CURLUE_OK) out = text;
    curl_free(text);
    return out;
  };
  const auto scheme = part(CURLUPART_SCHEME);
  const auto host = part(CURLUPART_HOST);
  if (scheme == "https") return host;
  const bool is_here = host == "localhost" || host == "127.0.0.1" || host == "[::1]";
  const auto& plain = settings_.plain_http_hosts;
  if (scheme == "http" && (is_here || std::find(plain.begin(), plain.end(), host) != plain.end())) return host;
  return failure("outgoing requests use https, not " + scheme + " to " + host, "Name the host in the settings if http is meant.");
}

Result<OutgoingResponse> CurlOutgoing::send(const OutgoingRequest& request) {
  const auto host = checked_host(request.url);
  if (!host) return tl::unexpected(host.error());
  if (!is_one_line(request.url) || !is_one_line(request.method)) return failure("an outgoing request with a line break in it");

  HeaderList headers;
  // No Expect spares a round trip that most servers only delay; a signature would count the empty line as sent.
  if (!request.signature) headers.add("Expect:");
  else headers.add("x-amz-content-sha256: " + to_hex(sha256(request.body)));  // S3 asks for it, and this libcurl signs it but does not make it.
  for (const auto& [name, value] : request.headers) {
    if (!is_one_line(name) || !is_one_line(value)) return failure("an outgoing header with a line break in it");
    headers.add(value.empty() ? name + ";" : name + ": " + value);
  }

  auto handle = borrow();
  CURL* curl = handle->curl;
  Incoming incoming{.response = {}, .bytes_max = request.body_bytes_max};
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, settings_.proxy.c_str());  // "" also keeps the environment out.
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(settings_.connect_timeout_ms, request.timeout_ms)));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  std::string signer, signature_key;  // libcurl copies them.
  if (request.signature) {
    signer = "aws:amz:" + request.signature->region + ":s3";
    signature_key = request.signature->key + ":" + request.signature->secret;
    curl_easy_setopt(curl, CURLOPT_AWS_SIGV4, signer.c_str());
    curl_easy_setopt(curl, CURLOPT_USERPWD, signature_key.c_str());
  }
  if (request.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  else curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);

  const auto code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  give_back(std::move(handle));

  if (incoming.is_too_large) return failure("the answer from " + *host + " is larger than we take");
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION)
    return failure("no connection to " + *host + ": " + curl_easy_strerror(code), std::string(nothing_was_sent));
  if (code != CURLE_OK) return failure("no answer from " + *host + ": " + curl_easy_strerror(code));
  incoming.response.status = static_cast<int>(status);
  return std::move(incoming.response);
}

}  // namespace opak::net
