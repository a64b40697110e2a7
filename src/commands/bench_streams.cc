#include "commands/bench_streams.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "commands/city.h"

namespace opak::commands {
namespace {

using Steady = std::chrono::steady_clock;
double ms_since(Steady::time_point start) { return std::chrono::duration<double, std::milli>(Steady::now() - start).count(); }

// Memory that is the program's own: files that are mapped belong to nobody.
double own_bytes(pid_t program) {
  std::ifstream file("/proc/" + std::to_string(program) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("RssAnon:")) return std::stod(line.substr(8)) * 1024;
  return 0;
}

class Pages {
 public:
  explicit Pages(std::uint16_t port) : port_(port), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Pages() {
    for (const auto& page : pages_)
      if (page.socket >= 0) ::close(page.socket);
    ::close(epoll_);
  }
  Pages(const Pages&) = delete;

  void open(const std::string& path, int count) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) + "\r\nAccept: text/event-stream\r\n\r\n";
    for (int n = 0; n < count; ++n) {
      const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(port_);
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 ||
          ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
        if (socket >= 0) ::close(socket);
        break;
      }
      epoll_event event{EPOLLIN, {.u32 = static_cast<std::uint32_t>(pages_.size())}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
      pages_.push_back({socket, 0});
      // In waves, as the server answers: this is not about a rush.
      if (n % 64 == 63)
        for (const auto start = Steady::now(); that_got_something() < static_cast<int>(pages_.size()) && ms_since(start) < 5'000;) read(5);
    }
  }

  // Until nothing has come for `quiet_ms`. Gives when the last byte came.
  Steady::time_point read_until_quiet(int quiet_ms, const std::function<bool()>& may_end) {
    auto last = Steady::now();
    while (!may_end() || ms_since(last) < quiet_ms)
      if (read(may_end() ? quiet_ms / 4 : 1)) last = Steady::now();
    return last;
  }

  void begin_round() {
    for (auto& page : pages_) page.bytes = 0;
  }
  int open_ones() const { return static_cast<int>(std::count_if(pages_.begin(), pages_.end(), [](const Page& page) { return page.socket >= 0; })); }
  int that_got_something() const { return static_cast<int>(std::count_if(pages_.begin(), pages_.end(), [](const Page& page) { return page.bytes > 0; })); }
  bool all_got_the_same() const {
    return !pages_.empty() && pages_.front().bytes > 0 && std::all_of(pages_.begin(), pages_.end(), [&](const Page& page) { return page.bytes == pages_.front().bytes; });
  }

 private:
  struct Page {
    int socket;
    std::size_t bytes;  // Of this round.
  };

  bool read(int wait_ms) {
    bool came = false;
    epoll_event events[512];
    const auto count = ::epoll_wait(epoll_, events, 512, wait_ms);
    for (int n = 0; n < count; ++n) {
      auto& page = pages_[events[n].data.u32];
      static char bytes[64 * 1024];
      const auto got = ::recv(page.socket, bytes, sizeof bytes, MSG_DONTWAIT);
      if (got == 3 && bytes[0] == ':') continue;  // Only kept warm.
      if (got > 0 && std::string_view(bytes, static_cast<std::size_t>(got)).find("\r\nContent-Length: ") != std::string_view::npos) {
        ::close(std::exchange(page.socket, -1));  // No stream: it was asked to come again.
        continue;
      }
      if (got > 0) {
        page.bytes += static_cast<std::size_t>(got);
        came = true;
      } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        ::close(std::exchange(page.socket, -1));
      }
    }
    return came;
  }

  const std::uint16_t port_;
  const int epoll_;
  std::vector<Page> pages_;
};

}  // namespace

double StreamsSeen::median_ms() const {
  auto sorted = last_ms;
  std::sort(sorted.begin(), sorted.end());
  return sorted.empty() ? 0 : sorted[sorted.size() / 2];
}

double StreamsSeen::worst_ms() const { return last_ms.empty() ? 0 : *std::max_element(last_ms.begin(), last_ms.end()); }

std::vector<SpikeNumber> StreamsSeen::numbers() const {
  return {{"live pages open", static_cast<double>(open), ""},
          {"opened in", opened_in_s, "s"},
          {"memory of the program a page", memory_a_page, "bytes"},
          {"a change reaches the last of them, half within", median_ms(), "ms"},
          {"a change reaches the last of them, at worst", worst_ms(), "ms"},
          {"changes that reached not all", static_cast<double>(last_ms.size()) - whole, ""},
          {"pages still open", static_cast<double>(left_open), ""}};
}

StreamsSeen open_streams(std::uint16_t port, pid_t program, const std::string& path, const std::function<void(int)>& change, const StreamsWish& wish) {
  raise_descriptor_limit();
  Pages pages(port);
  StreamsSeen seen;
  // One first, so that what is made once for all is not counted as theirs.
  pages.open(path, 1);
  pages.read_until_quiet(300, [] { return true; });
  const auto before = own_bytes(program);
  const auto start = Steady::now();
  pages.open(path, wish.pages - 1);
  const auto last = pages.read_until_quiet(300, [] { return true; });
  seen.opened_in_s = std::chrono::duration<double>(last - start).count();
  seen.open = pages.that_got_something();
  seen.memory_a_page = (own_bytes(program) - before) / std::max(1, seen.open - 1);
  for (int n = 0; n < wish.changes; ++n) {
    pages.begin_round();
    std::atomic<bool> acknowledged = false;
    const auto asked = Steady::now();
    std::exception_ptr trouble;
    std::thread hand([&] {
      try {
        change(n);
      } catch (...) {
        trouble = std::current_exception();
      }
      acknowledged = true;
    });
    const auto all_there = pages.read_until_quiet(250, [&] { return acknowledged.load(); });
    hand.join();
    if (trouble) std::rethrow_exception(trouble);
    seen.last_ms.push_back(std::chrono::duration<double, std::milli>(all_there - asked).count());
    if (pages.all_got_the_same()) ++seen.whole;
  }
  seen.left_open = pages.open_ones();
  return seen;
}

}  // namespace opak::commands
