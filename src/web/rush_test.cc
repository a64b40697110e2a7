// When more come than can be served: who is asked to come again, with which page, and who is not.
#include "web/rush.h"

#include <gtest/gtest.h>

#include "net/server.h"
#include "web/site_twin.h"

namespace opak::web {
namespace {

class ARush : public testing::Test {
 protected:
  // Half a second in which a hundred come and wait so long.
  void many_wait(std::int64_t waited_ms, std::string_view network = "") {
    for (int n = 0; n < 100; ++n) {
      now = now + 5;
      rush.is_too_late(waited_ms, Standing::act, network, now, 0);
    }
  }
  bool is_too_late(std::int64_t waited_ms, Standing standing, std::string_view network = "") { return rush.is_too_late(waited_ms, standing, network, now, 0); }

  Rush rush;
  Moment now = moment_in_jakarta(*day_of(2026, 11, 23), 9);
};

TEST_F(ARush, AsksNobodyToComeAgainWhereOnlyAFewHadToWait) {
  many_wait(0);
  EXPECT_FALSE(is_too_late(5'000, Standing::look)) << "the disk stood still for a moment";
}

TEST_F(ARush, AsksALookBeforeAFormAndNeverTheOffice) {
  many_wait(40);
  EXPECT_FALSE(is_too_late(80, Standing::look));
  EXPECT_TRUE(is_too_late(81, Standing::look));
  EXPECT_FALSE(is_too_late(120, Standing::act));
  EXPECT_TRUE(is_too_late(121, Standing::act));
  EXPECT_FALSE(is_too_late(5'000, Standing::office));
}

TEST_F(ARush, AsksWhoIsFarTooLateAlreadyWhileItBegins) {
  for (int n = 0; n < 31; ++n) EXPECT_FALSE(is_too_late(1'000, Standing::look)) << "a few, after a stall";
  EXPECT_FALSE(is_too_late(160, Standing::look));
  EXPECT_TRUE(is_too_late(161, Standing::look));
}

TEST_F(ARush, IsOverAsSoonAsNobodyWaits) {
  many_wait(200);
  EXPECT_TRUE(is_too_late(200, Standing::look));
  EXPECT_FALSE(is_too_late(0, Standing::look)) << "who does not wait is served at once";
  for (int n = 0; n < 5; ++n) many_wait(0);
  EXPECT_FALSE(is_too_late(200, Standing::look)) << "and a stall is a stall again";
  many_wait(200);
  EXPECT_TRUE(is_too_late(200, Standing::look));
  now = now + 3'000;
  EXPECT_FALSE(is_too_late(200, Standing::look)) << "nobody came for a while";
}

TEST_F(ARush, AsksTheNetworkThatTakesMostFirstAndShutsItOutNever) {
  many_wait(40, "203.0.113.0/24");
  EXPECT_TRUE(is_too_late(60, Standing::look, "203.0.113.0/24"));
  EXPECT_FALSE(is_too_late(50, Standing::look, "203.0.113.0/24"));
  EXPECT_FALSE(is_too_late(60, Standing::look, "198.51.100.0/24"));
  EXPECT_FALSE(is_too_late(200, Standing::office, "203.0.113.0/24"));
}

TEST_F(ARush, KnowsAnOfficerOnlyWhereOneWasSeen) {
  rush.note_officer("a-real-session", 0);
  EXPECT_TRUE(rush.is_officer("a-real-session", 0));
  EXPECT_FALSE(rush.is_officer("made-up", 0));
  EXPECT_TRUE(rush.is_officer("a-real-session", 1)) << "over a connection of another network thread too: in a rush it would never become known there";
}

// ---- The whole site, crowded

class ACrowdedSite : public testing::Test {
 protected:
  Response ask(const std::string& method, const std::string& path, std::int64_t waited_ms, const std::string& body = {}, const std::string& cookies = {}) {
    Request request;
    request.method = method;
    request.target = request.path = path;
    request.headers = {{"sec-fetch-site", "same-origin"}, {"cookie", cookies}};
    if (method == "POST") request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = body;
    request.remote_address = "203.0.113.7";
    request.waited_ms = waited_ms;
    auto reply = city.handler(request, 0);
    auto response = std::holds_alternative<Response>(reply) ? std::get<Response>(std::move(reply)) : Response(std::get<Later<Response>>(reply).wait());
    if (response.kept_body) response.body = *response.kept_body->plain();
    if (response.kept_lines) read_lines(*response.kept_lines, response.headers);
    return response;
  }
  void crowd() {
    for (int n = 0; n < 100; ++n) {
      city.twin.clock.pass(5);
      ask("GET", "/transparansi", 5'000);
    }
  }

  SiteTwin city;
};

TEST_F(ACrowdedSite, AsksALookToComeAgainInTheVisitorsLanguage) {
  EXPECT_EQ(ask("GET", "/bantuan", 5'000).status, 200) << "it is not crowded yet";
  crowd();
  const auto page = ask("GET", "/bantuan", 5'000);
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(header_of(page, "Retry-After"), "5");
  EXPECT_NE(header_of(page, "Content-Security-Policy"), "");
  EXPECT_NE(page.body.find("Sedang banyak yang membuka"), std::string::npos);
  EXPECT_NE(page.body.find("href=\"\""), std::string::npos) << "the same address again";
  EXPECT_NE(ask("GET", "/bantuan", 5'000, {}, "bahasa=en").body.find("Many people are using"), std::string::npos);
  EXPECT_EQ(ask("GET", "/bantuan", 0).status, 200) << "who comes in time is served";
  EXPECT_EQ(ask("GET", "/sehat", 5'000).status, 200);
}

TEST_F(ACrowdedSite, LetsALivePageComeAgainByItself) {
  crowd();
  const auto later = ask("GET", "/alir/lacak/OM-2026-00001-1", 5'000);
  EXPECT_EQ(later.status, 200);
  EXPECT_EQ(later.content_type, "text/event-stream; charset=utf-8");
  EXPECT_EQ(later.body, "retry: 5000\n\n");
}

TEST_F(ACrowdedSite, GivesAFormBackWithAllThatWasTyped) {
  Browser browser(city);
  browser.get("/nomor");
  const auto token = between(browser.page, "name=\"bukti\" value=\"", "\"");
  const auto guest = "tamu=" + browser.cookies["tamu"];
  crowd();
  const auto body = "phone=081234567890&kunci=k1&bukti=" + percent_encoded(token);
  const auto page = ask("POST", "/nomor", 5'000, body, guest);
  EXPECT_EQ(page.status, 503);
  EXPECT_NE(page.body.find("value=\"081234567890\""), std::string::npos);
  EXPECT_NE(page.body.find("name=\"kunci\" value=\"k1\""), std::string::npos) << "under the same key";
  EXPECT_EQ(ask("POST", "/nomor", 5'000, body, "tamu=aaaaaaaaaaaaaaaaaaaaaa").status, 403) << "somebody else's form is not shown again";
  EXPECT_EQ(ask("POST", "/nomor", 0, body, guest).status, 303);
  EXPECT_EQ(ask("POST", "/kode", 5'000, "kode=123456&bukti=" + percent_encoded(token), guest).body.find("123456"), std::string::npos);
}

// ---- What the server itself cannot serve

class AnUnservedRequest : public ACrowdedSite {
 protected:
  Response page_for(int status, bool is_whole) {
    request.method = "POST";
    request.path = request.target = "/nomor";
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    return error_page_of(city.site)({status, &request, is_whole});
  }
  Request request;
};

TEST_F(AnUnservedRequest, ComesBackWithItsFieldsWhereItWasReadWhole) {
  request.body = "nama=Siti&kunci=k1";
  const auto page = page_for(503, true);
  EXPECT_EQ(page.status, 503);
  EXPECT_NE(page.body.find("action=\"/nomor\""), std::string::npos);
  EXPECT_NE(page.body.find("value=\"Siti\""), std::string::npos);
  EXPECT_NE(page.body.find("value=\"k1\""), std::string::npos);
}

TEST_F(AnUnservedRequest, SaysThatNothingWasSentWhereItWasNot) {
  request.body = "nama=Siti&kun";
  request.headers = {{"cookie", "bahasa=en"}};
  const auto page = page_for(503, false);
  EXPECT_EQ(page.status, 503);
  EXPECT_NE(page.body.find("Nothing was sent yet"), std::string::npos);
  EXPECT_EQ(page.body.find("Siti"), std::string::npos);
  EXPECT_NE(header_of(page, "Retry-After"), "");
}

TEST_F(AnUnservedRequest, ShowsNoPasswordAgain) {
  request.body = "nama=rina&sandi=rahasia-sekali";
  EXPECT_EQ(page_for(503, true).body.find("rahasia"), std::string::npos);
}

TEST_F(AnUnservedRequest, HasAPageWhereNothingWasReadAtAll) {
  const auto page = error_page_of(city.site)({.status = 503});
  EXPECT_EQ(page.status, 503);
  EXPECT_NE(page.body.find("Sedang ramai"), std::string::npos);
}

}  // namespace
}  // namespace opak::web
