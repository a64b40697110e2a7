// A city grown for measuring is a city like any other: its book holds together, and its residents can look.
#include "commands/grown_city.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "catalogue/catalogue.h"
#include "commands/example_city.h"
#include "commands/verify_book.h"
#include "views/boards.h"

namespace opak::commands {
namespace {

class GrownCityTest : public testing::Test {
 protected:
  GrownCityTest() {
    std::string name = std::filesystem::temp_directory_path() / "opak-grown-XXXXXX";
    root = ::mkdtemp(name.data());
  }
  ~GrownCityTest() override { std::filesystem::remove_all(root); }

  Result<void> grow(std::int64_t applications) {
    auto folder = DataFolder::open(root + "/city", DataFolder::For::work);
    if (!folder) return tl::unexpected(folder.error());
    auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
    if (!population) return tl::unexpected(population.error());
    return grow_city(**folder, catalogue, Settings{}, **population, now, {.applications = applications, .days = 45});
  }

  const catalogue::Catalogue catalogue = catalogue::Catalogue::embedded();
  const Moment now = moment_in_jakarta(*day_of(2026, 11, 23), 16);
  std::string root;
};

}  // namespace

TEST_F(GrownCityTest, HasWeeksBehindItAndWorkOnEveryDesk) {
  const auto grown = grow(300);
  ASSERT_TRUE(grown) << grown.error().what;
  auto reader = store::Database::open(root + "/city/opak.db", store::Mode::reader);
  ASSERT_TRUE(reader);
  views::Boards boards(*reader);
  std::map<application::Stage, std::int64_t> waiting;
  for (const auto stage : {application::Stage::submitted, application::Stage::complete, application::Stage::print_ready, application::Stage::printed, application::Stage::on_the_road,
                           application::Stage::delivered, application::Stage::rejected, application::Stage::withdrawn})
    waiting[stage] = boards.count({.stages = {stage}});
  EXPECT_GE(waiting[application::Stage::submitted], 1);
  EXPECT_GE(waiting[application::Stage::complete], 1);
  EXPECT_GE(waiting[application::Stage::delivered], 200);
  EXPECT_GE(waiting[application::Stage::rejected] + waiting[application::Stage::withdrawn], 5);

  auto folder = DataFolder::open(root + "/city", DataFolder::For::work);
  ASSERT_TRUE(folder);
  const auto whole = has_example_city(**folder);
  EXPECT_TRUE(whole && *whole) << "the demo serves it";
  const auto links = (*folder)->files().read(grown_links);
  ASSERT_TRUE(links);
  EXPECT_GE(split(*links, '\n').size(), 300U);
  EXPECT_TRUE(links->starts_with("OM-"));
}

TEST_F(GrownCityTest, IsGrownOnceAndNeverOverAnotherCity) {
  ASSERT_TRUE(grow(200));
  const auto size = std::filesystem::file_size(root + "/city/opak.db");
  EXPECT_TRUE(grow(200)) << "it is there already";
  EXPECT_EQ(std::filesystem::file_size(root + "/city/opak.db"), size);
  EXPECT_FALSE(grow(300)) << "another size needs another folder";
}

}  // namespace opak::commands
