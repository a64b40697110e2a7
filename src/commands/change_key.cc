#include "commands/change_key.h"

#include "access/staff.h"
#include "base/log.h"
#include "channels/whatsapp/inbox.h"
#include "office/book.h"

namespace opak::commands {
namespace {

constexpr int portion = 50;  // Keys in one commit: a few milliseconds in which others wait.

}  // namespace

// One pass over everybody is enough: whatever is sealed meanwhile is sealed with the new key.
bool KeyChange::go_on() {
  const auto answer = office_.record({.actor = "system"}, [this](office::Book& book) -> office::Answer {
    auto& vault = office_.vault();
    if (!began_) {
      access::reseal_staff(book.database(), vault);
      channels::whatsapp::reseal_inbox(book.database(), vault);
    }
    auto after = after_;
    vault.rewrap_keys(book.database(), after, portion);
    return office::Done{{{"after", after}}};
  }).wait();
  const auto* done = office::done(answer);
  if (done == nullptr) return false;  // Taken back whole; the same portion again.
  began_ = true;
  after_ = done->word("after");
  if (!after_.empty()) return false;
  if (auto ended = vault::end_key_change(folder_.files()); !ended) {
    log_warning("the old key could not be taken out of the file yet", {{"why", ended.error().what}});
    return false;
  }
  log_info("the city's key is changed; nothing is under the old one");
  return true;
}

}  // namespace opak::commands
