// Fuzzes one target without clang: changes the known inputs, keeps what took a new way through the code, and stops at the first
// input that ends the program, takes too long or hangs.
//
//   fuzz_campaign TARGET [--seconds 20] [--runs 0] [--seed 1] [--found FOLDER] [--keep FOLDER]
//
// Which way an input took is known in builds with coverage (preset `asan`, see coverage.h); in any other it changes blindly.
// The work is done in a child process, which lays each input where the parent still finds it when the child is gone.
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include "base/digest.h"
#include "base/twins.h"
#include "corpus.h"
#ifdef OPAK_COVERAGE
#include "coverage.h"
#endif

namespace opak::fuzz {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr double slow_ms = 400;  // The sanitizers make everything about four times as slow.
#else
constexpr double slow_ms = 100;
#endif
constexpr std::size_t input_bytes_max = 16 * 1024;
constexpr std::size_t kept_max = 4'000;
constexpr int hang_s = 20;

struct Shared {  // Between the child that works and the parent that watches.
  volatile std::uint64_t runs;
  volatile std::uint64_t ways, kept;
  volatile double slowest_ms;
  volatile std::uint64_t size;
  volatile bool too_slow;
  char bytes[file_bytes_max];
};

struct Wish {
  std::string target, found = "found", keep;
  double seconds = 20;
  std::uint64_t runs = 0, seed = 1;
};

double processor_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double seconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Campaign {
 public:
  Campaign(const Target& target, const Wish& wish, Shared& shared) : target_(target), wish_(wish), shared_(shared), chance_(wish.seed) {}

  void run() {
    const auto end = seconds_now() + wish_.seconds;
    try_one({});
    for (const auto& path : files_of(target_)) {
      const auto bytes = bytes_of(path);
      take_words(bytes);
      try_one(bytes.substr(0, input_bytes_max), Keep::always);
      for_each_line(path, bytes, [&](ByteView line) { try_one(Bytes(line.substr(0, input_bytes_max)), Keep::always); });
      if (seconds_now() > end) return;
    }
    if (kept_.empty()) kept_.emplace_back();
    while ((wish_.runs == 0 || shared_.runs < wish_.runs) && (shared_.runs % 16 != 0 || seconds_now() < end)) try_one(changed(kept_[chance_.below(kept_.size())]));
  }

 private:
  enum class Keep { if_new, always };

  void try_one(const Bytes& bytes, Keep keep = Keep::if_new) {
    std::memcpy(shared_.bytes, bytes.data(), bytes.size());
    shared_.size = bytes.size();
#ifdef OPAK_COVERAGE
    std::memset(ways.data(), 0, ways.size());
#endif
    auto ms = timed(bytes);
    // A machine that is busy may stretch one run: what is slow is slow again.
    if (ms > slow_ms) ms = std::min(ms, std::min(timed(bytes), timed(bytes)));
    shared_.runs = shared_.runs + 1;
    if (ms > shared_.slowest_ms) shared_.slowest_ms = ms;
    if (ms > slow_ms) {
      shared_.too_slow = true;
      std::_Exit(4);
    }
    if (is_new_way() || keep == Keep::always) hold(bytes, keep);
  }

  double timed(const Bytes& bytes) {
    const auto before = processor_ms();
    target_.run(bytes);
    return processor_ms() - before;
  }

  bool is_new_way() {
    bool is_new = false;
#ifdef OPAK_COVERAGE
    for (std::size_t i = 0; i < ways.size(); i += 8) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, &ways[i], 8);
      if (eight == 0) continue;
      for (auto at = i; at < i + 8; ++at) {
        // How often counts by doublings, so that each round of a loop is not a new way.
        std::uint8_t often = 0;
        while (often < 8 && ways[at] >> often) ++often;
        const auto bit = static_cast<std::uint16_t>(1U << often);
        if (ways[at] == 0 || (seen_[at] & bit) != 0) continue;
        if (seen_[at] == 0) shared_.ways = shared_.ways + 1;
        seen_[at] = static_cast<std::uint16_t>(seen_[at] | bit);
        is_new = true;
      }
    }
#endif
    return is_new;
  }

  void hold(const Bytes& bytes, Keep keep) {
    if (kept_.size() < kept_max) kept_.push_back(bytes);
    else kept_[chance_.below(kept_.size())] = bytes;
    shared_.kept = kept_.size();
    if (wish_.keep.empty() || keep == Keep::always) return;
    std::filesystem::create_directories(wish_.keep);
    std::ofstream(wish_.keep + "/" + to_hex(sha256(bytes)).substr(0, 16), std::ios::binary) << bytes;
  }

  // Words of the corpus, to be put where they do not belong.
  void take_words(ByteView bytes) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= bytes.size() && words_.size() < 2'000; ++at) {
      const bool is_letter = at < bytes.size() && (std::isalnum(static_cast<unsigned char>(bytes[at])) != 0 || static_cast<unsigned char>(bytes[at]) >= 0x80);
      if (is_letter) continue;
      if (at - begin >= 2 && at - begin <= 32) words_.emplace_back(bytes.substr(begin, at - begin));
      begin = at + 1;
    }
  }

  Bytes changed(Bytes bytes) {
    for (auto times = 1 + chance_.below(4); times > 0; --times) change(bytes);
    if (bytes.size() > input_bytes_max) bytes.resize(input_bytes_max);
    return bytes;
  }

  void change(Bytes& bytes) {
    static constexpr std::string_view strange[] = {{"\0", 1}, "\xFF", "\r\n", "\n", "--", "%00", "%", "=", "&", ";", ":", "\"", "<", ">", "/", "..", "{", "}", "[", "]", ",", "-1", "0", "9999999999999999999", "\xC2\xA0", "\xF0\x9F\x98\x80", "\xE2\x80\xAE", " ", "\t"};
    const auto at = chance_.below(bytes.size() + 1);
    const auto some = [&](std::size_t most) { return 1 + chance_.below(std::min(most, std::max<std::size_t>(1, bytes.size()))); };
    switch (chance_.below(11)) {
      case 0: if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << chance_.below(8))); break;
      case 1: if (at < bytes.size()) bytes[at] = static_cast<char>(chance_.below(256)); break;
      case 2: bytes.insert(at, 1, static_cast<char>(chance_.below(256))); break;
      case 3: bytes.erase(at, some(16)); break;
      case 4: bytes.insert(at, strange[chance_.below(std::size(strange))]); break;
      case 5: if (!words_.empty()) bytes.insert(at, words_[chance_.below(words_.size())]); break;
      case 6: if (at < bytes.size() && std::isdigit(static_cast<unsigned char>(bytes[at]))) bytes[at] = static_cast<char>('0' + chance_.below(10)); break;
      case 7: bytes.resize(at); break;
      case 8: {  // A piece again, once or very often: what grows with the square of the length shows itself.
        const Bytes piece = bytes.substr(std::min<std::size_t>(at, bytes.size()), some(64));
        for (auto times = chance_.below(16) == 0 ? chance_.below(1'024) : 1; times > 0 && bytes.size() < input_bytes_max; --times) bytes.insert(std::min<std::size_t>(at, bytes.size()), piece);
        break;
      }
      case 9: {  // The end of another.
        const auto& other = kept_[chance_.below(kept_.size())];
        bytes = bytes.substr(0, at) + other.substr(chance_.below(other.size() + 1));
        break;
      }
      default: {  // A piece of another in the middle.
        const auto& other = kept_[chance_.below(kept_.size())];
        bytes.insert(at, other.substr(chance_.below(other.size() + 1), some(128)));
      }
    }
  }

  const Target& target_;
  const Wish& wish_;
  Shared& shared_;
  SeededChance chance_;
  std::vector<Bytes> kept_, words_;
#ifdef OPAK_COVERAGE
  std::array<std::uint16_t, ways_count> seen_{};
#endif
};

int watch(pid_t child, const Target& target, const Wish& wish, const Shared& shared) {
  const auto began = seconds_now();
  auto moved_at = began;
  std::uint64_t runs = 0;
  int how = 0;
  std::string fault;
  while (::waitpid(child, &how, WNOHANG) == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (shared.runs != runs) runs = shared.runs, moved_at = seconds_now();
    if (seconds_now() - moved_at < hang_s) continue;
    fault = "hangs";
    ::kill(child, SIGKILL);
    ::waitpid(child, &how, 0);
    break;
  }
  const auto whole = WIFEXITED(how) && WEXITSTATUS(how) == 0;
  if (fault.empty() && shared.too_slow) fault = "is slow";
  if (fault.empty() && !whole) fault = "ends the program";
  std::printf("%s: %llu inputs in %.0f s, %llu ways, %llu kept, slowest %.1f ms\n", std::string(target.name).c_str(), static_cast<unsigned long long>(shared.runs), seconds_now() - began,
              static_cast<unsigned long long>(shared.ways), static_cast<unsigned long long>(shared.kept), shared.slowest_ms);
  if (fault.empty()) return 0;
  const Bytes bytes(shared.bytes, shared.size);
  std::filesystem::create_directories(wish.found);
  const auto path = wish.found + "/" + std::string(target.name) + "-" + to_hex(sha256(bytes)).substr(0, 16);
  std::ofstream(path, std::ios::binary) << bytes;
  std::printf("%s: an input %s: %s\n", std::string(target.name).c_str(), fault.c_str(), path.c_str());
  return 1;
}

int fuzz(const Wish& wish) {
  const auto& all = targets();
  const auto target = std::find_if(all.begin(), all.end(), [&](const Target& one) { return one.name == wish.target; });
  if (target == all.end()) {
    for (const auto& one : all) std::printf("%s\n", std::string(one.name).c_str());
    return 2;
  }
  auto* shared = static_cast<Shared*>(::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (shared == MAP_FAILED) return 3;
  const auto child = ::fork();
  if (child == 0) {
    Campaign(*target, wish, *shared).run();
    std::_Exit(0);
  }
  return watch(child, *target, wish, *shared);
}

}  // namespace
}  // namespace opak::fuzz

int main(int count, char** words) {
  opak::fuzz::Wish wish;
  if (count > 1) wish.target = words[1];
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string_view word = words[i];
    if (word == "--seconds") wish.seconds = std::atof(words[i + 1]);
    if (word == "--runs") wish.runs = std::strtoull(words[i + 1], nullptr, 10);
    if (word == "--seed") wish.seed = std::strtoull(words[i + 1], nullptr, 10);
    if (word == "--found") wish.found = words[i + 1];
    if (word == "--keep") wish.keep = words[i + 1];
  }
  return opak::fuzz::fuzz(wish);
}
