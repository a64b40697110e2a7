#include "transparency/log.h"

#include <sodium.h>

#include <algorithm>
#include <limits>

namespace opak::transparency {
namespace {

using store::Database;

std::optional<SignedCheckpoint> newest_checkpoint(Database& database) {
  auto row = database.query("SELECT size, root, note FROM tlog_checkpoint ORDER BY size DESC LIMIT 1");
  if (!row.next()) return std::nullopt;
  return SignedCheckpoint{static_cast<std::uint64_t>(row.number_at(0)), Bytes(row.blob_at(1)), row.string_at(2)};
}

// The second code path: hashes by libsodium instead of OpenSSL, and perfect subtrees joined by their sizes instead of by
// the bits of an index. It shares nothing with the Frontier but the stored roots it starts from.
class Recount {
 public:
  explicit Recount(const Frontier& from) {
    auto size = from.size();
    for (const auto& root : from.roots()) {
      std::uint64_t largest = 1;
      while (largest * 2 <= size && largest * 2 != 0) largest *= 2;
      subtrees_.push_back({largest, root});
      size -= largest;
    }
  }

  static Bytes hash(char mark, std::initializer_list<ByteView> parts) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(&mark), 1);
    for (const auto part : parts) crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
    Bytes out(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(out.data()));
    return out;
  }

  void add(Bytes leaf) {
    subtrees_.push_back({1, std::move(leaf)});
    while (subtrees_.size() >= 2 && subtrees_[subtrees_.size() - 2].size == subtrees_.back().size) {
      const auto right = std::move(subtrees_.back());
      subtrees_.pop_back();
      auto& left = subtrees_.back();
      left = {left.size * 2, hash(1, {left.root, right.root})};
    }
  }

  Bytes root() const {
    ensure(!subtrees_.empty(), "a recount has leaves");
    Bytes root = subtrees_.back().root;
    for (std::size_t i = subtrees_.size() - 1; i-- > 0;) root = hash(1, {subtrees_[i].root, root});
    return root;
  }

 private:
  struct Subtree {
    std::uint64_t size;
    Bytes root;
  };
  std::vector<Subtree> subtrees_;
};

// The root over everything stored, counted on from the last signed edge; throws where a stored leaf does not have its hash.
Bytes recounted_root(Database& database, const Frontier& from, std::uint64_t size) {
  Recount recount(from);
  auto expected = from.size();
  auto rows = database.query("SELECT n, hash, bytes FROM tlog_leaf WHERE n >= $1 ORDER BY n");
  for (rows.number(static_cast<std::int64_t>(from.size())); rows.next(); ++expected) {
    auto hash = Recount::hash(0, {rows.blob_at(2)});
    ensure(static_cast<std::uint64_t>(rows.number_at(0)) == expected && hash == rows.blob_at(1), "a stored leaf has its place and its hash");
    recount.add(std::move(hash));
  }
  ensure(expected == size, "as many leaves are stored as were hashed");
  return recount.root();
}

// None: first opening. Otherwise what fixed the log's identity then must be so now.
Result<void> take_identity(Database& database, const Vkey& vkey) {
  {
    auto row = database.query("SELECT origin, vkey FROM tlog_identity");
    if (row.next()) {
      if (row.text_at(0) == vkey.name && row.text_at(1) == vkey.format()) return {};
      return failure("the public log was begun with another origin or key",
                     "The origin and the log's key never change. Bring back the key file that belongs to this database.");
    }
  }
  database.query("INSERT INTO tlog_identity (one, origin, vkey) VALUES (1, $1, $2)").text(vkey.name).text(vkey.format()).run();
  return {};
}

Failure broken(std::string what) {
  return {std::move(what), "Do not go on with this database. Run `opak verify`, then restore from the last good backup."};
}

Day last_day_of(Database& database) {
  auto row = database.query("SELECT bytes FROM tlog_leaf ORDER BY n DESC LIMIT 1");
  if (!row.next()) return Day{std::numeric_limits<std::int32_t>::min()};
  const auto leaf = parse_leaf(row.blob_at(0));
  return leaf ? leaf->parts.day : Day{std::numeric_limits<std::int32_t>::min()};
}

Result<PublicLog::State> rebuilt(Database& database, const Vkey& vkey) {
  std::uint64_t size = 0;
  {
    auto row = database.query("SELECT coalesce(max(n), -1) + 1 FROM tlog_leaf");
    if (row.next()) size = static_cast<std::uint64_t>(row.number_at(0));
  }
  StoredHashes hashes(database);
  PublicLog::State state{Frontier::at(size, hashes.source()), {}, last_day_of(database)};
  const auto last = newest_checkpoint(database);
  if (!last) {
    if (size != 0) return tl::unexpected(broken("the public log holds leaves that no checkpoint covers"));
    return state;
  }
  const auto read = read_checkpoint(last->note, vkey);
  if (!read) return tl::unexpected(broken("the last signed checkpoint cannot be trusted: " + read.error().what));
  if (read->size != last->size || read->root != last->root)
    return tl::unexpected(broken("the last signed checkpoint is not the one that was stored"));
  if (last->size != size)
    return tl::unexpected(broken("the public log holds " + std::to_string(size) + " leaves, but the last signed checkpoint " + std::to_string(last->size)));
  if (state.frontier.root() != last->root) return tl::unexpected(broken("the public log does not match its last signed checkpoint"));
  state.signed_frontier = state.frontier;
  return state;
}

}  // namespace

Result<PublicLog> PublicLog::open(Database& writer, const std::string& origin, ByteView secret_key) {
  if (!is_key_name(origin)) return failure("the log's origin must be one word without '+'", "For example: layanan.kota.example/log");
  SigningKey key(origin, secret_key);
  try {
    const auto vkey = key.vkey();
    if (auto taken = take_identity(writer, vkey); !taken) return tl::unexpected(taken.error());
    auto state = rebuilt(writer, vkey);
    if (!state) return tl::unexpected(state.error());
    return PublicLog(writer, std::move(key), std::move(*state));
  } catch (const store::StoreFailure& failed) {
    return tl::unexpected(broken(failed.what()));
  }
}

std::uint64_t PublicLog::append(const LeafParts& parts) {
  ensure(database_->in_transaction(), "a leaf is written with the step it tells of");
  Leaf leaf{size(), parts};
  leaf.parts.day = std::max(parts.day, state_.last_day);
  const auto bytes = to_canonical_json(leaf);
  auto hash = leaf_hash(bytes);
  database_->query("INSERT INTO tlog_leaf (n, hash, bytes) VALUES ($1, $2, $3)")
      .number(static_cast<std::int64_t>(leaf.number)).blob(hash).blob(bytes).run();
  state_.frontier.append(std::move(hash), [&](int level, std::uint64_t index, ByteView root) {
    if (level % 8 != 0) return;
    database_->query("INSERT INTO tlog_node (level, n, hash) VALUES ($1, $2, $3)")
        .number(level / 8).number(static_cast<std::int64_t>(index)).blob(root).run();
  });
  state_.last_day = leaf.parts.day;
  return leaf.number;
}

void PublicLog::sign_checkpoint() {
  ensure(database_->in_transaction(), "a checkpoint is signed with the leaves it covers");
  const auto last = newest_checkpoint(*database_);
  const auto& before = state_.signed_frontier;
  if (last) {
    ensure(size() >= last->size, "a log never signs a smaller tree");
    ensure(before.size() == last->size && before.root() == last->root, "a log never signs a fork");
    if (size() == last->size) {
      ensure(state_.frontier.root() == last->root, "a log never signs a fork");
      return;
    }
  } else {
    ensure(before.size() == 0, "a log that signed nothing has no signed edge");
  }

  Checkpoint checkpoint{key_.name(), size(), state_.frontier.root()};
  if (size() > 0) ensure(recounted_root(*database_, before, size()) == checkpoint.root, "two ways of hashing give one root");
  const auto text = checkpoint.format();
  database_->query("INSERT INTO tlog_checkpoint (size, root, note) VALUES ($1, $2, $3)")
      .number(static_cast<std::int64_t>(checkpoint.size)).blob(checkpoint.root).text(text + "\n" + key_.sign_line(text)).run();
  state_.signed_frontier = state_.frontier;
}

std::optional<std::string> PublicLogReader::vkey() {
  auto row = database_.query("SELECT vkey FROM tlog_identity");
  if (!row.next()) return std::nullopt;
  return row.string_at(0);
}

std::optional<SignedCheckpoint> PublicLogReader::latest_checkpoint() { return newest_checkpoint(database_); }

std::optional<SignedCheckpoint> PublicLogReader::checkpoint_covering(std::uint64_t index) {
  if (index >= public_size()) return std::nullopt;
  auto row = database_.query("SELECT size, root, note FROM tlog_checkpoint WHERE size > $1 ORDER BY size LIMIT 1");
  if (!row.number(static_cast<std::int64_t>(index)).next()) return std::nullopt;
  return SignedCheckpoint{static_cast<std::uint64_t>(row.number_at(0)), Bytes(row.blob_at(1)), row.string_at(2)};
}

std::uint64_t PublicLogReader::public_size() {
  auto row = database_.query("SELECT coalesce(max(size), 0) FROM tlog_checkpoint");
  return row.next() ? static_cast<std::uint64_t>(row.number_at(0)) : 0;
}

// A tree of s leaves has floor(s / 256^level) hashes on a level, so each width stands for one stretch of sizes.
bool PublicLogReader::was_published(int level, std::uint64_t n, int width) {
  const auto each = leaves_per_hash(level);
  if (!each || width <= 0 || width > tile_width) return false;
  const auto size = public_size();
  if (n > size / tile_width) return false;
  const auto hashes = n * tile_width + static_cast<std::uint64_t>(width);
  if (hashes > size / *each) return false;
  if (width == tile_width) return true;
  auto row = database_.query("SELECT 1 FROM tlog_checkpoint WHERE size >= $1 AND size < $2 LIMIT 1");
  return row.number(static_cast<std::int64_t>(hashes * *each)).number(static_cast<std::int64_t>((hashes + 1) * *each)).next();
}

std::optional<Bytes> PublicLogReader::tile(int level, std::uint64_t n, int width) {
  if (!was_published(level, n, width)) return std::nullopt;
  return hashes_.tile(level, n, width);
}

std::optional<Bytes> PublicLogReader::entries(std::uint64_t n, int width) {
  if (!was_published(0, n, width)) return std::nullopt;
  std::vector<Bytes> leaves;
  auto rows = database_.query("SELECT bytes FROM tlog_leaf WHERE n >= $1 ORDER BY n LIMIT $2");
  for (rows.number(static_cast<std::int64_t>(n * tile_width)).number(width); rows.next();) leaves.emplace_back(rows.blob_at(0));
  if (leaves.size() != static_cast<std::size_t>(width)) throw store::StoreFailure("the public log lacks leaves that its size promises", false);
  return encode_bundle(leaves);
}

std::optional<Bytes> PublicLogReader::leaf(std::uint64_t index) {
  if (index >= public_size()) return std::nullopt;
  auto row = database_.query("SELECT bytes FROM tlog_leaf WHERE n = $1");
  if (!row.number(static_cast<std::int64_t>(index)).next()) return std::nullopt;
  return Bytes(row.blob_at(0));
}

std::optional<std::vector<Bytes>> PublicLogReader::inclusion_proof(std::uint64_t index, std::uint64_t size) {
  if (index >= size || size > public_size()) return std::nullopt;
  return transparency::inclusion_proof(index, size, hashes_.source());
}

std::optional<std::vector<Bytes>> PublicLogReader::consistency_proof(std::uint64_t old_size, std::uint64_t new_size) {
  if (old_size > new_size || new_size > public_size()) return std::nullopt;
  if (old_size == 0) return std::vector<Bytes>{};
  return transparency::consistency_proof(old_size, new_size, hashes_.source());
}

}  // namespace opak::transparency
