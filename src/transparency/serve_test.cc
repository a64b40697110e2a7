#include "transparency/serve.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "transparency/example_log.h"

namespace opak::transparency {
namespace {

using example::City;
using example::Folder;

// What a mirror would fetch: the checkpoint, the key, and every tile and bundle that the checkpoint's size implies.
std::vector<std::string> names_for(std::uint64_t size) {
  std::vector<std::string> names = {"checkpoint", "vkey"};
  const auto add = [&](TilePath::Holds holds, int level, std::uint64_t count) {
    for (std::uint64_t n = 0; n * 256 < count; ++n)
      names.push_back(TilePath{holds, level, n, static_cast<int>(std::min<std::uint64_t>(256, count - n * 256))}.format());
  };
  add(TilePath::Holds::entries, 0, size);
  int level = 0;
  for (auto count = size; count > 0; count /= 256) add(TilePath::Holds::hashes, level++, count);
  return names;
}

void publish(PublicLogReader& log, const Folder& folder) {
  for (const auto& name : names_for(log.latest_checkpoint()->size)) {
    const auto resource = serve(log, name);
    ASSERT_TRUE(resource) << name;
    folder.write(name, resource->bytes);
  }
}

// The exit code of the second implementation, which shares no code with this one.
int verify(const std::string& arguments) {
  const auto command = "python3 " OPAK_SOURCE_DIR "/tests/contracts/tlog/verify.py " + arguments + " >/dev/null 2>&1";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST(Serve, GivesEachFileItsTypeAndItsTime) {
  City city("serve_types");
  city.batch(3);
  PublicLogReader log(city.writer);
  const auto checkpoint = serve(log, "checkpoint").value();
  EXPECT_EQ(checkpoint.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(checkpoint.caching, Caching::seconds);
  EXPECT_EQ(read_checkpoint(checkpoint.bytes, city.log->vkey())->size, 3u);
  EXPECT_EQ(serve(log, "vkey")->bytes, city.log->vkey().format() + "\n");

  const auto tile = serve(log, "tile/0/000.p/3").value();
  EXPECT_EQ(tile.content_type, "application/octet-stream");
  EXPECT_EQ(tile.caching, Caching::immutable);
  Bytes hashes;
  for (std::uint64_t n = 0; n < 3; ++n) hashes += leaf_hash(log.leaf(n).value());
  EXPECT_EQ(tile.bytes, hashes);
  EXPECT_EQ(decode_bundle(serve(log, "tile/entries/000.p/3")->bytes)->at(2), log.leaf(2));
}

TEST(Serve, ShowsOnlyWidthsThatACheckpointPublished) {
  City city("serve_widths");
  for (const int leaves : {3, 250, 4}) city.batch(leaves);  // 3, 253, 257
  PublicLogReader log(city.writer);
  for (const auto* path : {"tile/0/000.p/3", "tile/0/000.p/253", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000.p/253", "tile/entries/000", "tile/entries/001.p/1"})
    EXPECT_TRUE(serve(log, path)) << path;
  for (const auto* path : {"tile/0/000.p/1", "tile/0/000.p/254", "tile/0/001", "tile/0/001.p/2", "tile/0/002", "tile/0/002.p/1", "tile/1/000", "tile/1/000.p/2", "tile/2/000.p/1", "tile/1/001.p/1",
                           "tile/entries/000.p/4", "tile/entries/001", "tile/63/000.p/1", "tile/8/000.p/1", "tile/0/x999/x999/x999/x999/x999/999", "tile/0/000.p/0", "tile/00/000",
                           "", "/checkpoint", "checkpoint/", "Checkpoint", "tile", "receipt"})
    EXPECT_FALSE(serve(log, path)) << path;
}

TEST(Serve, AnEmptyLogHasACheckpointAndNoTile) {
  City city("serve_empty");
  PublicLogReader log(city.writer);
  EXPECT_FALSE(serve(log, "checkpoint")) << "before the first batch";
  city.batch(0);
  EXPECT_EQ(read_checkpoint(serve(log, "checkpoint")->bytes, city.log->vkey())->size, 0u);
  EXPECT_FALSE(serve(log, "tile/0/000"));
  Folder folder;
  publish(log, folder);
  EXPECT_EQ(verify(folder.path()), 0);
}

TEST(Contract, ASecondImplementationAgreesAndSeesOneChangedByte) {
  City city("contract");
  city.batch(120);
  PublicLogReader log(city.writer);
  const auto early = log.receipt(100).value();
  Folder folder;
  folder.write("old-checkpoint", log.latest_checkpoint()->note);
  city.batch(180);
  publish(log, folder);
  folder.write("receipt", log.receipt(257).value());
  folder.write("early-receipt", early);
  const auto key = " --vkey '" + city.log->vkey().format() + "'";

  EXPECT_EQ(verify(folder.path()), 0);
  EXPECT_EQ(verify(folder.path() + key + " --old " + folder.path("old-checkpoint")), 0);
  EXPECT_EQ(verify(folder.path() + key + " --receipt " + folder.path("receipt")), 0);
  EXPECT_EQ(verify(folder.path() + key + " --receipt " + folder.path("early-receipt")), 0);
  EXPECT_EQ(verify("--receipt " + folder.path("receipt") + key), 0) << "offline";

  for (const auto& name : names_for(300)) {
    const auto good = folder.read(name);
    auto bad = good;
    bad[bad.size() / 2] ^= 1;
    folder.write(name, bad);
    EXPECT_EQ(verify(folder.path() + key), name == "vkey" ? 0 : 1) << name;
    folder.write(name, good);
  }
  auto bad = folder.read("receipt");
  bad[bad.find("index ") + 6] ^= 1;
  folder.write("receipt", bad);
  EXPECT_EQ(verify("--receipt " + folder.path("receipt") + key), 1);
  EXPECT_EQ(verify(folder.path("nowhere") + key), 1) << "a log that shows nothing proves nothing";
  EXPECT_EQ(verify("--receipt " + folder.path("nowhere") + key), 2);
}

TEST(Contract, ALogRewrittenSinceTheReceiptIsFoundOut) {
  City honest("contract_honest"), rewritten("contract_rewritten");
  honest.batch(40);
  {
    store::Transaction transaction(rewritten.writer);
    for (int i = 0; i < 60; ++i) rewritten.log->append(example::a_leaf(example::monday, i == 30 ? Fact::withdrawn : Fact::submitted));
    rewritten.log->sign_checkpoint();
    transaction.commit();
  }
  PublicLogReader before(honest.writer), after(rewritten.writer);
  Folder folder;
  publish(after, folder);
  folder.write("receipt", before.receipt(7).value());
  folder.write("old", before.latest_checkpoint()->note);
  EXPECT_EQ(verify(folder.path()), 0) << "by itself it looks sound";
  EXPECT_EQ(verify(folder.path() + " --receipt " + folder.path("receipt")), 1);
  EXPECT_EQ(verify(folder.path() + " --old " + folder.path("old")), 1);
}

// 70,000 leaves: three levels of tiles, the widths that tlog-vectors.json names.
TEST(Contract, ASecondImplementationAgreesOnThreeLevelsOfTiles) {
  City city("contract_large");
  city.batch(69'000);
  city.batch(1'000);
  PublicLogReader log(city.writer);
  for (const auto* path : {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}) EXPECT_TRUE(serve(log, path)) << path;
  Folder folder;
  publish(log, folder);
  folder.write("receipt", log.receipt(65'536).value());
  EXPECT_EQ(verify(folder.path() + " --receipt " + folder.path("receipt")), 0);
  auto bad = folder.read("tile/1/001.p/17");
  bad[40] ^= 1;
  folder.write("tile/1/001.p/17", bad);
  EXPECT_EQ(verify(folder.path()), 1);
}

}  // namespace opak::transparency
