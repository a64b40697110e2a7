#include "commands/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

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
  if (purpose != For::reading) {
    const auto name = folder->file("opak.lock");
    folder->lock_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (folder->lock_ < 0) return failure("cannot write in " + path + ": " + std::strerror(errno));
    if (::flock(folder->lock_, LOCK_EX | LOCK_NB) != 0) return failure("another opak works in " + path, "Stop it first (systemctl stop opak, or Ctrl-C).");
  }
  if (purpose == For::work)
    if (auto checked = check_may_write(*folder); !checked) return tl::unexpected(checked.error());
  return folder;
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
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
