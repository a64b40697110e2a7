// The officers' screens: who may see them, and a card's way over all desks, as browsers without script walk it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "base/ids.h"
#include "access/totp.h"
#include "catalogue/source.h"
#include "web/officer/city_hall.h"
#include "web/officer/desk.h"
#include "web/officer/routes.h"
#include "web/officer/stock.h"

namespace opak::web {
namespace {

using application::Stage;
using enum access::Role;

std::string waiting_ask(CityHall& hall) {
  const auto stock = hall.office().boards().find_stock("36.73");
  return stock && !stock->waiting.empty() ? stock->waiting.front().id : std::string();
}

// Ratna at her own screen.
void confirm_stock(CityHall& hall) {
  auto ratna = hall.as("ratna");
  ratna.get("/blangko");
  expect_whole(ratna.post("/blangko/setuju", {{"permintaan", waiting_ask(hall)}}), "confirmed");
}

// ---- Pure parts.

TEST(TimePill, SaysHowLateOrHowSoonInWords) {
  const auto catalogue = catalogue::Catalogue::embedded();
  const Speech say(catalogue.sentences(), catalogue::Lang::id);
  const auto now = moment_in_jakarta(*day_of(2026, 11, 23), 9);
  const auto pill = [&](std::int64_t away) { return time_pill(say, now + away, now); };
  EXPECT_EQ(pill(-minutes(12)).words, "lewat 12 mnt");
  EXPECT_EQ(pill(-minutes(12)).tone, Tone::bad);
  EXPECT_EQ(pill(minutes(18)).words, "18 mnt lagi");
  EXPECT_EQ(pill(minutes(18)).tone, Tone::warn);
  EXPECT_EQ(pill(hours(3)).words, "3 jam lagi");
  EXPECT_EQ(pill(hours(3)).tone, Tone::ok);
  EXPECT_EQ(pill(hours(25)).words, "besok 10.00");
  EXPECT_EQ(pill(days(3)).words, "3 hari lagi");
  EXPECT_EQ(pill(-days(2)).words, "lewat 2 hari");
  EXPECT_EQ(pill(0).words, "1 mnt lagi");
}

TEST(Due, IsTheDayOfThePresentStageAtClosingTime) {
  const auto catalogue = catalogue::Catalogue::embedded();
  const auto& calendar = catalogue.city().calendar;
  const auto monday = *day_of(2026, 11, 23);
  application::State state;
  state.stage = Stage::submitted;
  state.promised_on = monday + 4;
  EXPECT_EQ(due_at(state, calendar), moment_in_jakarta(monday + 4, 15)) << "filed before there was a clock for the first look";
  state.step_by = monday + 1;
  EXPECT_EQ(due_at(state, calendar), moment_in_jakarta(monday + 1, 15));
  state.stage = Stage::delivered;
  EXPECT_EQ(due_at(state, calendar), std::nullopt);
}

TEST(Stock, RunsOutOnTheWorkingDayThatTheLastDaysSuggest) {
  const law::Calendar calendar;
  const auto friday = *day_of(2026, 11, 20);
  std::vector<views::StockDay> days;
  for (int n = 0; n < 5; ++n) days.push_back({.day = friday + -n, .used = 18, .spoiled = 2});
  EXPECT_EQ(run_out_day(days, 60, calendar), *day_of(2026, 11, 25));
  EXPECT_EQ(run_out_day(days, 0, calendar), friday);
  days.resize(2);
  EXPECT_EQ(run_out_day(days, 60, calendar), std::nullopt);
}

TEST(Sentences, OfTheOfficersPagesStandInBothLanguages) {
  const auto catalogue = catalogue::Catalogue::embedded();
  std::set<std::string> keys;
  const std::regex key(R"re("(o\.[a-z0-9_.]*[a-z0-9])")re");
  for (const auto& file : std::filesystem::directory_iterator(OPAK_SOURCE_DIR "/src/web/officer")) {
    if (file.path().extension() != ".cc" || file.path().filename().string().ends_with("_test.cc")) continue;
    std::ifstream in(file.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (std::sregex_iterator it(text.begin(), text.end(), key), end; it != end; ++it) keys.insert((*it)[1]);
  }
  for (int stage = 0; stage <= static_cast<int>(Stage::dismissed); ++stage) keys.insert("o.stage." + std::string(name_of(static_cast<Stage>(stage))));
  for (const auto role : access::all_roles) keys.insert("o.role." + std::string(name_of(role)));
  for (const auto& why : office::aside_reasons) keys.insert("o.reason." + std::string(why));
  for (const auto* act : {"ambil", "alihkan", "pesan"})
    for (const auto* what : {"title_", "outcome_"}) keys.insert(std::string("o.bulk.") + what + act);
  for (const auto* purpose : {"check_papers", "verify", "print", "deliver", "help", "settle_dispute", "search", "tell", "old_card"}) keys.insert(std::string("o.purpose.") + purpose);
  [&]<std::size_t... n>(std::index_sequence<n...>) {
    (keys.insert("o.fact." + std::string(std::variant_alternative_t<n, application::Entry>::fact.substr(12, std::variant_alternative_t<n, application::Entry>::fact.size() - 15))), ...);
  }(std::make_index_sequence<std::variant_size_v<application::Entry>>());
  EXPECT_GT(keys.size(), 400U);
  EXPECT_TRUE(keys.contains("o.fact.card_printed"));
  for (const auto& each : keys)
    for (const auto lang : {catalogue::Lang::id, catalogue::Lang::en}) EXPECT_TRUE(catalogue.sentences().has(lang, each)) << catalogue::code_of(lang) << " " << each;
}

TEST(OfficerRoutes, AreSound) { EXPECT_EQ(check_routes(officer_routes()), std::vector<std::string>{}); }

// ---- Who may see what.

struct Screen {
  std::string path;
  std::set<std::string> for_whom;
};

TEST(Screens, OpenForTheirRolesAndNameThemToOthers) {
  CityHall hall;
  const std::vector<Screen> screens{{"/petugas", {"rina", "budi", "ratna"}},          {"/petugas?t=semua&hal=1", {"rina", "budi", "ratna"}},
                                    {"/petugas/cari", {"rina", "budi", "ratna"}},      {"/petugas?t=tunda", {"rina", "budi", "ratna"}}, {"/petugas/verifikasi", {"budi", "ratna"}},
                                    {"/petugas/percakapan", {"rina", "ratna"}},        {"/petugas/daftar/hilang", {"rina"}},
                                    {"/cetak", {"joko", "ratna"}},                     {"/blangko", {"joko", "ratna"}},
                                    {"/antaran", {"ratna"}},                           {"/antar", {"agus"}},
                                    {"/loket/ambil", {"rina", "budi", "joko", "ratna"}}, {"/pimpinan", {"ratna"}},
                                    {"/atur/pengguna", {"tuti"}},                      {"/atur/hapus-data", {"tuti"}},
                                    {"/akun/kode", {"rina", "budi", "joko", "agus", "ratna", "tuti"}}};
  for (const auto* login : {"rina", "budi", "joko", "agus", "ratna", "tuti"}) {
    auto browser = hall.as(login);
    for (const auto& screen : screens) {
      const bool may = screen.for_whom.contains(login);
      const auto response = browser.get(screen.path);
      expect_whole(response, std::string(login) + " " + screen.path, may ? 200 : 403);
      EXPECT_EQ(says(response, "Halaman ini hanya untuk"), !may) << screen.path;
    }
    browser.get("/petugas?b=en");
    for (const auto& screen : screens)
      if (screen.for_whom.contains(login)) expect_whole(browser.get(screen.path), std::string(login) + " en " + screen.path);
  }
  Browser stranger(hall.city);
  for (const auto& screen : screens) EXPECT_TRUE(header_of(stranger.send("GET", screen.path, {}, {}), "Location").starts_with("/masuk?ke=")) << screen.path;
}

// ---- A1

TEST(SignIn, TellsTheSameWhateverIsWrong) {
  CityHall hall;
  std::vector<std::string> ends;
  for (const auto& [login, password] : std::vector<std::pair<std::string, std::string>>{{"rina", "salah sekali semua"}, {"tidak.ada", "kebun pisang rina"}}) {
    Browser browser(hall.city);
    browser.get("/masuk");
    const auto second = browser.post("/masuk", {{"nama", login}, {"sandi", password}});
    expect_whole(second, login);
    EXPECT_TRUE(says(second, "name=\"kode\"")) << "the second page comes for a wrong password too";
    const auto sealed = between(browser.page, "name=\"jalan\" value=\"", "\"");
    const auto end = browser.post("/masuk/kode", {{"jalan", sealed}, {"kode", "000000"}});
    expect_whole(end, login, 401);
    ends.push_back(between(end.body, "role=\"alert\"", "</div>"));
    EXPECT_FALSE(browser.cookies.contains("sid"));
  }
  EXPECT_EQ(ends[0], ends[1]);
  EXPECT_NE(ends[0], "");
}

TEST(SignIn, LeadsToTheDeskAndSaysWhenOneWasHereLast) {
  CityHall hall;
  Browser browser(hall.city);
  for (int times = 0; times < 2; ++times) {
    browser.get("/masuk");
    const auto desk = browser.post("/masuk", {{"nama", "RINA"}, {"sandi", "kebun pisang rina"}});
    expect_whole(desk, "desk");
    EXPECT_TRUE(browser.at.starts_with("/petugas"));
    EXPECT_TRUE(says(desk, times == 0 ? "pertama kali" : "Terakhir masuk: Senin, 23 November 2026")) << between(desk.body, "<main", "</main>");
    hall.office().clock.pass(hours(1));
  }
  browser.get("/petugas");
  browser.cookies.erase("sid");
}

TEST(SignIn, WithAnAuthenticatorNeedsItsCode) {
  CityHall hall(SiteSettings{.secure_cookies = false, .demo = false, .public_address = "http://localhost:8080"});
  auto browser = hall.as("rina");
  expect_whole(browser.get("/petugas"), "led to enrolment");
  EXPECT_EQ(browser.at, "/akun/kode");
  browser.post("/akun/kode/mulai");
  const auto secret = access::waiting_totp(hall.office().office->reader(), hall.office().office->vault(), hall.ids.at("rina"));
  ASSERT_TRUE(secret);
  expect_whole(browser.post("/akun/kode", {{"kode", "12"}}), "wrong code", 422);
  const auto done = browser.post("/akun/kode", {{"kode", access::totp_code(*secret, hall.office().clock.now())}});
  expect_whole(done, "recovery codes");
  EXPECT_TRUE(says(done, "class=\"codes"));
  expect_whole(browser.get("/petugas"), "inbox");
  EXPECT_EQ(browser.at, "/petugas");

  hall.office().clock.pass(minutes(5));
  Browser fresh(hall.city);
  fresh.get("/masuk?ke=/petugas?t=semua");
  fresh.post("/masuk", {{"nama", "rina"}, {"sandi", "kebun pisang rina"}});
  const auto sealed = between(fresh.page, "name=\"jalan\" value=\"", "\"");
  EXPECT_EQ(fresh.post("/masuk/kode", {{"jalan", sealed}, {"kode", "000000"}}).status, 401);
  fresh.get("/masuk?ke=/petugas?t=semua");
  fresh.post("/masuk", {{"nama", "rina"}, {"sandi", "kebun pisang rina"}});
  const auto again = between(fresh.page, "name=\"jalan\" value=\"", "\"");
  expect_whole(fresh.post("/masuk/kode", {{"jalan", again}, {"kode", access::totp_code(*secret, hall.office().clock.now())}}), "in");
  EXPECT_TRUE(fresh.cookies.contains("sid"));
  fresh.post("/keluar");
  EXPECT_FALSE(fresh.cookies.contains("sid"));
}

TEST(SignIn, GoesSlowerAfterFiveTries) {
  CityHall hall;
  Browser browser(hall.city);
  int status = 200;
  for (int n = 0; n < 8 && status == 200; ++n) {
    browser.get("/masuk");
    status = browser.post("/masuk", {{"nama", "rina"}, {"sandi", "bukan ini juga " + std::to_string(n)}}).status;
  }
  EXPECT_EQ(status, 429);
}

// ---- A card's way

TEST(Verifying, IsNotOfferedToWhoLookedAtTheFileBefore) {
  CityHall hall;
  hall.add("nina", {operator_, verifier});
  const auto id = hall.office().submitted();
  const auto number = hall.number(id);
  office::OfficeTwin::must(office::accept_papers(*hall.office().office, {id}, hall.office().as(hall.ids.at("nina"), {operator_, verifier})));
  auto nina = hall.as("nina");
  for (const auto* list : {"/petugas/verifikasi", "/petugas?t=semua"}) {
    const auto shown = nina.get(list);
    expect_whole(shown, list);
    EXPECT_FALSE(says(shown, "name=\"nomor\" value=\"" + number + "\"")) << list << " offers what will be refused";
    EXPECT_TRUE(says(shown, "menunggu petugas lain")) << list;
  }
  nina.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  const auto page = nina.get("/petugas/verifikasi/" + number);
  expect_whole(page, "the file");
  EXPECT_TRUE(says(page, "Minta petugas lain memverifikasinya"));
  EXPECT_FALSE(says(page, "/setujui\""));
  auto budi = hall.as("budi");
  EXPECT_TRUE(says(budi.get("/petugas/verifikasi"), "name=\"nomor\" value=\"" + number + "\""));
}

// A city that says it has one officer: the supervisor is shown what that officer did alone.
TEST(Verifying, ByTheOnlyOfficerStandsBeforeTheSupervisor) {
  auto sources = catalogue::embedded_sources();
  for (auto& file : sources)
    if (const auto at = file.bytes.find("one_officer_office = 0"); at != std::string::npos) file.bytes.replace(at, 22, "one_officer_office = 1");
  const auto small = catalogue::Catalogue::load(sources, "36.73");
  ASSERT_TRUE(small);
  SiteTwin city(demo_settings, *small);
  office::OfficeTwin& twin = city.twin;
  twin.stock(5);
  const auto both = twin.as("S-0009", {operator_, verifier});
  const auto alone = twin.submitted();
  office::OfficeTwin::must(office::accept_papers(*twin.office, {alone}, both));
  office::OfficeTwin::must(office::verify(*twin.office, {alone, {}}, both));
  std::string ratna;
  office::OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    const auto staff = access::create_staff(book.database(), twin.office->vault(), {.login = "ratna", .name = "Ratna", .roles = {supervisor}, .office = "36.73", .password_hash = "x"}, book.now());
    ratna = access::start_session(book.database(), twin.chance, access::SessionKind::staff, staff->id, access::Proof::password_and_code, "", book.now());
    return office::Done{};
  }));
  Browser browser(city);
  browser.cookies["sid"] = ratna;
  EXPECT_TRUE(says(browser.get("/pimpinan"), "Diperiksa dan diverifikasi oleh satu petugas"));
}

// ---- What cannot be carried out now

TEST(SendAgain, KeepsWhatWasTypedAndDoesItOnce) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto id = twin.submitted();
  office::OfficeTwin::must(office::accept_papers(*twin.office, {id}, twin.rina()));
  if (twin.state(id).needs_identity_check()) office::OfficeTwin::must(office::check_identity(*twin.office, {id, "video_call"}, twin.dewi()));
  auto budi = hall.as("budi");
  budi.get("/petugas/verifikasi");
  budi.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "verify"}});
  const auto path = "/petugas/verifikasi/" + hall.number(id) + "/setujui";
  twin.population.go_down();
  const auto silent = budi.post(path, {{"catatan", "sudah \"dilihat\" <i>"}});
  EXPECT_EQ(silent.status, 503);
  EXPECT_TRUE(says(silent, "action=\"" + path + "\"")) << "the same form again";
  EXPECT_TRUE(says(silent, "name=\"catatan\" value=\"sudah &quot;dilihat&quot; &lt;i&gt;\""));
  EXPECT_TRUE(says(silent, "name=\"kunci\"")) << "under its own key";
  EXPECT_TRUE(says(silent, "Kirim lagi"));
  EXPECT_NE(std::find(silent.headers.begin(), silent.headers.end(), std::pair<std::string, std::string>("Retry-After", "5")), silent.headers.end());
  twin.population.come_back();
  expect_whole(budi.post(path), "pressed again");
  EXPECT_EQ(twin.state(id).stage, Stage::print_ready);
}

TEST(SendAgain, ShowsNoPassword) {
  const SentForm form{"/masuk", {{"nama", "rina"}, {"sandi", "kebun pisang"}}, false};
  EXPECT_FALSE(form.may_be_shown());
  EXPECT_TRUE((SentForm{"/isian/hilang/1", {{"name", "Siti"}}, false}.may_be_shown()));
}

// ---- Two officers at the blangko desk

TEST(StockByTwo, TheSecondAnswersAtTheirOwnScreen) {
  CityHall hall;
  hall.add("wati", {printer});
  const auto available = [&] {
    const auto stock = hall.office().boards().find_stock("36.73");
    return stock ? stock->available() : 0;
  };
  auto joko = hall.as("joko"), ratna = hall.as("ratna"), wati = hall.as("wati");
  joko.get("/blangko");
  // A second person named in the form is nobody's confirmation.
  expect_whole(joko.post("/blangko/terima", {{"surat", "B-1 <i>"}, {"awal", "KA00000001"}, {"akhir", "KA00000100"}, {"saksi_kotak", "officer/S-0007"}}), "asked");
  EXPECT_EQ(available(), 0);
  const auto mine = joko.get("/blangko");
  expect_whole(mine, "the first one's page");
  EXPECT_TRUE(says(mine, "/blangko/batal"));
  EXPECT_FALSE(says(mine, "/blangko/setuju"));
  const auto ask = waiting_ask(hall);
  const auto refused = joko.post("/blangko/setuju", {{"permintaan", ask}});
  expect_whole(refused, "oneself", 409);
  EXPECT_TRUE(says(refused, "Perlu orang kedua"));
  EXPECT_EQ(available(), 0);

  EXPECT_TRUE(says(ratna.get("/pimpinan"), "Blangko menunggu orang kedua: 1"));
  const auto hers = ratna.get("/blangko");
  expect_whole(hers, "the second one's page");
  EXPECT_TRUE(says(hers, "KA00000001 sampai KA00000100, 100 keping"));
  expect_whole(ratna.post("/blangko/tidak", {{"permintaan", ask}}), "no reason", 422);
  const auto watis = wati.get("/blangko");
  expect_whole(ratna.post("/blangko/setuju", {{"permintaan", ask}}), "confirmed");
  EXPECT_EQ(available(), 100);
  // Wati had the page open all the while and is told that it was answered.
  const auto late = wati.post("/blangko/setuju", {{"permintaan", ask}});
  expect_whole(late, "too late", 409);
  EXPECT_TRUE(says(late, "sudah dijawab atau ditarik kembali"));
  EXPECT_EQ(available(), 100);
}

TEST(StockByTwo, ADeclinedCountSaysWhyAndATakenBackOneIsGone) {
  CityHall hall;
  hall.office().stock(10);
  auto joko = hall.as("joko"), ratna = hall.as("ratna"), rina = hall.as("rina");
  joko.get("/blangko");
  expect_whole(joko.post("/blangko/hitung", {{"dihitung", "10"}}), "asked");
  EXPECT_EQ(joko.page.find("name=\"dihitung\""), std::string::npos) << "one count at a time";
  ratna.get("/blangko");
  expect_whole(ratna.post("/blangko/tidak", {{"permintaan", waiting_ask(hall)}, {"alasan", "counted_otherwise"}}), "declined");
  const auto told = joko.get("/blangko");
  EXPECT_TRUE(says(told, "hitungan saya berbeda"));
  EXPECT_TRUE(says(told, "name=\"dihitung\""));
  expect_whole(joko.post("/blangko/hitung", {{"dihitung", "10"}}), "asked again");
  expect_whole(joko.post("/blangko/batal", {{"permintaan", waiting_ask(hall)}}), "taken back");
  EXPECT_EQ(waiting_ask(hall), "");
  EXPECT_FALSE(hall.office().boards().find_stock("36.73")->closed);
  rina.get("/petugas");
  EXPECT_EQ(rina.post("/blangko/setuju", {{"permintaan", "x"}}).status, 403);
}

// ---- A run that nobody closed

TEST(ARunLeftOpen, IsClosedFirstAndStandsBeforeTheSupervisor) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  const auto parcel = twin.printed(id, "KA00000001");
  const auto agus_id = hall.ids.at("agus");
  const auto run = office::OfficeTwin::word(office::set_run(*twin.office, {agus_id, day_in_jakarta(twin.clock.now()), 9, 12, {parcel}}, twin.ratna()), "run");
  office::OfficeTwin::must(office::load_run(*twin.office, {run, 1}, twin.as(agus_id, {courier})));
  auto agus = hall.as("agus"), ratna = hall.as("ratna");
  const auto same_day = agus.get("/antar");
  expect_whole(same_day, "on its day");
  EXPECT_FALSE(says(same_day, "belum ditutup"));
  EXPECT_TRUE(says(same_day, parcel + "/gagal"));
  EXPECT_FALSE(says(ratna.get("/pimpinan"), "belum ditutup"));

  twin.clock.set(moment_in_jakarta(day_in_jakarta(twin.clock.now()) + 1, 0, 1));
  auto agus_later = hall.as("agus"), ratna_later = hall.as("ratna");
  const auto next_day = agus_later.get("/antar");
  expect_whole(next_day, "the next day");
  EXPECT_TRUE(says(next_day, "Rute Senin, 23 November 2026 belum ditutup"));
  EXPECT_TRUE(says(next_day, "<details open>"));
  EXPECT_FALSE(says(next_day, parcel + "/gagal")) << "first the bag is counted";
  EXPECT_TRUE(says(ratna_later.get("/pimpinan"), "Rute Senin, 23 November 2026 belum ditutup (agus"));
  const auto plan = ratna_later.get("/antaran/rencana");
  expect_whole(plan, "the plan");
  EXPECT_TRUE(says(plan, "id=\"rute-terbuka\""));
  office::OfficeTwin::must(office::close_by_two(*twin.office, {run, 1}, twin.as(agus_id, {courier}), twin.ratna()));
  EXPECT_FALSE(says(ratna_later.get("/pimpinan"), "belum ditutup"));
  EXPECT_FALSE(says(agus_later.get("/antar"), "belum ditutup"));
}

// The count of late cases fell when a late run was closed, although nobody was served.
TEST(ARunLeftOpen, IsClosedAndItsCardsAreAsLateAsBefore) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  const auto parcel = twin.printed(id, "KA00000001");
  const auto agus_id = hall.ids.at("agus");
  const auto today = day_in_jakarta(twin.clock.now());
  const auto run = office::OfficeTwin::word(office::set_run(*twin.office, {agus_id, today, 9, 12, {parcel}}, twin.ratna()), "run");
  office::OfficeTwin::must(office::load_run(*twin.office, {run, 1}, twin.as(agus_id, {courier})));
  EXPECT_TRUE(says(hall.as("ratna").get("/pimpinan"), "Semua permohonan masih dalam janji")) << between(hall.as("ratna").get("/pimpinan").body, "class=\"note", "</div>");

  twin.clock.set(moment_in_jakarta(today + 1, 9));
  auto ratna = hall.as("ratna");
  EXPECT_TRUE(says(ratna.get("/pimpinan"), "Hari ini 1 permohonan lewat janji, 1 di tahap Sedang diantar"));
  office::OfficeTwin::must(office::close_by_two(*twin.office, {run, 1}, twin.as(agus_id, {courier}), twin.ratna()));
  const auto after = ratna.get("/pimpinan");
  expect_whole(after, "after the closing");
  EXPECT_TRUE(says(after, "Hari ini 1 permohonan lewat janji, 1 di tahap Belum sempat didatangi"));
  office::OfficeTwin::must(office::set_run(*twin.office, {agus_id, today + 2, 9, 12, {parcel}}, twin.ratna()));
  EXPECT_TRUE(says(ratna.get("/pimpinan"), "Hari ini 1 permohonan lewat janji")) << "planned is not served";
  const auto file = hall.as("rina").get("/petugas?t=semua");
  EXPECT_TRUE(says(file, "sla lewat"));
  EXPECT_TRUE(says(file, "Belum sempat didatangi"));
}

TEST(ARunOfAnotherDay, IsAskedAboutBeforeItLeaves) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  const auto parcel = twin.printed(id, "KA00000001");
  const auto agus_id = hall.ids.at("agus");
  const auto run = office::OfficeTwin::word(office::set_run(*twin.office, {agus_id, day_in_jakarta(twin.clock.now()) + 1, 9, 12, {parcel}}, twin.ratna()), "run");
  auto agus = hall.as("agus");
  const auto page = agus.get("/antar");
  expect_whole(page, "a run of tomorrow");
  EXPECT_TRUE(says(page, "Rute ini untuk Selasa, 24 November 2026, hari ini Senin, 23 November 2026"));
  const auto refused = agus.post("/antar/muat", {{"rute", run}, {"dihitung", "1"}});
  expect_whole(refused, "not meant", 409);
  EXPECT_TRUE(says(refused, "centang dulu"));
  EXPECT_EQ(twin.state(id).stage, application::Stage::printed);
  expect_whole(agus.post("/antar/muat", {{"rute", run}, {"dihitung", "1"}, {"tetap", "ya"}}), "meant");
  EXPECT_EQ(twin.state(id).stage, application::Stage::on_the_road);
  Browser resident(hall.city);
  const auto status = resident.get(office::status_path(*twin.office, id));
  EXPECT_FALSE(says(status, "Selasa, 24")) << "the day that was told is no longer what may be expected";
}

// The operator's "menunggu diambil" said one less than the supervisor's while a card was still in a courier's bag.
TEST(CardsToFetch, AreCountedTheSameOnEveryDesk) {
  CityHall hall;
  auto& twin = hall.office();
  twin.stock(5);
  const auto id = twin.verified(twin.submitted());
  const auto parcel = twin.printed(id, "KA00000001");
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto run = twin.on_the_road(id);
    office::OfficeTwin::must(office::report_failed_attempt(*twin.office, {run, parcel, "not_at_home"}, twin.agus()));
    if (attempt == 1) break;
    office::OfficeTwin::must(office::close_by_two(*twin.office, {run, 1}, twin.agus(), twin.ratna()));
    twin.clock.pass(days(1));
  }
  ASSERT_EQ(twin.state(id).stage, application::Stage::pickup);
  const auto rina = hall.as("rina").get("/petugas");
  const auto ratna = hall.as("ratna").get("/pimpinan");
  EXPECT_TRUE(says(rina, "Kartu menunggu diambil: 1")) << between(rina.body, "/loket/ambil", "</li>");
  EXPECT_EQ(between(ratna.body, "Menunggu diambil</th><td class=\"n\">", "</td>"), "1");
  auto counter = hall.as("rina");
  const auto list = counter.get("/loket/ambil");
  expect_whole(list, "the counter");
  EXPECT_TRUE(says(list, hall.number(id) + ": kartunya masih di tas kurir"));
  EXPECT_FALSE(says(list, "/loket/ambil/" + parcel));
}

// ---- Checking a file

TEST(Checking, AsksThePurposeBeforeItShowsAnything) {
  CityHall hall;
  const auto id = hall.office().submitted();
  auto rina = hall.as("rina");
  const auto asked = rina.get("/petugas/periksa/" + hall.number(id));
  expect_whole(asked, "purpose");
  const auto& who = registry::demo_resident("lost_card");
  EXPECT_FALSE(says(asked, who.name));
  EXPECT_EQ(rina.send("GET", "/petugas/berkas/" + id + "/loss_letter", {}, {}).status, 409);
  EXPECT_TRUE(hall.office().boards().openings_of(id).empty());

  rina.get("/petugas/periksa/" + hall.number(id));
  const auto shown = rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}});
  expect_whole(shown, "file");
  EXPECT_TRUE(says(shown, who.name));
  EXPECT_FALSE(says(shown, who.nik)) << "a NIK is shown masked";
  EXPECT_TRUE(says(shown, "Catatan jejak"));
  ASSERT_EQ(hall.office().boards().openings_of(id).size(), 1U);
  for (const auto* more : {"?putar=90&besar=2", "?berkas=family_card", "?mau=perbaikan", "?mau=perbaikan&alasan=paper_unclear&untuk=loss_letter", "?mau=tolak", "?mau=alihkan", "?berkas=../../x&putar=abc"})
    expect_whole(rina.get("/petugas/periksa/" + hall.number(id) + more), more);
  EXPECT_EQ(hall.office().boards().openings_of(id).size(), 1U) << "one opening holds for half an hour";
  const auto photo = rina.send("GET", "/petugas/berkas/" + id + "/loss_letter", {}, {});
  EXPECT_EQ(photo.status, 200);
  EXPECT_EQ(photo.content_type, "image/jpeg");
  EXPECT_NE(header_of(photo, "Content-Security-Policy").find("sandbox"), std::string::npos);
  EXPECT_EQ(header_of(photo, "Cache-Control"), "no-store");
}

TEST(Checking, WantsEveryPaperTicked) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto path = "/petugas/periksa/" + hall.number(id);
  auto rina = hall.as("rina");
  rina.get(path);
  rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}, {"ambil", "ya"}});
  EXPECT_EQ(office::assigned_to(hall.office().office->reader(), id), "S-0001");
  expect_whole(rina.post(path + "/terima", {{"cek-loss_letter", "ya"}}), "one tick only", 422);
  EXPECT_EQ(hall.office().state(id).stage, Stage::submitted);
  expect_whole(rina.post(path + "/terima", {{"cek-loss_letter", "ya"}, {"cek-family_card", "ya"}}), "accepted");
  EXPECT_EQ(hall.office().state(id).stage, Stage::complete);
}

TEST(Checking, ShowsTheSecondOfficerWhatIsSoNow) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto path = "/petugas/periksa/" + hall.number(id);
  auto rina = hall.as("rina"), dewi = hall.as("dewi");
  for (auto* each : {&rina, &dewi}) {
    each->get(path);
    each->post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}, {"ambil", "ya"}});
  }
  EXPECT_TRUE(dewi.page.find("sedang mengerjakan berkas ini") != std::string::npos);
  rina.post(path + "/terima", {{"cek-loss_letter", "ya"}, {"cek-family_card", "ya"}});
  const auto late = dewi.post(path + "/terima", {{"cek-loss_letter", "ya"}, {"cek-family_card", "ya"}});
  expect_whole(late, "second officer", 409);
  EXPECT_TRUE(says(late, "Permohonan ini sekarang: Menunggu verifikasi"));
}

TEST(Returning, SendsTheWordsTheOfficerSaw) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto path = "/petugas/periksa/" + hall.number(id);
  auto rina = hall.as("rina");
  rina.get(path);
  rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}});
  const auto ready = rina.get(path + "?mau=perbaikan&alasan=paper_unclear&untuk=loss_letter");
  EXPECT_TRUE(says(ready, "Foto Surat kehilangan kurang jelas"));
  const auto look = rina.post(path + "/kembalikan", {{"alasan", "paper_unclear"}, {"untuk", "loss_letter"}, {"kata", "Foto ulang <b>di luar</b> rumah"}, {"lihat", "ya"}});
  expect_whole(look, "preview");
  EXPECT_TRUE(says(look, "Foto ulang &lt;b&gt;di luar&lt;/b&gt; rumah</blockquote>"));
  EXPECT_EQ(hall.office().state(id).stage, Stage::submitted);
  expect_whole(rina.post(path + "/kembalikan", {{"alasan", "paper_unclear"}, {"untuk", "loss_letter"}, {"kata", "  "}}), "no words", 422);
  expect_whole(rina.post(path + "/kembalikan", {{"alasan", "paper_unclear"}, {"untuk", "loss_letter"}, {"kata", "Foto ulang"}}), "sent");
  EXPECT_EQ(hall.office().state(id).stage, Stage::returned);
  EXPECT_EQ(hall.office().state(id).return_paper, "loss_letter");
}

TEST(Returning, AsksForSeveralThingsInOneGo) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto path = "/petugas/periksa/" + hall.number(id);
  auto rina = hall.as("rina"), dewi = hall.as("dewi");
  for (auto* each : {&rina, &dewi}) {
    each->get(path);
    each->post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "check_papers"}});
  }
  const auto one = rina.get(path + "?mau=perbaikan&alasan=paper_wrong&untuk=loss_letter");
  EXPECT_TRUE(says(one, "name=\"lagi\" value=\"paper_wrong:loss_letter\""));
  const auto two = rina.get(path + "?mau=perbaikan&lagi=paper_wrong%3Aloss_letter&alasan=paper_cut&untuk=family_card");
  expect_whole(two, "two things");
  EXPECT_TRUE(says(two, "name=\"lagi\" value=\"paper_wrong:loss_letter,paper_cut:family_card\""));
  EXPECT_TRUE(says(two, "1) ")) << between(two.body, "<textarea", "</textarea>");
  EXPECT_TRUE(says(two, "2) "));
  const auto less = rina.get(path + "?mau=perbaikan&lagi=paper_wrong%3Aloss_letter");
  EXPECT_FALSE(says(less, "2) ")) << "taken out again";
  const auto strange = rina.get(path + "?mau=perbaikan&lagi=%3Cb%3E%3A..%2Fx,paper_cut%3Afamily_card");
  expect_whole(strange, "what nobody offered");
  EXPECT_TRUE(says(strange, "name=\"lagi\" value=\"paper_cut:family_card\""));
  expect_whole(rina.post(path + "/kembalikan", {{"kata", "Surat dan KK tertukar."}, {"lagi", ""}}), "nothing chosen", 409);
  EXPECT_EQ(hall.office().state(id).stage, Stage::submitted);
  rina.get(path + "?mau=perbaikan&lagi=paper_wrong%3Aloss_letter,paper_cut%3Afamily_card");
  expect_whole(rina.post(path + "/kembalikan", {{"kata", "Surat dan KK tertukar."}, {"lagi", "paper_wrong:loss_letter,paper_cut:family_card"}}), "sent");
  EXPECT_EQ(hall.office().state(id).return_asks, (std::vector<std::string>{"paper_wrong:loss_letter", "paper_cut:family_card"}));
  const auto late = dewi.post(path + "/kembalikan", {{"kata", "Foto KK buram."}, {"lagi", "paper_unclear:family_card"}});
  expect_whole(late, "a colleague was first", 409);
  EXPECT_EQ(hall.office().state(id).return_asks.size(), 2U);
}

TEST(Rejecting, TakesTwo) {
  CityHall hall;
  const auto id = hall.office().submitted();
  office::OfficeTwin::must(office::accept_papers(*hall.office().office, {id}, hall.office().rina()));
  const auto number = hall.number(id);
  auto budi = hall.as("budi"), sari = hall.as("sari");
  budi.get("/petugas/periksa/" + number);
  budi.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  budi.get("/petugas/periksa/" + number + "?mau=tolak");
  expect_whole(budi.post("/petugas/periksa/" + number + "/tolak", {{"sebab", "x"}}), "no rule", 422);
  expect_whole(budi.post("/petugas/periksa/" + number + "/tolak", {{"aturan", "not_resident"}, {"sebab", "Tercatat di kota lain"}}), "proposed");
  budi.get("/petugas/verifikasi/" + number);
  EXPECT_EQ(budi.page.find("Setuju ditolak"), std::string::npos) << "who proposed has no button";
  expect_whole(budi.post("/petugas/verifikasi/" + number + "/tolak"), "own proposal", 409);
  sari.get("/petugas/verifikasi?t=tolak");
  EXPECT_NE(sari.page.find(number), std::string::npos);
  expect_whole(sari.post("/petugas/verifikasi/" + number + "/tolak"), "not seen yet");
  EXPECT_NE(hall.office().state(id).stage, Stage::rejected) << "nobody agrees to what they have not opened";
  sari.get("/petugas/periksa/" + number);
  sari.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  EXPECT_NE(sari.page.find("Tercatat di kota lain"), std::string::npos);
  expect_whole(sari.post("/petugas/verifikasi/" + number + "/tolak"), "confirmed");
  EXPECT_EQ(hall.office().state(id).stage, Stage::rejected);
}

TEST(ACard, GoesOverAllDesksIntoTheRightHand) {
  CityHall hall;
  auto& office = hall.office();
  const auto id = office.submitted("damaged", "damaged_card");
  const auto number = hall.number(id);
  auto rina = hall.as("rina"), budi = hall.as("budi"), joko = hall.as("joko"), ratna = hall.as("ratna"), agus = hall.as("agus");

  rina.get("/petugas");
  EXPECT_NE(rina.page.find(number), std::string::npos) << "the next thing to do stands on top";
  rina.post("/petugas/buka", {{"nomor", number}, {"tujuan", "check_papers"}});
  Browser::Fields ticks;
  for (const auto& [paper, document] : office.state(id).papers) ticks.emplace_back("cek-" + paper, "ya");
  expect_whole(rina.post("/petugas/periksa/" + number + "/terima", ticks), "accepted");
  if (office.state(id).needs_identity_check()) {
    rina.get("/petugas/periksa/" + number);
    expect_whole(rina.post("/petugas/periksa/" + number + "/identitas", {}), "how?", 422);
    expect_whole(rina.post("/petugas/periksa/" + number + "/identitas", {{"cara", "video_call"}}), "identity");
  }
  EXPECT_FALSE(office.state(id).needs_identity_check());

  joko.get("/blangko");
  expect_whole(joko.post("/blangko/terima", {{"surat", ""}, {"awal", "KA"}, {"akhir", "KA00000100"}}), "box wrong", 422);
  expect_whole(joko.post("/blangko/terima", {{"surat", "B-1"}, {"awal", "KA00000001"}, {"akhir", "KA00000100"}}), "box");
  confirm_stock(hall);
  joko.get("/blangko");
  expect_whole(joko.post("/blangko/beri", {{"mesin", "mesin-1"}, {"jumlah", "20"}}), "given");

  budi.get("/petugas/verifikasi");
  budi.post("/petugas/buka", {{"nomor", number}, {"tujuan", "verify"}});
  EXPECT_NE(budi.page.find("Siap dicetak"), std::string::npos);
  expect_whole(budi.post("/petugas/verifikasi/" + number + "/setujui"), "verified");
  ASSERT_EQ(office.state(id).stage, Stage::print_ready);

  joko.get("/cetak");
  expect_whole(joko.post("/cetak/ambil", {{"mesin", "mesin-1"}, {"jumlah", "5"}}), "taken");
  expect_whole(joko.get("/cetak/" + number), "print one");
  EXPECT_NE(joko.page.find("KA00000001"), std::string::npos);
  expect_whole(joko.post("/cetak/" + number, {{"mesin", "mesin-1"}, {"blangko", "KA00000077"}}), "wrong serial", 409);
  expect_whole(joko.post("/cetak/" + number + "/rusak", {{"mesin", "mesin-1"}, {"serial", "KA00000001"}, {"sebab", "card_bent"}}), "spoiled");
  expect_whole(joko.post("/cetak/" + number, {{"mesin", "mesin-1"}, {"blangko", "ka 00000002"}}), "label");
  EXPECT_EQ(joko.at, "/cetak/" + number + "/label");
  const auto parcel = office.state(id).parcel;
  const auto letters = office::envelope_letters(*office.office, parcel);
  EXPECT_NE(joko.page.find(letters.substr(0, 3) + " " + letters.substr(3)), std::string::npos);
  EXPECT_EQ(joko.page.find(registry::demo_resident("damaged_card").nik), std::string::npos);
  joko.get("/blangko");
  expect_whole(joko.post("/blangko/musnah", {{"s-KA00000001", "ya"}}), "destroyed");
  confirm_stock(hall);

  expect_whole(ratna.get("/antaran/rencana"), "plan");
  expect_whole(ratna.get("/antaran/rencana?k-S-0006=ya&paling=10"), "proposal");
  ASSERT_NE(ratna.page.find("name=pilih value=1"), std::string::npos) << between(ratna.page, "<main", "</main>");
  const Browser::Fields table{{"urut-S-0006", parcel}, {"ke-" + parcel, "S-0006"}, {"hari", "2026-11-23"}, {"dari", "9"}, {"sampai", "12"}};
  expect_whole(ratna.post("/antaran/rencana", table), "worked out again");
  expect_whole(ratna.post("/antaran/tetapkan", table), "fixed");
  ASSERT_FALSE(office.state(id).run.empty());
  const auto run = office.state(id).run;

  expect_whole(agus.get("/antar"), "run");
  expect_whole(agus.post("/antar/muat", {{"rute", run}, {"dihitung", "2"}}), "wrong count", 409);
  expect_whole(agus.post("/antar/muat", {{"rute", run}, {"dihitung", "1"}}), "loaded");
  EXPECT_NE(agus.page.find("tel:+62"), std::string::npos);
  EXPECT_NE(agus.page.find("https://wa.me/62"), std::string::npos);
  const auto door = "/antar/" + parcel + "/serahkan";
  expect_whole(agus.get("/antar/" + parcel + "/gagal"), "failed");
  expect_whole(agus.get(door), "door");
  const auto secret = office::resident_letters(*office.office, parcel);
  const auto give = [&](const std::string& envelope, const std::string& code, bool old_card) {
    Browser::Fields fields{{"amplop", envelope}, {"kode", code}, {"penerima", "self"}, {"wajah", "ya"}};
    if (old_card) fields.emplace_back("lama", "ya");
    agus.get(door);
    return agus.post(door, fields);
  };
  expect_whole(give(letters, secret, false), "old card", 422);
  const auto red = give("BBBBBB", secret, true);
  expect_whole(red, "wrong envelope", 409);
  EXPECT_TRUE(says(red, "stopsign"));
  const auto wrong = give(letters, "BBBBBB", true);
  expect_whole(wrong, "wrong secret", 422);
  EXPECT_TRUE(says(wrong, "Sisa percobaan: 4"));
  EXPECT_EQ(office.state(id).stage, Stage::on_the_road);
  expect_whole(give("OPAK:E:" + letters, secret, true), "handed over");
  EXPECT_EQ(office.state(id).stage, Stage::delivered);
  expect_whole(agus.post("/antar/tutup", {{"rute", run}, {"sisa", ""}}), "no number", 422);
  expect_whole(agus.post("/antar/tutup", {{"rute", run}, {"sisa", "0"}}), "the old card is counted, too", 422);
  const auto counted = agus.post("/antar/tutup", {{"rute", run}, {"sisa", "0"}, {"lama", "1"}});
  expect_whole(counted, "counted");
  EXPECT_TRUE(says(counted, "Tas sudah dihitung"));
  expect_whole(agus.post("/antar/hitungan/batal", {{"rute", run}}), "taken back");
  agus.post("/antar/tutup", {{"rute", run}, {"sisa", "0"}, {"lama", "1"}});
  expect_whole(agus.get("/antar/hitungan"), "his own count");
  EXPECT_FALSE(says(agus.get("/antar/hitungan"), "/antar/hitungan/setuju"));
  EXPECT_TRUE(says(ratna.get("/pimpinan"), "1 hitungan tas kurir menunggu orang kedua"));
  const auto waits = ratna.get("/antar/hitungan");
  expect_whole(waits, "a count waits");
  EXPECT_TRUE(says(waits, "0 kartu di tangan"));
  expect_whole(ratna.post("/antar/hitungan/setuju", {{"rute", run}}), "closed");
  EXPECT_FALSE(says(ratna.get("/pimpinan"), "menunggu orang kedua"));
  expect_whole(ratna.get("/pimpinan"), "supervisor");
  joko.get("/blangko");
  expect_whole(joko.post("/blangko/hitung", {{"dihitung", "97"}}), "count differs", 409);
  EXPECT_NE(joko.page.find("name=\"penjelasan\""), std::string::npos);
  expect_whole(joko.post("/blangko/hitung", {{"dihitung", "98"}}), "counted");
  confirm_stock(hall);
}

TEST(TheCounter, HandsACardToWhoComes) {
  CityHall hall;
  auto& office = hall.office();
  auto wish = office.filing("lost", "lost_card", "+6281200000001");
  wish.way = "pick_up";
  const auto id = office::OfficeTwin::word(office::submit_application(*office.office, wish, office.resident()), "application");
  office.stock(5);
  office.verified(id);
  const auto parcel = office.printed(id, "KA00000001");
  auto rina = hall.as("rina");
  expect_whole(rina.get("/loket/ambil"), "list");
  ASSERT_EQ(office.state(id).stage, Stage::pickup);
  EXPECT_NE(rina.page.find(hall.number(id)), std::string::npos);
  expect_whole(rina.get("/loket/ambil/" + parcel), "one");
  expect_whole(rina.post("/loket/ambil/" + parcel, {{"amplop", office::envelope_letters(*office.office, parcel)}, {"kode", office::resident_letters(*office.office, parcel)}, {"penerima", "self"}, {"wajah", "ya"}}), "handed over");
  EXPECT_EQ(office.state(id).stage, Stage::delivered);
}

TEST(ADispute, IsSettledByASupervisor) {
  CityHall hall;
  const auto id = hall.office().submitted();
  office::OfficeTwin::must(office::dispute(*hall.office().office, {id, "not_me", "known_contact"}, hall.office().resident()));
  const auto number = hall.number(id);
  auto rina = hall.as("rina"), ratna = hall.as("ratna");
  rina.get("/petugas/periksa/" + number);
  rina.post("/petugas/buka", {{"nomor", number}, {"tujuan", "check_papers"}});
  EXPECT_NE(rina.page.find("Dibekukan."), std::string::npos);
  expect_whole(ratna.get("/pimpinan"), "supervisor");
  EXPECT_NE(ratna.page.find("/pimpinan/sengketa/" + number), std::string::npos);
  expect_whole(ratna.get("/pimpinan/sengketa/" + number), "settle");
  expect_whole(ratna.post("/pimpinan/sengketa/" + number, {}), "nothing chosen", 422);
  expect_whole(ratna.post("/pimpinan/sengketa/" + number, {{"putusan", "not_genuine"}, {"cara", "called_known_number"}}), "settled");
  EXPECT_EQ(hall.office().state(id).stage, Stage::withdrawn);
}

TEST(AssistedFiling, IsMarkedAndNeverVerifiedByWhoEnteredIt) {
  CityHall hall;
  hall.add("nina", {operator_, verifier});
  auto& office = hall.office();
  auto nina = hall.as("nina");
  const auto& who = registry::demo_resident("lost_card");
  nina.get("/petugas/daftar/hilang");
  const auto empty = nina.post("/petugas/daftar/hilang", {{"cara", "counter"}});
  expect_whole(empty, "nothing answered", 422);
  const Browser::Fields answers{{"cara", "counter"}, {"phone", "0812 0000 0009"}, {"for_whom", "self"}, {"name", who.name}, {"nik", who.nik}, {"kk", who.kk}, {"delivery", "home"},
                                {"kelurahan", who.kelurahan}, {"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"receiver", who.name}, {"truth", "ya"}};
  auto by_phone = answers;
  by_phone[0].second = "phone";
  const auto uncalled = nina.post("/petugas/daftar/hilang", by_phone);
  expect_whole(uncalled, "the number was not called", 422);
  EXPECT_TRUE(says(uncalled, "value=\"" + who.nik + "\"")) << "what was typed is kept";
  expect_whole(nina.post("/petugas/daftar/hilang", answers), "papers");
  ASSERT_TRUE(nina.at.starts_with("/petugas/daftar/hilang/")) << nina.at;
  const auto slip = nina.post(nina.at, {{"kirim", "ya"}});
  expect_whole(slip, "slip");
  ASSERT_TRUE(nina.at.starts_with("/petugas/tanda-terima/OM-")) << nina.at;
  const auto item = office.boards().find_case_by_number(nina.at.substr(22));
  ASSERT_TRUE(item);
  EXPECT_EQ(item->state.assisted_by, "officer/" + hall.ids.at("nina"));
  EXPECT_EQ(item->state.assurance, "seen_in_person");

  for (const auto* paper : {"loss_letter", "family_card"})
    office::OfficeTwin::must(office::add_paper(*office.office, {item->id, paper, office.paper(item->state.contact)}, office.resident()));
  office::OfficeTwin::must(office::accept_papers(*office.office, {item->id}, office.rina()));
  nina.get("/petugas/periksa/" + item->state.number);
  nina.post("/petugas/buka", {{"nomor", item->state.number}, {"tujuan", "verify"}});
  EXPECT_EQ(nina.page.find("/setujui"), std::string::npos) << "no button for who entered it";
  expect_whole(nina.post("/petugas/verifikasi/" + item->state.number + "/setujui"), "four eyes", 409);
}

TEST(People, AreAddedAndLeave) {
  CityHall hall;
  auto tuti = hall.as("tuti");
  tuti.get("/atur/pengguna");
  expect_whole(tuti.post("/atur/pengguna", {{"nama", "Wulan"}, {"login", "wulan"}, {"sandi", "pendek"}, {"peran-printer", "ya"}}), "short password", 422);
  expect_whole(tuti.post("/atur/pengguna", {{"nama", "Wulan"}, {"login", "wulan"}, {"sandi", "gunung sawah lampu"}}), "no role", 409);
  expect_whole(tuti.post("/atur/pengguna", {{"nama", "Wulan"}, {"login", "wulan"}, {"sandi", "gunung sawah lampu"}, {"peran-printer", "ya"}}), "added");
  const auto wulan = access::find_staff_by_login(hall.office().office->reader(), "wulan");
  ASSERT_TRUE(wulan && wulan->roles.has(printer));

  const auto id = hall.office().submitted();
  office::OfficeTwin::must(office::assign(*hall.office().office, {id, "S-0001"}, hall.office().rina()));
  auto rina = hall.as("rina");
  expect_whole(tuti.post("/atur/pengguna/nonaktif", {{"petugas", "S-0001"}}), "left");
  EXPECT_EQ(office::assigned_to(hall.office().office->reader(), id), "") << "open work goes back to the pile";
  EXPECT_TRUE(header_of(rina.send("GET", "/petugas", {}, {}), "Location").starts_with("/masuk"));
  EXPECT_EQ(tuti.post("/atur/pengguna/nonaktif", {{"petugas", "S-0008"}}).status, 409) << "nobody locks themselves out";
}

TEST(Erasure, IsFoundByNikAndDoneOnce) {
  CityHall hall;
  const auto id = hall.office().submitted();
  auto tuti = hall.as("tuti");
  tuti.get("/atur/hapus-data");
  expect_whole(tuti.post("/atur/hapus-data/cari", {{"nik", "12"}}), "no NIK", 422);
  expect_whole(tuti.post("/atur/hapus-data/cari", {{"nik", registry::demo_resident("grandmother").nik}}), "unknown", 404);
  expect_whole(tuti.post("/atur/hapus-data/cari", {{"nik", registry::demo_resident("lost_card").nik}}), "found");
  const auto person = between(tuti.page, "name=\"orang\" value=\"", "\"");
  expect_whole(tuti.post("/atur/hapus-data", {{"orang", person}}), "not sure", 422);
  expect_whole(tuti.post("/atur/hapus-data", {{"orang", person}, {"yakin", "ya"}}), "erased");
  EXPECT_FALSE(hall.office().state(id).is_open());
  auto rina = hall.as("rina");
  rina.get("/petugas/periksa/" + hall.number(id));
  const auto shown = rina.post("/petugas/buka", {{"nomor", hall.number(id)}, {"tujuan", "help"}});
  expect_whole(shown, "an erased file");
  EXPECT_FALSE(says(shown, registry::demo_resident("lost_card").name));
}

}  // namespace
}  // namespace opak::web
