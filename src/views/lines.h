// The lines of the book with their entries decoded, in order; from a large book another thread reads and decodes ahead.
//
// Reading and decoding take as long as folding and writing. Inside of rebuild.cc.
#pragma once

#include <functional>
#include <variant>

#include "core/application/entries.h"
#include "core/blangko/entries.h"
#include "core/delivery/entries.h"
#include "core/oldcard/entries.h"
#include "journal/journal.h"

namespace opak::views {

// An opening is read as it stands.
using Decoded = std::variant<std::monostate, application::Entry, delivery::ParcelEntry, delivery::RunEntry, delivery::BagEntry, oldcard::CardEntry,
                             oldcard::ListEntry, blangko::Entry>;

struct Line {
  journal::Record record;
  Decoded entry;
};

// Visits every line; the visitor may use the connection. Throws what reading or decoding throws, or the visitor.
void each_line(store::Database& database, const std::function<void(const Line&)>& visit);

// The same, read by another connection to the file in another thread. REQUIRES: a database in a file; the book is committed.
void each_line_ahead(const std::string& file, const std::function<void(const Line&)>& visit);

}  // namespace opak::views
