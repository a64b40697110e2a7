// Inside of the server, for its three files that see Boost: one network thread and what lives on it.
//
//   Inbox       what other threads leave for this one: late answers and events; one wake-up for all that came together
//   Worker      accepts, looks at the time limits once a tick, owns connections and subscribers
//   Connection  reads requests, asks the handler, writes answers in order
//   Subscriber  an open event stream: small, without a read buffer
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

#include "net/answer_writer.h"
#include "net/broadcaster.h"
#include "net/handed.h"
#include "net/parser.h"
#include "net/server.h"

namespace opak::net {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

class Connection;
class Subscriber;

// What one address holds of this thread, and one place of it, given back at the end.
struct Guest {
  int places = 0;
  std::size_t body_bytes = 0;
};
using Guests = std::unordered_map<std::string, Guest>;
class Place {
 public:
  Place(Guests& guests, std::string address) : guests_(&guests), guest_(&*guests.try_emplace(std::move(address)).first) { ++guest_->second.places; }
  Place(Place&& other) noexcept : guests_(other.guests_), guest_(std::exchange(other.guest_, nullptr)) {}
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (guest_ != nullptr && --guest_->second.places == 0) guests_->erase(guest_->first);
  }
  const std::string& address() const { return guest_->first; }
  Guest& guest() { return guest_->second; }
  const Guests::value_type& named() const { return *guest_; }

 private:
  Guests* guests_;
  Guests::value_type* guest_;
};

enum class Sent { all, some, failed };

// What waits to be written, in order. Writes without blocking, several pieces with one call.
class OutQueue {
 public:
  Bytes& tail();  // To append small things to.
  void push(std::shared_ptr<const Bytes> bytes);
  Sent send(int socket);
  std::size_t bytes() const;
  std::size_t pieces() const { return pieces_.size(); }
  bool is_empty() const { return bytes() == 0; }

 private:
  struct Piece {
    Bytes own;
    std::shared_ptr<const Bytes> shared;
    ByteView view() const { return shared ? ByteView(*shared) : ByteView(own); }
  };
  std::vector<Piece> pieces_;
  std::size_t sent_ = 0;  // Of the first piece.
};

class Inbox : public EventSink, public std::enable_shared_from_this<Inbox> {
 public:
  explicit Inbox(Worker* worker) : worker_(worker) {}
  void deliver(const std::string& topic, std::shared_ptr<const Bytes> event) override;
  void answer(std::weak_ptr<Connection> connection, std::uint64_t ticket, const Response& response);
  void close();  // After this, what comes is dropped.

 private:
  struct LateAnswer {
    std::weak_ptr<Connection> connection;
    std::uint64_t ticket;
    Response response;
  };
  struct Event {
    std::string topic;
    std::shared_ptr<const Bytes> text;
  };
  void wake();  // REQUIRES: the lock.
  void empty_out();

  std::mutex mutex_;
  Worker* worker_;
  bool is_woken_ = false;
  std::vector<LateAnswer> answers_;
  std::vector<Event> events_;
};

class Worker {
 public:
  Worker(int index, const ServerSettings& settings, const Handler& handler, const ErrorPage& error_page, ServerCounts& counts);
  ~Worker();

  Result<std::uint16_t> listen(std::uint16_t port);
  Result<std::uint16_t> listen_at(Descriptor listening);  // A socket that somebody else has bound.
  void adopt(HandedConnection handed);    // Before run().
  void run();                             // Until begin_stop() has had its effect.
  void begin_stop(std::int64_t grace_ms, bool hands_over);  // From any thread.
  Descriptor listening();                 // A copy, while it listens.
  void move_left_to(Handed& handed);      // After run().

  // The rest is for this thread only.
  asio::io_context& io() { return io_; }
  int index() const { return index_; }
  const ServerSettings& settings() const { return settings_; }
  const Handler& handler() const { return handler_; }
  ServerCounts& counts() { return counts_; }
  const std::shared_ptr<Inbox>& inbox() const { return inbox_; }
  bool is_stopping() const { return is_stopping_; }
  bool hands_over() const { return hands_over_; }
  std::int64_t now_ms() const;
  std::string_view date_line();
  Response error_page(const Unserved& unserved) const;
  // Of the proxy, where it is trusted and well formed; else twelve letters that nobody had before.
  std::string request_id(const Request& request);
  Guests& guests() { return guests_; }
  // More than its share, while room is short: `held` of all `most`, of which this address holds `own` on this thread.
  bool takes_too_much(const Guests::value_type& guest, std::size_t own, std::size_t held, std::size_t most) const;
  bool bodies_are_many() const { return static_cast<std::size_t>(counts_.body_bytes) > settings_.bodies_bytes_max / 2; }
  std::array<char, 64 * 1024>& read_buffer() { return *read_buffer_; }

  // Answers of one turn go out together, so that a reader that sleeps at the other end (a proxy on this machine) is woken
  // once and not at every answer; measured, the waking was a quarter of a page's cost. Few, and not for long: see server.cc.
  void send_soon(std::shared_ptr<Connection> connection);

  void remove(Connection& connection);
  void leave(Socket& socket, std::optional<Bytes> so_far);  // None: it is answered.
  void add(std::shared_ptr<Subscriber> subscriber);
  void remove(Subscriber& subscriber);
  void publish(const std::string& topic, std::shared_ptr<const Bytes> event);

 private:
  struct Delivery {
    std::vector<std::shared_ptr<Subscriber>> to;
    std::shared_ptr<const Bytes> event;  // None: close.
    std::size_t done = 0;
  };

  void accept();
  void welcome(Socket socket, ByteView so_far = {});
  bool make_room();  // Lets go of somebody who has been silent between two requests.
  void start_tick();
  void on_tick();
  void heartbeat();
  void deliver_slice();
  void send_all();
  void stop_here(std::int64_t grace_ms, bool hands_over);
  void begin_adopted();
  void end_if_empty();

  const int index_;
  const ServerSettings& settings_;
  const Handler& handler_;
  const ErrorPage& error_page_;
  ServerCounts& counts_;
  Guests guests_;  // Outlives everything that waits in io_.
  const std::unique_ptr<std::array<char, 64 * 1024>> read_buffer_ = std::make_unique<std::array<char, 64 * 1024>>();
  asio::io_context io_{1};
  Acceptor acceptor_{io_};
  Timer tick_{io_};
  asio::ip::tcp::endpoint peer_;
  std::shared_ptr<Inbox> inbox_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::vector<std::shared_ptr<Subscriber>>> topics_;
  std::deque<Delivery> deliveries_;
  std::vector<std::shared_ptr<Connection>> sending_;
  std::chrono::steady_clock::time_point sending_since_;
  std::string date_line_;
  std::int64_t date_second_ = -1;
  std::mt19937_64 letters_{std::random_device{}()};
  std::int64_t heartbeat_due_ = 0;
  std::int64_t stop_due_ = 0;
  std::size_t room_search_ = 0;
  bool is_stopping_ = false;
  bool hands_over_ = false;  // Stops, and somebody else goes on with what is left.
  bool is_accepting_ = false;
  std::vector<HandedConnection> adopted_;
  Handed left_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Worker& worker, Socket socket, std::string remote_address);
  ~Connection();

  void start(ByteView so_far = {});  // With what another program had read of the request under way.
  void answer_late(std::uint64_t ticket, Response response);
  void send_now();  // What is written and waits for its turn to be sent; then goes on.
  void check_time(std::int64_t now_ms);
  void on_stopping();  // Ends it, or leaves it to who comes after us, if nothing is running on it.
  bool is_idle_since(std::int64_t moment_ms) const;
  void close();

  std::size_t place = 0;  // In the worker's list.

 private:
  enum class Doing { reading, waiting, writing, lingering, closed };

  void go_on();  // Parses and answers for as long as nothing has to be waited for, then sends.
  void go_on_after_sending();
  void leave_or_read();
  void parse_and_answer();
  void ask_handler();
  void write_response(Response response, bool keeps_alive);
  void refuse(int status);
  void become_stream(EventStream stream);
  void read();
  void on_readable();
  void wait_writable();
  void await_writable();
  void on_writable();
  void linger();
  void count_body();
  bool has_no_room();
  bool is_too_slow(std::int64_t since_ms, std::int64_t now_ms, std::size_t bytes) const;

  Worker& worker_;
  Socket socket_;
  RequestParser parser_;
  OutQueue out_;
  Doing doing_ = Doing::reading;
  bool closes_after_write_ = false;
  bool is_leaving_ = false;      // The read under way is being taken back.
  bool awaits_writable_ = false;
  bool is_to_be_sent_ = false;   // Stands in the worker's list; nothing is read meanwhile.
  std::uint64_t ticket_ = 0;
  std::int64_t since_ms_;        // When the present doing, or the present request, began.
  std::int64_t last_byte_ms_;    // Seen or sent.
  std::size_t write_bytes_ = 0;  // Waiting when writing began to be waited for.
  std::size_t counted_body_bytes_ = 0;
  std::int64_t arrived_ms_;      // On this machine, of the bytes read last.
  ByteView unread_;              // What was received and is not parsed yet: in the worker's buffer, or here if it has to wait.
  std::string rest_;
  std::optional<Place> place_taken_;
};

class Subscriber : public std::enable_shared_from_this<Subscriber> {
 public:
  Subscriber(Worker& worker, Socket socket, std::string topic, Place place);
  ~Subscriber();

  void start(std::shared_ptr<const Bytes> head);
  void send(const std::shared_ptr<const Bytes>& event);
  void close();

  const std::string& topic() const { return topic_; }
  bool is_older_than(std::int64_t ms) const;
  std::size_t place = 0;  // In the worker's list of its topic.

 private:
  void flush();
  void watch();  // Notices that the other end has gone.

  Worker& worker_;
  Socket socket_;
  std::string topic_;
  Place place_taken_;
  std::int64_t since_ms_;
  std::unique_ptr<OutQueue> waiting_;  // Only while the other end does not keep up.
  bool is_closed_ = false;
};

}  // namespace opak::net
