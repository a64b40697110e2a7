// The city's data folder: the database, the sealed papers, the keys. One program at a time works in it.
//
//   opak.db                 everything that happened and everything that is
//   documents/              papers, sealed
//   opak.keys               the city's keys, mode 0600; backed up apart from the rest
//   erasures.list           who was erased (opaque ids), to be replayed over an older backup; kept outside the backups
//   opak.toml               settings, if the operator put them here
//   copy.state              what this folder is to its city, where it ships to a second place or follows (copies/role.h)
//   opak.lock               held by the program that works here
#pragma once

#include <memory>
#include <string>

#include "base/real_world.h"
#include "base/result.h"
#include "vault/secrets.h"

namespace opak::commands {

class DataFolder {
 public:
  // work: nobody else may work here meanwhile, and it is no follower's and no deposed writer's. following: likewise, and it may be.
  // take_over: work that begins with hold(), once another program has let go; whether one may write here is asked then.
  enum class For { work, take_over, following, reading };

  // Makes the folder if it is to be worked in. Failure: another program works here, or others may read the keys.
  static Result<std::unique_ptr<DataFolder>> open(const std::string& path, For purpose);
  ~DataFolder();
  Result<void> hold(int wait_ms);  // The folder for ourselves.
  void let_go();
  DataFolder(const DataFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string database() const { return file("opak.db"); }
  bool has_database() const;
  DiskFiles& files() { return files_; }
  SystemChance& chance() { return chance_; }

  // Read, or made at the first start where the folder is new. Failure: lost, not whole, or readable by others.
  Result<vault::Secrets> secrets();

 private:
  explicit DataFolder(std::string path) : path_(path), files_(std::move(path)) {}
  std::string path_;
  DiskFiles files_;
  SystemChance chance_;
  int lock_ = -1;
};

// Failure: the folder follows another city, or its city was taken over.
Result<void> check_may_write(DataFolder& folder);

constexpr const char* keys_file = "opak.keys";
constexpr const char* erasures_file = "erasures.list";

// A secret of one line in a file that only its owner can read.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace opak::commands
