#include "commands/erasures.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <map>

#include "base/ids.h"
#include "base/text.h"

namespace opak::commands {

Result<void> note_erasure(const std::string& path, std::string_view word, std::string_view subject, Moment now) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return failure("cannot write " + path + ": " + std::strerror(errno));
  const auto line = std::string(word) + " " + std::string(subject) + " " + iso_moment(now) + "\n";
  const bool good = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!good) return failure("cannot write " + path, "Is the disk full?");
  return {};
}

Result<std::vector<std::string>> read_erasures(const std::string& path) {
  std::ifstream file(path);
  if (!file) return failure("cannot read the erasure list " + path, "If it is lost for ever, say --erasures none, and erase again whoever asked.");
  std::map<std::string, bool> erased;
  for (std::string line; std::getline(file, line);) {
    const auto parts = split(line, ' ');
    if (parts.size() != 3 || !is_id(parts[1])) return failure("the erasure list has a line that cannot be read");
    erased[parts[1]] = parts[0] != "kept";
  }
  std::vector<std::string> subjects;
  for (const auto& [subject, is_erased] : erased)
    if (is_erased) subjects.push_back(subject);
  return subjects;
}

}  // namespace opak::commands
