// The Graph API of WhatsApp: what we send, and what its answers mean.
//
// Messages are built within the limits of the API, whatever they are asked to hold:
// what is too long is shortened, what is too many is left away. A send that got no answer is "unanswered": it may have been carried out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/world.h"
#include "channels/whatsapp/settings.h"

namespace opak::channels::whatsapp {

constexpr std::size_t text_letters_max = 4096;
constexpr std::size_t interactive_letters_max = 1024;
constexpr std::size_t buttons_max = 3;
constexpr std::size_t button_letters_max = 20;
constexpr std::size_t rows_max = 10;
constexpr std::size_t row_letters_max = 24;
constexpr std::size_t row_description_letters_max = 72;
constexpr std::size_t template_value_letters_max = 1024;
constexpr std::size_t callback_bytes_max = 512;
constexpr std::size_t photo_bytes_max = 16 * 1024 * 1024;

struct Address {
  std::string phone;  // "+6281200000001"; wins where both are there.
  std::string bsuid;
  bool is_empty() const { return phone.empty() && bsuid.empty(); }
};

struct Title {
  std::string id, title, description;
};

Json text_message(const Address&, std::string_view text, std::string_view callback);
Json buttons_message(const Address&, std::string_view text, const std::vector<Title>& buttons, std::string_view callback);
Json list_message(const Address&, std::string_view text, std::string_view list_button, const std::vector<Title>& rows, std::string_view callback);
Json template_message(const Address&, std::string_view name, std::string_view language, const std::vector<std::string>& values, std::string_view callback);

// What an answer asks of us (4.8).
enum class Verdict {
  sent,
  unanswered,        // No answer: it may have gone out. Wait for a status with our callback words.
  retry,             // Later, all of us.
  retry_person,      // Later, this person.
  needs_template,    // The 24 hours are over.
  needs_phone,       // This kind does not go to a messaging id.
  give_up,           // This letter will not arrive; another way must be found.
  mistake,           // We built it wrong, or the template is not as we think.
  alarm              // Token, permission, payment: nothing goes out until somebody looks.
};
Verdict verdict_of(int error_code);

struct SendAnswer {
  Verdict verdict = Verdict::unanswered;
  std::string message_id;  // If sent.
  int code = 0;            // Of the error.
};

inline constexpr std::string_view never_comes = "it will not be smaller the next time";

struct Media {
  Bytes bytes;
  std::string mime_type;
};

class Graph {
 public:
  Graph(Outgoing& outgoing, Settings settings) : outgoing_(outgoing), settings_(std::move(settings)) {}

  SendAnswer send(const Json& message);
  // The hint `never_comes`: trying again is of no use.
  // Asks for the address, fetches at once (it lives five minutes), checks size and SHA-256. Blocks.
  Result<Media> fetch_media(std::string_view media_id);
  const Settings& settings() const { return settings_; }

 private:
  Outgoing& outgoing_;
  Settings settings_;
};

SendAnswer read_send_answer(const OutgoingResponse& response);

}  // namespace opak::channels::whatsapp
