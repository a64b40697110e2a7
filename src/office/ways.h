// How long ways take, learnt from the couriers' own time stamps: of each closed run, the time from one door to the next against what was reckoned.
#pragma once

#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "routing/travel.h"
#include "store/sqlite.h"

namespace opak::office {

class Book;

struct DoorCall { std::string region; Moment at; };  // A stop as it was done.
struct Ride {
  std::string from, to;  // Codes of kelurahan.
  int hour = 0;          // Of setting out, 0..23, in Jakarta.
  double factor = 1;     // Time taken over time reckoned, from 0.3 to 3.
};

// Of the calls of one run in the order of their times. What took longer than a ride takes (a break, a line at a door) and what was noted
// all at once teaches nothing.
std::vector<Ride> rides_of(const catalogue::City&, std::vector<DoorCall> calls);

// When a run is closed. One courier's odd day moves a factor by a fifth at most; after five rides it is used.
void learn_ways(Book&, const catalogue::City&, const std::string& run);

// For the planner; zones are the numbers of the city's kelurahan in their order. A pair of kelurahan that nobody knows well takes what its kecamatan know.
std::vector<routing::Factor> learnt_ways(const catalogue::City&, store::Database&, int from_hour, int to_hour);

}  // namespace opak::office
