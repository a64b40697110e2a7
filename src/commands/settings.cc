#include "commands/settings.h"

#include <cstdlib>

#include "base/text.h"
#include "catalogue/toml_file.h"

namespace opak::commands {
namespace {

using catalogue::Need;
using catalogue::Problem;
using catalogue::TomlTable;

const std::vector<std::string> tables{"server", "city", "register", "whatsapp", "sms", "email", "copy", "follow", "planning", "diary"};

void read_word(Settings& settings, const SettingName& name, TomlTable& table, const toml::table& raw) {
  if (raw.get(name.word) == nullptr) {
    return;
  }
  if (const auto* text = std::get_if<std::string Settings::*>(&name.place)) settings.*(*text) = table.text(name.word, Need::may);
  if (const auto* flag = std::get_if<bool Settings::*>(&name.place)) settings.*(*flag) = table.flag(name.word, false);
  if (const auto* number = std::get_if<int Settings::*>(&name.place)) settings.*(*number) = table.number(name.word, Need::may).value_or(-1);
}

void read_file(Settings& settings, const std::string& file, const std::string& text, std::vector<Problem>& problems) {
  const auto parsed = catalogue::parse_toml({file, text}, problems);
  if (!parsed) return;
  TomlTable whole(*parsed, file, problems);
  for (const auto& title : tables) {
    auto table = whole.table(title, Need::may);
    if (!table) continue;
    const auto& raw = *parsed->get(title)->as_table();
    for (const auto& name : all_settings())
      if (title == name.table) read_word(settings, name, *table, raw);
    table->done();
  }
  whole.done();
}

std::optional<bool> truth_of(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

std::optional<int> number_of(std::string_view text) {
  if (text.empty() || text.size() > 9 || only_digits(text) != text) return std::nullopt;
  return std::atoi(std::string(text).c_str());
}

void read_environment(Settings& settings, const Environment& environment, std::vector<Problem>& problems) {
  for (const auto& name : all_settings()) {
    const auto value = environment(environment_name(name));
    if (!value) continue;
    const auto wrong = [&](const char* wanted) { problems.push_back({environment_name(name), 0, std::string("must be ") + wanted}); };
    if (const auto* text = std::get_if<std::string Settings::*>(&name.place)) settings.*(*text) = *value;
    if (const auto* flag = std::get_if<bool Settings::*>(&name.place)) {
      const auto truth = truth_of(*value);
      truth ? void(settings.*(*flag) = *truth) : wrong("true or false");
    }
    if (const auto* number = std::get_if<int Settings::*>(&name.place)) {
      const auto read = number_of(*value);
      read ? void(settings.*(*number) = *read) : wrong("a whole number");
    }
  }
}

// https, or plain http to this machine: doors, telephone numbers and passwords do not go over a network unsealed.
bool is_own_server(std::string_view address) {
  if (address.empty() || address.starts_with("https://")) return true;
  for (const std::string_view here : {"http://localhost", "http://127.0.0.1", "http://[::1]"})
    if (address.starts_with(here) && (address.size() == here.size() || address[here.size()] == ':' || address[here.size()] == '/')) return true;
  return false;
}

void judge_planning(const Settings& settings, const std::function<void(std::string)>& wrong) {
  if (!is_own_server(settings.vroom)) wrong("planning.vroom must begin with https:// (or http://127.0.0.1 on this machine)");
  if (!is_own_server(settings.map)) wrong("planning.map must begin with https:// (or http://127.0.0.1 on this machine)");
  if (settings.map_kind != "osrm" && settings.map_kind != "valhalla") wrong("planning.map_kind must be \"osrm\" or \"valhalla\"");
  if (settings.vroom_seconds < 1 || settings.vroom_seconds > 60) wrong("planning.vroom_seconds must be between 1 and 60");
  if (settings.map_seconds < 1 || settings.map_seconds > 60) wrong("planning.map_seconds must be between 1 and 60");
  if (settings.vroom_stops_max < 1 || settings.vroom_stops_max > 5'000) wrong("planning.vroom_stops_max must be between 1 and 5000");
  if (settings.map_places_max < 1 || settings.map_places_max > 3'000) wrong("planning.map_places_max must be between 1 and 3000");
}

// What no city could mean.
void judge(const Settings& settings, const std::string& file, std::vector<Problem>& problems) {
  const auto wrong = [&](std::string what) { problems.push_back({file, 0, std::move(what)}); };
  if (settings.port < 0 || settings.port > 65535) wrong("server.port must be between 0 and 65535");
  if (settings.threads < 0 || settings.threads > 256) wrong("server.threads must be between 0 and 256");
  if (!settings.public_address.empty() && !settings.public_address.starts_with("https://") && !settings.public_address.starts_with("http://"))
    wrong("server.public_address must begin with https:// (or http:// on this machine)");
  if (!settings.secure_cookies && !is_loopback(settings.address))
    wrong("server.secure_cookies = false is for this machine only: anyone on the network could take over a session on " + settings.address);
  if (settings.population != "none" && settings.population != "example") wrong("register.population must be \"none\" or \"example\"");
  if (settings.level != "debug" && settings.level != "info" && settings.level != "warning" && settings.level != "error")
    wrong("diary.level must be debug, info, warning or error");
  if (settings.copy_acknowledge != "at_once" && settings.copy_acknowledge != "after_copy") wrong("copy.acknowledge must be \"at_once\" or \"after_copy\"");
  const auto& to = settings.copy_to;
  const bool to_follower = to.starts_with("http://") || to.starts_with("https://");
  if (!to.empty() && !to_follower && !to.starts_with("s3:") && !to.starts_with("/")) wrong("copy.to must be an absolute path, http(s)://host:port of a follower, or s3:https://host/bucket/prefix");
  if (to_follower && settings.copy_secret_file.empty()) wrong("copy.to is a follower, so copy.secret_file must be set too");
  if (to.starts_with("s3:") && (settings.s3_key.empty() || settings.s3_secret_file.empty())) wrong("copy.to is a bucket, so copy.s3_key and copy.s3_secret_file must be set too");
  if (settings.copy_keep_days < 0 || settings.copy_keep_days > 35) wrong("copy.keep_days must be between 0 and 35");
  if (settings.follow_listen.rfind(':') == std::string::npos) wrong("follow.listen must be address:port");
  judge_planning(settings, wrong);
  const bool whatsapp_files = !settings.token_file.empty() && !settings.app_secret_file.empty() && !settings.verify_token_file.empty();
  for (const auto* url : {&settings.sms_url, &settings.sms_second_url})
    if (!is_own_server(*url)) wrong("an address of sms must begin with https:// (or http://127.0.0.1 on this machine)");
  if (settings.sms_url.empty() && !settings.sms_second_url.empty()) wrong("sms.second_url is set without sms.url");
  if (!settings.sms_url.empty() && settings.sms_password_file.empty()) wrong("sms.url is set, so sms.password_file must be too");
  if (!settings.sms_second_url.empty() && settings.sms_second_password_file.empty()) wrong("sms.second_url is set, so sms.second_password_file must be too");
  if (!settings.email_url.empty() && !settings.email_url.starts_with("smtps://") && !settings.email_url.starts_with("smtp://")) wrong("email.url must begin with smtps:// or smtp://");
  if (!settings.email_url.empty() && settings.email_from.find('@') == std::string::npos) wrong("email.url is set, so email.from must be an address");
  if (!settings.phone_number_id.empty() && !whatsapp_files)
    wrong("whatsapp.phone_number_id is set, so token_file, app_secret_file and verify_token_file must be too");
}

}  // namespace

const std::vector<SettingName>& all_settings() {
  static const std::vector<SettingName> all{
      {"server", "address", &Settings::address},
      {"server", "port", &Settings::port},
      {"server", "threads", &Settings::threads},
      {"server", "public_address", &Settings::public_address},
      {"server", "secure_cookies", &Settings::secure_cookies},
      {"server", "behind_proxy", &Settings::behind_proxy},
      {"city", "code", &Settings::city},
      {"city", "catalogue", &Settings::catalogue},
      {"city", "log_origin", &Settings::log_origin},
      {"register", "population", &Settings::population},
      {"whatsapp", "graph_url", &Settings::graph_url},
      {"whatsapp", "graph_version", &Settings::graph_version},
      {"whatsapp", "phone_number_id", &Settings::phone_number_id},
      {"whatsapp", "business_account_id", &Settings::business_account_id},
      {"whatsapp", "token_file", &Settings::token_file},
      {"whatsapp", "app_secret_file", &Settings::app_secret_file},
      {"whatsapp", "verify_token_file", &Settings::verify_token_file},
      {"sms", "url", &Settings::sms_url},
      {"sms", "user", &Settings::sms_user},
      {"sms", "password_file", &Settings::sms_password_file},
      {"sms", "from", &Settings::sms_from},
      {"sms", "second_url", &Settings::sms_second_url},
      {"sms", "second_user", &Settings::sms_second_user},
      {"sms", "second_password_file", &Settings::sms_second_password_file},
      {"sms", "second_from", &Settings::sms_second_from},
      {"sms", "report_address", &Settings::sms_report_address},
      {"email", "url", &Settings::email_url},
      {"email", "user", &Settings::email_user},
      {"email", "password_file", &Settings::email_password_file},
      {"email", "from", &Settings::email_from},
      {"copy", "to", &Settings::copy_to},
      {"copy", "acknowledge", &Settings::copy_acknowledge},
      {"copy", "secret_file", &Settings::copy_secret_file},
      {"copy", "keep_days", &Settings::copy_keep_days},
      {"copy", "s3_key", &Settings::s3_key},
      {"copy", "s3_secret_file", &Settings::s3_secret_file},
      {"copy", "s3_region", &Settings::s3_region},
      {"follow", "listen", &Settings::follow_listen},
      {"planning", "vroom", &Settings::vroom},
      {"planning", "vroom_seconds", &Settings::vroom_seconds},
      {"planning", "vroom_stops_max", &Settings::vroom_stops_max},
      {"planning", "map", &Settings::map},
      {"planning", "map_kind", &Settings::map_kind},
      {"planning", "map_profile", &Settings::map_profile},
      {"planning", "map_seconds", &Settings::map_seconds},
      {"planning", "map_places_max", &Settings::map_places_max},
      {"diary", "level", &Settings::level}};
  return all;
}

std::string environment_name(const SettingName& name) { return "OPAK_" + upper_ascii(name.table) + "_" + upper_ascii(name.word); }

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

tl::expected<Settings, std::vector<Problem>> read_settings(const std::string& file, const std::string& text, const Environment& environment) {
  std::vector<Problem> problems;
  Settings settings;
  read_file(settings, file, text, problems);
  read_environment(settings, environment, problems);
  if (problems.empty()) judge(settings, file, problems);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return settings;
}

bool is_loopback(std::string_view address) { return address == "::1" || address == "localhost" || address.starts_with("127."); }

std::string public_address_of(const Settings& settings) {
  if (settings.public_address.empty()) return "http://localhost:" + std::to_string(settings.port);
  auto address = settings.public_address;
  while (address.ends_with('/')) address.pop_back();
  return address;
}

std::string log_origin_of(const Settings& settings) {
  if (!settings.log_origin.empty()) return settings.log_origin;
  auto host = public_address_of(settings);
  host = host.substr(host.find("://") + 3);
  host = host.substr(0, host.find_first_of("/:"));
  return host + "/log";
}

}  // namespace opak::commands
