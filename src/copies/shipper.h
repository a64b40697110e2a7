// Brings every committed batch of a running city to its second place.
//
// The clerk hands over what each commit put into the write-ahead log (one read from memory); a thread of its own checks its
// sums, chains it and sends it. Whatever could not be followed without a gap (the line ran over, another program changed the city
// behind our back) ends in a whole new copy, never in a copy that differs unseen.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "base/world.h"
#include "copies/place.h"
#include "store/copier.h"
#include "store/sqlite.h"

namespace opak::copies {

struct ShipperSettings {
  std::string database;
  bool after_copy = false;                         // Answers wait until the second place has it.
  int answer_ms = 10'000;                          // So long at most; then the answer is that we do not know.
  int patience_ms = 2'000;                         // So long a new batch waits for a place that is behind.
  std::int64_t waiting_bytes_max = 256 << 20;      // Beyond: a whole new copy.
  std::size_t shipment_bytes = 8 << 20;            // More than this only where a single batch is larger.
  std::size_t batch_bytes_max = 40 << 20;          // A larger commit travels as a whole copy.
  std::size_t part_bytes = 4 << 20;
  std::int64_t since_base_bytes = 256 << 20;       // On a shelf: at least so much since the last whole copy, and more than it, make a new one.
  std::int64_t retry_ms = 200, retry_ms_max = 5'000;
  std::int64_t heartbeat_ms = 10'000;              // Where nothing happens, the place is asked all the same: a deposed writer hears it. On a shelf six times as long.
};

class Shipper : public store::Copier {
 public:
  // `city`: the city's folder with its papers. `deposed` is told once, on the shipper's thread, and is expected not to return.
  Shipper(ShipperSettings settings, Writer writer, Place& place, Files& city, Clock& clock, Chance& chance, std::function<void(std::uint64_t epoch)> deposed);
  ~Shipper() override { stop(); }

  void nudge_with(std::function<void()> nudge);  // Makes the clerk come by, where nobody wishes anything.
  void stop();  // Sends what waits, for a few seconds.
  void paper_kept(const std::string& name);
  void paper_removed(const std::string& name);

  // Asks the place. Failure: another city's copy lies there, or this writer was deposed.
  Result<void> begin(store::Database& writer) override;
  bool may_write(store::Database& writer) override;
  bool committed(store::Database& writer) override;
  bool past_is_gone(const std::string& what) override;
  store::CopyState state() const override;

 private:
  using Steady = std::chrono::steady_clock::time_point;
  struct PaperChange {
    std::string name;
    bool kept;
  };
  struct Item {  // What one look at the log brought.
    std::int64_t n;
    store::LogMark from;
    std::uint32_t page_size;
    Bytes raw;
    Moment made_at;
    Steady at;
    std::vector<PaperChange> papers;
  };
  enum class Why { begin, renew };  // A copy that begins anew, or one more base of the copy that goes on.
  struct Base {
    Why why;
    std::optional<store::Database> snapshot;
    std::int64_t n = 0;
    bool forget_past = false;
    store::CopyHead head;
    bool head_is_known = false;
    std::string file;
    std::int64_t bytes = 0, sent = 0;
    std::vector<std::string> parts;
  };

  void nudge();
  void look(store::Database& writer);
  void lose(const char* why);
  void open_snapshot();
  bool is_copied(std::int64_t n) const { return met_ && !lost_ && acked_ >= n; }

  void loop();
  bool step();  // False: nothing could be done now.
  bool meet();
  bool agree(const store::CopyHead& there);
  bool send_papers(const std::vector<PaperChange>& changes, bool kept);
  bool send_all_papers();
  bool ship();
  bool step_base();
  bool end_base();
  void base_is_there();
  bool forget();
  bool accept(const Result<Verdict>& verdict);
  void unreached(const Failure& failure);
  void acknowledge();
  bool wait_until_copied(std::unique_lock<std::mutex>& lock, std::int64_t n, int ms);
  std::string base_file() const { return settings_.database + ".copying"; }

  const ShipperSettings settings_;
  const Writer writer_;
  Place& place_;
  Files& city_;
  Clock& clock_;
  Chance& chance_;
  const std::function<void(std::uint64_t)> deposed_;
  std::function<void()> nudge_;

  // The clerk's, on its thread.
  store::LogFile log_;
  std::uint32_t commits_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable wake_, copied_;
  store::LogMark mark_;            // Of the last item.
  store::LogMark origin_;          // At the start.
  std::deque<Item> waiting_;
  std::int64_t waiting_bytes_ = 0;
  std::vector<PaperChange> papers_;
  std::int64_t handed_ = 0, acked_ = 0;
  bool met_ = false, lost_ = false, stopping_ = false;
  std::optional<Why> wants_snapshot_;
  bool wants_to_forget_ = false;
  std::optional<Base> base_;
  std::map<std::string, std::int64_t> asked_to_forget_;
  std::int64_t gone_before_ = -1;  // Nothing older than this item is in the place.
  store::CopyState state_;
  std::int64_t life_ = 0;                // Rises whenever what waited was given up.
  Steady copied_until_ = std::chrono::steady_clock::now();  // All that was committed before is there.

  // The thread's own.
  bool agreed_ = false;
  store::CopyHead head_;            // The last that was acknowledged.
  store::CopyHead sent_;            // The last that was sent and not answered, and where each of its items ends.
  std::vector<std::pair<std::int64_t, store::CopyHead>> sent_heads_;
  std::int64_t sent_life_ = 0;
  std::int64_t offset_ = 0;         // Number in the copy = item + offset.
  std::int64_t since_base_ = 0, base_bytes_ = 0;
  bool papers_known_ = false;
  std::int64_t retry_ms_ = 0;
  bool told_unreached_ = false;
  Steady told_at_{};
  std::thread thread_;
};

}  // namespace opak::copies
