#include "paper/reader/sandbox.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <string>

#include "paper/reader/answer.h"

namespace opak::reader {
namespace {

constexpr const char* font_folders[] = {"/etc/fonts",      "/usr/share/fonts",       "/usr/local/share/fonts", "/usr/share/fontconfig",
                                        "/usr/share/poppler", "/var/cache/fontconfig"};

void say(std::string_view line) { write_all(STDERR_FILENO, line); }

// Landlock's first version covers every way to a file, and is in every kernel since 5.13.
bool only_fonts_can_be_read() {
  constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  constexpr std::uint64_t everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  const landlock_ruleset_attr rules{.handled_access_fs = everything};
  const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0));
  if (ruleset < 0) return false;
  for (const char* folder : font_folders) {
    const int descriptor = ::open(folder, O_PATH | O_CLOEXEC);
    if (descriptor < 0) continue;
    const landlock_path_beneath_attr beneath{.allowed_access = reading, .parent_fd = descriptor};
    ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    ::close(descriptor);
  }
  const bool done = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}

constexpr int computing[] = {
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat),
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(restart_syscall), SCMP_SYS(sysinfo)};
constexpr int threads[] = {SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(get_mempolicy), SCMP_SYS(set_tid_address)};
constexpr int looking_at_files[] = {
    SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(pread64), SCMP_SYS(statfs),
    SCMP_SYS(fstatfs), SCMP_SYS(getcwd), SCMP_SYS(fcntl), SCMP_SYS(fadvise64)};

template <std::size_t n>
void allow(scmp_filter_ctx filter, const int (&calls)[n]) {
  for (const int call : calls) seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
}

void allow_threads(scmp_filter_ctx filter) {
  allow(filter, threads);
  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM));
  // Its arguments lie in memory where a filter cannot look; told that it does not exist, the C library uses clone.
  seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

void allow_reading_files(scmp_filter_ctx filter) {
  constexpr std::uint64_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  allow(filter, looking_at_files);
  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0));
  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0));
}

// Memory, but none that could be run.
void allow_memory(scmp_filter_ctx filter) {
  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

std::string tried(const char* what, bool stopped) {
  return "\"" + std::string(what) + "\":" + (stopped ? "\"stopped\"" : "\"open\"");
}

bool opens(const char* path, int flags) {
  const int descriptor = ::open(path, flags, 0600);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

bool starts_a_process() {
  const pid_t child = ::fork();
  if (child == 0) _exit(0);
  if (child > 0) ::waitpid(child, nullptr, 0);
  return child > 0;
}

bool runs_a_program() {
  char name[] = "/bin/true";
  char* arguments[] = {name, nullptr};
  ::execve(name, arguments, nullptr);
  return false;  // Still here; where it did run, this program's answer is missing.
}

}  // namespace

void prepare_sandbox() {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) say("opak-reader: the kernel refuses no_new_privs\n");
  if (!only_fonts_can_be_read()) say("opak-reader: the kernel has no Landlock; going on with seccomp\n");
}

bool raise(Walls walls) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  allow(filter, computing);
  allow_memory(filter);
  if (walls == Walls::before_reading) seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 0);
  if (walls == Walls::before_reading) seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 0);
  if (walls != Walls::for_picture) allow_threads(filter);
  if (walls == Walls::before_reading || walls == Walls::for_pdf) allow_reading_files(filter);
  const bool raised = seccomp_load(filter) == 0;
  seccomp_release(filter);
  if (!raised) say("opak-reader: the kernel refuses seccomp; going on without\n");
  return raised;
}

int test_walls() {
  const bool landlock = !opens("/etc/passwd", O_RDONLY);
  std::string line = "{" + tried("read_foreign_file", landlock);
  if (!raise(Walls::before_reading)) {
    write_all(STDOUT_FILENO, "{\"seccomp\":\"none\"}\n");
    return 0;
  }
  line += "," + tried("write_file", !opens("/tmp/opak-reader-was-here", O_WRONLY | O_CREAT));
  line += "," + tried("write_null", !opens("/dev/null", O_RDWR));
  line += "," + tried("socket", ::socket(AF_INET, SOCK_STREAM, 0) < 0);
  line += "," + tried("unix_socket", ::socket(AF_UNIX, SOCK_STREAM, 0) < 0);
  line += "," + tried("start_process", !starts_a_process());
  line += "," + tried("run_program", !runs_a_program());
  line += "," + tried("kill", ::kill(::getpid(), 0) < 0);
  line += "," + tried("run_memory", ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
  line += ",\"fonts\":" + std::string(opens("/etc/fonts", O_RDONLY) ? "\"open\"" : "\"stopped\"");
  raise(Walls::for_picture);
  line += "," + tried("fonts_for_picture", !opens("/etc/fonts", O_RDONLY));
  line += "," + tried("loosen", !raise(Walls::for_pdf)) + "}\n";
  write_all(STDOUT_FILENO, line);
  return 0;
}

}  // namespace opak::reader
