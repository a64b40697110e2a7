#include "commands/bench_crowd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace opak::commands {

struct Crowd::Browser {
  int socket = -1;
  Asking asking;
  std::size_t sent = 0;
  bool awaits_writable = false;
  std::string head;       // Of the answer, until it is whole.
  bool has_head = false;
  std::size_t body_left = 0;
};

namespace {

// As our own server writes it.
std::string_view field_of(std::string_view head, std::string_view name) {
  const auto at = head.find(name);
  if (at == head.npos) return {};
  const auto begin = at + name.size();
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

Crowd::Crowd(std::uint16_t port, int connections_max) : port_(port), connections_max_(static_cast<std::size_t>(connections_max)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::runtime_error("no epoll");
}

Crowd::~Crowd() {
  for (const auto& browser : browsers_)
    if (browser->socket >= 0) ::close(browser->socket);
  ::close(epoll_);
}

void Crowd::ask(std::string request, Answered answered) {
  Asking asking{std::move(request), std::move(answered), Steady::now()};
  if (free_.empty() && browsers_.size() < connections_max_) {
    browsers_.push_back(std::make_unique<Browser>());
    free_.push_back(browsers_.back().get());
  }
  if (free_.empty()) return waiting_.push_back(std::move(asking));
  auto& browser = *free_.back();
  free_.pop_back();
  give(browser, std::move(asking));
}

void Crowd::give(Browser& browser, Asking asking) {
  ++busy_;
  browser.asking = std::move(asking);
  browser.sent = 0;
  browser.head.clear();
  browser.has_head = false;
  if (browser.socket < 0) {
    browser.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(browser.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool begun = browser.socket >= 0 && (::connect(browser.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 || errno == EINPROGRESS);
    if (!begun) return end(browser, 0, {}, true);
    epoll_event event{EPOLLIN, {.ptr = &browser}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, browser.socket, &event);
  }
  write(browser);
}

void Crowd::write(Browser& browser) {
  const auto& request = browser.asking.request;
  const auto sent = ::send(browser.socket, request.data() + browser.sent, request.size() - browser.sent, MSG_NOSIGNAL);
  if (sent > 0) browser.sent += static_cast<std::size_t>(sent);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) return end(browser, 0, {}, true);
  const bool awaits = browser.sent < request.size();
  if (awaits == browser.awaits_writable) return;
  browser.awaits_writable = awaits;
  epoll_event event{EPOLLIN | (awaits ? static_cast<std::uint32_t>(EPOLLOUT) : 0U), {.ptr = &browser}};
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, browser.socket, &event);
}

void Crowd::read(Browser& browser) {
  static thread_local char bytes[64 * 1024];
  const auto got = ::recv(browser.socket, bytes, sizeof bytes, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (!browser.asking.answered) {  // Nothing was asked: the other end has closed.
    ::close(std::exchange(browser.socket, -1));
    browser.awaits_writable = false;
    return;
  }
  if (got <= 0) return end(browser, 0, {}, true);
  std::string_view rest(bytes, static_cast<std::size_t>(got));
  if (!browser.has_head) {
    browser.head.append(rest);
    const auto at = browser.head.find("\r\n\r\n");
    if (at == browser.head.npos) return;
    rest.remove_prefix(rest.size() - (browser.head.size() - at - 4));
    browser.head.resize(at + 2);
    browser.has_head = true;
    const auto length = field_of(browser.head, "Content-Length: ");
    browser.body_left = 0;
    std::from_chars(length.data(), length.data() + length.size(), browser.body_left);
  }
  browser.body_left -= std::min(browser.body_left, rest.size());
  if (browser.body_left > 0) return;
  int status = 0;
  if (browser.head.size() > 12) std::from_chars(browser.head.data() + 9, browser.head.data() + 12, status);
  end(browser, status, field_of(browser.head, "Location: "), browser.head.find("\r\nConnection: close") != std::string::npos);
}

void Crowd::end(Browser& browser, int status, std::string_view location, bool closes) {
  --busy_;
  if (closes && browser.socket >= 0) {
    ::close(std::exchange(browser.socket, -1));
    browser.awaits_writable = false;
  }
  const auto asking = std::exchange(browser.asking, {});
  asking.answered({status, location, std::chrono::duration<double, std::milli>(Steady::now() - asking.due).count()});
  if (waiting_.empty()) return free_.push_back(&browser);
  auto next = std::move(waiting_.front());
  waiting_.pop_front();
  give(browser, std::move(next));
}

void Crowd::turn(int wait_ms) {
  epoll_event events[256];
  const auto count = ::epoll_wait(epoll_, events, 256, wait_ms);
  for (int n = 0; n < count; ++n) {
    auto& browser = *static_cast<Browser*>(events[n].data.ptr);
    if (browser.socket >= 0 && (events[n].events & EPOLLOUT) != 0) write(browser);
    if (browser.socket >= 0 && (events[n].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) read(browser);
  }
}

void Crowd::run_for(std::chrono::milliseconds time, const std::function<void()>& each_ms) {
  const auto until = Steady::now() + time;
  auto next = Steady::now();
  for (auto now = next; now < until; now = Steady::now()) {
    if (now >= next) {
      each_ms();
      next = now + std::chrono::milliseconds(1);
    }
    turn(Steady::now() < next ? 1 : 0);
  }
}

bool Crowd::finish(std::chrono::milliseconds time) {
  for (const auto until = Steady::now() + time; unanswered() > 0 && Steady::now() < until;) turn(5);
  return unanswered() == 0;
}

}  // namespace opak::commands
