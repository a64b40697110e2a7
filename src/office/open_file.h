// The only maker of Grants. A person's file is opened by one officer for one purpose, and the opening stands in the journal
// before the first word is read; machines hold standing grants by purpose.
#pragma once

#include "vault/vault.h"

namespace opak::office {

class GrantMaker {
 public:
  // REQUIRES: the opening's entry is committed, or is in this very transaction.
  static vault::Grant for_subject(std::string subject, std::string purpose) { return vault::Grant(std::move(subject), std::move(purpose)); }
  // For machines: "notify", "status_page", "own_draft", "file_application". Counted, and the count is logged now and then.
  static vault::Grant standing(std::string purpose);
};

// For telling somebody by telephone or slip: name and number are shown, the papers are not.
inline constexpr std::string_view purpose_tell = "tell";
// For comparing an old card in hand with its photo; nothing else of the file is shown.
inline constexpr std::string_view purpose_old_card = "old_card";

// Whether this officer opened the file within the last half hour. A search shows that there are applications; it opens no file, nor does a call, nor a look at an old card.
enum class Openings { of_the_file, any };
bool was_opened_lately(store::Database&, std::string_view application, std::string_view actor, Moment now, Openings which);

}  // namespace opak::office
