#include "net/smtp.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/twins.h"

namespace opak::net {
namespace {

// A mail server of a few lines: takes one letter a connection, or says no where it is told to.
class MailServer {
 public:
  enum class Mood { takes, refuses_recipient, is_busy, hangs_up_after_the_letter };
  explicit MailServer(Mood mood) : mood_(mood) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) != 0 || ::listen(listener_, 4) != 0) throw std::runtime_error("no port");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size);
    port = ntohs(here.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~MailServer() {
    ::shutdown(listener_, SHUT_RDWR);
    ::close(listener_);
    thread_.join();
  }
  int port = 0;
  std::string heard;  // Read it when the sender is done.

 private:
  void serve() {
    while (true) {
      const int peer = ::accept(listener_, nullptr, nullptr);
      if (peer < 0) return;
      talk(peer);
      ::close(peer);
    }
  }
  void talk(int peer) {
    const auto say = [&](const std::string& line) { (void)!::write(peer, (line + "\r\n").data(), line.size() + 2); };
    say("220 here");
    std::string all;
    bool in_letter = false;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(peer, buffer, sizeof buffer)) > 0;) {
      all.append(buffer, static_cast<std::size_t>(n));
      heard.append(buffer, static_cast<std::size_t>(n));
      if (in_letter) {
        if (!all.ends_with("\r\n.\r\n")) continue;
        in_letter = false;
        all.clear();
        if (mood_ == Mood::hangs_up_after_the_letter) return;
        say("250 taken");
        continue;
      }
      if (!all.ends_with("\r\n")) continue;
      if (all.starts_with("EHLO")) say("250 here");
      else if (all.starts_with("MAIL")) say(mood_ == Mood::is_busy ? "451 later" : "250 ok");
      else if (all.starts_with("RCPT")) say(mood_ == Mood::refuses_recipient ? "550 no such mailbox" : "250 ok");
      else if (all.starts_with("DATA")) { say("354 go on"); in_letter = true; }
      else if (all.starts_with("QUIT")) { say("221 bye"); return; }
      else say("250 ok");
      all.clear();
    }
  }
  Mood mood_;
  int listener_ = -1;
  std::thread thread_;
};

const Mail letter{"siti@contoh.example", "Kabar — baru", "Kartu Ibu/Bapak sudah jadi.\n.\nSelesai", "<abc@opak.example>"};

Result<MailAnswer> sent_to(int port, const Mail& mail = letter) {
  SetClock clock{moment_in_jakarta(*day_of(2026, 11, 23), 9)};
  return SmtpMailer({"smtp://127.0.0.1:" + std::to_string(port), "", "", "layanan@opak.example"}, clock).send(mail);
}

TEST(Smtp, ALetterIsTaken) {
  std::string heard;
  {
    MailServer server(MailServer::Mood::takes);
    const auto answer = sent_to(server.port);
    ASSERT_TRUE(answer) << answer.error().what;
    EXPECT_EQ(answer->code, 250);
    heard = server.heard;
  }
  EXPECT_NE(heard.find("MAIL FROM:<layanan@opak.example>"), std::string::npos) << heard;
  EXPECT_NE(heard.find("RCPT TO:<siti@contoh.example>"), std::string::npos);
  EXPECT_NE(heard.find("Message-ID: <abc@opak.example>"), std::string::npos);
  EXPECT_NE(heard.find("Date: Mon, 23 Nov 2026 09:00:00 +0700"), std::string::npos);
  EXPECT_NE(heard.find("Content-Transfer-Encoding: base64"), std::string::npos);
}

TEST(Smtp, ANoIsANoAndItsKindIsTold) {
  MailServer refuses(MailServer::Mood::refuses_recipient);
  auto answer = sent_to(refuses.port);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 550);
  MailServer busy(MailServer::Mood::is_busy);
  answer = sent_to(busy.port);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 451);
}

TEST(Smtp, ALostAnswerIsNoAnswerAndAClosedDoorSaysThatNothingWent) {
  MailServer hangs_up(MailServer::Mood::hangs_up_after_the_letter);
  const auto lost = sent_to(hangs_up.port);
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().hint, nothing_was_sent);
  EXPECT_EQ(lost.error().what.find("siti"), std::string::npos);
  int closed = 0;
  { closed = MailServer(MailServer::Mood::takes).port; }
  const auto none = sent_to(closed);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().hint, nothing_was_sent);
}

TEST(Smtp, NoOtherLineComesIn) {
  for (const auto* to : {"a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example>", "a b@c.example", "nobody"}) {
    auto mail = letter;
    mail.to = to;
    const auto answer = sent_to(1, mail);
    ASSERT_TRUE(answer) << to;
    EXPECT_EQ(answer->code, 553);
  }
  auto mail = letter;
  mail.subject = "Kabar\r\nBcc: x@y.example";
  EXPECT_EQ(written(mail, "a@b.example", Moment{}).find("Bcc"), std::string::npos);
}

}  // namespace
}  // namespace opak::net
