// A client for tests of this room: a plain blocking socket on this machine that can be slow, rude or gone.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/bytes.h"
#include "base/text.h"

namespace opak::net {

struct Got {
  int status = 0;
  std::string head;
  Bytes body;
  std::string field(const std::string& name) const {
    const auto low = lower_ascii(head);
    const auto at = low.find("\r\n" + name + ": ");
    if (at == low.npos) return {};
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class TestClient {
 public:
  // `from`: another address of this machine, "127.0.0.2".
  explicit TestClient(std::uint16_t port, int receive_buffer_bytes = 0, const char* from = nullptr) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer_bytes) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (from != nullptr) {
      ::inet_pton(AF_INET, from, &address.sin_addr);
      if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("bind");
    }
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("connect");
  }
  TestClient(TestClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), held_(std::move(other.held_)) {}
  ~TestClient() { hang_up(); }

  bool send(ByteView bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void finish_sending() { ::shutdown(socket_, SHUT_WR); }

  void hang_up() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  // One answer by its Content-Length; status 0 if none came.
  Got read_answer(bool has_body = true, int wait_ms = 10'000) {
    Got got;
    std::size_t end;
    while ((end = held_.find("\r\n\r\n")) == held_.npos)
      if (!fill(wait_ms)) return got;
    got.head = held_.substr(0, end + 2);
    held_.erase(0, end + 4);
    got.status = std::stoi(got.head.substr(9, 3));
    const auto length = got.field("content-length");
    const auto bytes = has_body && !length.empty() ? std::stoul(length) : 0;
    while (held_.size() < bytes)
      if (!fill(wait_ms)) return {};
    got.body = held_.substr(0, bytes);
    held_.erase(0, bytes);
    return got;
  }

  // Everything until the other side ends, or until `wait_ms` without a byte; `is_ended` tells which.
  Bytes read_to_end(bool& is_ended, int wait_ms = 10'000) {
    while (fill(wait_ms)) {
    }
    is_ended = is_ended_;
    return std::exchange(held_, {});
  }

  bool read_until(std::string_view text, int wait_ms = 10'000) {
    while (held_.find(text) == held_.npos)
      if (!fill(wait_ms)) return false;
    held_.erase(0, held_.find(text) + text.size());
    return true;
  }

 private:
  bool fill(int wait_ms) {
    pollfd ready{socket_, POLLIN, 0};
    if (::poll(&ready, 1, wait_ms) <= 0) return false;
    char bytes[65536];
    const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) {
      is_ended_ = true;
      return false;
    }
    held_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  Bytes held_;
  bool is_ended_ = false;
};

// Waits until it is so, at most ten seconds.
template <class F>
bool comes_true(F f) {
  for (int n = 0; n < 2000; ++n) {
    if (f()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace opak::net
