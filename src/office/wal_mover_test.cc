// The log of fresh commits stays small however much is written, and nobody's reading is cut short for it.
#include "office/wal_mover.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace opak::office {
namespace {

constexpr WalLimits limits{.pages_to_move = 50, .pages_at_most = 400};
constexpr int pages_a_commit = 10;
constexpr std::uintmax_t page_bytes = 4096 + 24;  // With its frame header.

class WalMoverTest : public testing::Test {
 protected:
  WalMoverTest() {
    std::string name = std::filesystem::temp_directory_path() / "opak-wal-XXXXXX";
    folder = ::mkdtemp(name.data());
    open();
    writer->script("CREATE TABLE line (n INTEGER PRIMARY KEY, bytes BLOB)");
  }
  ~WalMoverTest() override {
    close();
    std::filesystem::remove_all(folder);
  }

  void open() {
    writer = std::make_unique<store::Database>(*store::Database::open(path(), store::Mode::writer));
    mover = std::make_unique<WalMover>(path(), *writer, limits);
  }
  void close() {
    mover.reset();
    writer.reset();
  }
  void commit(int times) {
    for (int i = 0; i < times; ++i) {
      writer->query("INSERT INTO line (bytes) VALUES (zeroblob($1))").number(pages_a_commit * 4096).run();
      mover->after_commit();
    }
  }
  static std::int64_t lines(store::Database& database) {
    auto row = database.query("SELECT COUNT(*) FROM line");
    row.next();
    return row.number_at(0);
  }
  std::string path() const { return folder + "/book.db"; }
  std::uintmax_t log_bytes() const { return std::filesystem::file_size(path() + "-wal"); }

  std::string folder;
  std::unique_ptr<store::Database> writer;
  std::unique_ptr<WalMover> mover;
};

}  // namespace

TEST_F(WalMoverTest, TheLogStaysSmallUnderManyCommits) {
  commit(400);  // Ten times what the log may hold. How far it grows while the mover is at work is the machine's matter.
  EXPECT_LE(log_bytes(), page_bytes * 400 * pages_a_commit / 2);
  EXPECT_EQ(lines(*writer), 400);
}

TEST_F(WalMoverTest, AReaderKeepsItsViewAndTheLogWaitsForIt) {
  commit(5);
  auto reader = *store::Database::open(path(), store::Mode::reader);
  reader.script("BEGIN");
  EXPECT_EQ(lines(reader), 5);
  commit(100);
  EXPECT_EQ(lines(reader), 5) << "what it began to read stands until it ends";
  EXPECT_GE(log_bytes(), page_bytes * 100 * pages_a_commit) << "nothing it still reads is overwritten";

  reader.script("COMMIT");
  const auto grown = log_bytes();
  commit(400);
  EXPECT_EQ(lines(reader), 505);
  EXPECT_LE(log_bytes(), grown + page_bytes * 400 * pages_a_commit / 2) << "once it has gone the log begins again at its start";
}

TEST_F(WalMoverTest, WhatLayInTheLogIsThereAfterARestart) {
  commit(60);
  close();
  open();
  EXPECT_EQ(lines(*writer), 60);
  commit(60);
  EXPECT_EQ(lines(*writer), 120);
}

}  // namespace opak::office
