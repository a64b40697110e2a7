// E-mail: plain text, a subject that says nothing of anybody, no secret link. A mailbox that refuses for good (SMTP 5xx) ends this way.
#pragma once

#include <mutex>

#include "base/mail.h"
#include "channels/carrier.h"
#include "channels/health.h"

namespace opak::channels {

class Email : public Carrier {
 public:
  // `host`: ours, behind the @ of a message's id.
  Email(office::Office& office, Mailer& mailer, std::string host, HealthRules rules = {}) : office_(office), mailer_(mailer), host_(std::move(host)), health_(rules) {}
  std::string_view way() const override { return "email"; }
  bool reaches(const office::Addressee&) const override;
  Carried carry(const office::Letter&, const office::Addressee&) override;

 private:
  office::Office& office_;
  Mailer& mailer_;
  std::string host_;
  std::mutex mutex_;
  Health health_;
};

std::optional<Mail> write_mail(office::Office&, const office::Letter&);  // Without the address.

}  // namespace opak::channels
