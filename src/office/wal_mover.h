// Moves the write-ahead log into the database beside the clerk, so that no commit waits for it.
//
// The long part (copying pages, syncing the file) happens on a thread of its own while commits go on; because they do, it never
// reaches the end. So the clerk moves what little came in meanwhile between two commits, and the log begins again at its
// start. Should the thread fall far behind, the clerk does it all: the log must not grow without end.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "store/sqlite.h"

namespace opak::office {

// Moves what it can. False: not all, and it may be asked again. A failed sync ends the process, as it does for the clerk.
bool move_wal(store::Database& database);

// In pages of 4,096 bytes.
struct WalLimits {
  int pages_to_move = 2'000;   // From here on the thread is asked: 8 MB.
  int pages_at_most = 32'000;  // From here on the clerk does it all: 128 MB.
};

class WalMover {
 public:
  // `writer` is the clerk's connection.
  WalMover(std::string database, store::Database& writer, WalLimits limits = {});
  ~WalMover();
  void after_commit();  // The clerk, outside a transaction.

 private:
  enum class Stage { resting, wanted, moved };
  void loop();

  const std::string database_;
  store::Database& writer_;
  const WalLimits limits_;
  int tried_at_ = 0;  // Pages when the clerk last moved a log that had grown too long.
  std::atomic<Stage> stage_{Stage::resting};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace opak::office
