#include "office/search.h"

#include <algorithm>

#include "office/book.h"
#include "office/open_file.h"
#include "office/personal_facts.h"

namespace opak::office {
namespace {

const access::Roles searchers{access::Role::operator_, access::Role::verifier, access::Role::supervisor};

struct Lookup {
  std::string kind;
  Bytes digest;
};

void take(Found& found, const std::vector<views::Case>& cases) {
  for (const auto& one : cases) {
    const auto& all = found.applications;
    if (one.state.number.empty() || std::find(all.begin(), all.end(), one.id) != all.end()) continue;
    found.applications.push_back(one.id);
  }
}

Found look_up(Book& book, const std::vector<Lookup>& lookups) {
  Found found;
  const auto& vault = book.office().vault();
  for (const auto& lookup : lookups)
    for (const auto& subject : vault.find_subjects(book.database(), lookup.kind, lookup.digest, found_max + 1)) {
      const bool is_contact = lookup.kind == "phone";
      take(found, is_contact ? book.boards().cases_of_contact(subject) : book.boards().cases_of_person(subject));
      if (is_contact) found.contacts.push_back(subject);
    }
  // Ids begin with their time.
  std::sort(found.applications.rbegin(), found.applications.rend());
  found.more = found.applications.size() > static_cast<std::size_t>(found_max);
  if (found.more) found.applications.resize(found_max);
  return found;
}

}  // namespace

Later<FoundAnswer> search(Office& office, Search wish, const Asked& asked) {
  if (!core::is_officer(asked.actor) || !asked.roles.has_any(searchers)) return Later<FoundAnswer>::ready(Refusal{"office.not_your_role"});
  std::vector<Lookup> lookups;
  for (const auto& sought : sought_in(wish.words)) lookups.push_back({sought.kind, office.vault().blind(sought.kind, sought.value)});
  if (lookups.empty()) return Later<FoundAnswer>::ready(Refusal{"office.search_words"});
  Asked once = asked;
  once.key.clear();
  Later<FoundAnswer> later;
  const auto found = std::make_shared<Found>();
  office.record(once, [lookups, found](Book& book) -> Answer {
    *found = look_up(book, lookups);
    for (const auto& id : found->applications)
      if (!was_opened_lately(book.database(), id, book.asked().actor, book.now(), Openings::any)) book.record_opening(id, std::string(purpose_search));
    return Done{};
  }).when_ready([later, found](const Answer& answer) {
    if (const auto* refusal = refused(answer)) return later.answer(FoundAnswer(*refusal));
    if (const auto* failure = failed(answer)) return later.answer(FoundAnswer(*failure));
    later.answer(FoundAnswer(*found));
  });
  return later;
}

}  // namespace opak::office
