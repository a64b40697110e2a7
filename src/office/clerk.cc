#include "office/clerk.h"

#include <pthread.h>

#include <chrono>

#include "base/digest.h"
#include "base/json.h"
#include "base/log.h"
#include "base/process_end.h"
#include "office/line.h"
#include "office/record.h"
#include "views/fold.h"

namespace opak::office {
namespace {

Bytes asked_key(const Asked& asked) { return sha256({asked.actor, ByteView("\0", 1), asked.key}); }

std::string write_words(const Words& words) {
  Json json = Json::array();
  for (const auto& [name, value] : words) json.push(Json::array({Json(name), Json(value)}));
  return json.write();
}

Words read_words(std::string_view text) {
  Words words;
  const auto json = parse_json(text);
  ensure(json.has_value(), "a kept answer is JSON");
  for (const auto& pair : json->items()) words.emplace_back(std::string(pair[std::size_t{0}].text()), std::string(pair[std::size_t{1}].text()));
  return words;
}

void keep_answer(store::Database& database, const Asked& asked, const Done& done, Moment now) {
  if (asked.key.empty()) return;
  database.query("INSERT INTO office_asked (key, words, at) VALUES ($1, $2, $3)").blob(asked_key(asked)).text(write_words(done.words)).number(now.ms).run();
}

constexpr double batch_ms = 30;

const Asked by_the_rule{.actor = "system"};

}  // namespace

std::optional<Answer> answered_before(store::Database& database, const Asked& asked) {
  if (asked.key.empty()) return std::nullopt;
  auto row = database.query("SELECT words FROM office_asked WHERE key = $1").blob(asked_key(asked));
  if (!row.next()) return std::nullopt;
  return Answer{Done{read_words(row.text_at(0))}};
}

void Desk::clear() { *this = Desk{}; }

namespace {

// A table hashes by names that are drawn by chance, so those it begins with are no special ones.
void let_go_of_a_quarter(auto& states, std::size_t most) {
  if (states.size() <= most) return;
  auto it = states.begin();
  for (auto n = states.size() / 4; n > 0; --n) it = states.erase(it);
}

}  // namespace

void Desk::trim() {
  let_go_of_a_quarter(applications, 16'384);
  let_go_of_a_quarter(parcels, 8'192);
  let_go_of_a_quarter(runs, 1'024);
  let_go_of_a_quarter(bags, 256);
  let_go_of_a_quarter(old_cards, 1'024);
  let_go_of_a_quarter(old_card_lists, 16);
  if (stocks.size() > 8) stocks.clear();
  if (counters.size() > 64) counters.clear();
}

Clerk::Clerk(Office& office, store::Database& writer, transparency::PublicLog log, std::function<void(const Committed&)> tell)
    : office_(office), writer_(writer), log_(std::move(log)), tell_(std::move(tell)), head_(journal::read_head(writer_)),
      waiting_(static_cast<std::size_t>(office.settings().waiting_max)) {}

Clerk::~Clerk() { stop(); }

std::string Clerk::verifier_key() const { return log_.vkey().format(); }

void Clerk::start(std::function<void()> after_commit) {
  after_commit_ = std::move(after_commit);
  herald_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "herald");
    herald();
  });
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "clerk");
    loop();
  });
}

void Clerk::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  {
    std::lock_guard lock(told_mutex_);
    no_more_ = true;
    to_tell_.notify_one();
  }
  if (herald_.joinable()) herald_.join();
}

void Clerk::tell_answers(std::vector<Wish> batch) {
  std::lock_guard lock(told_mutex_);
  done_.push_back(std::move(batch));
  if (done_.size() == 1) to_tell_.notify_one();
}

void Clerk::herald() {
  while (true) {
    std::vector<std::vector<Wish>> done;
    {
      std::unique_lock lock(told_mutex_);
      to_tell_.wait(lock, [&] { return no_more_ || !done_.empty(); });
      if (done_.empty()) return;
      done.swap(done_);
    }
    for (auto& batch : done)
      for (auto& wish : batch) wish.later.answer(std::move(*wish.answer));
  }
}

bool Clerk::is_stopped() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

Later<Answer> Clerk::take(const Asked& asked, Work work) {
  Later<Answer> later;
  if (is_stopped()) {
    later.answer(Failure{"the office is closed", "busy"});
    return later;
  }
  if (holds_) {
    held_.push_back({asked, std::move(work), later, {}});
    return later;
  }
  if (!thread_.joinable()) {
    std::vector<Wish> batch;
    batch.push_back({asked, std::move(work), later, {}});
    {
      std::lock_guard lock(inline_mutex_);
      run_batch(batch);
    }
    later.answer(*batch.front().answer);
    return later;
  }
  std::vector<Wish> late;
  {
    std::lock_guard lock(mutex_);
    Wish wish{asked, std::move(work), later, {}};
    if (stopping_) late.push_back(std::move(wish));
    else waiting_.put(std::move(wish), comes_now(), std::chrono::steady_clock::now() - waited_until_now(), late);
    counts_.waiting = static_cast<std::int64_t>(waiting_.size());
    if (waiting_.size() == 1) wake_.notify_one();
  }
  turn_away(late);
  return later;
}

void Clerk::turn_away(std::vector<Wish>& wishes) {
  counts_.busy += static_cast<std::int64_t>(wishes.size());
  for (auto& wish : wishes) wish.later.answer(Failure{"the clerk has too much to do", "busy"});
}

void Clerk::hold() {
  ensure(!thread_.joinable(), "only a clerk without a thread can be held");
  holds_ = true;
}

void Clerk::serve_held() {
  holds_ = false;
  auto batch = std::exchange(held_, {});
  if (batch.empty()) return;
  run_batch(batch);
  for (auto& wish : batch) wish.later.answer(std::move(*wish.answer));
}

void Clerk::loop() {
  while (true) {
    std::vector<Wish> batch, late;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !waiting_.is_empty(); });
      if (waiting_.is_empty()) return;
      // Whoever comes while a batch runs waits for the next one: so none runs for long, however slow the disk makes its end.
      const auto in_time = std::max(16, static_cast<int>(batch_ms / run_ms_));
      batch = waiting_.take(static_cast<std::size_t>(std::max(1, std::min(office_.settings().batch_max, in_time))), std::chrono::steady_clock::now(), late);
      counts_.waiting = static_cast<std::int64_t>(waiting_.size());
    }
    turn_away(late);
    if (batch.empty()) continue;
    run_batch(batch);
    tell_answers(std::move(batch));
    if (after_commit_) after_commit_();
  }
}

void Clerk::fail_all(std::vector<Wish>& batch, const std::string& what) {
  log_error("the batch was taken back", {{"why", what}, {"wishes", batch.size()}});
  for (auto& wish : batch) wish.answer = Failure{what, "Nothing was written. Is the disk full?"};
}

void Clerk::run_batch(std::vector<Wish>& batch) {
  const auto start = std::chrono::steady_clock::now();
  if (auto* copier = office_.settings().copier; copier == nullptr) commit_batch(batch);
  else commit_and_copy(batch, *copier);
  counts_.commits.note(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  for (const auto& wish : batch) ++(done(*wish.answer) ? counts_.done : refused(*wish.answer) ? counts_.refused : counts_.failed);
}

// A batch that may not be there yet was done here and may yet be lost with this disk: nobody is told that it is done. Who asks
// again under the same key hears the same answer once it is there.
void Clerk::commit_and_copy(std::vector<Wish>& batch, store::Copier& copier) {
  constexpr const char* busy = "busy";
  if (!copier.may_write(writer_)) {
    for (auto& wish : batch) wish.answer = Failure{"the second place does not keep up; nothing was written", busy};
    return;
  }
  commit_batch(batch);
  if (copier.committed(writer_)) return;
  for (auto& wish : batch) wish.answer = Failure{"the second place did not confirm in time", busy};
}

void Clerk::commit_batch(std::vector<Wish>& batch) {
  const auto head = head_;
  const auto mark = log_.mark();
  Committed committed;
  try {
    writer_.begin();
    const auto start = std::chrono::steady_clock::now();
    for (auto& wish : batch) run_wish(wish, committed);
    const auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / static_cast<double>(batch.size());
    run_ms_ += (std::max(ms, 0.01) - run_ms_) / 8;
    if (head_.seq != head.seq) views::note_seen(writer_, head_.seq);
    write_counters();
    log_.sign_checkpoint();
    writer_.commit();
    desk_.trim();
  } catch (const std::exception& error) {
    const auto* store_failure = dynamic_cast<const store::StoreFailure*>(&error);
    if (store_failure != nullptr && store_failure->sync_failed) {
      end_process("the disk did not keep what was written");
    }
    try {
      writer_.rollback();
    } catch (const std::exception& again) {
      log_error("the transaction could not be taken back", {{"why", again.what()}});
      end_process("the transaction could not be taken back");
    }
    head_ = head;
    log_.reset(mark);
    desk_.clear();
    fail_all(batch, error.what());
    return;
  }
  if (tell_ && (!committed.cases.empty() || committed.outbox)) tell_(committed);
}

void Clerk::write_counters() {
  for (auto& [name, counter] : desk_.counters) {
    if (counter.value == counter.written) continue;
    writer_.query("INSERT INTO office_counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value").text(name).number(counter.value).run();
    counter.written = counter.value;
  }
}

// One wish in its savepoint. A Bug takes back this wish only; a StoreFailure the whole batch.
void Clerk::run_wish(Wish& wish, Committed& committed) {
  if (auto before = answered_before(writer_, wish.asked)) {
    wish.answer = std::move(before);
    return;
  }
  const ForRequest hand(wish.request);
  const auto head = head_;
  const auto mark = log_.mark();
  const auto now = office_.now();
  Record book(office_, writer_, wish.asked, now, head_, log_, desk_);
  Record others(office_, writer_, by_the_rule, now, head_, log_, desk_);  // Who is served in turn is served by nobody's hand.
  writer_.savepoint();
  try {
    wish.answer = wish.work(book);
    if (const auto* answer = done(*wish.answer)) {
      if (book.line_may_move()) serve_the_line(others);
      keep_answer(writer_, wish.asked, *answer, now);
      writer_.release_savepoint();
      for (const auto* one : {&book, &others}) {
        committed.cases.insert(committed.cases.end(), one->touched_cases().begin(), one->touched_cases().end());
        committed.outbox = committed.outbox || one->wrote_letters();
      }
      return;
    }
  } catch (const Bug& bug) {
    log_error("a wish met a bug", {{"what", bug.what()}});
    wish.answer = Failure{"a bug stopped this", "Please report it; nothing was written."};
  }
  writer_.rollback_savepoint();
  head_ = head;
  log_.reset(mark);
  book.forget();
  others.forget();
}

}  // namespace opak::office
