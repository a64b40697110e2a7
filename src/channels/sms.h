// SMS through Kannel's sendsms interface (User's Guide, "Using the HTTP interface to send SMS messages"; the POST form with X-Kannel
// headers, so that neither number nor words stand in an address that a log keeps).
//
// Several providers, in the order of the settings; one that fails rests (health.h) and the next is used. A message whose answer was lost waits
// for its delivery report. The report comes back by an address of ours with a token of its own: it names a message, not a person.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/world.h"
#include "channels/carrier.h"
#include "channels/health.h"

namespace opak::channels {

struct SmsProvider {
  std::string url;  // "http://127.0.0.1:13013/cgi-bin/sendsms"
  std::string user, password;
  std::string from;  // Sender name or short number.
};

class Sms : public Carrier {
 public:
  // `report_address`: ours, as the providers reach it; "" for no reports.
  Sms(office::Office& office, Outgoing& outgoing, std::vector<SmsProvider> providers, std::string report_address, HealthRules rules = {});

  std::string_view way() const override { return "sms"; }
  bool reaches(const office::Addressee&) const override;
  Carried carry(const office::Letter&, const office::Addressee&) override;
  // Which providers rest now.
  std::vector<bool> resting() const;

 private:
  enum class Outcome { taken, not_taken, refused, unanswered };
  Outcome ask(const SmsProvider&, const std::string& phone, const std::string& text, const std::string& id, std::string& why);

  office::Office& office_;
  Outgoing& outgoing_;
  std::vector<SmsProvider> providers_;
  std::string report_address_;
  mutable std::mutex mutex_;
  std::vector<Health> health_;
};

// The words of a letter as an SMS: "sms.<notice>", else "sms.other"; no secret link, only the page where number and digits are asked.
std::optional<std::string> sms_text(office::Office&, store::Database& reader, const office::Letter&);
// In how many parts it goes: 160 letters of GSM 03.38 in one, 153 in each of several; 70 and 67 where a letter is not of that alphabet.
int sms_parts(std::string_view text);
bool is_gsm(std::string_view text);

// A delivery report knocks: the HTTP status to answer with. `kind` is Kannel's %d: 1 delivered, 2 failed, 4 buffered, 8 taken by the network, 16 refused by it.
Later<int> sms_report(office::Office&, std::string_view id, std::string_view token, std::string_view kind);

}  // namespace opak::channels
