// The rows of the boards, written whole from a state. Inside of the folds: live (fold.cc) and from the first line on (rebuild.cc).
#pragma once

#include "views/fold.h"

namespace opak::views {

// `complete_seq`: where in the book the papers were accepted; 0 leaves what stands there.
void put_case(store::Database&, const std::string& id, const application::State& after, std::int64_t complete_seq);
void put_timeline(store::Database&, const journal::Record&, const application::Entry&);
void put_day(store::Database&, Day day, const char* column, std::int64_t count);  // Adds.
void put_wait(store::Database&, Day delivered, Day complete, std::int64_t cards);  // Adds.
void put_parcel(store::Database&, const std::string& id, const delivery::ParcelState& after);
void put_run(store::Database&, const std::string& id, const delivery::RunState& after);
void put_bag(store::Database&, const std::string& id, const delivery::BagState& after);
void put_old_card(store::Database&, const std::string& id, const oldcard::CardState& after);
void put_old_card_list(store::Database&, const std::string& id, const oldcard::ListState& after);
void put_stock_day(store::Database&, const blangko::State& after);
void put_stock_asks(store::Database&, const blangko::State& after);
void empty_stock_holdings(store::Database&, const std::string& office);
// Only the ranges that changed: a store of ten thousand is one row, and a print touches three.
void put_stock_holdings(store::Database&, const blangko::State& after, const blangko::Changes& changes);
void put_opening(store::Database&, const journal::Record&);

// The column of view_day that counts this fact, or null.
const char* counted_as(const application::Entry& entry);

}  // namespace opak::views
