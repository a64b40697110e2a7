// Passwords: Argon2id, slow on purpose, and therefore never on a network thread nor inside the clerk.
//
// The worker checks one after another on a thread of its own and keeps at most a few waiting, so that a flood of sign-ins
// takes neither the memory (64 MiB each) nor the pages. A login that does not exist is checked against a hash that nobody
// has the word for: it takes as long, so the time tells nothing.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/later.h"
#include "base/world.h"

namespace opak::access {

// `cheap` is for tests and the seeds of the demo; no setting of the city leads to it.
enum class Strength { standard, cheap };

constexpr std::size_t password_letters_min = 10;
constexpr std::size_t password_bytes_max = 200;

// None: good enough. What is refused is short, endless, the login itself, or among the first that anyone would try.
std::optional<Refusal> refuse_password(std::string_view password, std::string_view login);

// "$argon2id$v=19$m=65536,t=2,p=1$...": 64 MiB, two rounds. Slow.
std::string hash_password(std::string_view password, Strength strength, Chance& chance);
bool password_is(const std::string& hash, std::string_view password);  // Slow.

class PasswordWorker {
 public:
  // at_once: the caller's thread does it, for a city that runs in one thread from a seed.
  enum class Runs { on_a_thread, at_once };

  explicit PasswordWorker(Chance& chance, Strength strength = Strength::standard, Runs runs = Runs::on_a_thread,
                          std::size_t waiting_max = 32);
  ~PasswordWorker();  // Those still waiting are answered with none.
  PasswordWorker(const PasswordWorker&) = delete;
  PasswordWorker& operator=(const PasswordWorker&) = delete;

  // None: too many are waiting (say 503). No `hash` (nobody has that login): false, after the same time.
  Later<std::optional<bool>> verify(std::optional<std::string> hash, std::string password);
  // The hash of a new password. None: too many are waiting.
  Later<std::optional<std::string>> hash(std::string password);

 private:
  struct Job {
    std::function<void()> work;
    std::function<void()> give_up;
  };
  void take(Job job);
  void run();

  Chance& chance_;
  const Strength strength_;
  const Runs runs_;
  const std::size_t waiting_max_;
  const std::string nobodys_hash_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace opak::access
