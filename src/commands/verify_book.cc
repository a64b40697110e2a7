#include "commands/verify_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "journal/codec.h"
#include "journal/journal.h"
#include "office/leaves.h"
#include "office/own_data.h"
#include "transparency/audit.h"
#include "transparency/leaf.h"
#include "views/boards.h"
#include "views/fold.h"

namespace opak::commands {
namespace {

// The first line where two texts part.
std::string first_difference(const std::string& a, const std::string& b) {
  std::size_t i = 0, line_begin = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) {
    if (a[i] == '\n') line_begin = i + 1;
    ++i;
  }
  // The table and the key are enough to look; the rest may hold what belongs in no diary.
  const auto line = a.substr(line_begin, 40);
  return line.substr(0, line.find('\n'));
}

class Verifier {
 public:
  Verifier(store::Database& copy, const vault::Vault& vault) : copy_(copy), vault_(vault) {}

  BookReport run() {
    chain();
    log();
    worklists();
    every_leaf_has_its_entry();
    every_serial_has_its_place();
    every_old_card_was_followed();
    erasures();
    return report_;
  }

 private:
  void fault(std::string what) { report_.faults.push_back(std::move(what)); }

  void chain() {
    report_.entries = journal::read_head(copy_).seq;
    if (const auto seq = journal::first_fault(copy_)) fault(fmt::format("the book: entry {} does not follow from the one before", *seq));
  }

  void log() {
    auto row = copy_.query("SELECT vkey FROM tlog_identity");
    if (!row.next()) {
      if (report_.entries > 0) fault("the public log: it has no identity");
      return;
    }
    const auto vkey = transparency::Vkey::parse(row.text_at(0));
    row.next();
    if (!vkey) return fault("the public log: its verifier key cannot be read");
    const auto ours = transparency::SigningKey(vkey->name, vault_.log_secret_key()).vkey();
    if (!(ours == *vkey)) fault("the public log: it was begun with another key than the one in the key file");
    const auto audit = transparency::audit(copy_, *vkey);
    report_.leaves = static_cast<std::int64_t>(audit.leaves);
    report_.checkpoints = static_cast<std::int64_t>(audit.checkpoints);
    if (audit.fault) fault("the public log: " + *audit.fault);
  }

  void worklists() {
    const bool was_behind = views::is_behind(copy_);
    if (auto migrated = store::migrate(copy_, "main"); !migrated) return fault("the worklists: " + migrated.error().what);
    const bool from_an_older_program = !was_behind && views::is_behind(copy_);
    const auto live = views::dump(copy_);
    if (const auto rebuilt = views::rebuild(copy_); !rebuilt) return fault("the worklists: " + rebuilt.error().what);
    const auto folded = views::dump(copy_);
    if (live != folded && !from_an_older_program) fault("the worklists are not what the book says, near: " + first_difference(folded, live) + " (`opak rebuild` mends it)");
  }

  // Every public fact has one leaf that says it and is bound to it; no leaf stands alone.
  void every_leaf_has_its_entry() {
    std::unordered_map<std::string, application::State> cases;
    std::unordered_map<std::string, std::string> parcel_marks;
    std::int64_t public_entries = 0;
    journal::scan(copy_, 1, [&](const journal::Record& record) {
      if (record.kind == "parcel") {
        const auto entry = journal::decode_entry<delivery::ParcelEntry>(record.fact, record.body);
        if (const auto* packed = std::get_if<delivery::Packed>(&entry)) parcel_marks[record.stream] = packed->mark;
      }
      if (record.kind == "application") {
        const auto entry = journal::decode_entry<application::Entry>(record.fact, record.body);
        auto& state = cases[record.stream];
        application::apply(state, entry, record.at);
        if (const auto fact = office::public_fact(state, entry)) {
          ++public_entries;
          check_leaf(record, *fact, state, fact->on_delivery && !state.parcel.empty() ? parcel_marks[state.parcel] : state.mark);
        } else {
          check_no_leaf(record);
        }
      } else if (record.kind == "blangko") {
        const auto fact = office::public_fact(journal::decode_entry<blangko::Entry>(record.fact, record.body));
        public_entries += fact ? 1 : 0;
        fact ? check_leaf(record, *fact, std::nullopt, {}) : check_no_leaf(record);
      } else {
        check_no_leaf(record);
      }
      return report_.faults.size() < 20;
    });
    auto row = copy_.query("SELECT (SELECT count(*) FROM tlog_leaf), (SELECT count(*) FROM office_leaf)");
    row.next();
    if (row.number_at(0) != public_entries || row.number_at(1) != public_entries)
      fault(fmt::format("the public log holds {} leaves for {} public entries", row.number_at(0), public_entries));
  }

  void check_no_leaf(const journal::Record& record) {
    if (copy_.query("SELECT 1 FROM office_leaf WHERE seq = $1").number(record.seq).next())
      fault(fmt::format("entry {} is not public, but has a leaf", record.seq));
  }

  void check_leaf(const journal::Record& record, const office::PublicFact& fact, const std::optional<application::State>& state, const std::string& mark) {
    auto row = copy_.query("SELECT l.n, l.bytes FROM office_leaf o JOIN tlog_leaf l ON l.n = o.leaf WHERE o.seq = $1").number(record.seq);
    if (!row.next()) return fault(fmt::format("entry {} is public, but has no leaf", record.seq));
    const auto n = row.number_at(0);
    const auto leaf = transparency::parse_leaf(row.blob_at(1));
    row.next();
    if (!leaf) return fault(fmt::format("leaf {} cannot be read", n));
    // Which broad word a reason became is as it was on that day; later versions may choose a better one.
    if (leaf->parts.fact != fact.fact || leaf->parts.reason.has_value() != fact.reason.has_value() || (!mark.empty() && leaf->parts.mark.text() != mark))
      return fault(fmt::format("leaf {} says something else than entry {}", n, record.seq));
    const auto salt = salt_of(record, state);
    if (!salt) {
      ++report_.erased;
      return;
    }
    if (!leaf->parts.commitment.opens_with(*salt, record.body)) fault(fmt::format("leaf {} is not bound to entry {}", n, record.seq));
  }

  // None: the person was erased, and the salt went with the key.
  std::optional<Bytes> salt_of(const journal::Record& record, const std::optional<application::State>& state) {
    const auto entry = record.stream + "/" + std::to_string(record.version);
    if (!state || state->person.empty()) return vault_.blind("leaf_salt", Personal<std::string>(entry));
    const auto key = vault_.find_key(copy_, state->person);
    if (!key) return std::nullopt;
    return vault_.leaf_salt(*key, entry);
  }

  // Every serial that ever came in a box is held at one place, or has left the house with a fate.
  void every_serial_has_its_place() {
    std::map<std::string, std::string> newest;  // Each office's stream that was written last.
    std::unordered_map<std::string, blangko::State> days;
    std::vector<std::pair<blangko::Serial, blangko::Serial>> boxes;
    journal::scan(copy_, 1, [&](const journal::Record& record) {
      if (record.kind != "blangko") return true;
      const auto entry = journal::decode_entry<blangko::Entry>(record.fact, record.body);
      const auto office = record.stream.substr(0, record.stream.find('/'));
      auto& last = newest[office];
      if (last != record.stream && std::holds_alternative<blangko::DayOpened>(entry) && !last.empty()) {
        check_carried(record, std::get<blangko::DayOpened>(entry), days[last]);
        days.erase(last);
      }
      last = record.stream;
      auto& day = days[record.stream];
      if (day.version == 0 && record.version > 1) day = the_day_before(record);
      check_second_person(record, entry, day);
      blangko::apply(day, entry, record.at);
      if (const auto* box = std::get_if<blangko::BoxReceived>(&entry)) boxes.emplace_back(*blangko::parse_serial(box->first), *blangko::parse_serial(box->last));
      return true;
    });
    std::map<std::string, std::string> place;  // Serial -> where it is held.
    for (const auto& [office, stream] : newest)
      for (const auto& holding : days[stream].holdings)
        for (auto serial = holding.first; serial.number <= holding.last.number; ++serial.number)
          if (!place.emplace(serial.text(), holding.place).second) fault("blangko " + serial.text() + " stands at two places");
    check_fates(place);
    every_card_is_where_its_parcel_says(place);
    for (const auto& [first, last] : boxes)
      for (auto serial = first; serial.number <= last.number; ++serial.number, ++report_.serials) {
        const auto text = serial.text();
        const bool held = place.erase(text) > 0;
        const auto fate = fate_of(text);
        const bool gone = fate == "delivered" || fate == "destroyed";
        if (held == gone) fault("blangko " + text + (held ? " is held, but its fate is " + fate : " is nowhere"));
        if (report_.faults.size() >= 20) return;
      }
    if (!place.empty()) fault("blangko " + place.begin()->first + " came in no box");
  }

  // The envelope's story and the stock book name the same person's bag or the same drawer; and a bag was counted by two.
  void every_card_is_where_its_parcel_says(const std::map<std::string, std::string>& place) {
    using delivery::ParcelStage;
    std::unordered_map<std::string, delivery::ParcelState> parcels;
    std::unordered_map<std::string, delivery::BagState> bags;
    journal::scan(copy_, 1, [&](const journal::Record& record) {
      if (record.kind == delivery::ParcelRoom::kind) {
        auto& parcel = parcels[record.stream];
        delivery::apply(parcel, journal::decode_entry<delivery::ParcelEntry>(record.fact, record.body), record.at);
        if (parcel.stage == ParcelStage::handed_over || parcel.stage == ParcelStage::voided) parcels.erase(record.stream);
      } else if (record.kind == delivery::BagRoom::kind) {
        const auto entry = journal::decode_entry<delivery::BagEntry>(record.fact, record.body);
        auto& bag = bags[record.stream];
        if (const auto* e = std::get_if<delivery::BagReceived>(&entry); e != nullptr && (e->by == bag.carrier || record.actor != e->by || e->counted != static_cast<int>(bag.parcels.size())))
          fault(fmt::format("entry {}: a bag was received by who carried it, or counted otherwise", record.seq));
        delivery::apply(bag, entry, record.at);
        if (bag.stage == delivery::BagStage::received) bags.erase(record.stream);
      }
      return report_.faults.size() < 20;
    });
    for (const auto& [id, parcel] : parcels) {
      const bool out = parcel.stage == ParcelStage::loaded || parcel.stage == ParcelStage::not_handed_over;
      const auto said = out ? "bag/" + parcel.run : parcel.stage == ParcelStage::in_bag ? "bag/" + parcel.bag : parcel.stage == ParcelStage::at_counter ? "drawer/" + parcel.counter : "case/" + parcel.application;
      const auto found = place.find(parcel.serial);
      if (found == place.end() || found->second != said) fault("blangko " + parcel.serial + " is not where its envelope is: " + said.substr(0, said.find('/')));
      if (parcel.stage == ParcelStage::in_bag && !bags.contains(parcel.bag)) fault("blangko " + parcel.serial + " is in a bag that nobody carries");
      if (report_.faults.size() >= 20) return;
    }
  }

  // What was taken is with somebody, in a drawer or destroyed; who witnessed is who signed in, and what two destroyed stood on their list.
  void every_old_card_was_followed() {
    std::unordered_map<std::string, oldcard::ListState> lists;
    std::unordered_map<std::string, int> counted_in;  // By run.
    std::unordered_map<std::string, std::string> run_of;
    journal::scan(copy_, 1, [&](const journal::Record& record) {
      const auto alone = [&](const std::string& by, const std::string& witness) {
        if (witness.empty() || witness == by || record.actor != witness) fault(fmt::format("entry {}: its second person did not confirm what was counted", record.seq));
      };
      if (record.kind == oldcard::ListRoom::kind) {
        const auto entry = journal::decode_entry<oldcard::ListEntry>(record.fact, record.body);
        if (const auto* e = std::get_if<oldcard::ListConfirmed>(&entry)) alone(e->by, e->witness);
        oldcard::apply(lists[record.stream], entry, record.at);
      } else if (record.kind == oldcard::CardRoom::kind) {
        const auto entry = journal::decode_entry<oldcard::CardEntry>(record.fact, record.body);
        if (const auto* e = std::get_if<oldcard::Taken>(&entry)) run_of[record.stream] = e->run;
        if (const auto* e = std::get_if<oldcard::PutInBag>(&entry)) run_of[record.stream] = e->bag;
        if (const auto* e = std::get_if<oldcard::PutInDrawer>(&entry); e != nullptr && !run_of[record.stream].empty()) {
          alone(e->by, e->witness);
          ++counted_in[run_of[record.stream]];
        }
        if (const auto* e = std::get_if<oldcard::Destroyed>(&entry)) {
          alone(e->by, e->witness);
          const auto& list = lists[e->list];
          if (list.stage != oldcard::ListStage::destroyed || std::find(list.cards.begin(), list.cards.end(), record.stream) == list.cards.end())
            fault(fmt::format("entry {}: an old card was destroyed that stood on no list of two", record.seq));
        }
      }
      return report_.faults.size() < 20;
    });
    journal::scan(copy_, 1, [&](const journal::Record& record) {
      if (record.fact != delivery::RunClosed::fact) return true;
      const auto closed = journal::decode<delivery::RunClosed>(record.body);
      if (closed.old_cards >= 0 && closed.old_cards != counted_in[record.stream]) fault(fmt::format("entry {}: {} old cards were counted and {} came into the drawer", record.seq, closed.old_cards, counted_in[record.stream]));
      return report_.faults.size() < 20;
    });
  }

  void erasures() {
    if (!copy_.query("SELECT 1 FROM sqlite_schema WHERE name = 'office_erasure'").next()) return;  // Written by an older version.
    report_.erasures_unfinished = office::erasures_unfinished(copy_);
  }

  // Who confirmed is who signed in, is not who asked, and confirmed exactly what had been asked.
  void check_second_person(const journal::Record& record, const blangko::Entry& entry, const blangko::State& day) {
    const auto check = [&](const std::string& asked, const std::string& by, const std::string& witness, auto is_the_same) {
      if (asked.empty()) return;  // Written before there was a second screen.
      const auto* ask = day.find_ask(asked);
      if (ask == nullptr || ask->by != by || witness == by || record.actor != witness || !is_the_same(*ask))
        fault(fmt::format("entry {}: its second person did not confirm what was asked", record.seq));
    };
    std::visit(core::Overloaded{[&](const blangko::BoxReceived& e) { check(e.asked, e.by, e.witness, [&](const auto& ask) { return ask.letter == e.letter && ask.first == e.first && ask.last == e.last; }); },
                                [&](const blangko::Destroyed& e) { check(e.asked, e.by, e.witness, [&](const auto& ask) { return ask.serials == e.serials; }); },
                                [&](const blangko::DayClosed& e) { check(e.asked, e.by, e.witness, [&](const auto& ask) { return ask.counted == e.counted && ask.expected == e.expected && ask.explanation == e.explanation; }); },
                                [](const auto&) {}},
               entry);
  }

  // A day that was let go and is written to once more (a clock went back): folded again up to this entry.
  blangko::State the_day_before(const journal::Record& record) {
    blangko::State day;
    for (const auto& line : journal::read_stream(copy_, record.kind, record.stream)) {
      if (line.seq >= record.seq) break;
      blangko::apply(day, journal::decode_entry<blangko::Entry>(line.fact, line.body), line.at);
    }
    return day;
  }

  void check_carried(const journal::Record& record, const blangko::DayOpened& opened, const blangko::State& evening) {
    if (opened.holdings != evening.carried()) fault(fmt::format("entry {}: the day does not begin with what the day before held", record.seq));
  }

  // The guard's table and the holdings say the same of every serial that was used.
  void check_fates(const std::map<std::string, std::string>& place) {
    for (auto rows = copy_.query("SELECT serial, fate, application FROM office_serial"); rows.next();) {
      const auto found = place.find(rows.string_at(0));
      const auto where = found == place.end() ? std::string() : found->second;
      const auto fate = rows.string_at(1);
      const bool right = fate == "printed"   ? where == "case/" + rows.string_at(2) || where.starts_with("bag/") || where.starts_with("drawer/")
                         : fate == "spoiled" ? where == "spoiled"
                                             : where.empty();
      if (!right) fault("blangko " + rows.string_at(0) + ": its fate is " + fate + ", but it is " + (where.empty() ? "not held" : "at " + where.substr(0, where.find('/'))));
    }
    for (const auto& [serial, where] : place)
      if ((where.starts_with("case/") || where.starts_with("bag/") || where.starts_with("drawer/") || where == "spoiled") && fate_of(serial).empty())
        fault("blangko " + serial + " was used, but the guard does not know it");
  }

  std::string fate_of(const std::string& serial) {
    auto row = copy_.query("SELECT fate FROM office_serial WHERE serial = $1").text(serial);
    return row.next() ? row.string_at(0) : std::string();
  }

  store::Database& copy_;
  const vault::Vault& vault_;
  BookReport report_;
};

}  // namespace

BookReport verify_book(store::Database& copy, const vault::Vault& vault) { return Verifier(copy, vault).run(); }

}  // namespace opak::commands
