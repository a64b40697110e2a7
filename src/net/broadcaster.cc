#include "net/broadcaster.h"

namespace opak::net {

std::string event_text(std::string_view name, std::string_view data, std::string_view id) {
  const auto one_line = [](std::string_view text) { return text.substr(0, text.find_first_of("\r\n")); };
  std::string out;
  out.reserve(name.size() + data.size() + id.size() + 32);
  if (!id.empty()) out.append("id: ").append(one_line(id)).append("\n");
  if (!name.empty()) out.append("event: ").append(one_line(name)).append("\n");
  out.append("data: ");
  for (const char c : data) {
    if (c == '\r') continue;
    out += c;
    if (c == '\n') out.append("data: ");
  }
  out.append("\n\n");
  return out;
}

void Broadcaster::publish(const std::string& topic, std::string event) {
  tell(topic, std::make_shared<const Bytes>(std::move(event)));
}

void Broadcaster::close(const std::string& topic) { tell(topic, nullptr); }

void Broadcaster::attach(std::weak_ptr<EventSink> sink) {
  std::lock_guard lock(mutex_);
  std::erase_if(sinks_, [](const auto& old) { return old.expired(); });
  sinks_.push_back(std::move(sink));
}

// Under the lock, so that two events reach every thread in the same order.
void Broadcaster::tell(const std::string& topic, std::shared_ptr<const Bytes> event) {
  std::lock_guard lock(mutex_);
  for (const auto& weak : sinks_)
    if (const auto sink = weak.lock()) sink->deliver(topic, event);
}

}  // namespace opak::net
