// K1 during the day, as pages: the difference before anything is written, kind words where there is nothing to do, and forms that work without script.
#include <gtest/gtest.h>

#include <optional>

#include "base/json.h"
#include "office/relay.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

using office::OfficeTwin;

// Agus is on the road with two cards and Dedi with one; Wati may join them. A fourth card lies ready at the office.
struct TheDispatchPage : testing::Test {
  CityHall hall;
  std::vector<std::string> ids;
  std::string agus_run, dedi_run;
  std::optional<Browser> ratna, agus, dedi;

  OfficeTwin& twin() { return hall.office(); }
  office::Office& office() { return *twin().office; }
  Day today() { return day_in_jakarta(twin().clock.now()); }
  std::string parcel(std::size_t n) { return twin().state(ids[n]).parcel; }
  office::Asked courier(const std::string& login) { return twin().as(hall.ids.at(login), {access::Role::courier}); }
  views::Run run(const std::string& id) { return *twin().boards().find_run(id); }

  void SetUp() override {
    hall.add("dedi", {access::Role::courier});
    twin().stock(12);
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother", "old_serang_nik"}) {
      ids.push_back(twin().verified(twin().submitted("lost", label, "+628120000001" + std::to_string(n))));
      twin().printed(ids.back(), "KA0000000" + std::to_string(++n));
    }
    twin().clock.set(moment_in_jakarta(today(), 8));
    agus_run = loaded("agus", {0, 1});
    dedi_run = loaded("dedi", {2});
    twin().clock.set(moment_in_jakarta(today(), 10, 40));
    ratna.emplace(hall.as("ratna"));
    agus.emplace(hall.as("agus"));
    dedi.emplace(hall.as("dedi"));
  }
  std::string planned(const std::string& login, const std::vector<std::size_t>& cards, Day day) {
    office::SetRun wish{hall.ids.at(login), day, 9, 13, {}, {}};
    for (const auto n : cards) {
      wish.parcels.push_back(parcel(n));
      wish.hours.push_back({9, 11});
    }
    return OfficeTwin::word(office::set_run(office(), wish, twin().ratna()), "run");
  }
  std::string loaded(const std::string& login, const std::vector<std::size_t>& cards) {
    const auto made = planned(login, cards, today());
    OfficeTwin::must(office::load_run(office(), {made, static_cast<int>(cards.size())}, courier(login)));
    return made;
  }
  Response relay_page(const std::string& more = "?kembali=18") { return ratna->get("/antaran/" + agus_run + "/alihkan" + more); }
  // As the same form opened again would be sent.
  static Browser::Fields with_new_key(Browser::Fields fields) {
    for (auto& [name, value] : fields)
      if (name == "kunci") value += "x";
    return fields;
  }
  // The hidden fields of the form that goes to this address, as a browser without script sends them.
  Browser::Fields fields_of(const Response& response, const std::string& action) {
    Browser::Fields fields;
    const auto at = response.body.find("action=\"" + action + "\"");
    if (at == std::string::npos) return fields;
    const auto form = response.body.substr(at, response.body.find("</form>", at) - at);
    const std::regex input(R"re(<input type="hidden" name="([^"]*)" value="([^"]*)")re");
    for (std::sregex_iterator found(form.begin(), form.end(), input), end; found != end; ++found) fields.emplace_back((*found)[1], (*found)[2]);
    return fields;
  }
};

TEST_F(TheDispatchPage, ShowsWhatIsLeftAndTheLastTap) {
  OfficeTwin::must(office::hand_over(office(), twin().right_hands(agus_run, ids[0]), courier("agus")));
  const auto page = ratna->get("/antaran/rencana");
  expect_whole(page, "plan");
  EXPECT_TRUE(says(page, "1 titik lagi"));
  EXPECT_TRUE(says(page, "catatan terakhir pukul 10.40"));
  EXPECT_TRUE(says(page, "belum ada catatan hari ini")) << "of Dedi";
  EXPECT_TRUE(says(page, "/antaran/" + agus_run + "/alihkan"));
}

TEST_F(TheDispatchPage, NamesTheStopsThatAreLate) {
  EXPECT_EQ(ratna->get("/antaran/rencana").body.find("lewat dari jam yang dikabarkan: " + hall.number(ids[0])), std::string::npos);
  twin().clock.set(moment_in_jakarta(today(), 11, 20));
  ratna.emplace(hall.as("ratna"));
  const auto page = ratna->get("/antaran/rencana");
  expect_whole(page, "plan");
  EXPECT_TRUE(says(page, "lewat dari jam yang dikabarkan: " + hall.number(ids[0]) + " (kira-kira 11."));
  EXPECT_TRUE(says(page, ", " + hall.number(ids[1]) + " (kira-kira "));
}

TEST_F(TheDispatchPage, PassesTheRestFromTheDifferenceToTheOtherBag) {
  const auto seq = twin().boards().last_seq();
  const auto page = relay_page();
  expect_whole(page, "relay");
  EXPECT_EQ(twin().boards().last_seq(), seq) << "looking writes nothing";
  EXPECT_TRUE(says(page, "mengambil 2 kartu"));
  EXPECT_TRUE(says(page, "titik tambahan"));
  EXPECT_TRUE(says(page, "Kartu tetap di tas"));
  const auto fields = fields_of(page, "/antaran/alihkan");
  ASSERT_GE(fields.size(), 5U);
  const auto after = ratna->post_only("/antaran/alihkan", fields);
  EXPECT_EQ(after.status, 303) << between(after.body, "<h1", "</main>");
  const auto plan = ratna->get("/antaran/rencana?beres=rest_passed");
  expect_whole(plan, "plan");
  EXPECT_TRUE(says(plan, "menghitung 2 kartu"));
  EXPECT_TRUE(says(plan, "Batalkan pengalihan"));
  EXPECT_TRUE(says(agus->get("/antar"), "kartunya tetap di tas Anda"));

  // At the other courier's own page: the wrong count is kindly refused, the right one moves the cards.
  const auto road = dedi->get("/antar");
  expect_whole(road, "dedi");
  EXPECT_TRUE(says(road, "Ambil 2 kartu dari agus"));
  auto count = fields_of(road, "/antar/ambil");
  ASSERT_FALSE(count.empty());
  auto empty = count;
  empty.emplace_back("dihitung", "");
  const auto nothing = dedi->post_only("/antar/ambil", empty);
  EXPECT_EQ(nothing.status, 422);
  EXPECT_TRUE(says(nothing, "Tulis jumlah amplop"));
  auto wrong = count;
  wrong.emplace_back("dihitung", "3");
  const auto no = dedi->post_only("/antar/ambil", wrong);
  EXPECT_EQ(no.status, 409);
  EXPECT_TRUE(says(no, "Rencana 2 amplop, terhitung 3"));
  EXPECT_EQ(run(agus_run).state.on_hand(), 2);
  count.emplace_back("dihitung", "2");
  EXPECT_EQ(dedi->post_only("/antar/ambil", count).status, 303);
  EXPECT_EQ(run(agus_run).state.on_hand(), 0);
  EXPECT_EQ(run(dedi_run).state.on_hand(), 3);

  // A page that Agus had open from before.
  for (const auto* act : {"/serahkan", "/gagal"}) {
    const auto old = agus->get("/antar/" + parcel(0) + act);
    EXPECT_NE(old.status, 200);
    EXPECT_TRUE(says(old, "sudah diambil kurir lain")) << act;
  }
}

TEST_F(TheDispatchPage, RefusesAStaleProposalAndShowsANewOne) {
  const auto fields = fields_of(relay_page(), "/antaran/alihkan");
  OfficeTwin::must(office::hand_over(office(), twin().right_hands(agus_run, ids[0]), courier("agus")));
  const auto again = ratna->post_only("/antaran/alihkan", fields);
  expect_whole(again, "stale", 409);
  EXPECT_TRUE(says(again, "usulan yang baru"));
  EXPECT_TRUE(says(again, "mengambil 1 kartu")) << "planned anew, and shown";
  EXPECT_FALSE(run(agus_run).state.is_passing());
  EXPECT_EQ(ratna->post_only("/antaran/alihkan", fields_of(again, "/antaran/alihkan")).status, 303);
}

TEST_F(TheDispatchPage, TakesItBackInOnePressAndSaysSoWhenItIsTooLate) {
  EXPECT_EQ(ratna->post_only("/antaran/alihkan", fields_of(relay_page(), "/antaran/alihkan")).status, 303);
  const auto waits = relay_page("");
  expect_whole(waits, "waits");
  EXPECT_TRUE(says(waits, "sudah dialihkan dan menunggu dihitung"));
  const auto fields = fields_of(waits, "/antaran/alihkan/batal");
  EXPECT_EQ(ratna->post_only("/antaran/alihkan/batal", fields).status, 303);
  EXPECT_FALSE(run(agus_run).state.is_passing());
  const auto late = ratna->post_only("/antaran/alihkan/batal", with_new_key(fields));
  EXPECT_TRUE(says(late, "Tidak ada kartu yang menunggu diambil"));
  EXPECT_FALSE(says(dedi->get("/antar"), "/antar/ambil"));
}

TEST_F(TheDispatchPage, HasKindWordsWhereThereIsNothingToDo) {
  OfficeTwin::must(office::count_run(office(), {dedi_run, 1}, courier("dedi")));
  const auto alone = relay_page();
  expect_whole(alone, "alone");
  EXPECT_TRUE(says(alone, "Tidak ada kurir lain di jalan"));
  EXPECT_FALSE(says(alone, "action=\"/antaran/alihkan\""));
  for (const auto n : {0U, 1U}) OfficeTwin::must(office::hand_over(office(), twin().right_hands(agus_run, ids[n]), courier("agus")));
  EXPECT_TRUE(says(relay_page(), "Tidak ada yang perlu dialihkan"));
  OfficeTwin::must(office::count_run(office(), {agus_run, 0}, courier("agus")));
  EXPECT_TRUE(says(relay_page(), "sudah dihitung"));
  EXPECT_EQ(ratna->get("/antaran/tidak-ada/alihkan").status, 404);
}

TEST_F(TheDispatchPage, SaysWhichCardsNobodyCanTake) {
  const auto page = relay_page("?kembali=11");
  expect_whole(page, "late");
  EXPECT_TRUE(says(page, "tidak bisa diambil siapa pun"));
  EXPECT_TRUE(says(page, "menit lagi"));
}

TEST_F(TheDispatchPage, TellsTheOtherPhoneThatThereIsSomethingToTake) {
  const auto sheet = [&] { return *parse_json(dedi->get("/antar/lembar").body); };
  const auto before = sheet();
  EXPECT_FALSE(before["ambil"].truth());
  EXPECT_EQ(ratna->post_only("/antaran/alihkan", fields_of(relay_page(), "/antaran/alihkan")).status, 303);
  const auto told = sheet();
  EXPECT_TRUE(told["ambil"].truth());
  EXPECT_NE(told["versi"].text(), before["versi"].text()) << "so that the phone hears of it";
  EXPECT_EQ(told["titik"].items().size(), 1U) << "not in this bag yet";
  OfficeTwin::must(office::take_rest(office(), {dedi_run, agus_run, 2}, courier("dedi")));
  EXPECT_EQ(sheet()["titik"].items().size(), 3U);
  EXPECT_FALSE(sheet()["ambil"].truth());
  EXPECT_EQ(parse_json(agus->get("/antar/lembar").body)->operator[]("titik").items().size(), 0U);
}

TEST_F(TheDispatchPage, AddsOneMoreStopToARunThatHasNotLeft) {
  const auto tomorrow = hall.city.site.catalogue.city().calendar.next_working_day(today());
  const auto extra = twin().verified(twin().submitted("lost", "first_card", "+6281200000055"));
  twin().printed(extra, "KA00000005");
  const auto made = planned("dedi", {3}, tomorrow);
  EXPECT_TRUE(says(ratna->get("/antaran/rencana"), "/antaran/" + made + "/tambah"));
  const auto choose = ratna->get("/antaran/" + made + "/tambah");
  expect_whole(choose, "choose");
  EXPECT_TRUE(says(choose, hall.number(extra)));
  const auto offer = ratna->get("/antaran/" + made + "/tambah?paket=" + twin().state(extra).parcel);
  expect_whole(offer, "offer");
  EXPECT_TRUE(says(offer, "Tambahkan ke rute dedi"));
  const auto fields = fields_of(offer, "/antaran/tambah");
  EXPECT_EQ(ratna->post_only("/antaran/tambah", fields).status, 303);
  EXPECT_EQ(run(made).state.parcels.size(), 2U);
  const auto stale = ratna->post_only("/antaran/tambah", with_new_key(fields));
  EXPECT_EQ(stale.status, 409);
  EXPECT_TRUE(says(stale, "sudah berubah"));
  // On the road nothing is added.
  EXPECT_TRUE(says(ratna->get("/antaran/" + agus_run + "/tambah"), "sudah berangkat"));
}

TEST_F(TheDispatchPage, IsTheSupervisorsAlone) {
  EXPECT_NE(agus->get("/antaran/" + agus_run + "/alihkan").status, 200);
  EXPECT_NE(agus->get("/antaran/" + agus_run + "/tambah").status, 200);
  EXPECT_NE(ratna->get("/antar").status, 200);
}

// ---- One stop to another courier

TEST_F(TheDispatchPage, MovesOneStopOnTheRoadAsARelayOfOneCard) {
  const auto list = ratna->get("/antaran/" + agus_run + "/pindah");
  expect_whole(list, "stops");
  EXPECT_TRUE(says(list, "value=\"" + parcel(1) + "\""));
  const auto seq = twin().boards().last_seq();
  const auto page = ratna->get("/antaran/" + agus_run + "/pindah?paket=" + parcel(1));
  expect_whole(page, "cost");
  EXPECT_EQ(twin().boards().last_seq(), seq) << "looking writes nothing";
  EXPECT_TRUE(says(page, "Pindahkan ke dedi"));
  EXPECT_TRUE(says(page, "Kartu tetap di tas"));
  const auto fields = fields_of(page, "/antaran/pindah");
  ASSERT_FALSE(fields.empty());
  EXPECT_EQ(ratna->post_only("/antaran/pindah", fields).status, 303);
  EXPECT_EQ(run(agus_run).state.on_hand(), 2) << "not before it is counted";
  EXPECT_TRUE(says(dedi->get("/antar"), "Ambil 1 kartu dari agus"));
  const auto waits = ratna->get("/antaran/" + agus_run + "/pindah");
  EXPECT_TRUE(says(waits, "Batalkan pengalihan"));
  const auto stale = ratna->post_only("/antaran/pindah", with_new_key(fields));
  expect_whole(stale, "the same again", 409);
  EXPECT_NE(agus->get("/antaran/" + agus_run + "/pindah").status, 200) << "not for couriers";
}

TEST_F(TheDispatchPage, OffersNoMoveThatLeadsNowhere) {
  const auto wati_run = planned("agus", {3}, today() + 1);
  const auto alone = ratna->get("/antaran/" + wati_run + "/pindah?paket=" + parcel(3));
  expect_whole(alone, "no other run");
  EXPECT_TRUE(says(alone, "Tidak ada rute lain"));
  EXPECT_TRUE(fields_of(alone, "/antaran/pindah").empty());
  expect_whole(ratna->get("/antaran/" + wati_run + "/pindah?paket=no-such-parcel"), "unknown parcel");
  EXPECT_EQ(ratna->get("/antaran/no-such-run/pindah").status, 404);
}

// The evening before: Agus has two cards, Dedi one.
struct TheEveningBefore : TheDispatchPage {
  void SetUp() override {
    hall.add("dedi", {access::Role::courier});
    twin().stock(12);
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) {
      ids.push_back(twin().verified(twin().submitted("lost", label, "+628120000001" + std::to_string(n))));
      twin().printed(ids.back(), "KA0000000" + std::to_string(++n));
    }
    agus_run = planned("agus", {0, 1}, today() + 1);
    dedi_run = planned("dedi", {2}, today() + 1);
    ratna.emplace(hall.as("ratna"));
  }
};

TEST_F(TheEveningBefore, MovesOneStopAndBackInOnePress) {
  EXPECT_TRUE(says(ratna->get("/antaran/rencana"), "/antaran/" + agus_run + "/pindah"));
  const auto page = ratna->get("/antaran/" + agus_run + "/pindah?paket=" + parcel(0));
  expect_whole(page, "cost");
  const auto fields = fields_of(page, "/antaran/pindah");
  ASSERT_FALSE(fields.empty());
  const auto done = ratna->post_only("/antaran/pindah", fields);
  ASSERT_EQ(done.status, 303) << between(done.body, "<h1", "</main>");
  EXPECT_EQ(run(dedi_run).state.parcels.size(), 2U);
  const auto list = ratna->get("/antaran/" + dedi_run + "/pindah?beres=stop_moved");
  expect_whole(list, "moved");
  EXPECT_TRUE(says(list, "Titik sudah pindah"));
  const auto back = fields_of(list, "/antaran/pindah/batal");
  ASSERT_FALSE(back.empty());
  EXPECT_EQ(ratna->post_only("/antaran/pindah/batal", back).status, 303);
  EXPECT_EQ(run(agus_run).state.parcels, (std::vector<std::string>{parcel(0), parcel(1)})) << "at its place";
  EXPECT_EQ(ratna->post_only("/antaran/pindah/batal", with_new_key(back)).status, 409) << "once";
}

}  // namespace
}  // namespace opak::web
