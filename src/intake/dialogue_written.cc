// Conversations and replies as text, and back.
#include "base/json.h"
#include "base/text.h"
#include "intake/dialogue.h"

namespace opak::intake {
namespace {

Json written_choices(const std::vector<Choice>& choices) {
  Json json = Json::array();
  for (const auto& [id, title, description] : choices) json.push(Json::array({Json(id), Json(title), Json(description)}));
  return json;
}

std::vector<Choice> read_choices(const Json& json) {
  std::vector<Choice> choices;
  for (const auto& row : json.items())
    choices.push_back({std::string(row[std::size_t{0}].text()), std::string(row[std::size_t{1}].text()), std::string(row[std::size_t{2}].text())});
  return choices;
}

}  // namespace

Personal<vault::Fields> written(const Conversation& c) {
  Json state = Json::object();
  state.set("language", c.language);
  state.set("language_settled", c.language_settled ? 1 : 0);
  state.set("service", c.service);
  state.set("application", c.application);
  state.set("asking", c.asking);
  if (!c.repairing.empty()) state.set("repairing", c.repairing);
  state.set("kecamatan", c.kecamatan);
  state.set("page", c.page);
  state.set("misses", c.misses);
  state.set("doubt", PersonalAccess::look(c.doubt));
  Json answers = Json::array(), papers = Json::array(), offered = Json::array();
  for (const auto& [key, value] : PersonalAccess::look(c.answers)) answers.push(Json::array({Json(key), Json(value)}));
  for (const auto& [key, value] : c.papers) papers.push(Json::array({Json(key), Json(value)}));
  Json photos = Json::array();
  for (const auto& document : c.photos) photos.push(Json(document));
  for (const auto& [id, title] : c.offered) offered.push(Json::array({Json(id), Json(title)}));
  state.set("answers", std::move(answers));
  state.set("papers", std::move(papers));
  state.set("offered", std::move(offered));
  state.set("photos", std::move(photos));
  state.set("meanwhile", c.meanwhile ? 1 : 0);
  return Personal<vault::Fields>({{"state", state.write()}});
}

Conversation read_conversation(std::string contact, const Opened<vault::Fields>& fields) {
  Conversation c;
  c.contact = std::move(contact);
  const auto json = parse_json(PersonalAccess::look(vault::field_of(fields, "state")));
  if (!json) return c;  // Of a form we do not know: the conversation begins anew, the draft is kept.
  const auto text = [&](const char* name) { return std::string((*json)[name].text()); };
  const auto pair = [](const Json& row) { return std::pair(std::string(row[std::size_t{0}].text()), std::string(row[std::size_t{1}].text())); };
  if (!text("language").empty()) c.language = text("language");
  c.language_settled = (*json)["language_settled"].number() != 0 || c.language != "id";
  c.service = text("service");
  c.application = text("application");
  c.asking = text("asking");
  c.repairing = text("repairing");
  c.kecamatan = text("kecamatan");
  c.page = static_cast<int>((*json)["page"].number());
  c.misses = static_cast<int>((*json)["misses"].number());
  c.doubt = Personal<std::string>(text("doubt"));
  vault::Fields answers;
  for (const auto& row : (*json)["answers"].items()) answers.push_back(pair(row));
  c.answers = Personal<vault::Fields>(std::move(answers));
  for (const auto& row : (*json)["papers"].items()) c.papers.insert(pair(row));
  for (const auto& document : (*json)["photos"].items()) c.photos.emplace_back(document.text());
  c.meanwhile = (*json)["meanwhile"].number() != 0;
  for (const auto& row : (*json)["offered"].items()) c.offered.push_back(pair(row));
  return c;
}

Personal<std::string> written(const Reply& reply) {
  Json json = Json::object();
  json.set("text", PersonalAccess::look(reply.text));
  if (!reply.buttons.empty()) json.set("buttons", written_choices(reply.buttons));
  if (!reply.rows.empty()) {
    json.set("list", reply.list_button);
    json.set("rows", written_choices(reply.rows));
  }
  return Personal<std::string>(json.write());
}

Reply read_reply(const Opened<std::string>& text) {
  const auto json = parse_json(PersonalAccess::look(text));
  if (!json || !json->is_object()) return {Personal<std::string>(PersonalAccess::look(text)), {}, {}, {}};
  return {Personal<std::string>(std::string((*json)["text"].text())), read_choices((*json)["buttons"]), std::string((*json)["list"].text()),
          read_choices((*json)["rows"])};
}

std::vector<Reply> merged(std::vector<Reply> replies) {
  constexpr std::size_t together_max = 1000;  // Below what a message with buttons may hold.
  std::vector<Reply> out;
  for (auto& reply : replies) {
    const bool plain = !out.empty() && out.back().buttons.empty() && out.back().rows.empty();
    if (!plain) {
      out.push_back(std::move(reply));
      continue;
    }
    const auto text = PersonalAccess::look(out.back().text) + "\n\n" + PersonalAccess::look(reply.text);
    if (letters_count(text) > together_max) {
      out.push_back(std::move(reply));
    } else {
      out.back() = std::move(reply);
      out.back().text = Personal<std::string>(text);
    }
  }
  return out;
}

std::string_view name_of(IncomingKind kind) {
  constexpr std::string_view names[] = {"text",     "choice", "photo",   "location",    "voice",          "sticker",
                                        "reaction", "edited", "revoked", "unsupported", "number_changed", "broken_photo", "broken_voice"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace opak::intake
