#include "transparency/audit.h"

#include <limits>

#include "transparency/leaf.h"
#include "transparency/tile.h"
#include "transparency/tree.h"

namespace opak::transparency {
namespace {

using store::Database;
using Fault = std::optional<std::string>;

// One view of the database from the first row to the last.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database), ours_(!database.in_transaction()) {
    if (ours_) database_.run("BEGIN");
  }
  ~Snapshot() {
    if (ours_) database_.rollback();
  }
  Snapshot(const Snapshot&) = delete;

 private:
  Database& database_;
  bool ours_;
};

class Auditor {
 public:
  Auditor(Database& database, const Vkey& log, AuditReport& report)
      : database_(database), log_(log), report_(report),
        checkpoints_(database.query("SELECT size, root, note FROM tlog_checkpoint ORDER BY size")),
        checkpoint_waits_(checkpoints_.next()) {}

  Fault run() {
    if (auto fault = identity()) return fault;
    if (auto fault = checkpoints_at(0)) return fault;
    auto rows = database_.query("SELECT n, hash, bytes FROM tlog_leaf ORDER BY n");
    while (rows.next()) {
      if (auto fault = leaf(static_cast<std::uint64_t>(rows.number_at(0)), rows.blob_at(1), rows.blob_at(2))) return fault;
      if (auto fault = checkpoints_at(frontier_.size())) return fault;
      report_.leaves = frontier_.size();
    }
    if (checkpoint_waits_) return "checkpoint " + std::to_string(checkpoints_.number_at(0)) + ": the log holds only " + std::to_string(report_.leaves) + " leaves";
    if (last_signed_ != frontier_.size()) return "leaf " + std::to_string(last_signed_) + ": no checkpoint covers it";
    if (auto fault = too_many_nodes()) return fault;
    report_.root = frontier_.root();
    return {};
  }

 private:
  Fault identity() {
    auto row = database_.query("SELECT vkey FROM tlog_identity");
    if (row.next() && row.text_at(0) != log_.format()) return "identity: the log was begun with another key";
    return {};
  }

  Fault leaf(std::uint64_t n, ByteView hash, ByteView bytes) {
    const auto at = "leaf " + std::to_string(frontier_.size()) + ": ";
    if (n != frontier_.size()) return at + "missing";
    if (leaf_hash(bytes) != hash) return at + "the stored hash is not the hash of its bytes";
    const auto parsed = parse_leaf(bytes);
    if (!parsed) return at + parsed.error().what;
    if (parsed->number != n) return at + "it carries another number";
    if (parsed->parts.day < last_day_) return at + "its day is before the day of the leaf before it";
    last_day_ = parsed->parts.day;
    Fault fault;
    frontier_.append(Bytes(hash), [&](int level, std::uint64_t index, ByteView root) {
      if (level % 8 == 0 && !fault) fault = node(level / 8, index, root);
    });
    return fault;
  }

  Fault node(int level, std::uint64_t n, ByteView root) {
    ++nodes_;
    auto row = database_.query("SELECT hash FROM tlog_node WHERE level = $1 AND n = $2");
    const bool there = row.number(level).number(static_cast<std::int64_t>(n)).next();
    if (there && row.blob_at(0) == root) return {};
    return "node " + std::to_string(level) + "/" + std::to_string(n) + (there ? ": not the root of its leaves" : ": missing");
  }

  // REQUIRES: called once for every size, rising.
  Fault checkpoints_at(std::uint64_t size) {
    if (!checkpoint_waits_ || static_cast<std::uint64_t>(checkpoints_.number_at(0)) != size) return {};
    const auto at = "checkpoint " + std::to_string(size) + ": ";
    const auto signed_one = read_checkpoint(checkpoints_.text_at(2), log_);
    if (!signed_one) return at + signed_one.error().what;
    const auto root = frontier_.root();
    if (signed_one->size != size) return at + "the note speaks of another size";
    if (signed_one->root != root) return at + "the signed root is not the root of its leaves";
    if (checkpoints_.blob_at(1) != root) return at + "the stored root is not the signed one";
    last_signed_ = size;
    ++report_.checkpoints;
    checkpoint_waits_ = checkpoints_.next();
    return {};
  }

  Fault too_many_nodes() {
    auto row = database_.query("SELECT count(*) FROM tlog_node");
    if (row.next() && static_cast<std::uint64_t>(row.number_at(0)) != nodes_) return "nodes: there are some that no leaves stand for";
    return {};
  }

  Database& database_;
  const Vkey& log_;
  AuditReport& report_;
  store::Query checkpoints_;
  bool checkpoint_waits_;
  Frontier frontier_;
  std::uint64_t nodes_ = 0;
  std::uint64_t last_signed_ = 0;
  Day last_day_{std::numeric_limits<std::int32_t>::min()};
};

}  // namespace

AuditReport audit(Database& reader, const Vkey& log) {
  Snapshot snapshot(reader);
  AuditReport report;
  report.fault = Auditor(reader, log, report).run();
  return report;
}

}  // namespace opak::transparency
