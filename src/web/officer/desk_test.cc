// The operator's desk: finding a file, several at once, laying aside, comparing, writing to the resident, and what strangers
// may have written into any of it.
#include <gtest/gtest.h>

#include "access/staff.h"
#include "base/text.h"
#include "intake/conversations.h"
#include "intake/drafts.h"
#include "intake/readings.h"
#include "office/search.h"
#include "web/officer/city_hall.h"
#include "web/officer/desk.h"

namespace opak::web {
namespace {

using application::Stage;
using office::OfficeTwin;

const auto& siti() { return registry::demo_resident("lost_card"); }

std::string main_of(const Response& response) { return between(response.body, "<main", "</main>"); }

Response opened(Browser& browser, const std::string& number, const std::string& purpose = "check_papers") {
  browser.get("/petugas/periksa/" + number);
  return browser.post("/petugas/buka", {{"nomor", number}, {"tujuan", purpose}});
}

// ---- Searching

struct Looked {
  CityHall hall;
  std::string id = hall.office().submitted();
  Browser rina = hall.as("rina");
  Response look(const std::string& words) {
    rina.get("/petugas");
    return rina.post("/petugas/cari", {{"cari", words}});
  }
  bool finds(const std::string& words) {
    const auto response = look(words);
    expect_whole(response, words);
    return says({.body = main_of(response)}, hall.number(id));
  }
};

TEST(Searching, FindsAFileByAnyOfItsNumbersAndByTheFullName) {
  Looked looked;
  EXPECT_TRUE(looked.finds(siti().nik));
  EXPECT_TRUE(looked.finds(siti().kk));
  EXPECT_TRUE(looked.finds("0812-0000-0001"));
  EXPECT_TRUE(looked.finds("  " + lower_ascii(siti().name) + " "));
  EXPECT_TRUE(looked.finds(looked.hall.number(looked.id)));
  EXPECT_TRUE(looked.finds("OM 2611 00001")) << "without the letter, as it is said on the phone";
  EXPECT_TRUE(looked.finds("1"));
  EXPECT_TRUE(looked.finds("om-00001"));
  EXPECT_FALSE(looked.finds("2"));
  EXPECT_FALSE(looked.finds("OM 2612 00001")) << "another month is another application";
  EXPECT_FALSE(looked.finds("OM 2613 00001"));
  EXPECT_FALSE(looked.finds("om-2611")) << "a month is no file";
  EXPECT_FALSE(looked.finds(registry::demo_resident("grandmother").nik));
  EXPECT_TRUE(says(looked.look("Orang Yang Tidak Ada"), "Belum ada permohonan yang cocok."));
}

TEST(Searching, ShowsNoNameWholeAndCarriesTheWordsNowhere) {
  Looked looked;
  for (const auto& words : {siti().name, siti().nik}) {
    const auto response = looked.look(words);
    EXPECT_EQ(response.body.find(words), std::string::npos) << "neither the words nor the name stand on the page";
    EXPECT_EQ(looked.rina.at, "/petugas/cari");
  }
}

TEST(Searching, IsAnOpeningInTheBookButOpensNoFile) {
  Looked looked;
  const auto openings = [&] { return looked.hall.office().boards().openings_of(looked.id); };
  looked.look("om-2611-00001");
  EXPECT_TRUE(openings().empty()) << "a number is on every receipt";
  EXPECT_FALSE(says(looked.look("om-2611-00001"), "Pencarian ini tercatat"));
  EXPECT_TRUE(says(looked.look(siti().nik), "Pencarian ini tercatat"));
  ASSERT_EQ(openings().size(), 1U);
  EXPECT_EQ(openings()[0].purpose, office::purpose_search);
  EXPECT_EQ(openings()[0].actor, "officer/S-0001");
  looked.look(siti().name);
  EXPECT_EQ(openings().size(), 1U) << "the same officer within half an hour";
  EXPECT_EQ(looked.rina.send("GET", "/petugas/berkas/" + looked.id + "/loss_letter", {}, {}).status, 409) << "the photo still wants its purpose";
  EXPECT_TRUE(says(looked.rina.get("/petugas/periksa/" + looked.hall.number(looked.id)), "Untuk apa berkas ini dibuka?"));
  const auto file = opened(looked.rina, looked.hall.number(looked.id));
  expect_whole(file, "file");
  EXPECT_EQ(openings().size(), 2U) << "the file's own opening is written although the search was a moment ago";
  EXPECT_TRUE(says(file, "Mencari berkas"));
}

TEST(Searching, SaysWhatToTypeWhereNothingCanBeLookedFor) {
  Looked looked;
  for (const auto* words : {"", " ", "x", "1234567", "<>", "!!!"}) {
    const auto response = looked.look(words);
    expect_whole(response, words, 422);
    EXPECT_TRUE(says(response, "NIK 16 angka")) << words;
  }
}

TEST(Searching, FindsNobodyWhoWasErased) {
  Looked looked;
  const auto person = looked.hall.office().state(looked.id).person;
  OfficeTwin::must(office::erase(*looked.hall.office().office, {person}, {.actor = "system"}));
  for (const auto& words : {siti().nik, siti().name, siti().kk}) EXPECT_FALSE(looked.finds(words));
}

TEST(Searching, IsNotForPrintersAndCouriers) {
  CityHall hall;
  for (const auto* login : {"joko", "agus", "tuti"}) EXPECT_EQ(hall.as(login).get("/petugas/cari").status, 403) << login;
  const auto answer = office::search(*hall.office().office, {Personal<std::string>(siti().nik)}, hall.office().joko()).wait();
  ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
}

// ---- Several at once

struct Several {
  CityHall hall;
  std::vector<std::string> ids;
  Browser rina = hall.as("rina");
  Several() {
    int n = 0;
    for (const auto* label : {"lost_card", "damaged_card", "grandmother"}) ids.push_back(hall.office().submitted("lost", label, "+628120000000" + std::to_string(++n)));
  }
  Browser::Fields ticked(std::vector<std::string> which, Browser::Fields more) {
    for (const auto& id : which) more.emplace_back("p-" + hall.number(id), "ya");
    return more;
  }
  Response see_and_do(const Browser::Fields& fields) {
    rina.get("/petugas");
    const auto seen = rina.post("/petugas/sekaligus", fields);
    expect_whole(seen, "preview");
    const auto done = rina.post("/petugas/sekaligus/jalankan", fields);
    expect_whole(done, "outcome");
    return done;
  }
  std::string holder(const std::string& id) { return office::assigned_to(hall.office().office->reader(), id); }
};

TEST(SeveralAtOnce, AreTakenButNotOutOfAColleaguesHands) {
  Several several;
  auto& office = *several.hall.office().office;
  OfficeTwin::must(office::assign(office, {several.ids[1], "S-0002"}, several.hall.office().dewi()));
  OfficeTwin::must(office::withdraw(office, {several.ids[2]}, several.hall.office().resident()));
  several.rina.get("/petugas");
  EXPECT_TRUE(several.rina.page.find("name=\"p-" + several.hall.number(several.ids[0])) != std::string::npos) << "rows can be ticked";
  several.rina.post("/petugas/sekaligus", several.ticked(several.ids, {{"aksi", "ambil"}}));
  EXPECT_EQ(several.holder(several.ids[0]), "") << "seeing does nothing yet";
  const auto done = several.see_and_do(several.ticked(several.ids, {{"aksi", "ambil"}}));
  EXPECT_TRUE(says(done, "1 dari 3 berkas Anda ambil."));
  EXPECT_TRUE(says(done, "Berkas ini sedang dikerjakan rekan lain."));
  EXPECT_TRUE(says(done, "Permohonan ini sudah selesai"));
  EXPECT_EQ(several.holder(several.ids[0]), "S-0001");
  EXPECT_EQ(several.holder(several.ids[1]), "S-0002");
  EXPECT_EQ(several.holder(several.ids[2]), "");
}

TEST(SeveralAtOnce, ArePassedOnToSomebodyWhoWorksHere) {
  Several several;
  const auto fields = several.ticked({several.ids[0], several.ids[1]}, {{"aksi", "alihkan"}});
  several.rina.get("/petugas");
  several.rina.post("/petugas/sekaligus", fields);
  expect_whole(several.rina.post("/petugas/sekaligus/jalankan", fields), "to nobody", 422);
  EXPECT_EQ(several.holder(several.ids[0]), "");
  auto to_dewi = fields;
  to_dewi.emplace_back("kepada", "S-0002");
  several.see_and_do(to_dewi);
  EXPECT_EQ(several.holder(several.ids[0]), "S-0002");
  EXPECT_EQ(several.holder(several.ids[1]), "S-0002");
  EXPECT_EQ(several.holder(several.ids[2]), "");
}

TEST(SeveralAtOnce, FourEyesHoldForEachOne) {
  Several several;
  auto& twin = several.hall.office();
  several.hall.add("nina", {operator_, verifier});
  auto wish = twin.filing("lost", "from_elsewhere", "+6281200000009");
  wish.assisted = true;
  const auto nina = several.hall.ids.at("nina");
  const auto entered = OfficeTwin::word(office::submit_application(*twin.office, wish, twin.as(nina, {operator_, verifier})), "application");
  for (const auto& id : {entered, several.ids[0]}) OfficeTwin::must(office::accept_papers(*twin.office, {id}, twin.rina()));
  const auto done = several.see_and_do(several.ticked({entered, several.ids[0]}, {{"aksi", "alihkan"}, {"kepada", nina}}));
  EXPECT_TRUE(says(done, "1 dari 2 berkas dialihkan."));
  EXPECT_EQ(several.holder(entered), "") << "who entered it is not given it to verify";
  EXPECT_EQ(several.holder(several.ids[0]), nina);
}

TEST(SeveralAtOnce, HearTheSameWordsOnceAndTheCountIsOfPeople) {
  Several several;
  auto& twin = several.hall.office();
  // A second file of the same number, and one who wants no messages.
  const auto second = twin.submitted("lost", "from_elsewhere", "+6281200000001");
  auto silent = twin.filing("lost", "no_biometrics", "+6281200000007");
  silent.messages_wanted = false;
  const auto quiet = OfficeTwin::word(office::submit_application(*twin.office, silent, twin.resident()), "application");
  const auto fields = several.ticked({several.ids[0], second, quiet}, {{"aksi", "pesan"}, {"kata", "Besok kantor tutup. <b>Maaf.</b>"}});
  several.rina.get("/petugas");
  expect_whole(several.rina.post("/petugas/sekaligus", several.ticked({several.ids[0]}, {{"aksi", "pesan"}})), "no words yet");
  expect_whole(several.rina.post("/petugas/sekaligus", several.ticked({several.ids[0]}, {{"aksi", "pesan"}, {"kata", " "}})), "empty words", 422);
  const auto seen = several.rina.post("/petugas/sekaligus", fields);
  EXPECT_TRUE(says(seen, "Kirim ke 2 orang"));
  EXPECT_TRUE(says(seen, "Besok kantor tutup. &lt;b&gt;Maaf.&lt;/b&gt;</blockquote>"));
  const auto chats = [&] {
    int count = 0;
    for (const auto& letter : office::due_letters(twin.office->reader(), twin.clock.now(), 100)) count += letter.notice == "chat";
    return count;
  };
  EXPECT_EQ(chats(), 0);
  const auto done = several.rina.post("/petugas/sekaligus/jalankan", fields);
  expect_whole(done, "sent");
  EXPECT_EQ(chats(), 1) << "one person, one message, however many files";
  EXPECT_FALSE(intake::find_standing(twin.office->reader(), twin.state(second).contact)) << "many are told something; nobody's talk is taken from the machine";
  EXPECT_TRUE(says(done, "Warga tidak mau menerima pesan WhatsApp"));
}

TEST(SeveralAtOnce, NothingTickedSaysSo) {
  Several several;
  several.rina.get("/petugas");
  for (const auto* path : {"/petugas/sekaligus", "/petugas/sekaligus/jalankan"}) {
    expect_whole(several.rina.post(path, {{"aksi", "ambil"}}), path, 422);
    EXPECT_TRUE(several.rina.page.find("Centang dulu berkasnya") != std::string::npos);
    EXPECT_LT(several.rina.post(path, several.ticked({several.ids[0]}, {{"aksi", "hapus"}})).status, 500);
    EXPECT_LT(several.rina.post(path, {{"aksi", "ambil"}, {"p-<script>", "ya"}}).status, 500);
  }
}

// ---- One file on the table

TEST(OnTheTable, AFileLaidAsideLeavesTheListAndComesBackOnItsDay) {
  CityHall hall;
  auto& twin = hall.office();
  const auto id = twin.submitted();
  const auto number = hall.number(id);
  const auto promised = twin.state(id).promised_on;
  auto rina = hall.as("rina");
  opened(rina, number);
  expect_whole(rina.get("/petugas/periksa/" + number + "?mau=tunda"), "form");
  expect_whole(rina.post("/petugas/periksa/" + number + "/tunda", {{"sebab_tunda", "sebab lain"}, {"sampai", "besok"}}), "nothing chosen", 422);
  expect_whole(rina.post("/petugas/periksa/" + number + "/tunda", {{"sebab_tunda", "waits_for_register"}, {"sampai", "2026-11-22"}}), "yesterday", 409);
  const auto list = rina.post("/petugas/periksa/" + number + "/tunda", {{"sebab_tunda", "waits_for_register"}, {"sampai", "2026-11-25"}});
  expect_whole(list, "laid aside");
  EXPECT_EQ(between(list.body, "<ul class=\"inbox\">", "</ul>").find(number), std::string::npos);
  EXPECT_TRUE(says(rina.get("/petugas?t=tunda"), "ditunda sampai"));
  EXPECT_NE(rina.page.find(number), std::string::npos);
  EXPECT_EQ(twin.state(id).promised_on, promised) << "the resident's clock goes on";
  EXPECT_TRUE(says(rina.get("/petugas/periksa/" + number), "menunggu jawaban data kependudukan"));
  twin.clock.pass(days(2));
  auto later = hall.as("rina");
  EXPECT_NE(later.get("/petugas").body.find(number), std::string::npos) << "on its day it is back";
  EXPECT_EQ(later.get("/petugas?t=tunda").body.find(number), std::string::npos);
}

TEST(OnTheTable, AFileLaidAsideIsTakenUpAgain) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto number = hall.number(id);
  OfficeTwin::must(office::lay_aside(*hall.office().office, {id, "waits_for_resident", *day_of(2026, 11, 27)}, hall.office().rina()));
  EXPECT_EQ(OfficeTwin::no(office::lay_aside(*hall.office().office, {id, "because", *day_of(2026, 11, 27)}, hall.office().rina())), "office.reason_unknown");
  EXPECT_EQ(OfficeTwin::no(office::lay_aside(*hall.office().office, {id, "waits_for_resident", *day_of(2026, 11, 27)}, hall.office().joko())), "office.not_your_role");
  auto rina = hall.as("rina");
  opened(rina, number);
  expect_whole(rina.post("/petugas/periksa/" + number + "/lanjut"), "taken up");
  EXPECT_FALSE(hall.office().state(id).is_aside(*day_of(2026, 11, 24)));
  rina.page.clear();
  rina.get("/petugas/periksa/" + number);
  expect_whole(rina.post("/petugas/periksa/" + number + "/lanjut"), "twice", 409);
}

// While a paper was missing the page offered nothing at all.
TEST(OnTheTable, AFileThatCannotBeAcceptedCanStillBeLaidAsideOrPassedOn) {
  CityHall hall;
  auto& twin = hall.office();
  auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  wish.papers.erase("family_card");
  const auto id = OfficeTwin::word(office::submit_application(*twin.office, wish, twin.resident()), "application");
  auto rina = hall.as("rina");
  const auto file = opened(rina, hall.number(id));
  expect_whole(file, "a paper is missing");
  EXPECT_FALSE(says(file, "/terima\""));
  for (const auto* want : {"mau=perbaikan", "mau=alihkan", "mau=tunda", "mau=tolak"}) EXPECT_TRUE(says(file, want)) << want;
}

TEST(OnTheTable, TwoPapersLieSideBySideOnALink) {
  CityHall hall;
  const auto id = hall.office().submitted();
  auto rina = hall.as("rina");
  opened(rina, hall.number(id));
  const auto pictures = [&](const std::string& query) {
    const auto response = rina.get("/petugas/periksa/" + hall.number(id) + query);
    expect_whole(response, query);
    std::size_t count = 0;
    for (auto at = response.body.find("<img class=\"t"); at != std::string::npos; at = response.body.find("<img class=\"t", at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(pictures(""), 1U);
  EXPECT_EQ(pictures("?berkas=loss_letter&banding=ya"), 2U);
  EXPECT_NE(rina.page.find("data-key=\"d\""), std::string::npos);
  EXPECT_EQ(pictures("?berkas=family_card&banding=ya"), 2U) << "the family card stands beside the other paper";
  EXPECT_EQ(pictures("?berkas=../x&banding=ya&putar=90&besar=3"), 2U);
}

TEST(OnTheTable, TheIdentityCheckIsSaidWithWhoAndHow) {
  CityHall hall;
  const auto id = hall.office().submitted();
  const auto number = hall.number(id);
  auto rina = hall.as("rina");
  EXPECT_FALSE(says(opened(rina, number), "Identitas sudah diperiksa"));
  expect_whole(rina.post("/petugas/periksa/" + number + "/identitas", {{"cara", "video_call"}}), "identity");
  EXPECT_NE(rina.page.find("Identitas sudah diperiksa: Panggilan video, wajah dicocokkan. rina &lt;i&gt;, Senin, 23 November 2026"), std::string::npos);
  OfficeTwin::must(office::accept_papers(*hall.office().office, {id}, hall.office().rina()));
  auto budi = hall.as("budi");
  EXPECT_TRUE(says(opened(budi, number, "verify"), "Identitas sudah diperiksa"));
}

// ---- Writing to the resident

TEST(WritingToTheResident, GoesByTheOutboxAndMakesTheAnswerComeToAPerson) {
  CityHall hall;
  auto& twin = hall.office();
  const auto id = twin.submitted();
  const auto number = hall.number(id);
  auto rina = hall.as("rina"), dewi = hall.as("dewi");
  EXPECT_TRUE(says(opened(rina, number), "Warga menerima undangan dulu")) << "who filed by the web never opened the window";
  expect_whole(rina.post("/petugas/periksa/" + number + "/balas", {{"balasan", "  "}}), "no words", 409);
  expect_whole(rina.post("/petugas/periksa/" + number + "/balas", {{"balasan", "Apakah <i>RT 02</i> benar?"}}), "written");
  const auto standing = intake::find_standing(twin.office->reader(), twin.state(id).contact);
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->mind, intake::Mind::with_person);
  EXPECT_EQ(standing->officer, "officer/S-0001");
  EXPECT_TRUE(says(rina.get("/petugas/percakapan/" + twin.state(id).contact), "Apakah &lt;i&gt;RT 02&lt;/i&gt; benar?"));
  opened(dewi, number);
  expect_whole(dewi.post("/petugas/periksa/" + number + "/balas", {{"balasan", "Saya juga bertanya"}}), "a colleague is answering", 409);
  EXPECT_TRUE(dewi.page.find("Saya juga bertanya") != std::string::npos) << "what was typed is kept";
}

TEST(WritingToTheResident, IsNotForThoseWhoWantNoMessages) {
  CityHall hall;
  auto& twin = hall.office();
  auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  wish.messages_wanted = false;
  const auto id = OfficeTwin::word(office::submit_application(*twin.office, wish, twin.resident()), "application");
  EXPECT_EQ(OfficeTwin::no(intake::write_to_applicant(*twin.office, {id, Personal<std::string>("Halo")}, twin.rina())), "channel.no_messages_wanted");
  auto rina = hall.as("rina");
  EXPECT_TRUE(says(opened(rina, hall.number(id)), "Telepon saja nomornya"));
  // They write themselves: then they may be answered.
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::hear_in(book, wish.contact, book.now());
    return office::Done{};
  }));
  EXPECT_EQ(OfficeTwin::no(intake::write_to_applicant(*twin.office, {id, Personal<std::string>("Halo")}, twin.rina())), "");
  EXPECT_EQ(OfficeTwin::no(intake::write_to_applicant(*twin.office, {id, Personal<std::string>("Halo")}, twin.joko())), "channel.not_your_desk");
  EXPECT_EQ(OfficeTwin::no(intake::write_to_applicant(*twin.office, {"nobody", Personal<std::string>("Halo")}, twin.rina())), "office.case_unknown");
}

// ---- Talks

struct Talk {
  CityHall hall;
  std::string contact = hall.office().contact("+6281200000042");
  void say(const std::string& text) {
    OfficeTwin::must(hall.office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      intake::hear_in(book, contact, book.now());
      intake::keep_line_in(book, contact, intake::Side::resident, "", "text", Personal<std::string>(text));
      intake::set_mind_in(book, contact, intake::Mind::waiting_for_person, "asked", "");
      return office::Done{};
    }));
    hall.office().clock.pass(minutes(1));
  }
};

TEST(Talks, AreListedByMaskedNameWithTheirLastWords) {
  Talk talk;
  talk.say("Halo");
  talk.say("KTP saya hilang, bagaimana caranya?");
  auto rina = talk.hall.as("rina");
  const auto list = rina.get("/petugas/percakapan");
  expect_whole(list, "talks");
  EXPECT_TRUE(says(list, "Warga: <bdi>KTP saya hilang, bagaimana caranya?</bdi>"));
  EXPECT_FALSE(says(list, "81200000042")) << "the number is masked";
}

TEST(Talks, StandBesideTheFileOfWhoeverTalked) {
  Talk talk;
  const auto id = talk.hall.office().submitted("lost", "lost_card", "+6281200000042");
  const auto number = talk.hall.number(id);
  auto rina = talk.hall.as("rina"), ratna = talk.hall.as("ratna");
  EXPECT_FALSE(says(opened(rina, number), "Buka seluruh percakapan")) << "nobody has said anything yet";
  for (int n = 1; n <= 8; ++n) talk.say("Kalimat ke-" + std::to_string(n) + ".");
  const auto beside = opened(rina, number);
  EXPECT_TRUE(says(beside, "Kalimat ke-8."));
  EXPECT_FALSE(says(beside, "Kalimat ke-2.")) << "only how it ended";
  EXPECT_TRUE(says(beside, "/petugas/percakapan/" + talk.contact));
  OfficeTwin::must(talk.hall.office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::set_mind_in(book, talk.contact, intake::Mind::waiting_for_person, "levy_report", "");
    return office::Done{};
  }));
  EXPECT_FALSE(says(rina.get("/petugas/periksa/" + number), "Kalimat ke-8.")) << "a levy report is the supervisor's";
  EXPECT_TRUE(says(opened(ratna, number, "settle_dispute"), "Kalimat ke-8."));
}

TEST(Talks, OfALevyReportAreReadBySupervisorsOnly) {
  Talk talk;
  talk.say("Petugas loket minta uang");
  OfficeTwin::must(talk.hall.office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::set_mind_in(book, talk.contact, intake::Mind::waiting_for_person, "levy_report", "");
    return office::Done{};
  }));
  auto rina = talk.hall.as("rina"), ratna = talk.hall.as("ratna");
  EXPECT_FALSE(says(rina.get("/petugas/percakapan"), "minta uang"));
  EXPECT_TRUE(says(ratna.get("/petugas/percakapan"), "minta uang"));
}

TEST(Talks, FillTheFormWithGuessesThatTheOfficerConfirms) {
  Talk talk;
  const auto& who = siti();
  talk.say("nama saya " + who.name + ", NIK " + who.nik + " KK " + who.kk);
  auto rina = talk.hall.as("rina"), dewi = talk.hall.as("dewi");
  const auto shown = rina.get("/petugas/percakapan/" + talk.contact);
  expect_whole(shown, "talk");
  EXPECT_TRUE(says(shown, "tebakan</span>"));
  EXPECT_TRUE(says(shown, "dari pesan"));
  const auto form = rina.post("/petugas/percakapan/" + talk.contact + "/isi/hilang");
  expect_whole(form, "form");
  ASSERT_TRUE(rina.at.starts_with("/petugas/daftar/hilang?isian=")) << rina.at;
  EXPECT_TRUE(says(form, "value=\"" + who.nik + "\""));
  EXPECT_TRUE(says(form, "value=\"" + who.kk + "\""));
  const auto draft = rina.at.substr(rina.at.find('=') + 1);
  dewi.get("/petugas/percakapan");
  expect_whole(dewi.post("/petugas/percakapan/" + talk.contact + "/isi/hilang"), "a colleague holds the talk", 409);
  EXPECT_EQ(dewi.get("/petugas/daftar/hilang?isian=" + draft).status, 404);

  rina.get("/petugas/daftar/hilang?isian=" + draft);
  Browser::Fields answers{{"isian", draft}, {"tebakan", "ya"}, {"phone", "081200000042"}, {"for_whom", "self"}, {"name", who.name}, {"nik", who.nik}, {"kk", who.kk}, {"delivery", "home"},
                          {"kelurahan", who.kelurahan}, {"street", who.street}, {"rt", who.rt}, {"rw", who.rw}, {"receiver", who.name}, {"truth", "ya"}};
  const auto unconfirmed = rina.post("/petugas/daftar/hilang", answers);
  expect_whole(unconfirmed, "not confirmed", 422);
  EXPECT_TRUE(says(unconfirmed, "Cocokkan dulu isian tebakan"));
  answers.emplace_back("tebakan-cocok", "ya");
  expect_whole(rina.post("/petugas/daftar/hilang", answers), "papers");
  EXPECT_EQ(rina.at, "/petugas/daftar/hilang/" + draft);
  expect_whole(rina.get("/petugas/percakapan/" + talk.contact), "talk again");
  rina.post("/petugas/percakapan/" + talk.contact + "/isi/hilang");
  EXPECT_EQ(rina.at, "/petugas/daftar/hilang?isian=" + draft) << "a second press goes on with the same draft";
}

TEST(Talks, ShowPhotosAndMakeThemPapersWithOnePress) {
  Talk talk;
  const Bytes jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
  const auto document = OfficeTwin::word(office::keep_document(*talk.hall.office().office, {talk.contact, jpeg}, talk.hall.office().resident()), "document");
  std::string line;
  OfficeTwin::must(talk.hall.office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::hear_in(book, talk.contact, book.now());
    line = intake::keep_line_in(book, talk.contact, intake::Side::resident, "", "photo", Personal<std::string>("suratnya"), document);
    intake::set_mind_in(book, talk.contact, intake::Mind::waiting_for_person, "asked", "");
    return office::Done{};
  }));
  auto rina = talk.hall.as("rina"), dewi = talk.hall.as("dewi"), joko = talk.hall.as("joko");
  const auto picture = "/petugas/percakapan/" + talk.contact + "/foto/" + line;
  const auto shown = rina.get("/petugas/percakapan/" + talk.contact);
  expect_whole(shown, "talk");
  EXPECT_TRUE(says(shown, "src=\"" + picture + "\""));
  const auto photo = rina.get(picture);
  EXPECT_EQ(photo.content_type, "image/jpeg");
  EXPECT_EQ(photo.body, jpeg);
  EXPECT_NE(joko.get(picture).status, 200);
  EXPECT_EQ(rina.get("/petugas/percakapan/" + talk.contact + "/foto/nothing").status, 404);

  rina.get("/petugas/percakapan/" + talk.contact);
  rina.post("/petugas/percakapan/" + talk.contact + "/isi/hilang");
  const auto draft = rina.at.substr(rina.at.find('=') + 1);
  const auto papers = "/petugas/daftar/hilang/" + draft;
  const auto slots = rina.get(papers);
  expect_whole(slots, "slots");
  EXPECT_TRUE(says(slots, "data-key=\"1\""));
  EXPECT_TRUE(says(slots, "Foto dari percakapan"));
  dewi.get("/petugas");
  EXPECT_EQ(dewi.post(papers + "/foto", {{"baris", line}, {"berkas", "loss_letter"}}).status, 404) << "a colleague's talk";
  rina.get(papers);
  expect_whole(rina.post(papers + "/foto", {{"baris", line}, {"berkas", "nonsense"}}), "no such paper", 409);
  rina.get(papers);
  const auto put = rina.post(papers + "/foto", {{"baris", line}, {"berkas", "loss_letter"}});
  expect_whole(put, "put");
  EXPECT_EQ(rina.at, papers);
  EXPECT_TRUE(says(put, "&#10003; "));
  EXPECT_EQ(intake::find_draft(*talk.hall.office().office, talk.hall.office().office->reader(), draft)->papers.at("loss_letter"), document);
}

TEST(Talks, LetAnOfficerHearAVoiceMessage) {
  Talk talk;
  const Bytes sound = "#!AMR\n" + Bytes("\x3C") + Bytes(31, 'x');
  const auto document = OfficeTwin::word(office::keep_document(*talk.hall.office().office, {talk.contact, sound}, talk.hall.office().resident()), "document");
  std::string line;
  OfficeTwin::must(talk.hall.office().office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::hear_in(book, talk.contact, book.now());
    line = intake::keep_line_in(book, talk.contact, intake::Side::resident, "", "voice", {}, document, {.seconds = 83, .forwarded = true});
    intake::set_mind_in(book, talk.contact, intake::Mind::waiting_for_person, "voice", "");
    return office::Done{};
  }));
  auto rina = talk.hall.as("rina"), joko = talk.hall.as("joko");
  const auto path = "/petugas/percakapan/" + talk.contact;
  const auto shown = rina.get(path);
  expect_whole(shown, "talk");
  EXPECT_TRUE(says(shown, "Pesan suara, 1:23"));
  EXPECT_TRUE(says(shown, "<audio controls preload=\"none\" src=\"" + path + "/suara/" + line + "\">"));
  EXPECT_TRUE(says(shown, "diteruskan"));
  EXPECT_TRUE(says(shown, "Dengarkan, lalu jawab"));
  EXPECT_FALSE(says(shown, "<img loading=\"lazy\"")) << "a sound is no picture";
  EXPECT_NE(header_of(shown, "Content-Security-Policy").find("media-src 'self'"), std::string::npos);
  const auto heard = rina.get(path + "/suara/" + line);
  EXPECT_EQ(heard.content_type, "audio/amr");
  EXPECT_EQ(heard.body, sound);
  EXPECT_EQ(header_of(heard, "Cache-Control"), "no-store");
  EXPECT_EQ(header_of(heard, "X-Content-Type-Options"), "nosniff");
  EXPECT_NE(header_of(heard, "Content-Security-Policy").find("sandbox"), std::string::npos);
  EXPECT_EQ(rina.get(path + "/foto/" + line).status, 404);
  EXPECT_EQ(rina.get(path + "/suara/nothing").status, 404);
  EXPECT_NE(joko.get(path + "/suara/" + line).status, 200);
}

TEST(Talks, ProposeWhatStandsOnTheirPhotos) {
  Talk talk;
  auto& office = *talk.hall.office().office;
  const auto& who = siti();
  std::string words;
  int count = 0, line_number = 0;
  for (const auto& text : {std::string("PROVINSI BANTEN"), "NIK : " + who.nik, "Nama : " + who.name, std::string("Kewarganegaraan : WNI"), std::string("Berlaku Hingga : SEUMUR HIDUP")}) {
    int left = 0;
    for (const auto& word : split(text, ' ')) {
      words += std::to_string(line_number) + " 90 " + std::to_string(left) + " 0 " + std::to_string(left + 50) + " 20 " + word + "\n";
      left += 60;
      ++count;
    }
    ++line_number;
  }
  talk.hall.office().child = ScriptedChild([out = "{\"turned\":0,\"words\":" + std::to_string(count) + "}\n" + words](const std::vector<std::string>&, ByteView) -> Result<ChildRun> {
    return ChildRun{.exit_code = 0, .out = out, .timed_out = false};
  });
  const auto document = OfficeTwin::word(office::keep_document(office, {talk.contact, Bytes("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8)}, talk.hall.office().resident()), "document");
  OfficeTwin::must(office.record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::hear_in(book, talk.contact, book.now());
    intake::keep_line_in(book, talk.contact, intake::Side::resident, "", "photo", {}, document);
    intake::set_mind_in(book, talk.contact, intake::Mind::waiting_for_person, "asked", "");
    return office::Done{};
  }));
  EXPECT_FALSE(intake::read_next_paper(office)) << "a photo of a talk is read only once somebody looks at it";
  auto rina = talk.hall.as("rina");
  const auto path = "/petugas/percakapan/" + talk.contact;
  EXPECT_TRUE(says(rina.get(path), "1 foto belum dibaca"));
  EXPECT_TRUE(intake::read_next_paper(office, office::WhichPapers::officer_waits));
  const auto read = rina.get(path);
  expect_whole(read, "talk");
  EXPECT_TRUE(says(read, "dari foto KTP"));
  EXPECT_FALSE(says(read, who.nik)) << "masked, as what was said is";
  rina.post(path + "/isi/hilang");
  const auto form = rina.get(rina.at);
  expect_whole(form, "form");
  EXPECT_TRUE(says(form, "value=\"" + who.nik + "\""));
  EXPECT_TRUE(says(form, "dari foto KTP"));
  EXPECT_TRUE(says(form, "tebakan-cocok")) << "only what an officer confirms is an answer";
}

TEST(Talks, ThatAreNoRequestLeaveTheListAndComeBack) {
  Talk talk;
  talk.say("PROMO pinjaman cepat");
  auto rina = talk.hall.as("rina");
  const auto path = "/petugas/percakapan/" + talk.contact;
  rina.get(path);
  const auto without = rina.post(path + "/bukan");
  expect_whole(without, "no reason", 422);
  EXPECT_TRUE(says(without, "<details open>"));
  const auto marked = rina.post(path + "/bukan", {{"alasan", "spam"}});
  expect_whole(marked, "marked");
  EXPECT_TRUE(says(marked, "Urungkan"));
  EXPECT_TRUE(says(marked, "Iklan atau pesan iseng"));
  const auto list = rina.get("/petugas/percakapan");
  EXPECT_FALSE(says(list, "PROMO"));
  EXPECT_TRUE(says(list, "Tidak ada yang menunggu petugas"));
  const auto put_away = rina.get("/petugas/percakapan?t=bukan");
  expect_whole(put_away, "put away");
  EXPECT_TRUE(says(put_away, "PROMO"));
  rina.get(path);
  EXPECT_FALSE(says(rina.post(path + "/permohonan"), "Urungkan"));
  EXPECT_TRUE(says(rina.get("/petugas/percakapan"), "PROMO"));
}

// ---- What strangers wrote

// Into every field of a filing and of a talk; then every page on which an officer meets it.
TEST(StoredWords, OfStrangersStayWordsOnEveryPage) {
  const std::string nasty = "\"><script>alert(1)</script>'\u202E<img src=x onerror=alert(2)>";
  CityHall hall;
  auto& twin = hall.office();
  auto wish = twin.filing("lost", "lost_card", "+6281200000001");
  wish.person = Personal<vault::Fields>({{"name", "Siti " + nasty}, {"nik", siti().nik}, {"kk", siti().kk}});
  wish.address = Personal<vault::Fields>({{"street", nasty}, {"rt", "001"}, {"rw", "002"}, {"landmark", nasty}, {"receiver_name", nasty}});
  const auto id = OfficeTwin::word(office::submit_application(*twin.office, wish, twin.resident()), "application");
  OfficeTwin::must(office::know_contact(*twin.office, {Personal<vault::Fields>({{"phone", "+6281200000001"}, {"name", nasty}})}, twin.resident()));
  const auto contact = twin.state(id).contact;
  OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    intake::hear_in(book, contact, book.now());
    intake::keep_line_in(book, contact, intake::Side::resident, "", "text", Personal<std::string>("Nama " + nasty + " " + siti().nik + " Jalan " + nasty + " RT 1 RW 2"));
    intake::set_mind_in(book, contact, intake::Mind::waiting_for_person, "asked", "");
    return office::Done{};
  }));
  OfficeTwin::must(office::return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>(nasty)}, twin.rina()));
  OfficeTwin::must(office::propose_rejection(*twin.office, {id, "not_resident", Personal<std::string>(nasty)}, twin.budi()));
  const auto number = hall.number(id);

  const auto clean = [&](const Response& response, const std::string& where) {
    EXPECT_LT(response.status, 500) << where;
    for (const auto* live : {"<script>alert", "<img src=x", "onerror=alert(2)>"}) EXPECT_EQ(response.body.find(live), std::string::npos) << where << " " << live;
  };
  auto rina = hall.as("rina"), budi = hall.as("budi"), ratna = hall.as("ratna");
  for (const auto& [login, browser] : std::map<std::string, Browser*>{{"rina", &rina}, {"budi", &budi}, {"ratna", &ratna}}) {
    const auto purpose = login == "budi" ? "verify" : "help";
    clean(browser->get("/petugas/periksa/" + number), login + " purpose");
    clean(browser->post("/petugas/buka", {{"nomor", number}, {"tujuan", purpose}}), login + " file");
    for (const auto& path : {"/petugas", "/petugas?t=semua", "/petugas/periksa/NUMBER", "/petugas/periksa/NUMBER?mau=perbaikan&alasan=paper_unclear&banding=ya", "/petugas/periksa/NUMBER?mau=tolak",
                             "/petugas/periksa/NUMBER?mau=tunda", "/petugas/periksa/NUMBER?mau=alihkan", "/petugas/verifikasi", "/petugas/verifikasi/NUMBER", "/petugas/percakapan", "/pimpinan"}) {
      std::string at(path);
      if (const auto place = at.find("NUMBER"); place != std::string::npos) at.replace(place, 6, number);
      clean(browser->get(at), login + " " + at);
    }
    clean(browser->post("/petugas/cari", {{"cari", "Siti " + nasty}}), login + " search");
    EXPECT_NE(browser->page.find(number), std::string::npos) << "a name is found whatever it holds";
    clean(browser->post("/petugas/cari", {{"cari", nasty}}), login + " search for nonsense");
    clean(browser->post("/petugas/sekaligus", {{"aksi", "pesan"}, {"p-" + number, "ya"}, {"kata", nasty}}), login + " preview");
    clean(browser->post("/petugas/sekaligus", {{"aksi", nasty}, {"p-" + nasty, "ya"}}), login + " preview of nonsense");
    clean(browser->post("/petugas/periksa/" + number + "/kembalikan", {{"alasan", nasty}, {"untuk", nasty}, {"kata", nasty}, {"lihat", "ya"}}), login + " words");
    clean(browser->post("/petugas/periksa/" + number + "/tunda", {{"sebab_tunda", nasty}, {"sampai", nasty}}), login + " aside");
  }
  clean(rina.get("/petugas/percakapan/" + contact), "talk");
  EXPECT_NE(rina.page.find("&lt;script&gt;"), std::string::npos) << "and the words are there to be read";
  clean(rina.post("/petugas/percakapan/" + contact + "/balas", {{"balasan", nasty}}), "answer");
  clean(rina.post("/petugas/percakapan/" + contact + "/isi/hilang"), "form out of the talk");
}

}  // namespace
}  // namespace opak::web
