// The world comes in by the door: clock, chance, files, outgoing network, child programs.
//
// Code takes these interfaces as parameters. The real ones are in base/real_world.h and net; the in-memory and the
// hostile twins are in base/twins.h, so a whole city can run from a seed in one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace opak {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Moment now() const = 0;
};

// Random bytes fit for keys (real) or drawn from a seed (twin). Thread-safe.
class Chance {
 public:
  virtual ~Chance() = default;
  virtual Bytes bytes(std::size_t count) = 0;
  std::uint64_t below(std::uint64_t limit);  // Even over 0 .. limit-1. REQUIRES: limit > 0.
};

// Whole files under one root folder; names are relative, '/'-separated, never "..". Thread-safe.
class Files {
 public:
  virtual ~Files() = default;
  virtual Result<Bytes> read(const std::string& name) = 0;
  // After this returned, the file is whole under that name and on disk, or not there at all.
  virtual Result<void> write_durable(const std::string& name, ByteView bytes) = 0;
  virtual Result<void> remove(const std::string& name) = 0;  // Fine if it is not there.
  virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
};

// Signs a request as S3-compatible stores want it (AWS Signature Version 4). The words of the query must stand in order.
struct StoreSignature {
  std::string key, secret, region;
};

struct OutgoingRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  Bytes body;
  int timeout_ms = 10'000;
  std::size_t body_bytes_max = 32 * 1024 * 1024;  // Of the answer.
  std::optional<StoreSignature> signature = {};
};

struct OutgoingResponse {
  int status = 0;
  std::map<std::string, std::string> headers;  // Names in lower case.
  Bytes body;
};

// The hint of a failure after which a request was surely not carried out: no name, no connection.
inline constexpr std::string_view nothing_was_sent = "nothing was sent";

// A request to another machine. Failure: no answer came (a timeout does not tell whether it was carried out). Blocks.
class Outgoing {
 public:
  virtual ~Outgoing() = default;
  virtual Result<OutgoingResponse> send(const OutgoingRequest& request) = 0;
};

struct ChildRun {
  int exit_code = -1;  // 128 + signal where one ended it.
  Bytes out;
  bool timed_out = false;
  int processor_ms = 0;  // What it used of the processor, where it was measured.
};

struct ChildLimits {
  int wall_ms = 1000;
  std::size_t resident_bytes_max = 64 * 1024 * 1024;
  std::size_t out_bytes_max = 16 * 1024 * 1024;
};

// Runs one of our own helper programs with `in` on its standard input and nothing else of ours. Blocks; thread-safe.
class Child {
 public:
  virtual ~Child() = default;
  virtual Result<ChildRun> run(const std::vector<std::string>& arguments, ByteView in, const ChildLimits& limits) = 0;
};

struct World {
  Clock& clock;
  Chance& chance;
  Files& files;
  Outgoing& outgoing;
  Child& child;
};

}  // namespace opak
