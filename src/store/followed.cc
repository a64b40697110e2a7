#include "store/followed.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>

namespace opak::store {
namespace {

constexpr std::size_t header_bytes = 100, format_at = 18, counter_at = 24, pages_at = 28, valid_for_at = 92;
constexpr int busy_ms = 10'000;

void put_u32(char* to, std::uint32_t value) {
  for (int i = 3; i >= 0; --i, value >>= 8) to[i] = static_cast<char>(value & 0xff);
}

std::uint32_t get_u32(const char* from) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(from[i]);
  return value;
}

// Formats 1 and 1: no log. A counter that differs from the one before empties the readers' caches.
void mark_header(char* header, std::uint32_t counter, std::uint32_t pages) {
  header[format_at] = header[format_at + 1] = 1;
  put_u32(header + counter_at, counter);
  put_u32(header + valid_for_at, counter);
  put_u32(header + pages_at, pages);
}

}  // namespace

FollowedDatabase::FollowedDatabase(FollowedDatabase&& other) noexcept : db_(std::exchange(other.db_, nullptr)), file_(std::exchange(other.file_, nullptr)) {}
FollowedDatabase::~FollowedDatabase() { sqlite3_close_v2(db_); }

Result<FollowedDatabase> FollowedDatabase::open(const std::string& path) {
  FollowedDatabase followed;
  const auto wrong = [&](int code) { return failure(std::string("the followed database does not open: ") + sqlite3_errstr(code)); };
  if (const int code = sqlite3_open_v2(path.c_str(), &followed.db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr); code != SQLITE_OK) return wrong(code);
  sqlite3_busy_timeout(followed.db_, busy_ms);
  if (const int code = sqlite3_file_control(followed.db_, "main", SQLITE_FCNTL_FILE_POINTER, &followed.file_); code != SQLITE_OK) return wrong(code);
  if (followed.file_ == nullptr || followed.file_->pMethods == nullptr) return wrong(SQLITE_CANTOPEN);
  return followed;
}

Result<void> FollowedDatabase::apply(const Batch& batch) {
  const auto wrong = [](int code) { return failure(std::string("a batch cannot be applied: ") + sqlite3_errstr(code), "Is the disk full?"); };
  if (const int code = sqlite3_exec(db_, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr); code != SQLITE_OK) return wrong(code);
  struct Unlock {
    sqlite3* db;
    ~Unlock() { sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr); }
  } unlock{db_};
  const auto* methods = file_->pMethods;
  char header[header_bytes];
  if (const int code = methods->xRead(file_, header, header_bytes, 0); code != SQLITE_OK) return wrong(code);
  const auto counter = get_u32(header + counter_at) + 1;
  for (const auto& page : batch.pages) {
    const auto at = static_cast<sqlite3_int64>(page.number - 1) * batch.page_size;
    if (page.number == 1) std::memcpy(header, page.bytes.data(), header_bytes);
    // The header goes last: until it says so, nobody believes that anything changed.
    const std::size_t skip = page.number == 1 ? header_bytes : 0;
    const int code = methods->xWrite(file_, page.bytes.data() + skip, static_cast<int>(page.bytes.size() - skip), at + static_cast<sqlite3_int64>(skip));
    if (code != SQLITE_OK) return wrong(code);
  }
  sqlite3_int64 size = 0;
  const auto size_after = static_cast<sqlite3_int64>(batch.pages_after) * batch.page_size;
  if (const int code = methods->xFileSize(file_, &size); code != SQLITE_OK) return wrong(code);
  if (size > size_after)
    if (const int code = methods->xTruncate(file_, size_after); code != SQLITE_OK) return wrong(code);
  mark_header(header, counter, batch.pages_after);
  if (const int code = methods->xWrite(file_, header, header_bytes, 0); code != SQLITE_OK) return wrong(code);
  return {};
}

Result<void> FollowedDatabase::sync() {
  if (const int code = file_->pMethods->xSync(file_, SQLITE_SYNC_FULL); code != SQLITE_OK)
    return failure(std::string("the followed database cannot be synced: ") + sqlite3_errstr(code));
  return {};
}

Result<void> make_followed(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return failure(std::string("cannot open the copy: ") + std::strerror(errno));
  char header[header_bytes];
  bool good = ::pread(fd, header, header_bytes, 0) == static_cast<ssize_t>(header_bytes) && std::memcmp(header, "SQLite format 3", 16) == 0;
  if (good) {
    mark_header(header, get_u32(header + counter_at) + 1, get_u32(header + pages_at));
    good = ::pwrite(fd, header, header_bytes, 0) == static_cast<ssize_t>(header_bytes) && ::fsync(fd) == 0;
  }
  ::close(fd);
  if (!good) return failure("the copy is no database, or cannot be written");
  return {};
}

}  // namespace opak::store
