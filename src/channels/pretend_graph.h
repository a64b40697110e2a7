// A pretend WhatsApp: the Graph API as far as we use it, and a telephone for each person.
//
// Tests hold it in memory; opak-pretend-meta puts it behind a port (commands/pretend_meta.h), and `opak demo` talks to that. It accepts what the real
// one accepts (the limits are checked), keeps messages per recipient, gives out media that a phone sent, and writes webhooks with a right
// signature. Hostile on command. Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/world.h"
#include "channels/pretend_phone.h"

namespace opak::channels {

// What the webhook would receive.
struct Webhook {
  Bytes body;
  std::string signature;  // For X-Hub-Signature-256.
  std::string id = {};    // Of the message that it brings, or whose status it tells.
};

// What Meta would not let pass, beyond the shape of a message. Off where a test has other things to see.
struct MetaRules {
  bool window = false;  // 24 hours after a person's last word only templates go to them: 131047.
  bool pace = false;    // 80 a second for all: 130429. To one person one in six seconds, 45 at once in between: 131056.
};

struct MetaTemplate {
  std::string name, language;
  std::string status = "APPROVED";  // PAUSED, PENDING, REJECTED, DISABLED
  int values = 0;
};

class PretendGraph : public Outgoing {
 public:
  // Ids count up from the clock, so that a city that starts again never meets an id it has seen.
  PretendGraph(whatsapp::Settings settings, Clock& clock) : settings_(std::move(settings)), clock_(clock), count_(clock.now().ms) {}
  // Known to everybody: no real city may be reached with them.
  static whatsapp::Settings demo_settings();
  static constexpr const char* business_account = "900100200300400";

  Result<OutgoingResponse> send(const OutgoingRequest& request) override;

  // A person is named by their phone ("+62812...", "0812..."), or by a messaging id ("ID.555...") where they hide the number.
  std::vector<PhoneMessage> messages(const std::string& phone) const;
  std::vector<std::string> phones() const;
  Webhook say(const std::string& phone, const std::string& text, const std::string& name = "");
  Webhook press(const std::string& phone, const std::string& id, const std::string& title);
  Webhook send_photo(const std::string& phone, ByteView jpeg, const std::string& caption = "");
  // Any other kind with a file: "document", "audio", "video", "sticker".
  Webhook send_file(const std::string& phone, const std::string& type, ByteView bytes, const std::string& mime_type, const std::string& caption = "");
  Webhook send_other(const std::string& phone, const std::string& type, const std::string& object_json);  // Location, contacts, reaction, edit, ...
  // From the next message on its timestamps are off by so much.
  void skew_clock(std::int64_t ms);

  Webhook status(const std::string& message_id, const std::string& status, int error_code = 0);
  // Statuses "sent", "delivered", "read" of all that went out since the last call.
  std::vector<Webhook> statuses_waiting();
  // Ids of what went out since the last call, for who sends the statuses when they are due.
  std::vector<std::string> sent_since();
  Webhook signed_webhook(Bytes body) const;

  // Keeps a file as if it had been uploaded; gives its id.
  std::string keep_media(ByteView bytes, const std::string& mime_type);

  // Shows a template with its words; without it the values are listed.
  void show_templates_by(std::function<std::string(const std::string& name, const std::string& language, const std::vector<std::string>& values)> words);

  void obey(MetaRules rules);
  // What Meta approved; from then on a template that is not among them is refused. None: every template is taken.
  void set_templates(std::vector<MetaTemplate> templates);

  // Hostile: the next sends are refused with this error code, get no answer though carried out, or the next fetches of media fail; for so
  // long nothing is answered at all; sends to this person are refused from now on (0: no longer).
  void refuse_next_sends(int count, int code);
  void lose_next_answers(int count);
  void fail_next_fetches(int count);
  void be_out_until(Moment end);
  void refuse_person(const std::string& phone, int code);

  // The last bodies that were sent to us, as they came, oldest first; for who compares them with another program's.
  std::vector<Bytes> received() const;

  // All telephones and files, for who goes on later.
  Json kept() const;
  void take_up(const Json& kept);

 private:
  struct File {
    Bytes bytes;
    std::string mime_type;
  };
  struct Allowance {
    double left = 45;
    Moment at;
  };

  Result<OutgoingResponse> take_message(const OutgoingRequest& request);
  Result<OutgoingResponse> give_media(const std::string& rest);
  OutgoingResponse give_templates(const std::string& query) const;
  OutgoingResponse mark_read(const Json& json);
  // 0: Meta lets it pass.
  int objection_to(const Json& json, const std::string& who);
  int objection_of_pace(const std::string& who);
  int objection_to_template(const Json& what) const;
  PhoneMessage shown(const Json& json);
  Webhook incoming(const std::string& phone, Json message, PhoneMessage shown, const std::string& name);
  std::string put_media(ByteView bytes, const std::string& mime_type);
  std::string new_wamid();
  std::string key_of(const std::string& phone) const;
  PhoneMessage* find(const std::string& message_id);

  whatsapp::Settings settings_;
  Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<PhoneMessage>> phones_;
  std::map<std::string, std::string> owners_;  // Messaging id -> phone, where the number is not hidden.
  std::map<std::string, Moment> last_said_;
  std::map<std::string, File> media_;
  std::deque<std::string> fresh_;  // Ids of messages whose statuses are still to come.
  std::map<std::string, std::pair<std::string, std::string>> sent_;  // Message id -> what was given with it, and to whom.
  std::deque<Bytes> received_;
  std::function<std::string(const std::string&, const std::string&, const std::vector<std::string>&)> template_words_;
  MetaRules rules_;
  std::vector<MetaTemplate> templates_;
  std::deque<Moment> last_second_;
  std::map<std::string, Allowance> allowances_;
  std::map<std::string, int> refused_;
  std::int64_t count_ = 0, skew_ms_ = 0;
  Moment out_until_;
  int refusing_ = 0, refusing_code_ = 0, losing_ = 0, failing_ = 0;
};

// What is wrong with a message by the API's limits (4.6); "": nothing.
std::string fault_of(const Json& message);

}  // namespace opak::channels
