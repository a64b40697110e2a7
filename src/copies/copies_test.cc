// A small database that is written, shipped, followed, lost and brought back.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/log.h"
#include "base/real_world.h"
#include "base/twins.h"
#include "copies/follower.h"
#include "copies/follower_place.h"
#include "copies/shelf.h"
#include "copies/shipper.h"

namespace opak::copies {
namespace {

namespace fs = std::filesystem;

// Another place behind a line that can be cut, before or after what was sent arrived.
class Line : public Place {
 public:
  explicit Line(Place& place) : place_(place) {}
  std::atomic<bool> cut = false;
  std::atomic<int> answers_to_lose = 0;
  std::atomic<int> bases = 0;

  Result<Verdict> meet(const Writer& writer) override { return over([&] { return place_.meet(writer); }); }
  Result<Verdict> take(const Writer& writer, ByteView shipment) override {
    auto said = over([&] { return place_.take(writer, shipment); });
    if (said && answers_to_lose > 0) return --answers_to_lose, failure("the answer was lost");
    if (auto* follower = dynamic_cast<Follower*>(&place_)) {
      EXPECT_TRUE(follower->apply_waiting());
    }
    return said;
  }
  Result<void> add_to_base(const Writer& writer, const store::CopyHead& head, int part, ByteView bytes) override { return over([&] { return place_.add_to_base(writer, head, part, bytes); }); }
  Result<Verdict> end_base(const Writer& writer, const BaseEnd& end) override {
    ++bases;
    return over([&] { return place_.end_base(writer, end); });
  }
  Result<std::vector<std::string>> papers(const Writer& writer) override { return over([&] { return place_.papers(writer); }); }
  Result<void> put_paper(const Writer& writer, const std::string& name, ByteView bytes) override { return over([&] { return place_.put_paper(writer, name, bytes); }); }
  Result<void> remove_paper(const Writer& writer, const std::string& name) override { return over([&] { return place_.remove_paper(writer, name); }); }
  bool keeps_history() const override { return place_.keeps_history(); }
  Result<void> forget(const Writer& writer) override { return over([&] { return place_.forget(writer); }); }

 private:
  template <class F>
  auto over(F f) -> decltype(f()) {
    if (cut) return failure("the line is cut");
    return f();
  }
  Place& place_;
};

class Copies : public testing::Test {
 protected:
  void SetUp() override {
    root = std::string(OPAK_BINARY_DIR) + "/copies_test_folders/" + testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root);
    fs::create_directories(root + "/city");
    set_log_level(LogLevel::error);
    store::Database::keep_logs();
  }

  struct City {
    Copies& test;
    DiskFiles files;
    std::optional<store::Database> writer;
    std::unique_ptr<Shipper> shipper;
    std::atomic<std::uint64_t> deposed_by = 0;

    City(Copies& the_test, Place& place, ShipperSettings settings = {}, std::uint64_t epoch = 1) : test(the_test), files(test.path("city")) {
      settings.database = test.path("city/opak.db");
      settings.retry_ms = 5;
      settings.retry_ms_max = 20;
      auto opened = store::Database::open(settings.database, store::Mode::writer);
      writer.emplace(std::move(*opened));
      writer->leave_wal_to_caller();
      writer->script("CREATE TABLE IF NOT EXISTS line (n INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT");
      shipper = std::make_unique<Shipper>(settings, Writer{"kota", epoch}, place, files, test.clock, test.chance, [this](std::uint64_t by) { deposed_by = by; });
    }
    ~City() { shipper->stop(); }
    Result<void> begin() { return shipper->begin(*writer); }
    // One commit, as the clerk makes it. True: it may be acknowledged.
    bool write(const std::string& words, int lines = 1) {
      if (!shipper->may_write(*writer)) return false;
      store::Transaction writing(*writer);
      for (int i = 0; i < lines; ++i) writer->query("INSERT INTO line (words) VALUES ($1)").text(words).run();
      writing.commit();
      return shipper->committed(*writer);
    }
    std::string content() { return store::dump_tables(*writer, "line"); }
    bool is_copied(int ms = 5'000) {
      for (int waited = 0; waited < ms; waited += 5) {
        if (shipper->state().reached && shipper->state().behind_ms == 0 && shipper->state().bases + shipper->state().batches >= 0) return true;
        (void)shipper->may_write(*writer);  // The clerk comes by.
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      return false;
    }
  };

  std::string path(const std::string& name) const { return root + "/" + name; }
  static std::string content_of(const std::string& database) {
    auto opened = store::Database::open(database, store::Mode::reader);
    return opened ? store::dump_tables(*opened, "line") : opened.error().what;
  }
  std::unique_ptr<Follower> follower() {
    auto opened = Follower::open(path("follower"));
    EXPECT_TRUE(opened) << opened.error().what;
    return std::move(*opened);
  }
  std::string brought(Files& shelf, std::optional<Moment> until = {}) {
    fs::remove(path("brought.db"));
    const auto result = bring_from_shelf(shelf, path("brought.db"), until);
    if (!result) return result.error().what;
    return content_of(path("brought.db")) + (result->torn.empty() ? "" : "torn");
  }
  // Bytes anywhere below the folder.
  bool is_found(const std::string& folder, const std::string& words) {
    for (const auto& entry : fs::recursive_directory_iterator(path(folder))) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(words) != bytes.npos) return true;
    }
    return false;
  }
  static void damage(const std::string& file, std::int64_t at) {
    std::fstream bytes(file, std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekg(at);
    const char was = static_cast<char>(bytes.get());
    bytes.seekp(at);
    bytes.put(static_cast<char>(was ^ 1));
  }
  std::vector<std::string> logs() {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(path("shelf/log")))
      if (entry.is_regular_file()) names.push_back(entry.path());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string root;
  SetClock clock{moment_in_jakarta(*day_of(2026, 11, 23), 9)};
  SystemChance chance;
};

const ShipperSettings waits{.after_copy = true, .answer_ms = 3'000, .patience_ms = 3'000};
const ShipperSettings waits_shortly{.after_copy = true, .answer_ms = 80, .patience_ms = 40};

TEST_F(Copies, AFollowerHasEveryCommitThatWasAcknowledged) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(city.write("words " + std::to_string(i), 1 + i * 7 % 40));
    ASSERT_TRUE(place->apply_waiting());
    ASSERT_EQ(content_of(path("follower/opak.db")), city.content()) << i;
  }
  EXPECT_EQ(city.shipper->state().bases, 1);
}

TEST_F(Copies, AReaderOfTheFollowerSeesWholeBatchesOnly) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("words", 50));
  ASSERT_TRUE(place->apply_waiting());
  std::atomic<bool> done = false;
  std::atomic<int> looks = 0, halves = 0;
  std::thread reader([&] {
    auto database = store::Database::open(path("follower/opak.db"), store::Mode::reader);
    while (!done) {
      auto rows = database->query("SELECT count(*) FROM line");
      if (rows.next() && rows.number_at(0) % 50 != 0) ++halves;
      ++looks;
    }
  });
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(city.write("words", 50));
    EXPECT_TRUE(place->apply_waiting());
  }
  done = true;
  reader.join();
  EXPECT_GT(looks, 20);
  EXPECT_EQ(halves, 0);
}

TEST_F(Copies, TheLogMayBeginAnewAgainAndAgain) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  for (int i = 0; i < 12; ++i) {
    ASSERT_TRUE(city.write("words", 30));
    (void)city.writer->checkpoint(i % 3 == 0);
  }
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  EXPECT_EQ(city.shipper->state().bases, 1);
}

TEST_F(Copies, ACutLineIsWaitedForAndWhatWaitedGoesOn) {
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  Line line(shelf);
  City city(*this, line);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("before"));
  ASSERT_TRUE(city.is_copied());
  line.cut = true;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(city.write("meanwhile")) << "this city does not wait for its copy";
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  EXPECT_FALSE(city.shipper->state().reached);
  EXPECT_GT(city.shipper->state().waiting_bytes, 0);
  EXPECT_GT(city.shipper->state().behind_ms, 0);
  EXPECT_NE(brought(shelf_files), city.content());
  line.cut = false;
  ASSERT_TRUE(city.is_copied());
  EXPECT_EQ(brought(shelf_files), city.content());
  EXPECT_EQ(line.bases, 1);
}

TEST_F(Copies, NothingIsAcknowledgedWhileTheLineIsCut) {
  auto place = follower();
  Line line(*place);
  City city(*this, line, waits_shortly);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.is_copied());
  ASSERT_TRUE(city.write("before"));
  line.cut = true;
  EXPECT_FALSE(city.write("it is not known whether this stays"));
  const auto content = city.content();
  EXPECT_FALSE(city.write("this is not even written"));
  EXPECT_EQ(city.content(), content);
  line.cut = false;
  ASSERT_TRUE(city.is_copied());
  EXPECT_TRUE(city.write("again"));
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  EXPECT_EQ(line.bases, 1);
}

TEST_F(Copies, ALostAnswerDoublesNothing) {
  auto place = follower();
  Line line(*place);
  City city(*this, line, waits);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("one"));
  line.answers_to_lose = 2;
  ASSERT_TRUE(city.write("two"));
  ASSERT_TRUE(city.write("three"));
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  EXPECT_EQ(line.bases, 1);
}

TEST_F(Copies, MoreThanMayWaitEndsInAWholeNewCopy) {
  auto place = follower();
  Line line(*place);
  City city(*this, line, {.waiting_bytes_max = 200'000});
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.is_copied());
  line.cut = true;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(city.write("words", 20));
  EXPECT_LE(city.shipper->state().waiting_bytes, 200'000);
  line.cut = false;
  ASSERT_TRUE(city.is_copied());
  EXPECT_TRUE(city.write("last"));
  ASSERT_TRUE(city.is_copied());
  EXPECT_EQ(line.bases, 2);
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
}

TEST_F(Copies, AWriterThatStartsAgainGoesOnWithoutAWholeCopy) {
  auto place = follower();
  for (int start = 0; start < 3; ++start) {
    City city(*this, *place);
    ASSERT_TRUE(city.begin());
    ASSERT_TRUE(city.write("of start " + std::to_string(start), 20));
    ASSERT_TRUE(city.is_copied());
    EXPECT_EQ(city.shipper->state().bases, start == 0 ? 1 : 0) << start;
    ASSERT_TRUE(place->apply_waiting());
    EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  }
}

TEST_F(Copies, WhatAnotherProgramWroteBetweenTwoStartsArrives) {
  auto place = follower();
  {
    City city(*this, *place);
    ASSERT_TRUE(city.begin());
    ASSERT_TRUE(city.write("of the city"));
    ASSERT_TRUE(city.is_copied());
  }
  {
    auto other = store::Database::open(path("city/opak.db"), store::Mode::writer);
    other->run("INSERT INTO line (words) VALUES ('of another')");
  }
  City city(*this, *place);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.is_copied());
  EXPECT_EQ(city.shipper->state().bases, 0) << "its frames still stand in the log";
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
}

TEST_F(Copies, WhatAnotherProgramWroteAndMovedAwayEndsInAWholeNewCopy) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("of the city"));
  auto other = store::Database::open(path("city/opak.db"), store::Mode::writer);
  other->run("INSERT INTO line (words) VALUES ('of another')");
  ASSERT_TRUE(city.write("of the city")) << "as long as the log goes on, nothing is missed";
  EXPECT_EQ(city.shipper->state().bases, 1);
  other->run("INSERT INTO line (words) VALUES ('of another')");
  ASSERT_TRUE(other->checkpoint(true));
  other->run("INSERT INTO line (words) VALUES ('of another, in the new log')");
  ASSERT_TRUE(city.write("of the city"));
  EXPECT_EQ(city.shipper->state().bases, 2);
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
}

TEST_F(Copies, AnEmptiedLogIsNoReasonForAWholeCopy) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  auto eraser = store::Database::open(path("city/opak.db"), store::Mode::writer);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(city.write("words", 20));
    ASSERT_TRUE(eraser->checkpoint(true));
    ASSERT_TRUE(city.shipper->committed(*city.writer)) << "nothing was committed";
  }
  EXPECT_EQ(city.shipper->state().bases, 1);
  ASSERT_TRUE(place->apply_waiting());
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  eraser->run("INSERT INTO line (words) VALUES ('of another')");
  ASSERT_TRUE(eraser->checkpoint(true));
  ASSERT_TRUE(city.shipper->committed(*city.writer));
  EXPECT_EQ(city.shipper->state().bases, 2) << "what it wrote went with the log";
}

TEST_F(Copies, AFollowerThatStartsAgainHasWhatItConfirmed) {
  std::string content;
  auto place = follower();
  for (int start = 0; start < 3; ++start) {
    Line line(*place);
    City city(*this, line, waits);
    ASSERT_TRUE(city.begin());
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(city.write("words", 10));
    content = city.content();
    city.shipper->stop();
    place.reset();
    place = follower();
    EXPECT_EQ(content_of(path("follower/opak.db")), content) << start;
  }
}

TEST_F(Copies, WhatWasConfirmedAndNotYetAppliedIsInTheLog) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("confirmed"));  // Nobody applies it.
  city.shipper->stop();
  EXPECT_NE(content_of(path("follower/opak.db")), city.content());
  place.reset();
  place = follower();
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
}

TEST_F(Copies, ATornEndOfTheFollowersLogIsDroppedAndAnAlteredMiddleIsSaid) {
  {
    auto place = follower();
    City city(*this, *place, waits);
    ASSERT_TRUE(city.begin());
    ASSERT_TRUE(city.write("one"));
    ASSERT_TRUE(city.write("two"));
  }
  const auto log = path("follower/follow.log");
  const auto size = static_cast<std::int64_t>(fs::file_size(log));
  fs::copy_file(log, path("log.kept"));
  fs::resize_file(log, static_cast<std::uintmax_t>(size - 100));
  {
    auto place = follower();
    EXPECT_TRUE(place->log_was_torn());
    EXPECT_NE(content_of(path("follower/opak.db")).find("one"), std::string::npos);
    EXPECT_EQ(place->applied().number, 2u);
  }
  fs::copy_file(path("log.kept"), log, fs::copy_options::overwrite_existing);
  damage(log, size / 4);
  const auto opened = Follower::open(path("follower"));
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().what.find("altered"), std::string::npos);
}

TEST_F(Copies, AShipmentTwiceOrOutOfOrderIsNotTaken) {
  auto place = follower();
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  for (Place* one : std::initializer_list<Place*>{place.get(), &shelf}) {
    struct Listening : Line {
      using Line::Line;
      Place* to = nullptr;
      std::vector<Bytes> taken;
      Result<Verdict> take(const Writer& writer, ByteView shipment) override {
        taken.emplace_back(shipment);
        return Line::take(writer, shipment);
      }
    } line(*one);
    City city(*this, line, waits, one == &shelf ? 2 : 1);
    ASSERT_TRUE(city.begin());
    ASSERT_TRUE(city.write("one"));
    ASSERT_TRUE(city.write("two"));
    city.shipper->stop();
    ASSERT_EQ(line.taken.size(), 2u);
    const Writer writer{"kota", one == &shelf ? 2u : 1u};
    for (const auto& shipment : line.taken) EXPECT_EQ(one->take(writer, shipment)->said, Said::unfit);
    auto altered = line.taken[1];
    altered[altered.size() / 2] ^= 1;
    EXPECT_EQ(one->take(writer, altered)->said, Said::unfit);
    EXPECT_EQ(one->take(writer, line.taken[1].substr(0, 500))->said, Said::unfit);
  }
}

TEST_F(Copies, AShelfGivesBackTheLastMomentAndAnyBefore) {
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  std::map<std::int64_t, std::string> contents;
  {
    City city(*this, shelf, waits);
    ASSERT_TRUE(city.begin());
    for (int i = 0; i < 6; ++i) {
      clock.pass(minutes(1));
      ASSERT_TRUE(city.write("minute " + std::to_string(i), 20));
      contents[clock.now().ms] = city.content();
    }
  }
  EXPECT_EQ(brought(shelf_files), contents.rbegin()->second);
  for (const auto& [ms, content] : contents) EXPECT_EQ(brought(shelf_files, Moment{ms + 30'000}), content);
  EXPECT_NE(brought(shelf_files, Moment{contents.begin()->first - days(1)}).find("no whole copy"), std::string::npos);
}

TEST_F(Copies, AShelfThatWasDamagedSaysSo) {
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  std::string before_last, all;
  {
    City city(*this, shelf, waits);
    ASSERT_TRUE(city.begin());
    for (int i = 0; i < 4; ++i) {
      before_last = city.content();
      ASSERT_TRUE(city.write("words"));
    }
    all = city.content();
  }
  ASSERT_EQ(logs().size(), 4u);
  EXPECT_EQ(brought(shelf_files), all);
  const auto last = logs().back();
  fs::copy_file(last, path("kept"));
  fs::resize_file(last, fs::file_size(last) / 2);
  EXPECT_EQ(brought(shelf_files), before_last + "torn");
  fs::copy_file(path("kept"), last, fs::copy_options::overwrite_existing);
  damage(logs()[1], 3'000);
  EXPECT_NE(brought(shelf_files).find("altered"), std::string::npos);
  damage(logs()[1], 3'000);
  EXPECT_EQ(brought(shelf_files), all);
  fs::remove(logs()[1]);
  EXPECT_NE(brought(shelf_files).find("missing"), std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(path("shelf/base")))
    if (entry.path().filename() == "part-00000") damage(entry.path(), 2'000);
  EXPECT_NE(brought(shelf_files).find("damaged"), std::string::npos);
}

TEST_F(Copies, AFullPlaceIsTriedAgainAndLosesNothing) {
  MemoryFiles shelf_files;
  Shelf shelf(shelf_files, clock, 7);
  City city(*this, shelf, waits);
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.write("one"));
  shelf_files.fail_next_writes(3);
  ASSERT_TRUE(city.write("two"));
  ASSERT_TRUE(city.write("three"));
  EXPECT_EQ(brought(shelf_files), city.content());
  EXPECT_EQ(city.shipper->state().bases, 1);
}

TEST_F(Copies, ADeposedWriterIsToldAndAcknowledgesNothingMore) {
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  City old_city(*this, shelf, waits);
  ASSERT_TRUE(old_city.begin());
  ASSERT_TRUE(old_city.write("acknowledged"));
  const auto content = old_city.content();
  ASSERT_TRUE(raise_fence(shelf_files, {"kota", 2}));
  EXPECT_EQ(brought(shelf_files), content);
  EXPECT_FALSE(old_city.write("too late"));
  EXPECT_EQ(old_city.deposed_by, 2u);
  EXPECT_FALSE(old_city.write("too late"));
}

TEST_F(Copies, AWriterThatWasDeposedWhileItWasAwayDoesNotBegin) {
  auto place = follower();
  {
    City city(*this, *place, waits);
    ASSERT_TRUE(city.begin());
    ASSERT_TRUE(city.write("one"));
  }
  ASSERT_EQ(place->meet({"kota", 2})->said, Said::taken);
  City city(*this, *place, waits);
  EXPECT_FALSE(city.begin());
  EXPECT_EQ(city.deposed_by, 2u);
  EXPECT_EQ(place->take({"kota", 1}, "")->said, Said::deposed);
  EXPECT_FALSE(place->put_paper({"kota", 1}, "documents/aa/x", "x"));
  EXPECT_FALSE(place->add_to_base({"kota", 1}, {}, 0, "x"));
  EXPECT_FALSE(place->forget({"kota", 1}));
}

TEST_F(Copies, AnotherCityIsNotMixedIn) {
  DiskFiles shelf_files(path("shelf"));
  ASSERT_TRUE(raise_fence(shelf_files, {"kota lain", 1}));
  Shelf shelf(shelf_files, clock, 7);
  City city(*this, shelf);
  EXPECT_FALSE(city.begin());
}

TEST_F(Copies, WhatWasErasedIsGoneFromTheSecondPlaceToo) {
  DiskFiles shelf_files(path("shelf"));
  Shelf shelf(shelf_files, clock, 7);
  auto place = follower();
  const std::string secret = "kunci-yang-dihancurkan";
  for (Place* one : std::initializer_list<Place*>{&shelf, place.get()}) {
    const std::string folder = one == &shelf ? "shelf" : "follower";
    Line line(*one);
    City city(*this, line, waits, one == &shelf ? 1 : 2);
    ASSERT_TRUE(city.begin());
    city.shipper->nudge_with([] {});
    ASSERT_TRUE(city.write(secret));
    EXPECT_TRUE(is_found(folder, secret));
    city.writer->query("DELETE FROM line WHERE words = $1").text(secret).run();
    ASSERT_TRUE(city.shipper->committed(*city.writer));
    line.cut = true;
    EXPECT_FALSE(city.shipper->past_is_gone("01K1"));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_FALSE(city.shipper->past_is_gone("01K1")) << "nobody heard it";
    line.cut = false;
    bool gone = false;
    for (int i = 0; i < 500 && !gone; ++i) {
      gone = city.shipper->past_is_gone("01K1");
      (void)city.shipper->may_write(*city.writer);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_TRUE(gone) << folder;
    EXPECT_FALSE(is_found(folder, secret)) << folder;
    ASSERT_TRUE(city.write("after"));
    if (one == &shelf) {
      EXPECT_EQ(brought(shelf_files), city.content());
    }
  }
}

TEST_F(Copies, PapersArriveBeforeTheCommitThatCountsThem) {
  auto place = follower();
  City city(*this, *place, waits);
  ASSERT_TRUE(city.files.write_durable("documents/aa/01", "sealed before the first start"));
  ASSERT_TRUE(city.begin());
  ASSERT_TRUE(city.files.write_durable("documents/bb/02", "sealed"));
  city.shipper->paper_kept("documents/bb/02");
  ASSERT_TRUE(city.write("counts it"));
  EXPECT_TRUE(fs::exists(path("follower/documents/aa/01")));
  EXPECT_TRUE(fs::exists(path("follower/documents/bb/02")));
  ASSERT_TRUE(city.files.remove("documents/bb/02"));
  city.shipper->paper_removed("documents/bb/02");
  ASSERT_TRUE(city.write("counts it no more"));
  ASSERT_TRUE(city.write("one more"));
  EXPECT_FALSE(fs::exists(path("follower/documents/bb/02")));
  EXPECT_FALSE(place->put_paper({"kota", 1}, "documents/../opak.db", "x"));
  EXPECT_FALSE(place->put_paper({"kota", 1}, "opak.keys", "x"));
}

TEST_F(Copies, AFolderThatHoldsACityFollowsNobody) {
  { auto made = store::Database::open(path("city/opak.db"), store::Mode::writer); }
  EXPECT_FALSE(Follower::open(path("city")));
}

TEST_F(Copies, WordsOverTheNetworkSayTheSame) {
  auto place = follower();
  const std::string secret = "rahasia";
  ScriptedOutgoing network([&](const OutgoingRequest& sent) -> Result<OutgoingResponse> {
    std::map<std::string, std::string> headers(sent.headers.begin(), sent.headers.end());
    if (headers["Authorization"] != "Bearer " + secret) return OutgoingResponse{401, {}, {}};
    const auto answer = answer_copy_request(*place, {sent.url.substr(sent.url.rfind('/') + 1), {headers["X-Opak-City"], std::stoull(headers["X-Opak-Epoch"])}, headers["X-Opak-Name"],
                                                    std::stoi(headers["X-Opak-Part"]), sent.body});
    (void)place->apply_waiting();
    return OutgoingResponse{answer.status, {}, answer.body};
  });
  FollowerPlace stranger("http://localhost:1", "lain", network);
  EXPECT_FALSE(stranger.meet({"kota", 1}));
  FollowerPlace over("http://localhost:1", secret, network);
  City city(*this, over, waits);
  ASSERT_TRUE(city.files.write_durable("documents/aa/01", "sealed"));
  ASSERT_TRUE(city.begin());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(city.write("words", 30));
  EXPECT_EQ(content_of(path("follower/opak.db")), city.content());
  EXPECT_TRUE(fs::exists(path("follower/documents/aa/01")));
  ASSERT_EQ(place->meet({"kota", 2})->said, Said::taken);
  EXPECT_FALSE(city.write("too late"));
  EXPECT_EQ(city.deposed_by, 2u);
}

}  // namespace
}  // namespace opak::copies
