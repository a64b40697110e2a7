#include <sys/socket.h>

#include <cerrno>

#include "net/worker.h"

namespace opak::net {

Subscriber::Subscriber(Worker& worker, Socket socket, std::string topic, Place place)
    : worker_(worker), socket_(std::move(socket)), topic_(std::move(topic)), place_taken_(std::move(place)), since_ms_(worker.now_ms()) {
  ++worker_.counts().streams;
}

Subscriber::~Subscriber() {
  if (!is_closed_) --worker_.counts().streams;
}

bool Subscriber::is_older_than(std::int64_t ms) const { return worker_.now_ms() - since_ms_ > ms; }

void Subscriber::start(std::shared_ptr<const Bytes> head) {
  watch();
  send(head);
}

// Straight to the kernel where it takes it: most listeners never need a queue.
void Subscriber::send(const std::shared_ptr<const Bytes>& event) {
  if (is_closed_ || event->empty()) return;
  if (waiting_) {
    const auto& settings = worker_.settings();
    const bool is_full = waiting_->pieces() >= settings.stream_events_max || waiting_->bytes() + event->size() > settings.stream_bytes_max;
    return is_full ? close() : waiting_->push(event);
  }
  const auto sent = ::send(socket_.native_handle(), event->data(), event->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == static_cast<ssize_t>(event->size())) return;
  if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return close();
  waiting_ = std::make_unique<OutQueue>();
  if (sent > 0) waiting_->tail().append(ByteView(*event).substr(static_cast<std::size_t>(sent)));
  else waiting_->push(event);
  flush();
}

void Subscriber::flush() {
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    if (self->is_closed_) return;
    if (error) return self->close();
    const auto sent = self->waiting_->send(self->socket_.native_handle());
    if (sent == Sent::failed) return self->close();
    if (sent == Sent::some) return self->flush();
    self->waiting_.reset();
  });
}

void Subscriber::watch() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    if (self->is_closed_) return;
    char unwanted[512];
    const auto got = error ? 0 : ::recv(self->socket_.native_handle(), unwanted, sizeof unwanted, MSG_DONTWAIT);
    const bool is_open = got > 0 || (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR));
    is_open ? self->watch() : self->close();
  });
}

void Subscriber::close() {
  if (is_closed_) return;
  const auto self = shared_from_this();
  is_closed_ = true;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.close(ignored);
  --worker_.counts().streams;
  worker_.remove(*this);
}

}  // namespace opak::net
