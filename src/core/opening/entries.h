// The fact that somebody opened a person's file, and for what. Stream: the application's id. No desk decides it: whoever
// may open is a matter of role; that it was opened is never a matter of choice.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace opak::opening {

struct FileOpened {
  static constexpr std::string_view fact = "opening.file_opened.v1";
  std::string purpose;  // "check_papers" | "verify" | "print" | "deliver" | "help" | "settle_dispute"
  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) { visit("purpose", self.purpose); }
};

using Entry = std::variant<FileOpened>;

}  // namespace opak::opening
