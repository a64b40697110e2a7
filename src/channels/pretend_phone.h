// What lies on a pretend telephone, and what its owner can do with it.
//
// The telephones are kept by the pretend Meta (pretend_graph.h), in this process or in one of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "channels/whatsapp/graph.h"

namespace opak::channels {

struct PhoneMessage {
  std::string id;
  Moment at;
  bool from_us = true;        // Written by the office; else by the person.
  std::string kind = "text";  // text, buttons, list, place_request, template, image, document; by the person: text, choice, photo, or Meta's word.
  std::string text;
  std::vector<whatsapp::Title> buttons, rows;
  std::string list_button, template_name, language;
  std::vector<std::string> values;  // Of the template.
  std::string callback;
  std::string status;  // Of ours: "", sent, delivered, read, failed.
};

Json json_of(const PhoneMessage& message);
PhoneMessage phone_message_of(const Json& json);

class PretendPhones {
 public:
  virtual ~PretendPhones() = default;
  // What was seen last; does not block. A person is named by their phone ("+62812...", "0812...").
  virtual std::vector<PhoneMessage> messages(const std::string& phone) const = 0;
  // These block until the city has taken the message in.
  virtual Result<void> say(const std::string& phone, const std::string& text) = 0;
  virtual Result<void> press(const std::string& phone, const std::string& id, const std::string& title) = 0;
  virtual Result<void> send_photo(const std::string& phone, ByteView jpeg) = 0;
};

}  // namespace opak::channels
