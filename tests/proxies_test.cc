// Two readers in a row must agree where a request ends. The real program, alone and behind nginx, haproxy and Caddy as a city runs it, is sent
// what has made other readers disagree, each with a second request hidden inside; then other people ask for their own pages over the
// connections that the proxy kept open, and each must get their own.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "commands/bench_spike.h"
#include "law/application_number.h"

namespace opak {
namespace {

namespace fs = std::filesystem;

int free_port() {
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

// All that comes back until nobody says anything any more.
std::string said_to(int port, const std::string& bytes, int quiet_ms = 120) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string all;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    for (std::size_t sent = 0; sent < bytes.size();) {
      const auto n = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) break;
      sent += static_cast<std::size_t>(n);
    }
    char buffer[65536];
    for (;;) {
      pollfd ready{socket, POLLIN, 0};
      if (::poll(&ready, 1, all.empty() ? 1'000 : quiet_ms) <= 0) break;
      const auto n = ::recv(socket, buffer, sizeof buffer, 0);
      if (n <= 0) break;
      all.append(buffer, static_cast<std::size_t>(n));
    }
  }
  ::close(socket);
  return all;
}

// A page that shows a word of its own address, so that it tells whose answer it is.
std::string asks_for(const std::string& word) { return "/masuk?ke=/petugas/" + word; }
const std::string hidden = "TERSELUNDUP";
const std::string hidden_request = "GET " + asks_for(hidden) + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nX: ";

std::string request_with(const std::string& method, const std::string& fields, const std::string& rest) {
  return method + " " + asks_for("PENYERANG") + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\n" + fields + "\r\n" + rest;
}

struct Attack {
  std::string name, bytes;
  bool is_two = false;  // Every reader hears two requests, and both are the sender's own.
};

std::vector<Attack> attacks() {
  const auto inside = hidden_request + "y\r\n\r\n";
  const auto length = std::to_string(inside.size());
  const auto chunks = [](const std::string& text) {
    std::ostringstream all;
    all << std::hex << text.size() << "\r\n" << text << "\r\n0\r\n\r\n";
    return all.str();
  };
  std::vector<Attack> all;
  const auto add = [&](const std::string& name, const std::string& fields, const std::string& rest, const std::string& method = "POST") { all.push_back({name, request_with(method, fields, rest), fields.starts_with("Content_Length") || name == "name Transfer_Encoding"}); };
  // Two lengths.
  add("CL.TE", "Content-Length: " + std::to_string(5 + inside.size()) + "\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + inside);
  add("TE.CL", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", chunks(inside));
  add("CL 0 and TE", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", chunks(inside));
  add("two lengths", "Content-Length: 0\r\nContent-Length: " + length + "\r\n", inside);
  add("two lengths, the other way", "Content-Length: " + length + "\r\nContent-Length: 0\r\n", inside);
  add("a list of lengths", "Content-Length: 0, " + length + "\r\n", inside);
  for (const auto* number : {"+0", "-0", "0x0", "0 0", "\v0", "00000000000000000000000000000000000", "18446744073709551616", "", "0,", "0;", "0.0", "\"0\""}) add(std::string("length ") + number, std::string("Content-Length: ") + number + "\r\n", inside);
  add("length with a space before the colon", "Content-Length : 0\r\n", inside);
  add("length with an underline", "Content_Length: " + length + "\r\n", inside);
  // Words that only one reader takes for "chunked".
  for (const auto* word : {"xchunked", "chunked, identity", "identity, chunked", "chunked chunked", "\x0b" "chunked", "chunked\x0b", "\"chunked\"", "chunked;q=1", "CHUNKED\t,", ",chunked", "x\r\n chunked", "\r\n chunked", "chunk", "gzip, chunked"})
    add(std::string("TE ") + word, "Content-Length: " + length + "\r\nTransfer-Encoding: " + word + "\r\n", inside);
  for (const auto* name : {"Transfer-Encoding ", " Transfer-Encoding", "Transfer_Encoding", "X\nTransfer-Encoding", "X: y\rTransfer-Encoding", "Transfer-Encoding\t"}) add(std::string("name ") + name, "Content-Length: 5\r\n" + std::string(name) + ": chunked\r\n", "0\r\n\r\n" + inside);
  add("TE twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n" + inside);
  // Chunks.
  for (const auto* size : {"0x0", "+0", "-0", " 0", "0 ", "0;a\n", "0;a=\"\n\"", "10000000000000000", "0\n", "0\r", "0;\r", "0 0", "0_0"}) add(std::string("chunk size ") + size, "Transfer-Encoding: chunked\r\n", std::string(size) + "\r\n\r\n" + inside);
  add("a chunk longer than it says", "Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n" + inside);
  add("a chunk without an end", "Transfer-Encoding: chunked\r\n", "1\r\na0\r\n\r\n" + inside);
  add("a chunk that ends in LF", "Transfer-Encoding: chunked\r\n", "1\na\n0\n\n" + inside);
  add("lengths in the trailer", "Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: " + length + "\r\nTransfer-Encoding: chunked\r\n\r\n");
  add("a trailer with a request in it", "Transfer-Encoding: chunked\r\n", "0\r\n" + inside);
  // Ends of lines.
  all.push_back({"bare LF", "POST " + asks_for("PENYERANG") + " HTTP/1.1\nHost: localhost\nContent-Length: " + length + "\n\n" + inside});
  all.push_back({"a field behind a bare CR", request_with("POST", "X: y\rContent-Length: " + length + "\r\n", inside)});
  all.push_back({"an empty line of LF alone", "GET " + asks_for("PENYERANG") + " HTTP/1.1\r\nHost: localhost\r\n\n" + inside});
  add("a folded field", "X: y\r\n Content-Length: " + length + "\r\n", inside);
  add("a folded first field", std::string(), inside);
  all.back().bytes = "POST " + asks_for("PENYERANG") + " HTTP/1.1\r\n Host: localhost\r\nContent-Length: " + length + "\r\n\r\n" + inside;
  add("NUL in a field", "X: y" + std::string(1, '\0') + "\r\nContent-Length: " + length + "\r\n", inside);
  add("NUL in a name", "X" + std::string(1, '\0') + "Content-Length: " + length + "\r\n", inside);
  // First lines.
  all.push_back({"HTTP/1.0 with chunks", "POST " + asks_for("PENYERANG") + " HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\nContent-Length: " + length + "\r\n\r\n0\r\n\r\n" + inside});
  all.push_back({"HTTP/0.9", "GET " + asks_for("PENYERANG") + "\r\n" + inside});
  for (const auto* version : {"HTTP/1.2", "HTTP/1.10", "HTTP/01.1", "http/1.1", "HTTP/1.1 HTTP/1.1", "HTTP/2.0", "HTTPS/1.1"}) all.push_back({std::string("version ") + version, "POST " + asks_for("PENYERANG") + " " + version + "\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + inside});
  for (const auto* target : {"/a\tHTTP/1.1\r\nX: y", "/%", "/%zz", "/%00", "/a%0d%0aX:%20y", "/..%2f..%2fetc/passwd", "/\\..\\x", "http://evil.example/", "//evil.example/", "*", "localhost:80", "/a#b", "/\x80"}) all.push_back({std::string("target ") + target, "POST " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + inside});
  for (const auto* host : {"Host: localhost\r\nHost: evil.example", "Host: localhost, evil.example", "Host:", "Host: localhost/x", "Host: localhost@evil.example", "Host: a b"}) all.push_back({std::string("host ") + host, "POST " + asks_for("PENYERANG") + " HTTP/1.1\r\n" + host + "\r\nContent-Length: " + length + "\r\n\r\n" + inside});
  // What a proxy may do by itself.
  add("a body that nobody expects", "Content-Length: " + length + "\r\n", inside, "GET");
  add("a body behind HEAD", "Content-Length: " + length + "\r\n", inside, "HEAD");
  add("chunks behind GET", "Transfer-Encoding: chunked\r\n", chunks(inside), "GET");
  add("expects to go on", "Expect: 100-continue\r\nContent-Length: " + length + "\r\n", inside);
  add("expects something else", "Expect: x\r\nContent-Length: " + length + "\r\n", inside);
  add("upgrade to h2c", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: " + length + "\r\n", inside);
  add("upgrade to a websocket", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\nContent-Length: " + length + "\r\n", inside, "GET");
  add("Connection names Content-Length", "Connection: close, Content-Length\r\nContent-Length: " + length + "\r\n", inside);
  add("a head of 20 kB", "X: " + std::string(20'000, 'a') + "\r\nContent-Length: " + length + "\r\n", inside);
  add("200 fields", [] { std::string many; for (int n = 0; n < 200; ++n) many += "X" + std::to_string(n) + ": y\r\n"; return many; }() + "Content-Length: " + length + "\r\n", inside);
  add("other words for the method", "Content-Length: " + length + "\r\nX-HTTP-Method-Override: GET\r\nX-Original-URL: " + asks_for(hidden) + "\r\nX-Rewrite-URL: " + asks_for(hidden) + "\r\n", inside);
  return all;
}

int count_of(const std::string& text, const std::string& piece) {
  int count = 0;
  for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + piece.size())) ++count;
  return count;
}

class Fronts : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/opak-proxies-XXXXXX";
    folder = ::mkdtemp(name);
    fs::create_directories(folder + "/data");
    port = free_port();
    auto words = program();
    words.insert(words.begin(), std::string(OPAK_BINARY_DIR) + "/opak");
    words.insert(words.end(), {"--data", folder + "/data", "--port", std::to_string(port)});
    run(words, {{"OPAK_CITY_LOG_ORIGIN", "localhost/log"}, {"OPAK_SERVER_BEHIND_PROXY", "true"}});
    wait_for(port);
  }
  void TearDown() override {
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      ::kill(*child, SIGTERM);
      ::waitpid(*child, nullptr, 0);
    }
    fs::remove_all(folder);
  }

  virtual std::vector<std::string> program() const { return {"serve"}; }

  void run(const std::vector<std::string>& words, const std::vector<std::pair<std::string, std::string>>& environment = {}) {
    const auto child = ::fork();
    if (child == 0) {
      const int diary = ::open((folder + "/diary").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      ::dup2(diary, 1);
      ::dup2(diary, 2);
      for (const auto& [name, value] : environment) ::setenv(name.c_str(), value.c_str(), 1);
      std::vector<char*> arguments;
      for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    children.push_back(child);
  }
  void wait_for(int at) {
    for (int n = 0; n < 1'200; ++n) {
      if (said_to(at, "GET /sehat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200")) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    std::ostringstream diary;
    diary << std::ifstream(folder + "/diary").rdbuf();
    FAIL() << "nobody answers at " << at << ": " << diary.str();
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder + "/" + name) << text; }

  // nginx with one kept connection to us, so that whatever is left on it meets the next who asks.
  int start_nginx(const std::string& buffering) {
    const auto front = free_port();
    write("nginx.conf", "daemon off; master_process off; pid " + folder + "/nginx.pid; error_log " + folder + "/nginx.log; events {}\nhttp { access_log off; "
          "client_body_temp_path " + folder + "/b; proxy_temp_path " + folder + "/p; fastcgi_temp_path " + folder + "/f; uwsgi_temp_path " + folder + "/u; scgi_temp_path " + folder + "/s;\n"
          "upstream city { server 127.0.0.1:" + std::to_string(port) + "; keepalive 1; }\nserver { listen 127.0.0.1:" + std::to_string(front) + "; proxy_request_buffering " + buffering + ";\n"
          "location / { proxy_pass http://city; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr; } } }\n");
    run({"/usr/sbin/nginx", "-e", folder + "/nginx.log", "-c", folder + "/nginx.conf"});
    wait_for(front);
    return front;
  }
  // The file that comes with the program; without a certificate, and on a port of ours. 0: there is no Caddy here.
  int start_caddy() {
    if (!fs::exists("/usr/bin/caddy")) return 0;
    const auto front = free_port();
    std::ostringstream all;
    all << "{\n\tadmin off\n\tauto_https off\n\tgrace_period 1s\n}\n" << std::ifstream(fs::path(OPAK_SOURCE_DIR) / "packaging/front/Caddyfile").rdbuf();
    auto text = all.str();
    const auto put = [&](const std::string& theirs, const std::string& ours) {
      const auto at = text.find(theirs);
      ASSERT_NE(at, std::string::npos) << theirs;
      text.replace(at, theirs.size(), ours);
    };
    put("layanan.kota.example", ":" + std::to_string(front));
    put("127.0.0.1:8080", "127.0.0.1:" + std::to_string(port));
    write("Caddyfile", text);
    run({"/usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", folder + "/Caddyfile"}, {{"HOME", folder}, {"XDG_DATA_HOME", folder}, {"XDG_CONFIG_HOME", folder}});
    wait_for(front);
    return front;
  }
  int start_haproxy(const std::string& reuse) {
    const auto front = free_port();
    write("haproxy.cfg", "defaults\n  mode http\n  timeout connect 5s\n  timeout client 10s\n  timeout server 10s\n  option forwardfor\n  http-reuse " + reuse + "\nfrontend f\n  bind 127.0.0.1:" + std::to_string(front) +
          "\n  default_backend b\nbackend b\n  server city 127.0.0.1:" + std::to_string(port) + " maxconn 2\n");
    run({"/usr/sbin/haproxy", "-db", "-f", folder + "/haproxy.cfg"});
    wait_for(front);
    return front;
  }

  // A proxy may understand more than we do, and answer the sender twice; what it leaves on the connection to us is what counts.
  enum class Reader { us, proxy };
  void expect_everyone_gets_their_own(int front, Reader reader) {
    if (HasFatalFailure()) return;  // It did not start.
    int n = 0;
    for (const auto& attack : attacks()) {
      const auto heard = said_to(front, attack.bytes);
      if (reader == Reader::us && !attack.is_two) {
        EXPECT_EQ(count_of(heard, hidden), 0) << attack.name << ": the hidden request was answered:\n" << heard.substr(0, 300);
        EXPECT_LE(count_of(heard, "HTTP/1.1 "), attack.name == "expects to go on" ? 2 : 1) << attack.name << "\n" << heard.substr(0, 300);
      }
      for (int i = 0; i < 2; ++i) {
        const auto word = "KENARI" + std::to_string(++n);
        const auto own = said_to(front, "GET " + asks_for(word) + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n", 2'000);
        EXPECT_TRUE(own.starts_with("HTTP/1.1 200")) << "after " << attack.name << ": " << own.substr(0, 200);
        EXPECT_EQ(count_of(own, "HTTP/1.1 "), 1) << "after " << attack.name;
        EXPECT_GE(count_of(own, word), 1) << "after " << attack.name << " somebody got another's page";
        EXPECT_EQ(count_of(own, hidden) + count_of(own, "PENYERANG"), 0) << "after " << attack.name;
      }
    }
    EXPECT_GT(n, 150);
  }

  std::string folder;
  int port = 0;
  std::vector<pid_t> children;
};

TEST_F(Fronts, AloneEveryoneGetsTheirOwnAnswer) { expect_everyone_gets_their_own(port, Reader::us); }
TEST_F(Fronts, BehindNginxEveryoneGetsTheirOwnAnswer) { expect_everyone_gets_their_own(start_nginx("on"), Reader::proxy); }
TEST_F(Fronts, BehindNginxThatPassesBodiesOnAtOnceEveryoneGetsTheirOwnAnswer) { expect_everyone_gets_their_own(start_nginx("off"), Reader::proxy); }
TEST_F(Fronts, BehindHaproxyEveryoneGetsTheirOwnAnswer) { expect_everyone_gets_their_own(start_haproxy("always"), Reader::proxy); }

TEST_F(Fronts, BehindCaddyEveryoneGetsTheirOwnAnswer) {
  const auto front = start_caddy();
  if (front == 0) GTEST_SKIP() << "caddy is not installed";
  expect_everyone_gets_their_own(front, Reader::proxy);
  EXPECT_TRUE(said_to(front, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 404")) << "numbers are for this machine only";
}

// An open page hears of its case at once, whatever stands between: nobody gathers its events until there are many.
class LiveThrough : public Fronts {
 protected:
  std::vector<std::string> program() const override { return {"demo"}; }

  // Somebody files, and their page is open.
  void SetUp() override {
    Fronts::SetUp();
    commands::BenchClient resident(static_cast<std::uint16_t>(port));
    commands::confirm_a_number(resident, "081255500077");
    auto at = resident.post("/urus/ktp/hilang/mulai", {{"ditanya", "for_whom"}, {"for_whom", "self"}}).location;
    at = at.substr(0, at.find('/', 7));
    resident.post(at + "/data-diri", {{"ditanya", "name,nik,kk"}, {"name", "Contoh Buka"}, {"nik", "3673040101600001"}, {"kk", "3673050101600001"}, {"yakin", "ya"}});
    resident.post(at + "/antar", {{"ditanya", "delivery"}, {"delivery", "office"}});
    path = resident.post(at + "/periksa", {{"ditanya", "truth,whatsapp_news"}, {"truth", "ya"}, {"kirim", "ya"}}).location;
    ASSERT_TRUE(path.starts_with("/s/")) << path;
    path = path.substr(0, path.rfind('/'));
  }
  std::string path;

  void expect_live(int front) {
    if (HasFatalFailure()) return;
    // Not HTTP/1.1's last word: the stream stays open, and what was said until then is what an open page knows.
    const auto heard = said_to(front, "GET /alir" + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", 1'500);
    EXPECT_NE(heard.find("text/event-stream"), std::string::npos) << heard.substr(0, 300);
    EXPECT_NE(heard.find("data: "), std::string::npos) << "the first event has come although the stream goes on:\n" << heard.substr(0, 600);
    EXPECT_EQ(heard.find("\r\n0\r\n\r\n"), std::string::npos) << "and it goes on";
  }
};

TEST_F(LiveThrough, EveryFront) {  // One city for all: filling it takes its time.
  expect_live(port);
  expect_live(start_nginx("on"));
  expect_live(start_haproxy("always"));
  if (const auto front = start_caddy(); front != 0) expect_live(front);
}

// A client that names its own address ahead of the proxy's is still known by the proxy's.
TEST_F(Fronts, BehindAProxyNobodyChoosesTheirOwnAddress) {
  const auto front = start_nginx("on");
  const auto guest = said_to(front, "GET /lacak HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n", 2'000);
  const auto between = [&](const std::string& before, const std::string& after) {
    const auto at = guest.find(before);
    return at == std::string::npos ? std::string() : guest.substr(at + before.size(), guest.find(after, at + before.size()) - at - before.size());
  };
  const auto cookie = between("Set-Cookie: ", ";"), token = between("name=\"bukti\" value=\"", "\"");
  int slowed = 0;
  for (int n = 0; n < 40; ++n) {
    const auto body = "bukti=" + token + "&nomor=" + law::ApplicationNumber::make(2026, 11, 100 + n).text() + "&akhir=1234";
    const auto heard = said_to(front, "POST /lacak HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: 198.51." + std::to_string(n) + ".7\r\nForwarded: for=198.51." + std::to_string(n) + ".8\r\nX-Real-IP: 198.51." + std::to_string(n) + ".9\r\nCookie: " + cookie +
                                            "\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body, 2'000);
    slowed += heard.starts_with("HTTP/1.1 429");
  }
  EXPECT_GE(slowed, 5);
}

}  // namespace
}  // namespace opak
