// The pretend Meta as a process: asked over HTTP as the real one is, and the example city that lives with it, through a take-over and a sudden end.
#include "base/json.h"
#include "channels/pretend_graph.h"
#include "commands/exit.h"
#include "commands/pretend_phones.h"
#include "net/outgoing.h"
#include "real_city.h"

namespace opak {
namespace {

using channels::PhoneMessage;
using commands::PretendMetaProcess;

const std::string siti = "6281200009001";

struct Process : testing::Test {
  void SetUp() override {
    if (!std::filesystem::exists(std::string(OPAK_BINARY_DIR) + "/opak-pretend-meta")) GTEST_SKIP() << "the program is not built here";
    // This test's program lies in another folder than the one that is tried.
    std::error_code is_there;
    std::filesystem::create_symlink(std::string(OPAK_BINARY_DIR) + "/opak-pretend-meta", beside(), is_there);
  }
  static std::filesystem::path beside() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "opak-pretend-meta"; }
  static Result<OutgoingResponse> post(net::CurlOutgoing& net, const std::string& url, const std::string& body, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return net.send({.method = "POST", .url = url, .headers = std::move(headers), .body = body});
  }
};

TEST_F(Process, AnswersAsMetaDoesAndKeepsTheTelephones) {
  const std::string folder = ::testing::TempDir() + "opak-meta-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  net::CurlOutgoing net;
  PretendMetaProcess meta(net, folder + "/phones.json", [](const std::string& name, const std::string&, const std::vector<std::string>& values) { return name + " " + values.at(0); });
  ASSERT_TRUE(meta.start());
  auto settings = meta.settings();
  const auto control = settings.base_url + "/pretend/";
  {
    channels::whatsapp::Graph graph(net, settings);
    EXPECT_EQ(graph.send(channels::whatsapp::text_message({"+" + siti, ""}, "halo", "letter/1")).verdict, channels::whatsapp::Verdict::sent);
    EXPECT_EQ(graph.send(channels::whatsapp::template_message({"+" + siti, ""}, "opak_verified", "id", {"Siti"}, "letter/2")).verdict, channels::whatsapp::Verdict::sent);
    ASSERT_EQ(post(net, control + "trouble", R"({"refuse_sends":1,"code":131047})")->status, 200);
    EXPECT_EQ(graph.send(channels::whatsapp::text_message({"+" + siti, ""}, "halo", "")).code, 131047);
    ASSERT_EQ(post(net, control + "trouble", R"({"lose_answers":1})")->status, 200);
    EXPECT_EQ(graph.send(channels::whatsapp::text_message({"+" + siti, ""}, "hilang di jalan", "")).verdict, channels::whatsapp::Verdict::unanswered);
    ASSERT_EQ(post(net, control + "rules", R"({"rules":{"window":true,"pace":true}})")->status, 200);
    EXPECT_EQ(graph.send(channels::whatsapp::text_message({"+" + siti, ""}, "halo", "")).code, 131047);
    auto wrong = settings;
    wrong.token = "kedaluwarsa";
    EXPECT_EQ(channels::whatsapp::Graph(net, wrong).send(channels::whatsapp::text_message({"+" + siti, ""}, "halo", "")).verdict, channels::whatsapp::Verdict::alarm);

    // A file goes up and comes down again, whole.
    const std::string boundary = "batas", jpeg("\xFF\xD8\xFF\xDA\x00\x02\xFF\xD9", 8);
    const auto form = "--batas\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n--batas\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/jpeg\r\n"
                      "--batas\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" + jpeg + "\r\n--batas--\r\n";
    const auto up = post(net, settings.base_url + "/" + settings.version + "/" + settings.phone_number_id + "/media", form,
                         {{"Authorization", "Bearer " + settings.token}, {"Content-Type", "multipart/form-data; boundary=batas"}});
    ASSERT_EQ(up->status, 200) << up->body;
    const auto media = graph.fetch_media((*parse_json(up->body))["id"].text());
    ASSERT_TRUE(media) << media.error().hint;
    EXPECT_EQ(media->bytes, jpeg);
  }

  // A page in a browser is not who plays.
  EXPECT_EQ(post(net, control + "trouble", R"({"refuse_sends":9,"code":190})", {{"Origin", "https://jahat.example"}})->status, 403);
  EXPECT_EQ(post(net, control + "trouble", R"({"refuse_sends":9,"code":190})", {{"Host", "jahat.example"}})->status, 403);
  EXPECT_EQ(post(net, control + "trouble", "[1]")->status, 400);
  EXPECT_EQ(post(net, control + "resident", R"({"phone":"0812","does":"dance"})")->status, 400);

  ASSERT_TRUE(meta.look(""));
  ASSERT_EQ(meta.messages("+" + siti).size(), 3U);
  EXPECT_EQ(meta.messages("+" + siti)[1].text, "opak_verified Siti");
  meta.stop();
  EXPECT_FALSE(meta.look("")) << "it is gone";
  ASSERT_TRUE(meta.start());
  EXPECT_EQ(meta.messages("+" + siti).size(), 3U) << "what lay on the telephone lies there still";
  const auto phones = std::filesystem::status(folder + "/phones.json").permissions();
  EXPECT_EQ(phones & (std::filesystem::perms::group_all | std::filesystem::perms::others_all), std::filesystem::perms::none);
  meta.stop();
  std::filesystem::remove_all(folder);
}

// The example city and its phone page, over real HTTP in both directions.
struct Demo : Process {
  RealCity city;
  std::string cookie, page;

  pid_t open(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"demo", "--data", city.data, "--port", std::to_string(city.port)};
    words.insert(words.end(), more.begin(), more.end());
    return city.start(words);
  }
  std::string look(const std::string& path = "/demo/hp?nomor=%2B6281200009001") {
    auto request = RealCity::get(path, false);
    if (!cookie.empty()) request.insert(request.size() - 2, "Cookie: " + cookie + "\r\n");
    const auto got = city.ask(request);
    if (const auto set = got.field("set-cookie"); !set.empty()) cookie = set.substr(0, set.find(';'));
    page = got.status == 200 ? got.body : "";
    return page;
  }
  int say(const std::string& words) {
    look();
    const auto at = page.find("name=\"bukti\" value=\"");
    const auto token = at == std::string::npos ? "" : page.substr(at + 20, page.find('"', at + 20) - at - 20);
    const auto body = "bukti=" + token + "&nomor=%2B6281200009001&teks=" + words;
    return city.ask("POST /demo/hp/tulis HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: " + cookie +
                    "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body).status;
  }
  bool shows(const std::string& words) {
    return net::comes_true([&] { return look().find(words) != std::string::npos; });
  }
  // Processes of the pretend Meta that keep this city's telephones.
  int metas() const {
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream file(entry.path() / "cmdline", std::ios::binary);
      std::ostringstream all;
      all << file.rdbuf();
      found += all.str().find("opak-pretend-meta") != std::string::npos && all.str().find(city.data) != std::string::npos;
    }
    return found;
  }
};

TEST_F(Demo, TalksByRealHttpThroughATakeOverAndASuddenEnd) {
  if (!std::filesystem::exists(city.program)) GTEST_SKIP() << "the program is not built here";
  auto first = open();
  ASSERT_GE(city.wait_until_well(120'000), 0) << city.diary();
  EXPECT_EQ(metas(), 1);
  ASSERT_EQ(say("ktp+saya+hilang"), 303) << city.diary();
  EXPECT_TRUE(shows("Saya sendiri")) << page;

  const auto second = open({"--take-over"});
  EXPECT_EQ(city.end_of(first), 0) << city.diary();
  ASSERT_GE(city.wait_until_well(), 0);
  EXPECT_TRUE(shows("ktp saya hilang")) << "the talk lies on the phone";
  ASSERT_EQ(say("bantuan"), 303) << city.diary();
  EXPECT_TRUE(shows("bantuan"));
  EXPECT_TRUE(net::comes_true([&] { return metas() == 1; }));

  city.stop(second, SIGKILL);
  EXPECT_TRUE(net::comes_true([&] { return metas() == 0; })) << "it ends with its city, however that ends";
  first = open();
  ASSERT_GE(city.wait_until_well(), 0) << city.diary();
  EXPECT_TRUE(shows("bantuan"));
  ASSERT_EQ(say("berapa+biayanya"), 303);
  EXPECT_TRUE(shows("berapa biayanya"));
  EXPECT_EQ(city.stop(first), 0) << city.diary();
  EXPECT_EQ(metas(), 0);
}

// Whoever knows the example city's secrets must not be able to knock at a real one.
TEST_F(Demo, ItsSecretsOpenNoRealCity) {
  if (!std::filesystem::exists(city.program)) GTEST_SKIP() << "the program is not built here";
  const auto known = channels::PretendGraph::demo_settings();
  for (const auto& [file, line] : {std::pair{"app_secret", known.app_secret}, {"token", known.token}, {"verify_token", known.verify_token}}) {
    const auto path = city.folder + "/" + file;
    std::string own;
    std::getline(std::ifstream(path), own);
    std::ofstream(path) << line << "\n";
    EXPECT_EQ(city.end_of(city.serve()), static_cast<int>(commands::Exit::world_failed)) << file;
    std::ofstream(path) << own << "\n";
  }
  EXPECT_NE(city.diary().find("example city"), std::string::npos);
}

}  // namespace
}  // namespace opak
