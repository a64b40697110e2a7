// Talks: the list and one of them (O2).
#pragma once

#include <cstdint>

#include "intake/conversations.h"
#include "intake/desk.h"
#include "intake/guesses.h"
#include "web/officer/desk.h"

namespace opak::web {

std::string talk_path(std::string_view contact);
std::string talk_photo_path(std::string_view contact, std::string_view line);
std::int64_t waiting_talks_count(Site& site);

struct TalkList {
  intake::ConversationFilter tab = intake::ConversationFilter::all;
  int page_number = 0;
  std::string current = {};  // Contact of the talk that is open beside it.
  bool ticks = false;        // Rows can be ticked for one act over several.
};
void talk_list_pane(Page& page, const TalkList& list);
void talk_list_rows(Page& page, const std::vector<intake::Standing>& standings);
constexpr std::string_view talk_tick_prefix = "p-";
std::string say_minutes(const Speech& say, std::int64_t minutes);  // "12 menit", "3 jam", "2 hari"

namespace officer {
// The talk whole, with what came of an act, or with a canned reply put into the answer.
LaterPage show_talk(Site& site, const Visitor& visitor, std::string contact, Trouble trouble, const std::string& canned = {});
}

// What was found in a talk, each with the message it came from. Nothing where nothing was found.
void guess_list(Page& page, const law::Service& service, const std::vector<intake::Heard>& guesses);

// What was said, oldest first, with its photos and the hour; between it what colleagues noted for each other.
void chat_lines(Page& page, std::string_view contact, const std::vector<intake::ChatLine>& lines, const std::vector<intake::TalkNote>& notes = {});

}  // namespace opak::web
