#include "net/server.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <chrono>
#include <ctime>

#include "base/log.h"
#include "base/request_id.h"
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

Result<std::uint16_t> Worker::listen_at(Descriptor listening) {
  sockaddr_storage address = {};
  socklen_t size = sizeof address;
  if (::getsockname(listening.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) return failure("what was handed over is not a socket to listen on");
  boost::system::error_code error;
  acceptor_.assign(address.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), listening.number(), error);
  if (error) return failure("cannot listen on the socket that was handed over: " + error.message());
  listening.release();
  acceptor_.non_blocking(true, error);
  close_on_exec(acceptor_.native_handle());
  return acceptor_.local_endpoint(error).port();
}

Descriptor Worker::listening() { return Descriptor(::fcntl(acceptor_.native_handle(), F_DUPFD_CLOEXEC, 0)); }

void Worker::leave(Socket& socket, std::optional<Bytes> so_far) {
  boost::system::error_code error;
  Descriptor descriptor(socket.release(error));
  if (error) return;
  if (so_far) left_.connections.push_back({std::move(descriptor), std::move(*so_far)});
  else left_.answered.push_back(std::move(descriptor));
}

void Worker::move_left_to(Handed& handed) {
  for (auto& one : left_.connections) handed.connections.push_back(std::move(one));
  for (auto& one : left_.answered) handed.answered.push_back(std::move(one));
  left_ = {};
}

void Worker::adopt(HandedConnection handed) { adopted_.push_back(std::move(handed)); }

void Worker::begin_adopted() {
  for (auto& handed : std::exchange(adopted_, {})) {
    sockaddr_storage address = {};
    socklen_t size = sizeof address;
    // Whoever has hung up meanwhile has no name any more.
    if (::getpeername(handed.socket.number(), reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    boost::system::error_code error;
    Socket socket(io_.get_executor());
    socket.assign(address.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), handed.socket.number(), error);
    if (error) continue;
    handed.socket.release();
    peer_ = socket.remote_endpoint(error);
    if (!error) welcome(std::move(socket), handed.so_far);
  }
}

void Worker::run() {
  asio::post(io_, [this] { begin_adopted(); });
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

void Worker::begin_stop(std::int64_t grace_ms, bool hands_over) {
  asio::post(io_, [this, grace_ms, hands_over] { stop_here(grace_ms, hands_over); });
}

void Worker::stop_here(std::int64_t grace_ms, bool hands_over) {
  if (std::exchange(is_stopping_, true)) return;
  hands_over_ = hands_over;
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

std::string Worker::request_id(const Request& request) {
  const auto given = settings_.takes_request_ids ? request.header("x-request-id") : std::string_view();
  // nginx's form and a UUID. Anything else might be something that a visitor wrote, and it goes into the diary.
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const bool is_plain = given.size() == 32, is_uuid = given.size() == 36;
  bool is_well_formed = is_plain || is_uuid;
  for (std::size_t i = 0; is_well_formed && i < given.size(); ++i) is_well_formed = is_uuid && (i == 8 || i == 13 || i == 18 || i == 23) ? given[i] == '-' : is_hex(given[i]);
  if (is_well_formed) return std::string(given);
  std::string id(12, ' ');
  auto bits = letters_();
  for (auto& letter : id) letter = "abcdefghjkmnpqrstuvwxyz234567892"[bits & 31], bits >>= 5;
  return id;
}

void Worker::accept() {
  is_accepting_ = true;
  acceptor_.async_accept(io_.get_executor(), peer_, [this](const boost::system::error_code& error, Socket socket) {
    is_accepting_ = false;
    if (is_stopping_) {
      // It came in the last moment, and whoever is at the other end counts on us.
      if (!error) welcome(std::move(socket));
      if (!connections_.empty()) start_tick();
      return;
    }
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

void Worker::welcome(Socket socket, ByteView so_far) {
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
    const auto hand = request_id({});
    const ForRequest for_request(hand);
    const auto page = error_page({.status = 503});
    try {
      write_answer(full, page, {.keeps_alive = false, .date_line = date_line(), .request_id = hand});
    } catch (const Bug&) {
      log_error("the error page failed", {{"status", 503}});
    }
    ::send(socket.native_handle(), full.data(), full.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return;
  }
  auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(name));
  connection->place = connections_.size();
  connections_.push_back(connection);
  connection->start(so_far);
  if (is_stopping_) connection->on_stopping();
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

Result<std::uint16_t> Server::start(Handed handed) {
  ensure(workers_.empty(), "a server starts once");
  auto port = settings_.port;
  // A socket that nobody accepts from would keep its visitors waiting for ever.
  settings_.threads = std::max(settings_.threads, static_cast<int>(handed.listening.size()));
  for (int index = 0; index < settings_.threads; ++index) {
    auto worker = std::make_unique<Worker>(index, settings_, handler_, error_page_, counts_);
    const auto n = static_cast<std::size_t>(index);
    const auto bound = n < handed.listening.size() ? worker->listen_at(std::move(handed.listening[n])) : worker->listen(port);
    if (!bound) {
      workers_.clear();
      return bound;
    }
    port = *bound;
    workers_.push_back(std::move(worker));
  }
  for (std::size_t n = 0; n < handed.connections.size(); ++n) workers_[n % workers_.size()]->adopt(std::move(handed.connections[n]));
  for (const auto& worker : workers_) {
    if (broadcaster_) broadcaster_->attach(worker->inbox());
    threads_.emplace_back([&worker = *worker] {
      pthread_setname_np(pthread_self(), ("net " + std::to_string(worker.index())).c_str());
      worker.run();
    });
  }
  return port;
}

void Server::begin_stop(std::int64_t grace_ms, bool hands_over) {
  for (const auto& worker : workers_) worker->begin_stop(grace_ms, hands_over);
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Server::stop(std::int64_t grace_ms) {
  begin_stop(grace_ms, false);
  workers_.clear();
}

Handed Server::hand_over(std::int64_t grace_ms) {
  Handed handed;
  for (const auto& worker : workers_) handed.listening.push_back(worker->listening());
  begin_stop(grace_ms, true);
  for (const auto& worker : workers_) worker->move_left_to(handed);
  workers_.clear();
  return handed;
}

Descriptor Descriptor::copy() const { return Descriptor(number_ < 0 ? -1 : ::fcntl(number_, F_DUPFD_CLOEXEC, 0)); }

Handed Handed::copy() const {
  Handed other;
  for (const auto& one : listening) other.listening.push_back(one.copy());
  for (const auto& one : connections) other.connections.push_back({one.socket.copy(), one.so_far});
  return other;
}

}  // namespace opak::net
