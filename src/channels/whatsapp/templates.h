// Which templates WhatsApp approved. Outside the 24 hours nothing else goes to a person, and whether one was approved shows otherwise only when it is refused.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "channels/whatsapp/graph.h"
#include "office/office.h"

namespace opak::channels::whatsapp {

using TemplateNames = std::map<std::pair<std::string, std::string>, std::string>;  // Name and language -> status.

// All that the business account has, page by page. Blocks.
Result<TemplateNames> fetch_templates(Outgoing&, const Settings&);

// Keeps what was said of each template that the city needs, in Indonesian and English. Gives how many of them may not be sent now.
int note_templates(office::Office&, const TemplateNames&);

// True too where WhatsApp was never asked.
bool may_send_template(store::Database& reader, std::string_view name, std::string_view language);

}  // namespace opak::channels::whatsapp
