// What the officers' pages have in common: who asks, how an act ends, and how a case looks in a list.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/application/application.h"
#include "law/service.h"
#include "law/working_days.h"
#include "office/check.h"
#include "views/boards.h"
#include "web/page.h"

namespace opak::web {

using views::Case;
using LaterPage = Later<Response>;
using Typed = std::map<std::string, std::string, std::less<>>;  // A form's fields as they came, to be shown again.

office::Asked asked_of(const Visitor& visitor, const Request& request);
Typed typed_of(const Request& request);
std::string_view typed(const Typed& fields, std::string_view name);
int whole_number(std::string_view text, int otherwise);  // 0 to 1,000,000; `otherwise` for anything else.

// The page where these roles begin their day.
std::string_view first_desk(access::Roles roles);

// What came of an act, said where its button stands when the page is shown again.
struct Trouble {
  std::string act;            // "terima", "kembalikan", ...: the form it belongs to.
  std::string words;          // The refusal's sentence; "" if only fields are wrong.
  std::vector<Wrong> wrongs;
  Typed typed;
  bool any() const { return !words.empty() || !wrongs.empty(); }
};
// The sentence at its button, if this act was the one that was refused.
void trouble_at(Page& page, const Trouble& trouble, std::string_view act);

// What one officer entered and another answers with their own hands: one button to confirm, a reason to decline.
struct SecondPersonForms {
  std::string_view confirm, decline;  // Where the two forms are sent.
  std::string_view field, id;         // What is answered.
  std::string_view confirm_words;     // Key of the button's words.
};
void second_person_forms(Page& page, const SecondPersonForms& forms, const Trouble* trouble);  // `trouble`: this one's, or null.

// Later of a later page is a later page. A bug on the way becomes a 500 and never reaches the clerk.
LaterPage page_after(Site& site, const Visitor& visitor, const Later<office::Answer>& answer,
                     std::function<LaterPage(const office::Answer&)> next);
// Done: on to `path`. Refused: `again` shows the page with the reason. Failed: 503.
using Again = std::function<LaterPage(const Refusal&)>;
Reply go_on(Site& site, const Visitor& visitor, const Later<office::Answer>& answer, std::string path, Again again);

// Opens the file for this purpose, then shows it.
LaterPage with_file(Site& site, const Visitor& visitor, office::OpenFile wish, const office::Asked& asked,
                    std::function<Response(const office::FileOpened&)> show);
constexpr std::int64_t opening_holds_ms = minutes(30);
// The purpose for which this officer opened the file within the last half hour.
std::optional<std::string> open_purpose(Boards& boards, std::string_view application, const Visitor& visitor);

std::optional<Case> find_case(Boards& boards, std::string_view number);  // As people type it.
const law::Service* service_of(const Site& site, const application::State& state);
std::string service_title(const Page& page, const application::State& state);
std::string region_name(const Site& site, std::string_view code);
// "Rina (operator)", "pemohon", "sistem".
std::string actor_words(Page& page, std::string_view actor);
std::string reason_words(const Page& page, const application::State& state, std::string_view word);

Moment closing_on(const law::Calendar& calendar, Day day);  // The office's; 15.00 on a free day.
// When the case must have moved: the day its present stage is due, at closing time. The list is in the same order.
std::optional<Moment> due_at(const application::State& state, const law::Calendar& calendar);
struct TimePill {
  Tone tone = Tone::ok;
  std::string words;
};
TimePill time_pill(const Speech& say, Moment due, Moment now);
void due_pill(Page& page, const Case& item);
void stage_pill(Page& page, const application::State& state);

// A photo that was sent in: re-encoded by the child program, and still answered as if it were hostile.
Response kept_photo(const Opened<Bytes>& photo);

std::string kilometres(const Speech& say, double km);                // "5,1 km"
std::string hours_of_run(const Speech& say, const views::Run& run);  // "Pukul 09.00-12.00"

void solo_begin(Page& page);  // One pane for pages that are no three panes.
void solo_end(Page& page);
void counts_note(Page& page);  // A courier's bag waits to be counted by this officer, or another.
void old_cards_note(Page& page);  // A list of old cards waits for this officer, or another, to count it.
void calls_note(Page& page);      // Residents wait to be told by a person (calls_page.cc).
void greeting(Page& page);    // "Last time here": for the first minutes after signing in.
// "OM-... tercetak." after an act, from the query's `beres` (a key of o.done.*) and `nomor`.
void done_note(Page& page, const Request& request);
std::string done_path(std::string_view path, std::string_view what, std::string_view number = {});

// An officer's file and where its list lies.
std::string check_path(std::string_view number);
std::string verify_path(std::string_view number);
// May this officer do it now, as the desk will say.
std::optional<Refusal> why_not_mine(Site& site, const Visitor& visitor, const application::State& state, application::Act act);
std::string path_for(const Visitor& visitor, const application::State& state);  // The page where this officer works on it.

// The trail: who opened the file and what happened, newest last.
void trail(Page& page, Boards& boards, const Case& item);
void facts(Page& page, const Case& item, const office::FileOpened& file);  // Person, address, contact as a list.
void comparison_table(Page& page, const std::vector<office::Comparison>& comparisons);

// The list on the left: what waits, overdue first.
enum class Tab { mine, untaken, all, verify, aside };
struct Inbox {
  Tab tab = Tab::untaken;
  int page_number = 0;
  std::string current = {};  // Id of the case that is open beside it.
  bool ticks = false;        // Rows can be ticked for one act over several.
};
Inbox inbox_of(const Request& request, const Visitor& visitor);
// What stands in a tab, by the boards' order: overdue first, then soonest due.
struct InboxPage {
  std::vector<Case> cases;
  std::int64_t total = 0;
};
InboxPage inbox_cases(const Visitor& visitor, Boards& boards, const Inbox& inbox);
void inbox_pane(Page& page, Boards& boards, const Inbox& inbox);
// Who holds what: application -> staff id.
std::map<std::string, std::string> holders(Site& site);
// One row of a list, as the inbox shows it.
void case_row(Page& page, const Case& item, const std::map<std::string, std::string>& held, const Inbox& inbox = {});
// The box in which everything is looked for: sent as a form, so that what is typed stands in no address.
void search_box(Page& page, std::string_view label);

}  // namespace opak::web
