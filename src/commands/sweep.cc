#include "commands/sweep.h"

#include "access/one_time_code.h"
#include "access/session.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "office/book.h"
#include "office/documents.h"

namespace opak::commands {
namespace {

// A browser's back button is pressed within days; a repeat after this is a new wish.
constexpr std::int64_t answers_kept_ms = days(30);

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
  office::sweep_documents(office);
}

}  // namespace opak::commands
