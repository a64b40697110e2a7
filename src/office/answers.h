// Small words the use cases share.
#pragma once

#include "office/book.h"

namespace opak::office {

inline Answer as_answer(std::optional<Refusal> refusal, Words words = {}) {
  if (refusal) return *refusal;
  return Done{std::move(words)};
}

// Lets the desk decide one command about one application: the whole of many use cases.
inline Later<Answer> ask_desk(Office& office, const Asked& asked, access::Roles any_of, std::string application, application::Command command) {
  return office.record(asked, [=](Book& book) -> Answer {
    if (!any_of.empty() && !book.has_role(any_of)) return Refusal{"office.not_your_role"};
    return as_answer(book.ask(application, command), {{"application", application}});
  });
}

std::string new_mark(Office& office);

}  // namespace opak::office
