#include "net/handover.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace opak::net {
namespace {

constexpr const char* door_name = "opak.handover";
constexpr ByteView wish = "opak take over 1\n";
constexpr ByteView new_start_wish = "opak new start 1\n";
static_assert(wish.size() == new_start_wish.size());
constexpr std::uint32_t bytes_max = 64 * 1024 * 1024;

// What goes before each piece, with at most one descriptor.
struct Frame {
  char kind;  // 'L' listening, 'C' connection, 'D' done, 'R' ready
  std::uint32_t bytes;
};

// The name of a socket may have 107 letters only, and a folder's path may be longer.
sockaddr_un address_in(const Descriptor& folder) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const auto path = "/proc/self/fd/" + std::to_string(folder.number()) + "/" + door_name;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

Descriptor open_folder(const std::string& folder) { return Descriptor(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)); }

Descriptor unix_socket() { return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

Descriptor knock(const std::string& folder, ByteView words) {
  const auto at = open_folder(folder);
  auto socket = unix_socket();
  const auto address = address_in(at);
  const bool answers = ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                       ::send(socket.number(), words.data(), words.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(words.size());
  return answers ? std::move(socket) : Descriptor();
}

std::optional<ucred> who_is(const Descriptor& socket) {
  ucred about = {};
  socklen_t size = sizeof about;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &about, &size) != 0) return std::nullopt;
  return about;
}

bool can_be_read(int socket, int wait_ms) {
  pollfd ready{socket, POLLIN, 0};
  int n;
  while ((n = ::poll(&ready, 1, wait_ms)) < 0 && errno == EINTR) {
  }
  return n > 0;
}

bool send_bytes(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool receive_bytes(int socket, char* bytes, std::size_t size, int wait_ms) {
  while (size > 0) {
    if (!can_be_read(socket, wait_ms)) return false;
    const auto n = ::recv(socket, bytes, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool send_frame(int socket, char kind, ByteView bytes = {}, int descriptor = -1) {
  Frame frame = {};
  frame.kind = kind;
  frame.bytes = static_cast<std::uint32_t>(bytes.size());
  iovec part{&frame, sizeof frame};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (descriptor >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto* head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  }
  while (true) {
    const auto n = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    return send_bytes(socket, ByteView(reinterpret_cast<const char*>(&frame), sizeof frame).substr(static_cast<std::size_t>(n))) && send_bytes(socket, bytes);
  }
}

struct Piece {
  char kind = 0;
  Descriptor descriptor;
  Bytes bytes;
};

std::optional<Piece> receive_piece(int socket, int wait_ms) {
  if (!can_be_read(socket, wait_ms)) return std::nullopt;
  Frame frame = {};
  iovec part{&frame, sizeof frame};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t n;
  while ((n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
  }
  Piece piece;
  for (auto* head = CMSG_FIRSTHDR(&message); head != nullptr; head = CMSG_NXTHDR(&message, head)) {
    if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) continue;
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
    piece.descriptor = Descriptor(descriptor);
  }
  if (n <= 0) return std::nullopt;
  const auto got = static_cast<std::size_t>(n);
  if (!receive_bytes(socket, reinterpret_cast<char*>(&frame) + got, sizeof frame - got, wait_ms) || frame.bytes > bytes_max) return std::nullopt;
  piece.kind = frame.kind;
  piece.bytes.resize(frame.bytes);
  if (!receive_bytes(socket, piece.bytes.data(), piece.bytes.size(), wait_ms)) return std::nullopt;
  return piece;
}

}  // namespace

bool Handover::ask_for_new_start(const std::string& folder) { return knock(folder, new_start_wish).is_open(); }

Result<Handover> Handover::ask(const std::string& folder) {
  auto socket = knock(folder, wish);
  if (!socket.is_open()) return failure("no running opak answers in " + folder);
  Handover handover(std::move(socket));
  if (const auto about = who_is(handover.socket_)) handover.other_ = about->pid;
  return handover;
}

Handed Handover::receive(int wait_ms) {
  Handed handed;
  while (auto piece = receive_piece(socket_.number(), wait_ms)) {
    if (piece->kind == 'D') break;
    if (!piece->descriptor.is_open()) continue;
    if (piece->kind == 'L') handed.listening.push_back(std::move(piece->descriptor));
    if (piece->kind == 'C') handed.connections.push_back({std::move(piece->descriptor), std::move(piece->bytes)});
  }
  return handed;
}

void Handover::say_ready() { send_frame(socket_.number(), 'R'); }

Handover::Wish Handover::read_wish(int wait_ms) {
  Bytes said(wish.size(), '\0');
  if (!receive_bytes(socket_.number(), said.data(), said.size(), wait_ms)) return Wish::none;
  return said == wish ? Wish::doors : said == new_start_wish ? Wish::new_start : Wish::none;
}

bool Handover::send(const Handed& handed) {
  for (const auto& one : handed.listening)
    if (!send_frame(socket_.number(), 'L', {}, one.number())) return false;
  for (const auto& one : handed.connections)
    if (!send_frame(socket_.number(), 'C', one.so_far, one.socket.number())) return false;
  return true;
}

void Handover::say_done() { send_frame(socket_.number(), 'D'); }

bool Handover::waits_until_ready(int also_until) {
  while (true) {
    pollfd ready[2] = {{socket_.number(), POLLIN, 0}, {also_until, POLLIN, 0}};
    if (::poll(ready, 2, -1) < 0 && errno != EINTR) return false;
    if (ready[0].revents != 0) {
      const auto piece = receive_piece(socket_.number(), 5'000);
      return piece && piece->kind == 'R';
    }
    if (ready[1].revents != 0) return false;
  }
}

Result<HandoverDoor> HandoverDoor::open(const std::string& folder) {
  auto at = open_folder(folder);
  auto socket = unix_socket();
  const auto address = address_in(at);
  ::unlink(address.sun_path);  // Of a program that ended without its last breath; we hold the folder.
  struct stat about = {};
  if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::chmod(address.sun_path, 0600) != 0 ||
      ::listen(socket.number(), 4) != 0 || ::stat(address.sun_path, &about) != 0)
    return failure(std::string("cannot make the socket of the next take-over: ") + std::strerror(errno));
  return HandoverDoor(std::move(at), std::move(socket), about.st_ino);
}

HandoverDoor::~HandoverDoor() {
  if (!socket_.is_open()) return;
  const auto address = address_in(folder_);
  struct stat about = {};
  if (::stat(address.sun_path, &about) == 0 && about.st_ino == inode_) ::unlink(address.sun_path);
}

Result<Handover> HandoverDoor::welcome() {
  Descriptor socket(::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!socket.is_open()) return failure("whoever wanted to take over has gone again");
  const auto about = who_is(socket);
  if (!about || about->uid != ::geteuid()) return failure("another user wanted to take over");
  // Whoever asks and then does not read must not keep the city closed.
  const timeval patience{10, 0};
  ::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  Handover handover(std::move(socket));
  handover.other_ = about->pid;
  return handover;
}

bool listens_on(const Descriptor& socket, const std::string& address, int port) {
  sockaddr_storage bound = {};
  socklen_t size = sizeof bound;
  if (::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return false;
  char text[INET6_ADDRSTRLEN] = {};
  int at = 0;
  if (bound.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(bound);
    ::inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
    at = ntohs(four.sin_port);
  } else if (bound.ss_family == AF_INET6) {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(bound);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    at = ntohs(six.sin6_port);
  }
  return address == text && (port == 0 || port == at);
}

}  // namespace opak::net
