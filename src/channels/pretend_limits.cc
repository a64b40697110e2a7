// The limits of the API (reference: Meta's pages on messages), written a second time: what builds messages has its own (whatsapp/graph.h).
#include <algorithm>
#include <set>

#include "base/text.h"
#include "channels/pretend_graph.h"

namespace opak::channels {
namespace {

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

std::string fault_of_file(const Json& file) {
  if (file["id"].text().empty() == file["link"].text().empty()) return "a file has an id or a link";
  return letters_count(file["caption"].text()) > 1024 ? "caption: at most 1024 letters" : "";
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
  if (type == "image" || type == "document") return fault_of_file(message[type]);
  if (type != "interactive") return "type";
  const auto& interactive = message["interactive"];
  const auto letters = letters_count(interactive["body"]["text"].text());
  if (letters == 0 || letters > whatsapp::interactive_letters_max) return "interactive body: 1 to 1024 letters";
  if (interactive["type"].text() == "button") return fault_of_buttons(interactive["action"]);
  if (interactive["type"].text() == "location_request_message") return interactive["action"]["name"].text() == "send_location" ? "" : "action: send_location";
  return interactive["type"].text() == "list" ? fault_of_list(interactive["action"]) : "interactive type";
}

}  // namespace opak::channels
