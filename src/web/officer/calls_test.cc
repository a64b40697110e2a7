// Residents whom a person must tell: the list, the call, the slip, the resident's own ways, and what messages cost.
#include "office/apply_for.h"
#include "office/notices.h"
#include "office/outbox.h"
#include "web/officer/city_hall.h"

namespace opak::web {
namespace {

struct CallsPage : testing::Test {
  CityHall hall;
  office::OfficeTwin& office() { return hall.office(); }

  // Returned for a fix, and nobody is known to have read it.
  std::string returned() {
    const auto id = office().submitted();
    office().must(office::return_for_fix(*office().office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Terpotong")}, office().as(hall.ids.at("rina"), {operator_})));
    return id;
  }
  std::string call_for(const std::string& id) {
    std::int64_t letter = 0;
    if (auto row = office().office->reader().query("SELECT MAX(id) FROM office_letter WHERE application = $1 AND notice = 'returned'").text(id); row.next()) letter = row.number_at(0);
    return office().word(office::give_to_person(*office().office, letter), "call");
  }
  std::string known(const std::string& id) {
    auto row = office().office->reader().query("SELECT informed_by FROM office_letter WHERE application = $1 AND notice = 'returned'").text(id);
    return row.next() ? row.string_at(0) : "none";
  }
};

TEST_F(CallsPage, FromTheListToTheCallAndTheSlip) {
  auto rina = hall.as("rina"), dewi = hall.as("dewi"), ratna = hall.as("ratna");
  expect_whole(rina.get("/petugas/telepon"), "empty");
  EXPECT_NE(rina.page.find("Semua warga sudah tahu"), std::string::npos);
  EXPECT_EQ(hall.as("joko").get("/petugas/telepon").status, 403);
  const auto id = returned();
  const auto path = "/petugas/telepon/" + call_for(id);
  expect_whole(rina.get("/petugas"), "told on the first page");
  EXPECT_NE(rina.page.find("1 warga perlu dikabari"), std::string::npos);
  expect_whole(rina.get("/petugas/telepon"), "list");
  EXPECT_NE(rina.page.find(hall.number(id)), std::string::npos);
  EXPECT_EQ(rina.page.find("81200000001"), std::string::npos);

  expect_whole(rina.get(path), "before it is taken");
  EXPECT_EQ(rina.page.find("81200000001"), std::string::npos) << "no number before it is taken";
  expect_whole(rina.post(path + "/hasil", {{"hasil", "reached"}}), "not taken", 409);
  rina.get(path);
  expect_whole(rina.post(path + "/ambil"), "taken");
  EXPECT_NE(rina.page.find("81200000001"), std::string::npos);
  EXPECT_NE(rina.page.find("perlu diperbaiki"), std::string::npos) << "what there is to tell";
  EXPECT_EQ(rina.page.find("/s/"), std::string::npos) << "and not the secret link";
  expect_whole(rina.get("/petugas/periksa/" + hall.number(id)), "the file is not open by that");
  EXPECT_EQ(rina.page.find(registry::demo_resident("lost_card").nik), std::string::npos);
  expect_whole(dewi.get(path), "with a colleague");
  EXPECT_EQ(dewi.page.find("81200000001"), std::string::npos);
  expect_whole(dewi.post(path + "/ambil"), "taken already", 409);
  EXPECT_EQ(dewi.get(path + "/surat").status, 404);

  rina.get(path);
  expect_whole(rina.post(path + "/hasil", {}), "no outcome", 422);
  expect_whole(rina.post(path + "/hasil", {{"hasil", "wrong_number"}}), "to the slips");
  expect_whole(ratna.get("/petugas/telepon?t=surat"), "slips");
  EXPECT_NE(ratna.page.find(hall.number(id)), std::string::npos);
  ratna.get(path);
  expect_whole(ratna.post(path + "/ambil"), "the supervisor takes it");
  const auto slip = ratna.get(path + "/surat");
  expect_whole(slip, "slip");
  EXPECT_NE(slip.body.find("<svg"), std::string::npos);
  EXPECT_EQ(slip.body.find("81200000001"), std::string::npos);
  EXPECT_EQ(slip.body.find(registry::demo_resident("lost_card").name), std::string::npos) << "a shortened name";
  EXPECT_EQ(slip.body.find("/s/"), std::string::npos);
  ratna.get(path);
  expect_whole(ratna.post(path + "/hasil", {{"hasil", "handed"}}), "handed over");
  EXPECT_EQ(known(id), "handed");
  expect_whole(ratna.get(path), "over");
  EXPECT_EQ(ratna.page.find("name=\"hasil\""), std::string::npos);
  EXPECT_EQ(ratna.get("/petugas/telepon/999").status, 404);
}

TEST_F(CallsPage, TheResidentsOwnLook) {
  const auto id = returned();
  call_for(id);
  Browser resident(hall.city);
  EXPECT_EQ(resident.get(office::status_path(*office().office, id)).status, 200);
  EXPECT_EQ(known(id), "opened");
  auto rina = hall.as("rina");
  expect_whole(rina.get("/petugas/telepon"), "list");
  EXPECT_EQ(rina.page.find(hall.number(id)), std::string::npos) << "nobody needs to call any more";
  // Later news is news again, also where the page was kept.
  office().clock.pass(hours(1));
  office().must(office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    office::post(book, {.contact = book.application(id).contact, .application = id, .notice = "delivery_tomorrow", .language = "id", .words = {}});
    return office::Done{};
  }));
  EXPECT_TRUE(office::waits_to_be_known(office().office->reader(), id, office().state(id).contact));
  resident.get(office::status_path(*office().office, id));
  EXPECT_FALSE(office::waits_to_be_known(office().office->reader(), id, office().state(id).contact));
}

TEST_F(CallsPage, WaysAreChosenBehindTheSecretLink) {
  const auto id = returned();
  Browser resident(hall.city);
  const auto path = office::status_path(*office().office, id);
  expect_whole(resident.get(path + "/kabar"), "form");
  expect_whole(resident.post(path + "/kabar", {{"surel", "bukan surel"}, {"sms", "ya"}}), "not an address", 422);
  EXPECT_EQ(resident.post(path + "/kabar", {{"surel", "siti@contoh.example"}}).status, 200);
  EXPECT_EQ(resident.page.find("⟦"), std::string::npos);
  EXPECT_NE(resident.page.find("Tersimpan"), std::string::npos);
  auto who = office::addressee(*office().office, office().office->reader(), office().state(id).contact);
  EXPECT_EQ(PersonalAccess::look(who->email), "siti@contoh.example");
  EXPECT_EQ(PersonalAccess::look(who->unwanted), "sms");
  EXPECT_EQ(PersonalAccess::look(who->phone), "+6281200000001") << "the number stays";
  resident.get(path + "/kabar");
  EXPECT_EQ(resident.page.find("siti@contoh.example"), std::string::npos) << "the link may be seen by others at home";
  EXPECT_EQ(resident.post(path + "/kabar", {{"surel", ""}, {"sms", "ya"}, {"hapus", "ya"}}).status, 200);
  who = office::addressee(*office().office, office().office->reader(), office().state(id).contact);
  EXPECT_EQ(PersonalAccess::look(who->email), "");
  EXPECT_EQ(PersonalAccess::look(who->unwanted), "");
  EXPECT_EQ(resident.get("/s/" + id + "/AAAAAAAAAAAAAAAAAAAAAA/kabar").status, 404);
}

TEST_F(CallsPage, MessagesAreCountedAndPriced) {
  auto ratna = hall.as("ratna");
  expect_whole(ratna.get("/pimpinan/pesan"), "nothing yet");
  EXPECT_EQ(hall.as("rina").get("/pimpinan/pesan").status, 403);
  office().must(office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    office::count_message_in(book, "whatsapp", "service", 1'200);
    office::count_message_in(book, "sms", "sms", 3);
    return office::Done{};
  }));
  expect_whole(ratna.get("/pimpinan/pesan"), "counts");
  EXPECT_NE(ratna.page.find("Rp66.000"), std::string::npos) << "200 beyond the free thousand, at 330";
  EXPECT_NE(ratna.page.find("Rp1.200"), std::string::npos) << "three parts at 400";
}

}  // namespace
}  // namespace opak::web
