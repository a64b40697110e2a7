#include "commands/open_doors.h"

#include <poll.h>
#include <spawn.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>
#include <ostream>

#include "base/log.h"
#include "commands/supervisor.h"
#include "net/handover.h"
#include "office/book.h"

namespace opak::commands {
namespace {

constexpr int asked_ms = 2'000;          // For the first word of who knocks.
constexpr int handed_ms = 60'000;        // For the next thing the old one hands over; it finishes requests meanwhile.
constexpr int folder_ms = 10'000;        // Until a folder that was let go is ours.

net::Descriptor signals_to_read() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, one);
  return net::Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC));
}

// Where this program lies, also once a newer one has been put in its place.
const std::string& own_path() {
  static const std::string path = [] {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored).string();
  }();
  return path;
}

// A new program of the same words; it asks for the doors by itself. Its signals are not held.
pid_t start_successor(const Told& told) {
  std::vector<std::string> words = {own_path()};
  words.insert(words.end(), told.line.begin(), told.line.end());
  if (std::find(words.begin(), words.end(), "--take-over") == words.end()) words.push_back("--take-over");
  std::vector<char*> raw;
  for (auto& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = 0;
  if (const int error = ::posix_spawn(&pid, own_path().c_str(), nullptr, &how, raw.data(), environ); error != 0)
    log_error("the new program could not be started", {{"why", std::strerror(error)}});
  posix_spawnattr_destroy(&how);
  return pid;
}

class Doors {
 public:
  Doors(DataFolder& folder, const Told& told, Terminal& terminal, const std::function<Result<std::unique_ptr<RunningCity>>()>& open)
      : folder_(folder), told_(told), terminal_(terminal), open_(open), signals_(signals_to_read()) {
    own_path();
  }

  // What the program that serves here hands over; nothing where none does.
  Result<net::Handed> take_over() {
    auto asked = net::Handover::ask(folder_.path());
    if (!asked) {
      if (auto held = folder_.hold(0); !held) return tl::unexpected(held.error());
      return net::Handed{};
    }
    before_ = std::move(*asked);
    auto handed = before_->receive(handed_ms);
    if (auto held = folder_.hold(folder_ms); !held) return tl::unexpected(held.error());
    const auto& address = told_.settings.address;
    std::erase_if(handed.listening, [&](const auto& socket) { return !net::listens_on(socket, address == "localhost" ? "127.0.0.1" : address, told_.settings.port); });
    return handed;
  }

  // Opens the city, with what was handed over.
  Result<std::uint16_t> open(net::Handed handed) {
    auto city = open_();
    if (!city) return tl::unexpected(city.error());
    auto port = (*city)->listen(std::move(handed));
    if (!port) return port;
    auto door = net::HandoverDoor::open(folder_.path());
    if (!door) log_warning("nobody can take this city over", {{"why", door.error().what}});
    else door_.emplace(std::move(*door));
    city_ = std::move(*city);
    tell_supervisor("READY=1");
    begin_signs_of_life();
    if (before_) before_->say_ready();
    before_.reset();
    return port;
  }

  // Until somebody ends us or takes over.
  Exit wait() {
    while (true) {
      pollfd ready[2] = {{signals_.number(), POLLIN, 0}, {door_ ? door_->number() : -1, POLLIN, 0}};
      if (::poll(ready, 2, -1) < 0 && errno != EINTR) throw std::runtime_error("poll");
      if (ready[0].revents != 0) {
        signalfd_siginfo signal = {};
        if (::read(signals_.number(), &signal, sizeof signal) != sizeof signal) continue;
        if (signal.ssi_signo != SIGHUP) return end();
        begin_anew();
      } else if (ready[1].revents != 0) {
        auto who = door_->welcome();
        const auto wish = who ? who->read_wish(asked_ms) : net::Handover::Wish::none;
        if (wish == net::Handover::Wish::new_start) begin_anew();
        if (wish != net::Handover::Wish::doors) continue;
        if (const auto ended = hand_over(*who)) return *ended;
      }
    }
  }

 private:
  Exit end() {
    tell_supervisor("STOPPING=1");
    terminal_.err << "opak: closing; what was taken is being finished" << std::endl;
    door_.reset();
    signs_.reset();
    if (city_) city_->stop();
    return Exit::fine;
  }

  void begin_anew() {
    if (successor_ > 0) ::waitpid(successor_, nullptr, WNOHANG);  // An earlier one that did not get ready.
    successor_ = start_successor(told_);
  }

  // A wish that changes nothing goes through the clerk and back: if nobody serves there any more, the supervisor ends us.
  void begin_signs_of_life() {
    if (const auto ms = watchdog_ms(); ms > 0)
      signs_ = std::make_unique<Again>("a sign of life", ms / 3, [this] {
        city_->office().record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }).wait();
        tell_supervisor("WATCHDOG=1");
      });
  }

  // None: the city is still ours.
  std::optional<Exit> hand_over(net::Handover& next) {
    terminal_.err << "opak: handing over to process " << next.other() << std::endl;
    signs_.reset();
    auto handed = city_->hand_over();
    door_.reset();
    city_.reset();
    const bool sent = next.send(handed);
    folder_.let_go();
    if (sent) next.say_done();
    if (sent && next.waits_until_ready(signals_.number())) {
      tell_supervisor("MAINPID=" + std::to_string(next.other()));
      return Exit::fine;
    }
    terminal_.err << "opak: it did not get ready; going on" << std::endl;
    if (auto held = folder_.hold(folder_ms); !held) return say_failure(terminal_, held.error());
    if (const auto port = open(std::move(handed)); !port) return say_failure(terminal_, port.error());
    return std::nullopt;
  }

  DataFolder& folder_;
  const Told& told_;
  Terminal& terminal_;
  const std::function<Result<std::unique_ptr<RunningCity>>()>& open_;
  net::Descriptor signals_;
  std::optional<net::Handover> before_;
  std::optional<net::HandoverDoor> door_;
  std::unique_ptr<RunningCity> city_;
  std::unique_ptr<Again> signs_;
  pid_t successor_ = 0;
};

}  // namespace

Exit keep_open(DataFolder& folder, const Told& told, Beginning beginning, Terminal& terminal, const std::function<Result<std::unique_ptr<RunningCity>>()>& open,
               const std::function<void(std::uint16_t)>& say) {
  Doors doors(folder, told, terminal, open);
  Result<net::Handed> handed = net::Handed{};
  if (beginning == Beginning::take_over) handed = doors.take_over();
  if (!handed) return say_failure(terminal, handed.error());
  const auto port = doors.open(std::move(*handed));
  if (!port) return say_failure(terminal, port.error());
  say(*port);
  return doors.wait();
}

}  // namespace opak::commands
