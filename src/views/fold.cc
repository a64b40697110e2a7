#include "views/fold.h"

#include "core/opening/entries.h"
#include "journal/codec.h"
#include "views/boards.h"
#include "views/rows.h"

namespace opak::views {
namespace {

// Drafts have no promise; they stand behind everything that has one.
constexpr std::int64_t no_due = 1'000'000;

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
                       [](const application::WindowMoved& e) { return Tells{std::to_string(e.from_hour) + "-" + std::to_string(e.to_hour), {}}; },
                       [](const application::DeliveryUnplanned& e) { return Tells{e.why, {}}; }, [](const application::AttemptFailed& e) { return Tells{e.reason, e.next_try}; },
                       [](const application::NotReached& e) { return Tells{"", e.next_try}; },
                       [](const application::DayChosen& e) { return Tells{"", e.day}; }, [](const application::PickupChosen& e) { return Tells{e.place.empty() ? e.why : e.place, {}}; },
                       [](const application::WaitsAtCounter& e) { return Tells{e.place, e.until}; }, [](const application::LeftCounter& e) { return Tells{e.place, {}}; },
                       [](const application::Delivered& e) { return Tells{e.receiver, {}}; }, [](const application::PromiseMoved& e) { return Tells{e.reason, e.promised_on}; },
                       [](const application::Rejected& e) { return Tells{e.rule, {}}; }, [](const application::Withdrawn& e) { return Tells{e.why, {}}; },
                       [](const application::Disputed& e) { return Tells{e.what, {}}; }, [](const application::DisputeSettled& e) { return Tells{!e.outcome.empty() ? e.outcome : e.genuine ? "genuine" : "not_genuine", {}}; },
                       [](const application::CardRemade& e) { return Tells{"", e.promised_on}; },
                       [](const application::Rated& e) { return Tells{e.answer + (e.asked_for_money == "yes" ? rated_with_money : ""), {}}; },
                       [](const application::Dismissed& e) { return Tells{e.reason, {}}; },
                       [](const application::PutAside& e) { return Tells{e.reason, e.until}; }, [](const auto&) { return Tells{}; }},
      entry);
}

}  // namespace

// The column of view_day that counts this fact, or null.
const char* counted_as(const application::Entry& entry) {
  return std::visit(core::Overloaded{[](const application::Submitted&) { return "submitted"; }, [](const application::PapersAccepted&) { return "complete"; },
                                     [](const application::CardPrinted&) { return "printed"; }, [](const application::Delivered&) { return "delivered"; },
                                     [](const application::Returned&) { return "returned"; }, [](const application::Rejected&) { return "rejected"; },
                                     [](const application::Withdrawn&) { return "withdrawn"; }, [](const auto&) -> const char* { return nullptr; }},
                    entry);
}

void put_timeline(store::Database& database, const journal::Record& record, const application::Entry& entry) {
  const auto told = tells(entry);
  database.query("INSERT INTO view_timeline (application, version, at, fact, actor, word, day) VALUES ($1, $2, $3, $4, $5, $6, $7)")
      .text(record.stream).number(record.version).number(record.at.ms).text(record.fact).text(record.actor).text(told.word).number(told.day.number).run();
}

void put_case(store::Database& database, const std::string& id, const application::State& after, std::int64_t complete_seq) {
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
      .text(id).text(after.number).text(name_of(after.stage)).number(after.is_open()).number(after.disputed).number(rejection_waits)
      .number(after.is_open() && after.needs_identity_check()).text(after.person).text(after.contact).text(after.family).text(after.courier)
      .text(after.printer).number(day_number(after.promised_on)).number(complete_seq).text(journal::encode_changed(after)).number(day_number(after.due_on()))
      .number(after.aside_until.number).run();
}

void put_day(store::Database& database, Day day, const char* column, std::int64_t count) {
  const std::string name(column);
  database.query("INSERT INTO view_day (day, " + name + ") VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET " + name + " = " + name + " + excluded." + name)
      .number(day.number).number(count).run();
}

void put_wait(store::Database& database, Day delivered, Day complete, std::int64_t cards) {
  database.query("INSERT INTO view_wait (delivered, complete, cards) VALUES ($1, $2, $3) ON CONFLICT (delivered, complete) DO UPDATE SET cards = cards + excluded.cards")
      .number(delivered.number).number(complete.number).number(cards).run();
}

void put_parcel(store::Database& database, const std::string& id, const delivery::ParcelState& after) {
  database.query("INSERT INTO view_parcel (id, stage, application, run, state) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, application = excluded.application, run = excluded.run, state = excluded.state")
      .text(id).text(name_of(after.stage)).text(after.application).text(after.run).text(journal::encode_changed(after)).run();
}

void put_run(store::Database& database, const std::string& id, const delivery::RunState& after) {
  database.query("INSERT INTO view_run (id, day, courier, stage, state) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (id) DO UPDATE SET day = excluded.day, courier = excluded.courier, stage = excluded.stage, state = excluded.state")
      .text(id).number(after.day.number).text(after.courier).text(name_of(after.stage)).text(journal::encode_changed(after)).run();
}

void put_old_card(store::Database& database, const std::string& id, const oldcard::CardState& after) {
  // Since when it is where it is: lists show the longest first.
  const auto since = after.stage == oldcard::CardStage::destroyed ? after.destroyed_at : after.stage == oldcard::CardStage::drawer ? after.put_at : after.taken_at;
  database.query("INSERT INTO view_old_card (id, stage, application, run, holder, since, state, drawer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
                 "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, application = excluded.application, run = excluded.run, holder = excluded.holder, "
                 "since = excluded.since, state = excluded.state, drawer = excluded.drawer")
      .text(id).text(name_of(after.stage)).text(after.application).text(after.run).text(after.holder).number(since.ms).text(journal::encode_changed(after)).text(after.drawer).run();
}

void put_bag(store::Database& database, const std::string& id, const delivery::BagState& after) {
  const auto since = after.stage == delivery::BagStage::received ? after.received_at : after.packed_at;
  database.query("INSERT INTO view_bag (id, stage, carrier, since, state) VALUES ($1, $2, $3, $4, $5) "
                 "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, carrier = excluded.carrier, since = excluded.since, state = excluded.state")
      .text(id).text(name_of(after.stage)).text(after.carrier).number(since.ms).text(journal::encode_changed(after)).run();
}

void put_old_card_list(store::Database& database, const std::string& id, const oldcard::ListState& after) {
  const auto since = after.stage == oldcard::ListStage::waiting ? after.proposed_at : after.ended_at;
  database.query("INSERT INTO view_old_card_list (id, stage, since, state) VALUES ($1, $2, $3, $4) "
                 "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, since = excluded.since, state = excluded.state")
      .text(id).text(name_of(after.stage)).number(since.ms).text(journal::encode_changed(after)).run();
}

void put_stock_day(store::Database& database, const blangko::State& after) {
  database
      .query("INSERT INTO view_stock_day (office, day, opening, received, used, spoiled, destroyed, delivered, available, counted, closed, version) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (office, day) DO UPDATE SET opening = excluded.opening, "
             "received = excluded.received, used = excluded.used, spoiled = excluded.spoiled, destroyed = excluded.destroyed, delivered = excluded.delivered, "
             "available = excluded.available, counted = excluded.counted, closed = excluded.closed, version = excluded.version")
      .text(after.office).number(after.day.number).number(after.opening).number(after.received).number(after.used).number(after.spoiled)
      .number(after.destroyed).number(after.delivered).number(after.available()).number(after.counted).number(after.closed).number(after.version).run();
}

void put_stock_asks(store::Database& database, const blangko::State& after) {
  database.query("DELETE FROM view_stock_ask WHERE office = $1").text(after.office).run();
  std::int64_t place = 0;
  const auto put = [&](const blangko::SecondPersonAsked& ask, const std::string& declined_by, const std::string& reason) {
    database.query("INSERT INTO view_stock_ask (office, id, place, ask, declined_by, reason) VALUES ($1, $2, $3, $4, $5, $6)")
        .text(after.office).text(ask.id).number(++place).text(journal::encode(ask)).text(declined_by).text(reason).run();
  };
  for (const auto& ask : after.waiting) put(ask, "", "");
  for (const auto& no : after.declined) put(no.ask, no.by, no.reason);
}

void empty_stock_holdings(store::Database& database, const std::string& office) { database.query("DELETE FROM view_stock_holding WHERE office = $1").text(office).run(); }

void put_stock_holdings(store::Database& database, const blangko::State& after, const blangko::Changes& changes) {
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
}

void put_opening(store::Database& database, const journal::Record& record) {
  const auto entry = journal::decode_entry<opening::Entry>(record.fact, record.body);
  database.query("INSERT INTO view_opening (application, version, at, actor, purpose) VALUES ($1, $2, $3, $4, $5)")
      .text(record.stream).number(record.version).number(record.at.ms).text(record.actor).text(std::get<opening::FileOpened>(entry).purpose).run();
}

void fold(store::Database& database, const journal::Record& record, const application::State& after, const application::Entry& entry) {
  put_case(database, record.stream, after, std::holds_alternative<application::PapersAccepted>(entry) ? record.seq : 0);
  put_timeline(database, record, entry);
  if (const auto* column = counted_as(entry)) put_day(database, day_in_jakarta(record.at), column, 1);
  if (std::holds_alternative<application::Delivered>(entry)) put_wait(database, day_in_jakarta(record.at), day_in_jakarta(after.complete_at), 1);
}

void fold(store::Database& database, const journal::Record& record, const delivery::ParcelState& after) { put_parcel(database, record.stream, after); }
void fold(store::Database& database, const journal::Record& record, const delivery::RunState& after) { put_run(database, record.stream, after); }

void fold(store::Database& database, const journal::Record& record, const oldcard::CardState& after) { put_old_card(database, record.stream, after); }
void fold(store::Database& database, const journal::Record& record, const delivery::BagState& after) { put_bag(database, record.stream, after); }
void fold(store::Database& database, const journal::Record& record, const oldcard::ListState& after) { put_old_card_list(database, record.stream, after); }

void fold(store::Database& database, const journal::Record&, const blangko::State& after, const blangko::Entry& entry, const blangko::Changes& changes) {
  put_stock_day(database, after);
  const bool fresh_day = std::holds_alternative<blangko::DayOpened>(entry);
  if (fresh_day) empty_stock_holdings(database, after.office);
  if (fresh_day || blangko::moves_asks(entry)) put_stock_asks(database, after);
  put_stock_holdings(database, after, changes);
}

void fold_opening(store::Database& database, const journal::Record& record) { put_opening(database, record); }

void note_seen(store::Database& database, std::int64_t seq) { database.query("UPDATE view_seen SET seq = $1 WHERE one = 1").number(seq).run(); }

bool is_behind(store::Database& database) {
  auto row = database.query("SELECT (SELECT seq FROM view_seen WHERE one = 1) < (SELECT COALESCE(MAX(seq), 0) FROM journal)");
  return row.next() && row.number_at(0) != 0;
}

std::string dump(store::Database& database) { return store::dump_tables(database, "view_"); }

}  // namespace opak::views
