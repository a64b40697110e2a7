// opak-pretend-meta: the pretend Meta as a process of its own. `opak demo` starts it and ends it; for tests it can be started by hand.
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "commands/pretend_meta.h"

namespace {

// Until a signal comes, or whoever started us is gone: then our standard input ends.
void wait_for_the_end(int signals) {
  char ignored[256];
  while (true) {
    pollfd ready[2] = {{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0) continue;
    if (ready[0].revents != 0) return;
    if (ready[1].revents != 0 && ::read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
  }
}

}  // namespace

int main(int count, char** words) {
  ::umask(077);
  opak::commands::PretendMetaWish wish;
  for (int n = 1; n + 1 < count; n += 2) {
    const std::string_view word = words[n];
    if (word == "--port") wish.port = static_cast<std::uint16_t>(std::atoi(words[n + 1]));
    else if (word == "--seed") wish.seed = static_cast<std::uint64_t>(std::atoll(words[n + 1]));
    else if (word == "--keep") wish.keep = words[n + 1];
    else count = 0;
  }
  if (count % 2 == 0) {
    std::cerr << "Use: opak-pretend-meta [--port N] [--seed N] [--keep FILE]\n"
                 "A pretend WhatsApp for the example city, on this machine only (docs/pretend_meta.md). Ends with its standard input.\n";
    return 2;
  }
  sigset_t ends;
  sigemptyset(&ends);
  for (const int one : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ends, one);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const int signals = ::signalfd(-1, &ends, SFD_CLOEXEC);

  opak::commands::PretendMeta meta(wish);
  const auto port = meta.start();
  if (!port) {
    std::cerr << "opak-pretend-meta: " << port.error().what << "\n";
    return 3;
  }
  std::cout << "pretend Meta listens on http://127.0.0.1:" << *port << std::endl;
  wait_for_the_end(signals);
  meta.stop();
  return 0;
}
