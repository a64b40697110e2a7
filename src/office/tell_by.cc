#include "office/tell_by.h"

#include "office/book.h"
#include "office/open_file.h"
#include "office/personal_facts.h"

namespace opak::office {

Later<Answer> tell_by(Office& office, TellBy wish, const Asked& asked) {
  return office.record(asked, [wish = std::move(wish)](Book& book) -> Answer {
    auto& vault = book.office().vault();
    const auto key = vault.find_key(book.database(), wish.contact);
    const auto old = vault.open_card(book.database(), wish.contact, GrantMaker::standing("contact_card"));
    if (!key || !old) return Refusal{"office.contact_unknown"};
    const auto typed = with_named("email", wish.email);
    const bool has_new = has_field(typed, "email");
    if (has_new && !is_email(wish.email)) return Refusal{"office.email_odd"};
    std::string unwanted;
    for (const auto& way : wish.unwanted) unwanted += (unwanted.empty() ? "" : " ") + way;
    Personal<vault::Fields> card;
    for (const auto* name : {"phone", "bsuid", "name", "email"}) {
      if (std::string_view(name) == "email" && (has_new || wish.no_email)) continue;
      const auto field = sealed_again(vault::field_of(*old, name));
      if (!(field == Personal<std::string>())) card = joined(card, with_named(name, field));
    }
    if (has_new && !wish.no_email) card = joined(card, typed);
    if (!unwanted.empty()) card = with_field(card, "unwanted", unwanted);
    vault.keep_card(book.database(), wish.contact, *key, card, book.now());
    return Done{};
  });
}

}  // namespace opak::office
