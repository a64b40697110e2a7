#include "copies/shipper.h"

#include <pthread.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "base/digest.h"
#include "base/log.h"
#include "store/changes.h"

namespace opak::copies {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto last_words = std::chrono::seconds(5);
constexpr auto between_warnings = std::chrono::seconds(60);

}  // namespace

Shipper::Shipper(ShipperSettings settings, Writer writer, Place& place, Files& city, Clock& clock, Chance& chance, std::function<void(std::uint64_t)> deposed)
    : settings_(std::move(settings)), writer_(std::move(writer)), place_(place), city_(city), clock_(clock), chance_(chance), deposed_(std::move(deposed)), log_(settings_.database) {}

Result<void> Shipper::begin(store::Database& writer) {
  commits_ = store::commits_in_log(writer);
  const auto end = log_.end();
  if (!end) return tl::unexpected(end.error());
  mark_ = origin_ = *end;
  const auto verdict = place_.meet(writer_);
  if (!verdict) {
    unreached(verdict.error());
  } else if (verdict->said == Said::deposed) {
    deposed_(verdict->head.epoch);
    return failure("another writer has taken over this city", "Do not start it here again.");
  } else if (verdict->said != Said::taken) {
    return failure("the second place is not this city's: " + verdict->why, "Give each city a place of its own.");
  } else {
    const auto& there = verdict->head;
    // What was committed here before the last end and had not arrived is still in the log, as a rule.
    if (there.epoch == writer_.epoch && there.mark.in_one_log_with(*end) && there.mark.frame < end->frame) {
      auto raw = log_.frames(there.mark.frame, end->frame);
      if (raw && store::read_frames(there.mark, log_.page_size(), *raw)) {
        waiting_bytes_ = static_cast<std::int64_t>(raw->size());
        waiting_.push_back({++handed_, there.mark, log_.page_size(), std::move(*raw), clock_.now(), steady_clock::now(), {}});
        origin_ = there.mark;
      }
    }
    std::lock_guard lock(mutex_);
    agree(there);
    if (lost_) {
      wants_snapshot_ = Why::begin;
      open_snapshot();
    }
  }
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "shipper");
    loop();
  });
  return {};
}

void Shipper::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    copied_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  std::error_code ignored;
  std::filesystem::remove(base_file(), ignored);
}

// ---- The clerk's side.

void Shipper::nudge_with(std::function<void()> nudge) {
  std::lock_guard lock(mutex_);
  nudge_ = std::move(nudge);
}

void Shipper::nudge() {
  std::function<void()> nudge;
  {
    std::lock_guard lock(mutex_);
    nudge = nudge_;
  }
  if (nudge) nudge();
}

void Shipper::paper_kept(const std::string& name) {
  std::lock_guard lock(mutex_);
  papers_.push_back({name, true});
}

void Shipper::paper_removed(const std::string& name) {
  std::lock_guard lock(mutex_);
  papers_.push_back({name, false});
}

// Takes what the log holds beyond the last look. REQUIRES: the lock.
void Shipper::look(store::Database& writer) {
  // Counted before the log is looked at: what comes in between is only read twice.
  const auto commits = store::commits_in_log(writer);
  const auto made = commits - std::exchange(commits_, commits);
  const auto now = log_.begin();
  if (!now) return lose("the write-ahead log cannot be read");
  if (made == 0) return;
  const bool goes_on = now->in_one_log_with(mark_);
  // The log began anew. A single commit made the new one and stands in it; of several, one may have gone with the old one.
  if (!goes_on && (made > 1 || *now == store::LogMark{})) return lose("another program changed the city");
  const auto from = goes_on ? mark_ : *now;
  auto to = static_cast<std::uint32_t>(writer.wal_pages());
  if (made > 1 || !goes_on || to <= from.frame) {
    const auto end = log_.end();
    if (!end || !end->in_one_log_with(*now)) return lose("another program changed the city");
    to = end->frame;
  }
  if (to <= from.frame) return;
  auto raw = log_.frames(from.frame, to);
  if (!raw) return lose("the write-ahead log is shorter than it should be");
  if (raw->size() > settings_.batch_bytes_max) return lose("one commit changed more than a batch may hold");
  waiting_bytes_ += static_cast<std::int64_t>(raw->size());
  if (waiting_bytes_ > settings_.waiting_bytes_max) return lose("too much waited for the second place");
  mark_ = store::mark_of_last(to, log_.page_size(), *raw);
  waiting_.push_back({++handed_, from, log_.page_size(), std::move(*raw), clock_.now(), steady_clock::now(), std::exchange(papers_, {})});
  wake_.notify_all();
}

// REQUIRES: the lock.
void Shipper::lose(const char* why) {
  if (!lost_) log_warning("the second place gets a whole new copy", {{"why", why}});
  lost_ = true;
  ++handed_;  // What was not seen is not copied.
  ++life_;
  waiting_.clear();
  papers_.clear();
  waiting_bytes_ = 0;
  wake_.notify_all();
}

// On the thread that writes, outside a transaction: then it is known which batches the snapshot holds. REQUIRES: the lock.
void Shipper::open_snapshot() {
  if (!wants_snapshot_ || base_) return;
  if (*wants_snapshot_ == Why::begin) {
    const auto end = log_.end();
    if (!end) return;
    mark_ = *end;
    waiting_.clear();
    waiting_bytes_ = 0;
    lost_ = false;
    acked_ = -1;
    ++life_;
  }
  auto opened = store::Database::open(settings_.database, store::Mode::reader);
  if (!opened) return;
  opened->run("BEGIN");
  opened->query("SELECT 1 FROM sqlite_schema LIMIT 1").run();
  base_.emplace();
  base_->why = *wants_snapshot_;
  base_->snapshot.emplace(std::move(*opened));
  base_->n = handed_;
  base_->head = {writer_.city, writer_.epoch, 0, {}, clock_.now(), mark_};
  wants_snapshot_.reset();
  wake_.notify_all();
}

bool Shipper::wait_until_copied(std::unique_lock<std::mutex>& lock, std::int64_t n, int ms) {
  const auto until = steady_clock::now() + milliseconds(ms);
  while (!is_copied(n) && !stopping_) {
    open_snapshot();
    if (copied_.wait_until(lock, until) == std::cv_status::timeout) break;
  }
  return is_copied(n);
}

bool Shipper::may_write(store::Database&) {
  std::unique_lock lock(mutex_);
  open_snapshot();
  return !settings_.after_copy || wait_until_copied(lock, handed_, settings_.patience_ms);
}

bool Shipper::committed(store::Database& writer) {
  std::unique_lock lock(mutex_);
  try {
    look(writer);
  } catch (const std::exception& error) {
    log_error("a commit could not be looked at", {{"why", error.what()}});
    lose("a commit could not be looked at");
  }
  const auto mine = handed_;
  open_snapshot();
  return !settings_.after_copy || wait_until_copied(lock, mine, settings_.answer_ms);
}

bool Shipper::past_is_gone(const std::string& what) {
  std::lock_guard lock(mutex_);
  const auto asked = asked_to_forget_.try_emplace(what, handed_).first;
  if (gone_before_ >= asked->second) {
    asked_to_forget_.erase(asked);
    return true;
  }
  wants_to_forget_ = true;
  wake_.notify_all();
  return false;
}

store::CopyState Shipper::state() const {
  std::lock_guard lock(mutex_);
  auto state = state_;
  state.reached = met_;
  state.waiting_bytes = waiting_bytes_;
  if (!is_copied(handed_)) state.behind_ms = std::max<std::int64_t>(1, std::chrono::duration_cast<milliseconds>(steady_clock::now() - copied_until_).count());
  return state;
}

// ---- The thread's side.

void Shipper::loop() {
  std::optional<Steady> end;
  while (true) {
    bool heart_beats = false;
    {
      std::unique_lock lock(mutex_);
      const auto idle = milliseconds(place_.keeps_history() ? 6 * settings_.heartbeat_ms : settings_.heartbeat_ms);
      heart_beats = !wake_.wait_for(lock, idle, [&] {
        return stopping_ || !met_ || !waiting_.empty() || base_ || (!wants_snapshot_ && (lost_ || wants_to_forget_));
      });
      if (stopping_) {
        if (!end) end = steady_clock::now() + last_words;
        if (waiting_.empty() || lost_ || !met_ || (base_ && base_->why == Why::begin) || steady_clock::now() > *end) return;
      }
    }
    bool went_on = false;
    try {
      if (heart_beats) nudge();  // What another program committed is looked at too.
      went_on = heart_beats ? meet() : step();
    } catch (const std::exception& error) {
      log_error("bringing batches to the second place met a fault", {{"why", error.what()}});
    }
    if (went_on) {
      retry_ms_ = 0;
      continue;
    }
    retry_ms_ = std::clamp(retry_ms_ * 2, settings_.retry_ms, settings_.retry_ms_max);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, milliseconds(retry_ms_), [&] { return stopping_; });
  }
}

bool Shipper::step() {
  if (!met_ && !meet()) return false;
  if (!papers_known_ && !send_all_papers()) return false;
  bool has_base = false, has_items = false, wants_base = false, to_forget = false;
  {
    std::lock_guard lock(mutex_);
    has_base = base_.has_value();
    has_items = !waiting_.empty() && !(base_ && base_->why == Why::begin) && !lost_;
    const bool grown = place_.keeps_history() && since_base_ > std::max(settings_.since_base_bytes, base_bytes_);
    if (!has_base && !wants_snapshot_ && (lost_ || grown)) {
      wants_snapshot_ = lost_ ? Why::begin : Why::renew;
      wants_base = true;
      copied_.notify_all();
    }
    to_forget = wants_to_forget_ && !has_base && !lost_ && !wants_snapshot_;
  }
  if (wants_base) nudge();
  if (has_items && !ship()) return false;
  if (has_base) return step_base();
  return to_forget ? forget() : true;
}

void Shipper::unreached(const Failure& failure) {
  std::lock_guard lock(mutex_);
  met_ = false;
  const auto now = steady_clock::now();
  if (told_unreached_ && now - told_at_ < between_warnings) return;
  told_unreached_ = true;
  told_at_ = now;
  log_warning(settings_.after_copy ? "the second place does not take batches, so nothing is acknowledged" : "the second place does not take batches; what is acknowledged now stands on this disk alone",
              {{"why", failure.what}, {"hint", failure.hint}, {"waiting_bytes", waiting_bytes_}, {"behind_s", std::chrono::duration_cast<std::chrono::seconds>(now - copied_until_).count()}});
}

// True: taken. Else it was said why, and the next step begins with meeting anew.
bool Shipper::accept(const Result<Verdict>& verdict) {
  if (!verdict) {
    unreached(verdict.error());
    return false;
  }
  if (verdict->said == Said::taken) return true;
  if (verdict->said == Said::deposed) {
    log_error("this city was taken over by another writer; nothing more is acknowledged here", {{"epoch", std::to_string(writer_.epoch)}, {"theirs", std::to_string(verdict->head.epoch)}});
    deposed_(verdict->head.epoch);
    std::lock_guard lock(mutex_);
    met_ = false;
    stopping_ = true;
    copied_.notify_all();
    return false;
  }
  unreached({"the second place refuses: " + verdict->why});
  if (verdict->said == Said::unfit) {
    std::lock_guard lock(mutex_);
    lose("the second place has something else than we thought");
  }
  return false;
}

bool Shipper::meet() {
  const auto verdict = place_.meet(writer_);
  if (!accept(verdict)) return false;
  std::lock_guard lock(mutex_);
  if (!agree(verdict->head)) return false;
  if (told_unreached_) log_info("the second place takes batches again");
  told_unreached_ = false;
  return true;
}

// Compares what the place has with what we believe it has. REQUIRES: the lock.
bool Shipper::agree(const store::CopyHead& there) {
  const auto is = [&](const store::CopyHead& head) { return !head.chain.empty() && there.chain == head.chain && there.number == head.number; };
  met_ = true;
  if (!agreed_) {
    agreed_ = true;
    head_ = there;
    offset_ = static_cast<std::int64_t>(there.number);
    // An item 0 stands for what is there.
    if (there.epoch != writer_.epoch || there.chain.empty() || there.mark != origin_) {
      lost_ = true;
      waiting_.clear();
      waiting_bytes_ = 0;
      log_info("the second place gets its first whole copy of this writer");
    }
  } else if (base_ && base_->why == Why::begin && base_->head_is_known && is(base_->head)) {
    base_is_there();
  } else if (is(sent_)) {
    acknowledge();
  } else if (!is(head_)) {
    head_ = there;
    if (!base_ || base_->why != Why::begin) lose("the second place has something else than we thought");
    else base_->head_is_known = false;  // It gets another number.
  }
  sent_ = {};
  if (is_copied(handed_)) copied_until_ = steady_clock::now();
  copied_.notify_all();
  return true;
}

bool Shipper::send_papers(const std::vector<PaperChange>& changes, bool kept) {
  for (const auto& change : changes) {
    if (change.kept != kept) continue;
    if (!kept) {
      if (auto removed = place_.remove_paper(writer_, change.name); !removed) return unreached(removed.error()), false;
      continue;
    }
    const auto bytes = city_.read(change.name);
    if (!bytes) continue;  // Removed since: the removal follows.
    if (auto put = place_.put_paper(writer_, change.name, *bytes); !put) return unreached(put.error()), false;
  }
  return true;
}

// Once when we meet first, and whenever changes may have been missed: names are compared, not bytes, for papers never change.
bool Shipper::send_all_papers() {
  const auto there = place_.papers(writer_);
  if (!there) return unreached(there.error()), false;
  const auto here = city_.list("documents");
  if (!here) {
    log_error("the papers cannot be listed", {{"why", here.error().what}});
    return false;
  }
  const std::set<std::string> those(there->begin(), there->end()), these(here->begin(), here->end());
  std::vector<PaperChange> changes{{"erasures.list", true}};
  for (const auto& name : these)
    if (!those.contains(name) && is_paper(name)) changes.push_back({name, true});
  for (const auto& name : those)
    if (!these.contains(name) && is_paper(name)) changes.push_back({name, false});
  if (!send_papers(changes, true) || !send_papers(changes, false)) return false;
  papers_known_ = true;
  return true;
}

bool Shipper::ship() {
  std::vector<Item> items;
  std::int64_t life = 0;
  {
    std::lock_guard lock(mutex_);
    life = life_;
    for (std::size_t bytes = 0; !waiting_.empty() && (items.empty() || bytes + waiting_.front().raw.size() <= settings_.shipment_bytes); waiting_.pop_front()) {
      bytes += waiting_.front().raw.size();
      items.push_back(std::move(waiting_.front()));
    }
  }
  if (items.empty()) return true;
  Bytes batches;
  auto after = head_;
  std::vector<std::pair<std::int64_t, store::CopyHead>> heads;
  for (const auto& item : items) {
    const auto logged = store::read_frames(item.from, item.page_size, item.raw);
    if (!logged) {
      std::lock_guard lock(mutex_);
      lose("the write-ahead log did not hold what was committed");
      return true;
    }
    store::Batch batch{writer_.epoch, static_cast<std::uint64_t>(item.n + offset_), item.made_at, logged->end, logged->page_size, logged->pages_after, logged->pages, {}};
    after = {writer_.city, writer_.epoch, batch.number, store::append_batch(batches, batch, after.chain), item.made_at, logged->end};
    heads.emplace_back(item.n, after);
  }
  const auto give_back = [&] {
    std::lock_guard lock(mutex_);
    if (life != life_) return;
    for (auto item = items.rbegin(); item != items.rend(); ++item) waiting_.push_front(std::move(*item));
  };
  for (const auto& item : items)
    if (!send_papers(item.papers, true)) return give_back(), false;
  const auto shipment = write_shipment(head_.chain, static_cast<std::uint64_t>(items.front().n + offset_), after, batches);
  {
    std::lock_guard lock(mutex_);
    sent_ = after;
    sent_heads_ = std::move(heads);
    sent_life_ = life;
  }
  const auto verdict = place_.take(writer_, shipment);
  if (!accept(verdict)) return give_back(), false;
  {
    std::lock_guard lock(mutex_);
    since_base_ += static_cast<std::int64_t>(shipment.size());
    for (const auto& item : items)
      if (life == life_) waiting_bytes_ -= static_cast<std::int64_t>(item.raw.size());
    acknowledge();
  }
  for (const auto& item : items)
    if (!send_papers(item.papers, false)) return false;
  return true;
}

// What was sent is there. REQUIRES: the lock.
void Shipper::acknowledge() {
  head_ = sent_;
  const auto last = sent_heads_.empty() ? acked_ : sent_heads_.back().first;
  if (sent_life_ == life_) {
    // Items that were given back after an answer was lost.
    while (!waiting_.empty() && waiting_.front().n <= last) {
      waiting_bytes_ -= static_cast<std::int64_t>(waiting_.front().raw.size());
      waiting_.pop_front();
    }
    acked_ = std::max(acked_, last);
    for (const auto& [n, head] : sent_heads_)
      if (base_ && base_->why == Why::renew && base_->n == n) {
        base_->head = head;
        base_->head_is_known = true;
      }
  }
  state_.batches += static_cast<std::int64_t>(sent_heads_.size());
  sent_ = {};
  sent_heads_.clear();
  copied_until_ = waiting_.empty() ? steady_clock::now() : waiting_.front().at;
  copied_.notify_all();
}

// ---- Whole copies.

bool Shipper::step_base() {
  Base& base = *base_;  // Only this thread ends it.
  if (base.file.empty()) {
    std::filesystem::remove(base_file());
    if (auto copied = base.snapshot->copy_pages_to(base_file()); !copied) {
      log_error("a whole copy could not be made", {{"why", copied.error().what}, {"hint", copied.error().hint}});
      std::lock_guard lock(mutex_);
      if (base.why == Why::begin) lose("a whole copy could not be made");
      base_.reset();
      return false;
    }
    base.snapshot.reset();
    base.file = base_file();
    base.bytes = static_cast<std::int64_t>(std::filesystem::file_size(base.file));
  }
  if (!base.head_is_known) {
    std::lock_guard lock(mutex_);
    if (base.why == Why::begin) {
      base.head.number = head_.number + 1;
      base.head.chain = chance_.bytes(32);
      offset_ = static_cast<std::int64_t>(base.head.number) - base.n;
      base.head_is_known = true;
      base.sent = 0;
      base.parts.clear();
    } else if (acked_ == base.n) {
      base.head = head_;
      base.head_is_known = true;
    } else {
      base.head.number = static_cast<std::uint64_t>(base.n + offset_);
    }
  }
  if (base.sent == base.bytes) return base.head_is_known ? end_base() : true;
  std::ifstream file(base.file, std::ios::binary);
  file.seekg(base.sent);
  Bytes part(static_cast<std::size_t>(std::min<std::int64_t>(base.bytes - base.sent, static_cast<std::int64_t>(settings_.part_bytes))), '\0');
  if (!file.read(part.data(), static_cast<std::streamsize>(part.size()))) return unreached({"the whole copy cannot be read again"}), false;
  if (auto put = place_.add_to_base(writer_, base.head, static_cast<int>(base.parts.size()), part); !put) {
    base.sent = 0;  // From its first part on again.
    base.parts.clear();
    return unreached(put.error()), false;
  }
  base.parts.push_back(to_hex(sha256(part)));
  base.sent += static_cast<std::int64_t>(part.size());
  return true;
}

bool Shipper::end_base() {
  auto& base = *base_;
  {
    std::lock_guard lock(mutex_);
    base.forget_past = std::any_of(asked_to_forget_.begin(), asked_to_forget_.end(), [&](const auto& asked) { return asked.second <= base.n; });
  }
  // A paper may have been kept or removed while nothing was followed.
  if (base.why == Why::begin && !send_all_papers()) return false;
  const auto verdict = place_.end_base(writer_, {base.head, base.bytes, base.parts, base.forget_past});
  if (!accept(verdict)) {
    base.sent = 0;
    base.parts.clear();
    return false;
  }
  std::lock_guard lock(mutex_);
  base_is_there();
  return true;
}

// REQUIRES: the lock.
void Shipper::base_is_there() {
  const auto& base = *base_;
  if (base.why == Why::begin) {
    head_ = base.head;
    acked_ = std::max(acked_, base.n);
    sent_ = {};
  }
  if (base.forget_past || !place_.keeps_history()) gone_before_ = std::max(gone_before_, base.n);
  base_bytes_ = base.bytes;
  since_base_ = 0;
  ++state_.bases;
  log_info("the second place has a whole copy", {{"bytes", base.bytes}, {"number", std::to_string(base.head.number)}});
  std::error_code ignored;
  std::filesystem::remove(base.file, ignored);
  base_.reset();
  copied_until_ = waiting_.empty() ? steady_clock::now() : waiting_.front().at;
  copied_.notify_all();
}

bool Shipper::forget() {
  std::int64_t newest = -1;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [what, n] : asked_to_forget_) newest = std::max(newest, n);
    if (newest <= gone_before_) {
      wants_to_forget_ = false;
      return true;
    }
    if (acked_ < newest) return true;
    if (place_.keeps_history()) wants_snapshot_ = Why::renew;
  }
  if (place_.keeps_history()) {
    nudge();
    return true;
  }
  std::int64_t there = 0;
  {
    std::lock_guard lock(mutex_);
    there = acked_;
  }
  const auto forgot = place_.forget(writer_);
  if (!forgot) return unreached(forgot.error()), false;
  std::lock_guard lock(mutex_);
  gone_before_ = std::max(gone_before_, there);
  return true;
}

}  // namespace opak::copies
