// What must hold, and the memory it is held against.
#include <algorithm>

#include "base/text.h"
#include "commands/verify_book.h"
#include "intake/conversations.h"
#include "office/clerk.h"
#include "office/outbox.h"
#include "office/own_data.h"
#include "simulation/city.h"
#include "transparency/log.h"
#include "transparency/tree.h"

namespace opak::simulation {
namespace {

bool has_gone(const std::string& state) { return state == "sent" || state == "delivered" || state == "read"; }

std::string disk_name() {
  static int counter = 0;
  return "look" + std::to_string(++counter);
}

// The database of an image as one file, the log moved into it.
Bytes as_one_file(const store::CrashDisk::Image& image) {
  store::CrashDisk disk(disk_name(), 1);
  disk.put(image);
  {
    auto opened = store::Database::open(disk.uri("/data/opak.db"), store::Mode::writer);
    if (!opened || !opened->checkpoint(true)) throw Broken{"a copy of the disk does not open"};
  }
  return disk.seen().at("/data/opak.db");
}

std::string all_rows(const store::CrashDisk::Image& image) {
  store::CrashDisk disk(disk_name(), 1);
  disk.put(image);
  auto opened = store::Database::open(disk.uri("/data/opak.db"), store::Mode::writer);
  if (!opened) return "";
  // The empty tree is signed with the first batch, whatever becomes of it.
  auto all = store::dump_tables(*opened, "");
  if (const auto from = all.find("== tlog_checkpoint\n"); from != std::string::npos) all.erase(from, all.find("== ", from + 3) - from);
  return all;
}

}  // namespace

// What anybody can see now, the world has seen: it must be there for ever.
void City::remember() {
  auto& reader = office_->reader();
  head_ = journal::read_head(reader);
  transparency::PublicLogReader log(reader);
  if (const auto checkpoint = log.latest_checkpoint()) {
    if (!checkpoints_.empty() && checkpoint->size < checkpoints_.rbegin()->first) broken("the checkpoint went back");
    const auto [found, is_new] = checkpoints_.emplace(checkpoint->size, checkpoint->root);
    if (!is_new && found->second != checkpoint->root) broken("the checkpoint forked");
  }
  erasure_unfinished_ = false;
  letters_.clear();
  for (auto rows = reader.query("SELECT id, state, notice, contact FROM office_letter"); rows.next();)
    letters_[rows.number_at(0)] = {rows.string_at(1), rows.string_at(2), rows.string_at(3)};
  papers_.clear();
  for (auto rows = reader.query("SELECT document FROM vault_document"); rows.next();) papers_.insert(rows.string_at(0));
  check_erasures();
}

void City::after_step() {
  try {
    auto& reader = office_->reader();
    check_head(reader);
    const auto letters = letters_;
    remember();
    // Of what was sent nothing waits again, unless WhatsApp itself took it back.
    for (const auto& [id, letter] : letters)
      if (const auto now = letters_.find(id); now != letters_.end() && has_gone(letter.state) && now->second.state == "waiting" && provider_.carried(id) == 0)
        broken("letter " + std::to_string(id) + " waits again and never went out");
  } catch (const std::exception& error) {
    if (!faulty_) broken(std::string("cannot look on a good day: ") + error.what());
  }
}

void City::check_head(store::Database& reader) {
  if (head_.seq == 0) return;
  auto row = reader.query("SELECT hash FROM journal WHERE seq = $1").number(head_.seq);
  if (!row.next()) broken("entry " + std::to_string(head_.seq) + " was acknowledged and is lost");
  if (row.blob_at(0) != head_.hash) broken("entry " + std::to_string(head_.seq) + " was acknowledged and is another now");
}

void City::check_answers(store::Database& reader) {
  for (const auto& one : acknowledged_) {
    if (one.asked.key.empty()) continue;
    const auto kept = office::answered_before(reader, one.asked);
    if (!kept) broken("acknowledged and lost: " + one.what);
    const auto& words = office::done(*kept)->words;
    if (words != one.words && !one.what.starts_with("erase")) broken("another answer is kept than was given: " + one.what);
  }
}

void City::check_letters(store::Database& reader) {
  std::map<std::int64_t, std::string> now;
  for (auto rows = reader.query("SELECT id, state FROM office_letter"); rows.next();) now[rows.number_at(0)] = rows.string_at(1);
  for (const auto& [id, letter] : letters_) {
    const auto found = now.find(id);
    const bool may_be_gone = erasure_unfinished_ || (!in_flight_.empty() && in_flight_.front().what.starts_with("erase"));
    if (found == now.end() && !may_be_gone) broken("letter " + std::to_string(id) + " is lost");
    if (found != now.end() && has_gone(letter.state) && found->second == "waiting" && provider_.carried(id) == 0) broken("letter " + std::to_string(id) + " forgot that it was sent");
  }
}

// Every tree that was ever shown is the beginning of today's.
void City::check_checkpoints(store::Database& reader) {
  transparency::PublicLogReader log(reader);
  const auto latest = log.latest_checkpoint();
  if (checkpoints_.empty()) return;
  if (!latest || latest->size < checkpoints_.rbegin()->first) broken("the checkpoint went back");
  transparency::Frontier frontier;
  auto rows = reader.query("SELECT bytes FROM tlog_leaf ORDER BY n");
  for (const auto& [size, root] : checkpoints_) {
    while (frontier.size() < size) {
      if (!rows.next()) broken("the public log is shorter than a checkpoint that was shown");
      frontier.append(transparency::leaf_hash(rows.blob_at(0)));
    }
    if (frontier.root() != root) broken("the public log forked from the checkpoint of size " + std::to_string(size));
  }
}

void City::check_papers(store::Database& reader) {
  std::vector<std::pair<std::string, std::string>> papers;
  for (auto rows = reader.query("SELECT document, subject FROM vault_document"); rows.next();) papers.emplace_back(rows.string_at(0), rows.string_at(1));
  for (const auto& [document, subject] : papers)
    if (!office::open_own_document(*office_, reader, subject, document)) broken("paper " + document + " is counted and does not open");
}

// Who once stood on the erasure list stands there for ever.
void City::check_erasures() {
  const auto list = files_.read("erasures.list");
  std::set<std::string> now;
  if (list)
    for (const auto& line : split(*list, '\n'))
      if (const auto words = split(line, ' '); words.size() >= 2) now.insert(std::string(words[1]));
  if (!list && faulty_) return;
  for (const auto& subject : listed_)
    if (!now.contains(subject)) broken("somebody vanished from the list of erasures");
  for (const auto& subject : erased_)
    if (!now.contains(subject)) broken("somebody was told that they are erased and stands on no list");
  listed_ = std::move(now);
}

// All the program's own counting, on a copy of what the machine sees.
void City::check_book() {
  store::CrashDisk copy(disk_name(), 1);
  copy.put(disk_.seen());
  auto database = store::Database::open(copy.uri("/data/opak.db"), store::Mode::writer);
  if (!database) broken("a copy of the disk does not open: " + database.error().what);
  const auto report = commands::verify_book(*database, office_->vault());
  if (!report.faults.empty()) broken(report.faults.front());
}

// Nothing of the wish that was under way was kept: then the book is what it was before, byte for byte.
void City::check_nothing_half_done() {
  if (!shadow_ || !one_commit_in_flight_ || in_flight_.empty()) return;
  for (const auto& one : in_flight_)
    if (office::answered_before(office_->reader(), one.asked)) return;
  const auto shadow = as_one_file(*shadow_), now = as_one_file(disk_.seen());
  // A wish that was refused leaves its mark on a page's counters and nowhere else.
  if (shadow == now) return;
  const auto before = all_rows(*shadow_), after = all_rows(disk_.seen());
  if (before == after) return;
  const auto differs = std::mismatch(before.begin(), before.end(), after.begin(), after.end()).second;
  const auto from = after.rfind('\n', static_cast<std::size_t>(differs - after.begin()));
  broken("neither done nor undone: " + in_flight_.front().what + ", near " + after.substr(from + 1, 80));
}

void City::check_recovered() {
  auto& reader = office_->reader();
  check_head(reader);
  check_answers(reader);
  check_letters(reader);
  check_checkpoints(reader);
  check_papers(reader);
  check_erasures();
  check_nothing_half_done();
  if (dice_.hits(40)) check_book();
  remember();
}

// One line of talk for each message that was taken in, however often it came.
void City::check_talks(store::Database& reader) {
  std::map<std::string, int> messages;
  for (const auto& knock : knocks_)
    if (knock.is_message && knock.is_acknowledged) ++messages[knock.phone];
  for (const auto& [phone, count] : messages) {
    const auto contact = office::find_contact(*office_, reader, Personal<std::string>(phone));
    if (!contact) {
      if (listed_.empty()) broken("somebody wrote and nobody knows them");
      continue;
    }
    auto row = reader.query("SELECT count(*) FROM intake_line WHERE contact = $1 AND side = 'resident'").text(*contact);
    row.next();
    if (row.number_at(0) != count && listed_.empty())
      broken("a person said " + std::to_string(count) + " things and " + std::to_string(row.number_at(0)) + " stand in the talk");
  }
}

void City::check_in_the_end() {
  auto& reader = office_->reader();
  check_head(reader);
  check_answers(reader);
  check_checkpoints(reader);
  check_papers(reader);
  check_book();
  check_talks(reader);
  for (const auto& [id, letter] : letters_)
    if (has_gone(letter.state) && provider_.carried(id) == 0) broken("letter " + std::to_string(id) + " counts as sent and never went out");
  journal::scan(reader, 1, [&](const journal::Record& record) {
    ++tally_.facts[record.fact];
    return true;
  });
}

}  // namespace opak::simulation
