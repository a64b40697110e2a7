// docs/WALKTHROUGH.md, kept true: every file and function it names is there, and the path it tells is walked.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "journal/journal.h"
#include "journeys/journey.h"

namespace opak {
namespace {

namespace fs = std::filesystem;
const fs::path source(OPAK_SOURCE_DIR);

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Row {
  std::string file, function;
};

std::vector<Row> rows() {
  std::vector<Row> found;
  const auto text = read(source / "docs" / "WALKTHROUGH.md");
  const std::regex row(R"(\| `([a-z0-9_/]+\.(?:cc|h))` \| `([a-z_]+)` \|)");
  for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) found.push_back({(*it)[1], (*it)[2]});
  return found;
}

std::vector<std::string> facts_told() {
  std::vector<std::string> found;
  const auto text = read(source / "docs" / "WALKTHROUGH.md");
  const std::regex fact(R"(\| `(application\.[a-z_]+\.v\d+)` \|)");
  for (std::sregex_iterator it(text.begin(), text.end(), fact), end; it != end; ++it) found.push_back((*it)[1]);
  return found;
}

}  // namespace

TEST(Walkthrough, NamesFilesAndFunctionsThatAreThere) {
  const auto all = rows();
  ASSERT_GT(all.size(), 30U) << "the table is read";
  for (const auto& [file, function] : all) {
    const auto path = source / "src" / file;
    ASSERT_TRUE(fs::exists(path)) << file;
    // Defined here, not only called: a type or a class name stands before it.
    const std::regex defined("(^|\\n)[^\\n/]*[A-Za-z0-9_>&*] (?:[A-Za-z_]+::)*" + function + "\\(");
    EXPECT_TRUE(std::regex_search(read(path), defined)) << file << " has no " << function << "()";
  }
}

TEST(Walkthrough, EveryRowOfItsTablesIsUnderstood) {
  const auto text = read(source / "docs" / "WALKTHROUGH.md");
  const std::regex any_row(R"(\n\| [^`\n|]+ \| `[^\n]+)");
  EXPECT_EQ(static_cast<std::size_t>(std::distance(std::sregex_iterator(text.begin(), text.end(), any_row), std::sregex_iterator())), rows().size());
}

TEST(Walkthrough, IsTheWayTheProgramGoes) {
  journeys::Journey journey;
  try {
    journey.tell(journeys::lines_of(journeys::folder / "hilang_lewat_whatsapp.journey"));
  } catch (const journeys::Journey::Told& told) {
    FAIL() << told.words;
  }
  std::vector<std::string> facts;
  for (const auto& line : journal::read_stream(journey.city().twin.office->reader(), "application", journey.id())) facts.push_back(line.fact);
  EXPECT_EQ(facts, facts_told());
}

}  // namespace opak
