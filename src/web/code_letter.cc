#include "web/code_letter.h"

#include "office/outbox.h"

namespace opak::web {

// Sealed like every letter's personal part: whoever reads the outbox in the database cannot sign in as the resident.
void post_code(office::Book& book, const std::string& contact, const std::string& code, const std::string& language) {
  auto& vault = book.office().vault();
  const auto key = vault.find_key(book.database(), contact);
  ensure(key.has_value(), "a code is for a contact that is known");
  const auto sealed = vault.seal(*key, office::code_place, Personal<vault::Fields>({{"kode", code}}));
  office::post(book, {.contact = contact, .application = {}, .notice = "code", .language = language, .words = {}, .text = sealed});
}

}  // namespace opak::web
