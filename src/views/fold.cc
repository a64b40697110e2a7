#include "views/fold.h"

#include <unordered_map>

#include "core/opening/entries.h"
#include "journal/codec.h"
#include "views/boards.h"

namespace opak::views {
namespace {

// Drafts have no promise; they stand behind everything that has one.
constexpr std::int64_t no_due = 1'000'000;

void seen(store::Database& database, const journal::Record& record) {
  database.query("UPDATE view_seen SET seq = $1 WHERE one = 1").number(record.seq).run();
}

// What a line of the timeline tells beside its fact.
struct Tells {
  std::string word;
  Day day;
};

Tells tells(const application::Entry& entry) {
  return std::visit(
      core::Overloaded{[](const application::Opened& e) { return Tells{e.channel, {}}; }, [](const application::Submitted& e) { return Tells{e.assisted_by.empty() ? "" : "assisted", e.promised_on}; },
                       [](const application::PaperAdded& e) { return Tells{e.paper, {}}; }, [](const application::Returned& e) { return Tells{e.reason, e.answer_by}; },
                       [](const application::PapersAccepted& e) { return Tells{"", e.promised_on}; }, [](const application::VisitAsked& e) { return Tells{e.why, {}}; },
                       [](const application::IdentityChecked& e) { return Tells{e.how, {}}; }, [](const application::BlangkoAwaited& e) { return Tells{"", e.promised_on}; },
                       [](const application::BlangkoCame& e) { return Tells{"", e.promised_on}; }, [](const application::TakenForPrint& e) { return Tells{e.out_of_order, {}}; },
                       [](const application::DeliveryPlanned& e) { return Tells{std::to_string(e.from_hour) + "-" + std::to_string(e.to_hour), e.on}; },
                       [](const application::DeliveryUnplanned& e) { return Tells{e.why, {}}; }, [](const application::AttemptFailed& e) { return Tells{e.reason, e.next_try}; },
                       [](const application::NotReached& e) { return Tells{"", e.next_try}; },
                       [](const application::DayChosen& e) { return Tells{"", e.day}; }, [](const application::PickupChosen& e) { return Tells{e.why, {}}; },
                       [](const application::Delivered& e) { return Tells{e.receiver, {}}; }, [](const application::PromiseMoved& e) { return Tells{e.reason, e.promised_on}; },
                       [](const application::Rejected& e) { return Tells{e.rule, {}}; }, [](const application::Withdrawn& e) { return Tells{e.why, {}}; },
                       [](const application::Disputed& e) { return Tells{e.what, {}}; }, [](const application::DisputeSettled& e) { return Tells{e.genuine ? "genuine" : "not_genuine", {}}; },
                       [](const application::Rated& e) { return Tells{e.answer + (e.asked_for_money == "yes" ? rated_with_money : ""), {}}; },
                       [](const application::Dismissed& e) { return Tells{e.reason, {}}; },
                       [](const application::PutAside& e) { return Tells{e.reason, e.until}; }, [](const auto&) { return Tells{}; }},
      entry);
}

// The column of view_day that counts this fact, or null.
const char* counted_as(const application::Entry& entry) {
  return std::visit(core::Overloaded{[](const application::Submitted&) { return "submitted"; }, [](const application::PapersAccepted&) { return "complete"; },
                                     [](const application::CardPrinted&) { return "printed"; }, [](const application::Delivered&) { return "delivered"; },
                                     [](const application::Returned&) { return "returned"; }, [](const application::Rejected&) { return "rejected"; },
                                     [](const application::Withdrawn&) { return "withdrawn"; }, [](const auto&) -> const char* { return nullptr; }},
                    entry);
}

void fold_case(store::Database& database, const journal::Record& record, const application::State& after, const application::Entry& entry) {
  const std::int64_t complete_seq = std::holds_alternative<application::PapersAccepted>(entry) ? record.seq : 0;
  const bool rejection_waits = !after.rejection_by.empty() && after.is_open();
  const auto day_number = [](Day day) { return day == Day{} ? no_due : std::int64_t{day.number}; };
  database
      .query("INSERT INTO view_case (id, number, stage, is_open, disputed, rejection_waits, identity_check, person, contact, family, courier, printer, due, complete_seq, "
             "state, stage_due, aside_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
             "ON CONFLICT (id) DO UPDATE SET number = excluded.number, stage = excluded.stage, is_open = excluded.is_open, disputed = excluded.disputed, "
             "rejection_waits = excluded.rejection_waits, identity_check = excluded.identity_check, person = excluded.person, contact = excluded.contact, "
             "family = excluded.family, courier = excluded.courier, printer = excluded.printer, due = excluded.due, "
             "complete_seq = CASE WHEN excluded.complete_seq > 0 THEN excluded.complete_seq ELSE view_case.complete_seq END, "
             "state = excluded.state, stage_due = excluded.stage_due, aside_until = excluded.aside_until")
      .text(record.stream).text(after.number).text(name_of(after.stage)).number(after.is_open()).number(after.disputed).number(rejection_waits)
      .number(after.is_open() && after.needs_identity_check()).text(after.person).text(after.contact).text(after.family).text(after.courier)
      .text(after.printer).number(day_number(after.promised_on)).number(complete_seq).text(journal::encode_changed(after)).number(day_number(after.due_on()))
      .number(after.aside_until.number).run();
}

void fold_asks(store::Database& database, const blangko::State& after) {
  database.query("DELETE FROM view_stock_ask WHERE office = $1").text(after.office).run();
  std::int64_t place = 0;
  const auto put = [&](const blangko::SecondPersonAsked& ask, const std::string& declined_by, const std::string& reason) {
    database.query("INSERT INTO view_stock_ask (office, id, place, ask, declined_by, reason) VALUES ($1, $2, $3, $4, $5, $6)")
        .text(after.office).text(ask.id).number(++place).text(journal::encode(ask)).text(declined_by).text(reason).run();
  };
  for (const auto& ask : after.waiting) put(ask, "", "");
  for (const auto& no : after.declined) put(no.ask, no.by, no.reason);
}

}  // namespace

void fold(store::Database& database, const journal::Record& record, const application::State& after, const application::Entry& entry) {
  fold_case(database, record, after, entry);
  const auto told = tells(entry);
  database.query("INSERT INTO view_timeline (application, version, at, fact, actor, word, day) VALUES ($1, $2, $3, $4, $5, $6, $7)")
      .text(record.stream).number(record.version).number(record.at.ms).text(record.fact).text(record.actor).text(told.word).number(told.day.number).run();
  if (const auto* column = counted_as(entry))
    database.query("INSERT INTO view_day (day, " + std::string(column) + ") VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET " + column + " = " + column + " + 1")
        .number(day_in_jakarta(record.at).number).run();
  if (std::holds_alternative<application::Delivered>(entry))
    database.query("INSERT INTO view_wait (delivered, complete, cards) VALUES ($1, $2, 1) ON CONFLICT (delivered, complete) DO UPDATE SET cards = cards + 1")
        .number(day_in_jakarta(record.at).number).number(day_in_jakarta(after.complete_at).number).run();
  seen(database, record);
}

void fold(store::Database& database, const journal::Record& record, const delivery::ParcelState& after) {
  database.query("INSERT INTO view_parcel (id, stage, application, run, state) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, application = excluded.application, run = excluded.run, state = excluded.state")
      .text(record.stream).text(name_of(after.stage)).text(after.application).text(after.run).text(journal::encode_changed(after)).run();
  seen(database, record);
}

void fold(store::Database& database, const journal::Record& record, const delivery::RunState& after) {
  database.query("INSERT INTO view_run (id, day, courier, stage, state) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (id) DO UPDATE SET day = excluded.day, courier = excluded.courier, stage = excluded.stage, state = excluded.state")
      .text(record.stream).number(after.day.number).text(after.courier).text(name_of(after.stage)).text(journal::encode_changed(after)).run();
  seen(database, record);
}

void fold(store::Database& database, const journal::Record& record, const blangko::State& after, const blangko::Entry& entry, const blangko::Changes& changes) {
  database
      .query("INSERT INTO view_stock_day (office, day, opening, received, used, spoiled, destroyed, delivered, available, counted, closed, version) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (office, day) DO UPDATE SET opening = excluded.opening, "
             "received = excluded.received, used = excluded.used, spoiled = excluded.spoiled, destroyed = excluded.destroyed, delivered = excluded.delivered, "
             "available = excluded.available, counted = excluded.counted, closed = excluded.closed, version = excluded.version")
      .text(after.office).number(after.day.number).number(after.opening).number(after.received).number(after.used).number(after.spoiled)
      .number(after.destroyed).number(after.delivered).number(after.available()).number(after.counted).number(after.closed).number(after.version).run();
  const bool fresh_day = std::holds_alternative<blangko::DayOpened>(entry);
  if (fresh_day) database.query("DELETE FROM view_stock_holding WHERE office = $1").text(after.office).run();
  if (fresh_day || blangko::moves_asks(entry)) fold_asks(database, after);
  // Only the ranges that changed: a store of ten thousand is one row, and a print touches three.
  for (const auto& first : changes) {
    const auto* holding = after.holdings.starting_at(first);
    if (holding == nullptr) {
      database.query("DELETE FROM view_stock_holding WHERE office = $1 AND first = $2").text(after.office).text(first.text()).run();
      continue;
    }
    database.query("INSERT INTO view_stock_holding (office, first, last, place) VALUES ($1, $2, $3, $4) "
                   "ON CONFLICT (office, first) DO UPDATE SET last = excluded.last, place = excluded.place")
        .text(after.office).text(first.text()).text(holding->last.text()).text(holding->place).run();
  }
  seen(database, record);
}

void fold_opening(store::Database& database, const journal::Record& record) {
  const auto entry = journal::decode_entry<opening::Entry>(record.fact, record.body);
  database.query("INSERT INTO view_opening (application, version, at, actor, purpose) VALUES ($1, $2, $3, $4, $5)")
      .text(record.stream).number(record.version).number(record.at.ms).text(record.actor).text(std::get<opening::FileOpened>(entry).purpose).run();
  seen(database, record);
}

namespace {

// States by stream while the book is folded again. What has ended is let go, so that the memory this takes is an office's open work and not
// all its years; what moves once more afterwards is folded from its own lines.
template <class State, class Entry>
class States {
 public:
  State& before(store::Database& database, const journal::Record& record) {
    const auto found = states_.find(record.stream);
    if (found != states_.end()) return found->second;
    State state;
    if (record.version > 1)
      for (const auto& line : journal::read_stream(database, record.kind, record.stream)) {
        if (line.seq >= record.seq) break;
        apply(state, journal::decode_entry<Entry>(line.fact, line.body), line.at);
      }
    return states_.emplace(record.stream, std::move(state)).first->second;
  }
  void let_go(const std::string& stream) { states_.erase(stream); }
  std::size_t size() const { return states_.size(); }
  void let_all_go() { states_.clear(); }

 private:
  std::unordered_map<std::string, State> states_;
};

constexpr std::size_t stock_days_at_hand = 4;

}  // namespace

Result<void> rebuild(store::Database& database) {
  try {
    store::Transaction transaction(database);
    for (const auto* table : {"view_case", "view_timeline", "view_opening", "view_parcel", "view_run", "view_stock_day", "view_stock_holding", "view_stock_ask", "view_day", "view_wait"})
      database.script(std::string("DELETE FROM ") + table);
    database.run("UPDATE view_seen SET seq = 0 WHERE one = 1");
    States<application::State, application::Entry> cases;
    States<delivery::ParcelState, delivery::ParcelEntry> parcels;
    States<delivery::RunState, delivery::RunEntry> runs;
    States<blangko::State, blangko::Entry> stocks;
    journal::scan(database, 1, [&](const journal::Record& record) {
      if (record.kind == "application") {
        const auto entry = journal::decode_entry<application::Entry>(record.fact, record.body);
        auto& state = cases.before(database, record);
        application::apply(state, entry, record.at);
        fold(database, record, state, entry);
        if (!state.is_open() && state.stage != application::Stage::draft) cases.let_go(record.stream);
      } else if (record.kind == "parcel") {
        auto& state = parcels.before(database, record);
        delivery::apply(state, journal::decode_entry<delivery::ParcelEntry>(record.fact, record.body), record.at);
        fold(database, record, state);
        if (state.stage == delivery::ParcelStage::handed_over || state.stage == delivery::ParcelStage::voided) parcels.let_go(record.stream);
      } else if (record.kind == "run") {
        auto& state = runs.before(database, record);
        delivery::apply(state, journal::decode_entry<delivery::RunEntry>(record.fact, record.body), record.at);
        fold(database, record, state);
        if (state.stage == delivery::RunStage::closed) runs.let_go(record.stream);
      } else if (record.kind == "blangko") {
        if (stocks.size() > stock_days_at_hand) stocks.let_all_go();
        auto& state = stocks.before(database, record);
        const auto entry = journal::decode_entry<blangko::Entry>(record.fact, record.body);
        blangko::Changes changes;
        blangko::apply(state, entry, record.at, &changes);
        fold(database, record, state, entry, changes);
      } else {
        ensure(record.kind == "opening", "the journal holds a kind of stream that this program does not know");
        fold_opening(database, record);
      }
      return true;
    });
    transaction.commit();
  } catch (const std::exception& error) {
    return failure(std::string("cannot rebuild the views: ") + error.what(), "Run `opak verify` to see whether the journal holds.");
  }
  return {};
}

bool is_behind(store::Database& database) {
  auto row = database.query("SELECT (SELECT seq FROM view_seen WHERE one = 1) < (SELECT COALESCE(MAX(seq), 0) FROM journal)");
  return row.next() && row.number_at(0) != 0;
}

std::string dump(store::Database& database) { return store::dump_tables(database, "view_"); }

}  // namespace opak::views
