#include "web/code_letter.h"

#include "office/outbox.h"

namespace opak::web {

void post_code(office::Book& book, const std::string& contact, const std::string& code, const std::string& language) {
  office::post(book, {.contact = contact, .application = {}, .notice = "code", .language = language, .words = {{"kode", code}}});
}

}  // namespace opak::web
