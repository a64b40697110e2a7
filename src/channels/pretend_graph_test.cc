#include "channels/pretend_graph.h"

#include <gtest/gtest.h>

#include "base/twins.h"
#include "channels/pretend_post.h"
#include "channels/whatsapp/webhook.h"

namespace opak::channels {
namespace {

const std::string siti = "+6281200000001";
const std::string hidden = "ID.55500011122233344";

struct Meta : testing::Test {
  SetClock clock{Moment{1'795'258'800'000}};
  PretendGraph world{PretendGraph::demo_settings(), clock};
  whatsapp::Graph graph{world, PretendGraph::demo_settings()};

  int send(const Json& message) { return graph.send(message).code; }
  int send_words(const std::string& to = siti) { return send(whatsapp::text_message({to, ""}, "halo", "")); }
  int send_template(const std::string& name, std::vector<std::string> values = {}) { return send(whatsapp::template_message({siti, ""}, name, "id", values, "")); }
  OutgoingResponse raw(const std::string& method, const std::string& path, const std::string& body = "", const std::string& token = "opak-demo-token") {
    const auto settings = PretendGraph::demo_settings();
    return *world.send({.method = method, .url = settings.base_url + "/" + settings.version + path, .headers = {{"Authorization", "Bearer " + token}}, .body = body});
  }
};

TEST_F(Meta, KeepsTheWindowOf24HoursWhereItIsTold) {
  EXPECT_EQ(send_words(), 0) << "not told";
  world.obey({.window = true});
  EXPECT_EQ(send_words(), 131047) << "they never wrote";
  world.say(siti, "halo");
  EXPECT_EQ(send_words(), 0);
  clock.pass(hours(24) - 1);
  EXPECT_EQ(send_words(), 0);
  clock.pass(1);
  EXPECT_EQ(send_words(), 131047);
  EXPECT_EQ(send_template("opak_verified"), 0) << "a template may";
}

TEST_F(Meta, KeepsItsPaceWhereItIsTold) {
  for (int n = 0; n < 100; ++n) EXPECT_EQ(send_words(), 0) << "not told";
  world.obey({.pace = true});
  for (int n = 0; n < 45; ++n) EXPECT_EQ(send_words("+6281200000002"), 0);
  EXPECT_EQ(send_words("+6281200000002"), 131056) << "to one person";
  for (int n = 0; n < 35; ++n) EXPECT_EQ(send_words("+62812001" + std::to_string(n)), 0);
  EXPECT_EQ(send_words("+6281200200"), 130429) << "of everybody";
  clock.pass(seconds(1));
  EXPECT_EQ(send_words("+6281200200"), 0);
  clock.pass(seconds(5));
  EXPECT_EQ(send_words("+6281200000002"), 0) << "six seconds later one more";
  EXPECT_EQ(send_words("+6281200000002"), 131056);
}

TEST_F(Meta, TakesOnlyTemplatesItApproved) {
  EXPECT_EQ(send_template("opak_anything"), 0) << "nothing was said of any";
  world.set_templates({{"opak_verified", "id", "APPROVED", 2}, {"opak_paused", "id", "PAUSED", 0}, {"opak_new", "id", "PENDING", 0}, {"opak_bad", "id", "DISABLED", 0}});
  EXPECT_EQ(send_template("opak_verified", {"a", "b"}), 0);
  EXPECT_EQ(send_template("opak_verified", {"a"}), 132000) << "one value is missing";
  EXPECT_EQ(send_template("opak_anything"), 132001);
  EXPECT_EQ(send_template("opak_new"), 132001);
  EXPECT_EQ(send_template("opak_paused"), 132015);
  EXPECT_EQ(send_template("opak_bad"), 132016);
  const auto first = parse_json(raw("GET", std::string("/") + PretendGraph::business_account + "/message_templates?limit=3").body);
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)["data"].items().size(), 3U);
  EXPECT_FALSE((*first)["paging"]["next"].text().empty());
  const auto rest = parse_json(raw("GET", std::string("/") + PretendGraph::business_account + "/message_templates?limit=3&after=" + std::string((*first)["paging"]["cursors"]["after"].text())).body);
  ASSERT_EQ((*rest)["data"].items().size(), 1U);
  EXPECT_EQ((*rest)["data"][std::size_t{0}]["name"].text(), "opak_bad");
  EXPECT_TRUE((*rest)["paging"]["next"].is_null());
}

TEST_F(Meta, TakesPicturesDocumentsPlacesAndReadMarks) {
  const auto to = [](const std::string& rest) { return R"({"messaging_product":"whatsapp","to":"6281200000001",)" + rest + "}"; };
  const auto code = [&](const std::string& body) { return (*parse_json(raw("POST", "/700800900100200/messages", body).body))["error"]["code"].number(); };
  const auto id = world.keep_media("%PDF", "application/pdf");
  EXPECT_EQ(code(to(R"("type":"document","document":{"id":")" + id + R"(","filename":"tanda-terima.pdf","caption":"Tanda terima"})")), 0);
  EXPECT_EQ(code(to(R"("type":"document","document":{"id":"media1"})")), 131053) << "never uploaded";
  EXPECT_EQ(code(to(R"("type":"image","image":{"link":"https://opak.example/a.jpg"})")), 0);
  EXPECT_EQ(code(to(R"("type":"image","image":{})")), 131009);
  EXPECT_EQ(code(to(R"("type":"interactive","interactive":{"type":"location_request_message","body":{"text":"Kirim titik rumah."},"action":{"name":"send_location"}})")), 0);
  EXPECT_EQ(code(to(R"("type":"interactive","interactive":{"type":"location_request_message","body":{"text":"Kirim."},"action":{"name":"x"}})")), 131009);
  EXPECT_EQ(world.messages(siti).back().kind, "place_request");
  const auto theirs = world.say(siti, "halo").id;
  EXPECT_EQ(code(R"({"messaging_product":"whatsapp","status":"read","message_id":")" + theirs + R"(","typing_indicator":{"type":"text"}})"), 0);
  EXPECT_EQ(world.messages(siti).back().status, "read, typing");
  EXPECT_EQ(code(R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.NONE"})"), 100);
}

TEST_F(Meta, KnowsItsTokenAndIsOutWhenToldSo) {
  EXPECT_EQ(raw("POST", "/700800900100200/messages", "{}", "another").status, 401);
  EXPECT_EQ(raw("POST", "/1/messages", "{}").status, 400);
  world.be_out_until(clock.now() + minutes(1));
  EXPECT_EQ(graph.send(whatsapp::text_message({siti, ""}, "halo", "")).verdict, whatsapp::Verdict::unanswered);
  clock.pass(minutes(1));
  EXPECT_EQ(send_words(), 0);
  world.refuse_person(siti, 131026);
  EXPECT_EQ(send_words(), 131026);
  EXPECT_EQ(send_words("+6281200000002"), 0);
  world.refuse_person(siti, 0);
  EXPECT_EQ(send_words(), 0);
}

TEST_F(Meta, AMessagingIdLeadsToTheTelephoneOfWhoDoesNotHideIt) {
  const auto body = parse_json(world.say(siti, "halo").body);
  const std::string bsuid((*body)["entry"][std::size_t{0}]["changes"][std::size_t{0}]["value"]["messages"][std::size_t{0}]["from_user_id"].text());
  send(whatsapp::text_message({"", bsuid}, "untuk Ibu", ""));
  EXPECT_EQ(world.messages(siti).back().text, "untuk Ibu");
  const auto secret = parse_json(world.say(hidden, "halo").body);
  const auto& value = (*secret)["entry"][std::size_t{0}]["changes"][std::size_t{0}]["value"];
  EXPECT_TRUE(value["messages"][std::size_t{0}]["from"].is_null());
  EXPECT_TRUE(value["contacts"][std::size_t{0}]["wa_id"].is_null());
  EXPECT_EQ(value["contacts"][std::size_t{0}]["user_id"].text(), hidden);
}

TEST_F(Meta, GoesOnWhereAnotherLifeEnded) {
  world.say(siti, "halo");
  world.send_photo(siti, "a photo");
  send(whatsapp::buttons_message({siti, ""}, "Apa?", {{"svc:lost", "KTP hilang", ""}}, "letter/7"));
  send(whatsapp::template_message({siti, ""}, "opak_verified", "id", {"a", "b"}, "letter/8"));
  for (const auto& id : world.sent_since()) world.status(id, "sent");
  const auto kept = parse_json(world.kept().write());
  ASSERT_TRUE(kept);
  clock.pass(minutes(1));
  PretendGraph next(PretendGraph::demo_settings(), clock);
  next.obey({.window = true});
  next.take_up(*kept);
  const auto before = world.messages(siti), after = next.messages(siti);
  ASSERT_EQ(after.size(), 4U);
  for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(json_of(after[n]), json_of(before[n]));
  EXPECT_EQ(next.kept(), *kept);
  EXPECT_EQ(next.sent_since().size(), 2U) << "not read yet: their statuses still come";
  whatsapp::Graph to_next(next, PretendGraph::demo_settings());
  EXPECT_EQ(to_next.send(whatsapp::text_message({siti, ""}, "halo", "")).verdict, whatsapp::Verdict::sent) << "the window is known";
  EXPECT_NE(next.status(after[3].id, "read").body.find("letter/8"), std::string::npos);
}

TEST(Post, BringsAMessageLateTwiceAndAgainUntilItIsTaken) {
  const Moment start{1'000'000};
  PretendPost post(7);
  post.take_message({.body = "a", .signature = {}}, start);
  auto letter = post.next(start);
  ASSERT_TRUE(letter);
  post.not_taken(*letter, start);
  EXPECT_FALSE(post.next(start + 999));
  letter = post.next(start + seconds(1));
  ASSERT_TRUE(letter);
  post.not_taken(*letter, start + seconds(1));
  EXPECT_EQ(*post.due(), start + seconds(3)) << "twice as long";
  letter = post.next(start + seconds(3));
  post.not_taken(*letter, start + days(8));
  EXPECT_EQ(post.waiting(), 0U) << "after seven days it is given up";

  post.trouble({.late_ms_max = 10'000, .doubled = 50, .lost_statuses = 30});
  for (int n = 0; n < 1'000; ++n) post.take_message({.body = std::to_string(n), .signature = {}}, start);
  const auto messages = post.waiting();
  EXPECT_NEAR(static_cast<double>(messages), 1'500, 60) << "half of them twice, none lost";
  for (int n = 0; n < 1'000; ++n) post.take_statuses("wamid." + std::to_string(n), start);
  EXPECT_NEAR(static_cast<double>(post.waiting() - messages), 3'000 * 0.7 * 1.5, 120);
  std::vector<int> order;
  while (auto one = post.next(start + seconds(20)))
    if (one->word.empty()) order.push_back(std::stoi(one->webhook.body));
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end())) << "they overtake each other";
}

TEST(Post, LivesTheSameDayFromTheSameSeed) {
  const auto day = [](std::uint64_t seed) {
    PretendPost post(seed);
    post.trouble({.late_ms_max = 10'000, .doubled = 20, .lost_statuses = 20});
    for (int n = 0; n < 100; ++n) post.take_statuses(std::to_string(n), Moment{n * 10});
    std::string all;
    while (post.due()) {
      const auto due = *post.due();
      const auto letter = post.next(due);
      all += std::to_string(due.ms) + letter->message_id + letter->word + "\n";
    }
    return all;
  };
  EXPECT_EQ(day(1), day(1));
  EXPECT_NE(day(1), day(2));
}

}  // namespace
}  // namespace opak::channels
