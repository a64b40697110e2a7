// Who rode much in the last days gets less today: hours are evened out over a week, not within one morning.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "law/working_days.h"
#include "routing/problem.h"
#include "views/boards.h"

namespace opak::office {

using HoursRidden = std::map<std::string, routing::Seconds>;  // Of one day, by courier.

// By how much each of these couriers is ahead of the one who rode least, at most four hours; in their order. A day on which somebody did not
// ride counts for them as the mean of those who did: nobody makes up for a holiday.
std::vector<routing::Seconds> ahead_by(const std::vector<HoursRidden>& days, const std::vector<std::string>& couriers);

constexpr int days_evened_out = 5;  // Working days before today.
// From the loading of each run to its last stop, as the book has them.
std::vector<HoursRidden> hours_ridden(views::Boards& boards, const law::Calendar& calendar, Day today);

}  // namespace opak::office
