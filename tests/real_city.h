// The real program over a folder of its own, for tests that treat it badly: started (also under another tool), asked over HTTP by
// clients that never try again, killed, counted. What is written durably here is a WhatsApp message, signed as Meta signs it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "base/real_world.h"
#include "channels/whatsapp/webhook.h"
#include "net/test_client.h"
#include "store/sqlite.h"

namespace opak {

class RealCity {
 public:
  using Clock = std::chrono::steady_clock;

  RealCity() {
    std::string name = std::filesystem::temp_directory_path() / "opak-real-XXXXXX";
    folder = ::mkdtemp(name.data());
    data = folder + "/data";
    std::filesystem::create_directories(data);
    for (const auto& [file, line] : {std::pair{"app_secret", app_secret}, {"token", "tanda-contoh"}, {"verify_token", "kata-contoh"}}) {
      std::ofstream(folder + "/" + file) << line << "\n";
      std::filesystem::permissions(folder + "/" + file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
  }
  ~RealCity() {
    for (const auto pid : started) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
    if (const auto successor = served_by(); successor > 0) ::kill(successor, SIGKILL);  // Of a test that failed half-way.
    std::filesystem::remove_all(folder);
  }

  // Starts the program with these words, behind a tool or none, and gives its process. Does not wait.
  pid_t start(std::vector<std::string> words, const std::vector<std::string>& tool = {}, const std::vector<std::pair<std::string, std::string>>& environment = {}) {
    std::vector<std::string> line = tool;
    line.push_back(program);
    line.insert(line.end(), words.begin(), words.end());
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int diary_file = ::open((folder + "/diary").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(diary_file, 1);
      ::dup2(diary_file, 2);
      ::setenv("OPAK_CITY_LOG_ORIGIN", "localhost/log", 1);
      ::setenv("OPAK_WHATSAPP_PHONE_NUMBER_ID", phone_number_id, 1);
      ::setenv("OPAK_WHATSAPP_GRAPH_URL", "http://127.0.0.1:1", 1);
      ::setenv("OPAK_WHATSAPP_APP_SECRET_FILE", (folder + "/app_secret").c_str(), 1);
      ::setenv("OPAK_WHATSAPP_TOKEN_FILE", (folder + "/token").c_str(), 1);
      ::setenv("OPAK_WHATSAPP_VERIFY_TOKEN_FILE", (folder + "/verify_token").c_str(), 1);
      for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
      std::vector<char*> raw;
      for (auto& word : line) raw.push_back(word.data());
      raw.push_back(nullptr);
      ::execvp(raw[0], raw.data());
      ::_exit(127);
    }
    started.insert(child);
    return child;
  }
  pid_t serve(const std::vector<std::string>& more = {}, const std::vector<std::string>& tool = {}, const std::vector<std::pair<std::string, std::string>>& environment = {}) {
    std::vector<std::string> words = {"serve", "--data", data, "--port", std::to_string(port)};
    words.insert(words.end(), more.begin(), more.end());
    return start(words, tool, environment);
  }

  // Says nothing else until it is well; gives how long that took, in ms, or -1.
  std::int64_t wait_until_well(int wait_ms = 20'000) const {
    const auto start = Clock::now();
    const auto gone = [&] { return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count(); };
    while (gone() < wait_ms) {
      if (ask(get("/sehat", false)).status == 200) return gone();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return -1;
  }

  // The exit code, or minus the signal.
  int end_of(pid_t pid) {
    int how = 0;
    ::waitpid(pid, &how, 0);
    started.erase(pid);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -WTERMSIG(how);
  }
  int stop(pid_t pid, int signal = SIGTERM) {
    ::kill(pid, signal);
    return end_of(pid);
  }
  // A word of the program that ends by itself: its exit code.
  int run(const std::vector<std::string>& words) { return end_of(start(words)); }

  // The process that serves this folder now, whoever started it.
  pid_t served_by() const {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream file(entry.path() / "cmdline", std::ios::binary);
      std::ostringstream all;
      all << file.rdbuf();
      if (all.str().starts_with(program) && all.str().find(data) != std::string::npos && all.str().find("serve") != std::string::npos) return std::stoi(entry.path().filename());
    }
    return 0;
  }

  // ---- Asking

  static std::string get(const std::string& path, bool keeps) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + (keeps ? "" : "Connection: close\r\n") + "\r\n";
  }
  static std::string knock(const std::string& id, bool keeps) {
    const auto phone = "62812" + std::to_string(10'000'000 + std::hash<std::string>{}(id) % 3000);
    const auto body = R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"62254200000","phone_number_id":")" +
                      std::string(phone_number_id) + R"("},"contacts":[{"profile":{"name":"Siti"},"wa_id":")" + phone + R"("}],"messages":[{"from":")" + phone + R"(","id":")" + id + R"(","timestamp":")" +
                      std::to_string(SystemClock{}.now().ms / 1000) + R"(","type":"text","text":{"body":"halo"}}]}}]}]})";
    return "POST /kait/whatsapp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + std::string(keeps ? "" : "Connection: close\r\n") +
           "X-Hub-Signature-256: " + channels::whatsapp::signature_of(app_secret, body) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  net::Got ask(const std::string& request, int wait_ms = 20'000) const {
    try {
      net::TestClient client(static_cast<std::uint16_t>(port));
      if (!client.send(request)) return {};
      return client.read_answer(true, wait_ms);
    } catch (const std::exception&) {
      return {};
    }
  }

  // ---- Counting

  std::int64_t count(const std::string& table) const {
    auto database = store::Database::open(data + "/opak.db", store::Mode::reader);
    auto row = database->query("SELECT count(*) FROM " + table);
    row.next();
    return row.number_at(0);
  }
  // The inbox keeps no message's name, but knows it when it comes again. How many of these come as new, although they were acknowledged?
  std::int64_t lost_of(const std::set<std::string>& acknowledged) const {
    const auto before = count("whatsapp_inbox");
    net::TestClient client(static_cast<std::uint16_t>(port));
    for (const auto& id : acknowledged) {
      client.send(knock(id, true));
      if (client.read_answer().status != 200) throw std::runtime_error("a message was not taken again");
    }
    return count("whatsapp_inbox") - before;
  }
  std::string diary() const {
    std::ifstream file(folder + "/diary", std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }

  static int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(socket);
    return ntohs(address.sin_port);
  }

  static constexpr const char* app_secret = "rahasia-aplikasi-contoh";
  static constexpr const char* phone_number_id = "106540352242922";
  const std::string program = std::string(OPAK_BINARY_DIR) + "/opak";
  std::string folder, data;
  int port = free_port();
  std::set<pid_t> started;
};

// Clients that ask without a pause and never a second time. What they were answered is kept.
class Askers {
 public:
  // Nobody waits longer than `patience_ms` for an answer.
  explicit Askers(RealCity& city, int patience_ms = 30'000) : city_(city), patience_ms_(patience_ms) {
    static std::atomic<int> crowds = 0;
    crowd_ = std::to_string(++crowds) + "." + std::to_string(::getpid());
  }
  ~Askers() { end(); }

  void add_kept(int count) { add(count, [this](int who) { ask_on_one_connection(who); }); }  // A page and a message in turn, on a connection that stays.
  void add_fresh(int count) { add(count, [this](int who) { ask_on_fresh_ones(who); }); }      // A connection for each.
  void add_slow(int count) { add(count, [this](int who) { ask_slowly(who); }); }              // A message in small pieces, over half a second.

  void end() {
    over_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  std::int64_t asked() const { return asked_; }
  std::int64_t failed() const { return failed_; }
  double longest_ms() const { return longest_us_ / 1000.0; }
  std::string first_fault() {
    std::lock_guard lock(mutex_);
    return first_fault_;
  }
  std::set<std::string> acknowledged() {
    std::lock_guard lock(mutex_);
    return acknowledged_;
  }

 private:
  using Clock = RealCity::Clock;

  template <class F>
  void add(int count, F f) {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this, f, who = next_++] { f(who); });
  }

  void note(const std::string& id, const net::Got& got, Clock::time_point start) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
    ++asked_;
    for (auto longest = longest_us_.load(); us > longest && !longest_us_.compare_exchange_weak(longest, us);) {
    }
    std::lock_guard lock(mutex_);
    if (got.status == 200) {
      if (!id.empty()) acknowledged_.insert(id);
      return;
    }
    ++failed_;
    if (first_fault_.empty()) first_fault_ = (id.empty() ? "a page" : id) + ": answered " + std::to_string(got.status) + " " + got.head;
  }

  void ask_on_one_connection(int who) {
    std::optional<net::TestClient> client;
    for (int n = 0; !over_; ++n) {
      const auto id = n % 2 == 0 ? std::string() : "wamid.k" + crowd_ + "." + std::to_string(who) + "." + std::to_string(n);
      const auto start = Clock::now();
      net::Got got;
      try {
        if (!client) client.emplace(static_cast<std::uint16_t>(city_.port));
        if (client->send(id.empty() ? RealCity::get("/", true) : RealCity::knock(id, true))) got = client->read_answer(true, patience_ms_);
      } catch (const std::exception&) {
      }
      note(id, got, start);
      if (got.status == 0 || got.field("connection") == "close") client.reset();
      std::this_thread::sleep_for(std::chrono::milliseconds(who % 3 == 0 ? 15 : 1));
    }
  }

  void ask_on_fresh_ones(int who) {
    for (int n = 0; !over_; ++n) {
      const auto id = n % 2 == 0 ? std::string() : "wamid.f" + crowd_ + "." + std::to_string(who) + "." + std::to_string(n);
      const auto start = Clock::now();
      note(id, city_.ask(id.empty() ? RealCity::get("/", false) : RealCity::knock(id, false), patience_ms_), start);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  // Counted from its last piece on.
  void ask_slowly(int who) {
    for (int n = 0; !over_; ++n) {
      const auto id = "wamid.s" + crowd_ + "." + std::to_string(who) + "." + std::to_string(n);
      const auto request = RealCity::knock(id, false);
      auto start = Clock::now();
      net::Got got;
      try {
        net::TestClient client(static_cast<std::uint16_t>(city_.port));
        bool sent = true;
        for (std::size_t at = 0; sent && at < request.size(); at += 60) {
          start = Clock::now();
          sent = client.send(std::string_view(request).substr(at, 60));
          std::this_thread::sleep_for(std::chrono::milliseconds(40));
        }
        if (sent) got = client.read_answer(true, patience_ms_);
      } catch (const std::exception&) {
      }
      note(id, got, start);
    }
  }

  RealCity& city_;
  const int patience_ms_;
  std::string crowd_;  // So that no two crowds send the same message.
  std::vector<std::thread> threads_;
  int next_ = 0;
  std::atomic<bool> over_ = false;
  std::atomic<std::int64_t> asked_ = 0, failed_ = 0, longest_us_ = 0;
  std::mutex mutex_;
  std::set<std::string> acknowledged_;
  std::string first_fault_;
};

}  // namespace opak
