// Our letters to a mail server of another make (aiosmtpd, in Debian), read there by Python's own e-mail library: STARTTLS, a password, and its ways of saying no.
// Skips with a word where it is not installed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/json.h"
#include "base/twins.h"
#include "net/smtp.h"

namespace opak {
namespace {

const Mail letter{"siti@contoh.example", "Kabar — wilujeng énjing 🙏 " + std::string(80, 'x'), "Kartu Ibu/Bapak parantos siap.\n.\n..\nFrom sini\n" + std::string(500, 'y') + "\nꦲꦤ 🙏\n", "<abc@opak.example>"};

// A server of this mood; with a certificate it wants STARTTLS and a password.
class Server {
 public:
  explicit Server(const std::string& mood, const std::string& certificate = "") {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      const std::string script = std::string(OPAK_SOURCE_DIR) + "/tests/mail_server.py";
      if (certificate.empty()) ::execl("/usr/bin/python3", "python3", "-B", script.c_str(), mood.c_str(), nullptr);
      else ::execl("/usr/bin/python3", "python3", "-B", script.c_str(), mood.c_str(), (certificate + ".crt").c_str(), (certificate + ".key").c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    in_ = in[1];
    out_ = out[0];
    port_ = std::atoi(line().c_str());
    if (port_ == 0) throw std::runtime_error("the mail server did not start");
  }
  ~Server() {
    ::close(in_);
    ::close(out_);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  // The letter it took; null where none.
  Json taken() {
    const auto json = parse_json(line());
    return json ? *json : Json();
  }
  int port() const { return port_; }

 private:
  std::string line() {
    std::string said;
    for (char c = 0; ::read(out_, &c, 1) == 1 && c != '\n';) said += c;
    return said;
  }
  pid_t pid_ = 0;
  int in_ = -1, out_ = -1, port_ = 0;
};

struct SecondServer : testing::Test {
  static void SetUpTestSuite() {
    is_there = std::system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") == 0;
    std::string name = std::filesystem::temp_directory_path() / "opak-smtp-XXXXXX";
    folder = ::mkdtemp(name.data());
    for (const auto* which : {"own", "foreign"}) {
      const auto path = folder + "/" + which;
      is_there = is_there && std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=surat.example -addext subjectAltName=IP:127.0.0.1 -keyout " + path +
                                          ".key -out " + path + ".crt >/dev/null 2>&1").c_str()) == 0;
    }
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder); }
  void SetUp() override {
    if (!is_there) GTEST_SKIP() << "python3-aiosmtpd or openssl is not installed here";
  }
  static Result<MailAnswer> send(const Server& server, const std::string& password = "", const std::string& trusted = "own") {
    SetClock clock{moment_in_jakarta(*day_of(2026, 11, 23), 9)};
    return net::SmtpMailer({"smtp://127.0.0.1:" + std::to_string(server.port()), password.empty() ? "" : "kota", password, "layanan@opak.example", folder + "/" + trusted + ".crt"}, clock).send(letter);
  }
  static bool is_there;
  static std::string folder;
};
bool SecondServer::is_there = false;
std::string SecondServer::folder;

TEST_F(SecondServer, TakesALetterAndReadsWhatWasWritten) {
  Server server("takes", folder + "/own");
  const auto answer = send(server, "rahasia énjing");
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->code, 250);
  const auto taken = server.taken();
  EXPECT_TRUE(taken["tls"].truth());
  EXPECT_EQ(taken["login"].text(), "kota");
  EXPECT_EQ(taken["sender"].text(), "layanan@opak.example");
  EXPECT_EQ(taken["to"].text(), letter.to);
  EXPECT_EQ(taken["subject"].text(), letter.subject);
  EXPECT_EQ(taken["text"].text(), letter.text);
  EXPECT_EQ(taken["from_line"].text(), "layanan@opak.example");
  EXPECT_EQ(taken["to_line"].text(), letter.to);
  EXPECT_EQ(taken["id"].text(), letter.id);
  EXPECT_EQ(taken["date"].text(), "2026-11-23T09:00:00+07:00");
  EXPECT_EQ(taken["automatic"].text(), "auto-generated");
  EXPECT_EQ(taken["type"].text(), "text/plain");
  EXPECT_EQ(taken["charset"].text(), "utf-8");
  EXPECT_EQ(taken["faults"].text(), "");
  EXPECT_LE(taken["longest_line"].number(), 998) << "RFC 5322";
}

TEST_F(SecondServer, GetsNothingWhereItsCertificateIsAnothers) {
  Server server("takes", folder + "/foreign");
  const auto answer = send(server, "rahasia énjing");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().hint, nothing_was_sent);
}

TEST_F(SecondServer, SaysNoToAWrongPasswordAndToNone) {
  Server server("takes", folder + "/own");
  const auto wrong = send(server, "salah");
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->code, 535);
  const auto none = send(server);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->code, 530);
}

TEST_F(SecondServer, SaysNoToAMailbox) {
  Server server("refuses");
  const auto answer = send(server);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 550);
}

TEST_F(SecondServer, GreylistsOnceAndTakesTheLetterTheSecondTime) {
  Server server("greylists");
  const auto first = send(server);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->code, 451);
  const auto second = send(server);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->code, 250);
  EXPECT_EQ(server.taken()["text"].text(), letter.text);
}

TEST_F(SecondServer, HangsUpAfterTheLetterAndNobodyKnowsWhetherItWent) {
  Server server("hangs_up");
  const auto answer = send(server);
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().hint, nothing_was_sent);
}

}  // namespace
}  // namespace opak
