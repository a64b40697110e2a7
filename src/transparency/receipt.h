// The receipt a resident keeps: leaf, way up the tree, and the signed checkpoint (C2SP tlog-proof).
//
// Whoever holds it and the log's verifier key can prove, without network and years later, that the city had taken this
// step into its book. The leaf rides along as `extra`; the proof vouches for it, because its hash is where the way begins.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "transparency/note.h"

namespace opak::transparency {

struct Receipt {
  Bytes leaf;  // May be empty: then the leaf must be shown apart.
  std::uint64_t index = 0;
  std::vector<Bytes> proof;
  std::string checkpoint;  // The signed note, verbatim.

  std::string format() const;
  static Result<Receipt> parse(std::string_view text);
  bool operator==(const Receipt&) const = default;
};

// The checkpoint that vouches for the receipt's leaf, once signature and proof hold.
Result<Checkpoint> verify_receipt(const Receipt& receipt, const Vkey& log);

}  // namespace opak::transparency
