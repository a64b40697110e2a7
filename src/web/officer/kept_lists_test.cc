// What an officer's browser is told about keeping the lists of the day for when the line is down. What the browser does with
// it: tests/browser/kept_lists.test.mjs.
#include <gtest/gtest.h>

#include "web/desks.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

std::string told(Browser& browser, const std::string& path) { return header_of(browser.send("GET", path, {}, {}), "X-Daftar"); }

Browser signed_in(CityHall& hall, const std::string& login, bool keeps) {
  Browser browser(hall.city);
  browser.get("/masuk");
  Browser::Fields fields{{"nama", login}, {"sandi", "kebun pisang " + login}};
  if (keeps) fields.emplace_back("daftar", "ya");
  browser.post("/masuk", fields);
  return browser;
}

TEST(KeptLists, AreKeptUntilMidnightWhereTheOfficerSaidSo) {
  CityHall hall;
  auto rina = signed_in(hall, "rina", true);
  const auto list = told(rina, "/petugas");
  const auto midnight = std::to_string(moment_in_jakarta(day_in_jakarta(hall.office().clock.now()) + 1, 0, 0).ms);
  ASSERT_EQ(list.size(), 16 + 1 + midnight.size()) << list;
  EXPECT_EQ(list.substr(17), midnight);
  EXPECT_EQ(told(rina, "/petugas?t=semua"), list) << "each part of the list";
  EXPECT_TRUE(says(rina.get("/petugas"), "data-daftar"));
}

TEST(KeptLists, HoldNoOpenedFile) {
  CityHall hall;
  const auto number = hall.number(hall.office().submitted());
  auto rina = signed_in(hall, "rina", true);
  const auto whose = told(rina, "/petugas").substr(0, 16);
  EXPECT_EQ(told(rina, "/petugas/periksa/" + number), whose) << "whose it is, and nothing to keep";
  EXPECT_EQ(told(rina, "/petugas/cari"), whose);
  EXPECT_FALSE(is_list_of_the_day("/petugas/periksa/" + number));
  EXPECT_FALSE(is_list_of_the_day("/antar/01K/serahkan"));
}

TEST(KeptLists, AreNobodyElses) {
  CityHall hall;
  auto rina = signed_in(hall, "rina", true), again = signed_in(hall, "rina", true), budi = signed_in(hall, "budi", true);
  const auto first = told(rina, "/petugas").substr(0, 16);
  EXPECT_NE(told(again, "/petugas").substr(0, 16), first) << "another session";
  EXPECT_NE(told(budi, "/petugas").substr(0, 16), first);
}

TEST(KeptLists, AreNotKeptUnasked) {
  CityHall hall;
  auto rina = signed_in(hall, "rina", false);
  EXPECT_EQ(told(rina, "/petugas"), "hapus");
  EXPECT_FALSE(says(rina.get("/petugas"), "data-daftar"));
}

TEST(KeptLists, GoWhenTheOfficerGoes) {
  CityHall hall;
  auto rina = signed_in(hall, "rina", true);
  ASSERT_EQ(rina.cookies["daftar"], "ya");
  rina.get("/petugas");
  rina.post("/keluar");
  EXPECT_FALSE(rina.cookies.contains("daftar"));
  EXPECT_EQ(told(rina, "/masuk"), "hapus");
  // Who signs in without asking for it does not keep what somebody else asked for.
  rina.cookies["daftar"] = "ya";
  rina.get("/masuk");
  rina.post("/masuk", {{"nama", "rina"}, {"sandi", "kebun pisang rina"}});
  EXPECT_EQ(told(rina, "/petugas"), "hapus");
}

TEST(KeptLists, HaveTheirScriptAtTheRootOfTheSite) {
  CityHall hall;
  Browser anybody(hall.city);
  const auto script = anybody.get("/luring.js");
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(header_of(script, "Cache-Control"), "no-cache");
}

}  // namespace
}  // namespace opak::web
