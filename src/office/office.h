// The office: the one way anything changes.
//
// A use case is a wish (a struct) and a function that takes it: `accept_papers(office, wish, asked)`. The wish waits for
// the clerk, who runs it in a savepoint, commits the whole batch once, and only then answers. Reading needs no clerk.
//
// Thread-safe. Answers arrive on the clerk's thread; Later::then moves on from there.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "access/roles.h"
#include "base/later.h"
#include "base/world.h"
#include "catalogue/catalogue.h"
#include "office/counts.h"
#include "office/freshness.h"
#include "register/population_register.h"
#include "routing/servers.h"
#include "store/copier.h"
#include "store/sqlite.h"
#include "vault/vault.h"

namespace opak::office {

// Who asks, and under which key: the same key again gets the same answer and changes nothing.
struct Asked {
  std::string actor = "resident";        // "officer/<staff id>", "resident", "system"
  access::Roles roles = {};              // Of the officer.
  std::string key = {};                  // Idempotency key; "" for acts that are harmless twice.
  std::string language = "id";
  std::string counter = {};              // Key of the counter in a kelurahan where the officer works; "": in the city's office.
};

// Done: what came of it. `words` are facts for the page (never personal): {"number","OM-..."}, {"application", id}, ...
struct Done {
  Words words = {};
  std::string word(std::string_view name) const;
  bool operator==(const Done&) const = default;
};

using Answer = std::variant<Done, Refusal, Failure>;

inline const Refusal* refused(const Answer& answer) { return std::get_if<Refusal>(&answer); }
inline const Failure* failed(const Answer& answer) { return std::get_if<Failure>(&answer); }
inline const Done* done(const Answer& answer) { return std::get_if<Done>(&answer); }

class Book;  // office/book.h: the open transaction a use case writes in.
using Work = std::function<Answer(Book&)>;

struct OfficeSettings {
  std::string database = "opak.db";  // Path or memdb URI.
  int batch_max = 512;               // 1: one commit a wish (to measure what batching gains).
  int waiting_max = 4096;            // Beyond: Failure with hint "busy".
  std::string log_origin = "localhost/log";
  std::string public_address = "http://localhost:8080";  // For links in messages.
  bool rings_at_night = false;       // The example city: whoever tries it at night hears at once.
  bool moves_wal = true;             // Beside the clerk, where it has a thread; false: within its commits, as SQLite does.
  store::Copier* copier = nullptr;   // Brings each commit to a second place; outlives the office. None: it stays on this disk.
  routing::VroomServerSettings vroom = {};  // Both off unless the city has them.
  routing::MapServerSettings map = {};
  bool threaded = true;              // false: wishes run at once on the asking thread (simulations, tests).
};

// What the clerk tells after a commit, for live pages and the dispatcher.
struct Committed {
  std::vector<std::string> cases;  // Applications that changed.
  bool outbox = false;             // Something waits to be sent.
};

class Office {
 public:
  // Brings the schema up to date, opens the book, checks it against the public log. Failure: it does not hold together.
  static Result<std::unique_ptr<Office>> open(OfficeSettings settings, World world, const catalogue::Catalogue& catalogue,
                                              vault::Secrets secrets, registry::PopulationRegister& population);
  virtual ~Office() = default;

  // Puts the work before the clerk. Refusal and Failure take the work back whole.
  virtual Later<Answer> record(const Asked& asked, Work work) = 0;

  // A reader connection kept for the calling thread.
  virtual store::Database& reader() = 0;

  // Runs slow work (the register, files, pictures) on threads of its own. False: too much waits already.
  virtual bool slowly(std::function<void()> work) = 0;

  virtual void on_committed(std::function<void(const Committed&)> listener) = 0;  // Before the first wish.
  virtual Freshness& freshness() = 0;
  virtual const OfficeCounts& counts() const = 0;
  virtual void stop() = 0;  // Answers all that waits, then stops the clerk.

  virtual const OfficeSettings& settings() const = 0;
  virtual World& world() = 0;
  virtual const catalogue::Catalogue& catalogue() const = 0;
  virtual vault::Vault& vault() = 0;
  virtual registry::PopulationRegister& population() = 0;
  virtual std::string log_verifier_key() const = 0;
  Moment now() { return world().clock.now(); }
};

}  // namespace opak::office
