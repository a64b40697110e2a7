// A pretend WhatsApp in memory: the Graph API as far as we use it, and a telephone for each person.
//
// For the demo's pretend phone and for tests. It accepts what the real one accepts (the limits are checked), keeps messages per
// recipient, gives out media that a phone sent, and writes webhooks with a right signature. Hostile on command. Thread-safe.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "base/world.h"
#include "channels/whatsapp/graph.h"

namespace opak::channels {

struct PhoneMessage {
  std::string id;
  Moment at;
  bool from_us = true;        // Written by the office; else by the person.
  std::string kind = "text";  // text, buttons, list, template, photo, choice
  std::string text;
  std::vector<whatsapp::Title> buttons, rows;
  std::string list_button, template_name;
  std::string callback;
};

// What the webhook would receive.
struct Webhook {
  Bytes body;
  std::string signature;  // For X-Hub-Signature-256.
};

class PretendGraph : public Outgoing {
 public:
  // Ids count up from the clock, so that a city that starts again never meets an id it has seen.
  PretendGraph(whatsapp::Settings settings, Clock& clock) : settings_(std::move(settings)), clock_(clock), count_(clock.now().ms) {}
  static whatsapp::Settings demo_settings();

  Result<OutgoingResponse> send(const OutgoingRequest& request) override;

  // A person is named by their phone ("+62812...", "0812..."), or by a messaging id ("ID.555...") where they hide the number.
  std::vector<PhoneMessage> messages(const std::string& phone) const;
  Webhook say(const std::string& phone, const std::string& text, const std::string& name = "");
  Webhook press(const std::string& phone, const std::string& id, const std::string& title);
  Webhook send_photo(const std::string& phone, ByteView jpeg, const std::string& caption = "");
  Webhook send_other(const std::string& phone, const std::string& type, const std::string& object_json);  // Voice, location, sticker, ...
  Webhook status(const std::string& message_id, const std::string& status, int error_code = 0);
  // Statuses "sent", "delivered", "read" of all that went out since the last call.
  std::vector<Webhook> statuses_waiting();
  Webhook signed_webhook(Bytes body) const;

  // Shows a template with its words; without it the values are listed.
  void show_templates_by(std::function<std::string(const std::string& name, const std::string& language, const std::vector<std::string>& values)> words);

  // Hostile: the next sends are refused with this error code, get no answer though carried out, or the next fetches of media fail.
  void refuse_next_sends(int count, int code);
  void lose_next_answers(int count);
  void fail_next_fetches(int count);

 private:
  Result<OutgoingResponse> take_message(const OutgoingRequest& request);
  Result<OutgoingResponse> give_media(const std::string& rest);
  Webhook incoming(const std::string& phone, Json message, PhoneMessage shown, const std::string& name);
  std::string new_wamid();
  std::string key_of(const std::string& phone) const;

  whatsapp::Settings settings_;
  Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<PhoneMessage>> phones_;
  std::map<std::string, Bytes> media_;
  std::deque<std::string> fresh_;  // Ids of messages whose statuses are still to come.
  std::map<std::string, std::string> callbacks_;
  std::function<std::string(const std::string&, const std::string&, const std::vector<std::string>&)> template_words_;
  std::int64_t count_ = 0;
  int refusing_ = 0, refusing_code_ = 0, losing_ = 0, failing_ = 0;
};

// What is wrong with a message by the API's limits (4.6); "": nothing.
std::string fault_of(const Json& message);

}  // namespace opak::channels
