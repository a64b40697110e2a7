// The city's key is changed while people write and officers work: nobody notices, a kill in the middle changes nothing, and at the end
// nothing opens with the old key any more.
#include "real_city.h"
#include "vault/vault.h"

namespace opak {
namespace {

class KeyChanged : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(city.program)) GTEST_SKIP() << "the program is not built here";
  }
  static void pause(int ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

  vault::Secrets secrets() {
    DiskFiles files(city.data);
    return *vault::load_or_make_secrets(files, chance);
  }
  // How many persons' keys open with these.
  int opens(const vault::Secrets& with) {
    const vault::Vault vault(with, chance);
    auto database = store::Database::open(city.data + "/opak.db", store::Mode::reader);
    std::vector<std::string> subjects;
    for (auto rows = database->query("SELECT subject FROM vault_key"); rows.next();) subjects.push_back(rows.string_at(0));
    int count = 0;
    for (const auto& subject : subjects) count += vault.find_key(*database, subject) ? 1 : 0;
    return count;
  }
  bool waits_until_finished() {
    for (int n = 0; n < 400; ++n, pause(25))
      if (secrets().old_city_key.empty()) return true;
    return false;
  }

  RealCity city;
  SystemChance chance;
};

TEST_F(KeyChanged, WhileItRunsUnderLoadAndIsKilledInTheMiddle) {
  const auto first = city.serve();
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  const auto old = secrets();
  Askers askers(city);
  askers.add_fresh(2);
  askers.add_kept(3);
  for (int n = 0; n < 400 && city.count("vault_key") < 150; ++n) pause(25);
  ASSERT_EQ(city.run({"keys", "rotate", "--data", city.data}), 0) << city.diary();
  EXPECT_EQ(city.run({"keys", "rotate", "--data", city.data}), 4) << "one change at a time";
  EXPECT_EQ(city.end_of(first), 0) << city.diary();
  EXPECT_EQ(askers.failed(), 0) << askers.first_fault();
  const auto second = city.served_by();
  ASSERT_GT(second, 0);
  ::kill(second, SIGKILL);
  askers.end();
  EXPECT_GT(askers.acknowledged().size(), 100u);
  while (::kill(second, 0) == 0 && city.served_by() == second) pause(5);
  const auto third = city.serve();
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  Askers more(city);
  more.add_kept(2);
  EXPECT_TRUE(waits_until_finished()) << city.diary();
  more.end();
  EXPECT_EQ(more.failed(), 0) << more.first_fault();
  EXPECT_EQ(city.lost_of(askers.acknowledged()), 0);
  EXPECT_EQ(city.stop(third), 0) << city.diary();

  const auto now = secrets();
  EXPECT_NE(now.city_key, old.city_key);
  EXPECT_EQ(now.blind_key, old.blind_key);
  EXPECT_EQ(opens(now), city.count("vault_key"));
  EXPECT_EQ(opens(old), 0);
  EXPECT_EQ(city.run({"verify", "--data", city.data}), 0) << city.diary();
  // What waits in the inbox is opened by the next start.
  EXPECT_EQ(city.diary().find("cannot be opened"), std::string::npos);
}

TEST_F(KeyChanged, WhereNoCityRunsTheNextStartDoesIt) {
  auto pid = city.serve();
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  ASSERT_EQ(city.ask(RealCity::knock("wamid.one", false)).status, 200);
  for (int n = 0; n < 400 && city.count("vault_key") == 0; ++n) pause(25);
  ASSERT_GT(city.count("vault_key"), 0);
  ASSERT_EQ(city.stop(pid), 0);
  const auto old = secrets();
  ASSERT_EQ(city.run({"keys", "rotate", "--data", city.data}), 0) << city.diary();
  EXPECT_FALSE(secrets().old_city_key.empty());
  EXPECT_EQ(opens(secrets()), city.count("vault_key")) << "both keys open until everything is under one";
  // A backup between the two holds what it needs.
  EXPECT_EQ(city.run({"backup", "--data", city.data, "--to", city.folder + "/backup", "--keys-to", city.folder + "/keys"}), 0) << city.diary();
  pid = city.serve();
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  EXPECT_TRUE(waits_until_finished()) << city.diary();
  EXPECT_EQ(city.stop(pid), 0);
  EXPECT_EQ(opens(old), 0);
  EXPECT_GT(opens(secrets()), 0);
}

}  // namespace
}  // namespace opak
