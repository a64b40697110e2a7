// Routes, guards and headers: who may knock, and what every answer carries.
#include <gtest/gtest.h>

#include "web/site_twin.h"

namespace opak::web {
namespace {

Reply nothing(Site&, const Visitor&, const Request&, Boards&) { return Response{}; }

TEST(RouteTable, FindsNamesBeforeStarsAndStarsBeforeTheRest) {
  const Router router({get("/a/*", everyone, nothing), get("/a/b", everyone, nothing), get("/a/**", everyone, nothing), get("/", everyone, nothing)});
  EXPECT_EQ(router.find("GET", "/a/b").route->pattern, "/a/b");
  EXPECT_EQ(router.find("GET", "/a/c").route->pattern, "/a/*");
  EXPECT_EQ(router.find("GET", "/a/c").caught, std::vector<std::string>{"c"});
  const auto rest = router.find("GET", "/a/c/d/e");
  EXPECT_EQ(rest.route->pattern, "/a/**");
  EXPECT_EQ(rest.caught, std::vector<std::string>{"c/d/e"});
  EXPECT_EQ(router.find("GET", "/").route->pattern, "/");
  EXPECT_EQ(router.find("GET", "/b").route, nullptr);
}

TEST(RouteTable, TellsAnotherMethodFromAnUnknownPath) {
  const Router router({get("/a", everyone, nothing)});
  EXPECT_TRUE(router.find("POST", "/a").other_method);
  EXPECT_FALSE(router.find("POST", "/b").other_method);
}

TEST(RouteTable, IsRefusedWhereItDoesNotSayWhoOrSaysItTwice) {
  Route silent;
  silent.method = "GET";
  silent.pattern = "/a";
  silent.handler = nothing;
  EXPECT_EQ(check_routes({silent}).size(), 1U);
  EXPECT_EQ(check_routes({get("/a", everyone, nothing), get("/a", everyone, nothing)}).size(), 1U);
  EXPECT_EQ(check_routes({get("/a", everyone, nothing, {access::Role::printer})}).size(), 1U);
  EXPECT_TRUE(check_routes({get("/a", everyone, nothing), post("/a", everyone, nothing)}).empty());
}

TEST(Forms, AreTakenOnlyWithATokenOfThisVisitor) {
  SiteTwin city;
  Browser one(city), other(city);
  one.get("/lacak");
  other.get("/lacak");
  const auto token = between(one.page, "name=\"bukti\" value=\"", "\"");
  EXPECT_EQ(other.post_only("/lacak", {{"nomor", "x"}, {"akhir", "1234"}, {"bukti", token}}).status, 403);
  other.get("/lacak");
  EXPECT_EQ(other.post_only("/lacak", {{"nomor", "x"}, {"akhir", "1234"}}).status, 422);
  EXPECT_EQ(other.post_only("/lacak", {{"nomor", "x"}, {"bukti", ""}}).status, 403);
}

TEST(Forms, AreNotTakenFromAnotherSite) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/lacak");
  const auto seen = browser.page;
  for (const net::Headers& headers : {net::Headers{{"sec-fetch-site", "cross-site"}}, net::Headers{{"sec-fetch-site", "same-site"}}, net::Headers{{"origin", "https://evil.example"}},
                                      net::Headers{{"origin", "null"}}, net::Headers{{"referer", "https://evil.example/lacak"}}, net::Headers{}}) {
    browser.headers = headers;
    browser.page = seen;
    EXPECT_EQ(browser.post_only("/lacak", {{"nomor", "x"}, {"akhir", "1234"}}).status, 403);
  }
  for (const net::Headers& headers : {net::Headers{{"origin", "http://localhost:8080"}}, net::Headers{{"referer", "http://localhost:8080/lacak"}}, net::Headers{{"sec-fetch-site", "none"}}}) {
    browser.headers = headers;
    browser.page = seen;
    EXPECT_EQ(browser.post_only("/lacak", {{"nomor", "x"}, {"akhir", "1234"}}).status, 422);
  }
}

TEST(Forms, ThatAreUnsoundAreToldSo) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/lacak");
  EXPECT_EQ(browser.send("POST", "/lacak", "a=1&a=2", "application/x-www-form-urlencoded").status, 400);
}

TEST(Health, SaysThatAnErasureIsNotFinishedAndNotWhose) {
  SiteTwin city;
  Browser browser(city);
  EXPECT_EQ(browser.get("/sehat").body.find("penghapusan"), std::string::npos);
  const std::string somebody = "01K00000000000000000000001";
  office::OfficeTwin::must(city.twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    book.database().query("INSERT INTO office_erasure VALUES ($1, '', 1, 1)").text(somebody).run();
    return office::Done{};
  }));
  const auto said = browser.get("/sehat").body;
  EXPECT_NE(said.find("penghapusan belum selesai: 1"), std::string::npos) << said;
  EXPECT_EQ(said.find(somebody), std::string::npos);
  EXPECT_EQ(office::finish_erasures(*city.twin.office).value(), 0);
  EXPECT_EQ(browser.get("/sehat").body.find("penghapusan"), std::string::npos);
}

TEST(Answers, AllCarryTheSecurityHeaders) {
  SiteTwin city({.secure_cookies = true, .demo = false, .public_address = "https://layanan.example"});
  Browser browser(city);
  for (const auto* path : {"/", "/lacak", "/tidak-ada", "/s/x/y", "/log/checkpoint", "/sehat", "/lanjut", "/petugas"}) {
    const auto response = browser.send("GET", path, {}, {});
    const auto policy = header_of(response, "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
    EXPECT_EQ(header_of(response, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(header_of(response, "Referrer-Policy"), "same-origin") << path;
    EXPECT_NE(header_of(response, "Strict-Transport-Security"), "") << path;
  }
}

TEST(Answers, InlineOnlyAStyleSheetThatThePolicyNames) {
  SiteTwin city;
  Browser browser(city);
  const auto response = browser.get("/");
  EXPECT_NE(header_of(response, "Content-Security-Policy").find("'sha256-" + std::string(city.site.assets.style_hash("warga.css")) + "'"), std::string::npos);
  EXPECT_NE(response.body.find("<style>"), std::string::npos);
  EXPECT_EQ(response.body.find(" style="), std::string::npos);
  EXPECT_EQ(response.body.find("onclick"), std::string::npos);
}

TEST(Cookies, BelongToTheHostAloneAndToNoScript) {
  SiteTwin city({.secure_cookies = true, .demo = false, .public_address = "https://layanan.example"});
  Browser browser(city);
  const auto line = header_of(browser.get("/lacak"), "Set-Cookie");
  EXPECT_TRUE(line.starts_with("__Host-tamu=")) << line;
  for (const auto* part : {"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"}) EXPECT_NE(line.find(part), std::string::npos) << line;
}

TEST(OfficersPages, LeadToSigningIn) {
  SiteTwin city;
  Browser browser(city);
  const auto response = browser.send("GET", "/petugas", {}, {});
  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(header_of(response, "Location").starts_with("/masuk?ke=")) << header_of(response, "Location");
}

TEST(ResidentsPages, LeadToTheCodeAndBack) {
  SiteTwin city;
  Browser browser(city);
  EXPECT_EQ(header_of(browser.send("GET", "/urus/ktp/hilang/mulai", {}, {}), "Location"), "/nomor?ke=%2Furus%2Fktp%2Fhilang%2Fmulai");
}

TEST(Languages, AreRememberedAndTheSamePageComesBack) {
  SiteTwin city;
  Browser browser(city);
  const auto response = browser.send("GET", "/lacak?b=en&x=1", {}, {});
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(header_of(response, "Location"), "/lacak?x=1");
  EXPECT_NE(browser.get("/lacak").body.find("<html lang=\"en\">"), std::string::npos);
  browser.get("/lacak?teks=besar");
  EXPECT_NE(browser.get("/lacak").body.find("class=\"besar\""), std::string::npos);
}

TEST(Assets, AreNamedByContentAndKeptForEver) {
  SiteTwin city;
  Browser browser(city);
  browser.headers.emplace_back("accept-encoding", "gzip, br");
  const auto response = browser.get(std::string(city.site.assets.path("warga.js")));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "Content-Encoding"), "br");
  EXPECT_NE(header_of(response, "Cache-Control").find("immutable"), std::string::npos);
  EXPECT_LE(response.body.size(), 3U * 1024);
  EXPECT_EQ(browser.get("/aset/warga.00000000.js").status, 404);
}

}  // namespace
}  // namespace opak::web
