// A folder that follows a city: takes batches into a log of its own, durable before it says so, and applies them to its database.
//
// The log is the redo log of the database's pages: it is emptied only after the database was synced. What is cut off at its end
// was never acknowledged and is dropped; what is altered in its middle is said, and a new whole copy is asked for.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "base/real_world.h"
#include "copies/role.h"
#include "store/followed.h"

namespace opak::copies {

class Follower : public Place {
 public:
  // Applies what its log still holds. REQUIRES: nobody reads the database yet.
  static Result<std::unique_ptr<Follower>> open(const std::string& folder);
  ~Follower() override;

  Result<Verdict> meet(const Writer& writer) override;
  Result<Verdict> take(const Writer& writer, ByteView shipment) override;
  Result<void> add_to_base(const Writer& writer, const store::CopyHead& head, int part, ByteView bytes) override;
  Result<Verdict> end_base(const Writer& writer, const BaseEnd& end) override;
  Result<std::vector<std::string>> papers(const Writer& writer) override;
  Result<void> put_paper(const Writer& writer, const std::string& name, ByteView bytes) override;
  Result<void> remove_paper(const Writer& writer, const std::string& name) override;
  bool keeps_history() const override { return false; }
  Result<void> forget(const Writer& writer) override;

  // Brings what was taken into the database. Whoever calls take() calls this when the answer is on its way.
  Result<void> apply_waiting();
  // Everything applied and synced, the log empty: the folder can change hands.
  Result<void> settle();

  // Any thread. What readers see: the state after this batch.
  store::CopyHead applied() const;
  int database_changes() const { return database_changes_; }  // Rises when the whole file was replaced: open it again.
  void on_applied(std::function<void()> listener) { listener_ = std::move(listener); }
  std::string database() const { return folder_ + "/opak.db"; }
  bool log_was_torn() const { return log_was_torn_; }

 private:
  explicit Follower(const std::string& folder) : folder_(folder), files_(folder) {}
  Result<void> begin();
  Result<void> replay();
  Result<void> finish_base();
  Result<void> empty_log();
  std::optional<Verdict> refused(const Writer& writer) const;
  Result<void> apply(const Shipment& shipment);

  const std::string folder_;
  DiskFiles files_;
  std::mutex mutex_;
  Role role_;
  store::CopyHead head_;  // Durable: in the database or in the log.
  std::optional<store::FollowedDatabase> followed_;
  std::deque<Bytes> waiting_;
  int log_ = -1;
  std::int64_t log_bytes_ = 0;
  int base_ = -1;
  std::vector<std::string> base_parts_;  // SHA-256 of each that came.
  bool log_was_torn_ = false;
  mutable std::mutex seen_mutex_;
  store::CopyHead seen_;
  std::atomic<int> database_changes_{0};
  std::function<void()> listener_;
};

}  // namespace opak::copies
