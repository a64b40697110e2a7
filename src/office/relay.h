// A day that has begun: a courier who cannot go on, and one more stop in a run that has not left yet.
//
// The planner's half proposes and writes nothing. Accepting a relay moves no card either: each stays in the bag it is in, and its courier
// answers for it, until the courier who shall have it has counted it into theirs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "office/deliver.h"
#include "routing/problem.h"
#include "views/boards.h"

namespace opak::office {

constexpr int hours_moved_minutes = 15;  // Who is reached so much outside what they were told hears of new hours.

// The hours a resident has to be told for a courier who stands at the door at that minute of the day; none where what was told still holds.
std::optional<Hours> new_hours(Hours told, int at_door, int not_before);

// What was told counts as kept from a quarter of an hour before to a quarter after; the planner knows a middle and a slack.
constexpr int window_hours = 2;
constexpr routing::Seconds told_slack_seconds = window_hours * 3600 / 2 + hours_moved_minutes * 60;
constexpr routing::Seconds from_bag_to_bag_seconds = 5 * 60;  // Two couriers meet, and one counts.
// Tells other hours, and gives back ("9-11") what had been told before; nothing where nothing was to be told.
std::optional<Refusal> tell_hours(Book& book, const std::string& parcel, Hours hours, std::string* before);

struct LastStop { Moment at{}; std::string parcel; };  // The last stop written of a run; `parcel` "": none yet.
LastStop last_stop(store::Database& reader, const std::string& run);

// Stops of a run under way that its courier will reach later than their residents were told, in their order, as it looks now.
struct LateStop { std::string parcel; int at_door = 0; };
std::vector<LateStop> late_stops(Office&, store::Database& reader, const views::Run& run);

struct MovedHours { std::string parcel, application; Hours told, now; };

struct RelayPart {
  std::string run, courier;
  std::vector<std::string> parcels;  // That it takes over.
  std::vector<std::string> order;    // All its stops from then on.
  int minutes_more = 0, back_at = 0;  // back_at: minute of the day.
  double km_more = 0;
};
struct StaysInBag { std::string parcel, application, why; int minutes = 0; };  // `why`: routing/why_not.h's word, or "frozen" | "ended".

struct RelayProposal {
  enum class Case { ready, not_on_the_road, bag_counted, nothing_left, waits, nobody_else, nobody_can };
  Case outcome = Case::ready;
  std::string run, courier;
  int version = 0;                 // Of the run, as it was planned from.
  std::vector<RelayPart> parts;    // Only those who take something.
  std::vector<MovedHours> moved;   // Who is told other hours.
  std::vector<StaysInBag> stays;   // They go back to the office with the bag.
  int back_by = 0;                 // Hour: no courier is back later.
  bool map_failed = false;         // As of Proposal.
};

// Plans for about so many seconds on the calling thread. `back_by`: the hour at which every courier is back; 0: as their runs say, and an hour more.
Result<RelayProposal> propose_relay(Office&, store::Database& reader, const std::string& run, int back_by = 0, double seconds = 0.8);

// Supervisor. Refused as a whole where the run is no longer as it was planned from ("delivery.plan_is_stale").
struct PassRest {
  std::string run;
  int version = 0;
  struct Part { std::string to; std::vector<std::string> parcels, order; };
  std::vector<Part> parts;
  std::map<std::string, Hours> hours;  // What residents are told now, by parcel: of these parts only.
};
Later<Answer> pass_rest(Office&, PassRest, const Asked&);
// In one press, as long as it was not counted in; what another courier has counted in stays with them. Done words: {"n", parcels}.
struct TakeBackRest { std::string run; };
Later<Answer> take_back_rest(Office&, TakeBackRest, const Asked&);
// By the courier who takes them, or the supervisor.
struct TakeRest { std::string run, from; int counted = 0; };
Later<Answer> take_rest(Office&, TakeRest, const Asked&);

// What shall still be counted into this run today: the run it comes from, its courier, how many.
struct RestComing { std::string from, courier; int cards = 0, version = 0; };
std::vector<RestComing> rest_coming(views::Boards&, const views::Run& run);

// One more stop in a run that is planned and not loaded.
struct StopProposal {
  std::string run, courier, parcel;
  int position = 0;  // As AddStop.
  int minutes_more = 0, back_at = 0;
  double km_more = 0;
  Hours hours;                    // Of the new stop.
  std::vector<MovedHours> moved;  // At most two.
  int version = 0;
};
// None: it fits nowhere without moving the hours of more than two residents, or before the run ends.
std::optional<StopProposal> propose_stop(Office&, store::Database& reader, const std::string& run, const std::string& parcel);
struct AddStop {
  std::string run, parcel;
  int version = 0, position = 0;
  Hours hours;
  std::map<std::string, Hours> moved;
};
Later<Answer> add_stop(Office&, AddStop, const Asked&);  // Supervisor.

}  // namespace opak::office
