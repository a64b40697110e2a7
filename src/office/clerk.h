// The clerk: one writer, many wishes.
//
// Takes all wishes that wait, runs each in a savepoint, signs one checkpoint, commits once (group commit), then answers
// all. Measured with 64 clients on two cores, this is several times faster than a commit a wish; nothing is answered before it
// is on disk. Who cannot be served in time is told so before anything is done (office/waiting_room.h). A failed fsync ends the process: after it nobody can say what is on the disk.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/request_id.h"
#include "journal/journal.h"
#include "office/book.h"
#include "office/counts.h"
#include "office/office.h"
#include "office/waiting_room.h"
#include "transparency/log.h"

namespace opak::office {

// The answer this key got before, if any. The clerk looks again under the lock; use cases that prepare something slow look
// first, because what they would prepare from may be gone by then.
std::optional<Answer> answered_before(store::Database& database, const Asked& asked);

// What the clerk keeps between wishes: folded states, so that a stream is read once and not at every wish.
struct Desk {
  std::unordered_map<std::string, application::State> applications;
  std::unordered_map<std::string, delivery::ParcelState> parcels;
  std::unordered_map<std::string, delivery::RunState> runs;
  std::unordered_map<std::string, delivery::BagState> bags;
  std::unordered_map<std::string, oldcard::CardState> old_cards;
  std::unordered_map<std::string, oldcard::ListState> old_card_lists;
  std::unordered_map<std::string, blangko::State> stocks;
  std::optional<std::int64_t> claims;  // Cases that are print-ready or at a printer, once counted.
  // Numbers that are given out (application numbers of a month, letters), as of the last wish; written once a commit.
  struct Counter {
    std::int64_t value = 0, written = 0;
  };
  std::map<std::string, Counter> counters;
  void clear();
  void trim();  // Lets go of some, no matter which, once they are many thousands.
};

class Clerk {
 public:
  // Borrows everything; `writer` is used by nobody else.
  Clerk(Office& office, store::Database& writer, transparency::PublicLog log, std::function<void(const Committed&)> tell);
  ~Clerk();

  Later<Answer> take(const Asked& asked, Work work);
  // With a thread of its own; without, each wish runs at once on the asking thread. `after_commit` is called between two
  // commits, outside a transaction.
  void start(std::function<void()> after_commit = {});
  void stop();
  // Without a thread: wishes wait from now on, until they are served in one batch.
  void hold();
  void serve_held();
  store::Database& writer() { return writer_; }
  std::string verifier_key() const;
  const OfficeCounts& counts() const { return counts_; }

 private:
  struct Wish {
    Asked asked;
    Work work;
    Later<Answer> later;
    std::optional<Answer> answer;
    std::string request = request_in_hand();
  };

  bool is_stopped();
  void loop();
  void run_batch(std::vector<Wish>& batch);
  void commit_batch(std::vector<Wish>& batch);
  void commit_and_copy(std::vector<Wish>& batch, store::Copier& copier);
  void run_wish(Wish& wish, Committed& committed);
  void write_counters();
  void fail_all(std::vector<Wish>& batch, const std::string& what);
  void tell_answers(std::vector<Wish> batch);
  void herald();
  void turn_away(std::vector<Wish>& wishes);

  Office& office_;
  store::Database& writer_;
  transparency::PublicLog log_;
  std::function<void(const Committed&)> tell_;
  std::function<void()> after_commit_;
  OfficeCounts counts_;
  journal::Head head_;
  Desk desk_;
  std::mutex mutex_;
  std::mutex inline_mutex_;
  std::condition_variable wake_;
  WaitingRoom<Wish> waiting_;
  double run_ms_ = 0.1;  // Of one wish, about.
  bool stopping_ = false;
  bool holds_ = false;
  std::vector<Wish> held_;
  std::thread thread_;
  // What is on disk is told by a thread of its own: what those who hear it do next is not the clerk's time.
  std::mutex told_mutex_;
  std::condition_variable to_tell_;
  std::vector<std::vector<Wish>> done_;
  bool no_more_ = false;
  std::thread herald_;
};

}  // namespace opak::office
