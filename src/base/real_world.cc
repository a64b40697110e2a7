#include "base/real_world.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>

namespace opak {
namespace {

std::string reason() { return std::strerror(errno); }

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '/' && name.find("..") == std::string::npos && name.find('\0') == std::string::npos;
}

Result<void> sync_folder(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failure("cannot open a folder to sync it: " + reason());
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  if (!synced) return failure("cannot sync a folder: " + reason());
  return {};
}

std::string folder_around(const std::string& folder) {
  const auto around = std::filesystem::path(folder).parent_path().string();
  return around.empty() ? "." : around;
}

}  // namespace

std::uint64_t Chance::below(std::uint64_t limit) {
  ensure(limit > 0, "below needs a limit above zero");
  const std::uint64_t fair_end = ~std::uint64_t{0} - ~std::uint64_t{0} % limit;
  while (true) {
    const auto drawn = read_u64(bytes(8));
    if (drawn < fair_end) return drawn % limit;
  }
}

Moment SystemClock::now() const {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

namespace {

// Drawn in advance, because a call to the system for each dozen bytes is a twentieth of the clerk's day. What was handed out is wiped
// here; a process that forked draws anew.
struct Drawn {
  unsigned char bytes[1024];
  std::size_t left = 0;
  unsigned process = 0;
};
thread_local Drawn drawn;
std::atomic<unsigned> processes{0};

}  // namespace

Bytes SystemChance::bytes(std::size_t count) {
  static const bool ready = sodium_init() >= 0 && ::pthread_atfork(nullptr, nullptr, [] { ++processes; }) == 0;
  ensure(ready, "libsodium must start");
  Bytes out(count, '\0');
  if (count > sizeof drawn.bytes / 8) {
    randombytes_buf(out.data(), out.size());
    return out;
  }
  if (drawn.left < count || drawn.process != processes) {
    randombytes_buf(drawn.bytes, sizeof drawn.bytes);
    drawn.left = sizeof drawn.bytes;
    drawn.process = processes;
  }
  auto* from = drawn.bytes + (sizeof drawn.bytes - drawn.left);
  std::memcpy(out.data(), from, count);
  sodium_memzero(from, count);
  drawn.left -= count;
  return out;
}

DiskFiles::DiskFiles(std::string root) : root_(std::move(root)) {
  std::error_code error;
  if (std::filesystem::create_directories(root_, error)) ::chmod(root_.c_str(), 0700);
}

// Makes a folder with all above it that are not there. A folder is kept by a sync of the one around it: without that a power cut takes it
// away, and with it all that was synced inside. One that was there before is no better: who made it may have ended before that sync.
Result<void> DiskFiles::keep_name(const std::string& folder) {
  const bool is_there = ::access(folder.c_str(), F_OK) == 0, is_below_root = folder.size() > root_.size();
  if (is_there) {
    std::lock_guard lock(mutex_);
    if (kept_.contains(folder)) return {};
  }
  const auto around = folder_around(folder);
  if (!is_there || is_below_root)
    if (auto above = keep_name(around); !above) return above;
  if (!is_there && ::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) return failure("cannot make a folder: " + reason());
  // The folder around our own was there before, and may not be ours to open.
  if (auto synced = sync_folder(around); !synced && (!is_there || is_below_root)) return synced;
  std::lock_guard lock(mutex_);
  kept_.insert(folder);
  return {};
}

Result<Bytes> DiskFiles::read(const std::string& name) {
  ensure(is_plain_name(name), "a file name stays below its root");
  const int fd = ::open((root_ + "/" + name).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return failure("cannot open a file: " + reason());
  Bytes out;
  char buffer[65536];
  ssize_t got = 0;
  while ((got = ::read(fd, buffer, sizeof buffer)) > 0) out.append(buffer, static_cast<std::size_t>(got));
  ::close(fd);
  if (got < 0) return failure("cannot read a file: " + reason());
  return out;
}

Result<void> DiskFiles::write_durable(const std::string& name, ByteView bytes) {
  ensure(is_plain_name(name), "a file name stays below its root");
  static std::atomic<unsigned> counter{0};
  const std::string path = root_ + "/" + name;
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (auto kept = keep_name(folder); !kept) return kept;
  const std::string draft = path + ".part" + std::to_string(::getpid()) + "." + std::to_string(counter++);
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return failure("cannot make a file: " + reason());
  std::size_t done = 0;
  bool good = true;
  while (good && done < bytes.size()) {
    const auto wrote = ::write(fd, bytes.data() + done, bytes.size() - done);
    good = wrote > 0;
    if (good) done += static_cast<std::size_t>(wrote);
  }
  good = good && ::fsync(fd) == 0;
  const std::string why = good ? "" : reason();
  ::close(fd);
  if (!good || ::rename(draft.c_str(), path.c_str()) != 0) {
    const std::string said = good ? reason() : why;
    ::unlink(draft.c_str());
    return failure("cannot write a file: " + said, "Is the disk full?");
  }
  return sync_folder(folder);
}

Result<void> DiskFiles::remove(const std::string& name) {
  ensure(is_plain_name(name), "a file name stays below its root");
  if (::unlink((root_ + "/" + name).c_str()) != 0 && errno != ENOENT) return failure("cannot remove a file: " + reason());
  return {};
}

Result<std::vector<std::string>> DiskFiles::list(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  fs::recursive_directory_iterator it(root_ + "/" + folder, error), end;
  // A folder that is not there holds nothing; one that cannot be read may hold anything.
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && it != end; it.increment(error)) {
    const bool is_file = it->is_regular_file(error);
    if (error) break;
    if (is_file) names.push_back(it->path().lexically_relative(root_).generic_string());
  }
  if (error) return failure("cannot list a folder: " + error.message());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace opak
