// The words after `opak`, as an operator uses them: on a folder of their own, with what they print and how they end.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "access/password.h"
#include "access/staff.h"
#include "base/digest.h"
#include "base/text.h"
#include "catalogue/check.h"
#include "commands/backup.h"
#include "commands/catalogue_of.h"
#include "commands/city.h"
#include "commands/copying.h"
#include "commands/data_folder.h"
#include "commands/erasures.h"
#include "commands/example_city.h"
#include "commands/sweep.h"
#include "office/documents.h"
#include "commands/verify_book.h"
#include "commands/words.h"
#include "office/apply_for.h"
#include "office/own_data.h"
#include "paper/process_child.h"

namespace opak::commands {
namespace {

namespace fs = std::filesystem;

const Environment no_environment = [](const std::string&) { return std::nullopt; };

std::string text_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A fresh folder for each test, and the words said at a terminal.
class Words : public ::testing::Test {
 protected:
  void SetUp() override {
    root = std::string(OPAK_BINARY_DIR) + "/commands_test_folders/" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(root);
    fs::create_directories(root);
  }
  Exit say(std::vector<std::string> line, const std::string& typed = "") {
    line.insert(line.begin(), "opak");
    std::vector<const char*> words;
    for (const auto& word : line) words.push_back(word.c_str());
    std::istringstream in(typed);
    out = std::ostringstream();
    err = std::ostringstream();
    Terminal terminal{in, out, err};
    return static_cast<Exit>(run(static_cast<int>(words.size()), words.data(), terminal));
  }
  std::string path(const std::string& name) const { return root + "/" + name; }

  // A small city in which somebody filed. Gives the person's subject.
  std::string filed(const std::string& data, const std::string& label = "lost_card") {
    auto folder = DataFolder::open(path(data), DataFolder::For::work);
    const auto catalogue = catalogue::Catalogue::embedded();
    const Settings settings;
    QuietOffice quiet(**folder, catalogue, settings);
    EXPECT_TRUE(quiet.open());
    auto& office = quiet.office();
    const auto& who = registry::demo_resident(label);
    const auto word = [](const Later<office::Answer>& later, const char* name) {
      const auto* done = office::done(later.wait());
      return done == nullptr ? "" : done->word(name);
    };
    office::SubmitApplication wish;
    wish.application = word(office::open_application(office, {"lost", "web"}, {}), "application");
    wish.contact = word(office::know_contact(office, {Personal<vault::Fields>(vault::Fields{{"phone", "+6281200000001"}})}, {}), "contact");
    wish.region = who.kelurahan;
    wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
    wish.address = Personal<vault::Fields>({{"street", who.street}, {"rt", who.rt}, {"rw", who.rw}});
    for (const auto& paper : catalogue.get_service("lost").papers)
      wish.papers[paper.key] = word(office::keep_document(office, {wish.contact, "picture of " + paper.key}, {}), "document");
    EXPECT_NE(word(office::submit_application(office, wish, {}), "number"), "");
    return office::find_person(office, office.reader(), Personal<std::string>(who.nik)).value_or("");
  }
  int papers_in(const std::string& data) const {
    int papers = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path(data + "/documents"))) papers += entry.is_regular_file() ? 1 : 0;
    return papers;
  }
  bool has_key(const std::string& database, const std::string& subject) {
    auto opened = store::Database::open(database, store::Mode::reader);
    return opened->query("SELECT 1 FROM vault_key WHERE subject = $1").text(subject).next();
  }

  std::string root;
  std::ostringstream out, err;
};

// ---- Settings

TEST(Settings, HaveAValueThatWorksWithoutAnyFile) {
  const auto settings = read_settings("opak.toml", "", no_environment);
  ASSERT_TRUE(settings);
  EXPECT_EQ(public_address_of(*settings), "http://localhost:8080");
  EXPECT_EQ(log_origin_of(*settings), "localhost/log");
  EXPECT_TRUE(settings->secure_cookies);
}

TEST(Settings, ComeFromTheFileAndTheEnvironmentWins) {
  const auto settings = read_settings("opak.toml", "[server]\nport = 9000\npublic_address = \"https://layanan.kota.example/\"\n",
                                      [](const std::string& name) { return name == "OPAK_SERVER_PORT" ? std::optional<std::string>("9001") : std::nullopt; });
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->port, 9001);
  EXPECT_EQ(public_address_of(*settings), "https://layanan.kota.example");
  EXPECT_EQ(log_origin_of(*settings), "layanan.kota.example/log");
}

TEST(Settings, RefuseAnUnknownWordWithItsLine) {
  const auto settings = read_settings("opak.toml", "[server]\n\nprot = 9000\n", no_environment);
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().front().line, 3);
}

TEST(Settings, RefuseCookiesThatAnyoneOnTheNetworkCouldTake) {
  const std::string lax = "[server]\nsecure_cookies = false\naddress = ";
  EXPECT_TRUE(read_settings("opak.toml", lax + "\"127.0.0.1\"\n", no_environment));
  EXPECT_FALSE(read_settings("opak.toml", lax + "\"0.0.0.0\"\n", no_environment));
}

TEST(Settings, NameOnlyPlanningServersThatNobodyCanListenTo) {
  const auto with = [](const std::string& line) { return read_settings("opak.toml", "[planning]\n" + line + "\n", no_environment).has_value(); };
  EXPECT_TRUE(with("map = \"http://127.0.0.1:5000\""));
  EXPECT_TRUE(with("map = \"https://peta.kota.example/\"\nmap_kind = \"valhalla\"\nmap_profile = \"motor_scooter\""));
  EXPECT_TRUE(with("vroom = \"http://localhost:3000\"\nvroom_seconds = 10"));
  EXPECT_FALSE(with("map = \"http://192.168.1.5:5000\"")) << "in the clear over a network";
  EXPECT_FALSE(with("map = \"http://127.0.0.1.example/\""));
  EXPECT_FALSE(with("vroom = \"file:///etc/passwd\""));
  EXPECT_FALSE(with("map_kind = \"paper\""));
  EXPECT_FALSE(with("map_seconds = 600"));
  EXPECT_FALSE(with("vroom_seconds = 0"));
}

TEST(Settings, SendNoTelephoneNumberOverANetworkUnsealed) {
  const auto with = [](const std::string& url) { return read_settings("opak.toml", "[sms]\nurl = \"" + url + "\"\npassword_file = \"sms.password\"\n", no_environment).has_value(); };
  EXPECT_TRUE(with("http://127.0.0.1:13013/cgi-bin/sendsms"));
  EXPECT_TRUE(with("https://sms.kota.example/cgi-bin/sendsms"));
  EXPECT_FALSE(with("http://10.0.0.5:13013/cgi-bin/sendsms"));
  EXPECT_FALSE(with("sms.kota.example"));
}

TEST(Settings, AreAllInTheCommentedFileAndNothingElseIs) {
  const auto file = text_in(OPAK_SOURCE_DIR "/packaging/opak.toml");
  std::string every;
  std::istringstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const bool is_setting = line.starts_with("#") && line.size() > 1 && line[1] != ' ';
    every += (is_setting ? line.substr(1) : line) + "\n";
  }
  const auto settings = read_settings("packaging/opak.toml", every, no_environment);
  ASSERT_TRUE(settings) << catalogue::to_line(settings.error().front());
  for (const auto& name : all_settings()) EXPECT_NE(every.find("\n" + std::string(name.word) + " = "), std::string::npos) << name.word;
}

// ---- The command line

TEST_F(Words, TeachWhenAskedForHelp) {
  for (const std::string word : {"serve", "demo", "check", "verify", "rebuild", "backup", "restore", "erase", "user", "plan"}) {
    EXPECT_EQ(say({word, "--help"}), Exit::fine) << word;
    EXPECT_NE(out.str().find("Example:"), std::string::npos) << word;
    EXPECT_NE(out.str().find("Exit codes:"), std::string::npos) << word;
    EXPECT_NE(out.str().find("--data"), std::string::npos) << word;
  }
}

TEST_F(Words, EndWithTwoWhenUsedWrongly) {
  EXPECT_EQ(say({"fly"}), Exit::wrong_use);
  EXPECT_EQ(say({}), Exit::wrong_use);
  EXPECT_EQ(say({"serve", "--port", "99999"}), Exit::wrong_use);
}

TEST_F(Words, CheckNamesFileAndLine) {
  fs::create_directories(path("mine/services"));
  fs::copy(OPAK_SOURCE_DIR "/cities", path("mine/cities"), fs::copy_options::recursive);
  std::ofstream(path("mine/services/lost.toml")) << "key = \"lost\"\nsurprise = 1\n";
  std::ofstream(path("opak.toml")) << "[city]\ncatalogue = \"" << path("mine") << "\"\n";
  EXPECT_EQ(say({"check", "--config", path("opak.toml")}), Exit::fault_found);
  EXPECT_NE(out.str().find("services/lost.toml:2: unknown word"), std::string::npos) << out.str();
}

// ---- Keys

TEST_F(Words, RefuseKeysThatOthersCanRead) {
  filed("city");
  ::chmod(path("city/opak.keys").c_str(), 0640);
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::world_failed);
  EXPECT_NE(err.str().find("chmod 600"), std::string::npos);
}

TEST_F(Words, NeverMakeNewKeysBesideOldData) {
  filed("city");
  fs::remove(path("city/opak.keys"));
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::world_failed);
  EXPECT_FALSE(fs::exists(path("city/opak.keys")));
}

TEST_F(Words, OneProgramAtATimeWorksInAFolder) {
  const auto first = DataFolder::open(path("city"), DataFolder::For::work);
  ASSERT_TRUE(first);
  EXPECT_FALSE(DataFolder::open(path("city"), DataFolder::For::work));
  EXPECT_TRUE(DataFolder::open(path("city"), DataFolder::For::reading));
}

// ---- Verify and rebuild

TEST_F(Words, VerifySaysThatAllIsWell) {
  filed("city");
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fine);
  EXPECT_NE(out.str().find("All is well"), std::string::npos);
}

// Damages the database as somebody with the file in hand could.
void damage(const std::string& database, const std::string& sql) {
  auto opened = store::Database::open(database, store::Mode::writer);
  opened->script(sql);
}

TEST_F(Words, VerifyFindsALineThatWasChanged) {
  filed("city");
  damage(path("city/opak.db"), "DROP TRIGGER journal_no_update; UPDATE journal SET at = at - 86400000 WHERE seq = 1");
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fault_found);
  EXPECT_NE(out.str().find("entry 1 does not follow"), std::string::npos) << out.str();
}

TEST_F(Words, VerifyFindsALeafWithoutItsEntry) {
  filed("city");
  damage(path("city/opak.db"), "DELETE FROM office_leaf WHERE seq = 1");
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fault_found);
  EXPECT_NE(out.str().find("entry 1 is public, but has no leaf"), std::string::npos) << out.str();
}

TEST_F(Words, RebuildMendsAWorklistThatVerifyComplainsOf) {
  filed("city");
  damage(path("city/opak.db"), "UPDATE view_case SET stage = 'delivered'");
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fault_found);
  EXPECT_NE(out.str().find("opak rebuild"), std::string::npos) << out.str();
  EXPECT_EQ(say({"rebuild", "--data", path("city")}), Exit::fine);
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fine);
}

TEST_F(Words, VerifySaysThatAnErasureIsNotFinishedAndNotWhose) {
  filed("city");
  damage(path("city/opak.db"), "INSERT INTO office_erasure VALUES ('01K00000000000000000000001', '', 1, 1)");
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fine);
  EXPECT_NE(out.str().find("1 erasures are not finished"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("01K0"), std::string::npos);
}

// ---- Backup, restore, erase

TEST_F(Words, BackupPartsDataFromKeysAndRestoreBringsThemTogether) {
  const auto subject = filed("city");
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  EXPECT_FALSE(has_key(path("data/opak.db"), subject));
  EXPECT_FALSE(fs::exists(path("data/opak.keys")));
  const auto keys = fs::directory_iterator(path("keys"))->path().string();
  EXPECT_TRUE(has_key(keys + "/vault_key.db", subject));

  ASSERT_EQ(say({"restore", "--from", path("data"), "--keys", keys, "--erasures", "none", "--data", path("back")}), Exit::fine) << err.str();
  EXPECT_TRUE(has_key(path("back/opak.db"), subject));
  EXPECT_EQ(say({"verify", "--data", path("back")}), Exit::fine) << out.str();
  EXPECT_EQ(say({"restore", "--from", path("data"), "--keys", keys, "--erasures", "none", "--data", path("back")}), Exit::refused);
}

TEST_F(Words, RestoreRefusesADamagedBackupAndForeignKeys) {
  filed("city");
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  const auto keys = fs::directory_iterator(path("keys"))->path().string();
  std::ofstream(path("data/opak.db"), std::ios::app) << "x";
  EXPECT_EQ(say({"restore", "--from", path("data"), "--keys", keys, "--erasures", "none", "--data", path("back")}), Exit::world_failed);
  EXPECT_NE(err.str().find("damaged: opak.db"), std::string::npos) << err.str();
}

// Whoever can write where the backup lies, but has not the keys, can change the list of hashes together with the files.
TEST_F(Words, RestoreRefusesABackupThatWasAlteredWithItsList) {
  filed("city");
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  EXPECT_NE(out.str().find("read back and hold"), std::string::npos);
  const auto keys = fs::directory_iterator(path("keys"))->path().string();
  const std::vector<std::string> restoring = {"restore", "--from", path("data"), "--keys", keys, "--erasures", "none", "--data", path("back")};
  {
    auto book = store::Database::open(path("data/opak.db"), store::Mode::writer);
    book->script("PRAGMA journal_mode=DELETE; DELETE FROM office_letter;");
  }
  auto manifest = text_in(path("data/manifest.json"));
  DiskFiles data(path("data"));
  const auto at = manifest.find("\"sha256\":\"", manifest.find("\"opak.db\"")) + 10;
  manifest.replace(at, 64, to_hex(sha256(*data.read("opak.db"))));
  ASSERT_TRUE(data.write_durable("manifest.json", manifest));
  EXPECT_EQ(say(restoring), Exit::world_failed);
  EXPECT_NE(err.str().find("altered"), std::string::npos) << err.str();
  ASSERT_TRUE(data.remove("manifest.seal"));
  EXPECT_EQ(say(restoring), Exit::world_failed);
  EXPECT_NE(err.str().find("no seal"), std::string::npos) << err.str();
  ASSERT_TRUE(data.write_durable("documents/more", "x"));
  EXPECT_EQ(say(restoring), Exit::world_failed);
  EXPECT_NE(err.str().find("documents/more"), std::string::npos) << err.str();
  EXPECT_FALSE(fs::exists(path("back/opak.db"))) << "nothing was begun";
}

TEST_F(Words, RestoreNoticesABackupOlderThanACheckpointThatSomebodyHolds) {
  filed("city");
  const auto checkpoint_now = [&] {
    auto book = store::Database::open(path("city/opak.db"), store::Mode::reader);
    auto row = book->query("SELECT note FROM tlog_checkpoint ORDER BY size DESC LIMIT 1");
    row.next();
    return row.string_at(0);
  };
  const auto hold = [&](const std::string& note) { std::ofstream(path("held")) << note; };
  const auto of_then = checkpoint_now();
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  filed("city", "damaged_card");
  const auto keys = fs::directory_iterator(path("keys"))->path().string();
  const std::vector<std::string> restoring = {"restore", "--from", path("data"), "--keys", keys, "--erasures", "none", "--data", path("back"), "--not-before", path("held")};
  hold(checkpoint_now());
  EXPECT_EQ(say(restoring), Exit::world_failed);
  EXPECT_NE(err.str().find("older than the checkpoint"), std::string::npos) << err.str();
  auto forged = of_then;
  forged[forged.find('\n') + 1] = '9';
  hold(forged);
  EXPECT_EQ(say(restoring), Exit::world_failed);
  EXPECT_NE(err.str().find("not signed by this city"), std::string::npos) << err.str();
  hold(of_then);
  EXPECT_EQ(say(restoring), Exit::fine) << err.str();
}

TEST_F(Words, BackupForgetsKeysAfterFiveWeeks) {
  filed("city");
  const auto today = day_in_jakarta(SystemClock().now());
  const auto young = iso_day(today + -key_backup_days_max) + "T01-00-00", old = iso_day(today + (-key_backup_days_max - 1)) + "T01-00-00";
  for (const auto& name : {young, old, std::string("mine")}) fs::create_directories(path("keys/" + name));
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  EXPECT_TRUE(fs::exists(path("keys/" + young)));
  EXPECT_FALSE(fs::exists(path("keys/" + old)));
  EXPECT_TRUE(fs::exists(path("keys/mine")));
}

TEST_F(Words, ErasedStaysErasedAfterAnOlderBackupIsRestored) {
  const auto subject = filed("city");
  const auto nik = registry::demo_resident("lost_card").nik;
  ASSERT_EQ(say({"backup", "--data", path("city"), "--to", path("data"), "--keys-to", path("keys")}), Exit::fine) << err.str();
  ASSERT_EQ(say({"erase", "--data", path("city"), "--by", "nik"}, nik + "\n"), Exit::fine) << err.str();
  EXPECT_FALSE(has_key(path("city/opak.db"), subject));
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fine) << out.str();
  EXPECT_EQ(say({"erase", "--data", path("city"), "--by", "nik"}, nik + "\n"), Exit::refused);

  const auto keys = fs::directory_iterator(path("keys"))->path().string();
  ASSERT_EQ(say({"restore", "--from", path("data"), "--keys", keys, "--erasures", path("city/erasures.list"), "--data", path("back")}), Exit::fine) << err.str();
  EXPECT_NE(out.str().find("1 open applications of theirs were closed again"), std::string::npos) << out.str();
  EXPECT_FALSE(has_key(path("back/opak.db"), subject));
  {
    auto back = store::Database::open(path("back/opak.db"), store::Mode::reader);
    views::Boards boards(*back);
    for (const auto& one : boards.cases_of_person(subject)) EXPECT_EQ(one.state.stage, application::Stage::withdrawn);
    EXPECT_EQ(boards.cases_of_person(subject).size(), 1U);
    EXPECT_FALSE(back->query("SELECT 1 FROM office_letter").next()) << "nobody is left to write to";
  }
  EXPECT_EQ(say({"verify", "--data", path("back")}), Exit::fine) << out.str();
}

TEST_F(Words, ErasingLeavesNoKeyInTheFilesAndNoPaper) {
  const auto subject = filed("city");
  std::string wrapped;
  {
    auto database = store::Database::open(path("city/opak.db"), store::Mode::reader);
    auto row = database->query("SELECT wrapped FROM vault_key WHERE subject = $1").text(subject);
    ASSERT_TRUE(row.next());
    wrapped = std::string(row.blob_at(0));
  }
  ASSERT_GT(papers_in("city"), 0);
  ASSERT_EQ(say({"erase", "--data", path("city")}, registry::demo_resident("lost_card").nik + "\n"), Exit::fine) << err.str();
  for (const auto* tail : {"", "-wal"}) EXPECT_EQ(text_in(path("city/opak.db") + tail).find(wrapped), std::string::npos) << tail;
  EXPECT_EQ(papers_in("city"), 0);
}

TEST_F(Words, EraseReadsTheNumberAsPeopleTypeItOrSaysWhatIsWrong) {
  filed("city");
  EXPECT_EQ(say({"erase", "--data", path("city")}, "12\n"), Exit::refused);
  EXPECT_EQ(say({"erase", "--data", path("city"), "--by", "phone"}, "0812 0000 0001\n"), Exit::fine) << err.str();
}

// A city that ships to a folder beside it, while this lives.
struct ShippingCity {
  ShippingCity(const std::string& data, const Settings& the_settings) : settings(the_settings), folder(std::move(*DataFolder::open(data, DataFolder::For::work))) {
    copying = std::move(*Copying::open(*folder, settings, outgoing));
    auto opened = RunningCity::open({*folder, catalogue, population, outgoing, child, settings, false, {}, &copying->shipper(), &copying->files()});
    EXPECT_TRUE(opened) << opened.error().what;
    city = std::move(*opened);
    auto& office = city->office();
    copying->shipper().nudge_with([&office] { office.record({.actor = "system"}, [](office::Book&) -> office::Answer { return office::Done{}; }); });
  }
  ~ShippingCity() {
    city->stop();
    copying->shipper().stop();
  }
  template <class F>
  static bool soon(F holds) {
    for (int n = 0; n < 400; ++n, std::this_thread::sleep_for(std::chrono::milliseconds(25)))
      if (holds()) return true;
    return false;
  }
  bool is_copied() {
    return soon([&] { return copying->shipper().state().reached && copying->shipper().state().behind_ms == 0; });
  }
  Settings settings;
  std::unique_ptr<DataFolder> folder;
  catalogue::Catalogue catalogue = catalogue::Catalogue::embedded();
  NoRegister population;
  NoOutgoing outgoing;
  NoChild child;
  std::unique_ptr<Copying> copying;
  std::unique_ptr<RunningCity> city;
};

TEST_F(Words, AnErasureIsFinishedOnlyWhenTheSecondPlaceForgotToo) {
  const auto subject = filed("city");
  Settings settings;
  settings.secure_cookies = false;
  settings.copy_to = path("second");
  std::string key;
  {
    auto database = store::Database::open(path("city/opak.db"), store::Mode::reader);
    auto row = database->query("SELECT wrapped FROM vault_key WHERE subject = $1").text(subject);
    ASSERT_TRUE(row.next());
    key = row.blob_at(0);
  }
  const auto second_has_it = [&] {
    for (const auto& entry : fs::recursive_directory_iterator(path("second")))
      if (entry.is_regular_file() && text_in(entry.path()).find(key) != std::string::npos) return true;
    return false;
  };
  {
    ShippingCity city(path("city"), settings);
    ASSERT_TRUE(city.is_copied());
  }
  EXPECT_TRUE(second_has_it());
  ::setenv("OPAK_COPY_TO", settings.copy_to.c_str(), 1);
  const auto erased = say({"erase", "--data", path("city"), "--by", "nik"}, registry::demo_resident("lost_card").nik + "\n");
  ::unsetenv("OPAK_COPY_TO");
  ASSERT_EQ(erased, Exit::fine) << err.str();
  EXPECT_NE(out.str().find("the second place still holds"), std::string::npos) << out.str();
  EXPECT_TRUE(second_has_it());
  {
    ShippingCity city(path("city"), settings);
    auto& office = city.city->office();
    EXPECT_TRUE(ShippingCity::soon([&] { return office::finish_erasures(office).value_or(-1) == 0; }));
    EXPECT_FALSE(second_has_it()) << "as soon as it counts as finished, and not later";
  }
  EXPECT_EQ(say({"restore", "--from", path("second"), "--keys", path("city/opak.keys"), "--erasures", path("city/erasures.list"), "--data", path("back")}), Exit::fine) << err.str();
  EXPECT_FALSE(has_key(path("back/opak.db"), subject));
  EXPECT_EQ(say({"verify", "--data", path("back")}), Exit::fine) << out.str();
}

TEST(ErasureList, TakesACutOffErasureForDoneAndARefusedOneForNone) {
  const std::string list = std::string(OPAK_BINARY_DIR) + "/erasure_list_test";
  fs::remove(list);
  const Moment now{1'795'000'000'000};
  const std::string a = "01K00000000000000000000001", b = "01K00000000000000000000002";
  EXPECT_FALSE(read_erasures(list));
  ASSERT_TRUE(note_erasure(list, "begun", a, now) && note_erasure(list, "begun", b, now) && note_erasure(list, "kept", b, now));
  EXPECT_EQ(read_erasures(list).value(), std::vector<std::string>{a});
  std::ofstream(list, std::ios::app) << "nonsense\n";
  EXPECT_FALSE(read_erasures(list));
}

// ---- Users

TEST_F(Words, UserAddShowsThePasswordAndTheAuthenticatorOnce) {
  ASSERT_EQ(say({"user", "add", "--data", path("city"), "--login", "siti", "--name", "Siti Aminah", "--roles", "operator courier"}), Exit::fine) << err.str();
  const auto said = out.str();
  EXPECT_NE(said.find("otpauth://totp/"), std::string::npos);
  const auto begin = said.find("(shown once): ") + 14;
  const auto password = said.substr(begin, said.find('\n', begin) - begin);
  auto database = store::Database::open(path("city/opak.db"), store::Mode::reader);
  auto row = database->query("SELECT password FROM access_staff WHERE login = 'siti'");
  ASSERT_TRUE(row.next());
  EXPECT_TRUE(access::password_is(row.string_at(0), password));
  EXPECT_EQ(say({"user", "add", "--data", path("city"), "--login", "siti", "--name", "Siti Dua", "--roles", "operator"}), Exit::refused);
}

TEST_F(Words, UserListRolesResetAndDeactivate) {
  ASSERT_EQ(say({"user", "add", "--data", path("city"), "--login", "siti", "--name", "Siti", "--roles", "operator", "--password-from-stdin"}, "panjang-dan-baik-77\n"), Exit::fine) << err.str();
  EXPECT_EQ(say({"user", "add", "--data", path("city"), "--login", "budi", "--name", "Budi", "--roles", "king"}), Exit::wrong_use);
  EXPECT_EQ(say({"user", "add", "--data", path("city"), "--login", "budi", "--name", "Budi", "--roles", "operator", "--password-from-stdin"}, "pendek\n"), Exit::refused);
  EXPECT_EQ(say({"user", "roles", "--data", path("city"), "--login", "siti", "--roles", "verifier"}), Exit::fine);
  EXPECT_EQ(say({"user", "reset", "--data", path("city"), "--login", "siti"}), Exit::fine);
  EXPECT_EQ(say({"user", "deactivate", "--data", path("city"), "--login", "siti"}), Exit::fine);
  EXPECT_EQ(say({"user", "deactivate", "--data", path("city"), "--login", "nobody"}), Exit::wrong_use);
  EXPECT_EQ(say({"user", "list", "--data", path("city")}), Exit::fine);
  EXPECT_NE(out.str().find("verifier"), std::string::npos);
  EXPECT_NE(out.str().find("(left)"), std::string::npos);
}

// ---- The example city

TEST_F(Words, TheExampleCityIsWholeAndHoldsTogether) {
  auto folder = DataFolder::open(path("city"), DataFolder::For::work);
  ASSERT_TRUE(folder);
  const auto catalogue = catalogue::Catalogue::embedded();
  auto population = registry::ExampleRegister::open((*folder)->file("register-example.db"));
  ASSERT_TRUE(population);
  paper::ProcessChild reader(OPAK_BINARY_DIR "/opak-reader");
  const Settings settings;
  ASSERT_FALSE(has_example_city(**folder).value());
  // A first start that was cut off leaves papers and a mark; the next one begins anew.
  ASSERT_TRUE((*folder)->files().write_durable("opak.filling", "x"));
  ASSERT_TRUE((*folder)->files().write_durable("documents/aa/stray", "x"));
  const auto filled = fill_example_city(**folder, catalogue, settings, **population, reader, moment_in_jakarta(*day_of(2026, 11, 24), 10), {.applications = 90, .days = 15});
  ASSERT_TRUE(filled) << filled.error().what;
  EXPECT_TRUE(has_example_city(**folder).value());
  EXPECT_FALSE(fs::exists(path("city/documents/aa/stray")));

  auto database = store::Database::open((*folder)->database(), store::Mode::reader);
  views::Boards boards(*database);
  using enum application::Stage;
  for (const auto stage : {submitted, complete, print_ready, printing, printed, on_the_road, delivered, rejected, withdrawn})
    EXPECT_GT(boards.count({.stages = {stage}}), 0) << name_of(stage);
  EXPECT_GT(boards.count({.disputed = true}), 0);
  EXPECT_GT(boards.count({.rejection_waits = true}), 0);
  // A few still wait for blangko, passed over until an officer makes sure of them: nobody's new filing stands behind them.
  EXPECT_GE(boards.count({.stages = {waiting_blangko}}), 3);
  EXPECT_LE(boards.count({.stages = {waiting_blangko}}), 6);
  EXPECT_EQ(boards.count({.stages = {waiting_blangko}}), boards.count({.stages = {waiting_blangko}, .identity_check_needed = true}) + boards.count({.stages = {waiting_blangko}, .disputed = true}));
  EXPECT_GT(boards.find_stock("36.73")->available(), 5);
  EXPECT_EQ(access::list_staff(*database).size(), example_logins().size());
  EXPECT_FALSE(database->query("SELECT 1 FROM journal WHERE at > $1").number(moment_in_jakarta(*day_of(2026, 11, 24), 10).ms).next());
  folder->reset();
  EXPECT_EQ(say({"verify", "--data", path("city")}), Exit::fine) << out.str();
}

TEST_F(Words, TheDemoStaysOutOfARealCity) {
  filed("city");
  EXPECT_EQ(say({"demo", "--data", path("city"), "--port", "0"}), Exit::world_failed);
  EXPECT_NE(err.str().find("a real city"), std::string::npos);
}

TEST_F(Words, ServeStaysOutOfTheExampleCity) {
  {
    auto folder = DataFolder::open(path("city"), DataFolder::For::work);
    ASSERT_TRUE((*folder)->files().write_durable(example_mark, "invented people\n"));
    ASSERT_TRUE(is_example_city(**folder)) << "the mark of the demo has another name";
  }
  EXPECT_EQ(say({"serve", "--data", path("city"), "--port", "0"}), Exit::refused);
  EXPECT_NE(err.str().find("opak demo"), std::string::npos);
}

// ---- A city that runs

TEST_F(Words, AnEmptyCityStartsWithinASecond) {
  auto folder = DataFolder::open(path("city"), DataFolder::For::work);
  const auto catalogue = catalogue::Catalogue::embedded();
  Settings settings;
  settings.port = 0;
  settings.threads = 1;
  NoRegister population;
  NoOutgoing outgoing;
  NoChild reader;
  const auto begin = std::chrono::steady_clock::now();
  auto city = RunningCity::open({**folder, catalogue, population, outgoing, reader, settings});
  ASSERT_TRUE(city) << city.error().what;
  const auto port = (*city)->listen();
  const auto took = std::chrono::steady_clock::now() - begin;
  ASSERT_TRUE(port);
  EXPECT_GT(*port, 0);
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), 1000);
}

TEST_F(Words, SweepingTakesAwayPapersThatNobodyKnows) {
  filed("city");
  auto folder = DataFolder::open(path("city"), DataFolder::For::work);
  const auto catalogue = catalogue::Catalogue::embedded();
  const Settings settings;
  QuietOffice quiet(**folder, catalogue, settings);
  ASSERT_TRUE(quiet.open());
  const auto before = (*folder)->files().list("documents")->size();
  ASSERT_TRUE((*folder)->files().write_durable("documents/01/01K00000000000000000000001", "old and unknown"));
  EXPECT_EQ(office::sweep_documents(quiet.office()), 1);
  EXPECT_EQ((*folder)->files().list("documents")->size(), before);
}

TEST_F(Words, PlanReadsADayAndWritesAPlanTheSameEachTime) {
  const std::string day = R"({"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":7,"location_index":1},{"id":8,"location_index":2}],
      "matrices":{"car":{"durations":[[0,10,20],[10,0,10],[20,10,0]]}}})";
  EXPECT_EQ(say({"plan", "--iterations", "50", "--seed", "3"}, day), Exit::fine);
  const auto first = out.str();
  EXPECT_NE(first.find(R"("cost":40)"), std::string::npos) << first;
  EXPECT_EQ(say({"plan", "--iterations", "50", "--seed", "3"}, day), Exit::fine);
  EXPECT_EQ(out.str(), first);
}

TEST_F(Words, PlanSaysWhereADayIsWrong) {
  EXPECT_EQ(say({"plan"}, R"({"jobs":[{"id":"A"}]})"), Exit::wrong_use);
  EXPECT_EQ(out.str(), "{\"code\":2,\"error\":\"jobs[0].id must be a whole number, not text\"}\n");
  EXPECT_EQ(say({"plan"}, "not JSON"), Exit::wrong_use);
}

TEST_F(Words, UnderstandAnswersEachLineWithOne) {
  const std::string lines = "ktp saya hilang\n\n\xff\xfe\nbayar berapa\r\nnik 3673055404919901 a.n. Siti Aminah\n" + std::string(300'000, 'a') + "\nstop";
  EXPECT_EQ(say({"understand"}, lines), Exit::fine);
  const auto answers = split(out.str(), '\n');
  ASSERT_EQ(answers.size(), 8U) << "seven lines, and what stands behind the last end of a line";
  EXPECT_TRUE(answers[0].starts_with("apply_lost\t")) << answers[0];
  EXPECT_TRUE(answers[3].starts_with("fee\t")) << answers[3];
  EXPECT_TRUE(answers[4].ends_with(R"({"nik":["3673055404919901"],"name":["Siti Aminah"]})")) << answers[4];
  EXPECT_TRUE(answers[6].starts_with("stop_consent\t0.990\t{}")) << answers[6];
  for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(split(answers[i], '\t').size(), 3U) << answers[i];
  EXPECT_EQ(say({"understand"}, ""), Exit::fine);
  EXPECT_EQ(out.str(), "");
}

TEST_F(Words, UnderstandCountsFromTheDayItIsGiven) {
  EXPECT_EQ(say({"understand"}, "hilang kemarin\n"), Exit::fine);
  EXPECT_EQ(out.str().find("date"), std::string::npos);
  EXPECT_EQ(say({"understand", "--today", "2026-11-23"}, "hilang kemarin\n"), Exit::fine);
  EXPECT_NE(out.str().find("2026-11-22"), std::string::npos) << out.str();
  EXPECT_EQ(say({"understand", "--today", "kemarin"}, "hilang kemarin\n"), Exit::wrong_use);
}

}  // namespace
}  // namespace opak::commands
