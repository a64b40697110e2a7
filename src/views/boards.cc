#include "views/boards.h"

#include <algorithm>

#include <unordered_map>

#include "journal/codec.h"

namespace opak::views {
namespace {

constexpr std::size_t decoded_max = 256;  // A thread; some 4 kB each.

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// A status page is looked at again and again before its case moves. The row's text is the key, so what was decoded once is
// never out of date.
template <class State, class Named>
const State& read_state(std::string_view text, Named named) {
  thread_local std::unordered_map<std::string, State, TextHash, std::equal_to<>> decoded;
  if (const auto found = decoded.find(text); found != decoded.end()) return found->second;
  const auto json = parse_json(text);
  ensure(json.has_value(), "a view's state is JSON");
  if (decoded.size() >= decoded_max) decoded.clear();
  return decoded.emplace(std::string(text), journal::decode_with<State>(*json, named)).first->second;
}

application::Stage stage_of(std::string_view name) { return application::stage_named(name).value_or(application::Stage::none); }
delivery::ParcelStage parcel_stage_of(std::string_view name) { return delivery::parcel_stage_named(name).value_or(delivery::ParcelStage::none); }
delivery::RunStage run_stage_of(std::string_view name) { return delivery::run_stage_named(name).value_or(delivery::RunStage::none); }

Case read_case(store::Query& row) { return {row.string_at(0), read_state<application::State>(row.text_at(1), stage_of)}; }
Parcel read_parcel(store::Query& row) { return {row.string_at(0), read_state<delivery::ParcelState>(row.text_at(1), parcel_stage_of)}; }
Bag read_bag(store::Query& row) {
  return {row.string_at(0), read_state<delivery::BagState>(row.text_at(1), [](std::string_view name) { return delivery::bag_stage_named(name).value_or(delivery::BagStage::none); })};
}
OldCard read_old_card(store::Query& row) {
  return {row.string_at(0), read_state<oldcard::CardState>(row.text_at(1), [](std::string_view name) { return oldcard::card_stage_named(name).value_or(oldcard::CardStage::none); })};
}
OldCardList read_old_card_list(store::Query& row) {
  return {row.string_at(0), read_state<oldcard::ListState>(row.text_at(1), [](std::string_view name) { return oldcard::list_stage_named(name).value_or(oldcard::ListStage::none); })};
}
Run read_run(store::Query& row) { return {row.string_at(0), read_state<delivery::RunState>(row.text_at(1), run_stage_of)}; }

bool is_of_open_cases(const CaseFilter& filter) {
  using enum application::Stage;
  return std::none_of(filter.stages.begin(), filter.stages.end(),
                      [](auto stage) { return stage == none || stage == draft || stage == delivered || stage == rejected || stage == withdrawn || stage == dismissed; });
}

// The filter as SQL; values are our own stage names and numbers, texts are bound. Open work is read in the order of its own index.
std::string where(const CaseFilter& filter) {
  std::string sql = is_of_open_cases(filter) ? " INDEXED BY view_case_open WHERE is_open = 1" : " WHERE number <> ''";
  if (!filter.stages.empty()) {
    sql += " AND stage IN (";
    for (std::size_t i = 0; i < filter.stages.size(); ++i) sql += (i ? ", '" : "'") + std::string(name_of(filter.stages[i])) + "'";
    sql += ")";
  }
  if (filter.disputed) sql += *filter.disputed ? " AND disputed = 1" : " AND disputed = 0";
  if (filter.rejection_waits) sql += *filter.rejection_waits ? " AND rejection_waits = 1" : " AND rejection_waits = 0";
  if (filter.identity_check_needed) sql += *filter.identity_check_needed ? " AND identity_check = 1" : " AND identity_check = 0";
  if (filter.on_the_table) sql += " AND aside_until <= " + std::to_string(filter.on_the_table->number);
  if (filter.aside) sql += " AND aside_until > " + std::to_string(filter.aside->number);
  if (filter.verified_alone) sql += " AND json_extract(state, '$.verified_alone') = 1";
  if (filter.held) sql += std::string(" AND id ") + (*filter.held ? "IN" : "NOT IN") + " (SELECT application FROM office_assignment)";
  int at = 0;
  const auto equals = [&](const std::string& value, const std::string& condition) {
    if (!value.empty()) sql += " AND " + condition + std::to_string(++at);
  };
  equals(filter.courier, "courier = $");
  equals(filter.printer, "printer = $");
  if (!filter.held_by.empty()) sql += " AND id IN (SELECT application FROM office_assignment WHERE officer = $" + std::to_string(++at) + ")";
  return sql;
}

int bound_count(const CaseFilter& filter) { return !filter.courier.empty() + !filter.printer.empty() + !filter.held_by.empty(); }

store::Query bound(store::Query query, const CaseFilter& filter) {
  if (!filter.courier.empty()) query.text(filter.courier);
  if (!filter.printer.empty()) query.text(filter.printer);
  if (!filter.held_by.empty()) query.text(filter.held_by);
  return query;
}

}  // namespace

std::optional<Case> Boards::find_case(std::string_view id) {
  auto row = database_.query("SELECT id, state FROM view_case WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return read_case(row);
}

std::vector<Case> Boards::cards_not_received(int most) {
  std::vector<Case> cases;
  auto rows = database_.query("SELECT id, state FROM view_case INDEXED BY view_case_not_received WHERE stage = 'delivered' AND disputed = 1 ORDER BY stage_due, id LIMIT $1").number(most);
  while (rows.next()) cases.push_back(read_case(rows));
  return cases;
}

std::optional<Case> Boards::find_case_by_number(std::string_view number) {
  if (number.empty()) return std::nullopt;
  auto row = database_.query("SELECT id, state FROM view_case WHERE number = $1 AND number <> ''").text(number);
  if (!row.next()) return std::nullopt;
  return read_case(row);
}

std::vector<Case> Boards::cases_of_contact(std::string_view contact) {
  std::vector<Case> cases;
  if (contact.empty()) return cases;
  auto rows = database_.query("SELECT id, state FROM view_case WHERE contact = $1 AND contact <> '' ORDER BY id DESC LIMIT 50").text(contact);
  while (rows.next()) cases.push_back(read_case(rows));
  return cases;
}

std::vector<Case> Boards::cases_of_person(std::string_view person) {
  std::vector<Case> cases;
  if (person.empty()) return cases;
  auto rows = database_.query("SELECT id, state FROM view_case WHERE person = $1 AND person <> '' ORDER BY id DESC LIMIT 50").text(person);
  while (rows.next()) cases.push_back(read_case(rows));
  return cases;
}

std::optional<std::string> Boards::open_case_of(std::string_view person, std::string_view family) {
  auto row = database_.query("SELECT id FROM view_case WHERE person = $1 AND person <> '' AND family = $2 AND is_open = 1 AND disputed = 0 LIMIT 1").text(person).text(family);
  if (!row.next()) return std::nullopt;
  return row.string_at(0);
}

CasePage Boards::list(const CaseFilter& filter) {
  CasePage page;
  page.total = count(filter);
  const int at = bound_count(filter);
  // Chosen by the index alone; only the rows of this page are fetched.
  auto rows = bound(database_.query("SELECT c.id, c.state FROM (SELECT rowid AS place, id, stage_due, complete_seq FROM view_case" + where(filter) + " ORDER BY stage_due, complete_seq, id LIMIT $" +
                                    std::to_string(at + 1) + " OFFSET $" + std::to_string(at + 2) + ") o CROSS JOIN view_case c ON c.rowid = o.place ORDER BY o.stage_due, o.complete_seq, o.id"),
                    filter);
  rows.number(filter.rows).number(std::int64_t{filter.rows} * std::max(0, filter.page));
  while (rows.next()) page.cases.push_back(read_case(rows));
  return page;
}

std::map<application::Stage, std::int64_t> Boards::open_and_due(Day last) {
  std::map<application::Stage, std::int64_t> counts;
  auto rows = database_.query("SELECT stage, COUNT(*) FROM view_case INDEXED BY view_case_open WHERE is_open = 1 AND stage_due <= $1 GROUP BY stage").number(last.number);
  while (rows.next()) counts[stage_of(rows.text_at(0))] = rows.number_at(1);
  return counts;
}

std::int64_t Boards::count(const CaseFilter& filter) {
  auto row = bound(database_.query("SELECT COUNT(*) FROM view_case" + where(filter)), filter);
  row.next();
  return row.number_at(0);
}

std::vector<TimelineLine> Boards::timeline(std::string_view id) {
  std::vector<TimelineLine> lines;
  auto rows = database_.query("SELECT at, fact, actor, word, day FROM view_timeline WHERE application = $1 ORDER BY version").text(id);
  while (rows.next())
    lines.push_back({{rows.number_at(0)}, rows.string_at(1), rows.string_at(2), rows.string_at(3), {static_cast<std::int32_t>(rows.number_at(4))}});
  return lines;
}

std::vector<Opening> Boards::openings_of(std::string_view application) {
  std::vector<Opening> openings;
  auto rows = database_.query("SELECT at, actor, purpose FROM view_opening WHERE application = $1 ORDER BY version DESC LIMIT 200").text(application);
  while (rows.next()) openings.push_back({{rows.number_at(0)}, rows.string_at(1), rows.string_at(2)});
  return openings;
}

int Boards::place_in_line(std::string_view id) {
  auto row = database_.query("SELECT 1 + (SELECT COUNT(*) FROM view_case a WHERE a.stage = 'waiting_blangko' AND a.disputed = 0 AND a.identity_check = 0 AND a.complete_seq < b.complete_seq) "
                             "FROM view_case b WHERE b.id = $1 AND b.stage = 'waiting_blangko'").text(id);
  return row.next() ? static_cast<int>(row.number_at(0)) : 0;
}

std::vector<std::pair<std::string, std::int64_t>> Boards::open_by_stage() {
  std::vector<std::pair<std::string, std::int64_t>> stages;
  for (int n = 0; n <= static_cast<int>(application::Stage::dismissed); ++n) {
    application::State state;
    state.stage = static_cast<application::Stage>(n);
    if (!state.is_open()) continue;
    auto row = database_.query("SELECT COUNT(*) FROM view_case WHERE stage = $1").text(name_of(state.stage));
    row.next();
    stages.emplace_back(name_of(state.stage), row.number_at(0));
  }
  return stages;
}

Boards::StageWork Boards::work_at(application::Stage stage) {
  StageWork work;
  {
    auto row = database_.query("SELECT COUNT(*) FROM view_case WHERE stage = $1").text(name_of(stage));
    row.next();
    work.count = row.number_at(0);
  }
  if (work.count == 0) return work;
  if (auto row = database_.query("SELECT id, state FROM view_case WHERE stage = $1 ORDER BY stage_due, id LIMIT 1").text(name_of(stage)); row.next()) work.oldest = read_case(row);
  return work;
}

std::optional<Parcel> Boards::find_parcel(std::string_view id) {
  auto row = database_.query("SELECT id, state FROM view_parcel WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return read_parcel(row);
}

std::vector<Parcel> Boards::parcels_ready() {
  std::vector<Parcel> parcels;
  auto rows = database_.query("SELECT p.id, p.state FROM view_parcel p JOIN view_case c ON c.id = p.application "
                              "WHERE p.stage = 'packed' AND c.stage IN ('printed', 'attempt_failed', 'not_reached') AND c.disputed = 0 AND c.identity_check = 0 ORDER BY c.stage_due, p.id LIMIT 2000");
  while (rows.next()) parcels.push_back(read_parcel(rows));
  return parcels;
}

std::vector<Parcel> Boards::parcels_to_fetch(std::string_view number_part, int most) {
  std::vector<Parcel> parcels;
  auto rows = database_.query("SELECT p.id, p.state FROM view_parcel p JOIN view_case c ON c.id = p.application "
                              "WHERE p.stage IN ('packed', 'on_run', 'loaded', 'not_handed_over') AND c.stage = 'pickup' AND instr(c.number, $1) > 0 ORDER BY c.due, p.id LIMIT $2")
                  .text(number_part).number(most);
  while (rows.next()) parcels.push_back(read_parcel(rows));
  return parcels;
}

// A state is written as JSON, and a counter's key is a plain word.
std::vector<Parcel> Boards::parcels_for_counter(std::string_view counter) {
  std::vector<Parcel> parcels;
  auto rows = database_.query("SELECT p.id, p.state FROM view_parcel p JOIN view_case c ON c.id = p.application "
                              "WHERE p.stage = 'packed' AND c.stage = 'pickup' AND c.disputed = 0 AND instr(c.state, $1) > 0 ORDER BY c.number LIMIT 2000")
                  .text("\"pickup_place\":\"" + std::string(counter) + "\"");
  while (rows.next()) parcels.push_back(read_parcel(rows));
  return parcels;
}

std::vector<Parcel> Boards::parcels_away() {
  std::vector<Parcel> parcels;
  auto rows = database_.query("SELECT id, state FROM view_parcel WHERE stage IN ('in_bag', 'at_counter') ORDER BY id LIMIT 20000");
  while (rows.next()) parcels.push_back(read_parcel(rows));
  return parcels;
}

std::optional<Bag> Boards::find_bag(std::string_view id) {
  auto row = database_.query("SELECT id, state FROM view_bag WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return read_bag(row);
}

std::vector<Bag> Boards::bags_on_the_way() {
  std::vector<Bag> bags;
  auto rows = database_.query("SELECT id, state FROM view_bag WHERE stage = 'packed' ORDER BY since, id LIMIT 200");
  while (rows.next()) bags.push_back(read_bag(rows));
  return bags;
}

// A state keeps only what differs from a new one, so nearly all are passed over unread.
std::vector<Parcel> Boards::locked_parcels() {
  std::vector<Parcel> parcels;
  auto rows = database_.query("SELECT id, state FROM view_parcel WHERE stage IN ('packed', 'on_run', 'loaded', 'not_handed_over', 'at_counter') AND instr(state, '\"wrong_secrets\":') > 0 ORDER BY id LIMIT 2000");
  while (rows.next())
    if (auto parcel = read_parcel(rows); parcel.state.locked()) parcels.push_back(std::move(parcel));
  return parcels;
}

std::string Boards::number_of_parcel(std::string_view parcel) {
  auto row = database_.query("SELECT c.number FROM view_parcel p JOIN view_case c ON c.id = p.application WHERE p.id = $1").text(parcel);
  return row.next() ? row.string_at(0) : std::string();
}

std::optional<Run> Boards::find_run(std::string_view id) {
  auto row = database_.query("SELECT id, state FROM view_run WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return read_run(row);
}

// A run whose cards were all taken off before it was loaded is none any more.
const std::string with_cards = " AND (stage <> 'planned' OR instr(state, '\"parcels\":') > 0) ";

std::vector<Run> Boards::runs_on(Day day) {
  std::vector<Run> runs;
  auto rows = database_.query("SELECT id, state FROM view_run WHERE day = $1" + with_cards + "ORDER BY id").number(day.number);
  while (rows.next()) runs.push_back(read_run(rows));
  return runs;
}

std::vector<Run> Boards::runs_left_open(Day today) {
  std::vector<Run> runs;
  auto rows = database_.query("SELECT id, state FROM view_run WHERE day < $1 AND stage <> 'closed'" + with_cards + "ORDER BY day, id LIMIT 50").number(today.number);
  while (rows.next()) runs.push_back(read_run(rows));
  return runs;
}

std::vector<Run> Boards::runs_counted() {
  std::vector<Run> runs;
  auto rows = database_.query("SELECT id, state FROM view_run WHERE stage = 'loaded' AND json_extract(state, '$.counted_by') <> '' ORDER BY day, id LIMIT 50");
  while (rows.next()) runs.push_back(read_run(rows));
  return runs;
}

std::vector<Run> Boards::open_runs_of(std::string_view courier) {
  std::vector<Run> runs;
  auto rows = database_.query("SELECT id, state FROM view_run INDEXED BY view_run_open WHERE stage <> 'closed' AND courier = $1" + with_cards + "ORDER BY day DESC, id DESC LIMIT 50").text(courier);
  while (rows.next()) runs.push_back(read_run(rows));
  return runs;
}

std::optional<OldCard> Boards::find_old_card(std::string_view id) {
  auto row = database_.query("SELECT id, state FROM view_old_card WHERE id = $1").text(id);
  if (!row.next()) return std::nullopt;
  return read_old_card(row);
}

std::optional<OldCard> Boards::old_card_of_case(std::string_view application) {
  auto row = database_.query("SELECT id, state FROM view_old_card WHERE application = $1 LIMIT 1").text(application);
  if (!row.next()) return std::nullopt;
  return read_old_card(row);
}

std::vector<OldCard> Boards::old_cards(oldcard::CardStage stage, int page, int rows) {
  const std::string order = stage == oldcard::CardStage::destroyed ? "ORDER BY since DESC, id DESC" : "ORDER BY since, id";
  std::vector<OldCard> cards;
  auto found = database_.query("SELECT id, state FROM view_old_card WHERE stage = $1 " + order + " LIMIT $2 OFFSET $3")
                   .text(name_of(stage)).number(rows).number(static_cast<std::int64_t>(page) * rows);
  while (found.next()) cards.push_back(read_old_card(found));
  return cards;
}

std::vector<OldCard> Boards::old_cards_in(std::string_view drawer, int most) {
  std::vector<OldCard> cards;
  auto found = database_.query("SELECT id, state FROM view_old_card WHERE stage = 'drawer' AND drawer = $1 ORDER BY since, id LIMIT $2").text(drawer).number(most);
  while (found.next()) cards.push_back(read_old_card(found));
  return cards;
}

std::int64_t Boards::count_old_cards(oldcard::CardStage stage) {
  auto row = database_.query("SELECT COUNT(*) FROM view_old_card WHERE stage = $1").text(name_of(stage));
  row.next();
  return row.number_at(0);
}

std::vector<OldCard> Boards::old_cards_of_run(std::string_view run) {
  std::vector<OldCard> cards;
  auto found = database_.query("SELECT id, state FROM view_old_card WHERE run = $1 AND run <> '' ORDER BY id").text(run);
  while (found.next()) cards.push_back(read_old_card(found));
  return cards;
}

std::vector<OldCard> Boards::old_cards_at_counter(std::string_view holder, int most) {
  std::vector<OldCard> cards;
  auto found = database_.query("SELECT id, state FROM view_old_card WHERE holder = $1 AND holder <> '' AND run = '' ORDER BY since, id LIMIT $2").text(holder).number(most);
  while (found.next()) cards.push_back(read_old_card(found));
  return cards;
}

std::optional<OldCardList> Boards::waiting_old_card_list() {
  auto row = database_.query("SELECT id, state FROM view_old_card_list WHERE stage = 'waiting' ORDER BY since, id LIMIT 1");
  if (!row.next()) return std::nullopt;
  return read_old_card_list(row);
}

std::vector<OldCardList> Boards::old_card_lists_ended(int most) {
  std::vector<OldCardList> lists;
  for (const auto* stage : {"destroyed", "ended"})
    for (auto found = database_.query("SELECT id, state FROM view_old_card_list WHERE stage = $1 ORDER BY since DESC, id DESC LIMIT $2").text(stage).number(most); found.next();)
      lists.push_back(read_old_card_list(found));
  std::stable_sort(lists.begin(), lists.end(), [](const auto& a, const auto& b) { return b.state.ended_at < a.state.ended_at; });
  if (static_cast<int>(lists.size()) > most) lists.resize(static_cast<std::size_t>(most));
  return lists;
}

std::optional<blangko::State> Boards::find_stock(std::string_view office) {
  blangko::State state;
  {
    auto row = database_.query("SELECT day, opening, received, used, spoiled, destroyed, delivered, counted, closed, version FROM view_stock_day WHERE office = $1 ORDER BY day DESC LIMIT 1").text(office);
    if (!row.next()) return std::nullopt;
    state.open = true;
    state.office = std::string(office);
    state.day = {static_cast<std::int32_t>(row.number_at(0))};
    state.opening = row.number_at(1);
    state.received = row.number_at(2);
    state.used = row.number_at(3);
    state.spoiled = row.number_at(4);
    state.destroyed = row.number_at(5);
    state.delivered = row.number_at(6);
    state.counted = static_cast<int>(row.number_at(7));
    state.closed = row.number_at(8) != 0;
    state.version = static_cast<int>(row.number_at(9));
  }
  auto rows = database_.query("SELECT place, first, last FROM view_stock_holding WHERE office = $1 ORDER BY first").text(office);
  while (rows.next()) {
    const auto first = blangko::parse_serial(rows.text_at(1)), last = blangko::parse_serial(rows.text_at(2));
    ensure(first && last, "a holding's serials are well formed");
    state.holdings.put({rows.string_at(0), *first, *last});
  }
  for (auto asks = database_.query("SELECT ask, declined_by, reason FROM view_stock_ask WHERE office = $1 ORDER BY place").text(office); asks.next();) {
    auto ask = journal::decode<blangko::SecondPersonAsked>(asks.text_at(0));
    if (asks.text_at(1).empty()) state.waiting.push_back(std::move(ask));
    else state.declined.push_back({std::move(ask), asks.string_at(1), asks.string_at(2)});
  }
  return state;
}

std::vector<StockDay> Boards::stock_days(std::string_view office, int count) {
  std::vector<StockDay> days;
  auto rows = database_.query("SELECT day, opening, received, used, spoiled, destroyed, delivered, available, counted FROM view_stock_day WHERE office = $1 ORDER BY day DESC LIMIT $2").text(office).number(count);
  while (rows.next())
    days.push_back({{static_cast<std::int32_t>(rows.number_at(0))}, rows.number_at(1), rows.number_at(2), rows.number_at(3), rows.number_at(4),
                    rows.number_at(5), rows.number_at(6), rows.number_at(7), static_cast<int>(rows.number_at(8))});
  return days;
}

std::vector<DayNumbers> Boards::day_numbers(Day from, Day to) {
  std::vector<DayNumbers> days;
  auto rows = database_.query("SELECT day, submitted, complete, printed, delivered, returned, rejected, withdrawn FROM view_day WHERE day BETWEEN $1 AND $2 ORDER BY day").number(from.number).number(to.number);
  while (rows.next())
    days.push_back({{static_cast<std::int32_t>(rows.number_at(0))}, rows.number_at(1), rows.number_at(2), rows.number_at(3), rows.number_at(4),
                    rows.number_at(5), rows.number_at(6), rows.number_at(7)});
  return days;
}

std::vector<Wait> Boards::waits(Day from, Day to) {
  std::vector<Wait> all;
  auto rows = database_.query("SELECT complete, delivered, cards FROM view_wait WHERE delivered BETWEEN $1 AND $2 ORDER BY delivered, complete").number(from.number).number(to.number);
  while (rows.next()) all.push_back({Day{static_cast<int>(rows.number_at(0))}, Day{static_cast<int>(rows.number_at(1))}, rows.number_at(2)});
  return all;
}

Ratings Boards::ratings(Day from, Day to) {
  Ratings found;
  auto rows = database_.query("SELECT word FROM view_timeline WHERE fact = 'application.rated.v1' AND at >= $1 AND at < $2")
                  .number(moment_in_jakarta(from, 0).ms).number(moment_in_jakarta(to + 1, 0).ms);
  while (rows.next()) {
    const auto word = rows.text_at(0);
    (word.starts_with("good") ? found.good : word.starts_with("fair") ? found.fair : found.poor) += 1;
    if (word.ends_with(rated_with_money)) ++found.asked_for_money;
  }
  return found;
}

std::int64_t Boards::last_seq() {
  auto row = database_.query("SELECT seq FROM view_seen WHERE one = 1");
  row.next();
  return row.number_at(0);
}

}  // namespace opak::views
