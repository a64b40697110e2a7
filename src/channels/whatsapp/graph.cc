#include "channels/whatsapp/graph.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace opak::channels::whatsapp {
namespace {

Json envelope(const Address& to, std::string_view type, std::string_view callback) {
  Json json = Json::object();
  json.set("messaging_product", "whatsapp");
  json.set("recipient_type", "individual");
  if (!to.phone.empty()) json.set("to", only_digits(to.phone));
  else json.set("recipient", to.bsuid);
  if (!callback.empty()) json.set("biz_opaque_callback_data", callback.substr(0, callback_bytes_max));
  json.set("type", type);
  return json;
}

// At most so many letters, the mark of shortening included.
std::string within(std::string_view text, std::size_t letters_max) {
  return letters_count(text) <= letters_max ? std::string(text) : shortened(text, letters_max - 1);
}

Json text_object(std::string text) {
  Json json = Json::object();
  json.set("text", std::move(text));
  return json;
}

// Titles must differ: two that are the same after shortening get a number.
std::vector<Title> fitted(std::vector<Title> titles, std::size_t count_max, std::size_t letters_max) {
  if (titles.size() > count_max) titles.resize(count_max);
  for (std::size_t i = 0; i < titles.size(); ++i) {
    auto& title = titles[i];
    title.id = title.id.substr(0, 200);
    title.title = within(one_spaced(title.title), letters_max);
    if (title.title.empty()) title.title = std::to_string(i + 1);
    const auto same = [&](const Title& other) { return other.title == title.title; };
    if (std::any_of(titles.begin(), titles.begin() + static_cast<std::ptrdiff_t>(i), same))
      title.title = within(title.title, letters_max - 3) + " " + std::to_string(i + 1);
    title.description = within(one_spaced(title.description), row_description_letters_max);
  }
  return titles;
}

Json body_object(std::string_view text) { return text_object(within(text, interactive_letters_max)); }

std::string_view host_of(std::string_view url) {
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return {};
  return url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
}

// The token goes only where Meta keeps media, or back to the address we were told to use.
bool may_see_token(std::string_view url, const Settings& settings) {
  const auto host = host_of(url);
  // A name and nothing else: where two readers see two hosts in an address, one of them is not Meta's.
  const auto is_of_a_name = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'; };
  if (host != host_of(settings.base_url) && !std::all_of(host.begin(), host.end(), is_of_a_name)) return false;
  if (!host.empty() && host == host_of(settings.base_url)) return true;
  return url.starts_with("https://") && (host.ends_with(".fbsbx.com") || host.ends_with(".facebook.com") || host.ends_with(".whatsapp.net"));
}

bool is_media_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  });
}

}  // namespace

Json text_message(const Address& to, std::string_view text, std::string_view callback) {
  Json json = envelope(to, "text", callback), body = Json::object();
  body.set("preview_url", false);
  body.set("body", within(text, text_letters_max));
  json.set("text", std::move(body));
  return json;
}

Json buttons_message(const Address& to, std::string_view text, const std::vector<Title>& buttons, std::string_view callback) {
  Json all = Json::array();
  for (const auto& button : fitted(buttons, buttons_max, button_letters_max)) {
    Json reply = Json::object(), one = Json::object();
    reply.set("id", button.id);
    reply.set("title", button.title);
    one.set("type", "reply");
    one.set("reply", std::move(reply));
    all.push(std::move(one));
  }
  Json action = Json::object(), interactive = Json::object();
  action.set("buttons", std::move(all));
  interactive.set("type", "button");
  interactive.set("body", body_object(text));
  interactive.set("action", std::move(action));
  Json json = envelope(to, "interactive", callback);
  json.set("interactive", std::move(interactive));
  return json;
}

Json list_message(const Address& to, std::string_view text, std::string_view list_button, const std::vector<Title>& rows, std::string_view callback) {
  Json all = Json::array();
  for (const auto& row : fitted(rows, rows_max, row_letters_max)) {
    Json one = Json::object();
    one.set("id", row.id);
    one.set("title", row.title);
    if (!row.description.empty()) one.set("description", row.description);
    all.push(std::move(one));
  }
  Json section = Json::object(), action = Json::object(), interactive = Json::object();
  section.set("rows", std::move(all));
  action.set("button", within(list_button.empty() ? "+" : list_button, button_letters_max));
  action.set("sections", Json::array({std::move(section)}));
  interactive.set("type", "list");
  interactive.set("body", body_object(text));
  interactive.set("action", std::move(action));
  Json json = envelope(to, "interactive", callback);
  json.set("interactive", std::move(interactive));
  return json;
}

Json template_message(const Address& to, std::string_view name, std::string_view language, const std::vector<std::string>& values, std::string_view callback) {
  Json code = Json::object(), what = Json::object();
  code.set("code", language);
  what.set("name", name);
  what.set("language", std::move(code));
  if (!values.empty()) {
    Json parameters = Json::array(), body = Json::object();
    for (const auto& value : values) {
      Json parameter = Json::object();
      parameter.set("type", "text");
      // A value with a line break, or none at all, is refused.
      const auto plain = one_spaced(value);
      parameter.set("text", within(plain.empty() ? "-" : plain, template_value_letters_max));
      parameters.push(std::move(parameter));
    }
    body.set("type", "body");
    body.set("parameters", std::move(parameters));
    what.set("components", Json::array({std::move(body)}));
  }
  Json json = envelope(to, "template", callback);
  json.set("template", std::move(what));
  return json;
}

Verdict verdict_of(int code) {
  if (code >= 200 && code <= 299) return Verdict::alarm;  // Permissions.
  switch (code) {
    case 0: case 3: case 10: case 190: case 368: case 130497: case 131005: case 131031: case 131042: return Verdict::alarm;
    case 4: case 80007: case 130429: case 131000: case 131016: case 131057: case 132069: case 133004: return Verdict::retry;
    case 131056: return Verdict::retry_person;
    case 131047: return Verdict::needs_template;
    case 131062: return Verdict::needs_phone;
    case 131021: case 131026: case 131030: case 131048: case 131049: case 131050: return Verdict::give_up;
    default: return Verdict::mistake;
  }
}

SendAnswer read_send_answer(const OutgoingResponse& response) {
  const auto json = parse_json(response.body);
  if (response.status == 200) {
    const auto id = json ? std::string((*json)["messages"][std::size_t{0}]["id"].text()) : "";
    // Accepted, but under a name we cannot read: it may be on its way.
    if (id.empty()) return {Verdict::unanswered, "", 0};
    return {Verdict::sent, id, 0};
  }
  if (!json || !(*json)["error"].is_object()) {
    if (response.status == 401 || response.status == 403) return {Verdict::alarm, "", response.status};
    // A gateway in between speaks for itself; the message may have passed it.
    return {response.status == 429 ? Verdict::retry : response.status >= 500 ? Verdict::unanswered : Verdict::mistake, "", response.status};
  }
  const auto code = static_cast<int>((*json)["error"]["code"].number());
  return {verdict_of(code), "", code};
}

SendAnswer Graph::send(const Json& message) {
  OutgoingRequest request;
  request.method = "POST";
  request.url = settings_.base_url + "/" + settings_.version + "/" + settings_.phone_number_id + "/messages";
  request.headers = {{"Authorization", "Bearer " + settings_.token}, {"Content-Type", "application/json"}};
  request.body = message.write();
  const auto response = outgoing_.send(request);
  if (!response) return {response.error().hint == nothing_was_sent ? Verdict::retry : Verdict::unanswered, "", 0};
  return read_send_answer(*response);
}

Result<Media> Graph::fetch_media(std::string_view media_id) {
  if (!is_media_id(media_id)) return failure("a media id of a form we do not know");
  OutgoingRequest ask;
  ask.url = settings_.base_url + "/" + settings_.version + "/" + std::string(media_id);
  ask.headers = {{"Authorization", "Bearer " + settings_.token}};
  const auto about = outgoing_.send(ask);
  if (!about) return tl::unexpected(about.error());
  const auto json = parse_json(about->body);
  if (about->status != 200 || !json) return failure("media could not be looked up", "status " + std::to_string(about->status));
  if (static_cast<std::size_t>(std::max<std::int64_t>(0, (*json)["file_size"].number())) > photo_bytes_max) return failure("media too large", std::string(never_comes));
  const std::string url((*json)["url"].text());
  if (!may_see_token(url, settings_)) return failure("media at an address that may not see our token");

  OutgoingRequest fetch;
  fetch.url = url;
  fetch.headers = ask.headers;
  fetch.body_bytes_max = photo_bytes_max;
  fetch.timeout_ms = 30'000;
  auto file = outgoing_.send(fetch);
  if (!file) return tl::unexpected(file.error());
  if (file->status != 200) return failure("media could not be fetched", "status " + std::to_string(file->status));
  const auto size = (*json)["file_size"].number();
  if (size > 0 && static_cast<std::size_t>(size) != file->body.size()) return failure("media came in another size than announced");
  const auto wanted = (*json)["sha256"].text();
  const auto have = sha256(file->body);
  // Written in hex by the API and in base64 by webhooks.
  if (!wanted.empty() && lower_ascii(wanted) != to_hex(have) && wanted != to_base64(have)) return failure("media came with another hash than announced");
  return Media{std::move(file->body), std::string((*json)["mime_type"].text())};
}

}  // namespace opak::channels::whatsapp
