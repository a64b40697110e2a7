#include "channels/pretend_phone.h"

namespace opak::channels {
namespace {

Json titles(const std::vector<whatsapp::Title>& all) {
  Json out = Json::array();
  for (const auto& one : all) {
    Json json = Json::object();
    json.set("id", one.id);
    json.set("title", one.title);
    if (!one.description.empty()) json.set("description", one.description);
    out.push(std::move(json));
  }
  return out;
}

std::vector<whatsapp::Title> titles_of(const Json& json) {
  std::vector<whatsapp::Title> out;
  for (const auto& one : json.items()) out.push_back({std::string(one["id"].text()), std::string(one["title"].text()), std::string(one["description"].text())});
  return out;
}

// Each word of a message, by the name it has on the wire.
constexpr std::pair<const char*, std::string PhoneMessage::*> words[] = {
    {"id", &PhoneMessage::id},           {"kind", &PhoneMessage::kind},         {"text", &PhoneMessage::text},         {"list_button", &PhoneMessage::list_button},
    {"template", &PhoneMessage::template_name}, {"language", &PhoneMessage::language}, {"callback", &PhoneMessage::callback}, {"status", &PhoneMessage::status}};

}  // namespace

Json json_of(const PhoneMessage& message) {
  Json json = Json::object();
  for (const auto& [name, word] : words)
    if (!(message.*word).empty()) json.set(name, message.*word);
  json.set("at", message.at.ms);
  json.set("from_us", message.from_us);
  if (!message.buttons.empty()) json.set("buttons", titles(message.buttons));
  if (!message.rows.empty()) json.set("rows", titles(message.rows));
  if (!message.values.empty()) {
    Json values = Json::array();
    for (const auto& value : message.values) values.push(value);
    json.set("values", std::move(values));
  }
  return json;
}

PhoneMessage phone_message_of(const Json& json) {
  PhoneMessage message;
  for (const auto& [name, word] : words) message.*word = std::string(json[name].text());
  message.at = Moment{json["at"].number()};
  message.from_us = json["from_us"].truth();
  message.buttons = titles_of(json["buttons"]);
  message.rows = titles_of(json["rows"]);
  for (const auto& value : json["values"].items()) message.values.emplace_back(value.text());
  return message;
}

}  // namespace opak::channels
