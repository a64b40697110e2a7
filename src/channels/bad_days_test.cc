// Days on which everything comes at once, or wrong: what residents, strangers and Meta do to the line, and what must hold all the same.
#include <gtest/gtest.h>

#include "channels/dispatcher.h"
#include "channels/pretend_graph.h"
#include "channels/pretend_post.h"
#include "channels/sms.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/templates.h"
#include "channels/whatsapp/webhook.h"
#include "office/office_twin.h"

namespace opak::channels {
namespace {

using office::OfficeTwin;

const std::string siti = "+6281200000001";
const std::string hidden = "ID.55500011122233344";
const Bytes small_jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);

struct BadDay : testing::Test {
  OfficeTwin twin;
  PretendGraph world{PretendGraph::demo_settings(), twin.clock};
  whatsapp::Graph graph{world, PretendGraph::demo_settings()};
  ScriptedOutgoing kannel{[](const OutgoingRequest&) -> Result<OutgoingResponse> { return OutgoingResponse{202, {}, "0: Accepted for delivery"}; }};
  Sms sms{*twin.office, kannel, {{"http://one/", "opak", "secret", "DUKCAPIL"}}, "https://opak.example"};
  Dispatcher dispatcher{*twin.office, &graph, {&sms}};

  void SetUp() override {
    world.obey({.window = true, .pace = true});
    twin.child = ScriptedChild([](const auto&, ByteView) -> Result<ChildRun> {
      return ChildRun{0, R"({"kind":"jpeg","width":10,"height":10,"bytes":[8,8],"pages":1,"looks":{"sharpness":1.0,"brightness":99.0,"contrast":9.0,"hints":[]}})" "\n" + small_jpeg + small_jpeg, false};
    });
  }
  static const intake::Understanding& understanding() {
    static const auto once = intake::Understanding::embedded();
    return once;
  }
  void knock(const Webhook& webhook) { ASSERT_EQ(whatsapp::receive(*twin.office, graph.settings(), webhook.signature, webhook.body).wait(), 200); }
  int work(int limit = 10'000) { return whatsapp::process_inbox(*twin.office, graph, understanding(), limit); }
  // Until nothing waits that can go: what is paced goes seconds later.
  void run() {
    work();
    for (int n = 0; n < 200; ++n) {
      while (dispatcher.run_once() > 0) {
      }
      if (office::outbox_numbers(twin.office->reader()).waiting == 0) return;
      twin.clock.pass(seconds(6));
      work();
    }
  }
  PhoneMessage hear(const std::string& who, const Webhook& webhook) {
    knock(webhook);
    run();
    const auto all = world.messages(who);
    return all.empty() ? PhoneMessage{} : all.back();
  }
  std::int64_t waiting() { return whatsapp::inbox_numbers(twin.office->reader()).waiting; }
  std::size_t answers(const std::string& who) {
    std::size_t count = 0;
    for (const auto& message : world.messages(who)) count += message.from_us;
    return count;
  }
  void begin_form(const std::string& who = siti) {
    const auto& person = registry::demo_resident("lost_card");
    hear(who, world.say(who, "ktp saya hilang", "Siti"));
    hear(who, world.press(who, "opt:for_whom:self", "Saya sendiri"));
    hear(who, world.say(who, person.name + "\n" + person.nik + "\n" + person.kk));
  }
  std::string at(const std::string& notice) {
    auto row = twin.office->reader().query("SELECT state, channel FROM office_letter WHERE notice = $1 ORDER BY id DESC LIMIT 1").text(notice);
    return row.next() ? row.string_at(0) + " " + row.string_at(1) : "";
  }
  std::int64_t rows(const std::string& sql) {
    auto row = twin.office->reader().query(sql);
    row.next();
    return row.number_at(0);
  }
};

TEST_F(BadDay, ThirtyPhotosAtOnceAreEachLookedAtOnceAndTheFormGoesOn) {
  begin_form();
  for (int n = 0; n < 30; ++n) {
    const auto webhook = world.send_photo(siti, "photo " + std::to_string(n));
    knock(webhook);
    if (n % 3 == 0) knock(webhook);
  }
  const auto before = answers(siti);
  run();
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM whatsapp_inbox WHERE done_at IS NULL"), 0);
  EXPECT_LE(answers(siti) - before, 30U) << "one answer each at most";
  hear(siti, world.say(siti, "halo"));
  const auto last = hear(siti, world.press(siti, "kec:Cipocok Jaya", "Cipocok Jaya"));
  EXPECT_TRUE(last.from_us);
  EXPECT_FALSE(last.text.empty());
}

// Found with this test: it was fetched five times over half a minute, although it could not become smaller.
TEST_F(BadDay, ADocumentThatIsTooLargeIsAskedForAgainAtOnce) {
  begin_form();
  const auto before = answers(siti);
  const auto last = hear(siti, world.send_file(siti, "document", Bytes(whatsapp::photo_bytes_max + 1, 'x'), "application/pdf"));
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(rows("SELECT MAX(tries) FROM whatsapp_inbox"), 0);
  EXPECT_EQ(answers(siti), before + 1);
  EXPECT_NE(last.text.find("tidak sampai"), std::string::npos) << last.text;
  EXPECT_TRUE(hear(siti, world.send_photo(siti, "a photo")).from_us) << "and the form goes on";
}

TEST_F(BadDay, WhatIsNoWordAndNoPhotoLosesNoForm) {
  begin_form();
  const auto asked = world.messages(siti).back().text;
  const std::pair<const char*, const char*> strange[] = {
      {"contacts", R"([{"name":{"formatted_name":"Pak RT"},"phones":[{"phone":"+62812"}]}])"}, {"edit", R"({"original_message_id":"wamid.A","message":{"type":"text","text":{"body":"x"}}})"},
      {"revoke", R"({"original_message_id":"wamid.A"})"}, {"reaction", R"({"message_id":"wamid.A","emoji":"\ud83d\udc4d"})"},
      {"unsupported", R"([{"code":131051,"title":"Message type unknown"}])"}, {"poll_of_tomorrow", R"({"a":[1]})"}, {"order", "{}"}};
  for (const auto& [type, object] : strange) {
    const auto before = answers(siti);
    hear(siti, world.send_other(siti, type, object));
    EXPECT_EQ(waiting(), 0) << type;
    EXPECT_LE(answers(siti), before + 2) << type;
  }
  hear(siti, world.send_file(siti, "video", "a video", "video/mp4"));
  EXPECT_EQ(waiting(), 0);
  const auto drafts = rows("SELECT COUNT(*) FROM intake_draft");
  EXPECT_EQ(drafts, 1) << "the form is kept";
  EXPECT_TRUE(hear(siti, world.send_photo(siti, "a photo")).from_us);
  EXPECT_FALSE(asked.empty());
}

TEST_F(BadDay, AFloodFromAThousandNumbersHoldsUpNobody) {
  for (int n = 0; n < 1'000; ++n) knock(world.say("+62899" + std::to_string(1'000'000 + n), "MENANG UNDIAN!!! klik https://jahat.example/" + std::to_string(n)));
  knock(world.say(siti, "berapa biayanya", "Siti"));
  for (int n = 0; n < 1'000; ++n) knock(world.say("+62899" + std::to_string(1'000'000 + n), "MENANG LAGI"));
  const auto start = twin.clock.now();
  int rounds = 0;
  while (answers(siti) == 0 && ++rounds < 200) {
    work(100);
    while (dispatcher.run_once() > 0) {
    }
    twin.clock.pass(seconds(1));
  }
  EXPECT_EQ(answers(siti), 1U);
  EXPECT_LE(twin.clock.now() - start, minutes(1)) << "behind a thousand, at WhatsApp's own pace";
  work();
  EXPECT_EQ(waiting(), 0) << "all of it was kept and worked on";
  EXPECT_EQ(rows("SELECT COUNT(*) FROM office_letter WHERE state = 'failed'"), 0) << "and WhatsApp was never asked faster than it allows";
}

TEST_F(BadDay, OnePersonWithTwoTelephonesHasTwoTalksAndOneApplication) {
  const std::string other = "+6281200000002";
  const auto& person = registry::demo_resident("lost_card");
  const auto file = [&](const std::string& who) {
    begin_form(who);
    hear(who, world.send_photo(who, "letter"));
    hear(who, world.send_photo(who, "KK", "KK"));
    hear(who, world.press(who, "kec:Cipocok Jaya", "Cipocok Jaya"));
    hear(who, world.press(who, "kel:36.73.05.1003", "Panancangan"));
    hear(who, world.say(who, "Jl. Kenanga No. 12 RT 003/005 dekat musala"));
    hear(who, world.press(who, "receiver:self", "Saya sendiri"));
    return hear(who, world.press(who, "send", "Kirim"));
  };
  EXPECT_NE(file(siti).text.find("OM-2611-00001-"), std::string::npos);
  const auto second = file(other);
  EXPECT_EQ(second.text.find("OM-2611-00002-"), std::string::npos) << second.text;
  EXPECT_EQ(rows("SELECT COUNT(*) FROM view_case WHERE stage = 'submitted'"), 1);
  EXPECT_NE(office::find_contact(*twin.office, twin.office->reader(), Personal<std::string>(siti)), office::find_contact(*twin.office, twin.office->reader(), Personal<std::string>(other)));
  for (const auto& message : world.messages(other))
    if (message.from_us) {
      EXPECT_EQ(message.text.find(person.nik), std::string::npos) << "nothing of the first talk is told in the second";
    }
}

TEST_F(BadDay, MetasClockMayBeWrongInEitherDirection) {
  world.skew_clock(days(2));
  EXPECT_TRUE(hear(siti, world.say(siti, "halo")).from_us);
  const auto id = twin.submitted("lost", "lost_card", siti);
  run();
  twin.clock.pass(hours(25));
  twin.must(office::return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Terpotong")}, twin.rina()));
  run();
  EXPECT_EQ(world.messages(siti).back().kind, "template") << "a clock that is ahead opens no window of its own";
  world.skew_clock(-days(3));
  const auto late = hear(siti, world.say(siti, "status"));
  EXPECT_EQ(late.kind, "template") << "three days old: the window is closed, so only an invitation goes, and the words wait";
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 1);
  world.skew_clock(0);
  hear(siti, world.say(siti, "ya"));
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 0) << "what was written late is answered all the same";
}

TEST_F(BadDay, APausedTemplateGoesAnotherWay) {
  const auto id = twin.submitted("lost", "lost_card", siti);
  dispatcher.run_once();
  world.set_templates({{"opak_returned", "id", "PAUSED", 0}});
  twin.must(office::return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Terpotong")}, twin.rina()));
  dispatcher.run_once();
  dispatcher.run_once();
  EXPECT_EQ(at("returned"), "sent sms") << "not tried again and again, not lost";
}

TEST_F(BadDay, WhichTemplatesWereApprovedIsAskedPageByPage) {
  auto& reader = twin.office->reader();
  EXPECT_TRUE(whatsapp::may_send_template(reader, "opak_chat", "id")) << "never asked";
  auto settings = PretendGraph::demo_settings();
  settings.business_account = PretendGraph::business_account;
  std::vector<MetaTemplate> all;
  for (int n = 0; n < 250; ++n) all.push_back({"another_" + std::to_string(n), "id", "APPROVED", 0});
  all.push_back({"opak_chat", "id", "APPROVED", 0});
  all.push_back({"opak_returned", "id", "PAUSED", 0});
  world.set_templates(all);
  const auto names = whatsapp::fetch_templates(world, settings);
  ASSERT_TRUE(names) << names.error().what;
  EXPECT_EQ(names->size(), 252U);
  EXPECT_GT(whatsapp::note_templates(*twin.office, *names), 10);
  EXPECT_TRUE(whatsapp::may_send_template(reader, "opak_chat", "id"));
  EXPECT_FALSE(whatsapp::may_send_template(reader, "opak_chat", "en")) << "missing there";
  EXPECT_FALSE(whatsapp::may_send_template(reader, "opak_returned", "id"));
  settings.token = "kedaluwarsa";
  EXPECT_FALSE(whatsapp::fetch_templates(world, settings)) << "and what was known stays";
  EXPECT_TRUE(whatsapp::may_send_template(reader, "opak_chat", "id"));
}

TEST_F(BadDay, AnAccountThatIsLockedLosesNothing) {
  twin.submitted("lost", "lost_card", siti);
  for (const int code : {131031, 368, 190}) {
    world.refuse_next_sends(1'000, code);
    dispatcher.run_once();
    EXPECT_TRUE(dispatcher.is_alarmed()) << code;
    EXPECT_EQ(answers(siti), 0U);
    twin.clock.pass(minutes(6));
  }
  EXPECT_GT(office::outbox_numbers(twin.office->reader()).waiting, 0);
  world.refuse_next_sends(0, 0);
  dispatcher.run_once();
  EXPECT_EQ(answers(siti), 1U) << "and goes when it is unlocked, once";
}

TEST_F(BadDay, WhoHasNoPhoneIsReachedByAPersonWhereANameIsNotAllowed) {
  hear(hidden, world.say(hidden, "ktp saya hilang", "Warga"));
  ASSERT_GT(answers(hidden), 0U);
  world.refuse_person(hidden, 131062);
  hear(hidden, world.press(hidden, "opt:for_whom:self", "Saya sendiri"));
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 0) << "not asked for ever";
  EXPECT_TRUE(kannel.sent().empty()) << "there is no number to which an SMS could go";
  world.refuse_person(hidden, 0);
  EXPECT_TRUE(hear(hidden, world.say(hidden, "halo")).from_us);
}

// All of it at once, from a seed: late, doubled, overtaking, lost statuses, answers lost, codes, an hour of silence. What a person wrote is answered, nothing waits for ever.
TEST_F(BadDay, ADayOfEverythingEndsWithNothingLeftOver) {
  PretendPost post(11);
  post.trouble({.late_ms_max = minutes(5), .doubled = 20, .lost_statuses = 30});
  std::vector<std::string> people;
  for (int n = 0; n < 20; ++n) people.push_back("+6281300000" + std::to_string(100 + n));
  for (int minute = 0; minute < 120; ++minute) {
    if (minute < 60)
      for (int n = 0; n < 3; ++n) post.take_message(world.say(people[static_cast<std::size_t>(minute * 3 + n) % people.size()], minute % 2 == 0 ? "berapa biayanya" : "jam buka"), twin.clock.now());
    if (minute == 10) world.be_out_until(twin.clock.now() + minutes(20));
    if (minute == 40) world.lose_next_answers(5);
    if (minute == 45) world.refuse_next_sends(5, 130429);
    while (auto letter = post.next(twin.clock.now())) {
      const auto webhook = letter->word.empty() ? letter->webhook : world.status(letter->message_id, letter->word);
      const auto status = minute % 7 == 0 ? 503 : whatsapp::receive(*twin.office, graph.settings(), webhook.signature, webhook.body).wait();
      if (status != 200) post.not_taken(std::move(*letter), twin.clock.now());
    }
    work();
    while (dispatcher.run_once() > 0) {
    }
    for (const auto& id : world.sent_since()) post.take_statuses(id, twin.clock.now());
    twin.clock.pass(minutes(1));
  }
  EXPECT_EQ(post.waiting(), 0U);
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM whatsapp_inbox WHERE done_at IS NULL"), 0);
  EXPECT_EQ(office::outbox_numbers(twin.office->reader()).waiting, 0);
  for (const auto& who : people) {
    std::size_t said = 0;
    for (const auto& message : world.messages(who)) said += !message.from_us;
    EXPECT_EQ(said, 9U);
    EXPECT_GE(answers(who), said) << "each word had its answer";
    EXPECT_LE(answers(who), said + 1) << "and not two";
  }
}

}  // namespace
}  // namespace opak::channels
