// Messages in and out of a running city: WhatsApp for real, or the pretend phone of the demo.
#pragma once

#include <optional>
#include <vector>

#include "channels/sms.h"
#include "channels/whatsapp/settings.h"
#include "commands/city.h"
#include "commands/pretend_phones.h"
#include "net/smtp.h"

namespace opak::commands {

// Ways besides WhatsApp.
struct OtherWays {
  std::vector<channels::SmsProvider> sms;  // None: off.
  std::string sms_report_address;
  std::optional<net::SmtpSettings> email;  // None: off.
  std::string host;                        // Ours, without scheme and port.
};
Result<OtherWays> other_ways(const Settings& settings);

// From the settings and their secret files. Not complete: WhatsApp is off.
Result<channels::whatsapp::Settings> whatsapp_settings(const Settings& settings);

using OpensMessengers = std::function<Result<std::unique_ptr<Messengers>>(office::Office&, web::Site&)>;
// Without WhatsApp the ladders of notices are climbed all the same, to whatever way there is or to a person.
OpensMessengers real_messengers(channels::whatsapp::Settings settings, OtherWays ways, Outgoing& outgoing);

// The pretend Meta begins and ends with them.
OpensMessengers pretend_messengers(PretendMetaProcess& meta, Outgoing& outgoing);

}  // namespace opak::commands
