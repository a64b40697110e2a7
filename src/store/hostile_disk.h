// A disk that fails on command, under real SQLite files: full after so many bytes, a sync that fails, a write cut short.
//
// It is a SQLite VFS registered as "hostile" over the machine's own, so a database opened as disk.uri("/tmp/x.db") behaves
// as ever until told otherwise. Forked children inherit what was told. There is one for the whole process, because
// connections may outlive the test that opened them. Only for tests. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace opak::store {

class HostileDisk {
 public:
  static HostileDisk& the();  // Registers it at the first call.

  std::string uri(const std::string& path) const { return "file:" + path + "?vfs=hostile"; }

  // From now on so many bytes fit. The write that does not fit puts down what it can, as a real disk does; then the disk
  // is full (SQLITE_FULL) for every write until there is space again.
  void fill_up_after(std::int64_t bytes) { space_left_ = bytes; }
  // The next `count` syncs fail after the bytes went nobody knows where.
  void fail_next_syncs(int count) { failing_syncs_ = count; }
  // The next write puts down half of its bytes and then fails (SQLITE_IOERR_WRITE).
  void cut_next_write() { cut_next_write_ = true; }
  // All is well again.
  void mend();

  // What was seen since the last mend(), so that a test can tell that its fault happened at all.
  int writes_refused() const { return writes_refused_; }
  int syncs_failed() const { return syncs_failed_; }
  std::int64_t bytes_written() const { return bytes_written_; }

 private:
  HostileDisk() = default;
  friend struct HostileFile;

  static constexpr std::int64_t endless = INT64_MAX;
  std::atomic<std::int64_t> space_left_ = endless;
  std::atomic<int> failing_syncs_ = 0;
  std::atomic<bool> cut_next_write_ = false;
  std::atomic<int> writes_refused_ = 0;
  std::atomic<int> syncs_failed_ = 0;
  std::atomic<std::int64_t> bytes_written_ = 0;
};

}  // namespace opak::store
