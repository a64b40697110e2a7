// Requests to other machines, with libcurl.
//
// https with a checked certificate, or http where the host is this machine or is named in the settings. Redirects are
// an answer like any other: following one would carry a token to a host nobody chose. The environment's proxy is not
// asked. A Failure names host and reason, never the address in full: it may hold a token.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/world.h"

namespace opak::net {

struct OutgoingSettings {
  std::vector<std::string> plain_http_hosts = {};  // Besides localhost, 127.0.0.1 and [::1].
  std::string proxy = {};                          // "" = none.
  std::string ca_file = {};                        // "" = the system's.
  int connect_timeout_ms = 5'000;
};

// Blocks the calling thread; any number of threads may call. Each running request has a handle of its own, kept
// afterwards with its open connections.
class CurlOutgoing : public Outgoing {
 public:
  explicit CurlOutgoing(OutgoingSettings settings = {});
  ~CurlOutgoing() override;
  Result<OutgoingResponse> send(const OutgoingRequest& request) override;

 private:
  struct Handle;
  std::unique_ptr<Handle> borrow();
  void give_back(std::unique_ptr<Handle> handle);
  Result<std::string> checked_host(const std::string& url) const;

  OutgoingSettings settings_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Handle>> idle_;
};

}  // namespace opak::net
