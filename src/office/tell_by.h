// Which ways a resident takes news by, besides WhatsApp: sealed on the contact's card, gone with its key.
#pragma once

#include <string>
#include <vector>

#include "office/office.h"

namespace opak::office {

// `email`: a new address; empty: as it was. `no_email`: the one that is kept goes. `unwanted`: ways they do not want ("sms", "email"), all of them.
// Refusals: office.email_odd, office.contact_unknown.
struct TellBy { std::string contact; Personal<std::string> email; bool no_email = false; std::vector<std::string> unwanted; };
Later<Answer> tell_by(Office&, TellBy, const Asked&);

}  // namespace opak::office
