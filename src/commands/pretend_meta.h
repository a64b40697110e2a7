// The pretend Meta as a server: the Graph API on a port of this machine, webhooks that it sends, and a second door by which whoever plays says
// what the residents write and what goes wrong (docs/pretend_meta.md).
//
// It is a program of its own, opak-pretend-meta, and knows the example city's secrets only, which `opak serve` refuses.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/later.h"
#include "base/real_world.h"
#include "channels/pretend_post.h"
#include "net/outgoing.h"
#include "net/server.h"

namespace opak::commands {

struct PretendMetaWish {
  std::uint16_t port = 0;  // 0: any free one.
  std::uint64_t seed = 1;
  std::string keep;        // A file in which the telephones outlive the program; "": they do not.
};

class PretendMeta {
 public:
  explicit PretendMeta(PretendMetaWish wish) : wish_(std::move(wish)), post_(wish_.seed) {}
  ~PretendMeta() { stop(); }
  Result<std::uint16_t> start();
  void stop();

 private:
  net::Reply answer(const net::Request& request);
  net::Reply graph_answers(const net::Request& request);
  net::Reply control(const net::Request& request);
  net::Reply resident(const Json& wish);
  net::Response make_trouble(const Json& wish);
  net::Response set_rules(const Json& wish);
  net::Response show_phones(const net::Request& request) const;
  net::Response show_received() const;
  void loop();
  void post_one(std::unique_lock<std::mutex>& lock, channels::PretendPost::Letter letter);
  void take_sent();
  void keep(std::unique_lock<std::mutex>& lock);

  PretendMetaWish wish_;
  SystemClock clock_;
  net::CurlOutgoing outgoing_;
  std::optional<channels::PretendGraph> graph_;
  std::optional<net::Server> server_;
  std::mutex mutex_;
  std::condition_variable woken_;
  channels::PretendPost post_;
  std::string city_;  // The address of its webhook; "": not told yet.
  std::map<std::string, Later<net::Response>> waiting_;  // Who wants to hear how the city answered to a message.
  bool late_ = false, stopping_ = false, changed_ = false;
  Moment kept_at_;
  std::thread thread_;
};

}  // namespace opak::commands
