// The Merkle tree over the public leaves: one small hash that stands for the whole log (RFC 6962 section 2.1).
//
// A tree of n leaves splits at the largest power of two strictly below n, and a node without a sibling is carried up
// unchanged. So every tree is a row of perfect subtrees, and that row (the Frontier) is all that is needed to grow it.
// An inclusion proof shows that a leaf is in a tree; a consistency proof, that a tree is the beginning of a larger one.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/bytes.h"

namespace opak::transparency {

inline constexpr std::size_t hash_bytes = 32;
inline constexpr std::size_t proof_hashes_max = 63;

Bytes leaf_hash(ByteView leaf);                   // SHA-256(0x00 || leaf)
Bytes node_hash(ByteView left, ByteView right);   // SHA-256(0x01 || left || right)
Bytes empty_root();                               // SHA-256 of nothing.

// The root of the perfect subtree of 2^level leaves that begins at leaf index * 2^level. Level 0 gives leaf hashes.
using HashSource = std::function<Bytes(int level, std::uint64_t index)>;

// Told of every perfect subtree the moment its last leaf arrives; levels from 1 upwards.
using Completed = std::function<void(int level, std::uint64_t index, ByteView root)>;

// The right edge of a growing tree: the roots of its perfect subtrees, largest first. Copied freely; a copy is a bookmark.
class Frontier {
 public:
  Frontier() = default;
  static Frontier at(std::uint64_t size, const HashSource& source);

  void append(Bytes leaf, const Completed& completed = {});
  std::uint64_t size() const { return size_; }
  Bytes root() const;
  const std::vector<Bytes>& roots() const { return roots_; }

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Bytes> roots_;
};

Bytes root_of(std::uint64_t size, const HashSource& source);

// From the leaf's sibling upwards. REQUIRES: index < size, and the source knows the first `size` leaves.
std::vector<Bytes> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashSource& source);
// REQUIRES: 0 < old_size <= new_size.
std::vector<Bytes> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const HashSource& source);

// RFC 9162 section 2.1.3.2. Sizes and roots come from verified checkpoints only.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, ByteView leaf, const std::vector<Bytes>& proof, ByteView root);
// RFC 9162 section 2.1.4.2. The empty tree is the beginning of every tree and needs no proof.
bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const std::vector<Bytes>& proof, ByteView old_root, ByteView new_root);

}  // namespace opak::transparency
