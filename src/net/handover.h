// Two programs of one user, the old and the new, and what goes from one to the other while a city is taken over:
//
//   new   asks at the Unix socket in the data folder
//   old   hands over what it listens on, stops, hands over its connections, lets go of the folder, says that it is done
//   new   opens the city, serves what has waited, says that it is ready
//   old   ends; where the new one vanished before it was ready, it takes everything back and goes on
//
// Until then both hold every socket, so that nothing is lost whoever dies.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.h"
#include "net/handed.h"

namespace opak::net {

// One conversation; blocking.
class Handover {
 public:
  explicit Handover(Descriptor socket) : socket_(std::move(socket)) {}

  // The new one's part. Failure: nobody answers in this folder.
  static Result<Handover> ask(const std::string& folder);
  // Tells the running program to start itself anew, as SIGHUP does. False: none answers.
  static bool ask_for_new_start(const std::string& folder);
  // Everything up to the old one's "done". What came before the old one died is given too.
  Handed receive(int wait_ms);
  void say_ready();

  // The old one's part.
  enum class Wish { none, doors, new_start };
  Wish read_wish(int wait_ms);            // What the other end wants; none: it does not say so in our words.
  bool send(const Handed& handed);        // False: the other end has gone.
  void say_done();
  bool waits_until_ready(int also_until); // False: the other end has gone, or `also_until` can be read.
  pid_t other() const { return other_; }  // The process at the other end.

 private:
  friend class HandoverDoor;
  Descriptor socket_;
  pid_t other_ = 0;
};

// Where the old one can be asked: a socket of mode 0600 named opak.handover.
class HandoverDoor {
 public:
  static Result<HandoverDoor> open(const std::string& folder);
  HandoverDoor(HandoverDoor&&) = default;
  ~HandoverDoor();  // Takes the name away if it is still ours.
  int number() const { return socket_.number(); }
  Result<Handover> welcome();  // Failure: it is another user, or it has gone again.

 private:
  HandoverDoor(Descriptor folder, Descriptor socket, unsigned long long inode) : folder_(std::move(folder)), socket_(std::move(socket)), inode_(inode) {}
  Descriptor folder_, socket_;
  unsigned long long inode_;
};

// A socket that listens on this address and port (0: any).
bool listens_on(const Descriptor& socket, const std::string& address, int port);

}  // namespace opak::net
