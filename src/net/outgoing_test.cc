#include "net/outgoing.h"

#include <gtest/gtest.h>

#include "net/server.h"
#include "net/test_client.h"

namespace opak::net {
namespace {

OutgoingRequest to(std::string url) {
  OutgoingRequest request;
  request.url = std::move(url);
  request.timeout_ms = 500;
  return request;
}

class Outgoing : public testing::Test {
 protected:
  void SetUp() override {
    server = std::make_unique<Server>(ServerSettings{.tick_ms = 20}, [this](const Request& request, int) -> Reply {
      if (request.path == "/echo")
        return Response{.headers = {{"X-Saw", std::string(request.header("x-token")) + "/" + request.method + std::string(request.header("expect"))}},
                        .body = request.body};
      if (request.path == "/large") return Response{.body = Bytes(100'000, 'x')};
      if (request.path == "/500") return Response{.status = 500, .body = "rusak"};
      if (request.path == "/away") return Response{.status = 302, .headers = {{"Location", "/echo"}}};
      if (request.path == "/head") return Response{.body = "isi"};
      return silent;
    });
    base = "http://127.0.0.1:" + std::to_string(*server->start());
  }
  void TearDown() override { server->stop(0); }

  Result<OutgoingResponse> send(const std::string& method, const std::string& path, Bytes body = {}) {
    return outgoing.send({.method = method, .url = base + path, .headers = {{"X-Token", "t"}}, .body = std::move(body), .timeout_ms = 500, .body_bytes_max = 50'000});
  }

  Later<Response> silent;
  std::unique_ptr<Server> server;
  std::string base;
  CurlOutgoing outgoing;
};

TEST_F(Outgoing, SendsMethodHeadersAndBodyAndBringsTheAnswer) {
  const auto got = send("POST", "/echo", Bytes("a\0b", 3));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, Bytes("a\0b", 3));
  EXPECT_EQ(got->headers.at("x-saw"), "t/POST");
  EXPECT_EQ(send("DELETE", "/echo")->headers.at("x-saw"), "t/DELETE");
  EXPECT_EQ(send("GET", "/echo")->headers.at("x-saw"), "t/GET");
  EXPECT_EQ(send("POST", "/echo")->headers.at("x-saw"), "t/POST");
  EXPECT_EQ(send("PUT", "/echo", Bytes(20'000, 'p'))->body.size(), 20'000u);
  EXPECT_EQ(send("HEAD", "/head")->body, "");
}

TEST_F(Outgoing, KeepsItsConnection) {
  for (int n = 0; n < 5; ++n) ASSERT_TRUE(send("GET", "/echo"));
  EXPECT_EQ(server->counts().connections, 1);
}

TEST_F(Outgoing, GivesA500AndARedirectBackAsTheyAre) {
  EXPECT_EQ(send("GET", "/500")->status, 500);
  const auto away = send("GET", "/away");
  EXPECT_EQ(away->status, 302);
  EXPECT_EQ(away->headers.at("location"), "/echo");
}

TEST_F(Outgoing, FailsWhenTheAnswerIsTooLargeTooLateOrDropped) {
  const auto large = send("GET", "/large");
  ASSERT_FALSE(large);
  EXPECT_NE(large.error().what.find("larger"), std::string::npos);
  const auto late = send("GET", "/silent?token=geheim");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().what.find("geheim"), std::string::npos);
  std::thread stopper([&] {
    comes_true([&] { return server->counts().requests == 3; });
    server->stop(0);
  });
  EXPECT_FALSE(send("GET", "/silent"));
  stopper.join();
  EXPECT_FALSE(send("GET", "/echo"));
}

TEST_F(Outgoing, SpeaksPlainHttpOnlyHereOrWhereAllowed) {
  EXPECT_FALSE(outgoing.send(to("http://192.0.2.1/")));
  EXPECT_FALSE(outgoing.send(to("http://127.0.0.1.example/")));
  EXPECT_FALSE(outgoing.send(to("http://127.0.0.1@example/")));
  EXPECT_FALSE(outgoing.send(to("file:///etc/hostname")));
  EXPECT_FALSE(outgoing.send(to("ftp://127.0.0.1/")));
  EXPECT_FALSE(outgoing.send(to("")));
  const auto refused = outgoing.send(to("http://example/"));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("use https"), std::string::npos);
  // Allowed by name, so it is tried: nobody listens on that port.
  CurlOutgoing open({.plain_http_hosts = {"127.0.0.2"}});
  const auto tried = open.send(to("http://127.0.0.2:9/"));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().what.find("use https"), std::string::npos);
}

TEST_F(Outgoing, ChecksTheCertificate) {
  // This port does not even speak TLS; what matters is that https never falls back to plain.
  EXPECT_FALSE(outgoing.send(to("https" + base.substr(4) + "/echo")));
  EXPECT_EQ(server->counts().requests, 0);
}

TEST_F(Outgoing, RefusesAHeaderThatHidesASecondOne) {
  auto request = to(base + "/echo");
  request.headers = {{"X-Token", "a\r\nX-B: c"}};
  EXPECT_FALSE(outgoing.send(request));
  EXPECT_EQ(server->counts().requests, 0);
}

TEST_F(Outgoing, ServesManyThreads) {
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      for (int n = 0; n < 20; ++n) {
        const auto got = send("POST", "/echo", std::to_string(t * 100 + n));
        right += got && got->body == std::to_string(t * 100 + n);
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 120);
}

}  // namespace
}  // namespace opak::net
