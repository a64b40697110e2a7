// All boards from the first line of the book. A row is written when its stream has ended, or at the end, and not at every line: of a
// case's eleven states only the last one shows.
#include <map>
#include <string>
#include <unordered_map>

#include "base/log.h"
#include "journal/codec.h"
#include "views/lines.h"
#include "views/rows.h"

namespace opak::views {
namespace {

// States by stream. What has ended is written and let go, so that the memory this takes is an office's open work and not all its years;
// what moves once more afterwards is folded from its own lines.
template <class State, class Entry>
class States {
 public:
  struct Standing {
    State state;
    std::int64_t complete_seq = 0;  // Of a case.
  };

  Standing& before(store::Database& database, const journal::Record& record) {
    const auto found = standing_.find(record.stream);
    if (found != standing_.end()) return found->second;
    Standing standing;
    if (record.version > 1)
      for (const auto& line : journal::read_stream(database, record.kind, record.stream)) {
        if (line.seq >= record.seq) break;
        apply(standing.state, journal::decode_entry<Entry>(line.fact, line.body), line.at);
      }
    return standing_.emplace(record.stream, std::move(standing)).first->second;
  }
  void let_go(const std::string& stream) { standing_.erase(stream); }
  std::size_t size() const { return standing_.size(); }
  void let_all_go() { standing_.clear(); }
  // In the order of their names, so that neighbours in a board are written one after the other.
  template <class Put>
  void put_all(Put put) {
    std::map<std::string_view, const Standing*> in_order;
    for (const auto& [stream, standing] : standing_) in_order.emplace(stream, &standing);
    for (const auto& [stream, standing] : in_order) put(std::string(stream), *standing);
  }

 private:
  std::unordered_map<std::string, Standing> standing_;
};

constexpr std::size_t stock_days_at_hand = 4;

class Rebuilding {
 public:
  explicit Rebuilding(store::Database& database) : database_(database) {}

  void line(const Line& line) {
    const auto& record = line.record;
    if (const auto* of_case = std::get_if<application::Entry>(&line.entry)) return case_line(record, *of_case);
    if (const auto* of_parcel = std::get_if<delivery::ParcelEntry>(&line.entry)) return parcel_line(record, *of_parcel);
    if (const auto* of_run = std::get_if<delivery::RunEntry>(&line.entry)) return run_line(record, *of_run);
    if (const auto* of_bag = std::get_if<delivery::BagEntry>(&line.entry)) return bag_line(record, *of_bag);
    if (const auto* of_card = std::get_if<oldcard::CardEntry>(&line.entry)) return old_card_line(record, *of_card);
    if (const auto* of_list = std::get_if<oldcard::ListEntry>(&line.entry)) return old_card_list_line(record, *of_list);
    if (const auto* of_stock = std::get_if<blangko::Entry>(&line.entry)) return stock_line(record, *of_stock);
    put_opening(database_, record);
  }

  void end() {
    cases_.put_all([&](const std::string& id, const auto& standing) { put_case(database_, id, standing.state, standing.complete_seq); });
    parcels_.put_all([&](const std::string& id, const auto& standing) { put_parcel(database_, id, standing.state); });
    runs_.put_all([&](const std::string& id, const auto& standing) { put_run(database_, id, standing.state); });
    bags_.put_all([&](const std::string& id, const auto& standing) { put_bag(database_, id, standing.state); });
    old_cards_.put_all([&](const std::string& id, const auto& standing) { put_old_card(database_, id, standing.state); });
    lists_.put_all([&](const std::string& id, const auto& standing) { put_old_card_list(database_, id, standing.state); });
    put_stocks();
    for (const auto& [day_and_column, count] : days_) put_day(database_, day_and_column.first, day_and_column.second, count);
    for (const auto& [days, cards] : waits_) put_wait(database_, days.first, days.second, cards);
  }

 private:
  void case_line(const journal::Record& record, const application::Entry& entry) {
    auto& standing = cases_.before(database_, record);
    application::apply(standing.state, entry, record.at);
    const auto& after = standing.state;
    if (std::holds_alternative<application::PapersAccepted>(entry)) standing.complete_seq = record.seq;
    put_timeline(database_, record, entry);
    if (const auto* column = counted_as(entry)) ++days_[{day_in_jakarta(record.at), column}];
    if (std::holds_alternative<application::Delivered>(entry)) ++waits_[{day_in_jakarta(record.at), day_in_jakarta(after.complete_at)}];
    if (after.is_open() || after.stage == application::Stage::draft) return;
    put_case(database_, record.stream, after, standing.complete_seq);
    cases_.let_go(record.stream);
  }

  void parcel_line(const journal::Record& record, const delivery::ParcelEntry& entry) {
    auto& standing = parcels_.before(database_, record);
    delivery::apply(standing.state, entry, record.at);
    if (standing.state.stage != delivery::ParcelStage::handed_over && standing.state.stage != delivery::ParcelStage::voided) return;
    put_parcel(database_, record.stream, standing.state);
    parcels_.let_go(record.stream);
  }

  void run_line(const journal::Record& record, const delivery::RunEntry& entry) {
    auto& standing = runs_.before(database_, record);
    delivery::apply(standing.state, entry, record.at);
    if (standing.state.stage != delivery::RunStage::closed) return;
    put_run(database_, record.stream, standing.state);
    runs_.let_go(record.stream);
  }

  void bag_line(const journal::Record& record, const delivery::BagEntry& entry) {
    auto& standing = bags_.before(database_, record);
    delivery::apply(standing.state, entry, record.at);
    if (standing.state.stage != delivery::BagStage::received) return;
    put_bag(database_, record.stream, standing.state);
    bags_.let_go(record.stream);
  }

  void old_card_line(const journal::Record& record, const oldcard::CardEntry& entry) {
    auto& standing = old_cards_.before(database_, record);
    oldcard::apply(standing.state, entry, record.at);
    if (standing.state.stage != oldcard::CardStage::destroyed) return;
    put_old_card(database_, record.stream, standing.state);
    old_cards_.let_go(record.stream);
  }

  void old_card_list_line(const journal::Record& record, const oldcard::ListEntry& entry) {
    auto& standing = lists_.before(database_, record);
    oldcard::apply(standing.state, entry, record.at);
    if (standing.state.stage == oldcard::ListStage::waiting) return;
    put_old_card_list(database_, record.stream, standing.state);
    lists_.let_go(record.stream);
  }

  // An office's card of the day that moved last is the one that shows what lies where.
  void stock_line(const journal::Record& record, const blangko::Entry& entry) {
    if (stocks_.size() > stock_days_at_hand) put_stocks();
    auto& state = stocks_.before(database_, record).state;
    blangko::Changes changes;
    blangko::apply(state, entry, record.at, &changes);
    auto& card = cards_[state.office];
    card.stream = record.stream;
    if (std::holds_alternative<blangko::DayOpened>(entry)) {
      card.begins_anew = true;
      card.changed.clear();
    }
    card.changed.insert(changes.begin(), changes.end());
  }

  void put_stocks() {
    stocks_.put_all([&](const std::string& stream, const auto& standing) {
      put_stock_day(database_, standing.state);
      const auto card = cards_.find(standing.state.office);
      if (card == cards_.end() || card->second.stream != stream) return;
      if (card->second.begins_anew) empty_stock_holdings(database_, card->first);
      put_stock_asks(database_, standing.state);
      put_stock_holdings(database_, standing.state, card->second.changed);
      cards_.erase(card);
    });
    stocks_.let_all_go();
  }

  struct Card {
    std::string stream;
    bool begins_anew = false;
    blangko::Changes changed;
  };

  store::Database& database_;
  States<application::State, application::Entry> cases_;
  States<delivery::ParcelState, delivery::ParcelEntry> parcels_;
  States<delivery::RunState, delivery::RunEntry> runs_;
  States<delivery::BagState, delivery::BagEntry> bags_;
  States<oldcard::CardState, oldcard::CardEntry> old_cards_;
  States<oldcard::ListState, oldcard::ListEntry> lists_;
  States<blangko::State, blangko::Entry> stocks_;
  std::map<std::string, Card> cards_;
  std::map<std::pair<Day, const char*>, std::int64_t> days_;
  std::map<std::pair<Day, Day>, std::int64_t> waits_;
};

}  // namespace

// Indexes are taken away and built at the end, each in its own order: kept up row by row they are written all over, and a city of a million
// cases waited for its disk.
class Indexes {
 public:
  explicit Indexes(store::Database& database) : database_(database) {
    for (auto rows = database.query("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name LIKE 'view\\_%' ESCAPE '\\' AND sql IS NOT NULL ORDER BY name"); rows.next();)
      all_.emplace_back(rows.string_at(0), rows.string_at(1));
    for (const auto& [name, sql] : all_) database.script("DROP INDEX " + name);
  }
  void build() {
    for (const auto& [name, sql] : all_) database_.script(sql);
  }

 private:
  store::Database& database_;
  std::vector<std::pair<std::string, std::string>> all_;
};

// What stands on the boards is no secret of a person's, so what is wiped there need not be written over; and there is much of it.
class MuchAtOnce {
 public:
  explicit MuchAtOnce(store::Database& database) : database_(database) { database_.script("PRAGMA secure_delete=OFF; PRAGMA cache_size=-131072;"); }
  ~MuchAtOnce() {
    try {
      database_.script("PRAGMA secure_delete=ON; PRAGMA cache_size=-16384;");
    } catch (const std::exception& error) {
      log_error("the connection kept its settings for folding", {{"why", error.what()}});
    }
  }
  MuchAtOnce(const MuchAtOnce&) = delete;

 private:
  store::Database& database_;
};

// Of a book this long the reading is worth a thread of its own.
constexpr std::int64_t long_book = 50'000;

Result<void> rebuild(store::Database& database, std::int64_t read_ahead_from) {
  try {
    const MuchAtOnce much(database);
    store::Transaction transaction(database);
    Indexes indexes(database);
    for (const auto* table : {"view_case", "view_timeline", "view_opening", "view_parcel", "view_run", "view_bag", "view_old_card", "view_old_card_list", "view_stock_day", "view_stock_holding", "view_stock_ask", "view_day", "view_wait"})
      database.script(std::string("DELETE FROM ") + table);
    Rebuilding rebuilding(database);
    std::int64_t seq = 0;
    const auto visit = [&](const Line& line) {
      rebuilding.line(line);
      seq = line.record.seq;
    };
    const auto file = database.file();
    if (!file.empty() && journal::read_head(database).seq >= read_ahead_from) each_line_ahead(file, visit);
    else each_line(database, visit);
    rebuilding.end();
    indexes.build();
    note_seen(database, seq);
    transaction.commit();
  } catch (const std::exception& error) {
    return failure(std::string("cannot rebuild the views: ") + error.what(), "Run `opak verify` to see whether the journal holds.");
  }
  return {};
}

Result<void> rebuild(store::Database& database) { return rebuild(database, long_book); }

}  // namespace opak::views
