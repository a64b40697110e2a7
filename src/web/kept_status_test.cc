#include "web/kept_status.h"

#include <gtest/gtest.h>

#include "web/site_twin.h"

namespace opak::web {
namespace {

using office::Freshness;

std::shared_ptr<const SeenCase> seen_of(const std::string& id, Freshness::Stamp stamp) {
  auto seen = std::make_shared<SeenCase>();
  seen->one.id = id;
  seen->stamp = stamp;
  return seen;
}

TEST(Freshness, LastsUntilTheCaseOrEverythingIsTouched) {
  Freshness freshness;
  const auto stamp = freshness.stamp();
  EXPECT_TRUE(freshness.is_fresh("a", stamp));
  freshness.touch("a");
  EXPECT_FALSE(freshness.is_fresh("a", stamp));
  EXPECT_TRUE(freshness.is_fresh("a", freshness.stamp())) << "who reads after the touch reads the new state";
  EXPECT_TRUE(freshness.is_fresh("b", stamp));
  freshness.touch_everything();
  EXPECT_FALSE(freshness.is_fresh("b", stamp));
  EXPECT_TRUE(freshness.is_fresh("b", freshness.stamp()));
}

TEST(KeptStatus, GivesACaseBackUntilItChanges) {
  Freshness freshness;
  KeptStatus kept;
  kept.keep_case(seen_of("a", freshness.stamp()), 0);
  EXPECT_TRUE(kept.find_case("a", freshness, 0));
  EXPECT_FALSE(kept.find_case("a", freshness, 1)) << "each network thread has its own part";
  EXPECT_FALSE(kept.find_case("b", freshness, 0));
  freshness.touch("b");
  EXPECT_TRUE(kept.find_case("a", freshness, 0));
  freshness.touch("a");
  EXPECT_FALSE(kept.find_case("a", freshness, 0));
}

TEST(KeptStatus, ForgetsWhatWasReadBeforeATouchThatCameWhileReading) {
  Freshness freshness;
  KeptStatus kept;
  const auto stamp = freshness.stamp();
  freshness.touch("a");  // The clerk, between the reader's stamp and its keeping.
  kept.keep_case(seen_of("a", stamp), 0);
  EXPECT_FALSE(kept.find_case("a", freshness, 0));
}

TEST(KeptStatus, ForgetsAPageAtMidnight) {
  Freshness freshness;
  KeptStatus kept;
  net::Response page;
  page.kept_body = std::make_shared<const net::KeptBody>("page");
  kept.keep_page("k", {page, "a", Day{100}, freshness.stamp()}, 0);
  EXPECT_TRUE(kept.find_page("k", Day{100}, freshness, 0));
  EXPECT_FALSE(kept.find_page("k", Day{101}, freshness, 0));
}

TEST(TwoGenerations, ForgetWhatWasNotAskedForAndStayBounded) {
  TwoGenerations<int> held(1000);
  for (int i = 0; i < 100; ++i) {
    held.put(std::to_string(i), i, 100);
    ASSERT_TRUE(held.find("0")) << "asked for all the time, it stays";
  }
  int there = 0;
  for (int i = 0; i < 100; ++i) there += held.find(std::to_string(i)) != nullptr;
  EXPECT_LE(there, 11);
  EXPECT_TRUE(held.find("99"));
  EXPECT_FALSE(held.find("1"));
}

TEST(StatusPage, IsDrawnOnceAndAnewWhenTheCaseMoves) {
  SiteTwin city;
  city.twin.stock(5);
  const auto id = city.twin.submitted();
  Browser siti(city);
  const auto path = office::status_path(*city.twin.office, id);
  const auto first = siti.get(path), second = siti.get(path);
  ASSERT_TRUE(first.kept_body);
  EXPECT_EQ(first.kept_body, second.kept_body) << "the very same bytes";
  city.twin.verified(id);
  const auto third = siti.get(path);
  EXPECT_NE(third.kept_body, second.kept_body);
  EXPECT_NE(third.body, second.body);
}

TEST(StatusPage, IsKeptApartForEachLanguageAndSizeOfLetters) {
  SiteTwin city;
  const auto path = office::status_path(*city.twin.office, city.twin.submitted());
  Browser siti(city), john(city);
  john.cookies = {{"bahasa", "en"}, {"teks", "besar"}};
  for (int times = 0; times < 2; ++times) {
    EXPECT_NE(siti.get(path).body.find("<html lang=\"id\">"), std::string::npos);
    EXPECT_NE(john.get(path).body.find("<html lang=\"en\" class=\"besar\">"), std::string::npos);
  }
  EXPECT_FALSE(siti.get(path + "?x=1").kept_body) << "a stranger's question marks fill no memory";
}

TEST(StatusPage, ByNumberShowsLessThanByLinkHoweverOftenBothAreSeen) {
  SiteTwin city;
  city.twin.stock(5);
  const auto id = city.twin.verified(city.twin.submitted());
  city.twin.printed(id, "KA00000001");
  city.twin.on_the_road(id);
  const auto six = office::resident_letters(*city.twin.office, city.twin.state(id).parcel);
  const auto letters = six.substr(0, 3) + " " + six.substr(3);
  Browser siti(city), rt(city);
  rt.get("/lacak");
  rt.post("/lacak", {{"nomor", city.twin.state(id).number}, {"akhir", "0001"}});
  for (int times = 0; times < 2; ++times) {
    EXPECT_NE(siti.get(office::status_path(*city.twin.office, id)).body.find(letters), std::string::npos);
    const auto by_number = rt.get("/lacak/" + city.twin.state(id).number);
    EXPECT_NE(by_number.body.find(city.twin.state(id).number), std::string::npos);
    EXPECT_EQ(by_number.body.find(letters), std::string::npos);
  }
}

TEST(StatusPage, ShowsNoNameOnceThePersonIsErased) {
  SiteTwin city;
  const auto id = city.twin.submitted();
  Browser siti(city);
  const auto path = office::status_path(*city.twin.office, id);
  const auto found = *city.twin.boards().find_case(id);
  const auto name = PersonalAccess::look(*office::masked_name_of(*city.twin.office, city.twin.office->reader(), found));
  EXPECT_NE(siti.get(path).body.find(name), std::string::npos);
  city.twin.must(office::erase(*city.twin.office, {found.state.person}, city.twin.as("S-0008", {access::Role::admin})));
  EXPECT_EQ(siti.get(path).body.find(name), std::string::npos);
}

}  // namespace
}  // namespace opak::web
