// The three kinds of no.
//
// Refusal: somebody may not; its key has a sentence in every language. Failure: the world let us down; carries a hint
// for the operator, never personal data. Bug: we were wrong; ensure() stops the request by throwing Bug, which only the
// edges (a request, a command on the clerk) catch.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace opak {

// Values for the placeholders of a sentence: {{"nomor", "OM-2611-00091-K"}}. Never a person's data.
using Words = std::vector<std::pair<std::string, std::string>>;

struct Refusal {
  std::string key;  // "application.not_print_ready"; the sentence is in translations/ under "refusal.<key>".
  Words words = {};
  bool operator==(const Refusal&) const = default;
};

struct Failure {
  std::string what;  // For the operator, in English: "cannot open /var/lib/opak/opak.db".
  std::string hint = {};
  bool operator==(const Failure&) const = default;
};

template <class T>
using Result = tl::expected<T, Failure>;

inline tl::unexpected<Failure> failure(std::string what, std::string hint = {}) {
  return tl::unexpected<Failure>(Failure{std::move(what), std::move(hint)});
}

struct Bug : std::logic_error {
  using std::logic_error::logic_error;
};

// Stops the request when what must hold does not. `what` names the rule, never a value.
inline void ensure(bool holds, const char* what) {
  if (!holds) throw Bug(what);
}

}  // namespace opak
