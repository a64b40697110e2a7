#include "store/sqlite.h"

#include <gtest/gtest.h>

namespace opak::store {

TEST(Store, KeepsBytesAndTextApart) {
  auto db = Database::open("file:/store_bytes?vfs=memdb", Mode::writer);
  ASSERT_TRUE(db);
  db->script("CREATE TABLE t (a TEXT, b BLOB, n INTEGER) STRICT");
  const Bytes raw("\0\xff x", 4);
  db->query("INSERT INTO t VALUES ($1, $2, $3)").text("halo").blob(raw).number(-5).run();
  auto row = db->query("SELECT a, b, n FROM t");
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.text_at(0), "halo");
  EXPECT_EQ(row.blob_at(1), raw);
  EXPECT_EQ(row.number_at(2), -5);
  EXPECT_FALSE(row.next());
}

TEST(Store, AReaderSeesCommitsOfTheWriterInMemoryAndCannotWrite) {
  auto writer = Database::open("file:/store_reader?vfs=memdb", Mode::writer);
  writer->script("CREATE TABLE t (a TEXT) STRICT");
  auto reader = Database::open("file:/store_reader?vfs=memdb", Mode::reader);
  ASSERT_TRUE(reader);
  writer->query("INSERT INTO t VALUES ('x')").run();
  EXPECT_TRUE(reader->query("SELECT 1 FROM t").next());
  EXPECT_THROW(reader->run("DELETE FROM t"), std::exception);
}

TEST(Store, ASavepointTakesBackOnlyItsOwnWish) {
  auto db = Database::open("file:/store_savepoint?vfs=memdb", Mode::writer);
  db->script("CREATE TABLE t (a TEXT) STRICT");
  Transaction transaction(*db);
  db->run("INSERT INTO t VALUES ('kept')");
  db->savepoint();
  db->run("INSERT INTO t VALUES ('gone')");
  db->rollback_savepoint();
  transaction.commit();
  EXPECT_EQ(dump_tables(*db, "t"), "== t\n'kept'\n");
}

}  // namespace opak::store
