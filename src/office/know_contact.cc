#include "base/ids.h"
#include "office/apply_for.h"
#include "office/book.h"
#include "office/open_file.h"
#include "office/personal_facts.h"

namespace opak::office {

std::string know_contact_in(Book& book, const Personal<vault::Fields>& card) {
  auto& vault = book.office().vault();
  auto& database = book.database();
  std::optional<std::string> contact;
  // The messaging id first: it stays when the number hides (a number may change hands, so a known id wins).
  for (const auto* kind : {"bsuid", "phone"})
    if (!contact && has_field(card, kind)) contact = vault.find_subject(database, kind, vault.blind(kind, field_of(card, kind)));
  auto key = contact ? vault.find_key(database, *contact) : std::nullopt;
  Personal<vault::Fields> all = card;
  if (!key) {
    contact = book.new_id();
    key = vault.new_key();
    vault.keep_key(database, *contact, vault::SubjectKind::contact, *key, book.now());
  } else if (const auto old = vault.open_card(database, *contact, GrantMaker::standing("contact_card"))) {
    Personal<vault::Fields> before;
    for (const auto* name : {"phone", "bsuid", "name", "email", "unwanted"}) {
      const auto field = sealed_again(vault::field_of(*old, name));
      if (!(field == Personal<std::string>())) before = joined(before, with_named(name, field));
    }
    all = joined(before, card);
    if (all == before) return *contact;
  }
  for (const auto* kind : {"bsuid", "phone"})
    if (has_field(all, kind)) vault.index(database, kind, vault.blind(kind, field_of(all, kind)), *contact);
  vault.keep_card(database, *contact, *key, all, book.now());
  return *contact;
}

Later<Answer> know_contact(Office& office, KnowContact wish, const Asked& asked) {
  return office.record(asked, [wish = std::move(wish)](Book& book) -> Answer {
    if (auto refusal = check_contact(wish.card)) return *refusal;
    return Done{{{"contact", know_contact_in(book, wish.card)}}};
  });
}

}  // namespace opak::office
