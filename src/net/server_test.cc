#include "net/server.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "net/answer_writer.h"
#include "net/test_client.h"

namespace opak::net {
namespace {

namespace fs = std::filesystem;

Bytes read_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

Bytes gunzip(ByteView packed) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  Bytes out(1024 * 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const auto code = inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return code == Z_STREAM_END ? out : Bytes("not gzip");
}

const Bytes host = "Host: localhost\r\n";

Bytes get(const std::string& target, const std::string& more = {}) { return "GET " + target + " HTTP/1.1\r\n" + host + more + "\r\n"; }

Bytes post(const std::string& target, ByteView body, const std::string& more = {}) {
  return "POST " + target + " HTTP/1.1\r\n" + host + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + Bytes(body);
}

Response text(Bytes body) { return Response{.body = std::move(body), .content_type = "text/plain; charset=utf-8"}; }

// A server whose pages try each way to answer, and whose limits are short enough to wait for.
class AServer : public testing::Test {
 protected:
  void SetUp() override {
    settings.tick_ms = 20;
    settings.threads = 2;
  }

  void TearDown() override {
    if (server) server->stop(0);
    for (auto& thread : helpers) thread.join();
  }

  std::uint16_t start() {
    server = std::make_unique<Server>(
        settings, [this](const Request& request, int) { return page(request); },
        [](const Unserved& unserved) {
          Response kind{.headers = {{"X-Kind", "yes"}}, .body = "maaf " + std::to_string(unserved.status), .content_type = "text/plain"};
          if (unserved.is_whole && unserved.request->method == "POST") kind.body += ", " + std::string(unserved.request->form().field("nama"));
          return kind;
        },
        &broadcaster);
    const auto started = server->start();
    if (!started) throw std::runtime_error(started.error().what);
    return port = *started;
  }

  Reply page(const Request& request) {
    if (request.path == "/healthz") return text("sehat");
    if (request.path == "/smuggled") {
      ++smuggled;
      return text("smuggled");
    }
    if (request.path == "/echo") return text(request.body);
    if (request.path == "/size") return text(std::to_string(request.body.size()));
    if (request.path == "/who") return text(request.remote_address + " " + request.method + " " + request.query_field("n"));
    if (request.path == "/form") return text(std::string(request.form().is_sound() ? request.form().field("nama") : "unsound"));
    if (request.path == "/html") return Response{.body = long_html, .content_type = "text/html; charset=utf-8"};
    if (request.path == "/packed")
      return Response{.headers = {{"Content-Encoding", "br"}}, .body = long_html, .content_type = "text/html; charset=utf-8"};
    if (request.path == "/large") return Response{.shared_body = large, .content_type = "application/octet-stream"};
    if (request.path == "/kept") return Response{.content_type = "text/html; charset=utf-8", .kept_body = kept};
    if (request.path == "/waited") return text(std::to_string(request.waited_ms));
    if (request.path == "/sleepy") {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      return text("awake");
    }
    if (request.path == "/empty") return Response{.status = 204};
    if (request.path == "/bug") ensure(false, "a rule");
    if (request.path == "/throw") throw std::runtime_error("personal");
    if (request.path == "/split") return Response{.headers = {{"Location", "/a\r\nSet-Cookie: x=y"}}};
    if (request.path == "/later") return later(request.query_field("n"), 20);
    if (request.path == "/late") return later("late", 300);
    if (request.path == "/never") {
      std::lock_guard lock(mutex);
      never.emplace_back();
      return never.back();
    }
    if (request.path == "/stream") return EventStream{.topic = request.query_field("topic"), .first_event = event_text("awal", "1")};
    return Response{.status = 404};
  }

  Reply later(std::string answer, int after_ms) {
    Later<Response> later;
    std::lock_guard lock(mutex);
    helpers.emplace_back([later, answer, after_ms] {
      std::this_thread::sleep_for(std::chrono::milliseconds(after_ms));
      later.answer(text(answer));
    });
    return later;
  }

  ServerSettings settings;
  Broadcaster broadcaster;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;
  std::mutex mutex;
  std::vector<std::thread> helpers;
  std::vector<Later<Response>> never;
  std::atomic<int> smuggled{0};
  const Bytes long_html = "<p>" + Bytes(5000, 'a') + Bytes(5000, 'b') + "</p>";
  const std::shared_ptr<const KeptBody> kept = std::make_shared<const KeptBody>(long_html);
  const std::shared_ptr<const Bytes> large = std::make_shared<const Bytes>(4 * 1024 * 1024, 'L');
};

TEST_F(AServer, AnswersWithDateAndLengthAndWithoutItsName) {
  start();
  TestClient client(port);
  client.send(get("/who?n=a%20b"));
  const auto got = client.read_answer();
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body, "127.0.0.1 GET a b");
  EXPECT_EQ(got.field("content-length"), std::to_string(got.body.size()));
  EXPECT_EQ(got.field("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(got.field("date").size(), 29u);
  EXPECT_EQ(got.field("server"), "");
  EXPECT_EQ(got.field("connection"), "");
}

TEST(DateLine, IsWrittenAsRfc9110Wants) { EXPECT_EQ(date_line(784111777), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"); }

TEST_F(AServer, Serves64ClientsWith200RequestsEach) {
  start();
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      std::vector<TestClient> clients;
      for (int c = 0; c < 8; ++c) clients.emplace_back(port);
      for (int n = 0; n < 200; ++n) {
        for (int c = 0; c < 8; ++c) clients[c].send(post("/echo", std::to_string(t * 10'000 + c * 1000 + n)));
        for (int c = 0; c < 8; ++c) right += clients[c].read_answer().body == std::to_string(t * 10'000 + c * 1000 + n);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 64 * 200);
  EXPECT_EQ(server->counts().requests, 64 * 200);
}

TEST_F(AServer, AnswersPipelinedRequestsInOrderEvenWhenOneComesLater) {
  start();
  TestClient client(port);
  Bytes all;
  for (int n = 0; n < 40; ++n) all += n % 10 == 3 ? get("/later?n=" + std::to_string(n)) : post("/echo", std::to_string(n));
  client.send(all);
  for (int n = 0; n < 40; ++n) EXPECT_EQ(client.read_answer().body, std::to_string(n));
}

TEST_F(AServer, AnswersPipelinedLargeBodiesToAClientThatReadsLate) {
  start();
  TestClient client(port, 4096);
  Bytes all;
  for (int n = 0; n < 5; ++n) all += get("/large") + get("/who?n=" + std::to_string(n));
  client.send(all);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int n = 0; n < 5; ++n) {
    EXPECT_EQ(client.read_answer().body, *large);
    EXPECT_EQ(client.read_answer().body, "127.0.0.1 GET " + std::to_string(n));
  }
}

TEST_F(AServer, GivesEachRequestOfTheCorpusItsVerdict) {
  const fs::path folder = OPAK_SHARED_DIR "/corpora/own/http";
  if (!fs::exists(folder)) GTEST_SKIP() << "the shared corpora are not here";
  settings.head_ms = 1000;
  start();
  const auto index = parse_json(read_bytes(folder / "index.json"));
  ASSERT_TRUE(index);
  for (const auto& row : index->items()) {
    const auto bytes = read_bytes(folder / std::string(row["file"].text()));
    for (const bool in_single_bytes : {false, true}) {
      TestClient client(port);
      if (in_single_bytes) {
        for (const char byte : bytes)
          if (!client.send({&byte, 1})) break;
      } else {
        client.send(bytes);
      }
      if (row["expect"].text() == "accept") {
        const auto got = client.read_answer();
        EXPECT_EQ(got.status, 200) << row["file"].text();
        EXPECT_EQ(got.body, "sehat") << row["file"].text();
        client.send(get("/healthz"));
        EXPECT_EQ(client.read_answer().status, 200) << row["file"].text();
        continue;
      }
      bool is_ended = false;
      const auto answer = client.read_to_end(is_ended, 3000);
      EXPECT_TRUE(is_ended) << row["file"].text();
      EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 5")) << row["file"].text() << answer;
      EXPECT_EQ(answer.find("HTTP/1.1", 1), answer.npos) << row["file"].text();
    }
  }
  EXPECT_EQ(smuggled, 0);
}

TEST_F(AServer, StaysUpUnderStrangersBytes) {
  start();
  for (const char* name : {"go-fuzz-httpreq", "go-fuzz-httpresp", "llhttp"}) {
    const fs::path folder = fs::path(OPAK_SHARED_DIR "/corpora/fetched/http") / name;
    if (!fs::exists(folder)) GTEST_SKIP() << "the shared corpora are not here";
    for (const auto& entry : fs::directory_iterator(folder)) {
      const auto bytes = read_bytes(entry.path());
      TestClient whole(port);
      whole.send(bytes);
      whole.finish_sending();
      bool is_ended = false;
      whole.read_to_end(is_ended);
      EXPECT_TRUE(is_ended) << entry.path();
      TestClient halves(port);
      for (const char byte : bytes.substr(0, 300))
        if (!halves.send({&byte, 1})) break;
    }
  }
  TestClient client(port);
  client.send(get("/healthz"));
  EXPECT_EQ(client.read_answer().body, "sehat");
  EXPECT_TRUE(comes_true([&] { return server->counts().connections == 1; }));
}

TEST_F(AServer, ShowsTheKindPageWhenItRefuses) {
  start();
  TestClient client(port);
  client.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 99999999\r\n\r\n");
  client.send(Bytes(300'000, 'x'));  // A phone that goes on sending still reads the answer.
  const auto got = client.read_answer();
  EXPECT_EQ(got.status, 413);
  EXPECT_EQ(got.body, "maaf 413");
  EXPECT_EQ(got.field("x-kind"), "yes");
  EXPECT_EQ(got.field("connection"), "close");
  TestClient long_head(port);
  long_head.send("GET / HTTP/1.1\r\nX: " + Bytes(20'000, 'x'));
  EXPECT_EQ(long_head.read_answer().status, 431);
}

TEST_F(AServer, ClosesASlowLorisAndAnIdleConnection) {
  settings.head_ms = 200;
  settings.idle_ms = 300;
  start();
  TestClient loris(port);
  loris.send("GET / HTTP/1.1\r\n");
  Got got;
  for (int n = 0; n < 100 && got.status == 0; ++n) {
    loris.send("X: y\r\n");
    got = loris.read_answer(true, 20);
  }
  EXPECT_EQ(got.status, 408);
  EXPECT_EQ(got.body, "maaf 408");
  TestClient idle(port);
  idle.send(get("/healthz"));
  EXPECT_EQ(idle.read_answer().status, 200);
  bool is_ended = false;
  EXPECT_EQ(idle.read_to_end(is_ended), "");
  EXPECT_TRUE(is_ended);
}

TEST_F(AServer, WaitsForASlowPhoneButNotForAStalledOne) {
  settings.grace_ms = 300;
  settings.bytes_per_s = 1000;
  start();
  // 6 kB/s for a second and a half: far longer than the grace, and welcome.
  TestClient phone(port);
  phone.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 9000\r\n\r\n");
  for (int n = 0; n < 30; ++n) {
    phone.send(Bytes(300, 'x'));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(phone.read_answer().body, "9000");
  TestClient stalled(port);
  stalled.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 9000\r\n\r\nabc");
  EXPECT_EQ(stalled.read_answer().status, 408);
  // 40 bytes a second never stalls for long, and would take minutes.
  TestClient dripping(port);
  dripping.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 9000\r\n\r\n");
  Got got;
  for (int n = 0; n < 100 && got.status == 0; ++n) {
    dripping.send("x");
    got = dripping.read_answer(true, 25);
  }
  EXPECT_EQ(got.status, 408);
}

TEST_F(AServer, LetsGoOfAClientThatDoesNotRead) {
  settings.grace_ms = 200;
  start();
  TestClient client(port, 4096);
  client.send(get("/large"));
  EXPECT_TRUE(comes_true([&] { return server->counts().connections == 1; }));
  EXPECT_TRUE(comes_true([&] { return server->counts().connections == 0; }));
}

TEST_F(AServer, TakesABigUploadInSmallPieces) {
  start();
  TestClient client(port);
  const Bytes body(3 * 1024 * 1024, 'u');
  client.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n");
  for (std::size_t at = 0; at < body.size(); at += 1461) client.send(ByteView(body).substr(at, 1461));
  EXPECT_EQ(client.read_answer().body, std::to_string(body.size()));
  client.send("POST /size HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n");
  for (int n = 0; n < 2000; ++n) client.send("400\r\n" + Bytes(1024, 'c') + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, "2048000");
  EXPECT_TRUE(comes_true([&] { return server->counts().body_bytes == 0; }));
}

TEST_F(AServer, RefusesBodiesBeyondWhatItCanHold) {
  settings.bodies_bytes_max = 100'000;
  start();
  TestClient first(port);
  first.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 90001\r\n\r\n" + Bytes(90'000, 'x'));
  ASSERT_TRUE(comes_true([&] { return server->counts().body_bytes == 90'000; }));
  TestClient second(port);
  second.send(post("/size", Bytes(50'000, 'x')));
  EXPECT_EQ(second.read_answer().status, 503);
  first.send("x");
  EXPECT_EQ(first.read_answer().body, "90001");
}

TEST_F(AServer, FindsRoomForAFormWithoutFilesEvenWhenItIsFullOfPhotos) {
  settings.bodies_bytes_max = 100'000;
  start();
  TestClient photo(port);
  photo.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 99999\r\n\r\n" + Bytes(99'998, 'x'));
  ASSERT_TRUE(comes_true([&] { return server->counts().body_bytes == 99'998; }));
  TestClient form(port);
  form.send(post("/form", "nama=Siti&alasan=" + Bytes(5'000, 'x'), "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(form.read_answer().body, "Siti");
  TestClient another_photo(port);
  another_photo.send(post("/size", Bytes(200'000, 'x')));
  const auto refused = another_photo.read_answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.body, "maaf 503") << "what was not read to its end cannot be given back";
}

TEST_F(AServer, LetsNoAddressTakeAllTheRoomForBodies) {
  settings.bodies_bytes_max = 100'000;
  settings.threads = 1;
  start();
  const auto part_of = [&](const char* from, std::size_t bytes) {
    TestClient client(port, 0, from);
    client.send("POST /size HTTP/1.1\r\n" + host + "Content-Length: 99999\r\n\r\n" + Bytes(bytes, 'x'));
    return client;
  };
  auto modest = part_of("127.0.0.2", 24'000);
  ASSERT_TRUE(comes_true([&] { return server->counts().body_bytes == 24'000; }));
  auto greedy = part_of("127.0.0.4", 40'000);
  EXPECT_EQ(greedy.read_answer().status, 503);
  ASSERT_TRUE(comes_true([&] { return server->counts().body_bytes == 24'000; })) << "and gives its room back";
  auto other = part_of("127.0.0.3", 24'000);
  ASSERT_TRUE(comes_true([&] { return server->counts().body_bytes == 48'000; }));
  EXPECT_EQ(modest.read_answer(true, 100).status, 0) << "who takes little goes on";
}

TEST_F(AServer, LetsNoAddressTakeAllConnectionsUnlessItSpeaksForEverybody) {
  settings.connections_max = 8;
  settings.threads = 1;
  start();
  std::vector<TestClient> crowd;
  for (int n = 0; n < 5; ++n) crowd.emplace_back(port, 0, "127.0.0.3");
  ASSERT_TRUE(comes_true([&] { return server->counts().connections == 5; }));
  TestClient one_more(port, 0, "127.0.0.3");
  EXPECT_EQ(one_more.read_answer().status, 503);
  TestClient neighbour(port, 0, "127.0.0.2");
  neighbour.send(get("/who?n=1"));
  EXPECT_EQ(neighbour.read_answer().body, "127.0.0.2 GET 1");
  crowd.clear();
  ASSERT_TRUE(comes_true([&] { return server->counts().connections == 1; }));
  TestClient again(port, 0, "127.0.0.3");
  again.send(get("/healthz"));
  EXPECT_EQ(again.read_answer().status, 200);
}

TEST_F(AServer, LetsAProxyTakeAllConnections) {
  settings.connections_max = 8;
  settings.threads = 1;
  settings.is_behind_proxy = true;
  start();
  std::vector<TestClient> proxy;
  for (int n = 0; n < 8; ++n) proxy.emplace_back(port, 0, "127.0.0.3");
  EXPECT_TRUE(comes_true([&] { return server->counts().connections == 8; }));
}

TEST_F(AServer, LetsGoOfASilentConnectionWhenItIsFull) {
  settings.connections_max = 2;
  settings.threads = 1;
  start();
  TestClient silent(port), working(port);
  silent.send(get("/healthz"));
  EXPECT_EQ(silent.read_answer().status, 200);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'100));
  working.send(get("/never"));
  ASSERT_TRUE(comes_true([&] {
    std::lock_guard lock(mutex);
    return never.size() == 1;
  }));
  TestClient newcomer(port);
  newcomer.send(get("/healthz"));
  EXPECT_EQ(newcomer.read_answer().status, 200);
  bool is_ended = false;
  EXPECT_EQ(silent.read_to_end(is_ended), "");
  EXPECT_TRUE(is_ended);
  std::lock_guard lock(mutex);
  never.front().answer(text("done"));
  EXPECT_EQ(working.read_answer().body, "done") << "who is being served is not let go";
}

TEST_F(AServer, TellsARequestHowLongItWaited) {
  settings.threads = 1;
  start();
  TestClient first(port), second(port);
  first.send(get("/sleepy"));
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  second.send(get("/waited"));
  EXPECT_GE(std::stoi(second.read_answer().body), 50);
  EXPECT_EQ(first.read_answer().body, "awake");
  // On a busy machine one of some tries meets nobody.
  EXPECT_TRUE(comes_true([&] {
    second.send(get("/waited"));
    return std::stoi(second.read_answer().body) < 20;
  }));
}

TEST_F(AServer, GivesTheFormBackWhenTheAnswerDoesNotCome) {
  settings.answer_ms = 100;
  start();
  TestClient client(port);
  client.send(post("/never", "nama=Siti", "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(client.read_answer().body, "maaf 503, Siti");
}

TEST_F(AServer, KeepsRoomBesideThePagesLeftOpen) {
  settings.streams_max = 1;
  start();
  TestClient first(port), second(port), third(port);
  first.send(get("/stream?topic=a"));
  ASSERT_TRUE(first.read_until("data: 1\n\n"));
  second.send(get("/stream?topic=a"));
  EXPECT_EQ(second.read_answer().body, "retry: 60000\n\n") << "and its browser comes again";
  third.send(get("/healthz"));
  EXPECT_EQ(third.read_answer().status, 200);
  first.hang_up();
  ASSERT_TRUE(comes_true([&] { return server->counts().streams == 0; }));
  TestClient fourth(port);
  fourth.send(get("/stream?topic=a"));
  EXPECT_TRUE(fourth.read_until("data: 1\n\n"));
}

TEST_F(AServer, EndsAnOldStreamSoThatItsBrowserSaysItIsStillThere) {
  settings.heartbeat_ms = 30;
  settings.stream_ms = 200;
  start();
  TestClient client(port);
  client.send(get("/stream?topic=a"));
  ASSERT_TRUE(client.read_until(":\n\n")) << "not at once";
  bool is_ended = false;
  client.read_to_end(is_ended);
  EXPECT_TRUE(is_ended);
}

TEST_F(AServer, ReadsAForm) {
  start();
  TestClient client(port);
  client.send(post("/form", "nama=Siti", "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(client.read_answer().body, "Siti");
  client.send(post("/form", "nama=a&nama=b", "Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(client.read_answer().body, "unsound");
}

TEST_F(AServer, SaysContinueBeforeTheBody) {
  start();
  TestClient client(port);
  client.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer(false).head, "HTTP/1.1 100 Continue\r\n");
  client.send("salam");
  EXPECT_EQ(client.read_answer().body, "salam");
  client.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 413);
  TestClient other(port);
  other.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\nExpect: tea\r\n\r\n");
  EXPECT_EQ(other.read_answer().status, 417);
}

TEST_F(AServer, AnswersHeadLikeGetWithoutTheBody) {
  start();
  TestClient client(port);
  client.send("HEAD /html HTTP/1.1\r\n" + host + "\r\n" + get("/healthz"));
  const auto got = client.read_answer(false);
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.field("content-length"), std::to_string(long_html.size()));
  EXPECT_EQ(client.read_answer().body, "sehat");
  client.send(get("/empty") + get("/healthz"));
  const auto empty = client.read_answer();
  EXPECT_EQ(empty.status, 204);
  EXPECT_EQ(empty.field("content-length"), "");
  EXPECT_EQ(client.read_answer().body, "sehat");
}

TEST_F(AServer, PacksPagesForThoseWhoTakeIt) {
  start();
  TestClient client(port);
  client.send(get("/html", "Accept-Encoding: br, gzip\r\n"));
  auto got = client.read_answer();
  EXPECT_EQ(got.field("content-encoding"), "gzip");
  EXPECT_EQ(got.field("vary"), "Accept-Encoding");
  EXPECT_LT(got.body.size(), 500u);
  EXPECT_EQ(gunzip(got.body), long_html);
  client.send(get("/html"));
  got = client.read_answer();
  EXPECT_EQ(got.field("content-encoding"), "");
  EXPECT_EQ(got.field("vary"), "Accept-Encoding");
  EXPECT_EQ(got.body, long_html);
  client.send(get("/packed", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(client.read_answer().field("content-encoding"), "br");
  client.send(get("/healthz", "Accept-Encoding: gzip\r\n"));
  EXPECT_EQ(client.read_answer().body, "sehat");
}

TEST_F(AServer, PacksAKeptPageOnce) {
  start();
  TestClient client(port);
  client.send(get("/kept"));
  EXPECT_EQ(client.read_answer().body, long_html);
  for (int times = 0; times < 2; ++times) {
    client.send(get("/kept", "Accept-Encoding: gzip\r\n"));
    const auto got = client.read_answer();
    EXPECT_EQ(got.field("content-encoding"), "gzip");
    EXPECT_EQ(gunzip(got.body), long_html);
  }
  EXPECT_EQ(gunzip(*kept->packed([](ByteView) { return Bytes("packed anew"); })), long_html);
  client.send(get("/kept"));
  EXPECT_EQ(client.read_answer().body, long_html);
}

TEST_F(AServer, AnswersManyAtOnceInWhateverOrderTheyCome) {
  start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(std::make_unique<TestClient>(port));
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) clients[i]->send(get("/who?n=" + std::to_string(i)) + get("/kept"));
    for (std::size_t i = 0; i < clients.size(); ++i) {
      EXPECT_TRUE(clients[i]->read_answer().body.ends_with(" GET " + std::to_string(i)));
      EXPECT_EQ(clients[i]->read_answer().body, long_html);
    }
  }
}

TEST_F(AServer, TurnsABugAnExceptionAndASplitHeaderIntoA500) {
  start();
  TestClient client(port);
  for (const char* path : {"/bug", "/throw"}) {
    client.send(get(path));
    const auto got = client.read_answer();
    EXPECT_EQ(got.status, 500);
    EXPECT_EQ(got.body, "maaf 500");
  }
  client.send(get("/split"));
  const auto got = client.read_answer();
  EXPECT_EQ(got.status, 500);
  EXPECT_EQ(got.field("set-cookie"), "");
}

TEST_F(AServer, Says503WhenTheAnswerDoesNotComeAndForgetsALateOne) {
  settings.answer_ms = 100;
  start();
  TestClient client(port);
  client.send(get("/late") + get("/healthz"));
  EXPECT_EQ(client.read_answer().body, "maaf 503");
  bool is_ended = false;
  EXPECT_EQ(client.read_to_end(is_ended), "");
  EXPECT_TRUE(is_ended);
}

TEST_F(AServer, OutlivesClientsThatAreGoneBeforeTheAnswer) {
  start();
  for (int n = 0; n < 50; ++n) {
    TestClient client(port);
    client.send(get("/later?n=1"));
    client.hang_up();
  }
  EXPECT_TRUE(comes_true([&] { return server->counts().requests == 50 && server->counts().connections == 0; }));
  TestClient client(port);
  client.send(get("/healthz"));
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST_F(AServer, MayBeGoneBeforeTheAnswer) {
  start();
  TestClient client(port);
  client.send(get("/never"));
  ASSERT_TRUE(comes_true([&] { return server->counts().requests == 1; }));
  server->stop(50);
  server.reset();
  never.front().answer(text("to nobody"));
  bool is_ended = false;
  EXPECT_EQ(client.read_to_end(is_ended), "");
  EXPECT_TRUE(is_ended);
}

TEST_F(AServer, Tells500ListenersInOrderAndOnlyTheirTopic) {
  start();
  std::vector<TestClient> clients;
  for (int n = 0; n < 500; ++n) {
    clients.emplace_back(port);
    clients.back().send(get("/stream?topic=" + std::string(n % 2 ? "ganjil" : "genap")));
  }
  for (auto& client : clients) ASSERT_TRUE(client.read_until("event: awal\ndata: 1\n\n"));
  EXPECT_EQ(server->counts().streams, 500);
  EXPECT_EQ(server->counts().connections, 0);
  broadcaster.publish("genap", event_text("kabar", "a\nb", "7"));
  broadcaster.publish("ganjil", event_text("kabar", "lain"));
  broadcaster.publish("genap", event_text("kabar", "akhir"));
  broadcaster.publish("tidak ada", event_text("kabar", "x"));
  broadcaster.close("genap");
  for (std::size_t n = 0; n < clients.size(); ++n) {
    if (n % 2) {
      EXPECT_TRUE(clients[n].read_until("event: kabar\ndata: lain\n\n"));
      continue;
    }
    bool is_ended = false;
    EXPECT_EQ(clients[n].read_to_end(is_ended), "id: 7\nevent: kabar\ndata: a\ndata: b\n\nevent: kabar\ndata: akhir\n\n");
    EXPECT_TRUE(is_ended);
  }
  clients.clear();
  EXPECT_TRUE(comes_true([&] { return server->counts().streams == 0; }));
}

TEST_F(AServer, HoldsOpenPagesAndSilentConnectionsInLittleMemory) {
  constexpr std::size_t many = 1'000;
  const auto used = [] { return static_cast<double>(mallinfo2().uordblks) + static_cast<double>(mallinfo2().hblkhd); };
  if (used() == 0) GTEST_SKIP() << "this build has a memory of its own";
  start();
  std::vector<TestClient> pages, silent;
  pages.reserve(many);
  silent.reserve(many);
  const auto open = [&](TestClient& client) {
    client.send(get("/stream?topic=case%2F01K00000000000000000000001%2Fid"));  // As long as a real one.
    ASSERT_TRUE(client.read_until("data: 1\n\n"));
  };
  open(pages.emplace_back(port));
  const auto before = used();
  while (pages.size() < many) open(pages.emplace_back(port));
  const auto with_pages = used();
  std::printf("  %.0f bytes an open page\n", (with_pages - before) / (many - 1));
  EXPECT_LT((with_pages - before) / (many - 1), 2'000) << "bytes an open page, its listener of this test with it";
  while (silent.size() < many) {
    auto& client = silent.emplace_back(port);
    client.send(get("/healthz"));
    ASSERT_EQ(client.read_answer().status, 200);
  }
  std::printf("  %.0f bytes a silent connection\n", (used() - with_pages) / many);
  EXPECT_LT((used() - with_pages) / many, 4'000) << "bytes a silent connection";
}

TEST_F(AServer, KeepsAStreamWarmAndDropsAListenerThatDoesNotRead) {
  settings.heartbeat_ms = 50;
  settings.stream_bytes_max = 100'000;
  start();
  TestClient warm(port);
  warm.send(get("/stream?topic=a"));
  EXPECT_TRUE(warm.read_until("data: 1\n\n"));
  EXPECT_TRUE(warm.read_until(":\n\n"));
  EXPECT_TRUE(warm.read_until(":\n\n"));
  TestClient deaf(port, 4096);
  deaf.send(get("/stream?topic=b"));
  EXPECT_TRUE(comes_true([&] { return server->counts().streams == 2; }));
  for (int n = 0; n < 400 && server->counts().streams == 2; ++n) {
    broadcaster.publish("b", event_text("besar", Bytes(40'000, 'x')));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_TRUE(comes_true([&] { return server->counts().streams == 1; }));
}

TEST_F(AServer, StopsWithOpenStreamsAndLetsARunningRequestFinish) {
  start();
  TestClient stream(port);
  stream.send(get("/stream?topic=a"));
  ASSERT_TRUE(stream.read_until("data: 1\n\n"));
  TestClient idle(port);
  idle.send(get("/healthz"));
  ASSERT_EQ(idle.read_answer().status, 200);
  TestClient running(port);
  running.send(get("/late"));
  ASSERT_TRUE(comes_true([&] { return server->counts().requests == 3; }));
  const auto begun = std::chrono::steady_clock::now();
  server->stop(5000);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4));
  const auto got = running.read_answer();
  EXPECT_EQ(got.body, "late");
  EXPECT_EQ(got.field("connection"), "close");
  bool is_ended = false;
  EXPECT_EQ(stream.read_to_end(is_ended), "");
  EXPECT_TRUE(is_ended);
  EXPECT_EQ(server->counts().connections, 0);
  EXPECT_EQ(server->counts().streams, 0);
  EXPECT_THROW(TestClient{port}, std::runtime_error);
}

TEST_F(AServer, NamesEachRequestAndTakesAProxysNameOnlyWhereOneIsTrustedAndItIsWellFormed) {
  settings.takes_request_ids = true;
  start();
  const auto name_for = [&](const std::string& given) {
    TestClient client(port);
    client.send(get("/later", given.empty() ? "" : "X-Request-Id: " + given + "\r\n"));
    return client.read_answer().field("x-request-id");
  };
  const std::string plain = "0123456789abcdef0123456789abcdef", uuid = "01234567-89ab-cdef-0123-456789abcdef";
  EXPECT_EQ(name_for(plain), plain);
  EXPECT_EQ(name_for(uuid), uuid);
  for (const std::string other : {"", "3673055404919901", "0123456789ABCDEF0123456789ABCDEF", "01234567-89ab-cdef-0123-456789abcde-", "01234567a89ab-cdef-0123-456789abcdef"})
    EXPECT_EQ(name_for(other).size(), 12u) << other;
  EXPECT_NE(name_for(""), name_for(""));
}

TEST_F(AServer, HandsOverWhoIsNotBeingAnswered) {
  start();
  TestClient at_rest(port), half(port), chunks(port), asks(port), leaves(port);
  at_rest.send(get("/healthz"));
  EXPECT_EQ(at_rest.read_answer().status, 200);
  half.send("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 8\r\n\r\nseten");
  chunks.send("POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n");
  leaves.send(get("/healthz", "Connection: close\r\n"));
  EXPECT_TRUE(comes_true([&] { return server->counts().connections == 5 && server->counts().requests >= 2; }));
  asks.send(get("/later"));
  EXPECT_TRUE(comes_true([&] { return server->counts().requests >= 3; }));

  Handed handed;
  std::thread handing([&] { handed = server->hand_over(5'000); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  TestClient came_meanwhile(port);
  came_meanwhile.send(get("/healthz"));
  chunks.send("0\r\n\r\n");
  handing.join();
  EXPECT_EQ(asks.read_answer().status, 200) << "what was being answered is answered first";
  EXPECT_EQ(leaves.read_answer().status, 200);
  EXPECT_EQ(handed.listening.size(), 2u);
  EXPECT_EQ(handed.connections.size(), 4u);

  settings.threads = 1;  // Both sockets are listened at all the same.
  Server next(settings, [this](const Request& request, int) { return page(request); }, {}, &broadcaster);
  ASSERT_TRUE(next.start(std::move(handed)));
  half.send("gah");
  EXPECT_EQ(half.read_answer().body, "setengah");
  EXPECT_EQ(chunks.read_answer().body, "abcd") << "waited for where it was begun to be read, as it cannot be written again; else handed over unread";
  EXPECT_EQ(came_meanwhile.read_answer().status, 200) << "whoever came while nobody listened has waited";
  for (auto* client : {&at_rest, &half, &chunks, &asks}) {
    client->send(get("/who"));
    EXPECT_TRUE(client->read_answer().body.starts_with("127.0.0.1 GET"));
  }
  bool is_ended = false;
  leaves.read_to_end(is_ended);
  EXPECT_TRUE(is_ended);
}

TEST_F(AServer, TurnsAwayWhoComesWhenItIsFull) {
  settings.connections_max = 2;
  settings.threads = 1;
  start();
  TestClient first(port);
  TestClient second(port);
  ASSERT_TRUE(comes_true([&] { return server->counts().connections == 2; }));
  TestClient third(port);
  EXPECT_EQ(third.read_answer().status, 503);
  first.hang_up();
  ASSERT_TRUE(comes_true([&] { return server->counts().connections == 1; }));
  TestClient fourth(port);
  fourth.send(get("/healthz"));
  EXPECT_EQ(fourth.read_answer().status, 200);
}

TEST_F(AServer, SaysWhyItCannotStart) {
  settings.address = "not an address";
  server = std::make_unique<Server>(settings, [](const Request&, int) { return Response{}; });
  EXPECT_FALSE(server->start());
  settings.address = "203.0.113.1";  // Not ours.
  Server other(settings, [](const Request&, int) { return Response{}; });
  EXPECT_FALSE(other.start());
}

}  // namespace
}  // namespace opak::net
