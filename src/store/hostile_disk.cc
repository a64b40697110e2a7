#include "store/hostile_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace opak::store {

// SQLite hands out memory for one of ours; the machine's own file lies right behind it.
struct HostileFile {
  sqlite3_file base;

  static HostileFile& of(sqlite3_file* file) { return *reinterpret_cast<HostileFile*>(file); }
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& does() { return *real()->pMethods; }

  int write(const void* bytes, int count, sqlite3_int64 at) {
    auto& disk = HostileDisk::the();
    if (disk.cut_next_write_.exchange(false)) {
      ++disk.writes_refused_;
      does().xWrite(real(), bytes, count / 2, at);
      return SQLITE_IOERR_WRITE;
    }
    const auto left = disk.space_left_.load();
    if (left < count) {
      ++disk.writes_refused_;
      disk.space_left_ = 0;
      if (left > 0) does().xWrite(real(), bytes, static_cast<int>(left), at);
      return SQLITE_FULL;
    }
    if (left != HostileDisk::endless) disk.space_left_ = left - count;
    disk.bytes_written_ += count;
    return does().xWrite(real(), bytes, count, at);
  }

  int sync(int flags) {
    auto& disk = HostileDisk::the();
    for (int failing = disk.failing_syncs_; failing > 0;)
      if (disk.failing_syncs_.compare_exchange_weak(failing, failing - 1)) {
        ++disk.syncs_failed_;
        return SQLITE_IOERR_FSYNC;
      }
    return does().xSync(real(), flags);
  }

  int close() {
    const int code = does().xClose(real());
    base.pMethods = nullptr;
    return code;
  }
};

namespace {

sqlite3_vfs& machine() {
  static sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  return *vfs;
}

// Everything but writing, syncing and closing goes straight through.
const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = [](sqlite3_file* f) { return HostileFile::of(f).close(); },
    .xRead = [](sqlite3_file* f, void* to, int count, sqlite3_int64 at) { return HostileFile::of(f).does().xRead(HostileFile::of(f).real(), to, count, at); },
    .xWrite = [](sqlite3_file* f, const void* from, int count, sqlite3_int64 at) { return HostileFile::of(f).write(from, count, at); },
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) { return HostileFile::of(f).does().xTruncate(HostileFile::of(f).real(), size); },
    .xSync = [](sqlite3_file* f, int flags) { return HostileFile::of(f).sync(flags); },
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return HostileFile::of(f).does().xFileSize(HostileFile::of(f).real(), size); },
    .xLock = [](sqlite3_file* f, int lock) { return HostileFile::of(f).does().xLock(HostileFile::of(f).real(), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return HostileFile::of(f).does().xUnlock(HostileFile::of(f).real(), lock); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return HostileFile::of(f).does().xCheckReservedLock(HostileFile::of(f).real(), out); },
    .xFileControl = [](sqlite3_file* f, int op, void* arg) { return HostileFile::of(f).does().xFileControl(HostileFile::of(f).real(), op, arg); },
    .xSectorSize = [](sqlite3_file* f) { return HostileFile::of(f).does().xSectorSize(HostileFile::of(f).real()); },
    .xDeviceCharacteristics = [](sqlite3_file* f) { return HostileFile::of(f).does().xDeviceCharacteristics(HostileFile::of(f).real()); },
    .xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) { return HostileFile::of(f).does().xShmMap(HostileFile::of(f).real(), page, size, extend, out); },
    .xShmLock = [](sqlite3_file* f, int offset, int n, int flags) { return HostileFile::of(f).does().xShmLock(HostileFile::of(f).real(), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { HostileFile::of(f).does().xShmBarrier(HostileFile::of(f).real()); },
    .xShmUnmap = [](sqlite3_file* f, int erase) { return HostileFile::of(f).does().xShmUnmap(HostileFile::of(f).real(), erase); },
    // Mapped pages would be written without asking us.
    .xFetch = [](sqlite3_file*, sqlite3_int64, int, void** out) { *out = nullptr; return SQLITE_OK; },
    .xUnfetch = [](sqlite3_file*, sqlite3_int64, void*) { return SQLITE_OK; },
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& ours = HostileFile::of(file);
  ours.base.pMethods = nullptr;
  const int code = machine().xOpen(&machine(), name, ours.real(), flags, flags_out);
  if (code == SQLITE_OK) ours.base.pMethods = &methods;
  return code;
}

sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = machine();  // Paths, time and chance are the machine's.
  vfs.pNext = nullptr;
  vfs.zName = "hostile";
  vfs.szOsFile = static_cast<int>(sizeof(HostileFile)) + machine().szOsFile;
  vfs.xOpen = open_file;
  return vfs;
}

}  // namespace

HostileDisk& HostileDisk::the() {
  static sqlite3_vfs vfs = make_vfs();
  static const bool registered = sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
  static HostileDisk disk;
  if (!registered) throw std::runtime_error("SQLite does not take the hostile disk");
  return disk;
}

void HostileDisk::mend() {
  space_left_ = endless;
  failing_syncs_ = 0;
  cut_next_write_ = false;
  writes_refused_ = 0;
  syncs_failed_ = 0;
  bytes_written_ = 0;
}

}  // namespace opak::store
