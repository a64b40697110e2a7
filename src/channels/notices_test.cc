// A notice until the resident knows: read, answered, opened, or told by a person; and every bad day on the way there.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/text.h"
#include "channels/dispatcher.h"
#include "channels/email.h"
#include "channels/pretend_graph.h"
#include "channels/sms.h"
#include "channels/whatsapp/inbox.h"
#include "channels/whatsapp/webhook.h"
#include "office/notices.h"
#include "office/office_twin.h"
#include "office/tell_by.h"

namespace opak::channels {
namespace {

using office::OfficeTwin;
using whatsapp::Verdict;

const std::string siti = "+6281200000001";

class ScriptedMailer : public Mailer {
 public:
  Result<MailAnswer> send(const Mail& mail) override {
    sent.push_back(mail);
    if (code == 0) return failure("no answer");
    return MailAnswer{code};
  }
  std::vector<Mail> sent;
  int code = 250;
};

std::string header(const OutgoingRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers)
    if (key == name) return value;
  return {};
}

// An office with WhatsApp, two SMS providers and a mail server.
struct Ladder : testing::Test {
  OfficeTwin twin;
  PretendGraph world{PretendGraph::demo_settings(), twin.clock};
  whatsapp::Graph graph{world, PretendGraph::demo_settings()};
  std::map<std::string, int> sms_answers{{"http://one/", 202}, {"http://two/", 202}};  // 0: no answer.
  ScriptedOutgoing kannel{[this](const OutgoingRequest& request) -> Result<OutgoingResponse> {
    const auto status = sms_answers[request.url];
    if (status == 0) return failure("no answer");
    return OutgoingResponse{status, {}, status == 202 ? "0: Accepted for delivery" : "no"};
  }};
  ScriptedMailer mailer;
  Sms sms{*twin.office, kannel, {{"http://one/", "opak", "secret", "DUKCAPIL"}, {"http://two/", "opak", "secret", "DUKCAPIL"}}, "https://opak.example"};
  Email email{*twin.office, mailer, "opak.example"};
  Dispatcher dispatcher{*twin.office, &graph, {&sms, &email}};

  std::string returned() {
    const auto id = twin.submitted("lost", "lost_card", siti);
    dispatcher.run_once();
    for (const auto& webhook : world.statuses_waiting()) knock(webhook);
    twin.must(office::return_for_fix(*twin.office, {id, "paper_unclear", "loss_letter", Personal<std::string>("Terpotong")}, twin.rina()));
    return id;
  }
  void knock(const Webhook& webhook) {
    static const auto understanding = intake::Understanding::embedded();
    ASSERT_EQ(whatsapp::receive(*twin.office, graph.settings(), webhook.signature, webhook.body).wait(), 200);
    whatsapp::process_inbox(*twin.office, graph, understanding);
  }
  void pass(std::int64_t ms) {
    twin.clock.pass(ms);
    dispatcher.run_once();
  }
  // State, way, how it came to be known and the call, of the newest letter with this notice.
  std::string at(const std::string& notice) {
    auto row = twin.office->reader().query("SELECT state, channel, informed_by, COALESCE(call, 0) FROM office_letter WHERE notice = $1 ORDER BY id DESC LIMIT 1").text(notice);
    if (!row.next()) return "";
    return row.string_at(0) + " " + row.string_at(1) + " " + (row.string_at(2).empty() ? "-" : row.string_at(2)) + (row.number_at(3) > 0 ? " call" : "");
  }
  std::vector<office::Call> calls(std::string_view way = "call") { return office::list_calls(twin.office->reader(), twin.clock.now(), way).calls; }
  std::string report(const OutgoingRequest& request, const std::string& kind, bool forged = false) {
    const auto url = header(request, "X-Kannel-DLR-Url");
    const auto part = [&](const std::string& name) {
      const auto from = url.find(name + "=") + name.size() + 1;
      return url.substr(from, url.find('&', from) - from);
    };
    return std::to_string(sms_report(*twin.office, part("n"), forged ? "AAAAAAAAAAAAAAAAAAAAAA" : part("t"), kind).wait());
  }
};

TEST_F(Ladder, ReadIsDoneAndSentIsNot) {
  returned();
  EXPECT_EQ(at("returned"), "waiting whatsapp -");
  dispatcher.run_once();
  EXPECT_EQ(at("returned"), "sent whatsapp -");
  const auto id = world.messages(siti).back().id;
  knock(world.status(id, "read"));
  EXPECT_EQ(at("returned"), "read whatsapp read");
  for (const auto* late : {"delivered", "sent", "failed"}) knock(world.status(id, late));
  EXPECT_EQ(at("returned"), "read whatsapp read");
  pass(days(5));
  EXPECT_TRUE(kannel.sent().empty()) << "who read it is left alone";
  EXPECT_TRUE(calls().empty());
}

TEST_F(Ladder, UnreadItGoesByEveryWayAndThenAPersonTells) {
  const auto id = returned();
  twin.must(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>("siti@contoh.example"), false, {}}, twin.resident()));
  dispatcher.run_once();
  knock(world.status(world.messages(siti).back().id, "delivered"));
  pass(hours(11));  // 20.00: quiet.
  EXPECT_EQ(at("returned"), "delivered whatsapp -");
  pass(hours(1) + minutes(1));
  EXPECT_EQ(at("returned"), "waiting sms -");
  EXPECT_TRUE(kannel.sent().empty()) << "nothing rings at 21.01";
  pass(hours(10));  // 07.01
  ASSERT_EQ(kannel.sent().size(), 1U);
  const auto sms_sent = kannel.sent().front();
  EXPECT_EQ(header(sms_sent, "X-Kannel-To"), siti);
  EXPECT_EQ(sms_sent.url.find(only_digits(siti)), std::string::npos);
  EXPECT_EQ(sms_sent.body.find("/s/"), std::string::npos) << "no secret link";
  EXPECT_EQ(report(sms_sent, "1", true), "403");
  EXPECT_EQ(at("returned"), "sent sms -");
  EXPECT_EQ(report(sms_sent, "1"), "200");
  EXPECT_EQ(report(sms_sent, "8"), "200");
  EXPECT_EQ(at("returned"), "delivered sms -");
  pass(hours(12) - minutes(2));
  EXPECT_TRUE(mailer.sent.empty());
  pass(hours(1));
  pass(hours(11));
  ASSERT_EQ(mailer.sent.size(), 1U);
  EXPECT_EQ(mailer.sent[0].to, "siti@contoh.example");
  EXPECT_EQ(mailer.sent[0].subject.find("OM-"), std::string::npos);
  EXPECT_EQ(mailer.sent[0].text.find("/s/"), std::string::npos);
  EXPECT_TRUE(calls().empty());
  pass(hours(13));
  ASSERT_EQ(calls().size(), 1U);
  EXPECT_EQ(at("returned"), "sent email - call");
  pass(days(3));
  EXPECT_EQ(kannel.sent().size(), 1U) << "each way once";
  EXPECT_EQ(mailer.sent.size(), 1U);

  const auto call = calls().front().id;
  EXPECT_EQ(twin.no(office::claim_call(*twin.office, {call}, twin.joko())), "office.not_your_role");
  EXPECT_EQ(twin.no(office::end_call(*twin.office, {call, "reached"}, twin.rina())), "office.call_not_claimed");
  EXPECT_FALSE(office::open_call(*twin.office, twin.office->reader(), call, twin.rina()));
  twin.must(office::claim_call(*twin.office, {call}, twin.rina()));
  EXPECT_EQ(twin.no(office::claim_call(*twin.office, {call}, twin.dewi())), "office.call_with_colleague");
  const auto opened = office::open_call(*twin.office, twin.office->reader(), call, twin.rina());
  ASSERT_TRUE(opened);
  EXPECT_EQ(PersonalAccess::look(opened->phone), siti);
  EXPECT_FALSE(office::open_call(*twin.office, twin.office->reader(), call, twin.dewi()));
  EXPECT_TRUE(twin.office->reader().query("SELECT 1 FROM view_opening WHERE application = $1 AND purpose = 'tell'").text(id).next());
  twin.must(office::end_call(*twin.office, {call, "reached"}, twin.rina()));
  EXPECT_EQ(at("returned"), "sent email called call");
  EXPECT_TRUE(calls().empty());
  EXPECT_EQ(twin.no(office::end_call(*twin.office, {call, "reached"}, twin.rina())), "office.call_ended");
}

TEST_F(Ladder, IsCountedForThePublicByTheDayTheyKnew) {
  const auto start = twin.clock.now();
  const auto known = [&] {
    const auto all = office::known_within_a_day(twin.office->reader(), start, twin.clock.now() + -days(1));
    return std::to_string(all.known) + " of " + std::to_string(all.notices);
  };
  returned();  // The receipt was read at once.
  dispatcher.run_once();
  const auto id = world.messages(siti).back().id;
  EXPECT_EQ(known(), "0 of 0") << "they still have their day";
  twin.clock.pass(days(1));
  EXPECT_EQ(known(), "0 of 0");
  twin.clock.pass(1);
  EXPECT_EQ(known(), "1 of 2") << "the one that is a day old and not known counts against us";
  knock(world.status(id, "read"));
  EXPECT_EQ(known(), "1 of 2") << "later than a day is later";
}

TEST_F(Ladder, NobodyAnswersThreeTimesAndASlipIsHandedOver) {
  returned();
  world.refuse_next_sends(1, 131026);
  sms_answers = {{"http://one/", 400}, {"http://two/", 400}};
  dispatcher.run_once();
  dispatcher.run_once();
  dispatcher.run_once();
  ASSERT_EQ(calls().size(), 1U) << "nothing reaches them: no day is lost";
  const auto id = calls().front().id;
  for (int n = 0; n < 3; ++n) {
    ASSERT_EQ(calls().size(), 1U);
    EXPECT_EQ(calls().front().claimed_by, "");
    twin.must(office::claim_call(*twin.office, {id}, twin.dewi()));
    EXPECT_EQ(twin.no(office::end_call(*twin.office, {id, "handed"}, twin.dewi())), "office.reason_unknown");
    twin.must(office::end_call(*twin.office, {id, "not_reached"}, twin.dewi()));
    twin.clock.pass(hours(3));
  }
  EXPECT_TRUE(calls().empty());
  ASSERT_EQ(calls("slip").size(), 1U);
  twin.must(office::claim_call(*twin.office, {id}, twin.ratna()));
  twin.clock.pass(office::call_lease_ms + 1);
  EXPECT_EQ(twin.no(office::end_call(*twin.office, {id, "handed"}, twin.ratna())), "office.call_not_claimed") << "the lease was over";
  twin.must(office::claim_call(*twin.office, {id}, twin.dewi()));
  twin.must(office::end_call(*twin.office, {id, "handed"}, twin.dewi()));
  EXPECT_NE(at("returned").find("handed"), std::string::npos);
}

TEST_F(Ladder, AWrongNumberBecomesASlipAtOnce) {
  returned();
  world.refuse_next_sends(1, 131026);
  sms_answers = {{"http://one/", 400}, {"http://two/", 400}};
  for (int n = 0; n < 3; ++n) dispatcher.run_once();
  const auto id = calls().front().id;
  twin.must(office::claim_call(*twin.office, {id}, twin.dewi()));
  twin.must(office::end_call(*twin.office, {id, "wrong_number"}, twin.dewi()));
  EXPECT_EQ(calls("slip").size(), 1U);
}

TEST_F(Ladder, TheOpenedPageAndTheAnswerAndTheCourierInformToo) {
  const auto id = returned();
  dispatcher.run_once();
  EXPECT_TRUE(office::waits_to_be_known(twin.office->reader(), id, twin.state(id).contact));
  twin.must(office::page_opened(*twin.office, twin.state(id).contact, id));
  EXPECT_EQ(at("returned"), "sent whatsapp opened");
  EXPECT_FALSE(office::waits_to_be_known(twin.office->reader(), id, twin.state(id).contact));

  twin.must(office::accept_papers(*twin.office, {twin.submitted("lost", "damaged_card", "+6281200000002")}, twin.rina()));
  dispatcher.run_once();
  twin.clock.pass(minutes(1));
  EXPECT_EQ(at("complete"), "sent whatsapp -");
  knock(world.say("+6281200000003", "halo"));
  EXPECT_EQ(at("complete"), "sent whatsapp -") << "somebody else wrote";
  knock(world.say("+6281200000002", "terima kasih"));
  EXPECT_EQ(at("complete"), "sent whatsapp answered");
}

TEST_F(Ladder, WhoLearnsItMeanwhileNeedNotBeCalled) {
  const auto id = returned();
  world.refuse_next_sends(1, 131026);
  sms_answers = {{"http://one/", 400}, {"http://two/", 400}};
  for (int n = 0; n < 3; ++n) dispatcher.run_once();
  ASSERT_EQ(calls().size(), 1U);
  twin.must(office::page_opened(*twin.office, twin.state(id).contact, id));
  EXPECT_TRUE(calls().empty());
}

TEST_F(Ladder, StopAndNoSmsAreKept) {
  const auto id = returned();
  twin.must(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>(""), false, {"sms"}}, twin.resident()));
  EXPECT_EQ(twin.no(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>("bukan surel"), false, {}}, twin.resident())), "office.email_odd");
  EXPECT_EQ(twin.no(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>("a@b.example\r\nBcc: x@y.example"), false, {}}, twin.resident())), "office.email_odd");
  dispatcher.run_once();
  pass(days(2));
  pass(minutes(1));
  EXPECT_TRUE(kannel.sent().empty());
  EXPECT_EQ(calls().size(), 1U) << "no SMS wanted: a person calls";

  const auto other = twin.submitted("lost", "damaged_card", "+6281200000002");
  twin.must(office::accept_papers(*twin.office, {other}, twin.rina()));
  dispatcher.run_once();
  knock(world.say("+6281200000002", "STOP"));
  pass(days(6));
  pass(days(1));
  EXPECT_TRUE(kannel.sent().empty());
  EXPECT_EQ(calls().size(), 1U) << "who wants no word is not called";
}

TEST_F(Ladder, ASendWithoutAnAnswerGoesAnotherWayAndIsNotDoubled) {
  returned();
  world.lose_next_answers(1);
  dispatcher.run_once();
  const auto before = world.messages(siti).size();
  pass(minutes(5));
  EXPECT_TRUE(kannel.sent().empty()) << "a status may still tell";
  pass(minutes(6));
  pass(minutes(1));
  EXPECT_EQ(world.messages(siti).size(), before);
  EXPECT_EQ(kannel.sent().size(), 1U);
  // And the word that comes late is still understood.
  for (const auto& webhook : world.statuses_waiting()) knock(webhook);
  EXPECT_NE(at("returned").find("read"), std::string::npos) << at("returned");
}

TEST_F(Ladder, AFailingProviderRestsAndTheOtherCarries) {
  sms_answers["http://one/"] = 503;
  const auto send_one = [&](int n) {
    const auto contact = twin.contact("+62812000010" + std::to_string(10 + n));
    twin.must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      office::post(book, {.contact = contact, .application = "a" + std::to_string(n), .notice = "returned", .language = "id", .words = {{"number", "OM-2611-00001-K"}}});
      return office::Done{};
    }));
    world.refuse_next_sends(1, 131026);
    dispatcher.run_once();
    dispatcher.run_once();
  };
  for (int n = 0; n < 6; ++n) send_one(n);
  int one = 0, two = 0;
  for (const auto& request : kannel.sent()) (request.url == "http://one/" ? one : two)++;
  EXPECT_EQ(one, 3) << "three failures in a row, then it rests";
  EXPECT_EQ(two, 6) << "nobody waited";
  EXPECT_TRUE(sms.resting()[0]);
  twin.clock.pass(minutes(6));
  sms_answers["http://one/"] = 202;
  send_one(7);
  EXPECT_EQ(kannel.sent().back().url, "http://one/");
  EXPECT_FALSE(sms.resting()[0]);
}

TEST_F(Ladder, AMailboxThatRefusesIsLeftAndASilentOneIsNotAskedTwiceWithAnotherName) {
  const auto id = returned();
  twin.must(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>("siti@contoh.example"), false, {"sms"}}, twin.resident()));
  world.refuse_next_sends(1, 131026);
  mailer.code = 550;
  for (int n = 0; n < 3; ++n) dispatcher.run_once();
  EXPECT_EQ(mailer.sent.size(), 1U);
  EXPECT_EQ(calls().size(), 1U);
}

TEST_F(Ladder, ErasingForgetsTheCallAndTheWays) {
  const auto id = returned();
  twin.must(office::tell_by(*twin.office, {twin.state(id).contact, Personal<std::string>("siti@contoh.example"), false, {}}, twin.resident()));
  world.refuse_next_sends(1, 131026);
  sms_answers = {{"http://one/", 400}, {"http://two/", 400}};
  mailer.code = 550;
  for (int n = 0; n < 4; ++n) dispatcher.run_once();
  ASSERT_EQ(calls().size(), 1U);
  twin.must(office::claim_call(*twin.office, {calls().front().id}, twin.rina()));
  const auto call = calls().front().id;
  OfficeTwin::must(office::erase(*twin.office, {twin.state(id).person}, twin.as("S-0009", {access::Role::admin})));
  EXPECT_TRUE(calls().empty());
  EXPECT_FALSE(office::open_call(*twin.office, twin.office->reader(), call, twin.rina()));
  for (const auto* table : {"office_letter", "office_letter_try", "office_call", "office_call_try"}) {
    auto row = twin.office->reader().query(std::string("SELECT COUNT(*) FROM ") + table);
    row.next();
    EXPECT_EQ(row.number_at(0), 0) << table;
  }
}

TEST(ForgettingLetters, WorksOnABackupFromBeforeCallsWereKept) {
  auto database = store::Database::open(":memory:", store::Mode::writer);
  ASSERT_TRUE(database);
  database->script("CREATE TABLE office_letter (id INTEGER PRIMARY KEY, contact TEXT NOT NULL); INSERT INTO office_letter (contact) VALUES ('gone'), ('stays')");
  office::forget_letters(*database, "gone");
  auto rows = database->query("SELECT contact FROM office_letter");
  ASSERT_TRUE(rows.next());
  EXPECT_EQ(rows.string_at(0), "stays");
  EXPECT_FALSE(rows.next());
}

TEST_F(Ladder, MessagesAreCountedForTheBill) {
  returned();
  dispatcher.run_once();
  std::map<std::string, std::int64_t> counts;
  for (const auto& count : office::message_counts(twin.office->reader(), "2026-11")) counts[count.kind] = count.n;
  EXPECT_EQ(counts["template"], 2) << "nobody wrote to us first";
  EXPECT_EQ(counts["service"], 0);
}

TEST(SmsWords, FitOnePartInTheAlphabetOfTelephones) {
  OfficeTwin twin(1, [] {
    office::OfficeSettings settings;
    settings.public_address = "https://layanan.disdukcapil.serangkota.go.id";
    return settings;
  }());
  for (const auto* language : {"id", "en", "su", "jv"})
    for (const auto& [notice, ladder] : OfficeTwin::the_catalogue().city().notices.by_notice) {
      if (notice == "code") continue;
      const auto text = sms_text(*twin.office, twin.office->reader(), {.contact = "c", .application = "a", .notice = notice, .language = language, .words = {{"number", "OM-2611-00091-K"}}});
      ASSERT_TRUE(text);
      EXPECT_TRUE(is_gsm(*text)) << *text;
      EXPECT_EQ(sms_parts(*text), 1) << *text;
      EXPECT_EQ(text->find('{'), std::string::npos) << *text;
    }
}

TEST(SmsParts, AreCountedAsTheNetworkCountsThem) {
  EXPECT_EQ(sms_parts(std::string(160, 'a')), 1);
  EXPECT_EQ(sms_parts(std::string(161, 'a')), 2);
  EXPECT_EQ(sms_parts(std::string(306, 'a')), 2);
  EXPECT_EQ(sms_parts(std::string(307, 'a')), 3);
  EXPECT_EQ(sms_parts(std::string(80, '{')), 1) << "two septets each";
  EXPECT_EQ(sms_parts(std::string(81, '{')), 2);
  EXPECT_EQ(sms_parts(std::string(69, 'a') + "…"), 1) << "not of the alphabet: 70 letters";
  EXPECT_EQ(sms_parts(std::string(70, 'a') + "…"), 2);
  EXPECT_TRUE(is_gsm("é à ü €"));
  EXPECT_FALSE(is_gsm("`"));
}

TEST(ProviderHealth, OpensAfterFailuresAndLetsOneThroughAfterARest) {
  Health health;
  const Moment start{days(20'000)};
  health.failed(start);
  health.failed(start);
  EXPECT_TRUE(health.may_try(start));
  health.failed(start);
  EXPECT_FALSE(health.may_try(start + (minutes(5) - 1)));
  EXPECT_TRUE(health.may_try(start + minutes(5)));
  health.failed(start + minutes(5));
  EXPECT_FALSE(health.may_try(start + minutes(14)));
  EXPECT_TRUE(health.may_try(start + minutes(15))) << "twice as long";
  health.worked();
  health.failed(start);
  EXPECT_TRUE(health.may_try(start)) << "one that works begins anew";
  // Every second one fails, never three in a row.
  Health half;
  for (int n = 0; n < 10; ++n) {
    half.worked();
    EXPECT_TRUE(half.may_try(start)) << n;
    half.failed(start);
  }
  EXPECT_FALSE(half.may_try(start)) << "half of the last twenty";
}

TEST(SendingPace, KeepsBothLimits) {
  Pace pace(80, 6, 3);
  const Moment start{days(20'000)};
  int taken = 0;
  for (int n = 0; n < 200; ++n) taken += pace.take("p" + std::to_string(n), start) ? 1 : 0;
  EXPECT_EQ(taken, 80);
  EXPECT_TRUE(pace.take("q", start + seconds(1)));
  Pace person(80, 6, 3);
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(person.take("siti", start));
  EXPECT_FALSE(person.take("siti", start));
  EXPECT_FALSE(person.take("siti", start + 5'999));
  EXPECT_TRUE(person.take("siti", start + seconds(6)));
  EXPECT_FALSE(person.take("siti", start + seconds(7)));
  EXPECT_TRUE(person.take("other", start));
}

// Every code of the reference, by what it asks of us.
TEST(WhatsAppCodes, AreAnsweredByTheirClass) {
  const std::vector<std::pair<std::vector<int>, Verdict>> table{
      {{0, 190, 3, 10, 200, 250, 299, 131042, 368, 131031, 130497}, Verdict::alarm},
      {{4, 80007, 130429, 131000, 131016, 131057}, Verdict::retry},
      {{131056}, Verdict::retry_person},
      {{131047}, Verdict::needs_template},
      {{131062}, Verdict::needs_phone},
      {{131048, 131049, 131050, 131026, 131021, 131030}, Verdict::give_up},
      {{131008, 131009, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068}, Verdict::mistake}};
  for (const auto& [codes, verdict] : table)
    for (const auto code : codes) EXPECT_EQ(static_cast<int>(whatsapp::verdict_of(code)), static_cast<int>(verdict)) << code;
}

TEST_F(Ladder, ALimitOfTheNumberSlowsEverybodyAndThenEnds) {
  returned();
  twin.submitted("lost", "damaged_card", "+6281200000002");
  world.refuse_next_sends(1, 130429);
  EXPECT_EQ(dispatcher.run_once(), 0) << "the second one was not even tried";
  EXPECT_EQ(dispatcher.run_once(), 0);
  twin.clock.pass(seconds(3));
  EXPECT_EQ(dispatcher.run_once(), 1);
  twin.clock.pass(minutes(2));
  EXPECT_EQ(dispatcher.run_once(), 1);
}

// ---- Two weeks of a bad world: a third of all messages is lost, windows are closed, numbers have changed, WhatsApp is down for a day, statuses
// come late, twice, out of order or never. Every notice ends known or on a person's list, by its deadline, and none lies twice on a telephone.
class BadWorld : public Outgoing {
 public:
  BadWorld(SetClock& clock, unsigned seed) : clock_(clock), random_(seed) {}

  bool hits(int of_hundred) { return std::uniform_int_distribution<int>(0, 99)(random_) < of_hundred; }
  std::int64_t between(std::int64_t low, std::int64_t high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random_); }

  Result<OutgoingResponse> send(const OutgoingRequest& request) override {
    const bool is_sms = request.url.find("graph") == std::string::npos;
    const auto day = (clock_.now() - office::monday_morning) / days(1);
    if (!is_sms && day == 3) return hits(50) ? Result<OutgoingResponse>(failure("no connection", std::string(nothing_was_sent))) : Result<OutgoingResponse>(OutgoingResponse{503, {}, "down"});
    if (is_sms && day == 5) return failure("no answer");
    if (is_sms) return take_sms(request);
    const auto message = *parse_json(request.body);
    const auto to = std::string(message["to"].text());
    const auto callback = std::string(message["biz_opaque_callback_data"].text());
    if (changed_.contains(to)) return refusal(131026);
    if (hits(3)) return refusal(131056);
    if (hits(2)) return refusal(130429);
    if (message["type"].text() != "template" && hits(20)) return refusal(131047);
    if (hits(2)) return failure("no answer");            // And it was not carried.
    const auto id = "wamid.W" + std::to_string(++count_);
    carry("whatsapp/" + callback, id, callback, to);
    if (hits(2)) return failure("no answer");            // It was.
    return OutgoingResponse{200, {}, R"({"messages":[{"id":")" + id + R"("}]})"};
  }

  std::map<std::string, int> carried;                                // What lies on telephones, by way and letter.
  std::multimap<std::int64_t, std::pair<std::string, std::string>> coming;  // When: a webhook's status, or a report's address.
  std::set<std::string> changed_;

 private:
  Result<OutgoingResponse> refusal(int code) { return OutgoingResponse{400, {}, R"({"error":{"code":)" + std::to_string(code) + "}}"}; }
  void later(const std::string& kind, const std::string& what) {
    if (hits(30)) return;  // Lost.
    coming.emplace(clock_.now().ms + between(0, hours(8)), std::pair(kind, what));
    if (hits(10)) coming.emplace(clock_.now().ms + between(0, hours(20)), std::pair(kind, what));
  }
  void carry(const std::string& key, const std::string& id, const std::string& callback, const std::string&) {
    const auto status = [&](const char* word) { later("status", R"({"id":")" + id + R"(","status":")" + word + R"(","biz_opaque_callback_data":")" + callback + R"("})"); };
    status("sent");
    if (hits(30)) return;  // Taken by WhatsApp and never seen again.
    ++carried[key];
    status("delivered");
    if (hits(80)) status("read");
  }
  Result<OutgoingResponse> take_sms(const OutgoingRequest& request) {
    const auto to = only_digits(header(request, "X-Kannel-To"));
    if (hits(30)) return OutgoingResponse{503, {}, "Temporal failure, try again later."};
    const auto url = header(request, "X-Kannel-DLR-Url");
    const auto from = url.find("n=") + 2;
    const auto id = url.substr(from, url.find('&') - from);
    if (changed_.contains(to)) {
      later("report", url.substr(0, url.size() - 2) + "2");
    } else if (!hits(30)) {
      ++carried["sms/" + id.substr(0, id.find('.'))];
      later("report", url.substr(0, url.size() - 2) + "1");
    }
    if (hits(3)) return failure("no answer");
    return OutgoingResponse{202, {}, "0: Accepted for delivery"};
  }

  SetClock& clock_;
  std::mt19937 random_;
  std::int64_t count_ = 0;
};

struct Weeks {
  std::int64_t notices = 0, known = 0, with_person = 0, carried = 0, doubled = 0;
};

// Two weeks of notices to so many people, in the bad world of this seed.
void live_bad_weeks(std::uint32_t seed, int people, Weeks& weeks) {
  constexpr int notices_each = 10;
  OfficeTwin twin;
  BadWorld world(twin.clock, seed);
  const auto settings = PretendGraph::demo_settings();
  whatsapp::Graph graph(world, settings);
  Sms sms(*twin.office, world, {{"http://one/", "u", "p", ""}, {"http://two/", "u", "p", ""}}, "https://opak.example");
  Dispatcher dispatcher(*twin.office, &graph, {&sms});
  const auto understanding = intake::Understanding::embedded();
  static constexpr const char* kinds[] = {"returned", "delivery_planned", "complete", "verified", "ready_for_pickup", "promise_moved", "filed_in_your_name"};

  std::vector<std::string> contacts;
  for (int n = 0; n < people; ++n) {
    const auto phone = "+62813" + std::to_string(10'000'000 + n);
    contacts.push_back(twin.contact(phone));
    if (n % 10 == 0) world.changed_.insert(only_digits(phone));
  }
  std::map<int, std::vector<std::pair<int, int>>> to_post;  // Hour -> (person, nth).
  for (int n = 0; n < people; ++n)
    for (int k = 0; k < notices_each; ++k) to_post[static_cast<int>(world.between(0, 6 * 24))].emplace_back(n, k);

  for (int quarter = 0; quarter < 14 * 24 * 4; ++quarter) {
    twin.clock.pass(minutes(15));
    if (quarter % 4 == 0)
      for (const auto& [person, k] : to_post[quarter / 4])
        OfficeTwin::must(twin.office->record({.actor = "system"}, [&, person = person, k = k](office::Book& book) -> office::Answer {
          office::post(book, {.contact = contacts[static_cast<std::size_t>(person)], .application = "a" + std::to_string(person * 100 + k), .notice = kinds[static_cast<std::size_t>(k) % std::size(kinds)], .language = "id",
                              .words = {{"number", "OM-2611-00001-K"}, {"service", "lost"}}});
          return office::Done{};
        }));
    for (int n = 0; n < 20 && dispatcher.run_once() > 0; ++n) {
    }
    while (!world.coming.empty() && world.coming.begin()->first <= twin.clock.now().ms) {
      const auto [kind, what] = world.coming.begin()->second;
      world.coming.erase(world.coming.begin());
      if (kind == "status") {
        const auto body = R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":")" + settings.phone_number_id + R"("},"statuses":[)" + what + "]}}]}]}";
        ASSERT_EQ(whatsapp::receive(*twin.office, settings, whatsapp::signature_of(settings.app_secret, body), body).wait(), 200);
      } else {
        const auto part = [&, url = what](const std::string& name) {
          const auto from = url.find(name + "=") + name.size() + 1;
          return url.substr(from, url.find('&', from) - from);
        };
        ASSERT_EQ(sms_report(*twin.office, part("n"), part("t"), part("d")).wait(), 200) << what;
      }
    }
    whatsapp::process_inbox(*twin.office, graph, understanding, 10'000);
  }

  std::int64_t known = 0, with_person = 0, lost = 0, late = 0, all = 0;
  for (auto rows = twin.office->reader().query("SELECT l.id, l.informed_at IS NOT NULL, l.call IS NOT NULL, COALESCE(c.made_at, 0) - l.made_at, l.notice, l.state, l.channel FROM office_letter l LEFT JOIN office_call c ON c.id = l.call"); rows.next();) {
    ++all;
    known += rows.number_at(1);
    with_person += rows.number_at(1) == 0 && rows.number_at(2) == 1;
    if (rows.number_at(1) == 0 && rows.number_at(2) == 0) {
      ++lost;
      ADD_FAILURE() << "letter " << rows.number_at(0) << " " << rows.text_at(4) << " is known to nobody: " << rows.text_at(5) << " " << rows.text_at(6);
    }
    const auto& ladder = *OfficeTwin::the_catalogue().city().notices.find(rows.text_at(4));
    std::int64_t longest = 0;
    for (const auto& rung : ladder.rungs) longest += rung.wait_ms + hours(12);
    late += rows.number_at(2) == 1 && rows.number_at(3) > longest;
  }
  int doubled = 0;
  for (const auto& [key, times] : world.carried) doubled += times > 1 ? times - 1 : 0;
  weeks.notices += all;
  weeks.known += known;
  weeks.with_person += with_person;
  weeks.carried += static_cast<std::int64_t>(world.carried.size());
  weeks.doubled += doubled;
  EXPECT_EQ(all, people * notices_each);
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(late, 0);
  EXPECT_GT(known, all / 5);
  EXPECT_GT(with_person, 0);
}

// OPAK_BAD_WEEKS=1..100 lives these seeds, with OPAK_BAD_PEOPLE people each.
TEST(BadWeeks, EveryNoticeEndsKnownOrWithAPerson) {
  const auto* depth = std::getenv("OPAK_TEST_DEPTH");
  const std::string_view how = depth == nullptr ? "quick" : depth;
  int first = 7, last = how == "soak" ? 106 : 7, people = how == "quick" ? 60 : how == "full" ? 1'000 : 200;
  if (const auto* seeds = std::getenv("OPAK_BAD_WEEKS")) {
    ASSERT_EQ(std::sscanf(seeds, "%d..%d", &first, &last), 2);
  }
  if (const auto* many = std::getenv("OPAK_BAD_PEOPLE")) people = std::atoi(many);
  Weeks weeks;
  for (int seed = first; seed <= last; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    live_bad_weeks(static_cast<std::uint32_t>(seed), people, weeks);
  }
  std::printf("seeds %d to %d: notices %lld, known %lld, with a person %lld, doubled %lld of %lld\n", first, last, static_cast<long long>(weeks.notices), static_cast<long long>(weeks.known),
              static_cast<long long>(weeks.with_person), static_cast<long long>(weeks.doubled), static_cast<long long>(weeks.carried));
  EXPECT_LE(weeks.doubled, weeks.carried / 10'000);
}

}  // namespace
}  // namespace opak::channels
