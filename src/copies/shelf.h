// A place that only keeps: a folder on another disk, or a bucket. Whole copies and the batches since lie there as files.
//
//   control/fence                                   the city and the highest epoch
//   base/<epoch>-<number>/part-00000 ..., manifest  a whole copy as it was after that batch
//   log/<epoch>/<first>-<last>                      batches since
//   documents/...                                   papers, sealed
//
// The fence is read after each write and before it counts: whoever raises it first and lists the files afterwards has either
// everything that was ever acknowledged, or the writer saw the fence and acknowledged no more. (That needs a store in which a
// read sees every write that ended before, as file systems of one machine and S3 do.)
#pragma once

#include "base/world.h"
#include "copies/place.h"

namespace opak::copies {

class Shelf : public Place {
 public:
  Shelf(Files& files, Clock& clock, int keep_days) : files_(files), clock_(clock), keep_days_(keep_days) {}
  Result<Verdict> meet(const Writer& writer) override;
  Result<Verdict> take(const Writer& writer, ByteView shipment) override;
  Result<void> add_to_base(const Writer& writer, const store::CopyHead& head, int part, ByteView bytes) override;
  Result<Verdict> end_base(const Writer& writer, const BaseEnd& end) override;
  Result<std::vector<std::string>> papers(const Writer& writer) override;
  Result<void> put_paper(const Writer& writer, const std::string& name, ByteView bytes) override;
  Result<void> remove_paper(const Writer& writer, const std::string& name) override;
  bool keeps_history() const override { return true; }
  Result<void> forget(const Writer&) override { return failure("a shelf forgets by a whole copy"); }

 private:
  Result<std::optional<Verdict>> fenced(const Writer& writer);  // None: the writer may write.
  Result<void> prune(const BaseEnd& newest);
  Files& files_;
  Clock& clock_;
  int keep_days_;
  store::CopyHead head_;  // As this process knows it.
};

// What is on a shelf, for a restore.
struct Fence {
  std::string city;
  std::uint64_t epoch = 0;
};
Result<std::optional<Fence>> read_fence(Files& shelf);
Result<void> raise_fence(Files& shelf, const Fence& fence);

struct Brought {
  store::CopyHead head;
  std::int64_t batches = 0;
  std::string torn;  // The last file was cut off or is altered: its name. Everything before it is here.
};
// Writes the newest state that is whole (or the newest not after `until`) to `database`, a file that is not there yet. Failure: nothing
// to begin from, or a file in the middle is missing or altered.
Result<Brought> bring_from_shelf(Files& shelf, const std::string& database, std::optional<Moment> until);

}  // namespace opak::copies
