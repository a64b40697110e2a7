// Pages of a city that is written elsewhere: they show, say so, and keep what somebody wanted to send.
#include <gtest/gtest.h>

#include "web/site_twin.h"

namespace opak::web {
namespace {

SiteSettings reading(std::optional<Moment> as_of) {
  SiteSettings settings{.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080", .keeps_pages = false};
  settings.as_of = [as_of] { return as_of; };
  return settings;
}

// The twin's own office, but whoever wishes anything hears no.
struct ReadSite : SiteTwin {
  explicit ReadSite(std::optional<Moment> as_of) : SiteTwin(reading(as_of)) { twin.office->stop(); }
};

TEST(PagesThatOnlyShow, SayOfWhichMomentTheyAre) {
  ReadSite city(moment_in_jakarta(*day_of(2026, 11, 23), 10, 15));
  Browser browser(city);
  for (const auto* path : {"/", "/lacak", "/transparansi", "/masuk"}) {
    const auto page = browser.get(path).body;
    EXPECT_NE(page.find("hanya bisa dibaca sekarang"), std::string::npos) << path;
    EXPECT_NE(page.find("23 November 2026 pukul 10.15"), std::string::npos) << path;
  }
  ReadSite empty(std::nullopt);
  Browser early(empty);
  EXPECT_NE(early.get("/").body.find("masih disalin"), std::string::npos);
  SiteTwin writing;
  Browser other(writing);
  EXPECT_EQ(other.get("/").body.find("hanya bisa dibaca"), std::string::npos);
}

TEST(PagesThatOnlyShow, AnswerAFormWith503AndKeepWhatWasTyped) {
  ReadSite city(moment_in_jakarta(*day_of(2026, 11, 23), 10, 15));
  Browser browser(city);
  browser.get("/nomor");
  const auto answer = browser.post_only("/nomor", {{"phone", "0812-3456-7890"}});
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(header_of(answer, "Retry-After"), "60");
  EXPECT_NE(answer.body.find("Sekarang hanya bisa dibaca"), std::string::npos);
  EXPECT_NE(answer.body.find("0812-3456-7890"), std::string::npos);
}

TEST(PagesThatOnlyShow, StillFindACaseByItsNumber) {
  ReadSite city(moment_in_jakarta(*day_of(2026, 11, 23), 10, 15));
  Browser browser(city);
  browser.get("/lacak");
  EXPECT_EQ(browser.post_only("/lacak", {{"nomor", "OM-2611-00091-K"}, {"akhir", "1234"}}).status, 422) << "no such case; it was looked for";
}

TEST(PagesThatOnlyShow, TellAWatcherThatNothingIsTakenHere) {
  ReadSite city(moment_in_jakarta(*day_of(2026, 11, 23), 10, 15));
  Browser browser(city);
  const auto said = browser.get("/sehat");
  EXPECT_EQ(said.status, 503);
  EXPECT_TRUE(std::string_view(said.content()).starts_with("hanya dibaca")) << said.content();
}

}  // namespace
}  // namespace opak::web
