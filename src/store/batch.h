// One committed batch as it travels to a second place: the pages it changed, its number, and the chain.
//
// Each batch ends with a SHA-256 over itself and the chain before it, so that one that is altered, missing, doubled or out
// of order does not fit. `epoch` says under which writer it was made: a city that was taken over counts one higher.
#pragma once

#include "base/time.h"
#include "store/log_frames.h"

namespace opak::store {

// Where a copy stands.
struct CopyHead {
  std::string city;           // A random name, so that two cities never mix in one place. "": nothing is here yet.
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;   // Of the last batch that is durable there.
  Bytes chain;                // 32 bytes.
  Moment made_at;             // Of that batch, by the writer's clock.
  LogMark mark;               // Where it ends in the writer's log.
  bool operator==(const CopyHead&) const = default;
};
std::string to_json(const CopyHead& head);
Result<CopyHead> read_copy_head(std::string_view json);

struct Batch {
  std::uint64_t epoch = 0, number = 0;
  Moment made_at;
  LogMark mark;
  std::uint32_t page_size = 0, pages_after = 0;
  std::vector<Page> pages;  // Views; whoever reads a batch keeps its bytes.
  Bytes chain;              // After it; set by write_batch and read_batch.
};

// Adds the batch to `out` and gives the chain after it.
Bytes append_batch(Bytes& out, const Batch& batch, ByteView chain_before);

enum class BatchFault { cut_off, altered };
// Takes one batch from the front of `bytes`.
tl::expected<Batch, BatchFault> take_batch(ByteView& bytes, ByteView chain_before);

}  // namespace opak::store
