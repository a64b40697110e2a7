#include "store/hostile_disk.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/sqlite.h"

namespace opak::store {
namespace {

// A folder of its own and a mended disk for each test.
class Hostile : public testing::Test {
 protected:
  Hostile() {
    std::string name = std::filesystem::temp_directory_path() / "opak-hostile-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    disk.mend();
    auto opened = Database::open(disk.uri(folder_ + "/x.db"), Mode::writer);
    db = std::make_unique<Database>(std::move(*opened));
    db->script("CREATE TABLE t (n INTEGER PRIMARY KEY, a BLOB) STRICT");
  }
  ~Hostile() override {
    disk.mend();
    db.reset();
    std::filesystem::remove_all(folder_);
  }

  void put(int rows) {
    Transaction transaction(*db);
    for (int i = 0; i < rows; ++i) db->query("INSERT INTO t (a) VALUES ($1)").blob(Bytes(1000, 'x')).run();
    transaction.commit();
  }
  // Counted by another connection on the machine's own disk: what is really there.
  std::int64_t count() {
    auto reader = Database::open(folder_ + "/x.db", Mode::reader);
    auto row = reader->query("SELECT COUNT(*) FROM t");
    row.next();
    return row.number_at(0);
  }

  HostileDisk& disk = HostileDisk::the();
  std::string folder_;
  std::unique_ptr<Database> db;
};

TEST_F(Hostile, IsAPlainDiskUntilTold) {
  put(10);
  EXPECT_EQ(count(), 10);
  EXPECT_GT(disk.bytes_written(), 10'000);
  EXPECT_EQ(disk.writes_refused(), 0);
}

TEST_F(Hostile, AFullDiskTakesTheWholeTransactionOrNothing) {
  put(10);
  const auto for_ten = disk.bytes_written();
  for (std::int64_t space = 0; space < 12'000; space += 700) {
    disk.mend();
    disk.fill_up_after(space);
    try {
      put(10);
      ADD_FAILURE() << "ten rows do not fit into " << space << " bytes; they took " << for_ten;
    } catch (const StoreFailure& failure) {
      EXPECT_FALSE(failure.sync_failed);
    }
    EXPECT_GT(disk.writes_refused(), 0);
    EXPECT_FALSE(db->in_transaction());
    EXPECT_EQ(count(), 10);
  }
  disk.mend();
  put(10);
  EXPECT_EQ(count(), 20);
}

TEST_F(Hostile, AWriteCutShortIsNoWrite) {
  disk.cut_next_write();
  EXPECT_THROW(put(3), StoreFailure);
  EXPECT_EQ(disk.writes_refused(), 1);
  EXPECT_EQ(count(), 0);
  put(3);
  EXPECT_EQ(count(), 3);
}

TEST_F(Hostile, AFailedSyncIsToldApartFromAFullDisk) {
  disk.fail_next_syncs(1);
  try {
    put(1);
    FAIL() << "a commit whose sync failed must not look well";
  } catch (const StoreFailure& failure) {
    EXPECT_TRUE(failure.sync_failed);
  }
  EXPECT_EQ(disk.syncs_failed(), 1);
}

// What was committed stays in the WAL when moving it into the file fails; the next checkpoint moves it.
TEST_F(Hostile, ACheckpointThatFailsLosesNothing) {
  put(20);
  disk.fill_up_after(5'000);
  EXPECT_THROW((void)db->checkpoint(true), StoreFailure);
  EXPECT_EQ(count(), 20);
  disk.mend();
  disk.fail_next_syncs(1);
  EXPECT_THROW((void)db->checkpoint(true), StoreFailure);
  EXPECT_EQ(count(), 20);
  EXPECT_TRUE(db->checkpoint(true));
  EXPECT_EQ(count(), 20);
}

}  // namespace
}  // namespace opak::store
