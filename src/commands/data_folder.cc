#include "commands/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "base/text.h"
#include "copies/role.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;

// The owner alone; nothing is said about a file that is not there.
Result<void> check_private(const std::string& path) {
  struct stat about = {};
  if (::stat(path.c_str(), &about) != 0) return {};
  if ((about.st_mode & 077) != 0) return failure(path + " can be read by others", "chmod 600 " + path);
  return {};
}

}  // namespace

Result<std::unique_ptr<DataFolder>> DataFolder::open(const std::string& path, For purpose) {
  if (purpose == For::reading && !fs::is_directory(path)) return failure("there is no folder " + path, "Say where the data lies with --data DIR.");
  auto folder = std::unique_ptr<DataFolder>(new DataFolder(path));
  if (!fs::is_directory(path)) return failure("cannot make the folder " + path, "Does its parent exist, and may this user write there?");
  if (purpose == For::work || purpose == For::following)
    if (auto held = folder->hold(0); !held) return tl::unexpected(held.error());
  if (purpose == For::work)
    if (auto checked = check_may_write(*folder); !checked) return tl::unexpected(checked.error());
  return folder;
}

DataFolder::~DataFolder() { let_go(); }

Result<void> DataFolder::hold(int wait_ms) {
  if (lock_ >= 0) return {};
  const auto name = file("opak.lock");
  const int lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return failure("cannot write in " + path_ + ": " + std::strerror(errno));
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  while (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= end) {
      ::close(lock);
      return failure("another opak works in " + path_, "Stop it first (systemctl stop opak, or Ctrl-C).");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  lock_ = lock;
  return {};
}

void DataFolder::let_go() {
  if (lock_ >= 0) ::close(std::exchange(lock_, -1));
}

Result<void> check_may_write(DataFolder& folder) {
  const auto role = copies::read_role(folder.files());
  if (!role) return tl::unexpected(role.error());
  if (role->part == copies::Part::follower) return failure(folder.path() + " follows a city on another machine", "`opak follow` keeps it; `opak take-over` makes it the city.");
  if (role->part == copies::Part::deposed)
    return failure("another machine has taken over the city of " + folder.path() + ": nothing may be written here again", "Keep the folder as evidence. To be of use again, this machine follows: `opak follow` with an empty folder.");
  return {};
}

bool DataFolder::has_database() const { return fs::exists(database()); }

Result<vault::Secrets> DataFolder::secrets() {
  if (auto checked = check_private(file(keys_file)); !checked) return tl::unexpected(checked.error());
  // New keys beside old data would bury it for ever.
  if (has_database() && !fs::exists(file(keys_file)))
    return failure("the data is here, but its keys are not: " + file(keys_file), "Put the key file back from its own backup; without it the data cannot be read.");
  return vault::load_or_make_secrets(files_, chance_);
}

Result<std::string> read_secret_file(const std::string& path) {
  if (auto checked = check_private(path); !checked) return tl::unexpected(checked.error());
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file || trimmed(bytes).empty()) return failure("there is no secret in " + path);
  return trimmed(bytes);
}

}  // namespace opak::commands
