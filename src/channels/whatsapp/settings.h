// Where the WhatsApp Cloud API is and how we show who we are. Secrets come from the key file or the environment, never from code.
#pragma once

#include <string>

namespace opak::channels::whatsapp {

struct Settings {
  std::string base_url = "https://graph.facebook.com";
  std::string version = "v26.0";
  std::string phone_number_id;
  std::string token;         // For sending and for fetching media.
  std::string app_secret;    // Signs what comes in.
  std::string verify_token;  // For the handshake.
  std::string business_account = {};  // Whose templates are listed; "": they are not.

  bool is_complete() const { return !phone_number_id.empty() && !token.empty() && !app_secret.empty() && !verify_token.empty(); }
};

}  // namespace opak::channels::whatsapp
