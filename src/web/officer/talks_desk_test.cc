// The desk around the talks as officers see it: tabs, hold, hand-over, notes, ready replies, several at once, the sign that somebody types, and the
// page on which work is shared out.
#include <gtest/gtest.h>

#include "channels/whatsapp/templates.h"
#include "base/json.h"
#include "intake/desk.h"
#include "web/officer/city_hall.h"
#include "web/officer/talks.h"

namespace opak::web {
namespace {

using office::OfficeTwin;

struct TalkDesk : testing::Test {
  TalkDesk() { siti = waits("+6281200000001"); }
  office::Office& office() { return *hall.office().office; }
  std::string waits(const std::string& phone, const std::string& words = "Pak, mau tanya KTP saya.") {
    const auto contact = hall.office().contact(phone);
    OfficeTwin::must(office().record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      intake::hear_in(book, contact, book.now());
      intake::keep_line_in(book, contact, intake::Side::resident, "", "text", Personal<std::string>(words));
      intake::set_mind_in(book, contact, intake::Mind::waiting_for_person, "asked", "");
      return office::Done{};
    }));
    return contact;
  }
  intake::Standing standing(const std::string& contact) { return *intake::find_standing(office().reader(), contact); }

  CityHall hall;
  Browser rina = hall.as("rina"), dewi = hall.as("dewi"), ratna = hall.as("ratna");
  std::string siti;
};

TEST_F(TalkDesk, IsOpenedByTheOneWhoWaitsLongestAndSaysHowLong) {
  hall.office().clock.pass(minutes(12));
  waits("+6281200000002");
  const auto page = rina.get("/petugas/percakapan?t=menunggu");
  expect_whole(page, "the list");
  EXPECT_TRUE(says(page, "menunggu 12 menit"));
  EXPECT_TRUE(says(page, "menunggu 0 menit"));
  EXPECT_NE(between(page.body, "data-key=\"Enter\"", ">").find(talk_path(siti)), std::string::npos) << "the longest wait is opened first";
  EXPECT_TRUE(says(rina.get("/petugas/percakapan?t=saya"), "Anda tidak memegang percakapan."));
}

TEST_F(TalkDesk, ShowsWhoHoldsATalkAndUntilWhen) {
  rina.get(talk_path(siti));
  EXPECT_EQ(rina.post(talk_path(siti) + "/ambil", {}).status, 200);
  EXPECT_TRUE(says(rina.get(talk_path(siti)), "Percakapan ini di tangan Anda. Kalau tidak disentuh sampai pukul 09.30"));
  EXPECT_TRUE(says(rina.get("/petugas/percakapan?t=saya"), "dijawab sebelum 09.30"));
  EXPECT_TRUE(says(dewi.get(talk_path(siti)), "Kalau tidak disentuh sampai pukul 09.30"));
  const auto refused = dewi.post(talk_path(siti) + "/ambil", {});
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(says(refused, "Percakapan ini sedang dijawab petugas lain."));
  hall.office().clock.pass(minutes(30));
  EXPECT_EQ(intake::return_untouched(office()), 1);
  EXPECT_TRUE(says(hall.as("dewi").get("/petugas/percakapan?t=menunggu"), "menunggu 30 menit"));
}

TEST_F(TalkDesk, HandsATalkOverWithANoteThatNoResidentReads) {
  rina.get(talk_path(siti));
  auto wrong = rina.post(talk_path(siti) + "/alihkan", {{"kepada", ""}, {"catatan-alih", "Bahasa <i>Jawa</i>"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_TRUE(says(wrong, "Bahasa &lt;i&gt;Jawa")) << "what was typed is kept";
  EXPECT_EQ(rina.post(talk_path(siti) + "/alihkan", {{"kepada", hall.ids.at("dewi")}, {"catatan-alih", ""}}).status, 422);
  EXPECT_EQ(rina.post(talk_path(siti) + "/alihkan", {{"kepada", hall.ids.at("dewi")}, {"catatan-alih", "Bahasa <i>Jawa</i>"}}).status, 200);
  EXPECT_EQ(rina.at.substr(0, 19), "/petugas/percakapan");
  const auto hers = dewi.get(talk_path(siti));
  expect_whole(hers, "the talk");
  EXPECT_TRUE(says(hers, "Bahasa &lt;i&gt;Jawa"));
  EXPECT_TRUE(says(hers, "class=\"memo\""));
  EXPECT_EQ(office::due_letters(office().reader(), office().now(), 50).size(), 0U) << "nothing goes to the resident";
}

TEST_F(TalkDesk, KeepsANoteForOfficers) {
  rina.get(talk_path(siti));
  EXPECT_EQ(rina.post(talk_path(siti) + "/catat", {{"catatan", "  "}}).status, 422);
  EXPECT_EQ(rina.post(talk_path(siti) + "/catat", {{"catatan", "Sudah ditelepon, tidak diangkat."}}).status, 200);
  EXPECT_TRUE(says(dewi.get(talk_path(siti)), "Sudah ditelepon, tidak diangkat."));
}

TEST_F(TalkDesk, PutsAReadyReplyIntoTheAnswer) {
  const auto id = hall.office().submitted();
  const auto page = rina.get(talk_path(siti) + "?pakai=status.where");
  EXPECT_NE(between(page.body, "<textarea id=\"balasan\"", "</textarea>").find(hall.number(id)), std::string::npos);
  EXPECT_TRUE(says(page, "name=\"dari\" value=\"status.where\""));
  EXPECT_EQ(rina.post(talk_path(siti) + "/balas", {{"balasan", "Nomor {nomor} sudah siap."}, {"dari", "status.where"}}).status, 409);
  EXPECT_EQ(rina.post(talk_path(siti) + "/balas", {{"balasan", "Sudah siap, Bu."}, {"dari", "status.where"}}).status, 200);
  EXPECT_TRUE(says(ratna.get("/petugas/balasan"), "dipakai 1 kali"));
}

TEST_F(TalkDesk, SaysWhoIsTypingAndThatSomethingNewCame) {
  const auto sign = [&](Browser& who, const std::string& typing) {
    who.get(talk_path(siti));
    return who.post(talk_path(siti) + "/tanda", {{"ketik", typing}});
  };
  const auto field = [](const Response& response, std::string_view name) { return std::string((*parse_json(response.body))[name].text()); };
  EXPECT_EQ(field(sign(rina, "ya"), "tanda"), "") << "not their own";
  EXPECT_TRUE(field(sign(dewi, ""), "tanda").starts_with("rina")) << "a colleague types";
  EXPECT_TRUE(says(dewi.get(talk_path(siti)), "sedang menulis balasan")) << "and without script";
  hall.office().clock.pass(seconds(20));
  EXPECT_EQ(field(sign(dewi, ""), "tanda"), "") << "the moment it is over";
  EXPECT_EQ(hall.as("joko").post(talk_path(siti) + "/tanda", {{"ketik", "ya"}}).status, 403);
}

TEST_F(TalkDesk, DoesOneActOverSeveralAfterALook) {
  const auto other = waits("+6281200000002");
  rina.get("/petugas/percakapan");
  const Browser::Fields ticked{{"p-" + siti, "ya"}, {"p-" + other, "ya"}};
  const auto with = [&](Browser::Fields more) {
    more.insert(more.end(), ticked.begin(), ticked.end());
    return more;
  };
  auto look = rina.post("/petugas/percakapan/sekaligus", with({{"aksi", "pesan"}, {"kata", "Kantor tutup besok."}}));
  expect_whole(look, "the look");
  EXPECT_TRUE(says(look, "Kirim ke 2 orang"));
  EXPECT_EQ(standing(siti).mind, intake::Mind::waiting_for_person) << "nothing is done by looking";
  EXPECT_TRUE(says(rina.post("/petugas/percakapan/sekaligus/jalankan", with({{"aksi", "pesan"}, {"kata", "Kantor tutup besok."}})), "2 dari 2 percakapan selesai."));
  EXPECT_EQ(standing(siti).mind, intake::Mind::with_person);
  dewi.get("/petugas/percakapan");
  EXPECT_TRUE(says(dewi.post("/petugas/percakapan/sekaligus/jalankan", with({{"aksi", "ambil"}})), "0 dari 2 percakapan selesai.")) << "a colleague has them";
  EXPECT_TRUE(says(rina.post("/petugas/percakapan/sekaligus/jalankan", with({{"aksi", "bukan"}, {"alasan", "handled"}})), "2 dari 2 percakapan selesai."));
  EXPECT_EQ(standing(other).no_request, "handled");
  EXPECT_EQ(rina.post("/petugas/percakapan/sekaligus", {{"aksi", "ambil"}}).status, 422) << "nothing ticked";
}

TEST_F(TalkDesk, CountsTheFirstWordForThePublic) {
  EXPECT_TRUE(says(rina.get("/transparansi"), "Saat ini 1 warga menunggu jawaban petugas."));
  hall.office().clock.pass(minutes(25));
  auto again = hall.as("rina");  // Half an hour without a press, and one signs in again.
  again.get(talk_path(siti));
  EXPECT_EQ(again.post(talk_path(siti) + "/balas", {{"balasan", "Saya periksa."}}).status, 200);
  const auto page = again.get("/transparansi");
  EXPECT_TRUE(says(page, "<b>25 menit</b>"));
  EXPECT_TRUE(says(page, "kabar sudah diketahui warga dalam sehari"));
  EXPECT_FALSE(says(page, "warga menunggu jawaban petugas"));
}

// Outside the 24 hours only what WhatsApp approved is offered.
TEST_F(TalkDesk, OffersNoAnswerWhereTheInvitationIsNotApproved) {
  rina.get(talk_path(siti));
  EXPECT_EQ(rina.post(talk_path(siti) + "/ambil", {}).status, 200);
  const auto approves = [&](const char* language, const char* status) { channels::whatsapp::note_templates(office(), {{{"opak_chat", language}, status}}); };
  const auto page = [&] { return hall.as("rina").get(talk_path(siti)); };
  approves("id", "PAUSED");
  EXPECT_TRUE(says(page(), "name=\"balasan\"")) << "inside the 24 hours words go as they are";
  channels::whatsapp::note_templates(office(), {});
  hall.office().clock.pass(hours(25));
  EXPECT_TRUE(says(page(), "belum disetujui WhatsApp"));
  EXPECT_FALSE(says(page(), "name=\"balasan\""));
  approves("en", "APPROVED");
  EXPECT_FALSE(says(page(), "name=\"balasan\"")) << "this talk is Indonesian";
  approves("id", "APPROVED");
  EXPECT_TRUE(says(page(), "name=\"balasan\""));
  EXPECT_FALSE(says(page(), "belum disetujui WhatsApp"));
}

struct WorkSharing : TalkDesk {};

TEST_F(WorkSharing, SharesOutWhatNobodyTookAfterALookAndOnlyOnce) {
  const auto id = hall.office().submitted();
  const auto page = ratna.get("/petugas/beban");
  expect_whole(page, "the table");
  EXPECT_TRUE(says(page, "1 berkas belum diambil."));
  EXPECT_TRUE(says(ratna.get("/petugas/beban/bagi"), "Belum ada petugas yang dicentang hadir."));
  const auto look = ratna.get("/petugas/beban/bagi?o-" + hall.ids.at("rina") + "=ya&o-" + hall.ids.at("dewi") + "=ya");
  EXPECT_TRUE(says(look, "1 dari 1 berkas bisa dibagi:"));
  EXPECT_EQ(office::assigned_to(office().reader(), id), "") << "nothing is done by looking";
  const Browser::Fields shares{{"b-" + hall.number(id), hall.ids.at("rina")}};
  EXPECT_TRUE(says(ratna.post("/petugas/beban/bagi", shares), "Pekerjaan sudah dibagi."));
  EXPECT_EQ(office::assigned_to(office().reader(), id), hall.ids.at("rina"));
  EXPECT_TRUE(says(ratna.post("/petugas/beban/bagi", {{"b-" + hall.number(id), hall.ids.at("dewi")}}), "Tidak ada yang berubah.")) << "what somebody took meanwhile stays theirs";
  EXPECT_EQ(office::assigned_to(office().reader(), id), hall.ids.at("rina"));
  EXPECT_EQ(rina.get("/petugas/beban").status, 403);
}

TEST_F(WorkSharing, FreesAllThatSomebodyAbsentHolds) {
  const auto id = hall.office().submitted();
  OfficeTwin::must(office::assign(office(), {id, hall.ids.at("rina")}, hall.office().ratna()));
  rina.get(talk_path(siti));
  rina.post(talk_path(siti) + "/ambil", {});
  EXPECT_TRUE(says(ratna.get("/petugas/beban/" + hall.ids.at("rina")), "memegang 1 berkas dan 1 percakapan"));
  ratna.post("/petugas/beban/" + hall.ids.at("rina"), {});
  EXPECT_EQ(office::assigned_to(office().reader(), id), "");
  EXPECT_EQ(standing(siti).mind, intake::Mind::waiting_for_person);
  EXPECT_EQ(ratna.get("/petugas/beban/S-9999").status, 404);
}

TEST_F(TalkDesk, LetsASupervisorChangeAReadyReplyAndNobodySaveAWrongOne) {
  const auto page = ratna.get("/petugas/balasan/fee.free");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(says(page, "Sundanese") || says(page, "Sunda"));
  const auto save = [&](const std::string& words) { return ratna.post("/petugas/balasan/fee.free", {{"topik", "fee"}, {"kata-id", words}, {"kata-en", ""}, {"kata-su", ""}, {"kata-jv", ""}}); };
  const auto wrong = save("Gratis, {namaa}.");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_TRUE(says(wrong, "{namaa} tidak dikenal.")) << "and what was typed is there again";
  EXPECT_EQ(save("Gratis, Ibu/Bapak {nama}.").status, 200);
  EXPECT_TRUE(says(rina.get("/petugas/balasan"), "Gratis, Ibu/Bapak {nama}."));
  EXPECT_TRUE(says(rina.get("/petugas/balasan/fee.free"), "Gratis, Ibu/Bapak Siti Aminah.")) << "as residents read it";
  EXPECT_EQ(rina.get("/petugas/balasan/fee.free").body.find("kata-id"), std::string::npos) << "an operator reads it only";
  EXPECT_EQ(rina.get("/petugas/balasan/no.such").status, 404);
  ratna.get("/petugas/balasan/fee.free");
  EXPECT_EQ(ratna.post("/petugas/balasan/fee.free/semula", {}).status, 200);
  EXPECT_FALSE(says(rina.get("/petugas/balasan"), "Gratis, Ibu/Bapak {nama}."));
  EXPECT_TRUE(says(rina.get("/petugas/balasan?q=gratis"), "fee.free"));
  EXPECT_TRUE(says(rina.get("/petugas/balasan?q=tidakada"), "Tidak ada balasan dengan kata itu."));
}

}  // namespace
}  // namespace opak::web
