#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/digest.h"
#include "base/text.h"
#include "channels/dispatcher.h"
#include "channels/pretend_graph.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/webhook.h"
#include "intake/conversations.h"
#include "office/documents.h"
#include "office/own_data.h"
#include "office/office_twin.h"
#include "store/crash_disk.h"

namespace opak::channels {
namespace {

using intake::Mind;
using office::OfficeTwin;
using whatsapp::Signature;

const std::string siti = "+6281200000001";
const std::string hidden = "ID.55500011122233344";
const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);

const intake::Understanding& the_understanding() {
  static const auto understanding = intake::Understanding::embedded();
  return understanding;
}

// An office, its telephone line, and people with telephones.
struct Line : testing::Test {
  OfficeTwin twin;
  PretendGraph world{PretendGraph::demo_settings(), twin.clock};
  whatsapp::Graph graph{world, PretendGraph::demo_settings()};
  Dispatcher dispatcher{*twin.office, graph};

  void SetUp() override {
    twin.child = ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> {
      return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_jpeg + small_jpeg, false};
    });
  }
  int knock(const Webhook& webhook) { return whatsapp::receive(*twin.office, graph.settings(), webhook.signature, webhook.body).wait(); }
  int work() { return whatsapp::process_inbox(*twin.office, graph, the_understanding()); }
  // The message comes in, is worked on, and what follows goes out. Gives what the person then reads last.
  PhoneMessage hear(const std::string& who, const Webhook& webhook) {
    EXPECT_EQ(knock(webhook), 200);
    work();
    dispatcher.run_once();
    twin.clock.pass(seconds(20));
    const auto all = world.messages(who);
    return all.empty() ? PhoneMessage{} : all.back();
  }
  PhoneMessage say(const std::string& who, const std::string& text) { return hear(who, world.say(who, text, "Siti")); }
  PhoneMessage press(const std::string& who, const std::string& id) { return hear(who, world.press(who, id, id)); }
  PhoneMessage voice(const std::string& who, const Bytes& sound, const std::string& more = "");
  PhoneMessage photo(const std::string& who, const std::string& caption = "") { return hear(who, world.send_photo(who, "a photo", caption)); }
  std::size_t count(const std::string& who) { return world.messages(who).size(); }
  std::string contact_of(const std::string& phone) { return office::find_contact(*twin.office, twin.office->reader(), Personal<std::string>(phone)).value_or(""); }
  std::int64_t rows(const char* table) {
    auto row = twin.office->reader().query(std::string("SELECT COUNT(*) FROM ") + table);
    row.next();
    return row.number_at(0);
  }
  PhoneMessage file_lost_card(const std::string& who) {
    const auto& person = registry::demo_resident("lost_card");
    say(who, "ktp saya hilang");
    press(who, "opt:for_whom:self");
    say(who, person.name + "\n" + person.nik + "\n" + person.kk);
    photo(who);
    photo(who, "KK");
    press(who, "kec:Cipocok Jaya");
    press(who, "kel:36.73.05.1003");
    say(who, "Jl. Kenanga No. 12 RT 003/005 dekat musala");
    press(who, "receiver:self");
    return press(who, "send");
  }
};

TEST(UnreadWebhooks, AreCountedAndSaidOnceAMinute) {
  whatsapp::UnreadWebhooks unread;
  const auto start = Moment{days(20'000)};
  EXPECT_EQ(unread.count(start), 1);
  for (int n = 0; n < 1000; ++n) EXPECT_EQ(unread.count(start + (minutes(1) - 1)), 0);
  EXPECT_EQ(unread.count(start + minutes(1)), 1001);
  EXPECT_EQ(unread.count(start + minutes(1)), 0);
  EXPECT_EQ(unread.count(start), 2) << "the clock was set back";
}

TEST_F(Line, ALostCardGoesFromTheFirstWordToTheReceipt) {
  const auto receipt = file_lost_card(siti);
  EXPECT_NE(receipt.text.find("OM-2611-00001-"), std::string::npos) << receipt.text;
  EXPECT_NE(receipt.text.find("http://localhost:8080/s/"), std::string::npos) << receipt.text;
  const auto contact = contact_of(siti);
  ASSERT_FALSE(contact.empty());
  const auto cases = intake::known_cases(*twin.office, twin.office->reader(), contact);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].stage, "submitted");
  const auto state = twin.state(cases[0].application);
  EXPECT_EQ(state.assurance, "number_confirmed") << "WhatsApp itself confirms the number";
  EXPECT_EQ(state.channel, "whatsapp");
  EXPECT_EQ(state.papers.size(), 2U);
  EXPECT_LE(count(siti), 20U) << "ten messages of theirs, ten of ours: each costs money";
  for (const auto& message : world.messages(siti))
    EXPECT_TRUE(!message.from_us || message.text.find(registry::demo_resident("lost_card").nik) == std::string::npos) << "no NIK goes abroad";
}

TEST_F(Line, TheSameWebhookTenTimesHasOneEffect) {
  const auto webhook = world.say(siti, "ktp saya hilang");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(knock(webhook), 200);
  EXPECT_EQ(work(), 1);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(knock(webhook), 200);
  EXPECT_EQ(work(), 0);
  dispatcher.run_once();
  EXPECT_EQ(count(siti), 2U);
}

// Killed after the wishes and before the message was marked as done: it is worked on again and nothing is doubled.
TEST_F(Line, AMessageWorkedOnTwiceFilesOnce) {
  // What a restart finds: the message not done, the conversation as it was before; the draft already made.
  intake::Received again;
  again.card = Personal(vault::Fields{{"phone", "+6281200000002"}});
  again.key = "wa/test";
  again.said_at = twin.clock.now();
  again.incoming = {intake::IncomingKind::text, Personal<std::string>("ktp saya hilang"), "", 0, 0};
  ASSERT_TRUE(intake::receive(*twin.office, the_understanding(), again, [](office::Book&) {}));
  again.key = "wa/test2";
  again.incoming = {intake::IncomingKind::choice, Personal<std::string>("self"), "opt:for_whom:self", 0, 0};
  EXPECT_FALSE(intake::receive(*twin.office, the_understanding(), again, [](office::Book&) { throw std::runtime_error("killed"); }));
  const auto after_kill = rows("intake_draft");
  ASSERT_TRUE(intake::receive(*twin.office, the_understanding(), again, [](office::Book&) {}));
  EXPECT_EQ(rows("intake_draft"), after_kill);
  EXPECT_EQ(after_kill, 1);
}

// ---- Found by the simulation (docs/endurance.md).

// The disk is full: what cannot be noted as on its way does not go, and a success that cannot be noted does not go twice.
struct FullLine : Line {
  store::CrashDisk disk{"full_line", 1};
  std::unique_ptr<OfficeTwin> house;
  FullLine() {
    office::OfficeSettings settings;
    settings.database = disk.uri("/opak.db");
    house = std::make_unique<OfficeTwin>(1, settings);
  }
};

TEST_F(FullLine, SendsNothingItCannotNoteAndNothingTwice) {
  PretendGraph outside(PretendGraph::demo_settings(), house->clock);
  whatsapp::Graph to_outside(outside, PretendGraph::demo_settings());
  Dispatcher sender(*house->office, to_outside);
  house->submitted("lost", "lost_card", siti);
  disk.fill_up_after(0);
  EXPECT_EQ(sender.run_once(), 0);
  EXPECT_TRUE(outside.messages(siti).empty());
  disk.mend();

  // Room for the note before it and none for the note after it.
  ScriptedOutgoing filling([&](const OutgoingRequest& request) {
    disk.fill_up_after(0);
    return outside.send(request);
  });
  whatsapp::Graph to_filling(filling, PretendGraph::demo_settings());
  Dispatcher second(*house->office, to_filling);
  EXPECT_EQ(second.run_once(), 1);
  EXPECT_EQ(second.run_once(), 0);
  house->clock.pass(hours(1));
  EXPECT_EQ(second.run_once(), 0) << "longer than it waits for a status";
  disk.mend();
  EXPECT_EQ(second.run_once(), 0);
  EXPECT_EQ(outside.messages(siti).size(), 1U);
  EXPECT_EQ(office::outbox_numbers(house->office->reader()).sent, 1);
}

// The clock was days ahead when the message came in, and is put right.
TEST_F(Line, AMessageThatCameWhileTheClockWasAheadDoesNotWaitForThatDay) {
  const auto webhook = world.say(siti, "ktp saya hilang");
  twin.clock.pass(days(3));
  EXPECT_EQ(knock(webhook), 200);
  twin.clock.pass(-days(3));
  EXPECT_EQ(work(), 1);
}

TEST_F(Line, ADamagedCardIsFiledToo) {
  const auto& person = registry::demo_resident("damaged_card");
  say(siti, "ktp saya rusak, chip tidak kebaca");
  press(siti, "opt:for_whom:self");
  say(siti, person.name + " " + person.nik + " " + person.kk);
  photo(siti, "ktp lama");
  press(siti, "later:family_card");
  press(siti, "opt:delivery:office");
  const auto receipt = press(siti, "send");
  EXPECT_NE(receipt.text.find("menyusul"), std::string::npos) << receipt.text;
  const auto cases = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti));
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].missing, std::vector<std::string>{"family_card"});
  photo(siti);  // It comes later, without a word: it is asked about.
  press(siti, "photo:" + cases[0].application + ":family_card");
  EXPECT_TRUE(intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].missing.empty());
}

TEST_F(Line, AReturnedPaperIsRepairedByAPhoto) {
  file_lost_card(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  OfficeTwin::must(office::return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Bagian bawah terpotong")}, twin.rina()));
  dispatcher.run_once();
  const auto asked = world.messages(siti).back();
  EXPECT_NE(asked.text.find("Foto kurang jelas"), std::string::npos) << asked.text;
  EXPECT_NE(asked.text.find("Surat kehilangan"), std::string::npos) << asked.text;
  EXPECT_EQ(photo(siti).buttons.front().id, "photo:" + id + ":loss_letter") << "what is wanted stands first";
  press(siti, "photo:" + id + ":loss_letter");
  EXPECT_EQ(twin.state(id).stage, application::Stage::submitted);
  EXPECT_NE(world.messages(siti).back().text.find("Perbaikan"), std::string::npos);
}

TEST_F(Line, StatusIsTold) {
  file_lost_card(siti);
  const auto told = say(siti, "status");
  EXPECT_NE(told.text.find("OM-2611-00001-"), std::string::npos) << told.text;
}

TEST_F(Line, StopEndsNoticesAndNothingElse) {
  file_lost_card(siti);
  EXPECT_NE(say(siti, "STOP").text.find("berhenti"), std::string::npos);
  const auto before = count(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  OfficeTwin::must(office::accept_papers(*twin.office, {id}, twin.rina()));
  dispatcher.run_once();
  EXPECT_EQ(count(siti), before);
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).failed, 1) << "kept, and visible";
  EXPECT_EQ(twin.state(id).stage, application::Stage::complete);
  say(siti, "mulai kabar");
  EXPECT_FALSE(intake::find_standing(twin.office->reader(), contact_of(siti))->stopped);
}

TEST_F(Line, APersonTakesOverAndTheBotIsSilentUntilTheyGiveBack) {
  say(siti, "petugas");
  const auto contact = contact_of(siti);
  const auto waiting = intake::list_conversations(twin.office->reader(), intake::ConversationFilter::waiting_for_person);
  ASSERT_EQ(waiting.total, 1);
  EXPECT_EQ(waiting.standings[0].contact, contact);
  const auto before = count(siti);
  say(siti, "halo ada orang");
  EXPECT_EQ(count(siti), before + 1) << "only their own message";
  OfficeTwin::must(intake::answer_by_officer(*twin.office, {contact, Personal<std::string>("Ada, Bu. Apa yang bisa dibantu?")}, twin.rina()));
  dispatcher.run_once();
  EXPECT_EQ(world.messages(siti).back().text, "Ada, Bu. Apa yang bisa dibantu?");
  EXPECT_EQ(OfficeTwin::no(intake::answer_by_officer(*twin.office, {contact, Personal<std::string>("saya juga")}, twin.dewi())), "channel.with_colleague");
  const auto chat = intake::open_conversation(*twin.office, contact, twin.rina()).wait();
  const auto& opened = std::get<intake::ChatOpened>(chat);
  EXPECT_EQ(opened.standing.mind, Mind::with_person);
  EXPECT_EQ(PersonalAccess::look(opened.phone), siti);
  std::string talk;
  for (const auto& line : opened.lines) talk += PersonalAccess::look(line.text) + "|";
  EXPECT_NE(talk.find("halo ada orang|Ada, Bu."), std::string::npos) << talk;
  OfficeTwin::must(intake::give_back_to_bot(*twin.office, contact, twin.rina()));
  EXPECT_NE(say(siti, "halo").text.find("KTP-el"), std::string::npos);
}

// Nobody is left in silence: who asked for a person may go on alone, as long as no officer has begun.
TEST_F(Line, WhoWaitsForAPersonMayHaveAutomaticAnswersAgain) {
  for (const auto* call : {"lanjut", "KTP hilang", "batal"}) {
    say(siti, "petugas");
    const auto contact = contact_of(siti);
    EXPECT_EQ(intake::find_standing(twin.office->reader(), contact)->mind, Mind::waiting_for_person) << call;
    EXPECT_TRUE(say(siti, call).from_us) << call;
    EXPECT_EQ(intake::find_standing(twin.office->reader(), contact)->mind, Mind::bot) << call;
  }
  say(siti, "petugas");
  OfficeTwin::must(intake::take_over(*twin.office, contact_of(siti), twin.rina()));
  EXPECT_FALSE(say(siti, "lanjut").from_us) << "an officer has the talk now";
  EXPECT_EQ(intake::find_standing(twin.office->reader(), contact_of(siti))->mind, Mind::with_person);
}

TEST_F(Line, AReportStaysWithTheSupervisorsWhoeverAnswersMeanwhile) {
  say(siti, "ada petugas minta uang 150 ribu");
  const auto contact = contact_of(siti);
  EXPECT_FALSE(say(siti, "namanya tidak tahu, di loket dua").from_us) << "their story is for the supervisor";
  EXPECT_NE(say(siti, "KTP hilang").text.find("Kartu ini untuk siapa?"), std::string::npos);
  EXPECT_NE(press(siti, "opt:for_whom:self").text.find("Nama lengkap"), std::string::npos) << "and so it goes on";
  say(siti, "petugas");
  const auto standing = intake::find_standing(twin.office->reader(), contact);
  EXPECT_EQ(standing->mind, Mind::waiting_for_person);
  EXPECT_EQ(standing->why, "levy_report") << "the report is not opened to others by a later wish";
  EXPECT_FALSE(say(siti, "halo ada orang").from_us);
}

// The KK is missing and a police letter comes: it is asked about, and filed as what it is.
TEST_F(Line, APhotoForASentApplicationIsFiledAsWhatItsSenderSays) {
  file_lost_card(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  const auto before = twin.state(id).papers;
  const auto asked = photo(siti);
  EXPECT_NE(asked.text.find("OM-2611-00001-"), std::string::npos) << asked.text;
  EXPECT_EQ(twin.state(id).papers, before) << "nothing is filed before they say what it is";
  const auto told = press(siti, "photo:" + id + ":family_card");
  EXPECT_NE(told.text.find("Kartu Keluarga untuk OM-2611-00001-"), std::string::npos) << told.text;
  EXPECT_NE(twin.state(id).papers.at("family_card"), before.at("family_card"));
  EXPECT_EQ(twin.state(id).papers.at("loss_letter"), before.at("loss_letter"));
  EXPECT_EQ(rows("intake_draft"), 0) << "no new application begins by itself";
}

TEST_F(Line, APhotoBeforeItsTurnBecomesThePaperItIs) {
  const auto& person = registry::demo_resident("lost_card");
  say(siti, "ktp saya hilang");
  press(siti, "opt:for_whom:self");
  EXPECT_NE(photo(siti).text.find("berkas yang mana"), std::string::npos);
  EXPECT_EQ(rows("intake_draft_paper"), 0);
  EXPECT_NE(say(siti, person.name + "\n" + person.nik + "\n" + person.kk).text.find("berkas yang mana"), std::string::npos);
  EXPECT_NE(say(siti, "kartu keluarga").text.find("Surat kehilangan"), std::string::npos);
  EXPECT_EQ(rows("intake_draft_paper"), 1);
  EXPECT_NE(photo(siti).text.find("Ke mana kartu diantar"), std::string::npos);
}

TEST_F(Line, ALevyReportIsForSupervisorsOnly) {
  say(siti, "ada petugas minta uang 150 ribu");
  const auto contact = contact_of(siti);
  EXPECT_EQ(std::get<Refusal>(intake::open_conversation(*twin.office, contact, twin.rina()).wait()).key, "channel.not_your_desk");
  EXPECT_TRUE(std::holds_alternative<intake::ChatOpened>(intake::open_conversation(*twin.office, contact, twin.ratna()).wait()));
}

TEST_F(Line, APersonWhoHidesTheirNumberIsServedAndAskedForOne) {
  const auto& person = registry::demo_resident("lost_card");
  say(hidden, "ktp saya hilang");
  press(hidden, "opt:for_whom:self");
  say(hidden, person.name + "\n" + person.nik + "\n" + person.kk);
  photo(hidden);
  photo(hidden);
  press(hidden, "kec:Cipocok Jaya");
  press(hidden, "kel:36.73.05.1003");
  say(hidden, "Jl. Kenanga No. 12 RT 003/005");
  EXPECT_NE(press(hidden, "receiver:self").text.find("Kurir perlu menelepon"), std::string::npos);
  say(hidden, "0812 0000 0009");
  const auto receipt = press(hidden, "send");
  EXPECT_NE(receipt.text.find("OM-2611-00001-"), std::string::npos) << receipt.text;
  EXPECT_EQ(contact_of("+6281200000009"), "") << "a number somebody merely typed makes nobody known by it";
}

TEST_F(Line, APhotoThatCannotBeFetchedIsTriedAgain) {
  const auto& person = registry::demo_resident("lost_card");
  say(siti, "ktp saya hilang");
  press(siti, "opt:for_whom:self");
  say(siti, person.name + "\n" + person.nik + "\n" + person.kk);
  const auto before = count(siti);
  world.fail_next_fetches(2);
  photo(siti);
  EXPECT_EQ(whatsapp::inbox_numbers(twin.office->reader()).waiting, 1);
  EXPECT_EQ(count(siti), before + 1);
  for (int i = 0; i < 3; ++i) {
    twin.clock.pass(minutes(1));
    work();
  }
  dispatcher.run_once();
  EXPECT_EQ(whatsapp::inbox_numbers(twin.office->reader()).waiting, 0);
  EXPECT_NE(world.messages(siti).back().text.find("Kartu Keluarga"), std::string::npos);
}

TEST_F(Line, APhotoThatNeverComesIsAskedForAgain) {
  say(siti, "ktp saya hilang");
  press(siti, "opt:for_whom:self");
  say(siti, "Siti Aminah 3673055404919901 3673051203159901");
  world.fail_next_fetches(100);
  photo(siti);
  for (int i = 0; i < 10; ++i) {
    twin.clock.pass(minutes(5));
    work();
  }
  dispatcher.run_once();
  EXPECT_NE(world.messages(siti).back().text.find("tidak sampai"), std::string::npos);
}

TEST_F(Line, MessagesOfOnePersonStayInOrderWhileOthersGoOn) {
  say(siti, "ktp saya hilang");
  press(siti, "opt:for_whom:self");
  say(siti, "Siti Aminah 3673055404919901 3673051203159901");
  world.fail_next_fetches(1);
  knock(world.send_photo(siti, "a photo"));
  knock(world.press(siti, "later:family_card", "Kirim nanti"));
  knock(world.say("+6281200000005", "halo"));
  EXPECT_EQ(work(), 1) << "only the other person's";
  twin.clock.pass(minutes(1));
  EXPECT_EQ(work(), 2);
  const auto conversation = intake::load_conversation(*twin.office, twin.office->reader(), contact_of(siti));
  EXPECT_NE(conversation.papers.at("loss_letter"), "later");
  EXPECT_EQ(conversation.papers.at("family_card"), "later");
}

TEST_F(Line, StatusesOnlyMoveUp) {
  say(siti, "halo");
  const auto id = world.messages(siti).back().id;
  const auto state = [&] {
    auto row = twin.office->reader().query("SELECT state FROM office_letter ORDER BY id DESC LIMIT 1");
    row.next();
    return row.string_at(0);
  };
  for (const auto* word : {"read", "sent", "delivered"}) knock(world.status(id, word));
  work();
  EXPECT_EQ(state(), "read");
  knock(world.status("wamid.OF.SOMEBODY.ELSE", "read"));
  EXPECT_EQ(work(), 1);
}

// Taken at first, refused a minute later because the window had closed: told again, as a template, and not twice.
TEST_F(Line, AMessageRefusedLateForTheWindowGoesAgainAsATemplate) {
  file_lost_card(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  OfficeTwin::must(office::accept_papers(*twin.office, {id}, twin.rina()));
  ASSERT_EQ(dispatcher.run_once(), 1);
  const auto first = world.messages(siti).back();
  EXPECT_EQ(first.template_name, "");
  for (int times = 0; times < 2; ++times) knock(world.status(first.id, "failed", 131047));
  work();
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 1);
  EXPECT_EQ(dispatcher.run_once(), 1);
  const auto second = world.messages(siti).back();
  EXPECT_EQ(second.template_name, "opak_complete");
  EXPECT_EQ(dispatcher.run_once(), 0);
  // Another failure is another matter: nobody is written to again and again.
  knock(world.status(second.id, "failed", 131026));
  work();
  EXPECT_EQ(dispatcher.run_once(), 0);
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).failed, 1);
}

TEST_F(Line, TheAnnouncementOfTheCourierCanBeAnsweredWithNotAtHome) {
  file_lost_card(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  twin.stock(3);
  twin.verified(id);
  const auto parcel = twin.printed(id, "KA00000001");
  const auto today = day_in_jakarta(twin.clock.now());
  const auto run = OfficeTwin::word(office::set_run(*twin.office, {"S-0006", today, 9, 12, {parcel}}, twin.ratna()), "run");
  dispatcher.run_once();
  const auto announced = world.messages(siti).back();
  ASSERT_EQ(announced.buttons.size(), 1U) << announced.text;
  EXPECT_EQ(announced.buttons[0].title, "Tidak di rumah");
  const auto asked = press(siti, announced.buttons[0].id);
  const auto later = iso_day(OfficeTwin::the_catalogue().city().calendar.next_working_day(today));
  press(siti, "home:on:" + id + ":" + later);
  EXPECT_EQ(twin.state(id).run, "");
  EXPECT_EQ(iso_day(twin.state(id).next_try), later);
  EXPECT_TRUE(twin.boards().find_run(run)->state.parcels.empty());
  say(siti, "ternyata di rumah");
  EXPECT_EQ(twin.state(id).run, run);
  twin.must(office::load_run(*twin.office, {run, 1}, twin.agus()));
  say(siti, "saya tidak di rumah");
  EXPECT_TRUE(twin.state(id).away);
}

TEST_F(Line, OutsideThe24HoursATemplateGoesOut) {
  file_lost_card(siti);
  const auto id = intake::known_cases(*twin.office, twin.office->reader(), contact_of(siti))[0].application;
  twin.clock.pass(hours(25));
  OfficeTwin::must(office::accept_papers(*twin.office, {id}, twin.rina()));
  dispatcher.run_once();
  const auto last = world.messages(siti).back();
  EXPECT_EQ(last.kind, "template");
  EXPECT_EQ(last.template_name, "opak_complete");
  EXPECT_NE(last.text.find("OM-2611-00001-"), std::string::npos);
}

TEST_F(Line, AnOfficersWordsWaitForTheWindowAndThenFollow) {
  say(siti, "petugas");
  twin.clock.pass(hours(25));
  OfficeTwin::must(intake::answer_by_officer(*twin.office, {contact_of(siti), Personal<std::string>("Sudah kami cek.")}, twin.rina()));
  dispatcher.run_once();
  EXPECT_EQ(world.messages(siti).back().template_name, "opak_chat");
  dispatcher.run_once();
  const auto before = count(siti);
  twin.clock.pass(minutes(2));
  dispatcher.run_once();
  EXPECT_EQ(count(siti), before) << "one invitation, not many";
  knock(world.say(siti, "ya"));
  work();
  twin.clock.pass(minutes(10));
  dispatcher.run_once();
  EXPECT_EQ(world.messages(siti).back().text, "Sudah kami cek.");
}

TEST_F(Line, ASendWithoutAnAnswerIsNotRepeatedBlindly) {
  world.lose_next_answers(1);
  say(siti, "halo");
  const auto before = count(siti);
  dispatcher.run_once();
  EXPECT_EQ(count(siti), before) << "it may have gone out";
  for (const auto& webhook : world.statuses_waiting()) knock(webhook);
  work();
  twin.clock.pass(minutes(30));
  dispatcher.run_once();
  EXPECT_EQ(count(siti), before) << "a status told that it had";
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 0);
}

TEST_F(Line, ASendNobodyEverHeardOfGoesAgainAfterTenMinutes) {
  world.lose_next_answers(1);
  say(siti, "halo");
  const auto before = count(siti);
  twin.clock.pass(minutes(11));
  dispatcher.run_once();
  EXPECT_EQ(count(siti), before + 1);
}

// One letter each to so many people of whom nobody has written yet.
void post_to_many(OfficeTwin& twin, int people, const std::string& notice, int first = 10'000'000) {
  for (int n = 0; n < people; ++n) {
    const auto contact = twin.contact("+62813" + std::to_string(first + n));
    Sealed text;
    if (notice == "code") text = office::seal_own(*twin.office, twin.office->reader(), contact, office::code_place, Personal<vault::Fields>(vault::Fields{{"kode", "482913"}}));
    OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      office::post(book, {.contact = contact, .application = "", .notice = notice, .language = "id", .words = {}, .text = text});
      return office::Done{};
    }));
  }
}

TEST_F(Line, WhatIsOnItsWayWithoutAnAnswerStandsInNobodysWay) {
  post_to_many(twin, 250, "code");
  world.lose_next_answers(250);
  while (office::due_letters(twin.office->reader(), twin.clock.now(), 1000).size() > 0) {
    dispatcher.run_once();
    twin.clock.pass(seconds(2));
  }
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 250) << "nobody knows whether they arrived";
  world.lose_next_answers(0);
  const auto before = count(siti);
  say(siti, "halo");
  EXPECT_EQ(count(siti), before + 2) << "their words, and an answer at once";
}

TEST_F(Line, ACodeSomebodyWaitsForGoesBeforeTheDaysNotices) {
  post_to_many(twin, 60, "complete");
  twin.clock.pass(seconds(5));
  post_to_many(twin, 1, "code", 20'000'000);
  const auto due = office::due_letters(twin.office->reader(), twin.clock.now(), 50);
  ASSERT_EQ(due.size(), 50U);
  EXPECT_EQ(due.front().notice, "code") << "it came last and goes first";
  EXPECT_EQ(due[1].notice, "complete");
  EXPECT_LT(due[1].id, due[2].id);
}

TEST_F(Line, TheDaysNoticesKeepAFifthOfThePlacesHoweverManyTalk) {
  post_to_many(twin, 80, "code");
  post_to_many(twin, 20, "complete", 20'000'000);
  const auto due = office::due_letters(twin.office->reader(), twin.clock.now(), 50);
  EXPECT_EQ(std::count_if(due.begin(), due.end(), [](const auto& letter) { return letter.notice == "code"; }), 40);
  EXPECT_EQ(due.size(), 50U);
}

TEST_F(Line, ErrorsAreAnsweredAsTheyMean) {
  world.refuse_next_sends(1, 130429);
  say(siti, "halo");
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 1);
  twin.clock.pass(minutes(2));
  EXPECT_EQ(dispatcher.run_once(), 1);

  world.refuse_next_sends(1, 131026);
  say(siti, "halo lagi");
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).failed, 1);

  world.refuse_next_sends(100, 190);
  say(siti, "status");
  EXPECT_TRUE(dispatcher.is_alarmed());
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 1) << "nothing is lost while the token is wrong";
  world.refuse_next_sends(0, 0);
  twin.clock.pass(minutes(6));
  EXPECT_EQ(dispatcher.run_once(), 1);
}

TEST_F(Line, NothingOfAMessageStaysOpenInTheDatabase) {
  say(siti, "Kenari Canary Burung");
  for (const auto* sql : {"SELECT sealed FROM whatsapp_inbox", "SELECT sealed FROM intake_line", "SELECT state FROM intake_conversation", "SELECT sealed FROM office_letter"})
    for (auto rows = twin.office->reader().query(sql); rows.next();) EXPECT_EQ(rows.blob_at(0).find("Canary"), ByteView::npos) << sql;
  auto row = twin.office->reader().query("SELECT length(sealed) FROM whatsapp_inbox");
  ASSERT_TRUE(row.next());
  EXPECT_EQ(row.number_at(0), 0) << "a copy under the city's key would outlive the person's";
}

namespace {

// A voice note of so many seconds: two pages of Ogg with Opus.
Bytes voice_note(std::uint64_t seconds) {
  const auto little = [](std::uint64_t number, int bytes) {
    Bytes out;
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 255);
    return out;
  };
  const auto page = [&](std::uint64_t position, const Bytes& body) {
    return Bytes("OggS") + Bytes(2, '\0') + little(position, 8) + little(7, 4) + little(0, 8) + little(1, 1) + little(body.size(), 1) + body;
  };
  return page(0, "OpusHead" + little(0x0101, 2) + little(312, 2) + little(48'000, 4) + little(0, 3)) + page(seconds * 48'000 + 312, "kenari suara");
}

}  // namespace

// The file lies with WhatsApp under an id, as that of a photo does.
PhoneMessage Line::voice(const std::string& who, const Bytes& sound, const std::string& more) {
  const auto body = world.send_photo(who, sound).body;
  const auto at = body.find("\"media");
  return hear(who, world.send_other(who, "audio", "{\"id\":" + body.substr(at, body.find('"', at + 1) - at + 1) + R"(,"mime_type":"audio/ogg; codecs=opus","voice":true)" + more + "}"));
}

TEST_F(Line, AVoiceMessageIsKeptForAPersonsEarAndTheirClockRuns) {
  say(siti, "halo");
  const auto told = voice(siti, voice_note(23));
  EXPECT_NE(told.text.find("Petugas mendengarkan"), std::string::npos) << told.text;
  EXPECT_NE(told.text.find("juga boleh menulis"), std::string::npos);
  const auto contact = contact_of(siti);
  const auto standing = intake::find_standing(twin.office->reader(), contact);
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->mind, intake::Mind::waiting_for_person);
  EXPECT_EQ(standing->why, "voice");
  const auto answer = intake::open_conversation(*twin.office, contact, twin.rina()).wait();
  const auto& lines = std::get<intake::ChatOpened>(answer).lines;
  const auto line = std::find_if(lines.begin(), lines.end(), [](const auto& one) { return one.kind == "voice"; });
  ASSERT_NE(line, lines.end());
  EXPECT_EQ(line->seconds, 23);
  ASSERT_FALSE(line->document.empty());
  EXPECT_EQ(twin.files.read(office::document_file(line->document))->find("kenari"), Bytes::npos) << "it lies sealed";
  auto& reader = twin.office->reader();
  const auto heard = intake::open_voice(*twin.office, reader, contact, line->id, twin.rina());
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->type, "audio/ogg");
  EXPECT_EQ(PersonalAccess::look(heard->sound), voice_note(23));
  EXPECT_FALSE(intake::open_voice(*twin.office, reader, contact, line->id, twin.agus())) << "a courier hears nobody's talk";
  EXPECT_FALSE(intake::open_photo(*twin.office, reader, contact, line->id, twin.rina())) << "and nobody sees it as a photo";
  EXPECT_TRUE(intake::photos_of_talk(reader, contact).empty()) << "nor makes it a paper";
  EXPECT_EQ(rows("office_reading"), 0) << "nor reads it";

  // While a person is there, nothing is said; the next one is kept as well.
  OfficeTwin::must(intake::take_over(*twin.office, contact, twin.rina()));
  const auto before = count(siti);
  voice(siti, voice_note(5));
  EXPECT_EQ(count(siti), before + 2) << "the photo of the pretend file and the sound; no answer of ours";
  EXPECT_EQ(intake::last_lines(*twin.office, reader, contact, 1, twin.rina()).front().seconds, 5);

  // With the talk it is forgotten.
  OfficeTwin::must(office::erase(*twin.office, {contact}, twin.as("S-0008", {access::Role::admin})));
  EXPECT_EQ(rows("vault_document"), 0);
}

TEST_F(Line, AVoiceMessageThatIsNoneOrDoesNotComeIsAskedForAgain) {
  say(siti, "halo");
  EXPECT_NE(voice(siti, "MZ this is a program").text.find("tidak sampai utuh"), std::string::npos);
  EXPECT_EQ(rows("vault_document"), 0) << "what is no sound is not kept";
  EXPECT_EQ(intake::last_lines(*twin.office, twin.office->reader(), contact_of(siti), 10, twin.rina()).back().kind == "voice", false);
}

TEST_F(Line, WhatIsForwardedIsMarkedAndWordsInOtherKindsAreNotLost) {
  auto webhook = world.say(siti, "Teruskan ke sepuluh teman");
  const auto at = webhook.body.find("\"type\":\"text\"");
  ASSERT_NE(at, Bytes::npos);
  webhook.body.insert(at, R"("context":{"frequently_forwarded":true},)");
  hear(siti, world.signed_webhook(webhook.body));
  hear(siti, world.send_other(siti, "edit", R"({"original_message_id":"w","message":{"type":"text","text":{"body":"maksud saya rusak"}}})"));
  hear(siti, world.send_other(siti, "video", R"({"id":"media1","caption":"ini rumah saya"})"));
  hear(siti, world.send_other(siti, "contacts", R"([{"name":{"formatted_name":"Pak RT"},"phones":[{"phone":"+62 812 0000 0009"}]}])"));
  std::string all;
  int forwarded = 0;
  for (const auto& line : intake::last_lines(*twin.office, twin.office->reader(), contact_of(siti), 40, twin.rina())) {
    if (line.side != intake::Side::resident) continue;
    all += line.kind + " " + PersonalAccess::look(line.text) + "\n";
    forwarded += line.forwarded ? 1 : 0;
  }
  EXPECT_EQ(forwarded, 1) << all;
  for (const auto* words : {"text Teruskan ke sepuluh teman\n", "edited maksud saya rusak\n", "unsupported ini rumah saya\n", "unsupported Pak RT +62 812 0000 0009\n"}) EXPECT_NE(all.find(words), std::string::npos) << words << all;
}

TEST_F(Line, EveryShapeOfTheFactsIsSurvived) {
  const std::pair<const char*, const char*> shapes[] = {
      {"location", R"({"latitude":-6.1201,"longitude":106.1502})"},
      {"reaction", R"({"message_id":"wamid.X","emoji":"\ud83d\udc4d"})"}, {"unsupported", "{}"}, {"system", R"({"body":"x","type":"user_changed_number"})"},
      {"edit", R"({"original_message_id":"w","message":{"type":"text","text":{"body":"x"}}})"}, {"revoke", R"({"original_message_id":"w"})"},
      {"button", R"({"payload":"confirm_delivery","text":"Saya di rumah"})"}, {"sticker", R"({"id":"3"})"}, {"order", "{}"}, {"something_new", "[1,2,3]"},
      {"interactive", R"({"type":"nfm_reply","nfm_reply":{"response_json":"{}"}})"}};
  for (const auto& [type, json] : shapes) {
    EXPECT_EQ(knock(world.send_other(siti, type, json)), 200) << type;
    EXPECT_EQ(work(), 1) << type;
  }
}

TEST_F(Line, SweepsWhatIsLongDone) {
  say(siti, "halo");
  whatsapp::sweep_inbox(*twin.office);
  EXPECT_EQ(rows("whatsapp_inbox"), 1);
  twin.clock.pass(days(9));
  whatsapp::sweep_inbox(*twin.office);
  EXPECT_EQ(rows("whatsapp_inbox"), 0);
}

TEST_F(Line, AWrongMissingOrForeignSignatureStoresNothing) {
  auto webhook = world.say(siti, "halo");
  const auto good = webhook.signature;
  const std::pair<std::string, int> bad[] = {{"", 401}, {"sha256=", 403}, {"sha256=" + std::string(64, '0'), 403}, {good.substr(7), 403},
                                             {whatsapp::signature_of("another-app", webhook.body), 403}};
  for (const auto& [signature, status] : bad) EXPECT_EQ(whatsapp::receive(*twin.office, graph.settings(), signature, webhook.body).wait(), status) << signature;
  EXPECT_EQ(rows("whatsapp_inbox"), 0);
}

TEST_F(Line, MessagesForAnotherNumberOfTheSameAppAreNotOurs) {
  auto webhook = world.say(siti, "halo");
  const std::string ours = "700800900100200";
  webhook.body.replace(webhook.body.find(ours), ours.size(), "999999999999999");
  EXPECT_EQ(knock(world.signed_webhook(webhook.body)), 200);
  EXPECT_EQ(rows("whatsapp_inbox"), 0);
}

TEST_F(Line, WhatIsNoWebhookIsRefusedCalmly) {
  for (const std::string& body : {std::string("not json"), std::string("[]"), std::string("\"x\""), std::string("{"), std::string()}) EXPECT_EQ(knock(world.signed_webhook(body)), 400) << body;
  for (const std::string& body : {std::string("{}"), std::string(R"({"entry":3})"), std::string(R"({"entry":[{"changes":[{"field":"messages","value":{"messages":[{}, 4]}}]}]})")})
    EXPECT_EQ(knock(world.signed_webhook(body)), 200) << body;
  EXPECT_EQ(knock(world.signed_webhook(std::string(whatsapp::webhook_bytes_max + 1, ' '))), 413);
  EXPECT_EQ(rows("whatsapp_inbox"), 0);
}

TEST_F(Line, TheCorpusOfStrangeJsonIsSurvived) {
  int files = 0;
  for (const auto* name : {"big-number", "bom", "deep-100000", "dup-keys", "lone-surrogate", "webhook-not-object"}) {
    std::ifstream file(std::string(OPAK_SHARED_DIR) + "/corpora/own/json/" + name + ".json", std::ios::binary);
    if (!file) continue;
    const Bytes body{std::istreambuf_iterator<char>(file), {}};
    const auto status = knock(world.signed_webhook(body));
    EXPECT_TRUE(status == 200 || status == 400 || status == 413) << name << " " << status;
    ++files;
  }
  if (files == 0) GTEST_SKIP() << "the corpus is not here";
  EXPECT_EQ(rows("whatsapp_inbox"), 0);
}

TEST(Webhook, HasTheSignatureOfTheFacts) {
  EXPECT_EQ(whatsapp::signature_of("secret", "test"), "sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914");
  EXPECT_EQ(whatsapp::signature_of("opak-demo-secret", R"({"object":"whatsapp_business_account","entry":[]})"), "sha256=ad95b3c92e5229477a1fded92630eacb95a3419d48b7ad3829ec960b8b081e8a");
  // Meta escapes emoji: the bytes count, not what they mean.
  EXPECT_EQ(whatsapp::signature_of("opak-demo-secret", R"({"t":"Caf\u00e9 \ud83d\ude4f"})"), "sha256=5e70ec680e3867cc08d848738bb9578b85d5009af4ae68b0b9c23fcf6677d591");
  EXPECT_EQ(whatsapp::check_signature("", whatsapp::signature_of("", "x"), "x"), Signature::wrong) << "no secret is no secret";
}

TEST(Webhook, ShakesHandsOnlyWithWhoKnowsTheWord) {
  const auto settings = PretendGraph::demo_settings();
  EXPECT_EQ(whatsapp::handshake(settings, "subscribe", "opak-demo-verify", "C123"), "C123");
  EXPECT_EQ(whatsapp::handshake(settings, "subscribe", "wrong", "C123"), std::nullopt);
  EXPECT_EQ(whatsapp::handshake(settings, "unsubscribe", "opak-demo-verify", "C123"), std::nullopt);
  EXPECT_EQ(whatsapp::handshake({}, "subscribe", "", "C123"), std::nullopt);
}

TEST(Messages, AreWrittenAsTheApiWantsThem) {
  const whatsapp::Address phone{"+6281200000001", "ID.5"}, id{"", "ID.5"};
  EXPECT_EQ(whatsapp::text_message(phone, "Halo", "letter/1").write(),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001","biz_opaque_callback_data":"letter/1","type":"text","text":{"preview_url":false,"body":"Halo"}})");
  EXPECT_EQ(whatsapp::text_message(id, "Halo", "")["recipient"].text(), "ID.5");
  EXPECT_EQ(whatsapp::buttons_message(phone, "Apa?", {{"svc:lost", "KTP hilang", ""}}, "").write(),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001","type":"interactive","interactive":{"type":"button","body":{"text":"Apa?"},"action":{"buttons":[{"type":"reply","reply":{"id":"svc:lost","title":"KTP hilang"}}]}}})");
  EXPECT_EQ(whatsapp::list_message(phone, "Pilih", "Pilih", {{"kec:1", "Serang", "12 kelurahan"}}, "").write(),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001","type":"interactive","interactive":{"type":"list","body":{"text":"Pilih"},"action":{"button":"Pilih","sections":[{"rows":[{"id":"kec:1","title":"Serang","description":"12 kelurahan"}]}]}}})");
  EXPECT_EQ(whatsapp::template_message(phone, "opak_printed", "id", {"OM-1"}, "").write(),
            R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001","type":"template","template":{"name":"opak_printed","language":{"code":"id"},"components":[{"type":"body","parameters":[{"type":"text","text":"OM-1"}]}]}})");
}

TEST(Messages, StayWithinEveryLimitWhateverTheyAreAskedToHold) {
  const whatsapp::Address to{"+6281200000001", ""};
  const std::string long_text = [] {
    std::string text;
    for (int i = 0; i < 3000; ++i) text += "é🙏";
    return text;
  }();
  std::vector<whatsapp::Title> many;
  for (int i = 0; i < 40; ++i) many.push_back({"id" + std::to_string(i), long_text, long_text});
  const std::string callback(2000, 'c');
  EXPECT_EQ(fault_of(whatsapp::text_message(to, long_text, callback)), "");
  EXPECT_EQ(fault_of(whatsapp::buttons_message(to, long_text, many, callback)), "");
  EXPECT_EQ(fault_of(whatsapp::list_message(to, long_text, long_text, many, callback)), "");
  EXPECT_EQ(fault_of(whatsapp::template_message(to, "opak_x", "id", {long_text, "", "a\nb"}, callback)), "");
  EXPECT_EQ(whatsapp::buttons_message(to, "x", many, "")["interactive"]["action"]["buttons"].items().size(), 3U);
  EXPECT_EQ(whatsapp::list_message(to, "x", "y", many, "")["interactive"]["action"]["sections"][std::size_t{0}]["rows"].items().size(), 10U);
  EXPECT_NE(fault_of(whatsapp::text_message(to, "", "")), "") << "the check itself can say no";
}

TEST(Messages, EveryNoticeHasASentenceThatIsWhollyFilled) {
  OfficeTwin twin;
  const auto contact = twin.contact(siti);
  const auto someone = office::addressee(*twin.office, twin.office->reader(), contact);
  ASSERT_TRUE(someone);
  office::Letter base;
  base.contact = contact;
  base.application = "A";
  base.words = {{"number", "OM-2611-00001-K"}, {"service", "lost"}, {"promised_on", "2026-11-26"}};
  for (const auto* notice : {"submitted", "submitted_papers_missing", "filed_in_your_name", "returned", "returned_several", "returned_several_reminder", "not_reached", "resubmitted", "complete", "visit_needed", "verified",
                             "waiting_blangko", "blangko_came", "printed", "printed_for_pickup", "delivery_planned", "delivery_unplanned", "window_moved", "on_the_road", "attempt_failed",
                             "day_chosen", "waits_at_office", "ready_for_pickup", "pickup_chosen", "counter_chosen", "goes_to_counter", "failed_goes_to_counter", "waits_at_counter", "counter_reminder", "left_counter", "called_back_from_counter", "delivered", "address_changed", "address_changed_in_your_name",
                             "promise_moved", "returned_reminder", "rejected", "withdrawn", "disputed", "dispute_settled", "code"})
    for (const auto* language : {"id", "en", "su", "jv"})
      for (const auto window : {Window::open, Window::closed}) {
        auto letter = base;
        letter.notice = notice;
        letter.language = language;
        if (letter.notice == "code") letter.text = office::seal_own(*twin.office, twin.office->reader(), contact, office::code_place, Personal<vault::Fields>(vault::Fields{{"kode", "482913"}}));
        const auto message = write_message(*twin.office, twin.office->reader(), letter, *someone, window, "letter/1");
        ASSERT_TRUE(message) << notice;
        EXPECT_EQ(fault_of(*message), "") << notice;
        const auto written = message->write();
        EXPECT_EQ(written.find("{"  "nomor"), std::string::npos) << written;
        EXPECT_EQ((*message)["text"]["body"].text().find('{'), std::string_view::npos) << written;
      }
}

TEST(Messages, OneLetterNamesAllThatIsToBeRepaired) {
  OfficeTwin twin;
  const auto contact = twin.contact(siti);
  const auto someone = office::addressee(*twin.office, twin.office->reader(), contact);
  ASSERT_TRUE(someone);
  office::Letter letter;
  letter.contact = contact;
  letter.application = "A";
  letter.notice = "returned_several";
  letter.language = "id";
  letter.words = {{"number", "OM-2611-00001-K"}, {"service", "lost"}, {"answer_by", "2026-12-07"}, {"return_asks", "paper_wrong:loss_letter,paper_cut:family_card,name_differs:"}};
  const auto words = notice_words(*twin.office, letter);
  const auto list = std::find_if(words.begin(), words.end(), [](const auto& one) { return one.first == "daftar"; });
  ASSERT_NE(list, words.end());
  EXPECT_TRUE(list->second.starts_with("Surat kehilangan: ")) << list->second;
  EXPECT_NE(list->second.find("; Kartu Keluarga: "), std::string::npos) << list->second;
  EXPECT_EQ(std::count(list->second.begin(), list->second.end(), ';'), 2) << list->second;
}

TEST(Graph, ReadsErrorsAsTheTableSays) {
  using whatsapp::Verdict;
  const std::pair<int, Verdict> table[] = {{190, Verdict::alarm}, {0, Verdict::alarm}, {200, Verdict::alarm}, {131042, Verdict::alarm}, {4, Verdict::retry}, {130429, Verdict::retry},
                                           {131056, Verdict::retry_person}, {131047, Verdict::needs_template}, {131062, Verdict::needs_phone}, {131026, Verdict::give_up},
                                           {131050, Verdict::give_up}, {131009, Verdict::mistake}, {132001, Verdict::mistake}, {131016, Verdict::retry}, {999999, Verdict::mistake}};
  for (const auto& [code, verdict] : table) EXPECT_EQ(whatsapp::verdict_of(code), verdict) << code;
  EXPECT_EQ(whatsapp::read_send_answer({502, {}, "<html>"}).verdict, Verdict::unanswered);
  EXPECT_EQ(whatsapp::read_send_answer({200, {}, "{}"}).verdict, Verdict::unanswered);
}

TEST(Graph, TrustsNoMediaBlindly) {
  const auto about = [](const std::string& url, std::int64_t size, const std::string& hash) {
    return [=](const OutgoingRequest& request) -> Result<OutgoingResponse> {
      if (request.url.ends_with("/v26.0/1")) return OutgoingResponse{200, {}, R"({"url":")" + url + R"(","sha256":")" + hash + R"(","file_size":)" + std::to_string(size) + "}"};
      return OutgoingResponse{200, {}, "picture"};
    };
  };
  const auto hash = to_hex(sha256("picture"));
  const auto fetched = [&](const std::string& url, std::int64_t size, const std::string& sha) {
    ScriptedOutgoing net(about(url, size, sha));
    return whatsapp::Graph(net, PretendGraph::demo_settings()).fetch_media("1").has_value();
  };
  EXPECT_TRUE(fetched("https://lookaside.fbsbx.com/x", 7, hash));
  EXPECT_TRUE(fetched("https://lookaside.fbsbx.com/x", 7, to_base64(sha256("picture"))));
  EXPECT_FALSE(fetched("https://evil.example/x", 7, hash)) << "our token is not for everybody";
  EXPECT_FALSE(fetched("http://lookaside.fbsbx.com/x", 7, hash));
  // Addresses in which two readers see two hosts, and places inside our own network.
  for (const auto* url : {"https://evil.example\\u0000.facebook.com/x", "https://evil.example\\\\.facebook.com/x", "https://evil.example%2F.facebook.com/x", "https://lookaside.fbsbx.com@evil.example/x", "https://evil.example:443@x.facebook.com/x",
                          "https://evil.example?.facebook.com", "https://evil.example#.facebook.com", "https://evilfacebook.com/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/.facebook.com", "file:///etc/passwd", "gopher://x.facebook.com/", "//x.facebook.com/x"})
    EXPECT_FALSE(fetched(url, 7, hash)) << url;
  EXPECT_FALSE(fetched("https://lookaside.fbsbx.com/x", 8, hash));
  EXPECT_FALSE(fetched("https://lookaside.fbsbx.com/x", 7, std::string(64, 'a')));
  EXPECT_FALSE(fetched("https://lookaside.fbsbx.com/x", 64 * 1024 * 1024, hash));
  ScriptedOutgoing net(about("", 0, ""));
  EXPECT_FALSE(whatsapp::Graph(net, PretendGraph::demo_settings()).fetch_media("../../x").has_value());
}

// Whoever holds the secret could fill the disk with one line a knock.
TEST_F(Line, SignedRubbishFillsNoDiary) {
  twin.clock.pass(hours(1));
  testing::internal::CaptureStderr();
  const std::string rubbish = "not json";
  for (int n = 0; n < 50; ++n)
    EXPECT_EQ(whatsapp::receive(*twin.office, graph.settings(), whatsapp::signature_of(graph.settings().app_secret, rubbish), rubbish).wait(), 400);
  const auto diary = testing::internal::GetCapturedStderr();
  EXPECT_LE(std::count(diary.begin(), diary.end(), '\n'), 1);
}

}  // namespace
}  // namespace opak::channels
