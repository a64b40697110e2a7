#include "commands/sweep.h"

#include "access/one_time_code.h"
#include "access/session.h"
#include "base/ids.h"
#include "base/log.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "office/book.h"

namespace opak::commands {
namespace {

// A browser's back button is pressed within days; a repeat after this is a new wish.
constexpr std::int64_t answers_kept_ms = days(30);
constexpr std::size_t time_letters = 10;  // Of an id: the rest is chance.

}  // namespace

void sweep_old(office::Office& office) {
  office.record({.actor = "system"}, [](office::Book& book) -> office::Answer {
    access::remove_old_sessions(book.database(), book.now());
    access::remove_old_codes(book.database(), book.now());
    book.database().query("DELETE FROM office_asked WHERE at < $1").number(book.now().ms - answers_kept_ms).run();
    return office::Done{};
  }).wait();
  intake::sweep_drafts(office);
  intake::sweep_talk_photos(office);
  sweep_stray_documents(office);
}

int sweep_stray_documents(office::Office& office) {
  const auto names = office.world().files.list("documents");
  if (!names) {
    log_warning("the papers could not be listed", {{"why", names.error().what}});
    return 0;
  }
  const auto yesterday = new_id(office.now() + -days(1), office.world().chance).substr(0, time_letters);
  int removed = 0;
  for (const auto& name : *names) {
    const auto document = name.substr(name.rfind('/') + 1);
    if (!is_id(document) || document.substr(0, time_letters) >= yesterday) continue;
    if (office.reader().query("SELECT 1 FROM vault_document WHERE document = $1").text(document).next()) continue;
    if (office.world().files.remove(name)) ++removed;
  }
  if (removed > 0) log_info("stray papers removed", {{"count", removed}});
  return removed;
}

}  // namespace opak::commands
