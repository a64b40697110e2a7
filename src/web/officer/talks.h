// Talks that wait for a person (O2).
#pragma once

#include <cstdint>

#include "intake/conversations.h"
#include "intake/guesses.h"
#include "web/page.h"

namespace opak::web {

std::string talk_path(std::string_view contact);
std::string talk_photo_path(std::string_view contact, std::string_view line);
std::int64_t waiting_talks_count(Site& site);

// What was found in a talk, each with the message it came from. Nothing where nothing was found.
void guess_list(Page& page, const law::Service& service, const std::vector<intake::Heard>& guesses);

// What was said, oldest first, with its photos and the hour.
void chat_lines(Page& page, std::string_view contact, const std::vector<intake::ChatLine>& lines);

}  // namespace opak::web
