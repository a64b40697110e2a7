#include "store/crash_disk.h"

#include <gtest/gtest.h>

#include "store/sqlite.h"

namespace opak::store {
namespace {

std::string disk_name() {
  static int counter = 0;
  return "crash_disk_test_" + std::to_string(++counter);
}

// A table on a crash disk, and what is found after the power went.
struct Crashing {
  explicit Crashing(std::uint64_t seed = 1) : disk(disk_name(), seed) { open(); }
  ~Crashing() { db.reset(); }

  void open() {
    auto opened = Database::open(disk.uri("/x.db"), Mode::writer);
    ASSERT_TRUE(opened) << opened.error().what;
    db.emplace(std::move(*opened));
    db->script("CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, a BLOB) STRICT");
  }
  void put(int rows) {
    Transaction transaction(*db);
    for (int i = 0; i < rows; ++i) db->query("INSERT INTO t (a) VALUES ($1)").blob(Bytes(1000, 'x')).run();
    transaction.commit();
  }
  std::int64_t count() {
    auto row = db->query("SELECT COUNT(*) FROM t");
    row.next();
    return row.number_at(0);
  }
  void power_goes_and_comes() {
    disk.mend();
    disk.restart();
    db.reset();
    open();
  }
  void process_goes_and_comes() {
    disk.mend();
    disk.lose_process();
    db.reset();
    open();
  }

  CrashDisk disk;
  std::optional<Database> db;
};

TEST(CrashDisk, IsAPlainDiskForSeveralConnectionsUntilTold) {
  Crashing house;
  house.put(10);
  auto reader = Database::open(house.disk.uri("/x.db"), Mode::reader);
  ASSERT_TRUE(reader);
  house.put(10);
  auto row = reader->query("SELECT COUNT(*) FROM t");
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.number_at(0), 20);
  EXPECT_TRUE(house.disk.seen().contains("/x.db-wal"));
}

TEST(CrashDisk, WhatWasCommittedOutlivesAnyCrashAndNothingElseIsHalfThere) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Crashing house(seed);
    house.put(3);
    seed % 2 == 0 ? house.disk.crash_at_write(static_cast<int>(seed / 2 % 4) + 1) : house.disk.crash_at_sync(1);
    EXPECT_THROW(house.put(4), StoreFailure);
    EXPECT_TRUE(house.disk.is_crashed());
    house.power_goes_and_comes();
    const auto found = house.count();
    EXPECT_TRUE(found == 3 || found == 7) << found << " with seed " << seed;
    house.put(1);
    EXPECT_EQ(house.count(), found + 1);
  }
}

// The disk must be able to fail: a commit that is not synced is lost now and then.
TEST(CrashDisk, WhatWasNotSyncedIsLostNowAndThen) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Crashing house(seed);
    house.db->script("PRAGMA synchronous=NORMAL");
    house.put(3);
    house.disk.crash_now();
    house.power_goes_and_comes();
    lost += house.count() < 3 ? 1 : 0;
  }
  EXPECT_GT(lost, 5);
  EXPECT_LT(lost, 40);
}

TEST(CrashDisk, ProcessesThatEndLoseNothingThatWasWritten) {
  Crashing house;
  house.db->script("PRAGMA synchronous=NORMAL");
  house.put(3);
  house.process_goes_and_comes();
  EXPECT_EQ(house.count(), 3);
}

TEST(CrashDisk, AFullDiskTakesTheWholeTransactionOrNothing) {
  Crashing house;
  house.put(3);
  house.disk.fill_up_after(5'000);
  EXPECT_THROW(house.put(40), StoreFailure);
  EXPECT_EQ(house.count(), 3);
  house.disk.mend();
  house.put(40);
  EXPECT_EQ(house.count(), 43);
}

// What a failed sync was to keep is lost, although the machine still shows it and the next sync says yes. A new process that only went on
// behind it would lose what it acknowledges itself; it writes the log once more first.
TEST(WriteLogAnew, WhatCameAfterAFailedSyncOutlivesThePower) {
  int lost_without = 0;
  for (const bool anew : {false, true})
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      Crashing house(seed);
      house.put(3);
      house.disk.fail_sync(1);
      EXPECT_THROW(house.put(4), StoreFailure);
      house.process_goes_and_comes();
      if (anew) house.db->write_log_anew();
      const auto seen = house.count();
      house.put(2);
      EXPECT_EQ(house.count(), seen + 2);
      house.disk.crash_now();
      house.power_goes_and_comes();
      if (anew) EXPECT_EQ(house.count(), seen + 2) << "seed " << seed;
      else lost_without += house.count() < seen + 2 ? 1 : 0;
    }
  EXPECT_GT(lost_without, 0) << "else this test tests nothing";
}

TEST(WriteLogAnew, AnEmptyOrMissingLogIsLeftAlone) {
  auto memory = Database::open("file:/log_anew?vfs=memdb", Mode::writer);
  memory->write_log_anew();
  Crashing house;
  house.put(1);
  ASSERT_TRUE(house.db->checkpoint(true));
  house.db->write_log_anew();
  EXPECT_EQ(house.count(), 1);
}

TEST(CrashFiles, AFileThatWasAcknowledgedIsWholeAfterAnyCrashAndAnotherIsWholeOrNotThere) {
  const Bytes bytes(3000, 'p');
  for (int at = 1; at <= 12; ++at) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      CrashDisk disk(disk_name(), seed);
      CrashFiles files(disk, "/data");
      ASSERT_TRUE(files.write_durable("documents/ab/one", bytes));
      disk.crash_at_write(at);
      const bool kept = files.write_durable("documents/cd/two", bytes).has_value();
      if (!disk.is_crashed()) disk.crash_now();
      disk.restart();
      const auto one = files.read("documents/ab/one"), two = files.read("documents/cd/two");
      ASSERT_TRUE(one);
      EXPECT_EQ(*one, bytes);
      if (kept) {
        ASSERT_TRUE(two) << at;
      }
      if (two) {
        EXPECT_EQ(*two, bytes) << at;
      }
    }
  }
}

// Seed 12311 of the simulation: a program ended between making its folder and the sync of the folder around it; the next one found the folder,
// wrote into it for days, and a power cut took all of it.
TEST(CrashFiles, AFolderThatAnEarlierLifeMadeAndDidNotKeepIsKeptByTheNext) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CrashDisk disk("folders" + std::to_string(seed), seed);
    CrashFiles files(disk, "/data");
    disk.crash_at_sync(1 + static_cast<int>(seed % 2));
    EXPECT_FALSE(files.write_durable("documents/1", "one").has_value());
    disk.lose_process();
    ASSERT_TRUE(files.write_durable("documents/2", "two").has_value());
    disk.crash_now();
    disk.restart();
    EXPECT_EQ(files.read("documents/2").value_or(""), "two") << seed;
  }
}

TEST(CrashDisk, TheSameSeedAndTheSameCallsAreTheSameToTheByte) {
  const auto life = [] {
    Crashing house(5);
    house.put(3);
    house.disk.crash_at_write(4);
    EXPECT_THROW(house.put(4), StoreFailure);
    house.power_goes_and_comes();
    return std::pair(house.count(), house.disk.counts().writes);
  };
  EXPECT_EQ(life(), life());
}

}  // namespace
}  // namespace opak::store
