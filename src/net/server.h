// The door: a port, some network threads, and a handler that is asked for every request.
//
// Each thread has its own event loop, its own listening socket (SO_REUSEPORT) and its own connections, and shares
// nothing with the others. Requests that arrive together on one connection are answered in order with one write. What
// the server decides by itself (too slow, too large, unreadable) is shown through the error page, so it can be kind.
// It says nothing about itself on the wire and writes nothing of a request into the log.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "net/broadcaster.h"
#include "net/handed.h"
#include "net/http.h"
#include "net/parser.h"

namespace opak::net {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one.
  int threads = 1;
  int connections_max = 20'000;
  int streams_max = 16'000;  // Of those; so that pages left open never keep out who comes with a wish.
  // Behind a proxy one address speaks for everybody, and so does this machine's own. Else none takes more than a quarter of the connections, or of the room for
  // bodies, once half of it is taken: a whole village may come from one address, but it does not keep out the next.
  bool is_behind_proxy = false;
  ParserLimits limits = {};
  std::size_t bodies_bytes_max = 512 * 1024 * 1024;  // Of all requests on their way in. A form without files always finds room.
  std::int64_t head_ms = 10'000;    // From the first byte of a request to the end of its head.
  std::int64_t idle_ms = 60'000;    // Between two requests.
  std::int64_t answer_ms = 30'000;  // Until a Later must have come; then 503.
  // A 300 kB photo at 6 kB/s takes 50 s and is welcome: a body may take grace_ms + its bytes so far / bytes_per_s, and
  // a reader grace_ms + what we hold for it / bytes_per_s. Nothing at all for grace_ms ends both. Ten times as fast where the
  // room for bodies is half taken.
  std::int64_t grace_ms = 30'000;
  std::int64_t bytes_per_s = 1'000;
  std::int64_t heartbeat_ms = 20'000;      // Of event streams; keeps proxies and phones from hanging up.
  std::size_t stream_bytes_max = 256 * 1024;  // Waiting for one listener; then it is dropped.
  std::size_t stream_events_max = 64;
  bool takes_request_ids = false;          // From a proxy of ours; else each request gets one of our own.
  std::int64_t stream_ms = 3'600'000;      // Then its browser opens it anew, and is known to be there still.
  std::int64_t tick_ms = 1'000;            // How often all these limits are looked at.
};

struct ServerCounts {
  std::atomic<std::int64_t> requests{0};
  std::array<std::atomic<std::int64_t>, 6> answers{};  // By the hundreds of their status.
  std::atomic<std::int64_t> connections{0};  // Open now, streams not counted.
  std::atomic<std::int64_t> streams{0};      // Open now.
  std::atomic<std::int64_t> body_bytes{0};   // Held now, of unfinished and running requests.
};

class Worker;

class Server {
 public:
  // `broadcaster` feeds the event streams; without one, streams only ever show their first event.
  Server(ServerSettings settings, Handler handler, ErrorPage error_page = {}, Broadcaster* broadcaster = nullptr);
  ~Server();  // stop(0) if it still runs.
  Server(const Server&) = delete;

  // The port. `handed`: listening sockets and connections of a program that went before; one network thread each at least.
  Result<std::uint16_t> start(Handed handed = {});

  // Takes no new connections, ends streams and idle connections, lets running requests finish for up to `grace_ms`.
  void stop(std::int64_t grace_ms = 10'000);

  // Like stop(), but a connection that nobody is answering is not closed: it is given back with the listening sockets, for another
  // program to go on with. What is being answered is answered first. Event streams end; browsers open them again.
  Handed hand_over(std::int64_t grace_ms = 10'000);

  const ServerCounts& counts() const { return counts_; }

 private:
  void begin_stop(std::int64_t grace_ms, bool hands_over);

  ServerSettings settings_;
  Handler handler_;
  ErrorPage error_page_;
  Broadcaster* broadcaster_;
  ServerCounts counts_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace opak::net
