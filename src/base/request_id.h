// Which request this thread is working for. It stands on every line of the diary that is written meanwhile, in the answer's header
// (X-Request-Id) and small on error pages, so that a resident's "kode" leads the operator to the lines. It says nothing of anybody.
#pragma once

#include <string>
#include <utility>

namespace opak {

inline std::string& request_in_hand() {
  thread_local std::string id;
  return id;
}

// While it lives; then the one before again.
class ForRequest {
 public:
  explicit ForRequest(std::string id) : before_(std::exchange(request_in_hand(), std::move(id))) {}
  ~ForRequest() { request_in_hand() = std::move(before_); }
  ForRequest(const ForRequest&) = delete;

 private:
  std::string before_;
};

}  // namespace opak
