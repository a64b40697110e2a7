// Messages in and out of a running city: WhatsApp for real, or the pretend phone of the demo.
#pragma once

#include "channels/pretend_graph.h"
#include "channels/whatsapp/settings.h"
#include "commands/city.h"

namespace opak::commands {

// From the settings and their secret files. Not complete: WhatsApp is off.
Result<channels::whatsapp::Settings> whatsapp_settings(const Settings& settings);

using OpensMessengers = std::function<Result<std::unique_ptr<Messengers>>(office::Office&, web::Site&)>;
OpensMessengers real_messengers(channels::whatsapp::Settings settings, Outgoing& outgoing);

// With the phone's own statuses coming back, as a real phone's would.
OpensMessengers pretend_messengers(channels::PretendGraph& graph, Outgoing& outgoing, std::function<void()>& wake_inbox);

}  // namespace opak::commands
