// Batches on their way: some of them in a row, with where the copy stands before and after. The same bytes travel over the
// network, lie as one file on a shelf, and stand in a follower's log.
//
//   {"before":"<chain>","first":12,"bytes":4711,"after":{...}} newline, then the batches
#pragma once

#include "store/batch.h"

namespace opak::copies {

struct Shipment {
  Bytes chain_before;
  std::uint64_t first = 0;
  store::CopyHead after;
  std::vector<store::Batch> batches;  // Views into the bytes that were read.
};

Bytes write_shipment(ByteView chain_before, std::uint64_t first, const store::CopyHead& after, ByteView batches);
// Takes one from the front of `bytes`, and believes nothing: every batch is hashed again.
tl::expected<Shipment, store::BatchFault> take_shipment(ByteView& bytes);

}  // namespace opak::copies
