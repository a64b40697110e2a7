// The list of everything that takes bytes from outside (parsers.tsv) is whole, and each of its harnesses is there and is built.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "base/text.h"
#include "corpus.h"

namespace opak::fuzz {
namespace {

namespace fs = std::filesystem;
const fs::path root(OPAK_SOURCE_DIR);

struct Row {
  std::string whose, harness;
};
using Table = std::map<std::pair<std::string, std::string>, Row>;

Table the_table() {
  Table table;
  for (const auto& line : split(bytes_of(root / "tests/fuzz/parsers.tsv"), '\n')) {
    if (line.empty() || line.front() == '#') continue;
    const auto cells = split(line, '\t');
    if (cells.size() != 4) {
      ADD_FAILURE() << "not four columns: " << line;
      continue;
    }
    EXPECT_TRUE(table.emplace(std::pair(cells[0], cells[1]), Row{cells[2], cells[3]}).second) << "twice: " << line;
  }
  return table;
}

// A function that is given text, and answers with something read or a no.
std::vector<std::string> candidates_in(const std::string& header) {
  static const std::regex declared(R"(^\s*(?:static |virtual |inline |constexpr |explicit )*([A-Za-z_:<>,&\* ]+?)\s+[\*&]?([a-z_0-9]+)\((.*))");
  static const std::regex text(R"(std::string_view|ByteView|const std::string&|const Bytes&|const std::vector<std::string>&)");
  static const std::regex inside(R"(Database|Office&|Site&|Visitor|Boards|Page&|Book&|Html&|Speech|override)");  // They get what others have read.
  static const std::regex gives(R"(optional|Result|expected|Form\b|vector|Problem)");
  static const std::regex named(R"(^(parse|read|decode|from_|suggest|accept|check|feed|percent|is_|network_of|not_|handshake|plain|recogn|guess|person_in|address_in|names_|streets_|numbers_|orientation|verify))");
  std::vector<std::string> found;
  for (auto line : split(header, '\n')) {
    line.resize(std::min(line.find("//"), line.size()));
    std::smatch match;
    if (!std::regex_search(line, match, declared) || match[1] == "return") continue;
    if (!std::regex_search(match[3].first, match[3].second, text) || std::regex_search(line, inside)) continue;
    const std::string name = match[2], type = match[1];
    if (std::regex_search(type, gives) || std::regex_search(name, named)) found.push_back(name);
  }
  return found;
}

std::vector<fs::path> headers_of_the_house() {
  static const std::regex not_in_a_city(R"((twin|test|on_disk|example_|pretend_|bench|grown|/demo/))");
  std::vector<fs::path> headers;
  for (const auto* room : {"base", "net", "law", "catalogue", "core", "paper", "access", "transparency", "intake", "channels", "register", "journal", "web", "commands", "store", "copies", "routing"})
    for (const auto& entry : fs::recursive_directory_iterator(root / "src" / room))
      if (entry.path().extension() == ".h" && !std::regex_search(fs::relative(entry.path(), root / "src").string(), not_in_a_city)) headers.push_back(entry.path());
  std::sort(headers.begin(), headers.end());
  return headers;
}

TEST(ParsersOfOutsideBytes, AllStandInTheList) {
  const auto table = the_table();
  int candidates = 0;
  for (const auto& header : headers_of_the_house()) {
    const auto name = fs::relative(header, root / "src").string();
    for (const auto& function : candidates_in(bytes_of(header))) {
      ++candidates;
      EXPECT_TRUE(table.contains({name, function})) << name << "\t" << function << "  takes text and is not in tests/fuzz/parsers.tsv: whose bytes are they, and which harness gives it bad ones?";
    }
  }
  EXPECT_GT(candidates, 100);
}

TEST(ParsersOfOutsideBytes, InTheListAreThere) {
  for (const auto& [what, row] : the_table()) {
    const auto path = root / "src" / what.first;
    ASSERT_TRUE(fs::exists(path)) << path;
    EXPECT_TRUE(std::regex_search(bytes_of(path), std::regex("\\b" + what.second + "\\("))) << what.first << " has no " << what.second;
    EXPECT_GT(row.whose.size(), 5U) << what.first << " " << what.second;
  }
}

TEST(ParsersOfOutsideBytes, HaveHarnessesThatAreBuiltAndCallThem) {
  std::set<std::string> built, listed;
  for (const auto& target : targets()) built.emplace(target.name);
  for (const auto& [what, row] : the_table()) {
    if (row.harness == "-") continue;
    const auto parts = split(row.harness, ':');
    const auto word = parts.size() > 1 ? row.harness.substr(parts[0].size() + 1) : what.second;
    listed.insert(parts[0]);
    EXPECT_TRUE(built.contains(parts[0])) << "no such harness: " << parts[0];
    if (parts[0] == "page" || (parts[0] == "webhook" && what.first.starts_with("intake/"))) continue;
    const auto source = bytes_of(root / "tests/fuzz" / (parts[0] + ".cc"));
    EXPECT_TRUE(std::regex_search(source, std::regex("\\b" + word + "\\("))) << parts[0] << ".cc does not call " << word;
  }
  for (const auto& name : built) EXPECT_TRUE(listed.contains(name)) << "the harness " << name << " stands beside no parser in the list";
}

TEST(ParsersOfOutsideBytes, AreSeenWhereANewOneIsWritten) {
  EXPECT_EQ(candidates_in("std::optional<Ticket> parse_ticket(std::string_view text);  // Of a queue.\n"), std::vector<std::string>{"parse_ticket"});
  EXPECT_EQ(candidates_in("  static Result<Ticket> of(ByteView bytes);\nbool is_ticket(std::string_view text);"), (std::vector<std::string>{"of", "is_ticket"}));
  EXPECT_TRUE(candidates_in("// std::optional<Ticket> parse(std::string_view);\nint count(std::string_view text);\nstd::optional<Ticket> find(store::Database&, std::string_view id);").empty());
}

}  // namespace
}  // namespace opak::fuzz
