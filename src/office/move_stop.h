// One stop to another courier: between runs that are planned, or between two that are under way.
//
// The proposal writes nothing and names the cost with each courier. A stop of a run under way goes as a relay of one card does (relay.h): it
// stays in its bag until the other courier counted it in. Before loading all cards lie at the office, and the stop changes its run at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/relay.h"

namespace opak::office {

struct StopOffer {
  std::string run, courier;
  bool fits = true;               // False: not before its hours and one more are over.
  int minutes_more = 0, back_at = 0, version = 0;
  double km_more = 0;
  int position = 0;               // In a planned run: as AddStop.
  std::vector<std::string> order;  // In a run under way: all its stops from then on.
  std::vector<MovedHours> moved;  // Who is told other hours.
};

struct MoveProposal {
  enum class Case { ready, not_movable, bag_counted, waits, nobody_else };
  Case outcome = Case::not_movable;
  bool under_way = false, is_last = false, map_failed = false;  // is_last: the run has no other stop. map_failed: as of Proposal.
  std::string run, courier, parcel;
  int version = 0, minutes_less = 0;  // Of the courier who gives.
  std::vector<StopOffer> offers;      // The cheapest first.
};
MoveProposal propose_move(Office&, store::Database& reader, const std::string& run, const std::string& parcel);

// Supervisor. Between planned runs of one day; both as they were when it was proposed ("delivery.plan_is_stale").
struct MoveStop {
  std::string run, to, parcel;
  int version = 0, to_version = 0, position = 1;
  std::map<std::string, Hours> hours = {};  // What residents are told now, by parcel.
};
Later<Answer> move_stop(Office&, MoveStop, const Asked&);

// The planned run this stop came from by move_stop, where that can still take it back; "": none.
std::string came_from(views::Boards&, const views::Run& run, const std::string& parcel);
// The move back, to the place it had. None: it did not come from anywhere, or that run has left.
std::optional<MoveStop> way_back(Office&, store::Database& reader, const std::string& run, const std::string& parcel);

}  // namespace opak::office
