#include "views/lines.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

#include "core/delivery/delivery.h"
#include "core/oldcard/oldcard.h"
#include "journal/codec.h"

namespace opak::views {
namespace {

constexpr std::size_t lines_a_batch = 500, batches_ahead = 8;

Decoded decoded(const journal::Record& record) {
  const auto as = [&]<class Entry>(std::type_identity<Entry>) -> Decoded { return journal::decode_entry<Entry>(record.fact, record.body); };
  if (record.kind == "application") return as(std::type_identity<application::Entry>());
  if (record.kind == "parcel") return as(std::type_identity<delivery::ParcelEntry>());
  if (record.kind == "run") return as(std::type_identity<delivery::RunEntry>());
  if (record.kind == delivery::BagRoom::kind) return as(std::type_identity<delivery::BagEntry>());
  if (record.kind == oldcard::CardRoom::kind) return as(std::type_identity<oldcard::CardEntry>());
  if (record.kind == oldcard::ListRoom::kind) return as(std::type_identity<oldcard::ListEntry>());
  if (record.kind == "blangko") return as(std::type_identity<blangko::Entry>());
  ensure(record.kind == "opening", "the journal holds a kind of stream that this program does not know");
  return {};
}

// Its thread ends when the book does, when it fails, or when nobody wants more.
class ReaderAhead {
 public:
  explicit ReaderAhead(const std::string& file) : thread_([this, file] { read(file); }) {}
  ~ReaderAhead() {
    {
      std::lock_guard lock(mutex_);
      unwanted_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }
  ReaderAhead(const ReaderAhead&) = delete;

  // Empty: the book has ended. Throws what ended the reading early.
  std::vector<Line> next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !batches_.empty() || ended_; });
    if (batches_.empty()) {
      if (trouble_) std::rethrow_exception(trouble_);
      return {};
    }
    auto batch = std::move(batches_.front());
    batches_.pop_front();
    changed_.notify_all();
    return batch;
  }

 private:
  void read(const std::string& file) {
    std::exception_ptr trouble;
    try {
      auto database = store::Database::open(file, store::Mode::reader);
      if (!database) throw store::StoreFailure(database.error().what, false);
      std::vector<Line> batch;
      bool wanted = true;
      journal::scan(*database, 1, [&](const journal::Record& record) {
        auto entry = decoded(record);
        batch.push_back({record, std::move(entry)});
        if (batch.size() == lines_a_batch) wanted = give(std::exchange(batch, {}));
        return wanted;
      });
      if (!batch.empty()) give(std::move(batch));
    } catch (...) {
      trouble = std::current_exception();
    }
    std::lock_guard lock(mutex_);
    trouble_ = trouble;
    ended_ = true;
    changed_.notify_all();
  }

  bool give(std::vector<Line> batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return batches_.size() < batches_ahead || unwanted_; });
    batches_.push_back(std::move(batch));
    changed_.notify_all();
    return !unwanted_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::vector<Line>> batches_;
  bool ended_ = false, unwanted_ = false;
  std::exception_ptr trouble_;
  std::thread thread_;  // Last: it uses all above.
};

}  // namespace

void each_line(store::Database& database, const std::function<void(const Line&)>& visit) {
  journal::scan(database, 1, [&](const journal::Record& record) {
    visit({record, decoded(record)});
    return true;
  });
}

void each_line_ahead(const std::string& file, const std::function<void(const Line&)>& visit) {
  ReaderAhead reader(file);
  for (auto batch = reader.next(); !batch.empty(); batch = reader.next())
    for (const auto& line : batch) visit(line);
}

}  // namespace opak::views
