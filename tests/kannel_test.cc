// SMS through a real Kannel: bearerbox and smsbox of Debian on this machine, and behind them a pretend network that speaks Kannel's own "fake" SMSC.
// Skips with a word where Kannel is not installed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

#include "base/text.h"
#include "catalogue/source.h"
#include "channels/dispatcher.h"
#include "channels/sms.h"
#include "net/form.h"
#include "net/outgoing.h"
#include "net/server.h"
#include "net/test_client.h"
#include "office/book.h"
#include "office/notices.h"
#include "office/office_twin.h"
#include "real_city.h"

namespace opak {
namespace {

using channels::Carried;
using office::OfficeTwin;

const std::string siti = "+6281200000001";

// What a telephone shows of one SMS.
struct Shown {
  std::string from, to, words;
  int parts = 1;
};

std::string utf8_of(const std::string& utf16_be) {
  std::string out;
  for (std::size_t i = 0; i + 1 < utf16_be.size(); i += 2) {
    const auto unit = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(utf16_be[at]) << 8 | static_cast<unsigned char>(utf16_be[at + 1])); };
    auto letter = unit(i);
    if (letter >= 0xd800 && letter < 0xdc00 && i + 3 < utf16_be.size()) letter = 0x10000 + ((letter - 0xd800) << 10) + (unit(i += 2) - 0xdc00);
    if (letter < 0x80) out += static_cast<char>(letter);
    else if (letter < 0x800) out += {static_cast<char>(0xc0 | letter >> 6), static_cast<char>(0x80 | (letter & 63))};
    else if (letter < 0x10000) out += {static_cast<char>(0xe0 | letter >> 12), static_cast<char>(0x80 | (letter >> 6 & 63)), static_cast<char>(0x80 | (letter & 63))};
    else out += {static_cast<char>(0xf0 | letter >> 18), static_cast<char>(0x80 | (letter >> 12 & 63)), static_cast<char>(0x80 | (letter >> 6 & 63)), static_cast<char>(0x80 | (letter & 63))};
  }
  return out;
}

// "FROM TO text words", "FROM TO ucs-2 %..", "FROM TO udh %05%00%03.. data words"
std::optional<Shown> shown(const std::string& line, bool is_wide) {
  const auto words = split(line, ' ');
  if (words.size() < 4) return std::nullopt;
  Shown sms{words[0], words[1], {}};
  std::size_t at = words[0].size() + words[1].size() + words[2].size() + 3;
  if (words[2] == "udh") at += words[3].size() + words[4].size() + 2;
  sms.words = line.substr(at);
  if (words[2] == "text") return sms;
  const auto plain = net::percent_decoded(sms.words, true);
  if (!plain) return std::nullopt;
  sms.words = words[2] == "ucs-2" || is_wide ? utf8_of(*plain) : *plain;
  return sms;
}

struct Kannel : testing::Test {
  // The sentence of a returned paper, as this test needs it.
  static catalogue::Catalogue with_words(const std::string& words) {
    auto sources = catalogue::embedded_sources();
    for (auto& source : sources)
      if (source.name == "translations/id/notice.json") {
        const auto at = source.bytes.find("\"sms.returned\": \"") + 17;
        source.bytes.replace(at, source.bytes.find("\",", at) - at, words);
      }
    auto catalogue = catalogue::Catalogue::load(sources, "36.73");
    if (!catalogue) throw std::runtime_error(catalogue::to_line(catalogue.error().front()));
    return std::move(*catalogue);
  }

  void SetUp() override {
    for (const auto* box : {"/usr/sbin/bearerbox", "/usr/sbin/smsbox"})
      if (!std::filesystem::exists(box)) GTEST_SKIP() << "Kannel is not installed here";
    std::string name = std::filesystem::temp_directory_path() / "opak-kannel-XXXXXX";
    folder = ::mkdtemp(name.data());
    const int admin = RealCity::free_port(), boxes = RealCity::free_port();
    network_port = RealCity::free_port(), send_port = RealCity::free_port();
    std::ofstream(folder + "/kannel.conf") << "group = core\nadmin-port = " << admin << "\nadmin-interface = \"127.0.0.1\"\nadmin-password = x\nsmsbox-port = " << boxes
                                           << "\nsmsbox-interface = \"127.0.0.1\"\nbox-allow-ip = \"127.0.0.1\"\ndlr-storage = internal\n\n"
                                           << "group = smsc\nsmsc = fake\nsmsc-id = fake\nhost = 127.0.0.1\nport = " << network_port << "\nconnect-allow-ip = \"127.0.0.1\"\n\n"
                                           << "group = smsbox\nsmsbox-id = kota\nbearerbox-host = 127.0.0.1\nsendsms-port = " << send_port << "\nsendsms-interface = \"127.0.0.1\"\n\n"
                                           << "group = sendsms-user\nusername = kota\npassword = rahasia\nmax-messages = 10\nconcatenation = true\n\n"
                                           << "group = sms-service\nkeyword = default\nmax-messages = 0\ntext = \"\"\n";
    start("/usr/sbin/bearerbox");
    ASSERT_TRUE(net::comes_true([&] { return connects(boxes); })) << diary();
    start("/usr/sbin/smsbox");
    ASSERT_TRUE(net::comes_true([&] { return connects(send_port); })) << diary();
    network.emplace(static_cast<std::uint16_t>(network_port));
    reports = std::make_unique<net::Server>(net::ServerSettings{}, [this](const net::Request& request, int) -> net::Reply {
      std::lock_guard lock(mutex);
      came.emplace_back(request.query_field("n"), request.query_field("t") + " " + request.query_field("d"));
      return net::Response{.status = request.path == "/kait/sms" ? 200 : 404};
    });
    report_port = reports->start().value();
  }
  void TearDown() override {
    if (reports) reports->stop(0);
    for (const auto pid : started) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  void start(const std::string& box) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int file = ::open((folder + "/diary").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(file, 1);
      ::dup2(file, 2);
      if (::chdir(folder.c_str()) != 0) ::_exit(126);
      ::execl(box.c_str(), box.c_str(), "-v", "1", (folder + "/kannel.conf").c_str(), nullptr);
      ::_exit(127);
    }
    started.push_back(child);
  }
  static bool connects(int port) {
    try {
      net::TestClient client(static_cast<std::uint16_t>(port));
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }
  std::string diary() const {
    std::ifstream file(folder + "/diary");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  channels::SmsProvider provider(const std::string& password = "rahasia") const { return {"http://127.0.0.1:" + std::to_string(send_port) + "/cgi-bin/sendsms", "kota", password, "DUKCAPIL"}; }
  std::string report_address() const { return "http://127.0.0.1:" + std::to_string(report_port); }

  // The whole SMS, whatever its parts; none in two seconds: nothing came.
  std::optional<Shown> next(bool is_wide = false) {
    std::optional<Shown> whole;
    while (true) {
      std::string line;
      if (!read_line(line, whole ? 300 : 2'000)) return whole;
      const auto part = shown(line, is_wide);
      if (!part) continue;
      if (!whole) whole = part;
      else whole->words += part->words, ++whole->parts;
      if (line.find(" udh ") == line.npos) return whole;
    }
  }
  bool read_line(std::string& line, int wait_ms) {
    while (held.find('\n') == held.npos) {
      bool ended = false;
      const auto more = network->read_to_end(ended, wait_ms > 300 ? 300 : wait_ms);
      held += more;
      if (held.find('\n') != held.npos) break;
      if ((wait_ms -= 300) <= 0 || ended) return false;
    }
    line = held.substr(0, held.find('\n'));
    held.erase(0, line.size() + 1);
    return true;
  }

  // A letter that goes by SMS, and what became of it.
  static void post(OfficeTwin& twin) {
    const auto contact = twin.contact(siti);
    OfficeTwin::must(twin.office->record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
      office::post(book, {.contact = contact, .application = "a1", .notice = "returned", .language = "id", .words = {{"number", "OM-2611-00001-K"}}});
      return office::Done{};
    }));
  }
  static std::string at(OfficeTwin& twin) {
    auto row = twin.office->reader().query("SELECT state, channel FROM office_letter ORDER BY id DESC LIMIT 1");
    return row.next() ? row.string_at(0) + " " + row.string_at(1) : "";
  }
  // Unread by WhatsApp for half a day, which is the night's beginning; in the morning the SMS goes.
  static void send(OfficeTwin& twin, channels::Dispatcher& dispatcher) {
    twin.clock.pass(hours(12) + minutes(1));
    dispatcher.run_once();
    twin.clock.pass(hours(10));
    dispatcher.run_once();
  }
  // Delivery reports that came since, brought to the office as our door would.
  bool take_reports(OfficeTwin& twin, const std::string& until) {
    return net::comes_true([&] {
      std::vector<std::pair<std::string, std::string>> now;
      {
        std::lock_guard lock(mutex);
        now.swap(came);
      }
      for (const auto& [id, rest] : now) {
        const auto space = rest.find(' ');
        EXPECT_EQ(channels::sms_report(*twin.office, id, rest.substr(0, space), rest.substr(space + 1)).wait(), 200) << id;
      }
      return at(twin) == until;
    });
  }

  std::string folder, held;
  int network_port = 0, send_port = 0;
  std::uint16_t report_port = 0;
  std::vector<pid_t> started;
  std::optional<net::TestClient> network;
  std::unique_ptr<net::Server> reports;
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> came;
  net::CurlOutgoing net;
};

TEST_F(Kannel, CarriesWordsAsTheyAreAndBringsTheReportBack) {
  OfficeTwin twin;
  channels::Sms sms(*twin.office, net, {provider()}, report_address());
  channels::Dispatcher dispatcher(*twin.office, nullptr, {&sms});
  post(twin);
  send(twin, dispatcher);
  ASSERT_EQ(at(twin), "sent sms") << diary();
  const auto phone = next();
  ASSERT_TRUE(phone) << diary();
  EXPECT_EQ(phone->from, "DUKCAPIL");
  EXPECT_EQ(phone->to, siti);
  EXPECT_EQ(phone->words, "Disdukcapil: permohonan OM-2611-00001-K perlu diperbaiki. Lihat di http://localhost:8080/lacak dengan nomor itu. Gratis.");
  EXPECT_TRUE(take_reports(twin, "delivered sms")) << at(twin) << diary();
}

// Found with this test: a body whose type names no charset is read as Latin-1, and each letter beyond ASCII came as two others.
TEST_F(Kannel, CarriesLettersBeyondTheAlphabetOfTelephones) {
  const std::string words = "Punten, KTP-el parantos siap énjing — matur nuwun ꦲꦤ 🙏 {nomor}";
  const auto catalogue = with_words(words);
  OfficeTwin twin(1, {}, catalogue);
  channels::Sms sms(*twin.office, net, {provider()}, report_address());
  channels::Dispatcher dispatcher(*twin.office, nullptr, {&sms});
  post(twin);
  send(twin, dispatcher);
  const auto phone = next(true);
  ASSERT_TRUE(phone) << diary();
  EXPECT_EQ(phone->words, words.substr(0, words.find('{')) + "OM-2611-00001-K");
  EXPECT_EQ(phone->parts, channels::sms_parts(phone->words)) << "the bill is right";
  EXPECT_TRUE(take_reports(twin, "delivered sms")) << at(twin);
}

TEST_F(Kannel, CarriesALongOneInPartsAndTheAlphabetsOwnAccents) {
  std::string words = "Ibu/Bapak yth.: à é ù £ @ [a] {nomor} ";
  for (int n = 0; n < 30; ++n) words += "kartu siap diambil ";
  words += "akhir";
  const auto catalogue = with_words(words);
  OfficeTwin twin(1, {}, catalogue);
  channels::Sms sms(*twin.office, net, {provider()}, report_address());
  channels::Dispatcher dispatcher(*twin.office, nullptr, {&sms});
  post(twin);
  send(twin, dispatcher);
  const auto phone = next();
  ASSERT_TRUE(phone) << diary();
  EXPECT_TRUE(phone->words.ends_with("akhir")) << phone->words;
  EXPECT_EQ(phone->parts, channels::sms_parts(phone->words));
  EXPECT_GT(phone->parts, 3);
  EXPECT_TRUE(take_reports(twin, "delivered sms")) << at(twin);
}

TEST_F(Kannel, AWrongPasswordIsNoMessageAndTheNextProviderCarries) {
  OfficeTwin twin;
  channels::Sms wrong(*twin.office, net, {provider("salah")}, report_address());
  channels::Dispatcher dispatcher(*twin.office, nullptr, {&wrong});
  post(twin);
  send(twin, dispatcher);
  EXPECT_EQ(at(twin), "waiting sms") << "it is tried again";
  EXPECT_FALSE(next());
  channels::Sms both(*twin.office, net, {provider("salah"), provider()}, report_address());
  channels::Dispatcher again(*twin.office, nullptr, {&both});
  twin.clock.pass(hours(1));
  again.run_once();
  EXPECT_EQ(at(twin), "sent sms");
  EXPECT_TRUE(next()) << diary();
}

TEST_F(Kannel, ThatIsGoneSaysThatNothingWent) {
  OfficeTwin twin;
  channels::Sms sms(*twin.office, net, {provider()}, report_address());
  channels::Dispatcher dispatcher(*twin.office, nullptr, {&sms});
  ::kill(started[1], SIGKILL);
  ASSERT_TRUE(net::comes_true([&] { return !connects(send_port); }));
  post(twin);
  send(twin, dispatcher);
  EXPECT_NE(at(twin), "sent sms");
  EXPECT_FALSE(next());
}

}  // namespace
}  // namespace opak
