#include "transparency/log.h"

#include <gtest/gtest.h>

#include "transparency/example_log.h"
#include "transparency/receipt.h"

namespace opak::transparency {
namespace {

using example::a_leaf;
using example::City;
using example::monday;
using store::Transaction;

std::string count_of(City& city, const std::string& table) {
  auto row = city.writer.query("SELECT count(*) FROM " + table);
  return row.next() ? row.string_at(0) : "";
}

}  // namespace

TEST(PublicLog, NumbersLeavesFromZeroWithoutGaps) {
  City city("numbers");
  Transaction transaction(city.writer);
  EXPECT_EQ(city.log->append(a_leaf()), 0u);
  EXPECT_EQ(city.log->append(a_leaf()), 1u);
  EXPECT_EQ(city.log->append(a_leaf()), 2u);
}

TEST(PublicLog, WritesOnlyInsideATransaction) {
  City city("inside");
  EXPECT_THROW(city.log->append(a_leaf()), Bug);
  EXPECT_THROW(city.log->sign_checkpoint(), Bug);
}

TEST(PublicLog, FollowsAWishThatIsTakenBack) {
  City city("taken_back"), straight("straight");
  {
    Transaction transaction(city.writer);
    for (int i = 0; i < 255; ++i) city.log->append(a_leaf());
    const auto before = city.log->mark();
    city.writer.savepoint();
    city.log->append(a_leaf(monday + 9));  // Completes a tile, whose node must go too.
    city.log->append(a_leaf(monday + 9));
    city.writer.rollback_savepoint();
    city.log->reset(before);
    EXPECT_EQ(city.log->append(a_leaf()), 255u);
    city.log->sign_checkpoint();
    transaction.commit();
  }
  {
    Transaction transaction(straight.writer);
    for (int i = 0; i < 256; ++i) straight.log->append(a_leaf());
    straight.log->sign_checkpoint();
    transaction.commit();
  }
  EXPECT_EQ(city.log->mark(), straight.log->mark());
  EXPECT_EQ(store::dump_tables(city.writer, "tlog_"), store::dump_tables(straight.writer, "tlog_"));
}

TEST(PublicLog, AWholeBatchTakenBackCanBeSignedAnew) {
  City city("batch_back");
  city.batch(3);
  const auto before = city.log->mark();
  {
    Transaction transaction(city.writer);
    city.log->append(a_leaf());
    city.log->sign_checkpoint();
  }
  city.log->reset(before);
  city.batch(2);
  EXPECT_EQ(PublicLogReader(city.writer).latest_checkpoint()->size, 5u);
}

TEST(PublicLog, StandsWhereItStoodAfterAStartAnew) {
  City city("anew");
  for (const int leaves : {1, 2, 253, 1, 255, 300}) {
    city.batch(leaves);
    const auto again = city.opened_again();
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(again->mark(), city.log->mark());
  }
}

TEST(PublicLog, SignsOneCheckpointABatchAndNoneForNothingNew) {
  City city("one_a_batch");
  city.batch(0);
  EXPECT_EQ(PublicLogReader(city.writer).latest_checkpoint()->root, empty_root());
  city.batch(2);
  city.batch(0);
  city.batch(3);
  EXPECT_EQ(count_of(city, "tlog_checkpoint"), "3");
}

TEST(PublicLog, NeverSignsASmallerTree) {
  City city("smaller");
  city.batch(2);
  const auto early = city.log->mark();
  city.batch(3);
  city.log->reset(early);
  Transaction transaction(city.writer);
  EXPECT_THROW(city.log->sign_checkpoint(), Bug);
}

TEST(PublicLog, NeverSignsAFork) {
  City city("fork"), other("fork_other");
  city.batch(5);
  {
    Transaction transaction(other.writer);
    for (int i = 0; i < 5; ++i) other.log->append(a_leaf(monday + 1));
    other.log->sign_checkpoint();
    transaction.commit();
  }
  city.log->reset(other.log->mark());
  Transaction transaction(city.writer);
  EXPECT_THROW(city.log->sign_checkpoint(), Bug) << "same size, another root";
  city.log->append(a_leaf(monday + 1));
  EXPECT_THROW(city.log->sign_checkpoint(), Bug) << "larger, but grown from another root";
}

TEST(PublicLog, NeverSignsOneFlippedBit) {
  City city("flipped");
  city.batch(3);
  city.writer.script("DROP TRIGGER tlog_leaf_no_update");
  for (const auto* damage : {"UPDATE tlog_leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'submitted', 'submittee') AS BLOB) WHERE n = 3",
                             "UPDATE tlog_leaf SET hash = zeroblob(32) WHERE n = 3"}) {
    Transaction transaction(city.writer);
    const auto before = city.log->mark();
    city.log->append(a_leaf());
    city.writer.run(damage);
    ASSERT_EQ(city.writer.changes(), 1);
    EXPECT_THROW(city.log->sign_checkpoint(), Bug) << damage;
    city.log->reset(before);
  }
  EXPECT_EQ(PublicLogReader(city.writer).latest_checkpoint()->size, 3u);
}

TEST(PublicLog, ADayNeverGoesBackEvenIfTheClockDoes) {
  City city("clock");
  {
    Transaction transaction(city.writer);
    city.log->append(a_leaf(monday + 1));
    city.log->append(a_leaf(monday));
    city.log->sign_checkpoint();
    transaction.commit();
  }
  auto again = city.opened_again().value();
  Transaction transaction(city.writer);
  again.append(a_leaf(monday));
  again.sign_checkpoint();
  PublicLogReader reader(city.writer);
  for (std::uint64_t n = 0; n < 3; ++n) EXPECT_EQ(parse_leaf(reader.leaf(n).value())->parts.day, monday + 1) << n;
}

TEST(PublicLog, KeepsItsOriginAndKeyForEver) {
  City city("identity");
  EXPECT_FALSE(PublicLog::open(city.writer, "another.example/log", example::secret_key_of(example::seed)));
  EXPECT_FALSE(PublicLog::open(city.writer, example::origin, example::secret_key_of(Bytes(32, 't'))));
  EXPECT_FALSE(PublicLog::open(city.writer, "two words", example::secret_key_of(example::seed)));
  EXPECT_TRUE(city.opened_again());
}

TEST(PublicLog, DoesNotStartOnADamagedTree) {
  for (const auto* damage : {"UPDATE tlog_leaf SET hash = zeroblob(32) WHERE n = 299", "UPDATE tlog_node SET hash = zeroblob(32)", "DELETE FROM tlog_leaf WHERE n = 299",
                             "DELETE FROM tlog_checkpoint", "UPDATE tlog_checkpoint SET root = zeroblob(32)",
                             "UPDATE tlog_checkpoint SET note = replace(note, '300', '301')"}) {
    City city("damaged");
    city.batch(300);
    city.writer.script("DROP TRIGGER tlog_leaf_no_update; DROP TRIGGER tlog_leaf_no_delete; DROP TRIGGER tlog_node_no_update;"
                       "DROP TRIGGER tlog_checkpoint_no_update; DROP TRIGGER tlog_checkpoint_no_delete");
    ASSERT_TRUE(city.opened_again());
    city.writer.run(damage);
    EXPECT_FALSE(city.opened_again()) << damage;
  }
}

// SQLite: REPLACE and upserts do not fire the triggers against DELETE and UPDATE; a guard before INSERT stops them.
TEST(PublicLog, IsAppendOnlyInTheDatabaseItself) {
  City city("guards");
  city.batch(300);
  const auto before = store::dump_tables(city.writer, "tlog_");
  const std::string x32 = "zeroblob(32)";
  for (const auto& sql : std::vector<std::string>{
           "UPDATE tlog_leaf SET bytes = x'00' WHERE n = 5", "DELETE FROM tlog_leaf WHERE n = 299",
           "INSERT OR REPLACE INTO tlog_leaf (n, hash, bytes) VALUES (5, " + x32 + ", x'00')",
           "INSERT INTO tlog_leaf (n, hash, bytes) VALUES (5, " + x32 + ", x'00') ON CONFLICT (n) DO UPDATE SET bytes = x'00'",
           "UPDATE OR REPLACE tlog_leaf SET n = 6 WHERE n = 5",
           "INSERT INTO tlog_leaf (n, hash, bytes) VALUES (301, " + x32 + ", x'00')", "INSERT INTO tlog_leaf (hash, bytes) VALUES (" + x32 + ", x'00')",
           "UPDATE tlog_node SET hash = " + x32, "DELETE FROM tlog_node", "INSERT OR REPLACE INTO tlog_node VALUES (1, 0, " + x32 + ")",
           "INSERT INTO tlog_node VALUES (1, 0, " + x32 + ") ON CONFLICT (level, n) DO UPDATE SET hash = " + x32,
           "UPDATE tlog_checkpoint SET note = ''", "DELETE FROM tlog_checkpoint", "INSERT OR REPLACE INTO tlog_checkpoint VALUES (300, " + x32 + ", '')",
           "INSERT INTO tlog_checkpoint VALUES (300, " + x32 + ", '') ON CONFLICT (size) DO UPDATE SET note = ''",
           "INSERT INTO tlog_checkpoint VALUES (299, " + x32 + ", '')",
           "UPDATE tlog_identity SET origin = ''", "DELETE FROM tlog_identity", "INSERT OR REPLACE INTO tlog_identity VALUES (1, '', '')",
           "INSERT INTO tlog_identity VALUES (1, '', '') ON CONFLICT (one) DO UPDATE SET origin = ''"})
    EXPECT_THROW(city.writer.run(sql), Bug) << sql;
  EXPECT_EQ(store::dump_tables(city.writer, "tlog_"), before);
}

TEST(PublicLogReader, SeesNothingBeforeTheCommit) {
  const example::Folder folder;
  auto city = City::on_disk(folder);
  city.batch(2);
  city.writer.begin();
  city.log->append(a_leaf());
  city.log->sign_checkpoint();
  auto database = city.reader();
  PublicLogReader reader(database);
  EXPECT_EQ(reader.latest_checkpoint()->size, 2u);
  EXPECT_FALSE(reader.leaf(2));
  EXPECT_FALSE(reader.receipt(2));
  city.writer.commit();
  EXPECT_EQ(reader.latest_checkpoint()->size, 3u);
  EXPECT_TRUE(reader.receipt(2));
}

TEST(PublicLogReader, FindsTheCheckpointOfALeafsOwnBatch) {
  City city("covering");
  city.batch(2);
  city.batch(3);
  PublicLogReader reader(city.writer);
  EXPECT_EQ(reader.checkpoint_covering(1)->size, 2u);
  EXPECT_EQ(reader.checkpoint_covering(2)->size, 5u);
  EXPECT_EQ(reader.checkpoint_covering(4)->size, 5u);
  EXPECT_FALSE(reader.checkpoint_covering(5));
}

TEST(PublicLogReader, ProvesEveryLeafAndEveryGrowthAcrossTileEdges) {
  City city("proofs");
  std::map<std::uint64_t, Bytes> roots;
  auto database = city.reader();
  PublicLogReader reader(database);
  for (const int leaves : {1, 200, 55, 1, 254, 2, 300}) {
    city.batch(leaves);
    const auto newest = reader.latest_checkpoint().value();
    roots[newest.size] = newest.root;
    for (std::uint64_t index = 0; index < newest.size; index += 1 + index % 17) {
      const auto proof = reader.inclusion_proof(index, newest.size);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(verify_inclusion(index, newest.size, leaf_hash(reader.leaf(index).value()), *proof, newest.root)) << index << " in " << newest.size;
    }
    for (const auto& [size, root] : roots)
      EXPECT_TRUE(verify_consistency(size, newest.size, reader.consistency_proof(size, newest.size).value(), root, newest.root)) << size << " -> " << newest.size;
  }
  EXPECT_FALSE(reader.inclusion_proof(813, 813));
  EXPECT_FALSE(reader.inclusion_proof(0, 814));
  EXPECT_FALSE(reader.consistency_proof(5, 814));
}

TEST(Receipt, ProvesItsLeafWithNothingButTheKey) {
  City city("receipt");
  city.batch(300);
  PublicLogReader reader(city.writer);
  const auto text = reader.receipt(257).value();
  const auto receipt = Receipt::parse(text).value();
  EXPECT_EQ(receipt.format(), text);
  EXPECT_EQ(parse_leaf(receipt.leaf)->number, 257u);
  EXPECT_EQ(verify_receipt(receipt, city.log->vkey()).value().size, 300u);
  EXPECT_FALSE(reader.receipt(300));
}

TEST(Receipt, ChangedAnywhereProvesNothing) {
  City city("receipt_changed");
  city.batch(20);
  const auto receipt = Receipt::parse(PublicLogReader(city.writer).receipt(7).value()).value();
  const auto key = city.log->vkey();
  ASSERT_TRUE(verify_receipt(receipt, key));
  const auto holds = [&](auto change) {
    auto changed = receipt;
    change(changed);
    return verify_receipt(changed, key).has_value();
  };
  EXPECT_FALSE(holds([](Receipt& r) { r.leaf[3] ^= 1; }));
  EXPECT_FALSE(holds([](Receipt& r) { r.leaf.clear(); }));
  EXPECT_FALSE(holds([](Receipt& r) { r.index = 6; }));
  EXPECT_FALSE(holds([](Receipt& r) { r.proof[0][0] ^= 1; }));
  EXPECT_FALSE(holds([](Receipt& r) { r.proof.pop_back(); }));
  EXPECT_FALSE(holds([](Receipt& r) { r.checkpoint[r.checkpoint.find("\n20\n") + 2] = '1'; }));
  EXPECT_FALSE(verify_receipt(receipt, SigningKey::from_seed(example::origin, Bytes(32, 't')).vkey()));
}

TEST(Receipt, IsReadStrictly) {
  City city("receipt_strict");
  city.batch(3);
  const auto good = PublicLogReader(city.writer).receipt(1).value();
  ASSERT_TRUE(Receipt::parse(good));
  for (const auto& [what, by] : std::vector<std::pair<std::string, std::string>>{
           {"@v1", "@v2"}, {"index 1", "index 01"}, {"index 1", "index -1"}, {"index 1\n", ""}, {"extra ", "extra  "}, {"\n\n", "\n"}}) {
    auto bad = good;
    bad.replace(bad.find(what), what.size(), by);
    EXPECT_FALSE(Receipt::parse(bad)) << what << " -> " << by;
  }
  EXPECT_FALSE(Receipt::parse(""));
}

}  // namespace opak::transparency
