// Defects that the simulation found (docs/endurance.md), each as small as it goes.
#include <gtest/gtest.h>

#include "base/process_end.h"
#include "office/hold.h"
#include "office/office_twin.h"
#include "office/outbox.h"
#include "office/wal_mover.h"
#include "store/crash_disk.h"
#include "views/fold.h"

namespace opak::office {
namespace {

std::string disk_name() {
  static int counter = 0;
  return "found_by_simulation_" + std::to_string(++counter);
}

OfficeSettings on(const store::CrashDisk& disk) {
  OfficeSettings settings;
  settings.database = disk.uri("/opak.db");
  return settings;
}

// The clock was ahead by a day and is put right: what is done "again today" must stand on the card that is in use.
TEST(StockCard, IsNotTurnedBackByAClockThatIs) {
  OfficeTwin twin;
  twin.stock(10);
  twin.clock.pass(days(1));
  OfficeTwin::must(spoil_blangko(*twin.office, {"KA00000001", "P1", "misprint"}, twin.joko()));
  const auto day = twin.boards().find_stock(OfficeTwin::the_catalogue().city().code)->day;
  twin.clock.pass(-days(1));
  OfficeTwin::must(spoil_blangko(*twin.office, {"KA00000002", "P1", "misprint"}, twin.joko()));
  const auto stock = *twin.boards().find_stock(OfficeTwin::the_catalogue().city().code);
  EXPECT_EQ(stock.day, day);
  EXPECT_EQ(stock.available(), 8);
  EXPECT_NE(OfficeTwin::no(spoil_blangko(*twin.office, {"KA00000002", "P1", "misprint"}, twin.joko())), "") << "once is enough";
}

// WhatsApp still brings word of letters that an erasure took away; it must not fall on another's letter.
TEST(LetterNumbers, AreNeverGivenAgain) {
  OfficeTwin twin;
  const auto first = twin.submitted();
  const auto before = due_letters(twin.office->reader(), twin.clock.now(), 10).back().id;
  OfficeTwin::must(erase(*twin.office, {twin.state(first).person}, twin.as("S-0009", {access::Role::admin})));
  ASSERT_TRUE(due_letters(twin.office->reader(), twin.clock.now(), 10).empty());
  twin.submitted("lost", "damaged_card", "+6281200000002");
  EXPECT_GT(due_letters(twin.office->reader(), twin.clock.now(), 10).front().id, before);
}

// Written while the clock was days ahead: it goes out once the clock is right, and not on that day. A retry still waits its minutes.
TEST(Outbox, DoesNotWaitForAClockThatWasAhead) {
  OfficeTwin twin;
  twin.clock.pass(days(3));
  twin.submitted();
  const auto letters = due_letters(twin.office->reader(), twin.clock.now(), 10);
  ASSERT_FALSE(letters.empty());
  twin.clock.pass(-days(3));
  EXPECT_EQ(due_letters(twin.office->reader(), twin.clock.now(), 10).size(), letters.size());
  EXPECT_EQ(due_letters(twin.office->reader(), twin.clock.now(), 1).size(), 1U);
  for (const auto& letter : letters) OfficeTwin::must(letter_failed(*twin.office, {letter.id, "silent", false}, {.actor = "system"}));
  EXPECT_TRUE(due_letters(twin.office->reader(), twin.clock.now(), 10).empty()) << "tried just now";
  twin.clock.pass(minutes(3));
  EXPECT_EQ(due_letters(twin.office->reader(), twin.clock.now(), 10).size(), letters.size());
}

// Everyone who was ever erased is on one list, outside the backups. It is written anew with each erasure.
class UnreadableFiles : public MemoryFiles {
 public:
  Result<Bytes> read(const std::string& name) override { return fails ? Result<Bytes>(failure("input/output error")) : MemoryFiles::read(name); }
  bool fails = false;
};

TEST(ErasureList, ThatCannotBeReadIsNotWrittenOver) {
  OfficeTwin twin;
  UnreadableFiles files;
  const auto secrets = vault::load_or_make_secrets(files, twin.chance);
  OfficeSettings settings;
  settings.threaded = false;
  settings.database = "file:/erasure_list?vfs=memdb";
  auto office = *Office::open(settings, World{twin.clock, twin.chance, files, twin.outgoing, twin.child}, twin.the_catalogue(), *secrets, twin.population);
  const auto contact = [&](const char* phone) {
    return OfficeTwin::word(know_contact(*office, {Personal<vault::Fields>(vault::Fields{{"phone", phone}})}, {}), "contact");
  };
  const auto admin = twin.as("S-0009", {access::Role::admin});
  const auto first = contact("+6281200000001"), second = contact("+6281200000002");
  OfficeTwin::must(erase(*office, {first}, admin));
  files.fails = true;
  EXPECT_NE(failed(erase(*office, {second}, admin).wait()), nullptr);
  files.fails = false;
  EXPECT_NE(files.read("erasures.list")->find(first), std::string::npos);
  EXPECT_EQ(finish_erasures(*office).value(), 0) << "it is finished once the list can be read";
  for (const auto& one : {first, second}) EXPECT_NE(files.read("erasures.list")->find("done " + one), std::string::npos);
}

TEST(FailedSync, EndsTheProcessWhereverTheLogIsMoved) {
  store::CrashDisk disk(disk_name(), 1);
  OfficeTwin twin(1, on(disk));
  const ProcessEndThrown thrown;
  const auto contact = twin.contact("+6281200000001");
  disk.fail_sync(2);  // The commit is kept; the database is not.
  EXPECT_THROW(erase(*twin.office, {contact}, twin.as("S-0009", {access::Role::admin})), ProcessEnded);
  disk.mend();
  twin.contact("+6281200000002");
  auto own = *store::Database::open(disk.uri("/opak.db"), store::Mode::writer);
  disk.fail_sync(1);
  EXPECT_THROW(move_wal(own), ProcessEnded);
}

TEST(FailedSync, LosesNothingThatTheNextProcessAcknowledges) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    store::CrashDisk disk(disk_name(), seed);
    std::string contact;
    const ProcessEndThrown thrown;
    {
      OfficeTwin twin(seed, on(disk));
      disk.fail_sync(1);
      EXPECT_THROW(twin.contact("+6281200000001"), ProcessEnded);
      disk.lose_process();
    }
    {
      OfficeTwin twin(seed, on(disk));  // The same seed, so the same keys; later, so other ids.
      twin.clock.pass(minutes(1));
      contact = twin.contact("+6281200000002");
      disk.crash_now();
      disk.restart();
    }
    OfficeTwin twin(seed, on(disk));
    EXPECT_EQ(find_contact(*twin.office, twin.office->reader(), Personal<std::string>("+6281200000002")), contact) << "seed " << seed;
  }
}

TEST(HeldWishes, AreOneCommitAndARefusedOneAmongThemLeavesNothing) {
  OfficeTwin twin;
  twin.stock(3);
  const auto id = twin.submitted();
  const auto before = twin.boards().last_seq();
  hold_wishes(*twin.office);
  const auto done_one = accept_papers(*twin.office, {id}, twin.rina());
  const auto refused_one = print_card(*twin.office, {id, "P1", "KA00000001"}, twin.joko());
  EXPECT_FALSE(done_one.is_ready());
  EXPECT_EQ(twin.boards().last_seq(), before);
  serve_held_wishes(*twin.office);
  EXPECT_EQ(OfficeTwin::no(done_one), "");
  EXPECT_NE(OfficeTwin::no(refused_one), "");
  EXPECT_EQ(twin.boards().last_seq(), before + 1);
  OfficeTwin::must(open_application(*twin.office, {"lost", "web"}, {}));
}

}  // namespace
}  // namespace opak::office
