// What a server gives out of its hands so that another program goes on with it: its listening sockets, and connections that
// nobody is answering at the moment. What comes from outside meanwhile waits in the kernel and is not refused.
#pragma once

#include <unistd.h>

#include <utility>
#include <vector>

#include "base/bytes.h"

namespace opak::net {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  Descriptor copy() const;  // Another number for the same socket; closed where descriptors have run out.

 private:
  int number_ = -1;
};

struct HandedConnection {
  Descriptor socket;
  Bytes so_far;  // Of a request whose end is still on the way; often nothing.
};

struct Handed {
  std::vector<Descriptor> listening;
  std::vector<HandedConnection> connections;
  std::vector<Descriptor> answered;  // To be closed, in a while: closed at once, the end of an answer could be lost on its way.
  Handed copy() const;  // Without those that are answered.
};

}  // namespace opak::net
