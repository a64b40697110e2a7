// Canaries: a filing with unmistakable personal data goes all its way to the hand, and then every byte the house keeps,
// publishes, logs or sends on is searched. None may be found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "base/log.h"
#include "office/office_on_disk.h"
#include "office/outbox.h"
#include "views/fold.h"

namespace opak::office {
namespace {

using application::Stage;

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Canary {
  const char* what;
  std::string text;
};

// Each as it was written, and as a machine might write it in passing: base64 (at every offset), hexadecimal, escaped.
std::vector<Canary> in_every_writing(const std::vector<Canary>& plain) {
  std::vector<Canary> all;
  for (const auto& one : plain) {
    all.push_back(one);
    all.push_back({one.what, to_hex(one.text)});
    for (std::size_t offset = 0; offset < 3; ++offset) {
      const auto encoded = to_base64(std::string(offset, 'x') + one.text);
      all.push_back({one.what, encoded.substr(offset == 0 ? 0 : 4, encoded.size() - 8)});
    }
  }
  return all;
}

class PersonalData : public testing::Test {
 protected:
  PersonalData() {
    std::string name = std::filesystem::temp_directory_path() / "opak-canaries-XXXXXX";
    folder = ::mkdtemp(name.data());
    registry::ExampleResident resident = registry::demo_resident("lost_card");
    resident.name = "KENARIWATI ZULKIFLIANA";
    resident.street = "JL. KENARI RAHASIA NO. 77";
    nik = resident.nik;
    kk = resident.kk;
    person = resident;
  }
  ~PersonalData() override { std::filesystem::remove_all(folder); }

  std::vector<Canary> canaries() const {
    return in_every_writing({{"name", "KENARIWATI"}, {"name in lower case", "kenariwati"}, {"NIK", nik}, {"KK", kk}, {"phone", "6281277712345"}, {"phone as typed", "081277712345"},
                             {"street", "KENARI RAHASIA"}, {"landmark", "musala kenari kuning"}, {"officer's words", "foto kenari buram"}, {"receiver", "PAMAN KENARI"}, {"photo", "kenari-picture-bytes"}});
  }
  void expect_none_in(const std::string& bytes, const std::string& where) {
    ASSERT_FALSE(bytes.empty()) << where << " is empty: nothing was searched";
    for (const auto& canary : canaries()) EXPECT_EQ(bytes.find(canary.text), std::string::npos) << "the " << canary.what << " stands in " << where;
  }

  // The whole way: returned once, another receiver named, one failed attempt, delivered.
  std::string live(OfficeOnDisk& house) {
    auto& office = *house.office;
    const auto must = [](const Later<Answer>& later) { OfficeOnDisk::must(later); };
    must(by_two(office, receive_box(office, {"B-001/2026", "KA00000001", "KA00000009"}, house.printer()), house.supervisor()));
    must(give_to_printer(office, {"P1", 9}, house.printer()));
    auto wish = house.filing(person, "+6281277712345");
    wish.address = Personal<vault::Fields>({{"street", person.street}, {"rt", person.rt}, {"rw", person.rw}, {"landmark", "musala kenari kuning"}, {"receiver_name", "PAMAN KENARI"}});
    wish.papers["loss_letter"] = OfficeOnDisk::word(keep_document(office, {wish.contact, "\xff\xd8kenari-picture-bytes"}, {}), "document");
    must(submit_application(office, wish, {}));
    const auto id = wish.application;
    must(return_for_fix(office, {id, "paper_unclear", "loss_letter", Personal<std::string>("foto kenari buram")}, house.operator_one()));
    must(add_paper(office, {id, "loss_letter", OfficeOnDisk::word(keep_document(office, {wish.contact, "\xff\xd8kenari-picture-bytes"}, {}), "document")}, {}));
    (void)open_file(office, {id, "check_papers"}, house.operator_one()).wait();
    must(accept_papers(office, {id}, house.operator_one()));
    if (house.state(id).needs_identity_check()) must(check_identity(office, {id, "video_call"}, house.operator_two()));
    must(verify(office, {id, {}}, house.verifier()));
    must(take_for_print(office, {"P1", 1}, house.printer()));
    must(print_card(office, {id, "P1", "KA00000001"}, house.printer()));
    const auto parcel = house.state(id).parcel;
    for (const bool home : {false, true}) {
      const auto run = OfficeOnDisk::word(set_run(office, {"S-0006", day_in_jakarta(house.clock.now()), 9, 12, {parcel}}, house.supervisor()), "run");
      must(load_run(office, {run, 1}, house.courier()));
      (void)open_run_sheet(office, run, house.courier()).wait();
      if (home)
        must(hand_over(office, {run, parcel, envelope_letters(office, parcel), resident_letters(office, parcel), "self", false, true}, house.courier()));
      else
        must(report_failed_attempt(office, {run, parcel, "nobody_home"}, house.courier()));
      must(close_by_two(office, {run, home ? 0 : 1}, house.courier(), house.supervisor()));
      house.clock.pass(days(1));
    }
    // Trouble writes lines into the diary; they must not tell either.
    (void)office.record({}, [&](Book& book) -> Answer {
      (void)book.application(id);
      throw Bug("a bug on purpose");
    }).wait();
    (void)submit_application(office, wish, {}).wait();
    return id;
  }

  std::string folder, nik, kk;
  registry::ExampleResident person;
};

}  // namespace

TEST_F(PersonalData, StandsNowhereInWhatTheHouseKeepsPublishesLogsOrSends) {
  std::string diary;
  {
    set_log_level(LogLevel::debug);
    testing::internal::CaptureStderr();
    OfficeOnDisk house(folder);
    house.population.add(person);
    const auto id = live(house);
    EXPECT_EQ(house.state(id).stage, Stage::delivered);
    auto& reader = house.office->reader();

    std::string leaves, letters;
    for (auto rows = reader.query("SELECT bytes FROM tlog_leaf ORDER BY n"); rows.next();) leaves += Bytes(rows.blob_at(0)) + "\n";
    expect_none_in(leaves, "the public log");
    letters = store::dump_tables(reader, "office_letter");
    EXPECT_NE(letters.find("on_the_road"), std::string::npos);
    expect_none_in(letters, "the outbox");
    expect_none_in(views::dump(reader), "the views");
    expect_none_in(store::dump_tables(reader, "journal"), "the journal");
    // While the office is open, the newest pages stand in the WAL.
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.file_size() == 0) continue;
      ++files;
      expect_none_in(read(entry.path()), entry.path().lexically_relative(folder));
    }
    EXPECT_GE(files, 4) << "database, WAL, keys and papers were searched";
    house.office->stop();
    diary = testing::internal::GetCapturedStderr();
    set_log_level(LogLevel::info);
  }
  EXPECT_NE(diary.find("a bug on purpose"), std::string::npos);
  expect_none_in(diary, "the diary on standard error");
}

// The search itself is tried: what is known to stand there is found.
TEST_F(PersonalData, TheSearchFindsACanaryThatIsThere) {
  for (const auto& bytes : {std::string("..KENARIWATI.."), to_base64("ab KENARIWATI ZULKIFLIANA"), to_hex("KENARIWATI")}) {
    bool found = false;
    for (const auto& canary : canaries()) found = found || bytes.find(canary.text) != std::string::npos;
    EXPECT_TRUE(found) << bytes;
  }
}

// A person's data that was erased: the key is gone from every page, also the free ones and the WAL.
TEST_F(PersonalData, IsUnreadableOnceErasedAndItsWrappedKeyStandsOnNoPage) {
  OfficeOnDisk house(folder);
  house.population.add(person);
  auto wish = house.filing(person, "+6281277712345");
  OfficeOnDisk::must(submit_application(*house.office, wish, {}));
  const auto subject = house.state(wish.application).person;
  Bytes wrapped, digest;
  {
    auto row = house.office->reader().query("SELECT wrapped FROM vault_key WHERE subject = $1").text(subject);
    ASSERT_TRUE(row.next());
    wrapped = Bytes(row.blob_at(0));
  }
  {
    auto row = house.office->reader().query("SELECT digest FROM vault_blind WHERE subject = $1 AND kind = 'nik'").text(subject);
    ASSERT_TRUE(row.next());
    digest = Bytes(row.blob_at(0));
  }
  const auto on_disk = [&](const Bytes& needle) { return (read(folder + "/opak.db") + read(folder + "/opak.db-wal")).find(needle) != std::string::npos; };
  ASSERT_TRUE(on_disk(wrapped));
  ASSERT_TRUE(on_disk(digest));
  const auto answer = erase(*house.office, {subject}, house.as("S-0008", {access::Role::admin}));
  EXPECT_EQ(OfficeOnDisk::word(answer, "left"), "0");
  EXPECT_EQ(erasures_unfinished(house.office->reader()), 0);
  EXPECT_FALSE(on_disk(wrapped));
  EXPECT_FALSE(on_disk(digest));
}

// A page, a backup, somebody with sqlite3: whoever reads an older state keeps the log from being emptied. The erasure says
// so, is not forgotten over a restart, and ends once they let go.
TEST_F(PersonalData, IsErasedToTheLastPageOnceAReaderOfAnOlderStateLetsGo) {
  const auto on_disk = [&](const Bytes& needle) { return (read(folder + "/opak.db") + read(folder + "/opak.db-wal")).find(needle) != std::string::npos; };
  Bytes wrapped;
  std::string subject;
  std::optional<store::Database> slow_reader;
  {
    OfficeOnDisk house(folder);
    house.population.add(person);
    const auto wish = house.filing(person, "+6281277712345");
    OfficeOnDisk::must(submit_application(*house.office, wish, {}));
    subject = house.state(wish.application).person;
    {
      auto row = house.office->reader().query("SELECT wrapped FROM vault_key WHERE subject = $1").text(subject);
      ASSERT_TRUE(row.next());
      wrapped = Bytes(row.blob_at(0));
    }
    ASSERT_GT(std::distance(std::filesystem::recursive_directory_iterator(folder + "/documents"), {}), 0);
    slow_reader = std::move(*store::Database::open(folder + "/opak.db", store::Mode::reader));
    slow_reader->run("BEGIN");
    slow_reader->run("SELECT count(*) FROM vault_key");
    const auto answer = erase(*house.office, {subject}, house.as("S-0008", {access::Role::admin}));
    EXPECT_NE(OfficeOnDisk::word(answer, "left"), "0");
    EXPECT_GT(erasures_unfinished(house.office->reader()), 0);
    EXPECT_TRUE(on_disk(wrapped)) << "the reader was to keep the old log; this test tries nothing";
    EXPECT_GT(finish_erasures(*house.office).value(), 0);
    // Others go on meanwhile, and what needs no log is done.
    OfficeOnDisk::must(open_application(*house.office, {"lost", "web"}, {}));
    EXPECT_NE(read(folder + "/erasures.list").find("done " + subject), std::string::npos);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder + "/documents")) EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  }
  OfficeOnDisk again(folder);
  EXPECT_GT(finish_erasures(*again.office).value(), 0);
  slow_reader->rollback();
  EXPECT_EQ(finish_erasures(*again.office).value(), 0);
  EXPECT_FALSE(on_disk(wrapped));
  EXPECT_EQ(finish_erasures(*again.office).value(), 0);
  const auto list = read(folder + "/erasures.list");
  EXPECT_EQ(list.find("done " + subject), list.rfind("done " + subject)) << "noted once, however often it was tried";
}

}  // namespace opak::office
