// The book of what happened: append-only, one line after another without gaps, each chained to the one before by
// SHA-256. Sealed bytes are hashed as they stand, so erasing a person breaks no proof.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/sqlite.h"

namespace opak::journal {

struct Record {
  std::int64_t seq = 0;
  std::string kind;    // "application", "blangko", "parcel", "run", "opening"
  std::string stream;  // The opaque id of the case, parcel, run, ... or "<office>/<day>".
  int version = 0;     // 1, 2, ... within the stream.
  Moment at;
  std::string actor;   // "officer/S-0007", "resident", "system"
  std::string fact;    // "application.card_printed.v1"
  std::string body;    // JSON of its fields.
  Bytes hash;          // Of the hash before and this line.
};

// The end of the chain; kept by the clerk, so that a wish taken back moves it back too.
struct Head {
  std::int64_t seq = 0;
  Bytes hash = Bytes(32, '\0');
};

Head read_head(store::Database& database);

// Writes the next line. REQUIRES: the caller holds the write transaction; head is the journal's present end.
Record append(store::Database& database, Head& head, Record line);

std::vector<Record> read_stream(store::Database& database, std::string_view kind, std::string_view stream);

// All lines in order, from `first_seq` on; stops when `visit` says false.
void scan(store::Database& database, std::int64_t first_seq, const std::function<bool(const Record&)>& visit);

// Recomputes the chain. None: it holds. Else the first seq that does not.
std::optional<std::int64_t> first_fault(store::Database& database);

// Lines of an older form, brought to today's form on reading: {"application.x.v1", body} -> {"application.x.v2", body}.
// Empty so far: every fact is still in its first form.
void upcast(Record& record);

}  // namespace opak::journal
