#include "store/crash_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <vector>

namespace opak::store {
namespace {

constexpr std::int64_t sector = 512;
constexpr std::int64_t endless = INT64_MAX;

// Letters of the trace.
enum class Mark : std::uint64_t { write = 1, truncate, sync, sync_failed, name, folder, crash, restart, process, refused };

std::string folder_of(const std::string& path) {
  const bool is_folder = path.size() > 1 && path.back() == '/';
  const auto end = path.find_last_of('/', is_folder ? path.size() - 2 : std::string::npos);
  return end == std::string::npos ? "" : path.substr(0, end + 1);
}

// The index of a write-ahead log, shared by all connections of one life.
struct Shared {
  std::vector<std::unique_ptr<char[]>> regions;
  std::array<int, SQLITE_SHM_NLOCK> readers{};
  std::array<const void*, SQLITE_SHM_NLOCK> writer{};
};

struct Change {
  bool truncates = false;
  std::int64_t at = 0;  // Or the size.
  Bytes bytes;
};

struct Inode {
  Bytes now, platter;
  std::vector<Change> unsynced;
  bool differs = false;  // A failed sync lost something that the machine still sees.
  std::shared_ptr<Shared> shared;
  int shared_locks = 0;
  const void* reserved = nullptr;
  const void* exclusive = nullptr;

  static void put(Bytes& into, std::int64_t at, const char* bytes, std::int64_t count) {
    const auto end = static_cast<std::size_t>(at + count);
    if (into.size() < end) into.resize(end, '\0');
    std::memcpy(into.data() + at, bytes, static_cast<std::size_t>(count));
  }
  void settle(const Change& change) {
    if (change.truncates) platter.resize(static_cast<std::size_t>(change.at), '\0');
    else put(platter, change.at, change.bytes.data(), static_cast<std::int64_t>(change.bytes.size()));
  }
  void forget_life() {
    shared.reset();
    shared_locks = 0;
    reserved = exclusive = nullptr;
  }
};
using InodePtr = std::shared_ptr<Inode>;
// A folder is a name that ends in '/'.
using Names = std::map<std::string, InodePtr>;

struct NameChange {
  std::string removed, made;  // Either may be "".
  InodePtr inode;             // Of `made`.
  void settle(Names& names) const {
    if (!removed.empty()) names.erase(removed);
    if (!made.empty()) names[made] = inode;
  }
};

}  // namespace

struct CrashDisk::Body {
  std::unique_ptr<sqlite3_vfs> vfs;
  std::uint64_t state = 0;
  Names now, platter;
  std::vector<NameChange> unsynced;
  int generation = 0;  // Handles of an earlier life fail.
  bool crashed = false;
  int crash_at_write = 0, crash_at_sync = 0, fail_sync = 0, failing_reads = 0, failing_writes = 0;
  std::int64_t space_left = endless;
  std::function<void()> at_sync;
  Counts counts;
  std::uint64_t trace = 0;

  std::uint64_t draw() {
    state += 0x9e3779b97f4a7c15ULL;
    auto z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  bool is_hit(int of_ten_thousand) { return of_ten_thousand > 0 && draw() % 10'000 < static_cast<std::uint64_t>(of_ten_thousand); }

  void note(std::uint64_t value) { trace = (trace ^ value) * 0x9fb21c651e98df25ULL + (trace >> 29); }
  void note(Mark mark, std::uint64_t more) {
    note(static_cast<std::uint64_t>(mark));
    note(more);
  }
  void note(std::string_view bytes) {
    while (bytes.size() >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data(), 8);
      note(word);
      bytes.remove_prefix(8);
    }
    for (const char c : bytes) note(static_cast<unsigned char>(c));
  }

  void crash() {
    crashed = true;
    ++counts.crashes;
    note(Mark::crash, 0);
  }
  // After the change was handed over: does the power go now?
  bool is_last_write() {
    ++counts.writes;
    if (crash_at_write > 0 && --crash_at_write == 0) crash();
    return crashed;
  }
  int refuse(int code) {
    ++(code == SQLITE_FULL ? counts.refused : counts.io_errors);
    note(Mark::refused, static_cast<std::uint64_t>(code));
    return code;
  }

  // ---- Contents. Codes are SQLite's.
  int write(Inode& inode, const char* bytes, std::int64_t count, std::int64_t at) {
    if (crashed) return SQLITE_IOERR_WRITE;
    std::int64_t fits = count;
    int code = SQLITE_OK;
    if (is_hit(failing_writes)) {
      fits = draw() % 2 == 0 ? 0 : static_cast<std::int64_t>(draw() % static_cast<std::uint64_t>(count + 1));
      code = SQLITE_IOERR_WRITE;
    }
    const auto grows = std::max<std::int64_t>(0, at + fits - static_cast<std::int64_t>(inode.now.size()));
    if (grows > space_left) {
      fits = std::max<std::int64_t>(0, fits - (grows - space_left));
      code = SQLITE_FULL;
    }
    if (fits > 0) {
      if (space_left != endless) space_left -= std::min(space_left, std::max<std::int64_t>(0, at + fits - static_cast<std::int64_t>(inode.now.size())));
      Inode::put(inode.now, at, bytes, fits);
      inode.unsynced.push_back({false, at, Bytes(bytes, static_cast<std::size_t>(fits))});
      note(Mark::write, static_cast<std::uint64_t>(at));
      note(std::string_view(bytes, static_cast<std::size_t>(fits)));
    }
    if (is_last_write()) return SQLITE_IOERR_WRITE;
    return code == SQLITE_OK ? SQLITE_OK : refuse(code);
  }

  int truncate(Inode& inode, std::int64_t size) {
    if (crashed) return SQLITE_IOERR_TRUNCATE;
    inode.now.resize(static_cast<std::size_t>(size), '\0');
    inode.unsynced.push_back({true, size, {}});
    note(Mark::truncate, static_cast<std::uint64_t>(size));
    return is_last_write() ? SQLITE_IOERR_TRUNCATE : SQLITE_OK;
  }

  int read(const Inode& inode, char* to, std::int64_t count, std::int64_t at) {
    if (crashed) return SQLITE_IOERR_READ;
    if (is_hit(failing_reads)) return refuse(SQLITE_IOERR_READ);
    const auto there = std::clamp<std::int64_t>(static_cast<std::int64_t>(inode.now.size()) - at, 0, count);
    if (there > 0) std::memcpy(to, inode.now.data() + at, static_cast<std::size_t>(there));
    if (there == count) return SQLITE_OK;
    std::memset(to + there, 0, static_cast<std::size_t>(count - there));
    return SQLITE_IOERR_SHORT_READ;
  }

  int sync(Inode& inode) {
    if (crashed) return SQLITE_IOERR_FSYNC;
    ++counts.syncs;
    if (at_sync) at_sync();
    bool after = true;
    if (crash_at_sync > 0 && --crash_at_sync == 0) {
      crash();
      after = draw() % 2 == 0;
    }
    if (!crashed && fail_sync > 0 && --fail_sync == 0) {
      ++counts.syncs_failed;
      note(Mark::sync_failed, inode.unsynced.size());
      // The machine takes what it could not write for written. Sizes are kept elsewhere.
      for (const auto& change : inode.unsynced)
        if (change.truncates || draw() % 4 == 0) inode.settle(change);
      inode.unsynced.clear();
      inode.differs = true;
      return SQLITE_IOERR_FSYNC;
    }
    note(Mark::sync, inode.unsynced.size());
    if (after) {
      for (const auto& change : inode.unsynced) inode.settle(change);
      inode.unsynced.clear();
    }
    return crashed ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  }

  // ---- Names.
  InodePtr find(const std::string& path) const {
    const auto found = now.find(path);
    return found == now.end() ? nullptr : found->second;
  }
  bool is_folder(const std::string& path) const { return now.contains(path); }

  int change_name(NameChange change) {
    if (crashed) return SQLITE_IOERR;
    note(Mark::name, change.removed.size() * 64 + change.made.size());
    change.settle(now);
    unsynced.push_back(std::move(change));
    return is_last_write() ? SQLITE_IOERR : SQLITE_OK;
  }

  int sync_folder(const std::string& folder) {
    if (crashed) return SQLITE_IOERR_DIR_FSYNC;
    ++counts.syncs;
    bool after = true;
    if (crash_at_sync > 0 && --crash_at_sync == 0) {
      crash();
      after = draw() % 2 == 0;
    }
    note(Mark::folder, unsynced.size());
    if (after)
      std::erase_if(unsynced, [&](const NameChange& change) {
        if (folder_of(change.made.empty() ? change.removed : change.made) != folder) return false;
        change.settle(platter);
        return true;
      });
    return crashed ? SQLITE_IOERR_DIR_FSYNC : SQLITE_OK;
  }

  // ---- The power.
  // How this crash treats what was on its way: it may lose all, nothing, or here and there a sector.
  enum class Mood { lose_all, keep_all, mix };

  void settle_at_crash(Inode& inode, Mood mood) {
    for (const auto& change : inode.unsynced) {
      const auto how = mood == Mood::lose_all ? 9 : mood == Mood::keep_all ? 0 : draw() % 10;
      if (how < 4) {
        inode.settle(change);
        ++counts.kept;
      } else if (how < 7 && !change.truncates) {
        settle_torn(inode, change);
        ++counts.torn;
      } else {
        // A file may have grown although what was to stand there never came.
        if (how == 7 && !change.truncates)
          inode.platter.resize(std::max(inode.platter.size(), static_cast<std::size_t>(change.at) + change.bytes.size()), '\0');
        ++counts.dropped;
      }
    }
    if (!inode.unsynced.empty() || inode.differs) inode.now = inode.platter;
    inode.unsynced.clear();
    inode.differs = false;
    inode.forget_life();
  }

  void settle_torn(Inode& inode, const Change& change) {
    const auto end = change.at + static_cast<std::int64_t>(change.bytes.size());
    for (auto at = change.at; at < end;) {
      const auto next = std::min(end, (at / sector + 1) * sector);
      if (draw() % 2 == 0) Inode::put(inode.platter, at, change.bytes.data() + (at - change.at), next - at);
      at = next;
    }
  }

  void restart() {
    const auto mood = static_cast<Mood>(std::min<std::uint64_t>(draw() % 4, 2));
    for (const auto& change : unsynced) {
      const bool kept = mood == Mood::keep_all || (mood == Mood::mix && draw() % 2 == 0);
      if (kept) change.settle(platter);
      else ++counts.names_dropped;
    }
    unsynced.clear();
    // What stands in a folder that was lost is lost with it.
    std::erase_if(platter, [&](const auto& one) {
      for (auto folder = folder_of(one.first); folder.size() > 1; folder = folder_of(folder))
        if (!platter.contains(folder)) return true;
      return false;
    });
    now = platter;
    for (auto& [name, inode] : now)
      if (inode) settle_at_crash(*inode, mood);
    ++generation;
    crashed = false;
    crash_at_write = crash_at_sync = fail_sync = 0;
    note(Mark::restart, now.size());
  }

  void lose_process() {
    for (auto& [name, inode] : now)
      if (inode) inode->forget_life();
    ++generation;
    crashed = false;
    note(Mark::process, now.size());
  }
};

namespace {

using Body = CrashDisk::Body;

// One open file of one connection.
struct Handle {
  Body& disk;
  InodePtr inode;
  std::string path;  // "" for one without a name.
  int generation = 0;
  bool folder_too = false;  // The first sync of a log or journal also keeps its name.
  bool removed_at_close = false;
  int lock = SQLITE_LOCK_NONE;
  std::shared_ptr<Shared> shared;
  unsigned reads = 0, writes = 0;  // Locks held on the shared index, a bit each.

  bool is_dead() const { return disk.crashed || generation != disk.generation; }

  int sync() {
    if (is_dead()) return SQLITE_IOERR_FSYNC;
    const int code = disk.sync(*inode);
    if (code != SQLITE_OK || !folder_too) return code;
    folder_too = false;
    return disk.sync_folder(folder_of(path));
  }

  int lock_to(int wanted) {
    if (is_dead()) return SQLITE_IOERR_LOCK;
    if (wanted <= lock) return SQLITE_OK;
    auto& file = *inode;
    if (file.exclusive != nullptr && file.exclusive != this) return SQLITE_BUSY;
    if (lock == SQLITE_LOCK_NONE) {
      ++file.shared_locks;
      lock = SQLITE_LOCK_SHARED;
    }
    if (wanted >= SQLITE_LOCK_RESERVED) {
      if (file.reserved != nullptr && file.reserved != this) return SQLITE_BUSY;
      file.reserved = this;
      lock = std::max(lock, SQLITE_LOCK_RESERVED);
    }
    if (wanted == SQLITE_LOCK_EXCLUSIVE) {
      if (file.shared_locks > 1) return SQLITE_BUSY;
      file.exclusive = this;
      lock = SQLITE_LOCK_EXCLUSIVE;
    }
    return SQLITE_OK;
  }

  int unlock_to(int wanted) {
    if (generation != disk.generation) return SQLITE_OK;
    auto& file = *inode;
    if (file.reserved == this) file.reserved = nullptr;
    if (file.exclusive == this) file.exclusive = nullptr;
    if (wanted == SQLITE_LOCK_NONE && lock != SQLITE_LOCK_NONE) --file.shared_locks;
    lock = std::min(lock, wanted);
    return SQLITE_OK;
  }

  int map(int region, int size, bool extend, void volatile** out) {
    *out = nullptr;
    if (is_dead()) return SQLITE_IOERR_SHMMAP;
    if (!shared) {
      if (!inode->shared) inode->shared = std::make_shared<Shared>();
      shared = inode->shared;
    }
    while (static_cast<int>(shared->regions.size()) <= region) {
      if (!extend) return SQLITE_OK;
      shared->regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *out = shared->regions[static_cast<std::size_t>(region)].get();
    return SQLITE_OK;
  }

  int lock_map(int from, int count, int flags) {
    if (!shared || generation != disk.generation) return SQLITE_IOERR_SHMLOCK;
    if (flags & SQLITE_SHM_UNLOCK) {
      for (int i = from; i < from + count; ++i) release(i);
      return SQLITE_OK;
    }
    for (int i = from; i < from + count; ++i) {
      const auto slot = static_cast<std::size_t>(i);
      if (shared->writer[slot] != nullptr && shared->writer[slot] != this) return SQLITE_BUSY;
      if ((flags & SQLITE_SHM_EXCLUSIVE) && shared->readers[slot] > ((reads >> i) & 1u ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int i = from; i < from + count; ++i) {
      const auto slot = static_cast<std::size_t>(i);
      if (flags & SQLITE_SHM_EXCLUSIVE) {
        shared->writer[slot] = this;
        writes |= 1u << i;
      } else if (!((reads >> i) & 1u)) {
        ++shared->readers[slot];
        reads |= 1u << i;
      }
    }
    return SQLITE_OK;
  }

  void release(int i) {
    const auto slot = static_cast<std::size_t>(i);
    if ((reads >> i) & 1u) --shared->readers[slot];
    if ((writes >> i) & 1u) shared->writer[slot] = nullptr;
    reads &= ~(1u << i);
    writes &= ~(1u << i);
  }

  int unmap(bool forget) {
    if (!shared) return SQLITE_OK;
    for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) release(i);
    if (forget && generation == disk.generation) inode->shared.reset();
    shared.reset();
    return SQLITE_OK;
  }

  int close() {
    unmap(false);
    unlock_to(SQLITE_LOCK_NONE);
    if (removed_at_close && !is_dead() && !path.empty()) disk.change_name({path, "", nullptr});
    return SQLITE_OK;
  }
};

// What SQLite hands out memory for.
struct OpenFile {
  sqlite3_file base;
  Handle* handle;
};

OpenFile& open_file(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
Handle& of(sqlite3_file* file) { return *open_file(file).handle; }
Body& body_of(sqlite3_vfs* vfs) { return *static_cast<Body*>(vfs->pAppData); }

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) {
      const int code = of(f).close();
      delete open_file(f).handle;
      f->pMethods = nullptr;
      return code;
    },
    .xRead = [](sqlite3_file* f, void* to, int count, sqlite3_int64 at) {
      auto& file = of(f);
      return file.is_dead() ? SQLITE_IOERR_READ : file.disk.read(*file.inode, static_cast<char*>(to), count, at);
    },
    .xWrite = [](sqlite3_file* f, const void* from, int count, sqlite3_int64 at) {
      auto& file = of(f);
      return file.is_dead() ? SQLITE_IOERR_WRITE : file.disk.write(*file.inode, static_cast<const char*>(from), count, at);
    },
    .xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      auto& file = of(f);
      return file.is_dead() ? SQLITE_IOERR_TRUNCATE : file.disk.truncate(*file.inode, size);
    },
    .xSync = [](sqlite3_file* f, int) { return of(f).sync(); },
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      auto& file = of(f);
      if (file.is_dead()) return SQLITE_IOERR_FSTAT;
      *size = static_cast<sqlite3_int64>(file.inode->now.size());
      return SQLITE_OK;
    },
    .xLock = [](sqlite3_file* f, int lock) { return of(f).lock_to(lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return of(f).unlock_to(lock); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) {
      *out = of(f).inode->reserved != nullptr ? 1 : 0;
      return SQLITE_OK;
    },
    .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
    .xSectorSize = [](sqlite3_file*) { return 4096; },
    // As the machine's own: a write does not touch what lies beside it.
    .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; },
    .xShmMap = [](sqlite3_file* f, int region, int size, int extend, void volatile** out) { return of(f).map(region, size, extend != 0, out); },
    .xShmLock = [](sqlite3_file* f, int from, int count, int flags) { return of(f).lock_map(from, count, flags); },
    .xShmBarrier = [](sqlite3_file*) {},
    .xShmUnmap = [](sqlite3_file* f, int forget) { return of(f).unmap(forget != 0); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& disk = body_of(vfs);
  file->pMethods = nullptr;
  if (disk.crashed) return SQLITE_CANTOPEN;
  const std::string path = name == nullptr ? "" : name;
  auto inode = path.empty() ? std::make_shared<Inode>() : disk.find(path);
  if (!inode) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    inode = std::make_shared<Inode>();
    if (disk.change_name({"", path, inode}) != SQLITE_OK) return SQLITE_CANTOPEN;
  }
  // As SQLite's own VFS does, whether the file was there before or not.
  const bool is_log = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  open_file(file).handle = new Handle{.disk = disk, .inode = std::move(inode), .path = path, .generation = disk.generation,
                                      .folder_too = is_log, .removed_at_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0, .shared = {}};
  file->pMethods = &methods;
  if (flags_out != nullptr) *flags_out = flags;
  return SQLITE_OK;
}

std::unique_ptr<sqlite3_vfs> make_vfs(const std::string& name, Body& disk) {
  auto vfs = std::make_unique<sqlite3_vfs>(*sqlite3_vfs_find(nullptr));  // Chance and time are the machine's.
  vfs->pNext = nullptr;
  vfs->zName = name.c_str();
  vfs->szOsFile = sizeof(OpenFile);
  vfs->mxPathname = 512;
  vfs->pAppData = &disk;
  vfs->xOpen = open;
  vfs->xDelete = [](sqlite3_vfs* v, const char* path, int sync_folder) {
    auto& disk_of = body_of(v);
    if (disk_of.crashed) return SQLITE_IOERR_DELETE;
    if (!disk_of.find(path)) return SQLITE_IOERR_DELETE_NOENT;
    if (disk_of.change_name({path, "", nullptr}) != SQLITE_OK) return SQLITE_IOERR_DELETE;
    return sync_folder ? disk_of.sync_folder(folder_of(path)) : SQLITE_OK;
  };
  vfs->xAccess = [](sqlite3_vfs* v, const char* path, int, int* out) {
    const auto found = body_of(v).find(path);
    *out = found && !found->now.empty() ? 1 : 0;  // As on a real disk, an empty journal is none.
    return body_of(v).crashed ? SQLITE_IOERR_ACCESS : SQLITE_OK;
  };
  vfs->xFullPathname = [](sqlite3_vfs*, const char* path, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", path);
    return SQLITE_OK;
  };
  vfs->xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };  // Nobody else runs meanwhile.
  return vfs;
}

std::string why(int code) { return code == SQLITE_FULL ? "no space left" : "input/output error"; }

}  // namespace

CrashDisk::CrashDisk(std::string name, std::uint64_t seed) : name_(std::move(name)), body_(std::make_unique<Body>()) {
  body_->state = seed;
  body_->vfs = make_vfs(name_, *body_);
  if (sqlite3_vfs_register(body_->vfs.get(), 0) != SQLITE_OK) throw std::runtime_error("SQLite does not take the crash disk");
}
CrashDisk::~CrashDisk() { sqlite3_vfs_unregister(body_->vfs.get()); }

void CrashDisk::crash_at_write(int n) { body_->crash_at_write = n; }
void CrashDisk::crash_at_sync(int n) { body_->crash_at_sync = n; }
void CrashDisk::crash_now() {
  if (!body_->crashed) body_->crash();
}
void CrashDisk::fail_sync(int n) { body_->fail_sync = n; }
void CrashDisk::fill_up_after(std::int64_t bytes) { body_->space_left = bytes; }
void CrashDisk::fail_reads(int of_ten_thousand) { body_->failing_reads = of_ten_thousand; }
void CrashDisk::fail_writes(int of_ten_thousand) { body_->failing_writes = of_ten_thousand; }
void CrashDisk::at_sync(std::function<void()> what) { body_->at_sync = std::move(what); }

void CrashDisk::mend() {
  auto& b = *body_;
  b.crash_at_write = b.crash_at_sync = b.fail_sync = b.failing_reads = b.failing_writes = 0;
  b.space_left = endless;
  b.at_sync = {};
}

bool CrashDisk::is_crashed() const { return body_->crashed; }
void CrashDisk::restart() { body_->restart(); }
void CrashDisk::lose_process() { body_->lose_process(); }
const CrashDisk::Counts& CrashDisk::counts() const { return body_->counts; }
std::uint64_t CrashDisk::trace() const { return body_->trace; }

CrashDisk::Image CrashDisk::seen() const {
  Image image;
  for (const auto& [name, inode] : body_->now) image[name] = inode ? inode->now : Bytes();
  return image;
}

CrashDisk::Image CrashDisk::on_platter() const {
  Image image;
  for (const auto& [name, inode] : body_->platter) image[name] = inode ? inode->platter : Bytes();
  return image;
}

void CrashDisk::put(const Image& image) {
  for (const auto& [name, bytes] : image) {
    InodePtr inode;
    if (!name.ends_with('/')) {
      inode = std::make_shared<Inode>();
      inode->now = inode->platter = bytes;
    }
    body_->now[name] = body_->platter[name] = inode;
  }
}

Result<Bytes> CrashFiles::read(const std::string& name) {
  auto& disk = disk_.body();
  const auto inode = disk.find(root_ + "/" + name);
  if (disk.crashed || (inode && disk.is_hit(disk.failing_reads))) return failure("cannot read a file: input/output error");
  if (!inode) return failure("cannot open a file: not there");
  return inode->now;
}

Result<void> CrashFiles::write_durable(const std::string& name, ByteView bytes) {
  auto& disk = disk_.body();
  const auto path = root_ + "/" + name;
  const auto folder = folder_of(path);
  const auto no = [](int code) { return failure("cannot write a file: " + why(code), "Is the disk full?"); };
  if (std::exchange(life_, disk.generation) != disk.generation) kept_.clear();
  // Folders, the outermost first; each is kept by a sync of the one around it, once in a life.
  for (auto end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    const auto one = path.substr(0, end + 1);
    if (kept_.contains(one)) continue;
    if (!disk.is_folder(one))
      if (const int code = disk.change_name({"", one, nullptr}); code != SQLITE_OK) return no(code);
    if (const int code = disk.sync_folder(folder_of(one)); code != SQLITE_OK) return no(code);
    kept_.insert(one);
  }
  auto inode = std::make_shared<Inode>();
  const auto draft = path + ".part";
  int code = disk.change_name({"", draft, inode});
  if (code == SQLITE_OK) code = disk.write(*inode, bytes.data(), static_cast<std::int64_t>(bytes.size()), 0);
  if (code == SQLITE_OK) code = disk.sync(*inode);
  if (code == SQLITE_OK) code = disk.change_name({draft, path, inode});
  if (code != SQLITE_OK) {
    if (!disk.crashed) disk.change_name({draft, "", nullptr});
    return no(code);
  }
  code = disk.sync_folder(folder);
  if (code != SQLITE_OK) return no(code);
  return {};
}

Result<void> CrashFiles::remove(const std::string& name) {
  auto& disk = disk_.body();
  const auto path = root_ + "/" + name;
  if (disk.crashed) return failure("cannot remove a file: input/output error");
  if (!disk.find(path)) return {};
  if (disk.change_name({path, "", nullptr}) != SQLITE_OK) return failure("cannot remove a file: input/output error");
  return {};
}

Result<std::vector<std::string>> CrashFiles::list(const std::string& folder) {
  auto& disk = disk_.body();
  if (disk.crashed || disk.is_hit(disk.failing_reads)) return failure("cannot list a folder: input/output error");
  std::vector<std::string> names;
  const auto start = root_ + "/" + (folder.empty() ? "" : folder + "/");
  for (const auto& [name, inode] : disk.now)
    if (inode && name.starts_with(start)) names.push_back(name.substr(root_.size() + 1));
  return names;
}

}  // namespace opak::store
