// What has changed, told to every page that is open on it.
//
// publish() may be called from any thread and does not block: each network thread gets one note and sends it to its own
// listeners. A listener that cannot keep up is dropped; its browser comes back by itself and gets a fresh first event.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace opak::net {

// One event as text/event-stream wants it. `id` comes back as Last-Event-ID when the browser reconnects.
std::string event_text(std::string_view name, std::string_view data, std::string_view id = {});

// One network thread's ear.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void deliver(const std::string& topic, std::shared_ptr<const Bytes> event) = 0;  // No event: the topic ends.
};

class Broadcaster {
 public:
  void publish(const std::string& topic, std::string event);  // `event` was made by event_text().
  void close(const std::string& topic);                       // Ends the streams that listen to it.

  void attach(std::weak_ptr<EventSink> sink);

 private:
  void tell(const std::string& topic, std::shared_ptr<const Bytes> event);

  std::mutex mutex_;
  std::vector<std::weak_ptr<EventSink>> sinks_;
};

}  // namespace opak::net
