// A stranger, a broker and a curious insider at every door of the site. What once let them in has a test of its name.
#include <gtest/gtest.h>

#include <regex>

#include "access/one_time_code.h"
#include "access/password.h"
#include "access/session.h"
#include "access/staff.h"
#include "access/totp.h"
#include "intake/drafts.h"
#include "law/application_number.h"
#include "office/book.h"
#include "web/officer/routes.h"
#include "web/site_twin.h"

namespace opak::web {
namespace {

using enum access::Role;
using access::Proof;
using access::SessionKind;

const SiteSettings real_city{.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080"};
const SiteSettings demo_city{.secure_cookies = false, .demo = true, .public_address = "http://localhost:8080"};

// Staff S-0001 to S-0008, one of each role and two who count together.
struct Hall {
  explicit Hall(SiteSettings settings = demo_city) : city(std::move(settings)) {
    for (const auto& [login, roles] : std::vector<std::pair<std::string, access::Roles>>{
             {"rina", {operator_}}, {"budi", {verifier}}, {"joko", {printer}}, {"agus", {courier}}, {"ratna", {supervisor}}, {"tuti", {admin}}, {"wati", {printer}}, {"dedi", {courier}}}) {
      const auto hash = access::hash_password("kebun pisang " + login, access::Strength::cheap, city.twin.chance);
      in_book([&, name = login, role = roles](office::Book& book) {
        ids[name] = access::create_staff(book.database(), city.twin.office->vault(), {.login = name, .name = name, .roles = role, .office = "36.73", .password_hash = hash}, book.now())->id;
      });
    }
  }
  void in_book(const std::function<void(office::Book&)>& act) {
    office::OfficeTwin::must(city.twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      act(book);
      return office::Done{};
    }));
  }
  std::string session(SessionKind kind, const std::string& who, Proof proof) {
    std::string cookie;
    in_book([&](office::Book& book) { cookie = access::start_session(book.database(), city.twin.chance, kind, who, proof, "", book.now()); });
    return cookie;
  }
  Browser as(const std::string& login, Proof proof = Proof::password_and_code) {
    Browser browser(city);
    browser.cookies["sid"] = session(SessionKind::staff, ids.at(login), proof);
    return browser;
  }
  office::OfficeTwin& twin() { return city.twin; }

  SiteTwin city;
  std::map<std::string, std::string> ids;
};

std::string with_stars_filled(std::string_view pattern) {
  std::string path;
  for (const char c : pattern) path += c == '*' ? std::string("OM-2611-00001-K") : std::string(1, c);
  return path;
}

// ---- Who may knock where

TEST(EveryStaffRoute, IsClosedToEveryOtherRoleAlsoForPosts) {
  Hall hall;
  const std::map<std::string, access::Roles> people{{"rina", {operator_}}, {"budi", {verifier}}, {"joko", {printer}}, {"agus", {courier}}, {"ratna", {supervisor}}, {"tuti", {admin}}};
  int closed = 0;
  for (const auto& [login, roles] : people) {
    auto browser = hall.as(login);
    browser.get("/akun/kode");
    const auto form = browser.page;
    for (const auto& route : officer_routes()) {
      if (route.who != Who::officer || route.roles.empty() || roles.has_any(route.roles)) continue;
      browser.page = form;
      const auto path = with_stars_filled(route.pattern);
      const auto response = route.method == "GET" ? browser.send("GET", path, {}, {}) : browser.post_only(path, {{"nomor", "OM-2611-00001-K"}, {"yakin", "ya"}});
      EXPECT_EQ(response.status, 403) << login << " " << route.method << " " << route.pattern;
      ++closed;
    }
  }
  EXPECT_GT(closed, 200);
}

TEST(EveryStaffRoute, LeadsAGuestAndAResidentToSigningIn) {
  Hall hall;
  Browser resident(hall.city);
  resident.cookies["wid"] = hall.session(SessionKind::resident, hall.twin().contact("+6281200000001"), Proof::number_code);
  resident.cookies["sid"] = resident.cookies["wid"];  // The same key in the other lock.
  Browser guest(hall.city);
  for (auto* browser : {&resident, &guest}) {
    browser->get("/lacak");
    const auto form = browser->page;
    for (const auto& route : officer_routes()) {
      if (route.who != Who::officer) continue;
      browser->page = form;
      const auto path = with_stars_filled(route.pattern);
      const auto response = route.method == "GET" ? browser->send("GET", path, {}, {}) : browser->post_only(path);
      EXPECT_EQ(response.status, 303) << route.method << " " << route.pattern;
      EXPECT_TRUE(header_of(response, "Location").starts_with("/masuk?ke=")) << route.pattern;
    }
  }
}

TEST(AStaffSession, OpensNoResidentsPage) {
  Hall hall;
  Browser browser(hall.city);
  browser.cookies["wid"] = hall.session(SessionKind::staff, hall.ids.at("rina"), Proof::password_and_code);
  EXPECT_TRUE(header_of(browser.send("GET", "/lanjut", {}, {}), "Location").starts_with("/nomor"));
}

TEST(WhoLeft, IsOutWithTheNextRequest) {
  Hall hall;
  auto browser = hall.as("rina");
  EXPECT_EQ(browser.send("GET", "/petugas", {}, {}).status, 200);
  hall.in_book([&](office::Book& book) { access::deactivate_staff(book.database(), hall.ids.at("rina")); });
  EXPECT_EQ(browser.send("GET", "/petugas", {}, {}).status, 303);
}

TEST(ADraft, ShowsItsPhotosAndPagesToItsOwnNumberOnly) {
  Hall hall;
  auto& office = *hall.twin().office;
  const auto owner = hall.twin().contact("+6281200000001"), stranger = hall.twin().contact("+6281399999999");
  const auto draft = office::OfficeTwin::word(intake::begin_draft(office, {.service = "lost", .channel = "web", .contact = owner, .language = "id"}, {}), "application");
  Browser browser(hall.city);
  browser.cookies["wid"] = hall.session(SessionKind::resident, stranger, Proof::number_code);
  browser.get("/lacak");
  const auto form = browser.page;
  for (const auto* path : {"/data-diri", "/berkas", "/berkas/family_card", "/foto/family_card", "/antar", "/periksa"}) {
    EXPECT_EQ(browser.send("GET", "/isian/" + draft + path, {}, {}).status, 404) << path;
    browser.page = form;
    const auto status = browser.post_only("/isian/" + draft + path, {{"name", "PENCURI"}}).status;
    EXPECT_TRUE(status == 404 || status == 405) << path << " " << status;
  }
  browser.page = form;
  EXPECT_EQ(browser.post_only("/isian/" + draft + "/hapus").status, 404);
  EXPECT_TRUE(intake::find_draft(office, office.reader(), draft));
}

TEST(ACourier, SeesAndClosesNoOtherCouriersRun) {
  Hall hall;
  auto& twin = hall.twin();
  twin.stock(10);
  const auto id = twin.verified(twin.submitted());
  const auto parcel = twin.printed(id, "KA00000001");
  const auto run = office::OfficeTwin::word(office::set_run(*twin.office, {hall.ids.at("agus"), day_in_jakarta(twin.clock.now()), 9, 12, {parcel}}, twin.ratna()), "run");
  auto dedi = hall.as("dedi");
  const auto& name = registry::demo_resident("lost_card").name;
  for (const auto& path : {std::string("/antar"), "/antar/" + parcel + "/serahkan", "/antar/" + parcel + "/gagal"}) EXPECT_EQ(dedi.get(path).body.find(name), std::string::npos) << path;
  dedi.get("/akun/kode");
  const auto form = dedi.page;
  dedi.post("/antar/muat", {{"rute", run}, {"dihitung", "1"}});
  EXPECT_EQ(twin.boards().find_run(run)->state.stage, delivery::RunStage::planned);
  auto agus = hall.as("agus");
  agus.get("/antar");
  agus.post("/antar/muat", {{"dihitung", "1"}, {"rute", run}});
  ASSERT_EQ(twin.boards().find_run(run)->state.stage, delivery::RunStage::loaded);
  dedi.page = form;
  dedi.post("/antar/" + parcel + "/serahkan", {{"amplop", office::envelope_letters(*twin.office, parcel)}, {"kode", office::resident_letters(*twin.office, parcel)}, {"wajah", "ya"}, {"lama", "ya"}});
  dedi.page = form;
  dedi.post("/antar/tutup", {{"rute", run}, {"sisa", "1"}});
  dedi.page = form;
  dedi.post("/antar/hitungan/setuju", {{"rute", run}});
  EXPECT_TRUE(twin.boards().find_run(run)->state.counted_by.empty()) << "only whose run it is counts its bag";
  EXPECT_EQ(twin.boards().find_run(run)->state.stage, delivery::RunStage::loaded);
  EXPECT_NE(twin.state(id).stage, application::Stage::delivered);
}

// ---- Signing in

// A password alone was enough for whoever had begun a session before its owner enrolled the authenticator.
TEST(ASessionWithoutTheCode, EndsWhenAnAuthenticatorIsEnrolled) {
  Hall hall(real_city);
  auto thief = hall.as("rina", Proof::password), owner = hall.as("rina", Proof::password);
  EXPECT_EQ(header_of(thief.send("GET", "/petugas", {}, {}), "Location"), "/akun/kode");
  owner.get("/akun/kode");
  owner.post("/akun/kode/mulai");
  const auto secret = access::waiting_totp(hall.twin().office->reader(), hall.twin().office->vault(), hall.ids.at("rina"));
  ASSERT_TRUE(secret);
  ASSERT_EQ(owner.post("/akun/kode", {{"kode", access::totp_code(*secret, hall.twin().clock.now())}}).status, 200);
  EXPECT_TRUE(header_of(thief.send("GET", "/petugas", {}, {}), "Location").starts_with("/masuk")) << "the thief's session must end";
  EXPECT_EQ(owner.send("GET", "/petugas", {}, {}).status, 200) << "who typed the code goes on";
  auto later = hall.as("rina", Proof::password);
  EXPECT_TRUE(header_of(later.send("GET", "/petugas", {}, {}), "Location").starts_with("/masuk"));
}

TEST(AWishAfterSigningIn, LeadsNowhereElse) {
  Hall hall;
  for (const auto* wish : {"//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "javascript:alert(1)"}) {
    Browser browser(hall.city);
    browser.get("/masuk");
    const auto response = browser.post_only("/masuk", {{"nama", "rina"}, {"sandi", "kebun pisang rina"}, {"ke", wish}});
    ASSERT_EQ(response.status, 303) << wish;
    EXPECT_EQ(header_of(response, "Location"), "/petugas") << wish;
  }
}

TEST(AnAddressInTheQuery, IsNoWayOutOfTheSite) {
  SiteTwin city;
  Browser browser(city);
  for (const auto* path : {"//evil.example?b=en", "/lacak//evil.example?b=en", "//evil.example/petugas?teks=besar"}) {
    const auto there = header_of(browser.send("GET", path, {}, {}), "Location");
    EXPECT_TRUE(there.empty() || is_local_path(there)) << path << " -> " << there;
  }
}

// ---- One form, one wish

// "Back", other words, send: the second was answered "done" with the first one's answer and was lost.
TEST(TheSamePage, SentAgainWithOtherWordsIsAnotherWishAndSentTwiceIsOne) {
  Hall hall;
  hall.twin().stock(10);
  office::OfficeTwin::must(office::by_two(*hall.twin().office, office::receive_box(*hall.twin().office, {"B-002/2026", "KB00000001", "KB00000100"}, hall.twin().joko()), hall.twin().ratna()));
  auto joko = hall.as("joko");
  joko.get("/blangko");
  const auto form = joko.page;
  const auto at_printer = [&] { return hall.twin().boards().find_stock("36.73")->at_printers(); };
  const auto before = at_printer();
  for (int n = 0; n < 2; ++n) {
    joko.page = form;
    EXPECT_EQ(joko.post_only("/blangko/beri", {{"mesin", "P1"}, {"jumlah", "7"}}).status, 303);
  }
  EXPECT_EQ(at_printer(), before + 7);
  joko.page = form;
  EXPECT_EQ(joko.post_only("/blangko/beri", {{"mesin", "P1"}, {"jumlah", "20"}}).status, 303);
  EXPECT_EQ(at_printer(), before + 27);
}

TEST(AKey, OfOneVisitorIsNothingInAnothersHand) {
  Hall hall;
  hall.twin().stock(10);
  office::OfficeTwin::must(office::by_two(*hall.twin().office, office::receive_box(*hall.twin().office, {"B-002/2026", "KB00000001", "KB00000100"}, hall.twin().joko()), hall.twin().ratna()));
  auto joko = hall.as("joko"), wati = hall.as("wati");
  joko.get("/blangko");
  wati.get("/blangko");
  const auto before = hall.twin().boards().find_stock("36.73")->at_printers();
  joko.post_only("/blangko/beri", {{"mesin", "P1"}, {"jumlah", "7"}, {"kunci", "kunci-yang-sama"}});
  wati.post_only("/blangko/beri", {{"mesin", "P1"}, {"jumlah", "7"}, {"kunci", "kunci-yang-sama"}});
  EXPECT_EQ(hall.twin().boards().find_stock("36.73")->at_printers(), before + 14);
}

// ---- Two people for one count

// A printer named himself with a blank after it, or nobody at all, and was two people. Now no name in a form is anybody:
// the second person is who signed in, works here still, has the desk, and is not the first.
TEST(TheSecondPerson, IsAColleagueWhoSignedIn) {
  Hall hall;
  hall.twin().stock(10);
  const auto stock = [&] { return *hall.twin().boards().find_stock("36.73"); };
  auto joko = hall.as("joko"), wati = hall.as("wati"), rina = hall.as("rina"), ratna = hall.as("ratna");
  for (const auto& name : {"officer/" + hall.ids.at("ratna"), "officer/" + hall.ids.at("joko") + " ", std::string("x")}) {
    joko.get("/blangko");
    EXPECT_EQ(joko.post_only("/blangko/hitung", {{"dihitung", "10"}, {"saksi_hitung", name}, {"saksi", name}}).status, 303);
    const auto ask = stock().waiting.front().id;
    for (const auto* path : {"/blangko/setuju", "/blangko/tidak"}) {
      joko.get("/blangko");
      EXPECT_EQ(joko.post_only(path, {{"permintaan", ask}, {"saksi", name}, {"alasan", "not_seen"}}).status, 409) << path << " " << name;
    }
    EXPECT_FALSE(stock().closed);
    joko.get("/blangko");
    EXPECT_EQ(joko.post_only("/blangko/batal", {{"permintaan", ask}}).status, 303);
  }
  joko.get("/blangko");
  joko.post_only("/blangko/hitung", {{"dihitung", "10"}});
  const auto ask = stock().waiting.front().id;
  rina.get("/petugas");
  EXPECT_EQ(rina.post_only("/blangko/setuju", {{"permintaan", ask}}).status, 403) << "not her desk";
  wati.get("/blangko");
  hall.in_book([&](office::Book& book) { access::deactivate_staff(book.database(), hall.ids.at("wati")); });
  EXPECT_NE(wati.post_only("/blangko/setuju", {{"permintaan", ask}}).status, 200) << "she left while the page was open";
  EXPECT_FALSE(stock().closed);
  ratna.get("/blangko");
  EXPECT_EQ(ratna.post_only("/blangko/setuju", {{"permintaan", ask}}).status, 303);
  EXPECT_TRUE(stock().closed);
}

TEST(TheEveningsCount, OfABagNeedsAColleagueToo) {
  Hall hall;
  auto& twin = hall.twin();
  twin.stock(10);
  const auto parcel = twin.printed(twin.verified(twin.submitted()), "KA00000001");
  const auto agus_id = hall.ids.at("agus");
  const office::Asked agus_asked{"officer/" + agus_id, {courier}, {}, "id"};
  const auto run = office::OfficeTwin::word(office::set_run(*twin.office, {agus_id, day_in_jakarta(twin.clock.now()), 9, 12, {parcel}}, twin.ratna()), "run");
  office::OfficeTwin::must(office::load_run(*twin.office, {run, 1}, agus_asked));
  auto agus = hall.as("agus");
  const auto stage = [&] { return twin.boards().find_run(run)->state.stage; };
  // The name of a colleague in the form is only a name.
  agus.get("/antar");
  EXPECT_EQ(agus.post_only("/antar/tutup", {{"rute", run}, {"sisa", "1"}, {"saksi", "officer/" + hall.ids.at("ratna")}}).status, 303);
  EXPECT_EQ(stage(), delivery::RunStage::loaded);
  agus.get("/antar");
  EXPECT_EQ(agus.post_only("/antar/hitungan/setuju", {{"rute", run}, {"saksi", "officer/" + hall.ids.at("ratna")}}).status, 409) << "his own count";
  agus.get("/antar");
  EXPECT_EQ(agus.post_only("/antar/tutup", {{"rute", run}, {"sisa", "1"}}).status, 409) << "counted already";
  EXPECT_EQ(stage(), delivery::RunStage::loaded);
  auto tuti = hall.as("tuti"), rina = hall.as("rina"), joko = hall.as("joko");
  EXPECT_NE(tuti.get("/antar/hitungan").status, 200) << "who keeps the accounts counts no cards";
  // A no with a reason, and it is counted again; then a yes, by the one who is first.
  rina.get("/antar/hitungan");
  EXPECT_EQ(rina.post_only("/antar/hitungan/tidak", {{"rute", run}}).status, 422);
  rina.get("/antar/hitungan");
  EXPECT_EQ(rina.post_only("/antar/hitungan/tidak", {{"rute", run}, {"alasan", "because"}}).status, 409);
  rina.get("/antar/hitungan");
  EXPECT_EQ(rina.post_only("/antar/hitungan/tidak", {{"rute", run}, {"alasan", "counted_otherwise"}}).status, 303);
  joko.get("/antar/hitungan");
  EXPECT_EQ(joko.post_only("/antar/hitungan/setuju", {{"rute", run}}).status, 409) << "nothing is counted now";
  agus.get("/antar");
  EXPECT_NE(agus.page.find("Hitung lagi"), std::string::npos);
  EXPECT_EQ(agus.post_only("/antar/tutup", {{"rute", run}, {"sisa", "1"}}).status, 303);
  twin.clock.pass(days(1));  // Over a night.
  auto joko_later = hall.as("joko"), rina_later = hall.as("rina");
  joko_later.get("/antar/hitungan");
  rina_later.get("/antar/hitungan");
  EXPECT_EQ(joko_later.post_only("/antar/hitungan/setuju", {{"rute", run}}).status, 303);
  EXPECT_EQ(stage(), delivery::RunStage::closed);
  EXPECT_EQ(rina_later.post_only("/antar/hitungan/tidak", {{"rute", run}, {"alasan", "not_seen"}}).status, 409) << "answered already";
}

// ---- Guessing holds up who guesses, and nobody else

// Five wrong tries by anybody used up the code that the owner had just been sent.
TEST(ACode, IsNotUsedUpByAStrangersTries) {
  SiteTwin city;
  Browser owner(city), stranger(city);
  owner.get("/nomor?ke=/lanjut");
  owner.post("/nomor", {{"phone", "0812 0000 0001"}});
  const auto code = city.last_code();
  ASSERT_EQ(code.size(), 6U);
  stranger.get("/nomor?ke=/lanjut");
  stranger.post("/nomor", {{"phone", "0812 0000 0001"}});  // Too soon for another message, yet on the page where codes are typed.
  const std::string wrong = code == "000000" ? "111111" : "000000";
  for (int n = 0; n < 8; ++n) {
    stranger.get("/kode");
    stranger.post("/kode", {{"kode", wrong}});
  }
  owner.get("/kode");
  owner.post("/kode", {{"kode", code}});
  EXPECT_EQ(owner.at, "/lanjut");
}

TEST(ACode, OpensOnlyInTheBrowserThatAskedForIt) {
  SiteTwin city;
  Browser owner(city), stranger(city);
  owner.get("/nomor?ke=/lanjut");
  owner.post("/nomor", {{"phone", "0812 0000 0001"}});
  stranger.get("/nomor?ke=/lanjut");
  stranger.post("/nomor", {{"phone", "0812 0000 0001"}});
  stranger.get("/kode");
  EXPECT_EQ(stranger.post("/kode", {{"kode", city.last_code()}}).status, 422);
}

TEST(ACode, IsGoneAfterFiveWrongTriesOfItsOwn) {
  SiteTwin city;
  Browser owner(city);
  owner.get("/nomor?ke=/lanjut");
  owner.post("/nomor", {{"phone", "0812 0000 0001"}});
  const auto code = city.last_code();
  for (int n = 0; n < access::code_wrong_tries_max; ++n) {
    owner.get("/kode");
    owner.post("/kode", {{"kode", code == "000000" ? "111111" : "000000"}});
  }
  owner.get("/kode");
  EXPECT_EQ(owner.post("/kode", {{"kode", code}}).status, 422);
}

// A stranger who tried a number again and again kept its owner out of the status page.
TEST(Tracking, IsNotLockedForTheOwnerByAStranger) {
  SiteTwin city;
  const auto number = city.twin.state(city.twin.submitted()).number;
  int slowed = 0;
  for (int n = 0; n < 60; ++n) {
    Browser stranger(city);
    stranger.comes_from = "198.51." + std::to_string(n % 6) + ".9";
    stranger.get("/lacak");
    slowed += stranger.post_only("/lacak", {{"nomor", number}, {"akhir", "9999"}}).status == 429;
  }
  EXPECT_GE(slowed, 30);
  Browser owner(city);
  owner.get("/lacak");
  owner.post("/lacak", {{"nomor", number}, {"akhir", "0001"}});
  EXPECT_EQ(owner.at, "/lacak/" + number);
}

TEST(Tracking, UnderAttackGivesEachNetworkOneTry) {
  SiteTwin city;
  const auto number = city.twin.state(city.twin.submitted()).number;
  const auto status_from = [&](const std::string& address) {
    Browser browser(city);
    browser.comes_from = address;
    browser.get("/lacak");
    return browser.post_only("/lacak", {{"nomor", number}, {"akhir", "9999"}}).status;
  };
  for (int n = 0; n < 25; ++n) status_from("198.51." + std::to_string(n) + ".9");
  EXPECT_EQ(status_from("192.0.2.9"), 422);
  EXPECT_EQ(status_from("192.0.2.9"), 429);
}

TEST(Tracking, ManyNumbersFromOneNetworkAreSlowedToo) {
  SiteTwin city;
  Browser browser(city);
  int slowed = 0;
  for (int n = 1; n <= 40; ++n) {
    browser.get("/lacak");
    slowed += browser.post_only("/lacak", {{"nomor", law::ApplicationNumber::make(2026, 11, n).text()}, {"akhir", "9999"}}).status == 429;
  }
  EXPECT_GE(slowed, 9);
}

// ---- Strangers' words

// Words in the address became the keys of sentences: kept in memory for ever, written to the log and shown on the page.
TEST(WordsInTheAddress, AreNoSentences) {
  Hall hall;
  const auto id = hall.twin().submitted();
  Browser browser(hall.city);
  auto agus = hall.as("agus");
  const auto repair = browser.get(office::status_path(*hall.twin().office, id) + "/perbaiki?petunjuk=paper.hint.3673055404919901");
  EXPECT_EQ(repair.status, 200);
  EXPECT_EQ(repair.body.find("⟦"), std::string::npos);
  const auto road = agus.get("/antar?beres=3673055404919901");
  EXPECT_EQ(road.body.find("⟦"), std::string::npos);
}

// ---- The counter

TEST(TheCounter, SaysWhoWasNamedToFetchTheCard) {
  Hall hall;
  auto& twin = hall.twin();
  twin.stock(10);
  auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  wish.receiver = "family";
  const auto& home = registry::demo_resident("lost_card");
  wish.address = Personal<vault::Fields>({{"street", home.street}, {"rt", home.rt}, {"rw", home.rw}, {"receiver_name", "IBU HALIMAH"}});
  const auto id = twin.verified(office::OfficeTwin::word(office::submit_application(*twin.office, wish, twin.resident()), "application"));
  const auto parcel = twin.printed(id, "KA00000001");
  office::OfficeTwin::must(office::choose_pickup(*twin.office, {id}, twin.resident()));
  auto rina = hall.as("rina");
  EXPECT_NE(rina.get("/loket/ambil/" + parcel).body.find("IBU HALIMAH"), std::string::npos) << "family is the one who was named";
}

}  // namespace
}  // namespace opak::web
