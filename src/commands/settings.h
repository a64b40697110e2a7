// What an operator may set: one commented TOML file (packaging/opak.toml), and OPAK_<TABLE>_<WORD> in the environment, which
// wins. Secrets are not settings: they lie in files of their own, and a setting may only name such a file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "catalogue/source.h"

namespace opak::commands {

struct Settings {
  // [server]
  std::string address = "127.0.0.1";
  int port = 8080;
  int threads = 0;                     // 0: one for each core.
  std::string public_address = {};     // "https://layanan.kota.go.id"; "": http://localhost:<port>.
  bool secure_cookies = true;
  bool behind_proxy = false;
  // [city]
  std::string city = "36.73";
  std::string catalogue = {};          // A folder with services/, cities/, translations/; "": those inside the program.
  std::string log_origin = {};         // Name of the public log, fixed for ever at the first start; "": the public host + "/log".
  // [register]
  std::string population = "none";     // "none" or "example".
  // [whatsapp]
  std::string graph_url = "https://graph.facebook.com";
  std::string graph_version = "v26.0";
  std::string phone_number_id = {};    // "": WhatsApp is off.
  std::string business_account_id = {};  // "": nobody asks which templates were approved.
  std::string token_file = {};         // Files of mode 0600 with one line each.
  std::string app_secret_file = {};
  std::string verify_token_file = {};
  // [sms]
  std::string sms_url = {};            // Of Kannel's sendsms, or of a provider who speaks the same; "": SMS is off.
  std::string sms_user = {};
  std::string sms_password_file = {};
  std::string sms_from = {};
  std::string sms_second_url = {};     // Another provider, for when the first fails.
  std::string sms_second_user = {};
  std::string sms_second_password_file = {};
  std::string sms_second_from = {};
  std::string sms_report_address = {}; // Ours as the providers reach it, for delivery reports; "": server.public_address.
  // [email]
  std::string email_url = {};          // "smtps://host:465" or "smtp://host:587"; "": e-mail is off.
  std::string email_user = {};
  std::string email_password_file = {};
  std::string email_from = {};
  // [copy]
  std::string copy_to = {};                       // A folder, "http(s)://" of a follower, or "s3:https://host/bucket/prefix"; "": nowhere.
  std::string copy_acknowledge = "at_once";       // or "after_copy".
  std::string copy_secret_file = {};              // Shared with the follower.
  int copy_keep_days = 7;
  std::string s3_key = {};
  std::string s3_secret_file = {};
  std::string s3_region = "us-east-1";
  // [follow]
  std::string follow_listen = "127.0.0.1:8090";
  // [planning]
  std::string vroom = {};              // A VROOM server of the city's own; "": off.
  int vroom_seconds = 30, vroom_stops_max = 1'000;
  std::string map = {};                // A map server of the city's own; "": off.
  std::string map_kind = "osrm";       // or "valhalla".
  std::string map_profile = "car";
  int map_seconds = 5, map_places_max = 500;
  // [diary]
  std::string level = "info";          // debug, info, warning, error
};

// Each setting by its table and word: what the file, the environment and packaging/opak.toml are checked against.
struct SettingName {
  const char* table;
  const char* word;
  std::variant<std::string Settings::*, int Settings::*, bool Settings::*> place;
};
const std::vector<SettingName>& all_settings();
std::string environment_name(const SettingName& name);  // "OPAK_SERVER_PORT"

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Reads `text` (may be empty) and the environment, then asks whether it can be right at all. What is wrong with file and line.
tl::expected<Settings, std::vector<catalogue::Problem>> read_settings(const std::string& file, const std::string& text, const Environment& environment);

bool is_loopback(std::string_view address);
// http://localhost:8080 unless one is set.
std::string public_address_of(const Settings& settings);
std::string log_origin_of(const Settings& settings);

}  // namespace opak::commands
