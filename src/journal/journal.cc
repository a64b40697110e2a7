#include "journal/journal.h"

#include "base/digest.h"

namespace opak::journal {
namespace {

void append_part(Bytes& out, ByteView part) {
  append_u32(out, static_cast<std::uint32_t>(part.size()));
  out.append(part);
}

// Every part with its length, so no two lines hash alike by sliding bytes from one part to the next.
Bytes chained(ByteView before, const Record& line) {
  Bytes text;
  append_u64(text, static_cast<std::uint64_t>(line.seq));
  append_part(text, line.kind);
  append_part(text, line.stream);
  append_u32(text, static_cast<std::uint32_t>(line.version));
  append_u64(text, static_cast<std::uint64_t>(line.at.ms));
  append_part(text, line.actor);
  append_part(text, line.fact);
  append_part(text, line.body);
  return sha256({before, text});
}

Record read_row(store::Query& row) {
  Record record;
  record.seq = row.number_at(0);
  record.kind = row.string_at(1);
  record.stream = row.string_at(2);
  record.version = static_cast<int>(row.number_at(3));
  record.at = {row.number_at(4)};
  record.actor = row.string_at(5);
  record.fact = row.string_at(6);
  record.body = row.string_at(7);
  record.hash = Bytes(row.blob_at(8));
  return record;
}

}  // namespace

Head read_head(store::Database& database) {
  auto row = database.query("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1");
  if (!row.next()) return {};
  return {row.number_at(0), Bytes(row.blob_at(1))};
}

Record append(store::Database& database, Head& head, Record line) {
  ensure(database.in_transaction(), "the journal is written inside a transaction");
  line.seq = head.seq + 1;
  line.hash = chained(head.hash, line);
  database.query("INSERT INTO journal (seq, kind, stream, version, at, actor, fact, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
      .number(line.seq).text(line.kind).text(line.stream).number(line.version).number(line.at.ms).text(line.actor).text(line.fact)
      .text(line.body).blob(line.hash).run();
  head = {line.seq, line.hash};
  return line;
}

std::vector<Record> read_stream(store::Database& database, std::string_view kind, std::string_view stream) {
  std::vector<Record> records;
  auto rows = database.query("SELECT seq, kind, stream, version, at, actor, fact, body, hash FROM journal WHERE stream = $1 AND kind = $2 ORDER BY version")
                  .text(stream).text(kind);
  while (rows.next()) {
    records.push_back(read_row(rows));
    upcast(records.back());
  }
  return records;
}

void scan(store::Database& database, std::int64_t first_seq, const std::function<bool(const Record&)>& visit) {
  // In pages, so that a visitor may use the same connection.
  for (auto from = first_seq;;) {
    std::vector<Record> page;
    {
      auto rows = database.query("SELECT seq, kind, stream, version, at, actor, fact, body, hash FROM journal WHERE seq >= $1 ORDER BY seq LIMIT 500").number(from);
      while (rows.next()) page.push_back(read_row(rows));
    }
    if (page.empty()) return;
    from = page.back().seq + 1;
    for (auto& record : page) {
      upcast(record);
      if (!visit(record)) return;
    }
  }
}

std::optional<std::int64_t> first_fault(store::Database& database) {
  Bytes before(32, '\0');
  std::int64_t expected = 1;
  std::optional<std::int64_t> fault;
  for (auto rows = database.query("SELECT seq, kind, stream, version, at, actor, fact, body, hash FROM journal ORDER BY seq"); rows.next(); ++expected) {
    const auto record = read_row(rows);
    if (record.seq != expected || chained(before, record) != record.hash) {
      fault = expected;
      break;
    }
    before = record.hash;
  }
  return fault;
}

void upcast(Record&) {}

}  // namespace opak::journal
