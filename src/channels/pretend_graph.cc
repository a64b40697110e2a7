#include "channels/pretend_graph.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "channels/whatsapp/webhook.h"

namespace opak::channels {
namespace {

constexpr const char* display_number = "62254000111";
constexpr std::size_t received_max = 1'000;
constexpr std::size_t kept_bytes_max = 64 * 1024 * 1024;  // Of files, from one life to the next.
constexpr int a_second_max = 80;
constexpr double person_burst = 45;

OutgoingResponse json_answer(int status, const Json& json) { return {status, {{"content-type", "application/json"}}, json.write()}; }

OutgoingResponse error_answer(int code, const std::string& details = "pretend error") {
  Json error = Json::object(), data = Json::object(), body = Json::object();
  error.set("message", "(#" + std::to_string(code) + ") " + details);
  error.set("type", "OAuthException");
  error.set("code", code);
  data.set("messaging_product", "whatsapp");
  data.set("details", details);
  error.set("error_data", std::move(data));
  error.set("fbtrace_id", "pretend");
  body.set("error", std::move(error));
  return json_answer(code == 190 ? 401 : code == 130429 || code == 4 || code == 80007 ? 429 : 400, body);
}

// Meta writes what is not ASCII as \uXXXX, and signs that.
Bytes in_ascii(const std::string& json) {
  Bytes out;
  for (std::size_t i = 0; i < json.size();) {
    const auto first = static_cast<unsigned char>(json[i]);
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
    std::uint32_t letter = more == 3 ? first & 0x07U : more == 2 ? first & 0x0fU : more == 1 ? first & 0x1fU : first;
    ++i;
    for (int n = 0; n < more && i < json.size(); ++n, ++i) letter = (letter << 6) | (static_cast<unsigned char>(json[i]) & 0x3fU);
    const auto escape = [&](std::uint32_t unit) {
      constexpr char hex[] = "0123456789abcdef";
      out += {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15], hex[unit >> 4 & 15], hex[unit & 15]};
    };
    if (letter < 0x80) out += static_cast<char>(letter);
    else if (letter < 0x10000) escape(letter);
    else escape(0xd800 + ((letter - 0x10000) >> 10)), escape(0xdc00 + ((letter - 0x10000) & 0x3ff));
  }
  return out;
}

// One change, in its envelope.
Bytes webhook_body(const whatsapp::Settings& settings, const char* list, Json contacts, Json item) {
  Json metadata = Json::object(), value = Json::object(), change = Json::object(), entry = Json::object(), body = Json::object();
  metadata.set("display_phone_number", display_number);
  metadata.set("phone_number_id", settings.phone_number_id);
  value.set("messaging_product", "whatsapp");
  value.set("metadata", std::move(metadata));
  if (!contacts.is_null()) value.set("contacts", std::move(contacts));
  value.set(list, Json::array({std::move(item)}));
  change.set("value", std::move(value));
  change.set("field", "messages");
  entry.set("id", PretendGraph::business_account);
  entry.set("changes", Json::array({std::move(change)}));
  body.set("object", "whatsapp_business_account");
  body.set("entry", Json::array({std::move(entry)}));
  return in_ascii(body.write());
}

bool is_messaging_id(std::string_view who) { return who.starts_with("ID."); }

}  // namespace

whatsapp::Settings PretendGraph::demo_settings() {
  return {.base_url = "https://graph.pretend.invalid", .version = "v26.0", .phone_number_id = "700800900100200", .token = "opak-demo-token",
          .app_secret = "opak-demo-secret", .verify_token = "opak-demo-verify"};
}

std::string PretendGraph::key_of(const std::string& phone) const {
  if (is_messaging_id(phone)) {
    const auto found = owners_.find(phone);
    return found == owners_.end() ? phone : found->second;
  }
  auto digits = only_digits(phone);
  if (digits.starts_with("0")) digits = "62" + digits.substr(1);
  return digits;
}

std::string PretendGraph::new_wamid() { return "wamid.PRETEND" + std::to_string(++count_); }

Result<OutgoingResponse> PretendGraph::send(const OutgoingRequest& request) {
  std::lock_guard lock(mutex_);
  if (clock_.now() < out_until_) return OutgoingResponse{503, {}, "<html>Sorry, something went wrong.</html>"};
  const auto start = settings_.base_url + "/" + settings_.version + "/";
  const auto bearer = std::pair<std::string, std::string>("Authorization", "Bearer " + settings_.token);
  if (std::find(request.headers.begin(), request.headers.end(), bearer) == request.headers.end()) return error_answer(190, "the token is not known");
  if (request.method == "POST" && request.url == start + settings_.phone_number_id + "/messages") return take_message(request);
  const auto files = settings_.base_url + "/media/";
  if (request.method == "GET" && request.url.starts_with(files)) {
    const auto found = media_.find(request.url.substr(files.size()));
    if (found == media_.end()) return OutgoingResponse{404, {}, ""};
    return OutgoingResponse{200, {{"content-type", found->second.mime_type}}, found->second.bytes};
  }
  const auto templates = start + business_account + "/message_templates";
  if (request.method == "GET" && request.url.starts_with(templates)) return give_templates(request.url.substr(templates.size()));
  if (request.method == "GET" && request.url.starts_with(start)) return give_media(request.url.substr(start.size()));
  return error_answer(100, "no such edge");
}

Result<OutgoingResponse> PretendGraph::give_media(const std::string& id) {
  if (failing_ > 0) {
    --failing_;
    return OutgoingResponse{500, {}, "{}"};
  }
  const auto found = media_.find(id.substr(0, id.find('?')));
  if (found == media_.end()) return error_answer(100, "no such media");
  Json json = Json::object();
  json.set("messaging_product", "whatsapp");
  json.set("url", settings_.base_url + "/media/" + found->first);
  json.set("mime_type", found->second.mime_type);
  json.set("sha256", to_hex(sha256(found->second.bytes)));
  json.set("file_size", static_cast<std::int64_t>(found->second.bytes.size()));
  json.set("id", found->first);
  return json_answer(200, json);
}

// In pages of `limit`, the next one behind the cursor `after`.
OutgoingResponse PretendGraph::give_templates(const std::string& query) const {
  const auto word = [&](const std::string& name) -> std::string {
    for (const auto& part : split(query.empty() ? std::string_view() : std::string_view(query).substr(1), '&'))
      if (part.starts_with(name + "=")) return std::string(part.substr(name.size() + 1));
    return {};
  };
  const auto number = [&](const std::string& name, std::size_t otherwise) { return word(name).empty() ? otherwise : static_cast<std::size_t>(std::atoll(word(name).c_str())); };
  const auto first = number("after", 0), limit = std::max<std::size_t>(1, number("limit", 25));
  Json data = Json::array(), paging = Json::object(), cursors = Json::object(), json = Json::object();
  for (auto n = first; n < std::min(templates_.size(), first + limit); ++n) {
    const auto& one = templates_[n];
    Json row = Json::object();
    row.set("id", std::to_string(1000 + n));
    row.set("name", one.name);
    row.set("language", one.language);
    row.set("status", one.status);
    row.set("category", "UTILITY");
    data.push(std::move(row));
  }
  json.set("data", std::move(data));
  cursors.set("before", std::to_string(first));
  cursors.set("after", std::to_string(std::min(templates_.size(), first + limit)));
  paging.set("cursors", std::move(cursors));
  if (first + limit < templates_.size()) paging.set("next", "there is more");
  json.set("paging", std::move(paging));
  return json_answer(200, json);
}

OutgoingResponse PretendGraph::mark_read(const Json& json) {
  auto* message = find(std::string(json["message_id"].text()));
  if (message == nullptr || message->from_us) return error_answer(100, "no such message");
  message->status = json["typing_indicator"]["type"].text() == "text" ? "read, typing" : "read";
  Json answer = Json::object();
  answer.set("success", true);
  return json_answer(200, answer);
}

int PretendGraph::objection_of_pace(const std::string& who) {
  const auto now = clock_.now();
  while (!last_second_.empty() && last_second_.front() + seconds(1) <= now) last_second_.pop_front();
  auto& allowance = allowances_[who];
  allowance.left = std::min(person_burst, allowance.left + static_cast<double>(std::max<std::int64_t>(0, now - allowance.at)) / static_cast<double>(seconds(6)));
  allowance.at = now;
  if (last_second_.size() >= a_second_max) return 130429;
  if (allowance.left < 1) return 131056;
  allowance.left -= 1;
  last_second_.push_back(now);
  return 0;
}

int PretendGraph::objection_to_template(const Json& what) const {
  if (templates_.empty()) return 0;
  const auto same = [&](const MetaTemplate& one) { return one.name == what["name"].text() && one.language == what["language"]["code"].text(); };
  const auto found = std::find_if(templates_.begin(), templates_.end(), same);
  if (found == templates_.end() || found->status == "PENDING" || found->status == "REJECTED") return 132001;
  if (found->status == "PAUSED") return 132015;
  if (found->status == "DISABLED") return 132016;
  std::size_t values = 0;
  for (const auto& component : what["components"].items())
    if (component["type"].text() == "body") values += component["parameters"].items().size();
  return values == static_cast<std::size_t>(found->values) ? 0 : 132000;
}

int PretendGraph::objection_to(const Json& json, const std::string& who) {
  if (refusing_ > 0) {
    --refusing_;
    return refusing_code_;
  }
  if (const auto found = refused_.find(who); found != refused_.end()) return found->second;
  if (!fault_of(json).empty()) return 131009;
  const auto type = json["type"].text();
  for (const auto* kind : {"image", "document"})
    if (type == kind && !json[kind]["id"].text().empty() && !media_.contains(std::string(json[kind]["id"].text()))) return 131053;
  if (type == "template")
    if (const auto code = objection_to_template(json["template"]); code != 0) return code;
  if (rules_.window && type != "template") {
    const auto said = last_said_.find(who);
    if (said == last_said_.end() || said->second + hours(24) <= clock_.now()) return 131047;
  }
  return rules_.pace ? objection_of_pace(who) : 0;
}

PhoneMessage PretendGraph::shown(const Json& json) {
  PhoneMessage message;
  message.id = new_wamid();
  message.at = clock_.now();
  message.callback = std::string(json["biz_opaque_callback_data"].text());
  const std::string type(json["type"].text());
  const auto& interactive = json["interactive"];
  if (type == "text") {
    message.text = std::string(json["text"]["body"].text());
  } else if (type == "template") {
    message.kind = "template";
    message.template_name = std::string(json["template"]["name"].text());
    message.language = std::string(json["template"]["language"]["code"].text());
    for (const auto& parameter : json["template"]["components"][std::size_t{0}]["parameters"].items()) {
      message.values.emplace_back(parameter["text"].text());
      message.text += (message.text.empty() ? "" : " | ") + message.values.back();
    }
    if (template_words_) message.text = template_words_(message.template_name, message.language, message.values);
  } else if (type == "image" || type == "document") {
    message.kind = type;
    message.text = std::string(json[type]["caption"].text());
  } else {
    message.text = std::string(interactive["body"]["text"].text());
    const auto kind = interactive["type"].text();
    message.kind = kind == "list" ? "list" : kind == "button" ? "buttons" : "place_request";
    for (const auto& button : interactive["action"]["buttons"].items())
      message.buttons.push_back({std::string(button["reply"]["id"].text()), std::string(button["reply"]["title"].text()), ""});
    message.list_button = std::string(interactive["action"]["button"].text());
    for (const auto& section : interactive["action"]["sections"].items())
      for (const auto& row : section["rows"].items())
        message.rows.push_back({std::string(row["id"].text()), std::string(row["title"].text()), std::string(row["description"].text())});
  }
  return message;
}

Result<OutgoingResponse> PretendGraph::take_message(const OutgoingRequest& request) {
  const auto json = parse_json(request.body);
  if (!json) return error_answer(100, "the body is no JSON");
  received_.push_back(request.body);
  if (received_.size() > received_max) received_.pop_front();
  if ((*json)["status"].text() == "read") return mark_read(*json);
  const std::string to((*json)["to"].text().empty() ? (*json)["recipient"].text() : (*json)["to"].text());
  const auto who = key_of(to);
  if (const auto code = objection_to(*json, who); code != 0) return error_answer(code, code == 131009 ? fault_of(*json) : "pretend error");

  auto message = shown(*json);
  const auto id = message.id;
  sent_[id] = {message.callback, to};
  fresh_.push_back(id);
  phones_[who].push_back(std::move(message));
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

std::vector<std::string> PretendGraph::phones() const {
  std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [phone, _] : phones_) all.push_back(phone);
  return all;
}

PhoneMessage* PretendGraph::find(const std::string& message_id) {
  for (auto& [_, messages] : phones_)
    for (auto message = messages.rbegin(); message != messages.rend(); ++message)
      if (message->id == message_id) return &*message;
  return nullptr;
}

Webhook PretendGraph::signed_webhook(Bytes body) const {
  auto signature = whatsapp::signature_of(settings_.app_secret, body);
  return {std::move(body), std::move(signature)};
}

Webhook PretendGraph::incoming(const std::string& phone, Json message, PhoneMessage shown, const std::string& name) {
  std::lock_guard lock(mutex_);
  const bool hides = is_messaging_id(phone);
  const auto who = key_of(phone);
  shown.id = new_wamid();
  shown.at = clock_.now();
  shown.from_us = false;
  last_said_[who] = shown.at;
  // The messaging id of somebody with a number: always the same one.
  const auto bsuid = hides ? phone : "ID." + std::to_string(std::hash<std::string>{}(who));
  if (!hides) owners_[bsuid] = who;
  Json all = Json::object();
  if (!hides) all.set("from", who);
  all.set("from_user_id", bsuid);
  all.set("id", shown.id);
  all.set("timestamp", std::to_string((shown.at.ms + skew_ms_) / 1000));
  for (const auto& [member, value] : message.members()) all.set(member, value);
  Json profile = Json::object(), contact = Json::object();
  profile.set("name", name.empty() ? "Warga" : name);
  if (hides) profile.set("username", "warga." + bsuid.substr(3, 6));
  contact.set("profile", std::move(profile));
  if (!hides) contact.set("wa_id", who);
  contact.set("user_id", bsuid);
  // A change of number comes without its contact.
  const auto contacts = message["type"].text() == "system" ? Json() : Json::array({std::move(contact)});
  auto webhook = signed_webhook(webhook_body(settings_, "messages", contacts, std::move(all)));
  webhook.id = shown.id;
  phones_[who].push_back(std::move(shown));
  return webhook;
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
  Json message = Json::object(), interactive = Json::object(), reply = Json::object(), context = Json::object();
  reply.set("id", id);
  reply.set("title", title);
  // A row of the last list, or a button: the real one tells them apart too.
  bool is_row = false;
  std::string asked_in;
  {
    std::lock_guard lock(mutex_);
    for (const auto& shown : phones_[key_of(phone)]) {
      for (const auto& row : shown.rows) is_row = is_row || row.id == id;
      for (const auto* titles : {&shown.buttons, &shown.rows})
        for (const auto& title : *titles)
          if (title.id == id) asked_in = shown.id;
    }
  }
  if (!asked_in.empty()) {
    context.set("from", display_number);
    context.set("id", asked_in);
    message.set("context", std::move(context));
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

std::string PretendGraph::put_media(ByteView bytes, const std::string& mime_type) {
  const auto id = "media" + std::to_string(++count_);
  media_[id] = {Bytes(bytes), mime_type};
  return id;
}

std::string PretendGraph::keep_media(ByteView bytes, const std::string& mime_type) {
  std::lock_guard lock(mutex_);
  return put_media(bytes, mime_type);
}

Webhook PretendGraph::send_photo(const std::string& phone, ByteView jpeg, const std::string& caption) { return send_file(phone, "image", jpeg, "image/jpeg", caption); }

Webhook PretendGraph::send_file(const std::string& phone, const std::string& type, ByteView bytes, const std::string& mime_type, const std::string& caption) {
  Json message = Json::object(), file = Json::object();
  file.set("id", keep_media(bytes, mime_type));
  file.set("mime_type", mime_type);
  file.set("sha256", to_base64(sha256(bytes)));
  if (type == "audio") file.set("voice", true);
  if (type == "document") file.set("filename", "berkas");
  if (!caption.empty()) file.set("caption", caption);
  message.set("type", type);
  message.set(type, std::move(file));
  PhoneMessage shown;
  shown.kind = type == "image" ? "photo" : type;
  shown.text = caption;
  return incoming(phone, std::move(message), std::move(shown), "");
}

Webhook PretendGraph::send_other(const std::string& phone, const std::string& type, const std::string& object_json) {
  Json message = Json::object();
  message.set("type", type);
  // What Meta does not know itself comes with a reason and without its content; contact cards come as a list.
  if (const auto object = parse_json(object_json)) message.set(type == "unsupported" ? "errors" : type, *object);
  PhoneMessage shown;
  shown.kind = type;
  return incoming(phone, std::move(message), std::move(shown), "");
}

void PretendGraph::skew_clock(std::int64_t ms) {
  std::lock_guard lock(mutex_);
  skew_ms_ = ms;
}

Webhook PretendGraph::status(const std::string& message_id, const std::string& word, int error_code) {
  Json status = Json::object();
  status.set("id", message_id);
  status.set("status", word);
  {
    std::lock_guard lock(mutex_);
    status.set("timestamp", std::to_string((clock_.now().ms + skew_ms_) / 1000));
    if (const auto found = sent_.find(message_id); found != sent_.end()) {
      status.set(is_messaging_id(found->second.second) ? "recipient_user_id" : "recipient_id", found->second.second);
      if (!found->second.first.empty()) status.set("biz_opaque_callback_data", found->second.first);
    }
    if (auto* message = find(message_id)) message->status = word;
  }
  if (word == "sent") {
    Json pricing = Json::object();
    pricing.set("billable", true);
    pricing.set("pricing_model", "PMP");
    pricing.set("category", "service");
    pricing.set("type", "regular");
    status.set("pricing", std::move(pricing));
  }
  if (error_code != 0) {
    Json error = Json::object(), data = Json::object();
    data.set("details", "pretend error");
    error.set("code", error_code);
    error.set("title", "pretend error");
    error.set("message", "pretend error");
    error.set("error_data", std::move(data));
    status.set("errors", Json::array({std::move(error)}));
  }
  auto webhook = signed_webhook(webhook_body(settings_, "statuses", {}, std::move(status)));
  webhook.id = message_id;
  return webhook;
}

std::vector<std::string> PretendGraph::sent_since() {
  std::lock_guard lock(mutex_);
  std::deque<std::string> fresh;
  fresh.swap(fresh_);
  return {fresh.begin(), fresh.end()};
}

std::vector<Webhook> PretendGraph::statuses_waiting() {
  std::vector<Webhook> all;
  for (const auto& id : sent_since())
    for (const auto* word : {"sent", "delivered", "read"}) all.push_back(status(id, word));
  return all;
}

void PretendGraph::show_templates_by(std::function<std::string(const std::string&, const std::string&, const std::vector<std::string>&)> words) {
  std::lock_guard lock(mutex_);
  template_words_ = std::move(words);
}
void PretendGraph::obey(MetaRules rules) {
  std::lock_guard lock(mutex_);
  rules_ = rules;
}
void PretendGraph::set_templates(std::vector<MetaTemplate> templates) {
  std::lock_guard lock(mutex_);
  templates_ = std::move(templates);
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
void PretendGraph::be_out_until(Moment end) {
  std::lock_guard lock(mutex_);
  out_until_ = end;
}
void PretendGraph::refuse_person(const std::string& phone, int code) {
  std::lock_guard lock(mutex_);
  if (code == 0) refused_.erase(key_of(phone));
  else refused_[key_of(phone)] = code;
}

std::vector<Bytes> PretendGraph::received() const {
  std::lock_guard lock(mutex_);
  return {received_.begin(), received_.end()};
}

Json PretendGraph::kept() const {
  std::lock_guard lock(mutex_);
  Json phones = Json::object(), media = Json::object(), all = Json::object();
  for (const auto& [who, messages] : phones_) {
    Json list = Json::array();
    for (const auto& message : messages) list.push(json_of(message));
    phones.set(who, std::move(list));
  }
  // The newest files: their ids count up.
  std::size_t bytes = 0;
  for (auto file = media_.rbegin(); file != media_.rend() && (bytes += file->second.bytes.size()) <= kept_bytes_max; ++file) {
    Json one = Json::object();
    one.set("mime_type", file->second.mime_type);
    one.set("bytes", to_base64(file->second.bytes));
    media.set(file->first, std::move(one));
  }
  all.set("phones", std::move(phones));
  all.set("media", std::move(media));
  return all;
}

void PretendGraph::take_up(const Json& kept) {
  std::lock_guard lock(mutex_);
  for (const auto& [who, list] : kept["phones"].members())
    for (const auto& json : list.items()) {
      auto message = phone_message_of(json);
      if (!message.from_us) {
        last_said_[who] = std::max(last_said_[who], message.at);
        if (!is_messaging_id(who)) owners_["ID." + std::to_string(std::hash<std::string>{}(who))] = who;
      } else {
        sent_[message.id] = {message.callback, who};
        if (message.status != "read" && message.status != "failed") fresh_.push_back(message.id);
      }
      phones_[who].push_back(std::move(message));
    }
  for (const auto& [id, file] : kept["media"].members())
    if (auto bytes = from_base64(file["bytes"].text())) media_[id] = {std::move(*bytes), std::string(file["mime_type"].text())};
}

}  // namespace opak::channels
