// The page of old cards: empty, laid away, proposed, confirmed by another, and ten thousand of them.
#include "office/old_cards.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

struct OldCardsPage : testing::Test {
  CityHall hall;
  office::OfficeTwin& office() { return hall.office(); }

  // A damaged card, handed over at the counter by Rina.
  std::string exchanged() {
    office().stock(3);
    const auto id = office().verified(office().submitted("damaged", "damaged_card", "+6281200000002"));
    office().printed(id, "KA00000001");
    office().must(office::choose_pickup(*office().office, {id}, {}));
    office().must(office::hand_over(*office().office, office().right_hands("", id), office().as(hall.ids.at("rina"), {operator_})));
    return id;
  }
};

TEST_F(OldCardsPage, IsEmptyForAllAndClosedToResidents) {
  for (const auto* login : {"rina", "budi", "joko", "agus", "ratna"}) {
    auto someone = hall.as(login);
    expect_whole(someone.get("/kartu-lama"), login);
    EXPECT_NE(someone.page.find("Laci KTP lama kosong"), std::string::npos) << login;
    EXPECT_EQ(someone.page.find("hitung_musnah"), std::string::npos) << "nothing to destroy";
  }
  EXPECT_EQ(hall.as("tuti").get("/kartu-lama").status, 403);
  EXPECT_EQ(Browser(hall.city).get("/kartu-lama").status, 200) << "led to signing in";
}

TEST_F(OldCardsPage, FollowsOneCardFromTheCounterToItsEnd) {
  const auto id = exchanged();
  auto rina = hall.as("rina"), agus = hall.as("agus"), ratna = hall.as("ratna"), joko = hall.as("joko");
  expect_whole(rina.get("/loket/ambil"), "the counter says it");
  EXPECT_NE(rina.page.find("1 KTP lama masih di tangan Anda"), std::string::npos);
  expect_whole(ratna.get("/kartu-lama"), "list");
  EXPECT_NE(ratna.page.find(hall.number(id)), std::string::npos);
  EXPECT_NE(ratna.page.find("Di tangan rina"), std::string::npos);
  EXPECT_EQ(joko.get("/kartu-lama").body.find(hall.number(id)), std::string::npos) << "the list is the supervisor's";

  rina.get("/kartu-lama");
  expect_whole(rina.post("/kartu-lama/laci", {}), "no number", 422);
  expect_whole(rina.post("/kartu-lama/laci", {{"hitung_laci", "4"}}), "another number", 409);
  EXPECT_NE(rina.page.find("Seharusnya ada 1 KTP lama, terhitung 4"), std::string::npos);
  expect_whole(rina.post("/kartu-lama/laci", {{"hitung_laci", "1"}}), "laid away");
  expect_whole(rina.post("/kartu-lama/laci", {{"hitung_laci", "1"}}), "pressed twice", 409);
  EXPECT_NE(rina.page.find("Tidak ada KTP lama untuk dicatat"), std::string::npos);
  EXPECT_EQ(agus.post("/kartu-lama/musnah", {{"hitung_musnah", "1"}}).status, 403);
  expect_whole(rina.post("/kartu-lama/musnah", {{"hitung_musnah", "1"}}), "proposed");
  EXPECT_EQ(rina.page.find("hitung_setuju"), std::string::npos) << "who proposes does not confirm";

  const auto list = office().boards().waiting_old_card_list()->id;
  expect_whole(rina.post("/kartu-lama/setuju", {{"daftar", list}, {"hitung_setuju", "1"}}), "the same person", 409);
  expect_whole(agus.get("/antar"), "told on the first page");
  EXPECT_NE(agus.page.find("1 KTP lama menunggu dihitung orang kedua"), std::string::npos);
  expect_whole(agus.get("/kartu-lama"), "the second person's");
  EXPECT_NE(agus.page.find(hall.number(id)), std::string::npos) << "to compare with what lies there";
  expect_whole(agus.post("/kartu-lama/setuju", {{"daftar", list}, {"hitung_setuju", "2"}}), "counts otherwise", 409);
  expect_whole(agus.post("/kartu-lama/tidak", {{"daftar", list}}), "no reason", 422);
  expect_whole(agus.post("/kartu-lama/setuju", {{"daftar", list}, {"hitung_setuju", "1"}}), "confirmed");
  expect_whole(agus.post("/kartu-lama/setuju", {{"daftar", list}, {"hitung_setuju", "1"}}), "twice", 409);
  expect_whole(ratna.get("/kartu-lama?di=musnah"), "the end");
  EXPECT_NE(ratna.page.find("disaksikan agus"), std::string::npos);

  expect_whole(ratna.get("/petugas/periksa/" + hall.number(id)), "the file");
  Browser resident(hall.city);
  expect_whole(resident.get(office::status_path(*office().office, id)), "status");
  EXPECT_NE(resident.page.find("sudah dimusnahkan di depan dua petugas"), std::string::npos);
}

TEST_F(OldCardsPage, ShowsAPageOfTenThousand) {
  const auto id = exchanged();
  const auto card = office().boards().old_card_of_case(id)->id;
  auto writer = store::Database::open(office().office->settings().database, store::Mode::writer);
  writer->script("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO view_old_card (id, stage, application, run, holder, since, state) "
                 "SELECT 'x' || i, 'drawer', 'y' || i, '', '', i, '{\"stage\":\"drawer\",\"drawer\":\"36.73\",\"put_by\":\"officer/S-0001\",\"put_at\":1795000000000}' FROM n");
  auto ratna = hall.as("ratna");
  expect_whole(ratna.get("/kartu-lama?di=laci&hal=399"), "the last page");
  EXPECT_NE(ratna.page.find("10.000"), std::string::npos);
  EXPECT_LT(ratna.get("/kartu-lama?di=laci").body.size(), 120'000U) << "a page is a page";
  expect_whole(ratna.get("/kartu-lama?di=laci&hal=4000"), "beyond the last");
  EXPECT_NE(card, "");
}

}  // namespace
}  // namespace opak::web
