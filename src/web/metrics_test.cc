#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "web/site_twin.h"

namespace opak::web {
namespace {

std::string line_of(const std::string& text, std::string_view name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ' ') return line.substr(name.size() + 1);
  return {};
}

TEST(Metrics, TellThisMachineWhatIsGoingOn) {
  SiteTwin city;
  city.twin.stock(5);
  const auto id = city.twin.verified(city.twin.submitted());
  Browser prometheus(city);
  prometheus.comes_from = "127.0.0.1";
  const auto got = prometheus.get("/metrics");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(line_of(got.body, "opak_applications{stage=\"print_ready\"}"), "1");
  EXPECT_EQ(line_of(got.body, "opak_applications{stage=\"submitted\"}"), "0");
  EXPECT_EQ(line_of(got.body, "opak_journal_entries_total"), std::to_string(city.twin.boards().last_seq()));
  EXPECT_EQ(line_of(got.body, "opak_letters_waiting"), "3");
  EXPECT_EQ(line_of(got.body, "opak_blangko_available"), "5") << "none is printed on yet";
  const auto before = std::stoll(line_of(got.body, "opak_wishes_total{outcome=\"refused\"}"));
  EXPECT_NE(office::OfficeTwin::no(office::accept_papers(*city.twin.office, {id}, city.twin.rina())), "") << "accepted before";
  EXPECT_EQ(std::stoll(line_of(prometheus.get("/metrics").body, "opak_wishes_total{outcome=\"refused\"}")), before + 1);
}

TEST(Metrics, AreWellFormed) {
  SiteTwin city;
  Browser prometheus(city);
  prometheus.comes_from = "127.0.0.1";
  const std::regex help("# HELP ([a-z_]+) [^\\n]+\\."), type("# TYPE ([a-z_]+) (counter|gauge|histogram)"),
      sample("([a-z_]+)(\\{[a-z]+=\"[^\"]+\"\\})? (-?[0-9.e+]+)");
  std::set<std::string> families, samples;
  std::istringstream lines(prometheus.get("/metrics").body);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_match(line, found, type)) {
      EXPECT_TRUE(families.insert(found[1]).second) << line;
    } else if (!std::regex_match(line, found, help)) {
      ASSERT_TRUE(std::regex_match(line, found, sample)) << line;
      EXPECT_TRUE(samples.insert(found[1].str() + found[2].str()).second) << line;
    }
  }
  EXPECT_GT(families.size(), 8U);
}

TEST(Metrics, AreNobodyElsesBusiness) {
  SiteTwin city;
  Browser stranger(city);
  EXPECT_EQ(stranger.get("/metrics").status, 404);
  stranger.comes_from = "127.0.0.1";
  stranger.headers.emplace_back("x-forwarded-for", "203.0.113.7");
  EXPECT_EQ(stranger.get("/metrics").status, 404) << "over a proxy on this machine";
}

}  // namespace
}  // namespace opak::web
