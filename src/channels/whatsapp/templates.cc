#include "channels/whatsapp/templates.h"

#include "base/log.h"
#include "office/book.h"

namespace opak::channels::whatsapp {
namespace {

constexpr int pages_max = 50;
constexpr std::string_view notice = "notice.";

// "opak_returned" in Indonesian and English: those two are sent (message_writer.cc).
std::vector<std::pair<std::string, std::string>> needed(const catalogue::Sentences& sentences) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& key : sentences.keys(catalogue::Lang::id))
    if (key.starts_with(notice))
      for (const auto* language : {"id", "en"}) all.emplace_back("opak_" + key.substr(notice.size()), language);
  return all;
}

bool is_cursor(std::string_view text) {
  return !text.empty() && text.size() < 500 && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=") == text.npos;
}

}  // namespace

Result<TemplateNames> fetch_templates(Outgoing& outgoing, const Settings& settings) {
  TemplateNames all;
  std::string after;
  for (int page = 0; page < pages_max; ++page) {
    OutgoingRequest request;
    request.url = settings.base_url + "/" + settings.version + "/" + settings.business_account + "/message_templates?fields=name,language,status&limit=100" + (after.empty() ? "" : "&after=" + after);
    request.headers = {{"Authorization", "Bearer " + settings.token}};
    const auto answer = outgoing.send(request);
    if (!answer) return tl::unexpected(answer.error());
    const auto json = parse_json(answer->body);
    if (answer->status != 200 || !json) return failure("WhatsApp does not list its templates", "status " + std::to_string(answer->status));
    for (const auto& one : (*json)["data"].items()) all[{std::string(one["name"].text()), std::string(one["language"].text())}] = std::string(one["status"].text());
    after = std::string((*json)["paging"]["cursors"]["after"].text());
    if ((*json)["paging"]["next"].text().empty() || !is_cursor(after)) return all;
  }
  return all;
}

int note_templates(office::Office& office, const TemplateNames& names) {
  const auto all = needed(office.catalogue().sentences());
  int missing = 0;
  std::string first;
  office.record({.actor = "system"}, [&](office::Book& book) -> office::Answer {
    for (const auto& one : all) {
      const auto found = names.find(one);
      const auto status = found == names.end() ? std::string("MISSING") : found->second;
      if (status != "APPROVED" && missing++ == 0) first = one.first + " (" + one.second + ", " + status + ")";
      book.database().query("INSERT INTO whatsapp_template (name, language, status, seen_at) VALUES ($1, $2, $3, $4) "
                            "ON CONFLICT (name, language) DO UPDATE SET status = excluded.status, seen_at = excluded.seen_at")
          .text(one.first).text(one.second).text(status).number(book.now().ms).run();
    }
    return office::Done{};
  }).wait();
  if (missing > 0) log_warning("templates that WhatsApp has not approved", {{"how_many", missing}, {"of", static_cast<std::int64_t>(all.size())}, {"first", first}});
  return missing;
}

bool may_send_template(store::Database& reader, std::string_view name, std::string_view language) {
  auto row = reader.query("SELECT status FROM whatsapp_template WHERE name = $1 AND language = $2").text(name).text(language);
  return !row.next() || row.text_at(0) == "APPROVED";
}

}  // namespace opak::channels::whatsapp
