#include "paper/process_child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/log.h"

namespace opak::paper {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int cannot_start_code = 127;
constexpr int memory_look_ms = 4;
constexpr std::size_t complaint_bytes_max = 2048;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

struct Pair {
  Descriptor ours;
  Descriptor theirs;
};

// A socket and not a pipe: writing to one whose reader is gone can be told not to raise SIGPIPE.
std::optional<Pair> make_pair_of_ends() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return std::nullopt;
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pair{Descriptor(ends[0]), Descriptor(ends[1])};
}

struct ChildSetup {
  const char* program;
  char* const* arguments;
  int in;
  int out;
  int complaints;
  rlim_t processor_seconds;
  rlim_t address_bytes;
};

void limit(int what, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

// Between fork and exec, in a copy of a program with threads: only system calls, no memory taken, no locks.
[[noreturn]] void become_child(const ChildSetup& setup) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  // First out of the way of 0, 1 and 2, then into place: the ends may themselves lie there.
  const int in = ::fcntl(setup.in, F_DUPFD, 3);
  const int out = ::fcntl(setup.out, F_DUPFD, 3);
  const int complaints = ::fcntl(setup.complaints, F_DUPFD, 3);
  if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(complaints, 2) < 0) _exit(cannot_start_code);
  if (::syscall(SYS_close_range, 3U, ~0U, 0U) != 0) {
    for (int descriptor = 3; descriptor < 65'536; ++descriptor) ::close(descriptor);
  }
  if (::chdir("/") != 0) _exit(cannot_start_code);
  limit(RLIMIT_CPU, setup.processor_seconds);
  limit(RLIMIT_AS, setup.address_bytes);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 32);
  limit(RLIMIT_CORE, 0);
  char* const nothing[] = {nullptr};
  ::execve(setup.program, setup.arguments, nothing);
  _exit(cannot_start_code);
}

std::string program_of(const char* which) {
  char path[64], target[4096];
  std::snprintf(path, sizeof path, "/proc/%s/exe", which);
  const ssize_t n = ::readlink(path, target, sizeof target);
  return n > 0 ? std::string(target, static_cast<std::size_t>(n)) : std::string();
}

// Between fork and exec the child is a copy of this program, and what is resident of it is ours.
bool is_still_a_copy_of_us(pid_t child) {
  static const std::string ours = program_of("self");
  return program_of(std::to_string(child).c_str()) == ours;
}

std::size_t resident_bytes(pid_t child) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/statm", static_cast<int>(child));
  const Descriptor file(::open(path, O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return 0;
  char text[128] = {};
  if (::read(file.number(), text, sizeof text - 1) <= 0) return 0;
  unsigned long pages_all = 0;
  unsigned long pages_resident = 0;
  if (std::sscanf(text, "%lu %lu", &pages_all, &pages_resident) != 2) return 0;
  return pages_resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

// One child from its start to its end. The destructor leaves nothing behind.
class Running {
 public:
  Running(pid_t child, Pair in, Pair out, Pair complaints, ByteView input, const ChildLimits& limits)
      : child_(child),
        ended_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))),
        in_(std::move(in.ours)),
        out_(std::move(out.ours)),
        complaints_(std::move(complaints.ours)),
        input_(input),
        limits_(limits),
        due_(SteadyClock::now() + std::chrono::milliseconds(limits.wall_ms)) {}

  ~Running() { reap(); }

  MeasuredRun finish() {
    while (!over_ && (out_.is_open() || !has_ended_)) turn();
    reap();
    measured_.run.exit_code = exit_code();
    return std::move(measured_);
  }

 private:
  void turn() {
    if (input_.empty()) in_.close();
    // A closed descriptor is -1, which poll passes over.
    std::array<pollfd, 4> waiting{pollfd{in_.number(), POLLOUT, 0}, pollfd{out_.number(), POLLIN, 0},
                                  pollfd{complaints_.number(), POLLIN, 0}, pollfd{has_ended_ ? -1 : ended_.number(), POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due_ - SteadyClock::now()).count();
    if (left < 0) return stop_for_time();
    ::poll(waiting.data(), waiting.size(), static_cast<int>(std::min<long>(left + 1, memory_look_ms)));
    if (waiting[0].revents != 0) feed();
    if (waiting[1].revents != 0) listen(out_, measured_.run.out, limits_.out_bytes_max, true);
    if (waiting[2].revents != 0) listen(complaints_, measured_.complaint, complaint_bytes_max, false);
    look_at_memory();
    look_for_end();
  }

  void feed() {
    const ssize_t n = ::send(in_.number(), input_.data(), input_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) {
      input_.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EAGAIN && errno != EINTR) {
      in_.close();  // It does not listen any more; that is its right.
    }
  }

  void listen(Descriptor& from, Bytes& to, std::size_t bytes_max, bool too_much_is_wrong) {
    char buffer[64 * 1024];
    const ssize_t n = ::read(from.number(), buffer, sizeof buffer);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) return from.close();
    const std::size_t room = bytes_max - to.size();
    to.append(buffer, std::min(room, static_cast<std::size_t>(n)));
    if (too_much_is_wrong && static_cast<std::size_t>(n) > room) over_ = true;
  }

  // What it wrote before it ended is still there to be read; a grandchild that keeps the end open is not waited for.
  void drain() {
    for (std::size_t before = 0; out_.is_open() && !over_;) {
      before = measured_.run.out.size();
      listen(out_, measured_.run.out, limits_.out_bytes_max, true);
      if (measured_.run.out.size() == before) break;
    }
    if (complaints_.is_open()) listen(complaints_, measured_.complaint, complaint_bytes_max, false);
  }

  void look_at_memory() {
    if (!has_begun_) has_begun_ = !has_ended_ && !is_still_a_copy_of_us(child_);
    const std::size_t bytes = has_ended_ || !has_begun_ ? 0 : resident_bytes(child_);
    measured_.resident_bytes_peak = std::max(measured_.resident_bytes_peak, bytes);
    if (bytes > limits_.resident_bytes_max) over_ = true;
  }

  // Not reaped here, so that its number and its group cannot become somebody else's before they are killed.
  void look_for_end() {
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child_) {
      has_ended_ = true;
      drain();
      out_.close();  // Ends the loop, whoever else may still hold the other end.
    }
  }

  void stop_for_time() {
    measured_.run.timed_out = true;
    over_ = true;
  }

  void reap() {
    if (reaped_) return;
    reaped_ = true;
    ::kill(-child_, SIGKILL);
    ::kill(child_, SIGKILL);
    rusage used{};
    while (::wait4(child_, &status_, 0, &used) < 0 && errno == EINTR) {
    }
    const auto ms_of = [](const timeval& time) { return time.tv_sec * 1000 + time.tv_usec / 1000; };
    measured_.run.processor_ms = static_cast<int>(ms_of(used.ru_utime) + ms_of(used.ru_stime));
  }

  // Stopped by us counts as killed even if it ended in the same moment: its answer is not whole.
  int exit_code() const {
    if (over_) return 128 + SIGKILL;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  }

  pid_t child_;
  Descriptor ended_;
  Descriptor in_;
  Descriptor out_;
  Descriptor complaints_;
  ByteView input_;
  ChildLimits limits_;
  SteadyClock::time_point due_;
  MeasuredRun measured_;
  bool over_ = false;
  bool has_begun_ = false;
  bool has_ended_ = false;
  bool reaped_ = false;
  int status_ = 0;
};

// A second of the processor, however long it may take: patience is for a machine that does other things as well, not for a file
// that wants more. Beyond five seconds nobody waits for a photo, and the wish is meant (a check, a sanitizer).
rlim_t processor_seconds(int wall_ms) { return wall_ms <= 5000 ? 1 : static_cast<rlim_t>(wall_ms / 1000 + 1); }

struct Place {
  std::counting_semaphore<64>& places;
  explicit Place(std::counting_semaphore<64>& all) : places(all) { places.acquire(); }
  ~Place() { places.release(); }
};

}  // namespace

ProcessChild::ProcessChild(std::string program, int at_once_max) : program_(std::move(program)), places_(at_once_max) {
  ensure(program_.starts_with('/'), "a helper program is named by its absolute path");
  ensure(at_once_max >= 1 && at_once_max <= 64, "between 1 and 64 children at once");
}

Result<ChildRun> ProcessChild::run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits& limits) {
  auto measured = measured_run(arguments, in, limits);
  if (!measured) return tl::unexpected(measured.error());
  // Once is enough: it says the same of the kernel each time. Never its words, which may come from the file.
  if (!measured->complaint.empty() && !complained_.exchange(true)) {
    log_warning("helper_complained", {{"bytes", measured->complaint.size()}, {"hint", "run the helper by hand to see"}});
  }
  return std::move(measured->run);
}

Result<MeasuredRun> ProcessChild::measured_run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits& limits) {
  const Place place(places_);
  auto input = make_pair_of_ends();
  auto output = make_pair_of_ends();
  auto complaints = make_pair_of_ends();
  if (!input || !output || !complaints) return failure("cannot start a helper program: no descriptors left", "raise the limit on open files");

  std::vector<char*> words{program_.data()};
  for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  // The resident size is what counts; the address space is a backstop for one sudden leap between two looks.
  const ChildSetup setup{program_.c_str(),
                         words.data(),
                         input->theirs.number(),
                         output->theirs.number(),
                         complaints->theirs.number(),
                         processor_seconds(limits.wall_ms),
                         4 * limits.resident_bytes_max + 512UL * 1024 * 1024};
  const pid_t child = ::fork();
  if (child < 0) return failure("cannot start a helper program: no process", "raise the limit on processes");
  if (child == 0) become_child(setup);
  ::setpgid(child, child);  // In both, so that it is done whoever comes first.
  input->theirs.close();
  output->theirs.close();
  complaints->theirs.close();
  MeasuredRun measured = Running(child, std::move(*input), std::move(*output), std::move(*complaints), in, limits).finish();
  if (measured.run.exit_code == cannot_start_code) return failure("cannot start " + program_, "is it installed beside the program?");
  return measured;
}

std::string reader_beside_this_program() {
  char path[4096];
  const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  ensure(n > 0 && n < static_cast<ssize_t>(sizeof path), "the running program has a path");
  const std::string self(path, static_cast<std::size_t>(n));
  return self.substr(0, self.rfind('/') + 1) + "opak-reader";
}

}  // namespace opak::paper
