#include "transparency/tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "transparency/example_log.h"

namespace opak::transparency {
namespace {

using example::unhex;
using example::unhex_all;
using example::vectors;

// "entry-<i>" for i below `size`, with every perfect subtree remembered.
struct Grown {
  Frontier frontier;
  std::map<std::pair<int, std::uint64_t>, Bytes> subtrees;

  void grow_to(std::uint64_t size) {
    while (frontier.size() < size) {
      const auto n = frontier.size();
      const auto leaf = leaf_hash("entry-" + std::to_string(n));
      subtrees[{0, n}] = leaf;
      frontier.append(leaf, [this](int level, std::uint64_t index, ByteView root) { subtrees[{level, index}] = Bytes(root); });
    }
  }
  HashSource source() {
    return [this](int level, std::uint64_t index) { return subtrees.at({level, index}); };
  }
};

}  // namespace

TEST(Tree, HashesLeavesAsThePublishedVectors) {
  for (const auto& [entry, hash] : vectors()["leaf_hash"].members()) EXPECT_EQ(to_hex(leaf_hash(entry)), hash.text());
}

TEST(Tree, GrowsToThePublishedRoots) {
  const auto all = vectors();
  Grown tree;
  for (std::uint64_t size = 0; size <= 16; ++size) {
    tree.grow_to(size);
    EXPECT_EQ(to_hex(tree.frontier.root()), all["roots_0_to_16"][size].text()) << size;
  }
  std::map<std::uint64_t, std::string> roots;
  for (const auto& [size, root] : all["roots_large"].members()) roots[std::stoull(size)] = root.text();
  ASSERT_EQ(roots.rbegin()->first, 70'000u);
  Grown large;
  for (const auto& [size, root] : roots) {
    large.grow_to(size);
    EXPECT_EQ(to_hex(large.frontier.root()), root) << size;
    EXPECT_EQ(root_of(size, large.source()), large.frontier.root());
    EXPECT_EQ(Frontier::at(size, large.source()), large.frontier);
  }
}

TEST(Tree, AgreesWithTheReferenceTreeOfCertificateTransparency) {
  const auto leaves = unhex_all(vectors()["ct_reference"]["leaves_hex"]);
  Frontier frontier;
  for (std::size_t n = 0; n <= leaves.size(); ++n) {
    EXPECT_EQ(to_hex(frontier.root()), vectors()["ct_reference"]["roots"][n].text());
    if (n < leaves.size()) frontier.append(leaf_hash(leaves[n]));
  }
}

TEST(Tree, MakesAndAcceptsThePublishedInclusionProofs) {
  const auto all = vectors();
  Grown tree;
  tree.grow_to(9);
  ASSERT_EQ(all["inclusion"].items().size(), 45u);
  for (const auto& each : all["inclusion"].items()) {
    const auto index = static_cast<std::uint64_t>(each["index"].number()), size = static_cast<std::uint64_t>(each["size"].number());
    const auto proof = inclusion_proof(index, size, tree.source());
    EXPECT_EQ(proof, unhex_all(each["path"]));
    EXPECT_TRUE(verify_inclusion(index, size, tree.subtrees.at({0, index}), proof, root_of(size, tree.source())));
  }
}

TEST(Tree, MakesAndAcceptsThePublishedConsistencyProofs) {
  const auto all = vectors();
  Grown tree;
  tree.grow_to(9);
  ASSERT_EQ(all["consistency"].items().size(), 45u);
  for (const auto& each : all["consistency"].items()) {
    const auto old_size = static_cast<std::uint64_t>(each["old"].number()), new_size = static_cast<std::uint64_t>(each["new"].number());
    const auto proof = consistency_proof(old_size, new_size, tree.source());
    EXPECT_EQ(proof, unhex_all(each["proof"])) << old_size << " -> " << new_size;
    EXPECT_TRUE(verify_consistency(old_size, new_size, proof, root_of(old_size, tree.source()), root_of(new_size, tree.source())));
  }
}

TEST(Tree, RefusesAnInclusionProofWithAnythingChanged) {
  Grown tree;
  tree.grow_to(21);
  for (std::uint64_t size = 1; size <= 21; ++size) {
    const auto root = root_of(size, tree.source());
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto leaf = tree.subtrees.at({0, index});
      const auto proof = inclusion_proof(index, size, tree.source());
      ASSERT_TRUE(verify_inclusion(index, size, leaf, proof, root));
      EXPECT_FALSE(verify_inclusion(index, size, leaf_hash("another"), proof, root));
      EXPECT_FALSE(verify_inclusion(index, size, leaf, proof, leaf_hash("another")));
      EXPECT_FALSE(verify_inclusion(size, size, leaf, proof, root));
      EXPECT_FALSE(verify_inclusion(index ^ 1, size, leaf, proof, root));
      auto longer = proof;
      longer.push_back(root);
      EXPECT_FALSE(verify_inclusion(index, size, leaf, longer, root));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto bent = proof;
        bent[i][7] ^= 1;
        EXPECT_FALSE(verify_inclusion(index, size, leaf, bent, root));
        auto shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(verify_inclusion(index, size, leaf, shorter, root));
      }
    }
  }
}

TEST(Tree, RefusesAConsistencyProofWithAnythingChanged) {
  Grown tree;
  tree.grow_to(17);
  for (std::uint64_t size = 1; size <= 17; ++size) {
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto root = root_of(size, tree.source()), old_root = root_of(old_size, tree.source());
      const auto proof = consistency_proof(old_size, size, tree.source());
      ASSERT_TRUE(verify_consistency(old_size, size, proof, old_root, root));
      EXPECT_FALSE(verify_consistency(old_size, size, proof, leaf_hash("another"), root));
      EXPECT_FALSE(verify_consistency(old_size, size, proof, old_root, leaf_hash("another")));
      EXPECT_FALSE(verify_consistency(size + 1, size, proof, old_root, root));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        auto bent = proof;
        bent[i][31] ^= 1;
        EXPECT_FALSE(verify_consistency(old_size, size, bent, old_root, root));
        auto shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(verify_consistency(old_size, size, shorter, old_root, root));
      }
    }
  }
}

TEST(Tree, TheEmptyTreeIsTheBeginningOfEveryTree) {
  EXPECT_EQ(to_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_TRUE(verify_consistency(0, 5, {}, empty_root(), leaf_hash("x")));
  EXPECT_FALSE(verify_consistency(0, 5, {}, leaf_hash("x"), leaf_hash("x")));
}

}  // namespace opak::transparency
