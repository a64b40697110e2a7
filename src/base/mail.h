// Letters by e-mail come in by the door too: a mailbox for real (net/smtp.h) or a twin of tests.
#pragma once

#include <string>

#include "base/result.h"

namespace opak {

struct Mail {
  std::string to, subject, text;
  std::string id;  // "<...@host>": the same when it goes again.
};

struct MailAnswer {
  int code = 0;  // SMTP's last: 250 taken; 4xx later; 5xx not at all.
};

// Failure: no answer came; with the hint nothing_was_sent (base/world.h) where it surely did not go out. Blocks. Thread-safe.
class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual Result<MailAnswer> send(const Mail&) = 0;
};

}  // namespace opak
