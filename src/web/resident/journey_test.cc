// The residents' screens, as a browser without script walks through them.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <set>

#include "base/ids.h"
#include "law/application_number.h"
#include "law/place.h"
#include "office/door.h"
#include "web/live.h"
#include "web/site_twin.h"

namespace opak::web {
namespace {

// A page that a resident may read: whole, in the right language, with every sentence there.
void expect_whole(const Response& response, std::string_view where, int status = 200) {
  EXPECT_EQ(response.status, status) << where;
  EXPECT_EQ(response.body.find("⟦"), std::string::npos) << where << ": " << between(response.body, "⟦", "⟧");
  EXPECT_NE(response.body.find("</html>"), std::string::npos) << where;
  EXPECT_NE(response.body.find("<h1"), std::string::npos) << where;
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store") << where;
  for (const auto* left : {"{nomor}", "{hari}", "{berkas}", "{jumlah}", "{kota}", "{waktu}", "{urutan}"}) EXPECT_EQ(response.body.find(left), std::string::npos) << where << " " << left;
}

void confirm_number(SiteTwin& city, Browser& browser, const std::string& phone = "0812 0000 0001") {
  expect_whole(browser.post("/nomor", {{"phone", phone}}), "/kode");
  browser.post("/kode", {{"kode", city.last_code()}});
}

// From the first page to the receipt. Gives the path of the status page.
std::string file_by_web(SiteTwin& city, Browser& browser, const std::string& label = "lost_card") {
  const auto& who = registry::demo_resident(label);
  browser.get("/urus/ktp/hilang/mulai");
  confirm_number(city, browser);
  browser.post("/urus/ktp/hilang/mulai", {{"for_whom", "self"}});
  const auto draft = between(browser.at, "/isian/", "/");
  browser.post("/isian/" + draft + "/data-diri", {{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
  browser.get("/isian/" + draft + "/antar");
  browser.post("/isian/" + draft + "/antar", {{"delivery", "home"}});
  browser.post("/isian/" + draft + "/antar", {{"delivery", "home"}, {"kelurahan", who.kelurahan}, {"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", "<b>musala</b>"}, {"receiver", who.name}});
  browser.post("/isian/" + draft + "/periksa", {{"truth", "ya"}, {"whatsapp_news", "ya"}});
  const auto end = browser.at.rfind("/terkirim");
  return end == std::string::npos ? "" : browser.at.substr(0, end);
}

// As a shared place on WhatsApp: optional, kept sealed with the address, and the planner knows the door.
TEST(TheAddressStep, TakesThePointOfTheHouseFromWhatPeoplePaste) {
  SiteTwin city;
  Browser browser(city);
  const auto& who = registry::demo_resident("lost_card");
  const auto& regions = city.site.catalogue.city().regions;
  const auto& home = *regions.by_code(who.kelurahan);
  browser.get("/urus/ktp/hilang/mulai");
  confirm_number(city, browser);
  browser.post("/urus/ktp/hilang/mulai", {{"for_whom", "self"}});
  const auto draft = between(browser.at, "/isian/", "/"), step = "/isian/" + draft + "/antar";
  EXPECT_NE(header_of(browser.get("/isian/" + draft + "/data-diri"), "Permissions-Policy").find("geolocation=()"), std::string::npos) << "no other page asks where somebody is";
  browser.post("/isian/" + draft + "/data-diri", {{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
  browser.get(step);
  const auto asked = browser.post(step, {{"delivery", "home"}});
  EXPECT_NE(asked.body.find("name=\"pin\""), std::string::npos);
  EXPECT_NE(header_of(asked, "Permissions-Policy").find("geolocation=(self)"), std::string::npos);
  const auto sent = [&](const std::string& pin) {
    return browser.post(step, {{"delivery", "home"}, {"kelurahan", who.kelurahan}, {"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"landmark", ""}, {"receiver", who.name}, {"pin", pin}});
  };
  const auto refused = [&](const std::string& pin, const std::string& words) {
    const auto page = sent(pin);
    expect_whole(page, pin, 422);
    EXPECT_NE(page.body.find(words), std::string::npos) << pin;
    EXPECT_NE(page.body.find("value=\"" + pin + "\""), std::string::npos) << "what was typed stands there still";
    EXPECT_EQ(browser.at.find("-6"), std::string::npos) << "in no address";
  };
  refused("https://maps.app.goo.gl/AbCd", "Titik ini belum bisa kami baca");
  refused("-6.20000, 106.81660", "di luar Kota Serang");
  const auto farthest = std::max_element(regions.all().begin(), regions.all().end(), [&](const auto& a, const auto& b) { return law::distance_km(home, a) < law::distance_km(home, b); });
  ASSERT_GT(law::distance_km(home, *farthest), 5);
  refused(law::place_words({farthest->lat, farthest->lon}), "jauh dari Kelurahan " + home.kelurahan);
  const law::Place door{home.lat + 0.003, home.lon};
  expect_whole(sent("https://www.google.com/maps?q=" + law::place_words(door)), "gone on");
  browser.post("/isian/" + draft + "/periksa", {{"truth", "ya"}, {"whatsapp_news", "ya"}});
  ASSERT_NE(browser.at.find("/terkirim"), std::string::npos) << browser.at;
  const auto found = *city.twin.boards().find_case(draft);
  const auto planned = office::door_to_plan(*city.twin.office, city.twin.office->reader(), found, home);
  EXPECT_EQ(planned.known, office::DoorKnown::pin) << "as sure as a pin of WhatsApp";
  EXPECT_NEAR(planned.place.lat, door.lat, 1e-5);

  // Another address, another point; and none where none is given.
  const auto path = office::status_path(*city.twin.office, draft);
  const Browser::Fields elsewhere{{"kelurahan", who.kelurahan}, {"street", "Jalan Melati 7"}, {"rt", "3"}, {"rw", "12"}, {"landmark", ""}, {"receiver", who.name}};
  auto with = elsewhere;
  with.emplace_back("pin", law::place_words({home.lat - 0.002, home.lon}));
  const auto door_now = [&] { return office::door_to_plan(*city.twin.office, city.twin.office->reader(), *city.twin.boards().find_case(draft), home); };
  EXPECT_NE(browser.get(path + "/alamat").body.find("name=\"pin\""), std::string::npos);
  expect_whole(browser.post(path + "/alamat", with), "another door");
  EXPECT_NEAR(door_now().place.lat, home.lat - 0.002, 1e-5);
  browser.get(path + "/alamat");
  auto without = elsewhere;
  without.emplace_back("pin", "");
  expect_whole(browser.post(path + "/alamat", without), "no point");
  EXPECT_EQ(door_now().known, office::DoorKnown::kelurahan);
}

TEST(Pages, OpenForEveryoneAreWholeInEveryLanguage) {
  SiteTwin city;
  for (const auto* lang : {"id", "en", "su", "jv"}) {
    Browser browser(city);
    browser.get(std::string("/?b=") + lang);
    for (const auto* path : {"/", "/bantuan", "/pengaduan", "/data-pribadi", "/transparansi", "/urus/ktp", "/urus/ktp/hilang", "/urus/ktp/rusak", "/urus/ktp/ubah-data", "/urus/ktp/baru-17",
                             "/urus/ktp/pindah", "/urus/ktp/tidak-tahu", "/nomor", "/lacak", "/log-publik"})
      expect_whole(browser.get(path), std::string(lang) + " " + path);
    expect_whole(browser.get("/tidak/ada"), std::string(lang) + " 404", 404);
  }
}

// "Ngabantosan nu sanés" is a whole sentence; "Kirim ulang foto: Surat kaleungitan" would be two languages in one.
TEST(Pages, InSundaneseAreIndonesianWithWholeSentencesMarked) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/?b=su");
  const std::string home = browser.get("/").body;
  EXPECT_NE(home.find("<html lang=\"id\""), std::string::npos);
  EXPECT_NE(home.find("<span lang=\"su\">Ngabantosan nu sanés</span>"), std::string::npos);
  const std::string prepare = browser.get("/urus/ktp/hilang").body;
  EXPECT_EQ(prepare.find("Surat kaleungitan"), std::string::npos) << "a paper's name stands within Indonesian sentences";
  browser.get("/?b=en");
  EXPECT_NE(browser.get("/").body.find("<html lang=\"en\""), std::string::npos);
}

TEST(Pages, NameTheOfficesThatHelpInEveryKelurahan) {
  SiteTwin city;
  Browser browser(city);
  const std::string body = browser.get("/bantuan").body;
  const auto& regions = city.site.catalogue.city().regions;
  ASSERT_EQ(regions.all().size(), 67U);
  for (const auto& region : regions.all()) EXPECT_NE(body.find("Kantor Kelurahan " + region.kelurahan + "<"), std::string::npos) << region.kelurahan;
}

TEST(Pages, LeadOnlyToPagesThatAreThere) {
  SiteTwin city;
  Browser browser(city);
  for (const auto* path : {"/", "/bantuan", "/pengaduan", "/data-pribadi", "/transparansi", "/urus/ktp", "/urus/ktp/hilang", "/lacak", "/log-publik"}) {
    const std::string body = browser.get(path).body;
    for (std::size_t at = 0; (at = body.find("href=\"/", at)) != std::string::npos; ++at) {
      auto address = body.substr(at + 6, body.find('"', at + 6) - at - 6);
      address = address.substr(0, address.find('#'));
      if (address == "/log/checkpoint") continue;  // Before the first filing there is none.
      const auto status = browser.send("GET", address, {}, {}).status;
      EXPECT_TRUE(status == 200 || status == 303) << path << " -> " << address << " " << status;
    }
  }
}

TEST(Errors, HaveAKindPageInBothLanguages) {
  SiteTwin city;
  for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) {
    Visitor visitor;
    visitor.lang = lang;
    visitor.path = "/";
    for (const int status : {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}) expect_whole(error_page(city.site, visitor, status), std::to_string(status), status);
  }
  const auto page = error_page_of(city.site);
  EXPECT_EQ(page({.status = 431}).status, 431);
}

TEST(Filing, GoesFromTheFirstPageToTheReceipt) {
  SiteTwin city;
  Browser browser(city);
  const auto path = file_by_web(city, browser);
  ASSERT_TRUE(path.starts_with("/s/")) << browser.at << browser.page;
  expect_whole(browser.get(path + "/terkirim"), "sent");
  EXPECT_NE(browser.page.find("OM-2611-00001-"), std::string::npos);
  expect_whole(browser.get(path), "status");
  EXPECT_NE(browser.page.find("S*** A***** K*******"), std::string::npos) << between(browser.page, "<dl", "</dl>");
  EXPECT_EQ(browser.page.find(registry::demo_resident("lost_card").nik), std::string::npos);
  expect_whole(browser.get(path + "/tanda-terima"), "receipt");
  EXPECT_EQ(browser.get(path + "/kalender.ics").status, 404) << "no day is promised before the photo of the family card has come";
  browser.get("/?b=en");
  expect_whole(browser.get(path), "status en");
  expect_whole(browser.get(path + "/terkirim"), "sent en");
}

TEST(Filing, SaysAllThatIsWrongAtOnceAndKeepsWhatWasTyped) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/urus/ktp/hilang/mulai");
  confirm_number(city, browser);
  expect_whole(browser.post("/urus/ktp/hilang/mulai", {}), "nothing chosen", 422);
  expect_whole(browser.post("/urus/ktp/hilang/mulai", {{"for_whom", "self"}}), "person");
  const auto path = browser.at;
  const auto wrong = browser.post(path, {{"name", "<i>Budi"}, {"nik", "12"}, {"kk", ""}});
  expect_whole(wrong, "wrong", 422);
  EXPECT_NE(wrong.body.find("<title>Salah: "), std::string::npos);
  EXPECT_NE(wrong.body.find("Ada 2 isian"), std::string::npos);
  EXPECT_NE(wrong.body.find("value=\"&lt;i&gt;Budi\""), std::string::npos);
  EXPECT_NE(wrong.body.find("aria-invalid=\"true\""), std::string::npos);
  EXPECT_NE(wrong.body.find("href=\"#nik\""), std::string::npos);
}

TEST(Filing, ShowsNumbersMaskedBeforeSending) {
  SiteTwin city;
  Browser browser(city);
  const auto& who = registry::demo_resident("lost_card");
  browser.get("/urus/ktp/hilang/mulai");
  confirm_number(city, browser);
  browser.post("/urus/ktp/hilang/mulai", {{"for_whom", "self"}});
  const auto draft = between(browser.at, "/isian/", "/");
  browser.post("/isian/" + draft + "/data-diri", {{"name", who.name}, {"nik", who.nik}, {"kk", who.kk}});
  expect_whole(browser.get("/isian/" + draft + "/berkas"), "papers");
  expect_whole(browser.get("/isian/" + draft + "/periksa"), "check");
  EXPECT_NE(browser.page.find(who.name), std::string::npos);
  EXPECT_EQ(browser.page.find(who.nik), std::string::npos);
  expect_whole(browser.post("/isian/" + draft + "/periksa", {}), "not ticked", 422);
  expect_whole(browser.get("/lanjut"), "drafts");
  EXPECT_NE(browser.page.find(draft), std::string::npos);
}

TEST(Filing, OfAnotherNumberIsNotFound) {
  SiteTwin city;
  Browser owner(city), stranger(city);
  owner.get("/urus/ktp/hilang/mulai");
  confirm_number(city, owner);
  owner.post("/urus/ktp/hilang/mulai", {{"for_whom", "self"}});
  const auto path = owner.at;
  stranger.get("/nomor?ke=/lanjut");
  confirm_number(city, stranger, "0812 0000 0002");
  EXPECT_EQ(stranger.get(path).status, 404);
  EXPECT_EQ(stranger.get("/lanjut").body.find(between(path, "/isian/", "/")), std::string::npos);
}

TEST(Code, ThatIsWrongIsToldAtTheField) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/nomor?ke=/lanjut");
  expect_whole(browser.post("/nomor", {{"phone", "abc"}}), "no number", 422);
  browser.post("/nomor", {{"phone", "0812 0000 0001"}});
  EXPECT_NE(browser.page.find("0001"), std::string::npos);
  EXPECT_EQ(browser.page.find("812"), std::string::npos) << "the number stands on no page";
  const auto wrong = browser.post("/kode", {{"kode", city.last_code() == "000000" ? "111111" : "000000"}});
  expect_whole(wrong, "wrong code", 422);
  expect_whole(browser.post("/kode/ulang"), "too soon", 429);
  browser.get("/kode");
  browser.post("/kode", {{"kode", city.last_code()}});
  EXPECT_EQ(browser.at, "/lanjut");
}

TEST(Tracking, SaysTheSameWhicheverIsWrong) {
  SiteTwin city;
  const auto id = city.twin.submitted();
  const auto number = city.twin.state(id).number;
  Browser browser(city);
  const auto try_with = [&](const std::string& which, const std::string& last) {
    browser.get("/lacak");
    browser.post("/lacak", {{"nomor", which}, {"akhir", last}});
    return between(browser.page, "<div class=\"errors\"", "</div>");
  };
  const auto wrong_digits = try_with(number, "9999");
  const auto wrong_number = try_with(law::ApplicationNumber::make(2026, 11, 777).text(), "0001");
  EXPECT_FALSE(wrong_digits.empty());
  EXPECT_EQ(wrong_digits, wrong_number);
  EXPECT_EQ(try_with(number, "0001"), "");
  EXPECT_EQ(browser.at, "/lacak/" + number);
}

TEST(Tracking, SlowsDownAfterAFewTries) {
  SiteTwin city;
  const auto number = city.twin.state(city.twin.submitted()).number;
  Browser browser(city);
  int slowed = 0;
  for (int i = 0; i < 9; ++i) {
    browser.get("/lacak");
    if (browser.post_only("/lacak", {{"nomor", number}, {"akhir", "9999"}}).status == 429) ++slowed;
  }
  EXPECT_GE(slowed, 2);
}

TEST(Tracking, ByNumberShowsLessThanTheLink) {
  SiteTwin city;
  const auto id = city.twin.submitted();
  const auto number = city.twin.state(id).number;
  Browser browser(city);
  browser.get("/lacak");
  browser.post("/lacak", {{"nomor", number}, {"akhir", "0001"}});
  expect_whole(browser.get("/lacak/" + number), "by number");
  EXPECT_EQ(browser.page.find("/batal"), std::string::npos);
  EXPECT_EQ(browser.page.find("/s/"), std::string::npos) << "the secret link is not given away for four digits";
  Browser stranger(city);
  EXPECT_EQ(header_of(stranger.send("GET", "/lacak/" + number, {}, {}), "Location"), "/lacak");
}

TEST(Link, OpensNothingWithAnotherToken) {
  SiteTwin city;
  const auto id = city.twin.submitted();
  Browser browser(city);
  for (const auto* rest : {"", "/terkirim", "/tanda-terima", "/alamat", "/batal", "/bukti.tlog-proof"}) EXPECT_EQ(browser.get("/s/" + id + "/AAAAAAAAAAAAAAAAAAAAAA" + rest).status, 404) << rest;
  EXPECT_EQ(browser.get("/alir/s/" + id + "/AAAAAAAAAAAAAAAAAAAAAA").status, 404);
}

// Every state of W8, each in both languages.
class Status : public ::testing::Test {
 protected:
  void look(const std::string& id, const char* where) {
    const auto path = office::status_path(*city.twin.office, id);
    for (const auto* lang : {"id", "en"}) {
      Browser browser(city);
      browser.get(std::string("/?b=") + lang);
      expect_whole(browser.get(path), where);
      last = browser.page;
    }
    Browser browser(city);
    browser.get(path);
    last = browser.page;
  }
  SiteTwin city;
  std::string last;
};

TEST_F(Status, TellsEveryStepOfADelivery) {
  const auto id = city.twin.submitted();
  look(id, "submitted");
  EXPECT_NE(last.find("/batal"), std::string::npos);
  city.twin.verified(id);
  look(id, "waiting");
  city.twin.stock(20);
  const auto other = city.twin.submitted("lost", "damaged_card", "+6281200000002");
  look(id, "print ready");
  const auto parcel = city.twin.printed(id, "KA00000001");
  look(id, "printed");
  EXPECT_EQ(last.find("/batal"), std::string::npos);
  const auto run = city.twin.on_the_road(id);
  look(id, "on the road");
  EXPECT_NE(last.find(in_threes(office::resident_letters(*city.twin.office, parcel))), std::string::npos);
  EXPECT_NE(last.find("class=\"qr\""), std::string::npos);
  // A run that nobody closed must not read as today's.
  EXPECT_NE(last.find("Kurir datang Senin, 23 November 2026, pukul 09.00 sampai 12.00."), std::string::npos);
  city.twin.must(office::hand_over(*city.twin.office, city.twin.right_hands(run, id), city.twin.agus()));
  look(id, "delivered");
  EXPECT_NE(last.find("/bukan-saya"), std::string::npos);
  EXPECT_EQ(last.find(in_threes(office::resident_letters(*city.twin.office, parcel))), std::string::npos);
  look(other, "other");
}

TEST_F(Status, AsksOnceWhatTheServiceWasLikeAndCountsItForTheSupervisor) {
  const auto id = city.twin.submitted();
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  EXPECT_EQ(browser.get(path + "/nilai").status, 409) << "there is no card yet";
  city.twin.verified(id);
  city.twin.stock(20);
  city.twin.printed(id, "KA00000001");
  const auto run = city.twin.on_the_road(id);
  city.twin.must(office::hand_over(*city.twin.office, city.twin.right_hands(run, id), city.twin.agus()));
  browser.get(path);
  EXPECT_NE(browser.page.find(path + "/nilai"), std::string::npos);
  expect_whole(browser.get(path + "/nilai"), "rating");
  expect_whole(browser.post(path + "/nilai", {{"uang", "yes"}}), "nothing chosen", 422);
  EXPECT_NE(browser.page.find("Pilih satu jawaban dulu"), std::string::npos);
  EXPECT_EQ(browser.post(path + "/nilai", {{"jawaban", "excellent"}}).status, 409) << "no such answer";
  browser.get(path + "/nilai");
  expect_whole(browser.post(path + "/nilai", {{"jawaban", "poor"}, {"uang", "yes"}}), "told");
  EXPECT_NE(browser.page.find("laporkan juga"), std::string::npos);
  EXPECT_EQ(browser.page.find("\"" + path + "/nilai\""), std::string::npos) << "asked once";
  EXPECT_EQ(browser.get(path + "/nilai").status, 409);
  const auto today = day_in_jakarta(city.twin.clock.now());
  const auto said = Boards(city.twin.office->reader()).ratings(today, today);
  EXPECT_EQ(said.poor, 1);
  EXPECT_EQ(said.asked_for_money, 1);
}

TEST_F(Status, TellsWhatWentAnotherWay) {
  const auto returned = city.twin.submitted();
  city.twin.must(office::return_for_fix(*city.twin.office, {returned, "paper_unclear", "loss_letter", Personal<std::string>("Foto <gelap>.")}, city.twin.rina()));
  look(returned, "returned");
  const auto path = office::status_path(*city.twin.office, returned);
  Browser browser(city);
  expect_whole(browser.get(path + "/perbaiki"), "repair");
  EXPECT_NE(browser.page.find("Foto &lt;gelap&gt;."), std::string::npos);
  const auto withdrawn = city.twin.submitted("lost", "damaged_card", "+6281200000002");
  city.twin.must(office::withdraw(*city.twin.office, {withdrawn}, city.twin.resident()));
  look(withdrawn, "withdrawn");
  const auto rejected = city.twin.submitted("lost", "old_serang_nik", "+6281200000003");
  city.twin.must(office::propose_rejection(*city.twin.office, {rejected, "not_resident", Personal<std::string>("Pindah.")}, city.twin.budi()));
  city.twin.must(office::confirm_rejection(*city.twin.office, {rejected}, city.twin.sari()));
  look(rejected, "rejected");
  EXPECT_NE(last.find("Perpres 96/2018"), std::string::npos);
}

TEST_F(Status, TellsOfAFailedAttemptAndOffersAnotherDay) {
  const auto id = city.twin.verified(city.twin.submitted());
  city.twin.stock(5);
  if (city.twin.state(id).stage == application::Stage::waiting_blangko) GTEST_FAIL() << "a box that came frees the line";
  const auto parcel = city.twin.printed(id, "KA00000001");
  const auto run = city.twin.on_the_road(id);
  city.twin.must(office::report_failed_attempt(*city.twin.office, {run, parcel, "not_home"}, city.twin.agus()));
  look(id, "attempt failed");
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/jadwal"), "schedule");
  expect_whole(browser.post(path + "/jadwal", {}), "no day", 422);
  expect_whole(browser.get(path + "/ambil"), "pick up");
}

TEST_F(Status, LetsTheResidentWithdrawOnceAndForAll) {
  const auto id = city.twin.submitted();
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/batal"), "confirm");
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::submitted);
  expect_whole(browser.post(path + "/batal"), "withdrawn");
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::withdrawn);
  expect_whole(browser.get(path + "/batal"), "too late", 409);
}

TEST_F(Status, LetsTheResidentChangeTheAddressAsItWasFirstAsked) {
  const auto id = city.twin.submitted();
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/alamat"), "address");
  expect_whole(browser.post(path + "/alamat", {{"kelurahan", ""}, {"street", ""}, {"rt", "x"}, {"rw", "1"}, {"landmark", ""}, {"receiver", ""}}), "wrong", 422);
  browser.get(path + "/alamat");
  const std::vector<std::string> doubts{"Kurir perlu nama jalan", "Nama ini tidak berhuruf"};
  expect_whole(browser.post(path + "/alamat", {{"kelurahan", "36.73.01.1007"}, {"street", "rumah"}, {"rt", "3"}, {"rw", "12"}, {"landmark", ""}, {"receiver", "12"}}), "doubtful", 422);
  for (const auto& doubt : doubts) EXPECT_NE(browser.page.find(doubt), std::string::npos) << doubt;
  browser.get(path + "/alamat");
  expect_whole(browser.post(path + "/alamat", {{"kelurahan", "36.73.01.1007"}, {"street", "Jalan Melati 7"}, {"rt", "3"}, {"rw", "12"}, {"landmark", ""}, {"receiver", "Ibu Sari"}}), "changed");
  EXPECT_EQ(city.twin.state(id).region, "36.73.01.1007");
}

TEST_F(Status, SaysOneDayEverywhere) {
  const auto days = [](const std::string& page) {
    std::set<std::string> said;
    for (const auto* day : {"Senin, 23", "Selasa, 24", "Rabu, 25", "Kamis, 26", "Jumat, 27"})
      for (const auto* before : {"Perkiraan ", "Perkiraan sampai di rumah: ", "Kurir datang ", "Kurir mencoba lagi "})
        if (page.find(std::string(before) + day) != std::string::npos) said.insert(day);
    return said;
  };
  const auto id = city.twin.submitted();
  look(id, "submitted");
  EXPECT_EQ(days(last), std::set<std::string>{"Kamis, 26"});
  const auto calendar = Browser(city).get(office::status_path(*city.twin.office, id) + "/kalender.ics");
  EXPECT_EQ(calendar.content_type, "text/calendar; charset=utf-8");
  EXPECT_NE(calendar.body.find("VALUE=DATE:20261126"), std::string::npos);
  city.twin.must(office::return_for_fix(*city.twin.office, {id, "number_differs", "", Personal<std::string>("Beda.")}, city.twin.rina()));
  look(id, "returned");
  EXPECT_EQ(days(last), std::set<std::string>{}) << "who waits for the resident promises nothing";
  EXPECT_NE(last.find("dihitung lagi"), std::string::npos);
  const auto& who = registry::demo_resident("lost_card");
  city.twin.must(office::correct_person(*city.twin.office, {id, Personal<vault::Fields>({{"nik", who.nik}, {"kk", who.kk}})}, city.twin.resident()));
  city.twin.stock(5);
  city.twin.verified(id);
  const auto parcel = city.twin.printed(id, "KA00000001");
  const auto run = city.twin.on_the_road(id);
  look(id, "on the road");
  EXPECT_EQ(days(last), std::set<std::string>{"Senin, 23"});
  city.twin.must(office::report_failed_attempt(*city.twin.office, {run, parcel, "not_home"}, city.twin.agus()));
  look(id, "attempt failed");
  EXPECT_EQ(days(last).size(), 1U);
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  browser.get(path + "/jadwal");
  expect_whole(browser.post(path + "/jadwal", {{"hari", "2026-11-27"}}), "chosen");
  EXPECT_EQ(days(browser.page), std::set<std::string>{"Jumat, 27"});
  EXPECT_NE(browser.page.find("Hari pengantaran sudah disimpan."), std::string::npos);
  browser.get(path);
  EXPECT_EQ(browser.page.find("Hari pengantaran sudah disimpan."), std::string::npos) << "said once";
}

TEST_F(Status, PromisesNoDayBeforeThePaperHasCome) {
  auto wish = city.twin.filing("lost", "lost_card", "+6281200000001");
  wish.papers.erase("family_card");
  const auto id = city.twin.word(office::submit_application(*city.twin.office, wish, city.twin.resident()), "application");
  ASSERT_FALSE(city.twin.state(id).missing.empty());
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/terkirim"), "sent");
  EXPECT_EQ(between(browser.page, "<ol class=\"next\">", "</ol>").find("November"), std::string::npos);
  EXPECT_EQ(browser.page.find("kalender.ics"), std::string::npos);
  expect_whole(browser.get(path + "/perbaiki"), "first photo");
  EXPECT_NE(browser.page.find("Kirim foto: "), std::string::npos);
  // By number and digits there is no button to send it, so the page says how.
  Browser other(city);
  other.get("/lacak");
  other.post("/lacak", {{"nomor", city.twin.state(id).number}, {"akhir", "0001"}});
  expect_whole(other.get("/lacak/" + city.twin.state(id).number), "by number");
  EXPECT_NE(other.page.find("Caranya: "), std::string::npos);
  EXPECT_NE(other.page.find("href=\"/lanjut\""), std::string::npos);
  EXPECT_EQ(other.page.find("/perbaiki"), std::string::npos);
}

TEST_F(Status, LetsAWrongNumberBePutRight) {
  const auto& who = registry::demo_resident("lost_card");
  auto wish = city.twin.filing("lost", "lost_card", "+6281200000001");
  wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", "3673054107850017"}, {"kk", who.kk}});
  const auto id = city.twin.word(office::submit_application(*city.twin.office, wish, city.twin.resident()), "application");
  city.twin.must(office::return_for_fix(*city.twin.office, {id, "number_differs", "family_card", Personal<std::string>("NIK berbeda dengan KK.")}, city.twin.rina()));
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/perbaiki"), "repair");
  EXPECT_NE(browser.page.find("id=\"nik\""), std::string::npos);
  EXPECT_EQ(browser.page.find("3673054107850017"), std::string::npos) << "the link's holder is not shown the old number";
  EXPECT_NE(browser.page.find("NIK berbeda dengan KK."), std::string::npos);
  EXPECT_EQ(browser.page.find("NIK atau nomor KK berbeda"), std::string::npos) << "said once, in the officer's words";
  expect_whole(browser.post(path + "/perbaiki", {{"nik", "12"}, {"kk", who.kk}}), "wrong", 422);
  EXPECT_NE(browser.page.find("aria-invalid=\"true\""), std::string::npos);
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::returned);
  expect_whole(browser.post(path + "/perbaiki", {{"nik", who.nik}, {"kk", who.kk}}), "repaired");
  EXPECT_EQ(browser.at, path + "?kabar=perbaikan");
  EXPECT_NE(browser.page.find("perbaikan sudah kami terima"), std::string::npos);
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::submitted);
}

// What was sent, and a reader that finds a photo in it.
Bytes photo_that_is_read(office::OfficeTwin& twin) {
  const Bytes small("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
  twin.child = ScriptedChild([small](const auto&, ByteView) -> Result<ChildRun> {
    return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small + small, false};
  });
  return small;
}

TEST_F(Status, AsksForEverythingOnOnePageAndKeepsWhatCame) {
  const auto& who = registry::demo_resident("lost_card");
  const auto id = city.twin.submitted();
  city.twin.must(office::return_for_fix(*city.twin.office, {id, "paper_wrong", "loss_letter", Personal<std::string>("Surat dan KK tertukar, nama kurang lengkap."),
                                                            {{"paper_wrong", "family_card"}, {"number_differs", ""}}}, city.twin.rina()));
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  look(id, "returned");
  EXPECT_NE(last.find("Surat kehilangan"), std::string::npos);
  EXPECT_NE(last.find("Kartu Keluarga"), std::string::npos);
  expect_whole(browser.get(path + "/perbaiki"), "repair");
  EXPECT_NE(browser.page.find("Ada 3 hal yang perlu diperbaiki"), std::string::npos);
  EXPECT_NE(browser.page.find("name=\"foto-loss_letter\""), std::string::npos);
  EXPECT_NE(browser.page.find("name=\"foto-family_card\""), std::string::npos);
  EXPECT_NE(browser.page.find("id=\"nik\""), std::string::npos);

  // Nothing at all.
  expect_whole(browser.post_files(path + "/perbaiki", {}, {{"nik", ""}, {"kk", ""}}), "nothing chosen", 422);
  // One photo, and the rest another time.
  const auto photo = photo_that_is_read(city.twin);
  browser.get(path + "/perbaiki");
  expect_whole(browser.post_files(path + "/perbaiki", {{"foto-loss_letter", photo}, {"foto-family_card", {}}}, {{"nik", ""}, {"kk", ""}}), "partly");
  EXPECT_EQ(browser.at, path + "/perbaiki?kabar=sebagian");
  EXPECT_NE(browser.page.find("Sudah kami terima: Surat kehilangan."), std::string::npos) << between(browser.page, "<main", "</main>");
  EXPECT_EQ(browser.page.find("name=\"foto-loss_letter\""), std::string::npos);
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::returned);
  // A good photo beside a wrong answer: the photo stays.
  expect_whole(browser.post_files(path + "/perbaiki", {{"foto-family_card", photo}}, {{"nik", "12"}, {"kk", who.kk}}), "wrong number", 422);
  EXPECT_EQ(browser.page.find("name=\"foto-family_card\""), std::string::npos);
  EXPECT_EQ(city.twin.state(id).return_asks, std::vector<std::string>{"number_differs:"});
  Browser left_open(city);
  left_open.get(path + "/perbaiki");
  expect_whole(browser.post(path + "/perbaiki", {{"nik", who.nik}, {"kk", who.kk}}), "whole");
  EXPECT_EQ(browser.at, path + "?kabar=perbaikan");
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::submitted);
  // The same press once more, from a page that was left open.
  expect_whole(left_open.post(path + "/perbaiki", {{"nik", who.nik}, {"kk", who.kk}}), "answered already");
  EXPECT_EQ(left_open.at, path);
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::submitted);
}

TEST_F(Status, TakesEverythingAtOnce) {
  const auto& who = registry::demo_resident("lost_card");
  const auto id = city.twin.submitted();
  city.twin.must(office::return_for_fix(*city.twin.office, {id, "paper_wrong", "loss_letter", Personal<std::string>("Semua."),
                                                            {{"paper_wrong", "family_card"}, {"number_differs", "family_card"}, {"address_unclear", ""}}}, city.twin.rina()));
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path + "/perbaiki"), "repair");
  const auto photo = photo_that_is_read(city.twin);
  const Browser::Fields answers{{"nik", who.nik}, {"kk", who.kk}, {"kelurahan", "36.73.01.1007"}, {"street", "Jalan Melati 7"}, {"rt", "3"}, {"rw", "12"}, {"landmark", ""}, {"receiver", "Ibu Sari"}};
  expect_whole(browser.post_files(path + "/perbaiki", {{"foto-loss_letter", photo}, {"foto-family_card", photo}}, answers), "all");
  EXPECT_EQ(browser.at, path + "?kabar=perbaikan") << between(browser.page, "<main", "</main>");
  EXPECT_EQ(city.twin.state(id).stage, application::Stage::submitted);
  EXPECT_EQ(city.twin.state(id).region, "36.73.01.1007");
}

TEST_F(Status, TellsThatTheCourierNeverCameAndThatItIsNotTheirFault) {
  city.twin.stock(5);
  const auto id = city.twin.verified(city.twin.submitted());
  city.twin.printed(id, "KA00000001");
  const auto run = city.twin.on_the_road(id);
  city.twin.must(office::close_by_two(*city.twin.office, {run, 1}, city.twin.agus(), city.twin.ratna()));
  look(id, "not reached");
  EXPECT_NE(last.find("Kurir belum sempat sampai"), std::string::npos);
  EXPECT_NE(last.find("bukan kesalahan Ibu/Bapak"), std::string::npos);
  EXPECT_NE(last.find("Kurir datang Selasa, 24"), std::string::npos);
  EXPECT_EQ(last.find("Kurir belum bertemu"), std::string::npos);
  Browser browser(city);
  expect_whole(browser.get(office::status_path(*city.twin.office, id) + "/jadwal"), "another day");
}

TEST_F(Status, TellsWhoWasPassedOverInTheLineWhy) {
  const auto first = city.twin.verified(city.twin.submitted()), second = city.twin.verified(city.twin.submitted("damaged", "damaged_card", "+6281200000002"));
  ASSERT_EQ(city.twin.state(second).stage, application::Stage::waiting_blangko);
  look(second, "waits");
  EXPECT_NE(last.find("Urutan Ibu/Bapak: 2"), std::string::npos);
  const auto& home = registry::demo_resident("old_serang_nik");
  city.twin.must(office::change_address(*city.twin.office, {first, home.kelurahan, "self", Personal<vault::Fields>({{"street", "Jl. Baru 1"}, {"rt", "1"}, {"rw", "2"}})}, city.twin.resident()));
  ASSERT_TRUE(city.twin.state(first).needs_identity_check());
  look(first, "held");
  EXPECT_NE(last.find("memastikan dulu bahwa ini Ibu/Bapak"), std::string::npos);
  EXPECT_EQ(last.find("Blangko habis"), std::string::npos);
  EXPECT_EQ(last.find("Blangko belum datang"), std::string::npos);
  look(second, "next");
  EXPECT_NE(last.find("Urutan Ibu/Bapak: 1"), std::string::npos) << "nobody who may be served is before them";
}

TEST_F(Status, SlowsWhoTriesOneNumberAfterAnother) {
  city.twin.submitted("lost", "lost_card", "+6281200000002");
  const auto& who = registry::demo_resident("lost_card");
  auto wish = city.twin.filing("lost", "lost_card", "+6281200000001");
  wish.person = Personal<vault::Fields>({{"name", who.name}, {"nik", "3673054107850017"}, {"kk", who.kk}});
  const auto id = city.twin.word(office::submit_application(*city.twin.office, wish, city.twin.resident()), "application");
  city.twin.must(office::return_for_fix(*city.twin.office, {id, "number_differs", "", Personal<std::string>("Beda.")}, city.twin.rina()));
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  browser.get(path + "/perbaiki");
  expect_whole(browser.post(path + "/perbaiki", {{"nik", who.nik}, {"kk", who.kk}}), "somebody's", 422);
  for (int i = 0; i < 6; ++i) browser.post(path + "/perbaiki", {{"nik", who.nik}, {"kk", who.kk}});
  EXPECT_EQ(browser.page.find("Sudah ada permohonan"), std::string::npos) << "after a few tries nothing is told any more";
}

TEST_F(Status, LeadsOnFromEveryEnd) {
  const auto id = city.twin.submitted();
  const auto path = office::status_path(*city.twin.office, id);
  Browser browser(city);
  browser.get(path + "/ambil");
  expect_whole(browser.post(path + "/ambil"), "picks up");
  EXPECT_NE(browser.page.find(path + "/alamat"), std::string::npos) << "the way back home";
  expect_whole(browser.get(path + "/alamat"), "home again");
  browser.post(path + "/alamat", {{"kelurahan", "36.73.01.1007"}, {"street", "Jalan Melati 7"}, {"rt", "3"}, {"rw", "12"}, {"landmark", ""}, {"receiver", "Ibu Sari"}});
  EXPECT_EQ(city.twin.state(id).way, "deliver");
  EXPECT_NE(browser.page.find("Alamat sudah disimpan."), std::string::npos);
  EXPECT_NE(browser.page.find("J**** M*****"), std::string::npos) << "who typed it knows it again";
  EXPECT_EQ(browser.page.find("Melati"), std::string::npos);
  EXPECT_NE(browser.page.find(percent_encoded("http://localhost:8080/lacak")), std::string::npos) << "what is shared leads somewhere";
  EXPECT_EQ(browser.page.find(percent_encoded(path)), std::string::npos) << "and never by the secret link";
  browser.get(path + "/batal");
  browser.post(path + "/batal");
  browser.get(path);
  EXPECT_NE(browser.page.find("Ajukan lagi"), std::string::npos);
  EXPECT_NE(browser.page.find("href=\"/urus/ktp/hilang\""), std::string::npos);
}

TEST(Complaints, HaveAWayForEachKind) {
  SiteTwin city;
  Browser browser(city);
  expect_whole(browser.get("/pengaduan"), "complaints");
  EXPECT_EQ(browser.page.find("belum dibuka"), std::string::npos);
  for (const auto* section : {"id=\"layanan\"", "id=\"terlambat\"", "id=\"pungli\"", "id=\"keberatan\"", "https://www.lapor.go.id", "tel:137"}) EXPECT_NE(browser.page.find(section), std::string::npos) << section;
  int begun = 0;
  for (std::size_t at = 0; (at = browser.page.find("https://wa.me/", at)) != std::string::npos; ++at) ++begun;
  EXPECT_GE(begun, 4);
}

TEST(Code, SentAgainSaysSo) {
  SiteTwin city;
  Browser browser(city);
  browser.get("/urus/ktp/hilang/mulai");
  EXPECT_NE(browser.page.find("Langkah 1 dari 6"), std::string::npos);
  browser.post("/nomor", {{"phone", "0812 0000 0001"}});
  EXPECT_EQ(browser.page.find("Kode baru sudah dikirim"), std::string::npos);
  city.twin.clock.pass(minutes(2));
  expect_whole(browser.post("/kode/ulang"), "again");
  EXPECT_NE(browser.page.find("Kode baru sudah dikirim"), std::string::npos);
}

TEST_F(Status, IsFrozenByTheAlarmOnlyWhenTheButtonIsPressed) {
  const auto id = city.twin.submitted();
  const auto path = office::alarm_path(*city.twin.office, id);
  Browser browser(city);
  expect_whole(browser.get(path), "alarm");
  EXPECT_FALSE(city.twin.state(id).disputed);
  expect_whole(browser.post(path), "raised");
  EXPECT_TRUE(city.twin.state(id).disputed);
  look(id, "frozen");
}

TEST_F(Status, IsSentAnewToWhoLooks) {
  const auto id = city.twin.submitted();
  Browser browser(city);
  const auto first = browser.get("/alir" + office::status_path(*city.twin.office, id));
  EXPECT_NE(first.body.find("data: status"), std::string::npos) << first.body.substr(0, 200);
  EXPECT_NE(first.body.find("perjalanan"), std::string::npos);
  struct Ear : net::EventSink {
    void deliver(const std::string& topic, std::shared_ptr<const Bytes> event) override { heard.emplace_back(topic, event ? *event : Bytes()); }
    std::vector<std::pair<std::string, Bytes>> heard;
  };
  auto ear = std::make_shared<Ear>();
  city.broadcaster.attach(ear);
  city.twin.must(office::accept_papers(*city.twin.office, {id}, city.twin.rina()));
  ASSERT_EQ(ear->heard.size(), 1U);
  EXPECT_EQ(ear->heard[0].first, "case/" + id + "/id");
  EXPECT_NE(ear->heard[0].second.find("sudah lengkap"), std::string::npos);
  const auto unseen = city.twin.submitted("lost", "damaged_card", "+6281200000002");
  EXPECT_EQ(ear->heard.size(), 1U) << unseen;
}

std::size_t gzipped_bytes(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  const auto bytes = stream.total_out;
  deflateEnd(&stream);
  return bytes;
}

TEST_F(Status, FitsThroughAThinLine) {
  const auto id = city.twin.submitted();
  look(id, "size");
  EXPECT_LE(gzipped_bytes(last), 8U * 1024) << "page and style in one, as they go over the wire";
  int others = 0;
  for (const auto* mark : {"<link rel=\"stylesheet\"", "<script src", "<img "})
    for (std::size_t at = 0; (at = last.find(mark, at)) != std::string::npos; ++at) ++others;
  EXPECT_LE(others, 3);
}

TEST(PublicRecord, ConfirmsAReceiptAndRefusesAChangedOne) {
  SiteTwin city;
  const auto id = city.twin.submitted();
  Browser browser(city);
  const auto proof = browser.get(office::status_path(*city.twin.office, id) + "/bukti.tlog-proof").body;
  ASSERT_FALSE(proof.empty());
  browser.get("/log-publik");
  std::string pasted;
  for (const char letter : proof) pasted += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
  expect_whole(browser.post("/log-publik", {{"bukti-terima", pasted}}), "sound");
  EXPECT_NE(browser.page.find("Belum pernah diubah"), std::string::npos);
  browser.get("/log-publik");
  auto changed = proof;
  const auto place = changed.find("index ");
  ASSERT_NE(place, std::string::npos);
  changed[place + 6] = changed[place + 6] == '0' ? '1' : '0';
  expect_whole(browser.post("/log-publik", {{"bukti-terima", changed}}), "changed", 422);
  browser.get("/log-publik");
  expect_whole(browser.post("/log-publik", {{"bukti-terima", "<script>alert(1)</script>"}}), "nonsense", 422);
  EXPECT_EQ(browser.page.find("<script>alert"), std::string::npos);
}

TEST(PublicRecord, IsServedToMachines) {
  SiteTwin city;
  city.twin.submitted();
  Browser browser(city);
  EXPECT_NE(browser.get("/log/checkpoint").body.find("localhost/log"), std::string::npos);
  const auto vkey = browser.get("/log/vkey");
  EXPECT_EQ(vkey.status, 200);
  EXPECT_EQ(header_of(vkey, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(browser.get("/log/tile/9/999").status, 404);
}

}  // namespace
}  // namespace opak::web
