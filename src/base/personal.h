// A person's data has a type.
//
// Personal<T>  came in by the door just now (a form, a message) and is on its way into the vault. It cannot be printed,
//              logged, formatted or compared into a log line: there is no operator for it. Only the vault may look.
// Sealed       ciphertext, safe in the journal and in views.
// Opened<T>    came out of the vault against a Grant, for one purpose. Only the HTML writer and the message writer (and
//              the few rooms named here) may look.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/bytes.h"

namespace opak {

struct Sealed {
  Bytes bytes;
  bool operator==(const Sealed&) const = default;
};

template <class T>
class Personal;
template <class T>
class Opened;

// The one key to both types. Naming it outside vault, register's comparison, web's HTML writer, channels' message writer,
// intake's checks, paper's envelope and office's open_file is a fault that tests/architecture_test.cc reports.
struct PersonalAccess {
  template <class T>
  static const T& look(const Personal<T>& personal) { return personal.value_; }
  template <class T>
  static const T& look(const Opened<T>& opened) { return opened.value_; }
  template <class T>
  static Opened<T> open(T value) { return Opened<T>(std::move(value)); }
};

template <class T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(T value) : value_(std::move(value)) {}
  bool operator==(const Personal&) const = default;

 private:
  friend struct PersonalAccess;
  T value_{};
};

template <class T>
class Opened {
 public:
  Opened() = default;
  bool operator==(const Opened&) const = default;

 private:
  friend struct PersonalAccess;
  explicit Opened(T value) : value_(std::move(value)) {}
  T value_{};
};

}  // namespace opak
