// A second place for a city's committed batches: a folder on another disk, a bucket, another machine that follows.
//
// A place keeps a fence: the highest epoch it has seen. Who comes with a lower one was deposed and is told so, always. It keeps
// the chain too: what does not follow what it has is not taken. Papers are sealed files that never change; they are put before
// the batch that counts them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "copies/shipment.h"

namespace opak::copies {

enum class Said {
  taken,
  deposed,  // Another writer has this city now.
  unfit,    // It does not follow what is here.
  foreign   // Another city's copy lies here.
};

struct Verdict {
  Said said = Said::taken;
  store::CopyHead head;  // Where the place stands now; for `deposed` its epoch tells how far it is ahead.
  std::string why = {};
};
std::string to_json(const Verdict& verdict);
Result<Verdict> read_verdict(std::string_view json);

// Who writes, as every place is told.
struct Writer {
  std::string city;
  std::uint64_t epoch = 0;
};

// A whole copy, sent in parts: it begins a copy, or lets what is older be forgotten.
struct BaseEnd {
  store::CopyHead head;
  std::int64_t bytes = 0;
  std::vector<std::string> parts;  // SHA-256 of each, in hex.
  bool forget_past = false;        // Nothing older may stay.
};
std::string to_json(const BaseEnd& end);
Result<BaseEnd> read_base_end(std::string_view json);

// Blocks. One thread at a time. A Failure tells nothing of whether it was done: meet again and see.
class Place {
 public:
  virtual ~Place() = default;
  virtual Result<Verdict> meet(const Writer& writer) = 0;
  virtual Result<Verdict> take(const Writer& writer, ByteView shipment) = 0;
  virtual Result<void> add_to_base(const Writer& writer, const store::CopyHead& head, int part, ByteView bytes) = 0;  // From part 0 on.
  virtual Result<Verdict> end_base(const Writer& writer, const BaseEnd& end) = 0;
  virtual Result<std::vector<std::string>> papers(const Writer& writer) = 0;
  virtual Result<void> put_paper(const Writer& writer, const std::string& name, ByteView bytes) = 0;
  virtual Result<void> remove_paper(const Writer& writer, const std::string& name) = 0;
  // Whether older states stay until a base lets them be forgotten.
  virtual bool keeps_history() const = 0;
  // Lets go of everything older than what it has. REQUIRES: it keeps no history.
  virtual Result<void> forget(const Writer& writer) = 0;
};

// Names of papers as they may travel: below documents/, or the list of erasures.
bool is_paper(std::string_view name);

}  // namespace opak::copies
