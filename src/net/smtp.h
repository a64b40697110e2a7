// E-mail for real, with libcurl: one letter a call, plain text in UTF-8, to a server of the settings over TLS (or on this machine).
#pragma once

#include <string>

#include "base/mail.h"
#include "base/world.h"

namespace opak::net {

struct SmtpSettings {
  std::string url;   // "smtps://mail.example:465", "smtp://mail.example:587" (then with STARTTLS), "smtp://127.0.0.1:2525"
  std::string user, password;
  std::string from;  // "layanan@disdukcapil.kota.example"
  std::string ca_file = {};
};

class SmtpMailer : public Mailer {
 public:
  SmtpMailer(SmtpSettings settings, Clock& clock) : settings_(std::move(settings)), clock_(clock) {}
  Result<MailAnswer> send(const Mail& mail) override;

 private:
  SmtpSettings settings_;
  Clock& clock_;
};

// The letter as it goes over the wire, head and body, lines ended by CRLF; for tests.
std::string written(const Mail& mail, const std::string& from, Moment at);

}  // namespace opak::net
