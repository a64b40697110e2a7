// One resident's whole way over HTTP, each at their own desk: number and code, the form's pages, two photos, sent; the papers
// looked at and accepted; verified; taken for print and printed; handed over at the counter; seen on the status page; rated.
//
// Everything is asked of the pages as a browser without script asks it: what stands on one page (number, letters, next path)
// is what is written into the next. The code is read from the pretend phone, so this needs a city that `opak demo` serves.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "commands/bench_client.h"
#include "register/example_residents.h"

namespace opak::commands {

struct LifeStep {
  std::string name;
  double ms = 0;  // Of all that was asked in it.
  bool well = false;
  int status = 0;  // Of the last answer.
};

struct Life {
  std::vector<LifeStep> steps;  // To the first that did not go well.
  std::string number;           // "OM-...", once it was sent.
  std::string trouble;          // Where it stopped, and what the page said.
  bool whole() const { return trouble.empty(); }
};

class LifeBench {
 public:
  // Signed in already: an operator, a verifier, and two who may receive blangko together.
  struct Officers {
    const BenchClient &checker, &verifier, &printer, &supervisor;
  };
  static constexpr int lives_max = 9'000;

  // Whom the example register must know before (ExampleRegister::add): as many people as lives, from the `first`th. Nobody
  // walks twice, so each measurement over one folder takes another `first`.
  static std::vector<registry::ExampleResident> residents(std::int64_t first, int lives);

  // Every life comes from a network of its own, as the proxy tells it: the program must have server.behind_proxy set, or it
  // rightly gives no more than sixty codes an hour.
  LifeBench(std::uint16_t port, const Officers& officers, int clients, std::int64_t first, int lives);
  ~LifeBench();

  // Blangko enough, received by two; those who stand in the line already are called to another printer. Not measured. Throws.
  void prepare();
  // The next resident, by the windows of this client. REQUIRES: no two at the same time with one client.
  Life live(int client);
  // Photos that the machine was too busy for, sent once more.
  std::int64_t sent_again() const { return sent_again_; }

 private:
  class Walk;
  struct Windows;

  void receive_box(std::int64_t first_serial, std::int64_t count);
  void learn_serials();
  std::string next_serial();

  const std::uint16_t port_;
  const std::int64_t first_;
  const int lives_;
  const std::string printer_;
  const Bytes small_photo_, large_photo_;
  std::vector<std::unique_ptr<Windows>> windows_;
  std::vector<std::string> serials_;
  std::atomic<std::size_t> next_serial_ = 0;
  std::atomic<std::int64_t> next_ = 0, sent_again_ = 0;
};

}  // namespace opak::commands
