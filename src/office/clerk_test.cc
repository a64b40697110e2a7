// The clerk under load and under trouble: many wishes in one batch, each whole or not at all.
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <latch>
#include <set>
#include <thread>

#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "office/outbox.h"
#include "office/waiting_room.h"
#include "store/hostile_disk.h"
#include "transparency/audit.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

class ClerkTest : public testing::Test {
 protected:
  ClerkTest() {
    std::string name = std::filesystem::temp_directory_path() / "opak-clerk-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  ~ClerkTest() override {
    house.reset();
    std::filesystem::remove_all(folder);
  }

  void open(OfficeSettings settings = {}, const std::string& database = {}) {
    house = std::make_unique<OfficeOnDisk>(folder, settings, database);
    for (const auto& one : people) house->population.add(one);
  }
  Office& office() { return *house->office; }

  static Work opening(const std::string& channel = "web") {
    return [channel](Book& book) -> Answer {
      const auto id = book.new_id();
      if (auto refusal = book.ask(id, application::Open{"lost", channel, "36.73", transparency::CaseMark::draw(book.office().world().chance).text()})) return *refusal;
      return Done{{{"application", id}}};
    };
  }
  // The clerk stands still until the gate opens: what is wished meanwhile is one batch.
  struct Gate {
    explicit Gate(Office& office) : held(office.record({}, [this](Book&) -> Answer {
      reached.count_down();
      open.wait();
      return Done{};
    })) {
      reached.wait();
    }
    void let_go() { open.count_down(); }
    std::latch reached{1}, open{1};
    Later<Answer> held;
  };

  // Everything a wish could leave behind, as one text.
  std::string all_it_could_leave() {
    auto& reader = office().reader();
    std::string all;
    for (const auto* prefix : {"journal", "view_", "tlog_leaf", "tlog_node", "office_letter", "office_counter", "office_serial", "office_asked", "office_leaf", "vault_"}) all += store::dump_tables(reader, prefix);
    return all;
  }
  std::int64_t count(const std::string& table) {
    auto row = office().reader().query("SELECT COUNT(*) FROM " + table);
    row.next();
    return row.number_at(0);
  }
  void expect_sound() {
    auto& reader = office().reader();
    EXPECT_EQ(journal::first_fault(reader), std::nullopt);
    const auto key = transparency::Vkey::parse(office().log_verifier_key());
    ASSERT_TRUE(key);
    const auto report = transparency::audit(reader, *key);
    EXPECT_EQ(report.fault, std::nullopt);
    EXPECT_EQ(static_cast<std::int64_t>(report.leaves), count("tlog_leaf"));
    EXPECT_EQ(count("office_leaf"), count("tlog_leaf")) << "each leaf tells of one line";
    const auto live = views::dump(reader);
    auto writer = store::Database::open(folder + "/opak.db", store::Mode::writer);
    ASSERT_TRUE(views::rebuild(*writer));
    EXPECT_EQ(views::dump(*writer), live);
  }
  static std::string phone(std::size_t n) { return "+62812000" + std::to_string(10'000 + n); }

  std::string folder;
  std::vector<registry::ExampleResident> people = OfficeOnDisk::residents(128);
  std::unique_ptr<OfficeOnDisk> house;
};

// Does all that a wish can do, and then changes its mind.
Answer everything_and_then(Book& book, Answer end) {
  const auto id = book.new_id();
  EXPECT_FALSE(book.ask(id, application::Open{"lost", "web", "36.73", transparency::CaseMark::draw(book.office().world().chance).text()}));
  EXPECT_FALSE(book.ask_stock(blangko::ReceiveBox{"ask-1", "B-9", "ZZ00000001", "ZZ00000050", "officer/S-0001"}));
  EXPECT_FALSE(book.ask_stock(blangko::Confirm{"ask-1", "officer/S-0002"}));
  EXPECT_FALSE(book.ask_parcel(book.new_id(), delivery::Pack{id, "ZZ00000001", "mark", false}));
  know_contact_in(book, Personal<vault::Fields>(vault::Fields{{"phone", "+6281288888888"}}));
  post(book, Letter{.contact = "nobody", .application = id, .notice = "submitted", .language = "id", .words = {}});
  book.next_number("test");
  book.record_opening(id, "verify");
  return end;
}

}  // namespace

TEST_F(ClerkTest, ARefusedWishLeavesNothingInABatchWithGoodOnes) {
  open();
  std::vector<Later<Answer>> good, refused_ones, failed_ones;
  {
    Gate gate(office());
    for (int i = 0; i < 10; ++i) {
      good.push_back(office().record({}, opening()));
      refused_ones.push_back(office().record({.key = "refused-" + std::to_string(i)}, [](Book& book) { return everything_and_then(book, Refusal{"office.case_unknown"}); }));
      failed_ones.push_back(office().record({}, [](Book& book) { return everything_and_then(book, Failure{"the register is silent", "register"}); }));
    }
    gate.let_go();
    for (const auto& one : good) EXPECT_NE(done(one.wait()), nullptr);
  }
  for (const auto& one : refused_ones) EXPECT_EQ(refused(one.wait())->key, "office.case_unknown");
  for (const auto& one : failed_ones) EXPECT_EQ(failed(one.wait())->hint, "register");
  EXPECT_EQ(count("journal"), 10);
  EXPECT_EQ(count("view_case"), 10);
  EXPECT_EQ(count("view_parcel") + count("view_stock_day") + count("view_opening"), 0);
  EXPECT_EQ(count("tlog_leaf"), 10);
  EXPECT_EQ(count("office_letter") + count("office_counter") + count("office_asked") + count("vault_key"), 0);
  expect_sound();
}

TEST_F(ClerkTest, ARefusedWishAloneChangesNotOneByte) {
  open();
  OfficeOnDisk::must(office().record({}, opening()));
  const auto before = all_it_could_leave();
  EXPECT_NE(refused(office().record({}, [](Book& book) { return everything_and_then(book, Refusal{"office.case_unknown"}); }).wait()), nullptr);
  EXPECT_EQ(all_it_could_leave(), before);
  OfficeOnDisk::must(office().record({}, opening()));
  expect_sound();
}

TEST_F(ClerkTest, TurnsAwayAGuestWhoWaitedTooLongBeforeTheWishIsRunAndServesAllOthers) {
  open({.batch_max = 2});  // More wait than one batch takes.
  std::atomic<int> ran = 0;
  const auto wish = [&](Comes comes, std::int64_t waited_ms = 0) {
    const AtTheDoor door(comes, waited_ms);
    return office().record({}, [&ran](Book&) -> Answer {
      ++ran;
      return Done{};
    });
  };
  Gate gate(office());
  const auto guest = wish(Comes::guest);
  const auto officer = wish(Comes::officer);
  const auto begun = wish(Comes::begun);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const auto newcomer = wish(Comes::guest);
  const auto waited_outside = wish(Comes::guest, 200);
  gate.let_go();
  ASSERT_NE(failed(guest.wait()), nullptr);
  EXPECT_EQ(failed(guest.wait())->hint, "busy");
  EXPECT_NE(failed(waited_outside.wait()), nullptr) << "the door counts too";
  for (const auto* served : {&officer, &begun, &newcomer}) EXPECT_NE(done(served->wait()), nullptr);
  EXPECT_EQ(ran, 3);
  EXPECT_EQ(office().counts().busy, 2);
  EXPECT_NE(done(wish(Comes::guest).wait()), nullptr) << "and at once all is as before";
}

TEST_F(ClerkTest, SixtyFourThreadsFileAtOnceAndAllAreAnswered) {
  open();
  std::vector<std::vector<std::string>> numbers(64);
  std::vector<std::thread> crowd;
  std::latch start(64);
  for (std::size_t i = 0; i < 64; ++i)
    crowd.emplace_back([&, i] {
      start.arrive_and_wait();
      for (std::size_t k = 0; k < 2; ++k) {
        const auto who = i * 2 + k;
        numbers[i].push_back(OfficeOnDisk::word(submit_application(office(), house->filing(people[who], phone(who)), {}), "number"));
      }
    });
  for (auto& one : crowd) one.join();
  std::set<std::string> all;
  for (const auto& of_one : numbers) {
    ASSERT_EQ(of_one.size(), 2U);
    for (const auto& number : of_one) all.insert(number.substr(0, 13));
  }
  ASSERT_EQ(all.size(), 128U) << "no number twice";
  EXPECT_EQ(*all.begin(), "OM-2611-00001");
  EXPECT_EQ(*all.rbegin(), "OM-2611-00128") << "and none left out";
  EXPECT_EQ(count("view_case"), 128);
  EXPECT_LT(count("tlog_checkpoint"), count("journal")) << "many wishes shared a commit";
  expect_sound();
}

TEST_F(ClerkTest, AHundredRequestsWithOneKeyAreOneEffect) {
  open();
  const auto wish = house->filing(people[0], phone(0));
  const Asked asked{.key = "form-0001"};
  std::vector<Answer> answers(100);
  std::vector<std::thread> crowd;
  std::latch start(100);
  for (std::size_t i = 0; i < 100; ++i)
    crowd.emplace_back([&, i] {
      start.arrive_and_wait();
      answers[i] = submit_application(office(), wish, asked).wait();
    });
  for (auto& one : crowd) one.join();
  for (const auto& answer : answers) {
    ASSERT_NE(done(answer), nullptr);
    EXPECT_EQ(answer, answers[0]);
  }
  EXPECT_EQ(house->boards().count({}), 1);
  EXPECT_EQ(count("office_letter"), 1);
  expect_sound();
}

TEST_F(ClerkTest, TheSameKeyOfAnotherActorIsAnotherWish) {
  open();
  const auto mine = OfficeOnDisk::word(office().record({.actor = "officer/S-0001", .key = "k"}, opening()), "application");
  const auto theirs = OfficeOnDisk::word(office().record({.actor = "officer/S-0002", .key = "k"}, opening()), "application");
  EXPECT_NE(mine, theirs);
  EXPECT_EQ(OfficeOnDisk::word(office().record({.actor = "officer/S-0001", .key = "k"}, opening()), "application"), mine);
}

TEST_F(ClerkTest, ARefusalIsNotKeptUnderItsKey) {
  open();
  const Asked asked{.key = "again"};
  EXPECT_NE(refused(office().record(asked, [](Book&) -> Answer { return Refusal{"office.case_unknown"}; }).wait()), nullptr);
  EXPECT_NE(done(office().record(asked, opening()).wait()), nullptr) << "what was not done may be asked again";
}

TEST_F(ClerkTest, ABugInOneWishDoesNotHarmTheOthers) {
  open();
  std::vector<Later<Answer>> good, bugs;
  {
    Gate gate(office());
    for (int i = 0; i < 10; ++i) {
      good.push_back(office().record({}, opening()));
      bugs.push_back(office().record({}, [](Book& book) -> Answer {
        everything_and_then(book, Done{});
        throw Bug("two and two are five");
      }));
    }
    gate.let_go();
    for (const auto& one : good) EXPECT_NE(done(one.wait()), nullptr);
  }
  for (const auto& one : bugs) EXPECT_NE(failed(one.wait()), nullptr);
  EXPECT_EQ(count("journal"), 10);
  OfficeOnDisk::must(office().record({}, opening()));
  expect_sound();
}

TEST_F(ClerkTest, WrongSqlInOneWishDoesNotHarmTheOthers) {
  open();
  Later<Answer> good, bug;
  {
    Gate gate(office());
    good = office().record({}, opening());
    bug = office().record({}, [](Book& book) -> Answer {
      everything_and_then(book, Done{});
      book.database().run("INSERT INTO journal (seq) VALUES (1)");
      return Done{};
    });
    gate.let_go();
    EXPECT_NE(done(good.wait()), nullptr);
  }
  EXPECT_NE(failed(bug.wait()), nullptr);
  EXPECT_EQ(count("journal"), 1);
  expect_sound();
}

TEST_F(ClerkTest, WorksWithOneWishACommit) {
  open({.batch_max = 1});
  std::vector<Later<Answer>> answers;
  {
    Gate gate(office());
    for (int i = 0; i < 20; ++i) answers.push_back(office().record({}, opening()));
    gate.let_go();
    for (const auto& one : answers) EXPECT_NE(done(one.wait()), nullptr);
  }
  EXPECT_GE(count("tlog_checkpoint"), 20) << "each commit signed its own checkpoint";
  expect_sound();
}

TEST_F(ClerkTest, ABatchSignsOneCheckpoint) {
  open();
  std::vector<Later<Answer>> answers;
  OfficeOnDisk::must(office().record({}, opening()));
  const auto before = count("tlog_checkpoint");
  {
    Gate gate(office());
    for (int i = 0; i < 50; ++i) answers.push_back(office().record({}, opening()));
    gate.let_go();
    for (const auto& one : answers) one.wait();
  }
  EXPECT_EQ(count("tlog_checkpoint") - before, 1);
}

TEST_F(ClerkTest, StopAnswersEverybodyWhoWaits) {
  open();
  std::vector<Later<Answer>> answers;
  auto gate = std::make_unique<Gate>(office());
  for (int i = 0; i < 100; ++i) answers.push_back(office().record({}, opening()));
  std::thread closing([&] { office().stop(); });
  gate->let_go();
  closing.join();
  int kept = 0;
  for (const auto& one : answers) {
    ASSERT_TRUE(one.is_ready());
    kept += done(one.wait()) != nullptr;
  }
  EXPECT_EQ(kept, 100) << "who stood in line before closing is served";
  const auto late = office().record({}, opening());
  ASSERT_TRUE(late.is_ready());
  EXPECT_NE(failed(late.wait()), nullptr) << "who comes afterwards hears it";
  EXPECT_EQ(count("journal"), 100);
}

TEST_F(ClerkTest, BeyondTheLongestLineItSaysBusyAtOnce) {
  open({.waiting_max = 5});
  std::vector<Later<Answer>> answers;
  Gate gate(office());
  for (int i = 0; i < 12; ++i) answers.push_back(office().record({}, opening()));
  for (std::size_t i = 5; i < 12; ++i) {
    ASSERT_TRUE(answers[i].is_ready()) << "nobody waits for a no";
    EXPECT_EQ(failed(answers[i].wait())->hint, "busy");
  }
  gate.let_go();
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NE(done(answers[i].wait()), nullptr);
  EXPECT_EQ(count("journal"), 5);
  OfficeOnDisk::must(office().record({}, opening()));
}

TEST_F(ClerkTest, AFullDiskTakesTheWholeBatchBackAndLaterWishesSucceed) {
  auto& disk = store::HostileDisk::the();
  disk.mend();
  open({}, disk.uri(folder + "/opak.db"));
  OfficeOnDisk::must(office().record({}, opening()));
  const auto before = all_it_could_leave();
  std::vector<Later<Answer>> answers;
  {
    Gate gate(office());
    for (int i = 0; i < 30; ++i) answers.push_back(office().record({.key = "k" + std::to_string(i)}, opening()));
    answers.push_back(office().record({}, [](Book&) -> Answer { return Refusal{"office.case_unknown"}; }));
    disk.fill_up_after(2'000);
    gate.let_go();
    for (const auto& one : answers) EXPECT_NE(failed(one.wait()), nullptr);
  }
  EXPECT_GT(disk.writes_refused(), 0);
  disk.mend();
  EXPECT_EQ(all_it_could_leave(), before);
  for (int i = 0; i < 30; ++i) OfficeOnDisk::must(office().record({.key = "k" + std::to_string(i)}, opening()));
  EXPECT_EQ(count("journal"), 31);
  expect_sound();
}

TEST_F(ClerkTest, TellsOfEachCommitOnceAndOfNothingThatWasTakenBack) {
  open();
  std::mutex mutex;
  std::vector<std::string> told;
  office().on_committed([&](const Committed& committed) {
    std::lock_guard lock(mutex);
    told.insert(told.end(), committed.cases.begin(), committed.cases.end());
  });
  std::set<std::string> expected;
  EXPECT_NE(refused(office().record({}, [](Book& book) { return everything_and_then(book, Refusal{"office.case_unknown"}); }).wait()), nullptr);
  for (int i = 0; i < 5; ++i) expected.insert(OfficeOnDisk::word(office().record({}, opening()), "application"));
  office().stop();
  EXPECT_EQ(told.size(), 5U);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()), expected);
}

}  // namespace opak::office
