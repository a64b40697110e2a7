// A disk in memory that crashes, for simulations: what was not synced may be kept, dropped or torn when the power goes.
//
// It is a SQLite VFS (a database is opened as disk.uri("/opak.db")) and, beside it, the folder of sealed files
// (CrashFiles). Every file is an inode with two contents: what the machine sees now, and what the platter holds. A write
// reaches the platter at a sync; a name (made, renamed, removed) at a sync of its folder. When the machine stops, each sector written
// since is on the platter or not, a name likewise. A sync that failed has lost what it was asked for: the machine still
// sees it, later syncs say "ok", and the next crash takes it (Linux).
//
// The shared memory of a write-ahead log lies in the heap, so several connections of one process work as on a real disk. Same
// seed, same calls: same faults, same bytes. Only for tests. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/world.h"

namespace opak::store {

class CrashDisk {
 public:
  // `name` names the VFS; no two disks that live at once share one.
  CrashDisk(std::string name, std::uint64_t seed);
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;

  std::string uri(const std::string& path) const { return "file:" + path + "?vfs=" + name_; }

  // ---- Faults on command. Each counts from now: 1 is the very next one; 0 takes the command back.
  void crash_at_write(int n);  // Writes, truncations, and changes of names.
  void crash_at_sync(int n);
  void crash_now();
  void fail_sync(int n);  // What it was to keep is lost, and later syncs lie.
  void fill_up_after(std::int64_t bytes);  // No more than so many can be added; a write that does not fit is cut. Until mend().
  // ---- Faults by chance, out of 10,000.
  void fail_reads(int of_ten_thousand);
  void fail_writes(int of_ten_thousand);  // Half of them put down a part first.
  // Called at every sync: a slow disk lets the clock pass.
  void at_sync(std::function<void()> what);
  void mend();  // Ends all of the above, but brings back neither the power nor what a failed sync lost.

  // ---- The power.
  bool is_crashed() const;  // Everything fails until the machine starts again.
  // The machine starts again: what was on its way to the platter is kept, dropped or torn, sector by sector.
  void restart();
  // The process ended and the machine ran on: handles are dead, what the machine saw it still sees.
  void lose_process();

  // ---- For the one who watches.
  struct Counts {
    std::int64_t writes = 0, syncs = 0, crashes = 0, syncs_failed = 0, refused = 0, io_errors = 0, kept = 0, dropped = 0, torn = 0, names_dropped = 0;
  };
  const Counts& counts() const;
  std::uint64_t trace() const;  // Of everything that was asked and answered so far.
  using Image = std::map<std::string, Bytes>;
  Image seen() const;            // Every file as the machine sees it.
  Image on_platter() const;      // Every file as it would be found if nothing on its way arrived.
  void put(const Image& image);  // On the platter, before anything is opened.

  struct Body;
  Body& body() { return *body_; }  // For the doors in crash_disk.cc.

 private:
  std::string name_;
  std::unique_ptr<Body> body_;
};

// The folder of sealed files on a crash disk, below `root`: the same steps as DiskFiles (draft, sync, rename, sync of the folder), each of
// which may be the last.
class CrashFiles : public Files {
 public:
  CrashFiles(CrashDisk& disk, std::string root) : disk_(disk), root_(std::move(root)) {}
  Result<Bytes> read(const std::string& name) override;
  Result<void> write_durable(const std::string& name, ByteView bytes) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list(const std::string& folder) override;

 private:
  CrashDisk& disk_;
  std::string root_;
  int life_ = 0;
  std::set<std::string> kept_;  // Folders whose name is kept, as far as this life knows.
};

}  // namespace opak::store
