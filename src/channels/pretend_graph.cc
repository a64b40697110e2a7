#include "channels/pretend_graph.h"

#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "channels/whatsapp/webhook.h"

namespace opak::channels {
namespace {

OutgoingResponse json_answer(int status, const Json& json) { return {status, {{"content-type", "application/json"}}, json.write()}; }

OutgoingResponse error_answer(int code) {
  Json error = Json::object(), body = Json::object();
  error.set("message", "pretend error");
  error.set("type", "OAuthException");
  error.set("code", code);
  body.set("error", std::move(error));
  return json_answer(code == 190 ? 401 : 400, body);
}

bool is_messaging_id(std::string_view who) { return who.starts_with("ID."); }

std::string fault_of_buttons(const Json& action) {
  const auto& buttons = action["buttons"].items();
  if (buttons.empty() || buttons.size() > whatsapp::buttons_max) return "buttons: 1 to 3";
  std::set<std::string> titles, ids;
  for (const auto& button : buttons) {
    const auto title = button["reply"]["title"].text(), id = button["reply"]["id"].text();
    if (title.empty() || letters_count(title) > whatsapp::button_letters_max) return "button title: 1 to 20 letters";
    if (id.empty() || id.size() > 256) return "button id: 1 to 256";
    if (!titles.insert(std::string(title)).second || !ids.insert(std::string(id)).second) return "buttons differ";
  }
  return "";
}

std::string fault_of_list(const Json& action) {
  const auto button = letters_count(action["button"].text());
  if (button == 0 || button > whatsapp::button_letters_max) return "list button: 1 to 20 letters";
  std::size_t rows = 0;
  std::set<std::string> ids;
  for (const auto& section : action["sections"].items())
    for (const auto& row : section["rows"].items()) {
      ++rows;
      const auto title = letters_count(row["title"].text());
      if (title == 0 || title > whatsapp::row_letters_max) return "row title: 1 to 24 letters";
      if (letters_count(row["description"].text()) > whatsapp::row_description_letters_max) return "row description: at most 72 letters";
      if (row["id"].text().empty() || row["id"].text().size() > 200 || !ids.insert(std::string(row["id"].text())).second) return "row ids differ, 1 to 200";
    }
  return rows == 0 || rows > whatsapp::rows_max ? "list: 1 to 10 rows" : "";
}

std::string fault_of_template(const Json& what) {
  const auto name = what["name"].text();
  const bool plain = !name.empty() && name.size() <= 512 && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (!plain) return "template name: lower case, digits, underscore";
  if (what["language"]["code"].text().empty()) return "template language";
  for (const auto& component : what["components"].items())
    for (const auto& parameter : component["parameters"].items()) {
      const auto text = parameter["text"].text();
      if (text.empty() || text.find('\n') != std::string_view::npos || letters_count(text) > whatsapp::template_value_letters_max) return "template value";
    }
  return "";
}

}  // namespace

std::string fault_of(const Json& message) {
  if (message["messaging_product"].text() != "whatsapp") return "messaging_product";
  if (message["to"].text().empty() && message["recipient"].text().empty()) return "nobody to send to";
  if (message["biz_opaque_callback_data"].text().size() > whatsapp::callback_bytes_max) return "callback data: at most 512";
  const auto type = message["type"].text();
  if (type == "text") {
    const auto letters = letters_count(message["text"]["body"].text());
    return letters == 0 || letters > whatsapp::text_letters_max ? "text: 1 to 4096 letters" : "";
  }
  if (type == "template") return fault_of_template(message["template"]);
  if (type != "interactive") return "type";
  const auto& interactive = message["interactive"];
  const auto letters = letters_count(interactive["body"]["text"].text());
  if (letters == 0 || letters > whatsapp::interactive_letters_max) return "interactive body: 1 to 1024 letters";
  if (interactive["type"].text() == "button") return fault_of_buttons(interactive["action"]);
  return interactive["type"].text() == "list" ? fault_of_list(interactive["action"]) : "interactive type";
}

whatsapp::Settings PretendGraph::demo_settings() {
  return {.base_url = "https://graph.pretend.invalid", .version = "v26.0", .phone_number_id = "700800900100200", .token = "opak-demo-token",
          .app_secret = "opak-demo-secret", .verify_token = "opak-demo-verify"};
}

std::string PretendGraph::key_of(const std::string& phone) const {
  if (is_messaging_id(phone)) return phone;
  auto digits = only_digits(phone);
  if (digits.starts_with("0")) digits = "62" + digits.substr(1);
  return digits;
}

std::string PretendGraph::new_wamid() { return "wamid.PRETEND" + std::to_string(++count_); }

Result<OutgoingResponse> PretendGraph::send(const OutgoingRequest& request) {
  std::lock_guard lock(mutex_);
  const auto start = settings_.base_url + "/" + settings_.version + "/";
  const auto bearer = std::pair<std::string, std::string>("Authorization", "Bearer " + settings_.token);
  if (std::find(request.headers.begin(), request.headers.end(), bearer) == request.headers.end()) return error_answer(190);
  if (request.method == "POST" && request.url == start + settings_.phone_number_id + "/messages") return take_message(request);
  const auto files = settings_.base_url + "/media/";
  if (request.method == "GET" && request.url.starts_with(files)) {
    const auto found = media_.find(request.url.substr(files.size()));
    if (found == media_.end()) return OutgoingResponse{404, {}, ""};
    return OutgoingResponse{200, {{"content-type", "image/jpeg"}}, found->second};
  }
  if (request.method == "GET" && request.url.starts_with(start)) return give_media(request.url.substr(start.size()));
  return OutgoingResponse{404, {}, ""};
}

Result<OutgoingResponse> PretendGraph::give_media(const std::string& id) {
  if (failing_ > 0) {
    --failing_;
    return OutgoingResponse{500, {}, "{}"};
  }
  const auto found = media_.find(id);
  if (found == media_.end()) return error_answer(100);
  Json json = Json::object();
  json.set("url", settings_.base_url + "/media/" + id);
  json.set("mime_type", "image/jpeg");
  json.set("sha256", to_hex(sha256(found->second)));
  json.set("file_size", static_cast<std::int64_t>(found->second.size()));
  json.set("id", id);
  return json_answer(200, json);
}

Result<OutgoingResponse> PretendGraph::take_message(const OutgoingRequest& request) {
  const auto json = parse_json(request.body);
  if (!json) return error_answer(100);
  if (refusing_ > 0) {
    --refusing_;
    return error_answer(refusing_code_);
  }
  if (!fault_of(*json).empty()) return error_answer(131009);

  PhoneMessage message;
  message.id = new_wamid();
  message.at = clock_.now();
  message.callback = std::string((*json)["biz_opaque_callback_data"].text());
  const auto& interactive = (*json)["interactive"];
  if ((*json)["type"].text() == "text") {
    message.text = std::string((*json)["text"]["body"].text());
  } else if ((*json)["type"].text() == "template") {
    message.kind = "template";
    message.template_name = std::string((*json)["template"]["name"].text());
    std::vector<std::string> values;
    for (const auto& parameter : (*json)["template"]["components"][std::size_t{0}]["parameters"].items()) values.emplace_back(parameter["text"].text());
    if (template_words_) message.text = template_words_(message.template_name, std::string((*json)["template"]["language"]["code"].text()), values);
    else
      for (const auto& value : values) message.text += (message.text.empty() ? "" : " | ") + value;
  } else {
    message.text = std::string(interactive["body"]["text"].text());
    message.kind = interactive["type"].text() == "list" ? "list" : "buttons";
    for (const auto& button : interactive["action"]["buttons"].items())
      message.buttons.push_back({std::string(button["reply"]["id"].text()), std::string(button["reply"]["title"].text()), ""});
    message.list_button = std::string(interactive["action"]["button"].text());
    for (const auto& section : interactive["action"]["sections"].items())
      for (const auto& row : section["rows"].items())
        message.rows.push_back({std::string(row["id"].text()), std::string(row["title"].text()), std::string(row["description"].text())});
  }
  const std::string to((*json)["to"].text().empty() ? (*json)["recipient"].text() : (*json)["to"].text());
  callbacks_[message.id] = message.callback;
  fresh_.push_back(message.id);
  const auto id = message.id;
  phones_[key_of(to)].push_back(std::move(message));
  if (losing_ > 0) {
    --losing_;
    return failure("no answer came");
  }
  Json contact = Json::object(), sent = Json::object(), answer = Json::object();
  contact.set("input", to);
  contact.set(is_messaging_id(to) ? "user_id" : "wa_id", to);
  sent.set("id", id);
  answer.set("messaging_product", "whatsapp");
  answer.set("contacts", Json::array({std::move(contact)}));
  answer.set("messages", Json::array({std::move(sent)}));
  return json_answer(200, answer);
}

std::vector<PhoneMessage> PretendGraph::messages(const std::string& phone) const {
  std::lock_guard lock(mutex_);
  const auto found = phones_.find(key_of(phone));
  return found == phones_.end() ? std::vector<PhoneMessage>{} : found->second;
}

Webhook PretendGraph::signed_webhook(Bytes body) const {
  auto signature = whatsapp::signature_of(settings_.app_secret, body);
  return {std::move(body), std::move(signature)};
}

Webhook PretendGraph::incoming(const std::string& phone, Json message, PhoneMessage shown, const std::string& name) {
  std::lock_guard lock(mutex_);
  const auto who = key_of(phone);
  shown.id = new_wamid();
  shown.at = clock_.now();
  shown.from_us = false;
  // The messaging id of somebody with a number: always the same one.
  const auto bsuid = is_messaging_id(who) ? who : "ID." + std::to_string(std::hash<std::string>{}(who));
  message.set("id", shown.id);
  message.set("timestamp", std::to_string(shown.at.ms / 1000));
  message.set("from_user_id", bsuid);
  if (!is_messaging_id(who)) message.set("from", who);
  Json profile = Json::object(), contact = Json::object(), metadata = Json::object(), value = Json::object(), change = Json::object(), entry = Json::object(), body = Json::object();
  profile.set("name", name.empty() ? "Warga" : name);
  contact.set("profile", std::move(profile));
  if (!is_messaging_id(who)) contact.set("wa_id", who);
  contact.set("user_id", bsuid);
  metadata.set("phone_number_id", settings_.phone_number_id);
  value.set("messaging_product", "whatsapp");
  value.set("metadata", std::move(metadata));
  value.set("contacts", Json::array({std::move(contact)}));
  value.set("messages", Json::array({std::move(message)}));
  change.set("field", "messages");
  change.set("value", std::move(value));
  entry.set("id", "900100200300400");
  entry.set("changes", Json::array({std::move(change)}));
  body.set("object", "whatsapp_business_account");
  body.set("entry", Json::array({std::move(entry)}));
  phones_[who].push_back(std::move(shown));
  return signed_webhook(body.write());
}

Webhook PretendGraph::say(const std::string& phone, const std::string& text, const std::string& name) {
  Json message = Json::object(), inner = Json::object();
  inner.set("body", text);
  message.set("type", "text");
  message.set("text", std::move(inner));
  PhoneMessage shown;
  shown.text = text;
  return incoming(phone, std::move(message), std::move(shown), name);
}

Webhook PretendGraph::press(const std::string& phone, const std::string& id, const std::string& title) {
  Json message = Json::object(), interactive = Json::object(), reply = Json::object();
  reply.set("id", id);
  reply.set("title", title);
  // A row of the last list, or a button: the real one tells them apart too.
  bool is_row = false;
  {
    std::lock_guard lock(mutex_);
    for (const auto& shown : phones_[key_of(phone)])
      for (const auto& row : shown.rows) is_row = is_row || row.id == id;
  }
  interactive.set("type", is_row ? "list_reply" : "button_reply");
  interactive.set(is_row ? "list_reply" : "button_reply", std::move(reply));
  message.set("type", "interactive");
  message.set("interactive", std::move(interactive));
  PhoneMessage shown;
  shown.kind = "choice";
  shown.text = title;
  return incoming(phone, std::move(message), std::move(shown), "");
}

Webhook PretendGraph::send_photo(const std::string& phone, ByteView jpeg, const std::string& caption) {
  std::string id;
  {
    std::lock_guard lock(mutex_);
    id = "media" + std::to_string(++count_);
    media_[id] = Bytes(jpeg);
  }
  Json message = Json::object(), image = Json::object();
  image.set("id", id);
  image.set("mime_type", "image/jpeg");
  image.set("sha256", to_base64(sha256(jpeg)));
  if (!caption.empty()) image.set("caption", caption);
  message.set("type", "image");
  message.set("image", std::move(image));
  PhoneMessage shown;
  shown.kind = "photo";
  shown.text = caption;
  return incoming(phone, std::move(message), std::move(shown), "");
}

Webhook PretendGraph::send_other(const std::string& phone, const std::string& type, const std::string& object_json) {
  Json message = Json::object();
  message.set("type", type);
  if (const auto object = parse_json(object_json)) message.set(type, *object);
  PhoneMessage shown;
  shown.kind = type;
  return incoming(phone, std::move(message), std::move(shown), "");
}

Webhook PretendGraph::status(const std::string& message_id, const std::string& word, int error_code) {
  Json status = Json::object(), metadata = Json::object(), value = Json::object(), change = Json::object(), entry = Json::object(), body = Json::object();
  status.set("id", message_id);
  status.set("status", word);
  {
    std::lock_guard lock(mutex_);
    status.set("timestamp", std::to_string(clock_.now().ms / 1000));
    if (const auto found = callbacks_.find(message_id); found != callbacks_.end() && !found->second.empty()) status.set("biz_opaque_callback_data", found->second);
  }
  if (error_code != 0) {
    Json error = Json::object();
    error.set("code", error_code);
    status.set("errors", Json::array({std::move(error)}));
  }
  metadata.set("phone_number_id", settings_.phone_number_id);
  value.set("messaging_product", "whatsapp");
  value.set("metadata", std::move(metadata));
  value.set("statuses", Json::array({std::move(status)}));
  change.set("field", "messages");
  change.set("value", std::move(value));
  entry.set("id", "900100200300400");
  entry.set("changes", Json::array({std::move(change)}));
  body.set("object", "whatsapp_business_account");
  body.set("entry", Json::array({std::move(entry)}));
  return signed_webhook(body.write());
}

std::vector<Webhook> PretendGraph::statuses_waiting() {
  std::deque<std::string> fresh;
  {
    std::lock_guard lock(mutex_);
    fresh.swap(fresh_);
  }
  std::vector<Webhook> all;
  for (const auto& id : fresh)
    for (const auto* word : {"sent", "delivered", "read"}) all.push_back(status(id, word));
  return all;
}

void PretendGraph::show_templates_by(std::function<std::string(const std::string&, const std::string&, const std::vector<std::string>&)> words) {
  std::lock_guard lock(mutex_);
  template_words_ = std::move(words);
}

void PretendGraph::refuse_next_sends(int count, int code) {
  std::lock_guard lock(mutex_);
  refusing_ = count;
  refusing_code_ = code;
}
void PretendGraph::lose_next_answers(int count) {
  std::lock_guard lock(mutex_);
  losing_ = count;
}
void PretendGraph::fail_next_fetches(int count) {
  std::lock_guard lock(mutex_);
  failing_ = count;
}

}  // namespace opak::channels
