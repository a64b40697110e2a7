// More come than the city can carry: what it promised is kept, the office works on, and afterwards all is as before.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "access/password.h"
#include "access/session.h"
#include "access/staff.h"
#include "access/totp.h"
#include "commands/bench_streams.h"
#include "commands/city.h"
#include "office/apply_for.h"
#include "office/book.h"

namespace opak::commands {
namespace {

class ACrowd : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = std::filesystem::temp_directory_path() / "opak-crowd-XXXXXX";
    path = ::mkdtemp(name.data());
    auto opened = DataFolder::open(path, DataFolder::For::work);
    ASSERT_TRUE(opened);
    folder = std::move(*opened);
    settings.port = 0;
    settings.secure_cookies = false;
    auto city_opened = RunningCity::open({*folder, catalogue, population, outgoing, reader, settings});
    ASSERT_TRUE(city_opened) << city_opened.error().what;
    city = std::move(*city_opened);
    port = *city->listen();
  }
  void TearDown() override {
    city.reset();
    folder.reset();
    std::filesystem::remove_all(path);
  }

  void hire(BenchClient& client, const std::string& login, access::Roles roles) {
    std::string cookie;
    const auto answer = city->office().record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      auto& vault = book.office().vault();
      auto& chance = book.office().world().chance;
      const auto staff = access::create_staff(book.database(), vault,
                                              {.login = login, .name = login, .roles = roles, .office = "36.73", .password_hash = access::hash_password("kebun pisang", access::Strength::cheap, chance)}, book.now());
      const auto secret = access::begin_totp(book.database(), vault, staff->id, chance);
      access::confirm_totp(book.database(), vault, staff->id, access::totp_code(secret, book.now()), book.now(), chance);
      cookie = access::start_session(book.database(), chance, access::SessionKind::staff, staff->id, access::Proof::password_and_code, "", book.now());
      return office::Done{};
    });
    ASSERT_NE(office::done(answer.wait()), nullptr);
    client.take_cookie("sid", cookie);
    ASSERT_EQ(client.get("/petugas").status, 200);
  }

  void confirm_number(BenchClient& client) {
    std::string cookie;
    const auto answer = city->office().record({}, [&](office::Book& book) -> office::Answer {
      const auto contact = office::know_contact_in(book, Personal<vault::Fields>(vault::Fields{{"phone", "+6281200000077"}}));
      cookie = access::start_session(book.database(), book.office().world().chance, access::SessionKind::resident, contact, access::Proof::number_code, "", book.now());
      return office::Done{};
    });
    ASSERT_NE(office::done(answer.wait()), nullptr);
    client.take_cookie("wid", cookie);
    ASSERT_EQ(client.get("/lanjut").status, 200);
  }

  std::string path;
  std::unique_ptr<DataFolder> folder;
  const catalogue::Catalogue catalogue = catalogue::Catalogue::embedded();
  Settings settings;
  NoRegister population;
  NoOutgoing outgoing;
  NoChild reader;
  std::unique_ptr<RunningCity> city;
  std::uint16_t port = 0;
};

TEST_F(ACrowd, FiveTimesWhatTheCityCarriesLosesNothingThatWasAcknowledged) {
  BenchClient resident(port), officer(port), other(port);
  confirm_number(resident);
  hire(officer, "rina", {access::Role::operator_});
  hire(other, "budi", {access::Role::operator_});
  // So many that those who wait stand at the city's door and not in this test: with few, a fast machine never makes anybody wait for long.
  const auto connections = static_cast<int>(std::min<std::int64_t>(3'000, raise_descriptor_limit() / 3));
  const auto seen = spike(port, {"/", "/bantuan", "/urus/ktp/hilang", "/transparansi"}, resident, officer, {.capacity_s = 1, .calm_s = 1, .rush_s = 4, .after_s = 4, .connections = connections});
  for (const auto& one : seen.numbers()) std::printf("  %-48s %12.1f %s\n", one.name.c_str(), one.value, one.unit.c_str());
  EXPECT_GT(seen.filed, 20);
  EXPECT_EQ(seen.lost, 0);
  EXPECT_EQ(seen.doubled, 0);
  EXPECT_EQ(seen.unanswered, 0);
  EXPECT_GT(seen.looks_turned_away, 100) << "else it was no rush";
  EXPECT_GT(seen.looks, 100);
  EXPECT_EQ(seen.officers_turned_away, 0);
  EXPECT_GT(seen.officers, 100);
  EXPECT_LT(seen.normal_after_s, 3.9) << "seconds after the rush";

  // The same city: a change to one case reaches every page that is open on it.
  const auto number = officer.get(seen.one_filed).body;
  const auto at = number.find("OM-");
  ASSERT_NE(at, std::string::npos);
  const StreamsWish wish{.pages = 300, .changes = 4};
  const auto streams = open_streams(port, ::getpid(), "/alir" + seen.one_filed, [&](int n) {
    const auto answer = (n % 2 == 0 ? officer : other).post("/petugas/ambil", {{"nomor", number.substr(at, number.find_first_of("< \"", at) - at)}});
    EXPECT_EQ(answer.status, 303);
  }, wish);
  EXPECT_EQ(streams.open, wish.pages);
  EXPECT_EQ(streams.whole, wish.changes);
  EXPECT_EQ(streams.left_open, wish.pages);
}

}  // namespace
}  // namespace opak::commands
