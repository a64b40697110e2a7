#include "net/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>

#include "base/log.h"
#include "net/worker.h"

namespace opak::net {
namespace {

constexpr std::size_t sent_together_max = 8;           // Answers that wait for one another before they are sent ...
constexpr std::chrono::microseconds sent_within{1000};  // ... and how long the first of them waits, unless one takes longer to make.
constexpr std::chrono::milliseconds accepts_within{5};
constexpr std::size_t slice_sends = 256;  // Of one broadcast, before other work on the thread gets its turn.

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// A child program must not inherit a resident's connection.
void close_on_exec(int descriptor) { ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

template <class T>
void remove_at_place(std::vector<std::shared_ptr<T>>& list, std::size_t place) {
  if (place + 1 != list.size()) {
    list[place] = std::move(list.back());
    list[place]->place = place;
  }
  list.pop_back();
}

}  // namespace

// --- Inbox ---

void Inbox::wake() {
  if (std::exchange(is_woken_, true)) return;
  asio::post(worker_->io(), [self = shared_from_this()] { self->empty_out(); });
}

void Inbox::deliver(const std::string& topic, std::shared_ptr<const Bytes> event) {
  std::lock_guard lock(mutex_);
  if (!worker_) return;
  events_.push_back({topic, std::move(event)});
  wake();
}

void Inbox::answer(std::weak_ptr<Connection> connection, std::uint64_t ticket, const Response& response) {
  LateAnswer late{std::move(connection), ticket, response};
  std::lock_guard lock(mutex_);
  if (!worker_) return;
  answers_.push_back(std::move(late));
  wake();
}

void Inbox::close() {
  std::lock_guard lock(mutex_);
  worker_ = nullptr;
}

void Inbox::empty_out() {
  std::vector<LateAnswer> answers;
  std::vector<Event> events;
  Worker* worker = nullptr;
  {
    std::lock_guard lock(mutex_);
    is_woken_ = false;
    worker = worker_;
    answers.swap(answers_);
    events.swap(events_);
  }
  if (!worker) return;
  for (auto& late : answers)
    if (const auto connection = late.connection.lock()) connection->answer_late(late.ticket, std::move(late.response));
  for (auto& event : events) worker->publish(event.topic, std::move(event.text));
}

// --- Worker ---

Worker::Worker(int index, const ServerSettings& settings, const Handler& handler, const ErrorPage& error_page, ServerCounts& counts)
    : index_(index), settings_(settings), handler_(handler), error_page_(error_page), counts_(counts), inbox_(std::make_shared<Inbox>(this)) {}

Worker::~Worker() { inbox_->close(); }

Result<std::uint16_t> Worker::listen(std::uint16_t port) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(settings_.address, error);
  if (error) return failure("not an IP address to listen on: " + settings_.address);
  const asio::ip::tcp::endpoint endpoint(address, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor_.set_option(ReusePort(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  // The kernel notes when bytes came, so that a request knows how long it waited for us; inherited by each connection.
  const int on = 1;
  if (!error) ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  if (!error) acceptor_.non_blocking(true, error);
  if (!error) acceptor_.listen(4096, error);
  if (error) return failure("cannot listen on " + settings_.address + ":" + std::to_string(port) + ": " + error.message(),
                            "Is another program using the port? Ports below 1024 need a privilege.");
  close_on_exec(acceptor_.native_handle());
  return acceptor_.local_endpoint(error).port();
}

void Worker::run() {
  heartbeat_due_ = now_ms() + settings_.heartbeat_ms;
  accept();
  start_tick();
  for (;;) {
    try {
      io_.run();
      break;
    } catch (const std::exception&) {
      log_error("a network thread met an exception and goes on");
    }
  }
  inbox_->close();
  const auto left = connections_;
  for (const auto& connection : left) connection->close();
  io_.restart();
  io_.poll();  // Lets the cancelled operations end and give back what they hold.
}

void Worker::begin_stop(std::int64_t grace_ms) {
  asio::post(io_, [this, grace_ms] { stop_here(grace_ms); });
}

void Worker::stop_here(std::int64_t grace_ms) {
  if (std::exchange(is_stopping_, true)) return;
  stop_due_ = now_ms() + grace_ms;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  const auto connections = connections_;
  for (const auto& connection : connections) connection->on_stopping();
  std::vector<std::shared_ptr<Subscriber>> subscribers;
  for (const auto& [topic, list] : topics_) subscribers.insert(subscribers.end(), list.begin(), list.end());
  for (const auto& subscriber : subscribers) subscriber->close();
  start_tick();  // The grace may be shorter than a tick.
  end_if_empty();
}

void Worker::end_if_empty() {
  if (is_stopping_ && connections_.empty()) tick_.cancel();
}

std::int64_t Worker::now_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string_view Worker::date_line() {
  const std::int64_t second = std::time(nullptr);
  if (second != date_second_) {
    date_line_ = net::date_line(second);
    date_second_ = second;
  }
  return date_line_;
}

Response Worker::error_page(const Unserved& unserved) const {
  Response response;
  if (error_page_) {
    try {
      response = error_page_(unserved);
    } catch (const std::exception&) {
      log_error("the error page failed", {{"status", unserved.status}});
      response = {};
    }
  }
  response.status = unserved.status;
  return response;
}

void Worker::accept() {
  is_accepting_ = true;
  acceptor_.async_accept(io_.get_executor(), peer_, [this](const boost::system::error_code& error, Socket socket) {
    is_accepting_ = false;
    if (is_stopping_) return;
    // Out of descriptors: the next tick tries again, instead of spinning here.
    if (error && error != asio::error::connection_aborted) return log_warning("cannot accept connections", {{"why", error.message()}});
    if (!error) welcome(std::move(socket));
    // Where many knock, each turn of the loop lets in many: one a turn would leave them standing outside for seconds.
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - start < accepts_within) {
      boost::system::error_code none;
      auto next = acceptor_.accept(io_, peer_, none);
      if (none) break;
      welcome(std::move(next));
    }
    accept();
  });
}

void Worker::welcome(Socket socket) {
  boost::system::error_code error;
  close_on_exec(socket.native_handle());
  socket.non_blocking(true, error);
  if (!error) socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (error) return;
  auto address = peer_.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  auto name = address.to_string();
  const auto held = static_cast<std::size_t>(counts_.connections + counts_.streams), most = static_cast<std::size_t>(settings_.connections_max);
  const auto guest = guests_.find(name);
  const bool too_much = guest != guests_.end() && takes_too_much(*guest, static_cast<std::size_t>(guest->second.places), held, most);
  if (too_much || (held >= most && !make_room())) {
    Bytes full;
    const auto page = error_page({.status = 503});
    try {
      write_answer(full, page, {.keeps_alive = false, .date_line = date_line()});
    } catch (const Bug&) {
      log_error("the error page failed", {{"status", 503}});
    }
    ::send(socket.native_handle(), full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(name));
  connection->place = connections_.size();
  connections_.push_back(connection);
  connection->start();
}

// This machine itself is nobody's guest: it is a proxy, or somebody who measures.
bool Worker::takes_too_much(const Guests::value_type& guest, std::size_t own, std::size_t held, std::size_t most) const {
  const bool speaks_for_many = settings_.is_behind_proxy || guest.first == "127.0.0.1" || guest.first == "::1";
  return !speaks_for_many && held > most / 2 && own * static_cast<std::size_t>(settings_.threads) > most / 4;
}

bool Worker::make_room() {
  constexpr std::size_t looked_at = 16;
  const auto long_ago = now_ms() - 1'000;
  for (std::size_t n = 0; n < std::min(looked_at, connections_.size()); ++n) {
    const auto connection = connections_[room_search_++ % connections_.size()];
    if (!connection->is_idle_since(long_ago)) continue;
    connection->close();
    return true;
  }
  return false;
}

void Worker::start_tick() {
  const auto wait_ms = is_stopping_ ? std::min(settings_.tick_ms, std::max<std::int64_t>(stop_due_ - now_ms(), 0)) : settings_.tick_ms;
  tick_.expires_after(std::chrono::milliseconds(wait_ms));
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_tick();
  });
}

// One look at every connection a second costs less than moving a timer with every request.
void Worker::on_tick() {
  const auto now = now_ms();
  const bool is_over = is_stopping_ && now >= stop_due_;
  for (std::size_t left = connections_.size(); left > 0; --left) {
    if (left > connections_.size()) continue;
    const auto connection = connections_[left - 1];
    is_over ? connection->close() : connection->check_time(now);
  }
  if (is_stopping_ && connections_.empty()) return;
  if (now >= heartbeat_due_) heartbeat();
  if (!is_accepting_ && !is_stopping_) accept();
  start_tick();
}

void Worker::send_soon(std::shared_ptr<Connection> connection) {
  const auto now = std::chrono::steady_clock::now();
  if (sending_.empty()) {
    sending_since_ = now;
    asio::post(io_, [this] { send_all(); });  // Behind everything that is ready in this turn.
  }
  sending_.push_back(std::move(connection));
  if (sending_.size() >= sent_together_max || now - sending_since_ >= sent_within) send_all();
}

void Worker::send_all() {
  const auto list = std::exchange(sending_, {});
  for (const auto& connection : list) connection->send_now();
}

void Worker::remove(Connection& connection) {
  remove_at_place(connections_, connection.place);
  end_if_empty();
}

void Worker::add(std::shared_ptr<Subscriber> subscriber) {
  auto& list = topics_[subscriber->topic()];
  subscriber->place = list.size();
  list.push_back(std::move(subscriber));
}

void Worker::remove(Subscriber& subscriber) {
  const auto found = topics_.find(subscriber.topic());
  remove_at_place(found->second, subscriber.place);
  if (found->second.empty()) topics_.erase(found);
}

void Worker::heartbeat() {
  static const auto comment = std::make_shared<const Bytes>(":\n\n");
  heartbeat_due_ = now_ms() + settings_.heartbeat_ms;
  Delivery delivery{.to = {}, .event = comment};
  std::vector<std::shared_ptr<Subscriber>> old;
  for (const auto& [topic, list] : topics_)
    for (const auto& one : list) {
      // Not all in one moment where all came in one.
      const auto part = static_cast<std::int64_t>(one->place % 16);
      (one->is_older_than(settings_.stream_ms - settings_.stream_ms / 64 * part) ? old : delivery.to).push_back(one);
    }
  for (const auto& one : old) one->close();
  if (delivery.to.empty()) return;
  deliveries_.push_back(std::move(delivery));
  if (deliveries_.size() == 1) deliver_slice();
}

// Who comes after this moment has got its first event from a handler that already knows what is published here.
void Worker::publish(const std::string& topic, std::shared_ptr<const Bytes> event) {
  const auto found = topics_.find(topic);
  if (found == topics_.end()) return;
  deliveries_.push_back({.to = found->second, .event = std::move(event)});
  if (deliveries_.size() == 1) deliver_slice();
}

void Worker::deliver_slice() {
  auto& delivery = deliveries_.front();
  const auto end = std::min(delivery.done + slice_sends, delivery.to.size());
  for (; delivery.done < end; ++delivery.done) {
    const auto& subscriber = delivery.to[delivery.done];
    delivery.event ? subscriber->send(delivery.event) : subscriber->close();
  }
  if (delivery.done == delivery.to.size()) deliveries_.pop_front();
  if (!deliveries_.empty()) asio::post(io_, [this] { deliver_slice(); });
}

// --- Server ---

Server::Server(ServerSettings settings, Handler handler, ErrorPage error_page, Broadcaster* broadcaster)
    : settings_(std::move(settings)), handler_(std::move(handler)), error_page_(std::move(error_page)), broadcaster_(broadcaster) {}

Server::~Server() { stop(0); }

Result<std::uint16_t> Server::start() {
  ensure(workers_.empty(), "a server starts once");
  auto port = settings_.port;
  for (int index = 0; index < settings_.threads; ++index) {
    auto worker = std::make_unique<Worker>(index, settings_, handler_, error_page_, counts_);
    const auto bound = worker->listen(port);
    if (!bound) {
      workers_.clear();
      return bound;
    }
    port = *bound;
    workers_.push_back(std::move(worker));
  }
  for (const auto& worker : workers_) {
    if (broadcaster_) broadcaster_->attach(worker->inbox());
    threads_.emplace_back([&worker = *worker] {
      pthread_setname_np(pthread_self(), ("net " + std::to_string(worker.index())).c_str());
      worker.run();
    });
  }
  return port;
}

void Server::stop(std::int64_t grace_ms) {
  for (const auto& worker : workers_) worker->begin_stop(grace_ms);
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  workers_.clear();
}

}  // namespace opak::net
