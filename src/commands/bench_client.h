// A browser for measuring: one connection that is kept, one request at a time, cookies and the form's token remembered.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace opak::commands {

struct BenchAnswer {
  int status = 0;  // 0: no answer came.
  std::string location, body;
  double ms = 0;   // From the first byte sent to the last one read.
};

class BenchClient {
 public:
  explicit BenchClient(std::uint16_t port) : port_(port) {}
  ~BenchClient();
  BenchClient(const BenchClient&) = delete;

  using Fields = std::vector<std::pair<std::string, std::string>>;
  // Goes on in the other's session, as a second window does.
  void join(const BenchClient& other) {
    cookies_ = other.cookies_;
    token_ = other.token_;
  }
  void take_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }
  BenchAnswer get(std::string_view path);
  // With the token of the form seen last and a fresh key.
  BenchAnswer post(std::string_view path, Fields fields);
  // The same with photos, as a form with files sends them.
  struct File {
    std::string field, name;
    std::string_view jpeg;
  };
  BenchAnswer post_files(std::string_view path, Fields fields, const std::vector<File>& files);
  // What the proxy before the program would say of us; believed only where the settings say that there is one.
  void come_from(std::string address) { address_ = std::move(address); }
  // The same as bytes, for somebody else to send (bench_crowd.h).
  std::string get_request(std::string_view path) const;
  std::string post_request(std::string_view path, Fields fields);

 private:
  bool connect();
  void close();
  std::string request_with(std::string_view path, std::string_view content_type, std::string_view body) const;
  void sign(Fields& fields);
  BenchAnswer ask(const std::string& request);
  std::string own_lines() const;
  void remember(std::string_view head, std::string_view body);

  const std::uint16_t port_;
  int socket_ = -1;
  std::string kept_;  // Bytes read beyond the last answer.
  std::string token_, address_;
  std::map<std::string, std::string> cookies_;
  std::uint64_t keys_ = 0;
};

}  // namespace opak::commands
