// A city hall in memory for the tests of the officers' pages: everybody of office_twin.h, each with a browser that is signed in.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <string>

#include "access/sign_in.h"
#include "web/site_twin.h"

namespace opak::web {

using enum access::Role;

inline const SiteSettings demo_settings{.secure_cookies = false, .demo = true, .public_address = "http://localhost:8080"};

// Staff as office_twin.h names them, S-0001 to S-0008, each with a browser that is signed in.
struct CityHall {
  explicit CityHall(SiteSettings settings = demo_settings) : city(std::move(settings)) {
    const std::vector<std::pair<std::string, access::Roles>> people{{"rina", {operator_}}, {"dewi", {operator_}},  {"budi", {verifier}},     {"sari", {verifier}},
                                                                    {"joko", {printer}},   {"agus", {courier}},    {"ratna", {supervisor}}, {"tuti", {admin}}};
    for (const auto& [login, roles] : people) add(login, roles);
  }
  void add(const std::string& login, access::Roles roles) {
    const auto hash = access::hash_password("kebun pisang " + login, access::Strength::cheap, city.twin.chance);
    office::OfficeTwin::must(city.twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      const auto staff = access::create_staff(book.database(), city.twin.office->vault(), {.login = login, .name = login + " <i>", .roles = roles, .office = "36.73", .password_hash = hash}, book.now());
      if (!staff) return staff.error();
      ids[login] = staff->id;
      return office::Done{};
    }));
  }
  Browser as(const std::string& login) {
    Browser browser(city);
    office::OfficeTwin::must(city.twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      browser.cookies["sid"] = access::start_session(book.database(), city.twin.chance, access::SessionKind::staff, ids.at(login), access::Proof::password_and_code, "", book.now());
      return office::Done{};
    }));
    return browser;
  }
  office::OfficeTwin& office() { return city.twin; }
  std::string number(const std::string& id) { return city.twin.state(id).number; }

  SiteTwin city;
  std::map<std::string, std::string> ids;
};

inline bool says(const Response& response, std::string_view words) { return response.body.find(words) != std::string::npos; }

inline void expect_whole(const Response& response, std::string_view where, int status = 200) {
  EXPECT_EQ(response.status, status) << where << ": " << between(response.body, "class=\"err\"", "</p>") << between(response.body, "<h1", "</main>");
  EXPECT_EQ(response.body.find("⟦"), std::string::npos) << where << ": " << between(response.body, "⟦", "⟧");
  EXPECT_NE(response.body.find("</html>"), std::string::npos) << where;
  EXPECT_NE(response.body.find("<h1"), std::string::npos) << where;
  EXPECT_EQ(response.body.find("<i>"), std::string::npos) << where << ": a name went out unescaped";
  EXPECT_FALSE(std::regex_search(response.body, std::regex(R"(\{[a-z_]+\})"))) << where << ": a placeholder was left";
}

}  // namespace opak::web
