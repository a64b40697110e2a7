#include "office/record.h"

#include <algorithm>

#include "base/ids.h"
#include "core/opening/entries.h"
#include "journal/codec.h"
#include "office/apply_for.h"
#include "office/leaves.h"
#include "office/notices.h"
#include "office/outbox.h"
#include "office/repairs.h"
#include "views/fold.h"

namespace opak::office {
namespace {

template <class State, class Entry>
State folded(store::Database& database, std::string_view kind, const std::string& stream) {
  State state;
  for (const auto& record : journal::read_stream(database, kind, stream))
    apply(state, journal::decode_entry<Entry>(record.fact, record.body), record.at);
  return state;
}

template <class Map, class Fold>
auto& kept(Map& map, const std::string& id, Fold fold) {
  auto found = map.find(id);
  if (found == map.end()) found = map.emplace(id, fold()).first;
  return found->second;
}

using application::Stage;

bool holds_a_blank(const application::State& state) { return state.stage == Stage::print_ready || state.stage == Stage::printing; }
bool waits_its_turn(const application::State& state) { return state.stage == Stage::waiting_blangko && !state.disputed && !state.needs_identity_check(); }

// Words every letter about a case may use. Never personal.
Words letter_words(const application::State& state) {
  Words words{{"number", state.number}, {"service", state.service}, {"promised_on", iso_day(state.promised_on)}};
  const auto day = [&](const char* name, Day value) {
    if (value != Day{}) words.emplace_back(name, iso_day(value));
  };
  day("planned_on", state.planned_on);
  day("next_try", state.next_try);
  day("answer_by", state.answer_by);
  if (state.to_hour > 0) {
    words.emplace_back("from_hour", std::to_string(state.from_hour));
    words.emplace_back("to_hour", std::to_string(state.to_hour));
  }
  const auto word = [&](const char* name, const std::string& value) {
    if (!value.empty()) words.emplace_back(name, value);
  };
  word("return_reason", state.return_reason);
  word("return_paper", state.return_paper);
  word("return_asks", asks_for_letter(state));
  word("rejection_rule", state.rejection_rule);
  word("attempt_reason", state.attempt_reason);
  word("promise_reason", state.promise_reason);
  word("way", state.way);
  word("parcel", state.parcel);
  word("pickup_place", state.pickup_place);
  day("pickup_until", state.pickup_until);
  return words;
}

}  // namespace

Record::Record(Office& office, store::Database& writer, const Asked& asked, Moment now, journal::Head& head, transparency::PublicLog& log, Desk& desk)
    : office_(office), writer_(writer), asked_(asked), now_(now), head_(head), log_(log), desk_(desk), boards_(writer) {}

application::State& Record::open_application(const std::string& id) {
  cases_.insert(id);
  return kept(desk_.applications, id, [&] { return folded<application::State, application::Entry>(writer_, application::Room::kind, id); });
}

delivery::ParcelState& Record::open_parcel(const std::string& id) {
  return kept(desk_.parcels, id, [&] { return folded<delivery::ParcelState, delivery::ParcelEntry>(writer_, delivery::ParcelRoom::kind, id); });
}

delivery::RunState& Record::open_run(const std::string& id) {
  return kept(desk_.runs, id, [&] { return folded<delivery::RunState, delivery::RunEntry>(writer_, delivery::RunRoom::kind, id); });
}

delivery::BagState& Record::open_bag(const std::string& id) {
  return kept(desk_.bags, id, [&] { return folded<delivery::BagState, delivery::BagEntry>(writer_, delivery::BagRoom::kind, id); });
}

oldcard::CardState& Record::open_old_card(const std::string& id) {
  return kept(desk_.old_cards, id, [&] { return folded<oldcard::CardState, oldcard::CardEntry>(writer_, oldcard::CardRoom::kind, id); });
}

oldcard::ListState& Record::open_old_card_list(const std::string& id) {
  return kept(desk_.old_card_lists, id, [&] { return folded<oldcard::ListState, oldcard::ListEntry>(writer_, oldcard::ListRoom::kind, id); });
}

// A clock that stepped back over midnight does not turn the stock card back: a day that was opened with yesterday's balance would
// not hear of what yesterday still does.
Day Record::stock_day() {
  if (stock_day_) return *stock_day_;
  auto row = writer_.query("SELECT COALESCE(MAX(day), 0) FROM view_stock_day WHERE office = $1").text(office_.catalogue().city().code);
  row.next();
  stock_day_ = std::max(day_in_jakarta(now_), Day{static_cast<std::int32_t>(row.number_at(0))});
  return *stock_day_;
}

std::string Record::stock_stream() { return office_.catalogue().city().code + "/" + iso_day(stock_day()); }

blangko::State& Record::open_stock() {
  const auto stream = stock_stream();
  auto& state = kept(desk_.stocks, stream, [&] { return folded<blangko::State, blangko::Entry>(writer_, blangko::Room::kind, stream); });
  if (state.open) return state;
  // The first act of a day opens it with what the last day left.
  const auto last = boards_.find_stock(office_.catalogue().city().code);
  const auto refusal = ask_stock(blangko::OpenDay{office_.catalogue().city().code, stock_day(), last ? last->carried() : std::vector<std::string>{},
                                                   last ? last->carried_asks() : std::vector<blangko::SecondPersonAsked>{}});
  ensure(!refusal, "a new day can be opened");
  return state;
}

template <class Entry>
journal::Record Record::write(std::string_view kind, const std::string& stream, int version, const Entry& entry) {
  journal::Record line;
  line.kind = std::string(kind);
  line.stream = stream;
  line.version = version;
  line.at = now_;
  line.actor = asked_.actor;
  line.fact = std::string(journal::fact_of(entry));
  line.body = journal::encode_entry(entry);
  return journal::append(writer_, head_, std::move(line));
}

std::optional<Refusal> Record::ask(const std::string& id, const application::Command& command) {
  auto& state = open_application(id);
  const auto decision = application::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<application::Entry>>(decision)) {
    const auto line = write(application::Room::kind, id, state.version + 1, entry);
    const bool held = holds_a_blank(state), waited = waits_its_turn(state), was_open = state.is_open();
    changed_cases_.insert(id);
    application::apply(state, entry, now_);
    if (desk_.claims && held != holds_a_blank(state)) *desk_.claims += held ? -1 : 1;
    const bool gave_it_back = held && !holds_a_blank(state) && state.stage != Stage::printed;
    line_may_move_ = line_may_move_ || gave_it_back || (!waited && waits_its_turn(state));
    views::fold(writer_, line, state, entry);
    if (was_open && !state.is_open()) writer_.query("DELETE FROM office_assignment WHERE application = $1").text(id).run();  // Nobody holds what has ended.
    publish(line, state, entry);
    tell(id, state, entry);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_parcel(const std::string& id, const delivery::ParcelCommand& command) {
  auto& state = open_parcel(id);
  const auto decision = delivery::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<delivery::ParcelEntry>>(decision)) {
    const auto line = write(delivery::ParcelRoom::kind, id, state.version + 1, entry);
    changed_parcels_.insert(id);
    delivery::apply(state, entry, now_);
    views::fold(writer_, line, state);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_run(const std::string& id, const delivery::RunCommand& command) {
  auto& state = open_run(id);
  const auto decision = delivery::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<delivery::RunEntry>>(decision)) {
    const auto line = write(delivery::RunRoom::kind, id, state.version + 1, entry);
    changed_runs_.insert(id);
    delivery::apply(state, entry, now_);
    views::fold(writer_, line, state);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_bag(const std::string& id, const delivery::BagCommand& command) {
  auto& state = open_bag(id);
  const auto decision = delivery::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<delivery::BagEntry>>(decision)) {
    const auto line = write(delivery::BagRoom::kind, id, state.version + 1, entry);
    changed_bags_.insert(id);
    delivery::apply(state, entry, now_);
    views::fold(writer_, line, state);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_old_card(const std::string& id, const oldcard::CardCommand& command) {
  auto& state = open_old_card(id);
  const auto decision = oldcard::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<oldcard::CardEntry>>(decision)) {
    const auto line = write(oldcard::CardRoom::kind, id, state.version + 1, entry);
    changed_old_cards_.insert(id);
    oldcard::apply(state, entry, now_);
    cases_.insert(state.application);  // Its pages tell where the old card is.
    views::fold(writer_, line, state);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_old_card_list(const std::string& id, const oldcard::ListCommand& command) {
  auto& state = open_old_card_list(id);
  const auto decision = oldcard::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<oldcard::ListEntry>>(decision)) {
    const auto line = write(oldcard::ListRoom::kind, id, state.version + 1, entry);
    changed_lists_.insert(id);
    oldcard::apply(state, entry, now_);
    views::fold(writer_, line, state);
  }
  return std::nullopt;
}

std::optional<Refusal> Record::ask_stock(const blangko::Command& command) {
  const bool opening = std::holds_alternative<blangko::OpenDay>(command);
  const auto stream = stock_stream();
  if (!opening) open_stock();
  auto& state = desk_.stocks[stream];
  const auto decision = blangko::decide(state, command, now_);
  if (const auto* refusal = std::get_if<Refusal>(&decision)) return *refusal;
  for (const auto& entry : std::get<std::vector<blangko::Entry>>(decision))
    if (is_box_of_used_serials(entry)) return Refusal{"blangko.serial_already_here"};
  for (const auto& entry : std::get<std::vector<blangko::Entry>>(decision)) {
    const auto blanks = state.available();
    const auto line = write(blangko::Room::kind, stream, state.version + 1, entry);
    guard_serials(entry);
    blangko::Changes changes;
    stock_changed_ = true;
    blangko::apply(state, entry, now_, &changes);
    line_may_move_ = line_may_move_ || state.available() > blanks;
    views::fold(writer_, line, state, entry, changes);
    publish(line, entry);
  }
  return std::nullopt;
}

// A box whose serials were ever used here is not a new box: neither when it is asked for nor when it is confirmed.
bool Record::is_box_of_used_serials(const blangko::Entry& entry) {
  const auto used = [&](const std::string& first, const std::string& last) {
    return writer_.query("SELECT 1 FROM office_serial WHERE serial BETWEEN $1 AND $2 AND length(serial) = $3").text(first).text(last).number(static_cast<std::int64_t>(first.size())).next();
  };
  if (const auto* asked = std::get_if<blangko::SecondPersonAsked>(&entry)) return asked->what == "box" && used(asked->first, asked->last);
  if (const auto* box = std::get_if<blangko::BoxReceived>(&entry)) return used(box->first, box->last);
  return false;
}

// The primary key of office_serial makes a second use of a serial impossible whatever the desk believed.
void Record::guard_serials(const blangko::Entry& entry) {
  const auto first_use = [&](const std::string& serial, const std::string& application, const char* fate) {
    writer_.query("INSERT INTO office_serial (serial, application, fate, at) VALUES ($1, $2, $3, $4)").text(serial).text(application).text(fate).number(now_.ms).run();
  };
  const auto fate = [&](const std::string& serial, const char* now_fate) {
    writer_.query("UPDATE office_serial SET fate = $1, at = $2 WHERE serial = $3").text(now_fate).number(now_.ms).text(serial).run();
    ensure(writer_.changes() == 1, "a serial with a fate was used before");
  };
  std::visit(core::Overloaded{[&](const blangko::Consumed& e) { first_use(e.serial, e.application, "printed"); },
                              [&](const blangko::Spoiled& e) { e.from.starts_with("case/") ? fate(e.serial, "spoiled") : first_use(e.serial, "", "spoiled"); },
                              [&](const blangko::Destroyed& e) { for (const auto& serial : e.serials) fate(serial, "destroyed"); },
                              [&](const blangko::HandedToResident& e) { fate(e.serial, "delivered"); }, [](const auto&) {}},
             entry);
}

void Record::append_leaf(const journal::Record& line, transparency::LeafParts parts) {
  const auto leaf = log_.append(parts);
  last_leaf_ = static_cast<std::int64_t>(leaf);
  writer_.query("INSERT INTO office_leaf (seq, leaf, stream) VALUES ($1, $2, $3)").number(line.seq).number(last_leaf_).text(line.stream).run();
}

void Record::publish(const journal::Record& line, const application::State& after, const application::Entry& entry) {
  const auto fact = public_fact(after, entry);
  if (!fact) return;
  // Before a person is known the case's salt hangs on the city's key; afterwards it dies with the person's key.
  Bytes salt = office_.vault().blind("leaf_salt", Personal<std::string>(line.stream + "/" + std::to_string(line.version)));
  if (!after.person.empty())
    if (const auto key = office_.vault().find_key(writer_, after.person)) salt = office_.vault().leaf_salt(*key, line.stream + "/" + std::to_string(line.version));
  std::string mark_text = after.mark;
  if (fact->on_delivery && !after.parcel.empty()) mark_text = open_parcel(after.parcel).mark;
  const auto mark = transparency::CaseMark::parse(mark_text);
  const auto office = transparency::OfficeCode::parse(office_.catalogue().city().code);
  const auto service = transparency::ServiceCode::parse(after.service);
  ensure(mark && office && service, "a leaf's parts are well formed");
  append_leaf(line, {.day = day_in_jakarta(now_), .office = *office, .service = *service, .fact = fact->fact,
                     .lane = after.lane == "priority" ? transparency::Lane::priority : transparency::Lane::ordinary,
                     .reason = fact->reason, .mark = *mark, .commitment = transparency::Commitment::to(salt, line.body)});
}

void Record::publish(const journal::Record& line, const blangko::Entry& entry) {
  const auto fact = public_fact(entry);
  if (!fact) return;
  const auto salt = office_.vault().blind("leaf_salt", Personal<std::string>(line.stream + "/" + std::to_string(line.version)));
  const auto office = transparency::OfficeCode::parse(office_.catalogue().city().code);
  const auto service = transparency::ServiceCode::parse("blangko");
  ensure(office && service, "a leaf's parts are well formed");
  append_leaf(line, {.day = day_in_jakarta(now_), .office = *office, .service = *service, .fact = fact->fact, .lane = transparency::Lane::ordinary,
                     .reason = fact->reason, .mark = transparency::CaseMark::draw(office_.world().chance), .commitment = transparency::Commitment::to(salt, line.body)});
}

void Record::tell(const std::string& id, const application::State& after, const application::Entry& entry) {
  for (const auto& notice : application::notices(after, entry)) {
    auto words = letter_words(after);
    if (notice.audience == application::Notice::Audience::applicant) {
      // The courier or the counter met them, or one of theirs.
      if (notice.key == "delivered" && (after.delivered_to == "self" || after.delivered_to == "family")) inform_of_case_in(*this, after.contact, id, "met");
      if (!after.messages_wanted) continue;
      post(*this, Letter{.contact = after.contact, .application = id, .notice = notice.key, .language = after.language, .words = std::move(words)});
      continue;
    }
    std::vector<std::string> known;
    for (auto rows = writer_.query("SELECT contact FROM vault_known_contact WHERE person = $1 AND contact <> $2 ORDER BY contact").text(after.person).text(after.contact); rows.next();)
      known.push_back(rows.string_at(0));
    for (const auto& contact : known)
      post(*this, Letter{.contact = contact, .application = id, .notice = notice.key, .language = after.language, .words = words});
  }
}

void Record::record_opening(const std::string& application, const std::string& purpose) {
  int version = 0;
  {
    auto row = writer_.query("SELECT COALESCE(MAX(version), 0) FROM journal WHERE stream = $1 AND kind = 'opening'").text(application);
    row.next();
    version = static_cast<int>(row.number_at(0));
  }
  const auto line = write("opening", application, version + 1, opening::Entry{opening::FileOpened{purpose}});
  views::fold_opening(writer_, line);
}

std::string Record::new_id() { return opak::new_id(now_, office_.world().chance); }

std::int64_t Record::next_number(const std::string& counter) {
  auto found = desk_.counters.find(counter);
  if (found == desk_.counters.end()) {
    auto row = writer_.query("SELECT value FROM office_counter WHERE name = $1").text(counter);
    const auto value = row.next() ? row.number_at(0) : 0;
    found = desk_.counters.emplace(counter, Desk::Counter{value, value}).first;
  }
  drawn_.push_back(counter);
  return ++found->second.value;
}

std::int64_t Record::claims() {
  if (!desk_.claims) desk_.claims = boards_.count({.stages = {Stage::print_ready, Stage::printing}});
  return *desk_.claims;
}

void Record::forget() {
  for (const auto& id : changed_cases_) desk_.applications.erase(id);
  for (const auto& id : changed_parcels_) desk_.parcels.erase(id);
  for (const auto& id : changed_runs_) desk_.runs.erase(id);
  for (const auto& id : changed_bags_) desk_.bags.erase(id);
  for (const auto& id : changed_old_cards_) desk_.old_cards.erase(id);
  for (const auto& id : changed_lists_) desk_.old_card_lists.erase(id);
  if (!changed_cases_.empty()) desk_.claims.reset();
  if (stock_changed_) desk_.stocks.erase(stock_stream());
  for (const auto& counter : drawn_) --desk_.counters.at(counter).value;
}

}  // namespace opak::office
