// The public log: one leaf for each step that matters to fairness, written with the step or not at all.
//
// The clerk holds the one PublicLog. It appends inside the clerk's transaction, and once a batch signs a checkpoint that
// is stored in the same transaction, so nothing is public before it is on disk. Before each signature the new leaves are
// read back and hashed by other code: one flipped bit would otherwise be signed for ever.
// Network threads each hold a PublicLogReader; receipt.h and serve.h build on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite.h"
#include "transparency/leaf.h"
#include "transparency/note.h"
#include "transparency/stored_hashes.h"
#include "transparency/tile.h"
#include "transparency/tree.h"

namespace opak::transparency {

class PublicLog {
 public:
  // What must be remembered to undo: taken before a savepoint, given back when the savepoint is rolled back.
  struct State {
    Frontier frontier;
    Frontier signed_frontier;
    Day last_day;
    bool operator==(const State&) const = default;
  };

  // The first opening fixes origin and key for ever; later ones must bring the same. Rebuilds the right edge of the tree
  // and holds it against the last signed checkpoint. REQUIRES: no open transaction; `writer` outlives the log.
  static Result<PublicLog> open(store::Database& writer, const std::string& origin, ByteView secret_key);

  // Gives the leaf its number, which is also its index. A clock that stepped back over midnight does not turn the log
  // back: the leaf then carries the day of the one before it. REQUIRES: an open transaction.
  std::uint64_t append(const LeafParts& parts);

  State mark() const { return state_; }
  void reset(State state) { state_ = std::move(state); }

  // Once a batch, before COMMIT. Does nothing if no leaf is new. REQUIRES: an open transaction. A Bug is thrown, and
  // nothing signed, if the stored leaves are not the hashed ones, or the tree is smaller than, or no continuation of,
  // the last signed one.
  void sign_checkpoint();

  std::uint64_t size() const { return state_.frontier.size(); }
  Vkey vkey() const { return key_.vkey(); }

 private:
  PublicLog(store::Database& writer, SigningKey key, State state) : database_(&writer), key_(std::move(key)), state_(std::move(state)) {}

  store::Database* database_;
  SigningKey key_;
  State state_;
};

struct SignedCheckpoint {
  std::uint64_t size = 0;
  Bytes root;
  std::string note;  // As signed.
};

// One for each thread. REQUIRES: `reader` sees committed rows only, and outlives this.
class PublicLogReader {
 public:
  explicit PublicLogReader(store::Database& reader) : database_(reader), hashes_(reader) {}

  std::optional<std::string> vkey();
  std::optional<SignedCheckpoint> latest_checkpoint();
  // The smallest checkpoint that holds this leaf: the one its own batch signed.
  std::optional<SignedCheckpoint> checkpoint_covering(std::uint64_t index);

  // None unless a published checkpoint implies a tile of just this width.
  std::optional<Bytes> tile(int level, std::uint64_t n, int width);
  std::optional<Bytes> entries(std::uint64_t n, int width);

  // The leaf's bytes as hashed; none beyond the newest checkpoint.
  std::optional<Bytes> leaf(std::uint64_t index);

  // None unless index < size (old <= new), and size is within the newest checkpoint.
  std::optional<std::vector<Bytes>> inclusion_proof(std::uint64_t index, std::uint64_t size);
  std::optional<std::vector<Bytes>> consistency_proof(std::uint64_t old_size, std::uint64_t new_size);

  // A C2SP tlog-proof over the newest checkpoint, with the leaf itself as `extra`: provable offline, years later.
  std::optional<std::string> receipt(std::uint64_t index);

 private:
  bool was_published(int level, std::uint64_t n, int width);
  std::uint64_t public_size();

  store::Database& database_;
  StoredHashes hashes_;
};

}  // namespace opak::transparency
