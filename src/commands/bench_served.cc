#include "commands/bench_served.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/text.h"

namespace opak::commands {

using Steady = std::chrono::steady_clock;

Served::Served(const std::string& data) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const auto start = Steady::now();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setenv("OPAK_SERVER_BEHIND_PROXY", "true", 1);  // Residents of whole lives come from networks of their own.
    ::dup2(ends[1], 1);
    if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, 2);
    ::execl("/proc/self/exe", "opak", "demo", "--data", data.c_str(), "--port", "0", nullptr);
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string said;
  char bytes[512];
  constexpr std::string_view before = "listens on http://127.0.0.1:";
  while (said.find(before) == std::string::npos || said.find('\n', said.find(before)) == std::string::npos) {
    const auto n = ::read(ends[0], bytes, sizeof bytes);
    if (n <= 0) break;
    said.append(bytes, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  start_ms_ = ms_since(start);
  if (const auto at = said.find(before); at != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(said.substr(at + before.size())));
  if (port_ == 0) throw std::runtime_error("the program did not start");
}

double Served::end() {
  if (pid_ <= 0) return 0;
  const auto start = Steady::now();
  ::kill(pid_, SIGTERM);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return ms_since(start);
}

double Served::resident_mb() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

double Served::processor_s() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
  std::string all{std::istreambuf_iterator<char>(file), {}};
  const auto words = split(all.substr(all.rfind(')') + 2), ' ');
  return words.size() > 14 ? (std::stod(words[11]) + std::stod(words[12]) + std::stod(words[13]) + std::stod(words[14])) / static_cast<double>(::sysconf(_SC_CLK_TCK)) : 0;
}

}  // namespace opak::commands
