#include "store/log_frames.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>

namespace opak::store {
namespace {

constexpr std::size_t head_bytes = 32, frame_head_bytes = 24;
constexpr std::uint32_t magic = 0x377f0682;  // Sums over little endian words; SQLite writes it so on every machine we run on.

std::uint32_t big(ByteView bytes, std::size_t at) {
  const auto* b = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}

struct Sum {
  std::uint32_t one = 0, two = 0;
  // REQUIRES: a whole number of eight bytes.
  void add(ByteView bytes) {
    const char* at = bytes.data();
    for (const char* end = at + bytes.size(); at < end; at += 8) {
      std::uint32_t words[2];
      std::memcpy(words, at, 8);
      one += words[0] + two;
      two += words[1] + one;
    }
  }
};

Result<void> read_at(int fd, char* to, std::size_t size, std::size_t at) {
  while (size > 0) {
    const auto got = ::pread(fd, to, size, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failure(got == 0 ? "the write-ahead log is shorter than it should be" : std::string("cannot read the write-ahead log: ") + std::strerror(errno));
    to += got;
    at += static_cast<std::size_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace

LogFile::~LogFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<bool> LogFile::open() {
  if (fd_ >= 0) return true;
  fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ >= 0) return true;
  if (errno == ENOENT) return false;
  return failure(std::string("cannot open the write-ahead log: ") + std::strerror(errno));
}

Result<LogMark> LogFile::begin() {
  const auto there = open();
  if (!there) return tl::unexpected(there.error());
  char head[head_bytes];
  if (!*there || ::pread(fd_, head, head_bytes, 0) != static_cast<ssize_t>(head_bytes)) return LogMark{};
  const ByteView view(head, head_bytes);
  Sum sum;
  sum.add(view.substr(0, 24));
  if (big(view, 0) != magic || big(view, 24) != sum.one || big(view, 28) != sum.two) return failure("the head of the write-ahead log cannot be read");
  page_size_ = big(view, 8);
  return LogMark{big(view, 16), big(view, 20), 0, sum.one, sum.two};
}

Result<LogMark> LogFile::end() {
  auto mark = begin();
  if (!mark || page_size_ == 0 || *mark == LogMark{}) return mark;
  Bytes frame(frame_head_bytes + page_size_, '\0');
  Sum sum{mark->sum1, mark->sum2};
  LogMark last = *mark;
  for (std::uint32_t number = 1;; ++number) {
    const auto at = head_bytes + (number - 1) * static_cast<std::size_t>(frame.size());
    if (::pread(fd_, frame.data(), frame.size(), static_cast<off_t>(at)) != static_cast<ssize_t>(frame.size())) break;
    sum.add(ByteView(frame).substr(0, 8));
    sum.add(ByteView(frame).substr(frame_head_bytes));
    if (big(frame, 8) != mark->salt1 || big(frame, 12) != mark->salt2 || big(frame, 16) != sum.one || big(frame, 20) != sum.two) break;
    if (big(frame, 4) != 0) last = {mark->salt1, mark->salt2, number, sum.one, sum.two};
  }
  return last;
}

Result<Bytes> LogFile::frames(std::uint32_t from, std::uint32_t to) {
  const auto there = open();
  if (!there) return tl::unexpected(there.error());
  if (!*there || page_size_ == 0 || to < from) return failure("these frames are not in the write-ahead log");
  const auto size = frame_head_bytes + page_size_;
  Bytes raw((to - from) * size, '\0');
  if (auto read = read_at(fd_, raw.data(), raw.size(), head_bytes + from * size); !read) return tl::unexpected(read.error());
  return raw;
}

Result<LoggedPages> read_frames(const LogMark& from, std::uint32_t page_size, ByteView raw) {
  const auto size = frame_head_bytes + page_size;
  if (raw.empty() || raw.size() % size != 0) return failure("frames of the write-ahead log are cut off");
  Sum sum{from.sum1, from.sum2};
  std::map<std::uint32_t, ByteView> newest;
  LoggedPages out{page_size, 0, from, {}};
  for (std::size_t at = 0; at < raw.size(); at += size) {
    const auto frame = raw.substr(at, size);
    const auto page = frame.substr(frame_head_bytes);
    sum.add(frame.substr(0, 8));
    sum.add(page);
    if (big(frame, 8) != from.salt1 || big(frame, 12) != from.salt2 || big(frame, 16) != sum.one || big(frame, 20) != sum.two)
      return failure("frames of the write-ahead log are not what was committed");
    newest[big(frame, 0)] = page;
    out.pages_after = big(frame, 4);
  }
  if (out.pages_after == 0) return failure("frames of the write-ahead log do not end with a commit");
  out.end = {from.salt1, from.salt2, from.frame + static_cast<std::uint32_t>(raw.size() / size), sum.one, sum.two};
  for (const auto& [number, bytes] : newest)
    if (number <= out.pages_after) out.pages.push_back({number, bytes});
  return out;
}

LogMark mark_of_last(std::uint32_t frame, std::uint32_t page_size, ByteView raw) {
  const auto last = raw.substr(raw.size() - frame_head_bytes - page_size);
  return {big(last, 8), big(last, 12), frame, big(last, 16), big(last, 20)};
}

}  // namespace opak::store
