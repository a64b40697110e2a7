// Pages about a courier who need not come, and about a card that did not arrive.
#include "office/not_home.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

// A resident's status page draws its bar with <i>; whole it is all the same.
void expect_page(const Response& response, std::string_view where, int status = 200) {
  EXPECT_EQ(response.status, status) << where << ": " << between(response.body, "<h1", "</main>");
  EXPECT_EQ(response.body.find("⟦"), std::string::npos) << where << ": " << between(response.body, "⟦", "⟧");
}

struct NotHomePages : testing::Test {
  CityHall hall;
  office::OfficeTwin& office() { return hall.office(); }
  Day today() { return day_in_jakarta(office().clock.now()); }

  std::string planned() {
    office().stock(3);
    const auto id = office().verified(office().submitted());
    office().printed(id, "KA00000001");
    run = office::OfficeTwin::word(office::set_run(*office().office, {hall.ids.at("agus"), today(), 9, 12, {office().state(id).parcel}}, office().ratna()), "run");
    path = office::status_path(*office().office, id);
    return id;
  }
  void load() { office().must(office::load_run(*office().office, {run, 1}, office().as(hall.ids.at("agus"), {courier}))); }
  std::string run, path;
};

TEST_F(NotHomePages, OfferADayOrTheOfficeBeforeTheRunIsLoaded) {
  const auto id = planned();
  Browser resident(hall.city);
  expect_page(resident.get(path), "status");
  EXPECT_NE(resident.page.find("/tidak-di-rumah"), std::string::npos);
  EXPECT_EQ(resident.page.find("/jadwal\""), std::string::npos) << "a day that is planned is not chosen there";
  EXPECT_EQ(resident.page.find("Ternyata di rumah"), std::string::npos);
  expect_page(resident.get(path + "/tidak-di-rumah"), "the form");
  EXPECT_EQ(resident.page.find("value=\"" + iso_day(today()) + "\""), std::string::npos) << "not the day that was told";
  expect_page(resident.post(path + "/tidak-di-rumah", {}), "nothing chosen", 422);
  expect_page(resident.post(path + "/tidak-di-rumah", {{"hari", "2027-01-01"}}), "a day that was not offered", 409);
  EXPECT_EQ(office().state(id).run, run);
  resident.get(path + "/tidak-di-rumah");
  expect_page(resident.post(path + "/tidak-di-rumah", {{"hari", iso_day(office().office->catalogue().city().calendar.next_working_day(today()))}}), "chosen");
  EXPECT_EQ(office().state(id).run, "");
  EXPECT_NE(resident.page.find("Ternyata di rumah"), std::string::npos);
  expect_page(resident.get(path + "/tidak-di-rumah"), "a second time", 409);
  EXPECT_NE(resident.page.find("Sudah kami catat"), std::string::npos);
  expect_page(resident.get(path + "/di-rumah"), "at home after all");
  expect_page(resident.post(path + "/di-rumah", {}), "taken back");
  EXPECT_EQ(office().state(id).run, run);
  expect_page(resident.get(path + "/di-rumah"), "twice", 409);
}

TEST_F(NotHomePages, TellTheCourierOnceTheRunIsOnTheRoad) {
  const auto id = planned();
  Browser resident(hall.city);
  resident.get(path + "/tidak-di-rumah");
  load();
  // The page was older than the run's leaving: what was meant is done.
  expect_page(resident.post(path + "/tidak-di-rumah", {{"hari", "kantor"}}), "late");
  EXPECT_NE(resident.page.find("Kurir sudah diberi tahu"), std::string::npos);
  EXPECT_TRUE(office().state(id).away);
  EXPECT_EQ(office().state(id).stage, application::Stage::on_the_road);
  auto agus = hall.as("agus");
  expect_whole(agus.get("/antar"), "the courier's page");
  EXPECT_NE(agus.page.find("Warga tidak di rumah hari ini"), std::string::npos);
  expect_whole(agus.get("/antar/" + office().state(id).parcel + "/serahkan"), "and the door");
  EXPECT_NE(agus.page.find("Tidak perlu didatangi"), std::string::npos);
  expect_page(resident.get(path + "/di-rumah"), "too late to take back", 409);
  EXPECT_NE(resident.page.find("Kurir sudah berangkat"), std::string::npos);
}

TEST_F(NotHomePages, AreForTheLinkOnly) {
  planned();
  const auto wrong = path.substr(0, path.size() - 4) + "AAAA";
  EXPECT_EQ(Browser(hall.city).get(wrong + "/tidak-di-rumah").status, 404);
}

TEST_F(NotHomePages, ACardThatDidNotArriveIsSeenByTheSupervisorWithItsProof) {
  const auto id = planned();
  load();
  office().must(office::hand_over(*office().office, office().right_hands(run, id), office().as(hall.ids.at("agus"), {courier})));
  Browser resident(hall.city);
  expect_page(resident.get(path + "/bukan-saya"), "ask");
  expect_page(resident.post(path + "/bukan-saya", {}), "reported");
  EXPECT_NE(resident.page.find("Petugas menelepon paling lambat"), std::string::npos);
  auto ratna = hall.as("ratna");
  expect_whole(ratna.get("/pimpinan"), "front desk");
  EXPECT_NE(ratna.page.find("Kartu belum diterima warga"), std::string::npos);
  office().clock.pass(days(3));
  auto later = hall.as("ratna");
  expect_whole(later.get("/pimpinan"), "late");
  EXPECT_NE(later.page.find("telepon terlambat sejak"), std::string::npos);
  const auto settle = "/pimpinan/sengketa/" + hall.number(id);
  expect_whole(later.get(settle), "proof");
  EXPECT_NE(later.page.find("Bukti penyerahan"), std::string::npos);
  EXPECT_NE(later.page.find("agus"), std::string::npos);
  EXPECT_NE(later.page.find("Kuat: kode warga diperiksa kantor"), std::string::npos);
  expect_whole(later.post(settle, {{"putusan", "genuine"}, {"cara", "called_known_number"}}), "another case's verdict", 422);
  expect_whole(later.post(settle, {{"putusan", "new_card"}, {"cara", "called_known_number"}}), "a new card");
  EXPECT_EQ(office().state(id).stage, application::Stage::print_ready);
  expect_page(resident.get(path), "the resident sees what happens next");
  EXPECT_NE(resident.page.find("Kartu baru sedang dibuatkan"), std::string::npos);
}

}  // namespace
}  // namespace opak::web
