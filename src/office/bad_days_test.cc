// Bad days: the disk is full, the disk does not keep what it took. Nobody is told "diterima" for nothing, nothing is half
// done, and when the day gets better the office goes on as if nothing had been.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <set>

#include "journal/journal.h"
#include "office/office_on_disk.h"
#include "store/hostile_disk.h"
#include "transparency/audit.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

class BadDays : public testing::Test {
 protected:
  BadDays() {
    std::string name = std::filesystem::temp_directory_path() / "opak-bad-days-XXXXXX";
    folder = ::mkdtemp(name.data());
    disk.mend();
  }
  ~BadDays() override {
    disk.mend();
    std::filesystem::remove_all(folder);
  }

  std::unique_ptr<OfficeOnDisk> open(bool threaded) {
    OfficeSettings settings;
    settings.threaded = threaded;
    auto house = std::make_unique<OfficeOnDisk>(folder, settings, disk.uri(folder + "/opak.db"));
    for (const auto& one : people) house->population.add(one);
    return house;
  }

  void expect_sound(OfficeOnDisk& house) {
    auto& reader = house.office->reader();
    EXPECT_EQ(journal::first_fault(reader), std::nullopt);
    const auto key = transparency::Vkey::parse(house.office->log_verifier_key());
    ASSERT_TRUE(key);
    EXPECT_EQ(transparency::audit(reader, *key).fault, std::nullopt);
    const auto live = views::dump(reader);
    auto writer = store::Database::open(folder + "/opak.db", store::Mode::writer);
    ASSERT_TRUE(views::rebuild(*writer));
    EXPECT_EQ(views::dump(*writer), live);
  }

  static std::string phone(std::size_t n) { return "+62812000" + std::to_string(10'000 + n); }

  store::HostileDisk& disk = store::HostileDisk::the();
  std::string folder;
  std::vector<registry::ExampleResident> people = OfficeOnDisk::residents(40);
};

// The clerk is held at a gate until everyone stands in line, so that one batch holds them all.
TEST_F(BadDays, ADiskThatFillsUpInTheMiddleOfABatchFailsEveryoneAndKeepsNothingOfIt) {
  auto house = open(true);
  std::vector<SubmitApplication> wishes;
  for (std::size_t i = 0; i < people.size(); ++i) wishes.push_back(house->filing(people[i], phone(i)));
  const auto seq_before = house->boards().last_seq();

  std::latch at_gate(1), gate(1);
  const auto held = house->office->record({}, [&](Book&) -> Answer {
    at_gate.count_down();
    gate.wait();
    return Done{};
  });
  at_gate.wait();
  std::vector<Later<Answer>> answers;
  for (const auto& wish : wishes) answers.push_back(submit_application(*house->office, wish, {}));
  while (house->population.asked() < static_cast<int>(people.size())) std::this_thread::yield();
  disk.fill_up_after(100'000);
  gate.count_down();
  for (const auto& answer : answers) {
    const auto* failure = failed(answer.wait());
    ASSERT_NE(failure, nullptr);
    EXPECT_NE(failure->hint.find("disk full"), std::string::npos) << failure->what;
  }
  EXPECT_GT(disk.writes_refused(), 0);
  EXPECT_EQ(house->boards().last_seq(), seq_before);
  for (const auto& wish : wishes) EXPECT_EQ(house->state(wish.application).stage, Stage::draft);

  disk.mend();
  std::set<std::string> numbers;
  for (const auto& wish : wishes) numbers.insert(OfficeOnDisk::word(submit_application(*house->office, wish, {}), "number"));
  ASSERT_EQ(numbers.size(), people.size());
  EXPECT_EQ(numbers.begin()->substr(0, 13), "OM-2611-00001");  // Those who failed used up no number.
  EXPECT_EQ(numbers.rbegin()->substr(0, 13), "OM-2611-00040");
  expect_sound(*house);
}

// Every step of a card's way, each met by a disk with less and less room; each is then done as if for the first time.
TEST_F(BadDays, EveryStepSurvivesAFullDiskAndIsDoneOnceThereIsSpace) {
  auto house = open(false);
  auto& office = *house->office;
  const auto step = [&](const std::string& what, const std::function<Later<Answer>()>& wish) {
    for (const std::int64_t space : {0, 4'000, 9'000}) {
      disk.fill_up_after(space);
      const auto before = house->boards().last_seq();
      const auto answer = wish().wait();
      EXPECT_NE(failed(answer), nullptr) << what << " with " << space << " bytes left";
      EXPECT_EQ(house->boards().last_seq(), before) << what;
      disk.mend();
    }
    const auto answer = wish();
    OfficeOnDisk::must(answer);
    return *done(answer.wait());
  };
  const auto wish = house->filing(people[0], phone(0));
  const auto id = wish.application;
  const auto box = step("box", [&] { return receive_box(office, {"B-001/2026", "KA00000001", "KA00000009"}, house->printer()); }).word("ask");
  step("second person", [&] { return confirm_stock(office, {box}, house->supervisor()); });
  step("printer", [&] { return give_to_printer(office, {"P1", 9}, house->printer()); });
  EXPECT_EQ(step("submit", [&] { return submit_application(office, wish, {}); }).word("number").substr(0, 13), "OM-2611-00001");
  step("papers", [&] { return accept_papers(office, {id}, house->operator_one()); });
  if (house->state(id).needs_identity_check()) step("identity", [&] { return check_identity(office, {id, "video_call"}, house->operator_two()); });
  step("verify", [&] { return verify(office, {id, {}}, house->verifier()); });
  step("take", [&] { return take_for_print(office, {"P1", 1}, house->printer()); });
  step("print", [&] { return print_card(office, {id, "P1", "KA00000001"}, house->printer()); });
  const auto parcel = house->state(id).parcel;
  const auto run = step("run", [&] { return set_run(office, {"S-0006", day_in_jakarta(house->clock.now()), 9, 12, {parcel}}, house->supervisor()); }).word("run");
  step("load", [&] { return load_run(office, {run, 1}, house->courier()); });
  EXPECT_EQ(step("hand over", [&] {
    return hand_over(office, {run, parcel, envelope_letters(office, parcel), resident_letters(office, parcel), "self", false, true}, house->courier());
  }).word("result"), "handed_over");
  EXPECT_EQ(house->state(id).stage, Stage::delivered);
  expect_sound(*house);
}

TEST_F(BadDays, APaperThatCannotBeWrittenIsAFailureAndCountsAsNoPaper) {
  auto house = open(false);
  auto wish = house->filing(people[0], phone(0));
  // A folder where the file should go: the disk says no, whatever the reason.
  std::filesystem::remove_all(folder + "/documents");
  { std::ofstream(folder + "/documents") << "in the way"; }
  EXPECT_NE(failed(keep_document(*house->office, {wish.contact, "picture"}, {}).wait()), nullptr);
  std::filesystem::remove(folder + "/documents");
  for (auto& [paper, document] : wish.papers) document = OfficeOnDisk::word(keep_document(*house->office, {wish.contact, "picture"}, {}), "document");
  OfficeOnDisk::must(submit_application(*house->office, wish, {}));
  expect_sound(*house);
}

// A child process loses its disk's word; what it told before must be there, what it could not tell is whole or not there.
TEST_F(BadDays, AFailedSyncEndsTheProcessAndOnlyWholeTransactionsAreFound) {
  for (int round = 0; round < 6; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto tell = [&](const std::string& id) { (void)!::write(pipe_ends[1], id.data(), id.size()); };
      auto house = open(false);
      const auto first = house->filing(people[static_cast<std::size_t>(round) * 2], phone(static_cast<std::size_t>(round) * 2));
      OfficeOnDisk::must(submit_application(*house->office, first, {}));
      tell(first.application);
      const auto second = house->filing(people[static_cast<std::size_t>(round) * 2 + 1], phone(static_cast<std::size_t>(round) * 2 + 1));
      disk.fail_next_syncs(1);
      submit_application(*house->office, second, {}).wait();
      tell("told although the disk did not keep it");
      ::_exit(0);
    }
    ::close(pipe_ends[1]);
    std::string told;
    char bytes[256];
    for (ssize_t got; (got = ::read(pipe_ends[0], bytes, sizeof bytes)) > 0;) told.append(bytes, static_cast<std::size_t>(got));
    ::close(pipe_ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << told;
    EXPECT_EQ(WTERMSIG(status), SIGABRT);
    ASSERT_EQ(told.size(), 26u) << told;

    auto house = open(false);
    EXPECT_EQ(house->state(told).stage, Stage::submitted);
    const auto submitted = house->boards().count({.stages = {Stage::submitted}});
    EXPECT_GE(submitted, round + 1);
    EXPECT_LE(submitted, 2 * (round + 1));
    expect_sound(*house);
  }
}

}  // namespace
}  // namespace opak::office
