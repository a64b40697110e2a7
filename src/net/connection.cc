#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/log.h"
#include "base/request_id.h"
#include "net/worker.h"

namespace opak::net {
namespace {

constexpr std::size_t batch_bytes_max = 256 * 1024;      // Answers gathered before they are written.
constexpr std::size_t gather_pieces_max = 16;
constexpr std::int64_t linger_ms = 30'000;
constexpr std::int64_t linger_quiet_ms = 5'000;
constexpr std::size_t small_body_bytes = 16 * 1024;      // A form without files; as many as there are connections find room.

// When the kernel got the bytes, in ms before now; 0 where it does not say, or where the clock was set meanwhile.
std::int64_t waited_ms(msghdr& message) {
  for (auto* note = CMSG_FIRSTHDR(&message); note != nullptr; note = CMSG_NXTHDR(&message, note)) {
    if (note->cmsg_level != SOL_SOCKET || note->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec then{}, now{};
    std::memcpy(&then, CMSG_DATA(note), sizeof then);
    ::clock_gettime(CLOCK_REALTIME, &now);
    const auto ms = (now.tv_sec - then.tv_sec) * 1000 + (now.tv_nsec - then.tv_nsec) / 1'000'000;
    return ms < 0 || ms > 60'000 ? 0 : ms;
  }
  return 0;
}

}  // namespace

Bytes& OutQueue::tail() {
  if (pieces_.empty() || pieces_.back().shared) pieces_.emplace_back();
  return pieces_.back().own;
}

void OutQueue::push(std::shared_ptr<const Bytes> bytes) { pieces_.push_back({{}, std::move(bytes)}); }

std::size_t OutQueue::bytes() const {
  std::size_t sum = 0;
  for (const auto& piece : pieces_) sum += piece.view().size();
  return sum - sent_;
}

Sent OutQueue::send(int socket) {
  std::size_t first = 0;
  auto outcome = Sent::all;
  while (first < pieces_.size() && outcome == Sent::all) {
    iovec parts[gather_pieces_max];
    std::size_t count = 0;
    std::size_t wanted = 0;
    for (; count < gather_pieces_max && first + count < pieces_.size(); ++count) {
      const auto view = pieces_[first + count].view().substr(count == 0 ? sent_ : 0);
      parts[count] = {const_cast<char*>(view.data()), view.size()};
      wanted += view.size();
    }
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = count;
    const auto sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) continue;
      outcome = errno == EAGAIN || errno == EWOULDBLOCK ? Sent::some : Sent::failed;
      break;
    }
    if (static_cast<std::size_t>(sent) < wanted) outcome = Sent::some;
    sent_ += static_cast<std::size_t>(sent);
    while (first < pieces_.size() && sent_ >= pieces_[first].view().size()) sent_ -= pieces_[first++].view().size();
  }
  if (first == pieces_.size() && first > 0 && !pieces_.front().shared && pieces_.front().own.capacity() <= 64 * 1024) {
    pieces_.front().own.clear();  // Keeps its memory for the next answer.
    pieces_.resize(1);
  } else {
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first));
  }
  return outcome;
}

Connection::Connection(Worker& worker, Socket socket, std::string remote_address)
    : worker_(worker),
      socket_(std::move(socket)),
      parser_(worker.settings().limits),
      since_ms_(worker.now_ms()),
      last_byte_ms_(since_ms_),
      arrived_ms_(since_ms_),
      place_taken_(Place(worker.guests(), std::move(remote_address))) {
  ++worker_.counts().connections;
}

Connection::~Connection() {
  if (doing_ != Doing::closed) --worker_.counts().connections;
}

void Connection::start(ByteView so_far) {
  if (so_far.empty()) return read();
  parser_.feed(so_far);
  if (parser_.has_failed()) refuse(parser_.status());
  else if (parser_.is_done()) ask_handler();
  count_body();
  go_on();
}

// Waits without a buffer: ten thousand silent connections hold none.
void Connection::read() {
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
    if (self->doing_ == Doing::closed) return;
    const bool was_taken_back = std::exchange(self->is_leaving_, false) && error == asio::error::operation_aborted;
    if (was_taken_back) return self->leave_or_read();
    if (error) return self->close();
    self->on_readable();
  });
}

void Connection::on_readable() {
  auto& buffer = worker_.read_buffer();
  iovec part{buffer.data(), buffer.size()};
  alignas(cmsghdr) char notes[CMSG_SPACE(sizeof(timespec))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = notes;
  message.msg_controllen = sizeof notes;
  const auto got = ::recvmsg(socket_.native_handle(), &message, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return read();
  if (got <= 0) return close();
  last_byte_ms_ = worker_.now_ms();
  if (doing_ == Doing::lingering) return read();
  arrived_ms_ = last_byte_ms_ - waited_ms(message);
  unread_ = ByteView(buffer.data(), static_cast<std::size_t>(got));
  go_on();
  if (unread_.empty()) return;
  rest_ = unread_;
  unread_ = rest_;
}

void Connection::go_on() {
  parse_and_answer();
  if (doing_ == Doing::closed) return;
  if (out_.is_empty()) return go_on_after_sending();
  if (std::exchange(is_to_be_sent_, true)) return;
  worker_.send_soon(shared_from_this());
}

void Connection::send_now() {
  is_to_be_sent_ = false;
  if (doing_ == Doing::closed) return;
  const auto sent = out_.send(socket_.native_handle());
  if (sent == Sent::failed) return close();
  if (sent == Sent::some) return wait_writable();
  go_on_after_sending();
}

void Connection::go_on_after_sending() {
  if (doing_ == Doing::waiting) return;
  if (closes_after_write_) return linger();
  if (!unread_.empty()) return go_on();
  if (!rest_.empty()) rest_ = std::string();
  if (worker_.hands_over()) return leave_or_read();
  if (worker_.is_stopping() && parser_.is_at_rest()) return close();
  read();
}

// REQUIRES: no read is under way, and everything that was read is parsed.
void Connection::leave_or_read() {
  auto so_far = doing_ == Doing::reading ? parser_.so_far() : std::nullopt;
  if (!so_far && doing_ == Doing::reading) return read();
  worker_.leave(socket_, std::move(so_far));
  close();
}

// One request after the other: while an answer is awaited, nothing behind it is even parsed, so the order keeps itself
// and a client cannot pile up work.
void Connection::parse_and_answer() {
  while (doing_ == Doing::reading && !unread_.empty() && !closes_after_write_ && out_.bytes() < batch_bytes_max) {
    if (parser_.is_at_rest()) since_ms_ = last_byte_ms_;
    const bool was_in_head = parser_.is_in_head();
    unread_.remove_prefix(parser_.feed(unread_));
    if (parser_.has_failed()) return refuse(parser_.status());
    if (was_in_head && !parser_.is_in_head()) since_ms_ = last_byte_ms_;
    count_body();
    if (has_no_room()) return refuse(503);
    if (parser_.take_wish_to_continue() && unread_.empty()) out_.tail().append("HTTP/1.1 100 Continue\r\n\r\n");
    if (parser_.is_done()) ask_handler();
  }
}

void Connection::ask_handler() {
  auto& request = parser_.request();
  request.remote_address = place_taken_->address();
  request.waited_ms = std::max<std::int64_t>(worker_.now_ms() - arrived_ms_, 0);
  request.id = worker_.request_id(request);
  const ForRequest hand(request.id);
  worker_.counts().requests.fetch_add(1, std::memory_order_relaxed);
  Reply reply;
  try {
    reply = worker_.handler()(request, worker_.index());
  } catch (const Bug& bug) {
    log_error("a request met a bug", {{"what", bug.what()}});
    reply = worker_.error_page({500, &request, true});
  } catch (const std::exception&) {
    // What other exceptions say may quote a person's data.
    log_error("a request ended in an exception");
    reply = worker_.error_page({500, &request, true});
  }
  if (auto* response = std::get_if<Response>(&reply)) return write_response(std::move(*response), parser_.keeps_alive());
  if (auto* stream = std::get_if<EventStream>(&reply)) return become_stream(std::move(*stream));
  const auto& later = std::get<Later<Response>>(reply);
  if (later.is_ready()) return write_response(later.wait(), parser_.keeps_alive());
  doing_ = Doing::waiting;
  since_ms_ = last_byte_ms_ = worker_.now_ms();
  later.when_ready([inbox = worker_.inbox(), weak = weak_from_this(), ticket = ++ticket_](const Response& response) {
    inbox->answer(weak, ticket, response);
  });
}

void Connection::answer_late(std::uint64_t ticket, Response response) {
  if (doing_ != Doing::waiting || ticket != ticket_) return;
  doing_ = Doing::reading;
  last_byte_ms_ = worker_.now_ms();
  write_response(std::move(response), parser_.keeps_alive());
  go_on();
}

void Connection::write_response(Response response, bool keeps_alive) {
  const AnswerManner manner{.keeps_alive = keeps_alive && (worker_.hands_over() || !worker_.is_stopping()),
                            .is_http10 = parser_.is_http10(),
                            .head_only = parser_.request().is_head,
                            .gzip = parser_.accepts_gzip(),
                            .date_line = worker_.date_line(),
                            .request_id = parser_.request().id};
  worker_.counts().answers[static_cast<std::size_t>(std::clamp(response.status / 100, 0, 5))].fetch_add(1, std::memory_order_relaxed);
  std::shared_ptr<const Bytes> large;
  try {
    large = write_answer(out_.tail(), std::move(response), manner);
  } catch (const Bug& bug) {
    log_error("an answer could not be written", {{"what", bug.what()}});
    large = write_answer(out_.tail(), Response{.status = 500}, manner);
  }
  if (large) out_.push(std::move(large));
  closes_after_write_ = !manner.keeps_alive;
  parser_.clear();
  count_body();
  since_ms_ = last_byte_ms_;
}

// After a refusal nothing more is read from this client: where its next request would begin is not known.
void Connection::refuse(int status) {
  unread_ = {};
  doing_ = Doing::reading;
  auto& id = parser_.request().id;
  if (id.empty()) id = worker_.request_id({});
  const ForRequest hand(id);
  write_response(worker_.error_page({status, &parser_.request(), parser_.is_done()}), false);
}

void Connection::become_stream(EventStream stream) {
  if (worker_.counts().streams >= worker_.settings().streams_max) return write_response(stream_later(60'000), parser_.keeps_alive());
  Bytes head;
  stream.headers.emplace_back("X-Request-Id", parser_.request().id);
  try {
    write_stream_head(head, stream.headers, worker_.date_line());
  } catch (const Bug& bug) {
    log_error("an event stream could not begin", {{"what", bug.what()}});
    return refuse(500);
  }
  if (parser_.request().is_head || worker_.is_stopping()) {
    out_.tail().append(head);
    closes_after_write_ = true;
    return parser_.clear();
  }
  head.append(stream.first_event);
  // What was gathered for earlier requests on this connection goes first; who does not even take that gets no stream.
  if (!out_.is_empty() && out_.send(socket_.native_handle()) != Sent::all) return close();
  parser_.clear();
  count_body();
  auto subscriber = std::make_shared<Subscriber>(worker_, std::move(socket_), std::move(stream.topic), std::move(*place_taken_));
  place_taken_.reset();
  close();
  worker_.add(subscriber);
  subscriber->start(std::make_shared<const Bytes>(std::move(head)));
}

void Connection::wait_writable() {
  if (doing_ == Doing::reading) doing_ = Doing::writing;
  since_ms_ = last_byte_ms_ = worker_.now_ms();
  write_bytes_ = out_.bytes();
  if (!awaits_writable_) await_writable();
}

void Connection::await_writable() {
  awaits_writable_ = true;
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const boost::system::error_code& error) {
    if (self->doing_ == Doing::closed) return;
    self->awaits_writable_ = false;
    if (error) return self->close();
    self->on_writable();
  });
}

void Connection::on_writable() {
  const auto before = out_.bytes();
  const auto sent = out_.send(socket_.native_handle());
  if (sent == Sent::failed) return close();
  if (out_.bytes() < before) last_byte_ms_ = worker_.now_ms();
  if (sent == Sent::some) return await_writable();
  if (doing_ != Doing::writing) return;
  doing_ = Doing::reading;
  since_ms_ = last_byte_ms_;
  go_on();
}

// Says "no more from me" and reads the rest away. Closing with unread bytes would make the kernel send a reset, which
// wipes the answer out of the client's hands before it is read.
void Connection::linger() {
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  doing_ = Doing::lingering;
  since_ms_ = last_byte_ms_ = worker_.now_ms();
  if (worker_.hands_over()) return leave_or_read();
  read();
}

void Connection::count_body() {
  const auto bytes = parser_.body_bytes();
  if (bytes == counted_body_bytes_) return;
  worker_.counts().body_bytes += static_cast<std::int64_t>(bytes) - static_cast<std::int64_t>(counted_body_bytes_);
  if (place_taken_) place_taken_->guest().body_bytes += bytes - counted_body_bytes_;
  counted_body_bytes_ = bytes;
}

// For the body that is coming. What is short and cannot hold much goes through: it is somebody's answers.
bool Connection::has_no_room() {
  if (counted_body_bytes_ <= small_body_bytes) return false;
  const auto held = static_cast<std::size_t>(worker_.counts().body_bytes), most = worker_.settings().bodies_bytes_max;
  return held > most || worker_.takes_too_much(place_taken_->named(), place_taken_->guest().body_bytes, held, most);
}

bool Connection::is_too_slow(std::int64_t since_ms, std::int64_t now_ms, std::size_t bytes) const {
  const auto& settings = worker_.settings();
  if (now_ms - last_byte_ms_ > settings.grace_ms) return true;
  return now_ms - since_ms > settings.grace_ms + static_cast<std::int64_t>(bytes) * 1000 / settings.bytes_per_s;
}

void Connection::check_time(std::int64_t now_ms) {
  if (is_to_be_sent_) return;
  const auto& settings = worker_.settings();
  const auto passed_ms = now_ms - since_ms_;
  switch (doing_) {
    case Doing::reading:
      if (parser_.is_at_rest()) {
        if (passed_ms > settings.idle_ms) close();
      } else if (parser_.is_in_head() ? passed_ms > settings.head_ms : is_too_slow(since_ms_, now_ms, parser_.body_bytes() / (worker_.bodies_are_many() ? 10 : 1))) {
        // A read is under way; it ends with the linger that follows, or with the close.
        refuse(408);
        if (out_.send(socket_.native_handle()) != Sent::all) return close();
        boost::system::error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        doing_ = Doing::lingering;
        since_ms_ = last_byte_ms_ = now_ms;
      }
      return;
    case Doing::waiting:
      if (passed_ms <= settings.answer_ms) return;
      ++ticket_;
      {
        const ForRequest hand(parser_.request().id);
        log_warning("an answer did not come in time");
      }
      refuse(503);
      return go_on();
    case Doing::writing:
      if (is_too_slow(since_ms_, now_ms, write_bytes_)) close();
      return;
    case Doing::lingering:
      if (passed_ms > linger_ms || now_ms - last_byte_ms_ > (worker_.is_stopping() ? linger_quiet_ms / 10 : linger_quiet_ms)) close();
      return;
    case Doing::closed:
      return;
  }
}

void Connection::on_stopping() {
  if (is_to_be_sent_) return;  // Ends once its answer is out.
  if (worker_.hands_over() && (doing_ == Doing::reading || doing_ == Doing::lingering)) {
    boost::system::error_code ignored;
    is_leaving_ = true;
    socket_.cancel(ignored);  // If bytes have come already, the read tells so, and they are answered first.
    return;
  }
  if (doing_ == Doing::lingering || (doing_ == Doing::reading && parser_.is_at_rest())) close();
}

bool Connection::is_idle_since(std::int64_t moment_ms) const { return doing_ == Doing::reading && parser_.is_at_rest() && !is_to_be_sent_ && since_ms_ < moment_ms; }

void Connection::close() {
  if (doing_ == Doing::closed) return;
  const auto self = shared_from_this();
  doing_ = Doing::closed;
  boost::system::error_code ignored;
  socket_.close(ignored);
  parser_.clear();
  count_body();
  unread_ = {};
  place_taken_.reset();
  --worker_.counts().connections;
  worker_.remove(*this);
}

}  // namespace opak::net
