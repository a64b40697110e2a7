// What a talk already says about a form: a NIK in one message, an address in another. A guess is shown with the message it came
// from, and it is an answer only once an officer has confirmed it.
#pragma once

#include <string>
#include <vector>

#include "intake/conversations.h"
#include "law/region.h"
#include "law/service.h"

namespace opak::intake {

struct Heard {
  std::string question;       // A question of the service.
  Opened<std::string> value;  // As the form takes it.
  Moment at;                  // When the message came.
  std::string paper = {};     // Read on a photo of this paper ("family_card", ...); "": said in the message.
};

// At most one for each question, in the service's order; what was said last counts. Only what the law's own checks accept.
std::vector<Heard> guesses_in(const std::vector<ChatLine>& lines, const law::Service& service, const law::Regions& regions);

// The answers with the guesses where nothing was answered yet.
Opened<vault::Fields> with_guesses(const Opened<vault::Fields>& answers, const std::vector<Heard>& guesses);

}  // namespace opak::intake
