// Folding the book into the boards. Called in the transaction that writes the entry; `rebuild` does the same from the
// first line on and must come to the same rows, byte for byte. A fold never opens a seal and never draws a nonce.
#pragma once

#include "core/application/application.h"
#include "core/blangko/blangko.h"
#include "core/delivery/delivery.h"
#include "core/oldcard/oldcard.h"
#include "journal/journal.h"
#include "store/sqlite.h"

namespace opak::views {

void fold(store::Database&, const journal::Record&, const application::State& after, const application::Entry&);
void fold(store::Database&, const journal::Record&, const delivery::ParcelState& after);
void fold(store::Database&, const journal::Record&, const delivery::RunState& after);
void fold(store::Database&, const journal::Record&, const delivery::BagState& after);
void fold(store::Database&, const journal::Record&, const oldcard::CardState& after);
void fold(store::Database&, const journal::Record&, const oldcard::ListState& after);
void fold(store::Database&, const journal::Record&, const blangko::State& after, const blangko::Entry&, const blangko::Changes&);
void fold_opening(store::Database&, const journal::Record&);
// The boards now tell everything up to this line. Once a transaction.
void note_seen(store::Database&, std::int64_t seq);

// The newest line of the book is not on the boards: a migration changed them, so they must be folded again.
bool is_behind(store::Database&);

// Empties every view and folds the whole journal again, in one transaction. `database` is a writer.
Result<void> rebuild(store::Database& database);
// From so many entries on another thread reads ahead, by a connection of its own, where the database is a file.
Result<void> rebuild(store::Database& database, std::int64_t read_ahead_from);

// The rows of all views as one text, to compare.
std::string dump(store::Database& database);

}  // namespace opak::views
