#include "transparency/audit.h"

#include <gtest/gtest.h>

#include "transparency/example_log.h"

namespace opak::transparency {
namespace {

using example::a_leaf;
using example::City;
using example::monday;

struct Damage {
  std::string sql;
  std::string fault;
};

}  // namespace

TEST(Audit, FindsASoundLogSound) {
  City city("audit_sound");
  auto reader = city.reader();
  EXPECT_TRUE(audit(reader, city.log->vkey()).is_sound()) << "nothing yet";
  for (const int leaves : {0, 1, 255, 300}) city.batch(leaves);
  const auto report = audit(reader, city.log->vkey());
  EXPECT_TRUE(report.is_sound()) << *report.fault;
  EXPECT_EQ(report.leaves, 556u);
  EXPECT_EQ(report.checkpoints, 4u);
  EXPECT_EQ(report.root, PublicLogReader(reader).latest_checkpoint()->root);
}

TEST(Audit, NamesTheFirstFault) {
  for (const auto& [sql, fault] : std::vector<Damage>{
           {"UPDATE tlog_leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'submitted', 'submittee') AS BLOB) WHERE n = 100",
            "leaf 100: the stored hash is not the hash of its bytes"},
           {"UPDATE tlog_leaf SET hash = zeroblob(32) WHERE n IN (40, 100)", "leaf 40: the stored hash is not the hash of its bytes"},
           {"DELETE FROM tlog_leaf WHERE n = 17", "leaf 17: missing"},
           {"DELETE FROM tlog_leaf WHERE n = 299", "checkpoint 300: the log holds only 299 leaves"},
           {"UPDATE tlog_node SET hash = zeroblob(32)", "node 1/0: not the root of its leaves"},
           {"DELETE FROM tlog_node", "node 1/0: missing"},
           {"INSERT INTO tlog_node VALUES (1, 1, zeroblob(32))", "nodes: there are some that no leaves stand for"},
           {"UPDATE tlog_checkpoint SET root = zeroblob(32) WHERE size = 256", "checkpoint 256: the stored root is not the signed one"},
           {"UPDATE tlog_checkpoint SET note = replace(note, '256', '255') WHERE size = 256", "checkpoint 256: a signature by a known key does not hold"},
           {"UPDATE tlog_checkpoint SET note = (SELECT note FROM tlog_checkpoint WHERE size = 300) WHERE size = 256",
            "checkpoint 256: the note speaks of another size"},
           {"DELETE FROM tlog_checkpoint WHERE size = 300", "leaf 256: no checkpoint covers it"},
           {"UPDATE tlog_identity SET vkey = 'another'", "identity: the log was begun with another key"}}) {
    City city("audit_fault");
    city.batch(256);
    city.batch(44);
    city.writer.script("DROP TRIGGER tlog_leaf_no_update; DROP TRIGGER tlog_leaf_no_delete; DROP TRIGGER tlog_node_no_update;"
                       "DROP TRIGGER tlog_node_no_delete; DROP TRIGGER tlog_checkpoint_no_update; DROP TRIGGER tlog_checkpoint_no_delete;"
                       "DROP TRIGGER tlog_identity_no_update");
    city.writer.run(sql);
    EXPECT_EQ(audit(city.writer, city.log->vkey()).fault.value_or("none"), fault) << sql;
  }
}

// Someone with the key can sign anything; what they cannot do is make a wrong number, a day that goes back, or another
// root for an old size look right.
TEST(Audit, SeesWhatAKeyHolderWrote) {
  const auto key = SigningKey::from_seed(example::origin, example::seed);
  const auto write = [&](City& city, std::uint64_t n, const Leaf& leaf) {
    const auto bytes = to_canonical_json(leaf);
    city.writer.query("INSERT INTO tlog_leaf (n, hash, bytes) VALUES ($1, $2, $3)").number(static_cast<std::int64_t>(n)).blob(leaf_hash(bytes)).blob(bytes).run();
  };
  City numbers("audit_numbers"), days("audit_days"), forked("audit_forked");
  write(numbers, 0, {1, a_leaf()});
  EXPECT_EQ(audit(numbers.writer, key.vkey()).fault, "leaf 0: it carries another number");

  write(days, 0, {0, a_leaf(monday + 1)});
  write(days, 1, {1, a_leaf(monday)});
  EXPECT_EQ(audit(days.writer, key.vkey()).fault, "leaf 1: its day is before the day of the leaf before it");

  write(forked, 0, {0, a_leaf()});
  const auto text = Checkpoint{example::origin, 1, Bytes(32, 'r')}.format();
  forked.writer.query("INSERT INTO tlog_checkpoint VALUES (1, $1, $2)").blob(Bytes(32, 'r')).text(text + "\n" + key.sign_line(text)).run();
  EXPECT_EQ(audit(forked.writer, key.vkey()).fault, "checkpoint 1: the signed root is not the root of its leaves");
}

}  // namespace opak::transparency
