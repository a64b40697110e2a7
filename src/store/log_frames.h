// The frames of SQLite's write-ahead log, read beside SQLite: what each commit changed, page by page.
//
// The format is documented and fixed (sqlite.org/fileformat2.html, "WAL-file format"). Every frame carries a sum over all
// frames before it, so whoever knows a place in the log notices when what follows is not what was committed there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace opak::store {

// The end of a commit in one life of the log. The salts change whenever the log begins anew.
struct LogMark {
  std::uint32_t salt1 = 0, salt2 = 0;
  std::uint32_t frame = 0;          // So many frames; 0 is the beginning.
  std::uint32_t sum1 = 0, sum2 = 0;  // Of the last of them.
  bool in_one_log_with(const LogMark& other) const { return salt1 == other.salt1 && salt2 == other.salt2; }
  bool operator==(const LogMark&) const = default;
};

// Its own descriptor beside SQLite's is harmless: SQLite holds no locks on the log itself.
class LogFile {
 public:
  explicit LogFile(std::string database) : path_(std::move(database) + "-wal") {}
  ~LogFile();
  LogFile(const LogFile&) = delete;

  Result<LogMark> begin();  // Of the log as it is now; all zero where there is none yet.
  Result<LogMark> end();    // After the last whole commit. Reads and sums everything.
  // Raw bytes of the frames behind `from`, up to and with `to`. Failure: they are not there.
  Result<Bytes> frames(std::uint32_t from, std::uint32_t to);
  std::uint32_t page_size() const { return page_size_; }  // Once begin() or end() was asked.

 private:
  Result<bool> open();  // False: there is no log.
  std::string path_;
  int fd_ = -1;
  std::uint32_t page_size_ = 0;
};

struct Page {
  std::uint32_t number;
  ByteView bytes;
};

// Each changed page once, as it is after the last commit, in rising order. Views into the raw bytes.
struct LoggedPages {
  std::uint32_t page_size = 0;
  std::uint32_t pages_after = 0;  // Size of the database, in pages.
  LogMark end;
  std::vector<Page> pages;
};

// `raw` as LogFile::frames() gave it from behind `from`. Failure: a sum or a salt is wrong, or it does not end with a commit.
Result<LoggedPages> read_frames(const LogMark& from, std::uint32_t page_size, ByteView raw);

// The mark that stands in the last frame, unchecked.
LogMark mark_of_last(std::uint32_t frame, std::uint32_t page_size, ByteView raw);

}  // namespace opak::store
