#include "office/wal_mover.h"

#include <pthread.h>

#include <optional>

#include "base/log.h"
#include "base/process_end.h"

namespace opak::office {

bool move_wal(store::Database& database) {
  try {
    return database.checkpoint(false);
  } catch (const store::StoreFailure& failure) {
    if (failure.sync_failed) end_process("the disk did not keep what was moved into the database");
    log_error("the write-ahead log could not be moved; it is tried again", {{"why", failure.what()}});
  } catch (const std::exception& error) {
    log_error("the write-ahead log could not be moved; it is tried again", {{"why", error.what()}});
  }
  return false;
}

WalMover::WalMover(std::string database, store::Database& writer, WalLimits limits)
    : database_(std::move(database)), writer_(writer), limits_(limits) {
  writer_.leave_wal_to_caller();
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "wal mover");
    loop();
  });
}

WalMover::~WalMover() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
}

void WalMover::after_commit() {
  const auto pages = writer_.wal_pages();
  if (pages < limits_.pages_at_most) tried_at_ = 0;
  const bool is_far_behind = pages >= limits_.pages_at_most && pages >= tried_at_ + limits_.pages_to_move;
  if (stage_ == Stage::moved || is_far_behind) {
    tried_at_ = pages;
    (void)move_wal(writer_);  // A reader may hold on to its end; then the log is tried again when it has grown.
    if (stage_ == Stage::moved) stage_ = Stage::resting;
    return;
  }
  if (pages < limits_.pages_to_move || stage_ != Stage::resting) return;
  std::lock_guard lock(mutex_);
  stage_ = Stage::wanted;
  wake_.notify_all();
}

void WalMover::loop() {
  std::optional<store::Database> own;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || stage_ == Stage::wanted; });
      if (stopping_) return;
    }
    if (!own) {
      auto opened = store::Database::open(database_, store::Mode::writer);
      if (opened) own.emplace(std::move(*opened));
      else log_error("the write-ahead log has no mover", {{"why", opened.error().what}});
    }
    if (own) (void)move_wal(*own);
    stage_ = Stage::moved;
  }
}

}  // namespace opak::office
