// The world for real: this machine's clock, its random source, a folder on its disk, its processes.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "base/world.h"

namespace opak {

class SystemClock : public Clock {
 public:
  Moment now() const override;
};

class SystemChance : public Chance {
 public:
  Bytes bytes(std::size_t count) override;  // From libsodium (getrandom).
};

class DiskFiles : public Files {
 public:
  // Makes the folder (mode 0700) if it is not there.
  explicit DiskFiles(std::string root);
  DiskFiles(const DiskFiles&) = delete;
  Result<Bytes> read(const std::string& name) override;
  Result<void> write_durable(const std::string& name, ByteView bytes) override;  // Mode 0600; fsync file, rename, fsync folder.
  Result<void> remove(const std::string& name) override;
  // All files below the folder, by name; none if the folder is not there.
  Result<std::vector<std::string>> list(const std::string& folder) override;

 private:
  Result<void> keep_name(const std::string& folder);

  std::string root_;
  std::mutex mutex_;
  std::set<std::string> kept_;  // Folders whose name the folder around them has kept, in this life of the program.
};

}  // namespace opak
