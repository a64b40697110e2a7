#include "transparency/tree.h"

#include <algorithm>
#include <bit>

#include "base/digest.h"
#include "base/result.h"

namespace opak::transparency {
namespace {

constexpr char leaf_mark[] = {'\x00'};
constexpr char node_mark[] = {'\x01'};

std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

// The root over leaves begin .. begin+size-1. REQUIRES: begin is a multiple of bit_ceil(size), as every split yields.
Bytes range_root(std::uint64_t begin, std::uint64_t size, const HashSource& source) {
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return source(level, begin >> level);
  }
  const auto split = split_of(size);
  return node_hash(range_root(begin, split, source), range_root(begin + split, size - split, source));
}

bool all_are_hashes(const std::vector<Bytes>& proof) {
  return proof.size() <= proof_hashes_max && std::ranges::all_of(proof, [](const Bytes& hash) { return hash.size() == hash_bytes; });
}

}  // namespace

Bytes leaf_hash(ByteView leaf) { return sha256({ByteView(leaf_mark, 1), leaf}); }
Bytes node_hash(ByteView left, ByteView right) { return sha256({ByteView(node_mark, 1), left, right}); }
Bytes empty_root() { return sha256(ByteView{}); }

Frontier Frontier::at(std::uint64_t size, const HashSource& source) {
  Frontier frontier;
  std::uint64_t begin = 0;
  for (int level = 63; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    frontier.roots_.push_back(source(level, begin >> level));
    begin += std::uint64_t{1} << level;
  }
  frontier.size_ = size;
  return frontier;
}

// Each trailing 1 bit of the old size is a perfect subtree that now gets its sibling.
void Frontier::append(Bytes leaf, const Completed& completed) {
  int level = 0;
  for (auto bits = size_; bits & 1; bits >>= 1) {
    leaf = node_hash(roots_.back(), leaf);
    roots_.pop_back();
    ++level;
    if (completed) completed(level, size_ >> level, leaf);
  }
  roots_.push_back(std::move(leaf));
  ++size_;
}

Bytes Frontier::root() const {
  if (roots_.empty()) return empty_root();
  Bytes root = roots_.back();
  for (auto next = roots_.rbegin() + 1; next != roots_.rend(); ++next) root = node_hash(*next, root);
  return root;
}

Bytes root_of(std::uint64_t size, const HashSource& source) { return size == 0 ? empty_root() : range_root(0, size, source); }

std::vector<Bytes> inclusion_proof(std::uint64_t index, std::uint64_t size, const HashSource& source) {
  ensure(index < size, "a leaf to prove is inside the tree");
  std::vector<Bytes> proof;
  for (std::uint64_t begin = 0; size > 1;) {
    const auto split = split_of(size);
    if (index - begin < split) {
      proof.push_back(range_root(begin + split, size - split, source));
      size = split;
    } else {
      proof.push_back(range_root(begin, split, source));
      begin += split;
      size -= split;
    }
  }
  std::ranges::reverse(proof);
  return proof;
}

std::vector<Bytes> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const HashSource& source) {
  ensure(old_size > 0 && old_size <= new_size, "an old tree is not empty and not larger than the new one");
  std::vector<Bytes> proof;
  std::uint64_t begin = 0, size = new_size;
  while (old_size - begin != size) {
    const auto split = split_of(size);
    if (old_size - begin <= split) {
      proof.push_back(range_root(begin + split, size - split, source));
      size = split;
    } else {
      proof.push_back(range_root(begin, split, source));
      begin += split;
      size -= split;
    }
  }
  // Where the old tree is itself a subtree of the new one, the verifier already holds its root.
  if (begin != 0) proof.push_back(range_root(begin, size, source));
  std::ranges::reverse(proof);
  return proof;
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, ByteView leaf, const std::vector<Bytes>& proof, ByteView root) {
  if (index >= size || leaf.size() != hash_bytes || !all_are_hashes(proof)) return false;
  auto place = index, last = size - 1;
  Bytes reached(leaf);
  for (const auto& hash : proof) {
    if (last == 0) return false;
    if ((place & 1) == 1 || place == last) {
      reached = node_hash(hash, reached);
      while ((place & 1) == 0 && place != 0) place >>= 1, last >>= 1;
    } else {
      reached = node_hash(reached, hash);
    }
    place >>= 1, last >>= 1;
  }
  return last == 0 && reached == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const std::vector<Bytes>& proof, ByteView old_root, ByteView new_root) {
  if (old_size > new_size || !all_are_hashes(proof)) return false;
  if (old_size == 0) return proof.empty() && old_root == empty_root();
  if (old_size == new_size) return proof.empty() && old_root == new_root;

  auto next = proof.begin();
  Bytes first(old_root);
  if (!std::has_single_bit(old_size)) {
    if (next == proof.end()) return false;
    first = *next++;
  }
  auto place = old_size - 1, last = new_size - 1;
  while (place & 1) place >>= 1, last >>= 1;
  Bytes reached_old = first, reached_new = first;
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((place & 1) == 1 || place == last) {
      reached_old = node_hash(*next, reached_old);
      reached_new = node_hash(*next, reached_new);
      while ((place & 1) == 0 && place != 0) place >>= 1, last >>= 1;
    } else {
      reached_new = node_hash(reached_new, *next);
    }
    place >>= 1, last >>= 1;
  }
  return last == 0 && reached_old == old_root && reached_new == new_root;
}

}  // namespace opak::transparency
