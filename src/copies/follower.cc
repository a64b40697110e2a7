#include "copies/follower.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/digest.h"
#include "base/log.h"

namespace opak::copies {
namespace {

constexpr std::int64_t log_bytes_max = 64 << 20;  // Then the database is synced and the log begins anew.

std::string reason() { return std::strerror(errno); }

Result<void> write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const auto wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return failure("the copy cannot be written: " + reason(), "Is the disk full?");
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Result<void> sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  if (!synced) return failure("a folder cannot be synced: " + reason());
  return {};
}

}  // namespace

Result<std::unique_ptr<Follower>> Follower::open(const std::string& folder) {
  auto follower = std::unique_ptr<Follower>(new Follower(folder));
  if (auto begun = follower->begin(); !begun) return tl::unexpected(begun.error());
  return follower;
}

Follower::~Follower() {
  if (log_ >= 0) ::close(log_);
  if (base_ >= 0) ::close(base_);
}

Result<void> Follower::begin() {
  auto role = read_role(files_);
  if (!role) return tl::unexpected(role.error());
  if (role->part == Part::alone && !std::filesystem::exists(database())) {
    role->part = Part::follower;
    if (auto written = write_role(files_, *role); !written) return written;
  }
  if (role->part != Part::follower) return failure(folder_ + " holds a city of its own and cannot follow another", "Give the follower an empty folder.");
  role_ = *role;
  log_ = ::open((folder_ + "/follow.log").c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_ < 0) return failure("the follower's log does not open: " + reason());
  if (auto synced = sync_folder(folder_); !synced) return synced;
  if (role_.base_pending)
    if (auto finished = finish_base(); !finished) return finished;
  head_ = seen_ = role_.applied;
  if (head_.number == 0) return {};
  auto followed = store::FollowedDatabase::open(database());
  if (!followed) return tl::unexpected(followed.error());
  followed_.emplace(std::move(*followed));
  return replay();
}

Result<void> Follower::replay() {
  const auto bytes = files_.read("follow.log");
  if (!bytes) return tl::unexpected(bytes.error());
  ByteView rest = *bytes;
  while (!rest.empty()) {
    const auto before = rest;
    const auto shipment = take_shipment(rest);
    if (!shipment) {
      // The end of a write that nobody acknowledged; what is altered with more behind it was.
      if (shipment.error() == store::BatchFault::altered) return failure("the follower's log is altered", "Empty the folder and let it follow anew.");
      log_was_torn_ = true;
      log_warning("the end of the follower's log was cut off and is dropped", {{"bytes", before.size()}});
      if (::ftruncate(log_, static_cast<off_t>(bytes->size() - before.size())) != 0 || ::fsync(log_) != 0) return failure("the follower's log cannot be cut: " + reason());
      break;
    }
    log_bytes_ += static_cast<std::int64_t>(before.size() - rest.size());
    if (shipment->after.number <= role_.applied.number) continue;  // Of before the last sync.
    if (shipment->chain_before != head_.chain || shipment->first != head_.number + 1) return failure("the follower's log has a gap", "Empty the folder and let it follow anew.");
    if (auto applied = apply(*shipment); !applied) return applied;
    head_ = shipment->after;
  }
  return {};
}

// Each step can be done again: the new file is whole and synced before the state says so.
Result<void> Follower::finish_base() {
  followed_.reset();
  waiting_.clear();
  if (std::filesystem::exists(folder_ + "/follow.base") && std::rename((folder_ + "/follow.base").c_str(), database().c_str()) != 0)
    return failure("the whole copy cannot take its place: " + reason());
  if (auto synced = sync_folder(folder_); !synced) return synced;
  if (auto emptied = empty_log(); !emptied) return emptied;
  role_.base_pending = false;
  if (auto written = write_role(files_, role_); !written) return written;
  auto followed = store::FollowedDatabase::open(database());
  if (!followed) return tl::unexpected(followed.error());
  followed_.emplace(std::move(*followed));
  head_ = role_.applied;
  {
    std::lock_guard lock(seen_mutex_);
    seen_ = head_;
  }
  ++database_changes_;
  if (listener_) listener_();
  return {};
}

Result<void> Follower::empty_log() {
  if (::ftruncate(log_, 0) != 0 || ::fsync(log_) != 0) return failure("the follower's log cannot be emptied: " + reason());
  log_bytes_ = 0;
  return {};
}

std::optional<Verdict> Follower::refused(const Writer& writer) const {
  store::CopyHead head = head_;
  head.city = role_.city;
  head.epoch = role_.epoch;
  if (!role_.city.empty() && role_.city != writer.city) return Verdict{Said::foreign, head, "another city's copy lies there"};
  if (role_.epoch > writer.epoch) return Verdict{Said::deposed, head, "another writer has taken over"};
  return std::nullopt;
}

Result<Verdict> Follower::meet(const Writer& writer) {
  std::lock_guard lock(mutex_);
  if (auto no = refused(writer)) return *no;
  if (role_.city != writer.city || role_.epoch != writer.epoch) {
    role_.city = writer.city;
    role_.epoch = writer.epoch;
    if (auto written = write_role(files_, role_); !written) return tl::unexpected(written.error());
  }
  return Verdict{Said::taken, head_};
}

Result<Verdict> Follower::take(const Writer& writer, ByteView bytes) {
  if (auto applied = apply_waiting(); !applied) return tl::unexpected(applied.error());
  std::lock_guard lock(mutex_);
  if (auto no = refused(writer)) return *no;
  auto view = bytes;
  const auto shipment = take_shipment(view);
  if (!shipment || !view.empty() || shipment->after.epoch != role_.epoch || shipment->after.city != role_.city) return Verdict{Said::unfit, head_, "the shipment is not whole"};
  if (!followed_ || shipment->chain_before != head_.chain || shipment->first != head_.number + 1) return Verdict{Said::unfit, head_, "it does not follow what is there"};
  auto kept = write_all(log_, bytes);
  if (kept && ::fdatasync(log_) != 0) kept = failure("the follower's log cannot be synced: " + reason());
  if (!kept) {
    // What was put down of it must not stand before what comes next.
    if (::ftruncate(log_, log_bytes_) != 0) return failure("the follower's log cannot be mended: " + reason());
    return tl::unexpected(kept.error());
  }
  log_bytes_ += static_cast<std::int64_t>(bytes.size());
  head_ = shipment->after;
  waiting_.emplace_back(bytes);
  return Verdict{Said::taken, head_};
}

Result<void> Follower::apply(const Shipment& shipment) {
  for (const auto& batch : shipment.batches)
    if (auto applied = followed_->apply(batch); !applied) return applied;
  {
    std::lock_guard lock(seen_mutex_);
    seen_ = shipment.after;
  }
  if (listener_) listener_();
  return {};
}

Result<void> Follower::apply_waiting() {
  std::lock_guard lock(mutex_);
  while (!waiting_.empty()) {
    ByteView view = waiting_.front();
    const auto shipment = take_shipment(view);
    ensure(shipment.has_value(), "what was taken can be read");
    if (auto applied = apply(*shipment); !applied) return applied;
    waiting_.pop_front();
  }
  if (log_bytes_ <= log_bytes_max) return {};
  if (auto synced = followed_->sync(); !synced) return synced;
  role_.applied = head_;
  if (auto written = write_role(files_, role_); !written) return written;
  return empty_log();
}

Result<void> Follower::settle() {
  if (auto applied = apply_waiting(); !applied) return applied;
  std::lock_guard lock(mutex_);
  if (!followed_) return {};
  if (auto synced = followed_->sync(); !synced) return synced;
  role_.applied = head_;
  if (auto written = write_role(files_, role_); !written) return written;
  return empty_log();
}

Result<void> Follower::add_to_base(const Writer& writer, const store::CopyHead&, int part, ByteView bytes) {
  std::lock_guard lock(mutex_);
  if (refused(writer)) return failure("this writer may not write here");
  if (part == 0) {
    if (base_ >= 0) ::close(base_);
    base_ = ::open((folder_ + "/follow.base").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    base_parts_.clear();
    if (base_ < 0) return failure("a whole copy cannot be made here: " + reason());
  }
  if (base_ < 0 || part != static_cast<int>(base_parts_.size())) return failure("a part of a whole copy is missing");
  if (auto written = write_all(base_, bytes); !written) return written;
  base_parts_.push_back(to_hex(sha256(bytes)));
  return {};
}

Result<Verdict> Follower::end_base(const Writer& writer, const BaseEnd& end) {
  std::lock_guard lock(mutex_);
  if (auto no = refused(writer)) return *no;
  if (end.head.city != role_.city || end.head.epoch != role_.epoch || end.head.number <= head_.number) return Verdict{Said::unfit, head_, "the whole copy is not this city's newest"};
  if (base_ < 0 || base_parts_ != end.parts) return Verdict{Said::unfit, head_, "the whole copy did not arrive as it was sent"};
  struct stat about = {};
  if (::fstat(base_, &about) != 0 || about.st_size != end.bytes) return Verdict{Said::unfit, head_, "the whole copy has another size"};
  const bool synced = ::fsync(base_) == 0;
  ::close(std::exchange(base_, -1));
  if (!synced) return failure("the whole copy cannot be synced: " + reason());
  if (auto made = store::make_followed(folder_ + "/follow.base"); !made) return tl::unexpected(made.error());
  role_.applied = end.head;
  role_.base_pending = true;
  if (auto written = write_role(files_, role_); !written) return tl::unexpected(written.error());
  if (auto finished = finish_base(); !finished) return tl::unexpected(finished.error());
  return Verdict{Said::taken, head_};
}

Result<std::vector<std::string>> Follower::papers(const Writer&) { return files_.list("documents"); }

Result<void> Follower::put_paper(const Writer& writer, const std::string& name, ByteView bytes) {
  std::lock_guard lock(mutex_);
  if (refused(writer)) return failure("this writer may not write here");
  if (!is_paper(name)) return failure("this is no name of a paper");
  return files_.write_durable(name, bytes);
}

Result<void> Follower::remove_paper(const Writer& writer, const std::string& name) {
  std::lock_guard lock(mutex_);
  if (refused(writer)) return failure("this writer may not write here");
  if (!is_paper(name)) return failure("this is no name of a paper");
  return files_.remove(name);
}

Result<void> Follower::forget(const Writer& writer) {
  {
    std::lock_guard lock(mutex_);
    if (refused(writer)) return failure("this writer may not write here");
  }
  return settle();
}

store::CopyHead Follower::applied() const {
  std::lock_guard lock(seen_mutex_);
  return seen_;
}

}  // namespace opak::copies
