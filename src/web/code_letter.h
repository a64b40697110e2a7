// The message that carries a one-time code.
#pragma once

#include <string>

#include "office/book.h"

namespace opak::web {

// Puts it in the outbox, sealed for the contact. REQUIRES: inside a wish.
void post_code(office::Book& book, const std::string& contact, const std::string& code, const std::string& language);

}  // namespace opak::web
