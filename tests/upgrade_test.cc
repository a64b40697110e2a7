// One version up and one version down. The schema of the release before goes up with everything in it; a program works on what the next
// release has only added to; and where that is not so, it says what to do and changes nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include <filesystem>
#include <set>

#include "base/text.h"
#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "transparency/audit.h"
#include "views/fold.h"

namespace opak {
namespace {

using application::Stage;
using office::OfficeOnDisk;

std::vector<EmbeddedFile> ours() { return embedded_under("migrations/sqlite/main_"); }

std::vector<EmbeddedFile> with(EmbeddedFile next) {
  auto files = ours();
  files.push_back(next);
  return files;
}

const EmbeddedFile additive{"migrations/sqlite/main_9990_next.sql",
                            "-- Additive: what the next release keeps beside.\n"
                            "CREATE TABLE view_next (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;\n"
                            "ALTER TABLE view_case ADD COLUMN next INTEGER NOT NULL DEFAULT 0;\n"
                            "CREATE INDEX journal_next ON journal (fact);\n",
                            {}, {}};
const EmbeddedFile other{"migrations/sqlite/main_9991_other.sql", "-- Boards are ordered in another way.\nALTER TABLE view_case RENAME COLUMN number TO name;\n", {}, {}};

class AnotherVersion : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "opak-upgrade-XXXXXX";
    folder = ::mkdtemp(name.data());
    for (const auto& who : OfficeOnDisk::residents(4)) people.push_back(who);
    auto house = open();
    for (int n = 0; n < 3; ++n) ids.push_back(file(*house, n));
    OfficeOnDisk::must(office::accept_papers(*house->office, {ids[0]}, OfficeOnDisk::operator_one()));
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::unique_ptr<OfficeOnDisk> open() {
    office::OfficeSettings settings;
    settings.threaded = false;
    auto house = std::make_unique<OfficeOnDisk>(folder, settings);
    for (const auto& who : people) house->population.add(who);
    return house;
  }
  std::string file(OfficeOnDisk& house, int n) {
    const auto wish = house.filing(people[static_cast<std::size_t>(n)], "+6281300000" + std::to_string(100 + n));
    return OfficeOnDisk::word(office::submit_application(*house.office, wish, {}), "application");
  }
  store::Database writer(const std::string& file = "opak.db") const { return std::move(*store::Database::open(folder + "/" + file, store::Mode::writer)); }
  // The next release opens the database and is content with it.
  bool next_release(EmbeddedFile migration) {
    auto database = writer();
    const auto schema = store::migrate(database, "main", with(migration));
    if (!schema) throw std::runtime_error(schema.error().what);
    store::settle(database, "main", *schema);
    return schema->fold_again;
  }
  void expect_whole(OfficeOnDisk& house) {
    auto& reader = house.office->reader();
    EXPECT_EQ(journal::first_fault(reader), std::nullopt);
    const auto key = transparency::Vkey::parse(house.office->log_verifier_key());
    EXPECT_EQ(transparency::audit(reader, *key).fault, std::nullopt);
    const auto live = views::dump(reader);
    auto database = writer();
    ASSERT_TRUE(views::rebuild(database));
    EXPECT_EQ(views::dump(database), live);
  }
  static std::string schema_of(store::Database& database) {
    std::string all;
    for (auto rows = database.query("SELECT sql FROM sqlite_schema ORDER BY name"); rows.next();) all += rows.string_at(0) + "\n";
    return all;
  }
  // Why the program does not open.
  std::string refusal() {
    try {
      open();
      return {};
    } catch (const std::exception& error) {
      return error.what();
    }
  }

  std::string folder;
  std::vector<registry::ExampleResident> people;
  std::vector<std::string> ids;
};

// Every table that the release before had, row by row, in its own schema; then today's program starts on it.
TEST_F(AnotherVersion, TheReleaseBeforeGoesUpWithEverythingInIt) {
  auto before = ours();
  before.pop_back();
  {
    auto old = writer("old.db");
    ASSERT_TRUE(store::migrate(old, "main", before));
    old.query("ATTACH $1 AS now").text(folder + "/opak.db").run();
    std::set<std::string> tables;
    for (auto rows = old.query("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'store%'"); rows.next();) tables.insert(rows.string_at(0));
    for (const auto& table : tables) {
      std::string columns;
      for (auto rows = old.query("SELECT name FROM pragma_table_info($1) ORDER BY cid").text(table); rows.next();) columns += (columns.empty() ? "" : ", ") + rows.string_at(0);
      old.run("INSERT OR IGNORE INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM now." + table);
    }
    old.run("UPDATE view_seen SET seq = (SELECT MAX(seq) FROM journal)");
  }
  for (const auto* end : {"", "-wal", "-shm"}) std::filesystem::remove(folder + "/opak.db" + end);
  std::filesystem::rename(folder + "/old.db", folder + "/opak.db");
  auto house = open();
  EXPECT_EQ(house->state(ids[0]).stage, Stage::complete);
  EXPECT_EQ(house->state(ids[1]).stage, Stage::submitted);
  OfficeOnDisk::must(office::accept_papers(*house->office, {ids[1]}, OfficeOnDisk::operator_one()));
  expect_whole(*house);
}

TEST_F(AnotherVersion, AProgramWorksOnWhatTheNextReleaseHasOnlyAddedTo) {
  EXPECT_FALSE(next_release(additive)) << "a step up is a step up";
  {
    auto house = open();
    EXPECT_EQ(house->state(ids[0]).stage, Stage::complete);
    ids.push_back(file(*house, 3));
    OfficeOnDisk::must(office::accept_papers(*house->office, {ids[3]}, OfficeOnDisk::operator_one()));
    expect_whole(*house);
  }
  EXPECT_EQ(open()->state(ids[3]).stage, Stage::complete) << "and again";
  EXPECT_TRUE(next_release(additive)) << "what an older one wrote is folded by the newer one when it is back";
  EXPECT_FALSE(next_release(additive));
}

TEST_F(AnotherVersion, AProgramRefusesWhatTheNextReleaseHasChangedAndTouchesNothing) {
  next_release(other);
  const auto before = [&] {
    auto database = writer();
    return schema_of(database) + store::dump_tables(database, "");
  };
  const auto was = before();
  const auto says = refusal();
  EXPECT_NE(says.find("newer opak (main_9991_other.sql)"), std::string::npos) << says;
  EXPECT_EQ(before(), was);
}

// The schema would do, but the book holds what only the next release can read.
TEST_F(AnotherVersion, AProgramRefusesEntriesThatItDoesNotKnow) {
  next_release(additive);
  {
    auto database = writer();
    store::Transaction transaction(database);
    auto head = journal::read_head(database);
    const auto version = static_cast<int>(journal::read_stream(database, "application", ids[0]).size()) + 1;
    journal::append(database, head, {.kind = "application", .stream = ids[0], .version = version, .at = {}, .actor = "system", .fact = "application.blessed.v1", .body = "{}"});
    transaction.commit();
  }
  const auto says = refusal();
  EXPECT_NE(says.find("a fact that this program does not know"), std::string::npos) << says;
  EXPECT_EQ(refusal(), says) << "not only the first time";
}

// "Additive" is a promise to the program before; these are the only statements that keep it.
TEST(Migrations, AreCalledAdditiveOnlyIfTheyAre) {
  for (const auto& file : embedded_under("migrations/sqlite/")) {
    if (!store::is_additive(file)) continue;
    std::string sql;
    std::vector<std::string> added;  // "table column": what this very step brought, so that the program before reads none of it.
    for (const auto& line : split(std::string(file.bytes), '\n')) sql += std::string(line.substr(0, line.find("--"))) + " ";
    for (const auto& statement : split(sql, ';')) {
      const auto words = trimmed(statement);
      if (words.empty()) continue;
      const bool is_column = words.starts_with("ALTER TABLE ") && words.find(" ADD COLUMN ") != std::string::npos && (words.find(" DEFAULT ") != std::string::npos || words.find(" NOT NULL") == std::string::npos);
      // A row that the program before would have written itself, with the same value, at the next occasion.
      const bool is_row_to_come = words.starts_with("INSERT INTO office_counter ") && words.ends_with(" ON CONFLICT (name) DO NOTHING");
      if (is_column) {
        std::istringstream parts{std::string(words)};
        std::string alter, table_word, table, add, column_word, column;
        parts >> alter >> table_word >> table >> add >> column_word >> column;
        added.push_back(table + " " + column);
      }
      if (words.starts_with("UPDATE ")) {
        const auto table = words.substr(7, words.find(' ', 7) - 7);
        const auto set = words.find(" SET ") + 5;
        const auto sets = std::string(words.substr(set, words.find(" WHERE ") - set));
        // Each "column =" that stands outside brackets.
        int depth = 0;
        std::string column;
        for (const char c : sets) {
          depth += c == '(' ? 1 : c == ')' ? -1 : 0;
          if (depth > 0 || c == ')') continue;
          if (c == '=') {
            EXPECT_NE(std::find(added.begin(), added.end(), std::string(table) + " " + std::string(trimmed(column))), added.end()) << file.name << " changes what was there: " << words;
          }
          column = c == ',' || c == '=' ? "" : column + c;
        }
        continue;
      }
      EXPECT_TRUE(words.starts_with("CREATE TABLE ") || words.starts_with("CREATE INDEX ") || is_column || is_row_to_come) << file.name << ": " << words;
    }
  }
}

}  // namespace
}  // namespace opak
